/* SPDX-License-Identifier: Apache-2.0
 *
 * layers_order.c - who stands left of whom
 *
 * The first order comes from a walk up from the bottom, heaviest owners first.  Then rows are sorted
 * by the mean place of their neighbours, now below, now above, and neighbours exchanged while that
 * saves crossings.  The best order found is kept.  Equal cells keep their order, so the heavier
 * holder stays left of the lighter one; at last holders without owners are dealt to both sides.
 */
#include "ui/report/layers_inside.h"

enum { SWEEPS = 24, PATIENCE = 6, EXCHANGES = 12 };

static void number(struct part *p, uint32_t r)
{
	for (uint32_t i = 0; i < p->row[r].n; i++)
		p->cell[p->row[r].cell[i]].at = i;
}

/* --- the first order --- */

struct first {
	struct part *p;
	uint32_t *next_up, *next_down; /* per cell: the link to follow next */
	uint32_t *stack, depth;
	uint32_t *filled; /* per row */
	bool *seen;
};

static double weight_of(const struct part *p, uint32_t link)
{
	uint32_t high = p->link[link].high;
	return p->cell[high].kind == CELL_BOX ? p->node[p->cell[high].of].weight : 0;
}

/* Links up, heaviest first; equal ones as they are. */
static void sort_ups(struct part *p)
{
	for (uint32_t c = 0; c < p->cells; c++)
		for (uint32_t i = p->ups.start[c] + 1; i < p->ups.start[c + 1]; i++) {
			uint32_t l = p->ups.item[i], j = i;
			for (; j > p->ups.start[c] && weight_of(p, p->ups.item[j - 1]) < weight_of(p, l); j--)
				p->ups.item[j] = p->ups.item[j - 1];
			p->ups.item[j] = l;
		}
}

static void see(struct first *f, uint32_t c)
{
	uint32_t r = f->p->cell[c].row;
	if (f->seen[c])
		return;
	f->seen[c] = true;
	f->p->row[r].cell[f->filled[r]++] = c;
	f->stack[f->depth++] = c;
}

static void walk_from(struct first *f, uint32_t root)
{
	struct part *p = f->p;
	see(f, root);
	while (f->depth > 0) {
		uint32_t c = f->stack[f->depth - 1];
		if (f->next_up[c] < p->ups.start[c + 1])
			see(f, p->link[p->ups.item[f->next_up[c]++]].high);
		else if (f->next_down[c] < p->downs.start[c + 1])
			see(f, p->link[p->downs.item[f->next_down[c]++]].low);
		else
			f->depth--;
	}
}

static void first_order(struct part *p)
{
	struct arena scratch = *p->a;
	struct first f = { .p = p };
	f.next_up = arena_copy(&scratch, p->ups.start, sizeof *f.next_up * p->cells);
	f.next_down = arena_copy(&scratch, p->downs.start, sizeof *f.next_down * p->cells);
	f.stack = NEW(&scratch, uint32_t, p->cells);
	f.filled = NEW(&scratch, uint32_t, p->rows);
	f.seen = NEW(&scratch, bool, p->cells);
	for (uint32_t v = 0; v < p->n; v++)
		if (p->node[v].last)
			walk_from(&f, v);
	for (uint32_t r = 0; r < p->rows; r++)
		for (uint32_t v = 0; v < p->n; v++)
			if (p->cell[v].row == r)
				walk_from(&f, v);
	for (uint32_t r = 0; r < p->rows; r++)
		number(p, r);
}

/* --- crossings --- */

/* The other end of the i-th link of a cell on one side. */
static uint32_t neighbour(const struct part *p, bool up, uint32_t i)
{
	const struct link *l = &p->link[up ? p->ups.item[i] : p->downs.item[i]];
	return p->cell[up ? l->high : l->low].at;
}

static const uint32_t *starts(const struct part *p, bool up)
{
	return up ? p->ups.start : p->downs.start;
}

/* Between row r and the one below: pairs of links whose ends stand in opposite order. */
static uint64_t crossings_below(const struct part *p, uint32_t r, uint32_t *tree)
{
	const struct row *row = &p->row[r];
	uint32_t n = p->row[r - 1].n;
	uint64_t sum = 0, before = 0;
	for (uint32_t i = 0; i <= n; i++)
		tree[i] = 0;
	for (uint32_t i = 0; i < row->n; i++) {
		uint32_t c = row->cell[i];
		for (uint32_t k = p->downs.start[c]; k < p->downs.start[c + 1]; k++) {
			uint64_t left = 0; /* earlier links that end at or left of this one's end */
			for (uint32_t at = neighbour(p, false, k) + 1; at > 0; at &= at - 1)
				left += tree[at];
			sum += before - left;
		}
		for (uint32_t k = p->downs.start[c]; k < p->downs.start[c + 1]; k++, before++)
			for (uint32_t at = neighbour(p, false, k) + 1; at <= n; at += at & (~at + 1))
				tree[at]++;
	}
	return sum;
}

static uint64_t crossings(const struct part *p, uint32_t *tree)
{
	uint64_t sum = 0;
	for (uint32_t r = 1; r < p->rows; r++)
		sum += crossings_below(p, r, tree);
	return sum;
}

/* --- sweeps --- */

static double mean_at(const struct part *p, uint32_t c, bool up)
{
	const uint32_t *start = starts(p, up);
	double sum = 0;
	for (uint32_t k = start[c]; k < start[c + 1]; k++)
		sum += neighbour(p, up, k);
	return start[c] == start[c + 1] ? p->cell[c].at : sum / (start[c + 1] - start[c]);
}

