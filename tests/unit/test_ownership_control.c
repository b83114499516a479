/* SPDX-License-Identifier: Apache-2.0
 *
 * test_ownership_control.c - thresholds, majorities, chains
 */
#include "judge/ownership/control.h"

#include <stdlib.h>

#include "judge/ownership/chain.h"
#include "judge/ownership/heads.h"
#include "ownership_make.h"

enum { ROUNDS = 200 };

static enum control grade_of(struct make *k, const struct control_rule *rule, uint32_t seed, uint32_t node)
{
	uint8_t *grade = NEW(&k->a, uint8_t, k->n);
	control_closure(&k->g, k->scratch, rule, (struct control_seeds){ &seed, 1 }, grade);
	return grade[k->g.place[node]];
}

/* The rule to a fixpoint, the slow way: look at everybody until nothing is new. */
static void slow_closure(const struct make *k, const struct control_rule *rule, uint32_t seed, bool *in)
{
	memset(in, 0, k->n);
	in[seed] = true;
	for (bool news = true; news;) {
		news = false;
		for (uint32_t c = 0; c < k->n; c++) {
			double sum = 0;
			for (size_t i = 0; i < k->g.m; i++) {
				const struct stake *s = &k->g.stake[i];
				if (k->g.at[s->owned] == c && in[k->g.at[s->owner]] && control_counts(rule, s))
					sum += s->share[rule->right][0];
			}
			if (!in[c] && !graph_is_end(&k->node[c]) && control_meets(rule, sum))
				in[c] = news = true;
		}
	}
}

static void closures_agree_with_looking_again_and_again(void **unused)
{
	(void)unused;
	static const struct control_rule *const rules[] = { &control_fifty, &control_majority, &control_quarter };
	for (uint64_t d = 0; d < ROUNDS; d++) {
		struct rng r = rng_of(31, d);
		struct make k = make_begin(64, 300);
		make_random(&k, &r, 3 + (uint32_t)d % 40, 0);
		make_graph(&k);
		bool in[64];
		uint8_t grade[64];
		for (uint32_t seed = 0; seed < k.n; seed++) {
			const struct control_rule *rule = rules[seed % 3];
			slow_closure(&k, rule, seed, in);
			control_closure(&k.g, k.scratch, rule, (struct control_seeds){ &seed, 1 }, grade);
			for (uint32_t i = 0; i < k.n; i++)
				assert_int_equal(grade[k.g.place[i]], in[i] ? CONTROL_SURELY : CONTROL_NO);
		}
		make_end(&k);
	}
}

static void exactly_half_is_enough_for_one_rule_and_not_for_the_other(void **unused)
{
	(void)unused;
	struct make k = make_begin(8, 10);
	uint32_t x = make_node(&k, NODE_PERSON), a = make_node(&k, NODE_COMPANY), b = make_node(&k, NODE_COMPANY);
	make_stake(&k, x, a, 0.1);
	make_stake(&k, x, a, 0.2);
	make_stake(&k, x, a, 0.2); /* 0.1 + 0.2 + 0.2 is a little off one half in binary */
	make_stake(&k, x, b, 0.5);
	make_graph(&k);
	assert_int_equal(grade_of(&k, &control_fifty, x, a), CONTROL_SURELY);
	assert_int_equal(grade_of(&k, &control_majority, x, a), CONTROL_NO);
	assert_int_equal(grade_of(&k, &control_fifty, x, b), CONTROL_SURELY);
	make_end(&k);
}

static void bands_give_sure_and_possible_answers(void **unused)
{
	(void)unused;
	struct make k = make_begin(12, 16);
	uint32_t p = make_node(&k, NODE_PERSON), q = make_node(&k, NODE_PERSON);
	uint32_t a = make_node(&k, NODE_COMPANY), b = make_node(&k, NODE_COMPANY), c = make_node(&k, NODE_COMPANY);
	uint32_t d = make_node(&k, NODE_COMPANY);
	make_between(&k, p, a, 0.5 + SHARE_MORE, 0.75);
	make_between(&k, p, b, 0.25 + SHARE_MORE, 0.5);
	make_between(&k, p, c, 0.25, 0.75);
	make_stake(&k, q, c, 0.6);   /* so p has 40 % at most */
	make_between(&k, a, d, 0.3, 0.3);
	make_between(&k, b, d, 0.2, 0.3);
	make_graph(&k);
	assert_int_equal(grade_of(&k, &control_majority, p, a), CONTROL_SURELY);
	assert_int_equal(grade_of(&k, &control_fifty, p, b), CONTROL_POSSIBLY);
	assert_int_equal(grade_of(&k, &control_majority, p, b), CONTROL_NO);
	assert_int_equal(grade_of(&k, &control_quarter, p, b), CONTROL_SURELY);
	assert_int_equal(grade_of(&k, &control_majority, p, c), CONTROL_NO);
	assert_int_equal(grade_of(&k, &control_fifty, p, d), CONTROL_POSSIBLY); /* if b is his */
	make_end(&k);
}

