/* SPDX-License-Identifier: Apache-2.0
 *
 * block_order.c - in which order to eliminate the members of a loop
 */
#include "judge/ownership/block_order.h"

#include <stdbool.h>
#include <string.h>

enum { NONE = UINT32_MAX, WORK = 64, WORK_LEAST = 1 << 24 };

struct partners {
	uint32_t *who, n, cap; /* may hold members that are gone */
};

struct elimination {
	struct arena a;
	uint32_t n, left;
	struct partners *of;
	uint32_t *degree, *seen, now;
	bool *gone;
	uint32_t *head, *next, *prev, least; /* members of each degree, doubly linked */
	uint64_t work;
};

static void unlink(struct elimination *e, uint32_t v)
{
	if (e->prev[v] == NONE)
		e->head[e->degree[v]] = e->next[v];
	else
		e->next[e->prev[v]] = e->next[v];
	if (e->next[v] != NONE)
		e->prev[e->next[v]] = e->prev[v];
}

static void link(struct elimination *e, uint32_t v, uint32_t degree)
{
	e->degree[v] = degree;
	e->prev[v] = NONE;
	e->next[v] = e->head[degree];
	if (e->next[v] != NONE)
		e->prev[e->next[v]] = v;
	e->head[degree] = v;
	if (degree < e->least)
		e->least = degree;
}

static void tidy(struct elimination *e, uint32_t v); /* below */

static void partners_of(struct elimination *e, const struct block_input *in)
{
	uint32_t *count = NEW(&e->a, uint32_t, e->n);
	for (uint32_t j = 0; j < e->n; j++)
		for (uint32_t k = in->first[j]; k < in->first[j + 1]; k++)
			if (in->who[k] != j) {
				count[j]++;
				count[in->who[k]]++;
			}
	for (uint32_t v = 0; v < e->n; v++)
		e->of[v] = (struct partners){ NEW(&e->a, uint32_t, count[v]), 0, count[v] };
	for (uint32_t j = 0; j < e->n; j++)
		for (uint32_t k = in->first[j]; k < in->first[j + 1]; k++) {
			uint32_t i = in->who[k];
			if (i == j)
				continue;
			e->of[j].who[e->of[j].n++] = i;
			e->of[i].who[e->of[i].n++] = j;
		}
	for (uint32_t v = 0; v < e->n; v++) {
		tidy(e, v);
		link(e, v, e->of[v].n);
	}
}

/* Drops partners that are gone or listed twice; marks the rest as seen now. */
static void tidy(struct elimination *e, uint32_t v)
{
	struct partners *p = &e->of[v];
	uint32_t kept = 0;
	e->now++;
	e->seen[v] = e->now;
	e->work += p->n;
	for (uint32_t k = 0; k < p->n; k++) {
		uint32_t u = p->who[k];
		if (e->gone[u] || e->seen[u] == e->now)
			continue;
		e->seen[u] = e->now;
		p->who[kept++] = u;
	}
	p->n = kept;
}

static void eliminate(struct elimination *e, uint32_t v)
{
	tidy(e, v);
	struct partners mine = e->of[v];
	e->gone[v] = true;
	e->left--;
	if (mine.n == 1) { /* nobody new to meet */
		unlink(e, mine.who[0]);
		link(e, mine.who[0], e->degree[mine.who[0]] - 1);
		return;
	}
	for (uint32_t k = 0; k < mine.n; k++) {
		uint32_t u = mine.who[k];
		struct partners *p = &e->of[u];
		tidy(e, u);
		if (p->n + mine.n > p->cap) {
			uint32_t *more = NEW(&e->a, uint32_t, 2 * ((size_t)p->n + mine.n));
			memcpy(more, p->who, p->n * sizeof *more);
			p->who = more;
			p->cap = 2 * (p->n + mine.n);
		}
		for (uint32_t i = 0; i < mine.n; i++)
			if (e->seen[mine.who[i]] != e->now)
				p->who[p->n++] = mine.who[i];
		e->work += mine.n;
		unlink(e, u);
		link(e, u, p->n);
	}
}

uint64_t block_order_of(struct arena scratch, const struct block_input *in, uint32_t *order)
{
	uint32_t n = in->n, done = 0;
	struct elimination e = { .a = scratch, .n = n, .left = n, .least = n };
	e.of = NEW(&e.a, struct partners, n);
	e.gone = NEW(&e.a, bool, n);
	uint32_t **array[] = { &e.degree, &e.seen, &e.head, &e.next, &e.prev };
	for (size_t i = 0; i < COUNT(array); i++)
		*array[i] = NEW(&e.a, uint32_t, (size_t)n + 1);
	memset(e.head, 0xff, ((size_t)n + 1) * sizeof *e.head);
	partners_of(&e, in);
	uint64_t fill = 0, enough = WORK_LEAST + (uint64_t)WORK * (n + in->first[n]);
	for (; e.left > 0; done++) {
		while (e.head[e.least] == NONE)
			e.least++;
		if (e.least + 1 >= e.left || e.work > enough)
			break; /* everybody is a partner of everybody; or enough is enough */
		order[done] = e.head[e.least];
		fill += e.least;
		unlink(&e, order[done]);
		eliminate(&e, order[done]);
	}
	fill += (uint64_t)e.left * e.left / 2;
	for (; e.left > 0; e.least++)
		for (uint32_t v = e.head[e.least]; v != NONE; v = e.next[v]) {
			order[done++] = v;
			e.left--;
		}
	return fill;
}
