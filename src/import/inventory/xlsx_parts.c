/* SPDX-License-Identifier: Apache-2.0
 *
 * xlsx_parts.c - what a sheet of a workbook refers to: the list of sheets, shared texts, styles that are dates
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "import/inventory/xlsx.h"

enum { FORMATS = 4096, DAY_MOST = 2958465 /* 9999-12-31 */, DAY_1970 = 25569, DAYS_1904 = 1462 };

struct sheet {
	const char *name, *id;
};

struct parts {
	struct xlsx_book *b;
	struct sheet *sheet;
	size_t sheets, sheet_cap;
	const char *wanted;  /* id of the sheet */
	bool in_text, in_phonetic, in_formats, over;
	struct buf one;      /* the shared text at hand */
	uint32_t *style;     /* formats by style */
	size_t styles, style_cap;
	struct {
		uint64_t id;
		bool date;
	} format[FORMATS];
	size_t formats;
};

/* --- sheets --- */

static void on_workbook(struct xlsx_part *p, const char *name, const char **attributes)
{
	struct parts *x = p->ctx;
	struct arena *a = x->b->a;
	if (strcmp(name, "workbookPr") == 0) {
		struct str v = xlsx_attribute(attributes, "date1904");
		x->b->from_1904 = str_is(v, "1") || str_is(v, "true");
	} else if (strcmp(name, "sheet") == 0) {
		struct str title = xlsx_attribute(attributes, "name"), id = xlsx_attribute(attributes, "id");
		if (x->sheets == XLSX_SHEETS)
			xlsx_stop(p, PT_LIMIT, "has more than %d sheets", XLSX_SHEETS);
		else
			*PUSH(a, x->sheet, x->sheets, x->sheet_cap) =
			        (struct sheet){ arena_strn(a, title.p, title.n), arena_strn(a, id.p, id.n) };
	}
}

static bool choose(struct parts *x, const char *sheet, struct pt_err *e)
{
	const char **words = NEW(x->b->a, const char *, x->sheets + 1);
	if (x->sheets == 0)
		return pt_fail(e, PT_INVALID, "is a workbook without a sheet");
	for (size_t i = 0; i < x->sheets; i++) {
		words[i] = x->sheet[i].name;
		if (x->wanted == NULL && (sheet == NULL || strcmp(sheet, words[i]) == 0))
			x->wanted = x->sheet[i].id;
	}
	if (x->wanted != NULL)
		return true;
	const char *near = str_nearest(sheet, words, x->sheets);
	return pt_fail(e, PT_USAGE, "has no sheet \"%.60s\"; did you mean \"%.60s\"?", sheet, near ? near : words[0]);
}

static bool ends_with(struct str s, const char *end)
{
	size_t n = strlen(end);
	return s.n >= n && memcmp(s.p + s.n - n, end, n) == 0;
}

static void on_relation(struct xlsx_part *p, const char *name, const char **attributes)
{
	struct parts *x = p->ctx;
	struct str type = xlsx_attribute(attributes, "Type"), to = xlsx_attribute(attributes, "Target");
	if (strcmp(name, "Relationship") != 0 || to.n == 0 || to.n > 200)
		return;
	bool from_root = to.p[0] == '/';
	const char *part = arena_fmt(x->b->a, "%s%.*s", from_root ? "" : "xl/", (int)(to.n - from_root),
	                             to.p + from_root);
	if (ends_with(type, "/worksheet") && str_is(xlsx_attribute(attributes, "Id"), x->wanted))
		x->b->sheet = part;
	else if (ends_with(type, "/sharedStrings"))
		x->b->texts_part = part;
	else if (ends_with(type, "/styles"))
		x->b->styles_part = part;
}

/* --- shared texts --- */

static void texts_start(struct xlsx_part *p, const char *name, const char **attributes)
{
	struct parts *x = p->ctx;
	(void)attributes;
	if (strcmp(name, "si") == 0)
		x->one.n = 0;
	x->in_phonetic |= strcmp(name, "rPh") == 0; /* how it is spoken, not what it says */
	x->in_text = strcmp(name, "t") == 0 && !x->in_phonetic;
}

static void texts_text(struct xlsx_part *p, struct str s)
{
	struct parts *x = p->ctx;
	if (!x->in_text)
		return;
	if (s.n > (size_t)XLSX_CELL * 4 - x->one.n) {
		xlsx_stop(p, PT_LIMIT, "has a text longer than %d octets", XLSX_CELL * 4);
		return;
	}
	buf_add(&x->one, s.p, s.n);
}

static void texts_end(struct xlsx_part *p, const char *name)
{
	struct parts *x = p->ctx;
	struct xlsx_book *b = x->b;
	if (strcmp(name, "t") == 0)
		x->in_text = false;
	if (strcmp(name, "rPh") == 0)
		x->in_phonetic = false;
	if (strcmp(name, "si") != 0)
		return;
	b->octets += x->one.n + 2 * sizeof *b->text;
	if (b->octets > XLSX_TEXTS) {
		xlsx_stop(p, PT_LIMIT, "has more than %zu MB of shared texts", XLSX_TEXTS >> 20);
		return;
	}
	*PUSH(b->a, b->text, b->texts, b->text_cap) = (struct str){ arena_strn(b->a, x->one.p, x->one.n), x->one.n };
}

