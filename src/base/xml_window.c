/* SPDX-License-Identifier: Apache-2.0
 *
 * xml_window.c - the window on a stream of XML: reading on, encodings, rows and columns, failures
 *
 * Behind the last octet stands a NUL, which no document may contain.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/xml_inside.h"

enum { CHUNK = 1 << 17, WINDOW = XML_TOKEN + 3 * CHUNK, DECLARATION = 1000 };

/* --- places and failures --- */

/* Each octet is looked at once, however often a place is asked for: whole dumps may be one row. */
static void count_rows(struct xml *x, size_t to)
{
	const char *p = x->p + x->counted, *end = x->p + to, *at;
	while (p < end && (at = memchr(p, '\n', (size_t)(end - p))) != NULL) {
		x->row++;
		x->column = 1;
		p = at + 1;
	}
	for (; p < end; p++)
		x->column += (*p & 0xc0) != 0x80;
	x->counted = to > x->counted ? to : x->counted;
}

static struct pt_at place_of(struct xml *x, size_t pos)
{
	count_rows(x, pos);
	return (struct pt_at){ .row = x->row, .column = x->column };
}

struct pt_at xml_at(struct xml *x)
{
	return place_of(x, x->event);
}

bool xml_stop(struct xml *x, size_t pos, enum pt_code code, const char *text)
{
	struct pt_at at = place_of(x, pos);
	x->failed = true;
	return pt_fail_at(x->e, &at, code, "%s", text);
}

bool xml_malformed(struct xml *x, size_t pos, const char *text)
{
	char all[160];
	snprintf(all, sizeof all, "is not well-formed XML: %s", text);
	return xml_stop(x, pos, PT_INVALID, all);
}

bool xml_fail(struct xml *x, enum pt_code code, const char *fmt, ...)
{
	char text[400];
	va_list args;
	va_start(args, fmt);
	vsnprintf(text, sizeof text, fmt, args);
	va_end(args);
	return xml_stop(x, x->event, code, text);
}

/* --- the window --- */

static size_t widen(char *to, const char *from, size_t n)
{
	size_t used = 0;
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)from[i];
		if (c >= 0x80) {
			to[used++] = (char)(0xc0 | c >> 6);
			c = 0x80 | (c & 0x3f);
		}
		to[used++] = (char)c;
	}
	return used;
}

bool xml_refill(struct xml *x)
{
	size_t gone = x->pos;
	count_rows(x, gone);
	memmove(x->p, x->p + gone, x->end - gone);
	x->end -= gone;
	x->pos = x->event = 0;
	x->counted -= gone;
	if (x->end > XML_TOKEN)
		return xml_stop(x, 0, PT_LIMIT, XML_TOO_LONG);
	for (size_t want = CHUNK; want > CHUNK / 2 && !x->eof;) { /* a pipe gives little at a time */
		long got = x->source.read(&x->source, x->latin ? x->raw : x->p + x->end, want, x->e);
		x->failed |= got < 0;
		x->eof = got <= 0;
		if (x->eof)
			break;
		want -= (size_t)got;
		x->end += x->latin ? widen(x->p + x->end, x->raw, (size_t)got) : (size_t)got;
	}
	x->p[x->end] = '\0';
	return !x->failed;
}

bool xml_have(struct xml *x, size_t n)
{
	while (x->end - x->pos < n && !x->eof)
		if (!xml_refill(x))
			return false;
	return true;
}

bool xml_begins(const struct xml *x, const char *words)
{
	size_t n = strlen(words);
	return x->end - x->pos >= n && memcmp(x->p + x->pos, words, n) == 0;
}

/* --- the beginning --- */

static bool same_word(struct str s, const char *word)
{
	return s.n == strlen(word) && strncasecmp(s.p, word, s.n) == 0;
}

/* The encoding of the declaration that ends at x->pos. */
static bool encoding(struct xml *x, size_t from)
{
	struct str all = { x->p + from, x->pos - from };
	const char *at = memmem(all.p, all.n, "encoding", 8), *end;
	if (at == NULL)
		return true;
	const char *quote = at + 8 + strspn(at + 8, " \t\r\n=");
	end = *quote == '"' || *quote == '\'' ? memchr(quote + 1, *quote, all.n - (size_t)(quote + 1 - all.p)) : NULL;
	struct str name = { quote + 1, end ? (size_t)(end - quote) - 1 : 0 };
	static const char *const latin[] = { "ISO-8859-1", "ISO_8859-1", "LATIN1" };
	for (size_t i = 0; i < COUNT(latin); i++)
		x->latin |= same_word(name, latin[i]);
	if (x->latin || same_word(name, "UTF-8") || same_word(name, "UTF8") || same_word(name, "US-ASCII") ||
	    same_word(name, "ASCII"))
		return true;
	char text[120];
	snprintf(text, sizeof text, "is XML in \"%.*s\"; known are UTF-8, US-ASCII and ISO-8859-1",
	         name.n < 40 ? (int)name.n : 40, name.p);
	return xml_stop(x, from, PT_INVALID, text);
}

static bool declaration(struct xml *x)
{
	size_t from = x->pos;
	if (!xml_begins(x, "<?xml") || xml_is(x->p[x->pos + 5], XML_IN_NAME))
		return true;
	size_t most = x->end - from < DECLARATION ? x->end - from : DECLARATION;
	const char *end = memmem(x->p + from, most, "?>", 2);
	if (end == NULL)
		return xml_malformed(x, from, "the XML declaration does not end");
	x->pos = (size_t)(end - x->p) + 2;
	if (!encoding(x, from))
		return false;
	if (!x->latin)
		return true;
	size_t n = x->end - x->pos; /* what was read already; there is room, and raw is a copy */
	memcpy(x->raw, x->p + x->pos, n);
	x->end = x->pos + widen(x->p + x->pos, x->raw, n);
	x->p[x->end] = '\0';
	return true;
}

bool xml_open(struct xml *x, struct arena *a, struct stream s, struct pt_err *e)
{
	*x = (struct xml){ .source = s, .e = e, .row = 1, .column = 1 };
	x->p = NEW(a, char, WINDOW + 16);
	x->raw = NEW(a, char, CHUNK);
	x->decoded = NEW(a, char, WINDOW);
	if (!xml_refill(x))
		return false;
	if (xml_begins(x, "\xff\xfe") || xml_begins(x, "\xfe\xff"))
		return xml_stop(x, 0, PT_INVALID, "is UTF-16 text; save it as UTF-8");
	if (xml_begins(x, "\xef\xbb\xbf"))
		x->pos = x->counted = 3;
	return declaration(x);
}
