/* SPDX-License-Identifier: Apache-2.0
 *
 * agree_json.c - petrin.agree/1: agreement for machines (docs/formats/agree.md)
 */
#include "service/agree.h"

#include <math.h>

#include "base/json.h"

static void text(struct jsonw *w, const char *key, const char *value)
{
	jsonw_key(w, key);
	jsonw_text(w, value);
}

static void number(struct jsonw *w, const char *key, double v)
{
	jsonw_key(w, key);
	jsonw_number(w, v);
}

static void classes(struct jsonw *w, const char *key, const struct standard *s, const double *share)
{
	jsonw_key(w, key);
	jsonw_object(w);
	for (size_t h = 0; h < s->k; h++)
		number(w, s->class[h], share[h]);
	jsonw_object_end(w);
}

static void range(struct jsonw *w, const char *key, double lo, double hi)
{
	jsonw_key(w, key);
	jsonw_array(w);
	jsonw_number(w, round(lo * 1e12) / 1e12);
	jsonw_number(w, round(hi * 1e12) / 1e12);
	jsonw_array_end(w);
}

static void write_supplier(struct jsonw *w, const struct agree_answer *x, size_t i)
{
	const struct agree_subject *s = &x->result.of[i];
	const struct standard *st = &x->x.standard;
	jsonw_object(w);
	text(w, "id", x->x.subject[i]->id);
	text(w, "name", x->x.subject[i]->name);
	jsonw_key(w, "agreed_class");
	if (s->cls >= 0)
		jsonw_text(w, st->class[s->cls]);
	else
		jsonw_null(w);
	number(w, "share_of_weight_space", s->agreed);
	number(w, "se", s->agreed_se);
	classes(w, "agreed", st, s->common);
	number(w, "disagreement", s->disagreement);
	number(w, "unknown", assess_unknown(&x->x, i));
	jsonw_put_object(w, "by_country");
	for (size_t c = 0; c < x->countries; c++)
		classes(w, x->run.voice[c].id, st, &s->share[c * st->k]);
	jsonw_object_end(w);
	jsonw_object_end(w);
}

static void write_says(struct jsonw *w, const struct agree_country *c, size_t g, const char *name)
{
	static const char *const named[] = { "yes", "no", "unknown" };
	const struct pack_weighting *says = c->says[g];
	jsonw_object(w);
	text(w, "consideration", name);
	text(w, "named", says ? named[says->named] : agree_left_out(c, g) ? "absent" : "unknown");
	jsonw_put_array(w, "cite");
	for (size_t i = 0; says && i < says->cite.n; i++)
		jsonw_text(w, ((const char **)says->cite.v)[i]);
	jsonw_array_end(w);
	jsonw_object_end(w);
}

static void write_country(struct jsonw *w, const struct agree_answer *x, size_t c)
{
	const struct agree_voice *v = &x->run.voice[c];
	jsonw_object(w);
	text(w, "country", v->id);
	text(w, "pack", x->country[c].pack->id);
	text(w, "title", x->country[c].pack->title);
	jsonw_put_array(w, "says");
	for (size_t g = 0; g < x->run.groups; g++)
		write_says(w, &x->country[c], g, x->run.group_name[g]);
	jsonw_array_end(w);
	jsonw_put_object(w, "accepts");
	for (size_t g = 0; g < x->run.groups; g++)
		range(w, x->run.group_name[g], v->lo[g], v->hi[g]);
	jsonw_object_end(w);
	jsonw_object_end(w);
}

static void write_accepted(struct jsonw *w, const struct agree_answer *x)
{
	const struct agreement *r = &x->result;
	jsonw_put_object(w, "accepted_by_all");
	jsonw_put_bool(w, "possible", r->accepted);
	if (!r->accepted)
		text(w, "refused", r->refused);
	for (size_t g = 0; r->accepted && g < x->run.groups; g++) {
		if (g == 0) {
			jsonw_put_object(w, "weights");
		}
		jsonw_key(w, x->run.group_name[g]);
		jsonw_object(w);
		number(w, "middle", r->accept[g]);
		range(w, "range", r->accept_lo[g], r->accept_hi[g]);
		jsonw_object_end(w);
		if (g + 1 == x->run.groups)
			jsonw_object_end(w);
	}
	jsonw_object_end(w);
}

static void write_divides(struct jsonw *w, const struct agree_answer *x)
{
	const struct agreement *r = &x->result;
	number(w, "disagreement", r->disagreement);
	jsonw_key(w, "divides_most");
	if (r->divider >= 0)
		jsonw_text(w, x->run.group_name[r->divider]);
	else
		jsonw_null(w);
	jsonw_put_array(w, "divides");
	for (size_t g = 0; g < x->run.groups; g++) {
		jsonw_object(w);
		text(w, "consideration", x->run.group_name[g]);
		number(w, "disagreement_removed", r->divides[g]);
		number(w, "se", r->divides_se[g]);
		jsonw_object_end(w);
	}
	jsonw_array_end(w);
}

void service_agree_json(struct buf *b, const struct agree_answer *x)
{
	struct jsonw w = jsonw_in(b, 2);
	jsonw_object(&w);
	text(&w, "schema", "petrin.agree/1");
	text(&w, "petrin", PT_VERSION);
	text(&w, "profile", x->x.profile->id);
	jsonw_key(&w, "draws");
	jsonw_int(&w, (int64_t)x->result.draws);
	jsonw_key(&w, "seed");
	jsonw_int(&w, (int64_t)x->x.seed);
	jsonw_put_array(&w, "countries");
	for (size_t c = 0; c < x->countries; c++)
		write_country(&w, x, c);
	jsonw_array_end(&w);
	jsonw_put_array(&w, "silent");
	for (size_t i = 0; i < x->silents; i++)
		jsonw_text(&w, x->silent[i]);
	jsonw_array_end(&w);
	jsonw_put_array(&w, "suppliers");
	for (size_t i = 0; i < x->x.n; i++)
		write_supplier(&w, x, i);
	jsonw_array_end(&w);
	jsonw_put_array(&w, "distance");
	for (size_t a = 0; a < x->countries; a++) {
		jsonw_array(&w);
		for (size_t c = 0; c < x->countries; c++)
			jsonw_number(&w, x->result.distance[a * x->countries + c]);
		jsonw_array_end(&w);
	}
	jsonw_array_end(&w);
	write_accepted(&w, x);
	write_divides(&w, x);
	jsonw_object_end(&w);
	buf_str(b, "\n");
}
