/* SPDX-License-Identifier: Apache-2.0
 *
 * report_evidence.c - what a verdict rests on: considerations, criteria, claims beside their reply
 */
#include <string.h>

#include "service/grading.h"
#include "ui/report/report_inside.h"

static bool is(const char *a, const char *b)
{
	return strcmp(a, b) == 0;
}

/* --- claims --- */

/* Letters lead to the table of their meaning; the words stand beside them. */
static void admiralty(struct report *r, const struct claim *c)
{
	char grade[3];
	assess_admiralty(&r->x->model, c, grade);
	html_leaf(r->h, "a", grade, "class", "grade", "href", "#admiralty", NULL);
	html_fmt(r->h, " source %s, content %s", service_grading_words(grade[0]), service_grading_words(grade[1]));
}

static void strength(struct report *r, const struct assess_item *it)
{
	if (it->strength > 0)
		html_fmt(r->h, ", strength %.2f", it->strength);
	else
		html_text(r->h, ", does not count on this day");
	if (it->strong)
		html_text(r->h, ", strong");
}

static void claim_head(struct report *r, const struct assess_item *it)
{
	const struct claim *c = it->claim;
	struct html *h = r->h;
	html_open(h, "p", "class", "marks", NULL);
	report_badge(r, c->status, c->status);
	if (c->grades) {
		chart_grades(r->chart, c->grades);
		html_leaf(h, "strong", assess_grades(r->a, c->grades), NULL);
		html_text(h, " ");
	} else {
		html_text(h, "no grade ");
	}
	html_leaf(h, "span", c->date, "class", "date", NULL);
	html_text(h, " ");
	if (is(c->certainty, "unverified"))
		report_badge(r, "warn", "unverified");
	html_close(h);
}

static void said(struct report *r, const struct assess_item *it)
{
	const struct claim *c = it->claim;
	struct html *h = r->h;
	html_open(h, "div", "class", "said", NULL);
	claim_head(r, it);
	html_leaf(h, "p", c->statement, "class", "statement", NULL);
	html_open(h, "p", "class", "quiet", NULL);
	admiralty(r, c);
	if (c->grades)
		strength(r, it);
	html_fmt(h, " (%s)", c->id);
	html_close(h);
	report_source(r, "Source: ", c->source, "");
	if (c->disputes[0]) {
		html_open(h, "p", "class", "disputed", NULL);
		html_leaf(h, "strong", "Disputed:", NULL);
		html_fmt(h, " %s", c->disputes);
		html_close(h);
	}
	html_close(h);
}

static void reply(struct report *r, const struct claim *c)
{
	struct html *h = r->h;
	bool of_country = strncmp(c->subject, "country:", 8) == 0;
	html_open(h, "div", "class", c->reply[0] ? "reply" : "reply none", NULL);
	html_leaf(h, "p", of_country ? "Reply from the seat country" : "The supplier's own reply", "class", "label",
	          NULL);
	if (c->reply[0]) {
		html_leaf(h, "p", c->reply, "class", "statement", NULL);
		report_source(r, "From: ", c->reply_source, c->reply_date);
	} else {
		html_leaf(h, "p", "No reply known to petrin.", NULL);
	}
	html_close(h);
}

static void claim(struct report *r, const struct assess_item *it)
{
	html_open(r->h, "li", "class", "pair", NULL);
	said(r, it);
	reply(r, it->claim);
	html_close(r->h);
}

/* --- indicators --- */

/* Grade whose range holds the value: cuts rise, and where less is better grades fall. */
static int grade_at(const struct assess_item *it, bool less, double value)
{
	int g = 0;
	while (g < GRADES - 1 && value >= it->cut->cut[g])
		g++;
	return less ? GRADES - 1 - g : g;
}

static const char *where(struct report *r, const struct assess_item *it, bool less)
{
	const struct indicator *q = it->indicator;
	const char *at = grade_name[grade_at(it, less, q->value)];
	int a = grade_at(it, less, q->value - 1.96 * q->se), b = grade_at(it, less, q->value + 1.96 * q->se);
	if (a == b)
		return arena_fmt(r->a, "falls in %s", at);
	return arena_fmt(r->a, "falls in %s; its 95 %% range goes from %s to %s", at, grade_name[a < b ? a : b],
	                 grade_name[a < b ? b : a]);
}

static void scale(struct report *r, const struct assess_item *it, bool less, bool withheld)
{
	const double *cut = it->cut->cut;
	struct html *h = r->h;
	html_open(h, "div", "class", "measure", NULL);
	chart_scale(r->chart, *r->a,
	            &(struct chart_scale){ { cut[0], cut[1], cut[2] }, it->indicator->value, it->indicator->se,
		                           grade_name, less, withheld, NULL });
	html_open(h, "p", "class", "quiet", NULL);
	html_fmt(h, "Grades change at %s, %s, %s", chart_number(r->a, cut[0]), chart_number(r->a, cut[1]),
	         chart_number(r->a, cut[2]));
	html_text(h, withheld ? "; the value is withheld." : "; the value ");
	if (!withheld)
		html_fmt(h, "%s.", where(r, it, less));
	html_close(h);
	html_close(h);
}

