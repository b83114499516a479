/* SPDX-License-Identifier: Apache-2.0
 *
 * test_str.c - views, buffers, numbers, dates, nearest words
 */
#include "base/str.h"

#include <locale.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct arena a;

#define T(literal) { literal, sizeof(literal) - 1 }

static void utf8_is_accepted_or_its_first_fault_is_named(void **unused)
{
	static const struct {
		struct str s;
		int bad; /* -1: valid */
	} row[] = {
		{ T(""), -1 },
		{ T("abc"), -1 },
		{ T("\x7f"), -1 },
		{ T("\xc2\x80"), -1 },
		{ T("\xdf\xbf"), -1 },
		{ T("\xe0\xa0\x80"), -1 },
		{ T("\xed\x9f\xbf"), -1 },
		{ T("\xee\x80\x80"), -1 },
		{ T("\xef\xbf\xbf"), -1 },
		{ T("\xf0\x90\x80\x80"), -1 },
		{ T("\xf4\x8f\xbf\xbf"), -1 },
		{ T("12345678\xc3\xa9"
		    "12345678"),
		  -1 },
		{ T("\x80"), 0 },
		{ T("a\xbf"), 1 },
		{ T("\xc0\x80"), 0 },
		{ T("\xc1\xbf"), 0 },
		{ T("\xc3"), 0 },
		{ T("\xc3("), 0 },
		{ T("\xe0\x9f\xbf"), 0 },
		{ T("\xe2\x82"), 0 },
		{ T("\xed\xa0\x80"), 0 },
		{ T("\xed\xbf\xbf"), 0 },
		{ T("\xf0\x8f\xbf\xbf"), 0 },
		{ T("\xf4\x90\x80\x80"), 0 },
		{ T("\xf5\x80\x80\x80"), 0 },
		{ T("\xff"), 0 },
		{ T("a\0b"), 1 },
		{ T("1234567\0"), 7 },
		{ T("\0"
		    "1234567"),
		  0 },
		{ T("12345678\xff"), 8 },
		{ T("1234567\xff"
		    "12345678"),
		  7 },
		{ T("\xc3\xa9\xc3\xa9\xc3"), 4 },
	};
	(void)unused;
	for (size_t i = 0; i < COUNT(row); i++) {
		size_t bad = 99;
		bool ok = str_utf8(row[i].s, &bad);
		if (ok != (row[i].bad < 0) || (!ok && bad != (size_t)row[i].bad))
			fail_msg("case %zu: %d at %zu", i, ok, bad);
	}
}

static void a_nul_is_found_at_every_position(void **unused)
{
	size_t bad = 99;
	(void)unused;
	for (size_t i = 0; i < 24; i++) {
		char text[24];
		memset(text, 'x', sizeof text);
		text[i] = '\0';
		assert_false(str_utf8((struct str){ text, sizeof text }, &bad));
		assert_int_equal(bad, i);
	}
}

static void dates_are_days_since_1970(void **unused)
{
	static const struct {
		const char *text;
		int32_t day;
	} row[] = {
		{ "1970-01-01", 0 }, { "1970", 0 }, { "1970-01", 0 }, { "1969-12-31", -1 },
		{ "2000-02-29", 11016 }, { "2000-03-01", 11017 }, { "2024-02-29", 19782 },
		{ "2024", 19723 }, { "2038-01-19", 24855 }, { "1900-03-01", -25508 },
		{ "9999-12-31", 2932896 }, { "0001-01-01", -719162 },
	};
	(void)unused;
	for (size_t i = 0; i < COUNT(row); i++) {
		int32_t day = 1;
		assert_true(str_date(str_of(row[i].text), &day));
		assert_int_equal(day, row[i].day);
	}
}

static void days_that_do_not_exist_are_refused(void **unused)
{
	static const char *const row[] = { "",           "197",        "1970-",       "1970-1",
		                           "1970-1-1",   "1970-00-01", "1970-13-01",  "1970-01-00",
		                           "1970-01-32", "1970-04-31", "2023-02-29",  "1900-02-29",
		                           "0000-01-01", "1970/01/01", "1970-01-01 ", " 1970-01-1",
		                           "+970-01-01", "1970-01-0x" };
	int32_t day;
	(void)unused;
	for (size_t i = 0; i < COUNT(row); i++)
		if (str_date(str_of(row[i]), &day))
			fail_msg("%s was accepted", row[i]);
}

