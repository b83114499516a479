/* SPDX-License-Identifier: Apache-2.0
 *
 * layers_cells.c - cells of rows, and links between neighbouring rows
 *
 * A trunk costs each row it passes one thin cell, however many lines it carries; a rising line has
 * cells of its own.
 */
#include <math.h>

#include "ui/report/layers_inside.h"

static double even(double v)
{
	return 2 * ceil(v / 2);
}

double layers_half(const struct part *p, uint32_t v)
{
	double below = -PILL_GAP, rising = 0, above = HEAD / 2.0;
	for (uint32_t k = p->owned.start[v]; k < p->owned.start[v + 1]; k++) {
		const struct arc *e = &p->arc[p->owned.item[k]];
		below += e->up ? 0 : PILL_GAP + e->width;
		rising += e->up ? PILL_GAP + HEAD : 0;
	}
	for (uint32_t k = p->owners.start[v]; k < p->owners.start[v + 1]; k++) {
		const struct arc *e = &p->arc[p->owners.item[k]];
		above += e->up ? PILL_GAP + e->width : 0;
	}
	return even(fmax(fmax(p->node[v].width / 2, fmax(below, 0) / 2 + rising), above));
}

struct maker {
	struct part *p;
	uint32_t *first; /* per node: its lowest trunk cell */
	size_t cell_cap, link_cap;
};

static uint32_t new_cell(struct maker *m, struct cell cell)
{
	*PUSH(m->p->a, m->p->cell, m->p->cells, m->cell_cap) = cell;
	return (uint32_t)m->p->cells - 1;
}

static void new_link(struct maker *m, struct link link)
{
	*PUSH(m->p->a, m->p->link, m->p->links, m->link_cap) = link;
}

static void make_trunk(struct maker *m, uint32_t v)
{
	enum { STRAIGHT = 64 };
	struct part *p = m->p;
	uint32_t top = p->rank[v], low = v;
	for (uint32_t k = p->owners.start[v]; k < p->owners.start[v + 1]; k++) {
		const struct arc *e = &p->arc[p->owners.item[k]];
		if (!e->up && p->rank[e->high] > top)
			top = p->rank[e->high];
	}
	m->first[v] = p->cells;
	for (uint32_t row = p->rank[v] + 1; row < top; row++) {
		struct cell pass = { .kind = CELL_TRUNK, .of = v, .row = row, .half = LINE_HALF };
		uint32_t c = new_cell(m, pass);
		new_link(m, (struct link){ .high = c, .low = low, .arc = NONE, .weight = STRAIGHT });
		low = c;
	}
}

/* The cell one row below `row` that leads to v. */
static uint32_t way_to(const struct maker *m, uint32_t v, uint32_t row)
{
	uint32_t rank = m->p->rank[v];
	return row == rank + 1 ? v : m->first[v] + (row - rank - 2);
}

/* A rising line does not pull at boxes, but is straight between them. */
static void make_rise(struct maker *m, uint32_t arc)
{
	const double slack = 0.1;
	struct part *p = m->p;
	const struct arc *e = &p->arc[arc];
	uint32_t low = e->low;
	for (uint32_t row = p->rank[e->low] + 1; row <= p->rank[e->high]; row++) {
		struct cell pass = { .kind = CELL_RISE, .of = arc, .row = row, .half = LINE_HALF };
		uint32_t high = row == p->rank[e->high] ? e->high : new_cell(m, pass);
		new_link(m, (struct link){ .high = high, .low = low, .arc = arc, .rises = true,
		                            .weight = high < p->n || low < p->n ? slack : 1 });
		low = high;
	}
}

static void make_rows(struct part *p)
{
	uint32_t *row = NEW(p->a, uint32_t, p->cells);
	for (uint32_t c = 0; c < p->cells; c++)
		row[c] = p->cell[c].row;
	struct fan f = layers_fan(p->a, p->rows, p->cells, row);
	p->row = NEW(p->a, struct row, p->rows);
	for (uint32_t r = 0; r < p->rows; r++)
		p->row[r] = (struct row){ .cell = f.item + f.start[r], .n = f.start[r + 1] - f.start[r] };
}

void layers_cells(struct part *p)
{
	struct maker m = { .p = p };
	m.first = NEW(p->a, uint32_t, p->n);
	for (uint32_t v = 0; v < p->n; v++) {
		struct cell box = { .kind = CELL_BOX, .of = v, .row = p->rank[v], .half = layers_half(p, v) };
		new_cell(&m, box);
	}
	for (uint32_t v = 0; v < p->n; v++)
		make_trunk(&m, v);
	for (uint32_t e = 0; e < p->m; e++) {
		const struct arc *arc = &p->arc[e];
		if (arc->up) {
			make_rise(&m, e);
			continue;
		}
		uint32_t low = way_to(&m, arc->to, p->rank[arc->from]);
		new_link(&m, (struct link){ .high = arc->from, .low = low, .arc = e, .weight = 1 });
	}
	make_rows(p);
	uint32_t *high = NEW(p->a, uint32_t, p->links), *low = NEW(p->a, uint32_t, p->links);
	for (uint32_t l = 0; l < p->links; l++)
		high[l] = p->link[l].high, low[l] = p->link[l].low;
	p->ups = layers_fan(p->a, p->cells, p->links, low);
	p->downs = layers_fan(p->a, p->cells, p->links, high);
}
