/* SPDX-License-Identifier: Apache-2.0
 *
 * bench_exposure.c - how fast it is told what falls with whom in a large network
 *
 *	bench_exposure [--peer tests/bench/peer_exposure.py] [SITES]
 *
 * Default 100000 sites: about 1 M elements and 5 M needs, 20 suppliers.  Prints seconds of processor time
 * (one thread) and memory beyond the inventory; with --peer also what python needs for the same.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "judge/exposure/above.h"
#include "judge/exposure/alone.h"
#include "judge/exposure/common.h"
#include "judge/exposure/first.h"
#include "judge/exposure/lines.h"
#include "judge/exposure/shares.h"
#include "judge/exposure/ties.h"

enum {
	AT_SITE = 9,
	ROUTERS_PER_100 = 10,
	CORES = 60,
	MAKERS = 20,
	OPERATORS = 4,
	REGIONS = 50,
	NEEDS_AT_SITE = 5
};
enum { F_CORE, F_RADIO, F_UNIT, F_ROUTER, FUNCTIONS };

static uint64_t state = 1;

static uint32_t draw(uint32_t n)
{
	state = state * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(state >> 33) % n;
}

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static double memory_mb(const char *word)
{
	char line[256];
	double kb = 0;
	FILE *f = fopen("/proc/self/status", "r");
	while (f && fgets(line, sizeof line, f))
		if (strncmp(line, word, strlen(word)) == 0)
			kb = strtod(line + strlen(word), NULL);
	if (f)
		fclose(f);
	return kb / 1024;
}

struct made {
	struct network net;
	struct model model;
	bool *core;
};

static const char *names[64];

static void fixed(struct arena *a, struct made *m, uint32_t sites)
{
	static const enum criticality weight[FUNCTIONS] = { CRITICALITY_CRITICAL, CRITICALITY_HIGH,
		                                            CRITICALITY_HIGH,
		                                            CRITICALITY_MODERATE };
	struct network *net = &m->net;
	for (size_t i = 0; i < COUNT(names); i++)
		names[i] = arena_fmt(a, "name %02zu", i);
	*net = (struct network){ .model = &m->model,
		                 .functions = FUNCTIONS,
		                 .makers = MAKERS,
		                 .sites = sites,
		                 .operators = { names, OPERATORS },
		                 .regions = { names, REGIONS },
		                 .country = "" };
	net->areas.n = sites / 8 + 1;
	net->areas.v = NEW(a, const char *, net->areas.n);
	net->function = NEW(a, struct network_function, FUNCTIONS);
	for (uint32_t i = 0; i < FUNCTIONS; i++)
		net->function[i] = (struct network_function){ .id = names[i],
			                                      .title = names[i],
			                                      .cite = "",
			                                      .certainty = "",
			                                      .part_of = MODEL_NONE,
			                                      .group = i,
			                                      .place = i,
			                                      .criticality = weight[i],
			                                      .serves = i == F_RADIO };
	net->maker = NEW(a, struct network_maker, MAKERS);
	for (uint32_t i = 0; i < MAKERS; i++)
		net->maker[i] = (struct network_maker){ names[i], names[i], MODEL_NONE };
}

static void element(struct network *net, uint32_t i, uint32_t site, uint32_t function,
                    uint32_t maker)
{
	net->element[i] = (struct network_element){
		.id = "",
		.product = "",
		.technology = TECHNOLOGY_4G,
		.basis = BASIS_STATED,
		.vendor_basis = BASIS_STATED,
		.site = site,
		.function = function,
		.maker = maker,
		.supplier = MODEL_NONE,
		.source = MODEL_NONE,
		.operator_at = site == MODEL_NONE ? draw(OPERATORS) : net->site[site].operator_at,
		.installed = NETWORK_NO_DAY,
		.support_end = NETWORK_NO_DAY,
		.day = NETWORK_NO_DAY,
		.cells = NAN,
		.book_value = NAN
	};
}

static void need(struct network *net, uint32_t node, uint32_t needs, uint32_t choice)
{
	net->need[net->needs++] = (struct network_need){ node, needs, choice, 1, "" };
}

/* Radio needs its unit, the unit a router and one of two cores; routers stand in trees with two
 * ways up. */
