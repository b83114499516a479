/* SPDX-License-Identifier: Apache-2.0
 *
 * walk.c - from one company upwards to everybody who has a part in it
 */
#include "judge/ownership/walk.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct trail {
	struct arena *keep;
	struct walk *w;
	size_t n, cap, x_cap;
};

static void visit(struct trail *t, uint32_t place, double x)
{
	size_t n = t->n;
	*PUSH(t->keep, t->w->place, n, t->cap) = place;
	*PUSH(t->keep, t->w->x, t->n, t->x_cap) = x;
}

/* Hands on what is at p, to owners outside the loop that ends before place `from`. */
static void hand_on(struct flow *f, uint32_t p, uint32_t from)
{
	const struct graph *g = f->g;
	if (p >= g->rows || flow_is_end(f, p))
		return;
	double low = f->bound == BOUND_HIGH ? flow_column(f, p).low : 0, x = f->x[p];
	for (uint32_t i = g->first[p]; i < g->first[p + 1]; i++) {
		const struct stake *s = &g->stake[i];
		if (s->owner < from || !flow_follows(f, s))
			continue;
		f->x[s->owner] += flow_share(f, s, low) * x;
		marks_add(&f->todo, s->owner);
	}
}

static void through_loop(struct trail *t, struct flow *f, struct arena scratch, const struct loop *l)
{
	struct block *b = &f->block[l - f->g->loop];
	double *x = &f->x[l->beg];
	bool open = b->way != BLOCK_SINGULAR;
	if (open)
		block_solve(b, scratch, x, 1);
	for (uint32_t k = 0; k < l->n; k++) {
		marks_remove(&f->todo, l->beg + k);
		visit(t, l->beg + k, x[k]);
		if (open)
			hand_on(f, l->beg + k, l->beg + l->n);
		x[k] = 0;
	}
	if (b->way == BLOCK_SWEPT)
		f->residual = fmax(f->residual, b->residual);
}

struct walk walk_up(struct arena *keep, struct flow *f, struct arena scratch, uint32_t target)
{
	struct walk w = { .target = target };
	struct trail t = { .keep = keep, .w = &w };
	f->x[f->g->place[target]] = 1;
	marks_add(&f->todo, f->g->place[target]);
	for (uint32_t p; (p = marks_take(&f->todo, false)) != MARKS_NONE;) {
		const struct loop *l = graph_loop(f->g, p);
		if (l) {
			through_loop(&t, f, scratch, l);
			continue;
		}
		visit(&t, p, f->x[p]);
		hand_on(f, p, p + 1);
		f->x[p] = 0;
	}
	w.n = (uint32_t)t.n;
	return w;
}

struct ends {
	struct arena *keep;
	struct walk_ends *to;
	size_t cap;
};

static void end(struct ends *e, uint32_t place, enum end_kind kind, double share)
{
	*PUSH(e->keep, e->to->v, e->to->n, e->cap) = (struct walk_end){ place, kind, share };
}

static int by_place(const void *a, const void *b)
{
	const struct walk_end *x = a, *y = b;
	if (x->node != y->node)
		return x->node < y->node ? -1 : 1;
	return (x->kind > y->kind) - (x->kind < y->kind);
}

static int by_share(const void *a, const void *b)
{
	const struct walk_end *x = a, *y = b;
	if (x->share != y->share)
		return x->share > y->share ? -1 : 1;
	if (x->kind != y->kind)
		return x->kind < y->kind ? -1 : 1;
	return (x->node > y->node) - (x->node < y->node);
}

/* One nominee may hold of many companies: adds up what ends at one node as one kind. */
static void merge(struct walk_ends *e)
{
	size_t kept = 0;
	bool sorted = true;
	for (size_t i = 1; sorted && i < e->n; i++)
		sorted = by_place(&e->v[i - 1], &e->v[i]) < 0;
	if (!sorted)
		qsort(e->v, e->n, sizeof *e->v, by_place);
	for (size_t i = 0; i < e->n; i++)
		if (kept > 0 && by_place(&e->v[kept - 1], &e->v[i]) == 0)
			e->v[kept - 1].share += e->v[i].share;
		else
			e->v[kept++] = e->v[i];
	e->n = kept;
}

struct walk_ends walk_ends(struct arena *keep, const struct flow *f, const struct walk *w)
{
	const struct graph *g = f->g;
	struct walk_ends out = { 0 };
	struct ends e = { keep, &out, 0 };
	for (uint32_t k = 0; k < w->n; k++) {
		uint32_t p = w->place[k];
		double x = w->x[k];
		const struct loop *l = graph_loop(g, p);
		if (l && f->block[l - g->loop].way == BLOCK_SINGULAR) {
			end(&e, p, END_UNRESOLVED, x);
			continue;
		}
		struct flow_column c = flow_column(f, p);
		if (c.rest + c.open > 0)
			end(&e, p, f->rest[p], c.rest * x);
		if (c.disputed > 0)
			end(&e, p, END_DISPUTED, c.disputed * x);
		if (c.open * x > 0)
			end(&e, p, END_OPEN, c.open * x);
		if (flow_is_end(f, p))
			continue;
		for (size_t i = graph_first(g, p); i < graph_end(g, p); i++)
			if (g->stake[i].flags & STAKE_NOMINEE && flow_applies(f, &g->stake[i]))
				end(&e, g->stake[i].owner, END_NOMINEE, g->stake[i].share[f->right][0] * x);
	}
	merge(&out);
	if (out.n > 1)
		qsort(out.v, out.n, sizeof *out.v, by_share);
	for (size_t i = 0; i < out.n; i++)
		out.v[i].node = g->at[out.v[i].node];
	return out;
}
