/* SPDX-License-Identifier: Apache-2.0
 *
 * layers_strong.c - circles: strongly connected components, and lists by end
 *
 * Tarjan 1972, with a stack of its own: a chain may be as long as the graph.
 */
#include "ui/report/layers_inside.h"

struct fan layers_fan(struct arena *a, uint32_t n, uint32_t m, const uint32_t *key)
{
	struct fan f = { NEW(a, uint32_t, (size_t)n + 1), NEW(a, uint32_t, m) };
	for (uint32_t e = 0; e < m; e++)
		f.start[key[e] + 1]++;
	for (uint32_t i = 0; i < n; i++)
		f.start[i + 1] += f.start[i];
	uint32_t *next = arena_copy(a, f.start, sizeof *next * n);
	for (uint32_t e = 0; e < m; e++)
		f.item[next[key[e]]++] = e;
	return f;
}

struct walk {
	const struct layers_edge *edge;
	struct fan out;
	uint32_t *seen, *low; /* 0: not yet seen */
	uint32_t *next;       /* the edge to follow next */
	uint32_t *path, depth;
	uint32_t *open, opened; /* seen, component not yet known */
	uint32_t *component, components, count;
};

static void enter(struct walk *w, uint32_t v)
{
	w->seen[v] = w->low[v] = ++w->count;
	w->next[v] = w->out.start[v];
	w->path[w->depth++] = v;
	w->open[w->opened++] = v;
}

static void leave(struct walk *w, uint32_t v)
{
	w->depth--;
	if (w->low[v] == w->seen[v]) {
		uint32_t u;
		do {
			u = w->open[--w->opened];
			w->component[u] = w->components;
		} while (u != v);
		w->components++;
	}
	if (w->depth > 0) {
		uint32_t below = w->path[w->depth - 1];
		if (w->low[v] < w->low[below])
			w->low[below] = w->low[v];
	}
}

static void walk_from(struct walk *w, uint32_t root)
{
	enter(w, root);
	while (w->depth > 0) {
		uint32_t v = w->path[w->depth - 1];
		if (w->next[v] == w->out.start[v + 1]) {
			leave(w, v);
			continue;
		}
		uint32_t to = (uint32_t)w->edge[w->out.item[w->next[v]++]].to;
		if (w->seen[to] == 0)
			enter(w, to);
		else if (w->component[to] == NONE && w->seen[to] < w->low[v])
			w->low[v] = w->seen[to];
	}
}

size_t layers_strong(struct arena scratch, const struct layers_graph *g, uint32_t *component)
{
	struct arena *a = &scratch;
	uint32_t n = (uint32_t)g->nodes, m = (uint32_t)g->edges;
	uint32_t *from = NEW(a, uint32_t, m);
	for (uint32_t e = 0; e < m; e++)
		from[e] = (uint32_t)g->edge[e].from;
	struct walk w = { .edge = g->edge, .out = layers_fan(a, n, m, from), .component = component };
	uint32_t **const per_node[] = { &w.seen, &w.low, &w.next, &w.path, &w.open };
	for (size_t i = 0; i < COUNT(per_node); i++)
		*per_node[i] = NEW(a, uint32_t, n);
	for (uint32_t v = 0; v < n; v++)
		component[v] = NONE;
	for (uint32_t v = 0; v < n; v++)
		if (w.seen[v] == 0)
			walk_from(&w, v);
	return w.components;
}
