/* SPDX-License-Identifier: Apache-2.0
 *
 * test_ownership_bounds.c - intervals hold every point inside them, and are no wider than needed;
 * transparency
 */
#include "judge/ownership/bounds.h"

#include <stdlib.h>

#include "judge/ownership/transparency.h"
#include "ownership_make.h"

enum { ROUNDS = 150, POINTS = 12 };

/* A graph whose stakes are points inside the intervals of k; columns sum to at most 1. */
static struct make inside(const struct make *k, const struct stake *stake, struct rng *r, bool corner)
{
	struct make p = make_begin(k->nodes, k->stakes);
	double sum[64] = { 0 };
	p.n = k->n;
	p.m = k->m;
	memcpy(p.node, k->node, k->n * sizeof *p.node);
	memcpy(p.stake, stake, k->m * sizeof *p.stake);
	for (size_t i = 0; i < p.m; i++)
		sum[p.stake[i].owned] += p.stake[i].share[EQUITY][0];
	for (size_t n = p.m, i = rng_u32(r) % (uint32_t)(n ? n : 1); n-- > 0; i = (i + 1) % p.m) {
		double *b = p.stake[i].share[EQUITY], u = corner ? rng_u32(r) % 2 : rng_uniform(r);
		double more = fmin(u * (b[1] - b[0]), fmax(0, 1 - sum[p.stake[i].owned]));
		sum[p.stake[i].owned] += more;
		b[0] = b[1] = b[0] + more;
	}
	make_graph(&p);
	return p;
}

static double set_share(struct make *p, struct flow *f, uint32_t target, uint32_t kinds, uint32_t node)
{
	struct walk w = walk_up(&p->a, f, p->scratch, target);
	struct walk_ends e = walk_ends(&p->a, f, &w);
	double sum = 0;
	for (size_t i = 0; i < e.n; i++)
		if (kinds >> e.v[i].kind & 1 && (node == GRAPH_NONE || node == e.v[i].node))
			sum += e.v[i].share;
	return sum;
}

static void every_point_inside_the_intervals_is_between_the_bounds(void **unused)
{
	(void)unused;
	size_t touched = 0, wide = 0;
	for (uint64_t d = 0; d < ROUNDS; d++) {
		struct rng r = rng_of(21, d), again = rng_of(21, d);
		struct make k = make_begin(64, 300), copy = make_begin(64, 300);
		uint32_t n = 3 + (uint32_t)d % 12, target = (uint32_t)(d * 7) % n, node = rng_u32(&r) % n;
		rng_u32(&again);
		make_random(&k, &r, n, 0.8);
		make_random(&copy, &again, n, 0.8);
		make_graph(&k);
		struct flow f = make_flow(&k, EQUITY, 0);
		struct walk w = walk_up(&k.a, &f, k.scratch, target);
		struct bounds_goal goal[3] = { { ENDS_NAMED, GRAPH_NONE }, { ENDS_HIDDEN, GRAPH_NONE },
			                       { ENDS_NAMED | ENDS_HIDDEN, node } };
		double lo[3], hi[3], least[3], most[3], *all = NEW(&k.a, double, n);
		for (int g = 0; g < 3; g++) {
			lo[g] = bounds_of(&f, k.scratch, &w, goal[g], BOUNDS_LEAST);
			hi[g] = bounds_of(&f, k.scratch, &w, goal[g], BOUNDS_MOST);
			bounds_all(&f, k.scratch, goal[g], BOUNDS_MOST, all);
			CLOSE(all[k.g.place[target]], hi[g]);
			least[g] = 1;
			most[g] = 0;
		}
		for (int s = 0; s < POINTS; s++) {
			struct make p = inside(&copy, copy.stake, &r, s % 2);
			struct flow q = make_flow(&p, EQUITY, 0);
			for (int g = 0; g < 3; g++) {
				double x = set_share(&p, &q, target, goal[g].kinds, goal[g].node);
				assert_true(x >= lo[g] - 1e-12 && x <= hi[g] + 1e-12);
				least[g] = fmin(least[g], x);
				most[g] = fmax(most[g], x);
			}
			make_end(&p);
		}
		for (int g = 0; g < 3; g++)
			if (hi[g] > lo[g] + 1e-9) {
				wide++;
				touched += (most[g] - least[g]) / (hi[g] - lo[g]) > 0.6;
			}
		make_end(&k);
		make_end(&copy);
	}
	assert_true(touched * 2 > wide); /* and the bounds are near what twelve points reach */
}

