/* SPDX-License-Identifier: Apache-2.0
 *
 * layers.c - places for boxes and lines: parts, one by one, and put together
 */
#include "ui/report/layers.h"

#include <math.h>

#include "ui/report/layers_inside.h"

struct whole {
	struct arena *a;
	const struct layers_graph *g;
	uint32_t *part; /* per node */
	uint32_t parts;
	struct fan nodes, edges; /* by part */
	struct layers_point *size; /* per part */
	uint32_t *line_end;        /* per part: its lines end here */
	struct layers *l;
	size_t line_cap;
};

static uint32_t root(uint32_t *up, uint32_t v)
{
	while (up[v] != v)
		v = up[v] = up[up[v]];
	return v;
}

/* Numbers the connected parts by their first node. */
static void find_parts(struct whole *w)
{
	uint32_t n = (uint32_t)w->g->nodes, m = (uint32_t)w->g->edges;
	uint32_t *up = NEW(w->a, uint32_t, n), *key = NEW(w->a, uint32_t, m);
	for (uint32_t v = 0; v < n; v++)
		up[v] = v;
	for (uint32_t e = 0; e < m; e++) {
		uint32_t a = root(up, (uint32_t)w->g->edge[e].from), b = root(up, (uint32_t)w->g->edge[e].to);
		up[a > b ? a : b] = a > b ? b : a;
	}
	w->part = NEW(w->a, uint32_t, n);
	for (uint32_t v = 0; v < n; v++)
		w->part[v] = root(up, v) == v ? w->parts++ : w->part[root(up, v)];
	for (uint32_t e = 0; e < m; e++)
		key[e] = w->part[w->g->edge[e].from];
	w->nodes = layers_fan(w->a, w->parts, n, w->part);
	w->edges = layers_fan(w->a, w->parts, m, key);
}

static struct part part_of(const struct whole *w, struct arena *scratch, uint32_t k)
{
	uint32_t *number = NEW(scratch, uint32_t, w->g->nodes);
	struct part p = { .a = scratch, .out = w->a, .room = w->g->room };
	p.n = w->nodes.start[k + 1] - w->nodes.start[k];
	p.m = w->edges.start[k + 1] - w->edges.start[k];
	struct layers_node *node = NEW(scratch, struct layers_node, p.n);
	p.arc = NEW(scratch, struct arc, p.m);
	for (uint32_t i = 0; i < p.n; i++) {
		uint32_t v = w->nodes.item[w->nodes.start[k] + i];
		number[v] = i;
		node[i] = w->g->node[v];
	}
	for (uint32_t i = 0; i < p.m; i++) {
		const struct layers_edge *e = &w->g->edge[w->edges.item[w->edges.start[k] + i]];
		p.arc[i] = (struct arc){ .from = number[e->from], .to = number[e->to], .faint = e->faint,
			                 .width = e->width, .height = e->height, .weight = e->weight };
	}
	p.node = node;
	return p;
}

static void keep_boxes(struct whole *w, const struct part *p, uint32_t k)
{
	const uint32_t *global = w->nodes.item + w->nodes.start[k];
	for (uint32_t v = 0; v < p->n; v++) {
		const struct row *row = &p->row[p->rank[v]];
		w->l->box[global[v]] = (struct layers_box){ p->cell[v].x - p->wide[v], row->y, 2 * p->wide[v],
			                                    row->height, k, p->rank[v] };
	}
}

static void keep_edges(struct whole *w, const struct part *p, uint32_t k)
{
	const uint32_t *global = w->edges.item + w->edges.start[k];
	for (uint32_t e = 0; e < p->m; e++) {
		const struct arc *a = &p->arc[e];
		const struct row *row = &p->row[p->rank[a->from]];
		double away = PILL_AIR + a->height / 2;
		double y = a->up ? row->y - away : row->y + row->height + away;
		w->l->pill[global[e]] = (struct layers_point){ p->cell[a->from].x + a->off, y };
		w->l->up[global[e]] = a->up;
	}
	for (size_t i = 0; i < p->lines; i++) {
		struct layers_line line = p->line[i];
		line.edge = line.edge == LAYERS_SHARED ? LAYERS_SHARED : global[line.edge];
		*PUSH(w->a, w->l->line, w->l->lines, w->line_cap) = line;
	}
	w->line_end[k] = (uint32_t)w->l->lines;
}

