/* SPDX-License-Identifier: Apache-2.0
 *
 * above.h - what every way from the core to a site leads through
 *
 * Needs are followed in their direction: from what is needed to what needs it, from elements to
 * their site and from a site to its elements, beginning at all core elements.  A node dominates a
 * site when every such way leads through it.  Of needs of different kinds each is a way of its own,
 * so what is found here is certain and not all there is; loss.h knows that all kinds are needed.
 * Lengauer and Tarjan's algorithm with path compression, O(m log n), without recursion.
 */
#ifndef PT_JUDGE_ABOVE_H
#define PT_JUDGE_ABOVE_H

#include "judge/exposure/stand.h"

struct above {
	uint32_t
	        *dominator; /* of a node: the nearest; MODEL_NONE: the core as a whole, or no way */
	bool *reached;      /* of a node: whether a way leads there */
	uint32_t *sites;    /* of a node: sites with service it dominates, and itself */
	double *users;
};

struct above above_of(struct arena *keep, struct arena scratch, const struct stand *s,
                      const bool *core);

#endif
