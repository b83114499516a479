/* SPDX-License-Identifier: Apache-2.0
 *
 * rules.c - packs made ready: which functions a rule covers, where its facts stand, when things change
 */
#include <stdlib.h>
#include <string.h>

#include "judge/decide/decide.h"

static uint32_t function_of(const struct decide_rules *r, const char *id)
{
	for (size_t i = 0; i < r->functions; i++)
		if (strcmp(r->function[i].id, id) == 0)
			return (uint32_t)i;
	return UINT32_MAX;
}

/* Whether `above` is the function or something it is part of. */
static bool is_within(const struct decide_rules *r, uint32_t f, uint32_t above)
{
	for (size_t steps = 0; f < r->functions && steps <= r->functions; steps++) {
		if (f == above)
			return true;
		f = r->function[f].part_of;
	}
	return false;
}

/* Without a list everything is covered. */
static void cover(const struct decide_rules *r, const struct yaml_list *list, uint8_t *out)
{
	const char *const *tag = list->v;
	for (uint32_t f = 0; f < r->functions; f++)
		out[f] = list->n == 0 ? COVERS : COVERS_NOT;
	for (size_t i = 0; i < list->n; i++) {
		uint32_t t = function_of(r, tag[i]);
		for (uint32_t f = 0; f < r->functions && t != UINT32_MAX; f++) {
			if (is_within(r, f, t))
				out[f] = COVERS;
			else if (out[f] == COVERS_NOT && is_within(r, t, f))
				out[f] = COVERS_PART;
		}
	}
}

static bool place(struct arena *keep, struct decide_rules *r, struct pack_test *t)
{
	const struct fact_kind *kind = fact_kind(t->fact);
	size_t cap = r->fact_cap;
	uint32_t at;
	if (!map_get(&r->fact_at, str_of(t->fact), &at)) {
		at = (uint32_t)r->facts;
		map_add(&r->fact_at, str_of(t->fact), at);
		*PUSH(keep, r->fact, r->facts, r->fact_cap) = t->fact;
		if (r->fact_cap != cap) {
			bool *local = NEW(keep, bool, r->fact_cap);
			if (at > 0)
				memcpy(local, r->fact_local, at * sizeof *local);
			r->fact_local = local;
		}
		r->fact_local[at] = kind && kind->local;
	}
	t->at = at;
	return r->fact_local[at];
}

static bool places(struct arena *keep, struct decide_rules *r, const struct yaml_list *when)
{
	struct pack_test *t = when->v;
	bool local = false;
	for (size_t i = 0; i < when->n; i++) {
		struct pack_test *inner = t[i].any.n ? t[i].any.v : &t[i];
		for (size_t k = 0; k < (t[i].any.n ? t[i].any.n : 1); k++)
			local |= place(keep, r, &inner[k]);
	}
	return local;
}

static struct decide_rule prepare(struct arena *keep, struct decide_rules *r, const struct pack *p,
                                  const struct pack_rule *rule)
{
	const struct pack_exception *x = rule->exceptions.v;
	uint8_t *covers = NEW(keep, uint8_t, (rule->exceptions.n + 1) * r->functions);
	struct decide_rule out = { p, rule, covers, r->functions, false };
	cover(r, &rule->functions, covers);
	out.local = rule->bound.operators.n > 0;
	out.local |= places(keep, r, &rule->when);
	out.local |= places(keep, r, &rule->bound.when);
	for (size_t i = 0; i < rule->exceptions.n; i++) {
		cover(r, &x[i].functions, covers + (i + 1) * r->functions);
		out.local |= x[i].operators.n > 0;
		out.local |= places(keep, r, &x[i].when);
	}
	return out;
}

/* Ids are of one pack only; where packs share one, both say of which they are. */
static void refs(struct arena *keep, struct pack *pack, size_t packs)
{
	struct map seen = map_in(keep), shared = map_in(keep);
	uint32_t at;
	for (size_t i = 0; i < packs; i++) {
		const struct pack_rule *r = pack[i].rules.v;
		for (size_t k = 0; k < pack[i].rules.n; k++)
			if (!map_add(&seen, str_of(r[k].id), 0))
				map_add(&shared, str_of(r[k].id), 0);
	}
	for (size_t i = 0; i < packs; i++) {
		struct pack_rule *r = pack[i].rules.v;
		for (size_t k = 0; k < pack[i].rules.n; k++)
			r[k].ref = map_get(&shared, str_of(r[k].id), &at) ?
			                   arena_fmt(keep, "%s:%s", pack[i].id, r[k].id) : r[k].id;
	}
}

