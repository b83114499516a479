/* SPDX-License-Identifier: Apache-2.0
 *
 * lines.c - the values of a stream of JSON, one by one, in bounded memory
 *
 * One buffer; what is not handed out yet moves to its front when room is needed, so an octet is
 * moved at most once per CHUNK read.  Offsets are relative to beg, because filling moves it.
 */
#include "import/lines.h"

#include <string.h>

#include "base/json_scan.h"

enum { CHUNK = 1 << 18 };

static bool is_white(char c)
{
	return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

/* Reads on.  False at the end of the input and after a failure. */
static bool fill(struct lines *l, struct pt_err *e)
{
	if (l->eof)
		return false;
	if (l->cap - l->end < CHUNK && l->beg > 0) {
		memmove(l->p, l->p + l->beg, l->end - l->beg);
		l->end -= l->beg;
		l->beg = 0;
	}
	while (l->cap - l->end < CHUNK)
		l->p = arena_grow(l->a, l->p, 1, l->end, &l->cap);
	long got = l->source.read(&l->source, l->p + l->end, CHUNK, e);
	l->eof = got <= 0;
	l->end += got > 0 ? (size_t)got : 0;
	return got > 0;
}

/* Gives up n octets and keeps count of the place. */
static void advance(struct lines *l, size_t n)
{
	const char *p = l->p + l->beg, *end = p + n, *at;
	l->beg += n;
	if (l->form == LINES_LINES)
		return; /* there a row is a line */
	while ((at = memchr(p, '\n', (size_t)(end - p))) != NULL) {
		l->row++;
		l->column = 1;
		p = at + 1;
	}
	for (; p < end; p++)
		l->column += (*p & 0xc0) != 0x80;
}

/* --- where a value ends --- */

struct scan {
	size_t i;       /* offset from beg */
	unsigned depth; /* open brackets */
	bool string, escape, scalar;
};

static size_t string_end(struct scan *s, const char *p, size_t n)
{
	size_t i = s->i;
	while (i < n) {
		if (s->escape) {
			s->escape = false;
			i++;
			continue;
		}
		i = json_plain_end(p, i, n);
		if (i == n)
			break;
		char c = p[i++];
		s->escape = c == '\\';
		if (c == '"') {
			s->string = false;
			break;
		}
	}
	return i;
}

/* Goes on over what is there; true at the end of the value, s->i behind it. */
static bool scan_on(struct scan *s, const char *p, size_t n)
{
	while (s->i < n) {
		if (s->string) {
			s->i = string_end(s, p, n);
			continue;
		}
		char c = p[s->i];
		if (s->depth == 0 && s->i > 0 && !s->scalar)
			return true;
		if (s->scalar && (is_white(c) || c == ',' || c == ']' || c == '}'))
			return true;
		if (c == '"') {
			s->string = true;
			s->scalar = s->depth == 0;
		} else if (c == '{' || c == '[') {
			s->depth++;
		} else if (c == '}' || c == ']') {
			s->depth -= s->depth > 0;
		} else if (s->depth == 0) {
			s->scalar = true;
		}
		s->i++;
	}
	return s->depth == 0 && !s->string && !s->scalar && s->i > 0;
}

/* --- lines --- */

static struct str trimmed(const char *p, size_t n)
{
	while (n > 0 && is_white(p[n - 1]))
		n--;
	for (; n > 0 && is_white(*p); n--)
		p++;
	return (struct str){ p, n };
}

/* The rest of a line that is too long, thrown away as it is read. */
static bool drop_line(struct lines *l, struct pt_err *e)
{
	for (;;) {
		const char *at = memchr(l->p + l->beg, '\n', l->end - l->beg);
		l->beg = at ? (size_t)(at - l->p) + 1 : l->end;
		if (at != NULL || !fill(l, e))
			return e->code == PT_OK;
	}
}

static const char too_long[] = "is longer than the 16 MB one record may have";

static bool next_line(struct lines *l, struct line *out, struct pt_err *e)
{
	for (;;) {
		size_t from = 0;
		const char *at;
		while ((at = memchr(l->p + l->beg + from, '\n', l->end - l->beg - from)) == NULL) {
			from = l->end - l->beg;
			if (from > LINES_LIMIT || !fill(l, e))
				break;
		}
		if (e->code != PT_OK || (at == NULL && from == 0))
			return false;
		*out = (struct line){ .row = ++l->row, .column = 1 };
		if (at == NULL && from > LINES_LIMIT) {
			out->why = too_long;
			return drop_line(l, e);
		}
		size_t n = at ? (size_t)(at - l->p) - l->beg : from;
		out->text = trimmed(l->p + l->beg, n);
		out->column = 1 + (size_t)(out->text.p - (l->p + l->beg));
		l->beg += n + (at != NULL);
		if (out->text.n > 0)
			return true;
	}
}

/* --- values --- */

static bool broken(struct lines *l, const char *text, struct pt_err *e)
{
	struct pt_at at = { .row = l->row, .column = l->column };
	return pt_fail_at(e, &at, PT_INVALID, "%s", text);
}

enum { END = -1 };

/* The next octet that is no white space, or END: a NUL is an octet like others. */
static int next_octet(struct lines *l, struct pt_err *e)
{
	for (;;) {
		size_t n = 0, have = l->end - l->beg;
		while (n < have && is_white(l->p[l->beg + n]))
			n++;
		advance(l, n);
		if (l->beg < l->end)
			return (unsigned char)l->p[l->beg];
		if (!fill(l, e))
			return END;
	}
}

/* Moves to where a value begins. */
static bool find_value(struct lines *l, struct pt_err *e)
{
	int c = next_octet(l, e);
	if (l->form == LINES_VALUES || e->code != PT_OK)
		return e->code == PT_OK && c != END;
	if (l->over)
		return c != END ? broken(l, "text after the end of the list", e) : false;
	if (c == ',' && l->began) {
		advance(l, 1);
		c = next_octet(l, e);
	} else if (c == ']') {
		l->over = true;
		advance(l, 1);
		return find_value(l, e);
	} else if (l->began && c != END) {
		return broken(l, "expected ',' or ']' after a value of the list", e);
	}
	if (c == END)
		return e->code == PT_OK ? broken(l, "the text ends within the list", e) : false;
	if (c == ',' || c == ']' || c == '}')
		return broken(l, "expected a value of the list", e);
	l->began = true;
	return true;
}

static bool next_value(struct lines *l, struct line *out, struct pt_err *e)
{
	struct scan s = { 0 };
	if (!find_value(l, e))
		return false;
	*out = (struct line){ .row = l->row, .column = l->column };
	while (!scan_on(&s, l->p + l->beg, l->end - l->beg)) {
		if (s.i > LINES_LIMIT) {
			out->why = too_long;
			advance(l, s.i);
			s.i = 0;
			s.scalar |= s.depth == 0;
		}
		if (!fill(l, e))
			break;
	}
	if (e->code != PT_OK)
		return false;
	out->text = (struct str){ l->p + l->beg, out->why ? 0 : s.i };
	advance(l, s.i);
	return true;
}

/* --- the interface --- */

/* Whether the first line holds one whole value and nothing else. */
static bool line_is_whole(struct lines *l, struct pt_err *e)
{
	struct scan s = { 0 };
	while (!scan_on(&s, l->p + l->beg, l->end - l->beg)) {
		const char *at = memchr(l->p + l->beg, '\n', s.i);
		if (at != NULL || s.i > LINES_LIMIT || !fill(l, e))
			return false;
	}
	if (memchr(l->p + l->beg, '\n', s.i) != NULL)
		return false;
	for (size_t i = s.i;; i++) {
		if (l->beg + i == l->end && !fill(l, e))
			return true;
		char c = l->p[l->beg + i];
		if (c == '\n' || !is_white(c))
			return c == '\n';
	}
}

bool lines_open(struct lines *l, struct arena *a, struct stream s, struct pt_err *e)
{
	*l = (struct lines){ .a = a, .source = s, .form = LINES_VALUES, .row = 1, .column = 1 };
	fill(l, e);
	if (l->end >= 3 && memcmp(l->p, "\xef\xbb\xbf", 3) == 0)
		l->beg = 3;
	int first = next_octet(l, e);
	if (e->code != PT_OK)
		return false;
	if (first == '[') {
		l->form = LINES_ARRAY;
		advance(l, 1);
	} else if (line_is_whole(l, e)) {
		l->form = LINES_LINES;
		l->row--; /* of the line before the next */
	}
	return e->code == PT_OK;
}

bool lines_next(struct lines *l, struct line *out, struct pt_err *e)
{
	return l->form == LINES_LINES ? next_line(l, out, e) : next_value(l, out, e);
}

void lines_place(const struct line *line, struct pt_at *at)
{
	if (at->row <= 1)
		at->column = line->column + (at->column > 0 ? at->column - 1 : 0);
	at->row = line->row + (at->row > 0 ? at->row - 1 : 0);
}
