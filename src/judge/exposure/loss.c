/* SPDX-License-Identifier: Apache-2.0
 *
 * loss.c - what is lost when some elements or sites are
 */
#include "judge/exposure/loss.h"

#include <math.h>
#include <string.h>

enum { MUCH = 8 }; /* more than 1/8 of all nodes: everything is set back at once */

static void set_back(struct loss *x)
{
	const struct stand *s = x->stand;
	size_t sites = s->net->sites;
	memset(x->gone, 0, s->nodes * sizeof *x->gone);
	if (s->choices)
		memcpy(x->bears, s->bears, s->choices * sizeof *x->bears);
	if (sites)
		memcpy(x->up, s->serving, sites * sizeof *x->up);
	for (size_t i = 0; i < sites; i++)
		x->left[i] = s->site[i + 1] - s->site[i];
	if (s->net->areas.n)
		memcpy(x->area_up, s->area_sites, s->net->areas.n * sizeof *x->area_up);
}

struct loss loss_in(struct arena *keep, const struct stand *s)
{
	size_t sites = s->net->sites;
	struct loss x = { .stand = s,
		          .gone = NEW(keep, bool, (size_t)s->nodes + 1),
		          .queue = NEW(keep, uint32_t, s->nodes),
		          .touched = NEW(keep, uint32_t, sites),
		          .bears = NEW(keep, uint32_t, s->choices),
		          .up = NEW(keep, uint32_t, sites),
		          .left = NEW(keep, uint32_t, sites),
		          .area_up = NEW(keep, uint32_t, s->net->areas.n),
		          .area = NEW(keep, uint32_t, s->net->areas.n) };
	set_back(&x);
	return x;
}

static inline void lose(struct loss *x, uint32_t node)
{
	if (x->gone[node])
		return;
	x->gone[node] = true;
	x->queue[x->n++] = node;
}

static void element_falls(struct loss *x, uint32_t v)
{
	const struct stand *s = x->stand;
	uint32_t site = s->at[v];
	if (site == MODEL_NONE)
		return;
	if (--x->left[site] == 0)
		lose(x, s->elements + site);
	if (!s->counts[v])
		return;
	if (x->up[site] == s->serving[site])
		x->touched[x->touches++] = site;
	uint32_t area = s->area[site];
	if (--x->up[site] == 0 && area != MODEL_NONE && --x->area_up[area] == 0)
		x->area[x->areas++] = area;
}

static void site_falls(struct loss *x, uint32_t site)
{
	const struct stand *s = x->stand;
	for (uint32_t k = s->site[site]; k < s->site[site + 1]; k++)
		lose(x, s->member[k]);
}

static void fall(struct loss *x)
{
	const struct stand *s = x->stand;
	for (uint32_t i = 0; i < x->n; i++) {
		uint32_t v = x->queue[i];
		if (v < s->elements)
			element_falls(x, v);
		else
			site_falls(x, v - s->elements);
		for (uint32_t k = s->first[v]; k < s->first[v + 1]; k++) {
			uint32_t target = s->above[k];
			if (target < s->nodes)
				lose(x, target);
			else if (x->bears[target - s->nodes]-- == 0)
				lose(x, s->owner[target - s->nodes]);
		}
		x->visits += s->first[v + 1] - s->first[v] + 1;
	}
}

/* Choices go below 0, that is round to the largest number, and come back the same way. */
void loss_reset(struct loss *x)
{
	const struct stand *s = x->stand;
	if (x->n > s->nodes / MUCH) {
		set_back(x);
	} else {
		for (uint32_t i = 0; i < x->n; i++) {
			uint32_t v = x->queue[i];
			x->gone[v] = false;
			if (v < s->elements && s->at[v] != MODEL_NONE)
				x->left[s->at[v]]++;
			for (uint32_t k = s->first[v]; k < s->first[v + 1]; k++)
				if (s->above[k] >= s->nodes)
					x->bears[s->above[k] - s->nodes]++;
		}
		for (uint32_t i = 0; i < x->touches; i++) {
			uint32_t site = x->touched[i];
			if (x->up[site] == 0 && s->area[site] != MODEL_NONE)
				x->area_up[s->area[site]]++;
			x->up[site] = s->serving[site];
		}
	}
	x->n = x->touches = x->areas = 0;
}

static bool counts(const bool *counted, uint32_t site)
{
	return counted == NULL || counted[site];
}

static void add_site(const struct network_site *v, enum loss_state state, struct lost *sum)
{
	bool known = !isnan(v->subscribers);
	if (state == LOSS_DEGRADED) {
		sum->degraded++;
		sum->sensitive_degraded += v->sensitive;
		sum->users_degraded += known ? v->subscribers : 0;
		return;
	}
	sum->sites++;
	sum->sensitive += v->sensitive;
	sum->users += known ? v->subscribers : 0;
	sum->users_unknown += !known;
	sum->traffic += isnan(v->traffic) ? 0 : v->traffic;
}

enum loss_state loss_state(const struct loss *x, uint32_t site)
{
	const struct stand *s = x->stand;
	return x->up[site] == s->serving[site] ? LOSS_WORKS
	       : x->up[site] > 0               ? LOSS_DEGRADED
	                                       : LOSS_LOST;
}

struct lost loss_without(struct loss *x, const uint32_t *node, size_t n)
{
	const struct stand *s = x->stand;
	struct lost sum = { 0 };
	loss_reset(x);
	for (size_t i = 0; i < n; i++)
		lose(x, node[i]);
	sum.removed = x->n;
	fall(x);
	for (uint32_t i = 0; i < x->n; i++)
		sum.elements += x->queue[i] < s->elements;
	for (uint32_t i = 0; i < x->touches; i++)
		if (counts(x->counted, x->touched[i]))
			add_site(&s->net->site[x->touched[i]], loss_state(x, x->touched[i]), &sum);
	for (uint32_t i = 0; i < x->areas; i++)
		sum.users_of_areas += s->area_users[x->area[i]];
	sum.areas = x->areas;
	return sum;
}

struct lost loss_all(const struct stand *s, const bool *counted)
{
	struct lost sum = { .elements = s->elements };
	for (uint32_t i = 0; i < s->net->sites; i++)
		if (s->serving[i] && counts(counted, i))
			add_site(&s->net->site[i], LOSS_LOST, &sum);
	for (size_t i = 0; i < s->net->areas.n; i++) {
		sum.areas += s->area_sites[i] > 0;
		sum.users_of_areas += s->area_users[i];
	}
	return sum;
}
