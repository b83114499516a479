/* SPDX-License-Identifier: Apache-2.0
 *
 * heads.c - the one at the top of every company: majorities followed to their end
 *
 * head[] is a forest of pointers upwards that is shortened on the way (Tarjan 1975).  From the ends
 * down every company's owners are settled before it; members of a loop are looked at again until
 * no majority is new.  A majority once found stays: groups only grow.
 */
#include "judge/ownership/heads.h"

#include <string.h>

struct heads {
	const struct graph *g;
	const struct control_rule *rule;
	uint32_t *head;
	uint8_t *ring;
	double *held; /* by head, zero between companies */
};

static uint32_t top(struct heads *h, uint32_t p)
{
	while (h->head[p] != p) {
		h->head[p] = h->head[h->head[p]];
		p = h->head[p];
	}
	return p;
}

/* The head of the group that holds a majority of p, or GRAPH_NONE. */
static uint32_t holder(struct heads *h, uint32_t p)
{
	const struct graph *g = h->g;
	uint32_t found = GRAPH_NONE;
	for (uint32_t i = g->first[p]; i < g->first[p + 1]; i++) {
		const struct stake *s = &g->stake[i];
		if (!control_counts(h->rule, s))
			continue;
		uint32_t t = top(h, s->owner);
		h->held[t] += s->share[h->rule->right][0];
		if (control_meets(h->rule, h->held[t]) ||
		    (h->rule->in_fact && s->flags & STAKE_CONTROL && found == GRAPH_NONE))
			found = t;
	}
	for (uint32_t i = g->first[p]; i < g->first[p + 1]; i++)
		h->held[top(h, g->stake[i].owner)] = 0;
	return found;
}

/* Whether something is new. */
static bool settle(struct heads *h, uint32_t p)
{
	if (h->head[p] != p || graph_is_end(graph_node(h->g, p)))
		return false;
	uint32_t t = holder(h, p);
	if (t == GRAPH_NONE)
		return false;
	if (t == p) { /* held by companies that it is the head of */
		h->ring[p / 8] |= (uint8_t)(1 << p % 8);
		return false;
	}
	h->head[p] = t;
	return true;
}

void heads_of(const struct graph *g, struct arena scratch, const struct control_rule *rule,
              uint32_t *head, uint8_t *ring)
{
	struct heads h = { g, rule, head, ring, NEW(&scratch, double, g->n) };
	const struct loop *l = g->loop + g->loops;
	memset(ring, 0, g->n / 8 + 1);
	for (uint32_t p = 0; p < g->n; p++)
		head[p] = p;
	for (uint32_t p = g->rows; p-- > 0;) {
		settle(&h, p);
		if (l == g->loop || p != l[-1].beg)
			continue;
		l--;
		for (bool news = true; news;) {
			news = false;
			for (uint32_t k = l->n; k-- > 0;)
				news |= settle(&h, l->beg + k);
		}
	}
	for (uint32_t p = 0; p < g->n; p++) { /* a ring's members may have found a head above it */
		head[p] = top(&h, p);
		if (head[p] != p)
			ring[p / 8] &= (uint8_t)~(1 << p % 8);
	}
}