static void points_have_bounds_of_no_width(void **unused)
{
	(void)unused;
	for (uint64_t d = 0; d < ROUNDS; d++) {
		struct rng r = rng_of(22, d);
		struct make k = make_begin(64, 300);
		make_random(&k, &r, 3 + (uint32_t)d % 40, 0);
		make_graph(&k);
		struct flow f = make_flow(&k, EQUITY, 0);
		for (uint32_t t = 0; t < k.n; t++) {
			struct walk w = walk_up(&k.a, &f, k.scratch, t);
			double x = set_share(&k, &f, t, ENDS_NAMED | ENDS_NOT_KNOWN, GRAPH_NONE);
			struct bounds_goal goal = { ENDS_NAMED | ENDS_NOT_KNOWN, GRAPH_NONE };
			CLOSE(bounds_of(&f, k.scratch, &w, goal, BOUNDS_LEAST), x);
			CLOSE(bounds_of(&f, k.scratch, &w, goal, BOUNDS_MOST), x);
		}
		make_end(&k);
	}
}

/* Three bands of a register, 25 to 50 % each: they cannot all be at their upper ends. */
static void bands_of_a_register_by_hand(void **unused)
{
	(void)unused;
	struct make k = make_begin(8, 10);
	uint32_t p = make_node(&k, NODE_PERSON), q = make_node(&k, NODE_PERSON), s = make_node(&k, NODE_STATE);
	uint32_t c = make_node(&k, NODE_COMPANY), d = make_node(&k, NODE_COMPANY);
	make_between(&k, p, c, 0.25, 0.5);
	make_between(&k, q, c, 0.25, 0.5);
	make_between(&k, s, c, 0.25, 0.5);
	make_between(&k, c, d, 0.5, 0.75);
	make_graph(&k);
	struct flow f = make_flow(&k, EQUITY, 0);
	struct walk w = walk_up(&k.a, &f, k.scratch, d);
	struct bounds_goal state = { 1u << END_STATE, GRAPH_NONE };
	CLOSE(bounds_of(&f, k.scratch, &w, state, BOUNDS_LEAST), 0.125);
	CLOSE(bounds_of(&f, k.scratch, &w, state, BOUNDS_MOST), 0.375);
	struct bounds_goal persons = { 1u << END_PERSON, GRAPH_NONE };
	CLOSE(bounds_of(&f, k.scratch, &w, persons, BOUNDS_MOST), 0.75 * 0.75); /* 1 - 0.25, not 1 */
	make_end(&k);
}

/* Two companies that may own each other entirely: then nobody owns them. */
static void a_loop_may_close_within_the_intervals(void **unused)
{
	(void)unused;
	struct make k = make_begin(8, 10);
	uint32_t p = make_node(&k, NODE_PERSON), a = make_node(&k, NODE_COMPANY), b = make_node(&k, NODE_COMPANY);
	make_between(&k, p, a, 0, 1);
	make_between(&k, b, a, 0, 1);
	make_between(&k, a, b, 0, 1);
	make_graph(&k);
	struct flow f = make_flow(&k, EQUITY, 0);
	struct walk w = walk_up(&k.a, &f, k.scratch, b);
	struct bounds_goal person = { 1u << END_PERSON, GRAPH_NONE };
	CLOSE(bounds_of(&f, k.scratch, &w, person, BOUNDS_LEAST), 0);
	CLOSE(bounds_of(&f, k.scratch, &w, person, BOUNDS_MOST), 1);
	struct bounds_goal nowhere = { 1u << END_UNRESOLVED, GRAPH_NONE };
	CLOSE(bounds_of(&f, k.scratch, &w, nowhere, BOUNDS_LEAST), 0);
	CLOSE(bounds_of(&f, k.scratch, &w, nowhere, BOUNDS_MOST), 1);
	make_end(&k);
}