static void make(struct arena *a, struct made *m, uint32_t sites)
{
	fixed(a, m, sites);
	struct network *net = &m->net;
	uint32_t routers = sites * ROUTERS_PER_100 / 100 + 1, at_sites = sites * AT_SITE;
	net->site = NEW(a, struct network_site, sites);
	for (uint32_t i = 0; i < sites; i++) {
		uint32_t region = (uint32_t)((uint64_t)i * REGIONS / sites);
		net->site[i] = (struct network_site){ .id = "",
			                              .subscribers = draw(3000),
			                              .traffic = NAN,
			                              .lat = NAN,
			                              .lon = NAN,
			                              .operator_at = draw(OPERATORS),
			                              .region_at = region,
			                              .area_at = i / 8,
			                              .source = MODEL_NONE,
			                              .day = NETWORK_NO_DAY };
	}
	net->elements = at_sites + routers + CORES;
	net->element = NEW(a, struct network_element, net->elements);
	net->need = NEW(a, struct network_need,
	                (size_t)at_sites * (NEEDS_AT_SITE + 2) + (size_t)routers * 4 + CORES * 2);
	uint32_t router = at_sites, core = router + routers;
	for (uint32_t i = 0; i < sites; i++) {
		uint32_t first = i * AT_SITE, maker = draw(MAKERS);
		for (uint32_t k = 0; k < AT_SITE; k++) {
			uint32_t e = first + k, own = k % 3 == 0 ? F_UNIT : F_RADIO;
			element(net, e, i, own, draw(10) ? maker : draw(MAKERS));
			if (own == F_RADIO)
				need(net, e, first + k / 3 * 3, MODEL_NONE);
			need(net, e, router + i / 10 % routers, own == F_UNIT ? MODEL_NONE : 0);
			if (own == F_RADIO)
				need(net, e, router + draw(routers), 0);
			for (uint32_t c = 1; c < 3; c++) {
				uint32_t pick = draw(CORES);
				need(net, e, core + pick, c);
				need(net, e, core + (pick + 1) % CORES, c);
			}
		}
	}
	for (uint32_t i = 0; i < routers; i++) {
		element(net, router + i, MODEL_NONE, F_ROUTER, draw(MAKERS));
		if (i == 0)
			continue;
		uint32_t up = i / 8;
		need(net, router + i, router + up, 0);
		need(net, router + i, router + (up + 1 < i ? up + 1 : up), 0);
	}
	for (uint32_t i = 0; i < CORES; i++) {
		element(net, core + i, MODEL_NONE, F_CORE, draw(MAKERS));
		need(net, core + i, core + (i + 7) % CORES, 0);
		need(net, core + i, core + (i + 11) % CORES, 0);
	}
	m->core = NEW(a, bool, net->elements);
	for (uint32_t i = 0; i < CORES; i++)
		m->core[core + i] = true;
}

static int by_need(const void *a, const void *b)
{
	const struct network_need *x = a, *y = b;
	if (x->node != y->node)
		return x->node > y->node ? 1 : -1;
	if (x->choice != y->choice)
		return x->choice + 1 > y->choice + 1 ? 1 : -1;
	return (x->needs > y->needs) - (x->needs < y->needs);
}

static double base;

static double said(const char *what, double begin)
{
	double t = now() - begin;
	printf("%-34s %8.4f s   memory %5.0f MB\n", what, t, memory_mb("VmRSS:") - base);
	return t;
}

static int dump(int fd, const struct made *m, const struct stand *s)
{
	FILE *f = fdopen(fd, "wb");
	if (f == NULL)
		return 1;
	const uint64_t head[] = { s->elements, s->nodes, s->choices, s->first[s->nodes] };
	fwrite(head, sizeof head, 1, f);
	fwrite(s->first, 4, (size_t)s->nodes + 1, f);
	fwrite(s->above, 4, s->first[s->nodes], f);
	fwrite(s->owner, 4, s->choices, f);
	fwrite(s->bears, 4, s->choices, f);
	fwrite(s->at, 4, s->elements, f);
	for (uint32_t i = 0; i < s->elements; i++)
		fwrite(&m->net.element[i].maker, 4, 1, f);
	return fclose(f) != 0;
}

static void peers(const char *script, const struct made *m, const struct stand *s, double seconds,
                  uint64_t fell)
{
	char name[] = "/tmp/petrin-bench-XXXXXX", command[1024], line[256], who[64];
	int fd = mkstemp(name);
	if (fd < 0 || dump(fd, m, s) != 0)
		return;
	snprintf(command, sizeof command, "/usr/bin/python3 %s %s", script, name);
	FILE *f = popen(command, "r");
	double took, elements;
	while (f && fgets(line, sizeof line, f))
		if (sscanf(line, "%63s %lf %lf", who, &took, &elements) == 3)
			printf("peer %-29s %8.4f s   %6.1f times as long%s\n", who, took,
			       took / seconds,
			       (uint64_t)elements == fell ? "" : "   AND ANOTHER RESULT");
		else
			printf("peer: %s", line);
	if (f)
		pclose(f);
	unlink(name);
}

