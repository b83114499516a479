/* SPDX-License-Identifier: Apache-2.0
 *
 * names.c - what imported rows name must be there: criteria, sources, suppliers
 */
#include "service/names.h"

#include <stdio.h>
#include <string.h>

#include "model/profile.h"

struct names names_in(struct arena *a)
{
	return (struct names){ .a = a, .seen = map_in(a) };
}

static void note(struct names *x, const struct store_reference *by, struct str id, uint64_t row)
{
	char key[160];
	size_t used = (size_t)snprintf(key, sizeof key, "%d:%.*s", (int)by->to, (int)id.n, id.p);
	if (used >= sizeof key || map_get(&x->seen, (struct str){ key, used }, NULL))
		return;
	map_add(&x->seen, str_of(arena_strn(x->a, key, used)), 0);
	*PUSH(x->a, x->v, x->n, x->cap) = (struct named){ by, arena_strn(x->a, id.p, id.n), row };
}

/* A profile is kept as its text, and names criteria in it. */
static void note_profile(struct names *x, const struct record *r)
{
	static const struct store_reference by = { T_PROFILE, "criterion", T_CRITERION, false };
	struct profile p;
	struct str text = r->field[record_column_of(T_PROFILE, STR("text"))];
	if (!profile_read(x->a, text, "profile", &p, NULL))
		return; /* the importer has read it already */
	const struct yaml_list *rules[] = { &p.vetoes, &p.dictators };
	for (size_t k = 0; k < COUNT(rules); k++)
		for (size_t i = 0; i < rules[k]->n; i++) {
			const struct profile_rule *v = &((const struct profile_rule *)rules[k]->v)[i];
			note(x, &by, str_of(v->criterion), v->place.row);
		}
	for (size_t b = 0; b < p.boundaries.n; b++) {
		const struct profile_boundary *at = &((const struct profile_boundary *)p.boundaries.v)[b];
		for (size_t i = 0; i < at->except.n; i++) {
			const struct profile_grade *g = &((const struct profile_grade *)at->except.v)[i];
			note(x, &by, str_of(g->criterion), g->place.row);
		}
	}
	for (size_t i = 0; i < p.weights.n; i++) {
		const struct profile_weight *w = &((const struct profile_weight *)p.weights.v)[i];
		note(x, &by, str_of(w->criterion), w->place.row);
	}
	for (size_t i = 0; i < p.order.n; i++) {
		const struct yaml_list *line = &((const struct yaml_list *)p.order.v)[i];
		for (size_t k = 0; k < line->n; k++)
			note(x, &by, str_of(((const char **)line->v)[k]), r->row);
	}
}

/* Whether the row before named the same; else it is kept for the next one. */
static bool named_before(struct names_last *l, struct str id)
{
	if (l->n == id.n && memcmp(l->text, id.p, id.n) == 0)
		return true;
	l->n = 0;
	if (id.n <= sizeof l->text) {
		l->n = (uint8_t)id.n;
		memcpy(l->text, id.p, id.n);
	}
	return false;
}

void names_note(struct names *x, const struct record *r)
{
	size_t n;
	if (r->table == T_PROFILE)
		note_profile(x, r);
	const struct store_reference *by = store_references(&n);
	for (size_t i = 0; i < n; i++, by++) {
		if (by->from != r->table)
			continue;
		struct str id = r->field[record_column_of(r->table, str_of(by->column))];
		if (id.n == 0 || (by->country && str_starts(id, "country:")) ||
		    (i < NAMES_REFERENCES && named_before(&x->last[i], id)))
			continue;
		note(x, by, id, r->row);
	}
}

struct keys {
	struct arena *a;
	const char **v;
	size_t n, cap;
};

static bool gather(void *ctx, const struct record *r, struct pt_err *e)
{
	struct keys *k = ctx;
	(void)e;
	*PUSH(k->a, k->v, k->n, k->cap) = arena_strn(k->a, r->field[0].p, r->field[0].n);
	return true;
}

static bool refuse(struct arena scratch, struct store *s, const struct named *x, struct pt_err *e)
{
	struct keys keys = { .a = &scratch };
	struct store_query all = { x->by->to, STORE_LATEST, gather, &keys };
	if (!store_each(s, &all, e))
		return false;
	const char *near = str_nearest(x->id, keys.v, keys.n);
	struct pt_at at = { .row = x->row };
	return pt_fail_at(e, &at, PT_INVALID, "%s \"%s\" is no %s of this workspace or file%s%s%s",
	                  x->by->column, x->id, record_def(x->by->to)->name,
	                  near ? " (did you mean \"" : "", near ? near : "", near ? "\"?)" : "");
}

bool names_check(const struct names *x, struct store *s, struct pt_err *e)
{
	for (size_t i = 0; i < x->n; i++) {
		bool has;
		if (!store_has(s, x->v[i].by->to, str_of(x->v[i].id), &has, e))
			return false;
		if (!has) {
			struct arena scratch = arena_reserve((size_t)64 << 20, "names");
			char *start = scratch.beg;
			refuse(scratch, s, &x->v[i], e);
			arena_release(&scratch, start);
			return false;
		}
	}
	return true;
}
