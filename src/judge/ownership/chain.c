/* SPDX-License-Identifier: Apache-2.0
 *
 * chain.c - from one company upwards: the weakest link of a chain, and who decides over how much
 *
 * Both work on the part of the graph above the target, renumbered by the stops of the walk: owned
 * before owner, members of a loop side by side.
 */
#include "judge/ownership/chain.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The number of a place in the walk; what is not above the target is NONE. */
static uint32_t stop(const struct walk *w, uint32_t place)
{
	uint32_t lo = 0, hi = w->n;
	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;
		if (w->place[mid] < place)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < w->n && w->place[lo] == place ? lo : GRAPH_NONE;
}

struct edge {
	uint32_t owner, owned; /* stops */
	double lo, hi;
	bool in_fact;
};
struct edges {
	struct edge *v;
	size_t n, cap;
	size_t *first;         /* by stop of owned */
};

static struct edges edges_above(struct arena *a, const struct graph *g, const struct control_rule *rule,
                                const struct walk *w)
{
	struct edges e = { .first = NEW(a, size_t, (size_t)w->n + 1) };
	for (uint32_t k = 0; k < w->n; k++) {
		uint32_t p = w->place[k];
		size_t end = graph_is_end(graph_node(g, p)) ? graph_first(g, p) : graph_end(g, p);
		for (size_t i = graph_first(g, p); i < end; i++) {
			const struct stake *s = &g->stake[i];
			uint32_t owner = control_counts(rule, s) ? stop(w, s->owner) : GRAPH_NONE;
			const double *b = s->share[rule->right];
			if (owner != GRAPH_NONE)
				*PUSH(a, e.v, e.n, e.cap) = (struct edge){ owner, k, b[0], b[1],
					rule->in_fact && s->flags & STAKE_CONTROL };
		}
		e.first[k + 1] = e.n;
	}
	return e;
}

/* Hands the links of stop k to its owners; true when that strengthened one of the same loop. */
static bool strengthen(const struct edges *e, struct chain_link *link, uint32_t k, uint32_t last)
{
	bool again = false;
	for (size_t i = e->first[k]; i < e->first[k + 1]; i++) {
		struct chain_link *up = &link[e->v[i].owner];
		double lo = fmin(link[k].lo, e->v[i].lo), hi = fmin(link[k].hi, e->v[i].hi);
		again |= (lo > up->lo || hi > up->hi) && e->v[i].owner < last;
		up->lo = fmax(up->lo, lo);
		up->hi = fmax(up->hi, hi);
	}
	return again;
}

struct chain_link *chain_links(struct arena *keep, const struct graph *g, struct arena scratch,
                               const struct control_rule *rule, const struct walk *w)
{
	struct edges e = edges_above(&scratch, g, rule, w);
	struct chain_link *link = NEW(keep, struct chain_link, w->n);
	uint32_t target = stop(w, g->place[w->target]);
	link[target] = (struct chain_link){ 1, 1 };
	for (uint32_t k = 0, n; k < w->n; k += n) {
		const struct loop *l = graph_loop(g, w->place[k]);
		n = l ? l->n : 1;
		for (bool again = true; again;) {
			again = false;
			for (uint32_t i = 0; i < n; i++)
				again |= strengthen(&e, link, k + i, k + n);
		}
	}
	return link;
}

struct climb {
	const struct control_rule *rule;
	const struct edges *e;
	size_t *down_first;    /* edges by owner */
	uint32_t *down;
	uint32_t target;
	struct tally {
		double lo, hi, low; /* low: lower bounds of all its owners */
		bool in_fact;
		uint8_t grade;
	} *tally;              /* by stop */
	uint32_t *queue, n;
	uint64_t work;
};

static void edges_down(struct climb *c, struct arena *a, uint32_t n)
{
	c->down_first = NEW(a, size_t, (size_t)n + 1);
	c->down = NEW(a, uint32_t, c->e->n);
	for (size_t i = 0; i < c->e->n; i++)
		c->down_first[c->e->v[i].owner]++;
	for (uint32_t k = 1; k <= n; k++)
		c->down_first[k] += c->down_first[k - 1];
	for (size_t i = c->e->n; i-- > 0;)
		c->down[--c->down_first[c->e->v[i].owner]] = (uint32_t)i;
	for (size_t i = 0; i < c->e->n; i++)
		c->tally[c->e->v[i].owned].low += c->e->v[i].lo;
}

