/* SPDX-License-Identifier: Apache-2.0
 *
 * ownership_json.c - petrin.ownership/1: owners and control for machines (docs/formats/ownership.md)
 */
#include "service/ownership_json.h"

#include <math.h>
#include <string.h>

#include "service/ownership_findings.h"

/* --- small parts --- */

static void optional(struct jsonw *w, const char *key, const char *value)
{
	if (value && value[0])
		jsonw_put_text(w, key, value);
}

/* Shares carry 14 decimals: what is beyond is rounding of sums. */
static double tidy(double v)
{
	return nearbyint(v * 1e14) / 1e14;
}

static void number(struct jsonw *w, const char *key, double v)
{
	jsonw_put_number(w, key, tidy(v));
}

static void interval(struct jsonw *w, const char *key, const double b[2])
{
	jsonw_put_array(w, key);
	jsonw_number(w, tidy(b[0]));
	jsonw_number(w, tidy(b[1]));
	jsonw_array_end(w);
}

static void rights(struct jsonw *w, const double b[RIGHTS][2])
{
	interval(w, "equity", b[EQUITY]);
	interval(w, "votes", b[VOTES]);
}

static void who(struct jsonw *w, const struct ownership *o, uint32_t node)
{
	const struct node *n = &o->graph.node[node];
	const struct ownership_about *x = ownership_about(o, node);
	char country[3] = { n->country[0], n->country[1], '\0' };
	jsonw_put_text(w, "id", ownership_id(o, node));
	jsonw_put_text(w, "name", ownership_name(o, node));
	jsonw_put_text(w, "type", node_type_name[n->type]);
	optional(w, "country", country);
	optional(w, "note", x ? x->note : NULL);
}

static void piece(struct ownership_json *j)
{
	if (j->full && j->w.b->n >= OWNERSHIP_PIECE)
		j->full(j->ctx);
}

static void name_source(struct ownership_json *j, const char *id)
{
	if (id[0] == '\0' || map_get(&j->named, str_of(id), NULL))
		return;
	const char *kept = arena_str(j->a, id);
	map_add(&j->named, str_of(kept), (uint32_t)j->sources);
	*PUSH(j->a, j->source, j->sources, j->cap) = kept;
}

/* --- a reading --- */

static void owners(struct ownership_json *j, const struct ownership_answer *x)
{
	struct jsonw *w = &j->w;
	const struct ownership *o = j->o;
	jsonw_put_array(w, "owners");
	for (size_t i = 0; i < x->owners; i++) {
		const struct ownership_owner *v = &x->owner[i];
		jsonw_object(w);
		who(w, o, v->node);
		rights(w, v->share);
		jsonw_put_bool(w, "direct", v->direct);
		jsonw_put_text(w, "ends", v->kind < END_KINDS ? end_kind_name[v->kind] : NULL);
		if (v->kind != END_NOMINEE)
			interval(w, "weakest_link", v->link);
		number(w, "integrated", v->brioschi[EQUITY]);
		jsonw_object_end(w);
		piece(j);
	}
	jsonw_array_end(w);
}

/* Totals by kind, and what of them ends in companies on the way: the rest of each. */
static void ends(struct ownership_json *j, const struct ownership_answer *x)
{
	struct jsonw *w = &j->w;
	const struct ownership *o = j->o;
	jsonw_put_object(w, "ends");
	for (enum end_kind k = 0; k < END_KINDS; k++) {
		const double sum[RIGHTS][2] = { { x->t.kind[EQUITY][k][0], x->t.kind[EQUITY][k][1] },
			                        { x->t.kind[VOTES][k][0], x->t.kind[VOTES][k][1] } };
		if (sum[EQUITY][1] <= 0 && sum[VOTES][1] <= 0)
			continue;
		jsonw_put_object(w, end_kind_name[k]);
		rights(w, sum);
		jsonw_object_end(w);
	}
	jsonw_object_end(w);
	jsonw_put_array(w, "rest");
	for (size_t i = 0; i < x->t.owners; i++) {
		const struct transparency_owner *v = &x->t.owner[i];
		const struct graph *g = &o->graph;
		bool is_owner = g->place[v->node] >= g->rows || graph_is_end(&g->node[v->node]);
		if (v->kind == END_NOMINEE || (is_owner && v->node != x->target))
			continue;
		jsonw_object(w);
		jsonw_put_text(w, "id", ownership_id(o, v->node));
		jsonw_put_text(w, "kind", end_kind_name[v->kind]);
		rights(w, v->share);
		jsonw_object_end(w);
		piece(j);
	}
	jsonw_array_end(w);
}

