/* SPDX-License-Identifier: Apache-2.0
 *
 * gen_ownership.c - a made-up register of owners, for measuring and for tests of size
 */
#include "gen_ownership.h"

#include <math.h>
#include <string.h>

enum { GROUP = 44 };

struct gen {
	struct gen_opts o;
	uint64_t state;
	uint32_t companies;  /* ranks 0 .. companies - 1; the others only own */
	uint32_t core;       /* rank of the first core company */
	uint32_t *number;    /* of a rank */
	struct stake *stake;
	size_t n;
	bool *used;          /* by rank: stands in a loop already */
};

static uint64_t next(struct gen *g)
{
	g->state += 0x9e3779b97f4a7c15u;
	uint64_t z = (g->state ^ (g->state >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

static double unit(struct gen *g)
{
	return (double)(next(g) >> 11) * 0x1p-53;
}

static uint32_t below(struct gen *g, uint32_t n)
{
	return (uint32_t)((next(g) >> 32) * n >> 32);
}

static uint32_t least(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

/* An owner of the company of a rank: somebody small, somebody popular, a company of the same group,
 * or one of the core. */
static uint32_t owner(struct gen *g, uint32_t rank)
{
	uint32_t others = g->o.nodes - g->companies, above = GROUP - 1 - rank % GROUP;
	bool in_core = rank - g->core < g->o.core;
	double u = unit(g);
	if (u < 0.006 && rank < g->core)
		return g->core + (uint32_t)((double)g->o.core * pow(unit(g), 2)) % g->o.core;
	if (u > 0.68 && above > 0 && !in_core && rank + above < g->companies)
		return rank + 1 + below(g, above);
	if (u > 0.50)
		return g->companies + (uint32_t)((double)others * pow(unit(g), 6)) % others;
	return g->companies + below(g, others);
}

static void add(struct gen *g, uint32_t owner_rank, uint32_t owned_rank)
{
	if (g->n == g->o.stakes)
		return;
	g->stake[g->n] = (struct stake){ .owner = owner_rank, .owned = owned_rank, .row = (uint32_t)g->n,
		                         .certainty = 'B' };
	g->n++;
}

static void close_loops(struct gen *g)
{
	uint32_t c = g->o.core;
	for (uint32_t i = 0; i < c; i++) { /* a ring, and two shares more each */
		g->used[g->core + i] = true;
		add(g, g->core + i, g->core + (i + 1) % c);
		add(g, g->core + below(g, c), g->core + i);
		add(g, g->core + (uint32_t)(c * pow(unit(g), 3)) % c, g->core + i);
	}
	for (uint32_t k = 1; k < g->o.loops;) {
		const struct stake *s = &g->stake[below(g, (uint32_t)g->n)];
		uint32_t a = s->owner, b = s->owned;
		if (a >= g->companies || a == b || g->used[a] || g->used[b] || a > b + 3 || a - g->core < g->o.core)
			continue;
		bool free = true; /* nothing between them may be in a loop: loops would grow together */
		for (uint32_t r = least(a, b); free && r <= a + b - least(a, b); r++)
			free = !g->used[r];
		if (!free)
			continue;
		memset(&g->used[least(a, b)], 1, a + b - 2 * least(a, b) + 1);
		add(g, b, a);
		k++;
	}
}

/* Every company gives away between 40 % and all of itself, in hundredths of a percent. */
static void shares(struct gen *g, struct arena scratch)
{
	double *sum = NEW(&scratch, double, g->companies), *give = NEW(&scratch, double, g->companies);
	for (size_t i = 0; i < g->n; i++) {
		struct stake *s = &g->stake[i];
		sum[s->owned] += s->share[EQUITY][0] = 0.05 + unit(g);
	}
	for (uint32_t r = 0; r < g->companies; r++)
		give[r] = unit(g) < 0.5 ? 1 : 0.4 + 0.6 * unit(g);
	for (size_t i = 0; i < g->n; i++) {
		struct stake *s = &g->stake[i];
		double a = floor(1e4 * give[s->owned] * s->share[EQUITY][0] / sum[s->owned]) / 1e4;
		for (enum right r = 0; r < RIGHTS; r++)
			s->share[r][0] = s->share[r][1] = a;
	}
}

static enum node_type type_of(struct gen *g, uint32_t rank)
{
	uint32_t u = below(g, 1000);
	if (rank < g->companies)
		return u < 15 ? NODE_LISTED : u < 20 ? NODE_FUND : NODE_COMPANY;
	return u < 900 ? NODE_PERSON : u < 930 ? NODE_FUND : u < 960 ? NODE_COMPANY :
	       u < 970 ? NODE_FOUNDATION : u < 980 ? NODE_ARRANGEMENT : u < 981 ? NODE_STATE : NODE_UNKNOWN;
}

struct graph_input gen_ownership(struct arena *a, struct arena scratch, struct gen_opts o)
{
	struct gen g = { .o = o, .state = o.seed, .companies = (uint32_t)(0.6 * o.nodes) };
	struct node *node = NEW(a, struct node, o.nodes);
	uint32_t closing = 3 * o.core + o.loops - 1;
	g.stake = NEW(a, struct stake, o.stakes);
	g.number = NEW(&scratch, uint32_t, o.nodes);
	g.used = NEW(&scratch, bool, o.nodes);
	g.core = (uint32_t)(0.9 * g.companies) / GROUP * GROUP;
	for (uint32_t r = 0; r < g.companies; r++) /* everybody has an owner */
		add(&g, owner(&g, r), r);
	while (g.n < o.stakes - closing) {
		uint32_t r = below(&g, g.companies);
		if (r - g.core >= o.core) /* those get theirs below */
			add(&g, owner(&g, r), r);
	}
	close_loops(&g);
	shares(&g, scratch);
	for (uint32_t r = 0; r < o.nodes; r++)
		g.number[r] = r;
	for (uint32_t r = o.nodes; r > 1; r--) {
		uint32_t k = below(&g, r), t = g.number[k];
		g.number[k] = g.number[r - 1];
		g.number[r - 1] = t;
	}
	for (uint32_t r = 0; r < o.nodes; r++)
		node[g.number[r]] = (struct node){ .key = g.number[r], .type = (uint8_t)type_of(&g, r),
			                           .country = { (char)('A' + below(&g, 4)), 'X' } };
	for (size_t i = 0; i < g.n; i++) { /* rows in no order */
		size_t k = i + below(&g, (uint32_t)(g.n - i));
		struct stake t = g.stake[k];
		g.stake[k] = g.stake[i];
		g.stake[i] = t;
		g.stake[i].owner = g.number[g.stake[i].owner];
		g.stake[i].owned = g.number[g.stake[i].owned];
	}
	return (struct graph_input){ node, o.nodes, g.stake, g.n };
}
