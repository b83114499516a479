/* SPDX-License-Identifier: Apache-2.0
 *
 * report_method.c - how to read the page; what the profile asks per criterion; where it comes from
 */
#include <string.h>
#include <strings.h>

#include "service/grading.h"
#include "ui/report/report_inside.h"

/* --- how to read --- */

static const char *const reading[][2] = {
	{ "Classes and shares", "A profile says how good a supplier has to be on how much of the weight "
	  "to reach a class. Weights are not one number each but ranges, and so is the share of weight "
	  "that is asked. Weightings that the profile accepts, and grades that the evidence leaves "
	  "open, are drawn at random many times; the share of a class is how many of these draws lead "
	  "to it. It is not a probability that a supplier will do harm. The standard error says how far "
	  "another set of draws would differ." },
	{ "Possible classes", "A class is possible when at least one accepted weighting, together with "
	  "grades that strong evidence leaves open, leads to it. This is computed exactly and not "
	  "drawn: a class that is not possible cannot be reached, however one chooses within the "
	  "profile." },
	{ "Boundaries and vetoes", "To reach a class, criteria of enough weight have to be at or above "
	  "the grade the profile asks. A criterion is for a boundary when more belief is wholly at or "
	  "above it than wholly below, against when it is the other way round, and open when neither is "
	  "more. The support of a boundary is the weight expected at or above it. A veto keeps a supplier "
	  "below a class whatever the rest "
	  "says, but only when strong evidence leaves no better grade; where strong evidence contradicts "
	  "itself, the worse grade counts, for else removing the better one would raise a veto." },
	{ "Grades and belief", "Each criterion has four grades: poor, weak, fair, good; what each means "
	  "is listed under Criteria. A piece of evidence names one or more grades and gets a strength. "
	  "Pieces are merged (Dempster's rule, with conflict beyond one half counted as ignorance), so "
	  "that belief is spread over the grades and the rest stays unknown. Items of one source that "
	  "say the same count once. The bar of a consideration is the mean of its criteria, by central "
	  "weight." },
	{ "Unknown", "Hatched is what no evidence settles. It is not the middle and not bad: where a "
	  "grade is unknown, all four stay open and are drawn alike. Taking evidence away never "
	  "raises a veto and never closes the best class that was possible; shares may move. "
	  "Absence from a list, and a low count of published flaws, are not evidence." },
	{ "Finding, allegation, statement", "A finding was established by somebody who could establish "
	  "it; an allegation was made and not established; a statement is what somebody says about "
	  "himself. The reply of the supplier, or of the seat country where a claim is about its law, "
	  "stands beside each claim." },
	{ "Strong evidence", "A finding that was read, from a named source of grade A or B, with "
	  "content of grade 1 or 2, and not older than two half-lives of its criterion; for an "
	  "indicator its 95 % range. Only such evidence narrows the grades that are possible." },
	{ "Indicators", "Numbers that others publish about countries. Each is shown with its standard "
	  "error, the cuts between the grades and its place on the scale. Indices are kept apart: two "
	  "that disagree are both shown." },
	{ "Said, never judged", "Bans, lists and opinions of states are shown for completeness. No "
	  "criterion asks for them, so they change nothing." },
};

static void grading_rows(struct report *r, const struct grading *g)
{
	struct html *h = r->h;
	for (; g->letter; g++) {
		char letter[2] = { g->letter, '\0' };
		html_open(h, "tr", NULL);
		html_leaf(h, "th", letter, "scope", "row", NULL);
		html_leaf(h, "td", g->words, NULL);
		html_open(h, "td", "class", "number", NULL);
		html_fmt(h, "%.2f", g->factor);
		html_close(h);
		html_close(h);
	}
}

static void grading_table(struct report *r, const char *caption, const struct grading *g)
{
	struct html *h = r->h;
	html_open(h, "table", "class", "small", NULL);
	html_leaf(h, "caption", caption, NULL);
	html_open(h, "thead", NULL);
	html_open(h, "tr", NULL);
	html_leaf(h, "th", "Grade", "scope", "col", NULL);
	html_leaf(h, "th", "Meaning", "scope", "col", NULL);
	html_leaf(h, "th", "Factor", "scope", "col", "class", "number", NULL);
	html_close(h);
	html_close(h);
	html_open(h, "tbody", NULL);
	grading_rows(r, g);
	html_close(h);
	html_close(h);
}

static void admiralty(struct report *r)
{
	struct gradings g = service_gradings();
	struct html *h = r->h;
	html_open(h, "div", "id", "admiralty", NULL);
	html_leaf(h, "h3", "Source and content: the Admiralty grades, and strength", NULL);
	html_open(h, "p", NULL);
	html_fmt(h, "Two marks grade each claim: a letter for its source and a digit for its content "
	         "(NATO AJP-2.1). The strength of a piece of evidence is the product of both factors, "
	         "times %.2f for an allegation, %.2f for a statement about oneself, %.2f for an "
	         "anonymous source and %.2f for what nobody has checked against the original; it halves "
	         "with each half-life of the criterion. The factors are petrin's reading of the words; "
	         "no literature fixes them.", g.allegation, g.statement, g.anonymous, g.unverified);
	html_close(h);
	html_open(h, "div", "class", "columns", NULL);
	grading_table(r, "Source", g.source);
	grading_table(r, "Content", g.content);
	html_close(h);
	html_close(h);
}

