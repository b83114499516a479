/* SPDX-License-Identifier: Apache-2.0
 *
 * assess_json.c - petrin.assess/1: an assessment for machines (docs/formats/assess.md)
 */
#include <math.h>
#include <string.h>

#include "base/json.h"
#include "service/assess.h"
#include "service/ownership_json.h"

static void text(struct jsonw *w, const char *key, const char *value)
{
	jsonw_key(w, key);
	jsonw_text(w, value);
}

static void optional(struct jsonw *w, const char *key, const char *value)
{
	if (value[0])
		text(w, key, value);
}

static void number(struct jsonw *w, const char *key, double v)
{
	jsonw_key(w, key);
	jsonw_number(w, v);
}

static void grades(struct jsonw *w, const char *key, const double grade[GRADES])
{
	jsonw_key(w, key);
	jsonw_object(w);
	for (int g = 0; g < GRADES; g++)
		number(w, grade_name[g], grade[g]);
	jsonw_object_end(w);
}

static void write_source(struct jsonw *w, const char *key, const struct model *m, uint32_t at)
{
	if (at == MODEL_NONE)
		return;
	const struct source *s = &m->source[at];
	jsonw_key(w, key);
	jsonw_object(w);
	text(w, "id", s->id);
	text(w, "title", s->title);
	optional(w, "publisher", s->publisher);
	optional(w, "url", s->url);
	optional(w, "licence", s->licence);
	text(w, "redistributable", s->redistributable);
	text(w, "certainty", s->certainty);
	jsonw_key(w, "anonymous");
	jsonw_bool(w, s->anonymous);
	jsonw_object_end(w);
}

static void write_grades(struct jsonw *w, unsigned grades)
{
	jsonw_key(w, "grades");
	jsonw_array(w);
	for (int g = 0; g < GRADES; g++)
		if (grades >> g & 1)
			jsonw_text(w, grade_name[g]);
	jsonw_array_end(w);
}

static void write_claim(struct jsonw *w, const struct model *m, const struct claim *c)
{
	char admiralty[3] = { c->source == MODEL_NONE ? 'F' : m->source[c->source].reliability,
		              (char)('0' + c->credibility), '\0' };
	text(w, "claim", c->id);
	text(w, "subject", c->subject);
	text(w, "statement", c->statement);
	text(w, "status", c->status);
	text(w, "date", c->date);
	text(w, "admiralty", admiralty);
	text(w, "certainty", c->certainty);
	write_source(w, "source", m, c->source);
	optional(w, "disputes", c->disputes);
	optional(w, "reply", c->reply);
	optional(w, "reply_date", c->reply_date);
	write_source(w, "reply_source", m, c->reply_source);
	if (c->grades)
		write_grades(w, c->grades);
}

/* A number whose licence forbids passing it on is named and left out. */
static void write_indicator(struct jsonw *w, const struct model *m, const struct assess_item *it)
{
	const struct indicator *x = it->indicator;
	bool hidden = x->source != MODEL_NONE && strcmp(m->source[x->source].redistributable, "no") == 0;
	text(w, "indicator", x->indicator);
	text(w, "country", x->country);
	text(w, "date", x->year);
	if (hidden) {
		text(w, "withheld", "licence");
	} else {
		number(w, "value", x->value);
		number(w, "se", x->se);
	}
	jsonw_key(w, "cuts");
	jsonw_array(w);
	for (int g = 0; g < GRADES - 1; g++)
		jsonw_number(w, it->cut->cut[g]);
	jsonw_array_end(w);
	write_source(w, "source", m, x->source);
}

static void write_ranges(struct jsonw *w, const struct ownership *o, const struct ownership_range *r, size_t n)
{
	jsonw_key(w, "readings");
	jsonw_array(w);
	for (size_t i = 0; i < n; i++) {
		jsonw_object(w);
		if (r[i].scenario)
			text(w, "scenario", o->scenario[r[i].scenario]);
		jsonw_key(w, "range");
		jsonw_array(w);
		jsonw_number(w, round(r[i].lo * 1e14) / 1e14);
		jsonw_number(w, round(r[i].hi * 1e14) / 1e14);
		jsonw_array_end(w);
		jsonw_object_end(w);
	}
	jsonw_array_end(w);
}