static void control(struct ownership_json *j, const struct ownership_answer *x)
{
	struct jsonw *w = &j->w;
	const struct ownership *o = j->o;
	jsonw_put_array(w, "controllers");
	for (size_t i = 0; i < x->controllers; i++)
		jsonw_text(w, ownership_id(o, x->controller[i]));
	jsonw_array_end(w);
	jsonw_put_object(w, "control");
	jsonw_put_bool(w, "complete", x->by[OWNERSHIP_FIFTY].all && x->by[OWNERSHIP_MAJORITY].all &&
	                           x->by[OWNERSHIP_IN_FACT].all);
	for (enum ownership_rule k = 0; k < OWNERSHIP_RULES; k++) {
		jsonw_put_array(w, ownership_rule_name[k]);
		for (size_t i = 0; i < x->by[k].n; i++) {
			const struct ownership_holder *h = &x->by[k].v[i];
			jsonw_object(w);
			jsonw_put_text(w, "id", ownership_id(o, h->node));
			jsonw_put_text(w, "grade", h->grade == CONTROL_SURELY ? "surely" : "possibly");
			interval(w, "decides", h->decides);
			jsonw_put_bool(w, "top", h->top);
			jsonw_object_end(w);
			piece(j);
		}
		jsonw_array_end(w);
	}
	jsonw_object_end(w);
}

static void voting_power(struct jsonw *w, const struct ownership *o, const struct ownership_answer *x)
{
	jsonw_put_object(w, "voting_power");
	optional(w, "none", x->no_votes);
	if (x->small_holders)
		jsonw_put_count(w, "small_holders", OWNERSHIP_SMALL);
	jsonw_put_array(w, "holders");
	for (size_t i = 0; i < x->votes; i++) {
		jsonw_object(w);
		jsonw_put_text(w, "id", x->vote[i].node == GRAPH_NONE ? NULL : ownership_id(o, x->vote[i].node));
		number(w, "votes", x->vote[i].votes);
		number(w, "shapley", x->vote[i].shapley);
		number(w, "banzhaf", x->vote[i].banzhaf);
		jsonw_object_end(w);
	}
	jsonw_array_end(w);
	jsonw_object_end(w);
}

static void reading(struct ownership_json *j, const struct ownership_answer *x)
{
	struct jsonw *w = &j->w;
	const struct transparency *t = &x->t;
	owners(j, x);
	interval(w, "state", t->kind[EQUITY][END_STATE]);
	interval(w, "state_votes", t->kind[VOTES][END_STATE]);
	number(w, "state_not_ruled_out", t->state_open[EQUITY]);
	number(w, "state_votes_not_ruled_out", t->state_open[VOTES]);
	interval(w, "transparency", t->named[EQUITY]);
	interval(w, "transparency_votes", t->named[VOTES]);
	jsonw_put_bool(w, "exact", t->exact);
	ends(j, x);
	control(j, x);
	voting_power(w, j->o, x);
	jsonw_put_count(w, "chain_length", t->chain);
	jsonw_put_count(w, "jurisdictions", t->countries);
	jsonw_put_array(w, "countries");
	for (size_t i = 0; i < t->countries; i++)
		jsonw_str(w, (struct str){ t->country[i], 2 });
	jsonw_array_end(w);
	jsonw_put_count(w, "no_country", t->no_country);
	jsonw_put_count(w, "loops", t->loops);
	jsonw_put_object(w, "stakes");
	jsonw_put_count(w, "all", t->stakes);
	jsonw_put_count(w, "read", t->certainty[0]);
	jsonw_put_count(w, "secondary", t->certainty[1]);
	jsonw_put_count(w, "unverified", t->certainty[2]);
	jsonw_put_count(w, "votes_assumed", t->votes_assumed);
	jsonw_object_end(w);
}

/* --- edges --- */

