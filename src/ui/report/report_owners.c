/* SPDX-License-Identifier: Apache-2.0
 *
 * report_owners.c - what owners say about a criterion, and every stake behind it beside the reply
 */
#include <string.h>

#include "ui/report/assess_owners.h"
#include "ui/report/ownership_text.h"
#include "ui/report/report_inside.h"

enum { MOST = 200 }; /* stakes shown of one supplier */

static uint32_t source_of(const struct report *r, const char *id)
{
	for (size_t i = 0; i < r->x->model.sources; i++)
		if (strcmp(r->x->model.source[i].id, id) == 0)
			return (uint32_t)i;
	return MODEL_NONE;
}

/* --- one piece of evidence --- */

static void level(struct report *r, const struct ownership_levels *l, size_t k)
{
	const struct ownership_level *v = &l->v[k];
	html_open(r->h, "li", NULL);
	html_fmt(r->h, "strength %.2f%s for %s: %s, ", v->level, v->strong ? ", strong," : "",
	         assess_grades(r->a, v->grades), assess_owners_ranges(r->a, r->x, v->range, v->ranges));
	if (v->face == l->stakes)
		html_text(r->h, "all stakes as stated");
	else
		html_fmt(r->h,
		         "%zu of %zu stakes as stated, the weaker ones as \u201cat most so much\u201d",
		         v->face, l->stakes);
	html_close(r->h);
}

void report_owners_item(struct report *r, size_t i, const struct assess_item *it)
{
	const struct ownership_levels *l = it->owners;
	struct html *h = r->h;
	html_open(h, "li", "class", "pair", NULL);
	html_open(h, "div", "class", "said", NULL);
	html_open(h, "p", "class", "marks", NULL);
	report_badge(r, "indicator", "computed");
	chart_grades(r->chart, l->grades);
	html_leaf(h, "strong", l->grades == GRADE_ANY ? "every grade" : assess_grades(r->a, l->grades),
	          NULL);
	html_fmt(h, " %s", it->cut->indicator);
	html_close(h);
	html_leaf(h, "p", assess_owners_ranges(r->a, r->x, l->range, l->ranges), "class", "statement",
	          NULL);
	html_open(h, "ul", "class", "quiet", NULL);
	for (size_t k = 0; k < l->n; k++)
		level(r, l, k);
	if (l->n == 0)
		html_leaf(h, "li", "It leaves every grade open.", NULL);
	html_close(h);
	html_close(h);
	html_open(h, "div", "class", "measure", NULL);
	html_open(h, "p", "class", "quiet", NULL);
	html_fmt(
		h,
		"Computed from %zu stakes; grades change at %s, %s, %s. Every grade that the interval touches counts. ",
		l->stakes, ownership_percent(r->a, it->cut->cut[0], 2),
		ownership_percent(r->a, it->cut->cut[1], 2), ownership_percent(r->a, it->cut->cut[2], 2));
	html_leaf(h, "a", "The stakes, each with its source", "href",
	          arena_fmt(r->a, "#owners/%s", r->x->subject[i]->id), "class", "more", NULL);
	html_close(h);
	html_close(h);
	html_close(h);
}

/* --- the chain --- */

static void stake_said(struct report *r, const struct stake *s, const struct ownership_said *x,
                       uint16_t scenario)
{
	const struct ownership *o = r->x->owners;
	const struct graph *g = &o->graph;
	struct html *h = r->h;
	html_open(h, "div", "class", "said", NULL);
	html_open(h, "p", "class", "marks", NULL);
	if (scenario)
		report_badge(r, "conflict",
		             arena_fmt(r->a, "only in reading \u201c%s\u201d", o->scenario[scenario]));
	html_fmt(h, "%s ", node_type_name[graph_node(g, s->owner)->type]);
	html_leaf(h, "strong", ownership_name(o, g->at[s->owner]), NULL);
	html_fmt(h, " %s ", s->flags & STAKE_NOMINEE ? "for others in" : "in");
	html_leaf(h, "strong", ownership_name(o, g->at[s->owned]), NULL);
	html_text(h, " ");
	html_leaf(h, "span", x->date, "class", "date", NULL);
	html_text(h, " ");
	if (strcmp(x->certainty, "unverified") == 0)
		report_badge(r, "warn", "unverified");
	html_close(h);
	html_open(h, "p", "class", "statement", NULL);
	if (ownership_is_withheld(o, s->row))
		html_text(h, "Shares withheld: their licence forbids passing them on");
	else
		html_fmt(h, "equity %s, votes %s", ownership_range(r->a, s->share[EQUITY], 4),
		         s->flags & STAKE_VOTES_ASSUMED ? "taken to be like it"
		                                        : ownership_range(r->a, s->share[VOTES], 4));
	if (x->statement[0])
		html_fmt(h, ". %s", x->statement);
	html_close(h);
	report_source(r, "Source: ", source_of(r, x->source), "");
	if (x->disputes[0]) {
		html_open(h, "p", "class", "disputed", NULL);
		html_leaf(h, "strong", "Disputed:", NULL);
		html_fmt(h, " %s", x->disputes);
		html_close(h);
	}
	html_close(h);
}

