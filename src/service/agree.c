/* SPDX-License-Identifier: Apache-2.0
 *
 * agree.c - where the weightings that follow from countries' rules lead to one class
 */
#include "service/agree.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/log.h"
#include "store/store.h"

enum { FEW_DRAWS = 256 }; /* of the profile's own verdict, which is not shown */

struct loading {
	struct arena *a;
	struct pack *pack;
	size_t n, cap;
};

static bool add_pack(void *ctx, const struct record *r, struct pt_err *e)
{
	struct loading *l = ctx;
	struct str text = r->field[record_column_of(T_PACK, STR("text"))];
	const char *id = arena_strn(l->a, r->field[0].p, r->field[0].n);
	return pack_read(l->a, (struct str){ arena_strn(l->a, text.p, text.n), text.n }, id,
	                 PUSH(l->a, l->pack, l->n, l->cap), e);
}

static bool load_packs(struct arena *keep, const struct agree_request *rq, struct loading *l, struct pt_err *e)
{
	struct store *s = NULL;
	struct store_query q = { T_PACK, rq->day, add_pack, l };
	*l = (struct loading){ .a = keep };
	bool ok = store_open(keep, rq->workspace, STORE_READ, &s, e) && store_each(s, &q, e);
	store_close(s);
	if (!ok && e && e->code != PT_USAGE)
		pt_err_file(e, rq->workspace);
	return ok;
}

static size_t consideration_of(const struct model *m, const char *id)
{
	size_t g = 0;
	while (g < m->considerations && strcmp(m->consideration[g].id, id) != 0)
		g++;
	return g;
}

/* --- which countries --- */

static const struct pack *find(const struct loading *l, const char *name)
{
	const struct pack *by_country = NULL;
	for (size_t i = l->n; i-- > 0;) {
		if (strcasecmp(l->pack[i].id, name) == 0)
			return &l->pack[i];
		if (strcasecmp(l->pack[i].country, name) == 0)
			by_country = &l->pack[i];
	}
	return by_country;
}

static bool no_such(const struct loading *l, const char *name, struct pt_err *e)
{
	const char *ids[256];
	size_t n = 0;
	for (size_t i = 0; i < l->n && n < COUNT(ids); i++)
		ids[n++] = l->pack[i].country;
	const char *near = str_nearest(name, ids, n);
	return pt_fail(e, PT_USAGE, "there are no rules of \"%.60s\" in the workspace%s%s%s", name,
	               near ? " (did you mean \"" : "", near ? near : "", near ? "\"?)" : "");
}

static void add_country(struct arena *keep, struct agree_answer *x, const struct pack *p)
{
	const struct model *m = &x->x.model;
	const struct pack_weighting *w = p->weighting.v;
	struct agree_country *c = &x->country[x->countries++];
	c->pack = p;
	c->says = NEW(keep, const struct pack_weighting *, m->considerations);
	for (size_t i = 0; i < p->weighting.n; i++) {
		size_t g = consideration_of(m, w[i].consideration);
		if (g < m->considerations)
			c->says[g] = &w[i];
		else
			*PUSH(keep, x->stray, x->strays, x->stray_cap) =
				arena_fmt(keep, "%s: %s", p->id, w[i].consideration);
	}
}

static int by_id(const void *a, const void *b)
{
	const struct agree_country *x = a, *y = b;
	return strcmp(x->pack->id, y->pack->id);
}

static bool choose(struct arena *keep, const struct agree_request *rq, const struct loading *l,
                   struct agree_answer *x, struct pt_err *e)
{
	size_t most = rq->countries > l->n ? rq->countries : l->n;
	x->country = NEW(keep, struct agree_country, most + 1);
	x->silent = NEW(keep, const char *, most + 1);
	for (size_t i = 0; i < (rq->countries ? rq->countries : l->n); i++) {
		const struct pack *p = rq->countries ? find(l, rq->country[i]) : &l->pack[i];
		if (p == NULL)
			return no_such(l, rq->country[i], e);
		for (size_t c = 0; c < x->countries; c++)
			if (x->country[c].pack == p)
				return pt_fail(e, PT_USAGE, "%s is asked for twice", p->country);
		if (p->weighting.n == 0 && rq->countries == 0)
			x->silent[x->silents++] = p->country;
		else
			add_country(keep, x, p);
	}
	qsort(x->country, x->countries, sizeof *x->country, by_id);
	if (x->countries < 2)
		return pt_fail(e, PT_USAGE, "%zu countr%s considerations in its rules: it takes two to agree",
		               x->countries, x->countries == 1 ? "y names" : "ies name");
	return true;
}

/* --- what they accept --- */

