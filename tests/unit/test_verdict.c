/* SPDX-License-Identifier: Apache-2.0
 *
 * test_verdict.c - what a verdict promises: neutral, never stricter for want of evidence, explained
 */
#include "judge/assess/verdict.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/rng.h"

enum { N = 5, M = 7, K = 3, TODAY = 20000, ITEMS = 4, CASES = 60 };

static struct arena a;

struct scene {
	struct standard s;
	struct evidence item[N][M][ITEMS];
	size_t items[N][M];
	const char *name[N];
	double lo[M], hi[M];
	int boundary[(K - 1) * M], veto[(K - 1) * M], dictator[(K - 1) * M];
	const char *criterion[M], *class[K];
};

static unsigned pick(struct rng *r, unsigned n)
{
	return rng_u32(r) % n;
}

/* Random evidence of all qualities, rising boundaries, a few vetoes, weights with room. */
static struct scene *scene(uint64_t k)
{
	static const char *const names[] = { "a", "b", "c", "d", "e", "f", "g" };
	struct rng r = rng_of(77, k);
	struct scene *x = NEW(&a, struct scene, 1);
	for (size_t j = 0; j < M; j++) {
		x->criterion[j] = names[j];
		x->lo[j] = 0.05, x->hi[j] = 0.3;
		x->boundary[j] = 1, x->boundary[M + j] = 2;
		x->dictator[j] = x->dictator[M + j] = NO_DICTATOR;
		if (k % 3 == 0 && pick(&r, 6) == 0)
			x->dictator[(k / 3 % 2) * M + j] = 3;
		x->veto[j] = NO_VETO, x->veto[M + j] = pick(&r, 4) == 0 ? 0 : NO_VETO;
	}
	for (size_t i = 0; i < N; i++) {
		x->name[i] = names[i];
		for (size_t j = 0; j < M; j++) {
			x->items[i][j] = pick(&r, ITEMS + 1u);
			for (size_t q = 0; q < x->items[i][j]; q++)
				x->item[i][j][q] = (struct evidence){
					1 + pick(&r, GRADE_ANY - 1), (char)('A' + pick(&r, 3)),
					1 + (int)pick(&r, 3), pick(&r, 5) == 0, pick(&r, 2) == 0,
					(enum evidence_status)pick(&r, 3), TODAY - (int32_t)pick(&r, 1500),
					(uint32_t)q, false };
		}
	}
	x->class[0] = "low", x->class[1] = "mid", x->class[2] = "high";
	x->s = (struct standard){ .m = M, .k = K, .criterion = x->criterion, .class = x->class,
		                  .w_lo = x->lo, .w_hi = x->hi, .boundary = x->boundary, .veto = x->veto,
		                  .dictator = x->dictator,
		                  .lambda_lo = 0.55, .lambda_hi = 0.75 };
	return x;
}

static struct belief *beliefs(const struct scene *x, const size_t order[N])
{
	struct belief *b = NEW(&a, struct belief, N * M);
	for (size_t i = 0; i < N; i++)
		for (size_t j = 0; j < M; j++) {
			struct evidence_set set = { .item = x->item[order[i]][j], .n = x->items[order[i]][j] };
			b[i * M + j] = belief_merge(&set, TODAY, 1000);
		}
	return b;
}

static struct verdicts run(const struct scene *x, const struct belief *b)
{
	struct verdicts v;
	struct pt_err e = { 0 };
	const char *names[N];
	memcpy(names, x->name, sizeof names);
	struct verdict_run r = { &x->s, names, b, N, 2000, 5, NULL };
	if (!verdict_all(&a, &r, &v, &e))
		fail_msg("%s", e.text);
	return v;
}

static const size_t as_is[N] = { 0, 1, 2, 3, 4 };

static void same(const struct verdict *x, const struct verdict *y)
{
	assert_memory_equal(x->acceptability, y->acceptability, K * sizeof(double));
	assert_memory_equal(x->possible, y->possible, K * sizeof(bool));
	assert_true(x->necessary == y->necessary && x->ceiling == y->ceiling && x->point == y->point);
	assert_int_equal(x->flips, y->flips);
	for (size_t k = 0; k < x->flips; k++)
		assert_true(x->flip[k].kind == y->flip[k].kind && x->flip[k].weight == y->flip[k].weight &&
		            x->flip[k].criteria == y->flip[k].criteria);
}

static void another_order_of_suppliers_permutes_the_result_and_nothing_else(void **unused)
{
	static const size_t order[N] = { 3, 0, 4, 2, 1 };
	(void)unused;
	for (uint64_t k = 0; k < CASES; k++) {
		struct scene *x = scene(k);
		struct verdicts v = run(x, beliefs(x, as_is)), w = run(x, beliefs(x, order));
		for (size_t i = 0; i < N; i++)
			same(&w.of[i], &v.of[order[i]]);
	}
}