static void sort_row(struct part *p, uint32_t r, bool up, double *key)
{
	struct row *row = &p->row[r];
	for (uint32_t i = 0; i < row->n; i++)
		key[row->cell[i]] = mean_at(p, row->cell[i], up);
	for (uint32_t i = 1; i < row->n; i++) {
		uint32_t c = row->cell[i], j = i;
		for (; j > 0 && key[row->cell[j - 1]] > key[c] + 1e-9; j--)
			row->cell[j] = row->cell[j - 1];
		row->cell[j] = c;
	}
	number(p, r);
}

/* Crossings of links of a and b on one side when a stands left of b, less those when it stands right. */
static int64_t saved(const struct part *p, uint32_t a, uint32_t b, bool up)
{
	const uint32_t *start = starts(p, up);
	int64_t sum = 0;
	for (uint32_t i = start[a]; i < start[a + 1]; i++)
		for (uint32_t j = start[b]; j < start[b + 1]; j++) {
			uint32_t x = neighbour(p, up, i), y = neighbour(p, up, j);
			sum += (x > y) - (x < y);
		}
	return sum;
}

static bool exchange(struct part *p, uint32_t r)
{
	struct row *row = &p->row[r];
	bool any = false;
	for (uint32_t i = 0; i + 1 < row->n; i++) {
		uint32_t a = row->cell[i], b = row->cell[i + 1];
		if (saved(p, a, b, true) + saved(p, a, b, false) <= 0)
			continue;
		row->cell[i] = b, row->cell[i + 1] = a;
		p->cell[b].at = i, p->cell[a].at = i + 1;
		any = true;
	}
	return any;
}

static void exchange_all(struct part *p)
{
	bool any = true;
	for (int i = 0; i < EXCHANGES && any; i++) {
		any = false;
		for (uint32_t r = 0; r < p->rows; r++)
			any |= exchange(p, r);
	}
}

static void keep(const struct part *p, uint32_t *best)
{
	for (uint32_t c = 0; c < p->cells; c++)
		best[c] = p->cell[c].at;
}

static void restore(struct part *p, const uint32_t *best)
{
	for (uint32_t c = 0; c < p->cells; c++) {
		p->cell[c].at = best[c];
		p->row[p->cell[c].row].cell[best[c]] = c;
	}
}

static void sweep(struct part *p)
{
	struct arena scratch = *p->a;
	uint32_t *best = NEW(&scratch, uint32_t, p->cells);
	uint32_t *tree = NEW(&scratch, uint32_t, (size_t)p->cells + 1);
	double *key = NEW(&scratch, double, p->cells);
	exchange_all(p);
	uint64_t least = crossings(p, tree);
	keep(p, best);
	for (int i = 0, idle = 0; i < SWEEPS && idle < PATIENCE && least > 0; i++, idle++) {
		for (uint32_t k = 1; k < p->rows; k++)
			sort_row(p, i % 2 ? p->rows - 1 - k : k, i % 2, key);
		exchange_all(p);
		uint64_t now = crossings(p, tree);
		if (now < least) {
			least = now, idle = -1;
			keep(p, best);
		}
	}
	restore(p, best);
}

/* --- sides --- */

/* The one cell that all lines of c go down to, or NONE. */
static uint32_t only_low(const struct part *p, uint32_t c)
{
	uint32_t low = NONE;
	for (uint32_t k = p->downs.start[c]; k < p->downs.start[c + 1]; k++) {
		uint32_t l = p->link[p->downs.item[k]].low;
		if (low != NONE && l != low)
			return NONE;
		low = l;
	}
	return low;
}

static bool has_ups(const struct part *p, uint32_t c)
{
	return p->ups.start[c] < p->ups.start[c + 1];
}

/* Neighbours that lead to the same place: those that nothing leads to are dealt to both sides of the
 * others, so that trunks and owners with owners stand in the middle.  No line crosses another for it. */
static void deal(struct part *p, uint32_t r, uint32_t from, uint32_t to, uint32_t *room)
{
	struct row *row = &p->row[r];
	uint32_t ends = 0, n = 0;
	for (uint32_t i = from; i < to; i++)
		ends += !has_ups(p, row->cell[i]);
	for (int part = 0; part < 3; part++) {
		uint32_t seen = 0;
		for (uint32_t i = from; i < to; i++) {
			bool end = !has_ups(p, row->cell[i]);
			int goes = !end ? 1 : seen < ends / 2 ? 0 : 2;
			seen += end;
			if (goes == part)
				room[n++] = row->cell[i];
		}
	}
	if (ends < to - from)
		for (uint32_t i = from; i < to; i++)
			row->cell[i] = room[i - from];
}

static void deal_row(struct part *p, uint32_t r, uint32_t *room)
{
	struct row *row = &p->row[r];
	for (uint32_t from = 0, to; from < row->n; from = to) {
		uint32_t low = only_low(p, row->cell[from]);
		for (to = from + 1; to < row->n && low != NONE && only_low(p, row->cell[to]) == low;)
			to++;
		deal(p, r, from, to, room);
	}
	number(p, r);
}

void layers_order(struct part *p)
{
	struct arena scratch = *p->a;
	uint32_t *room = NEW(&scratch, uint32_t, p->cells);
	sort_ups(p);
	first_order(p);
	sweep(p);
	for (uint32_t r = 0; r < p->rows; r++)
		deal_row(p, r, room);
}
