/* SPDX-License-Identifier: Apache-2.0
 *
 * bounds.c - the least and the most that can end somewhere, when stakes are intervals
 */
#include "judge/ownership/bounds.h"

#include <math.h>
#include <stdlib.h>

/* Somewhere the slack of a company can go. */
struct choice {
	double value, room;
};

struct search {
	struct flow *f;
	struct bounds_goal goal; /* node: a place */
	bool most, all;          /* all: whatever it ends as, also in no end */
	double *y;               /* by place */
	struct arena scratch;
};

static double weight(const struct search *s, uint32_t place, enum end_kind kind)
{
	return s->all || (s->goal.kinds >> kind & 1 && (s->goal.node == GRAPH_NONE || s->goal.node == place));
}

static int falling(const void *a, const void *b)
{
	double x = ((const struct choice *)a)->value, y = ((const struct choice *)b)->value;
	return (x < y) - (x > y);
}

static int rising(const void *a, const void *b)
{
	return falling(b, a);
}

/* Spreads the slack over the choices better than the rest, best first. */
static double spread(const struct search *s, struct choice *c, size_t n, double slack, double rest)
{
	double sum = 0;
	if (n > 1)
		qsort(c, n, sizeof *c, s->most ? falling : rising);
	for (size_t i = 0; i < n && slack > 0; i++) {
		double take = fmin(slack, c[i].room);
		sum += take * c[i].value;
		slack -= take;
	}
	return sum + slack * rest;
}

static double value(const struct search *s, const struct stake *k)
{
	return k->flags & STAKE_NOMINEE ? weight(s, k->owner, END_NOMINEE) : s->y[k->owner];
}

static bool better(const struct search *s, double a, double b)
{
	return s->most ? a > b : a < b;
}

/* The best for one company, given its owners. */
static double best(const struct search *s, uint32_t p)
{
	const struct flow *f = s->f;
	const struct graph *g = f->g;
	double rest = weight(s, p, f->rest[p]), sum = 0;
	if (p >= g->rows || flow_is_end(f, p))
		return rest;
	struct flow_column col = flow_column(f, p);
	struct arena temp = s->scratch;
	struct choice *c = NULL;
	size_t n = 0, cap = 0;
	for (size_t i = g->first[p]; i < g->first[p + 1]; i++) {
		const struct stake *k = &g->stake[i];
		if (!flow_applies(f, k))
			continue;
		const double *b = k->share[f->right];
		double v = value(s, k);
		sum += b[0] * v;
		if (b[1] > b[0] && better(s, v, rest))
			*PUSH(&temp, c, n, cap) = (struct choice){ v, b[1] - b[0] };
	}
	double disputed = weight(s, p, END_DISPUTED);
	if (col.claim > 0 && better(s, disputed, rest))
		*PUSH(&temp, c, n, cap) = (struct choice){ disputed, col.claim };
	double slack = col.open + col.disputed + col.rest;
	return sum + (slack > 0 ? spread(s, c, n, slack, rest) : 0);
}

static bool leaves_a_choice(const struct search *s, const struct loop *l)
{
	for (uint32_t k = 0; k < l->n; k++) {
		struct flow_column c = flow_column(s->f, l->beg + k);
		if (c.open > 0 || c.claim > 0)
			return true;
	}
	return false;
}

/* No part is as large unless it grows with every sweep. */
static bool grows(const double *y, uint32_t n)
{
	for (uint32_t k = 0; k < n; k++)
		if (y[k] > 1e6)
			return true;
	return false;
}

