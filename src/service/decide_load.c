/* SPDX-License-Identifier: Apache-2.0
 *
 * decide_load.c - packs, functions, and what a workspace knows of the facts they ask about
 */
#include <stdlib.h>
#include <string.h>

#include "service/assess.h"
#include "service/decide_inside.h"
#include "service/load.h"
#include "service/ownership_answer.h"

struct loading {
	struct arena *a;
	struct decision *x;
	struct map flag;   /* "flag country" -> 1 yes, 2 no */
	struct map function;
	const char **part_of;
	size_t pack_cap, function_cap, title_cap, part_cap, place_cap;
};

static const char *field(struct loading *l, const struct record *r, const char *column)
{
	struct str s = r->field[record_column_of(r->table, str_of(column))];
	return arena_strn(l->a, s.n ? s.p : "", s.n);
}

static bool add_function(struct loading *l, const struct record *r)
{
	struct decision *x = l->x;
	size_t n = x->functions, parts = n, places = n;
	uint64_t place = 0;
	if (field(l, r, "country")[0] != '\0') /* how a state weighs it: not our question */
		return true;
	const char *id = field(l, r, "id");
	map_add(&l->function, str_of(id), (uint32_t)n);
	*PUSH(l->a, x->title, n, l->title_cap) = field(l, r, "title");
	*PUSH(l->a, l->part_of, parts, l->part_cap) = field(l, r, "part_of");
	if (!str_u64(str_of(field(l, r, "place")), &place))
		place = 0;
	*PUSH(l->a, x->place, places, l->place_cap) = (int64_t)(place & INT64_MAX);
	*PUSH(l->a, x->function, x->functions, l->function_cap) = (struct decide_function){ id, UINT32_MAX };
	return true;
}

static bool add(void *ctx, const struct record *r, struct pt_err *e)
{
	struct loading *l = ctx;
	if (r->table == T_FUNCTION)
		return add_function(l, r);
	if (r->table == T_FLAG) {
		const char *value = field(l, r, "value");
		const char *key = arena_fmt(l->a, "%s %s", field(l, r, "flag"), field(l, r, "country"));
		if (strcmp(value, "unknown") != 0)
			map_add(&l->flag, str_of(key), strcmp(value, "yes") == 0 ? 1 : 2);
		return true;
	}
	const char *text = field(l, r, "text");
	struct pack *p = PUSH(l->a, l->x->pack, l->x->packs, l->pack_cap);
	return pack_read(l->a, str_of(text), arena_fmt(l->a, "pack %s", field(l, r, "id")), p, e);
}

static void parts(struct loading *l)
{
	for (size_t i = 0; i < l->x->functions; i++) {
		uint32_t at;
		if (map_get(&l->function, str_of(l->part_of[i]), &at))
			l->x->function[i].part_of = at;
	}
}

static void stray_functions(struct loading *l, const struct pack_rule *r, size_t *cap)
{
	const char *const *tag = r->functions.v;
	uint32_t at;
	for (size_t k = 0; k < r->functions.n; k++)
		if (!map_get(&l->function, str_of(tag[k]), &at))
			*PUSH(l->a, l->x->stray, l->x->strays, *cap) = arena_fmt(
				l->a, "a rule names a function that the workspace does not have: %s: %s", r->ref,
				tag[k]);
}

/* A list may name suppliers that are of no interest here; one that is nearly called so is told. */
static void stray_suppliers(struct loading *l, const struct pack_rule *r, const char *const *id, size_t *cap)
{
	const struct pack_named *v = r->named.v;
	for (size_t k = 0; k < r->named.n; k++) {
		const char *near = str_nearest(v[k].supplier, id, l->x->model.suppliers);
		if (near && strcmp(near, v[k].supplier) != 0)
			*PUSH(l->a, l->x->stray, l->x->strays, *cap) = arena_fmt(
				l->a, "rule %s names \"%.60s\", no supplier of this workspace (did you mean \"%s\"?)",
				r->ref, v[k].supplier, near);
	}
}

static void strays(struct loading *l)
{
	struct decision *x = l->x;
	const char **id = NEW(l->a, const char *, x->model.suppliers);
	size_t cap = 0;
	for (size_t i = 0; i < x->model.suppliers; i++)
		id[i] = x->model.supplier[i].id;
	for (size_t i = 0; i < x->rules.rules; i++) {
		stray_functions(l, x->rules.rule[i].rule, &cap);
		stray_suppliers(l, x->rules.rule[i].rule, id, &cap);
	}
}

/* --- facts --- */

