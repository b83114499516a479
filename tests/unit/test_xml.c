/* SPDX-License-Identifier: Apache-2.0
 *
 * test_xml.c - the XML reader: events, places, refusals, and that expat says the same
 */
#include "base/xml.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <expat.h>

#include "base/rng.h"

static struct arena a, own; /* own: of the reader and what it gave */

/* A source that gives a few octets at a time. */
struct drip {
	struct str rest;
	size_t most;
};

static long drip_read(struct stream *s, void *to, size_t n, struct pt_err *e)
{
	struct drip *d = s->ctx;
	(void)e;
	n = n < d->most ? n : d->most;
	n = n < d->rest.n ? n : d->rest.n;
	memcpy(to, d->rest.p, n);
	d->rest.p += n;
	d->rest.n -= n;
	s->total += n;
	return (long)n;
}

/* Without white space, which expat normalizes. */
static void add(struct buf *b, const char *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (memchr(" \t\r\n", p[i], 4) == NULL)
			buf_char(b, p[i]);
}

static void walk(struct buf *b, struct stream s, struct arena scratch, struct pt_err *e)
{
	struct xml *x = NEW(&scratch, struct xml, 1);
	enum xml_event ev = xml_open(x, &scratch, s, e) ? xml_next(x) : XML_NONE;
	for (; ev != XML_NONE; ev = xml_next(x)) {
		if (ev == XML_TEXT) {
			add(b, x->text.p, x->text.n);
			continue;
		}
		buf_str(b, ev == XML_START ? "<" : "</");
		add(b, x->name.p, x->name.n);
		for (size_t i = 0; i < x->attributes; i++) {
			buf_char(b, ' ');
			add(b, x->attribute[i].name.p, x->attribute[i].name.n);
			buf_char(b, '=');
			add(b, x->attribute[i].value.p, x->attribute[i].value.n);
		}
		buf_char(b, '>');
	}
	assert_int_equal(xml_next(x), XML_NONE);
}

static const char *events_by(struct str text, size_t most)
{
	static char out[1 << 16];
	struct arena scratch = own, more;
	char *room = arena_alloc(&scratch, 1, 1 << 20); /* for b, so that both can grow */
	struct buf b = buf_in(&(struct arena){ room, room + (1 << 20), "events" });
	struct pt_err e = { 0 };
	struct drip d = { text, most };
	more = scratch;
	buf_str(&b, "");
	walk(&b, (struct stream){ .read = drip_read, .fd = -1, .ctx = &d }, more, &e);
	if (e.code == PT_OK)
		snprintf(out, sizeof out, "%s", b.p);
	else
		snprintf(out, sizeof out, "%llu:%llu %s", (unsigned long long)e.at.row,
		         (unsigned long long)e.at.column, e.text);
	return out;
}

