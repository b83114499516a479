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

#include "judge/assess/weights.h"

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

static void assert_same(const struct problem *pb, const struct solution *x, const struct solution *y)
{
	size_t places = pb->method == M_SMAA_2 ? pb->n : pb->k, kept = pb->method == M_SMAA_2 ? 1 : pb->k;
	assert_memory_equal(x->mean_weights, y->mean_weights, pb->m * sizeof(double));
	for (size_t i = 0; i < pb->n; i++) {
		const struct answer *a1 = &x->of[i], *a2 = &y->of[i];
		assert_memory_equal(a1->acceptability, a2->acceptability, places * sizeof(double));
		assert_memory_equal(a1->se, a2->se, places * sizeof(double));
		assert_memory_equal(a1->central_weights, a2->central_weights, kept * pb->m * sizeof(double));
		assert_memory_equal(&a1->confidence, &a2->confidence, sizeof(double));
		if (a1->winning)
			assert_memory_equal(a1->winning, a2->winning, pb->n * sizeof(double));
	}
}

/* Alternatives with all kinds of values, classes 0 to 2 by two boundaries. */
static struct problem mixed(enum method method)
{
	static double profile[2 * N] = { 0.3, 0.3, 0.3, 0.3, 0.3, 0.6, 0.6, 0.6, 0.6, 0.6 };
	static const double choice[] = { 0, 0.4, 0.5, 0.3, 1, 0.3 }, samples[] = { 0.1, 0.9, 0.4 };
	struct problem pb = identity();
	pb.method = method, pb.k = 3, pb.profile = profile, pb.draws = 5000;
	pb.lambda_lo = 0.5, pb.lambda_hi = 0.7;
	pb.value[1] = (struct value){ .kind = V_INTERVAL, .a = 0.2, .b = 0.9 };
	pb.value[7] = (struct value){ .kind = V_UNKNOWN };
	pb.value[8] = (struct value){ .kind = V_NORMAL, .a = 0.5, .b = 0.2 };
	pb.value[13] = (struct value){ .kind = V_CHOICE, .list = choice, .n = 3 };
	pb.value[14] = (struct value){ .kind = V_SAMPLES, .list = samples, .n = 3 };
	for (size_t j = 0; j < N; j++)
		pb.criterion[j] = (struct criterion_spec){ "c", j == 2 ? -1 : 1, 0.05, 0.6, 0, 1 };
	return pb;
}

static void the_bits_do_not_depend_on_the_number_of_threads(void **unused)
{
	struct problem all[] = { identity(), mixed(M_SMAA_2), mixed(M_SMAA_TRI) };
	(void)unused;
	all[0].value[3] = (struct value){ .kind = V_INTERVAL, .a = 0, .b = 1 };
	for (size_t i = 0; i < 3; i++) {
		struct solution one, more;
		all[i].threads = 1;
		assert_true(smaa_solve(&a, &all[i], &one, NULL));
		for (all[i].threads = 2; all[i].threads < 5; all[i].threads++) {
			assert_true(smaa_solve(&a, &all[i], &more, NULL));
			assert_same(&all[i], &one, &more);
		}
	}
}

/* Whole numbers, the same on x86-64 (gcc and clang), aarch64 and s390x. */
static void every_machine_counts_the_same(void **unused)
{
	static const int first[N] = { 2288, 732, 83, 820, 1077 };
	static const int lowest[N] = { 2668, 3740, 4785, 4428, 4379 };
	struct problem pb = mixed(M_SMAA_2);
	struct solution s;
	(void)unused;
	pb.value[8].kind = V_NUMBER; /* the normal distribution needs the C library's erfc */
	assert_true(smaa_solve(&a, &pb, &s, NULL));
	for (size_t i = 0; i < N; i++)
		assert_int_equal(lround(s.of[i].acceptability[0] * 5000), first[i]);
	pb.method = M_SMAA_TRI;
	assert_true(smaa_solve(&a, &pb, &s, NULL));
	for (size_t i = 0; i < N; i++)
		assert_int_equal(lround(s.of[i].acceptability[0] * 5000), lowest[i]);
}

/* 1, 2, .. draws at the ends of strips and blocks: shares still sum to 1. */
static void any_number_of_draws_is_used_to_the_last(void **unused)
{
	static const uint64_t draws[] = { 1, 2, 63, 64, 65, 511, 512, 513, 10001 };
	(void)unused;
	for (size_t k = 0; k < sizeof draws / sizeof *draws; k++) {
		struct problem pb = mixed(k % 2 ? M_SMAA_2 : M_SMAA_TRI);
		struct solution s;
		size_t places = pb.method == M_SMAA_2 ? N : pb.k;
		pb.draws = draws[k];
		assert_true(smaa_solve(&a, &pb, &s, NULL));
		for (size_t i = 0; i < N; i++) {
			double sum = 0;
			for (size_t p = 0; p < places; p++) {
				double hits = s.of[i].acceptability[p] * (double)draws[k];
				assert_true(fabs(hits - round(hits)) < 1e-6);
				sum += s.of[i].acceptability[p];
			}
			assert_true(fabs(sum - 1) < 1e-12);
		}
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

static void weights_may_be_exact_and_are_limited_in_number(void **unused)
{
	(void)unused;
	struct weights w;
	struct pt_err e = { 0 };
	struct criterion_spec c[WEIGHTS_MOST + 1];
	for (size_t j = 0; j < COUNT(c); j++)
		c[j] = (struct criterion_spec){ "c", 1, j == 0 ? 0.75 : 0.25, j == 0 ? 0.75 : 0.25, 0, 1 };
	struct problem pb = { .m = 2, .criterion = c };
	assert_true(weights_of(&a, &pb, &w, &e));
	assert_true(w.start[0] == 0.75 && w.start[1] == 0.25);
	uint32_t order[1][2] = { { 1, 0 } };
	pb.order = order, pb.orders = 1;
	assert_false(weights_of(&a, &pb, &w, &e));
	pb.m = COUNT(c), pb.orders = 0, e = (struct pt_err){ 0 };
	assert_false(weights_of(&a, &pb, &w, &e));
	assert_int_equal(e.code, PT_LIMIT);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(weights_may_be_exact_and_are_limited_in_number),
		cmocka_unit_test(equal_alternatives_share_the_first_rank),
		cmocka_unit_test(the_bits_do_not_depend_on_the_number_of_threads),
		cmocka_unit_test(every_machine_counts_the_same),
		cmocka_unit_test(any_number_of_draws_is_used_to_the_last),
		cmocka_unit_test(two_uniforms_win_as_often_as_they_should),
		cmocka_unit_test(an_unknown_value_without_a_scale_is_refused),
		cmocka_unit_test(a_choice_is_taken_as_often_as_its_probability),
	};
	a = arena_reserve((size_t)1 << 28, "test");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
