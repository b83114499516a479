/* SPDX-License-Identifier: Apache-2.0
 *
 * exposure_make.h - small networks at random, for tests against plain counting
 */
#ifndef PT_TESTS_EXPOSURE_MAKE_H
#define PT_TESTS_EXPOSURE_MAKE_H

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "model/network.h"

enum {
	MAKE_ELEMENTS = 12,
	MAKE_SITES = 5,
	MAKE_NEEDS = 40,
	MAKE_NODES = MAKE_ELEMENTS + MAKE_SITES
};
enum { MAKE_CORE, MAKE_RADIO, MAKE_OTHER, MAKE_FUNCTIONS };

struct made {
	struct network net;
	struct model model;
	struct network_function function[MAKE_FUNCTIONS];
	struct network_maker maker[3];
	struct supplier supplier[3];
	struct network_site site[MAKE_SITES];
	struct network_element element[MAKE_ELEMENTS];
	struct network_need need[MAKE_NEEDS];
	const char *name[4];
	bool core[MAKE_ELEMENTS];
	uint64_t state;
};

static inline uint32_t make_draw(struct made *m, uint32_t n)
{
	m->state = m->state * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(m->state >> 33) % n;
}

static inline int make_order(const void *a, const void *b)
{
	const struct network_need *x = a, *y = b;
	if (x->node != y->node)
		return x->node > y->node ? 1 : -1;
	if (x->choice != y->choice)
		return x->choice + 1 > y->choice + 1 ? 1 : -1;
	if (x->needs != y->needs)
		return x->needs > y->needs ? 1 : -1;
	return (x->least > y->least) - (x->least < y->least);
}

static inline void make_fixed(struct made *m)
{
	static const char *const names[] = { "a", "b", "c", "d" };
	static const char *const ids[] = { "core", "radio", "other" };
	static const enum criticality weight[] = { CRITICALITY_CRITICAL, CRITICALITY_HIGH,
		                                   CRITICALITY_LOW };
	memcpy(m->name, names, sizeof names);
	for (uint32_t i = 0; i < MAKE_FUNCTIONS; i++)
		m->function[i] = (struct network_function){ .id = ids[i],
			                                    .title = ids[i],
			                                    .cite = "",
			                                    .certainty = "",
			                                    .part_of = MODEL_NONE,
			                                    .group = i,
			                                    .place = i,
			                                    .criticality = weight[i],
			                                    .serves = i == MAKE_RADIO };
	for (uint32_t i = 0; i < COUNT(m->maker); i++) {
		m->supplier[i] = (struct supplier){ .id = names[i], .name = names[i] };
		m->maker[i] = (struct network_maker){ names[i], names[i], i };
	}
	m->model = (struct model){ .day = 20000, .supplier = m->supplier, .suppliers = 3 };
	m->net = (struct network){ .model = &m->model,
		                   .function = m->function,
		                   .maker = m->maker,
		                   .site = m->site,
		                   .element = m->element,
		                   .need = m->need,
		                   .functions = MAKE_FUNCTIONS,
		                   .makers = 3,
		                   .operators = { m->name, 3 },
		                   .regions = { m->name, 2 },
		                   .areas = { m->name, 4 },
		                   .country = "" };
}

/* The same seed gives the same network. */
static inline void make_network(struct made *m, uint64_t seed)
{
	memset(m, 0, sizeof *m);
	m->state = seed * 0x9e3779b97f4a7c15u + 1;
	make_fixed(m);
	struct network *net = &m->net;
	net->elements = 1 + make_draw(m, MAKE_ELEMENTS);
	net->sites = make_draw(m, MAKE_SITES + 1);
	uint32_t nodes = (uint32_t)(net->elements + net->sites);
	for (size_t i = 0; i < net->sites; i++)
		m->site[i] = (struct network_site){
			.id = "s",
			.subscribers = make_draw(m, 5) ? (double)make_draw(m, 100) : (double)NAN,
			.traffic = make_draw(m, 9),
			.sensitive = make_draw(m, 3) == 0,
			.lat = NAN,
			.lon = NAN,
			.source = MODEL_NONE,
			.operator_at = make_draw(m, 3),
			.region_at = make_draw(m, 2),
			.area_at = make_draw(m, 4) ? make_draw(m, 4) : MODEL_NONE,
			.day = NETWORK_NO_DAY
		};
	for (size_t i = 0; i < net->elements; i++) {
		uint32_t site = net->sites && make_draw(m, 4) ? make_draw(m, (uint32_t)net->sites)
		                                              : MODEL_NONE;
		uint32_t function = make_draw(m, MAKE_FUNCTIONS), maker = make_draw(m, 4);
		m->core[i] = function == MAKE_CORE;
		m->element[i] =
		        (struct network_element){ .id = "e",
			                          .product = "",
			                          .technology = (uint8_t)(1 + make_draw(m, 15)),
			                          .basis = BASIS_STATED,
			                          .vendor_basis =
			                                  maker < 3 ? BASIS_STATED : BASIS_UNKNOWN,
			                          .site = site,
			                          .function = function,
			                          .maker = maker < 3 ? maker : MODEL_NONE,
			                          .supplier = maker < 3 ? maker : MODEL_NONE,
			                          .source = MODEL_NONE,
			                          .operator_at = make_draw(m, 3),
			                          .support_end = NETWORK_NO_DAY,
			                          .installed = NETWORK_NO_DAY,
			                          .day = NETWORK_NO_DAY,
			                          .book_value = NAN,
			                          .cells = NAN };
	}
	net->needs = make_draw(m, MAKE_NEEDS);
	for (size_t i = 0; i < net->needs; i++)
		m->need[i] = (struct network_need){ make_draw(m, nodes), make_draw(m, nodes),
			                            make_draw(m, 2) ? MODEL_NONE : make_draw(m, 3),
			                            1 + make_draw(m, 3), "" };
	if (net->needs > 1)
		qsort(m->need, net->needs, sizeof *m->need, make_order);
}

/* The same network with elements and sites in another order: old[i] is where the i-th stood. */
static inline void make_shuffled(struct made *to, struct made *from, uint32_t old[MAKE_NODES])
{
	struct network *net = &to->net;
	uint32_t place[MAKE_NODES];
	*to = *from;
	make_fixed(to);
	net->elements = from->net.elements, net->sites = from->net.sites,
	net->needs = from->net.needs;
	for (uint32_t i = 0; i < net->elements + net->sites; i++)
		old[i] = i;
	for (uint32_t part = 0; part < 2; part++) {
		uint32_t base = part ? (uint32_t)net->elements : 0;
		for (uint32_t n = (uint32_t)(part ? net->sites : net->elements); n > 1; n--) {
			uint32_t k = make_draw(from, n), had = old[base + n - 1];
			old[base + n - 1] = old[base + k];
			old[base + k] = had;
		}
	}
	for (uint32_t i = 0; i < net->elements + net->sites; i++)
		place[old[i]] = i;
	for (uint32_t i = 0; i < net->sites; i++)
		to->site[i] = from->site[old[net->elements + i] - net->elements];
	for (uint32_t i = 0; i < net->elements; i++) {
		struct network_element *e = &to->element[i];
		*e = from->element[old[i]];
		to->core[i] = from->core[old[i]];
		if (e->site != MODEL_NONE)
			e->site = place[net->elements + e->site] - (uint32_t)net->elements;
	}
	for (size_t i = 0; i < net->needs; i++) {
		to->need[i].node = place[from->need[i].node];
		to->need[i].needs = place[from->need[i].needs];
	}
	if (net->needs > 1)
		qsort(to->need, net->needs, sizeof *to->need, make_order);
}

#endif
