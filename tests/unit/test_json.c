/* SPDX-License-Identifier: Apache-2.0
 *
 * test_json.c - the JSON reader and writer
 */
#include "base/json.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static struct arena a;

/* Reads one value of any kind through the pull calls, so that every call is exercised. */
static void walk(struct json *j)
{
	struct str key;
	switch (json_peek(j)) {
	case JSON_OBJECT:
		json_object(j);
		while (json_key(j, &key))
			walk(j);
		break;
	case JSON_ARRAY:
		json_array(j);
		while (json_more(j))
			walk(j);
		break;
	case JSON_STRING: json_text(j); break;
	case JSON_NUMBER: json_number_text(j); break;
	case JSON_TRUE:
	case JSON_FALSE: json_bool(j); break;
	case JSON_NULL: json_null(j); break;
	case JSON_NONE: break;
	}
}

static bool accepts(struct str text, bool skip, struct pt_err *e)
{
	struct arena scratch = a;
	struct json j;
	*e = (struct pt_err){ 0 };
	json_of(&j, &scratch, text, "f.json", e);
	if (skip)
		json_skip(&j);
	else
		walk(&j);
	bool ok = json_done(&j);
	assert_true(ok == (e->code == PT_OK));
	return ok;
}

#define T(literal) { literal, sizeof(literal) - 1 }

static const struct str good[] = {
	T("0"), T("-0"), T("1"), T("-1"), T("10"), T("1.5"), T("-1.5"), T("0.0"), T("1e1"),
	T("1E1"), T("1e+1"), T("1e-1"), T("0e0"), T("0.1e-10"),
	T("123456789012345678901234567890"), T("1e400"), T("true"), T("false"), T("null"),
	T("\"\""), T("\"a\""), T("\"\\\"\""), T("\"\\\\\""), T("\"\\/\""),
	T("\"\\b\\f\\n\\r\\t\""), T("\"\\u0041\""), T("\"\\u00e9\""), T("\"\\u20AC\""),
	T("\"\\ud83d\\ude00\""), T("\"\\uD834\\uDd1e\""), T("\"\\u0000\""), T("\"\x7f\""),
	T("\"\xc3\xa9\""), T("\"\xe2\x82\xac\""), T("\"\xf0\x9f\x98\x80\""),
	T("\"\xef\xbf\xbf\""), T("\"\xf4\x8f\xbf\xbf\""), T("\"\\uffff\""),
	T("\"\xe2\x80\xa8\""), T("[]"), T("[ ]"), T("[1]"), T("[1,2]"), T("[ 1 , 2 ]"),
	T("[[]]"), T("[[],[]]"), T("[{}]"), T("{}"), T("{ }"), T("{\"a\":1}"),
	T("{\"a\":1,\"b\":2}"), T("{ \"a\" : 1 }"), T("{\"\":0}"),
	T("{\"a\":{\"a\":{\"a\":1}}}"), T("{\"a\":[{\"a\":1},{\"a\":2}]}"),
	T("{\"a\":[],\"b\":{}}"), T(" \t\r\n1\n "), T("\xef\xbb\xbf[1]"),
	T("[null,true,false,\"\",0]"), T("\"abcdefgh\""), T("\"abcdefg\xc3\xa9hijklmnop\\n\""),
	T("[\n        \n        1]"),
};

