/* SPDX-License-Identifier: Apache-2.0
 *
 * power.h - what a vote is worth: Shapley-Shubik and Banzhaf
 *
 * With blocs of 49, 49 and 2 and a simple majority each of the three is as strong as the others:
 * any two of them win.  Two indices say how often a bloc turns a losing side into a winning one:
 * over all orders in which blocs may join (Shapley & Shubik 1954), and over all sides that may form
 * (Banzhaf 1965).  They suppose that every order, or every side, is as likely as another: a
 * statement about rules, not about people who have an agreement.
 *
 * Weights and quota are whole numbers, counted exactly by dynamic programming over sums of weights;
 * the only rounding is in the last division.  ocean.h is for companies with many small holders.
 */
#ifndef PT_JUDGE_POWER_H
#define PT_JUDGE_POWER_H

#include "base/arena.h"
#include "base/err.h"

enum { POWER_BLOCS = 60, POWER_ROOM = 1 << 24 };

struct power_vote {
	const uint64_t *weight;
	size_t n;
	uint64_t quota; /* a side with at least so much wins; "more than half of S": S / 2 + 1 */
};

struct power {
	double shapley;  /* sum to 1 over the blocs, unless no side can win */
	double banzhaf;  /* of all sides of the others, the part that the bloc turns: 0..1 */
	double share;    /* banzhaf, as part of the sum over the blocs */
};

/* out[n].  PT_LIMIT for more than POWER_BLOCS blocs, or when (n + 1) * quota, after dividing all by
 * their common divisor, exceeds POWER_ROOM (then state the weights in coarser units); PT_INVALID for
 * a quota of 0 or weights that overflow.  O(n^2 quota). */
bool power_of(struct arena scratch, const struct power_vote *v, struct power *out, struct pt_err *e)
        PT_MUST;

#endif
