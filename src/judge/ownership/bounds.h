/* SPDX-License-Identifier: Apache-2.0
 *
 * bounds.h - the least and the most that can end somewhere, when stakes are intervals
 *
 * A register says "25 to 50 %".  Every assignment of shares within the intervals that sums to 1 in
 * each company (the rest included) is possible; over all of them the part of a company that ends
 * with, say, states has a least and a most.  Because each company's shares are free of the others',
 * both come out exactly in one walk down from the ends: at every company the slack between the lower
 * bounds and 1 goes to the owners with the largest (smallest) part first, up to their upper bounds
 * (Givan, Leach & Dean 2000, bounded-parameter Markov processes).  This never gives more than adding
 * up each owner's own upper limit would, and usually much less.
 *
 * Loops: solved with the factors where the stakes leave no choice, else by sweeps from zero, which
 * rise to the answer.  What enters a loop that owns all of itself ends nowhere (END_UNRESOLVED).
 * In scenario 0 the disputed part of a company is anything from 0 to what a scenario claims.
 * Companies whose lower bounds sum to more than 1 keep them, and the results can exceed 1.
 */
#ifndef PT_JUDGE_BOUNDS_H
#define PT_JUDGE_BOUNDS_H

#include "judge/ownership/walk.h"

/* What counts: all that ends as one of the kinds, or only what ends so at one node. */
struct bounds_goal {
	uint32_t kinds; /* bits 1 << enum end_kind; END_OPEN means nothing here */
	uint32_t node;  /* or GRAPH_NONE */
};

enum bounds_end { BOUNDS_LEAST, BOUNDS_MOST };

/* For one company; the walk is that of the same flow.  O(stakes above times log of owners). */
double bounds_of(struct flow *f, struct arena scratch, const struct walk *w, struct bounds_goal goal,
                 enum bounds_end end);

/* For all nodes, by place. */
void bounds_all(struct flow *f, struct arena scratch, struct bounds_goal goal, enum bounds_end end,
                double *out);

#endif
