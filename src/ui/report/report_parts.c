/* SPDX-License-Identifier: Apache-2.0
 *
 * report_parts.c - what more than one part of the page shows
 */
#include <math.h>
#include <string.h>

#include "ui/report/report_inside.h"

/* "12 %" that no line breaks. */
const char *report_percent(struct arena *a, double share)
{
	const char *p = assess_percent(a, share);
	const char *space = strchr(p, ' ');
	return space ? arena_fmt(a, "%.*s\u00a0%s", (int)(space - p), p, space + 1) : p;
}

const char *report_belief_words(struct arena *a, const double grade[GRADES], double unknown)
{
	struct buf b = buf_in(a);
	for (int g = 0; g < GRADES; g++)
		if (grade[g] > 0)
			buf_fmt(&b, "%s%s %s", b.n ? ", " : "", grade_name[g], report_percent(a, grade[g]));
	buf_fmt(&b, "%sunknown %s", b.n ? "; " : "", report_percent(a, unknown));
	return b.p;
}

/* Classes by falling share; the better of two equal ones first, as assess_likeliest has it. */
const char *report_shares_words(struct report *r, size_t i)
{
	const struct standard *s = &r->x->standard;
	const struct verdict *v = &r->x->verdicts.of[i];
	struct buf b = buf_in(r->a);
	bool *done = NEW(r->a, bool, s->k);
	for (size_t n = 0; n < s->k; n++) {
		size_t best = s->k;
		for (size_t h = 0; h < s->k; h++)
			if (!done[h] && (best == s->k || v->acceptability[h] >= v->acceptability[best]))
				best = h;
		done[best] = true;
		buf_fmt(&b, "%s%s %s", n ? ", " : "", s->class[best], report_percent(r->a, v->acceptability[best]));
	}
	return b.p;
}

const char *report_error_words(struct report *r, size_t i)
{
	double se = assess_error(r->x, i);
	return isnan(se) ? "not known from so few draws" : arena_fmt(r->a, "%.1f\u00a0%%", 100 * se);
}

void report_shares_bar(struct report *r, size_t i, double height, const char *title)
{
	const struct standard *s = &r->x->standard;
	const struct verdict *v = &r->x->verdicts.of[i];
	struct chart_part *part = NEW(r->a, struct chart_part, s->k);
	for (size_t h = 0; h < s->k; h++)
		part[h] = (struct chart_part){ v->acceptability[h], PAINT_CLASS + (enum paint)h,
			                       arena_fmt(r->a, "%s %s", s->class[h],
			                                 report_percent(r->a, v->acceptability[h])) };
	chart_bar(r->chart, *r->a, &(struct chart_bar){ part, s->k, height, title, { 0 } });
}

void report_belief_bar(struct report *r, const struct chart_bar *look, const double grade[GRADES],
                       double unknown)
{
	struct chart_part part[GRADES + 1];
	struct chart_bar bar = *look;
	for (int g = 0; g < GRADES; g++)
		part[g] = (struct chart_part){ grade[g], PAINT_GRADE + (enum paint)g, NULL };
	part[GRADES] = (struct chart_part){ unknown, PAINT_UNKNOWN, NULL };
	bar.part = part, bar.n = COUNT(part);
	chart_bar(r->chart, *r->a, &bar);
}

size_t report_vetoed(const struct assessment *x, size_t i)
{
	size_t b = 0;
	while (b + 1 < x->standard.k && !x->verdicts.of[i].boundary[b].vetoed)
		b++;
	return b;
}

const char *report_count(struct arena *a, uint64_t n)
{
	struct buf b = buf_in(a);
	char digits[24];
	const char *p = arena_fmt(a, "%llu", (unsigned long long)n);
	size_t len = strlen(p);
	memcpy(digits, p, len + 1);
	for (size_t i = 0; i < len; i++) {
		if (i > 0 && (len - i) % 3 == 0)
			buf_char(&b, ',');
		buf_char(&b, digits[i]);
	}
	return b.p;
}

const char *report_place(struct report *r, size_t i, size_t j, bool link)
{
	return arena_fmt(r->a, "%ssupplier/%s/%s", link ? "#" : "", r->x->subject[i]->id,
	                 r->x->standard.criterion[j]);
}

void report_table_open(struct report *r, const char *kind, const char *title)
{
	html_open(r->h, "table", "class", kind, "role", "table", "aria-labelledby", title, NULL);
	html_open(r->h, "thead", "role", "rowgroup", NULL);
	html_open(r->h, "tr", "role", "row", NULL);
}

void report_column(struct report *r, const char *title, const char *kind)
{
	html_leaf(r->h, "th", title, "scope", "col", "role", "columnheader", "class", kind, NULL);
}

void report_table_rows(struct report *r, const char *id)
{
	html_close(r->h);
	html_close(r->h);
	html_open(r->h, "tbody", "role", "rowgroup", "id", id, NULL);
}

void report_cell_open(struct report *r, const char *kind, const char *label)
{
	html_open(r->h, "td", "role", "cell", "class", kind, "data-label", label, NULL);
}

void report_badge(struct report *r, const char *kind, const char *text)
{
	html_leaf(r->h, "span", text, "class", arena_fmt(r->a, "badge %s", kind), NULL);
	html_text(r->h, " ");
}

/* The title leads to the list of sources, the host to the source itself. */
void report_source(struct report *r, const char *lead, uint32_t at, const char *date)
{
	struct html *h = r->h;
	if (at == MODEL_NONE)
		return;
	const struct source *s = &r->x->model.source[at];
	struct str host = html_host(s->url);
	r->named[at]++;
	html_open(h, "p", "class", "source", NULL);
	html_text(h, lead);
	html_leaf(h, "a", s->title, "href", arena_fmt(r->a, "#source/%s", s->id), NULL);
	if (s->publisher[0])
		html_fmt(h, ", %s", s->publisher);
	if (date[0])
		html_fmt(h, ", %s", date);
	html_text(h, " ");
	if (host.n > 0)
		html_link(h, s->url, arena_strn(r->a, host.p, host.n));
	else
		html_text(h, s->url);
	html_text(h, " ");
	if (s->anonymous)
		report_badge(r, "warn", "anonymous source");
	if (strcmp(s->certainty, "unverified") == 0)
		report_badge(r, "warn", "not checked against the original");
	html_close(h);
}