static struct transparency trace(struct make *k, struct flow flow[RIGHTS], uint32_t target)
{
	struct transparency t;
	transparency_of(&k->a, k->scratch, (struct transparency_of){ { &flow[0], &flow[1] }, target }, &t);
	return t;
}

static void transparency_by_hand(void **unused)
{
	(void)unused;
	struct make k = make_begin(10, 12);
	uint32_t c = make_node(&k, NODE_LISTED), h = make_node(&k, NODE_COMPANY), s = make_node(&k, NODE_STATE);
	uint32_t who = make_node(&k, NODE_UNKNOWN), bank = make_node(&k, NODE_COMPANY), p = make_node(&k, NODE_PERSON);
	make_stake(&k, h, c, 0.2)->certainty = 'A';
	make_stake(&k, s, h, 0.5)->certainty = 'B';
	make_stake(&k, who, h, 0.3)->flags = STAKE_VOTES_ASSUMED;
	make_stake(&k, bank, c, 0.1)->flags = STAKE_NOMINEE;
	struct stake *one = make_stake(&k, p, c, 0.05); /* five times as many votes as shares */
	one->share[VOTES][0] = one->share[VOTES][1] = 0.25;
	memcpy(k.node[c].country, "AA", 2);
	memcpy(k.node[h].country, "BB", 2);
	memcpy(k.node[s].country, "AA", 2);
	make_graph(&k);
	struct flow flow[RIGHTS] = { make_flow(&k, EQUITY, 0), make_flow(&k, VOTES, 0) };
	struct transparency t = trace(&k, flow, c);
	CLOSE(t.kind[EQUITY][END_STATE][0], 0.1);
	CLOSE(t.kind[EQUITY][END_FLOAT][0], 0.65);
	CLOSE(t.kind[VOTES][END_FLOAT][1], 0.45);
	CLOSE(t.kind[EQUITY][END_UNDISCLOSED][0], 0.04);
	CLOSE(t.named[EQUITY][0], 0.1 + 0.65 + 0.05);
	CLOSE(t.named[EQUITY][1], 0.1 + 0.65 + 0.05 + 0.06); /* the unknown owner may turn out well */
	CLOSE(t.state_open[EQUITY], 0.1 + 0.06 + 0.04 + 0.1);
	assert_true(t.exact);
	assert_int_equal(t.chain, 2);
	assert_int_equal(t.countries, 2);
	assert_memory_equal(t.country[0], "AA", 2);
	assert_int_equal(t.no_country, 1);
	assert_int_equal(t.stakes, 5);
	assert_int_equal(t.certainty[0], 1);
	assert_int_equal(t.certainty[1], 1);
	assert_int_equal(t.certainty[3], 3);
	assert_int_equal(t.votes_assumed, 1);
	assert_int_equal(t.loops, 0);
	assert_int_equal(t.owner[0].node, c);
	assert_int_equal(t.owner[0].kind, END_FLOAT);
	for (size_t i = 0; i < t.owners; i++)
		if (t.owner[i].node == p) {
			CLOSE(t.owner[i].share[EQUITY][0], 0.05);
			CLOSE(t.owner[i].share[VOTES][1], 0.25);
		}
	make_end(&k);
}

