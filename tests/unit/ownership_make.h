/* SPDX-License-Identifier: Apache-2.0
 *
 * ownership_make.h - graphs for the tests of judge/ownership, by hand and at random
 */
#ifndef PT_TEST_OWNERSHIP_MAKE_H
#define PT_TEST_OWNERSHIP_MAKE_H

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "base/rng.h"
#include "judge/ownership/walk.h"

struct make {
	struct arena a, scratch;
	char *a_start, *scratch_start;
	struct node *node;
	struct stake *stake;
	size_t n, m, nodes, stakes; /* n, m used */
	struct graph g;
};

static inline struct make make_begin(size_t nodes, size_t stakes)
{
	struct make k = { .a = arena_reserve((size_t)1 << 34, "test"),
		          .scratch = arena_reserve((size_t)1 << 34, "test") };
	k.a_start = k.a.beg;
	k.scratch_start = k.scratch.beg;
	k.node = NEW(&k.a, struct node, nodes);
	k.stake = NEW(&k.a, struct stake, stakes);
	k.nodes = nodes;
	k.stakes = stakes;
	return k;
}

static inline void make_end(struct make *k)
{
	arena_release(&k->a, k->a_start);
	arena_release(&k->scratch, k->scratch_start);
}

static inline uint32_t make_node(struct make *k, enum node_type type)
{
	assert_true(k->n < k->nodes);
	k->node[k->n] = (struct node){ .key = k->n, .type = (uint8_t)type };
	return (uint32_t)k->n++;
}

/* An interval for both rights. */
static inline struct stake *make_between(struct make *k, uint32_t owner, uint32_t owned, double lo, double hi)
{
	assert_true(k->m < k->stakes);
	struct stake *s = &k->stake[k->m];
	*s = (struct stake){ .owner = owner, .owned = owned, .row = (uint32_t)k->m };
	for (enum right r = 0; r < RIGHTS; r++) {
		s->share[r][0] = lo;
		s->share[r][1] = hi;
	}
	k->m++;
	return s;
}

static inline struct stake *make_stake(struct make *k, uint32_t owner, uint32_t owned, double share)
{
	return make_between(k, owner, owned, share, share);
}

static inline struct graph *make_graph(struct make *k)
{
	struct pt_err e = { 0 };
	assert_true(graph_of(&k->a, k->scratch, (struct graph_input){ k->node, k->n, k->stake, k->m }, &k->g, &e));
	return &k->g;
}

static inline struct flow make_flow(struct make *k, enum right right, uint16_t scenario)
{
	return flow_of(&k->a, k->scratch, &k->g, (struct flow_opts){ .right = right, .scenario = scenario });
}

/* A random graph of n nodes with about four owners each where there are any; every third company
 * belongs to its owners in full; `width` > 0 makes intervals.  Loops are frequent. */
static inline void make_random(struct make *k, struct rng *r, uint32_t n, double width)
{
	for (uint32_t i = 0; i < n; i++) {
		enum node_type t = rng_u32(r) % 3 ? NODE_COMPANY : (enum node_type)(rng_u32(r) % NODE_TYPES);
		struct node *v = &k->node[make_node(k, t)];
		v->flags = rng_u32(r) % 8 == 0 ? NODE_COMPLETE : 0;
		v->country[0] = v->country[1] = (char)('A' + rng_u32(r) % 5);
	}
	for (uint32_t j = 0; j < n; j++) {
		uint32_t owners = rng_u32(r) % 6, first = (uint32_t)k->m;
		double sum = 0, all = rng_u32(r) % 3 == 0 ? 1 : rng_uniform(r);
		if (k->node[j].type == NODE_PERSON || k->node[j].type == NODE_STATE || rng_u32(r) % 4 == 0)
			continue;
		for (uint32_t i = 0; i < owners; i++) {
			struct stake *s = make_stake(k, rng_u32(r) % n, j, 0.05 + rng_uniform(r));
			s->flags = rng_u32(r) % 12 == 0 ? STAKE_NOMINEE : 0;
			sum += s->share[EQUITY][0];
		}
		for (uint32_t i = first; i < k->m; i++)
			for (enum right q = 0; q < RIGHTS; q++) {
				double *b = k->stake[i].share[q], a = b[0] / sum * all;
				b[0] = width > 0 ? a * (1 - width * rng_uniform(r)) : a;
				b[1] = width > 0 ? fmin(1, a * (1 + width * rng_uniform(r))) : a;
			}
	}
}

static inline double make_total(struct walk_ends e)
{
	double sum = 0;
	for (size_t i = 0; i < e.n; i++)
		sum += e.v[i].share;
	return sum;
}

/* What of the target ends at a node in one kind. */
static inline double make_end_share(struct make *k, struct flow *f, uint32_t target, uint32_t node,
                                    enum end_kind kind)
{
	struct walk w = walk_up(&k->a, f, k->scratch, target);
	struct walk_ends e = walk_ends(&k->a, f, &w);
	for (size_t i = 0; i < e.n; i++)
		if (e.v[i].node == node && e.v[i].kind == kind)
			return e.v[i].share;
	return 0;
}

#define CLOSE(a, b) assert_true(fabs((a) - (b)) <= 1e-12)

#endif