bool decide_rules(struct arena *keep, struct pack *pack, size_t packs, const struct decide_function *function,
                  size_t functions, struct decide_rules *out, struct pt_err *e)
{
	size_t cap = 0;
	*out = (struct decide_rules){ .pack = pack, .packs = packs, .function = function, .functions = functions,
		                      .fact_at = map_in(keep) };
	if (functions > DECIDE_FUNCTIONS)
		return pt_fail(e, PT_LIMIT, "more than %d functions", DECIDE_FUNCTIONS);
	refs(keep, pack, packs);
	for (size_t i = 0; i < packs; i++) {
		const struct pack_rule *rule = pack[i].rules.v;
		for (size_t k = 0; k < pack[i].rules.n; k++) {
			struct decide_rule one = prepare(keep, out, &pack[i], &rule[k]);
			*PUSH(keep, out->rule, out->rules, cap) = one;
		}
	}
	return true;
}

/* --- days --- */

static void day(struct arena *keep, struct decide_days *d, int32_t at)
{
	if (at != 0 && at != PACK_FOREVER)
		*PUSH(keep, d->v, d->n, d->cap) = at;
}

/* The day behind a last day, for everybody it may run from. */
static void days_of_deadline(struct arena *keep, struct decide_days *d, const struct pack_rule *r,
                             const struct pack_deadline *x)
{
	const struct pack_named *v = r->named.v;
	day(keep, d, x->from);
	if (x->date)
		day(keep, d, x->date + 1);
	if (x->date || x->after == NULL)
		return;
	if (x->on || x->event == PACK_ENTRY) {
		int32_t last = pack_later(x->on ? x->on : r->from, x->count, x->unit);
		day(keep, d, last == PACK_FOREVER ? last : last + 1);
		return;
	}
	for (size_t i = 0; i < r->named.n; i++) {
		int32_t last = pack_later(v[i].from, x->count, x->unit);
		day(keep, d, last == PACK_FOREVER ? last : last + 1);
	}
}

static void days_of_rule(struct arena *keep, struct decide_days *d, const struct pack_rule *r)
{
	const struct pack_named *v = r->named.v;
	const struct pack_deadline *x = r->deadlines.v;
	const struct pack_exception *c = r->exceptions.v;
	day(keep, d, r->from);
	day(keep, d, r->until);
	for (size_t i = 0; i < r->named.n; i++) {
		day(keep, d, v[i].from);
		day(keep, d, v[i].until);
	}
	for (size_t i = 0; i < r->deadlines.n; i++)
		days_of_deadline(keep, d, r, &x[i]);
	for (size_t i = 0; i < r->exceptions.n; i++) {
		day(keep, d, c[i].from);
		day(keep, d, c[i].until);
	}
}

static int rising(const void *a, const void *b)
{
	const int32_t *x = a, *y = b;
	return (*x > *y) - (*x < *y);
}

struct decide_days decide_days(struct arena *keep, const struct decide_rules *r)
{
	struct decide_days d = { 0 };
	size_t n = 0;
	for (size_t i = 0; i < r->rules; i++)
		days_of_rule(keep, &d, r->rule[i].rule);
	for (size_t i = 0; i < r->packs; i++) {
		const struct pack_instrument *in = r->pack[i].instruments.v;
		const struct pack_fact *f = r->pack[i].facts.v;
		for (size_t k = 0; k < r->pack[i].instruments.n; k++)
			for (size_t s = 0; s < in[k].history.n; s++)
				day(keep, &d, ((const struct pack_stage *)in[k].history.v)[s].from);
		for (size_t k = 0; k < r->pack[i].facts.n; k++) {
			day(keep, &d, f[k].from);
			day(keep, &d, f[k].until);
		}
	}
	if (d.n)
		qsort(d.v, d.n, sizeof *d.v, rising);
	for (size_t i = 0; i < d.n; i++)
		if (n == 0 || d.v[n - 1] != d.v[i])
			d.v[n++] = d.v[i];
	d.n = n;
	return d;
}
