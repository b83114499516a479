/* SPDX-License-Identifier: Apache-2.0
 *
 * test_agree.c - weightings that agree, that differ, that leave nothing; against sums done by hand
 */
#include "judge/agree/agree.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/rng.h"

enum { M = 3, K = 2, DRAWS = 40000 };

static struct arena a;

/* Three groups of one criterion each; one subject for each belief; the better class asks "good" of all
 * criteria that carry one half of the weight. */
struct world {
	struct standard s;
	const char *criterion[M], *class[K], *group_name[M], *subject[4];
	double lo[M], hi[M];
	int boundary[M], veto[M], dictator[M];
	uint32_t group[M];
	struct belief belief[4 * M];
	struct agree_voice voice[5];
	struct agree_run run;
};

static void sure(struct belief *b, int grade)
{
	memset(b, 0, sizeof *b);
	b->on[1u << grade] = b->grade[grade] = b->chance[grade] = 1;
	b->lo = b->hi = grade;
}

static void voice(struct world *w, size_t c, const char *id)
{
	w->voice[c] = (struct agree_voice){ .id = id };
	for (size_t g = 0; g < w->run.groups; g++)
		w->voice[c].hi[g] = 1;
}

/* Subject i is good by the criteria in the bits of mask[i]. */
static void begin(struct world *w, size_t groups, const unsigned *mask, size_t n, size_t voices)
{
	static const char *const name[] = { "A", "B", "C", "D", "E" };
	memset(w, 0, sizeof *w);
	for (size_t j = 0; j < groups; j++) {
		w->criterion[j] = w->group_name[j] = name[j];
		w->hi[j] = 1;
		w->boundary[j] = 3;
		w->veto[j] = NO_VETO;
		w->dictator[j] = NO_DICTATOR;
		w->group[j] = (uint32_t)j;
	}
	w->class[0] = "low", w->class[1] = "high";
	w->s = (struct standard){ .m = groups, .k = K, .criterion = w->criterion, .class = w->class, .w_lo = w->lo,
		                  .w_hi = w->hi, .boundary = w->boundary, .veto = w->veto, .dictator = w->dictator,
		                  .lambda_lo = 0.5, .lambda_hi = 0.5 };
	for (size_t i = 0; i < n; i++) {
		w->subject[i] = name[i];
		for (size_t j = 0; j < groups; j++)
			sure(&w->belief[i * groups + j], mask[i] >> j & 1 ? 3 : 0);
	}
	w->run = (struct agree_run){ .standard = &w->s, .group = w->group, .group_name = w->group_name,
		                     .groups = groups, .voice = w->voice, .voices = voices, .subject = w->subject,
		                     .belief = w->belief, .n = n, .draws = DRAWS, .seed = 7 };
	for (size_t c = 0; c < voices; c++)
		voice(w, c, name[c]);
}

static void order(struct agree_voice *v, uint32_t heavier, uint32_t lighter)
{
	v->order[v->orders][0] = heavier;
	v->order[v->orders++][1] = lighter;
}

static struct agreement solve(struct world *w)
{
	struct agreement out;
	struct pt_err e = { 0 };
	if (!agree_all(&a, &w->run, &out, &e))
		fail_msg("%s", e.text);
	return out;
}

static void near(double x, double y, double se)
{
	if (fabs(x - y) > 5 * se + 1e-9)
		fail_msg("%.6f is not %.6f +- %.6f", x, y, se);
}

/* u[A] of a free voice is uniform on [0, 1]; of "A before B" on [1/2, 1]. */
static void two_considerations_by_hand(void **unused)
{
	static const unsigned good_in_a[] = { 1 };
	struct world w;
	(void)unused;
	begin(&w, 2, good_in_a, 1, 3);
	order(&w.voice[2], 0, 1);
	struct agreement x = solve(&w);
	const struct agree_subject *s = &x.of[0];
	near(s->share[0 * K + 1], 0.5, s->se[1]);
	near(s->share[1 * K + 1], 0.5, s->se[1]);
	assert_true(s->share[2 * K + 1] == 1);
	near(s->common[1], 0.25, s->common_se[1]);
	assert_true(s->common[0] == 0);
	assert_int_equal(s->cls, 1);
	near(s->agreed, 0.25, s->agreed_se);
	near(s->disagreement, (0.5 + 0.5 + 0.5) / 3, 0.01);
	assert_true(x.distance[0 * 3 + 1] == 0);
	near(x.distance[0 * 3 + 2], 0.5, 0.01);
	assert_true(x.distance[2 * 3 + 0] == x.distance[0 * 3 + 2]);
	assert_true(x.accepted);
	near(x.accept_lo[0], 0.5, 0);
	near(x.accept_hi[0], 1, 0);
}

