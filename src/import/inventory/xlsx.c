/* SPDX-License-Identifier: Apache-2.0
 *
 * xlsx.c - an inventory as a sheet of a workbook (docs/importers/xlsx.md)
 *
 * The first row that is not empty is the header; rows go the same way as those of a CSV file.
 */
#include <stdio.h>
#include <string.h>

#include "import/inventory/inventory_table.h"
#include "import/inventory/xlsx.h"

enum { ROW = 4 << 20, CELL_COST = 64 };
enum cell_type { CELL_NUMBER, CELL_SHARED, CELL_TEXT, CELL_BOOL, CELL_ERROR };

struct sheet {
	struct import_job *job;
	struct xlsx_book book;
	struct inventory_table t;
	struct pt_err *e;
	struct arena scratch, all; /* one row; as it was before it */
	size_t octets;             /* of the cells of the row */
	struct str *field;
	size_t n;                  /* fields of the row, the last of which is not empty */
	uint64_t row;
	size_t column;             /* of the cell at hand, from 0 */
	enum cell_type type;
	size_t style;
	bool takes, open, header;  /* text belongs to the value; the table is open */
	bool spoilt;               /* the row was told and is left out */
	struct buf value;
};

static struct pt_at place(const void *ctx, int column)
{
	const struct sheet *s = ctx;
	return (struct pt_at){ .row = s->row, .column = column < 0 ? 0 : (uint64_t)column + 1 };
}

static void spoil(struct sheet *s, const char *text)
{
	struct pt_at at = place(s, (int)s->column);
	if (!s->spoilt)
		import_reject(s->job, &at, text);
	s->spoilt = true;
}

/* "BC12" -> 54; without a reference the cell is the next one. */
static bool column_of(struct str ref, size_t *column)
{
	size_t n = 0, i = 0;
	for (; i < ref.n && ref.p[i] >= 'A' && ref.p[i] <= 'Z'; i++) {
		n = n * 26 + (size_t)(ref.p[i] - 'A') + 1;
		if (n > XLSX_COLUMNS)
			return false;
	}
	if (i > 0)
		*column = n - 1;
	return *column < XLSX_COLUMNS;
}

static void begin_cell(struct xlsx_part *p, struct sheet *s, const char **attributes)
{
	static const struct {
		const char *word;
		enum cell_type type;
	} types[] = { { "s", CELL_SHARED }, { "str", CELL_TEXT }, { "inlineStr", CELL_TEXT }, { "d", CELL_TEXT },
		      { "b", CELL_BOOL }, { "e", CELL_ERROR } };
	struct str type = xlsx_attribute(attributes, "t");
	uint64_t style = 0;
	if (!column_of(xlsx_attribute(attributes, "r"), &s->column)) {
		xlsx_stop(p, PT_LIMIT, "row %llu has more than %d columns", (unsigned long long)s->row, XLSX_COLUMNS);
		return;
	}
	s->type = CELL_NUMBER;
	for (size_t i = 0; i < COUNT(types); i++)
		if (str_is(type, types[i].word))
			s->type = types[i].type;
	s->style = str_u64(xlsx_attribute(attributes, "s"), &style) && style < XLSX_STYLES ? (size_t)style : 0;
	s->value.n = 0;
}

static void on_start(struct xlsx_part *p, const char *name, const char **attributes)
{
	struct sheet *s = p->ctx;
	if (strcmp(name, "row") == 0) {
		uint64_t row;
		bool said = str_u64(xlsx_attribute(attributes, "r"), &row);
		s->row = said && row < UINT32_MAX ? row : s->row + 1;
		s->n = s->column = s->octets = 0;
		s->scratch = s->all;
		s->spoilt = false;
	} else if (strcmp(name, "c") == 0) {
		begin_cell(p, s, attributes);
	} else if (strcmp(name, "rPh") == 0) {
		s->takes = false;
	} else {
		s->takes = strcmp(name, "v") == 0 || strcmp(name, "t") == 0;
	}
}

static void on_text(struct xlsx_part *p, struct str text)
{
	struct sheet *s = p->ctx;
	if (!s->takes || s->spoilt)
		return;
	if (text.n > (size_t)XLSX_CELL * 4 - s->value.n)
		spoil(s, "a cell is longer than 131072 octets");
	else
		buf_add(&s->value, text.p, text.n);
}

/* As people see it: a day, or at most 15 digits, which is what a sheet keeps. */
static struct str number(struct sheet *s, struct str text)
{
	double v;
	if (!str_double(text, &v))
		return text; /* the template tells what is wrong with it */
	if (s->style < s->book.styles && s->book.date[s->style]) {
		const char *day = xlsx_date(&s->book, &s->scratch, v);
		if (day == NULL)
			spoil(s, "a date that no calendar has");
		return day ? str_of(day) : text;
	}
	return text.n <= 15 ? text : str_of(arena_fmt(&s->scratch, "%.15g", v));
}

