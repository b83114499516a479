/* SPDX-License-Identifier: Apache-2.0
 *
 * test_register.c - importers of ownership, in process: edge lists, BODS, GLEIF, PSC
 */
#include "import/lines.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "import/seen.h"

static struct arena a, kept;

/* --- lines --- */

static const char *all_lines(const char *z)
{
	struct buf b = buf_in(&kept);
	struct lines l;
	struct line line;
	struct pt_err e = { 0 };
	if (lines_open(&l, &a, source_memory(str_of(z)), &e))
		while (lines_next(&l, &line, &e))
			buf_fmt(&b, "%llu:%llu %.*s\n", (unsigned long long)line.row,
			        (unsigned long long)line.column, (int)line.text.n, line.text.p);
	if (e.code != PT_OK)
		buf_fmt(&b, "%llu:%llu %s", (unsigned long long)e.at.row, (unsigned long long)e.at.column, e.text);
	return b.p;
}

static void lines_of_three_forms(void **unused)
{
	static const char *const want[][2] = {
		{ "{\"a\":1}\n\n  {\"b\":\"}\"}\r\n{bad\n{\"c\":3}", "1:1 {\"a\":1}\n3:3 {\"b\":\"}\"}\n4:1 {"
		       "bad\n5:1 {\"c\":3}\n" },
		{ "\xef\xbb\xbf\n{\"a\":1}\n", "2:1 {\"a\":1}\n" },
		{ "{\"a\":\n 1}\n{\"b\":2} {\"c\":[{}]}\n", "1:1 {\"a\":\n 1}\n3:1 {\"b\":2}\n3:9 {\"c\":[{}]}\n" },
		{ "[{\"a\":\"\\\"]\"},\n [1], \"x,\" ,7 ]\n", "1:2 {\"a\":\"\\\"]\"}\n2:2 [1]\n2:7 \"x,\"\n2:13 "
		       "7\n" },
		{ " [ ] ", "" },
		{ "[{\"\xc3\xa4\":1}, 2]", "1:2 {\"\xc3\xa4\":1}\n1:11 2\n" },
		{ "[1 2]", "1:2 1\n1:4 expected ',' or ']' after a value of the list" },
		{ "[1,]", "1:2 1\n1:4 expected a value of the list" },
		{ "[{\"a\":1}", "1:2 {\"a\":1}\n1:9 the text ends within the list" },
		{ "[1] 2", "1:2 1\n1:5 text after the end of the list" },
		{ "[{\"a\"", "1:2 {\"a\"\n1:6 the text ends within the list" },
	};
	(void)unused;
	for (size_t i = 0; i < COUNT(want); i++)
		assert_string_equal(all_lines(want[i][0]), want[i][1]);
}

/* One line of 1 GB between two small ones, made up while it is read. */
static long read_giant(struct source *s, void *to, size_t n, struct pt_err *e)
{
	static const char small[] = "{\"a\":1}\n";
	uint64_t size = (uint64_t)1 << 30, at = s->total, edge = sizeof small - 1;
	(void)e;
	if (at >= size)
		return 0;
	if (at < edge || at >= size - edge) { /* one octet at a time is enough for the edges */
		uint64_t i = at < edge ? at : at - (size - edge);
		*(char *)to = small[i];
		n = 1;
	} else {
		n = n < size - edge - at ? n : (size_t)(size - edge - at);
		memset(to, s->fd, n);
		if (at == edge)
			*(char *)to = '{';
		if (at + n == size - edge)
			((char *)to)[n - 1] = '\n';
	}
	s->total += n;
	return (long)n;
}

static void a_line_of_a_gigabyte_takes_no_memory(void **unused)
{
	struct arena before = a;
	struct lines l;
	struct line line;
	struct pt_err e = { 0 };
	(void)unused;
	assert_true(lines_open(&l, &a, (struct source){ .read = read_giant, .fd = 'x' }, &e));
	assert_true(lines_next(&l, &line, &e));
	assert_true(str_is(line.text, "{\"a\":1}"));
	assert_true(lines_next(&l, &line, &e));
	assert_non_null(strstr(line.why, "16 MB"));
	assert_int_equal(line.row, 2);
	assert_true(lines_next(&l, &line, &e));
	assert_true(str_is(line.text, "{\"a\":1}"));
	assert_int_equal(line.row, 3);
	assert_false(lines_next(&l, &line, &e));
	assert_int_equal(e.code, PT_OK);
	assert_true(a.beg - before.beg < 80 << 20);
	a = before;
}

static void values_too_long_in_a_list(void **unused)
{
	struct arena before = a;
	struct buf b = buf_in(&a);
	struct lines l;
	struct line line;
	struct pt_err e = { 0 };
	(void)unused;
	buf_str(&b, "[1,\n[\"");
	for (int i = 0; i < LINES_LIMIT / 16 + 60000; i++)
		buf_str(&b, "\\\"]abcdefghijk\xc3\xa4");
	buf_str(&b, "\"],\n 2]");
	assert_true(lines_open(&l, &a, source_memory((struct str){ b.p, b.n }), &e));
	assert_true(lines_next(&l, &line, &e));
	assert_true(lines_next(&l, &line, &e));
	assert_non_null(line.why);
	assert_true(lines_next(&l, &line, &e));
	assert_true(str_is(line.text, "2"));
	assert_int_equal(line.row, 3);
	assert_int_equal(line.column, 2);
	assert_false(lines_next(&l, &line, &e));
	assert_int_equal(e.code, PT_OK);
	a = before;
}

/* --- all --- */

static void hashes_of_parts(void **unused)
{
	struct str one[] = { STR("ab"), STR("c") }, two[] = { STR("a"), STR("bc") };
	struct seen s = seen_in(&a);
	(void)unused;
	assert_true(seen_hash(one, 2) != seen_hash(two, 2));
	for (uint64_t i = 1; i < 5000; i++)
		assert_int_equal(seen_add(&s, i * 0x9e3779b97f4a7c15u, i), 0);
	for (uint64_t i = 1; i < 5000; i++)
		assert_int_equal(seen_add(&s, i * 0x9e3779b97f4a7c15u, 7), i);
	assert_int_equal(seen_get(&s, 3), 0);
}

int main(void)
{
	a = arena_reserve((size_t)4 << 30, "test");
	kept = arena_reserve((size_t)4 << 30, "test");
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_of_three_forms), cmocka_unit_test(a_line_of_a_gigabyte_takes_no_memory),
		cmocka_unit_test(values_too_long_in_a_list),



		cmocka_unit_test(hashes_of_parts),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
