/* SPDX-License-Identifier: Apache-2.0
 *
 * assess_json.c - petrin.assess/1: an assessment for machines (docs/formats/assess.md)
 */
#include <math.h>
#include <string.h>

#include "base/json.h"
#include "service/assess.h"
#include "service/ownership_json.h"

static void optional(struct jsonw *w, const char *key, const char *value)
{
	if (value[0])
		jsonw_put_text(w, key, value);
}

static void grades(struct jsonw *w, const char *key, const double grade[GRADES])
{
	jsonw_put_object(w, key);
	for (int g = 0; g < GRADES; g++)
		jsonw_put_number(w, grade_name[g], grade[g]);
	jsonw_object_end(w);
}

static void write_source(struct jsonw *w, const char *key, const struct model *m, uint32_t at)
{
	if (at == MODEL_NONE)
		return;
	const struct source *s = &m->source[at];
	jsonw_put_object(w, key);
	jsonw_put_text(w, "id", s->id);
	jsonw_put_text(w, "title", s->title);
	optional(w, "publisher", s->publisher);
	optional(w, "url", s->url);
	optional(w, "licence", s->licence);
	jsonw_put_text(w, "redistributable", s->redistributable);
	jsonw_put_text(w, "certainty", s->certainty);
	jsonw_put_bool(w, "anonymous", s->anonymous);
	jsonw_object_end(w);
}

static void write_grades(struct jsonw *w, unsigned grades)
{
	jsonw_put_array(w, "grades");
	for (int g = 0; g < GRADES; g++)
		if (grades >> g & 1)
			jsonw_text(w, grade_name[g]);
	jsonw_array_end(w);
}

static void write_claim(struct jsonw *w, const struct model *m, const struct claim *c)
{
	char admiralty[3] = { c->source == MODEL_NONE ? 'F' : m->source[c->source].reliability,
		              (char)('0' + c->credibility), '\0' };
	jsonw_put_text(w, "claim", c->id);
	jsonw_put_text(w, "subject", c->subject);
	jsonw_put_text(w, "statement", c->statement);
	jsonw_put_text(w, "status", c->status);
	jsonw_put_text(w, "date", c->date);
	jsonw_put_text(w, "admiralty", admiralty);
	jsonw_put_text(w, "certainty", c->certainty);
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
	jsonw_put_text(w, "indicator", x->indicator);
	jsonw_put_text(w, "country", x->country);
	jsonw_put_text(w, "date", x->year);
	if (hidden) {
		jsonw_put_text(w, "withheld", "licence");
	} else {
		jsonw_put_number(w, "value", x->value);
		jsonw_put_number(w, "se", x->se);
	}
	jsonw_put_array(w, "cuts");
	for (int g = 0; g < GRADES - 1; g++)
		jsonw_number(w, it->cut->cut[g]);
	jsonw_array_end(w);
	write_source(w, "source", m, x->source);
}

