/* SPDX-License-Identifier: Apache-2.0
 *
 * test_belief.c - strength of evidence, and what merging it may and may not do
 */
#include "judge/evidence/belief.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "base/rng.h"

enum { TODAY = 20000, YEAR = 365 };

static const struct evidence court = { 1, 'A', 1, false, true, E_FINDING, TODAY, 1, false };

static struct belief merge(const struct evidence *ev, size_t n)
{
	return belief_merge(&(struct evidence_set){ .item = ev, .n = n }, TODAY, 4 * YEAR);
}

static void no_evidence_is_the_whole_scale(void **unused)
{
	(void)unused;
	struct belief b = merge(NULL, 0);
	assert_true(b.unknown == 1 && b.lo == 0 && b.hi == 3 && b.items == 0);
	for (int g = 0; g < GRADES; g++)
		assert_true(b.grade[g] == 0 && b.chance[g] == 0.25);
}

static void strength_halves_with_each_half_life(void **unused)
{
	(void)unused;
	struct evidence ev = court;
	double now = evidence_strength(&ev, TODAY, 4 * YEAR);
	ev.day -= 4 * YEAR;
	assert_true(fabs(evidence_strength(&ev, TODAY, 4 * YEAR) - now / 2) < 1e-12);
	ev.day = TODAY + 1;
	assert_true(evidence_strength(&ev, TODAY, 4 * YEAR) == 0);
}

static void each_doubt_weakens(void **unused)
{
	(void)unused;
	double full = evidence_strength(&court, TODAY, YEAR);
	struct evidence ev = court;
	assert_true(full == 0.95);
	ev.anonymous = true;
	assert_true(evidence_strength(&ev, TODAY, YEAR) < full && !evidence_is_strong(&ev, TODAY, YEAR));
	ev = court, ev.verified = false;
	assert_true(evidence_strength(&ev, TODAY, YEAR) < full && !evidence_is_strong(&ev, TODAY, YEAR));
	ev = court, ev.status = E_ALLEGATION;
	assert_true(evidence_strength(&ev, TODAY, YEAR) < full && !evidence_is_strong(&ev, TODAY, YEAR));
	ev = court, ev.reliability = 'C';
	assert_true(evidence_strength(&ev, TODAY, YEAR) < full && !evidence_is_strong(&ev, TODAY, YEAR));
}

/* Zadeh's example: two sure sources that agree only on what both think unlikely. */
static void strong_conflict_becomes_ignorance_and_no_third_answer(void **unused)
{
	(void)unused;
	struct evidence ev[2] = { court, court };
	ev[1].grades = 8;
	ev[1].source = 2;
	struct belief b = merge(ev, 2);
	assert_true(b.conflict > 0.9);
	assert_true(b.unknown > 0.8);
	assert_true(b.grade[1] == 0 && b.grade[2] == 0);
}

static void an_echo_of_one_source_counts_once(void **unused)
{
	(void)unused;
	struct evidence ev[3] = { court, court, court };
	assert_true(merge(ev, 1).unknown == merge(ev, 3).unknown);
	assert_true(merge(ev, 3).items == 1);
	ev[2].source = 2;
	assert_true(merge(ev, 3).unknown < merge(ev, 1).unknown);
}

static struct evidence any(struct rng *r)
{
	return (struct evidence){ .grades = 1 + rng_u32(r) % 14, .reliability = (char)('A' + rng_u32(r) % 6),
		                  .credibility = 1 + (int)(rng_u32(r) % 6), .anonymous = rng_u32(r) % 4 == 0,
		                  .verified = rng_u32(r) % 4 != 0, .status = rng_u32(r) % 3,
		                  .day = TODAY - (int32_t)(rng_u32(r) % 4000), .source = rng_u32(r) % 5 };
}

static void masses_sum_to_one_and_do_not_depend_on_the_order(void **unused)
{
	(void)unused;
	for (uint64_t k = 0; k < 2000; k++) {
		struct rng r = rng_of(11, k);
		struct evidence ev[9], turned[9];
		size_t n = rng_u32(&r) % 10;
		for (size_t i = 0; i < n; i++)
			ev[i] = any(&r);
		for (size_t i = 0; i < n; i++)
			turned[n - 1 - i] = ev[i];
		struct belief b = merge(ev, n), t = merge(turned, n);
		double sum = b.unknown, chance = 0;
		for (int g = 0; g < GRADES; g++) {
			sum += b.grade[g];
			chance += b.chance[g];
		}
		assert_true(fabs(sum - 1) < 1e-9 && fabs(chance - 1) < 1e-9);
		assert_true(b.lo <= b.hi);
		assert_memory_equal(&b, &t, sizeof b);
	}
}

static void taking_evidence_away_never_lowers_the_best_grade_left(void **unused)
{
	(void)unused;
	for (uint64_t k = 0; k < 2000; k++) {
		struct rng r = rng_of(12, k);
		struct evidence ev[6];
		for (size_t i = 0; i < 6; i++)
			ev[i] = any(&r);
		int all = merge(ev, 6).hi;
		ev[rng_u32(&r) % 6] = ev[5];
		assert_true(merge(ev, 5).hi >= all);
	}
}

