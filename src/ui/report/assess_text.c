/* SPDX-License-Identifier: Apache-2.0
 *
 * assess_text.c - an assessment as a table, and one supplier with all its reasons as text
 */
#include "ui/report/assess_owners.h"

#include <math.h>
#include <string.h>

const char *assess_percent(struct arena *a, double share)
{
	double p = 100 * share;
	if (p > 0 && p < 1)
		return "<1 %";
	if (p < 100 && p > 99)
		return ">99 %";
	return arena_fmt(a, "%.0f %%", p);
}

void assess_admiralty(const struct model *m, const struct claim *c, char out[3])
{
	out[0] = c->source == MODEL_NONE ? 'F' : m->source[c->source].reliability;
	out[1] = (char)('0' + c->credibility);
	out[2] = '\0';
}

const char *assess_grades(struct arena *a, unsigned grades)
{
	struct buf b = buf_in(a);
	for (int g = 0; g < GRADES; g++)
		if (grades >> g & 1)
			buf_fmt(&b, "%s%s", b.n ? " or " : "", grade_name[g]);
	return b.p ? b.p : "";
}

static const char *share(struct arena *a, double v)
{
	struct buf b = buf_in(a);
	buf_double(&b, round(v * 1e6) / 1e6);
	return b.p;
}

static const char *classes(struct arena *a, const struct assessment *x, const struct verdict *v)
{
	struct buf b = buf_in(a);
	for (size_t h = 0; h < x->standard.k; h++)
		if (v->possible[h])
			buf_fmt(&b, "%s%s", b.n ? "|" : "", x->standard.class[h]);
	return b.p ? b.p : "";
}

/* For people: "only X", "X to Y", "any". */
static const char *class_range(struct arena *a, const struct assessment *x, const struct verdict *v)
{
	size_t lo = x->standard.k, hi = 0, n = 0;
	for (size_t h = 0; h < x->standard.k; h++)
		if (v->possible[h]) {
			lo = h < lo ? h : lo;
			hi = h;
			n++;
		}
	if (n == x->standard.k)
		return "any";
	if (n == 1)
		return arena_fmt(a, "only %s", x->standard.class[hi]);
	return n == hi - lo + 1 ? arena_fmt(a, "%s to %s", x->standard.class[lo], x->standard.class[hi])
	                        : classes(a, x, v);
}

struct table assess_table(struct arena *a, const struct assessment *x)
{
	const struct standard *s = &x->standard;
	struct table t = table_in(a);
	table_column(&t, "id", NULL, false);
	table_column(&t, "supplier", "supplier", false);
	table_column(&t, "class", "likeliest", false);
	for (size_t h = 0; h < s->k && h < 8; h++) {
		table_column(&t, arena_fmt(a, "p_%s", s->class[h]), NULL, true);
		table_column(&t, NULL, s->class[h], true);
	}
	table_column(&t, "se", NULL, true);
	table_column(&t, NULL, "+-", true);
	table_column(&t, "possible", NULL, false);
	table_column(&t, NULL, "possible", false);
	table_column(&t, "necessary", NULL, false);
	table_column(&t, "veto", "veto", false);
	table_column(&t, "unknown", NULL, true);
	table_column(&t, NULL, "unknown", true);
	table_column(&t, "evidence", "evidence", true);
	for (size_t i = 0; i < x->n; i++) {
		const struct verdict *v = &x->verdicts.of[i];
		const char **cell = table_row(&t);
		double se = assess_error(x, i);
		size_t c = 0;
		cell[c++] = x->subject[i]->id;
		cell[c++] = x->subject[i]->name;
		cell[c++] = assess_label(x, i);
		for (size_t h = 0; h < s->k && h < 8; h++) {
			cell[c++] = share(a, v->acceptability[h]);
			cell[c++] = assess_percent(a, v->acceptability[h]);
		}
		cell[c++] = isnan(se) ? "" : share(a, se);
		cell[c++] = isnan(se) ? "?" : arena_fmt(a, "%.1f %%", 100 * se);
		cell[c++] = classes(a, x, v);
		cell[c++] = class_range(a, x, v);
		cell[c++] = v->necessary >= 0 ? s->class[v->necessary] : "";
		for (size_t b = 0; b + 1 < s->k && cell[c] == NULL; b++)
			cell[c] = v->boundary[b].vetoed ? s->criterion[v->boundary[b].veto] : NULL;
		c++;
		cell[c++] = share(a, assess_unknown(x, i));
		cell[c++] = assess_percent(a, assess_unknown(x, i));
		cell[c++] = arena_fmt(a, "%zu", assess_pieces(x, i));
	}
	return t;
}

/* --- why --- */

