/* SPDX-License-Identifier: Apache-2.0
 *
 * restated.c - needs that an inventory named before and names no longer
 */
#include "service/restated.h"

enum { NEED_KEYS = 4 }; /* element, needs, kind, choice stand first */

struct restated restated_in(struct arena *a)
{
	return (struct restated){ seen_in(a), seen_in(a) };
}

static struct str field(const struct record *r, const char *column)
{
	return r->field[record_column_of(r->table, str_of(column))];
}

static uint64_t of_element(struct str id, struct str source)
{
	return seen_hash((struct str[]){ id, source }, 2);
}

static uint64_t of_need(const struct record *r)
{
	struct str key[NEED_KEYS + 1];
	for (int i = 0; i < NEED_KEYS; i++)
		key[i] = r->field[i];
	key[NEED_KEYS] = field(r, "source");
	return seen_hash(key, NEED_KEYS + 1);
}

void restated_note(struct restated *x, const struct record *r)
{
	if (r->table == T_ELEMENT)
		seen_add(&x->element, of_element(r->field[0], field(r, "source")), 1);
	else if (r->table == T_NEED)
		seen_add(&x->need, of_need(r), 1);
}

struct ending {
	const struct restated *x;
	struct arena *a;
	const char *until;
	struct record *v;
	size_t n, cap;
};

static bool look(void *ctx, const struct record *r, struct pt_err *e)
{
	struct ending *g = ctx;
	(void)e;
	if (field(r, "until").n > 0 || !seen_get(&g->x->element, of_element(r->field[0], field(r, "source"))) ||
	    seen_get(&g->x->need, of_need(r)))
		return true;
	struct record *to = PUSH(g->a, g->v, g->n, g->cap);
	*to = (struct record){ .table = r->table };
	for (unsigned i = 0; i < record_def(r->table)->n; i++)
		to->field[i] = (struct str){ arena_strn(g->a, r->field[i].p, r->field[i].n), r->field[i].n };
	record_set(to, "until", g->until);
	return true;
}

bool restated_end(const struct restated *x, struct store *s, int32_t day, uint64_t *ended, struct pt_err *e)
{
	char until[16];
	struct arena a = arena_reserve((size_t)4 << 30, "needs that are over");
	char *start = a.beg;
	struct ending g = { .x = x, .a = &a, .until = until };
	struct store_query all = { T_NEED, STORE_LATEST, look, &g };
	bool ok = true, changed;
	*ended = 0;
	str_date_text(day, until);
	if (x->need.n > 0 && x->element.n > 0)
		ok = store_each(s, &all, e);
	for (size_t i = 0; i < g.n && ok; i++) {
		ok = store_put(s, &g.v[i], &changed, e);
		*ended += changed;
	}
	arena_release(&a, start);
	return ok;
}
