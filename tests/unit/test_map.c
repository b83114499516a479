/* SPDX-License-Identifier: Apache-2.0
 *
 * test_map.c - text -> number
 */
#include "base/map.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static struct arena a;

static void many_keys_are_found_again_and_others_are_not(void **unused)
{
	enum { MANY = 20000 };
	struct map m = map_in(&a);
	uint32_t v = 0;
	(void)unused;
	for (uint32_t i = 0; i < MANY; i++)
		assert_true(map_add(&m, str_of(arena_fmt(&a, "key%u", i)), i));
	assert_int_equal(m.n, MANY);
	for (uint32_t i = 0; i < MANY; i++) {
		struct arena scratch = a;
		assert_true(map_get(&m, str_of(arena_fmt(&scratch, "key%u", i)), &v));
		assert_int_equal(v, i);
		assert_false(map_get(&m, str_of(arena_fmt(&scratch, "kex%u", i)), &v));
		assert_int_equal(v, i);
	}
}

static void the_first_value_of_a_key_stays(void **unused)
{
	struct map m = map_in(&a);
	uint32_t v = 0;
	(void)unused;
	assert_true(map_add(&m, STR("a"), 1));
	assert_false(map_add(&m, STR("a"), 2));
	assert_true(map_get(&m, STR("a"), &v));
	assert_int_equal(v, 1);
	assert_int_equal(m.n, 1);
}

static void any_octets_are_a_key(void **unused)
{
	static const struct str key[] = {
		{ NULL, 0 }, { "\0", 1 }, { "\0\0", 2 }, { "a", 1 }, { "a\0", 2 }
	};
	struct map m = map_in(&a);
	uint32_t v = 99;
	(void)unused;
	assert_false(map_get(&m, key[0], &v));
	for (uint32_t i = 0; i < COUNT(key); i++)
		assert_true(map_add(&m, key[i], i));
	for (uint32_t i = 0; i < COUNT(key); i++)
		assert_true(map_get(&m, key[i], &v) && v == i);
	assert_true(map_get(&m, STR(""), NULL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(many_keys_are_found_again_and_others_are_not),
		cmocka_unit_test(the_first_value_of_a_key_stays),
		cmocka_unit_test(any_octets_are_a_key),
	};
	a = arena_reserve((size_t)1 << 28, "test");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