static struct fact_value words(struct arena *a, const char *word)
{
	const char **v = NEW(a, const char *, 1);
	v[0] = word;
	return word && word[0] ? (struct fact_value){ .word = v, .words = 1, .complete = true } :
	                         (struct fact_value){ 0 };
}

static struct fact_value flag(struct loading *l, const char *name, const char *country)
{
	uint32_t value = 0;
	if (!map_get(&l->flag, str_of(arena_fmt(l->a, "%s %s", name, country)), &value))
		return (struct fact_value){ 0 };
	return words(l->a, value == 1 ? "yes" : "no");
}

/* The newest year counts; sources that differ about it span an interval. */
static struct fact_value indicator(const struct model *m, const char *name, const char *country)
{
	struct fact_value v = { 0 };
	int32_t newest = INT32_MIN;
	for (size_t i = 0; i < m->indicators; i++) {
		const struct indicator *x = &m->indicator[i];
		if (strcmp(x->indicator, name) != 0 || strcmp(x->country, country) != 0 || x->day < newest)
			continue;
		if (x->day > newest)
			v = (struct fact_value){ .number = true, .lo = x->value, .hi = x->value };
		v.lo = x->value < v.lo ? x->value : v.lo;
		v.hi = x->value > v.hi ? x->value : v.hi;
		newest = x->day;
	}
	return v;
}

struct owners {
	struct fact_value share, country;
};

/* Of the first entity that the supplier stands for. */
static struct owners owners_of(struct arena *a, struct ownership *o, struct ownership_asker *q, const char *supplier)
{
	struct owners out = { 0 };
	struct ownership_nodes who = { 0 };
	struct ownership_answer x;
	const char **v;
	if (!ownership_supplier(a, o, supplier, &who, NULL) || who.n == 0)
		return out;
	ownership_ask(a, q, 0, who.v[0], &x);
	out.share = (struct fact_value){ .number = true, .lo = x.t.kind[0][END_STATE][0], .hi = x.t.state_open[0] };
	v = NEW(a, const char *, x.controllers);
	for (size_t i = 0; i < x.controllers; i++) {
		const char *code = o->graph.node[x.controller[i]].country;
		if (code[0])
			v[out.country.words++] = arena_strn(a, code, 2);
	}
	out.country.word = v; /* somebody else may control too: not complete */
	return out;
}

static struct fact_value flag_of_any(struct loading *l, const char *name, const struct fact_value *countries)
{
	const char **v = NEW(l->a, const char *, countries->words);
	struct fact_value out = { .word = v };
	for (size_t i = 0; i < countries->words; i++) {
		struct fact_value one = flag(l, name, countries->word[i]);
		if (one.words)
			v[out.words++] = one.word[0];
	}
	return out;
}

static struct fact_value fact(struct loading *l, const struct supplier *s, const char *name, const struct owners *own)
{
	static const char *const flags[] = { "seat.flag.", "incorporated.flag." };
	const char *const country[] = { s->seat, s->incorporated };
	for (size_t i = 0; i < COUNT(flags); i++)
		if (strncmp(name, flags[i], strlen(flags[i])) == 0)
			return flag(l, name + strlen(flags[i]), country[i]);
	if (strcmp(name, "seat.country") == 0)
		return words(l->a, s->seat);
	if (strcmp(name, "incorporated.country") == 0)
		return words(l->a, s->incorporated);
	if (strncmp(name, "seat.indicator.", 15) == 0)
		return indicator(&l->x->model, name + 15, s->seat);
	if (strcmp(name, "owners.state-share") == 0)
		return own->share;
	if (strcmp(name, "owners.country") == 0)
		return own->country;
	if (strncmp(name, "owners.flag.", 12) == 0)
		return flag_of_any(l, name + 12, &own->country);
	return (struct fact_value){ 0 };
}

static bool asked(const struct decide_rules *r, const char *begins)
{
	for (size_t i = 0; i < r->facts; i++)
		if (strncmp(r->fact[i], begins, strlen(begins)) == 0)
			return true;
	return false;
}

static bool any_row(void *ctx, const struct record *r, struct pt_err *e)
{
	(void)r, (void)e;
	*(bool *)ctx = true;
	return true;
}

/* Whether owners are asked for and anybody states some; without, they are not known. */
static bool owners_wanted(struct loading *l, struct store *s, bool *wanted, struct pt_err *e)
{
	struct store_query q = { T_STAKE, l->x->day, any_row, wanted };
	*wanted = false;
	return !asked(&l->x->rules, "owners.") || store_each(s, &q, e);
}

static bool has_profile(const struct model *m)
{
	for (size_t i = 0; i < m->profiles; i++)
		if (strcmp(m->profile[i].id, "baseline") == 0)
			return true;
	return false;
}