static void every_day_survives_text_and_back(void **unused)
{
	char text[11], before[11] = "0000-12-31";
	(void)unused;
	for (int32_t day = -719162; day <= 2932896; day += day > -1000 && day < 50000 ? 1 : 97) {
		int32_t again = day + 1;
		str_date_text(day, text);
		assert_true(strcmp(before, text) < 0);
		assert_true(str_date(str_of(text), &again));
		assert_int_equal(again, day);
		memcpy(before, text, sizeof text);
	}
	str_date_text(INT32_MAX, text);
	str_date_text(INT32_MIN, text);
}

static void durations_have_one_unit(void **unused)
{
	static const struct {
		const char *text;
		double days;
	} row[] = {
		{ "P1D", 1 },       { "P90D", 90 },    { "P2W", 14 },  { "P1M", 30.4375 },
		{ "P12M", 365.25 }, { "P1Y", 365.25 }, { "P0D", 0 },   { "P100000D", 100000 },
		{ "P100001D", -1 }, { "P", -1 },       { "PD", -1 },   { "1D", -1 },
		{ "P1", -1 },       { "P1H", -1 },     { "P-1D", -1 }, { "P1.5D", -1 },
		{ "P1Y6M", -1 },    { "PT1M", -1 },    { "p1d", -1 },  { "P1D ", -1 },
		{ "", -1 },
	};
	(void)unused;
	for (size_t i = 0; i < COUNT(row); i++) {
		double days = -1;
		assert_int_equal(str_duration(str_of(row[i].text), &days), row[i].days >= 0);
		assert_true(days == row[i].days);
	}
}

static void numbers_are_read_whole_or_not_at_all(void **unused)
{
	static const struct {
		const char *text;
		bool ok;
		double v;
	} row[] = {
		{ "0", true, 0 },
		{ "1.5", true, 1.5 },
		{ "-2e3", true, -2000 },
		{ "1e308", true, 1e308 },
		{ "4.9e-324", true, 4.9e-324 },
		{ "0.1", true, 0.1 },
		{ "1e309", false, 0 },
		{ "-1e309", false, 0 },
		{ "", false, 0 },
		{ " 1", false, 0 },
		{ "1 ", false, 0 },
		{ "1,5", false, 0 },
		{ "nan", false, 0 },
		{ "inf", false, 0 },
		{ "0x10", false, 0 },
		{ "1e", false, 0 },
		{ "1.2.3", false, 0 },
		{ "--1", false, 0 },
		{ "e5", false, 0 },
	};
	(void)unused;
	for (size_t i = 0; i < COUNT(row); i++) {
		double v = 0;
		assert_int_equal(str_double(str_of(row[i].text), &v), row[i].ok);
		assert_true(v == row[i].v);
	}
	assert_false(str_double((struct str){ "1\0", 2 }, &(double){ 0 }));
}

static void doubles_survive_text_and_back(void **unused)
{
	static const double some[] = { 0.1,
		                       1.0 / 3,
		                       1e22,
		                       1e23,
		                       5e-324,
		                       2.2250738585072014e-308,
		                       1.7976931348623157e308,
		                       123456789.125,
		                       -0.0,
		                       1e15,
		                       1e15 + 2 };
	uint64_t bits = 88172645463325252u;
	(void)unused;
	for (size_t i = 0; i < 20000; i++) {
		struct arena scratch = a;
		struct buf b = buf_in(&scratch);
		double v, again = 0;
		bits ^= bits << 13, bits ^= bits >> 7, bits ^= bits << 17;
		memcpy(&v, &bits, sizeof v);
		if (i < COUNT(some))
			v = some[i];
		if (!isfinite(v))
			continue;
		buf_double(&b, v);
		assert_true(str_double((struct str){ b.p, b.n }, &again));
		assert_memory_equal(&v, &again, sizeof v);
	}
}

static void doubles_are_written_short(void **unused)
{
	static const struct {
		double v;
		const char *text;
	} row[] = { { 0, "0" }, { 10, "10" }, { 365, "365" }, { 400, "400" }, { 0.1, "0.1" },
		    { 0.3, "0.3" }, { -2.5, "-2.5" }, { 1e22, "1e+22" }, { 1e-7, "1e-07" },
		    { 100000, "100000" }, { 0.1 + 0.2, "0.30000000000000004" } };
	(void)unused;
	for (size_t i = 0; i < COUNT(row); i++) {
		struct buf b = buf_in(&a);
		buf_double(&b, row[i].v);
		assert_string_equal(b.p, row[i].text);
	}
}

static void the_locale_does_not_change_numbers(void **unused)
{
	struct buf b = buf_in(&a);
	double v = 0;
	(void)unused;
	/* Not every machine has one with a decimal comma; then this shows less, and still passes.
	 */
	(void)(setlocale(LC_ALL, "de_DE.UTF-8") || setlocale(LC_ALL, "fr_FR.UTF-8"));
	assert_true(str_double(STR("1.5"), &v) && v == 1.5);
	buf_double(&b, 2.5);
	assert_string_equal(b.p, "2.5");
	setlocale(LC_ALL, "C");
}

