/* SPDX-License-Identifier: Apache-2.0
 *
 * change.h - one stake changes, and what depends on it is solved again
 *
 * Worth travels up from the owner, parts travel down from the company; both stop where a result
 * stays the same bit for bit, so the results are those of solving everything, to the last bit (in
 * loops too big for factors: to their residual).  Only shares change: a stake that may come later is
 * put into the graph with share 0 from the beginning, one that goes becomes 0.
 *
 * The findings of graph and flow stay as they were.  Other flows over the same graph and right do not
 * notice: their loops need flow_loop_again.
 */
#ifndef PT_JUDGE_CHANGE_H
#define PT_JUDGE_CHANGE_H

#include "judge/ownership/flow.h"

/* The results to keep up to date, as flow_worth and flow_parts made them; worth, part or both NULL. */
struct change_all {
	const double *own; /* v of flow_worth, or NULL */
	double *worth;
	struct flow_columns columns;
	double *part;
};

/* Sets the bounds of stake number `stake` (of f->g) for the right of the flow.  Returns how many
 * nodes were solved again. */
size_t change_stake(struct flow *f, struct arena scratch, uint32_t stake, const double share[2],
                    const struct change_all *all);

#endif
