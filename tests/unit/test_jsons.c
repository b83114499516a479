/* SPDX-License-Identifier: Apache-2.0
 *
 * test_jsons.c - the reader of JSON streams
 */
#include "base/jsons.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct arena a;
static size_t piece; /* octets a read gives */

static long read_pieces(struct stream *s, void *to, size_t n, struct pt_err *e)
{
	struct stream all = stream_memory(s->memory);
	long got = all.read(&all, to, n < piece ? n : piece, e);
	s->memory = all.memory;
	s->total += (uint64_t)got;
	return got;
}

static struct jsons *open_text(struct arena *to, struct str text, struct pt_err *e)
{
	struct jsons *s = NEW(to, struct jsons, 1);
	*e = (struct pt_err){ 0 };
	jsons_open(s, to, (struct stream){ .read = read_pieces, .fd = -1, .memory = text }, e);
	return s;
}

/* Members of the outermost object and elements of its lists, each with its place; then what went wrong. */
static const char *outline(struct arena *to, struct str text)
{
	struct pt_err e;
	struct jsons *s = open_text(to, text, &e);
	struct buf out = buf_in(to);
	struct jsons_value v;
	struct str key;
	jsons_object(s);
	while (jsons_key(s, &key)) {
		buf_fmt(&out, "%.*s", (int)key.n, key.p);
		if (jsons_peek(s) == JSON_ARRAY && jsons_array(s)) {
			while (jsons_more(s) && jsons_value(s, 40, &v))
				buf_fmt(&out, " %d:%d %.*s", (int)v.row, (int)v.column, v.text.p ? (int)v.text.n : 1,
				        v.text.p ? v.text.p : "?");
		} else {
			jsons_skip(s);
		}
		buf_str(&out, ";");
	}
	if (jsons_done(s))
		assert_int_equal(e.code, PT_OK);
	else
		buf_fmt(&out, " %d:%d@%d %s", (int)e.at.row, (int)e.at.column, (int)e.at.byte, e.text);
	return out.n > 0 ? out.p : "";
}

static void values_are_handed_over_with_their_places(void **unused)
{
	static const char *const want[][2] = {
		{ "{}", "" },
		{ "{\"a\":[1,{\"b\":[2]},\"x\\\"]\" , true]}", "a 1:7 1 1:9 {\"b\":[2]} 1:19 \"x\\\"]\" 1:28 true;" },
		{ "{\"a\" : [ ] ,\n \"\\u0062\":{\"c\":[1,2]}, \"l\":[\n null\n,-1.5e3]}\n",
		  "a;b;l 3:2 null 4:2 -1.5e3;" },
		{ "\xef\xbb\xbf{\"\xc3\xa9\":[[[]]]}", "\xc3\xa9 1:7 [[]];" },
		{ "{\"a\":[\"0123456789012345678901234567890123456789\",2]}", "a 1:7 ? 1:50 2;" },
	};
	(void)unused;
	for (size_t i = 0; i < COUNT(want); i++)
		for (piece = 1; piece < 70; piece += 17) {
			struct arena scratch = a;
			assert_string_equal(outline(&scratch, str_of(want[i][0])), want[i][1]);
		}
}

static void faults_have_a_place(void **unused)
{
	static const char *const want[][2] = {
		{ "", " 1:1@1 is empty" },
		{ "[]", " 1:1@1 expected an object" },
		{ "{", " 1:2@2 the text ends within the object" },
		{ "{\"a\":1,\n\"a\":2}", "a; 2:4@12 the key before this is there twice" },
		{ "{\"a\" 1}", " 1:6@6 expected ':' after a key" },
		{ "{\"a\":[1 2]}", "a 1:7 1; 1:9@9 expected ',' or ']' after a value of the list" },
		{ "{\"a\":[1,]}", "a 1:7 1; 1:9@9 expected a value of the list" },
		{ "{\"a\":{\"b\":[1,\ntru]}}", "a; 2:1@15 expected a value, found 't'" },
		{ "{\"a\":1,}", "a; 1:8@8 expected a key" },
		{ "{\"a\":}", "a; 1:6@6 expected a value" },
		{ "{\"a\":1} 2", "a; 1:9@9 text after the end" },
		{ "{\"a\":1 \"b\"", "a; 1:8@8 expected ',' or '}' after a member of the object" },
		{ "{\"\\ud800\":1}", " 1:3@3 half of a surrogate pair in a string" },
		{ "{\"a\":\"x", "a; 1:8@8 the text ends inside a string" },
	};
	(void)unused;
	for (size_t i = 0; i < COUNT(want); i++)
		for (piece = 1; piece < 70; piece += 23) {
			struct arena scratch = a;
			assert_string_equal(outline(&scratch, str_of(want[i][0])), want[i][1]);
		}
}

