/* SPDX-License-Identifier: Apache-2.0
 *
 * test_ownership_power.c - voting power by counting, and in an ocean of small holders
 */
#include "judge/ownership/power.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/rng.h"
#include "judge/ownership/ocean.h"

static struct arena a;

#define CLOSE(x, y) assert_true(fabs((x) - (y)) <= 1e-12)

/* Every side of the others, one by one. */
static struct power slow(const struct power_vote *v, size_t i)
{
	struct power p = { 0 };
	for (uint32_t side = 0; side < 1u << v->n; side++) {
		uint64_t sum = 0;
		double chance = 1.0 / (double)v->n;
		unsigned k = 0;
		if (side >> i & 1)
			continue;
		for (size_t j = 0; j < v->n; j++)
			if (side >> j & 1) {
				sum += v->weight[j];
				k++;
			}
		for (unsigned j = 1; j <= k; j++)
			chance *= (double)j / (double)(v->n - j);
		if (sum < v->quota && sum + v->weight[i] >= v->quota) {
			p.shapley += chance;
			p.banzhaf += ldexp(1, -(int)(v->n - 1));
		}
	}
	return p;
}

static void counting_sums_agrees_with_counting_sides(void **unused)
{
	(void)unused;
	for (uint64_t d = 0; d < 300; d++) {
		struct rng r = rng_of(41, d);
		uint64_t w[10], sum = 0;
		struct power out[10];
		struct power_vote v = { w, 1 + rng_u32(&r) % 10, 0 };
		for (size_t i = 0; i < v.n; i++)
			sum += w[i] = (d % 5 == 0 ? 6 : 1) * (rng_u32(&r) % 30);
		v.quota = 1 + rng_u32(&r) % (sum + 2);
		assert_true(power_of(a, &v, out, NULL));
		double total = 0;
		for (size_t i = 0; i < v.n; i++) {
			struct power p = slow(&v, i);
			CLOSE(out[i].shapley, p.shapley);
			CLOSE(out[i].banzhaf, p.banzhaf);
			total += out[i].shapley;
		}
		CLOSE(total, v.quota <= sum ? 1 : 0);
	}
}

static void power_is_not_weight(void **unused)
{
	(void)unused;
	struct power out[3];
	assert_true(power_of(a, &(struct power_vote){ (uint64_t[]){ 49, 49, 2 }, 3, 51 }, out, NULL));
	for (int i = 0; i < 3; i++) {
		CLOSE(out[i].shapley, 1.0 / 3);
		CLOSE(out[i].share, 1.0 / 3);
	}
	assert_true(power_of(a, &(struct power_vote){ (uint64_t[]){ 51, 25, 24 }, 3, 51 }, out, NULL));
	assert_true(out[0].shapley == 1 && out[1].banzhaf == 0 && out[2].share == 0);
}

static void enormous_weights_do_not_wrap(void **unused)
{
	(void)unused;
	struct power out[2];
	uint64_t w[2] = { UINT64_MAX - 1, 1 };
	assert_true(power_of(a, &(struct power_vote){ w, 2, 5 }, out, NULL));
	assert_true(out[0].shapley == 1 && out[1].shapley == 0);
}

static void sixty_equal_blocs_are_equal(void **unused)
{
	(void)unused;
	uint64_t w[POWER_BLOCS];
	struct power out[POWER_BLOCS];
	for (int i = 0; i < POWER_BLOCS; i++)
		w[i] = 1000;
	assert_true(power_of(a, &(struct power_vote){ w, POWER_BLOCS, 30001 }, out, NULL));
	for (int i = 0; i < POWER_BLOCS; i++)
		CLOSE(out[i].shapley, 1.0 / POWER_BLOCS);
}