static const struct str poor[] = {
	T(""), T(" "), T("\xef\xbb\xbf"), T("\n\n"), T("+1"), T("-"), T("--1"), T("01"),
	T("-01"), T("00"), T("1."), T(".5"), T("-.5"), T("1.e1"), T("1e"), T("1e+"), T("1E-"),
	T("1e1.5"), T("0x10"), T("1_000"), T("1a"), T("NaN"), T("nan"), T("Infinity"),
	T("-Infinity"), T("inf"), T("True"), T("tru"), T("truee"), T("nul"), T("nulll"),
	T("fals"), T("undefined"), T("a"), T("'a'"), T("\""), T("\"a"), T("\"\\\""), T("\"\\"),
	T("\"\\x41\""), T("\"\\a\""), T("\"\\'\""), T("\"\\0\""), T("\"\\U0041\""),
	T("\"\\u\""), T("\"\\u1\""), T("\"\\u12\""), T("\"\\u123\""), T("\"\\u12g4\""),
	T("\"\\u 123\""), T("\"\\u-123\""), T("\"\\ud800\""), T("\"\\udc00\""),
	T("\"\\ud800a\""), T("\"\\ud800\\n\""), T("\"\\ud800\\u0041\""),
	T("\"\\ud800\\ud800\""), T("\"\\ude00\\ud83d\""), T("\"\\ud83d\\ude0\""),
	T("\"\\ud83d\\"), T("\"\n\""), T("\"\t\""), T("\"\x01\""), T("\"\x1f\""),
	T("\"a\0b\""), T("\"\x80\""), T("\"\xc3\""), T("\"\xc3(\""), T("\"\xc0\x80\""),
	T("\"\xc1\xbf\""), T("\"\xe0\x80\x80\""), T("\"\xe2\x82\""), T("\"\xed\xa0\x80\""),
	T("\"\xf0\x80\x80\x80\""), T("\"\xf4\x90\x80\x80\""), T("\"\xf5\x80\x80\x80\""),
	T("\"\xff\""), T("\"abcdefghi\xff\""), T("["), T("]"), T("[1"), T("[1,"), T("[1,]"),
	T("[,1]"), T("[,]"), T("[1,,2]"), T("[1 2]"), T("[1}"), T("[1]]"), T("[1],"),
	T("[\"a\":1]"), T("[1;2]"), T("{"), T("}"), T("{\"a\""), T("{\"a\":"), T("{\"a\":1"),
	T("{\"a\":1,"), T("{\"a\":1,}"), T("{,\"a\":1}"), T("{\"a\" 1}"), T("{\"a\",1}"),
	T("{\"a\":}"), T("{a:1}"), T("{1:1}"), T("{'a':1}"), T("{null:1}"), T("{\"a\":1]"),
	T("{\"a\":1 \"b\":2}"), T("{\"a\"::1}"), T("{\"a\":1,,\"b\":2}"), T("{\"a\":1}}"),
	T("1 2"), T("1,"), T("{}{}"), T("[][]"), T("// c\n1"), T("/* c */1"), T("1 // c"),
	T("#1"), T("\f1"), T("\v1"), T("\xc2\xa0" "1"), T("1\0"), T("\0"), T("\xff\xfe" "1"),
	T("[1]\xef\xbb\xbf"), T("\xef\xbb\xbf\xef\xbb\xbf" "1"), T("\\u0031"), T("[\x01]"),
	T("\xef\xbb"), T("{\"a\":tru}"), T("{\"\\ud800\":1}"),
	T("\"\x1f" "abcdefgh\""),
};

static void what_the_standard_allows_is_accepted(void **unused)
{
	struct pt_err e;
	(void)unused;
	for (size_t i = 0; i < COUNT(good); i++)
		for (int skip = 0; skip < 2; skip++)
			if (!accepts(good[i], skip, &e))
				fail_msg("case %zu, skip %d: %s: %s", i, skip, good[i].p, e.text);
}

static void what_the_standard_forbids_is_refused_with_its_place(void **unused)
{
	struct pt_err e;
	(void)unused;
	for (size_t i = 0; i < COUNT(poor); i++)
		for (int skip = 0; skip < 2; skip++) {
			if (accepts(poor[i], skip, &e))
				fail_msg("case %zu, skip %d: %s was accepted", i, skip, poor[i].p);
			assert_int_equal(e.code, PT_INVALID);
			assert_true(e.at.row >= 1 && e.at.column >= 1 && e.at.byte >= 1);
			assert_true(e.at.byte <= poor[i].n + 1);
			assert_string_equal(e.at.file, "f.json");
		}
}

