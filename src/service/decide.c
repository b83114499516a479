/* SPDX-License-Identifier: Apache-2.0
 *
 * decide.c - what the rules of states say about suppliers: choosing what is asked, and asking
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "service/decide_inside.h"

struct chosen {
	const struct supplier **supplier;
	const char **country;
	uint32_t *function;
	size_t suppliers, countries, functions;
};

static bool none_such(const char *what, const char *name, const char *const *ids, size_t n, struct pt_err *e)
{
	const char *near = str_nearest(name, ids, n);
	return pt_fail(e, PT_USAGE, "there is no %s \"%.60s\"%s%s%s", what, name, near ? " (did you mean \"" : "",
	               near ? near : "", near ? "\"?)" : "");
}

static bool choose_suppliers(struct arena *keep, const struct decide_request *rq, const struct decision *x,
                             struct chosen *c, struct pt_err *e)
{
	const struct model *m = &x->model;
	const char **ids = NEW(keep, const char *, m->suppliers);
	c->suppliers = rq->suppliers ? rq->suppliers : m->suppliers;
	c->supplier = NEW(keep, const struct supplier *, c->suppliers);
	for (size_t k = 0; k < m->suppliers; k++)
		ids[k] = m->supplier[k].id;
	for (size_t i = 0; i < c->suppliers; i++) {
		c->supplier[i] = rq->suppliers ? NULL : &m->supplier[i];
		for (size_t k = 0; rq->suppliers && k < m->suppliers; k++)
			if (strcasecmp(m->supplier[k].id, rq->supplier[i]) == 0 ||
			    strcasecmp(m->supplier[k].name, rq->supplier[i]) == 0)
				c->supplier[i] = &m->supplier[k];
		if (c->supplier[i] == NULL)
			return none_such("supplier", rq->supplier[i], ids, m->suppliers, e);
	}
	return true;
}

static int by_text(const void *a, const void *b)
{
	const char *const *x = a, *const *y = b;
	return strcmp(*x, *y);
}

/* All countries in which some pack holds, in order. */
static size_t with_packs(struct arena *keep, const struct decision *x, const char ***out)
{
	struct map seen = map_in(keep);
	const char **v = NULL;
	size_t n = 0, cap = 0;
	for (size_t i = 0; i < x->packs; i++) {
		const struct pack *p = &x->pack[i];
		const char *const *m = p->members.n ? p->members.v : &p->country;
		for (size_t k = 0; k < (p->members.n ? p->members.n : 1); k++)
			if (map_add(&seen, str_of(m[k]), 0))
				*PUSH(keep, v, n, cap) = m[k];
	}
	if (n)
		qsort(v, n, sizeof *v, by_text);
	*out = v;
	return n;
}

static bool choose_countries(struct arena *keep, const struct decide_request *rq, const struct decision *x,
                             struct chosen *c, struct pt_err *e)
{
	const char **known;
	size_t n = with_packs(keep, x, &known);
	if (n == 0)
		return pt_fail(e, PT_USAGE, "the workspace has no packs of rules on this day; petrin import "
		               "pack.yaml brings one");
	c->country = rq->countries ? rq->country : known;
	c->countries = rq->countries ? rq->countries : n;
	for (size_t i = 0; i < c->countries; i++) {
		bool there = false;
		for (size_t k = 0; k < n; k++)
			there |= strcmp(known[k], c->country[i]) == 0;
		if (!there)
			return pt_fail(e, PT_USAGE, "there is no pack with rules for country \"%.20s\"", c->country[i]);
	}
	return true;
}

/* In the order for people; few, or asked for as "all". */
static void by_place(const struct decision *x, struct chosen *c)
{
	for (size_t i = 1; i < c->functions; i++)
		for (size_t k = i; k > 0 && x->place[c->function[k - 1]] > x->place[c->function[k]]; k--) {
			uint32_t f = c->function[k];
			c->function[k] = c->function[k - 1];
			c->function[k - 1] = f;
		}
}

static bool choose_functions(struct arena *keep, const struct decide_request *rq, const struct decision *x,
                             struct chosen *c, struct pt_err *e)
{
	const char **ids = NEW(keep, const char *, x->functions);
	bool every = rq->functions == 1 && strcmp(rq->function[0], "all") == 0;
	c->function = NEW(keep, uint32_t, x->functions + rq->functions);
	for (uint32_t f = 0; f < x->functions; f++) {
		ids[f] = x->function[f].id;
		if (every || (rq->functions == 0 && x->function[f].part_of == UINT32_MAX))
			c->function[c->functions++] = f;
	}
	by_place(x, c);
	for (size_t i = 0; !every && i < rq->functions; i++) {
		uint32_t f = 0;
		while (f < x->functions && strcmp(ids[f], rq->function[i]) != 0)
			f++;
		if (f == x->functions)
			return none_such("function", rq->function[i], ids, x->functions, e);
		c->function[c->functions++] = f;
	}
	return c->functions > 0 || pt_fail(e, PT_USAGE, "the workspace has no functions on this day");
}