/* Whoever gets what the interval leaves open, all of it is undisclosed. */
static void what_is_open_can_be_hidden_for_sure(void **unused)
{
	(void)unused;
	struct make k = make_begin(4, 4);
	uint32_t c = make_node(&k, NODE_COMPANY), h = make_node(&k, NODE_COMPANY);
	make_between(&k, h, c, 0.5, 1);
	make_graph(&k);
	struct flow flow[RIGHTS] = { make_flow(&k, EQUITY, 0), make_flow(&k, VOTES, 0) };
	struct transparency t = trace(&k, flow, c);
	CLOSE(t.open[EQUITY], 0.5);
	CLOSE(t.kind[EQUITY][END_UNDISCLOSED][0], 1);
	CLOSE(t.kind[EQUITY][END_UNDISCLOSED][1], 1);
	CLOSE(t.named[EQUITY][1], 0);
	make_end(&k);
}

static void a_contested_owner_is_open_in_one_scenario_and_named_in_the_others(void **unused)
{
	(void)unused;
	struct make k = make_begin(8, 10);
	uint32_t c = make_node(&k, NODE_COMPANY), u = make_node(&k, NODE_COMPANY);
	uint32_t staff = make_node(&k, NODE_PERSON), state = make_node(&k, NODE_STATE), p = make_node(&k, NODE_PERSON);
	make_stake(&k, u, c, 0.99);
	make_stake(&k, p, c, 0.01);
	make_stake(&k, staff, u, 1)->scenario = 1;
	make_stake(&k, state, u, 1)->scenario = 2;
	make_graph(&k);
	for (uint16_t s = 0; s <= 2; s++) {
		struct flow flow[RIGHTS] = { make_flow(&k, EQUITY, s), make_flow(&k, VOTES, s) };
		struct transparency t = trace(&k, flow, c);
		CLOSE(t.named[EQUITY][0], s == 0 ? 0.01 : 1);
		CLOSE(t.named[EQUITY][1], 1);
		CLOSE(t.kind[EQUITY][END_STATE][1], s == 2 ? 0.99 : 0);
		CLOSE(t.state_open[EQUITY], s == 1 ? 0 : 0.99);
	}
	make_end(&k);
}

static void intervals_of_owners_and_kinds_fit_together(void **unused)
{
	(void)unused;
	for (uint64_t d = 0; d < ROUNDS; d++) {
		struct rng r = rng_of(23, d);
		struct make k = make_begin(64, 300);
		make_random(&k, &r, 3 + (uint32_t)d % 20, d % 3 ? 0.7 : 0);
		make_graph(&k);
		struct flow flow[RIGHTS] = { make_flow(&k, EQUITY, 0), make_flow(&k, VOTES, 0) };
		struct transparency t = trace(&k, flow, (uint32_t)d % 3);
		for (enum right q = 0; q < RIGHTS; q++) {
			double lo = t.open[q], hi = 0;
			for (size_t i = 0; i < t.owners; i++) {
				const struct transparency_owner *o = &t.owner[i];
				assert_true(o->share[q][0] <= o->share[q][1] && o->share[q][1] <= 1 + 1e-12);
				assert_true(o->share[q][1] <= t.kind[q][o->kind][1] + 1e-12);
				lo += o->share[q][0];
				hi += o->share[q][1];
			}
			CLOSE(lo, 1); /* with what is open */
			assert_true(hi >= 1 - 1e-12);
			assert_true(t.named[q][0] <= t.named[q][1] + 1e-12);
			assert_true(t.kind[q][END_STATE][1] <= t.state_open[q] + 1e-12);
		}
		make_end(&k);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_point_inside_the_intervals_is_between_the_bounds),
		cmocka_unit_test(points_have_bounds_of_no_width),
		cmocka_unit_test(bands_of_a_register_by_hand),
		cmocka_unit_test(a_loop_may_close_within_the_intervals),
		cmocka_unit_test(transparency_by_hand),
		cmocka_unit_test(what_is_open_can_be_hidden_for_sure),
		cmocka_unit_test(a_contested_owner_is_open_in_one_scenario_and_named_in_the_others),
		cmocka_unit_test(intervals_of_owners_and_kinds_fit_together),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