static void unsigned_numbers_fit_64_bits(void **unused)
{
	static const struct {
		const char *text;
		bool ok;
		uint64_t v;
	} row[] = {
		{ "0", true, 0 }, { "007", true, 7 }, { "18446744073709551615", true, UINT64_MAX },
		{ "18446744073709551616", false, 0 }, { "99999999999999999999", false, 0 },
		{ "000000000000000000001", false, 0 }, { "", false, 0 }, { "-1", false, 0 },
		{ "+1", false, 0 }, { "1 ", false, 0 }, { "1a", false, 0 },
	};
	(void)unused;
	for (size_t i = 0; i < COUNT(row); i++) {
		uint64_t v = 0;
		assert_int_equal(str_u64(str_of(row[i].text), &v), row[i].ok);
		assert_true(v == row[i].v);
	}
}

static void the_nearest_word_is_near(void **unused)
{
	static const char *const words[] = { "weight", "level", "title", "criteria", "id" };
	static const struct {
		const char *given, *want;
	} row[] = {
		{ "wieght", "weight" }, { "levle", "level" },        { "titel", "title" },
		{ "Title", "title" },   { "criterion", "criteria" }, { "ids", "id" },
		{ "weight", "weight" }, { "banana", NULL },          { "", NULL },
		{ "wxyzht", NULL },     { "xxxxx", NULL },
	};
	(void)unused;
	for (size_t i = 0; i < COUNT(row); i++) {
		const char *near = str_nearest(row[i].given, words, COUNT(words));
		if (row[i].want)
			assert_string_equal(near ? near : "nothing", row[i].want);
		else
			assert_null(near);
	}
	char endless[200] = { 0 };
	memset(endless, 'w', sizeof endless - 1);
	assert_null(str_nearest(endless, words, COUNT(words)));
	assert_null(str_nearest("a", NULL, 0));
}

static void text_is_cut_at_separators(void **unused)
{
	static const char *const want[] = { "a", "", "bc", "" };
	struct str rest = STR("a,,bc,"), part;
	size_t n = 0;
	(void)unused;
	for (; str_cut(&rest, ',', &part); n++)
		assert_true(n < COUNT(want) && str_is(part, want[n]));
	assert_int_equal(n, COUNT(want));
	assert_true(str_is(str_trim(STR(" \ta b\t ")), "a b"));
	assert_true(str_is(str_trim(STR("  ")), ""));
	assert_true(str_is((struct str){ NULL, 0 }, "") && str_starts(STR("abc"), "ab"));
	assert_false(str_starts(STR("a"), "ab") || str_is(STR("ab"), "a"));
}

static void a_buffer_grows_and_ends_in_nul(void **unused)
{
	struct buf b = buf_in(&a);
	char wide[2000];
	(void)unused;
	assert_string_equal(b.p, "");
	memset(wide, 'x', sizeof wide);
	wide[sizeof wide - 1] = '\0';
	for (size_t i = 0; i < 100; i++) {
		buf_fmt(&b, "%s%zu", wide, i % 10);
		NEW(&a, char, 1); /* in the way of growing in place */
		assert_int_equal(strlen(b.p), b.n);
	}
	assert_int_equal(b.n, 100 * sizeof wide);
	assert_int_equal(b.p[b.n - 1], '9');
}

static void a_terminal_gets_no_control_characters(void **unused)
{
	(void)unused;
	static const struct { const char *in, *plain, *sgr; } row[] = {
		{ "a\tb\n\xc3\xa9", "a\tb\n\xc3\xa9", "a\tb\n\xc3\xa9" },
		{ "\033[2J", "\xef\xbf\xbd[2J", "\xef\xbf\xbd[2J" },
		{ "\033[1mx", "\xef\xbf\xbd[1mx", "\033[1mx" },
		{ "\r\177\xc2\x9b", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd",
		  "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd" },
		{ "\xe2\x80\xae\xff", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd",
		  "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd" },
	};
	struct arena own = arena_reserve(1 << 20, "test");
	for (size_t i = 0; i < COUNT(row); i++)
		for (int sgr = 0; sgr < 2; sgr++) {
			struct buf b = buf_in(&own);
			buf_printable(&b, str_of(row[i].in), sgr);
			assert_string_equal(b.p, sgr ? row[i].sgr : row[i].plain);
		}
}

