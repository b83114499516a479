/* SPDX-License-Identifier: Apache-2.0
 *
 * layers_place.c - x: everything near what it is tied to, nothing on top of another
 *
 * The sum over links of weight times squared sideways distance is made small.  With the other rows
 * held, the best places of one row in its given order are an isotonic regression, which pooling of
 * adjacent violators solves exactly; rows take turns.  At the end chains that may be straight are
 * made so where there is room.
 */
#include <math.h>

#include "ui/report/layers_inside.h"

enum { WORK = 60000, LEAST_TURNS = 12, MOST_TURNS = 300, STIFFER = 32, STRAIGHTENINGS = 3, NEARER = 4 };

/* --- where lines end at a box --- */

/* Links of one side of a box, by the place of their other end; equal ones as they are. */
static uint32_t by_place(const struct part *p, uint32_t c, bool up, uint32_t *link)
{
	const struct fan *f = up ? &p->ups : &p->downs;
	uint32_t n = 0;
	for (uint32_t k = f->start[c]; k < f->start[c + 1]; k++) {
		uint32_t l = f->item[k], j = n++;
		uint32_t at = p->cell[up ? p->link[l].high : p->link[l].low].at;
		for (; j > 0; j--) {
			const struct link *o = &p->link[link[j - 1]];
			if (p->cell[up ? o->high : o->low].at <= at)
				break;
			link[j] = link[j - 1];
		}
		link[j] = l;
	}
	return n;
}

static double width_of(const struct part *p, const struct link *l, bool up)
{
	return l->rises && !up ? HEAD : p->arc[l->arc].width;
}

static void put(struct part *p, uint32_t link, bool up, double off)
{
	struct link *l = &p->link[link];
	*(up ? &l->low_off : &l->high_off) = round(off);
	if (l->rises == up)
		p->arc[l->arc].off = round(off);
	uint32_t v = up ? l->low : l->high;
	p->wide[v] = fmin(fmax(p->wide[v], ceil(fabs(off)) + PORT_EDGE), p->cell[v].half);
}

/* In the middle of the bottom the lines that begin there, of the top the one that arrives; on both
 * sides what rises, where it comes from or goes to. */
static void side_ends(struct part *p, uint32_t c, bool up, uint32_t *link)
{
	uint32_t n = by_place(p, c, up, link), main = 0;
	double mean = 0, width = up ? HEAD : -PILL_GAP, left, right;
	for (uint32_t i = 0; i < n; i++) {
		const struct link *l = &p->link[link[i]];
		if (l->rises)
			continue;
		mean += p->cell[up ? l->high : l->low].at;
		width += up ? 0 : PILL_GAP + width_of(p, l, up);
		main++;
	}
	mean = main > 0 ? mean / main : 0;
	left = right = main > 0 ? width / 2 : -PILL_GAP / 2.0;
	for (uint32_t i = n; i-- > 0;) { /* from the middle outwards */
		const struct link *l = &p->link[link[i]];
		if (!l->rises || p->cell[up ? l->high : l->low].at >= mean)
			continue;
		put(p, link[i], up, -(left + PILL_GAP + width_of(p, l, up) / 2));
		left += PILL_GAP + width_of(p, l, up);
	}
	double x = -width / 2;
	for (uint32_t i = 0; i < n; i++) {
		const struct link *l = &p->link[link[i]];
		double w = up && !l->rises ? 0 : width_of(p, l, up);
		if (l->rises && p->cell[up ? l->high : l->low].at >= mean) {
			put(p, link[i], up, right + PILL_GAP + w / 2);
			right += PILL_GAP + w;
		} else if (!l->rises && !up) {
			put(p, link[i], up, x + w / 2);
			x += w + PILL_GAP;
		}
	}
}

static void ends(struct part *p)
{
	struct arena scratch = *p->a;
	uint32_t *link = NEW(&scratch, uint32_t, p->links);
	for (uint32_t v = 0; v < p->n; v++) {
		p->wide[v] = p->node[v].width / 2;
		side_ends(p, v, false, link);
		side_ends(p, v, true, link);
	}
}

/* --- least squares with the order kept --- */

static double apart(const struct part *p, uint32_t left, uint32_t right)
{
	const struct cell *a = &p->cell[left], *b = &p->cell[right];
	return a->half + b->half + (a->kind == CELL_BOX && b->kind == CELL_BOX ? BOX_GAP : LINE_GAP);
}