/* --- styles --- */

bool xlsx_is_date(struct str format)
{
	bool day = false, month = false, clock = false;
	for (size_t i = 0; i < format.n; i++) {
		char c = format.p[i];
		if (c == '"' || c == '[') { /* words, and colours, conditions or elapsed time */
			const char *end = memchr(format.p + i + 1, c == '"' ? '"' : ']', format.n - i - 1);
			i = end ? (size_t)(end - format.p) : format.n;
		} else if (c == '\\' || c == '_' || c == '*') {
			i++;
		} else {
			c = (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
			day |= c == 'd' || c == 'y';
			month |= c == 'm';
			clock |= c == 'h' || c == 's';
		}
	}
	return day || (month && !clock);
}

/* ECMA-376 18.8.30: those that have a day in them in every language or in some. */
static bool built_in_date(uint64_t id)
{
	return (id >= 14 && id <= 17) || id == 22 || (id >= 27 && id <= 31) || id == 36 || (id >= 50 && id <= 54) ||
	       id == 57 || id == 58;
}

static void on_style(struct xlsx_part *p, const char *name, const char **attributes)
{
	struct parts *x = p->ctx;
	uint64_t id = 0;
	if (strcmp(name, "cellXfs") == 0)
		x->in_formats = true;
	if (!str_u64(xlsx_attribute(attributes, "numFmtId"), &id))
		id = 0;
	if (strcmp(name, "numFmt") == 0 && x->formats < FORMATS) {
		x->format[x->formats].id = id;
		x->format[x->formats++].date = xlsx_is_date(xlsx_attribute(attributes, "formatCode"));
	} else if (strcmp(name, "xf") == 0 && x->in_formats) {
		if (x->styles == XLSX_STYLES)
			xlsx_stop(p, PT_LIMIT, "has more than %d styles", XLSX_STYLES);
		else
			*PUSH(x->b->a, x->style, x->styles, x->style_cap) = id < UINT32_MAX ? (uint32_t)id : 0;
	}
}

static void style_end(struct xlsx_part *p, const char *name)
{
	struct parts *x = p->ctx;
	if (strcmp(name, "cellXfs") == 0)
		x->in_formats = false;
}

static void resolve(struct parts *x)
{
	x->b->styles = x->styles;
	x->b->date = NEW(x->b->a, bool, x->styles + 1);
	bool *known = NEW(x->b->a, bool, FORMATS); /* ids of the user's own are small and few */
	for (size_t k = 0; k < x->formats; k++)
		if (x->format[k].id < FORMATS)
			known[x->format[k].id] = x->format[k].date;
	for (size_t i = 0; i < x->styles; i++)
		x->b->date[i] = (x->style[i] < FORMATS && known[x->style[i]]) || built_in_date(x->style[i]);
}

const char *xlsx_date(const struct xlsx_book *b, struct arena *a, double day)
{
	char *text = NEW(a, char, 11);
	day += b->from_1904 ? DAYS_1904 : 0;
	if (!(day >= 1 && day < DAY_MOST + 1))
		return NULL;
	int32_t whole = (int32_t)floor(day);
	if (whole == 60 && !b->from_1904)
		return NULL; /* 29 February 1900, which never was */
	str_date_text(whole - DAY_1970 + (whole < 60 && !b->from_1904), text);
	return text;
}

/* --- all --- */

/* A part that need not be there. */
static bool optional(struct xlsx_book *b, const char *name, struct xlsx_part *p, struct pt_err *e)
{
	bool there;
	return name == NULL || xlsx_read(b->job, name, p, &there, e);
}

bool xlsx_open(struct xlsx_book *b, struct import_job *job, const char *sheet, struct pt_err *e)
{
	struct parts *x = NEW(job->a, struct parts, 1);
	struct xlsx_part book = { .start = on_workbook, .ctx = x }, relations = { .start = on_relation, .ctx = x };
	struct xlsx_part texts = { .start = texts_start, .end = texts_end, .text = texts_text, .ctx = x, .job = job };
	struct xlsx_part styles = { .start = on_style, .end = style_end, .ctx = x };
	bool there, related;
	*b = (struct xlsx_book){ .job = job, .a = job->a };
	x->b = b;
	x->one = buf_in(job->a);
	buf_str(&x->one, "");
	if (!xlsx_read(job, "xl/workbook.xml", &book, &there, e) || !choose(x, sheet, e) ||
	    !xlsx_read(job, "xl/_rels/workbook.xml.rels", &relations, &related, e))
		return false;
	if (b->sheet == NULL)
		return pt_fail(e, PT_INVALID, "is a damaged workbook: it does not say where its sheet is");
	if (!optional(b, b->texts_part, &texts, e) || !optional(b, b->styles_part, &styles, e))
		return false;
	resolve(x);
	return true;
}
