/* SPDX-License-Identifier: Apache-2.0
 *
 * layers_split.c - a row wider than the room becomes several
 *
 * Of about as many boxes each.  Those with owners of their own stand on top, near these.  The others
 * are grouped by what they hold, and groups go down from the middle outwards: the lowest row gets
 * the outermost, so that the trunks of all others rise between them and need not bend.  Within a
 * group the heavier stand higher.
 */
#include <math.h>

#include "ui/report/layers_inside.h"

struct place {
	uint32_t node;
	bool owned;      /* has owners */
	uint32_t group;  /* the leftmost it holds; later its turn from above */
	double weight, width;
};

static bool before(const struct place *a, const struct place *b)
{
	if (a->owned != b->owned)
		return a->owned;
	if (a->group != b->group)
		return a->group < b->group;
	return a->weight > b->weight; /* equal: as they came */
}

static void sort_places(struct place *v, size_t n, struct arena scratch)
{
	struct place *to = NEW(&scratch, struct place, n);
	for (size_t step = 1; step < n; step *= 2) {
		for (size_t at = 0; at < n; at += 2 * step) {
			size_t i = at, middle = at + step < n ? at + step : n, j = middle;
			size_t end = at + 2 * step < n ? at + 2 * step : n;
			for (size_t k = at; k < end; k++)
				to[k] = i < middle && (j == end || !before(&v[j], &v[i])) ? v[i++] : v[j++];
		}
		for (size_t k = 0; k < n; k++)
			v[k] = to[k];
	}
}

/* --- left to right, roughly: a walk up from the bottom, heaviest owners first --- */

static void push_owners(const struct part *p, uint32_t v, uint32_t *stack, uint32_t *depth)
{
	uint32_t first = *depth;
	for (uint32_t k = p->owners.start[v]; k < p->owners.start[v + 1]; k++) {
		uint32_t u = p->arc[p->owners.item[k]].high, j = (*depth)++;
		for (; j > first && p->node[stack[j - 1]].weight >= p->node[u].weight; j--)
			stack[j] = stack[j - 1];
		stack[j] = u; /* the heaviest is on top */
	}
}

static uint32_t *walk(const struct part *p, struct arena *scratch)
{
	uint32_t *number = NEW(scratch, uint32_t, p->n), n = 0;
	uint32_t *stack = NEW(scratch, uint32_t, (size_t)p->n + p->m);
	for (uint32_t v = 0; v < p->n; v++)
		number[v] = NONE;
	for (int last = 1; last >= 0; last--)
		for (uint32_t v = 0; v < p->n; v++) {
			uint32_t depth = 0;
			if (p->owned.start[v] == p->owned.start[v + 1] && p->node[v].last == last)
				stack[depth++] = v;
			while (depth > 0) {
				uint32_t u = stack[--depth];
				if (number[u] != NONE)
					continue;
				number[u] = n++;
				push_owners(p, u, stack, &depth);
			}
		}
	return number;
}

/* --- how many fit --- */

/* Lines that pass a row, and those that begin in it and pass its lower half once it is split. */
struct passing {
	uint32_t *through, *from;
};

static struct passing passing_of(const struct part *p, struct arena *scratch)
{
	struct passing l = { NEW(scratch, uint32_t, p->rows), NEW(scratch, uint32_t, p->rows) };
	for (uint32_t v = 0; v < p->n; v++) {
		uint32_t top = p->rank[v];
		for (uint32_t k = p->owners.start[v]; k < p->owners.start[v + 1]; k++) {
			const struct arc *e = &p->arc[p->owners.item[k]];
			if (!e->up && p->rank[e->high] > top)
				top = p->rank[e->high];
			for (uint32_t r = p->rank[v] + 1; e->up && r < p->rank[e->high]; r++)
				l.through[r]++;
		}
		for (uint32_t r = p->rank[v] + 1; r < top; r++)
			l.through[r]++;
		if (top > p->rank[v])
			l.from[top]++;
	}
	return l;
}

/* The least number of rows in which n places fit side by side. */
static uint32_t rows_for(const struct place *v, uint32_t n, double room, double split_room)
{
	for (uint32_t rows = 1;; rows++) {
		double widest = 0, space = rows == 1 ? room : split_room;
		for (uint32_t i = 0, row = 0; row < rows; row++) {
			uint32_t end = i + n / rows + (row < n % rows);
			double width = 0;
			for (; i < end; i++)
				width += v[i].width;
			widest = fmax(widest, width);
		}
		if (widest <= space || rows >= (n + 1) / 2)
			return rows;
	}
}

/* --- who goes where --- */

/* Groups are numbered from the left; now their turns, so that the middle ones come first. */
static void outwards(struct place *v, uint32_t n)
{
	uint32_t groups = 0, group = 0;
	for (uint32_t i = 0; i < n; i++)
		groups += i == 0 || v[i].group != v[i - 1].group;
	for (uint32_t i = 0, seen = NONE; i < n; i++) {
		group += i > 0 && v[i].group != seen;
		seen = v[i].group;
		uint32_t from_end = groups - 1 - group;
		uint32_t turn = group < from_end ? 2 * group : 2 * from_end + (group > from_end);
		v[i].group = groups - turn;
	}
}

static uint32_t places_in(const struct part *p, uint32_t rank, const uint32_t *number, struct place *v)
{
	uint32_t n = 0;
	for (uint32_t i = 0; i < p->n; i++) {
		if (p->rank[i] != rank)
			continue;
		struct place at = { .node = i, .group = NONE, .weight = p->node[i].weight };
		at.owned = p->owners.start[i] < p->owners.start[i + 1];
		at.width = 2 * layers_half(p, i) + BOX_GAP;
		for (uint32_t k = p->owned.start[i]; k < p->owned.start[i + 1]; k++) {
			uint32_t low = number[p->arc[p->owned.item[k]].low];
			at.group = low < at.group ? low : at.group;
		}
		v[n++] = at;
	}
	return n;
}

void layers_split(struct part *p)
{
	struct arena scratch = *p->a;
	struct place *v = NEW(&scratch, struct place, p->n);
	uint32_t *final = NEW(&scratch, uint32_t, p->n), *number = walk(p, &scratch), base = 0;
	struct passing lines = passing_of(p, &scratch);
	const double line = 2 * LINE_HALF + LINE_GAP;
	for (uint32_t rank = 0; rank < p->rows; rank++) {
		uint32_t n = places_in(p, rank, number, v), owned = 0;
		sort_places(v, n, scratch);
		while (owned < n && v[owned].owned)
			owned++;
		outwards(v + owned, n - owned);
		sort_places(v + owned, n - owned, scratch);
		double room = p->room - line * lines.through[rank];
		uint32_t rows = n == 0 ? 1 : rows_for(v, n, room, room - line * lines.from[rank]);
		for (uint32_t i = 0, row = 0; row < rows; row++)
			for (uint32_t end = i + n / rows + (row < n % rows); i < end; i++)
				final[v[i].node] = base + rows - 1 - row;
		base += rows;
	}
	for (uint32_t i = 0; i < p->n; i++)
		p->rank[i] = final[i];
	p->rows = base;
}
