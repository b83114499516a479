/* SPDX-License-Identifier: Apache-2.0
 *
 * test_ownership_large.c - shapes that end careless programs: no recursion, no quadratic time
 */
#include "ownership_make.h"

static void a_chain_of_a_million_and_its_ring_are_solved(void **unused)
{
	(void)unused;
	enum { N = 1000000 };
	for (int ring = 0; ring < 2; ring++) {
		struct make k = make_begin(N, N);
		for (uint32_t i = 0; i < N; i++)
			make_node(&k, NODE_COMPANY);
		k.node[N - 1].type = ring ? NODE_COMPANY : NODE_PERSON;
		for (uint32_t i = 0; i + 1 < N; i++)
			make_stake(&k, i + 1, i, 1);
		if (ring)
			make_stake(&k, 0, N - 1, 0.5);
		struct graph *g = make_graph(&k);
		for (uint32_t i = 0; i + 1 < N && !ring; i++)
			if (g->place[i] + 1 != g->place[i + 1])
				fail();
		assert_int_equal(g->loops, ring);
		struct flow f = make_flow(&k, EQUITY, 0);
		if (ring) /* half of the last is not disclosed, and all of it comes to that */
			CLOSE(make_end_share(&k, &f, 0, N - 1, END_UNDISCLOSED), 1);
		else
			CLOSE(make_end_share(&k, &f, 0, N - 1, END_PERSON), 1);
		double *x = NEW(&k.a, double, N);
		flow_worth(&f, k.scratch, NULL, x);
		if (!ring)
			assert_true(x[g->place[N - 1]] == N);
		make_end(&k);
	}
}

static void a_star_of_ten_million_owners_is_solved(void **unused)
{
	(void)unused;
	enum { N = 10000000 };
	struct make k = make_begin(N + 1, N);
	for (uint32_t i = 0; i < N; i++)
		make_node(&k, NODE_PERSON);
	uint32_t c = make_node(&k, NODE_LISTED);
	for (uint32_t i = 0; i < N; i++)
		make_stake(&k, i, c, 0.5 / N);
	make_graph(&k);
	struct flow f = make_flow(&k, EQUITY, 0);
	struct walk w = walk_up(&k.a, &f, k.scratch, c);
	struct walk_ends e = walk_ends(&k.a, &f, &w);
	assert_int_equal(e.n, N + 1);
	assert_true(e.v[0].kind == END_FLOAT && fabs(e.v[0].share - 0.5) < 1e-9);
	make_end(&k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_chain_of_a_million_and_its_ring_are_solved),
		cmocka_unit_test(a_star_of_ten_million_owners_is_solved),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
