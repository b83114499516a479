/* SPDX-License-Identifier: Apache-2.0
 *
 * test_ownership_graph.c - graphs are put in order, and what is wrong with them is said
 */
#include "judge/ownership/intern.h"

#include <stdio.h>
#include <stdlib.h>

#include "ownership_make.h"

static size_t count(const struct graph *g, enum finding_kind kind)
{
	size_t n = 0;
	for (size_t i = 0; i < g->findings; i++)
		n += g->finding[i].kind == kind;
	return n;
}

static const struct finding *first(const struct graph *g, enum finding_kind kind)
{
	for (size_t i = 0; i < g->findings; i++)
		if (g->finding[i].kind == kind)
			return &g->finding[i];
	return NULL;
}

static void texts_get_numbers_in_the_order_they_come(void **unused)
{
	(void)unused;
	struct arena a = arena_reserve(1 << 26, "test");
	char *start = a.beg, name[16];
	struct intern t = intern_in(&a, 0);
	for (uint32_t i = 0; i < 20000; i++) {
		int n = snprintf(name, sizeof name, "c%u", i * 7);
		assert_int_equal(intern_add(&t, (struct str){ name, (size_t)n }), i);
	}
	for (uint32_t i = 0; i < 20000; i++) {
		int n = snprintf(name, sizeof name, "c%u", i * 7);
		assert_int_equal(intern_add(&t, (struct str){ name, (size_t)n }), i);
		assert_int_equal(intern_find(&t, (struct str){ name, (size_t)n }), i);
		assert_string_equal(t.text[i], name);
	}
	assert_int_equal(intern_find(&t, STR("c1")), INTERN_NONE);
	assert_int_equal(intern_add(&t, STR("")), 20000);
	assert_int_equal(intern_find(&t, STR("")), 20000);
	assert_true(intern_key(STR("a")) != intern_key(STR("b")));
	arena_release(&a, start);
}

/* The promise of graph.h: owned before owner, except inside a loop; nobody's owners come last. */
static void check_order(const struct graph *g)
{
	for (size_t i = 0; i < g->m; i++) {
		const struct stake *s = &g->stake[i];
		const struct loop *l = graph_loop(g, s->owned);
		bool inside = l && s->owner - l->beg < l->n;
		assert_true(inside || s->owned < s->owner);
		assert_true(i == 0 || s[-1].owned < s->owned ||
		            (s[-1].owned == s->owned && s[-1].owner <= s->owner));
		assert_true(s->owned < g->rows && i >= g->first[s->owned] && i < g->first[s->owned + 1]);
	}
	for (uint32_t p = 0; p < g->n; p++) {
		assert_int_equal(g->place[g->at[p]], p);
		for (uint32_t k = g->holds_first[p]; k < g->holds_first[p + 1]; k++)
			assert_int_equal(g->stake[g->holds[k]].owner, p);
	}
	assert_int_equal(g->holds_first[g->n], g->m);
	for (uint32_t p = 0; p < g->rows; p++)
		assert_true(g->first[p] < g->first[p + 1]);
}

/* Reachability the slow way: two nodes are in one loop when each reaches the other. */
static void check_loops(const struct graph *g)
{
	uint32_t n = g->n;
	bool *reach = calloc(n * n, 1);
	for (size_t i = 0; i < g->m; i++)
		reach[g->stake[i].owner * n + g->stake[i].owned] = true;
	for (uint32_t k = 0; k < n; k++)
		for (uint32_t i = 0; i < n; i++)
			for (uint32_t j = 0; reach[i * n + k] && j < n; j++)
				reach[i * n + j] = reach[i * n + j] || reach[k * n + j];
	for (uint32_t i = 0; i < n; i++) {
		assert_true((graph_loop(g, i) != NULL) == reach[i * n + i]);
		for (uint32_t j = 0; j < n; j++)
			if (i != j && reach[i * n + j] && reach[j * n + i])
				assert_ptr_equal(graph_loop(g, i), graph_loop(g, j));
			else if (i != j && graph_loop(g, i))
				assert_true(graph_loop(g, i) != graph_loop(g, j));
	}
	free(reach);
}

static void places_go_from_owned_to_owner_and_loops_stand_together(void **unused)
{
	(void)unused;
	for (uint64_t d = 0; d < 300; d++) {
		struct rng r = rng_of(1, d);
		struct make k = make_begin(60, 400);
		make_random(&k, &r, 2 + rng_u32(&r) % 58, 0);
		make_graph(&k);
		check_order(&k.g);
		check_loops(&k.g);
		make_end(&k);
	}
}

