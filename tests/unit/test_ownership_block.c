/* SPDX-License-Identifier: Apache-2.0
 *
 * test_ownership_block.c - loops are taken apart exactly, large ones swept, closed ones noticed
 */
#include "judge/ownership/block.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/rng.h"

static struct arena keep, scratch;

/* n members, `degree` random holders each, who hold `all` of every member. */
static struct block_input random_loop(struct arena *a, struct rng *r, uint32_t n, uint32_t degree, double all)
{
	struct block_input in = { n, NEW(a, uint32_t, n + 1), NEW(a, uint32_t, (size_t)n * degree),
		                  NEW(a, double, (size_t)n * degree), NEW(a, double, n) };
	for (uint32_t j = 0, k = 0; j < n; j++) {
		double sum = 0, inside = 0;
		for (uint32_t i = 0; i < degree; i++)
			sum += in.share[k + i] = 0.1 + rng_uniform(r);
		for (uint32_t i = 0; i < degree; i++) {
			in.who[k + i] = i ? rng_u32(r) % n : (j + 1) % n; /* one ring through all */
			inside += in.share[k + i] *= all / sum;
		}
		in.first[j + 1] = k += degree;
		in.leak[j] = all < 1 ? 1 - inside : 0;
	}
	return in;
}

/* The largest rest of (I - A) x = b, or of its transposed. */
static double rest(const struct block_input *in, const double *x, const double *b, bool up)
{
	struct arena temp = scratch;
	double *r = NEW(&temp, double, in->n), worst = 0;
	for (uint32_t j = 0; j < in->n; j++) {
		r[j] += b[j] - x[j];
		for (uint32_t e = in->first[j]; e < in->first[j + 1]; e++)
			r[up ? j : in->who[e]] += in->share[e] * x[up ? in->who[e] : j];
	}
	for (uint32_t j = 0; j < in->n; j++)
		worst = fmax(worst, fabs(r[j]) / (1 + fabs(x[j])));
	return worst;
}

static void check(struct block *b, const struct block_input *in, struct rng *r)
{
	struct arena temp = scratch;
	double *rhs = NEW(&temp, double, in->n), *x = NEW(&temp, double, in->n);
	for (int up = 0; up < 2; up++) {
		for (uint32_t i = 0; i < in->n; i++)
			x[i] = rhs[i] = rng_uniform(r);
		if (up)
			block_solve_up(b, temp, x, 1);
		else
			block_solve(b, temp, x, 1);
		scratch = temp;
		assert_true(rest(in, x, rhs, up) < 1e-12);
	}
}

static void loops_of_any_shape_are_solved_both_ways(void **unused)
{
	(void)unused;
	for (uint64_t d = 0; d < 200; d++) {
		struct rng r = rng_of(51, d);
		struct arena a = keep, was = scratch;
		struct block_input in = random_loop(&a, &r, 1 + rng_u32(&r) % 120, 1 + rng_u32(&r) % 6, 0.999);
		struct block b = block_of(&a, scratch, in);
		assert_int_equal(b.way, BLOCK_FACTORS);
		check(&b, &in, &r);
		scratch = was;
	}
}

static void many_columns_at_once_are_the_same_as_one_by_one(void **unused)
{
	(void)unused;
	struct rng r = rng_of(52, 0);
	struct arena a = keep;
	struct block_input in = random_loop(&a, &r, 50, 3, 0.9);
	struct block b = block_of(&a, scratch, in);
	double all[50 * 5], one[50];
	for (int i = 0; i < 250; i++)
		all[i] = rng_uniform(&r);
	double was[250];
	memcpy(was, all, sizeof all);
	block_solve_up(&b, scratch, all, 5);
	for (int c = 0; c < 5; c++) {
		for (int i = 0; i < 50; i++)
			one[i] = was[i * 5 + c];
		block_solve_up(&b, scratch, one, 1);
		for (int i = 0; i < 50; i++)
			assert_true(one[i] == all[i * 5 + c]);
	}
}

static void a_closed_loop_is_singular_and_a_leak_of_a_millionth_is_not(void **unused)
{
	(void)unused;
	struct rng r = rng_of(53, 0);
	struct arena a = keep;
	struct block_input in = random_loop(&a, &r, 60, 3, 1);
	assert_int_equal(block_of(&a, scratch, in).way, BLOCK_SINGULAR);
	in.leak[17] = 1e-6;
	for (uint32_t e = in.first[17]; e < in.first[18]; e++)
		in.share[e] *= 1 - 1e-6;
	struct block b = block_of(&a, scratch, in);
	assert_int_equal(b.way, BLOCK_FACTORS);
	double x[60] = { 0 }; /* all of everybody ends where the leak is, to the last digits */
	x[17] = 1e-6;
	block_solve_up(&b, scratch, x, 1);
	for (int i = 0; i < 60; i++)
		assert_true(fabs(x[i] - 1) < 1e-12);
}

static void a_loop_too_big_for_factors_is_swept(void **unused)
{
	(void)unused;
	struct rng r = rng_of(54, 0);
	struct arena a = keep, was = scratch;
	struct block_input in = random_loop(&a, &r, 12000, 6, 0.9);
	struct block b = block_of(&a, scratch, in);
	assert_int_equal(b.way, BLOCK_SWEPT);
	check(&b, &in, &r);
	assert_true(b.residual <= 1e-15);
	in.leak[3] = -0.5;
	block_again(&b, scratch, in);
	assert_int_equal(b.way, BLOCK_SINGULAR);
	scratch = was;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(loops_of_any_shape_are_solved_both_ways),
		cmocka_unit_test(many_columns_at_once_are_the_same_as_one_by_one),
		cmocka_unit_test(a_closed_loop_is_singular_and_a_leak_of_a_millionth_is_not),
		cmocka_unit_test(a_loop_too_big_for_factors_is_swept),
	};
	keep = arena_reserve((size_t)1 << 33, "test");
	scratch = arena_reserve((size_t)1 << 33, "test");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
