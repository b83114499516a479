/* SPDX-License-Identifier: Apache-2.0
 *
 * graph.c - who holds how much of whom: checked, and put in order
 */
#include "judge/ownership/graph.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "judge/ownership/order.h"

const char *const node_type_name[NODE_TYPES] = {
	[NODE_UNKNOWN] = "unknown", [NODE_PERSON] = "person",     [NODE_STATE] = "state",
	[NODE_LISTED] = "listed",   [NODE_FOUNDATION] = "foundation", [NODE_COMPANY] = "company",
	[NODE_FUND] = "fund",       [NODE_ARRANGEMENT] = "arrangement",
};

const char *const finding_text[FINDINGS] = {
	[FIND_NO_NODE] = "names an owner or a company that is not in the list",
	[FIND_NO_NUMBER] = "the share is not a number, or its lower bound is above the upper one",
	[FIND_NEGATIVE] = "the share is negative",
	[FIND_OVER_ONE] = "the share is more than 100 %",
	[FIND_SELF] = "holds shares of itself",
	[FIND_DUPLICATE] = "the same owner is stated twice; both stakes count",
	[FIND_SUM] = "the owners together hold more than 100 %",
	[FIND_END_OWNED] = "a person or a state cannot be owned; its owners are not followed",
	[FIND_SINGULAR] = "the members of this loop own all of each other; who owns them is open",
};

struct list {
	struct arena *keep;
	struct graph *g;
	size_t cap;
};

static struct finding *found(struct list *l, enum finding_kind kind)
{
	struct finding *f = PUSH(l->keep, l->g->finding, l->g->findings, l->cap);
	*f = (struct finding){ .kind = kind, .node = GRAPH_NONE, .row = GRAPH_NONE, .other = GRAPH_NONE };
	return f;
}

/* Why a stake cannot count, or FINDINGS. */
static enum finding_kind fault(const struct stake *s, size_t n, enum right *right, double *value)
{
	if (s->owner >= n || s->owned >= n)
		return FIND_NO_NODE;
	for (*right = 0; *right < RIGHTS; ++*right) {
		const double *b = s->share[*right];
		*value = b[0];
		if (!isfinite(b[0]) || !isfinite(b[1]) || b[0] > b[1])
			return FIND_NO_NUMBER;
		if (b[0] < 0)
			return FIND_NEGATIVE;
		*value = b[1];
		if (b[1] > 1 + SHARE_OVER)
			return FIND_OVER_ONE;
	}
	return FINDINGS;
}

static int by_row(const void *a, const void *b)
{
	const struct finding *x = a, *y = b;
	if (x->kind != y->kind)
		return (x->kind > y->kind) - (x->kind < y->kind);
	return (x->row > y->row) - (x->row < y->row);
}

/* Moves what cannot count to the end of the array. */
static void set_aside(struct list *l, struct stake *stake, size_t m)
{
	struct graph *g = l->g;
	size_t i = 0, end = m;
	while (i < end) {
		enum right right = 0;
		double value = 0;
		enum finding_kind kind = fault(&stake[i], g->n, &right, &value);
		if (kind == FINDINGS) {
			i++;
			continue;
		}
		struct finding *f = found(l, kind);
		f->right = right < RIGHTS ? right : 0;
		f->value = value;
		f->row = stake[i].row;
		f->node = stake[i].owned < g->n ? stake[i].owned : GRAPH_NONE;
		struct stake t = stake[i];
		stake[i] = stake[--end];
		stake[end] = t;
	}
	g->m = end;
	g->aside = m - end;
	if (g->findings > 1)
		qsort(g->finding, g->findings, sizeof *g->finding, by_row);
}

static int compare(const void *a, const void *b)
{
	const struct stake *x = a, *y = b;
	if (x->owner != y->owner)
		return x->owner < y->owner ? -1 : 1;
	if (x->scenario != y->scenario)
		return x->scenario < y->scenario ? -1 : 1;
	int d = memcmp(x->share, y->share, sizeof x->share);
	if (d == 0)
		d = (x->flags > y->flags) - (x->flags < y->flags);
	return d ? d : (x->row > y->row) - (x->row < y->row);
}