static void a_key_that_is_there_twice_is_refused_where_keys_are_read(void **unused)
{
	static const struct str twice[] = { T("{\"a\":1,\"a\":2}"), T("{\"a\":1,\"\\u0061\":2}"),
		                            T("{\"\":1,\"\":1}"), T("[{\"b\":{\"a\":1},\"b\":1}]"),
		                            T("{\"a\":1,\"b\":{\"a\":1},\"a\":1}") };
	struct pt_err e;
	(void)unused;
	for (size_t i = 0; i < COUNT(twice); i++) {
		assert_false(accepts(twice[i], false, &e));
		assert_non_null(strstr(e.text, "twice"));
		assert_true(accepts(twice[i], true, &e));
	}
}

static void a_second_key_is_found_among_very_many(void **unused)
{
	struct pt_err e;
	(void)unused;
	for (int again = -1; again < 5000; again += 833) {
		struct buf b = buf_in(&a);
		buf_char(&b, '{');
		for (int i = 0; i < 5000; i++)
			buf_fmt(&b, "\"key%d\":{\"x\":1,\"y\":2},", i);
		buf_fmt(&b, "\"key%d\":0}", again);
		assert_int_equal(accepts((struct str){ b.p, b.n }, false, &e), again < 0);
	}
}

static void nesting_is_allowed_to_the_limit_and_not_beyond(void **unused)
{
	char text[4 * JSON_DEPTH];
	struct pt_err e;
	(void)unused;
	for (size_t depth = JSON_DEPTH; depth <= JSON_DEPTH + 1; depth++) {
		memset(text, '[', depth);
		memset(text + depth, ']', depth);
		for (int skip = 0; skip < 2; skip++) {
			assert_int_equal(accepts((struct str){ text, 2 * depth }, skip, &e),
			                 depth == JSON_DEPTH);
			assert_int_equal(e.code, depth == JSON_DEPTH ? PT_OK : PT_LIMIT);
		}
	}
}

static void every_prefix_of_a_good_text_is_refused(void **unused)
{
	static const char text[] = "{\"a\": [1, -2.5e+3, true, null, \"x\\u00e9\\ud83d\\ude00"
	                           "\xe2\x82\xac" "long enough for a word\"],"
	                           " \"b\": {\"c\": [{}, []]}, \"d\": false}";
	struct pt_err e;
	(void)unused;
	assert_true(accepts(str_of(text), false, &e));
	for (size_t n = 0; n < sizeof text - 1; n++) {
		/* On the heap and exactly as long, so that reading beyond it does not go unseen. */
		char *copy = test_malloc(n ? n : 1);
		memcpy(copy, text, n);
		for (int skip = 0; skip < 2; skip++)
			assert_false(accepts((struct str){ copy, n }, skip, &e));
		test_free(copy);
	}
}

static void escapes_are_decoded(void **unused)
{
	static const struct {
		struct str json, text;
	} row[] = {
		{ T("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\""), T("\"\\/\b\f\n\r\t") },
		{ T("\"\\u0041\\u00e9\\u20ac\""), T("A\xc3\xa9\xe2\x82\xac") },
		{ T("\"\\ud83d\\ude00\""), T("\xf0\x9f\x98\x80") },
		{ T("\"\\udbff\\udfff\""), T("\xf4\x8f\xbf\xbf") },
		{ T("\"\\ud800\\udc00\""), T("\xf0\x90\x80\x80") },
		{ T("\"\\u007f\\u0080\\u07ff\\u0800\""), T("\x7f\xc2\x80\xdf\xbf\xe0\xa0\x80") },
		{ T("\"a\\u0000b\""), T("a\0b") },
		{ T("\"plain \xc3\xa9\""), T("plain \xc3\xa9") },
	};
	struct arena scratch = a;
	(void)unused;
	for (size_t i = 0; i < COUNT(row); i++) {
		struct json j;
		json_of(&j, &scratch, row[i].json, NULL, NULL);
		struct str s = json_text(&j);
		assert_true(json_done(&j));
		assert_int_equal(s.n, row[i].text.n);
		assert_memory_equal(s.p, row[i].text.p, s.n);
	}
}

