/* SPDX-License-Identifier: Apache-2.0
 *
 * layers_route.c - tracks and heights
 *
 * A gap between two rows is, from above: words of the edges that begin there, tracks, words of rising
 * edges, arrow heads.  Nets whose spans overlap get different tracks; which is higher is decided by
 * counting crossings, and a line that would run on top of another counts as many.
 */
#include <math.h>

#include "ui/report/layers_inside.h"

enum { SNAP = 8, PILL_APART = 4, CLOSE = 6, ON_TOP = 1000 };

struct gap {
	struct part *p;
	struct net *net;
	uint32_t nets;
};

/* Half of what the end of a line takes at the bottom or at the top of a box. */
static double half_of(const struct part *p, const struct link *l, bool top)
{
	return l->rises == top ? p->arc[l->arc].width / 2 : HEAD / 2.0;
}

/* May the end of a line at a box move to `off` without touching what ends or begins beside it? */
static bool has_room(const struct part *p, const struct link *l, bool top, double off)
{
	uint32_t v = top ? l->low : l->high;
	const struct fan *f = top ? &p->ups : &p->downs;
	double out = fabs(off);
	if (out + half_of(p, l, top) > p->cell[v].half + LINE_GAP / 2.0 || out + PORT_EDGE / 2.0 > p->wide[v])
		return false;
	for (uint32_t k = f->start[v]; k < f->start[v + 1]; k++) {
		const struct link *o = &p->link[f->item[k]];
		double apart = fabs(off - (top ? o->low_off : o->high_off));
		if (o != l && apart < half_of(p, o, top) + half_of(p, l, top) + PILL_APART)
			return false;
	}
	return true;
}

/* Lines end a little beside their place, with their words, if that makes them straight. */
static void snap(struct part *p, uint32_t l)
{
	struct link *k = &p->link[l];
	double d = layers_low_x(p, l) - layers_high_x(p, l);
	if (k->arc == NONE || d == 0 || fabs(d) > SNAP)
		return;
	if (k->high < p->n && has_room(p, k, false, k->high_off + d)) {
		k->high_off += d;
		p->arc[k->arc].off += k->rises ? 0 : d;
	} else if (k->rises && k->low < p->n && has_room(p, k, true, k->low_off - d)) {
		k->low_off -= d;
		p->arc[k->arc].off -= d;
	}
}

static void add_net(struct gap *g, const uint32_t *link, uint32_t n)
{
	struct part *p = g->p;
	struct net net = { .link = link, .n = n, .low_x = layers_low_x(p, link[0]) };
	net.from = net.to = net.low_x;
	for (uint32_t i = 0; i < n; i++) {
		net.from = fmin(net.from, layers_high_x(p, link[i]));
		net.to = fmax(net.to, layers_high_x(p, link[i]));
	}
	net.bent = net.to > net.from;
	g->net[g->nets++] = net;
}

/* The nets that end at row r; `room` holds their links, by upper end. */
static void find_nets(struct gap *g, uint32_t r, uint32_t *room)
{
	struct part *p = g->p;
	for (uint32_t i = 0; i < p->row[r].n; i++) {
		uint32_t c = p->row[r].cell[i], n = 0;
		for (uint32_t k = p->ups.start[c]; k < p->ups.start[c + 1]; k++) {
			uint32_t l = p->ups.item[k], j = n;
			if (p->link[l].rises)
				continue;
			snap(p, l);
			for (; j > 0 && layers_high_x(p, room[j - 1]) > layers_high_x(p, l); j--)
				room[j] = room[j - 1];
			room[j] = l;
			n++;
		}
		if (n > 0)
			add_net(g, room, n);
		room += n;
		for (uint32_t k = p->ups.start[c]; k < p->ups.start[c + 1]; k++)
			if (p->link[p->ups.item[k]].rises) {
				*room = p->ups.item[k];
				snap(p, *room);
				add_net(g, room++, 1);
			}
	}
}

static bool within(double x, const struct net *n)
{
	return x > n->from - CLOSE && x < n->to + CLOSE;
}

/* Crossings when i runs above j. */
static int cost(const struct part *p, const struct net *i, const struct net *j)
{
	int sum = within(i->low_x, j);
	for (uint32_t k = 0; k < j->n; k++) {
		double x = layers_high_x(p, j->link[k]);
		sum += within(x, i);
		sum += fabs(x - i->low_x) < CLOSE ? ON_TOP : 0;
	}
	return sum;
}

/* Bent nets from above: always the one that costs least above all that are left. */
static uint32_t arrange(const struct gap *g, uint32_t *order, struct arena scratch)
{
	uint32_t n = 0;
	for (uint32_t i = 0; i < g->nets; i++)
		if (g->net[i].bent)
			order[n++] = i;
	int *more = NEW(&scratch, int, (size_t)n * n), *sum = NEW(&scratch, int, n);
	uint32_t *net = arena_copy(&scratch, order, sizeof *net * n);
	for (uint32_t i = 0; i < n; i++)
		for (uint32_t j = i + 1; j < n; j++) {
			const struct net *a = &g->net[net[i]], *b = &g->net[net[j]];
			int d = a->to < b->from || b->to < a->from ? 0 : cost(g->p, a, b) - cost(g->p, b, a);
			more[i * n + j] = d, more[j * n + i] = -d;
			sum[i] += d, sum[j] -= d;
		}
	for (uint32_t k = 0; k < n; k++) {
		uint32_t best = NONE;
		for (uint32_t i = 0; i < n; i++)
			if (net[i] != NONE && (best == NONE || sum[i] < sum[best]))
				best = i;
		order[k] = net[best];
		net[best] = NONE;
		for (uint32_t i = 0; i < n; i++)
			sum[i] -= more[i * n + best];
	}
	return n;
}

