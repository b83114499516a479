/* SPDX-License-Identifier: Apache-2.0
 *
 * csv.c - tables as text (RFC 4180), read as a stream
 *
 * A row is looked at twice.  The first look finds its end, reading on as needed, and refuses what
 * is not a row; the second cuts it into fields and takes doubled quotes apart in place.  The
 * window is twice the longest row and is moved down only between rows, when more than one longest
 * row has been used up: so every octet is moved at most once, and fields can be views.
 */
#include "base/csv.h"

#include <stdio.h>
#include <string.h>

enum { CSV_CHUNK = 1 << 16, CSV_WINDOW = CSV_ROW * 2, CSV_PAST = 8 /* read beyond, not used */ };

static const size_t no_quote = SIZE_MAX;

/* Before the delimiter is known, all of them separate fields. */
static bool separates(const struct csv *c, char ch)
{
	if (c->delimiter)
		return ch == c->delimiter;
	return ch == ',' || ch == ';' || ch == '\t';
}

/* The place of an octet of the row that begins at `beg`. */
static struct pt_at place_of(const struct csv *c, size_t pos)
{
	struct pt_at at = { .row = c->line, .column = 1 };
	if (c->file)
		snprintf(at.file, sizeof at.file, "%s", c->file);
	for (size_t i = c->beg; i < pos; i++) {
		if (c->window[i] == '\n') {
			at.row++;
			at.column = 1;
		} else if ((c->window[i] & 0xc0) != 0x80) {
			at.column++;
		}
	}
	return at;
}

static bool refuse(struct csv *c, size_t pos, const char *text, struct pt_err *e)
{
	struct pt_at at = place_of(c, pos);
	c->failed = true;
	return pt_fail_at(e, &at, PT_INVALID, "%s", text);
}

/* Makes octet i (at most `end`) readable; false at the end of the input and after a failure.
 * `quote` is where an open quote began: it tells what is wrong with a row that is too long. */
static bool have(struct csv *c, size_t i, size_t quote, struct pt_err *e)
{
	if (i < c->end)
		return true;
	if (c->eof || c->failed)
		return false;
	if (i - c->beg > CSV_ROW) {
		struct pt_at at = place_of(c, quote == no_quote ? c->beg : quote);
		c->failed = true;
		return pt_fail_at(e, &at, PT_LIMIT, "%s %d octets",
		                  quote == no_quote
		                          ? "a row is longer than"
		                          : "a quote that is opened here is not closed within",
		                  CSV_ROW);
	}
	size_t room = c->beg + CSV_ROW + 1 - c->end;
	room = room < CSV_CHUNK ? room : CSV_CHUNK;
	long n = c->source.read(&c->source, c->window + c->end, room, e);
	if (n < 0) {
		c->failed = true;
		pt_err_file(e, c->file ? c->file : "");
	}
	c->eof = n <= 0;
	c->end += n > 0 ? (size_t)n : 0;
	return n > 0;
}

static bool line_ends(struct csv *c, size_t i, struct pt_err *e)
{
	if (!have(c, i, no_quote, e) || c->window[i] == '\n')
		return true;
	return c->window[i] == '\r' && (!have(c, i + 1, no_quote, e) || c->window[i + 1] == '\n');
}

/* From the opening quote at i to behind the closing one; 0 after a failure. */
static size_t quoted_end(struct csv *c, size_t i, struct pt_err *e)
{
	size_t open = i++;
	while (have(c, i, open, e)) {
		const char *at = memchr(c->window + i, '"', c->end - i);
		i = at ? (size_t)(at - c->window) + 1 : c->end;
		if (at == NULL)
			continue;
		if (!have(c, i, no_quote, e) || c->window[i] != '"')
			return i;
		i++;
	}
	if (!c->failed)
		refuse(c, open, "a quote that is opened here is not closed", e);
	return 0;
}

/* The end of the row at `beg`: where its line feed is, or the end of the input. */
static bool row_end(struct csv *c, size_t *end, struct pt_err *e)
{
	size_t i = c->beg;
	bool starts = true;
	while (have(c, i, no_quote, e) && c->window[i] != '\n') {
		if (starts && c->window[i] == '"') {
			i = quoted_end(c, i, e);
			if (i == 0)
				return false;
			bool ends = line_ends(c, i, e);
			if (!c->failed && !ends && !separates(c, c->window[i]))
				return refuse(c, i, "text after a closing quote", e);
			starts = false;
		} else {
			starts = separates(c, c->window[i]);
			i++;
		}
	}
	*end = i;
	return !c->failed;
}

/* The column behind text that begins at `column`, and how many lines further down it is. */
static uint32_t advance(const char *p, size_t n, uint32_t column, uint32_t *down)
{
	for (size_t i = 0; i < n; i++) {
		if (p[i] == '\n') {
			column = 1;
			++*down;
		} else {
			column += (p[i] & 0xc0) != 0x80;
		}
	}
	return column;
}

