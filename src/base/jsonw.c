/* SPDX-License-Identifier: Apache-2.0
 *
 * jsonw.c - JSON (RFC 8259): the writer of json.h
 */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "base/json_scan.h"

struct jsonw jsonw_in(struct buf *b, unsigned indent)
{
	return (struct jsonw){ .b = b, .indent = indent };
}

static void line_break(struct jsonw *w)
{
	if (w->indent == 0)
		return;
	buf_char(w->b, '\n');
	for (unsigned i = 0; i < w->indent * w->depth; i++)
		buf_char(w->b, ' ');
}

/* What separates the coming value or key from what is before it. */
static void separate(struct jsonw *w)
{
	if (w->after_key) {
		w->after_key = false;
		return;
	}
	if (w->comma)
		buf_char(w->b, ',');
	if (w->depth > 0)
		line_break(w);
	w->comma = true;
}

static void opens(struct jsonw *w, char bracket)
{
	separate(w);
	buf_char(w->b, bracket);
	w->depth++;
	w->comma = false;
}

static void closes(struct jsonw *w, char bracket)
{
	w->depth--;
	if (w->comma)
		line_break(w);
	buf_char(w->b, bracket);
	w->comma = true;
}

void jsonw_object(struct jsonw *w)
{
	opens(w, '{');
}

void jsonw_object_end(struct jsonw *w)
{
	closes(w, '}');
}

void jsonw_array(struct jsonw *w)
{
	opens(w, '[');
}

void jsonw_array_end(struct jsonw *w)
{
	closes(w, ']');
}

static void put_foreign(struct buf *b, const char *p, size_t n)
{
	size_t fault = 0;
	while (n > 0 && !str_utf8((struct str){ p, n }, &fault)) {
		buf_add(b, p, fault);
		buf_str(b, "\xef\xbf\xbd");
		p += fault + 1;
		n -= fault + 1;
	}
	buf_add(b, p, n);
}

static void put_escape(struct buf *b, char c)
{
	static const char from[] = "\"\\\b\f\n\r\t", to[] = "\"\\bfnrt";
	const char *simple = c ? strchr(from, c) : NULL;
	if (simple)
		buf_add(b, (char[]){ '\\', to[simple - from] }, 2);
	else
		buf_fmt(b, "\\u%04x", (unsigned)c);
}

static void put_string(struct buf *b, struct str s)
{
	buf_char(b, '"');
	for (size_t i = 0; i < s.n;) {
		size_t stop = json_plain_end(s.p, i, s.n);
		buf_add(b, s.p + i, stop - i);
		i = stop;
		if (i < s.n && (s.p[i] & 0x80)) {
			stop = json_foreign_end(s.p, i, s.n);
			put_foreign(b, s.p + i, stop - i);
			i = stop;
		} else if (i < s.n) {
			put_escape(b, s.p[i++]);
		}
	}
	buf_char(b, '"');
}

void jsonw_key(struct jsonw *w, const char *key)
{
	separate(w);
	put_string(w->b, str_of(key));
	buf_str(w->b, w->indent ? ": " : ":");
	w->after_key = true;
}

void jsonw_str(struct jsonw *w, struct str s)
{
	separate(w);
	put_string(w->b, s);
}

static void put_bare(struct jsonw *w, const char *text)
{
	separate(w);
	buf_str(w->b, text);
}

void jsonw_text(struct jsonw *w, const char *z)
{
	if (z)
		jsonw_str(w, str_of(z));
	else
		put_bare(w, "null");
}

void jsonw_number(struct jsonw *w, double v)
{
	put_bare(w, isfinite(v) ? "" : "null");
	if (isfinite(v))
		buf_double(w->b, v);
}

void jsonw_int(struct jsonw *w, int64_t v)
{
	separate(w);
	buf_fmt(w->b, "%" PRId64, v);
}

void jsonw_bool(struct jsonw *w, bool v)
{
	put_bare(w, v ? "true" : "false");
}

void jsonw_null(struct jsonw *w)
{
	put_bare(w, "null");
}

void jsonw_put_text(struct jsonw *w, const char *key, const char *z)
{
	jsonw_key(w, key);
	jsonw_text(w, z);
}

void jsonw_put_number(struct jsonw *w, const char *key, double v)
{
	jsonw_key(w, key);
	jsonw_number(w, v);
}

void jsonw_put_int(struct jsonw *w, const char *key, int64_t v)
{
	jsonw_key(w, key);
	jsonw_int(w, v);
}

void jsonw_put_count(struct jsonw *w, const char *key, uint64_t v)
{
	jsonw_key(w, key);
	jsonw_int(w, (int64_t)v);
}

void jsonw_put_bool(struct jsonw *w, const char *key, bool v)
{
	jsonw_key(w, key);
	jsonw_bool(w, v);
}

void jsonw_put_object(struct jsonw *w, const char *key)
{
	jsonw_key(w, key);
	jsonw_object(w);
}

void jsonw_put_array(struct jsonw *w, const char *key)
{
	jsonw_key(w, key);
	jsonw_array(w);
}