bool agree_left_out(const struct agree_country *c, size_t consideration)
{
	const struct pack_weighting *w = c->says[consideration];
	return c->pack->weighting.n > 0 && (w == NULL || w->named == PACK_NO);
}

/* A range that the rules give stands instead of the profile's. */
static void voice_of(const struct agree_answer *x, size_t i, const double *lo, const double *hi, struct agree_voice *v)
{
	const struct agree_country *c = &x->country[i];
	size_t groups = x->run.groups;
	v->id = c->pack->country;
	for (size_t o = 0; o < x->countries; o++)
		if (o != i && strcmp(x->country[o].pack->country, c->pack->country) == 0)
			v->id = c->pack->id; /* several packs of one country */
	for (size_t g = 0; g < groups; g++) {
		bool given = c->says[g] && c->says[g]->weight.given;
		v->lo[g] = given ? c->says[g]->weight.lo : lo[g];
		v->hi[g] = given ? c->says[g]->weight.hi : hi[g];
	}
	for (size_t a = 0; a < groups; a++)
		for (size_t b = 0; b < groups; b++)
			if (c->says[a] && c->says[a]->named == PACK_YES && agree_left_out(c, b)) {
				v->order[v->orders][0] = (uint32_t)a;
				v->order[v->orders++][1] = (uint32_t)b;
			}
}

static void drawn(uint64_t done, uint64_t draws)
{
	log_progress("draws", done < draws ? done : draws, draws);
}

static bool prepare(struct arena *keep, const struct agree_request *rq, struct agree_answer *x, struct pt_err *e)
{
	const struct assessment *s = &x->x;
	const struct model *m = &s->model;
	double lo[AGREE_GROUPS], hi[AGREE_GROUPS];
	if (m->considerations > AGREE_GROUPS)
		return pt_fail(e, PT_LIMIT, "%zu considerations; at most %d are compared", m->considerations,
		               AGREE_GROUPS);
	uint32_t *group = NEW(keep, uint32_t, m->criteria);
	const char **subject = NEW(keep, const char *, s->n), **name = NEW(keep, const char *, m->considerations);
	for (size_t j = 0; j < m->criteria; j++) {
		group[j] = m->criterion[j].consideration;
		if (group[j] == MODEL_NONE)
			return pt_fail(e, PT_INVALID, "criterion %s belongs to no consideration", m->criterion[j].id);
	}
	for (size_t i = 0; i < s->n; i++)
		subject[i] = s->subject[i]->id;
	for (size_t g = 0; g < m->considerations; g++)
		name[g] = m->consideration[g].id;
	struct agree_voice *v = NEW(keep, struct agree_voice, x->countries);
	x->run = (struct agree_run){ &s->standard, group, name, m->considerations, v, x->countries, subject, s->belief,
		                     s->n, rq->draws ? rq->draws : ASSESS_DRAWS, s->seed, rq->threads, drawn };
	if (!agree_ranges(*keep, &s->standard, group, m->considerations, lo, hi, e))
		return false;
	for (size_t c = 0; c < x->countries; c++)
		voice_of(x, c, lo, hi, &v[c]);
	return true;
}

bool service_agree(struct arena *keep, const struct agree_request *rq, struct agree_answer *out, struct pt_err *e)
{
	struct assess_request as = { .workspace = rq->workspace, .profile = rq->profile, .day = rq->day,
		                     .supplier = rq->supplier, .suppliers = rq->suppliers, .draws = FEW_DRAWS,
		                     .seed = rq->seed };
	struct loading l;
	*out = (struct agree_answer){ 0 };
	if (rq->draws > ASSESS_MOST_DRAWS)
		return pt_fail(e, PT_USAGE, "at most %d draws, not %llu", ASSESS_MOST_DRAWS,
		               (unsigned long long)rq->draws);
	if (!load_packs(keep, rq, &l, e) || !service_assess(keep, &as, &out->x, e))
		return false;
	if (choose(keep, rq, &l, out, e) && prepare(keep, rq, out, e) &&
	    agree_all(keep, &out->run, &out->result, e))
		return true;
	service_agree_end(out);
	return false;
}

void service_agree_end(struct agree_answer *x)
{
	service_assess_end(&x->x);
}

const char *agree_names(struct arena *a, const struct agree_answer *x, size_t country)
{
	const struct agree_country *c = &x->country[country];
	struct buf b = buf_in(a);
	for (size_t g = 0; g < x->run.groups; g++)
		if (c->says[g] && c->says[g]->named == PACK_YES)
			buf_fmt(&b, "%s%s", b.n ? ", " : "", x->run.group_name[g]);
	return b.n ? b.p : "";
}
