/* SPDX-License-Identifier: Apache-2.0
 *
 * decide_json.c - petrin.decide/1
 */
#include <string.h>

#include "base/json.h"
#include "service/decide.h"

static void text(struct jsonw *w, const char *key, const char *value)
{
	jsonw_key(w, key);
	jsonw_text(w, value);
}

/* No day: null. */
static void date(struct jsonw *w, const char *key, int32_t day)
{
	char z[11];
	jsonw_key(w, key);
	if (day == PACK_FOREVER || day == 0) {
		jsonw_null(w);
		return;
	}
	str_date_text(day, z);
	jsonw_text(w, z);
}

static void texts(struct jsonw *w, const char *key, const struct yaml_list *list)
{
	jsonw_key(w, key);
	jsonw_array(w);
	for (size_t i = 0; list && i < list->n; i++)
		jsonw_text(w, ((const char *const *)list->v)[i]);
	jsonw_array_end(w);
}

static void outcome(struct jsonw *w, const char *key, const struct decide_outcome *x)
{
	jsonw_key(w, key);
	jsonw_object(w);
	text(w, "verdict", decide_verdict_name[x->verdict]);
	date(w, "deadline", x->day);
	jsonw_object_end(w);
}

static void missing(struct jsonw *w, const struct decide_missing *v, size_t n)
{
	jsonw_put_array(w, "open_guards");
	for (size_t i = 0; i < n; i++) {
		jsonw_object(w);
		text(w, "fact", v[i].fact);
		text(w, "who", v[i].who);
		jsonw_object_end(w);
	}
	jsonw_array_end(w);
}

static void ground(struct arena scratch, struct jsonw *w, const struct decide_ground *g)
{
	struct yaml_list cites = decide_cites(&scratch, g);
	const struct pack_rule *r = g->rule;
	jsonw_object(w);
	text(w, "rule", r->id);
	text(w, "pack", g->pack->id);
	text(w, "title", r->title);
	text(w, "state", decide_state_name[g->state]);
	text(w, "effect", pack_effect_name[r->effect]);
	text(w, "status", g->status < 0 ? NULL : pack_status_name[g->status]);
	text(w, "certainty", pack_certainty_name[r->certainty]);
	date(w, "from", r->from);
	date(w, "deadline", g->most.day);
	jsonw_put_bool(w, "part", g->part);
	text(w, "bound", r->bound.text);
	text(w, "exception", g->exception ? g->exception->id : NULL);
	if (r->effect == PACK_CAP) {
		jsonw_put_number(w, "percent", r->cap.percent);
		text(w, "base", pack_base_name[r->cap.base]);
		text(w, "of", pack_of_name[r->cap.of]);
	}
	texts(w, "cite", &cites);
	missing(w, g->missing, g->missings);
	jsonw_object_end(w);
}

static void row(struct arena *scratch, struct jsonw *w, const struct decision *x, const struct decision_row *r)
{
	const struct decide_answer *a = &r->answer;
	jsonw_object(w);
	text(w, "supplier", r->supplier->id);
	text(w, "function", x->function[r->function].id);
	text(w, "country", r->country);
	text(w, "verdict", decide_verdict_name[a->verdict]);
	date(w, "deadline", a->verdict == DECIDE_NEEDED ? PACK_FOREVER : a->least.day);
	outcome(w, "at_least", &a->least);
	outcome(w, "at_most", &a->most);
	jsonw_put_array(w, "grounds");
	for (size_t i = 0; i < a->grounds; i++)
		ground(*scratch, w, &a->ground[i]);
	jsonw_array_end(w);
	jsonw_object_end(w);
}

/* Where to read it, each source once. */
static void sources(struct jsonw *w, const struct decision_event *v)
{
	static const char *const certainty[] = { "read", "secondary", "unverified" };
	jsonw_put_array(w, "sources");
	for (size_t i = 0; v->cite && i < v->cite->n; i++) {
		const char *const *cite = v->cite->v;
		const struct pack_source *s = decide_source(v->pack, cite[i]);
		bool before = s == NULL;
		for (size_t k = 0; k < i && !before; k++)
			before = decide_source(v->pack, cite[k]) == s;
		if (before)
			continue;
		jsonw_object(w);
		text(w, "id", s->id);
		text(w, "title", s->title);
		text(w, "publisher", s->publisher);
		text(w, "url", s->url);
		date(w, "date", s->date);
		text(w, "certainty", certainty[s->certainty]);
		jsonw_object_end(w);
	}
	jsonw_array_end(w);
}