static void said(struct ownership_json *j, struct arena scratch, const struct stake *s)
{
	struct jsonw *w = &j->w;
	struct ownership_said x = ownership_said(&scratch, j->o, s->row);
	jsonw_put_text(w, "kind", x.kind);
	jsonw_put_bool(w, "decides_in_fact", (s->flags & STAKE_CONTROL) != 0);
	jsonw_put_bool(w, "votes_assumed", (s->flags & STAKE_VOTES_ASSUMED) != 0);
	optional(w, "scenario", x.scenario);
	jsonw_put_text(w, "certainty", x.certainty);
	optional(w, "source", x.source);
	optional(w, "date", x.date);
	optional(w, "until", x.until);
	optional(w, "statement", x.statement);
	optional(w, "disputes", x.disputes);
	optional(w, "reply", x.reply);
	optional(w, "reply_source", x.reply_source);
	optional(w, "reply_date", x.reply_date);
	if (x.row)
		jsonw_put_count(w, "row", x.row);
	name_source(j, x.source);
	name_source(j, x.reply_source);
}

static void edge(struct ownership_json *j, struct arena scratch, const struct stake *s, uint32_t owner,
                 uint32_t owned)
{
	jsonw_object(&j->w);
	jsonw_put_text(&j->w, "owner", ownership_id(j->o, owner));
	jsonw_put_text(&j->w, "owned", ownership_id(j->o, owned));
	if (j->passed_on && ownership_is_withheld(j->o, s->row))
		jsonw_put_text(&j->w, "withheld", "licence");
	else
		rights(&j->w, s->share);
	said(j, scratch, s);
}

static void edges(struct ownership_json *j, struct arena scratch, const struct ownership_above *above)
{
	const struct graph *g = &j->o->graph;
	jsonw_put_array(&j->w, "edges");
	for (size_t k = 0; k < above->n; k++) {
		uint32_t p = above->place[k];
		for (size_t i = graph_first(g, p); i < graph_end(g, p); i++) {
			edge(j, scratch, &g->stake[i], g->at[g->stake[i].owner], g->at[p]);
			jsonw_object_end(&j->w);
			piece(j);
		}
	}
	jsonw_array_end(&j->w);
	jsonw_put_array(&j->w, "beside");
	for (size_t k = 0; k < above->n; k++) {
		size_t from, to;
		ownership_beside_of(j->o, g->at[above->place[k]], &from, &to);
		for (; from < to; from++) {
			const struct ownership_beside *b = &j->o->beside[from];
			edge(j, scratch, &b->stake, b->stake.owner, b->stake.owned);
			jsonw_put_text(&j->w, "why", ownership_why_name(b->why));
			jsonw_object_end(&j->w);
			piece(j);
		}
	}
	jsonw_array_end(&j->w);
}

static void findings(struct jsonw *w, const struct ownership *o, const struct ownership_findings *f)
{
	jsonw_put_array(w, "findings");
	for (size_t i = 0; i < f->n; i++) {
		jsonw_object(w);
		jsonw_put_text(w, "what", f->v[i].what);
		if (f->v[i].node != GRAPH_NONE)
			jsonw_put_text(w, "id", ownership_id(o, f->v[i].node));
		if (f->v[i].row)
			jsonw_put_count(w, "row", f->v[i].row);
		if (f->v[i].other)
			jsonw_put_count(w, "other_row", f->v[i].other);
		if (!isnan(f->v[i].value))
			number(w, "value", f->v[i].value);
		if (f->v[i].of) {
			jsonw_put_array(w, "of");
			for (enum right r = 0; r < RIGHTS; r++)
				if (f->v[i].of >> r & 1)
					jsonw_text(w, r == EQUITY ? "equity" : "votes");
			jsonw_array_end(w);
		}
		jsonw_object_end(w);
	}
	jsonw_array_end(w);
	jsonw_put_count(w, "more_findings", f->more);
}

/* --- the document --- */

static void silent(struct jsonw *w, const struct ownership_silent *x)
{
	jsonw_put_object(w, "stated_none");
	jsonw_put_count(w, "companies", x->companies);
	jsonw_put_count(w, "stated", x->stated);
	jsonw_put_count(w, "reached", x->reached);
	jsonw_put_count(w, "only", x->only);
	jsonw_object_end(w);
}