static void an_error_names_row_column_and_byte(void **unused)
{
	static const struct {
		struct str text;
		uint64_t row, column, byte;
	} row[] = {
		{ T("x"), 1, 1, 1 },
		{ T("[1,\n  x]"), 2, 3, 7 },
		{ T("[\"\xc3\xa9\", x]"), 1, 7, 8 },
		{ T("\xef\xbb\xbf[x"), 1, 2, 5 },
		{ T("[\n\n"), 3, 1, 4 },
		{ T("{\"a\": 1,\n \"a\": 2}"), 2, 2, 11 },
		{ T("[\"ab\xff\"]"), 1, 5, 5 },
		{ T("[\"ab\\ud800\"]"), 1, 5, 5 },
		{ T("[1] 2"), 1, 5, 5 },
	};
	struct pt_err e;
	(void)unused;
	for (size_t i = 0; i < COUNT(row); i++) {
		assert_false(accepts(row[i].text, false, &e));
		assert_int_equal(e.at.row, row[i].row);
		assert_int_equal(e.at.column, row[i].column);
		assert_int_equal(e.at.byte, row[i].byte);
	}
}

static void whole_numbers_are_exact_to_64_bits(void **unused)
{
	static const struct {
		const char *text;
		bool ok;
		int64_t v;
	} row[] = {
		{ "0", true, 0 }, { "-0", true, 0 }, { "-7", true, -7 },
		{ "9007199254740993", true, 9007199254740993 },
		{ "9223372036854775807", true, INT64_MAX },
		{ "-9223372036854775808", true, INT64_MIN },
		{ "9223372036854775808", false, 0 }, { "-9223372036854775809", false, 0 },
		{ "99999999999999999999999", false, 0 }, { "1.0", false, 0 }, { "1e2", false, 0 },
		{ "\"1\"", false, 0 }, { "null", false, 0 },
	};
	(void)unused;
	for (size_t i = 0; i < COUNT(row); i++) {
		struct json j;
		json_of(&j, &a, str_of(row[i].text), NULL, NULL);
		assert_true(json_int(&j) == row[i].v);
		assert_int_equal(json_done(&j), row[i].ok);
	}
}

static void a_number_that_overflows_is_refused_only_when_asked_for(void **unused)
{
	struct json j;
	(void)unused;
	json_of(&j, &a, STR("[1e308, 1e400]"), NULL, NULL);
	json_array(&j);
	assert_true(json_more(&j) && json_number(&j) == 1e308);
	assert_true(json_more(&j) && json_number(&j) == 0 && !json_ok(&j));
	json_of(&j, &a, STR("1e400"), NULL, NULL);
	assert_true(str_is(json_number_text(&j), "1e400") && json_done(&j));
}

static void a_value_of_the_wrong_kind_is_a_failure_that_sticks(void **unused)
{
	struct pt_err e = { 0 };
	struct json j;
	struct str key;
	(void)unused;
	json_of(&j, &a, STR("{\"a\": 1, \"b\": 2}"), "f", &e);
	json_object(&j);
	assert_true(json_key(&j, &key) && str_is(key, "a"));
	assert_true(str_is(json_text(&j), ""));
	assert_string_equal(e.text, "expected text, found a number");
	assert_int_equal(e.at.column, 7);
	assert_false(json_key(&j, &key));
	assert_int_equal(json_int(&j), 0);
	assert_int_equal(json_peek(&j), JSON_NONE);
	json_skip(&j);
	assert_false(json_done(&j));
	assert_string_equal(e.text, "expected text, found a number");
}

static void a_failure_of_meaning_names_the_value(void **unused)
{
	struct pt_err e = { 0 };
	struct json j;
	(void)unused;
	json_of(&j, &a, STR("[ 5,\n  -3 ]"), "f", &e);
	json_array(&j);
	json_more(&j), json_int(&j);
	json_more(&j), json_int(&j);
	assert_false(json_fail(&j, "%d is negative", -3));
	assert_string_equal(e.text, "-3 is negative");
	assert_int_equal(e.at.row, 2);
	assert_int_equal(e.at.column, 3);
}

static void a_caller_that_leaves_a_value_unread_is_told(void **unused)
{
	struct pt_err e = { 0 };
	struct json j;
	struct str key;
	(void)unused;
	json_of(&j, &a, STR("{\"a\": 1, \"b\": 2}"), "f", &e);
	json_object(&j);
	assert_true(json_key(&j, &key));
	assert_false(json_key(&j, &key));
	assert_int_equal(e.code, PT_BUG);
}