/* The class that nothing left open can change; without a profile it is not known. */
static bool classes(struct loading *l, const struct decide_request *rq, struct fact_value *out, struct pt_err *e)
{
	struct assess_request q = { .workspace = rq->workspace, .day = rq->day, .draws = 1000 };
	struct assessment *a = NEW(l->a, struct assessment, 1);
	if (!asked(&l->x->rules, "trust.") || !has_profile(&l->x->model))
		return true;
	if (!service_assess(l->a, &q, a, e))
		return false;
	for (size_t i = 0; i < a->n; i++) {
		const struct verdict *v = &a->verdicts.of[i];
		const char **word = NEW(l->a, const char *, a->standard.k);
		size_t n = 0;
		for (size_t h = 0; h < a->standard.k; h++)
			if (v->possible[h])
				word[n++] = a->standard.class[h];
		if (n == 1)
			out[i] = (struct fact_value){ .word = word, .words = 1, .complete = true };
	}
	service_assess_end(a);
	return true;
}

static bool facts(struct loading *l, struct store *s, const struct decide_request *rq, struct pt_err *e)
{
	struct decision *x = l->x;
	struct ownership o;
	struct ownership_request all = { .workspace = rq->workspace, .day = rq->day };
	bool with_owners;
	struct fact_value *class = NEW(l->a, struct fact_value, x->model.suppliers);
	if (!classes(l, rq, class, e) || !owners_wanted(l, s, &with_owners, e) ||
	    (with_owners && !ownership_open_store(&o, s, &all, e)))
		return false;
	struct ownership_asker q = { 0 };
	if (with_owners)
		q = ownership_asker(&o);
	x->subject = NEW(l->a, const struct fact_value *, x->model.suppliers);
	for (size_t i = 0; i < x->model.suppliers; i++) {
		struct owners own = { 0 };
		struct fact_value *v = NEW(l->a, struct fact_value, x->rules.facts);
		if (with_owners)
			own = owners_of(l->a, &o, &q, x->model.supplier[i].id);
		for (size_t k = 0; k < x->rules.facts; k++)
			v[k] = strcmp(x->rules.fact[k], "trust.class") == 0 ?
			               class[i] :
			               fact(l, &x->model.supplier[i], x->rules.fact[k], &own);
		x->subject[i] = v;
	}
	if (with_owners) {
		ownership_asker_end(&q);
		ownership_close(&o);
	}
	return true;
}

static bool load(struct loading *l, struct store *s, const struct decide_request *rq, struct pt_err *e)
{
	static const enum record_table order[] = { T_FUNCTION, T_FLAG, T_PACK };
	struct decision *x = l->x;
	if (!load_model(l->a, s, rq->day, &x->model, e))
		return false;
	for (size_t i = 0; i < COUNT(order); i++) {
		struct store_query q = { order[i], rq->day, add, l };
		if (!store_each(s, &q, e))
			return false;
	}
	parts(l);
	if (!decide_rules(l->a, x->pack, x->packs, x->function, x->functions, &x->rules, e))
		return false;
	strays(l);
	return facts(l, s, rq, e);
}

bool decide_load(struct arena *keep, const struct decide_request *rq, struct decision *x, struct pt_err *e)
{
	struct store *s = NULL;
	struct loading l = { .a = keep, .x = x, .flag = map_in(keep), .function = map_in(keep) };
	bool ok = store_open(keep, rq->workspace, STORE_READ, &s, e) && load(&l, s, rq, e);
	store_close(s);
	if (!ok && e && e->code != PT_USAGE)
		pt_err_file(e, rq->workspace);
	return ok;
}

struct fact_value decide_value(struct arena *keep, const char *text)
{
	struct str rest = str_of(text), part;
	struct fact_value v = { .complete = true };
	const char *dots = strstr(text, "..");
	const char **word = NEW(keep, const char *, strlen(text) + 1);
	int32_t day;
	if (text[0] == '\0' || strcmp(text, "unknown") == 0)
		return (struct fact_value){ 0 };
	if (dots && str_double((struct str){ text, (size_t)(dots - text) }, &v.lo) &&
	    str_double(str_of(dots + 2), &v.hi)) {
		v.number = true;
	} else if (str_double(rest, &v.lo)) {
		v.number = true, v.hi = v.lo;
	} else if (rest.n == 10 && str_date(rest, &day)) {
		v.number = true, v.lo = v.hi = day;
	}
	while (rest.n && str_cut(&rest, '|', &part))
		word[v.words++] = arena_strn(keep, part.p, part.n);
	v.word = word;
	return v;
}