struct pool {
	double sum, weight; /* of what its members want */
	uint32_t n;
};

struct rows {
	struct part *p;
	double *shift; /* per place: its distance from the first when all stand close */
	struct pool *pool;
};

/* The weighted mean of where the links of c would like it. */
static void wish(const struct part *p, uint32_t c, struct pool *w)
{
	*w = (struct pool){ 0, 0, 1 };
	for (uint32_t k = p->ups.start[c]; k < p->ups.start[c + 1]; k++) {
		const struct link *l = &p->link[p->ups.item[k]];
		w->sum += l->weight * (p->cell[l->high].x + l->high_off - l->low_off);
		w->weight += l->weight;
	}
	for (uint32_t k = p->downs.start[c]; k < p->downs.start[c + 1]; k++) {
		const struct link *l = &p->link[p->downs.item[k]];
		w->sum += l->weight * (p->cell[l->low].x + l->low_off - l->high_off);
		w->weight += l->weight;
	}
	if (w->weight <= 0)
		*w = (struct pool){ p->cell[c].x, 1, 1 };
}

/* What keeps a row within the room around 0; a row that does not fit stays in its middle. */
static void bounds(const struct rows *s, const struct row *row, double *low, double *high)
{
	if (row->n == 0)
		return;
	*low = -s->p->room / 2 + s->p->cell[row->cell[0]].half;
	*high = s->p->room / 2 - s->p->cell[row->cell[row->n - 1]].half - s->shift[row->n - 1];
	if (*low > *high)
		*low = *high = (*low + *high) / 2;
}

static void settle(struct rows *s, uint32_t r)
{
	struct part *p = s->p;
	const struct row *row = &p->row[r];
	uint32_t pools = 0;
	for (uint32_t i = 0; i < row->n; i++) {
		struct pool w;
		wish(p, row->cell[i], &w);
		s->shift[i] = i == 0 ? 0 : s->shift[i - 1] + apart(p, row->cell[i - 1], row->cell[i]);
		w.sum -= w.weight * s->shift[i];
		for (; pools > 0; pools--) {
			const struct pool *before = &s->pool[pools - 1];
			if (before->sum / before->weight <= w.sum / w.weight)
				break;
			w = (struct pool){ w.sum + before->sum, w.weight + before->weight, w.n + before->n };
		}
		s->pool[pools++] = w;
	}
	double low, high;
	bounds(s, row, &low, &high);
	for (uint32_t k = 0, i = 0; k < pools; k++) {
		double first = fmin(fmax(s->pool[k].sum / s->pool[k].weight, low), high);
		for (uint32_t end = i + s->pool[k].n; i < end; i++)
			p->cell[row->cell[i]].x = first + s->shift[i];
	}
}

/* Side by side around 0. */
static void pack(struct part *p, uint32_t r)
{
	const struct row *row = &p->row[r];
	double x = 0, middle;
	for (uint32_t i = 0; i < row->n; i++) {
		x += i == 0 ? 0 : apart(p, row->cell[i - 1], row->cell[i]);
		p->cell[row->cell[i]].x = x;
	}
	middle = x / 2;
	for (uint32_t i = 0; i < row->n; i++)
		p->cell[row->cell[i]].x -= middle;
}

/* --- chains --- */

static uint32_t count(const struct fan *f, uint32_t c)
{
	return f->start[c + 1] - f->start[c];
}

/* Is there just one link on this side of c, apart from rising ones? */
static bool one_falls(const struct part *p, const struct fan *f, uint32_t c)
{
	uint32_t n = 0;
	for (uint32_t k = f->start[c]; k < f->start[c + 1]; k++)
		n += !p->link[f->item[k]].rises;
	return n == 1;
}

/* Should l be one straight line: a piece of a trunk or of a rising line, or the only tie between
 * two boxes? */
static bool is_stiff(const struct part *p, const struct link *l)
{
	if (l->rises)
		return p->cell[l->high].kind == CELL_RISE && p->cell[l->low].kind == CELL_RISE;
	return l->arc == NONE || (one_falls(p, &p->downs, l->high) && one_falls(p, &p->ups, l->low));
}

