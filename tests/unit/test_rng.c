/* SPDX-License-Identifier: Apache-2.0
 *
 * test_rng.c - counter-based random numbers
 *
 * The known answers are those published with the generator (Random123, kat_vectors).
 */
#include "base/rng.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void philox_gives_the_published_answers(void **unused)
{
	static const struct {
		uint32_t counter[4], key[2], out[4];
	} row[] = {
		{ { 0, 0, 0, 0 }, { 0, 0 }, { 0x5f6fb709, 0x0d893f64, 0x4f121f81, 0x4f730a48 } },
		{ { ~0u, ~0u, ~0u, ~0u }, { ~0u, ~0u },
		  { 0x5207ddc2, 0x45165e59, 0x4d8ee751, 0x8c52f662 } },
		{ { 0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344 }, { 0xa4093822, 0x299f31d0 },
		  { 0x4dfccaba, 0x190a87f0, 0xc47362ba, 0xb6b5242a } },
	};
	(void)unused;
	for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
		uint32_t out[4];
		philox4x32(row[i].counter, row[i].key, out);
		assert_memory_equal(out, row[i].out, sizeof out);
	}
}

static void a_stream_is_the_blocks_of_its_draw_in_order(void **unused)
{
	struct rng r = rng_of(0x0123456789abcdefu, 0xfedcba9876543210u);
	const uint32_t key[2] = { 0x89abcdef, 0x01234567 };
	(void)unused;
	for (uint32_t block = 0; block < 5; block++) {
		uint32_t counter[4] = { block, 0, 0x76543210, 0xfedcba98 }, out[4];
		philox4x32(counter, key, out);
		for (int i = 0; i < 4; i++)
			assert_int_equal(rng_u32(&r), out[i]);
	}
}

static void the_counter_carries(void **unused)
{
	struct rng r = rng_of(1, 2);
	uint32_t counter[4] = { 0, 1, 2, 0 }, key[2] = { 1, 0 }, out[4];
	(void)unused;
	r.counter[0] = UINT32_MAX;
	for (int i = 0; i < 4; i++)
		rng_u32(&r);
	philox4x32(counter, key, out);
	assert_int_equal(rng_u32(&r), out[0]);
}

static void draws_and_seeds_give_different_streams(void **unused)
{
	struct rng same = rng_of(7, 1), again = rng_of(7, 1), draw = rng_of(7, 2),
		   seed = rng_of(8, 1);
	uint32_t v = rng_u32(&same);
	(void)unused;
	assert_int_equal(v, rng_u32(&again));
	assert_int_not_equal(v, rng_u32(&draw));
	assert_int_not_equal(v, rng_u32(&seed));
}

static void a_uniform_is_never_zero_or_one(void **unused)
{
	struct rng low = { .left = 2 }, high = { .left = 2, .have = { 0, 0, ~0u, ~0u } };
	double u = rng_uniform(&low), v = rng_uniform(&high);
	(void)unused;
	assert_true(u > 0 && u < 1e-15);
	assert_true(v < 1 && v > 1 - 1e-15);
}

struct moments {
	double mean, variance, skew, kurtosis;
};

enum { DRAWS = 400000 };

static struct moments moments_of(double (*draw)(struct rng *))
{
	double s[5] = { 0 };
	for (uint64_t k = 0; k < DRAWS; k++) {
		struct rng r = rng_of(42, k);
		double x = draw(&r), power = 1;
		for (int i = 1; i <= 4; i++)
			s[i] += power *= x;
	}
	for (int i = 1; i <= 4; i++)
		s[i] /= DRAWS;
	double m = s[1], var = s[2] - m * m;
	double third = s[3] - 3 * m * s[2] + 2 * m * m * m;
	double fourth = s[4] - 4 * m * s[3] + 6 * m * m * s[2] - 3 * m * m * m * m;
	return (struct moments){ m, var, third / pow(var, 1.5), fourth / (var * var) };
}

/* Bounds are five standard errors of the estimate for DRAWS independent numbers. */
static void assert_moments(struct moments got, struct moments want, struct moments error)
{
	double root = 5 / sqrt(DRAWS);
	assert_true(fabs(got.mean - want.mean) < root * error.mean);
	assert_true(fabs(got.variance - want.variance) < root * error.variance);
	assert_true(fabs(got.skew - want.skew) < root * error.skew);
	assert_true(fabs(got.kurtosis - want.kurtosis) < root * error.kurtosis);
}

static void uniforms_have_their_moments(void **unused)
{
	(void)unused;
	assert_moments(moments_of(rng_uniform), (struct moments){ 0.5, 1.0 / 12, 0, 1.8 },
	               (struct moments){ 0.2887, 0.0746, 2, 2 });
}

static void normals_have_their_moments(void **unused)
{
	(void)unused;
	assert_moments(moments_of(rng_normal), (struct moments){ 0, 1, 0, 3 },
	               (struct moments){ 1, 1.4143, 2.4495, 4.899 });
}

static void exponentials_have_their_moments(void **unused)
{
	(void)unused;
	assert_moments(moments_of(rng_exp), (struct moments){ 1, 1, 2, 9 },
	               (struct moments){ 1, 2.8285, 15, 150 });
}

/* A generator whose next uniform is (k + 0.5) / 2^52. */
static struct rng fixed(uint64_t k)
{
	return (struct rng){ .left = 2,
		             .have = { 0, 0, (uint32_t)(k >> 20), (uint32_t)(k << 12) } };
}

static void the_normal_quantile_inverts_the_distribution_function(void **unused)
{
	(void)unused;
	for (uint64_t k = 1; k < (uint64_t)1 << 51; k += k / 7 + 1) {
		struct rng r = fixed(k), mirror = fixed(((uint64_t)1 << 52) - 1 - k);
		double p = ((double)k + 0.5) * 0x1p-52, x = rng_normal(&r);
		double back = 0.5 * erfc(-x / sqrt(2));
		assert_true(fabs(back - p) < 1e-13 * p);
		/* Above one half p itself carries an error of 1e-16, which the tail magnifies. */
		if (p > 1e-9)
			assert_true(fabs(rng_normal(&mirror) + x) < 1e-6);
	}
}

static void known_quantiles_of_the_normal_are_met(void **unused)
{
	static const struct {
		double p, x;
	} row[] = { { 0.5, 0 }, { 0.025, -1.959963984540054 }, { 0.05, -1.6448536269514722 },
		    { 0.95, 1.6448536269514722 }, { 0.999, 3.090232306167813 },
		    { 0.02425, -1.972961051311273 }, { 1e-6, -4.753424308822899 } };
	(void)unused;
	for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
		struct rng r = fixed((uint64_t)(row[i].p * 0x1p52));
		if (fabs(rng_normal(&r) - row[i].x) > 1e-9)
			fail_msg("quantile of %g", row[i].p);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(philox_gives_the_published_answers),
		cmocka_unit_test(a_stream_is_the_blocks_of_its_draw_in_order),
		cmocka_unit_test(the_counter_carries),
		cmocka_unit_test(draws_and_seeds_give_different_streams),
		cmocka_unit_test(a_uniform_is_never_zero_or_one),
		cmocka_unit_test(uniforms_have_their_moments),
		cmocka_unit_test(normals_have_their_moments),
		cmocka_unit_test(exponentials_have_their_moments),
		cmocka_unit_test(the_normal_quantile_inverts_the_distribution_function),
		cmocka_unit_test(known_quantiles_of_the_normal_are_met),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
