/* SPDX-License-Identifier: Apache-2.0
 *
 * layers_lines.c - lines
 *
 * Each edge has a line of its own from its box to where it joins the next; what several share is drawn
 * once, so that dashes stay dashes.  A rising edge is one line from box to box.
 */
#include <math.h>

#include "ui/report/layers_inside.h"

struct pen {
	struct part *p;
	struct layers_point *point;
	size_t n, cap;
};

static void to(struct pen *pen, double x, double y)
{
	struct layers_point *q = pen->n > 1 ? &pen->point[pen->n - 2] : NULL;
	if (q && ((q[0].x == x && q[1].x == x) || (q[0].y == y && q[1].y == y))) {
		q[1] = (struct layers_point){ x, y };
		return;
	}
	*PUSH(pen->p->out, pen->point, pen->n, pen->cap) = (struct layers_point){ x, y };
}

static void done(struct pen *pen, size_t edge, bool faint, bool head)
{
	struct part *p = pen->p;
	*PUSH(p->out, p->line, p->lines, p->line_cap) =
	        (struct layers_line){ edge, pen->point, pen->n, faint, head };
	*pen = (struct pen){ .p = p };
}

static bool is_faint(const struct part *p, uint32_t l)
{
	const struct link *k = &p->link[l];
	return k->arc == NONE ? p->cell[k->high].faint : p->arc[k->arc].faint;
}

static size_t edge_of(const struct part *p, uint32_t l)
{
	return p->link[l].arc == NONE ? LAYERS_SHARED : p->link[l].arc;
}

/* Where a line of the gap under the row of its upper end begins: trunks pass that row. */
static double begin_y(const struct part *p, uint32_t l)
{
	const struct cell *c = &p->cell[p->link[l].high];
	return p->row[c->row].y + (c->kind == CELL_BOX ? p->row[c->row].height : 0);
}

/* On the way to `end`, where the bend of a line that comes down at `at` is over. */
static double past_bend(double at, double end, int step)
{
	return step > 0 ? fmin(at + BEND, end) : fmax(at - BEND, end);
}

/* Lines of one side, from the outermost to the trunk; `step` walks towards it. */
static void draw_side(struct pen *pen, const struct net *net, double y, int step)
{
	struct part *p = pen->p;
	bool faint = true;
	for (uint32_t i = step > 0 ? 0 : net->n - 1; i < net->n; i += (uint32_t)step) {
		uint32_t l = net->link[i];
		double x = layers_high_x(p, l), next = net->low_x;
		if ((x - net->low_x) * step >= 0)
			return;
		uint32_t inner = i + (uint32_t)step;
		bool last = inner >= net->n || (layers_high_x(p, net->link[inner]) - net->low_x) * step >= 0;
		if (!last)
			next = past_bend(layers_high_x(p, net->link[inner]), net->low_x, step);
		faint &= is_faint(p, l);
		to(pen, x, begin_y(p, l));
		to(pen, x, y);
		if (is_faint(p, l) != faint) { /* joins a line that is not faint */
			to(pen, past_bend(x, net->low_x, step), y);
			done(pen, edge_of(p, l), true, false);
			to(pen, x, y);
		}
		to(pen, next, y);
		if (last)
			to(pen, next, y + BEND);
		done(pen, is_faint(p, l) == faint ? edge_of(p, l) : LAYERS_SHARED, faint, false);
	}
}

void layers_draw_net(struct part *p, const struct net *net, double y)
{
	struct pen pen = { .p = p };
	const struct cell *low = &p->cell[p->link[net->link[0]].low];
	bool faint = true, box = low->kind == CELL_BOX;
	double end = p->row[low->row].y;
	for (uint32_t i = 0; i < net->n; i++)
		faint &= is_faint(p, net->link[i]);
	p->cell[p->link[net->link[0]].low].faint = faint;
	for (uint32_t i = 0; i < net->n; i++)
		if (layers_high_x(p, net->link[i]) == net->low_x) {
			to(&pen, net->low_x, begin_y(p, net->link[i]));
			to(&pen, net->low_x, net->bent ? y + BEND : end);
			done(&pen, edge_of(p, net->link[i]), is_faint(p, net->link[i]), box && !net->bent);
		}
	if (!net->bent)
		return;
	draw_side(&pen, net, y, 1);
	draw_side(&pen, net, y, -1);
	to(&pen, net->low_x, y + BEND);
	to(&pen, net->low_x, end);
	done(&pen, LAYERS_SHARED, faint, box);
}

void layers_draw_rise(struct part *p, uint32_t arc)
{
	struct pen pen = { .p = p };
	uint32_t c = p->arc[arc].low;
	to(&pen, p->cell[c].x + p->arc[arc].off, p->row[p->cell[c].row].y);
	while (c != p->arc[arc].high) {
		uint32_t k = p->ups.start[c];
		while (p->link[p->ups.item[k]].arc != arc)
			k++;
		uint32_t l = p->ups.item[k];
		if (layers_low_x(p, l) != layers_high_x(p, l)) {
			to(&pen, layers_low_x(p, l), p->link[l].track);
			to(&pen, layers_high_x(p, l), p->link[l].track);
		}
		c = p->link[l].high;
		const struct row *row = &p->row[p->cell[c].row];
		to(&pen, layers_high_x(p, l), row->y + (c == p->arc[arc].high ? row->height : 0));
	}
	done(&pen, arc, p->arc[arc].faint, true);
}