/* Views need not end in NUL: an exact copy, so that a sanitizer sees one octet too far. */
static void the_last_character_of_a_view_is_the_last_octet_read(void **unused)
{
	static const char *const text[] = { "\xd3\x81", "\xd3\x80", "\xe2\x80", "\xe2\x81\xa6", "\xc2", "a" };
	struct arena own = arena_reserve(1 << 20, "test");
	(void)unused;
	for (size_t i = 0; i < COUNT(text); i++) {
		size_t n = strlen(text[i]);
		char *copy = test_malloc(n);
		memcpy(copy, text[i], n);
		struct buf b = buf_in(&own);
		buf_printable(&b, (struct str){ copy, n }, false);
		assert_true(b.n > 0);
		test_free(copy);
	}
}

/* Numbered names are what hashes see most; 300,000 of them differ in 64 bits or something is wrong. */
static void hashes_of_numbered_names_differ(void **unused)
{
	enum { NAMES = 300000, SLOTS = 1 << 20 };
	struct arena before = a;
	uint64_t *slot = NEW(&a, uint64_t, SLOTS);
	(void)unused;
	for (int i = 0; i < NAMES; i++) {
		char name[16];
		int n = snprintf(name, sizeof name, "n%d", i);
		uint64_t h = str_hash((struct str){ name, (size_t)n });
		size_t at = h % SLOTS;
		for (; slot[at] != 0; at = (at + 1) % SLOTS)
			assert_true(slot[at] != h);
		slot[at] = h;
	}
	for (size_t n = 0; n < 40; n++) { /* every octet counts, whatever the length */
		char text[40] = { 0 };
		uint64_t h = str_hash((struct str){ text, n });
		for (size_t i = 0; i < n; i++) {
			text[i] = 1;
			assert_true(str_hash((struct str){ text, n }) != h);
			text[i] = 0;
		}
	}
	a = before;
}

static void short_numbers_read_like_long_ones(void **unused)
{
	double v, same;
	(void)unused;
	for (uint64_t i = 1; i < 200000; i++) {
		char text[40];
		uint64_t x = i * 0x9e3779b97f4a7c15u;
		int places = (int)(x % 16), n = snprintf(text, sizeof text, "%s%llu", x & 64 ? "-" : "",
		                                         (unsigned long long)(x >> (x % 50 + 14)));
		if (places > 0 && places < n - 1) {
			memmove(text + n - places + 1, text + n - places, (size_t)places + 1);
			text[n - places] = '.';
			n++;
		}
		assert_true(str_double((struct str){ text, (size_t)n }, &v));
		same = strtod(text, NULL);
		assert_memory_equal(&v, &same, sizeof v);
	}
}

static void texts_are_the_same_octet_by_octet(void **unused)
{
	char one[24], two[24];
	(void)unused;
	memset(one, 'x', sizeof one);
	assert_true(str_same((struct str){ NULL, 0 }, STR("")));
	for (size_t n = 0; n <= sizeof one; n++) {
		memcpy(two, one, sizeof two);
		assert_true(str_same((struct str){ one, n }, (struct str){ two, n }));
		assert_int_equal(str_same((struct str){ one, n }, (struct str){ two, n / 2 }), n == 0);
		for (size_t i = 0; i < sizeof two; i++) {
			two[i] = 'y';
			assert_int_equal(str_same((struct str){ one, n }, (struct str){ two, n }), i >= n);
			two[i] = 'x';
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts_are_the_same_octet_by_octet),
		cmocka_unit_test(a_terminal_gets_no_control_characters),
		cmocka_unit_test(hashes_of_numbered_names_differ),
		cmocka_unit_test(short_numbers_read_like_long_ones),
		cmocka_unit_test(utf8_is_accepted_or_its_first_fault_is_named),
		cmocka_unit_test(a_nul_is_found_at_every_position),
		cmocka_unit_test(dates_are_days_since_1970),
		cmocka_unit_test(days_that_do_not_exist_are_refused),
		cmocka_unit_test(every_day_survives_text_and_back),
		cmocka_unit_test(durations_have_one_unit),
		cmocka_unit_test(numbers_are_read_whole_or_not_at_all),
		cmocka_unit_test(doubles_survive_text_and_back),
		cmocka_unit_test(doubles_are_written_short),
		cmocka_unit_test(the_locale_does_not_change_numbers),
		cmocka_unit_test(unsigned_numbers_fit_64_bits),
		cmocka_unit_test(the_nearest_word_is_near),
		cmocka_unit_test(text_is_cut_at_separators),
		cmocka_unit_test(a_buffer_grows_and_ends_in_nul),
		cmocka_unit_test(the_last_character_of_a_view_is_the_last_octet_read),
	};
	a = arena_reserve((size_t)1 << 28, "test");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