/* Where the field at i ends in a row that ends at `end`. */
static size_t field_end(const struct csv *c, size_t i, size_t end)
{
	char mark = i < end && c->window[i] == '"' ? '"' : c->delimiter;
	if (mark == '"')
		i++;
	for (;; i += 2) {
		const char *at = i < end ? memchr(c->window + i, mark, end - i) : NULL;
		i = at ? (size_t)(at - c->window) : end;
		if (mark != '"')
			return i;
		if (i + 1 >= end || c->window[i + 1] != '"')
			return i + 1;
	}
}

/* The content of the field of n octets at p, doubled quotes made single. */
static struct str content(char *p, size_t n)
{
	if (n == 0 || p[0] != '"')
		return (struct str){ p, n };
	char *to = p + 1;
	for (size_t from = 1; from + 1 < n; from++) {
		*to++ = p[from];
		if (p[from] == '"')
			from++;
	}
	return (struct str){ p + 1, (size_t)(to - p - 1) };
}

static bool split(struct csv *c, size_t end, struct pt_err *e)
{
	uint32_t column = 1, down = 0;
	for (size_t i = c->beg, stop;; i = stop + 1, column++) {
		if (c->n == CSV_FIELDS) {
			struct pt_at at = place_of(c, c->beg);
			c->n = 0;
			c->failed = true;
			return pt_fail_at(e, &at, PT_LIMIT, "a row has more than %d fields",
			                  CSV_FIELDS);
		}
		stop = field_end(c, i, end);
		c->column[c->n] = column;
		c->down[c->n] = down;
		column = advance(c->window + i, stop - i, column, &down);
		c->field[c->n++] = content(c->window + i, stop - i);
		if (stop == end)
			return true;
	}
}

static bool row_text_ok(struct csv *c, size_t end, struct pt_err *e)
{
	size_t fault = 0;
	if (str_utf8((struct str){ c->window + c->beg, end - c->beg }, &fault))
		return true;
	fault += c->beg;
	return refuse(c, fault, c->window[fault] ? "bytes that are not UTF-8" : "a NUL octet", e);
}

uint64_t csv_octets(const struct csv *c)
{
	return c->source.total - (c->end - c->next);
}

bool csv_moves(const struct csv *c)
{
	return c->next >= CSV_ROW;
}

/* Finds the next row that is not blank, from `next` on: `beg` to *stop, without its line end. */
static bool find_row(struct csv *c, size_t *stop, struct pt_err *e)
{
	for (c->beg = c->next;; c->beg = c->next, c->line++) {
		size_t end = c->beg;
		if (c->beg >= CSV_ROW) {
			memmove(c->window, c->window + c->beg, c->end - c->beg);
			c->end -= c->beg;
			c->beg = 0;
		}
		if (c->failed || !have(c, c->beg, no_quote, e) || !row_end(c, &end, e))
			return false;
		c->next = end + (end < c->end);
		*stop = end - (end > c->beg && c->window[end - 1] == '\r');
		if (*stop > c->beg)
			return true;
	}
}

#define EACH(octet) (0x0101010101010101u * (unsigned char)(octet))

/* The top bit of every octet of w that is zero, and of no other. */
static uint64_t zeros(uint64_t w)
{
	return ~(((w & EACH(0x7f)) + EACH(0x7f)) | w | EACH(0x7f));
}

/* Nothing when no octet of w is zero; else the lowest bit is that of the lowest such octet. */
static uint64_t first_zero(uint64_t w)
{
	return (w - EACH(1)) & ~w & EACH(0x80);
}

/* Eight octets of the window at a time; those from n on do not count. */
static uint64_t word_at(const char *p, size_t n, uint64_t *counts)
{
	uint64_t w;
	memcpy(&w, p, 8);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	w = __builtin_bswap64(w);
#endif
	*counts = n >= 8 ? EACH(0x80) : EACH(0x80) & ((UINT64_C(1) << n * 8) - 1);
	return w;
}

/* Cuts n octets at p into fields; 0 when the row is not all ASCII, or has a quote, a NUL or too many
 * fields. */
static size_t cut_plain(const struct csv *c, const char *p, size_t n)
{
	struct str *field = c->field;
	uint32_t *column = c->column;
	size_t fields = 0, from = 0;
	uint64_t separator = EACH(c->delimiter);
	for (size_t i = 0; i < n; i += 8) {
		uint64_t counts, w = word_at(p + i, n - i, &counts);
		if ((w | first_zero(w) | first_zero(w ^ EACH('"'))) & counts)
			return 0;
		for (uint64_t hit = zeros(w ^ separator) & counts; hit != 0; hit &= hit - 1) {
			size_t at = i + (unsigned)__builtin_ctzll(hit) / 8;
			field[fields] = (struct str){ p + from, at - from };
			column[fields] = (uint32_t)from + 1;
			from = at + 1;
			if (++fields == CSV_FIELDS)
				return 0;
		}
	}
	field[fields] = (struct str){ p + from, n - from };
	column[fields] = (uint32_t)from + 1;
	return fields + 1;
}