struct ownership_json ownership_json_begin(struct arena *a, struct buf *b, const struct ownership *o,
                                           const struct ownership_silent *x)
{
	struct ownership_json j = { .w = jsonw_in(b, 2), .a = a, .o = o, .named = map_in(a) };
	struct jsonw *w = &j.w;
	char day[11];
	str_date_text(o->day, day);
	jsonw_object(w);
	jsonw_put_text(w, "schema", "petrin.ownership/1");
	jsonw_put_text(w, "petrin", PT_VERSION);
	jsonw_put_text(w, "as_of", day);
	jsonw_put_object(w, "graph");
	jsonw_put_count(w, "nodes", o->graph.n);
	jsonw_put_count(w, "companies", o->graph.rows);
	jsonw_put_count(w, "stakes", o->graph.m);
	jsonw_put_count(w, "set_aside", o->graph.aside);
	jsonw_put_count(w, "beside", o->besides);
	jsonw_put_count(w, "ended", o->ended);
	jsonw_put_count(w, "later", o->later);
	jsonw_put_count(w, "loops", o->graph.loops);
	jsonw_put_array(w, "scenarios");
	for (size_t i = 1; i <= o->scenarios; i++)
		jsonw_text(w, o->scenario[i]);
	jsonw_array_end(w);
	jsonw_put_count(w, "rejected", o->rejected);
	jsonw_put_count(w, "skipped", o->skipped);
	if (x)
		silent(w, x);
	jsonw_object_end(w);
	jsonw_put_array(w, "targets");
	return j;
}

void ownership_json_target(struct ownership_json *j, struct arena scratch, const struct ownership_target *t)
{
	struct jsonw *w = &j->w;
	const struct ownership_about *x = ownership_about(j->o, t->answer.target);
	jsonw_object(w);
	who(w, j->o, t->answer.target);
	optional(w, "supplier", x ? x->supplier : NULL);
	optional(w, "scenario", j->o->scenario[t->answer.scenario]);
	reading(j, &t->answer);
	jsonw_put_array(w, "scenarios");
	for (size_t i = 0; t->beside && i < t->above.scenarios; i++) {
		jsonw_object(w);
		jsonw_put_text(w, "name", j->o->scenario[t->above.scenario[i]]);
		reading(j, &t->beside[i]);
		jsonw_object_end(w);
	}
	jsonw_array_end(w);
	edges(j, scratch, &t->above);
	struct ownership_findings f = ownership_findings(&scratch, j->o, &t->above, &t->closed);
	findings(w, j->o, &f);
	jsonw_object_end(w);
	piece(j);
}

void ownership_json_sources(struct ownership_json *j)
{
	struct jsonw *w = &j->w;
	jsonw_put_array(w, "sources");
	for (size_t i = 0; i < j->sources; i++) {
		const struct ownership_source *s = ownership_source(j->o, j->source[i]);
		jsonw_object(w);
		jsonw_put_text(w, "id", j->source[i]);
		optional(w, "title", s ? s->title : NULL);
		optional(w, "publisher", s ? s->publisher : NULL);
		optional(w, "url", s ? s->url : NULL);
		optional(w, "licence", s ? s->licence : NULL);
		optional(w, "redistributable", s ? s->redistributable : NULL);
		optional(w, "certainty", s ? s->certainty : NULL);
		jsonw_object_end(w);
	}
	jsonw_array_end(w);
}

static void left_out(struct ownership_json *j, const char *file, const struct import_fault_text *f, size_t n)
{
	struct jsonw *w = &j->w;
	for (size_t i = 0; i < n; i++) {
		jsonw_object(w);
		if (j->o->files > 1)
			jsonw_put_text(w, "file", file);
		jsonw_put_count(w, "row", f[i].row);
		jsonw_put_count(w, "column", f[i].column);
		jsonw_put_text(w, "message", f[i].message);
		jsonw_object_end(w);
	}
}

static void all_left_out(struct ownership_json *j)
{
	const struct ownership *o = j->o;
	jsonw_put_array(&j->w, "errors");
	for (size_t i = 0; i < o->files; i++)
		left_out(j, o->file[i].file, o->file[i].fault, o->file[i].faults);
	jsonw_array_end(&j->w);
	jsonw_put_array(&j->w, "notes");
	for (size_t i = 0; i < o->files; i++)
		left_out(j, o->file[i].file, o->file[i].skip, o->file[i].skips);
	jsonw_array_end(&j->w);
}

void ownership_json_end(struct ownership_json *j, struct arena scratch, const struct ownership_closed *closed)
{
	struct jsonw *w = &j->w;
	jsonw_array_end(w);
	struct ownership_findings f = ownership_findings(&scratch, j->o, NULL, closed);
	findings(w, j->o, &f);
	ownership_json_sources(j);
	all_left_out(j);
	jsonw_object_end(w);
	buf_char(w->b, '\n');
}
