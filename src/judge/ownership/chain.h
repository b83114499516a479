/* SPDX-License-Identifier: Apache-2.0
 *
 * chain.h - from one company upwards: the weakest link of a chain, and who decides over how much
 */
#ifndef PT_JUDGE_CHAIN_H
#define PT_JUDGE_CHAIN_H

#include "judge/ownership/control.h"
#include "judge/ownership/walk.h"

/* The strongest chain from an owner down to the target, told by its weakest link: a chain of 60 %,
 * 30 % and 80 % has 30 %.  One for every stop of the walk, in its order; the target itself has 1.
 * Of the rule, right and scenario count.  O(stakes above), in loops times sweeps. */
struct chain_link {
	double lo, hi;
};
struct chain_link *chain_links(struct arena *keep, const struct graph *g, struct arena scratch,
                               const struct control_rule *rule, const struct walk *w);

/* What an owner decides over in the target: his own stakes and those of all whom he controls by the
 * rule, added up; without what the target itself holds of its owners, however much he controls it.
 * Compare with one half for control, with a quarter for a beneficial owner: the
 * rule says what it takes on the way, `control_grade` with another rule what it takes at the end. */
struct chain_hold {
	uint32_t node;
	double lo, hi;
	bool in_fact;   /* decides in fact, or controls somebody who does (if the rule asks) */
	bool top;       /* nobody surely controls him by the rule */
};
struct chain_holds {
	struct chain_hold *v;
	size_t n;
	bool all;       /* false: there are too many above; only direct owners and ends were looked at */
};
/* Those who hold anything of the target, by falling lower bound, upper bound, then place.
 * O(owners looked at, times what they hold above the target), CHAIN_WORK at most. */
enum { CHAIN_WORK = 1 << 26 };
struct chain_holds chain_holds(struct arena *keep, const struct graph *g, struct arena scratch,
                               const struct control_rule *rule, const struct walk *w);

#endif