static void write_owners(struct jsonw *w, const struct assessment *x, const struct assess_item *it)
{
	const struct ownership_levels *l = it->owners;
	text(w, "computed", it->cut->indicator);
	jsonw_key(w, "cuts");
	jsonw_array(w);
	for (int g = 0; g < GRADES - 1; g++)
		jsonw_number(w, it->cut->cut[g]);
	jsonw_array_end(w);
	write_grades(w, l->grades);
	write_ranges(w, x->owners, l->range, l->ranges);
	jsonw_key(w, "stakes");
	jsonw_int(w, (int64_t)l->stakes);
	jsonw_key(w, "levels");
	jsonw_array(w);
	for (size_t k = 0; k < l->n; k++) {
		jsonw_object(w);
		write_grades(w, l->v[k].grades);
		number(w, "level", l->v[k].level);
		number(w, "adds", l->v[k].strength);
		jsonw_key(w, "strong");
		jsonw_bool(w, l->v[k].strong);
		jsonw_key(w, "as_stated");
		jsonw_int(w, (int64_t)l->v[k].face);
		write_ranges(w, x->owners, l->v[k].range, l->v[k].ranges);
		jsonw_object_end(w);
	}
	jsonw_array_end(w);
}

/* The chain behind what is computed: a target as in petrin.ownership/1, and its sources. */
static void write_chain(struct jsonw *w, const struct assessment *x, size_t i)
{
	const struct ownership_target *t = &x->chain[i];
	struct arena scratch = arena_reserve((size_t)1 << 30, "owners");
	char *start = scratch.beg;
	struct ownership_json j = { .w = *w, .o = x->owners, .a = w->b->a, .named = map_in(w->b->a),
	                            .passed_on = true };
	jsonw_key(&j.w, "ownership");
	jsonw_object(&j.w);
	jsonw_key(&j.w, "target");
	ownership_json_target(&j, scratch, t);
	ownership_json_sources(&j);
	jsonw_object_end(&j.w);
	*w = j.w;
	arena_release(&scratch, start);
}

static void write_items(struct jsonw *w, const char *key, const struct assessment *x,
                        const struct assess_items *items)
{
	const struct model *m = &x->model;
	jsonw_key(w, key);
	jsonw_array(w);
	for (size_t k = 0; k < items->n; k++) {
		const struct assess_item *it = &items->v[k];
		jsonw_object(w);
		if (it->claim)
			write_claim(w, m, it->claim);
		else if (it->owners)
			write_owners(w, x, it);
		else
			write_indicator(w, m, it);
		number(w, "strength", it->strength);
		jsonw_key(w, "strong");
		jsonw_bool(w, it->strong);
		jsonw_object_end(w);
	}
	jsonw_array_end(w);
}

static void write_criteria(struct jsonw *w, const struct assessment *x, size_t i)
{
	const struct model *m = &x->model;
	jsonw_key(w, "criteria");
	jsonw_array(w);
	for (size_t j = 0; j < m->criteria; j++) {
		const struct belief *b = &x->belief[i * m->criteria + j];
		jsonw_object(w);
		const struct criterion *c = &m->criterion[j];
		text(w, "id", c->id);
		text(w, "title", c->title);
		text(w, "statement", c->statement);
		if (c->consideration != MODEL_NONE)
			text(w, "consideration", m->consideration[c->consideration].id);
		text(w, "certainty", c->certainty);
		grades(w, "belief", b->grade);
		number(w, "unknown", b->unknown);
		number(w, "conflict", b->conflict);
		jsonw_key(w, "open");
		jsonw_array(w);
		for (int g = b->lo; g <= b->hi; g++)
			jsonw_text(w, grade_name[g]);
		jsonw_array_end(w);
		number(w, "weight", x->verdicts.weight[j]);
		write_items(w, "evidence", x, &x->evidence[i * m->criteria + j]);
		jsonw_object_end(w);
	}
	jsonw_array_end(w);
	write_items(w, "context", x, &x->context[i]);
}

