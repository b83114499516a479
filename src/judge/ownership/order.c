/* SPDX-License-Identifier: Apache-2.0
 *
 * order.c - the places of a graph: owned before owner, loops side by side
 */
#include "judge/ownership/order.h"

#include <stdlib.h>
#include <string.h>

enum { NONE = GRAPH_NONE, ALONE = NONE - 1, DIGIT = 11 };

/* Neighbours of all nodes: of v in to[first[v]] .. to[first[v + 1]]. */
struct lists {
	uint32_t *first, *to;
};

struct ordering {
	struct graph *g;
	uint32_t *by_rank;       /* nodes by mixed key */
	struct lists up;         /* owners of a node, without itself */
	uint8_t *self;           /* bit per node: holds shares of itself */
	uint32_t *need;          /* things owned that have no level yet */
	uint32_t *level, top;
	uint32_t *queue, head, tail;
	uint32_t *block;         /* of a node, or NONE; NULL while none is known */
	struct block {
		uint32_t n, need, level, beg; /* beg: in member */
		bool placed;
	} *blocks;
	uint32_t *member;        /* of all blocks, by rank */
	uint32_t n_blocks;
};

/* The nodes that may stand in loops, numbered 0 .. n - 1, and what they own of each other. */
struct suspects {
	uint32_t n, *node;
	uint32_t *local; /* of a node, or NONE */
	struct lists down;
	uint32_t *component; /* or ALONE; NONE while open */
};

/* splitmix64's mixer: a bijection, so that equal means equal, and no keys are unlucky. */
static uint64_t mix(uint64_t k)
{
	k += 0x9e3779b97f4a7c15u;
	k = (k ^ (k >> 30)) * 0xbf58476d1ce4e5b9u;
	k = (k ^ (k >> 27)) * 0x94d049bb133111ebu;
	return k ^ (k >> 31);
}

static int by_key(const void *a, const void *b, void *nodes)
{
	uint32_t x = (uint32_t)*(const uint64_t *)a, y = (uint32_t)*(const uint64_t *)b;
	uint64_t p = mix(((const struct node *)nodes)[x].key), q = mix(((const struct node *)nodes)[y].key);
	return p != q ? (p > q) - (p < q) : (x > y) - (x < y);
}

/* Nodes by mixed key: radix sort of its upper half, then the few that share it. */
static void rank(struct ordering *o, struct arena scratch)
{
	size_t n = o->g->n;
	uint64_t *a = NEW(&scratch, uint64_t, n), *b = NEW(&scratch, uint64_t, n);
	for (size_t i = 0; i < n; i++)
		a[i] = (mix(o->g->node[i].key) & ~(uint64_t)UINT32_MAX) | i;
	for (unsigned shift = 32; shift < 64; shift += DIGIT) {
		size_t count[(1 << DIGIT) + 1] = { 0 };
		for (size_t i = 0; i < n; i++)
			count[(a[i] >> shift & ((1 << DIGIT) - 1)) + 1]++;
		for (size_t d = 1; d < COUNT(count); d++)
			count[d] += count[d - 1];
		for (size_t i = 0; i < n; i++)
			b[count[a[i] >> shift & ((1 << DIGIT) - 1)]++] = a[i];
		uint64_t *t = a;
		a = b;
		b = t;
	}
	for (size_t i = 0, run; i < n; i += run) {
		for (run = 1; i + run < n && a[i + run] >> 32 == a[i] >> 32;)
			run++;
		if (run > 1)
			qsort_r(&a[i], run, sizeof *a, by_key, (void *)(uintptr_t)o->g->node);
	}
	for (size_t i = 0; i < n; i++)
		o->by_rank[i] = (uint32_t)a[i];
}

static void close_lists(uint32_t *first, size_t n)
{
	uint32_t sum = 0;
	for (size_t v = 0; v <= n; v++) { /* counts to the places behind the last */
		sum += first[v];
		first[v] = sum;
	}
}

static void neighbours(struct ordering *o, struct arena *scratch)
{
	struct graph *g = o->g;
	o->self = NEW(scratch, uint8_t, g->n / 8 + 1);
	o->need = NEW(scratch, uint32_t, g->n);
	o->up.first = NEW(scratch, uint32_t, (size_t)g->n + 1);
	for (size_t i = 0; i < g->m; i++) {
		const struct stake *s = &g->stake[i];
		if (s->owner == s->owned) {
			o->self[s->owner / 8] |= (uint8_t)(1 << s->owner % 8);
			continue;
		}
		o->up.first[s->owned]++;
		o->need[s->owner]++;
	}
	close_lists(o->up.first, g->n);
	o->up.to = NEW(scratch, uint32_t, g->m);
	for (size_t i = 0; i < g->m; i++) { /* filled from the back: first[v] ends at the beginning */
		const struct stake *s = &g->stake[i];
		if (s->owner != s->owned)
			o->up.to[--o->up.first[s->owned]] = s->owner;
	}
}

static bool holds_itself(const struct ordering *o, uint32_t v)
{
	return o->self[v / 8] >> v % 8 & 1;
}