struct decide_question decide_question_of(const struct decision *x, const struct decision_row *row, int32_t day)
{
	return (struct decide_question){ .supplier = row->supplier->id, .country = row->country,
		                         .subject = x->subject[row->supplier - x->model.supplier],
		                         .local = x->local, .operator = x->operator, .function = row->function,
		                         .whole = true, .generation = x->generation, .day = day };
}

/* "operator.users=50000": a fact that some rule asks for, and that only who asks can know. */
static bool given(struct arena *keep, const struct decide_request *rq, struct decision *x, struct pt_err *e)
{
	x->operator = rq->operator;
	x->fact = rq->fact, x->facts = rq->facts;
	x->local = rq->facts || rq->operator ? NEW(keep, struct fact_value, x->rules.facts) : NULL;
	for (size_t i = 0; i < rq->facts; i++) {
		const char *equals = strchr(rq->fact[i], '=');
		struct str name = { rq->fact[i], equals ? (size_t)(equals - rq->fact[i]) : 0 };
		uint32_t at;
		if (equals == NULL)
			return pt_fail(e, PT_USAGE, "--fact is FACT=VALUE, not \"%.60s\"", rq->fact[i]);
		const char *fact = arena_strn(keep, name.p, name.n);
		if (!map_get(&x->rules.fact_at, name, &at))
			return none_such("rule that asks for fact", fact, x->rules.fact, x->rules.facts, e);
		if (!x->rules.fact_local[at])
			return pt_fail(e, PT_USAGE, "%.60s is known from the workspace; --fact is about operators, "
			               "sites and elements", fact);
		x->local[at] = decide_value(keep, equals + 1);
		if (x->operator == NULL && str_starts(name, "operator."))
			x->operator = "";
	}
	return true;
}

static void ask(struct arena *keep, struct decision *x, const struct chosen *c)
{
	for (size_t s = 0; s < c->suppliers; s++)
		for (size_t k = 0; k < c->countries; k++)
			for (size_t f = 0; f < c->functions; f++) {
				struct decision_row *row = PUSH(keep, x->row, x->rows, x->cap);
				*row = (struct decision_row){ .supplier = c->supplier[s], .country = c->country[k],
					                      .function = c->function[f] };
				struct decide_question q = decide_question_of(x, row, x->day);
				decide_ask(keep, &x->rules, &q, &row->answer);
			}
}

const struct pack_source *decide_source(const struct pack *p, const char *cite)
{
	const struct pack_source *s = p->sources.v;
	size_t n = strcspn(cite, " ");
	for (size_t i = 0; i < p->sources.n; i++)
		if (strlen(s[i].id) == n && strncmp(s[i].id, cite, n) == 0)
			return &s[i];
	return NULL;
}

struct yaml_list decide_cites(struct arena *a, const struct decide_ground *g)
{
	const struct yaml_list *const from[] = { &g->rule->cite, g->named ? &g->named->cite : NULL,
		                                 g->deadline ? &g->deadline->cite : NULL,
		                                 g->exception ? &g->exception->cite : NULL };
	struct map seen = map_in(a);
	const char **v = NULL;
	size_t n = 0, cap = 0;
	for (size_t i = 0; i < COUNT(from); i++)
		for (size_t k = 0; from[i] && k < from[i]->n; k++) {
			const char *cite = ((const char *const *)from[i]->v)[k];
			if (map_add(&seen, str_of(cite), 0))
				*PUSH(a, v, n, cap) = cite;
		}
	return (struct yaml_list){ v, n };
}

bool service_decide(struct arena *keep, const struct decide_request *rq, struct decision *x, struct pt_err *e)
{
	struct chosen c = { 0 };
	*x = (struct decision){ .day = rq->day, .generation = rq->generation ? rq->generation : PACK_5G };
	if (!decide_load(keep, rq, x, e) || !choose_suppliers(keep, rq, x, &c, e) ||
	    !choose_countries(keep, rq, x, &c, e) || !choose_functions(keep, rq, x, &c, e) ||
	    !given(keep, rq, x, e))
		return false;
	ask(keep, x, &c);
	if (rq->changes)
		decide_changes(keep, rq, x);
	if (rq->due)
		decide_due(keep, rq, x);
	decide_sort_events(keep, x);
	return !rq->inventory || decide_inventory(keep, rq, x, e);
}
