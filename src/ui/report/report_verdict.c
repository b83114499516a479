/* SPDX-License-Identifier: Apache-2.0
 *
 * report_verdict.c - one supplier: class, who carries each boundary, and what would change it
 */
#include "ui/report/report_inside.h"

static void criterion_link(struct report *r, size_t i, size_t j)
{
	html_leaf(r->h, "a", r->x->model.criterion[j].title, "href", report_place(r, i, j, true), NULL);
}

/* --- boundaries --- */

/* The next criterion on that side by falling weight, then place; m after the last. */
static size_t heaviest(struct report *r, const struct boundary_view *q, enum side side, const bool *done)
{
	const double *w = r->x->verdicts.weight;
	size_t best = r->x->standard.m;
	for (size_t j = 0; j < r->x->standard.m; j++)
		if (q->side[j] == side && !done[j] && (best == r->x->standard.m || w[j] > w[best]))
			best = j;
	return best;
}

static void coalition(struct report *r, size_t i, const struct boundary_view *q, enum side side)
{
	static const char *const title[] = { [SIDE_AGAINST] = "Against", [SIDE_OPEN] = "Open, no evidence decides",
		                             [SIDE_FOR] = "For" };
	size_t m = r->x->standard.m, j;
	bool *done = NEW(r->a, bool, m), any = false;
	struct html *h = r->h;
	html_open(h, "div", NULL);
	html_open(h, "p", "class", "label", NULL);
	html_fmt(h, "%s: %.1f\u00a0%%", title[side], 100 * q->weight[side]);
	html_close(h);
	html_open(h, "ul", "class", "weights", NULL);
	while ((j = heaviest(r, q, side, done)) < m) {
		done[j] = any = true;
		html_open(h, "li", NULL);
		criterion_link(r, i, j);
		html_fmt(h, " %.1f", 100 * r->x->verdicts.weight[j]);
		html_close(h);
	}
	if (!any)
		html_leaf(h, "li", "none", "class", "quiet", NULL);
	html_close(h);
	html_close(h);
}

static void veto(struct report *r, size_t i, size_t b)
{
	const struct standard *s = &r->x->standard;
	const struct boundary_view *q = &r->x->verdicts.of[i].boundary[b];
	const char *because = assess_because(r->x, b, q->veto);
	struct html *h = r->h;
	html_open(h, "p", NULL);
	if (!q->vetoed) {
		html_text(h, "Veto: none stands.");
		html_close(h);
		return;
	}
	html_leaf(h, "strong", "Veto", NULL);
	html_text(h, ": ");
	criterion_link(r, i, q->veto);
	html_fmt(h, " is at best %s by strong evidence.", grade_name[r->x->belief[i * s->m + q->veto].hi]);
	if (because[0])
		html_fmt(h, " %s.", because);
	html_close(h);
}

static void given(struct report *r, size_t i, size_t b)
{
	const struct boundary_view *q = &r->x->verdicts.of[i].boundary[b];
	struct html *h = r->h;
	if (!q->dictated)
		return;
	html_open(h, "p", NULL);
	html_leaf(h, "strong", "Given", NULL);
	html_text(h, ": ");
	criterion_link(r, i, q->dictator);
	int lo = r->x->belief[i * r->x->standard.m + q->dictator].lo;
	html_fmt(h, " is at least %s by strong evidence. %s", grade_name[lo],
	         assess_because_given(r->x, b, q->dictator));
	html_close(h);
}

