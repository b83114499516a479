/* SPDX-License-Identifier: Apache-2.0
 *
 * test_lp.c - small linear programmes with known answers; draws from weight polytopes
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "judge/assess/lp.h"
#include "judge/assess/weights.h"

static void the_optimum_of_a_textbook_programme_is_found(void **unused)
{
	(void)unused;
	struct arena a = arena_reserve(1 << 20, "test");
	char *start = a.beg;
	static const double A[] = { 1, 0, 0, 2, 3, 2 }, b[] = { 4, 12, 18 }, c[] = { 3, 5 };
	double x[2], best = 0;
	assert_int_equal(lp_max(a, 3, 2, A, b, c, x, &best), LP_OPTIMAL);
	assert_true(fabs(best - 36) < 1e-9 && fabs(x[0] - 2) < 1e-9 && fabs(x[1] - 6) < 1e-9);
	arena_release(&a, start);
}

static void contradicting_rows_are_infeasible(void **unused)
{
	(void)unused;
	struct arena a = arena_reserve(1 << 20, "test");
	char *start = a.beg;
	static const double A[] = { 1, -1 }, b[] = { 1, -2 }, c[] = { 1 };
	double best;
	assert_int_equal(lp_max(a, 2, 1, A, b, c, NULL, &best), LP_INFEASIBLE);
	arena_release(&a, start);
}

static void a_programme_without_a_ceiling_is_unbounded(void **unused)
{
	(void)unused;
	struct arena a = arena_reserve(1 << 20, "test");
	char *start = a.beg;
	static const double A[] = { -1 }, b[] = { -2 }, c[] = { 1 };
	double best;
	assert_int_equal(lp_max(a, 1, 1, A, b, c, NULL, &best), LP_UNBOUNDED);
	arena_release(&a, start);
}

static struct problem three(struct criterion_spec *c, double lo, double hi)
{
	for (int j = 0; j < 3; j++)
		c[j] = (struct criterion_spec){ .id = "c", .t = 1, .w_lo = lo, .w_hi = hi };
	return (struct problem){ .m = 3, .criterion = c };
}

static void bounds_that_cannot_sum_to_one_are_refused(void **unused)
{
	(void)unused;
	struct arena a = arena_reserve(1 << 20, "test");
	char *start = a.beg;
	static const double wrong[][2] = { { 0.4, 0.5 }, { 0.1, 0.2 }, { 0.5, 0.4 }, { NAN, 1 } };
	for (size_t i = 0; i < COUNT(wrong); i++) {
		struct criterion_spec c[3];
		struct problem pb = three(c, wrong[i][0], wrong[i][1]);
		struct weights w;
		struct pt_err e = { 0 };
		assert_false(weights_of(&a, &pb, &w, &e));
		assert_int_equal(e.code, PT_INVALID);
	}
	arena_release(&a, start);
}

/* Uniform weights under w1 >= w2 >= w3 have the rank-order centroid as mean: 11/18, 5/18, 2/18. */
static void draws_under_an_order_have_the_rank_order_centroid_as_mean(void **unused)
{
	(void)unused;
	struct arena a = arena_reserve(1 << 20, "test");
	char *start = a.beg;
	struct criterion_spec c[3];
	struct problem pb = three(c, 0, 1);
	uint32_t order[2][2] = { { 0, 1 }, { 1, 2 } };
	pb.order = order;
	pb.orders = 2;
	struct weights w;
	assert_true(weights_of(&a, &pb, &w, NULL));
	double x[3] = { w.start[0], w.start[1], w.start[2] }, mean[3] = { 0 };
	struct rng r = rng_of(1, 0);
	enum { N = 200000 };
	for (int k = 0; k < N; k++) {
		weights_step(&w, &r, x);
		assert_true(x[0] >= x[1] - 1e-12 && x[1] >= x[2] - 1e-12 && x[2] >= 0);
		for (int j = 0; j < 3; j++)
			mean[j] += x[j] / N;
	}
	static const double roc[] = { 11.0 / 18, 5.0 / 18, 2.0 / 18 };
	for (int j = 0; j < 3; j++)
		assert_true(fabs(mean[j] - roc[j]) < 0.005);
	arena_release(&a, start);
}

static void the_greedy_extreme_equals_the_linear_programme(void **unused)
{
	(void)unused;
	struct arena a = arena_reserve(1 << 22, "test");
	char *start = a.beg;
	struct criterion_spec c[3];
	struct problem pb = three(c, 0.1, 0.6);
	uint32_t order[1][2] = { { 0, 0 } }; /* says nothing, but takes the way of the programme */
	struct weights w;
	assert_true(weights_of(&a, &pb, &w, NULL));
	struct rng r = rng_of(2, 0);
	for (int k = 0; k < 100; k++) {
		double cost[3] = { rng_normal(&r), rng_normal(&r), rng_normal(&r) }, greedy, lp;
		w.orders = 0;
		assert_true(weights_max(a, &w, cost, NULL, 0, &greedy));
		w.order = order;
		w.orders = 1;
		assert_true(weights_max(a, &w, cost, NULL, 0, &lp));
		assert_true(fabs(greedy - lp) < 1e-9);
	}
	arena_release(&a, start);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_optimum_of_a_textbook_programme_is_found),
		cmocka_unit_test(contradicting_rows_are_infeasible),
		cmocka_unit_test(a_programme_without_a_ceiling_is_unbounded),
		cmocka_unit_test(bounds_that_cannot_sum_to_one_are_refused),
		cmocka_unit_test(draws_under_an_order_have_the_rank_order_centroid_as_mean),
		cmocka_unit_test(the_greedy_extreme_equals_the_linear_programme),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
