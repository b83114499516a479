/* SPDX-License-Identifier: Apache-2.0
 *
 * lines.c - the values of a stream of JSON, one by one, in bounded memory
 */
#include "import/lines.h"

#include <string.h>

static bool is_white(char c)
{
	return c == ' ' || c == '\n' || c == '\t' || c == '\r';
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
static bool drop_line(struct jsons *s)
{
	for (;;) {
		const char *at = memchr(s->p + s->beg, '\n', s->end - s->beg);
		s->beg = at ? (size_t)(at - s->p) + 1 : s->end;
		if (at != NULL || !jsons_fill(s))
			return jsons_ok(s);
	}
}

const char lines_too_long[] = "is longer than the 16 MB one record may have";

static bool next_line(struct jsons *s, struct line *out)
{
	for (;;) {
		size_t from = 0;
		const char *at;
		while ((at = memchr(s->p + s->beg + from, '\n', s->end - s->beg - from)) == NULL) {
			from = s->end - s->beg;
			if (from > LINES_LIMIT || !jsons_fill(s))
				break;
		}
		if (!jsons_ok(s) || (at == NULL && from == 0))
			return false;
		*out = (struct line){ .row = ++s->row, .column = 1 }; /* here a row is a line */
		if (at == NULL && from > LINES_LIMIT) {
			out->why = lines_too_long;
			return drop_line(s);
		}
		size_t n = at ? (size_t)(at - s->p) - s->beg : from;
		out->text = trimmed(s->p + s->beg, n);
		out->column = 1 + (size_t)(out->text.p - (s->p + s->beg));
		s->beg += n + (at != NULL);
		if (out->text.n > 0)
			return true;
	}
}

/* --- the interface --- */

static bool next_value(struct lines *l, struct line *out)
{
	bool list = l->form == LINES_ARRAY;
	struct jsons_value v;
	if (list && !jsons_more(&l->s))
		return !jsons_done(&l->s) && false; /* nothing may follow the list, which is recorded */
	if ((!list && !jsons_next(&l->s)) || !jsons_value(&l->s, LINES_LIMIT, &v))
		return false;
	*out = (struct line){ v.text, v.row, v.column, v.text.p ? NULL : lines_too_long };
	return true;
}

/* Whether the first line holds one whole value and nothing else. */
static bool line_is_whole(struct jsons *s)
{
	struct jsons_scan scan = { 0 };
	while (!jsons_scan(&scan, s->p + s->beg, s->end - s->beg)) {
		const char *at = memchr(s->p + s->beg, '\n', scan.i);
		if (at != NULL || scan.i > LINES_LIMIT || !jsons_fill(s))
			return false;
	}
	if (memchr(s->p + s->beg, '\n', scan.i) != NULL)
		return false;
	for (size_t i = scan.i;; i++) {
		if (s->beg + i == s->end && !jsons_fill(s))
			return true;
		char c = s->p[s->beg + i];
		if (c == '\n' || !is_white(c))
			return c == '\n';
	}
}

bool lines_open(struct lines *l, struct arena *a, struct stream s, struct pt_err *e)
{
	l->form = LINES_VALUES;
	jsons_open(&l->s, a, s, e);
	if (!jsons_next(&l->s))
		return jsons_ok(&l->s);
	if (l->s.p[l->s.beg] == '[') {
		l->form = LINES_ARRAY;
		return jsons_array(&l->s);
	}
	if (line_is_whole(&l->s)) {
		l->form = LINES_LINES;
		l->s.row--; /* of the line before the next */
	}
	return jsons_ok(&l->s);
}

bool lines_next(struct lines *l, struct line *out, struct pt_err *e)
{
	l->s.e = e;
	return l->form == LINES_LINES ? next_line(&l->s, out) : next_value(l, out);
}

void lines_place(const struct line *line, struct pt_at *at)
{
	jsons_place(&(struct jsons_value){ .row = line->row, .column = line->column }, at);
}