static void control_in_fact_is_asked_for_or_left_out(void **unused)
{
	(void)unused;
	struct make k = make_begin(4, 4);
	uint32_t p = make_node(&k, NODE_PERSON), a = make_node(&k, NODE_COMPANY), b = make_node(&k, NODE_COMPANY);
	make_stake(&k, p, a, 0.01)->flags = STAKE_CONTROL;
	make_stake(&k, a, b, 0.9);
	make_graph(&k);
	struct control_rule fact = control_majority;
	fact.in_fact = true;
	assert_int_equal(grade_of(&k, &control_majority, p, b), CONTROL_NO);
	assert_int_equal(grade_of(&k, &fact, p, b), CONTROL_SURELY);
	make_end(&k);
}

static void nominees_control_nothing_and_scenarios_decide(void **unused)
{
	(void)unused;
	struct make k = make_begin(6, 6);
	uint32_t bank = make_node(&k, NODE_COMPANY), s = make_node(&k, NODE_STATE);
	uint32_t a = make_node(&k, NODE_COMPANY), b = make_node(&k, NODE_COMPANY);
	make_stake(&k, bank, a, 0.9)->flags = STAKE_NOMINEE;
	make_stake(&k, s, b, 0.9)->scenario = 2;
	make_graph(&k);
	struct control_rule two = control_majority;
	two.scenario = 2;
	assert_int_equal(grade_of(&k, &control_majority, bank, a), CONTROL_NO);
	assert_int_equal(grade_of(&k, &control_majority, s, b), CONTROL_NO);
	assert_int_equal(grade_of(&k, &two, s, b), CONTROL_SURELY);
	make_end(&k);
}

/* Few companies with three large owners each: groups have to grow together in several rounds. */
static void make_entangled(struct make *k, struct rng *r, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		make_node(k, NODE_COMPANY);
	for (uint32_t j = 1; j < n; j++)
		for (int i = 0; i < 3; i++)
			make_stake(k, rng_u32(r) % n, j, 0.15 + 0.15 * rng_uniform(r));
	make_graph(k);
}

/* The head of a company is the one whose closure holds it and whom nobody's closure holds. */
static void heads_agree_with_closures(void **unused)
{
	(void)unused;
	size_t held = 0;
	for (uint64_t d = 0; d < 20 * ROUNDS; d++) {
		struct rng r = rng_of(32, d);
		struct make k = make_begin(64, 300);
		if (d % 20 == 0) {
			make_random(&k, &r, 3 + (uint32_t)(d / 20) % 40, 0);
			make_graph(&k);
		} else {
			make_entangled(&k, &r, 4 + (uint32_t)d % 9);
		}
		uint32_t head[64];
		uint8_t ring[9], grade[64];
		heads_of(&k.g, k.scratch, &control_majority, head, ring);
		for (uint32_t seed = 0; seed < k.n; seed++) {
			uint32_t s = k.g.place[seed];
			control_closure(&k.g, k.scratch, &control_majority, (struct control_seeds){ &seed, 1 }, grade);
			for (uint32_t p = 0; p < k.n; p++) {
				if (grade[p] && p != s) /* held by the seed: both have the same head */
					assert_int_equal(head[p], head[s]);
				if (head[p] == s) { /* the seed is the head, so it holds them */
					assert_int_equal(grade[p], CONTROL_SURELY);
					held += p != s;
				}
			}
		}
		make_end(&k);
	}
	assert_true(held > ROUNDS);
}