static void stake_reply(struct report *r, const struct ownership_said *x)
{
	struct html *h = r->h;
	html_open(h, "div", "class", x->reply[0] ? "reply" : "reply none", NULL);
	html_leaf(h, "p", "The supplier's own reply", "class", "label", NULL);
	if (x->reply[0]) {
		html_leaf(h, "p", x->reply, "class", "statement", NULL);
		report_source(r, "From: ", source_of(r, x->reply_source), x->reply_date);
	} else {
		html_leaf(h, "p", "No reply known to petrin.", NULL);
	}
	html_close(h);
}

static void stake(struct report *r, const struct stake *s)
{
	struct ownership_said x = ownership_said(r->a, r->x->owners, s->row);
	html_open(r->h, "li", "class", "pair", NULL);
	stake_said(r, s, &x, s->scenario);
	stake_reply(r, &x);
	html_close(r->h);
}

static void summary(struct report *r, const struct ownership_target *t)
{
	const struct ownership_answer *q = &t->answer;
	struct html *h = r->h;
	html_open(h, "p", NULL);
	html_fmt(
		h,
		"Where everybody agrees: with states %s of the equity and %s of the votes; traced to somebody named "
		"%s and %s. ",
		ownership_range(r->a, q->t.kind[EQUITY][END_STATE], 2),
		ownership_range(r->a, q->t.kind[VOTES][END_STATE], 2),
		ownership_range(r->a, q->t.named[EQUITY], 2), ownership_range(r->a, q->t.named[VOTES], 2));
	for (size_t i = 0; i < t->above.scenarios; i++) {
		const struct ownership_answer *s = &t->beside[i];
		html_fmt(h, "In the reading \u201c%s\u201d: states %s and %s, named %s and %s. ",
		         r->x->owners->scenario[s->scenario],
		         ownership_range(r->a, s->t.kind[EQUITY][END_STATE], 2),
		         ownership_range(r->a, s->t.kind[VOTES][END_STATE], 2),
		         ownership_range(r->a, s->t.named[EQUITY], 2),
		         ownership_range(r->a, s->t.named[VOTES], 2));
	}
	html_close(h);
}

static bool is_known(const struct report *r, size_t i)
{
	return r->x->chain && r->x->entity[i].n > 0 &&
	       (r->x->chain[i].answer.owners > 0 || r->x->chain[i].above.scenarios > 0);
}

void report_owners(struct report *r, size_t i)
{
	struct html *h = r->h;
	size_t shown = 0;
	if (!is_known(r, i))
		return;
	const struct ownership_target *t = &r->x->chain[i];
	const struct graph *g = &r->x->owners->graph;
	html_open(h, "details", "class", "fold context", NULL);
	html_open(h, "summary", NULL);
	html_leaf(h, "h4", "Owners: what is computed from them rests on", "id",
	          arena_fmt(r->a, "owners/%s", r->x->subject[i]->id), NULL);
	html_open(h, "span", "class", "gist", NULL);
	html_fmt(h, "%zu owners above, in the agreed reading", t->answer.owners);
	html_close(h);
	html_close(h);
	summary(r, t);
	html_open(h, "ul", "class", "items", NULL);
	for (size_t k = 0; k < t->above.n; k++) {
		uint32_t p = t->above.place[k];
		for (size_t s = graph_first(g, p); s < graph_end(g, p); s++)
			if (shown++ < MOST)
				stake(r, &g->stake[s]);
	}
	html_close(h);
	if (shown > MOST) {
		html_open(h, "p", NULL);
		html_fmt(h, "... and %zu stakes more: petrin ownership has all.", shown - MOST);
		html_close(h);
	}
	html_close(h);
}