static void insert(struct stake *s, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		struct stake t = s[i];
		size_t k = i;
		for (; k > 0 && compare(&t, &s[k - 1]) < 0; k--)
			s[k] = s[k - 1];
		s[k] = t;
	}
}

/* By owner, octet after octet from the highest down (shift 24, 16, 8, 0), within the array. */
static void sort_owners(struct stake *s, uint32_t n, int shift)
{
	uint32_t end[256] = { 0 }, next[256] = { 0 };
	if (n <= 24) {
		insert(s, n);
		return;
	}
	if (shift < 0) { /* all of one owner */
		qsort(s, n, sizeof *s, compare);
		return;
	}
	for (uint32_t i = 0; i < n; i++)
		end[s[i].owner >> shift & 255]++;
	for (unsigned d = 1; d < 256; d++) {
		next[d] = end[d - 1];
		end[d] += end[d - 1];
	}
	for (unsigned d = 0; d < 256; d++)
		while (next[d] < end[d]) {
			unsigned to = s[next[d]].owner >> shift & 255;
			if (to != d) {
				struct stake t = s[next[d]];
				s[next[d]] = s[next[to]];
				s[next[to]] = t;
			}
			next[to]++;
		}
	for (unsigned d = 0; d < 256; d++)
		sort_owners(s + (d ? end[d - 1] : 0), end[d] - (d ? end[d - 1] : 0), shift - 8);
}

/* Groups of neighbouring places, 1 << shift each, from place `least` on. */
struct groups {
	const uint32_t *first; /* of the graph */
	uint32_t least, last;  /* places [least, last) */
	unsigned shift;
	uint32_t *next;        /* by group: where its next stake goes; begins at its first */
};

/* Deals stakes into their groups, in place. */
static void deal(struct stake *stake, struct groups g)
{
	for (uint32_t k = 0, p = g.least; p < g.last; k++) {
		p = g.last - p > 1u << g.shift ? p + (1u << g.shift) : g.last;
		while (g.next[k] < g.first[p]) {
			struct stake *s = &stake[g.next[k]];
			uint32_t to = (s->owned - g.least) >> g.shift;
			if (to != k) {
				struct stake t = *s, *u = &stake[g.next[to]];
				*s = *u;
				*u = t;
			}
			g.next[to]++;
		}
	}
}

/* Puts the stakes in their final order: first into few groups, so that all are written at once
 * from the cache, then each group by place. */
static void arrange(struct graph *g, struct arena *keep, struct arena scratch)
{
	enum { GROUPS = 1024 };
	uint32_t rows = g->rows, coarse[GROUPS];
	g->first = NEW(keep, uint32_t, (size_t)rows + 1);
	for (size_t i = 0; i < g->m; i++) {
		struct stake *s = &g->stake[i];
		s->owner = g->place[s->owner];
		s->owned = g->place[s->owned];
		g->first[s->owned + 1]++;
	}
	for (uint32_t p = 0; p < rows; p++)
		g->first[p + 1] += g->first[p];
	unsigned shift = 0;
	while (rows >> shift >= GROUPS)
		shift++;
	for (uint32_t k = 0; k <= rows >> shift; k++)
		coarse[k] = g->first[k << shift];
	deal(g->stake, (struct groups){ g->first, 0, rows, shift, coarse });
	uint32_t *next = arena_copy(&scratch, g->first, ((size_t)rows + 1) * sizeof *next);
	for (uint32_t p = 0, n; shift > 0 && p < rows; p += n) {
		n = rows - p < 1u << shift ? rows - p : 1u << shift;
		deal(g->stake, (struct groups){ g->first, p, p + n, 0, next + p });
	}
	for (uint32_t p = 0; p < rows; p++)
		sort_owners(&g->stake[g->first[p]], g->first[p + 1] - g->first[p], 24);
}