static void a_ring_of_majorities_has_a_head_that_is_marked(void **unused)
{
	(void)unused;
	enum { N = 1000 };
	struct make k = make_begin(N + 1, N + 2);
	for (uint32_t i = 0; i < N; i++)
		make_node(&k, NODE_COMPANY);
	uint32_t p = make_node(&k, NODE_PERSON);
	for (uint32_t i = 0; i < N; i++)
		make_stake(&k, (i + 1) % N, i, 0.4 + 0.2 * (i != 0));
	make_stake(&k, p, 0, 0);
	make_graph(&k);
	uint32_t head[N + 1];
	uint8_t ring[N / 8 + 1];
	heads_of(&k.g, k.scratch, &control_majority, head, ring);
	for (uint32_t i = 0; i < N; i++) /* a chain that 40 % do not close */
		assert_int_equal(head[i], k.g.place[0]);
	assert_int_equal(ring[head[0] / 8] >> head[0] % 8 & 1, 0);
	for (size_t i = 0; i < k.g.m; i++)
		if (k.g.stake[i].row == 0)
			k.g.stake[i].share[VOTES][0] = k.g.stake[i].share[VOTES][1] = 0.6;
	heads_of(&k.g, k.scratch, &control_majority, head, ring);
	for (uint32_t i = 1; i < N; i++)
		assert_int_equal(head[i], head[0]);
	assert_int_equal(ring[head[0] / 8] >> head[0] % 8 & 1, 1);
	make_end(&k);
}

static void the_weakest_link_of_the_strongest_chain(void **unused)
{
	(void)unused;
	struct make k = make_begin(8, 10);
	uint32_t p = make_node(&k, NODE_PERSON), a = make_node(&k, NODE_COMPANY), b = make_node(&k, NODE_COMPANY);
	uint32_t c = make_node(&k, NODE_COMPANY);
	make_stake(&k, a, c, 0.6);
	make_between(&k, b, c, 0.2, 0.4);
	make_stake(&k, p, a, 0.3);
	make_stake(&k, p, b, 0.8);
	make_stake(&k, c, b, 0.1); /* a loop changes nothing here */
	make_graph(&k);
	struct flow f = make_flow(&k, VOTES, 0);
	struct walk w = walk_up(&k.a, &f, k.scratch, c);
	struct chain_link *l = chain_links(&k.a, &k.g, k.scratch, &control_majority, &w);
	for (uint32_t i = 0; i < w.n; i++)
		if (k.g.at[w.place[i]] == p)
			assert_true(l[i].lo == 0.3 && l[i].hi == 0.4);
		else if (k.g.at[w.place[i]] == a)
			assert_true(l[i].lo == 0.6 && l[i].hi == 0.6);
	make_end(&k);
}

static void links_agree_with_looking_again_and_again(void **unused)
{
	(void)unused;
	for (uint64_t d = 0; d < ROUNDS; d++) {
		struct rng r = rng_of(34, d);
		struct make k = make_begin(64, 300);
		make_entangled(&k, &r, 4 + (uint32_t)d % 40);
		struct flow f = make_flow(&k, VOTES, 0);
		uint32_t t = (uint32_t)k.n - 1;
		struct walk w = walk_up(&k.a, &f, k.scratch, t);
		struct chain_link *l = chain_links(&k.a, &k.g, k.scratch, &control_majority, &w);
		double best[64] = { 0 };
		best[k.g.place[t]] = 1;
		for (size_t round = 0; round < k.n; round++)
			for (size_t i = 0; i < k.g.m; i++) {
				const struct stake *s = &k.g.stake[i];
				best[s->owner] = fmax(best[s->owner], fmin(best[s->owned], s->share[VOTES][0]));
			}
		for (uint32_t i = 0; i < w.n; i++)
			assert_true(l[i].lo == best[w.place[i]] && l[i].hi == l[i].lo);
		make_end(&k);
	}
}

static const struct chain_hold *hold_of(struct chain_holds h, uint32_t node)
{
	for (size_t i = 0; i < h.n; i++)
		if (h.v[i].node == node)
			return &h.v[i];
	return NULL;
}