static void join(struct climb *c, uint32_t k, enum control grade)
{
	if (c->tally[k].grade >= grade || (k == c->target && c->n > 0))
		return;
	c->tally[k].grade = (uint8_t)grade;
	c->queue[c->n++] = k;
}

static void spread(struct climb *c, enum control grade)
{
	for (uint32_t q = 0; q < c->n; q++) {
		uint32_t o = c->queue[q];
		for (size_t d = c->down_first[o]; d < c->down_first[o + 1]; d++, c->work++) {
			const struct edge *e = &c->e->v[c->down[d]];
			struct tally *t = &c->tally[e->owned];
			t->lo += e->lo;
			t->hi += e->hi;
			t->in_fact |= e->in_fact;
			double share = grade == CONTROL_SURELY ? t->lo : fmin(t->hi, 1 - (t->low - t->lo));
			if (e->in_fact || control_meets(c->rule, share))
				join(c, e->owned, grade);
		}
	}
}

static void forget(struct climb *c)
{
	for (uint32_t q = 0; q < c->n; q++)
		for (size_t d = c->down_first[c->queue[q]]; d < c->down_first[c->queue[q] + 1]; d++) {
			struct tally *t = &c->tally[c->e->v[c->down[d]].owned];
			t->lo = t->hi = 0;
			t->in_fact = false;
		}
}

/* What `seed` decides over in the target; marks whom he surely controls in `held`. */
static struct chain_hold climb(struct climb *c, uint32_t seed, bool *held)
{
	struct chain_hold h = { 0 };
	struct tally *t = &c->tally[c->target];
	c->n = 0;
	join(c, seed, CONTROL_SURELY);
	spread(c, CONTROL_SURELY);
	h.lo = t->lo;
	h.in_fact = t->in_fact;
	for (uint32_t q = 1; q < c->n; q++)
		held[c->queue[q]] = true;
	forget(c);
	spread(c, CONTROL_POSSIBLY);
	h.hi = fmin(t->hi, fmax(t->lo, 1 - (t->low - t->lo)));
	h.in_fact |= t->in_fact;
	forget(c);
	for (uint32_t q = 0; q < c->n; q++)
		c->tally[c->queue[q]].grade = CONTROL_NO;
	return h;
}

static int by_hold(const void *a, const void *b)
{
	const struct chain_hold *x = a, *y = b;
	if (x->lo != y->lo)
		return x->lo > y->lo ? -1 : 1;
	if (x->hi != y->hi)
		return x->hi > y->hi ? -1 : 1;
	return (x->node > y->node) - (x->node < y->node);
}

/* Direct owners and ends stand for all when there are too many. */
static bool matters(const struct climb *c, uint32_t k, bool all)
{
	if (all || c->e->first[k] == c->e->first[k + 1])
		return true;
	for (size_t i = c->e->first[c->target]; i < c->e->first[c->target + 1]; i++)
		if (c->e->v[i].owner == k)
			return true;
	return false;
}

struct chain_holds chain_holds(struct arena *keep, const struct graph *g, struct arena scratch,
                               const struct control_rule *rule, const struct walk *w)
{
	struct chain_holds out = { 0 };
	struct edges e = edges_above(&scratch, g, rule, w);
	struct climb c = { .rule = rule, .e = &e, .target = stop(w, g->place[w->target]) };
	size_t cap = 0;
	c.tally = NEW(&scratch, struct tally, w->n);
	c.queue = NEW(&scratch, uint32_t, (size_t)w->n + 1);
	bool *held = NEW(&scratch, bool, w->n);
	edges_down(&c, &scratch, w->n);
	out.all = (uint64_t)w->n * (e.n + 1) <= CHAIN_WORK;
	for (uint32_t k = 0; k < w->n && c.work < CHAIN_WORK; k++) {
		if (k == c.target || !matters(&c, k, out.all))
			continue;
		struct chain_hold h = climb(&c, k, held);
		h.node = k;
		if (h.hi > 0 || h.in_fact)
			*PUSH(keep, out.v, out.n, cap) = h;
	}
	out.all = out.all && c.work < CHAIN_WORK;
	if (out.n > 1)
		qsort(out.v, out.n, sizeof *out.v, by_hold);
	for (size_t i = 0; i < out.n; i++) {
		out.v[i].top = !held[out.v[i].node];
		out.v[i].node = g->at[w->place[out.v[i].node]];
	}
	return out;
}
