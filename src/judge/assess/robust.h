/* SPDX-License-Identifier: Apache-2.0
 *
 * robust.h - which classes are possible, and which is necessary, whatever is still open
 *
 * MR-Sort with every value free in its range, every weight vector of the polytope and every cutting
 * level of [lambda_lo, lambda_hi].  Class h is possible when some choice puts the alternative
 * there; it is necessary when no other is possible.  Exact, by linear programming: no draws, no
 * probabilities (Greco, Mousseau & Slowinski 2010; here for MR-Sort with veto).
 */
#ifndef PT_JUDGE_ROBUST_H
#define PT_JUDGE_ROBUST_H

#include "judge/assess/problem.h"

/* PT_INVALID for values that are neither number, range nor unknown, boundaries that are not
 * nested, and rules other than the pessimistic one with or without plain veto; PT_LIMIT when more
 * than 10 open criteria of one alternative have the same value in two boundaries. */
bool robust_solve(struct arena *keep, const struct problem *pb, struct solution *out, struct pt_err *e)
        PT_MUST;

#endif