static void lay_out(struct whole *w, struct arena scratch, uint32_t k)
{
	struct part p = part_of(w, &scratch, k);
	layers_rank(&p);
	layers_split(&p);
	layers_cells(&p);
	layers_order(&p);
	layers_place(&p);
	layers_route(&p);
	w->size[k] = (struct layers_point){ p.width, p.height };
	keep_boxes(w, &p, k);
	keep_edges(w, &p, k);
}

/* --- parts beside each other --- */

static void move_part(struct whole *w, uint32_t k, double x, double y)
{
	for (uint32_t i = w->nodes.start[k]; i < w->nodes.start[k + 1]; i++) {
		w->l->box[w->nodes.item[i]].x += x;
		w->l->box[w->nodes.item[i]].y += y;
	}
	for (uint32_t i = w->edges.start[k]; i < w->edges.start[k + 1]; i++) {
		w->l->pill[w->edges.item[i]].x += x;
		w->l->pill[w->edges.item[i]].y += y;
	}
	for (uint32_t i = k ? w->line_end[k - 1] : 0; i < w->line_end[k]; i++)
		for (size_t q = 0; q < w->l->line[i].points; q++) {
			w->l->line[i].point[q].x += x;
			w->l->line[i].point[q].y += y;
		}
}

/* Parts with a node that is wanted last come first, then large ones. */
static uint64_t standing(const struct whole *w, uint32_t k)
{
	uint64_t last = 0;
	for (uint32_t i = w->nodes.start[k]; i < w->nodes.start[k + 1]; i++)
		last |= w->g->node[w->nodes.item[i]].last;
	return last << 32 | (w->nodes.start[k + 1] - w->nodes.start[k]);
}

/* One shelf of parts on a common ground line; returns how many fit. */
static uint32_t fill_shelf(struct whole *w, const uint32_t *order, uint32_t n)
{
	double x = 0, height = 0, y = w->l->height > 0 ? w->l->height + PART_GAP : 0;
	uint32_t count = 0;
	for (; count < n && (count == 0 || x + w->size[order[count]].x <= w->g->room); count++) {
		x += w->size[order[count]].x + PART_GAP;
		height = fmax(height, w->size[order[count]].y);
	}
	w->l->width = fmax(w->l->width, x - PART_GAP);
	w->l->height = y + height;
	x = 0;
	for (uint32_t i = 0; i < count; i++) {
		move_part(w, order[i], x, y + height - w->size[order[i]].y);
		x += w->size[order[i]].x + PART_GAP;
	}
	return count;
}

static void put_together(struct whole *w)
{
	uint32_t *order = NEW(w->a, uint32_t, w->parts);
	uint64_t *key = NEW(w->a, uint64_t, w->parts);
	for (uint32_t k = 0; k < w->parts; k++)
		key[k] = standing(w, k);
	for (uint32_t k = 0; k < w->parts; k++) {
		uint32_t j = k;
		for (; j > 0 && key[order[j - 1]] < key[k]; j--)
			order[j] = order[j - 1];
		order[j] = k;
	}
	for (uint32_t i = 0; i < w->parts;)
		i += fill_shelf(w, order + i, w->parts - i);
}

struct layers layers_of(struct arena *a, struct arena scratch, const struct layers_graph *g)
{
	struct layers l = { .box = NEW(a, struct layers_box, g->nodes),
		            .pill = NEW(a, struct layers_point, g->edges),
		            .up = NEW(a, bool, g->edges) };
	struct whole w = { .a = a, .g = g, .l = &l };
	find_parts(&w);
	w.size = NEW(a, struct layers_point, w.parts);
	w.line_end = NEW(a, uint32_t, w.parts);
	for (uint32_t k = 0; k < w.parts; k++)
		lay_out(&w, scratch, k);
	put_together(&w);
	return l;
}