static struct str value_of(struct sheet *s)
{
	struct str text = { arena_strn(&s->scratch, s->value.p, s->value.n), s->value.n };
	uint64_t at;
	switch (s->type) {
	case CELL_TEXT: return text;
	case CELL_NUMBER: return number(s, str_trim(text));
	case CELL_BOOL: return str_is(text, "1") || str_is(text, "true") ? STR("yes") : STR("no");
	case CELL_ERROR: spoil(s, arena_fmt(&s->scratch, "a formula has no value here: %.20s", text.p)); return STR("");
	case CELL_SHARED: break;
	}
	if (str_u64(str_trim(text), &at) && at < s->book.texts)
		return s->book.text[at];
	spoil(s, "refers to a shared text that is not there");
	return STR("");
}

static void end_cell(struct xlsx_part *p, struct sheet *s)
{
	s->octets += s->value.n + CELL_COST;
	if (s->octets > ROW) {
		xlsx_stop(p, PT_LIMIT, "row %llu has more than %d MB", (unsigned long long)s->row, ROW >> 20);
		return;
	}
	struct str text = s->value.n > 0 ? value_of(s) : STR("");
	if (text.n > 0) {
		for (; s->n <= s->column; s->n++)
			s->field[s->n] = STR("");
		s->field[s->column] = text;
	}
	s->column++;
}

/* The header lasts as long as the table; joined by tabs it looks like that of a text. */
static bool begin_table(struct sheet *s)
{
	struct arena *a = s->job->a;
	struct buf head = buf_in(a);
	struct str *header = NEW(a, struct str, s->n);
	for (size_t i = 0; i < s->n; i++) {
		struct str name = str_trim(s->field[i]);
		header[i] = (struct str){ arena_strn(a, name.p, name.n), name.n };
		buf_fmt(&head, "%s", i ? "\t" : "");
		buf_add(&head, name.p, name.n);
	}
	buf_char(&head, '\n');
	s->open = true;
	return inventory_table_open(&s->t, s->job, (struct str){ head.p, head.n }, header, s->n, s->e);
}

/* False = stop, with the reason in s->e. */
static bool end_row(struct sheet *s)
{
	bool go_on = true;
	bool header = !s->open;
	if (s->n == 0 && !s->spoilt)
		return true;
	if (header && !begin_table(s))
		return false;
	if (!s->spoilt && (!header || s->t.first_is_row))
		go_on = inventory_table_row(&s->t, s->field, s->n) || import_stopped(s->e);
	return go_on;
}

static void on_end(struct xlsx_part *p, const char *name)
{
	struct sheet *s = p->ctx;
	s->takes = false;
	if (strcmp(name, "c") == 0) {
		end_cell(p, s);
	} else if (strcmp(name, "row") == 0 && !end_row(s)) {
		xlsx_stop(p, PT_CANCELLED, "stopped");
	}
}

static bool xlsx_sniff(struct str directory, const char *name)
{
	(void)name;
	return import_has(directory, "xl/workbook.xml");
}

static bool read_sheet(struct sheet *s, struct pt_err *e)
{
	struct xlsx_part p = { .start = on_start, .end = on_end, .text = on_text, .ctx = s, .job = s->job };
	struct pt_err why = { 0 };
	bool there;
	s->e = &why;
	if (!xlsx_read(s->job, s->book.sheet, &p, &there, e)) {
		if (why.code != PT_OK && e != NULL) /* what the table said counts more than that it stopped */
			*e = why;
		return false;
	}
	if (!there)
		return pt_fail(e, PT_INVALID, "is a damaged workbook: %s is not in it", s->book.sheet);
	return s->open ? inventory_table_end(&s->t, e) : pt_fail(e, PT_INVALID, "has no header in its sheet");
}

static bool xlsx_run(struct import_job *job, struct pt_err *e)
{
	struct sheet *s = NEW(job->a, struct sheet, 1);
	s->job = job;
	s->t.place = (struct inventory_table_place){ place, s };
	s->field = NEW(job->a, struct str, XLSX_COLUMNS);
	s->value = buf_in(job->a);
	buf_str(&s->value, "");
	if (!xlsx_open(&s->book, job, job->sheet, e))
		return false;
	s->scratch = s->all = register_scratch(job->a);
	bool ok = read_sheet(s, e);
	register_whole(job->a, &s->all);
	return ok;
}

const struct importer importer_xlsx = {
	.kind = "xlsx",
	.what = "sites and network elements as a sheet of a workbook (our template, or with a mapping)",
	.example = "petrin import --sheet Sites inventory.xlsx",
	.shape = IMPORT_WORKBOOK,
	.maps = true,
	.restates = true,
	.sniff = xlsx_sniff,
	.run = xlsx_run,
};