static void boundary(struct report *r, size_t i, size_t b)
{
	const struct standard *s = &r->x->standard;
	const struct boundary_view *q = &r->x->verdicts.of[i].boundary[b];
	const struct chart_part part[] = { { q->weight[SIDE_FOR], PAINT_GRADE + GRADES - 1, NULL },
		                           { q->weight[SIDE_OPEN], PAINT_UNKNOWN, NULL },
		                           { q->weight[SIDE_AGAINST], PAINT_GRADE, NULL } };
	struct html *h = r->h;
	html_open(h, "div", "class", "boundary", NULL);
	html_open(h, "h5", NULL);
	html_fmt(h, "To be \u201c%s\u201d: %.1f\u00a0%% of the weight supports it on average; %.0f to "
	         "%.0f\u00a0%% are asked",
	         s->class[b + 1], 100 * q->support, 100 * s->lambda_lo, 100 * s->lambda_hi);
	html_close(h);
	chart_bar(r->chart, *r->a,
	          &(struct chart_bar){ part, COUNT(part), 14, NULL, { s->lambda_lo, s->lambda_hi } });
	html_open(h, "p", "class", "quiet", NULL);
	html_fmt(h, "From left: for, open, against; the frame marks the share that is asked. For sure "
	         "are %.1f\u00a0%% for and %.1f\u00a0%% against.", 100 * q->certain, 100 * q->lost);
	html_close(h);
	veto(r, i, b);
	given(r, i, b);
	html_open(h, "div", "class", "sides", NULL);
	coalition(r, i, q, SIDE_FOR);
	coalition(r, i, q, SIDE_OPEN);
	coalition(r, i, q, SIDE_AGAINST);
	html_close(h);
	html_close(h);
}

static void boundaries(struct report *r, size_t i)
{
	const struct standard *s = &r->x->standard;
	const struct boundary_view *q = r->x->verdicts.of[i].boundary;
	struct html *h = r->h;
	html_open(h, "details", "class", "fold", NULL);
	html_open(h, "summary", NULL);
	html_leaf(h, "h4", "Who carries each boundary", NULL);
	html_open(h, "span", "class", "gist", NULL);
	for (size_t b = s->k - 1; b-- > 0;)
		html_fmt(h, "%s: %.0f\u00a0%% support, %.0f\u2013%.0f\u00a0%% asked%s%s", s->class[b + 1],
		         100 * q[b].support, 100 * s->lambda_lo, 100 * s->lambda_hi,
		         q[b].vetoed ? ", veto" : "", b ? "; " : "");
	html_close(h);
	html_close(h);
	for (size_t b = s->k - 1; b-- > 0;)
		boundary(r, i, b);
	html_close(h);
}

/* --- what would change it --- */

static void criteria_links(struct report *r, size_t i, const struct flip *f)
{
	for (size_t k = 0; k < f->criteria; k++) {
		html_text(r->h, k == 0 ? "" : k + 1 == f->criteria ? " and " : ", ");
		criterion_link(r, i, f->criterion[k]);
	}
}

static void change(struct report *r, size_t i, const struct flip *f)
{
	const struct standard *s = &r->x->standard;
	struct html *h = r->h;
	html_open(h, "li", NULL);
	html_leaf(h, "strong", s->class[f->to], NULL);
	switch (f->kind) {
	case FLIP_WEIGHT:
		html_fmt(h, " when %.1f\u00a0%% of weight moves, mostly from ", 100 * f->weight);
		criterion_link(r, i, f->from);
		html_text(h, " to ");
		criterion_link(r, i, f->towards);
		html_text(h, f->accepted ? "; a weighting that this profile accepts does it"
		                         : "; no weighting that this profile accepts does it");
		break;
	case FLIP_GRADE:
		html_text(h, f->criteria == 1 ? " when " : " by no single criterion; when these are found beyond doubt "
		                                           "on the other side of the boundary: ");
		criteria_links(r, i, f);
		if (f->criteria == 1)
			html_fmt(h, " is found beyond doubt to be %s (likelier now: %s)", grade_name[f->becomes],
			         grade_name[f->grade]);
		break;
	case FLIP_VETO:
		html_text(h, " only when evidence lifts the veto of ");
		criteria_links(r, i, f);
		break;
	case FLIP_DICTATOR:
		html_text(h, " only when this no longer gives the class: ");
		criteria_links(r, i, f);
		break;
	}
	html_close(h);
}

