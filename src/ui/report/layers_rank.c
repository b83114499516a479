/* SPDX-License-Identifier: Apache-2.0
 *
 * layers_rank.c - rows: which edges go up, and who stands how high
 *
 * Circles: within each strongly connected component the nodes are put in a line (Eades, Lin & Smyth
 * 1993: what only owns to the front, what is only owned to the back, else whoever owns most more
 * than it is owned), and then moved one by one to where the fewest edges point backwards.  Those
 * go up.  Rows: longest path from below, then everything rises that shortens lines by it.
 */
#include "ui/report/layers_inside.h"

struct circle {
	struct part *p;
	const uint32_t *component;
	uint32_t *seq, n;     /* its nodes, owners first */
	uint32_t fixed;       /* so many at the end stay there */
	double *out, *in;     /* per node: weight of edges to and from those not yet in line */
	double *pull;         /* per node: weight of edges to it from the one that moves, less those back */
	bool *placed;
	struct fan from, to;  /* arcs by owner, by owned */
};

/* The number of edges counts, their weight decides among equals. */
static double weight_of(const struct arc *e)
{
	return 1 + e->weight / 1024;
}

static bool inside(const struct circle *c, const struct arc *e)
{
	return c->component[e->from] == c->component[e->to];
}

static void take(struct circle *c, uint32_t v)
{
	c->placed[v] = true;
	for (uint32_t i = c->from.start[v]; i < c->from.start[v + 1]; i++) {
		const struct arc *e = &c->p->arc[c->from.item[i]];
		c->in[e->to] -= inside(c, e) ? weight_of(e) : 0;
	}
	for (uint32_t i = c->to.start[v]; i < c->to.start[v + 1]; i++) {
		const struct arc *e = &c->p->arc[c->to.item[i]];
		c->out[e->from] -= inside(c, e) ? weight_of(e) : 0;
	}
}

/* Who is next: the place in `node`, and whether at the back. */
static uint32_t choose(const struct circle *c, const uint32_t *node, bool *back)
{
	const double nothing = 0.5; /* the lightest edge weighs 1 */
	uint32_t best = NONE;
	*back = false;
	for (uint32_t i = 0; i < c->n; i++) {
		uint32_t v = node[i];
		if (c->placed[v])
			continue;
		if (c->out[v] < nothing) {
			*back = true;
			return v;
		}
		if (c->in[v] < nothing)
			return v;
		if (best == NONE || c->out[v] - c->in[v] > c->out[best] - c->in[best])
			best = v;
	}
	return best;
}

static void line_up(struct circle *c, struct arena scratch)
{
	uint32_t *node = arena_copy(&scratch, c->seq, sizeof *node * c->n);
	uint32_t front = 0, end = c->n;
	for (uint32_t i = 0; i < c->n; i++)
		c->fixed += c->p->node[node[i]].last;
	/* the last ones first, so that their edges are out of the way */
	for (uint32_t i = 0; i < c->n; i++)
		if (c->p->node[node[i]].last) {
			c->seq[--end] = node[i];
			take(c, node[i]);
		}
	while (front < end) {
		bool back;
		uint32_t v = choose(c, node, &back);
		c->seq[back ? --end : front++] = v;
		take(c, v);
	}
}

/* Moves the node at place `i` to the best place; true when it moved. */
static bool settle(struct circle *c, uint32_t i)
{
	uint32_t v = c->seq[i], best = i;
	double cost = 0, least = -1e-9;
	for (uint32_t k = c->from.start[v]; k < c->from.start[v + 1]; k++)
		c->pull[c->p->arc[c->from.item[k]].to] += weight_of(&c->p->arc[c->from.item[k]]);
	for (uint32_t k = c->to.start[v]; k < c->to.start[v + 1]; k++)
		c->pull[c->p->arc[c->to.item[k]].from] -= weight_of(&c->p->arc[c->to.item[k]]);
	for (uint32_t j = i + 1; j < c->n - c->fixed; j++) {
		cost += c->pull[c->seq[j]];
		if (cost < least)
			least = cost, best = j;
	}
	cost = 0;
	for (uint32_t j = i; j-- > 0;) {
		cost -= c->pull[c->seq[j]];
		if (cost < least)
			least = cost, best = j;
	}
	for (uint32_t k = c->from.start[v]; k < c->from.start[v + 1]; k++)
		c->pull[c->p->arc[c->from.item[k]].to] = 0;
	for (uint32_t k = c->to.start[v]; k < c->to.start[v + 1]; k++)
		c->pull[c->p->arc[c->to.item[k]].from] = 0;
	for (uint32_t j = i; j < best; j++)
		c->seq[j] = c->seq[j + 1];
	for (uint32_t j = i; j > best; j--)
		c->seq[j] = c->seq[j - 1];
	c->seq[best] = v;
	return best != i;
}

static void open_circle(struct circle *c, uint32_t *place, struct arena scratch)
{
	enum { ROUNDS = 8 };
	line_up(c, scratch);
	bool moved = true;
	for (int round = 0; round < ROUNDS && moved; round++) {
		moved = false;
		for (uint32_t i = 0; i + c->fixed < c->n; i++)
			moved |= settle(c, i);
	}
	for (uint32_t i = 0; i < c->n; i++)
		place[c->seq[i]] = i;
}