/* A value whose licence forbids passing it on is named, and neither written nor drawn. */
static void indicator(struct report *r, const struct assess_item *it, const struct criterion *c)
{
	const struct indicator *q = it->indicator;
	const struct source *s = q->source == MODEL_NONE ? NULL : &r->x->model.source[q->source];
	bool withheld = s && is(s->redistributable, "no");
	char letter[2] = { s ? s->reliability : 'F', '\0' };
	struct html *h = r->h;
	html_open(h, "li", "class", "pair", NULL);
	html_open(h, "div", "class", "said", NULL);
	html_open(h, "p", "class", "marks", NULL);
	report_badge(r, "indicator", "indicator");
	html_leaf(h, "strong", q->indicator, NULL);
	html_fmt(h, " %s ", q->country);
	html_leaf(h, "span", q->year, "class", "date", NULL);
	html_close(h);
	html_open(h, "p", "class", "statement", NULL);
	if (withheld) {
		html_text(h, "Value withheld: its licence forbids passing it on");
	} else {
		html_text(h, chart_number(r->a, q->value));
		if (q->se > 0)
			html_fmt(h, " \u00b1 %s (standard error)", chart_number(r->a, q->se));
	}
	html_close(h);
	html_open(h, "p", "class", "quiet", NULL);
	html_text(h, "Measured, source ");
	html_leaf(h, "a", letter, "class", "grade", "href", "#admiralty", NULL);
	html_fmt(h, " %s", service_grading_words(letter[0]));
	strength(r, it);
	html_close(h);
	report_source(r, "Source: ", q->source, "");
	html_close(h);
	scale(r, it, c->less, withheld);
	html_close(h);
}

/* --- criteria --- */

static void belief_line(struct report *r, const double grade[GRADES], double unknown)
{
	report_belief_bar(r, &(struct chart_bar){ .height = 12 }, grade, unknown);
	html_leaf(r->h, "span", report_belief_words(r->a, grade, unknown), "class", "words", NULL);
}

static void remarks(struct report *r, const struct criterion *c, const struct belief *b)
{
	struct html *h = r->h;
	if (is(c->certainty, "unverified"))
		html_text(h, "Its wording is not checked against its source. ");
	if (b->conflict >= 0.01)
		report_badge(r, "conflict", arena_fmt(r->a, "sources contradict each other: %s",
		                                      report_percent(r->a, b->conflict)));
	if (b->lo > 0 || b->hi < GRADES - 1)
		html_fmt(h, b->lo == b->hi ? "Strong evidence leaves %s only. "
		                     : "Strong evidence leaves %s to %s. ",
		         grade_name[b->lo], grade_name[b->hi]);
}

static void criterion(struct report *r, size_t i, size_t j)
{
	const struct model *m = &r->x->model;
	const struct criterion *c = &m->criterion[j];
	const struct belief *b = &r->x->belief[i * m->criteria + j];
	const struct assess_items *items = &r->x->evidence[i * m->criteria + j];
	struct html *h = r->h;
	html_text(h, "\n");
	html_open(h, "div", "class", items->n ? "criterion" : "criterion bare", "id", report_place(r, i, j, false),
	          NULL);
	html_open(h, "div", "class", "line", NULL);
	html_leaf(h, "h6", c->title, NULL);
	html_open(h, "span", "class", "weight", NULL);
	html_fmt(h, "weight %.1f\u00a0%%", 100 * r->x->verdicts.weight[j]);
	html_close(h);
	belief_line(r, b->grade, b->unknown);
	html_close(h);
	html_open(h, "p", "class", "quiet", NULL);
	html_fmt(h, "%s ", c->statement);
	if (items->n == 0)
		html_leaf(h, "strong", "No evidence: every grade stays open. ", NULL);
	remarks(r, c, b);
	html_leaf(h, "a", "What the grades mean", "href", arena_fmt(r->a, "#criterion/%s", c->id), "class", "more",
	          NULL);
	html_close(h);
	if (items->n)
		html_open(h, "ul", "class", "items", NULL);
	for (size_t k = 0; k < items->n; k++) {
		if (items->v[k].claim)
			claim(r, &items->v[k]);
		else if (items->v[k].owners)
			report_owners_item(r, i, &items->v[k]);
		else
			indicator(r, &items->v[k], c);
	}
	if (items->n)
		html_close(h);
	html_close(h);
}

static void consideration(struct report *r, size_t i, size_t c)
{
	const struct model *m = &r->x->model;
	const struct assess_consideration *q = &r->x->consideration[i * m->considerations + c];
	struct html *h = r->h;
	html_text(h, "\n");
	html_open(h, "details", "class", "fold consideration", NULL);
	html_open(h, "summary", NULL);
	html_leaf(h, "h5", m->consideration[c].title, NULL);
	belief_line(r, q->grade, q->unknown);
	html_open(h, "span", "class", "pieces", NULL);
	html_fmt(h, q->evidence == 1 ? "%zu piece" : "%zu pieces", q->evidence);
	html_close(h);
	html_close(h);
	for (size_t j = 0; j < m->criteria; j++)
		if (m->criterion[j].consideration == c)
			criterion(r, i, j);
	html_close(h);
}

static void context(struct report *r, size_t i)
{
	const struct assess_items *items = &r->x->context[i];
	struct html *h = r->h;
	if (items->n == 0)
		return;
	html_open(h, "details", "class", "fold context", NULL);
	html_open(h, "summary", NULL);
	html_leaf(h, "h4", "Said, never judged", NULL);
	html_open(h, "span", "class", "gist", NULL);
	html_fmt(h, items->n == 1 ? "%zu statement about the supplier that no criterion asks for"
	                          : "%zu statements about the supplier that no criterion asks for", items->n);
	html_close(h);
	html_close(h);
	html_open(h, "ul", "class", "items", NULL);
	for (size_t k = 0; k < items->n; k++)
		claim(r, &items->v[k]);
	html_close(h);
	html_close(h);
}

void report_evidence(struct report *r, size_t i)
{
	html_leaf(r->h, "h4", "Evidence, consideration by consideration", "class", "evidence", NULL);
	for (size_t c = 0; c < r->x->model.considerations; c++)
		consideration(r, i, c);
	context(r, i);
}
