/* SPDX-License-Identifier: Apache-2.0
 *
 * transparency.h - how much of a company can be traced to somebody, and to whom
 *
 * Of the equity of a company, and apart of its votes, the part T ends with persons, states,
 * regulated foundations or as the float of a listed company.  The rest is hidden by the structure
 * (undisclosed, nominee, vehicle, below a register's threshold) or not known to us (an unknown owner,
 * a disputed stake, a loop that owns all of itself).  T is an interval: at least what the stakes
 * surely give to somebody named; at most what they can give, with all we do not know turning out
 * well.  What the structure hides is never counted as known.
 *
 * The state's share is an interval in the same way; `state_open` adds all that is not known to belong
 * to somebody else, the figure that silence leaves possible.
 *
 * Neither number is a verdict: an owner who is known may be a worry, and one who is not may be none.
 */
#ifndef PT_JUDGE_TRANSPARENCY_H
#define PT_JUDGE_TRANSPARENCY_H

#include "judge/ownership/bounds.h"

/* Kinds as bits: those that name somebody, those that the structure hides, those our data leave. */
#define ENDS_NAMED (1u << END_STATE | 1u << END_PERSON | 1u << END_FOUNDATION | 1u << END_FLOAT)
#define ENDS_HIDDEN (1u << END_UNDISCLOSED | 1u << END_NOMINEE | 1u << END_VEHICLE | 1u << END_BELOW)
#define ENDS_NOT_KNOWN (1u << END_UNKNOWN | 1u << END_DISPUTED | 1u << END_UNRESOLVED)

/* Somebody with a part of the target; both rights side by side, [lo, hi] each. */
struct transparency_owner {
	uint32_t node;
	enum end_kind kind;
	double share[RIGHTS][2];
};

struct transparency {
	struct transparency_owner *owner; /* by falling lower bound of equity, of votes, then place */
	size_t owners;
	bool exact;                       /* else hi of owners is only what the others' lo leave */
	double kind[RIGHTS][END_KINDS][2];
	double open[RIGHTS];              /* what the intervals leave open at the lower bounds */
	double named[RIGHTS][2];          /* T */
	double state_open[RIGHTS];
	uint32_t nodes;                   /* above the target, itself included */
	uint32_t chain;                   /* holdings in a row to the farthest owner, by the shortest way */
	uint32_t loops;                   /* loops above or through the target */
	char (*country)[2];               /* jurisdictions of all that are not persons, in order */
	size_t countries, no_country;     /* and how many of these have none stated */
	size_t stakes, certainty[4];      /* stakes above; of certainty A, B, C, none given */
	size_t votes_assumed;             /* stakes whose votes are a guess from the equity */
};

/* Flows for equity and votes of one graph and scenario, at BOUND_LOW.  O(stakes above), and with
 * intervals that times the number of owners while the product is below TRANSPARENCY_WORK. */
enum { TRANSPARENCY_WORK = 1 << 25 };
struct transparency_of {
	struct flow *flow[RIGHTS];
	uint32_t target;
};
void transparency_of(struct arena *keep, struct arena scratch, struct transparency_of q,
                     struct transparency *out);

#endif
