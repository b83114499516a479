/* SPDX-License-Identifier: Apache-2.0
 *
 * html.c - a writer of HTML that cannot be talked into anything
 */
#include "ui/report/html.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define REPLACEMENT "\xef\xbf\xbd" /* U+FFFD */

/* --- the one place where data becomes HTML --- */

static const char *entity(unsigned char c)
{
	switch (c) {
	case '&': return "&amp;";
	case '<': return "&lt;";
	case '>': return "&gt;";
	case '"': return "&quot;";
	case '\'': return "&#39;";
	}
	return (c < 0x20 && c != '\n' && c != '\t') || c == 0x7f ? REPLACEMENT : NULL;
}

/* Octets of a character that must not reach a page although it is UTF-8, or 0: C1 controls, what
 * changes the direction of text (U+202A..U+202E, U+2066..U+2069), and U+FFFE and U+FFFF, which make a
 * drawing no XML. */
static size_t hidden(const unsigned char *p, size_t n)
{
	if (n >= 2 && p[0] == 0xc2 && p[1] < 0xa0)
		return 2;
	if (n >= 3 && p[0] == 0xe2 && p[1] == 0x80 && p[2] >= 0xaa && p[2] <= 0xae)
		return 3;
	if (n >= 3 && p[0] == 0xef && p[1] == 0xbf && p[2] >= 0xbe)
		return 3;
	return n >= 3 && p[0] == 0xe2 && p[1] == 0x81 && p[2] >= 0xa6 && p[2] <= 0xa9 ? 3 : 0;
}

static void escape_valid(struct buf *b, const char *p, size_t n)
{
	size_t plain = 0;
	for (size_t i = 0; i < n;) {
		size_t skip = hidden((const unsigned char *)p + i, n - i);
		const char *instead = skip ? REPLACEMENT : entity((unsigned char)p[i]);
		if (instead) {
			buf_add(b, p + plain, i - plain);
			buf_str(b, instead);
			plain = i + (skip ? skip : 1);
		}
		i += skip ? skip : 1;
	}
	buf_add(b, p + plain, n - plain);
}

void html_escape(struct buf *b, struct str s)
{
	size_t bad;
	while (s.n > 0 && !str_utf8(s, &bad)) {
		escape_valid(b, s.p, bad);
		buf_str(b, REPLACEMENT);
		s = (struct str){ s.p + bad + 1, s.n - bad - 1 };
	}
	escape_valid(b, s.p, s.n);
}

struct str html_host(const char *url)
{
	size_t scheme = strncasecmp(url, "https://", 8) == 0 ? 8 : strncasecmp(url, "http://", 7) == 0 ? 7 : 0;
	for (const char *p = url; scheme && *p; p++)
		if ((unsigned char)*p <= ' ' || *p == 0x7f || strchr("\\\"<>^`{|}", *p))
			return STR("");
	struct str host = { url + scheme, strcspn(url + scheme, "/?#") };
	bool honest = scheme && memchr(host.p, '@', host.n) == NULL; /* not "known.example@other.example" */
	return honest ? host : STR("");
}

/* --- elements --- */

/* Attributes that run or fetch something are no business of a page that is a document. */
static bool may_be_attribute(const char *name, const char *value)
{
	if (strcmp(name, "href") == 0)
		return value[0] == '#';
	return strncmp(name, "on", 2) != 0 && strcmp(name, "style") != 0 && strcmp(name, "src") != 0 &&
	       strcmp(name, "action") != 0;
}

static void tag_with(struct html *h, const char *tag, const char *end, va_list pairs)
{
	const char *name;
	buf_char(h->b, '<');
	buf_str(h->b, tag);
	while ((name = va_arg(pairs, const char *)) != NULL) {
		const char *value = va_arg(pairs, const char *);
		if (value == NULL)
			continue;
		assert(may_be_attribute(name, value));
		buf_char(h->b, ' ');
		buf_str(h->b, name);
		if (value[0] == '\0')
			continue;
		buf_str(h->b, "=\"");
		html_escape(h->b, str_of(value));
		buf_char(h->b, '"');
	}
	buf_str(h->b, end);
}

static void push(struct html *h, const char *tag)
{
	assert(h->depth < HTML_DEPTH);
	h->open[h->depth++] = tag;
}

struct html html_in(struct buf *b)
{
	return (struct html){ .b = b };
}

void html_open(struct html *h, const char *tag, ...)
{
	va_list pairs;
	va_start(pairs, tag);
	tag_with(h, tag, ">", pairs);
	va_end(pairs);
	push(h, tag);
}

void html_close(struct html *h)
{
	assert(h->depth > 0);
	buf_str(h->b, "</");
	buf_str(h->b, h->open[--h->depth]);
	buf_char(h->b, '>');
}

static bool is_drawing(const struct html *h)
{
	for (unsigned i = 0; i < h->depth; i++)
		if (strcmp(h->open[i], "svg") == 0)
			return true;
	return false;
}

void html_void(struct html *h, const char *tag, ...)
{
	va_list pairs;
	va_start(pairs, tag);
	tag_with(h, tag, is_drawing(h) ? "/>" : ">", pairs);
	va_end(pairs);
}

void html_leaf(struct html *h, const char *tag, const char *text, ...)
{
	va_list pairs;
	va_start(pairs, text);
	tag_with(h, tag, ">", pairs);
	va_end(pairs);
	push(h, tag);
	html_text(h, text);
	html_close(h);
}

void html_text(struct html *h, const char *z)
{
	html_escape(h->b, str_of(z));
}

void html_fmt(struct html *h, const char *fmt, ...)
{
	va_list args, again;
	va_start(args, fmt);
	va_copy(again, args);
	int n = vsnprintf(NULL, 0, fmt, args);
	assert(n >= 0);
	char *text = NEW(h->b->a, char, (size_t)n + 1);
	vsnprintf(text, (size_t)n + 1, fmt, again);
	va_end(again);
	va_end(args);
	html_escape(h->b, (struct str){ text, (size_t)n });
}

void html_link(struct html *h, const char *url, const char *text)
{
	if (html_host(url).n > 0) {
		buf_str(h->b, "<a rel=\"noopener noreferrer\" href=\"");
		html_escape(h->b, str_of(url));
		buf_str(h->b, "\">");
		html_text(h, text);
		buf_str(h->b, "</a>");
		return;
	}
	html_text(h, text);
	if (url[0] && strcmp(url, text) != 0) {
		buf_str(h->b, " (");
		html_text(h, url);
		buf_char(h->b, ')');
	}
}

void html_verbatim(struct html *h, const char *tag, struct str ours)
{
	buf_char(h->b, '<');
	buf_str(h->b, tag);
	buf_char(h->b, '>');
	buf_add(h->b, ours.p, ours.n);
	buf_str(h->b, "</");
	buf_str(h->b, tag);
	buf_char(h->b, '>');
}