static void changes(struct report *r, size_t i)
{
	const struct verdict *v = &r->x->verdicts.of[i];
	html_open(r->h, "div", "class", "changes", NULL);
	html_leaf(r->h, "h4", "The smallest changes that change the class", NULL);
	html_open(r->h, "p", "class", "quiet", NULL);
	html_fmt(r->h, "Seen from \u201c%s\u201d, the class at the central weights with the support expected now.",
	         r->x->standard.class[v->point]);
	html_close(r->h);
	html_open(r->h, v->flips ? "ul" : "p", NULL);
	for (size_t k = 0; k < v->flips; k++)
		change(r, i, &v->flip[k]);
	if (v->flips == 0)
		html_text(r->h, "No shift of weight and no set of grades does.");
	html_close(r->h);
	html_close(r->h);
}

/* --- the verdict --- */

static void fact_open(struct report *r, const char *term)
{
	html_open(r->h, "div", NULL);
	html_leaf(r->h, "dt", term, NULL);
	html_open(r->h, "dd", NULL);
}

static void fact_close(struct report *r)
{
	html_close(r->h);
	html_close(r->h);
}

static void facts(struct report *r, size_t i)
{
	const struct standard *s = &r->x->standard;
	const struct verdict *v = &r->x->verdicts.of[i];
	size_t shut = report_vetoed(r->x, i);
	struct html *h = r->h;
	html_open(h, "dl", "class", "facts", NULL);
	fact_open(r, "Possible classes, exactly");
	for (size_t k = 0, n = 0; k < s->k; k++)
		if (v->possible[k])
			html_fmt(h, "%s%s", n++ ? ", " : "", s->class[k]);
	if (v->necessary >= 0)
		html_text(h, ": every accepted weighting leads to it");
	fact_close(r);
	fact_open(r, "Veto");
	if (shut + 1 < s->k) {
		criterion_link(r, i, v->boundary[shut].veto);
		html_fmt(h, " keeps below \u201c%s\u201d", s->class[shut + 1]);
	} else {
		html_text(h, "none stands");
	}
	fact_close(r);
	fact_open(r, "Unknown");
	html_fmt(h, "%s of the weight has no evidence that settles it",
	         report_percent(r->a, assess_unknown(r->x, i)));
	fact_close(r);
	html_close(h);
}

static void identity(struct report *r, const struct supplier *s)
{
	struct html *h = r->h;
	html_open(h, "p", "class", "quiet", NULL);
	if (s->legal_name[0])
		html_fmt(h, "%s; ", s->legal_name);
	html_fmt(h, "seat %s", s->seat);
	if (s->incorporated[0])
		html_fmt(h, ", incorporated %s", s->incorporated);
	if (s->lei[0])
		html_fmt(h, ", LEI %s", s->lei);
	html_text(h, ". ");
	html_leaf(h, "a", "Back to the overview", "href", "#overview", "class", "back", NULL);
	html_close(h);
}

void report_supplier(struct report *r, size_t i)
{
	const struct supplier *s = r->x->subject[i];
	const char *title = arena_fmt(r->a, "title/%s", s->id);
	struct html *h = r->h;
	html_text(h, "\n");
	html_open(h, "article", "id", arena_fmt(r->a, "supplier/%s", s->id), "class", "supplier",
	          "aria-labelledby", title, NULL);
	html_leaf(h, "h3", s->name, "id", title, NULL);
	identity(r, s);
	html_open(h, "div", "class", "verdict", NULL);
	html_open(h, "div", NULL);
	html_leaf(h, "h4", "Share of accepted weightings and beliefs per class", NULL);
	report_shares_bar(r, i, 24, NULL);
	html_open(h, "p", "class", "result", NULL);
	html_fmt(h, "%s; standard error %s", report_shares_words(r, i), report_error_words(r, i));
	html_close(h);
	facts(r, i);
	html_close(h);
	changes(r, i);
	html_close(h);
	boundaries(r, i);
	report_evidence(r, i);
	report_owners(r, i);
	report_vulnerabilities(r, i);
	html_close(h);
}