/* The common row is looked at once: all ASCII, without a quote, and all of it is in the window.
 * False, with nothing changed that matters, when the row is of another kind. */
static bool plain_row(struct csv *c)
{
	const char *p = c->window + c->next;
	const char *feed = c->delimiter && !csv_moves(c) && c->next < c->end
	                           ? memchr(p, '\n', c->end - c->next)
	                           : NULL;
	if (feed == NULL || c->failed)
		return false;
	size_t n = (size_t)(feed - p);
	n -= n > 0 && p[n - 1] == '\r';
	size_t fields = n > 0 ? cut_plain(c, p, n) : 0;
	if (fields == 0)
		return false;
	memset(c->down, 0, fields * sizeof *c->down);
	c->n = fields;
	c->beg = c->next;
	c->next += (size_t)(feed - p) + 1;
	c->lines = 1;
	return true;
}

bool csv_row(struct csv *c, struct pt_err *e)
{
	size_t stop;
	c->line += c->lines;
	c->lines = 0;
	c->n = 0;
	if (plain_row(c)) {
		c->row++;
		return true;
	}
	if (!find_row(c, &stop, e) || !row_text_ok(c, stop, e))
		return false;
	for (size_t i = c->beg; i < c->next; i++)
		c->lines += c->window[i] == '\n';
	c->row++;
	return split(c, stop, e);
}

/* Chooses the separator that the header line has most of, outside quotes; leaves the line be. */
static bool find_delimiter(struct csv *c, struct pt_err *e)
{
	static const char candidates[] = ",;\t";
	size_t stop, count[3] = { 0 }, best = 0;
	if (!find_row(c, &stop, e))
		return c->failed ? false : refuse(c, c->beg, "is empty", e);
	bool quoted = false;
	for (size_t i = c->beg; i < stop; i++) {
		const char *at = quoted ? NULL : memchr(candidates, c->window[i], 3);
		if (at)
			count[at - candidates]++;
		quoted ^= c->window[i] == '"';
	}
	for (size_t k = 1; k < COUNT(count); k++)
		if (count[k] > count[best])
			best = k;
	c->delimiter = candidates[best];
	c->next = c->beg;
	return true;
}

bool csv_open(struct csv *c, struct arena *a, struct stream s, const char *file, struct pt_err *e)
{
	*c = (struct csv){ .source = s, .file = file, .a = a, .line = 1 };
	c->window = NEW(a, char, CSV_WINDOW + CSV_PAST);
	c->field = NEW(a, struct str, CSV_FIELDS);
	c->column = NEW(a, uint32_t, CSV_FIELDS);
	c->down = NEW(a, uint32_t, CSV_FIELDS);
	if (have(c, 0, no_quote, e) && have(c, 1, no_quote, e) && have(c, 2, no_quote, e) &&
	    memcmp(c->window, "\xef\xbb\xbf", 3) == 0)
		c->beg = c->next = 3;
	if (c->failed || !find_delimiter(c, e) || !csv_row(c, e))
		return false;
	c->headers = c->n;
	c->header = NEW(a, struct str, c->n);
	for (size_t i = 0; i < c->n; i++)
		c->header[i] =
			(struct str){ arena_strn(a, c->field[i].p, c->field[i].n), c->field[i].n };
	return true;
}

int csv_find(const struct csv *c, const char *name)
{
	for (size_t i = 0; i < c->headers; i++)
		if (str_is(c->header[i], name))
			return (int)i;
	return -1;
}

struct str csv_get(const struct csv *c, int i)
{
	return i >= 0 && (size_t)i < c->n ? c->field[i] : STR("");
}

struct pt_at csv_at(const struct csv *c, int i)
{
	struct pt_at at = { .row = c->line };
	if (c->file)
		snprintf(at.file, sizeof at.file, "%s", c->file);
	if (i >= 0 && (size_t)i < c->n) {
		at.row += c->down[i];
		at.column = c->column[i];
	}
	return at;
}

void csv_put(struct buf *b, struct str s)
{
	bool quote = false;
	for (size_t i = 0; i < s.n && !quote; i++)
		quote = s.p[i] == '"' || memchr(",;\t\r\n", s.p[i], 5) != NULL;
	if (!quote) {
		buf_add(b, s.p, s.n);
		return;
	}
	buf_char(b, '"');
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '"')
			buf_char(b, '"');
		buf_char(b, s.p[i]);
	}
	buf_char(b, '"');
}