static void equal_evidence_gives_equal_results(void **unused)
{
	static const size_t twins[N] = { 0, 1, 0, 3, 0 };
	(void)unused;
	struct scene *x = scene(1);
	struct verdicts v = run(x, beliefs(x, twins));
	same(&v.of[0], &v.of[2]);
	same(&v.of[0], &v.of[4]);
}

static int best(const struct verdict *v)
{
	int h = K - 1;
	while (h > 0 && !v->possible[h])
		h--;
	return h;
}

static void removing_evidence_never_makes_a_verdict_stricter(void **unused)
{
	(void)unused;
	for (uint64_t k = 0; k < CASES; k++) {
		struct scene *x = scene(k);
		struct rng r = rng_of(5, k);
		struct verdicts before = run(x, beliefs(x, as_is));
		for (int times = 0; times < 6; times++) {
			size_t i = pick(&r, N), j = pick(&r, M);
			if (x->items[i][j] == 0)
				continue;
			size_t q = pick(&r, (unsigned)x->items[i][j]);
			x->item[i][j][q] = x->item[i][j][--x->items[i][j]];
		}
		struct verdicts after = run(x, beliefs(x, as_is));
		for (size_t i = 0; i < N; i++) {
			assert_true(after.of[i].ceiling >= before.of[i].ceiling);
			assert_true(best(&after.of[i]) >= best(&before.of[i]));
			if (after.of[i].necessary == 0)
				assert_int_equal(before.of[i].necessary, 0);
		}
	}
}

static void what_was_drawn_is_possible_and_shares_sum_to_one(void **unused)
{
	(void)unused;
	for (uint64_t k = 0; k < CASES; k++) {
		struct scene *x = scene(k);
		struct verdicts v = run(x, beliefs(x, as_is));
		for (size_t i = 0; i < N; i++) {
			double sum = 0;
			for (int h = 0; h < K; h++) {
				sum += v.of[i].acceptability[h];
				assert_true(h <= v.of[i].ceiling || v.of[i].acceptability[h] == 0);
			}
			assert_true(fabs(sum - 1) < 1e-9);
			assert_true(v.of[i].point <= v.of[i].ceiling);
		}
	}
}

static void sides_of_a_boundary_share_out_all_weight(void **unused)
{
	(void)unused;
	struct scene *x = scene(3);
	struct verdicts v = run(x, beliefs(x, as_is));
	for (size_t i = 0; i < N; i++)
		for (size_t b = 0; b + 1 < K; b++) {
			const struct boundary_view *q = &v.of[i].boundary[b];
			double sum = q->weight[SIDE_FOR] + q->weight[SIDE_OPEN] + q->weight[SIDE_AGAINST];
			assert_true(fabs(sum - 1) < 1e-9);
			assert_true(q->support >= q->certain - 1e-9 && q->support <= 1 - q->lost + 1e-9);
		}
}

/* Carries out the change that was named and looks whether the class really changes. */
static void the_named_criteria_change_the_class_and_fewer_do_not(void **unused)
{
	size_t tried = 0;
	(void)unused;
	for (uint64_t k = 0; k < CASES; k++) {
		struct scene *x = scene(k);
		for (size_t j = 0; j < (K - 1) * M; j++)
			x->veto[j] = NO_VETO, x->dictator[j] = NO_DICTATOR;
		struct belief *b = beliefs(x, as_is);
		struct verdicts v = run(x, b);
		for (size_t i = 0; i < N; i++)
			for (size_t f = 0; f < v.of[i].flips; f++) {
				const struct flip *c = &v.of[i].flip[f];
				struct belief *to = arena_copy(&a, b, N * M * sizeof *b);
				bool up = c->to > v.of[i].point;
				if (c->kind != FLIP_GRADE)
					continue;
				for (size_t q = 0; q < c->criteria; q++) {
					size_t j = c->criterion[q];
					int need = x->boundary[(size_t)(up ? c->to - 1 : c->to) * M + j];
					struct belief sure = { .lo = 0, .hi = GRADES - 1 };
					int g = up ? need : need - 1;
					sure.on[1u << g] = sure.grade[g] = sure.chance[g] = 1;
					if (q + 1 == c->criteria && q > 0) {
						struct verdicts less = run(x, to);
						assert_int_equal(less.of[i].point, v.of[i].point);
					}
					to[i * M + j] = sure;
				}
				assert_int_equal(run(x, to).of[i].point, c->to);
				tried++;
			}
	}
	assert_true(tried > 100);
}