struct page {
	struct buf *b;
	struct arena *a;
	const struct assessment *x;
	size_t i, width;
	const char *bold, *dim, *plain;
};

static void wrapped(struct page *p, size_t indent, const char *lead, const char *text)
{
	if (text[0])
		table_wrap(p->b, arena_fmt(p->a, "%s%s", lead, text), indent, p->width);
}

static const char *belief_text(struct arena *a, const double grade[GRADES], double unknown)
{
	struct buf b = buf_in(a);
	for (int g = 0; g < GRADES; g++)
		if (grade[g] > 0)
			buf_fmt(&b, "%s%s %s", b.n ? ", " : "", grade_name[g], assess_percent(a, grade[g]));
	buf_fmt(&b, "%sunknown %s", b.n ? "; " : "", assess_percent(a, unknown));
	return b.p;
}

static void source_line(struct page *p, const char *lead, uint32_t at, const char *date)
{
	if (at == MODEL_NONE)
		return;
	const struct source *s = &p->x->model.source[at];
	table_wrap(p->b, arena_fmt(p->a, "%s%s%s%s%s%s%s%s%s", lead, s->title, s->publisher[0] ? ", " : "",
	                           s->publisher, date[0] ? ", " : "", date,
	                           s->anonymous ? " (anonymous source)" : "",
	                           strcmp(s->certainty, "unverified") == 0 ? " (not checked against the original)" : "",
	                           s->url[0] ? arena_fmt(p->a, " <%s>", s->url) : ""), 10, p->width);
}

static void claim_text(struct page *p, const struct assess_item *it)
{
	const struct claim *c = it->claim;
	char admiralty[3];
	assess_admiralty(&p->x->model, c, admiralty);
	buf_fmt(p->b, "      %s%s%s %s%s%s, graded %s, dated %s", p->dim, c->id, p->plain,
	        c->grades ? assess_grades(p->a, c->grades) : "no grade", ", ", c->status, admiralty, c->date);
	if (c->grades)
		buf_fmt(p->b, ", strength %.2f%s", it->strength, it->strong ? ", strong" : "");
	buf_fmt(p->b, "%s\n", strcmp(c->certainty, "unverified") == 0 ? ", unverified" : "");
	wrapped(p, 8, "", c->statement);
	source_line(p, "source: ", c->source, "");
	wrapped(p, 10, "disputed: ", c->disputes);
	if (c->reply[0]) {
		wrapped(p, 10, "reply: ", c->reply);
		source_line(p, "reply from: ", c->reply_source, c->reply_date);
	} else if (strcmp(c->status, "statement") != 0 && strcmp(c->subject, p->x->subject[p->i]->id) == 0) {
		wrapped(p, 10, "reply: ", "none is known to petrin");
	}
}

static void indicator_text(struct page *p, const struct assess_item *it)
{
	const struct indicator *q = it->indicator;
	const struct model *m = &p->x->model;
	bool hidden = q->source != MODEL_NONE && strcmp(m->source[q->source].redistributable, "no") == 0;
	buf_fmt(p->b, "      %s%s%s %s, %s: ", p->dim, q->indicator, p->plain, q->country, q->year);
	if (hidden)
		buf_str(p->b, "value withheld by its licence");
	else
		buf_fmt(p->b, "%g", q->value);
	if (!hidden && q->se > 0)
		buf_fmt(p->b, " +- %g", q->se);
	buf_fmt(p->b, "; grades change at %g, %g, %g; strength %.2f%s\n", it->cut->cut[0], it->cut->cut[1],
	        it->cut->cut[2], it->strength, it->strong ? ", strong" : "");
	source_line(p, "source: ", q->source, "");
}

static void criterion_text(struct page *p, size_t j)
{
	const struct model *m = &p->x->model;
	const struct criterion *c = &m->criterion[j];
	const struct belief *b = &p->x->belief[p->i * m->criteria + j];
	const struct assess_items *items = &p->x->evidence[p->i * m->criteria + j];
	buf_fmt(p->b, "  %s%s%s (%s), weight %.1f %%%s\n", p->bold, c->title, p->plain, c->id,
	        100 * p->x->verdicts.weight[j],
	        strcmp(c->certainty, "unverified") == 0 ? ", wording not checked against its source" : "");
	wrapped(p, 4, "", c->statement);
	buf_fmt(p->b, "    belief: %s", belief_text(p->a, b->grade, b->unknown));
	if (b->conflict >= 0.01)
		buf_fmt(p->b, "; sources contradict each other: %s", assess_percent(p->a, b->conflict));
	if (b->lo > 0 || b->hi < GRADES - 1)
		buf_fmt(p->b, "; strong evidence leaves %s to %s", grade_name[b->lo], grade_name[b->hi]);
	buf_char(p->b, '\n');
	for (size_t k = 0; k < items->n; k++) {
		const struct assess_item *it = &items->v[k];
		if (it->owners)
			assess_owners_item(p->b, p->x, it, (struct assess_text_form){ p->width, false });
		else
			(it->claim ? claim_text : indicator_text)(p, it);
	}
	if (items->n == 0)
		buf_str(p->b, "    no evidence: every grade stays open\n");
}

