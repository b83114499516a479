/* SPDX-License-Identifier: Apache-2.0
 *
 * lines.c - points and lines without which a part of the network has no way to the core
 */
#include "judge/exposure/lines.h"

#include <math.h>
#include <stdlib.h>

/* Number `nodes` of the graph is the core as a whole, joined with every core element. */
struct walk {
	const struct stand *s;
	uint32_t n;                           /* nodes and the core */
	uint32_t *first, *other;              /* lines, the far ends of a node in order */
	uint32_t *seen, *low, *parent, *next; /* seen: turn of arrival, 0 = not yet */
	uint64_t *sites, *cut; /* below a node in the walk; of it what is cut off by the node */
	double *users, *cut_users;
	bool *own; /* of an element: its site is among what it cuts off */
};

static void each_line(const struct walk *w, const bool *core,
                      void (*line)(const struct walk *, uint32_t, uint32_t))
{
	const struct network *net = w->s->net;
	for (size_t i = 0; i < net->needs; i++)
		line(w, net->need[i].node, net->need[i].needs);
	for (uint32_t i = 0; i < w->s->elements; i++) {
		if (w->s->at[i] != MODEL_NONE)
			line(w, i, w->s->elements + w->s->at[i]);
		if (core[i])
			line(w, i, w->s->nodes);
	}
}

static void count(const struct walk *w, uint32_t a, uint32_t b)
{
	w->first[a + 2]++;
	w->first[b + 2]++;
}

static void put(const struct walk *w, uint32_t a, uint32_t b)
{
	w->other[w->first[a + 1]++] = b;
	w->other[w->first[b + 1]++] = a;
}

/* Turning the lists around puts each of them in order. */
static void sort_lines(struct walk *w, struct arena *a)
{
	size_t m = w->first[w->n];
	uint32_t *sorted = NEW(a, uint32_t, m + 1), *at = NEW(a, uint32_t, w->n);
	for (uint32_t v = 0; v < w->n; v++)
		at[v] = w->first[v];
	for (uint32_t v = 0; v < w->n; v++)
		for (uint32_t k = w->first[v]; k < w->first[v + 1]; k++)
			sorted[at[w->other[k]]++] = v;
	w->other = sorted;
}

static void make(struct walk *w, struct arena *a, const bool *core)
{
	w->first = NEW(a, uint32_t, (size_t)w->n + 2);
	each_line(w, core, count);
	for (size_t i = 2; i < (size_t)w->n + 2; i++)
		w->first[i] += w->first[i - 1];
	w->other = NEW(a, uint32_t, (size_t)w->first[w->n + 1] + 1);
	each_line(w, core, put);
	sort_lines(w, a);
	w->seen = NEW(a, uint32_t, w->n), w->low = NEW(a, uint32_t, w->n);
	w->parent = NEW(a, uint32_t, w->n), w->next = NEW(a, uint32_t, w->n);
	w->sites = NEW(a, uint64_t, w->n), w->cut = NEW(a, uint64_t, w->n);
	w->users = NEW(a, double, w->n), w->cut_users = NEW(a, double, w->n);
	w->own = NEW(a, bool, w->n);
}

static void arrive(struct walk *w, uint32_t v, uint32_t from, uint32_t turn)
{
	const struct stand *s = w->s;
	w->seen[v] = w->low[v] = turn;
	w->parent[v] = from;
	w->next[v] = w->first[v];
	if (v < s->elements || v >= s->nodes || s->serving[v - s->elements] == 0)
		return;
	double users = s->net->site[v - s->elements].subscribers;
	w->sites[v] = 1;
	w->users[v] = isnan(users) ? 0 : users;
}

struct finding {
	struct arena *keep;
	struct lines *out;
	size_t line_cap, point_cap;
};

/* Below v is what was seen from v on, as long as v is not left. */
static bool own_below(const struct walk *w, uint32_t p, uint32_t v)
{
	const struct stand *s = w->s;
	uint32_t site = p < s->elements ? s->at[p] : MODEL_NONE;
	return site != MODEL_NONE && s->serving[site] && w->seen[s->elements + site] >= w->seen[v];
}

