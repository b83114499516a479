/* SPDX-License-Identifier: Apache-2.0
 *
 * weights.h - what one country accepts as weights: a polytope, its extremes, and draws from it
 *
 *   W = { w : sum w = 1, lo <= w <= hi, w[heavier] >= w[lighter] }
 */
#ifndef PT_JUDGE_WEIGHTS_H
#define PT_JUDGE_WEIGHTS_H

#include "base/rng.h"
#include "judge/assess/problem.h"

enum { WEIGHTS_MOST = 256 }; /* criteria */

struct weights {
	size_t m;
	const double *lo, *hi;
	uint32_t (*order)[2];
	size_t orders;
	bool free;     /* the whole simplex, no order: sampled without a chain */
	double *start; /* a point inside (as far from the faces as the LP makes it) */
};

/* PT_INVALID when W is empty; the message says why ("the lower bounds sum to 1.2"). */
bool weights_of(struct arena *keep, const struct problem *pb, struct weights *out, struct pt_err *e)
        PT_MUST;

/* max c.w over W by the greedy knapsack when there is no order statement, else by LP; O(m log m)
 * or O(m^3).  `extra`: r rows a with a.w >= b (robust classes); false when then infeasible. */
struct weight_row {
	const double *a;
	double b;
};
bool weights_max(struct arena scratch, const struct weights *w, const double *c,
                 const struct weight_row *extra, size_t rows, double *best);

/* A chain of weights, uniform on W in its stationary law: every step redraws the split of m/2
 * random pairs.  On the free simplex each step is an independent draw. */
void weights_step(const struct weights *w, struct rng *r, double *point);

#endif