static void a_veto_that_strong_evidence_confirms_is_named_and_is_the_ceiling(void **unused)
{
	(void)unused;
	struct scene *x = scene(2);
	x->items[0][2] = 1;
	x->item[0][2][0] = (struct evidence){ 1, 'A', 1, false, true, E_FINDING, TODAY, 9, false };
	x->veto[M + 2] = 0;
	for (size_t j = 0; j < M; j++)
		if (j != 2)
			x->veto[M + j] = NO_VETO;
	struct verdicts v = run(x, beliefs(x, as_is));
	assert_int_equal(v.of[0].ceiling, 1);
	assert_true(v.of[0].boundary[1].vetoed && v.of[0].boundary[1].veto == 2);
	assert_true(!v.of[0].possible[2] && v.of[0].acceptability[2] == 0);
	x->item[0][2][0].status = E_ALLEGATION; /* an allegation alone vetoes nothing */
	v = run(x, beliefs(x, as_is));
	assert_int_equal(v.of[0].ceiling, 2);
}

static void a_dictator_gives_its_class_and_a_veto_beats_it(void **unused)
{
	static const struct evidence good = { 8, 'A', 1, false, true, E_FINDING, TODAY, 9, false };
	(void)unused;
	struct scene *x = scene(4);
	memset(x->items, 0, sizeof x->items);
	for (size_t j = 0; j < M; j++)
		x->veto[M + j] = NO_VETO;
	x->items[0][2] = 1, x->item[0][2][0] = good;
	x->dictator[M + 2] = 3;
	struct verdicts v = run(x, beliefs(x, as_is));
	assert_true(v.of[0].floor == 2 && v.of[0].necessary == 2 && v.of[0].acceptability[2] == 1);
	assert_true(v.of[0].boundary[0].dictated && v.of[0].boundary[1].dictator == 2);
	assert_true(v.of[1].floor == 0 && v.of[1].possible[2]);
	x->items[0][3] = 1, x->item[0][3][0] = good, x->item[0][3][0].grades = 1;
	x->veto[M + 3] = 0;
	v = run(x, beliefs(x, as_is));
	assert_true(v.of[0].ceiling == 1 && v.of[0].necessary == 1 && v.of[0].acceptability[1] == 1);
}

static void a_veto_that_is_still_open_leaves_the_lower_class_possible(void **unused)
{
	(void)unused;
	struct scene *x = scene(4);
	memset(x->items, 0, sizeof x->items);
	for (size_t j = 0; j < M; j++) {
		x->items[0][j] = j != 3;
		x->item[0][j][0] = (struct evidence){ 8, 'A', 1, false, true, E_FINDING, TODAY,
			                              (uint32_t)j, false };
		x->veto[j] = x->veto[M + j] = NO_VETO;
	}
	x->hi[3] = x->lo[3] = 0.05;
	assert_int_equal(run(x, beliefs(x, as_is)).of[0].necessary, 2);
	x->veto[M + 3] = 0;
	struct verdicts v = run(x, beliefs(x, as_is));
	assert_true(v.of[0].necessary == -1 && v.of[0].possible[1] && v.of[0].possible[2] && !v.of[0].possible[0]);
}

static void ignorance_alone_is_undecided_and_not_the_worst_class(void **unused)
{
	(void)unused;
	struct scene *x = scene(4);
	memset(x->items, 0, sizeof x->items);
	x->s.lambda_lo = 0.8, x->s.lambda_hi = 0.9;
	struct verdicts v = run(x, beliefs(x, as_is));
	assert_true(v.of[0].acceptability[0] > 0.5 && v.of[0].undecided);
	for (size_t j = 0; j < M; j++) {
		x->items[1][j] = 1;
		x->item[1][j][0] = (struct evidence){ 1, 'A', 1, false, true, E_FINDING, TODAY, (uint32_t)j, false };
	}
	v = run(x, beliefs(x, as_is));
	assert_true(v.of[1].acceptability[0] > 0.5 && !v.of[1].undecided);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(another_order_of_suppliers_permutes_the_result_and_nothing_else),
		cmocka_unit_test(equal_evidence_gives_equal_results),
		cmocka_unit_test(removing_evidence_never_makes_a_verdict_stricter),
		cmocka_unit_test(what_was_drawn_is_possible_and_shares_sum_to_one),
		cmocka_unit_test(sides_of_a_boundary_share_out_all_weight),
		cmocka_unit_test(the_named_criteria_change_the_class_and_fewer_do_not),
		cmocka_unit_test(a_dictator_gives_its_class_and_a_veto_beats_it),
		cmocka_unit_test(a_veto_that_is_still_open_leaves_the_lower_class_possible),
		cmocka_unit_test(ignorance_alone_is_undecided_and_not_the_worst_class),
		cmocka_unit_test(a_veto_that_strong_evidence_confirms_is_named_and_is_the_ceiling),
	};
	a = arena_reserve((size_t)1 << 30, "test");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
