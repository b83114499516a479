/* SPDX-License-Identifier: Apache-2.0
 *
 * ownership_all.c - a line of numbers for every company of a graph, in passes over all of it
 */
#include "service/ownership_all.h"

#include <math.h>
#include <string.h>

#include "service/ownership_findings.h"
#include "service/ownership_inside.h"

static bool votes_are_equity(const struct graph *g)
{
	for (size_t i = 0; i < g->m; i++)
		if (memcmp(g->stake[i].share[VOTES], g->stake[i].share[EQUITY],
		           sizeof g->stake[i].share[VOTES]) != 0)
			return false;
	return true;
}

/* Whether the lower bounds say all: then the least is the most. */
static bool is_settled(const struct graph *g)
{
	for (size_t i = 0; i < g->m; i++)
		for (enum right r = 0; r < RIGHTS; r++)
			if (g->stake[i].share[r][0] < g->stake[i].share[r][1] || g->stake[i].scenario)
				return false;
	return true;
}

static double *pass(struct arena *keep, struct flow *f, struct arena scratch, uint32_t kinds,
                    enum bounds_end end)
{
	double *out = NEW(keep, double, f->g->n);
	bounds_all(f, scratch, (struct bounds_goal){ kinds, GRAPH_NONE }, end, out);
	return out;
}

struct ownership_all ownership_all(struct arena *keep, const struct ownership *o, uint16_t scenario)
{
	struct ownership_all all = { 0 };
	struct arena scratch = arena_reserve((size_t)4 << 30, "ownership"),
		     flows = arena_reserve((size_t)4 << 30, "flows");
	char *start[] = { scratch.beg, flows.beg };
	bool same = votes_are_equity(&o->graph), settled = is_settled(&o->graph);
	const uint32_t state = 1u << END_STATE;
	struct flow low[RIGHTS];
	for (enum right r = 0; r < RIGHTS; r++) {
		struct flow_opts opts = { r, BOUND_LOW, scenario, true };
		if (r == VOTES && same) {
			memcpy(all.state[VOTES], all.state[EQUITY], sizeof all.state[VOTES]);
			memcpy(all.named[VOTES], all.named[EQUITY], sizeof all.named[VOTES]);
			low[VOTES] = low[EQUITY];
			break;
		}
		flows.beg = start[1];
		struct flow f = flow_of(&flows, scratch, (struct graph *)&o->graph, opts);
		low[r] = (struct flow){ .findings = f.findings,
			                .finding = NEW(keep, struct finding, f.findings) };
		if (f.findings)
			memcpy(low[r].finding, f.finding, f.findings * sizeof *f.finding);
		all.state[r][0] = pass(keep, &f, scratch, state, BOUNDS_LEAST);
		all.state[r][1] = settled ? all.state[r][0] : pass(keep, &f, scratch, state, BOUNDS_MOST);
		all.named[r][0] = pass(keep, &f, scratch, ENDS_NAMED, BOUNDS_LEAST);
		all.named[r][1] = pass(keep, &f, scratch, ENDS_NAMED | ENDS_NOT_KNOWN, BOUNDS_MOST);
	}
	all.closed = ownership_closed(keep, o, NULL, low);
	arena_release(&scratch, start[0]);
	arena_release(&flows, start[1]);
	return all;
}

static uint32_t direct_owners(const struct graph *g, uint32_t p, uint16_t scenario)
{
	uint32_t n = 0, last = GRAPH_NONE;
	for (size_t i = graph_first(g, p); i < graph_end(g, p); i++) {
		const struct stake *s = &g->stake[i];
		if (s->scenario && s->scenario != scenario)
			continue;
		n += s->owner != last; /* stakes of one owner are neighbours */
		last = s->owner;
	}
	return n;
}

bool ownership_is_company(const struct ownership *o, uint32_t place)
{
	return place < o->graph.rows || graph_node(&o->graph, place)->flags & OWNERSHIP_NONE;
}

struct ownership_line ownership_line(const struct ownership *o, const struct ownership_all *all,
                                     uint16_t scenario, uint32_t place)
{
	const struct graph *g = &o->graph;
	const struct loop *l = graph_loop(g, place);
	struct ownership_line line = {
		g->at[place], direct_owners(g, place, scenario), l ? l->n : 0, { { 0 } }, { { 0 } }
	};
	for (enum right r = 0; r < RIGHTS; r++)
		for (int end = 0; end < 2; end++) {
			line.state[r][end] = all->state[r][end][place];
			line.named[r][end] = all->named[r][end][place];
		}
	for (enum right r = 0; r < RIGHTS; r++) { /* sums over 100 % */
		line.state[r][1] = fmax(line.state[r][0], line.state[r][1]);
		line.named[r][1] = fmax(line.named[r][0], line.named[r][1]);
	}
	return line;
}

/* --- nobody to name --- */

enum { STATED = 1, REACHED = 2, ONLY = 4 };

static bool is_company(const struct node *n)
{
	return n->type != NODE_PERSON && n->type != NODE_STATE;
}

struct spreading {
	const struct graph *g;
	uint8_t *mark;      /* by node */
	uint32_t *left;     /* by place: stakes whose owner is not marked ONLY */
	uint32_t *queue, n; /* places */
};

static bool counts(const struct graph *g, const struct stake *s)
{
	return s->scenario == 0 && s->owner != s->owned && is_company(graph_node(g, s->owner));
}

static void put(struct spreading *x, uint32_t place, uint8_t mark)
{
	uint8_t *m = &x->mark[x->g->at[place]];
	if (*m & mark)
		return;
	*m |= mark;
	x->queue[x->n++] = place;
}

/* From those who state it to all they hold: every stake is looked at once. */
static void spread(struct spreading *x, uint8_t mark)
{
	const struct graph *g = x->g;
	for (uint32_t q = 0; q < x->n; q++)
		for (uint32_t i = g->holds_first[x->queue[q]]; i < g->holds_first[x->queue[q] + 1]; i++) {
			const struct stake *s = &g->stake[g->holds[i]];
			if (counts(g, s) && (mark == REACHED || --x->left[s->owned] == 0))
				put(x, s->owned, mark);
		}
}

static void mark_all(const struct graph *g, struct arena scratch, uint8_t *mark)
{
	struct spreading x = { g, mark, NEW(&scratch, uint32_t, g->n), NEW(&scratch, uint32_t, g->n), 0 };
	for (size_t i = 0; i < g->m; i++) {
		const struct stake *s = &g->stake[i];
		x.left[s->owned] += s->scenario == 0 && s->owner != s->owned;
	}
	for (uint8_t m = REACHED; m <= ONLY; m *= 2) {
		x.n = 0;
		for (uint32_t p = 0; p < g->n; p++)
			if (mark[g->at[p]] & STATED)
				put(&x, p, m);
		spread(&x, m);
	}
}

struct ownership_silent ownership_silent(struct arena *keep, const struct ownership *o)
{
	const struct graph *g = &o->graph;
	struct ownership_silent x = { .mark = NEW(keep, uint8_t, g->n) };
	for (uint32_t i = 0; i < g->n; i++)
		if (g->node[i].flags & OWNERSHIP_NONE)
			x.mark[i] = STATED;
	mark_all(g, *keep, x.mark);
	for (uint32_t i = 0; i < g->n; i++) {
		x.companies += ownership_is_company(o, g->place[i]);
		x.stated += (x.mark[i] & STATED) != 0;
		x.reached += (x.mark[i] & REACHED) != 0;
		x.only += (x.mark[i] & ONLY) != 0;
	}
	return x;
}
