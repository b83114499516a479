/* SPDX-License-Identifier: Apache-2.0
 *
 * test_rd.c - reading octets and bits of foreign messages
 */
#include "base/rd.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static const uint8_t message[] = { 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x09,
	                           0x03, 0xaa, 0xbb, 0xcc, 0xfe, 0xff };

struct content {
	uint64_t head, eight, last;
	uint8_t inner[3];
};

/* One octet, eight octets, a part with its length in front, two octets. */
static bool decode(struct rd *r, struct content *c)
{
	c->head = rd_be(r, 1);
	c->eight = rd_be(r, 8);
	struct rd part = rd_sub(r, rd_be(r, 1));
	for (size_t i = 0; i < sizeof c->inner; i++)
		c->inner[i] = (uint8_t)rd_be(&part, 1);
	c->last = rd_le(r, 2);
	return rd_ok(r) && rd_ok(&part) && rd_left(r) == 0;
}

static void a_good_message_is_read(void **unused)
{
	struct rd r = rd_of((struct span){ message, sizeof message });
	struct content c;
	(void)unused;
	assert_true(decode(&r, &c));
	assert_int_equal(c.head, 1);
	assert_true(c.eight == 0x0203040506070809u);
	assert_memory_equal(c.inner, message + 10, 3);
	assert_int_equal(c.last, 0xfffe);
}

static void every_prefix_of_a_good_message_fails_cleanly(void **unused)
{
	(void)unused;
	for (size_t n = 0; n < sizeof message; n++) {
		uint8_t *copy = test_malloc(n ? n : 1);
		memcpy(copy, message, n);
		struct rd r = rd_of((struct span){ copy, n });
		struct content c;
		assert_false(decode(&r, &c));
		assert_non_null(r.why);
		assert_true(r.at <= n);
		assert_int_equal(c.last, 0);
		assert_int_equal(rd_left(&r), 0);
		test_free(copy);
	}
}

static void a_failure_sticks_and_its_first_reason_stays(void **unused)
{
	struct rd r = rd_of((struct span){ message, sizeof message });
	(void)unused;
	rd_skip(&r, 4);
	rd_fail(&r, "first");
	rd_fail(&r, "second");
	assert_string_equal(r.why, "first");
	assert_int_equal(r.at, 4);
	assert_int_equal(rd_be(&r, 1), 0);
	assert_int_equal(rd_rest(&r).n, 0);
	assert_int_equal(rd_take(&r, 1).n, 0);
	assert_string_equal(r.why, "first");
	struct rd child = rd_sub(&r, 0);
	assert_false(rd_ok(&child));
}

static void a_child_cannot_leave_its_part_and_counts_from_its_parent(void **unused)
{
	struct rd r = rd_of((struct span){ message, sizeof message });
	(void)unused;
	rd_skip(&r, 9);
	struct rd child = rd_sub(&r, 3);
	assert_int_equal(rd_left(&child), 3);
	assert_int_equal(rd_be(&child, 4), 0);
	assert_int_equal(child.at, 9);
	assert_true(rd_ok(&r));
	assert_int_equal(rd_be(&r, 1), 0xcc);
	rd_skip(&r, SIZE_MAX);
	assert_false(rd_ok(&r));
}

static void bits_come_most_significant_first(void **unused)
{
	static const uint8_t octets[] = { 0xa5, 0x0f, 0xff, 0x80 };
	struct bits b = bits_of(rd_of((struct span){ octets, sizeof octets }));
	(void)unused;
	assert_int_equal(bits_get(&b, 1), 1);
	assert_int_equal(bits_get(&b, 3), 2);
	assert_int_equal(bits_get(&b, 8), 0x50);
	assert_int_equal(bits_get(&b, 0), 0);
	assert_int_equal(bits_get(&b, 6), 0x3f);
	bits_align(&b);
	assert_int_equal(bits_get(&b, 8), 0x80);
	assert_true(bits_ok(&b));
	assert_int_equal(bits_get(&b, 1), 0);
	assert_false(bits_ok(&b));
}

static void bits_at_once_and_one_by_one_agree(void **unused)
{
	(void)unused;
	for (unsigned n = 1; n <= 64; n++) {
		struct bits whole = bits_of(rd_of((struct span){ message, sizeof message }));
		struct bits single = whole;
		while (bits_ok(&whole)) {
			uint64_t v = bits_get(&whole, n), w = 0;
			for (unsigned i = 0; i < n; i++)
				w = w << 1 | bits_get(&single, 1);
			assert_int_equal(bits_ok(&whole), bits_ok(&single));
			if (bits_ok(&whole))
				assert_true(v == w);
			else
				assert_true(v == 0);
		}
	}
}

static void an_empty_message_may_be_null(void **unused)
{
	struct rd r = rd_of((struct span){ NULL, 0 });
	(void)unused;
	assert_true(rd_ok(&r) && rd_left(&r) == 0);
	assert_int_equal(rd_take(&r, 0).n, 0);
	assert_true(rd_ok(&r));
	assert_int_equal(rd_be(&r, 1), 0);
	assert_false(rd_ok(&r));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_good_message_is_read),
		cmocka_unit_test(every_prefix_of_a_good_message_fails_cleanly),
		cmocka_unit_test(a_failure_sticks_and_its_first_reason_stays),
		cmocka_unit_test(a_child_cannot_leave_its_part_and_counts_from_its_parent),
		cmocka_unit_test(bits_come_most_significant_first),
		cmocka_unit_test(bits_at_once_and_one_by_one_agree),
		cmocka_unit_test(an_empty_message_may_be_null),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