/* {"big":{"k0":[...],...},"end":[1]} with this in the midst of the first list. */
static struct str big(struct arena *to, const char *within)
{
	struct buf b = buf_in(to);
	buf_str(&b, "{\"big\":{");
	for (int i = 0; i < 4; i++) {
		buf_fmt(&b, "%s\"k%d\":[", i ? "," : "", i);
		for (int k = 0; k < 40000; k++)
			buf_fmt(&b, "%s%s", k ? "," : "", i == 0 && k == 20000 ? within : "[{\"x\":\"y\"}]");
		buf_str(&b, "]");
	}
	buf_str(&b, "},\"end\":[1]}");
	return (struct str){ b.p, b.n };
}

static void what_is_skipped_is_checked_however_large_it_is(void **unused)
{
	static const char *const want[][2] = {
		{ "1", NULL },
		{ "tru", "big; 1:240015@240015 expected a value, found 't'" },
		{ "{\"a\" 1}", "big; 1:240020@240020 expected ':', found '1'" },
		{ "]", "big; 1:240015@240015 expected a value of the list" },
		{ "\"\xff\"", "big; 1:240016@240016 bytes that are not UTF-8" },
		{ "01", "big; 1:240015@240015 a number may not begin with 0" },
	};
	(void)unused;
	piece = 100000;
	for (size_t i = 0; i < COUNT(want); i++) {
		struct arena scratch = a;
		const char *got = outline(&scratch, big(&scratch, want[i][0]));
		if (want[i][1] == NULL)
			assert_non_null(strstr(got, ";end 1:"));
		else
			assert_string_equal(got, want[i][1]);
	}
}

static void depth_has_a_limit_in_all_that_is_skipped(void **unused)
{
	struct arena scratch = a;
	struct buf b = buf_in(&scratch);
	(void)unused;
	piece = 100000;
	buf_str(&b, "{\"a\":{\"b\":");
	for (int i = 0; i < 100000; i++)
		buf_char(&b, '[');
	const char *got = outline(&scratch, (struct str){ b.p, b.n });
	assert_string_equal(got, "a; 1:137@137 is nested too deeply");
}

/* An endless list of objects, up to 64 MB. */
static long read_list(struct stream *s, void *to, size_t n, struct pt_err *e)
{
	static const char one[] = "{\"id\":123,\"text\":\"0123456789abcdef\"},\n";
	char *p = to;
	(void)e;
	n = n / (sizeof one - 1) * (sizeof one - 1);
	for (size_t i = 0; i < n && s->total < 64 << 20; i += sizeof one - 1)
		memcpy(p + i, one, sizeof one - 1);
	if (s->total == 0) { /* in place of the first object */
		memset(p, ' ', sizeof one - 1);
		p[0] = '[';
	}
	if (s->total > 64 << 20)
		return 0;
	s->total += n;
	return (long)n;
}

static void memory_does_not_grow_with_the_document(void **unused)
{
	struct arena scratch = a;
	struct pt_err e = { 0 };
	struct jsons *s = NEW(&scratch, struct jsons, 1);
	struct jsons_value v;
	size_t n = 0;
	(void)unused;
	jsons_open(s, &scratch, (struct stream){ .read = read_list, .fd = -1 }, &e);
	jsons_array(s);
	while (jsons_more(s) && jsons_value(s, 100, &v))
		n++;
	assert_true(n > 1700000);
	assert_string_equal(e.text, "the text ends within the list");
	assert_true(s->cap <= 1 << 20);
}

static int setup(void **unused)
{
	(void)unused;
	a = arena_reserve((size_t)1 << 28, "test");
	return 0;
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_are_handed_over_with_their_places),
		cmocka_unit_test(faults_have_a_place),
		cmocka_unit_test(what_is_skipped_is_checked_however_large_it_is),
		cmocka_unit_test(depth_has_a_limit_in_all_that_is_skipped),
		cmocka_unit_test(memory_does_not_grow_with_the_document),
	};
	return cmocka_run_group_tests_name("jsons", tests, setup, NULL);
}