static void a_measure_spreads_over_grades_by_its_standard_error(void **unused)
{
	(void)unused;
	struct measure q = { 0, 0.2, { -0.75, 0, 0.75 }, false, 'B', TODAY };
	struct belief b = belief_merge(&(struct evidence_set){ .measure = &q, .q = 1 }, TODAY, YEAR);
	assert_true(fabs(b.grade[1] - b.grade[2]) < 1e-12 && b.grade[1] > 0.4);
	assert_true(b.lo == 1 && b.hi == 2);
	q.value = 2;
	b = belief_merge(&(struct evidence_set){ .measure = &q, .q = 1 }, TODAY, YEAR);
	assert_true(b.grade[3] > 0.84 && b.lo == 3);
	q.less = true;
	b = belief_merge(&(struct evidence_set){ .measure = &q, .q = 1 }, TODAY, YEAR);
	assert_true(b.grade[0] > 0.84 && b.hi == 0);
}

static void an_echo_hides_no_strong_evidence(void **unused)
{
	(void)unused;
	struct evidence two[2] = { court, court };
	two[0].verified = false, two[0].day = TODAY;         /* fresh, but nobody read it */
	two[1].day = TODAY - 6 * YEAR;                       /* weaker by age, but read */
	assert_true(evidence_strength(&two[0], TODAY, 4 * YEAR) > evidence_strength(&two[1], TODAY, 4 * YEAR));
	assert_int_equal(merge(two, 2).hi, 0);
	assert_int_equal(merge(two + 1, 1).hi, 0);
	assert_int_equal(merge(two, 1).hi, 3);
}

static void what_was_read_in_another_text_is_not_strong(void **unused)
{
	(void)unused;
	struct evidence ev = court;
	ev.secondary = true;
	assert_false(evidence_is_strong(&ev, TODAY, YEAR));
	assert_int_equal(merge(&ev, 1).hi, 3);
}

static void an_old_measure_narrows_nothing(void **unused)
{
	(void)unused;
	struct measure q = { 0.1, 0.01, { 1, 2, 3 }, false, 'A', TODAY - 4 * YEAR };
	struct belief b = belief_merge(&(struct evidence_set){ .measure = &q, .q = 1 }, TODAY, 4 * YEAR);
	assert_int_equal(b.hi, 0);
	b = belief_merge(&(struct evidence_set){ .measure = &q, .q = 1 }, TODAY, YEAR);
	assert_int_equal(b.hi, 3);
}

/* Sets within each other, as levels of one matter: each gets the strength of its level and no more. */
static void nested_supports_come_to_their_levels(void **unused)
{
	(void)unused;
	const double level[] = { 0.6, 0.5, 0.1 };
	struct support s[] = { { 14, 0, false }, { 12, 0, false }, { 8, 0, true } };
	double weaker = 0;
	for (size_t i = COUNT(s); i-- > 0; weaker = level[i])
		s[i].strength = 1 - (1 - level[i]) / (1 - weaker);
	struct belief b = belief_merge(&(struct evidence_set){ .support = s, .supports = 3 }, TODAY, YEAR);
	assert_true(fabs(b.on[8] - 0.1) < 1e-12 && fabs(b.on[8] + b.on[12] - 0.5) < 1e-12);
	assert_true(fabs(b.unknown - 0.4) < 1e-12 && b.conflict == 0);
	assert_int_equal(b.items, 3);
	assert_true(b.lo == 3 && b.hi == 3); /* the strong one alone narrows */
	b = belief_merge(&(struct evidence_set){ .support = s, .supports = 2 }, TODAY, YEAR);
	assert_true(b.lo == 0 && b.hi == 3);
}

static void a_support_of_nothing_does_not_count(void **unused)
{
	(void)unused;
	struct support none = { 1, 0, false };
	struct belief b = belief_merge(&(struct evidence_set){ .support = &none, .supports = 1 }, TODAY, YEAR);
	assert_true(b.unknown == 1 && b.items == 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_echo_hides_no_strong_evidence),
		cmocka_unit_test(what_was_read_in_another_text_is_not_strong),
		cmocka_unit_test(an_old_measure_narrows_nothing),
		cmocka_unit_test(nested_supports_come_to_their_levels),
		cmocka_unit_test(a_support_of_nothing_does_not_count),
		cmocka_unit_test(no_evidence_is_the_whole_scale),
		cmocka_unit_test(strength_halves_with_each_half_life),
		cmocka_unit_test(each_doubt_weakens),
		cmocka_unit_test(strong_conflict_becomes_ignorance_and_no_third_answer),
		cmocka_unit_test(an_echo_of_one_source_counts_once),
		cmocka_unit_test(masses_sum_to_one_and_do_not_depend_on_the_order),
		cmocka_unit_test(taking_evidence_away_never_lowers_the_best_grade_left),
		cmocka_unit_test(a_measure_spreads_over_grades_by_its_standard_error),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