static void what_is_no_share_is_set_aside_and_named(void **unused)
{
	(void)unused;
	struct make k = make_begin(4, 10);
	uint32_t p = make_node(&k, NODE_PERSON), c = make_node(&k, NODE_COMPANY);
	make_stake(&k, p, c, 0.25);
	make_stake(&k, p, c, -0.1);
	make_stake(&k, p, 99, 0.1);
	make_stake(&k, p, c, 1.5);
	make_stake(&k, p, c, NAN);
	make_between(&k, p, c, 0.5, 0.25);
	make_stake(&k, 77, c, 0.1);
	struct graph *g = make_graph(&k);
	assert_int_equal(g->m, 1);
	assert_int_equal(g->aside, 6);
	assert_int_equal(count(g, FIND_NEGATIVE), 1);
	assert_int_equal(first(g, FIND_NEGATIVE)->row, 1);
	assert_int_equal(count(g, FIND_NO_NODE), 2);
	assert_int_equal(count(g, FIND_OVER_ONE), 1);
	assert_true(first(g, FIND_OVER_ONE)->value == 1.5);
	assert_int_equal(count(g, FIND_NO_NUMBER), 2);
	uint32_t rows = 0; /* nothing is lost: all rows are still there */
	for (size_t i = 0; i < g->m + g->aside; i++)
		rows |= 1u << g->stake[i].row;
	assert_int_equal(rows, 0x7f);
	struct flow f = make_flow(&k, EQUITY, 0);
	CLOSE(make_end_share(&k, &f, c, c, END_UNDISCLOSED), 0.75);
	make_end(&k);
}

static void what_should_not_be_is_kept_and_named(void **unused)
{
	(void)unused;
	struct make k = make_begin(5, 10);
	uint32_t p = make_node(&k, NODE_PERSON), q = make_node(&k, NODE_PERSON);
	uint32_t c = make_node(&k, NODE_COMPANY), d = make_node(&k, NODE_COMPANY);
	make_stake(&k, p, c, 0.7);
	make_stake(&k, q, c, 0.4);     /* 110 % */
	make_stake(&k, p, d, 0.2);
	make_stake(&k, p, d, 0.2);     /* twice */
	make_stake(&k, d, d, 0.1);     /* treasury */
	make_stake(&k, c, q, 0.5);     /* a person with an owner */
	struct graph *g = make_graph(&k);
	assert_int_equal(g->m, 6);
	assert_int_equal(count(g, FIND_SUM), 2); /* equity and votes */
	assert_int_equal(first(g, FIND_SUM)->node, c);
	CLOSE(first(g, FIND_SUM)->value, 1.1);
	assert_int_equal(count(g, FIND_DUPLICATE), 1);
	assert_int_equal(first(g, FIND_DUPLICATE)->node, d);
	assert_int_equal(first(g, FIND_DUPLICATE)->row + first(g, FIND_DUPLICATE)->other, 5);
	assert_int_equal(count(g, FIND_SELF), 1);
	assert_int_equal(first(g, FIND_SELF)->node, d);
	assert_int_equal(count(g, FIND_END_OWNED), 1);
	assert_int_equal(first(g, FIND_END_OWNED)->node, q);
	struct flow f = make_flow(&k, EQUITY, 0);
	CLOSE(make_end_share(&k, &f, c, p, END_PERSON), 0.7); /* not scaled */
	CLOSE(make_end_share(&k, &f, c, q, END_PERSON), 0.4);
	CLOSE(make_end_share(&k, &f, d, p, END_PERSON), 4.0 / 9);
	make_end(&k);
}

static void stakes_of_different_scenarios_are_not_summed(void **unused)
{
	(void)unused;
	struct make k = make_begin(4, 10);
	uint32_t p = make_node(&k, NODE_PERSON), s = make_node(&k, NODE_STATE), c = make_node(&k, NODE_COMPANY);
	make_stake(&k, p, c, 1)->scenario = 1;
	make_stake(&k, s, c, 1)->scenario = 2;
	make_stake(&k, p, c, 0);
	struct graph *g = make_graph(&k);
	assert_int_equal(count(g, FIND_SUM), 0);
	assert_int_equal(count(g, FIND_DUPLICATE), 0);
	assert_int_equal(g->scenarios, 2);
	make_end(&k);
}

static void an_empty_graph_is_a_graph(void **unused)
{
	(void)unused;
	struct make k = make_begin(1, 1);
	struct graph *g = make_graph(&k);
	assert_true(g->n == 0 && g->m == 0 && g->rows == 0);
	struct flow f = make_flow(&k, EQUITY, 0);
	flow_worth(&f, k.scratch, NULL, NULL);
	make_end(&k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts_get_numbers_in_the_order_they_come),
		cmocka_unit_test(places_go_from_owned_to_owner_and_loops_stand_together),
		cmocka_unit_test(what_is_no_share_is_set_aside_and_named),
		cmocka_unit_test(what_should_not_be_is_kept_and_named),
		cmocka_unit_test(stakes_of_different_scenarios_are_not_summed),
		cmocka_unit_test(an_empty_graph_is_a_graph),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