static void what_cannot_be_counted_is_refused(void **unused)
{
	(void)unused;
	struct pt_err e = { 0 };
	uint64_t w[POWER_BLOCS + 1] = { 1 };
	struct power out[POWER_BLOCS + 1];
	assert_false(power_of(a, &(struct power_vote){ w, POWER_BLOCS + 1, 5 }, out, &e));
	assert_int_equal(e.code, PT_LIMIT);
	e = (struct pt_err){ 0 };
	assert_false(power_of(a, &(struct power_vote){ (uint64_t[]){ 1u << 30, 3 }, 2, 1u << 30 }, out, &e));
	assert_int_equal(e.code, PT_LIMIT);
	e = (struct pt_err){ 0 };
	assert_false(power_of(a, &(struct power_vote){ (uint64_t[]){ UINT64_MAX, 3 }, 2, 7 }, out, &e));
	assert_int_equal(e.code, PT_INVALID);
	e = (struct pt_err){ 0 };
	assert_false(power_of(a, &(struct power_vote){ w, 1, 0 }, out, &e));
	assert_int_equal(e.code, PT_INVALID);
	assert_false(ocean_of(a, &(struct ocean){ (double[]){ 0.7 }, 1, 0.5, 100, 0.5 }, out, &e));
}

/* Two blocs and 58 holders that can still be counted, against the same 58 as an ocean. */
static void an_ocean_is_near_what_counting_gives(void **unused)
{
	(void)unused;
	uint64_t w[POWER_BLOCS] = { 2000, 1150 };
	struct power exact[POWER_BLOCS], ocean[3];
	double small[2] = { 0, 0 };
	for (int i = 2; i < POWER_BLOCS; i++)
		w[i] = 50;
	uint64_t all = 2000 + 1150 + 58 * 50;
	assert_true(power_of(a, &(struct power_vote){ w, POWER_BLOCS, all / 2 + 1 }, exact, NULL));
	for (int i = 2; i < POWER_BLOCS; i++) {
		small[0] += exact[i].shapley;
		small[1] += exact[i].share;
	}
	double share[2] = { 2000.0 / (double)all, 1150.0 / (double)all };
	assert_true(ocean_of(a, &(struct ocean){ share, 2, 2900.0 / (double)all, 58, 0.5 }, ocean, NULL));
	for (int i = 0; i < 2; i++) {
		assert_true(fabs(ocean[i].shapley - exact[i].shapley) < 0.02);
		assert_true(fabs(ocean[i].share - exact[i].share) < 0.02);
	}
	assert_true(fabs(ocean[2].shapley - small[0]) < 0.02);
	assert_true(fabs(ocean[2].share - small[1]) < 0.02);
}

/* Many blocs of one size among small holders: they have to stay equal, and the sums sums of 1. */
static void many_small_blocs_stay_equal_in_an_ocean(void **unused)
{
	(void)unused;
	double share[POWER_BLOCS], total = 0;
	struct power out[POWER_BLOCS + 1];
	for (int i = 0; i < POWER_BLOCS; i++)
		share[i] = 0.0166;
	assert_true(ocean_of(a, &(struct ocean){ share, POWER_BLOCS, 0.004, 1000, 0.97 }, out, NULL));
	for (int i = 0; i <= POWER_BLOCS; i++)
		total += out[i].shapley;
	CLOSE(total, 1);
	for (int i = 0; i < POWER_BLOCS; i++) {
		assert_true(fabs(out[i].shapley - 0.0166) < 2e-4);
		assert_true(fabs(out[i].share - 0.0166) < 2e-3);
	}
}

/* Milnor & Shapley 1978: one bloc w in a boundless ocean, quota one half: w / (1 - w). */
static void one_bloc_in_a_boundless_ocean_has_the_known_power(void **unused)
{
	(void)unused;
	for (int i = 1; i < 5; i++) {
		double w = 0.1 * i;
		struct power out[2];
		assert_true(ocean_of(a, &(struct ocean){ &w, 1, 1 - w, 1e6, 0.5 }, out, NULL));
		assert_true(fabs(out[0].shapley - w / (1 - w)) < 5e-3);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(counting_sums_agrees_with_counting_sides),
		cmocka_unit_test(power_is_not_weight),
		cmocka_unit_test(enormous_weights_do_not_wrap),
		cmocka_unit_test(sixty_equal_blocs_are_equal),
		cmocka_unit_test(what_cannot_be_counted_is_refused),
		cmocka_unit_test(an_ocean_is_near_what_counting_gives),
		cmocka_unit_test(many_small_blocs_stay_equal_in_an_ocean),
		cmocka_unit_test(one_bloc_in_a_boundless_ocean_has_the_known_power),
	};
	a = arena_reserve((size_t)1 << 31, "test");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
