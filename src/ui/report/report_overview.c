/* SPDX-License-Identifier: Apache-2.0
 *
 * report_overview.c - every supplier in one row: class shares, what is possible, what is unknown
 */
#include <math.h>

#include "ui/report/report_inside.h"

/* --- legend --- */

static void swatch(struct report *r, enum paint p, const char *word)
{
	struct chart_part whole = { 1, p, NULL };
	html_open(r->h, "li", NULL);
	chart_bar(r->chart, *r->a, &(struct chart_bar){ &whole, 1, 12, NULL, { 0 } });
	html_text(r->h, word);
	html_close(r->h);
}

static void legend(struct report *r)
{
	const struct standard *s = &r->x->standard;
	html_open(r->h, "div", "class", "legend", NULL);
	html_open(r->h, "div", NULL);
	html_leaf(r->h, "p", "Classes", NULL);
	html_open(r->h, "ul", NULL);
	for (size_t h = 0; h < s->k; h++)
		swatch(r, PAINT_CLASS + (enum paint)h, s->class[h]);
	html_close(r->h);
	html_close(r->h);
	html_open(r->h, "div", NULL);
	html_leaf(r->h, "p", "Grades of evidence", NULL);
	html_open(r->h, "ul", NULL);
	for (int g = 0; g < GRADES; g++)
		swatch(r, PAINT_GRADE + (enum paint)g, grade_name[g]);
	swatch(r, PAINT_UNKNOWN, "unknown");
	html_close(r->h);
	html_close(r->h);
	html_close(r->h);
}

/* --- sorting and filtering, shown by the script only --- */

static void tools(struct report *r)
{
	const struct standard *s = &r->x->standard;
	struct html *h = r->h;
	html_open(h, "div", "class", "tools", "id", "tools", "hidden", "", NULL);
	html_leaf(h, "label", "Sort by", "for", "sort", NULL);
	html_open(h, "select", "id", "sort", NULL);
	html_leaf(h, "option", "name", "value", "-1", NULL);
	for (size_t k = 0; k < s->k; k++)
		html_leaf(h, "option", arena_fmt(r->a, "share of %s", s->class[k]), "value",
		          arena_fmt(r->a, "%zu", k), NULL);
	html_leaf(h, "option", "unknown", "value", arena_fmt(r->a, "%zu", s->k), NULL);
	html_leaf(h, "option", "pieces of evidence", "value", arena_fmt(r->a, "%zu", s->k + 1), NULL);
	html_close(h);
	html_leaf(h, "label", "Show names with", "for", "filter", NULL);
	html_void(h, "input", "id", "filter", "type", "search", "autocomplete", "off", NULL);
	html_leaf(h, "span", "", "id", "shown", "role", "status", NULL);
	html_close(h);
}

/* --- the table --- */

static void consideration_cell(struct report *r, size_t i, size_t c)
{
	const struct model *m = &r->x->model;
	const struct assess_consideration *q = &r->x->consideration[i * m->considerations + c];
	const char *words = report_belief_words(r->a, q->grade, q->unknown);
	report_cell_open(r, "mini", m->consideration[c].title);
	report_belief_bar(r, &(struct chart_bar){ .height = 14, .title = words }, q->grade, q->unknown);
	html_open(r->h, "span", "class", "quiet", NULL);
	html_text(r->h, report_percent(r->a, q->unknown));
	html_leaf(r->h, "span", " unknown", "class", "unit", NULL);
	html_close(r->h);
	html_close(r->h);
}

static void possible_cell(struct report *r, size_t i)
{
	const struct standard *s = &r->x->standard;
	const struct verdict *v = &r->x->verdicts.of[i];
	report_cell_open(r, NULL, "Possible classes");
	html_open(r->h, "ul", "class", "plain", NULL);
	for (size_t h = 0; h < s->k; h++)
		if (v->possible[h])
			html_leaf(r->h, "li", s->class[h], NULL);
	html_close(r->h);
	html_close(r->h);
}

static void veto_cell(struct report *r, size_t i)
{
	const struct standard *s = &r->x->standard;
	size_t b = report_vetoed(r->x, i);
	report_cell_open(r, NULL, "Veto");
	if (b + 1 < s->k) {
		size_t j = r->x->verdicts.of[i].boundary[b].veto;
		html_leaf(r->h, "a", r->x->model.criterion[j].title, "href", report_place(r, i, j, true), NULL);
		html_fmt(r->h, ": not %s", s->class[b + 1]);
	} else {
		html_leaf(r->h, "span", "none", "class", "quiet", NULL);
	}
	html_close(r->h);
}

static const char *sort_keys(struct report *r, size_t i)
{
	struct buf b = buf_in(r->a);
	for (size_t h = 0; h < r->x->standard.k; h++) {
		buf_double(&b, round(1e6 * r->x->verdicts.of[i].acceptability[h]));
		buf_char(&b, ' ');
	}
	buf_double(&b, round(1e6 * assess_unknown(r->x, i)));
	buf_fmt(&b, " %zu", assess_pieces(r->x, i));
	return b.p;
}

static void row(struct report *r, size_t i)
{
	const struct assessment *x = r->x;
	struct html *h = r->h;
	html_text(h, "\n");
	html_open(h, "tr", "role", "row", "data-keys", sort_keys(r, i), NULL);
	html_open(h, "th", "scope", "row", "role", "rowheader", NULL);
	html_leaf(h, "a", x->subject[i]->name, "href", arena_fmt(r->a, "#supplier/%s", x->subject[i]->id), NULL);
	html_close(h);
	report_cell_open(r, "shares", "Share of weightings and beliefs per class");
	report_shares_bar(r, i, 16, NULL);
	html_fmt(h, "%s; standard error %s", report_shares_words(r, i), report_error_words(r, i));
	html_close(h);
	possible_cell(r, i);
	veto_cell(r, i);
	report_cell_open(r, "number strong", "Unknown, by weight");
	html_text(h, report_percent(r->a, assess_unknown(x, i)));
	html_close(h);
	for (size_t c = 0; c < x->model.considerations; c++)
		consideration_cell(r, i, c);
	report_cell_open(r, "number", "Pieces of evidence");
	html_fmt(h, "%zu", assess_pieces(x, i));
	html_close(h);
	html_close(h);
}

void report_overview(struct report *r)
{
	const struct model *m = &r->x->model;
	struct html *h = r->h;
	html_text(h, "\n");
	html_open(h, "section", "id", "overview", "aria-labelledby", "overview.title", NULL);
	html_leaf(h, "h2", "How many of the accepted weightings and beliefs lead to each class", "id",
	          "overview.title", NULL);
	legend(r);
	tools(r);
	report_table_open(r, "overview", "overview.title");
	report_column(r, "Supplier", NULL);
	report_column(r, "Share per class", NULL);
	report_column(r, "Possible, exactly", NULL);
	report_column(r, "Veto", NULL);
	report_column(r, "Unknown", "number");
	for (size_t c = 0; c < m->considerations; c++)
		report_column(r, m->consideration[c].title, "mini");
	report_column(r, "Evidence", "number");
	report_table_rows(r, "rows");
	for (size_t k = 0; k < r->n; k++)
		row(r, r->order[k]);
	html_close(h);
	html_close(h);
	html_leaf(h, "p", "Suppliers stand in the order of their names. \u201cPossible\u201d is exact: "
	          "some accepted weighting, and grades that evidence leaves open, lead to the class. "
	          "Unknown, also under the bar of each consideration, is the share of weight that no "
	          "evidence settles.", "class", "quiet", NULL);
	html_close(h);
}