static void event(struct jsonw *w, const struct decision_event *v)
{
	jsonw_object(w);
	text(w, "id", v->id);
	date(w, "date", v->day);
	text(w, "kind", v->kind);
	text(w, "country", v->country);
	text(w, "pack", v->pack ? v->pack->id : NULL);
	text(w, "rule", v->rule);
	text(w, "title", v->title);
	text(w, "supplier", v->supplier[0] ? v->supplier : NULL);
	text(w, "function", v->function[0] ? v->function : NULL);
	text(w, "before", v->before[0] ? v->before : NULL);
	text(w, "after", v->after[0] ? v->after : NULL);
	texts(w, "cite", v->cite);
	sources(w, v);
	jsonw_object_end(w);
}

static void packs(struct jsonw *w, const struct decision *x)
{
	jsonw_put_array(w, "packs");
	for (size_t i = 0; i < x->packs; i++) {
		jsonw_object(w);
		text(w, "id", x->pack[i].id);
		text(w, "country", x->pack[i].country);
		text(w, "title", x->pack[i].title);
		jsonw_put_bool(w, "draft", x->pack[i].draft != PACK_NO);
		date(w, "checked", x->pack[i].checked);
		jsonw_key(w, "rules");
		jsonw_int(w, (int64_t)x->pack[i].rules.n);
		jsonw_object_end(w);
	}
	jsonw_array_end(w);
}

static void count(struct jsonw *w, const char *key, size_t n)
{
	jsonw_key(w, key);
	jsonw_int(w, (int64_t)n);
}

static void share(struct jsonw *w, const struct decision_share *s)
{
	jsonw_object(w);
	text(w, "operator", s->operator[0] ? s->operator : NULL);
	text(w, "country", s->country);
	text(w, "rule", s->rule->id);
	text(w, "pack", s->pack->id);
	jsonw_put_number(w, "percent", s->rule->cap.percent);
	text(w, "base", pack_base_name[s->rule->cap.base]);
	text(w, "of", pack_of_name[s->rule->cap.of]);
	count(w, "elements", s->elements);
	jsonw_put_array(w, "share");
	jsonw_number(w, s->lo);
	jsonw_number(w, s->hi);
	jsonw_array_end(w);
	text(w, "cap", decide_kept_name[s->kept]);
	text(w, "bound", s->bound_open ? "unknown" : "yes");
	date(w, "deadline", s->day);
	missing(w, s->missing, s->missings);
	jsonw_object_end(w);
}

static void inventory(struct jsonw *w, const struct decision *x)
{
	jsonw_object(w);
	count(w, "elements", x->elements);
	count(w, "outside", x->unplaced);
	count(w, "unknown_maker", x->unmade);
	jsonw_put_array(w, "parts");
	for (size_t i = 0; i < x->parts; i++) {
		const struct decision_part *p = &x->part[i];
		bool needed = p->answer.verdict == DECIDE_NEEDED;
		jsonw_object(w);
		text(w, "operator", p->operator[0] ? p->operator : NULL);
		text(w, "country", p->country);
		text(w, "supplier", p->supplier[0] ? p->supplier : NULL);
		text(w, "verdict", decide_verdict_name[p->answer.verdict]);
		date(w, "deadline", needed ? PACK_FOREVER : p->answer.least.day);
		text(w, "at_most", decide_verdict_name[p->answer.most.verdict]);
		count(w, "elements", p->elements);
		count(w, "sites", p->sites);
		jsonw_object_end(w);
	}
	jsonw_array_end(w);
	jsonw_put_array(w, "caps");
	for (size_t i = 0; i < x->shares; i++)
		share(w, &x->share[i]);
	jsonw_array_end(w);
	jsonw_object_end(w);
}

void service_decide_json(struct arena *scratch, struct buf *b, const struct decision *x)
{
	static const char *const generation[] = { "2G", "3G", "4G", "5G", "fixed" };
	struct jsonw w = jsonw_in(b, 2);
	jsonw_object(&w);
	text(&w, "schema", "petrin.decide/1");
	text(&w, "petrin", PT_VERSION);
	date(&w, "as_of", x->day);
	jsonw_put_array(&w, "generations");
	for (unsigned i = 0; i < COUNT(generation); i++)
		if (x->generation >> i & 1)
			jsonw_text(&w, generation[i]);
	jsonw_array_end(&w);
	text(&w, "operator", x->operator && x->operator[0] ? x->operator : NULL);
	texts(&w, "facts", &(struct yaml_list){ x->fact, x->facts });
	packs(&w, x);
	jsonw_put_array(&w, "verdicts");
	for (size_t i = 0; i < x->rows; i++)
		row(scratch, &w, x, &x->row[i]);
	jsonw_array_end(&w);
	jsonw_put_array(&w, "events");
	for (size_t i = 0; i < x->events; i++)
		event(&w, &x->event[i]);
	jsonw_array_end(&w);
	jsonw_key(&w, "inventory");
	if (x->elements)
		inventory(&w, x);
	else
		jsonw_null(&w);
	jsonw_object_end(&w);
	buf_char(b, '\n');
}
