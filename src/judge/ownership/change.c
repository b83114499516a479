/* SPDX-License-Identifier: Apache-2.0
 *
 * change.c - one stake changes, and what depends on it is solved again
 */
#include "judge/ownership/change.h"

#include <string.h>

/* Marks a place, or the first of its loop. */
static void mark(struct flow *f, uint32_t p)
{
	const struct loop *l = graph_loop(f->g, p);
	marks_add(&f->todo, l ? l->beg : p);
}

static uint32_t members(const struct flow *f, uint32_t p)
{
	const struct loop *l = graph_loop(f->g, p);
	return l ? l->n : 1;
}

static size_t worth_up(struct flow *f, struct arena scratch, const struct change_all *all)
{
	const struct graph *g = f->g;
	size_t solved = 0;
	for (uint32_t p; (p = marks_take(&f->todo, false)) != MARKS_NONE;) {
		struct arena temp = scratch;
		uint32_t n = members(f, p);
		double *old = arena_copy(&temp, &all->worth[p], n * sizeof *old);
		flow_worth_at(f, temp, all->own, all->worth, p);
		solved += n;
		for (uint32_t k = 0; k < n; k++) {
			if (memcmp(&old[k], &all->worth[p + k], sizeof *old) == 0)
				continue;
			for (size_t i = graph_first(g, p + k); i < graph_end(g, p + k); i++)
				if (g->stake[i].owner - p >= n)
					mark(f, g->stake[i].owner);
		}
	}
	return solved;
}

static size_t parts_down(struct flow *f, struct arena scratch, const struct change_all *all)
{
	const struct graph *g = f->g;
	size_t solved = 0, w = all->columns.n;
	for (uint32_t p; (p = marks_take(&f->todo, true)) != MARKS_NONE;) {
		struct arena temp = scratch;
		uint32_t n = members(f, p);
		double *now = &all->part[p * w], *old = arena_copy(&temp, now, n * w * sizeof *old);
		flow_parts_at(f, temp, &all->columns, all->part, p);
		solved += n;
		for (uint32_t k = 0; k < n; k++) {
			if (memcmp(&old[k * w], &now[k * w], w * sizeof *old) == 0)
				continue;
			for (uint32_t i = g->holds_first[p + k]; i < g->holds_first[p + k + 1]; i++)
				if (g->stake[g->holds[i]].owned - p >= n)
					mark(f, g->stake[g->holds[i]].owned);
		}
	}
	return solved;
}

size_t change_stake(struct flow *f, struct arena scratch, uint32_t stake, const double share[2],
                    const struct change_all *all)
{
	struct graph *g = f->g;
	struct stake *s = &g->stake[stake];
	const struct loop *l = graph_loop(g, s->owned);
	size_t solved = 0;
	memcpy(s->share[f->right], share, sizeof s->share[f->right]);
	if (l)
		flow_loop_again(f, scratch, (size_t)(l - g->loop));
	if (all->worth) {
		mark(f, s->owner);
		if (l) /* another leak, other roundings: the last bit of its members */
			mark(f, s->owned);
		/* the other owners may have room that they had not, or the reverse */
		for (size_t i = graph_first(g, s->owned); f->bound == BOUND_HIGH && i < graph_end(g, s->owned); i++)
			mark(f, g->stake[i].owner);
		solved += worth_up(f, scratch, all);
	}
	if (all->part) {
		mark(f, s->owned);
		solved += parts_down(f, scratch, all);
	}
	return solved;
}