/* Moves the lower end of a net sideways: a passing line, or where it meets its box. */
static void shift(struct part *p, const struct net *net, double d)
{
	const struct link *l = &p->link[net->link[0]];
	if (p->cell[l->low].kind != CELL_BOX) {
		p->cell[l->low].x += d;
		return;
	}
	for (uint32_t i = 0; i < net->n; i++)
		p->link[net->link[i]].low_off += d;
	if (l->rises)
		p->arc[l->arc].off += d;
}

/* Two nets that want each other's place cannot both be above the other: parts the first pair of lines
 * that would run on top of each other; false when there is none. */
static bool untangle(const struct gap *g, const uint32_t *order, uint32_t n)
{
	for (uint32_t k = 0; k < n; k++)
		for (uint32_t m = k + 1; m < n; m++) {
			const struct net *above = &g->net[order[k]], *net = &g->net[order[m]];
			for (uint32_t i = 0; i < net->n; i++) {
				double d = above->low_x - layers_high_x(g->p, net->link[i]);
				if (fabs(d) >= CLOSE)
					continue;
				shift(g->p, above, d < 0 ? -CLOSE - d : CLOSE - d);
				return true;
			}
		}
	return false;
}

/* Tracks for bent nets in order from above; returns how many. */
static uint32_t level(struct gap *g, const uint32_t *order, uint32_t n)
{
	uint32_t levels = 0;
	for (uint32_t k = 0; k < n; k++) {
		struct net *net = &g->net[order[k]];
		for (uint32_t i = 0; i < k; i++) {
			const struct net *above = &g->net[order[i]];
			bool overlap = above->from < net->to + 2 * CLOSE && net->from < above->to + 2 * CLOSE;
			if (overlap && above->level >= net->level)
				net->level = above->level + 1;
		}
		levels = net->level + 1 > levels ? net->level + 1 : levels;
	}
	return levels;
}

/* The nets of the gap above row r, on their tracks; returns how many tracks. */
static uint32_t assign(struct gap *g, uint32_t r, uint32_t *room, struct arena scratch)
{
	enum { ATTEMPTS = 8 };
	uint32_t *order = NEW(&scratch, uint32_t, g->p->links), n = 0;
	for (int left = ATTEMPTS;; left--) {
		g->nets = 0;
		find_nets(g, r, room);
		n = arrange(g, order, scratch);
		if (left == 0 || !untangle(g, order, n))
			break;
	}
	return level(g, order, n);
}

/* --- heights --- */

static void measure(struct part *p)
{
	for (uint32_t v = 0; v < p->n; v++) {
		struct row *row = &p->row[p->rank[v]];
		row->height = fmax(row->height, p->node[v].height);
	}
	for (uint32_t e = 0; e < p->m; e++) {
		const struct arc *a = &p->arc[e];
		double *room = a->up ? &p->row[p->rank[a->from]].above : &p->row[p->rank[a->from]].below;
		*room = fmax(*room, a->height);
		if (a->up) /* its head */
			p->row[p->rank[a->to]].below = fmax(p->row[p->rank[a->to]].below, HEAD - 2 * PILL_AIR);
	}
}

/* The y of row r, given that of the row above and the number of tracks between them. */
static void stand(struct part *p, uint32_t r, uint32_t levels, double *first_track)
{
	const struct row *high = &p->row[r + 1];
	double y = high->y + high->height + (high->below > 0 ? high->below + 2 * PILL_AIR : 0);
	*first_track = y + BEND;
	y += levels > 0 ? 2 * BEND + TRACK * (levels - 1) : 0;
	p->row[r].y = y + fmax(HEAD, p->row[r].above > 0 ? p->row[r].above + 2 * PILL_AIR : 0);
}

static void route_gap(struct part *p, uint32_t r)
{
	struct arena scratch = *p->a;
	struct gap g = { .p = p, .net = NEW(&scratch, struct net, p->links) };
	double first;
	uint32_t *room = NEW(&scratch, uint32_t, p->links);
	stand(p, r, assign(&g, r, room, scratch), &first);
	for (uint32_t i = 0; i < g.nets; i++) {
		double y = first + TRACK * g.net[i].level;
		if (p->link[g.net[i].link[0]].rises)
			p->link[g.net[i].link[0]].track = y;
		else
			layers_draw_net(p, &g.net[i], y);
	}
}

/* Moves everything so that the leftmost is at 0. */
static void to_origin(struct part *p)
{
	double left = INFINITY, right = -INFINITY;
	for (uint32_t c = 0; c < p->cells; c++) {
		left = fmin(left, p->cell[c].x - p->cell[c].half);
		right = fmax(right, p->cell[c].x + p->cell[c].half);
	}
	for (uint32_t c = 0; c < p->cells; c++)
		p->cell[c].x -= left;
	p->width = right - left;
}

void layers_route(struct part *p)
{
	to_origin(p);
	measure(p);
	for (uint32_t r = p->rows - 1; r-- > 0;)
		route_gap(p, r);
	for (uint32_t e = 0; e < p->m; e++)
		if (p->arc[e].up)
			layers_draw_rise(p, e);
	p->height = p->row[0].y + p->row[0].height;
}