static void write_coalition(struct jsonw *w, const struct assessment *x, const struct boundary_view *q)
{
	static const char *const names[SIDES] = { "against", "open", "for" };
	for (size_t side = SIDES; side-- > 0;) {
		jsonw_key(w, names[side]);
		jsonw_array(w);
		for (size_t j = 0; j < x->standard.m; j++) {
			if ((size_t)q->side[j] != side)
				continue;
			jsonw_object(w);
			text(w, "criterion", x->standard.criterion[j]);
			number(w, "weight", x->verdicts.weight[j]);
			number(w, "reach", q->reach[j]);
			jsonw_object_end(w);
		}
		jsonw_array_end(w);
	}
}

static void write_boundaries(struct jsonw *w, const struct assessment *x, const struct verdict *v, bool why)
{
	const struct standard *s = &x->standard;
	jsonw_key(w, "boundaries");
	jsonw_array(w);
	for (size_t b = 0; b + 1 < s->k; b++) {
		const struct boundary_view *q = &v->boundary[b];
		jsonw_object(w);
		text(w, "class", s->class[b + 1]);
		number(w, "support", q->support);
		number(w, "plausible", q->plausible);
		number(w, "weight_for", q->weight[SIDE_FOR]);
		number(w, "weight_against", q->weight[SIDE_AGAINST]);
		number(w, "weight_open", q->weight[SIDE_OPEN]);
		number(w, "certain", q->certain);
		number(w, "lost", q->lost);
		jsonw_key(w, "lambda");
		jsonw_array(w);
		jsonw_number(w, s->lambda_lo);
		jsonw_number(w, s->lambda_hi);
		jsonw_array_end(w);
		if (q->vetoed) {
			text(w, "veto", s->criterion[q->veto]);
			optional(w, "because", assess_because(x, b, q->veto));
		}
		if (q->dictated) {
			text(w, "dictator", s->criterion[q->dictator]);
			optional(w, "because_given", assess_because_given(x, b, q->dictator));
		}
		if (why)
			write_coalition(w, x, q);
		jsonw_object_end(w);
	}
	jsonw_array_end(w);
}

static void write_flip(struct jsonw *w, const struct assessment *x, const struct flip *f)
{
	static const char *const kinds[] = { "weight", "grade", "veto", "dictator" };
	const struct standard *s = &x->standard;
	jsonw_object(w);
	text(w, "kind", kinds[f->kind]);
	text(w, "to", s->class[f->to]);
	if (f->kind == FLIP_WEIGHT) {
		number(w, "weight", f->weight);
		text(w, "from", s->criterion[f->from]);
		text(w, "towards", s->criterion[f->towards]);
		jsonw_key(w, "accepted");
		jsonw_bool(w, f->accepted);
	} else {
		jsonw_key(w, "criteria");
		jsonw_array(w);
		for (size_t k = 0; k < f->criteria; k++)
			jsonw_text(w, s->criterion[f->criterion[k]]);
		jsonw_array_end(w);
		if (f->criteria == 1) {
			text(w, "grade", grade_name[f->grade]);
			text(w, "becomes", grade_name[f->becomes]);
		}
	}
	jsonw_object_end(w);
}

static void write_flips(struct jsonw *w, const struct assessment *x, const struct verdict *v)
{
	jsonw_key(w, "flips");
	jsonw_array(w);
	for (size_t k = 0; k < v->flips; k++)
		write_flip(w, x, &v->flip[k]);
	jsonw_array_end(w);
}

