/* SPDX-License-Identifier: Apache-2.0
 *
 * test_html.c - the writer of pages: what data can never do, and what drawings become
 */
#include "ui/report/html.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "ui/report/chart.h"

static struct arena a;

#define FFFD "\xef\xbf\xbd"

static const char *escaped(const char *z)
{
	struct buf b = buf_in(&a);
	html_escape(&b, str_of(z));
	return b.p;
}

static void what_means_something_in_html_is_escaped(void **unused)
{
	(void)unused;
	assert_string_equal(escaped(""), "");
	assert_string_equal(escaped("plain, \xc3\xa9\xd5\xb0 text\n\t."), "plain, \xc3\xa9\xd5\xb0 text\n\t.");
	assert_string_equal(escaped("<script>&amp;</script>"),
	                    "&lt;script&gt;&amp;amp;&lt;/script&gt;");
	assert_string_equal(escaped("\" onclick='x'"), "&quot; onclick=&#39;x&#39;");
}

static void every_ascii_octet_is_itself_or_an_entity(void **unused)
{
	(void)unused;
	for (int c = 1; c < 128; c++) {
		char one[2] = { (char)c, '\0' };
		const char *out = escaped(one);
		bool special = strchr("&<>\"'", c) != NULL;
		bool control = (c < 32 && c != '\n' && c != '\t') || c == 127;
		if (special)
			assert_true(out[0] == '&' && out[strlen(out) - 1] == ';' && strlen(out) >= 4);
		else
			assert_string_equal(out, control ? FFFD : one);
	}
}

static void octets_that_are_not_utf8_are_replaced_and_nothing_else_is(void **unused)
{
	(void)unused;
	assert_string_equal(escaped("a\xff<b"), "a" FFFD "&lt;b");
	assert_string_equal(escaped("\xc0\xbc"), FFFD FFFD); /* overlong "<" */
	assert_string_equal(escaped("\xed\xa0\x80."), FFFD FFFD FFFD "."); /* surrogate */
	assert_string_equal(escaped("cut \xe2\x82"), "cut " FFFD FFFD);
}

static void text_cannot_be_turned_around_or_hidden(void **unused)
{
	(void)unused;
	assert_string_equal(escaped("a\xe2\x80\xae" "b\xe2\x80\xac" "c"), "a" FFFD "b" FFFD "c"); /* U+202E U+202C */
	assert_string_equal(escaped("\xe2\x81\xa6x\xe2\x81\xa9"), FFFD "x" FFFD); /* U+2066 U+2069 */
	assert_string_equal(escaped("\xc2\x85\xc2\xa0"), FFFD "\xc2\xa0"); /* C1; no-break space */
	assert_string_equal(escaped("\xe2\x80\x93\xe2\x81\xa5"), "\xe2\x80\x93\xe2\x81\xa5"); /* dash, U+2065 */
}

static void what_xml_does_not_allow_does_not_pass(void **unused)
{
	(void)unused;
	assert_string_equal(escaped("\xef\xbf\xbe.\xef\xbf\xbf"), FFFD "." FFFD); /* U+FFFE U+FFFF */
	assert_string_equal(escaped("\xef\xbf\xbc\xef\xbf\xbd"), "\xef\xbf\xbc" FFFD); /* U+FFFC stays */
}

static void elements_nest_and_attributes_are_quoted(void **unused)
{
	struct buf b = buf_in(&a);
	struct html h = html_in(&b);
	(void)unused;
	html_open(&h, "p", "class", "a\"b", "id", NULL, "hidden", "", NULL);
	html_leaf(&h, "a", "1 < 2", "href", "#x&y", NULL);
	html_void(&h, "br", NULL);
	html_fmt(&h, "%d %s", 7, "<");
	html_close(&h);
	html_open(&h, "svg", NULL);
	html_void(&h, "rect", "width", "1", NULL);
	html_close(&h);
	assert_string_equal(b.p, "<p class=\"a&quot;b\" hidden><a href=\"#x&amp;y\">1 &lt; 2</a><br>7 &lt;</p>"
	                         "<svg><rect width=\"1\"/></svg>");
	assert_int_equal(h.depth, 0);
}

static const char *linked(const char *url)
{
	struct buf b = buf_in(&a);
	struct html h = html_in(&b);
	html_link(&h, url, "t");
	return b.p;
}

static void only_web_addresses_become_links(void **unused)
{
	static const char *const refused[] = {
		"javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "file:///etc/passwd",
		"//x.example/",
		"https:", "https://", "https:///path", " https://x.example", "https://x.example/ y",
		"https://x.example/\"><b>", "https://x.example\\@y", "https://known.example@other.example/",
		"ftp://x.example", "https://x.example/\n", "vbscript:x", "httpss://x.example",
	};
	(void)unused;
	assert_string_equal(linked("https://x.example/a?b=1&c='2'"),
	                    "<a rel=\"noopener noreferrer\" "
	                    "href=\"https://x.example/a?b=1&amp;c=&#39;2&#39;\">t</a>");
	assert_non_null(strstr(linked("HTTP://x.example"), "href=\"HTTP://x.example\""));
	assert_string_equal(linked(""), "t");
	for (size_t i = 0; i < COUNT(refused); i++) {
		const char *out = linked(refused[i]);
		assert_null(strstr(out, "<"));
		assert_memory_equal(out, "t (", 3);
	}
}