static bool is_owned(const struct ordering *o, uint32_t v)
{
	return o->up.first[v + 1] > o->up.first[v] || holds_itself(o, v);
}

static void ready(struct ordering *o, uint32_t v)
{
	if (!is_owned(o, v))
		return; /* has nobody to tell */
	if (o->level[v] > o->top)
		o->top = o->level[v];
	o->queue[o->tail++] = v;
}

static void block_ready(struct ordering *o, const struct block *b)
{
	for (uint32_t k = 0; k < b->n; k++) {
		o->level[o->member[b->beg + k]] = b->level;
		ready(o, o->member[b->beg + k]);
	}
}

/* Gives levels to all that can have one by now. */
static void peel(struct ordering *o)
{
	while (o->head < o->tail) {
		uint32_t v = o->queue[o->head++], above = o->level[v] + 1;
		uint32_t own = o->block ? o->block[v] : NONE;
		for (uint32_t k = o->up.first[v]; k < o->up.first[v + 1]; k++) {
			uint32_t u = o->up.to[k], in = o->block ? o->block[u] : NONE;
			if (in != NONE && in == own)
				continue;
			if (in != NONE) {
				struct block *b = &o->blocks[in];
				if (above > b->level)
					b->level = above;
				if (--b->need == 0)
					block_ready(o, b);
				continue;
			}
			if (above > o->level[u])
				o->level[u] = above;
			if (--o->need[u] == 0)
				ready(o, u);
		}
	}
}

/* What was not peeled from below. */
static struct suspects suspects_of(const struct ordering *o, struct arena *scratch, uint32_t n)
{
	struct suspects s = { n, NEW(scratch, uint32_t, n), NEW(scratch, uint32_t, o->g->n),
		              { NEW(scratch, uint32_t, (size_t)n + 1), NULL },
		              NEW(scratch, uint32_t, n) };
	uint32_t k = 0;
	for (uint32_t v = 0; v < o->g->n; v++) {
		bool open = o->need[v] > 0 && is_owned(o, v);
		s.local[v] = open ? k : NONE;
		if (open)
			s.node[k++] = v;
	}
	for (uint32_t i = 0; i < n; i++)
		for (uint32_t e = o->up.first[s.node[i]]; e < o->up.first[s.node[i] + 1]; e++)
			if (s.local[o->up.to[e]] != NONE)
				s.down.first[s.local[o->up.to[e]]]++;
	close_lists(s.down.first, n);
	s.down.to = NEW(scratch, uint32_t, s.down.first[n]);
	for (uint32_t i = 0; i < n; i++)
		for (uint32_t e = o->up.first[s.node[i]]; e < o->up.first[s.node[i] + 1]; e++)
			if (s.local[o->up.to[e]] != NONE)
				s.down.to[--s.down.first[s.local[o->up.to[e]]]] = i;
	return s;
}

/* Peels the suspects from above: who has no owner among them stands alone. */
static void clear(struct suspects *s, struct arena scratch)
{
	uint32_t *owners = NEW(&scratch, uint32_t, s->n), *queue = NEW(&scratch, uint32_t, s->n);
	uint32_t head = 0, tail = 0;
	for (uint32_t e = 0; e < s->down.first[s->n]; e++)
		owners[s->down.to[e]]++;
	for (uint32_t i = 0; i < s->n; i++) {
		s->component[i] = owners[i] ? NONE : ALONE;
		if (owners[i] == 0)
			queue[tail++] = i;
	}
	while (head < tail) {
		uint32_t i = queue[head++];
		for (uint32_t e = s->down.first[i]; e < s->down.first[i + 1]; e++)
			if (--owners[s->down.to[e]] == 0) {
				s->component[s->down.to[e]] = ALONE;
				queue[tail++] = s->down.to[e];
			}
	}
}

struct tarjan {
	struct suspects *s;
	uint32_t *index, *low, *cursor, *stack, *call;
	uint32_t tall, deep, counter;
};

static void enter(struct tarjan *t, uint32_t i)
{
	t->index[i] = t->low[i] = ++t->counter;
	t->cursor[i] = t->s->down.first[i];
	t->stack[t->tall++] = i;
	t->call[t->deep++] = i;
}

static void leave(struct tarjan *t, struct ordering *o)
{
	uint32_t i = t->call[--t->deep], j;
	if (t->deep > 0 && t->low[i] < t->low[t->call[t->deep - 1]])
		t->low[t->call[t->deep - 1]] = t->low[i];
	if (t->low[i] != t->index[i])
		return;
	uint32_t n = 0;
	do {
		j = t->stack[--t->tall];
		t->s->component[j] = o->n_blocks;
		n++;
	} while (j != i);
	if (n == 1)
		t->s->component[i] = ALONE;
	else
		o->blocks[o->n_blocks++].n = n;
}