/* Members of the loop begin at zero; so `best` sees only what comes from outside at first. */
static void solve_loop(struct search *s, const struct loop *l)
{
	struct block *b = &s->f->block[l - s->f->g->loop];
	double moved = 1, *y = &s->y[l->beg];
	for (uint32_t k = 0; k < l->n; k++)
		y[k] = s->all;
	if (b->way == BLOCK_SINGULAR)
		return;
	if (!leaves_a_choice(s, l)) {
		for (uint32_t k = 0; k < l->n; k++)
			y[k] = 0;
		double *rhs = NEW(&s->scratch, double, l->n);
		for (uint32_t k = 0; k < l->n; k++)
			rhs[k] = best(s, l->beg + k);
		block_solve_up(b, s->scratch, rhs, 1);
		for (uint32_t k = 0; k < l->n; k++)
			y[k] = rhs[k];
		return;
	}
	unsigned sweeps = BOUNDS_WORK / l->n < BLOCK_SWEEPS ? BOUNDS_WORK / l->n + 1 : BLOCK_SWEEPS;
	for (unsigned i = 0; i < sweeps && moved > 0; i++) {
		moved = 0;
		for (uint32_t k = l->n; k-- > 0;) {
			double v = best(s, l->beg + k);
			moved = fmax(moved, fabs(v - y[k]));
			y[k] = v;
		}
	}
	if (grows(y, l->n)) /* owners of more than all: the loop ends nowhere */
		for (uint32_t k = 0; k < l->n; k++)
			moved = y[k] = 0;
	s->f->residual = fmax(s->f->residual, moved);
}

static void solve_at(struct search *s, uint32_t p)
{
	const struct loop *l = graph_loop(s->f->g, p);
	struct arena had = s->scratch;
	if (l == NULL)
		s->y[p] = best(s, p);
	else if (p == l->beg) /* its other members came before and are done with it */
		solve_loop(s, l);
	s->scratch = had;
}

/* The part with a loop that owns all of itself ends nowhere, so it is in the complement of what can
 * be counted from below. */
static bool turned(struct bounds_goal *goal, enum bounds_end *end)
{
	if (!(goal->kinds >> END_UNRESOLVED & 1) || goal->node != GRAPH_NONE)
		return false;
	goal->kinds = ~goal->kinds;
	*end = *end == BOUNDS_MOST ? BOUNDS_LEAST : BOUNDS_MOST;
	return true;
}

static void walk_values(struct search *s, const struct walk *w)
{
	for (uint32_t k = w->n; k-- > 0;)
		solve_at(s, w->place[k]);
}

/* All that ends anywhere.  That is 1, except where owners together state more. */
static double whole_of(struct search s, const struct walk *w)
{
	const struct flow *f = s.f;
	if (!f->over)
		return 1;
	s.all = s.most = true;
	walk_values(&s, w);
	double y = f->x[f->g->place[w->target]];
	for (uint32_t k = 0; k < w->n; k++)
		f->x[w->place[k]] = 0;
	return y;
}

double bounds_of(struct flow *f, struct arena scratch, const struct walk *w, struct bounds_goal goal,
                 enum bounds_end end)
{
	bool turn = turned(&goal, &end);
	struct search s = { f, goal, end == BOUNDS_MOST, false, f->x, scratch };
	uint32_t target = f->g->place[w->target];
	if (goal.node != GRAPH_NONE)
		s.goal.node = f->g->place[goal.node];
	double whole = turn ? whole_of(s, w) : 0;
	walk_values(&s, w);
	double y = f->x[target];
	for (uint32_t k = 0; k < w->n; k++)
		f->x[w->place[k]] = 0;
	return turn ? whole - y : y;
}

void bounds_all(struct flow *f, struct arena scratch, struct bounds_goal goal, enum bounds_end end,
                double *out)
{
	bool turn = turned(&goal, &end);
	struct search s = { f, goal, end == BOUNDS_MOST, false, out, scratch };
	if (goal.node != GRAPH_NONE)
		s.goal.node = f->g->place[goal.node];
	for (uint32_t p = f->g->n; p-- > 0;)
		solve_at(&s, p);
	if (!turn)
		return;
	struct search whole = { f, goal, true, true, NULL, scratch };
	if (f->over)
		whole.y = NEW(&whole.scratch, double, f->g->n);
	for (uint32_t p = f->g->n; f->over && p-- > 0;)
		solve_at(&whole, p);
	for (uint32_t p = 0; p < f->g->n; p++)
		out[p] = (f->over ? whole.y[p] : 1) - out[p];
}