static void write_verdict(struct jsonw *w, const struct assessment *x, size_t i)
{
	const struct standard *s = &x->standard;
	const struct verdict *v = &x->verdicts.of[i];
	text(w, "class", assess_label(x, i));
	jsonw_key(w, "classes");
	jsonw_object(w);
	for (size_t h = 0; h < s->k; h++)
		number(w, s->class[h], v->acceptability[h]);
	jsonw_object_end(w);
	number(w, "se", assess_error(x, i));
	jsonw_key(w, "possible");
	jsonw_array(w);
	for (size_t h = 0; h < s->k; h++)
		if (v->possible[h])
			jsonw_text(w, s->class[h]);
	jsonw_array_end(w);
	jsonw_key(w, "necessary");
	if (v->necessary >= 0)
		jsonw_text(w, s->class[v->necessary]);
	else
		jsonw_null(w);
}

/* Different vulnerabilities per class of product and answer; empty classes are left out. */
static void write_vulnerabilities(struct jsonw *w, const struct assessment *x, size_t i)
{
	static const char *const answers[VULN_ANSWERS] = { "unknown", "affected", "not_affected" };
	const struct vuln_summary *q = &x->vulnerabilities.matched.summary[i];
	jsonw_key(w, "vulnerabilities");
	jsonw_object(w);
	jsonw_key(w, "published");
	jsonw_int(w, q->cves);
	jsonw_key(w, "exploited_network_grade");
	jsonw_int(w, q->exploited_network);
	text(w, "note", "A low number means not disclosed, never good; counts are not judged.");
	jsonw_key(w, "classes");
	jsonw_object(w);
	for (int c = 0; c < VULN_CLASSES; c++) {
		if (q->count[c][VULN_UNKNOWN] + q->count[c][VULN_AFFECTED] + q->count[c][VULN_NOT_AFFECTED] == 0)
			continue;
		jsonw_key(w, vuln_class_name((enum vuln_class)c));
		jsonw_object(w);
		for (int k = 0; k < VULN_ANSWERS; k++) {
			jsonw_key(w, answers[k]);
			jsonw_int(w, q->count[c][k]);
		}
		jsonw_object_end(w);
	}
	jsonw_object_end(w);
	jsonw_object_end(w);
}

static void write_supplier(struct jsonw *w, const struct assessment *x, size_t i, bool why)
{
	const struct model *m = &x->model;
	const struct verdict *v = &x->verdicts.of[i];
	jsonw_object(w);
	text(w, "id", x->subject[i]->id);
	text(w, "name", x->subject[i]->name);
	write_verdict(w, x, i);
	jsonw_key(w, "considerations");
	jsonw_object(w);
	for (size_t c = 0; c < m->considerations; c++) {
		const struct assess_consideration *q = &x->consideration[i * m->considerations + c];
		jsonw_key(w, m->consideration[c].id);
		jsonw_object(w);
		grades(w, "belief", q->grade);
		number(w, "unknown", q->unknown);
		jsonw_key(w, "evidence");
		jsonw_int(w, (int64_t)q->evidence);
		jsonw_object_end(w);
	}
	jsonw_object_end(w);
	write_boundaries(w, x, v, why);
	write_flips(w, x, v);
	if (why)
		write_criteria(w, x, i);
	if (why && x->chain && x->entity[i].n > 0)
		write_chain(w, x, i);
	if (x->vulnerabilities.rows > 0)
		write_vulnerabilities(w, x, i);
	jsonw_object_end(w);
}

void service_assess_json(struct buf *b, const struct assessment *x, bool why)
{
	struct jsonw w = jsonw_in(b, 2);
	char day[11];
	str_date_text(x->model.day, day);
	jsonw_object(&w);
	text(&w, "schema", "petrin.assess/1");
	text(&w, "petrin", PT_VERSION);
	text(&w, "as_of", day);
	text(&w, "profile", x->profile->id);
	text(&w, "note", x->profile->note);
	jsonw_key(&w, "draws");
	jsonw_int(&w, (int64_t)x->verdicts.draws);
	jsonw_key(&w, "seed");
	jsonw_int(&w, (int64_t)x->seed);
	jsonw_key(&w, "suppliers");
	jsonw_array(&w);
	for (size_t i = 0; i < x->n; i++)
		write_supplier(&w, x, i, why);
	jsonw_array_end(&w);
	jsonw_object_end(&w);
	buf_char(b, '\n');
}