static void open_circles(struct part *p, struct circle *all, struct arena scratch)
{
	uint32_t *component = NEW(&scratch, uint32_t, p->n), *place = NEW(&scratch, uint32_t, p->n);
	struct layers_edge *edge = NEW(&scratch, struct layers_edge, p->m);
	for (uint32_t e = 0; e < p->m; e++)
		edge[e] = (struct layers_edge){ .from = p->arc[e].from, .to = p->arc[e].to };
	struct layers_graph g = { .nodes = p->n, .edge = edge, .edges = p->m };
	uint32_t count = (uint32_t)layers_strong(scratch, &g, component);
	struct fan members = layers_fan(&scratch, count, p->n, component);
	all->component = component;
	for (uint32_t e = 0; e < p->m; e++)
		if (inside(all, &p->arc[e])) {
			all->out[p->arc[e].from] += weight_of(&p->arc[e]);
			all->in[p->arc[e].to] += weight_of(&p->arc[e]);
		}
	for (uint32_t k = 0; k < count; k++) {
		struct circle c = *all;
		c.seq = members.item + members.start[k];
		c.n = members.start[k + 1] - members.start[k];
		open_circle(&c, place, scratch);
	}
	for (uint32_t e = 0; e < p->m; e++) {
		struct arc *arc = &p->arc[e];
		arc->up = inside(all, arc) && place[arc->from] > place[arc->to];
	}
}

static void turn(struct part *p)
{
	struct arena scratch = *p->a;
	struct circle all = { .p = p };
	uint32_t *from = NEW(&scratch, uint32_t, p->m), *to = NEW(&scratch, uint32_t, p->m);
	for (uint32_t e = 0; e < p->m; e++)
		from[e] = p->arc[e].from, to[e] = p->arc[e].to;
	all.from = layers_fan(&scratch, p->n, p->m, from);
	all.to = layers_fan(&scratch, p->n, p->m, to);
	all.out = NEW(&scratch, double, p->n);
	all.in = NEW(&scratch, double, p->n);
	all.pull = NEW(&scratch, double, p->n);
	all.placed = NEW(&scratch, bool, p->n);
	open_circles(p, &all, scratch);
	for (uint32_t e = 0; e < p->m; e++) {
		struct arc *arc = &p->arc[e];
		arc->high = arc->up ? arc->to : arc->from;
		arc->low = arc->up ? arc->from : arc->to;
	}
}

/* Longest path from below; `order` gets the nodes, owned before owners. */
static void rise(struct part *p, uint32_t *order)
{
	struct arena scratch = *p->a;
	uint32_t *wait = NEW(&scratch, uint32_t, p->n), n = 0;
	for (uint32_t e = 0; e < p->m; e++)
		wait[p->arc[e].high]++;
	for (uint32_t v = 0; v < p->n; v++)
		if (wait[v] == 0)
			order[n++] = v;
	for (uint32_t i = 0; i < n; i++) {
		uint32_t v = order[i];
		for (uint32_t k = p->owners.start[v]; k < p->owners.start[v + 1]; k++) {
			uint32_t h = p->arc[p->owners.item[k]].high;
			if (p->rank[h] < p->rank[v] + 1)
				p->rank[h] = p->rank[v] + 1;
			if (--wait[h] == 0)
				order[n++] = h;
		}
	}
}

/* The highest row among owners of v, leaving out one of them; v's own when there is none. */
static uint32_t top_of(const struct part *p, uint32_t v, uint32_t without)
{
	uint32_t top = p->rank[v];
	for (uint32_t k = p->owners.start[v]; k < p->owners.start[v + 1]; k++) {
		uint32_t h = p->arc[p->owners.item[k]].high;
		if (h != without && p->rank[h] > top)
			top = p->rank[h];
	}
	return top;
}

/* Raises v towards its owners as far as no trunk below becomes longer by it. */
static void lift(struct part *p, uint32_t v)
{
	uint32_t limit = NONE;
	for (uint32_t k = p->owners.start[v]; k < p->owners.start[v + 1]; k++) {
		uint32_t h = p->rank[p->arc[p->owners.item[k]].high] - 1;
		limit = h < limit ? h : limit;
	}
	if (limit == NONE)
		return;
	for (uint32_t k = p->owned.start[v]; k < p->owned.start[v + 1]; k++) {
		uint32_t top = top_of(p, p->arc[p->owned.item[k]].low, v);
		limit = top < limit ? top : limit;
	}
	if (limit > p->rank[v])
		p->rank[v] = limit;
}

void layers_rank(struct part *p)
{
	uint32_t *key = NEW(p->a, uint32_t, p->m), *order = NEW(p->a, uint32_t, p->n);
	p->rank = NEW(p->a, uint32_t, p->n);
	turn(p);
	for (uint32_t e = 0; e < p->m; e++)
		key[e] = p->arc[e].low;
	p->owners = layers_fan(p->a, p->n, p->m, key);
	for (uint32_t e = 0; e < p->m; e++)
		key[e] = p->arc[e].high;
	p->owned = layers_fan(p->a, p->n, p->m, key);
	rise(p, order);
	for (uint32_t i = p->n; i-- > 0;)
		if (!p->node[order[i]].last)
			lift(p, order[i]);
	for (uint32_t v = 0; v < p->n; v++)
		p->rows = p->rank[v] + 1 > p->rows ? p->rank[v] + 1 : p->rows;
}
