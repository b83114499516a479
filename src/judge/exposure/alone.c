/* SPDX-License-Identifier: Apache-2.0
 *
 * alone.c - what falls with a single element or site, for each of them
 */
#include "judge/exposure/alone.h"

#include <stdlib.h>

enum { TURNS = 64 }; /* how often the whole network may be walked */

static int by_weight(const void *a, const void *b)
{
	const struct alone *x = a, *y = b;
	if (x->lost.users != y->lost.users)
		return x->lost.users < y->lost.users ? 1 : -1;
	if (x->lost.sites != y->lost.sites)
		return x->lost.sites < y->lost.sites ? 1 : -1;
	return (x->node > y->node) - (x->node < y->node);
}

static bool own_is_lost(const struct loss *x, uint32_t node)
{
	const struct stand *s = x->stand;
	uint32_t site = node < s->elements ? s->at[node] : node - s->elements;
	return site != MODEL_NONE && s->serving[site] && loss_state(x, site) == LOSS_LOST &&
	       (x->counted == NULL || x->counted[site]);
}

struct alones alone_all(struct arena *keep, struct loss *x, uint64_t steps)
{
	const struct stand *s = x->stand;
	struct alones out = { .nodes = s->nodes };
	uint64_t whole = (uint64_t)s->nodes + s->first[s->nodes];
	uint64_t until = x->visits + (steps ? steps : whole * TURNS);
	size_t cap = 0;
	for (uint32_t node = 0; node < s->nodes && x->visits < until; node++) {
		struct lost lost = loss_without(x, &node, 1);
		uint64_t others = lost.sites - own_is_lost(x, node);
		out.looked++;
		if (others)
			*PUSH(keep, out.v, out.n, cap) = (struct alone){ node, lost, others };
	}
	loss_reset(x);
	if (out.n > 1)
		qsort(out.v, out.n, sizeof *out.v, by_weight);
	return out;
}