static void text_or_skips_what_is_no_text(void **unused)
{
	static const char *const want[] = { "", "x", "", "", "y" };
	struct json j;
	size_t n = 0;
	(void)unused;
	json_of(&j, &a, STR("[null, \"x\", {\"a\": [1]}, 7, \"y\"]"), NULL, NULL);
	json_array(&j);
	for (; json_more(&j); n++)
		assert_true(n < COUNT(want) && str_is(json_text_or(&j), want[n]));
	assert_int_equal(n, COUNT(want));
	assert_true(json_done(&j));
}

static void write_sample(struct jsonw *w)
{
	jsonw_object(w);
	jsonw_key(w, "t\"");
	jsonw_text(w, "a\\\n\x01\xc3\xa9\xff\xe2\x82z");
	jsonw_key(w, "n");
	jsonw_array(w);
	jsonw_int(w, INT64_MIN);
	jsonw_number(w, 0.1);
	jsonw_number(w, NAN);
	jsonw_number(w, 10);
	jsonw_array_end(w);
	jsonw_key(w, "e");
	jsonw_array(w);
	jsonw_array_end(w);
	jsonw_key(w, "o");
	jsonw_object(w);
	jsonw_object_end(w);
	jsonw_key(w, "x");
	jsonw_text(w, NULL);
	jsonw_key(w, "b");
	jsonw_bool(w, true);
	jsonw_object_end(w);
}

#define FFFD "\xef\xbf\xbd"

static void the_writer_places_commas_and_escapes(void **unused)
{
	struct buf b = buf_in(&a);
	struct jsonw w = jsonw_in(&b, 0);
	struct pt_err e;
	(void)unused;
	write_sample(&w);
	assert_string_equal(b.p, "{\"t\\\"\":\"a\\\\\\n\\u0001\xc3\xa9" FFFD FFFD FFFD "z\","
	                         "\"n\":[-9223372036854775808,0.1,null,10],\"e\":[],\"o\":{},"
	                         "\"x\":null,\"b\":true}");
	assert_true(accepts((struct str){ b.p, b.n }, false, &e));
}

static void the_writer_indents(void **unused)
{
	struct buf b = buf_in(&a);
	struct jsonw w = jsonw_in(&b, 2);
	(void)unused;
	jsonw_object(&w);
	jsonw_key(&w, "a");
	jsonw_array(&w);
	jsonw_int(&w, 1);
	jsonw_null(&w);
	jsonw_array_end(&w);
	jsonw_key(&w, "e");
	jsonw_object(&w);
	jsonw_object_end(&w);
	jsonw_object_end(&w);
	assert_string_equal(b.p, "{\n  \"a\": [\n    1,\n    null\n  ],\n  \"e\": {}\n}");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_the_standard_allows_is_accepted),
		cmocka_unit_test(what_the_standard_forbids_is_refused_with_its_place),
		cmocka_unit_test(a_key_that_is_there_twice_is_refused_where_keys_are_read),
		cmocka_unit_test(a_second_key_is_found_among_very_many),
		cmocka_unit_test(nesting_is_allowed_to_the_limit_and_not_beyond),
		cmocka_unit_test(every_prefix_of_a_good_text_is_refused),
		cmocka_unit_test(escapes_are_decoded),
		cmocka_unit_test(an_error_names_row_column_and_byte),
		cmocka_unit_test(whole_numbers_are_exact_to_64_bits),
		cmocka_unit_test(a_number_that_overflows_is_refused_only_when_asked_for),
		cmocka_unit_test(a_value_of_the_wrong_kind_is_a_failure_that_sticks),
		cmocka_unit_test(a_failure_of_meaning_names_the_value),
		cmocka_unit_test(a_caller_that_leaves_a_value_unread_is_told),
		cmocka_unit_test(text_or_skips_what_is_no_text),
		cmocka_unit_test(the_writer_places_commas_and_escapes),
		cmocka_unit_test(the_writer_indents),
	};
	a = arena_reserve((size_t)1 << 30, "test");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
