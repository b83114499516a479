/* SPDX-License-Identifier: Apache-2.0
 *
 * test_generate.c - traffic that is made: the same each time, in the order of time, marked where it is an attack
 */
#include "watch/generate/curve.h"
#include "watch/generate/generate.h"
#include "watch/generate/queue.h"
#include "base/rng.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct arena memory;

struct seen {
	uint64_t sum, last, frames, marked, most;
	bool back;
};

static bool take(void *ctx, const struct generate_frame *f, struct pt_err *e)
{
	struct seen *s = ctx;
	if (s->most > 0 && s->frames == s->most)
		return pt_fail(e, PT_IO, "enough");
	s->back |= f->time <= s->last;
	s->last = f->time;
	s->frames++;
	s->marked += f->mark != NULL;
	s->sum = (s->sum ^ f->time) * 0x100000001b3;
	for (size_t i = 0; i < f->octets.n; i++)
		s->sum = (s->sum ^ f->octets.p[i]) * 0x100000001b3;
	return true;
}

static struct seen made(uint64_t seed, uint32_t ues, const char *attacks, const char *odd)
{
	struct arena scratch = memory;
	struct seen s = { 0 };
	struct pt_err e = { 0 };
	struct generate_totals t;
	struct generate_sink to = { take, &s };
	struct generate_request rq = { .seed = seed, .ues = ues, .gnbs = 2, .minutes = 3, .attacks = attacks,
		                       .odd = odd, .start = 1767225600 };
	if (!generate(&scratch, &rq, &to, &t, &e))
		fail_msg("%s", e.text);
	assert_int_equal(t.frames, s.frames);
	assert_int_equal(t.marked, s.marked);
	return s;
}

static void same_seed_same_frames(void **state)
{
	(void)state;
	struct seen a = made(1, 6, "all", NULL), b = made(1, 6, "all", NULL), c = made(2, 6, "all", NULL);
	assert_int_equal(a.sum, b.sum);
	assert_int_not_equal(a.sum, c.sum);
	assert_true(a.frames > 1000);
}

static void time_never_goes_back(void **state)
{
	(void)state;
	assert_false(made(3, 6, NULL, NULL).back);
	assert_false(made(3, 6, "all", "swapped,twice,late").back);
}

static void only_attacks_are_marked(void **state)
{
	(void)state;
	assert_int_equal(made(4, 6, NULL, NULL).marked, 0);
	assert_int_equal(made(4, 6, "D06:near,D23:near,D33:near", NULL).marked, 0);
	assert_true(made(4, 6, "D33", NULL).marked > 0);
}

static void mistakes_are_told(void **state)
{
	static const struct generate_request right = { .seed = 1, .ues = 1, .gnbs = 1, .minutes = 1 };
	struct generate_request wrong[6];
	(void)state;
	for (size_t i = 0; i < COUNT(wrong); i++)
		wrong[i] = right;
	wrong[0].ues = 0;
	wrong[1].gnbs = GENERATE_GNBS + 1;
	wrong[2].minutes = 0.0 / 1e300;
	wrong[3].attacks = "D99";
	wrong[4].attacks = "D23:far";
	wrong[5].odd = "sll,raw";
	for (size_t i = 0; i < COUNT(wrong); i++) {
		struct arena scratch = memory;
		struct pt_err e = { 0 };
		struct generate_totals t;
		assert_false(generate_check(&scratch, &wrong[i], &t, &e));
		assert_int_equal(e.code, PT_USAGE);
	}
}

static void it_ends_when_nobody_takes_more(void **state)
{
	(void)state;
	struct arena scratch = memory;
	struct seen s = { .most = 100 };
	struct pt_err e = { 0 };
	struct generate_totals t;
	struct generate_sink to = { take, &s };
	struct generate_request rq = { .seed = 1, .ues = 5, .gnbs = 1, .minutes = 1 };
	assert_false(generate(&scratch, &rq, &to, &t, &e));
	assert_string_equal(e.text, "enough");
	assert_int_equal(s.frames, 100);
}

static void never(void *what) { (void)what; }

static void moments_come_by_time_and_order(void **state)
{
	(void)state;
	struct arena scratch = memory;
	struct queue q = { .a = &scratch };
	struct rng r = rng_of(1, 1);
	struct moment m, last = { 0 };
	for (int i = 0; i < 3000; i++)
		queue_add(&q, rng_u32(&r) % 500, never, NULL);
	for (size_t n = 0; queue_take(&q, &m); n++, last = m)
		assert_true(n == 0 || last.time < m.time || (last.time == m.time && last.order < m.order));
	assert_int_equal(q.n, 0);
}

/* Which of the numbers 0 to 11 are a first coordinate, by Euler's criterion. */
static void points_are_points(void **state)
{
	static const bool point[] = { 1, 0, 0, 0, 0, 1, 1, 0, 1, 1, 0, 0 };
	uint8_t x[32] = { 0 }, out[33];
	struct rng r = rng_of(1, 2);
	(void)state;
	for (size_t i = 0; i < COUNT(point); i++) {
		x[31] = (uint8_t)i;
		assert_int_equal(curve_has(x), point[i]);
	}
	memset(x, 255, sizeof x); /* larger than the prime */
	assert_false(curve_has(x));
	for (int i = 0; i < 20; i++) {
		curve_point(&r, out);
		assert_true(out[0] == 2 || out[0] == 3);
		assert_true(curve_has(out + 1));
	}
}

int main(void)
{
	memory = arena_reserve((size_t)1 << 32, "test");
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(same_seed_same_frames), cmocka_unit_test(time_never_goes_back),
		cmocka_unit_test(only_attacks_are_marked), cmocka_unit_test(mistakes_are_told),
		cmocka_unit_test(it_ends_when_nobody_takes_more), cmocka_unit_test(moments_come_by_time_and_order),
		cmocka_unit_test(points_are_points),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