static void the_consideration_that_divides_is_found(void **unused)
{
	static const unsigned good_in_b[] = { 2, 2 };
	struct world w;
	(void)unused;
	begin(&w, 3, good_in_b, 2, 2);
	w.voice[0].lo[1] = 0.7;
	w.voice[1].hi[1] = 0.2;
	struct agreement x = solve(&w);
	assert_true(x.disagreement == 1);
	assert_int_equal(x.divider, 1);
	near(x.divides[1], 1, x.divides_se[1]);
	assert_true(x.divides[0] < 0.2 && x.divides[2] < 0.2);
	assert_false(x.accepted);
	assert_string_equal(x.refused, "A and B");
	assert_true(x.distance[1] == 1);
	assert_int_equal(x.of[0].cls, -1);
}

static void where_all_agree_nothing_divides(void **unused)
{
	static const unsigned good_in[] = { 7, 0 };
	struct world w;
	(void)unused;
	begin(&w, 3, good_in, 2, 4);
	struct agreement x = solve(&w);
	assert_true(x.of[0].common[1] == 1 && x.of[1].common[0] == 1);
	assert_int_equal(x.of[1].cls, 0);
	assert_int_equal(x.divider, -1);
	assert_true(x.disagreement == 0);
	assert_true(x.same);
}

/* Voices of all sorts over subjects of all sorts. */
static void any(struct world *w, size_t voices)
{
	static const unsigned good_in[] = { 1, 2, 5, 6 };
	begin(w, 3, good_in, 4, voices);
	for (size_t i = 0; i < 4 * M; i++)
		if (i % 3 == 1)
			for (int g = 0; g < GRADES; g++)
				w->belief[i].chance[g] = 0.25;
	order(&w->voice[0], 0, 1);
	w->voice[1].lo[2] = 0.3;
	if (voices > 2)
		order(&w->voice[2], 0, 1); /* the same as the first */
	if (voices > 3)
		order(&w->voice[3], 2, 0), order(&w->voice[3], 1, 0);
	w->s.lambda_lo = 0.4, w->s.lambda_hi = 0.7;
}

static void names_and_places_change_nothing(void **unused)
{
	static const size_t to[] = { 3, 0, 1, 2 };
	struct world w, v;
	(void)unused;
	any(&w, 4);
	any(&v, 4);
	for (size_t c = 0; c < 4; c++) {
		v.voice[to[c]] = w.voice[c];
		v.voice[to[c]].id = "renamed";
	}
	struct agreement x = solve(&w), y = solve(&v);
	for (size_t i = 0; i < 4; i++) {
		for (size_t c = 0; c < 4; c++)
			assert_memory_equal(&x.of[i].share[c * K], &y.of[i].share[to[c] * K], K * sizeof(double));
		assert_memory_equal(x.of[i].common, y.of[i].common, K * sizeof(double));
		assert_memory_equal(&x.of[i].share[0], &x.of[i].share[2 * K], K * sizeof(double));
	}
	assert_true(x.distance[0 * 4 + 2] == 0);
}

static void who_else_takes_part_does_not_change_own_shares(void **unused)
{
	struct world w, v;
	(void)unused;
	any(&w, 4);
	any(&v, 2);
	struct agreement x = solve(&w), y = solve(&v);
	for (size_t i = 0; i < 4; i++)
		assert_memory_equal(&x.of[i].share[K], &y.of[i].share[K], K * sizeof(double));
}

static void nobody_is_judged_by_who_else_is_asked(void **unused)
{
	static const size_t to[] = { 2, 3, 1, 0 };
	struct world w, v, one;
	(void)unused;
	any(&w, 4);
	any(&v, 4);
	any(&one, 4);
	for (size_t i = 0; i < 4; i++)
		memcpy(&v.belief[to[i] * M], &w.belief[i * M], M * sizeof *w.belief);
	memcpy(one.belief, &w.belief[2 * M], M * sizeof *w.belief);
	one.run.n = 1;
	struct agreement x = solve(&w), y = solve(&v), z = solve(&one);
	for (size_t i = 0; i < 4; i++) {
		assert_memory_equal(x.of[i].share, y.of[to[i]].share, 4 * K * sizeof(double));
		assert_memory_equal(x.of[i].common, y.of[to[i]].common, K * sizeof(double));
		assert_true(x.of[i].disagreement == y.of[to[i]].disagreement);
	}
	assert_memory_equal(x.of[2].share, z.of[0].share, 4 * K * sizeof(double));
	assert_memory_equal(x.divides, y.divides, 3 * sizeof(double));
}

