/* SPDX-License-Identifier: Apache-2.0
 *
 * test_smaa.c - acceptabilities with closed forms, and the same bits for any number of threads
 */
#include "judge/assess/smaa.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { N = 5 };

static struct arena a;

/* Alternative i is 1 on criterion i and 0 elsewhere. */
static struct problem identity(void)
{
	struct problem pb = { .method = M_SMAA_2, .n = N, .m = N, .draws = 100000, .seed = 7 };
	pb.alternative = NEW(&a, const char *, N);
	pb.criterion = NEW(&a, struct criterion_spec, N);
	pb.value = NEW(&a, struct value, N * N);
	for (size_t i = 0; i < N; i++) {
		pb.alternative[i] = "x";
		pb.criterion[i] = (struct criterion_spec){ "c", 1, 0, 1, NAN, NAN };
		for (size_t j = 0; j < N; j++)
			pb.value[i * N + j] = (struct value){ .kind = V_NUMBER, .a = i == j };
	}
	return pb;
}

static void equal_alternatives_share_the_first_rank(void **unused)
{
	(void)unused;
	struct problem pb = identity();
	struct solution s;
	assert_true(smaa_solve(&a, &pb, &s, NULL));
	for (size_t i = 0; i < N; i++) {
		assert_true(s.of[i].se[0] > 0.0005 && s.of[i].se[0] < 0.0025);
		assert_true(fabs(s.of[i].acceptability[0] - 0.2) < 5 * s.of[i].se[0]);
		/* E[largest of Dirichlet(1, ..., 1)] = H_n / n */
		assert_true(fabs(s.of[i].central_weights[i] - 0.45666666666666667) < 0.005);
	}
}

static void the_bits_do_not_depend_on_the_number_of_threads(void **unused)
{
	(void)unused;
	struct problem pb = identity();
	struct solution one, four;
	pb.value[3] = (struct value){ .kind = V_INTERVAL, .a = 0, .b = 1 };
	pb.threads = 1;
	assert_true(smaa_solve(&a, &pb, &one, NULL));
	pb.threads = 4;
	assert_true(smaa_solve(&a, &pb, &four, NULL));
	for (size_t i = 0; i < N; i++) {
		assert_memory_equal(one.of[i].acceptability, four.of[i].acceptability, N * sizeof(double));
		assert_memory_equal(one.of[i].central_weights, four.of[i].central_weights, N * sizeof(double));
	}
}

/* One criterion, A ~ U(0,1), B ~ U(0.5,1.5): P(B > A) = 7/8. */
static void two_uniforms_win_as_often_as_they_should(void **unused)
{
	(void)unused;
	struct problem pb = identity();
	struct solution s;
	struct value v[2] = { { .kind = V_INTERVAL, .a = 0, .b = 1 }, { .kind = V_INTERVAL, .a = 0.5, .b = 1.5 } };
	pb.n = 2, pb.m = 1, pb.value = v;
	assert_true(smaa_solve(&a, &pb, &s, NULL));
	assert_true(fabs(s.of[1].winning[0] - 0.875) < 0.005);
	assert_true(fabs(s.of[0].winning[1] - 0.125) < 0.005);
}

static void an_unknown_value_without_a_scale_is_refused(void **unused)
{
	(void)unused;
	struct problem pb = identity();
	struct solution s;
	struct pt_err e = { 0 };
	pb.value[0].kind = V_UNKNOWN;
	assert_false(smaa_solve(&a, &pb, &s, &e));
	assert_int_equal(e.code, PT_INVALID);
}

static void a_choice_is_taken_as_often_as_its_probability(void **unused)
{
	(void)unused;
	struct problem pb = identity();
	struct solution s;
	static const double list[] = { -1, 0.25, 0.5, 0.25, 2, 0.5 };
	struct value v[2] = { { .kind = V_NUMBER, .a = 1 }, { .kind = V_CHOICE, .list = list, .n = 3 } };
	pb.n = 2, pb.m = 1, pb.value = v;
	assert_true(smaa_solve(&a, &pb, &s, NULL));
	assert_true(fabs(s.of[1].winning[0] - 0.5) < 0.01);
	v[0].a = 0;
	assert_true(smaa_solve(&a, &pb, &s, NULL));
	assert_true(fabs(s.of[1].winning[0] - 0.75) < 0.01);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(equal_alternatives_share_the_first_rank),
		cmocka_unit_test(the_bits_do_not_depend_on_the_number_of_threads),
		cmocka_unit_test(two_uniforms_win_as_often_as_they_should),
		cmocka_unit_test(an_unknown_value_without_a_scale_is_refused),
		cmocka_unit_test(a_choice_is_taken_as_often_as_its_probability),
	};
	a = arena_reserve((size_t)1 << 28, "test");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