static uint32_t stiff_up(const struct part *p, uint32_t c)
{
	for (uint32_t k = p->ups.start[c]; k < p->ups.start[c + 1]; k++)
		if (is_stiff(p, &p->link[p->ups.item[k]]))
			return p->link[p->ups.item[k]].high;
	return NONE;
}

static bool begins_chain(const struct part *p, uint32_t c)
{
	for (uint32_t k = p->downs.start[c]; k < p->downs.start[c + 1]; k++)
		if (is_stiff(p, &p->link[p->downs.item[k]]))
			return false;
	return true;
}

/* Where the only line into `top` comes from, or the only one from `bottom` goes to, if that is
 * nearly straight. */
static double nearly(const struct part *p, uint32_t top, uint32_t bottom, double x)
{
	enum { NEAR = 14 };
	double want = x;
	if (count(&p->ups, top) == 1) {
		const struct link *l = &p->link[p->ups.item[p->ups.start[top]]];
		want = p->cell[l->high].x + l->high_off - l->low_off;
	}
	if (fabs(want - x) < NEAR && want != x)
		return want;
	if (count(&p->downs, bottom) == 1) {
		const struct link *l = &p->link[p->downs.item[p->downs.start[bottom]]];
		want = p->cell[l->low].x + l->low_off - l->high_off;
	}
	return fabs(want - x) < NEAR ? want : x;
}

/* What the neighbours of c and the edges of the room leave. */
static void leave(const struct part *p, uint32_t c, double *low, double *high)
{
	const struct row *row = &p->row[p->cell[c].row];
	uint32_t at = p->cell[c].at;
	*low = p->cell[c].half - p->room / 2;
	*high = -*low;
	if (at > 0)
		*low = p->cell[row->cell[at - 1]].x + apart(p, row->cell[at - 1], c);
	if (at + 1 < row->n)
		*high = p->cell[row->cell[at + 1]].x - apart(p, c, row->cell[at + 1]);
}

/* Puts cells of a chain, or a single cell, on one x, as many as have room there, if need be a little
 * nearer to their neighbours than others stand; returns the first that has none, or NONE. */
static uint32_t straighten(struct part *p, uint32_t c)
{
	double low = -INFINITY, high = INFINITY, sum = 0, n = 0, l, h;
	uint32_t top = c, next = c;
	for (; next != NONE; next = stiff_up(p, next)) {
		leave(p, next, &l, &h);
		if (next != c && fmax(low, l) > fmin(high, h) + NEARER)
			break;
		low = fmax(low, l), high = fmin(high, h);
		sum += p->cell[next].x, n++;
		top = next;
	}
	double x = nearly(p, top, c, sum / n);
	x = low > high ? (low + high) / 2 : fmin(fmax(x, low), high);
	if (n == 1 && low > high)
		return next;
	for (uint32_t v = c; v != next; v = stiff_up(p, v))
		p->cell[v].x = x;
	return next;
}

static void take_turns(struct rows *s, uint32_t turns)
{
	for (uint32_t i = 0; i < turns; i++)
		for (uint32_t r = 0; r < s->p->rows; r++)
			settle(s, i % 2 ? s->p->rows - 1 - r : r);
}

void layers_place(struct part *p)
{
	p->wide = NEW(p->a, double, p->n);
	struct arena scratch = *p->a;
	struct rows s = { p, NEW(&scratch, double, p->cells), NEW(&scratch, struct pool, p->cells) };
	uint32_t turns = WORK / (p->cells + p->links + 1);
	turns = turns < LEAST_TURNS ? LEAST_TURNS : turns > MOST_TURNS ? MOST_TURNS : turns;
	ends(p);
	for (uint32_t r = 0; r < p->rows; r++)
		pack(p, r);
	take_turns(&s, turns);
	for (uint32_t l = 0; l < p->links; l++)
		p->link[l].weight *= p->link[l].arc == NONE ? STIFFER : 1;
	take_turns(&s, turns / 2);
	for (int i = 0; i < STRAIGHTENINGS; i++)
		for (uint32_t c = 0; c < p->cells; c++)
			for (uint32_t v = begins_chain(p, c) ? c : NONE; v != NONE;)
				v = straighten(p, v);
	for (uint32_t c = 0; c < p->cells; c++)
		p->cell[c].x = round(p->cell[c].x);
}