static void the_host_shown_is_the_host_linked(void **unused)
{
	struct str host = html_host("https://www.x.example:8443/path?q#f");
	(void)unused;
	assert_true(str_is(host, "www.x.example:8443"));
	assert_true(str_is(html_host("https://x.example?q"), "x.example"));
	assert_int_equal(html_host("javascript:https://x.example").n, 0);
}

static void four_steps_are_the_published_colours_and_no_two_steps_alike(void **unused)
{
	static const uint32_t light[] = { 0xa63603, 0xf0a35e, 0x92c5de, 0x2166ac };
	static const uint32_t dark[] = { 0xf6a56f, 0xb5683f, 0x2b5f86, 0x4393c3 };
	(void)unused;
	for (size_t i = 0; i < 4; i++) {
		assert_int_equal(palette_step(i, 4, false), light[i]);
		assert_int_equal(palette_step(i, 4, true), dark[i]);
	}
	for (size_t n = 2; n <= PALETTE_STEPS; n++) {
		assert_int_equal(palette_step(0, n, false), light[0]);
		assert_int_equal(palette_step(n - 1, n, false), light[3]);
		for (size_t i = 0; i + 1 < n; i++) {
			assert_int_not_equal(palette_step(i, n, false), palette_step(i + 1, n, false));
			assert_int_not_equal(palette_step(i, n, true), palette_step(i + 1, n, true));
		}
	}
}

static void a_bar_is_as_wide_as_its_parts_and_says_what_it_is(void **unused)
{
	struct buf b = buf_in(&a);
	struct html h = html_in(&b);
	struct chart_part part[] = { { 0.25, PAINT_GRADE, "a<b" }, { 0, PAINT_GRADE + 1, NULL },
		                     { 0.75, PAINT_UNKNOWN, NULL } };
	(void)unused;
	chart_bar(chart_svg(&h), a, &(struct chart_bar){ part, COUNT(part), 12, "one \"bar\"", { 0 } });
	assert_string_equal(b.p, "<svg class=\"bar\" height=\"12\" role=\"img\" aria-label=\"one &quot;bar&quot;\">"
	                         "<g><title>a&lt;b</title><rect class=\"g0\" width=\"25%\" height=\"12\"/></g>"
	                         "<rect class=\"u\" x=\"25%\" width=\"75%\" height=\"12\"/></svg>");
}

static size_t count(const char *text, const char *what)
{
	size_t n = 0;
	for (const char *p = text; (p = strstr(p, what)) != NULL; p += strlen(what))
		n++;
	return n;
}

static const char *scale_of(struct chart_scale q)
{
	static const char *const grade[] = { "poor", "weak", "fair", "good" };
	struct buf b = buf_in(&a);
	struct html h = html_in(&b);
	q.grade = grade;
	chart_scale(chart_svg(&h), a, &q);
	return b.p;
}

static void a_withheld_value_leaves_no_trace_in_its_drawing(void **unused)
{
	struct chart_scale q = { .cut = { -0.75, 0, 0.75 }, .value = 0.1, .se = 0.2 }, other = q;
	(void)unused;
	other.value = 2.5, other.se = 1;
	assert_string_not_equal(scale_of(q), scale_of(other));
	assert_int_equal(count(scale_of(q), "class=\"k\""), 2);
	q.withheld = other.withheld = true;
	assert_string_equal(scale_of(q), scale_of(other));
	assert_int_equal(count(scale_of(q), "class=\"k\""), 0);
	assert_int_equal(count(scale_of(q), "\xe2\x88\x92" "0.75"), 1);
}

static void where_less_is_better_the_colours_turn_around(void **unused)
{
	struct chart_scale q = { .cut = { 1, 2, 3 }, .value = 1.5 };
	(void)unused;
	const char *more = scale_of(q);
	q.less = true;
	const char *less = scale_of(q);
	assert_true(strstr(more, "class=\"g0\"") < strstr(more, "class=\"g3\""));
	assert_true(strstr(less, "class=\"g3\"") < strstr(less, "class=\"g0\""));
	assert_true(strstr(less, ">good<") < strstr(less, ">poor<"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_means_something_in_html_is_escaped),
		cmocka_unit_test(every_ascii_octet_is_itself_or_an_entity),
		cmocka_unit_test(octets_that_are_not_utf8_are_replaced_and_nothing_else_is),
		cmocka_unit_test(text_cannot_be_turned_around_or_hidden),
		cmocka_unit_test(what_xml_does_not_allow_does_not_pass),
		cmocka_unit_test(elements_nest_and_attributes_are_quoted),
		cmocka_unit_test(only_web_addresses_become_links),
		cmocka_unit_test(the_host_shown_is_the_host_linked),
		cmocka_unit_test(four_steps_are_the_published_colours_and_no_two_steps_alike),
		cmocka_unit_test(a_bar_is_as_wide_as_its_parts_and_says_what_it_is),
		cmocka_unit_test(a_withheld_value_leaves_no_trace_in_its_drawing),
		cmocka_unit_test(where_less_is_better_the_colours_turn_around),
	};
	a = arena_reserve((size_t)1 << 28, "test");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