/* Strongly connected components among the suspects; o->block becomes the number of a node's. */
static void components(struct ordering *o, struct suspects *s, struct arena scratch)
{
	struct tarjan t = { .s = s };
	uint32_t **array[] = { &t.index, &t.low, &t.cursor, &t.stack, &t.call };
	for (size_t i = 0; i < COUNT(array); i++)
		*array[i] = NEW(&scratch, uint32_t, s->n);
	for (uint32_t root = 0; root < s->n; root++) {
		if (s->component[root] != NONE)
			continue;
		enter(&t, root);
		while (t.deep > 0) {
			uint32_t i = t.call[t.deep - 1];
			if (t.cursor[i] == s->down.first[i + 1]) {
				leave(&t, o);
				continue;
			}
			uint32_t j = s->down.to[t.cursor[i]++];
			if (s->component[j] != NONE)
				continue; /* elsewhere, or closed */
			if (t.index[j] == 0)
				enter(&t, j);
			else if (t.index[j] < t.low[i])
				t.low[i] = t.index[j];
		}
	}
	o->block = s->local;
	for (uint32_t i = 0; i < s->n; i++)
		o->block[s->node[i]] = s->component[i] == ALONE ? NONE : s->component[i];
}

/* Lists the members of blocks by rank, and counts what they still need from outside. */
static void gather(struct ordering *o, const struct suspects *s, struct arena *scratch)
{
	uint32_t sum = 0;
	for (uint32_t b = 0; b < o->n_blocks; b++) {
		o->blocks[b].beg = sum;
		sum += o->blocks[b].n;
		o->blocks[b].n = 0;
	}
	o->member = NEW(scratch, uint32_t, sum);
	for (uint32_t i = 0; i < o->g->n; i++) {
		uint32_t v = o->by_rank[i];
		if (o->block[v] == NONE)
			continue;
		struct block *b = &o->blocks[o->block[v]];
		o->member[b->beg + b->n++] = v;
		if (o->level[v] > b->level)
			b->level = o->level[v];
		b->need += o->need[v];
	}
	for (uint32_t i = 0; i < s->n; i++)
		for (uint32_t e = s->down.first[i]; e < s->down.first[i + 1]; e++)
			if (s->component[i] != ALONE && s->component[s->down.to[e]] == s->component[i])
				o->blocks[s->component[i]].need--;
}

static void levels(struct ordering *o, struct arena *scratch)
{
	uint32_t n = o->g->n, owned = 0;
	o->level = NEW(scratch, uint32_t, n);
	o->queue = NEW(scratch, uint32_t, n);
	for (uint32_t v = 0; v < n; v++) {
		owned += is_owned(o, v);
		if (o->need[v] == 0)
			ready(o, v);
	}
	peel(o);
	if (o->tail == owned)
		return;
	struct suspects s = suspects_of(o, scratch, owned - o->tail);
	o->blocks = NEW(scratch, struct block, s.n / 2 + 1);
	clear(&s, *scratch);
	components(o, &s, *scratch);
	gather(o, &s, scratch);
	for (uint32_t b = 0; b < o->n_blocks; b++)
		if (o->blocks[b].need == 0)
			block_ready(o, &o->blocks[b]);
	peel(o);
}

static void put(struct graph *g, uint32_t v, uint32_t p)
{
	g->at[p] = v;
	g->place[v] = p;
}

static void places(struct ordering *o, struct arena scratch)
{
	struct graph *g = o->g;
	uint32_t *next = NEW(&scratch, uint32_t, (size_t)o->top + 2);
	for (uint32_t v = 0; v < g->n; v++)
		if (is_owned(o, v))
			next[o->level[v] + 1]++;
	for (uint32_t l = 1; l <= o->top + 1; l++)
		next[l] += next[l - 1];
	g->rows = next[o->top + 1];
	uint32_t end = g->rows;
	for (uint32_t i = 0; i < g->n; i++) {
		uint32_t v = o->by_rank[i], in = o->block ? o->block[v] : NONE;
		if (!is_owned(o, v)) {
			put(g, v, end++);
		} else if (in == NONE) {
			put(g, v, next[o->level[v]]++);
		} else if (!o->blocks[in].placed) {
			struct block *b = &o->blocks[in];
			b->placed = true;
			for (uint32_t k = 0; k < b->n; k++)
				put(g, o->member[b->beg + k], next[b->level]++);
		}
	}
}

/* Lists the loops by place, those of one node that holds itself among them. */
static void loops(struct ordering *o, struct arena *keep)
{
	struct graph *g = o->g;
	size_t cap = 8;
	g->loop = NEW(keep, struct loop, cap);
	for (uint32_t p = 0, n; p < g->n; p += n) {
		uint32_t v = g->at[p], in = o->block ? o->block[v] : NONE;
		n = in == NONE ? 1 : o->blocks[in].n;
		if (in == NONE && !holds_itself(o, v))
			continue;
		*PUSH(keep, g->loop, g->loops, cap) = (struct loop){ p, n };
		for (uint32_t k = p; k < p + n; k++)
			g->in_loop[k / 8] |= (uint8_t)(1 << k % 8);
	}
}

void order_of(struct arena *keep, struct arena scratch, struct graph *g)
{
	struct ordering o = { .g = g, .by_rank = NEW(&scratch, uint32_t, g->n) };
	rank(&o, scratch);
	neighbours(&o, &scratch);
	levels(&o, &scratch);
	places(&o, scratch);
	loops(&o, keep);
}