static const char *coalition(struct page *p, const struct boundary_view *q, enum side side)
{
	const struct standard *s = &p->x->standard;
	struct buf b = buf_in(p->a);
	for (size_t j = 0; j < s->m; j++)
		if (q->side[j] == side)
			buf_fmt(&b, "%s%s %.1f", b.n ? ", " : "", s->criterion[j], 100 * p->x->verdicts.weight[j]);
	return b.n ? b.p : "none";
}

static void boundary_text(struct page *p, size_t b)
{
	static const char *const lead[SIDES] = { "against", "open, no evidence decides", "for" };
	const struct standard *s = &p->x->standard;
	const struct boundary_view *q = &p->x->verdicts.of[p->i].boundary[b];
	buf_fmt(p->b, "%sBoundary to \"%s\"%s: expected support %.1f %% of the weight; %.0f to %.0f %% are asked\n",
	        p->bold, s->class[b + 1], p->plain, 100 * q->support, 100 * s->lambda_lo, 100 * s->lambda_hi);
	for (size_t side = SIDES; side-- > 0;)
		wrapped(p, 2, arena_fmt(p->a, "%s %.1f %%: ", lead[side], 100 * q->weight[side]),
		        coalition(p, q, (enum side)side));
	if (q->vetoed)
		wrapped(p, 2, "veto: ", arena_fmt(p->a, "%s is at most %s by strong evidence. %s",
		                                  s->criterion[q->veto],
		                                  grade_name[p->x->belief[p->i * s->m + q->veto].hi],
		                                  assess_because(p->x, b, q->veto)));
	else
		buf_str(p->b, "  veto: none stands\n");
	if (q->dictated)
		wrapped(p, 2, "given: ", arena_fmt(p->a, "%s is at least %s by strong evidence. %s",
		                                   s->criterion[q->dictator],
		                                   grade_name[p->x->belief[p->i * s->m + q->dictator].lo],
		                                   assess_because_given(p->x, b, q->dictator)));
}

static const char *criteria_list(struct page *p, const struct flip *f)
{
	struct buf b = buf_in(p->a);
	for (size_t k = 0; k < f->criteria; k++)
		buf_fmt(&b, "%s%s", k ? ", " : "", p->x->standard.criterion[f->criterion[k]]);
	return b.p;
}

static void flip_text(struct page *p, const struct flip *f)
{
	const struct standard *s = &p->x->standard;
	const char *to = s->class[f->to], *line = "";
	switch (f->kind) {
	case FLIP_WEIGHT:
		line = arena_fmt(p->a, "\"%s\" when %.1f %% of weight moves, mostly from %s to %s; %s", to,
		                 100 * f->weight, s->criterion[f->from], s->criterion[f->towards],
		                 f->accepted ? "a weighting that the profile accepts does it"
		                             : "no weighting that the profile accepts does it");
		break;
	case FLIP_GRADE:
		line = f->criteria == 1
		        ? arena_fmt(p->a, "\"%s\" when %s is found beyond doubt to be %s (likelier now: %s)", to,
		                    s->criterion[f->criterion[0]], grade_name[f->becomes],
		                    grade_name[f->grade])
		        : arena_fmt(p->a, "\"%s\" by no single criterion; by %zu together, found beyond doubt "
		                    "to be on the other side of the boundary: %s", to,
		                    f->criteria, criteria_list(p, f));
		break;
	case FLIP_VETO:
		line = arena_fmt(p->a, "\"%s\" only when evidence lifts the veto of %s", to, criteria_list(p, f));
		break;
	case FLIP_DICTATOR:
		line = arena_fmt(p->a, "\"%s\" only when %s no longer gives the class", to, criteria_list(p, f));
		break;
	}
	wrapped(p, 2, "- ", line);
}