void report_method(struct report *r)
{
	struct html *h = r->h;
	html_text(h, "\n");
	html_open(h, "section", "id", "method", "aria-labelledby", "method.title", NULL);
	html_leaf(h, "h2", "How to read this page", "id", "method.title", NULL);
	html_open(h, "div", "class", "reading", NULL);
	for (size_t k = 0; k < COUNT(reading); k++) {
		html_open(h, "div", NULL);
		html_leaf(h, "h3", reading[k][0], NULL);
		html_leaf(h, "p", reading[k][1], NULL);
		html_close(h);
	}
	html_close(h);
	admiralty(r);
	html_close(h);
}

/* --- criteria, and what the profile asks of each --- */

static void asked(struct report *r, size_t j)
{
	const struct standard *s = &r->x->standard;
	struct html *h = r->h;
	report_cell_open(r, NULL, "Asked");
	html_open(h, "ul", "class", "plain", NULL);
	for (size_t b = 0; b + 1 < s->k; b++) {
		int veto = s->veto[b * s->m + j];
		html_open(h, "li", NULL);
		html_fmt(h, "%s: %s", s->class[b + 1], grade_name[s->boundary[b * s->m + j]]);
		if (veto != NO_VETO) {
			html_text(h, "; ");
			html_leaf(h, "strong", "veto", NULL);
			html_fmt(h, " when %s%s", veto > 0 ? "at best " : "", grade_name[veto]);
			if (r->x->because[b * s->m + j])
				html_fmt(h, " (%s)", r->x->because[b * s->m + j]);
		}
		html_close(h);
	}
	html_close(h);
	html_close(h);
}

static void criterion_row(struct report *r, size_t j)
{
	const struct criterion *c = &r->x->model.criterion[j];
	const struct standard *s = &r->x->standard;
	struct html *h = r->h;
	html_text(h, "\n");
	html_open(h, "tr", "role", "row", "id", arena_fmt(r->a, "criterion/%s", c->id), NULL);
	html_open(h, "th", "scope", "row", "role", "rowheader", NULL);
	html_leaf(h, "strong", c->title, NULL);
	html_leaf(h, "span", c->statement, "class", "statement", NULL);
	html_open(h, "span", "class", "quiet", NULL);
	html_fmt(h, "%s. Measured by: %s Cites %s.", c->id, c->measured, c->cites);
	if (strcmp(c->certainty, "unverified") == 0)
		html_text(h, " Wording not checked against its source.");
	html_close(h);
	html_close(h);
	for (int g = 0; g < GRADES; g++) {
		report_cell_open(r, NULL, grade_name[g]);
		html_text(h, c->grade[g]);
		html_close(h);
	}
	report_cell_open(r, "number", "Weight");
	html_fmt(h, "%.1f\u2013%.1f\u00a0%%", 100 * s->w_lo[j], 100 * s->w_hi[j]);
	html_open(h, "span", "class", "quiet", NULL);
	html_fmt(h, "centre %.1f\u00a0%%", 100 * r->x->verdicts.weight[j]);
	html_close(h);
	html_close(h);
	asked(r, j);
	report_cell_open(r, "number", "Half-life");
	html_fmt(h, "%.1f years", c->half_life / 365.25);
	html_close(h);
	html_close(h);
}

static void criteria_of(struct report *r, size_t c)
{
	const struct model *m = &r->x->model;
	struct html *h = r->h;
	const char *title = arena_fmt(r->a, "consideration/%s", m->consideration[c].id);
	html_open(h, "h3", "id", title, NULL);
	html_text(h, m->consideration[c].title);
	html_close(h);
	html_open(h, "p", NULL);
	html_fmt(h, "%s.", m->consideration[c].origin);
	html_close(h);
	report_table_open(r, "criteria", title);
	report_column(r, "Criterion", NULL);
	for (int g = 0; g < GRADES; g++)
		report_column(r, grade_name[g], "grade");
	report_column(r, "Weight", "number");
	report_column(r, "Asked by the profile", NULL);
	report_column(r, "Half-life", "number");
	report_table_rows(r, NULL);
	for (size_t j = 0; j < m->criteria; j++)
		if (m->criterion[j].consideration == c)
			criterion_row(r, j);
	html_close(h);
	html_close(h);
}

