/* SPDX-License-Identifier: Apache-2.0
 *
 * test_robust.c - exact possible and necessary classes against simulation of the same problem
 */
#include "judge/assess/robust.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/rng.h"
#include "judge/assess/smaa.h"

enum { M = 6, K = 3 };

static struct arena a;

/* Grades 0..3 with some open, boundaries that rise, weights with room and one order statement. */
static struct problem any(uint64_t k, struct arena *keep)
{
	struct rng r = rng_of(21, k);
	struct problem pb = { .method = M_SMAA_TRI, .n = 1, .m = M, .k = K, .draws = 2000, .seed = k,
		              .rule = RULE_PESSIMISTIC, .lambda_lo = 0.6, .lambda_hi = 0.8 };
	pb.alternative = NEW(keep, const char *, 1);
	pb.alternative[0] = "x";
	pb.category = NEW(keep, const char *, K);
	pb.criterion = NEW(keep, struct criterion_spec, M);
	pb.value = NEW(keep, struct value, M);
	pb.profile = NEW(keep, double, (K - 1) * M);
	pb.order = (uint32_t(*)[2])NEW(keep, uint32_t, 2);
	pb.orders = rng_u32(&r) % 2;
	pb.order[0][1] = 1;
	for (size_t j = 0; j < M; j++) {
		pb.criterion[j] = (struct criterion_spec){ "c", 1, 0.05, 0.4, 0, 3 };
		pb.profile[j] = 1;
		pb.profile[M + j] = 2;
		double lo = rng_u32(&r) % 4, hi = rng_u32(&r) % 4;
		pb.value[j] = lo < hi ? (struct value){ .kind = V_INTERVAL, .a = lo, .b = hi }
		                      : (struct value){ .kind = V_NUMBER, .a = lo };
	}
	return pb;
}

static void what_simulation_reaches_is_possible_and_what_is_necessary_it_always_reaches(void **unused)
{
	(void)unused;
	size_t open = 0, unreached = 0;
	for (uint64_t k = 0; k < 300; k++) {
		struct arena job = a;
		struct problem pb = any(k, &job);
		struct solution exact, drawn;
		assert_true(robust_solve(&job, &pb, &exact, NULL));
		assert_true(smaa_solve(&job, &pb, &drawn, NULL));
		for (size_t h = 0; h < K; h++) {
			double share = drawn.of[0].acceptability[h];
			assert_true(share == 0 || exact.of[0].possible[h]);
			unreached += share == 0 && exact.of[0].possible[h];
			open += exact.of[0].possible[h];
			if (exact.of[0].necessary == (int)h)
				assert_true(share == 1);
		}
	}
	assert_true(open > 330);            /* several classes are often possible ... */
	assert_true(unreached < open / 10); /* ... and the exact answer is not simply "all" */
}

static void a_ceiling_holds_whatever_the_coalition(void **unused)
{
	(void)unused;
	for (uint64_t k = 0; k < 100; k++) {
		struct arena job = a;
		struct problem pb = any(k, &job);
		int ceiling = 1;
		struct solution s;
		pb.ceiling = &ceiling;
		assert_true(robust_solve(&job, &pb, &s, NULL));
		assert_false(s.of[0].possible[2]);
		assert_true(smaa_solve(&job, &pb, &s, NULL));
		assert_true(s.of[0].acceptability[2] == 0);
	}
}

static void a_certain_veto_excludes_the_class(void **unused)
{
	(void)unused;
	struct problem pb = any(1, &a);
	struct solution s;
	for (size_t j = 0; j < M; j++)
		pb.value[j] = (struct value){ .kind = V_NUMBER, .a = 3 };
	pb.majority = MAJORITY_V;
	pb.veto = NEW(&a, double, (K - 1) * M);
	for (size_t i = 0; i < (K - 1) * M; i++)
		pb.veto[i] = NAN;
	pb.veto[M + 2] = 0;
	assert_true(robust_solve(&a, &pb, &s, NULL));
	assert_int_equal(s.of[0].necessary, 2);
	pb.value[2].a = 0; /* at the veto, and the coalition of the others is strong enough */
	assert_true(robust_solve(&a, &pb, &s, NULL));
	assert_false(s.of[0].possible[2]);
	pb.value[2] = (struct value){ .kind = V_UNKNOWN };
	assert_true(robust_solve(&a, &pb, &s, NULL));
	assert_true(s.of[0].possible[1] && s.of[0].possible[2]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_simulation_reaches_is_possible_and_what_is_necessary_it_always_reaches),
		cmocka_unit_test(a_ceiling_holds_whatever_the_coalition),
		cmocka_unit_test(a_certain_veto_excludes_the_class),
	};
	a = arena_reserve((size_t)1 << 28, "test");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
