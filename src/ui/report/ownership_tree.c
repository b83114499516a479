/* SPDX-License-Identifier: Apache-2.0
 *
 * ownership_tree.c - owners above a company as an indented tree
 *
 * A graph is no tree: a company that owns in several places is opened where it comes first and named
 * in the others.  Long trees are cut, and it is said what is missing.
 */
#include <stdlib.h>
#include <string.h>

#include "ui/report/ownership_text.h"

enum { LINES = 200, DEPTH = 24 };

struct branch {
	const struct stake *s;
	uint32_t depth;
};

struct tree {
	const struct ownership_page *p;
	struct arena *a;
	const struct graph *g;
	const struct ownership_target *t;
	struct table table;
	struct branch *stack; /* what is still to be shown, the next one last */
	size_t n, cap;
	uint32_t *opened, opens; /* places */
	size_t open_cap, missing;
};

static bool applies(const struct tree *t, const struct stake *s)
{
	uint16_t in = t->t->answer.scenario;
	return s->scenario == 0 || in == 0 || s->scenario == in;
}

/* The largest comes last, so that it is taken first. */
static int by_share(const void *a, const void *b)
{
	const struct stake *x = ((const struct branch *)a)->s, *y = ((const struct branch *)b)->s;
	if (x->scenario != y->scenario)
		return x->scenario > y->scenario ? -1 : 1;
	for (int end = 0; end < 2; end++)
		for (enum right r = 0; r < RIGHTS; r++)
			if (x->share[r][end] != y->share[r][end])
				return x->share[r][end] < y->share[r][end] ? -1 : 1;
	return (x->owner < y->owner) - (x->owner > y->owner);
}

static bool is_open(const struct tree *t, uint32_t place)
{
	for (uint32_t i = 0; i < t->opens; i++)
		if (t->opened[i] == place)
			return true;
	return false;
}

/* True when the owners of a place are shown below it. */
static bool open_place(struct tree *t, uint32_t place, uint32_t depth)
{
	size_t from = t->n, n = t->opens;
	if (graph_is_end(graph_node(t->g, place)) || is_open(t, place))
		return false;
	*PUSH(t->a, t->opened, n, t->open_cap) = place;
	t->opens = (uint32_t)n;
	for (size_t i = graph_first(t->g, place); i < graph_end(t->g, place); i++)
		if (applies(t, &t->g->stake[i]))
			*PUSH(t->a, t->stack, t->n, t->cap) = (struct branch){ &t->g->stake[i], depth };
	if (t->n - from > 1)
		qsort(t->stack + from, t->n - from, sizeof *t->stack, by_share);
	return true;
}

static const char *stated(struct arena *a, const double b[2])
{
	return b[0] == 0 && b[1] == 1 ? "not stated" : ownership_range(a, b, 4);
}

/* Readings are numbered as the text below the tree lists them. */
static const char *reading(const struct tree *t, uint16_t scenario)
{
	for (size_t i = 0; scenario && i < t->t->above.scenarios; i++)
		if (t->t->above.scenario[i] == scenario)
			return arena_fmt(t->a, " [only in reading %zu]", i + 1);
	return "";
}

static const char *hidden(const struct ownership *o, uint32_t node)
{
	return o->graph.node[node].flags & OWNERSHIP_HIDDEN ? ", not named" : ", for others";
}

static const char *owner_cell(const struct tree *t, const struct branch *x, bool again)
{
	const struct ownership *o = t->p->o;
	uint32_t node = t->g->at[x->s->owner];
	const char *name = ownership_name(o, node), *id = ownership_id(o, node);
	bool both = strcmp(name, id) != 0;
	return arena_fmt(t->a, "%*s%s%s%s%s%s%s%s%s", (int)(2 * x->depth), "", name, both ? " (" : "",
	                 both ? id : "", both ? ")" : "",
	                 x->s->flags & STAKE_NOMINEE ? hidden(o, node) : "",
	                 x->s->flags & STAKE_CONTROL ? ", decides" : "", reading(t, x->s->scenario),
	                 again ? " (see above)" : "");
}

static void add_row(struct tree *t, const struct branch *x, bool again)
{
	struct ownership_said said = ownership_said(t->a, t->p->o, x->s->row);
	const struct node *n = graph_node(t->g, x->s->owner);
	char country[] = { ' ', n->country[0], n->country[1], '\0' };
	const char **cell = table_row(&t->table);
	cell[0] = owner_cell(t, x, again);
	cell[1] = stated(t->a, x->s->share[EQUITY]);
	cell[2] = x->s->flags & STAKE_VOTES_ASSUMED ? "as equity" : stated(t->a, x->s->share[VOTES]);
	cell[3] = arena_fmt(t->a, "%s%s", node_type_name[n->type], n->country[0] ? country : "");
	cell[4] = said.date;
	cell[5] = said.certainty;
	cell[6] = said.source;
}

void ownership_tree(const struct ownership_page *p, const struct ownership_target *target)
{
	struct arena a = p->scratch;
	struct tree t = { .p = p, .a = &a, .g = &p->o->graph, .t = target, .table = table_in(&a) };
	static const char *const titles[] = { "owner", "equity",    "votes", "type",
		                              "dated", "certainty", "source" };
	for (size_t i = 0; i < COUNT(titles); i++)
		table_column(&t.table, NULL, titles[i], i == 1 || i == 2);
	open_place(&t, t.g->place[target->answer.target], 0);
	while (t.n > 0) {
		struct branch x = t.stack[--t.n];
		if (t.table.rows == LINES || x.depth == DEPTH) {
			t.missing++;
			continue;
		}
		bool had = !(x.s->flags & STAKE_NOMINEE) && is_open(&t, x.s->owner);
		add_row(&t, &x, had);
		if (!had && !(x.s->flags & STAKE_NOMINEE))
			open_place(&t, x.s->owner, x.depth + 1);
	}
	if (t.table.rows == 0)
		buf_str(p->b, "no owner is on file\n");
	else
		table_text(p->b, &t.table, p->color);
	if (t.missing)
		buf_fmt(p->b, "... and %zu more, with all above them (--format json has all)\n", t.missing);
}