static void holds_add_up_what_an_owner_decides_over(void **unused)
{
	(void)unused;
	struct make k = make_begin(10, 12);
	uint32_t p = make_node(&k, NODE_PERSON), q = make_node(&k, NODE_PERSON);
	uint32_t a = make_node(&k, NODE_COMPANY), b = make_node(&k, NODE_COMPANY), c = make_node(&k, NODE_COMPANY);
	make_stake(&k, p, a, 0.51);
	make_stake(&k, a, c, 0.4);
	make_stake(&k, p, c, 0.15);
	make_stake(&k, b, c, 0.3);
	make_stake(&k, q, b, 0.4);
	make_graph(&k);
	struct flow f = make_flow(&k, VOTES, 0);
	struct walk w = walk_up(&k.a, &f, k.scratch, c);
	struct chain_holds h = chain_holds(&k.a, &k.g, k.scratch, &control_majority, &w);
	assert_true(h.all);
	assert_int_equal(h.v[0].node, p);
	CLOSE(h.v[0].lo, 0.55);
	assert_true(h.v[0].top);
	assert_int_equal(control_grade(&control_majority, h.v[0].lo, h.v[0].hi), CONTROL_SURELY);
	CLOSE(hold_of(h, a)->lo, 0.4);
	assert_false(hold_of(h, a)->top); /* p is over it */
	CLOSE(hold_of(h, b)->lo, 0.3);
	assert_true(hold_of(h, b)->top);
	assert_null(hold_of(h, q)); /* 40 % of b decide over nothing */
	make_end(&k);
}

static void what_the_target_holds_of_itself_through_others_is_left_out(void **unused)
{
	(void)unused;
	struct make k = make_begin(4, 4);
	uint32_t p = make_node(&k, NODE_PERSON), t = make_node(&k, NODE_COMPANY), s = make_node(&k, NODE_COMPANY);
	make_stake(&k, p, t, 0.55);
	make_stake(&k, t, s, 0.6);
	make_stake(&k, s, t, 0.1);
	make_graph(&k);
	struct flow f = make_flow(&k, VOTES, 0);
	struct walk w = walk_up(&k.a, &f, k.scratch, t);
	struct chain_holds h = chain_holds(&k.a, &k.g, k.scratch, &control_majority, &w);
	CLOSE(hold_of(h, p)->lo, 0.55);
	CLOSE(hold_of(h, s)->lo, 0.1);
	make_end(&k);
}

static void holds_agree_with_closures(void **unused)
{
	(void)unused;
	for (uint64_t d = 0; d < ROUNDS; d++) {
		struct rng r = rng_of(33, d);
		struct make k = make_begin(64, 300);
		make_random(&k, &r, 3 + (uint32_t)d % 30, 0.5);
		make_graph(&k);
		struct flow f = make_flow(&k, VOTES, 0);
		uint32_t t = (uint32_t)d % 3;
		uint8_t grade[64];
		struct walk w = walk_up(&k.a, &f, k.scratch, t);
		struct chain_holds h = chain_holds(&k.a, &k.g, k.scratch, &control_majority, &w);
		if (graph_is_end(&k.node[t]))
			assert_int_equal(h.n, 0);
		for (uint32_t seed = 0; seed < k.n && !graph_is_end(&k.node[t]); seed++) {
			const struct chain_hold *one = hold_of(h, seed);
			if (seed == t)
				continue;
			control_closure(&k.g, k.scratch, &control_majority, (struct control_seeds){ &seed, 1 }, grade);
			double lo = one ? one->lo : 0, hi = one ? one->hi : 0;
			assert_int_equal(control_grade(&control_majority, lo, hi), grade[k.g.place[t]]);
		}
		make_end(&k);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(closures_agree_with_looking_again_and_again),
		cmocka_unit_test(exactly_half_is_enough_for_one_rule_and_not_for_the_other),
		cmocka_unit_test(bands_give_sure_and_possible_answers),
		cmocka_unit_test(control_in_fact_is_asked_for_or_left_out),
		cmocka_unit_test(nominees_control_nothing_and_scenarios_decide),
		cmocka_unit_test(heads_agree_with_closures),
		cmocka_unit_test(a_ring_of_majorities_has_a_head_that_is_marked),
		cmocka_unit_test(the_weakest_link_of_the_strongest_chain),
		cmocka_unit_test(links_agree_with_looking_again_and_again),
		cmocka_unit_test(holds_add_up_what_an_owner_decides_over),
		cmocka_unit_test(what_the_target_holds_of_itself_through_others_is_left_out),
		cmocka_unit_test(holds_agree_with_closures),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