static void head_text(struct page *p)
{
	const struct assessment *x = p->x;
	const struct standard *s = &x->standard;
	const struct verdict *v = &x->verdicts.of[p->i];
	char day[11];
	double se = assess_error(x, p->i);
	str_date_text(x->model.day, day);
	buf_fmt(p->b, "%s%s%s (%s)   profile %s, as of %s\n\n", p->bold, x->subject[p->i]->name, p->plain,
	        x->subject[p->i]->id, x->profile->id, day);
	for (size_t h = s->k; h-- > 0;)
		buf_fmt(p->b, "%s%s %s", h + 1 == s->k ? "" : ", ", s->class[h],
		        assess_percent(p->a, v->acceptability[h]));
	buf_fmt(p->b, " of %llu draws", (unsigned long long)x->verdicts.draws);
	if (isnan(se))
		buf_str(p->b, " (too few to tell the standard error)\n");
	else
		buf_fmt(p->b, " (standard error %.2f %%)\n", 100 * se);
	if (assess_likeliest(x, p->i) == 0 && v->undecided)
		wrapped(p, 0, "", arena_fmt(p->a, "undecided: \"%s\" leads only because too little is known; what is "
		                                  "unknown is spread over all grades", s->class[0]));
	buf_fmt(p->b, "at the central weights: %s\n", s->class[v->point]);
	buf_fmt(p->b, "possible classes, exactly: %s\n", classes(p->a, x, v));
	if (v->necessary >= 0)
		buf_fmt(p->b, "every accepted weighting leads to: %s\n", s->class[v->necessary]);
	buf_fmt(p->b, "unknown: %s of the weight has no evidence that settles it\n",
	        assess_percent(p->a, assess_unknown(x, p->i)));
	wrapped(p, 0, "note: ", x->profile->note);
}

static void vulnerabilities_text(struct page *p)
{
	const struct vulnerabilities *all = &p->x->vulnerabilities;
	const struct vuln_summary *q = &all->matched.summary[p->i];
	buf_fmt(p->b, "\n%sPublished vulnerabilities%s: shown, never judged\n", p->bold, p->plain);
	buf_fmt(p->b, "  %u of this supplier among %llu records of the workspace\n", q->cves,
	        (unsigned long long)all->rows);
	for (int c = 0; c < VULN_CLASSES; c++)
		if (q->count[c][VULN_UNKNOWN] + q->count[c][VULN_AFFECTED] + q->count[c][VULN_NOT_AFFECTED])
			buf_fmt(p->b, "  %-10s affected %u, unknown %u, not affected %u\n",
			        c == VULN_NO_CLASS ? "no class" : vuln_class_name((enum vuln_class)c),
			        q->count[c][VULN_AFFECTED], q->count[c][VULN_UNKNOWN],
			        q->count[c][VULN_NOT_AFFECTED]);
	buf_fmt(p->b, "  exploited in products that run a network: %u\n", q->exploited_network);
	wrapped(p, 2, "", "Numbers follow from how much a supplier publishes and how much of it is deployed: a low "
	                  "number, or none, means not disclosed and never good.");
	for (size_t k = 0; k < all->matched.findings; k++) {
		const struct vuln_finding *f = &all->matched.finding[k];
		if (f->supplier == p->i && f->exploited && vuln_network_grade(f->class))
			wrapped(p, 2, "- ",
			        arena_fmt(p->a, "%.*s in %.*s (%s): exploited%s; %s", (int)f->cve.n, f->cve.p,
			                  (int)f->line.n, f->line.p, vuln_class_name(f->class),
			                  f->disputed ? ", sources disagree" : "", f->reason));
	}
}

void assess_why(struct buf *b, const struct assessment *x, size_t i, struct assess_text_form form)
{
	const struct model *m = &x->model;
	const struct verdict *v = &x->verdicts.of[i];
	struct page p = { b, b->a, x, i, form.width, form.color ? "\033[1m" : "", form.color ? "\033[2m" : "",
		          form.color ? "\033[0m" : "" };
	head_text(&p);
	buf_char(b, '\n');
	for (size_t k = x->standard.k - 1; k-- > 0;)
		boundary_text(&p, k);
	buf_fmt(b, "\n%sThe smallest changes that change the class%s\n", p.bold, p.plain);
	for (size_t k = 0; k < v->flips; k++)
		flip_text(&p, &v->flip[k]);
	for (size_t c = 0; c < m->considerations; c++) {
		const struct assess_consideration *q = &x->consideration[i * m->considerations + c];
		buf_fmt(b, "\n%s%s%s: %s (pieces of evidence: %zu)\n", p.bold, m->consideration[c].title, p.plain,
		        belief_text(p.a, q->grade, q->unknown), q->evidence);
		for (size_t j = 0; j < m->criteria; j++)
			if (m->criterion[j].consideration == c)
				criterion_text(&p, j);
	}
	assess_owners_chain(b, x, i, form);
	if (x->context[i].n)
		buf_fmt(b, "\n%sContext: said about the supplier, never judged%s\n", p.bold, p.plain);
	for (size_t k = 0; k < x->context[i].n; k++)
		claim_text(&p, &x->context[i].v[k]);
	if (x->vulnerabilities.rows > 0)
		vulnerabilities_text(&p);
}