static void events_and_places(void **unused)
{
	static const char *const want[][2] = {
		{ "<a/>", "<a></a>" },
		{ "\xef\xbb\xbf<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- x --><n:a b = 'c' n:d=\"&lt;&#65;"
		  "&#x42;\"> t<b/>u<![CDATA[<&]]> </n:a >\n<?p?>", "<a b=c n:d=<AB>t<b></b>u<&</a>" },
		{ "<a>\xc3\xa4&amp;&quot;&apos;&gt;</a>", "<a>\xc3\xa4&\"'></a>" },
		{ "<?xml version='1.0' encoding='iso-8859-1'?><a b='\xe4'>\xfc</a>", "<a b=\xc3\xa4>\xc3\xbc</a>" },
		{ "<?xml version='1.0' encoding='EBCDIC'?><a/>",
		  "1:1 is XML in \"EBCDIC\"; known are UTF-8, US-ASCII and ISO-8859-1" },
		{ "\xff\xfe<\0a", "1:1 is UTF-16 text; save it as UTF-8" },
		{ "", "1:1 is not well-formed XML: there is no root" },
		{ "<a>\n <b>", "2:5 is not well-formed XML: the text ends within <b>" },
		{ "<a>\n <b c='", "2:8 is not well-formed XML: the text ends too early" },
		{ "<a>\n</b>", "2:3 is not well-formed XML: the end of <a> was expected" },
		{ "<a></a", "1:7 is not well-formed XML: the text ends too early" },
		{ "<a></ab>", "1:7 is not well-formed XML: the end of <a> was expected" },
		{ "<a/>x", "1:5 is not well-formed XML: text outside of the root" },
		{ "<a/><b/>", "1:5 is not well-formed XML: a second root" },
		{ "<a b='1' b='2'/>", "1:10 is not well-formed XML: an attribute twice" },
		{ "<a b='1'c='2'/>", "1:9 is not well-formed XML: an attribute was expected" },
		{ "<a b='<'/>", "1:7 is not well-formed XML: '<' in a value" },
		{ "<a b/>", "1:5 is not well-formed XML: an attribute without a value" },
		{ "<a b=1/>", "1:6 is not well-formed XML: a value without quotes" },
		{ "<a>&nope;</a>", "1:4 is not well-formed XML: an entity that is not one of the five or a character" },
		{ "<a>&#0;</a>", "1:4 is not well-formed XML: an entity that is not one of the five or a character" },
		{ "<a>]]></a>", "1:4 is not well-formed XML: \"]]>\" in a text" },
		{ "<a>\x01</a>", "1:4 is not well-formed XML: a control character" },
		{ "<a>\xff</a>", "1:4 is not well-formed XML: not UTF-8 text" },
		{ "<a><!-- -- --></a>", "1:11 is not well-formed XML: \"--\" in a comment" },
		{ "<a><!-- ", "1:9 is not well-formed XML: the text ends too early" },
		{ "<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>",
		  "1:1 has a document type declaration, which is refused" },
		{ "<a><?xml version='1.0'?></a>", "1:4 is not well-formed XML: an XML declaration that is not at the "
		  "beginning" },
	};
	(void)unused;
	for (size_t i = 0; i < COUNT(want); i++) {
		struct str text = str_of(want[i][0]);
		assert_string_equal(events_by(text, 1 << 20), want[i][1]);
		assert_string_equal(events_by(text, 1), want[i][1]);
	}
}

static void limits_hold(void **unused)
{
	struct arena scratch = a;
	struct buf b = buf_in(&scratch);
	(void)unused;
	for (int i = 0; i < 65; i++)
		buf_str(&b, "<a>");
	assert_string_equal(events_by((struct str){ b.p, b.n }, 1 << 20), "1:193 is nested deeper than 64 levels");
	b.n = 0;
	buf_str(&b, "<a>");
	for (int i = 0; i < (XML_TOKEN >> 3) + 50000; i++)
		buf_str(&b, "abcdefg ");
	buf_str(&b, "</a>");
	assert_string_equal(events_by((struct str){ b.p, b.n }, 1 << 20), "1:4 has a tag or a text longer than 512 kB");
	b.n = 0; /* just over the limit, but within what happens to be in the window */
	buf_str(&b, "<a>");
	for (int i = 0; i < (XML_TOKEN >> 3) + 1; i++)
		buf_str(&b, "abcdefg-");
	buf_str(&b, "</a>");
	for (size_t most = 1 << 10; most <= 1 << 20; most <<= 5)
		assert_string_equal(events_by((struct str){ b.p, b.n }, most),
		                    "1:4 has a tag or a text longer than 512 kB");
	b.n = 0; /* a declaration is looked for in what is read first */
	buf_str(&b, "<?xml version='1.0'");
	for (int i = 0; i < 80000; i++)
		buf_char(&b, ' ');
	buf_str(&b, "?><a/>");
	for (size_t most = 1 << 10; most <= 1 << 20; most <<= 5)
		assert_string_equal(events_by((struct str){ b.p, b.n }, most),
		                    "1:1 is not well-formed XML: the XML declaration does not end");
	b.n = 0; /* comments may be of any length, and what is behind them is read */
	buf_str(&b, "<a><!--");
	for (int i = 0; i < 300000; i++)
		buf_str(&b, "abcdefg\n");
	buf_str(&b, "--><b></a>");
	assert_string_equal(events_by((struct str){ b.p, b.n }, 70000),
	                    "300001:9 is not well-formed XML: the end of <b> was expected");
	b.n = 0;
	buf_str(&b, "<a");
	for (int i = 0; i < 129; i++)
		buf_fmt(&b, " x%d=''", i);
	assert_string_equal(events_by((struct str){ b.p, b.n }, 1 << 20),
	                    "1:918 has a tag with more than 128 attributes");
}