static void write_ranges(struct jsonw *w, const struct ownership *o, const struct ownership_range *r, size_t n)
{
	jsonw_put_array(w, "readings");
	for (size_t i = 0; i < n; i++) {
		jsonw_object(w);
		if (r[i].scenario)
			jsonw_put_text(w, "scenario", o->scenario[r[i].scenario]);
		jsonw_put_array(w, "range");
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
	jsonw_put_text(w, "computed", it->cut->indicator);
	jsonw_put_array(w, "cuts");
	for (int g = 0; g < GRADES - 1; g++)
		jsonw_number(w, it->cut->cut[g]);
	jsonw_array_end(w);
	write_grades(w, l->grades);
	write_ranges(w, x->owners, l->range, l->ranges);
	jsonw_put_count(w, "stakes", l->stakes);
	jsonw_put_array(w, "levels");
	for (size_t k = 0; k < l->n; k++) {
		jsonw_object(w);
		write_grades(w, l->v[k].grades);
		jsonw_put_number(w, "level", l->v[k].level);
		jsonw_put_number(w, "adds", l->v[k].strength);
		jsonw_put_bool(w, "strong", l->v[k].strong);
		jsonw_put_count(w, "as_stated", l->v[k].face);
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
	jsonw_put_array(w, key);
	for (size_t k = 0; k < items->n; k++) {
		const struct assess_item *it = &items->v[k];
		jsonw_object(w);
		if (it->claim)
			write_claim(w, m, it->claim);
		else if (it->owners)
			write_owners(w, x, it);
		else
			write_indicator(w, m, it);
		jsonw_put_number(w, "strength", it->strength);
		jsonw_put_bool(w, "strong", it->strong);
		jsonw_object_end(w);
	}
	jsonw_array_end(w);
}

static void write_criteria(struct jsonw *w, const struct assessment *x, size_t i)
{
	const struct model *m = &x->model;
	jsonw_put_array(w, "criteria");
	for (size_t j = 0; j < m->criteria; j++) {
		const struct belief *b = &x->belief[i * m->criteria + j];
		jsonw_object(w);
		const struct criterion *c = &m->criterion[j];
		jsonw_put_text(w, "id", c->id);
		jsonw_put_text(w, "title", c->title);
		jsonw_put_text(w, "statement", c->statement);
		if (c->consideration != MODEL_NONE)
			jsonw_put_text(w, "consideration", m->consideration[c->consideration].id);
		jsonw_put_text(w, "certainty", c->certainty);
		grades(w, "belief", b->grade);
		jsonw_put_number(w, "unknown", b->unknown);
		jsonw_put_number(w, "conflict", b->conflict);
		jsonw_put_array(w, "open");
		for (int g = b->lo; g <= b->hi; g++)
			jsonw_text(w, grade_name[g]);
		jsonw_array_end(w);
		jsonw_put_number(w, "weight", x->verdicts.weight[j]);
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
		jsonw_put_array(w, names[side]);
		for (size_t j = 0; j < x->standard.m; j++) {
			if ((size_t)q->side[j] != side)
				continue;
			jsonw_object(w);
			jsonw_put_text(w, "criterion", x->standard.criterion[j]);
			jsonw_put_number(w, "weight", x->verdicts.weight[j]);
			jsonw_put_number(w, "reach", q->reach[j]);
			jsonw_object_end(w);
		}
		jsonw_array_end(w);
	}
}

static void write_boundaries(struct jsonw *w, const struct assessment *x, const struct verdict *v, bool why)
{
	const struct standard *s = &x->standard;
	jsonw_put_array(w, "boundaries");
	for (size_t b = 0; b + 1 < s->k; b++) {
		const struct boundary_view *q = &v->boundary[b];
		jsonw_object(w);
		jsonw_put_text(w, "class", s->class[b + 1]);
		jsonw_put_number(w, "support", q->support);
		jsonw_put_number(w, "plausible", q->plausible);
		jsonw_put_number(w, "weight_for", q->weight[SIDE_FOR]);
		jsonw_put_number(w, "weight_against", q->weight[SIDE_AGAINST]);
		jsonw_put_number(w, "weight_open", q->weight[SIDE_OPEN]);
		jsonw_put_number(w, "certain", q->certain);
		jsonw_put_number(w, "lost", q->lost);
		jsonw_put_array(w, "lambda");
		jsonw_number(w, s->lambda_lo);
		jsonw_number(w, s->lambda_hi);
		jsonw_array_end(w);
		if (q->vetoed) {
			jsonw_put_text(w, "veto", s->criterion[q->veto]);
			optional(w, "because", assess_because(x, b, q->veto));
		}
		if (q->dictated) {
			jsonw_put_text(w, "dictator", s->criterion[q->dictator]);
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
	jsonw_put_text(w, "kind", kinds[f->kind]);
	jsonw_put_text(w, "to", s->class[f->to]);
	if (f->kind == FLIP_WEIGHT) {
		jsonw_put_number(w, "weight", f->weight);
		jsonw_put_text(w, "from", s->criterion[f->from]);
		jsonw_put_text(w, "towards", s->criterion[f->towards]);
		jsonw_put_bool(w, "accepted", f->accepted);
	} else {
		jsonw_put_array(w, "criteria");
		for (size_t k = 0; k < f->criteria; k++)
			jsonw_text(w, s->criterion[f->criterion[k]]);
		jsonw_array_end(w);
		if (f->criteria == 1) {
			jsonw_put_text(w, "grade", grade_name[f->grade]);
			jsonw_put_text(w, "becomes", grade_name[f->becomes]);
		}
	}
	jsonw_object_end(w);
}

static void write_flips(struct jsonw *w, const struct assessment *x, const struct verdict *v)
{
	jsonw_put_array(w, "flips");
	for (size_t k = 0; k < v->flips; k++)
		write_flip(w, x, &v->flip[k]);
	jsonw_array_end(w);
}

static void write_verdict(struct jsonw *w, const struct assessment *x, size_t i)
{
	const struct standard *s = &x->standard;
	const struct verdict *v = &x->verdicts.of[i];
	jsonw_put_text(w, "class", assess_label(x, i));
	jsonw_put_object(w, "classes");
	for (size_t h = 0; h < s->k; h++)
		jsonw_put_number(w, s->class[h], v->acceptability[h]);
	jsonw_object_end(w);
	jsonw_put_number(w, "se", assess_error(x, i));
	jsonw_put_array(w, "possible");
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
	jsonw_put_object(w, "vulnerabilities");
	jsonw_put_int(w, "published", q->cves);
	jsonw_put_int(w, "exploited_network_grade", q->exploited_network);
	jsonw_put_text(w, "note", "A low number means not disclosed, never good; counts are not judged.");
	jsonw_put_object(w, "classes");
	for (int c = 0; c < VULN_CLASSES; c++) {
		if (q->count[c][VULN_UNKNOWN] + q->count[c][VULN_AFFECTED] + q->count[c][VULN_NOT_AFFECTED] == 0)
			continue;
		jsonw_put_object(w, vuln_class_name((enum vuln_class)c));
		for (int k = 0; k < VULN_ANSWERS; k++) {
			jsonw_put_int(w, answers[k], q->count[c][k]);
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
	jsonw_put_text(w, "id", x->subject[i]->id);
	jsonw_put_text(w, "name", x->subject[i]->name);
	write_verdict(w, x, i);
	jsonw_put_object(w, "considerations");
	for (size_t c = 0; c < m->considerations; c++) {
		const struct assess_consideration *q = &x->consideration[i * m->considerations + c];
		jsonw_put_object(w, m->consideration[c].id);
		grades(w, "belief", q->grade);
		jsonw_put_number(w, "unknown", q->unknown);
		jsonw_put_count(w, "evidence", q->evidence);
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
	jsonw_put_text(&w, "schema", "petrin.assess/1");
	jsonw_put_text(&w, "petrin", PT_VERSION);
	jsonw_put_text(&w, "as_of", day);
	jsonw_put_text(&w, "profile", x->profile->id);
	jsonw_put_text(&w, "note", x->profile->note);
	jsonw_put_count(&w, "draws", x->verdicts.draws);
	jsonw_put_count(&w, "seed", x->seed);
	jsonw_put_array(&w, "suppliers");
	for (size_t i = 0; i < x->n; i++)
		write_supplier(&w, x, i, why);
	jsonw_array_end(&w);
	jsonw_object_end(&w);
	buf_char(b, '\n');
}