static void list_holdings(struct graph *g, struct arena *keep)
{
	uint32_t *first = g->holds_first = NEW(keep, uint32_t, (size_t)g->n + 1);
	g->holds = NEW(keep, uint32_t, g->m);
	for (size_t i = 0; i < g->m; i++)
		first[g->stake[i].owner + 1]++;
	for (uint32_t p = 0; p < g->n; p++)
		first[p + 1] += first[p];
	for (size_t i = 0; i < g->m; i++)
		g->holds[first[g->stake[i].owner]++] = (uint32_t)i;
	memmove(first + 1, first, g->n * sizeof *first);
	first[0] = 0;
}

/* Stakes in p whose lower bounds sum to more than the whole, in any scenario on its own. */
static void check_sum(struct list *l, uint32_t p, double *sum)
{
	const struct graph *g = l->g;
	for (enum right r = 0; r < RIGHTS; r++) {
		double common = 0, most = 0;
		for (size_t i = g->first[p]; i < g->first[p + 1]; i++) {
			const struct stake *s = &g->stake[i];
			if (s->scenario == 0)
				common += s->share[r][0];
			else
				most = fmax(most, sum[s->scenario] += s->share[r][0]);
		}
		for (size_t i = g->first[p]; i < g->first[p + 1]; i++)
			sum[g->stake[i].scenario] = 0;
		if (common + most > 1 + SHARE_OVER) {
			struct finding *f = found(l, FIND_SUM);
			f->node = g->at[p];
			f->right = r;
			f->value = common + most;
		}
	}
}

static void check_stakes(struct list *l)
{
	const struct graph *g = l->g;
	for (size_t i = 0; i < g->m; i++)
		if (g->stake[i].owner == g->stake[i].owned) {
			struct finding *f = found(l, FIND_SELF);
			f->node = g->at[g->stake[i].owned];
			f->row = g->stake[i].row;
			f->value = g->stake[i].share[EQUITY][1];
		}
	for (size_t i = 1; i < g->m; i++) {
		const struct stake *s = &g->stake[i], *t = s - 1;
		if (s->owner == t->owner && s->owned == t->owned && s->scenario == t->scenario) {
			struct finding *f = found(l, FIND_DUPLICATE);
			f->node = g->at[s->owned];
			f->row = s->row;
			f->other = t->row;
			f->value = s->share[EQUITY][1];
		}
	}
}

static void check_nodes(struct list *l, struct arena scratch)
{
	struct graph *g = l->g;
	double *sum = NEW(&scratch, double, (size_t)g->scenarios + 1);
	for (uint32_t p = 0; p < g->rows; p++)
		check_sum(l, p, sum);
	for (uint32_t p = 0; p < g->rows; p++)
		if (graph_is_end(graph_node(g, p)))
			found(l, FIND_END_OWNED)->node = g->at[p];
}

bool graph_of(struct arena *keep, struct arena scratch, struct graph_input in, struct graph *out,
              struct pt_err *e)
{
	if (in.n >= GRAPH_NONE - 1 || in.m >= GRAPH_NONE - 1)
		return pt_fail(e, PT_LIMIT, "%zu nodes and %zu stakes: a graph has room for %u of each",
		               in.n, in.m, GRAPH_NONE - 2);
	*out = (struct graph){ .n = (uint32_t)in.n, .node = in.node, .stake = in.stake };
	struct graph *g = out;
	struct list l = { keep, g, 0 };
	set_aside(&l, in.stake, in.m);
	for (size_t i = 0; i < g->m; i++)
		if (in.stake[i].scenario > g->scenarios)
			g->scenarios = in.stake[i].scenario;
	g->place = NEW(keep, uint32_t, in.n);
	g->at = NEW(keep, uint32_t, in.n);
	g->in_loop = NEW(keep, uint8_t, in.n / 8 + 1);
	order_of(keep, scratch, g);
	arrange(g, keep, scratch);
	list_holdings(g, keep);
	check_stakes(&l);
	check_nodes(&l, scratch);
	return true;
}

const struct loop *graph_loop(const struct graph *g, uint32_t place)
{
	if (!(g->in_loop[place / 8] >> place % 8 & 1))
		return NULL;
	size_t lo = 0, hi = g->loops;
	while (hi - lo > 1) {
		size_t mid = (lo + hi) / 2;
		if (g->loop[mid].beg <= place)
			lo = mid;
		else
			hi = mid;
	}
	return &g->loop[lo];
}