/* All below v is known: what of it hangs on the node above. */
static void leave(struct walk *w, struct finding *f, uint32_t v)
{
	uint32_t p = w->parent[v];
	w->low[p] = w->low[v] < w->low[p] ? w->low[v] : w->low[p];
	if (w->low[v] >= w->seen[p]) {
		w->cut[p] += w->sites[v];
		w->cut_users[p] += w->users[v];
		w->own[p] = w->own[p] || own_below(w, p, v);
	}
	if (w->low[v] > w->seen[p] && p != w->s->nodes && w->sites[v] > 1)
		*PUSH(f->keep, f->out->line, f->out->lines, f->line_cap) =
		        (struct lines_line){ p, v, w->sites[v], w->users[v] };
	w->sites[p] += w->sites[v];
	w->users[p] += w->users[v];
}

static void walk(struct walk *w, struct finding *f)
{
	uint32_t v = w->s->nodes, turn = 1;
	arrive(w, v, v, turn);
	for (;;) {
		if (w->next[v] == w->first[v + 1]) {
			if (v == w->s->nodes)
				return;
			leave(w, f, v);
			v = w->parent[v];
			continue;
		}
		uint32_t k = w->next[v]++, to = w->other[k];
		if (to == v || to == w->parent[v] || (k > w->first[v] && to == w->other[k - 1]))
			continue; /* lines beside each other are one */
		if (w->seen[to] == 0) {
			arrive(w, to, v, ++turn);
			v = to;
		} else if (w->seen[to] < w->low[v]) {
			w->low[v] = w->seen[to];
		}
	}
}

static int by_point(const void *a, const void *b)
{
	const struct lines_point *x = a, *y = b;
	if (x->users != y->users)
		return x->users < y->users ? 1 : -1;
	if (x->sites != y->sites)
		return x->sites < y->sites ? 1 : -1;
	return (x->node > y->node) - (x->node < y->node);
}

static int by_line(const void *a, const void *b)
{
	const struct lines_line *x = a, *y = b;
	if (x->users != y->users)
		return x->users < y->users ? 1 : -1;
	if (x->sites != y->sites)
		return x->sites < y->sites ? 1 : -1;
	return (x->far_side > y->far_side) - (x->far_side < y->far_side);
}

static void points(struct walk *w, struct finding *f)
{
	const struct stand *s = w->s;
	for (uint32_t v = 0; v < s->nodes; v++) {
		if (w->seen[v] == 0 || w->cut[v] == 0)
			continue;
		bool itself = v >= s->elements && s->serving[v - s->elements];
		double users = itself ? s->net->site[v - s->elements].subscribers : 0;
		struct lines_point p = { v, w->cut[v] + itself, 0,
			                 w->cut_users[v] + (isnan(users) ? 0 : users) };
		p.others = p.sites - (itself || w->own[v]);
		if (p.others)
			*PUSH(f->keep, f->out->point, f->out->points, f->point_cap) = p;
	}
}

struct lines lines_of(struct arena *keep, struct arena scratch, const struct stand *s,
                      const bool *core)
{
	struct walk w = { .s = s, .n = s->nodes + 1 };
	struct lines out = { 0 };
	struct finding f = { keep, &out, 0, 0 };
	for (uint32_t i = 0; i < s->elements; i++)
		out.cores += core[i];
	make(&w, &scratch, core);
	walk(&w, &f);
	points(&w, &f);
	for (uint32_t i = 0; i < s->net->sites; i++)
		out.apart += s->serving[i] && w.seen[s->elements + i] == 0;
	if (out.points > 1)
		qsort(out.point, out.points, sizeof *out.point, by_point);
	if (out.lines > 1)
		qsort(out.line, out.lines, sizeof *out.line, by_line);
	return out;
}