static uint64_t all_makers(struct arena a, struct loss *x, const struct network *net, double *worst,
                           double *sum)
{
	uint32_t *node = NEW(&a, uint32_t, net->elements);
	uint64_t fell = 0;
	for (uint32_t maker = 0; maker < MAKERS; maker++) {
		size_t n = 0;
		for (uint32_t i = 0; i < net->elements; i++)
			if (net->element[i].maker == maker)
				node[n++] = i;
		double t = now();
		struct lost l = loss_without(x, node, n);
		t = now() - t;
		fell += l.elements;
		*worst = t > *worst ? t : *worst;
		*sum += t;
	}
	return fell;
}

int main(int argc, char **argv)
{
	struct arena input = arena_reserve((size_t)1 << 36, "input"),
	             a = arena_reserve((size_t)1 << 36, "exposure");
	struct arena scratch = arena_reserve((size_t)1 << 36, "scratch");
	const char *peer = argc > 2 && strcmp(argv[1], "--peer") == 0 ? argv[2] : NULL;
	int at = peer ? 3 : 1;
	struct made m = { .model = { .day = 20000 } };
	make(&input, &m, argc > at ? (uint32_t)strtoul(argv[at], NULL, 10) : 100000);
	qsort(m.net.need, m.net.needs, sizeof *m.net.need, by_need);
	base = memory_mb("VmRSS:");
	double t = now(), worst = 0, sum = 0;
	struct stand s = stand_make(&a, &m.net);
	struct loss x = loss_in(&a, &s);
	said("put in order", t);
	printf("%zu sites, %zu elements, %zu needs, %u choices; inventory %.0f MB\n", m.net.sites,
	       m.net.elements, m.net.needs, s.choices, base);
	uint64_t fell = all_makers(scratch, &x, &m.net, &worst, &sum);
	printf("%-34s %8.4f s   goal 0.1 s\n%-34s %8.4f s   goal 1 s; %llu elements fell\n",
	       "without one supplier, the worst", worst, "without each of 20 suppliers", sum,
	       (unsigned long long)fell);
	uint32_t *core = NEW(&scratch, uint32_t, CORES);
	for (uint32_t i = 0; i < CORES; i++)
		core[i] = (uint32_t)m.net.elements - CORES + i;
	t = now();
	struct lost all = loss_without(&x, core, CORES);
	printf("%-34s %8.4f s   %llu of %u elements fell\n", "without the core: everything", now() - t,
	       (unsigned long long)all.elements, s.elements);
	t = now();
	struct alones alone = alone_all(&a, &x, 0);
	said("each element alone", t);
	printf("%llu of %llu looked at, %zu single points\n", (unsigned long long)alone.looked,
	       (unsigned long long)alone.nodes, alone.n);
	t = now();
	struct lines l = lines_of(&a, scratch, &s, m.core);
	said("cut points and bridges", t);
	t = now();
	struct above up = above_of(&a, scratch, &s, m.core);
	said("dominators", t);
	printf("%zu cut points, %zu bridges, the first site's dominator %u\n", l.points, l.lines,
	       up.dominator[m.net.elements]);
	t = now();
	struct shares c =
	        shares_of(&a, scratch, &m.net, &(struct shares_asked){ SHARES_USERS, 0, NULL });
	said("shares by function", t);
	t = now();
	struct shares cells = shares_of(
	        &a, scratch, &m.net,
	        &(struct shares_asked){ SHARES_USERS, SHARES_OPERATORS | SHARES_REGIONS, NULL });
	said("shares by operator and region", t);
	t = now();
	struct common areas = common_areas(&a, scratch, &s);
	said("common suppliers of areas", t);
	t = now();
	struct first f = first_of(&a, scratch, &x,
	                          &(struct first_asked){ NULL, NULL, loss_all(&s, NULL), 0 });
	said("order of what to secure", t);
	printf("%zu functions, %zu cells, %zu areas, %zu items\n", c.rows, cells.rows, areas.n,
	       f.n);
	if (peer)
		peers(peer, &m, &s, sum, fell);
	return 0;
}