static void more_voices_never_agree_more(void **unused)
{
	struct world w, v;
	(void)unused;
	any(&w, 4);
	any(&v, 3);
	struct agreement x = solve(&w), y = solve(&v);
	for (size_t i = 0; i < 4; i++)
		assert_true(x.of[i].agreed <= y.of[i].agreed);
}

static void the_number_of_threads_does_not_show(void **unused)
{
	struct world w;
	struct agreement x[2];
	(void)unused;
	for (unsigned t = 0; t < 2; t++) {
		any(&w, 4);
		w.run.threads = t ? 3 : 1;
		x[t] = solve(&w);
	}
	for (size_t i = 0; i < 4; i++)
		assert_memory_equal(x[0].of[i].share, x[1].of[i].share, 4 * K * sizeof(double));
	assert_memory_equal(x[0].divides, x[1].divides, 3 * sizeof(double));
}

static void a_veto_holds_for_every_weighting(void **unused)
{
	static const unsigned good_in[] = { 6 };
	struct world w;
	(void)unused;
	begin(&w, 3, good_in, 1, 3);
	w.veto[0] = 0;
	struct agreement x = solve(&w);
	assert_true(x.of[0].common[0] == 1);
}

static void shares_sum_to_one(void **unused)
{
	struct world w;
	(void)unused;
	any(&w, 4);
	struct agreement x = solve(&w);
	for (size_t i = 0; i < 4; i++)
		for (size_t c = 0; c < 4; c++)
			assert_true(fabs(x.of[i].share[c * K] + x.of[i].share[c * K + 1] - 1) < 1e-12);
}

static void weightings_that_cannot_be_are_refused(void **unused)
{
	static const unsigned good_in[] = { 1 };
	struct world w;
	struct agreement out;
	struct pt_err e = { 0 };
	(void)unused;
	begin(&w, 3, good_in, 1, 2);
	w.voice[1].lo[0] = 0.8, w.voice[1].lo[1] = 0.7;
	assert_false(agree_all(&a, &w.run, &out, &e));
	assert_non_null(strstr(e.text, "weighting of B"));
	e = (struct pt_err){ 0 };
	w.run.voices = 0;
	assert_false(agree_all(&a, &w.run, &out, &e));
	assert_int_equal(e.code, PT_LIMIT);
}

/* Three that agree in pairs and not together: A >= B, B >= C, and C more than both may have. */
static void pairs_may_agree_and_all_not(void **unused)
{
	static const unsigned good_in[] = { 1 };
	struct world w;
	(void)unused;
	begin(&w, 3, good_in, 1, 3);
	order(&w.voice[0], 0, 1);
	order(&w.voice[1], 1, 2);
	w.voice[2].lo[2] = 0.4;
	struct agreement x = solve(&w);
	assert_false(x.accepted);
	assert_string_equal(x.refused, "C with those before it");
}

static void ranges_of_groups_follow_from_those_of_criteria(void **unused)
{
	static const unsigned none[] = { 0 };
	static const uint32_t group[] = { 0, 0, 1 };
	struct world w;
	double lo[2], hi[2];
	(void)unused;
	begin(&w, 3, none, 1, 1);
	for (size_t j = 0; j < 3; j++)
		w.lo[j] = 0.1, w.hi[j] = 0.4;
	assert_true(agree_ranges(a, &w.s, group, 2, lo, hi, NULL));
	near(lo[0], 0.6, 0);
	near(hi[0], 0.8, 0);
	near(lo[1], 0.2, 0);
	near(hi[1], 0.4, 0);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(two_considerations_by_hand),
		cmocka_unit_test(the_consideration_that_divides_is_found),
		cmocka_unit_test(where_all_agree_nothing_divides),
		cmocka_unit_test(names_and_places_change_nothing),
		cmocka_unit_test(who_else_takes_part_does_not_change_own_shares),
		cmocka_unit_test(nobody_is_judged_by_who_else_is_asked),
		cmocka_unit_test(more_voices_never_agree_more),
		cmocka_unit_test(the_number_of_threads_does_not_show),
		cmocka_unit_test(a_veto_holds_for_every_weighting),
		cmocka_unit_test(shares_sum_to_one),
		cmocka_unit_test(weightings_that_cannot_be_are_refused),
		cmocka_unit_test(pairs_may_agree_and_all_not),
		cmocka_unit_test(ranges_of_groups_follow_from_those_of_criteria),
	};
	a = arena_reserve((size_t)4 << 30, "test");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
