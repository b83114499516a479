/* SPDX-License-Identifier: Apache-2.0
 *
 * table.h - one table, written for people, for spreadsheets and for programs
 *
 * A table is columns and rows of text; a column says whether it holds numbers.  What is shown in one
 * form is in all of them, every row of it.  Cells live as long as the arena; NULL is an empty cell.
 */
#ifndef PT_UI_TABLE_H
#define PT_UI_TABLE_H

#include "base/str.h"

enum { TABLE_COLUMNS = 24 };

struct table_column {
	const char *name;  /* member name in JSON lines and CSV header; NULL = only for people */
	const char *title; /* head for people; NULL = only for machines */
	bool number;
};

struct table {
	struct arena *a;
	struct table_column column[TABLE_COLUMNS];
	size_t columns, rows, cap;
	const char *(*cell)[TABLE_COLUMNS];
	const char **note; /* per row: a line below it, for people only */
	size_t note_cap;
	bool headless;     /* goes on with a table whose head is written already */
};

struct table table_in(struct arena *a);
void table_column(struct table *t, const char *name, const char *title, bool number);
/* A new row; its cells are filled in place. */
const char **table_row(struct table *t);

/* Columns aligned; heads bold when `color`. */
void table_text(struct buf *b, const struct table *t, bool color);
/* RFC 4180 with CR LF; a text cell that a spreadsheet would run as a formula gets a ' in front. */
void table_csv(struct buf *b, const struct table *t);
/* One object per row. */
void table_jsonl(struct buf *b, const struct table *t);

/* Columns a terminal needs for the text: code points, combining marks not counted. */
size_t table_width(const char *z);
/* Text broken at spaces into lines of at most `width` columns, each with `indent` spaces in front. */
void table_wrap(struct buf *b, const char *text, size_t indent, size_t width);

#endif
