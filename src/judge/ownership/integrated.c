/* SPDX-License-Identifier: Apache-2.0
 *
 * integrated.c - integrated ownership: direct and indirect stakes in one number per pair
 */
#include "judge/ownership/integrated.h"

#include <math.h>

/* V[i][i] of the node at a place: 1 outside loops.  NaN in a loop that owns all of itself. */
static double of_itself(struct flow *f, struct arena scratch, uint32_t p)
{
	const struct loop *l = graph_loop(f->g, p);
	if (l == NULL)
		return 1;
	struct block *b = &f->block[l - f->g->loop];
	if (b->way == BLOCK_SINGULAR)
		return NAN;
	double *x = NEW(&scratch, double, l->n);
	x[p - l->beg] = 1;
	block_solve(b, scratch, x, 1);
	return x[p - l->beg];
}

static struct integrated at(struct flow *f, struct arena scratch, const struct walk *w, uint32_t k)
{
	uint32_t p = w->place[k], node = f->g->at[p];
	double self = of_itself(f, scratch, p), v = isnan(self) ? NAN : w->x[k];
	double less = node == w->target ? v - 1 : v;
	return (struct integrated){ node, less, less / self };
}

struct integrated *integrated_of(struct arena *keep, struct flow *f, struct arena scratch,
                                 const struct walk *w)
{
	struct integrated *out = NEW(keep, struct integrated, w->n);
	for (uint32_t k = 0; k < w->n; k++)
		out[k] = at(f, scratch, w, k);
	return out;
}

bool integrated_all(struct flow *f, struct arena scratch, double *brioschi, double *baldone,
                    struct pt_err *e)
{
	size_t n = f->g->n;
	if (n > INTEGRATED_MOST)
		return pt_fail(e, PT_LIMIT, "a table of all pairs of %zu nodes is too large to be of use "
		               "(at most %d)", n, INTEGRATED_MOST);
	for (size_t i = 0; i < n * n; i++)
		brioschi[i] = baldone[i] = 0;
	for (uint32_t j = 0; j < n; j++) {
		struct arena temp = scratch, list = scratch;
		temp.beg += (temp.end - temp.beg) / 2;
		struct walk w = walk_up(&list, f, temp, j);
		for (uint32_t k = 0; k < w.n; k++) {
			struct integrated v = at(f, temp, &w, k);
			brioschi[v.owner * n + j] = v.brioschi;
			baldone[v.owner * n + j] = v.baldone;
		}
	}
	return true;
}