void report_criteria(struct report *r)
{
	struct html *h = r->h;
	html_text(h, "\n");
	html_open(h, "section", "id", "criteria", "aria-labelledby", "criteria.title", NULL);
	html_leaf(h, "h2", "Criteria, what their grades mean, and what the profile asks", "id",
	          "criteria.title", NULL);
	html_open(h, "p", NULL);
	html_fmt(h, "A boundary is reached when criteria of %.0f to %.0f\u00a0%% of the weight are at or above "
	         "the grade asked.", 100 * r->x->standard.lambda_lo, 100 * r->x->standard.lambda_hi);
	html_close(h);
	for (size_t c = 0; c < r->x->model.considerations; c++)
		criteria_of(r, c);
	html_close(h);
}

/* --- sources --- */

/* A cite is an item of a source: "PP-A3" is item A3 of source "pp", "UK-DV4" item 4 of "uk-dv". */
static bool cites(const char *list, const char *id)
{
	size_t n = strlen(id);
	for (const char *p = list; *p; p += strcspn(p, "; "), p += strspn(p, "; "))
		if (strncasecmp(p, id, n) == 0 && strchr("-0123456789;", p[n]))
			return true;
	return false;
}

static size_t cited(struct report *r, const char *id)
{
	size_t n = 0;
	for (size_t j = 0; j < r->x->model.criteria; j++)
		n += cites(r->x->model.criterion[j].cites, id);
	return n;
}

static const char *passing_on(const char *word)
{
	static const char *const words[][2] = { { "yes", "yes" }, { "attribution", "with attribution" },
		                                { "share-alike", "under the same licence" },
		                                { "no", "no: facts in own words only, numbers withheld" } };
	for (size_t i = 0; i < COUNT(words); i++)
		if (strcmp(words[i][0], word) == 0)
			return words[i][1];
	return word;
}

static const char *checked(const char *certainty)
{
	return strcmp(certainty, "read") == 0        ? "original read"
	       : strcmp(certainty, "secondary") == 0 ? "read about, in other sources"
	                                             : "not checked against the original";
}

static void source_row(struct report *r, size_t at)
{
	const struct source *s = &r->x->model.source[at];
	char letter[2] = { s->reliability, '\0' };
	struct html *h = r->h;
	html_text(h, "\n");
	html_open(h, "tr", "role", "row", "id", arena_fmt(r->a, "source/%s", s->id), NULL);
	html_open(h, "th", "scope", "row", "role", "rowheader", NULL);
	html_leaf(h, "strong", s->title, NULL);
	html_open(h, "span", "class", "quiet", NULL);
	html_fmt(h, "%s%s", s->publisher, s->anonymous ? ", anonymous source" : "");
	html_close(h);
	html_close(h);
	report_cell_open(r, NULL, "Where");
	html_link(h, s->url, s->url[0] ? s->url : "no address noted");
	html_close(h);
	report_cell_open(r, NULL, "Reliability");
	html_leaf(h, "a", letter, "class", "grade", "href", "#admiralty", NULL);
	html_fmt(h, " %s", service_grading_words(s->reliability));
	html_close(h);
	report_cell_open(r, NULL, "Checked");
	html_text(h, checked(s->certainty));
	html_close(h);
	report_cell_open(r, NULL, "Licence");
	html_text(h, s->licence[0] ? s->licence : "not stated");
	html_close(h);
	report_cell_open(r, NULL, "May be passed on");
	html_text(h, passing_on(s->redistributable));
	html_close(h);
	report_cell_open(r, "number", "Named");
	html_fmt(h, "%zu", r->named[at]);
	html_close(h);
	html_close(h);
}

/* Those that the page names, by title. */
static size_t *by_title(struct report *r, size_t *n)
{
	const struct source *s = r->x->model.source;
	size_t *order = NEW(r->a, size_t, r->x->model.sources);
	for (size_t k = 0; k < r->x->model.sources; k++) {
		r->named[k] += cited(r, s[k].id);
		if (r->named[k] == 0)
			continue;
		size_t at = (*n)++;
		for (; at > 0 && strcasecmp(s[k].title, s[order[at - 1]].title) < 0; at--)
			order[at] = order[at - 1];
		order[at] = k;
	}
	return order;
}

void report_sources(struct report *r)
{
	size_t n = 0, *order = by_title(r, &n);
	static const char *const title[] = { "Source", "Where", "Reliability", "Checked", "Licence",
		                             "May be passed on" };
	struct html *h = r->h;
	html_text(h, "\n");
	html_open(h, "section", "id", "sources", "aria-labelledby", "sources.title", NULL);
	html_leaf(h, "h2", "Sources that this page rests on, and their licences", "id", "sources.title", NULL);
	report_table_open(r, "sources", "sources.title");
	for (size_t k = 0; k < COUNT(title); k++)
		report_column(r, title[k], NULL);
	report_column(r, "Named", "number");
	report_table_rows(r, NULL);
	for (size_t k = 0; k < n; k++)
		source_row(r, order[k]);
	html_close(h);
	html_close(h);
	html_leaf(h, "p", "Named is how often the page names the source, cites of criteria included.", "class",
	          "quiet", NULL);
	html_close(h);
}
