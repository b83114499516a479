/* SPDX-License-Identifier: Apache-2.0
 *
 * test_text_width.c - how wide words are, and where lines end
 */
#include "ui/report/text_width.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static struct arena a;

/* The lines, parted by "|", and "*" at the end when a word was broken or something cut. */
static const char *wrapped(const char *z, double width, size_t lines)
{
	const char *line[TEXT_LINES];
	bool whole;
	struct buf b = buf_in(&a);
	size_t n = text_wrap(&a, z, (struct text_room){ width, 10, lines }, line, &whole);
	for (size_t i = 0; i < n; i++)
		buf_fmt(&b, "%s%s", i ? "|" : "", line[i]);
	buf_str(&b, whole ? "" : "*");
	return b.p;
}

static void widths_are_those_of_common_fonts_or_more(void **unused)
{
	(void)unused;
	/* letters of 100 px in Noto Sans Bold and DejaVu Sans: M 94.3, 86.3; i 30.5, 27.8 */
	assert_true(text_width(STR("M"), 100) > 93 && text_width(STR("M"), 100) < 98);
	assert_true(text_width(STR("i"), 100) > 30 && text_width(STR("i"), 100) < 34);
	assert_true(text_width(STR("\xd5\x80"), 100) > 71);  /* Armenian Ho: 63.3, 71.6 */
	assert_true(text_width(STR("\xd0\xa9"), 100) > 110); /* Cyrillic Shcha: 111.4, 109.4 */
	assert_true(text_width(STR("\xe6\xa0\xaa"), 100) >= 100); /* an ideograph */
	assert_true(text_width(STR("e\xcc\x81"), 100) == text_width(STR("e"), 100)); /* combining acute */
	assert_true(text_width(STR(""), 100) == 0);
	assert_true(text_width(STR("\xff\xff"), 100) > 0);
}

static void lines_are_balanced_and_end_at_spaces_and_hyphens(void **unused)
{
	(void)unused;
	assert_string_equal(wrapped("", 100, 2), "");
	assert_string_equal(wrapped("  \n ", 100, 2), "");
	assert_string_equal(wrapped(" one\n two ", 100, 2), "one two");
	assert_string_equal(wrapped("aaaa bbbb cccc dddd", 90, 2), "aaaa bbbb|cccc dddd");
	assert_string_equal(wrapped("north-south line", 60, 2), "north-|south line");
}

static void shares_are_not_parted(void **unused)
{
	(void)unused;
	assert_string_equal(wrapped("25-50 % votes", 50, 2), "25-50 %|votes");
	assert_string_equal(wrapped("20.1 % / 46.6 % votes", 80, 2), "20.1 % /|46.6 % votes");
}

static void what_does_not_fit_is_broken_or_cut_and_said_so(void **unused)
{
	(void)unused;
	assert_string_equal(wrapped("one two three four five six", 60, 2), "one two|three fou\xe2\x80\xa6*");
	assert_string_equal(wrapped("abcdefghijklmnop", 60, 2), "abcdefghij|klmnop*");
	const char *line[TEXT_LINES];
	size_t n = text_wrap(&a, "one two three four five six", (struct text_room){ 60, 10, 2 }, line, NULL);
	for (size_t i = 0; i < n; i++)
		assert_true(text_width(str_of(line[i]), 10) <= 60);
}

static void characters_are_never_parted(void **unused)
{
	size_t bad;
	(void)unused;
	for (double width = 1; width < 120; width += 3) {
		const char *line[TEXT_LINES];
		const char *z = "\xd5\x80\xd5\xa1\xd5\xb5\xd5\xa1\xd5\xbd\xd5\xbf\xd5\xa1\xd5\xb6 e\xcc\x81"
				"\xe6\xa0\xaa\xe5\xbc\x8f\xf0\x9f\x8f\xa2 \xd0\xa9\xd0\xa9";
		size_t n = text_wrap(&a, z, (struct text_room){ width, 10, 3 }, line, NULL);
		assert_true(n > 0);
		for (size_t i = 0; i < n; i++) {
			assert_true(str_utf8(str_of(line[i]), &bad));
			assert_true(line[i][0] != '\xcc'); /* a combining mark stays with its letter */
		}
	}
}

static void any_octets_end(void **unused)
{
	(void)unused;
	for (int c = 1; c < 256; c++) {
		char z[] = { (char)c, 'a', (char)c, (char)c, ' ', (char)c, '\0' };
		const char *line[TEXT_LINES];
		text_wrap(&a, z, (struct text_room){ 10, 10, 2 }, line, NULL);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(widths_are_those_of_common_fonts_or_more),
		cmocka_unit_test(lines_are_balanced_and_end_at_spaces_and_hyphens),
		cmocka_unit_test(shares_are_not_parted),
		cmocka_unit_test(what_does_not_fit_is_broken_or_cut_and_said_so),
		cmocka_unit_test(characters_are_never_parted),
		cmocka_unit_test(any_octets_end),
	};
	a = arena_reserve((size_t)1 << 26, "text");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