/* --- expat on the same --- */

static void XMLCALL on_start(void *ctx, const XML_Char *name, const XML_Char **at)
{
	struct buf *b = ctx;
	buf_char(b, '<');
	add(b, name, strlen(name));
	for (; *at; at += 2) {
		buf_char(b, ' ');
		add(b, at[0], strlen(at[0]));
		buf_char(b, '=');
		add(b, at[1], strlen(at[1]));
	}
	buf_char(b, '>');
}

static void XMLCALL on_end(void *ctx, const XML_Char *name)
{
	struct buf *b = ctx;
	buf_str(b, "</");
	add(b, name, strlen(name));
	buf_char(b, '>');
}

static void XMLCALL on_text(void *ctx, const XML_Char *s, int n)
{
	add(ctx, s, (size_t)n);
}

static bool expat_events(struct buf *b, struct str text)
{
	XML_Parser p = XML_ParserCreate("UTF-8");
	XML_SetUserData(p, b);
	XML_SetElementHandler(p, on_start, on_end);
	XML_SetCharacterDataHandler(p, on_text);
	bool ok = XML_Parse(p, text.p, (int)text.n, 1) == XML_STATUS_OK;
	XML_ParserFree(p);
	return ok;
}

static void expat_says_the_same(void **unused)
{
	static const char *const piece[] = {
		"<a>", "</a>", "</a\n>", "<b x='1'>", "</b>", "<b x=\"1\" y='&amp;'>", "<b x='1' x='"
		"2'>", "<c/>", "<c z='&#x41;'/>",
		"text", "te xt\n", "&amp;", "&#65;", "&#x110000;", "&foo;", "&", "]]>", "]", "<![CDA"
		"TA[ z<&]] ]]>", "<!-- c -->",
		"<!-- -- -->", "<?p q?>", "<", ">", "\"", "'", "/", "=", " ", "\n", "\xc3\xa4", "\xff", "x", "1",
		"-", ".", "\x02",
	};
	struct rng r = rng_of(20240506, 0);
	unsigned accepted = 0;
	(void)unused;
	for (int round = 0; round < 5000; round++) {
		struct arena scratch = a;
		struct buf text = buf_in(&scratch), want = buf_in(&scratch);
		size_t few = round % 2 ? 20 : COUNT(piece); /* half of them from what is mostly well-formed */
		unsigned n = 1 + (unsigned)(rng_u32(&r) % 12), opened = 0;
		buf_str(&text, "<r>");
		for (unsigned i = 0; i < n; i++) {
			const char *one = piece[rng_u32(&r) % few];
			opened += strcmp(one, "<a>") == 0;
			buf_str(&text, one);
		}
		for (; opened > 0 && round % 3 > 0; opened--)
			buf_str(&text, "</a>");
		buf_str(&text, "</r>");
		buf_str(&want, "");
		bool ok = expat_events(&want, (struct str){ text.p, text.n });
		const char *got = events_by((struct str){ text.p, text.n }, 1 + rng_u32(&r) % 9);
		accepted += ok;
		if (ok ? strcmp(got, want.p) != 0 : got[0] == '<')
			fail_msg("of \"%s\" expat says \"%s\" (%d), we \"%s\"", text.p, want.p, ok, got);
	}
	assert_true(accepted > 300);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(events_and_places), cmocka_unit_test(limits_hold),
		cmocka_unit_test(expat_says_the_same),
	};
	a = arena_reserve((size_t)128 << 20, "test");
	own = arena_reserve((size_t)128 << 20, "test");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
