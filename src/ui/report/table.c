/* SPDX-License-Identifier: Apache-2.0
 *
 * table.c - one table, written for people, for spreadsheets and for programs
 */
#include "ui/report/table.h"

#include <string.h>

#include "base/json.h"

struct table table_in(struct arena *a)
{
	return (struct table){ .a = a };
}

void table_column(struct table *t, const char *name, const char *title, bool number)
{
	if (t->columns < TABLE_COLUMNS)
		t->column[t->columns++] = (struct table_column){ name, title, number };
}

const char **table_row(struct table *t)
{
	const char *(*row)[TABLE_COLUMNS] = PUSH(t->a, t->cell, t->rows, t->cap);
	memset(row, 0, sizeof *row);
	return *row;
}

static const char *cell(const struct table *t, size_t row, size_t column)
{
	const char *z = t->cell[row][column];
	return z ? z : "";
}

size_t table_width(const char *z)
{
	size_t n = 0;
	for (const unsigned char *p = (const unsigned char *)z; *p; p++) {
		bool follows = (*p & 0xc0) == 0x80;
		bool combining = (p[0] == 0xcc) || (p[0] == 0xcd && p[1] < 0xb0); /* U+0300..U+036F */
		n += !follows && !combining;
	}
	return n;
}

static void pad(struct buf *b, size_t n)
{
	while (n-- > 0)
		buf_char(b, ' ');
}

static void put(struct buf *b, const char *z, size_t width, bool right, bool last)
{
	size_t n = table_width(z), gap = width > n ? width - n : 0;
	if (right)
		pad(b, gap);
	buf_str(b, z);
	if (!right && !last)
		pad(b, gap);
	if (!last)
		buf_str(b, "  ");
}

void table_text(struct buf *b, const struct table *t, bool color)
{
	size_t width[TABLE_COLUMNS], last = 0;
	for (size_t c = 0; c < t->columns; c++) {
		width[c] = t->column[c].title ? table_width(t->column[c].title) : 0;
		for (size_t r = 0; r < t->rows; r++) {
			size_t n = table_width(cell(t, r, c));
			width[c] = n > width[c] ? n : width[c];
		}
		last = t->column[c].title ? c : last;
	}
	buf_str(b, color && !t->headless ? "\033[1m" : "");
	for (size_t c = 0; c <= last && c < t->columns && !t->headless; c++)
		if (t->column[c].title)
			put(b, t->column[c].title, width[c], t->column[c].number, c == last);
	buf_str(b, t->headless ? "" : color ? "\033[0m\n" : "\n");
	for (size_t r = 0; r < t->rows; r++) {
		for (size_t c = 0; c <= last; c++)
			if (t->column[c].title)
				put(b, cell(t, r, c), width[c], t->column[c].number, c == last);
		while (b->n > 0 && b->p[b->n - 1] == ' ')
			b->n--;
		buf_char(b, '\n');
	}
}

static void csv_cell(struct buf *b, const char *z, bool number)
{
	bool formula = !number && z[0] && strchr("=+-@\t\r", z[0]) != NULL;
	if (!formula && strpbrk(z, ",\"\r\n") == NULL) {
		buf_str(b, z);
		return;
	}
	buf_str(b, formula ? "\"'" : "\"");
	for (; *z; z++) {
		if (*z == '"')
			buf_char(b, '"');
		buf_char(b, *z);
	}
	buf_char(b, '"');
}

void table_csv(struct buf *b, const struct table *t)
{
	for (size_t r = t->headless; r <= t->rows; r++) { /* row 0 is the header */
		size_t n = 0;
		for (size_t c = 0; c < t->columns; c++) {
			const struct table_column *q = &t->column[c];
			if (q->name == NULL)
				continue;
			buf_str(b, n++ ? "," : "");
			csv_cell(b, r ? cell(t, r - 1, c) : q->name, r && q->number);
		}
		buf_str(b, "\r\n");
	}
}

void table_jsonl(struct buf *b, const struct table *t)
{
	for (size_t r = 0; r < t->rows; r++) {
		struct jsonw w = jsonw_in(b, 0);
		jsonw_object(&w);
		for (size_t c = 0; c < t->columns; c++) {
			double v;
			if (t->column[c].name == NULL)
				continue;
			jsonw_key(&w, t->column[c].name);
			if (!t->column[c].number)
				jsonw_text(&w, cell(t, r, c));
			else if (str_double(str_of(cell(t, r, c)), &v))
				jsonw_number(&w, v);
			else
				jsonw_null(&w);
		}
		jsonw_object_end(&w);
		buf_char(b, '\n');
	}
}

void table_wrap(struct buf *b, const char *text, size_t indent, size_t width)
{
	size_t room = width > indent + 20 ? width - indent : 20, used = 0;
	while (*text) {
		size_t n = strcspn(text, " \n");
		char word[256];
		if (strncmp(text + n, " %", 2) == 0) /* a number keeps its sign */
			n += 2 + strcspn(text + n + 2, " \n");
		size_t take = n < sizeof word ? n : sizeof word - 1;
		memcpy(word, text, take);
		word[take] = '\0';
		size_t w = table_width(word);
		if (used > 0 && used + 1 + w > room) {
			buf_char(b, '\n');
			used = 0;
		}
		if (used == 0)
			pad(b, indent);
		else
			buf_char(b, ' ');
		buf_add(b, text, n);
		used += w + (used > 0);
		text += n;
		text += strspn(text, " \n");
	}
	buf_char(b, '\n');
}
