/* SPDX-License-Identifier: Apache-2.0
 *
 * walk.h - from one company upwards to everybody who has a part in it
 *
 * The walk visits all that stands above the target, owned before owner, and leaves at every stop
 * the share of the target that passes through it.  Ends, integrated ownership and transparency are
 * read off the list.  Cost: the stakes above the target, whatever the size of the graph.
 */
#ifndef PT_JUDGE_WALK_H
#define PT_JUDGE_WALK_H

#include "judge/ownership/flow.h"

/* Places rising, from the target's own.  x[i]: share of the target that passes through (in a loop
 * it may pass more than once and exceed 1); for members of a loop that owns all of itself, what
 * enters the loop there.  At the flow's bound. */
struct walk {
	uint32_t target; /* node */
	uint32_t n, *place;
	double *x;
};
struct walk walk_up(struct arena *keep, struct flow *f, struct arena scratch, uint32_t target);

/* A share of the target that ends at a node, and as what.  A company can be the end of several
 * kinds; a nominee stands here for those it holds for. */
struct walk_end {
	uint32_t node;
	enum end_kind kind;
	double share;
};
struct walk_ends {
	struct walk_end *v;
	size_t n;
};
/* By falling share, then by kind and place; who can have a part only if a stake is above its lower
 * bound stands there with 0.  Sums to 1, unless the stakes in somebody sum to more.  The flow must be
 * at BOUND_LOW. */
struct walk_ends walk_ends(struct arena *keep, const struct flow *f, const struct walk *w);

#endif
