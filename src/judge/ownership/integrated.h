/* SPDX-License-Identifier: Apache-2.0
 *
 * integrated.h - integrated ownership: direct and indirect stakes in one number per pair
 *
 *   V = (I - A)^-1,   A[i][j] the share of j that i holds
 *   brioschi[i][j] = (V - I)[i][j]                 Brioschi, Buzzacchi & Colombo 1989
 *   baldone[i][j]  = (V - I)[i][j] / V[i][i]       Baldone, Brioschi & Paleari 1998
 *
 * The first counts every chain of holdings from i to j.  Around a loop it counts the same share
 * more than once: a company in a loop owns a part of itself, and its number exceeds what could be
 * paid out to it.  The second leaves out chains that come back to i.  For owners outside loops they
 * are equal.  Shown as technical detail: what a reader understands are shares of ends (walk.h).
 *
 * Both at the bound, right and scenario of the flow.  NaN where a loop owns all of itself.
 */
#ifndef PT_JUDGE_INTEGRATED_H
#define PT_JUDGE_INTEGRATED_H

#include "judge/ownership/walk.h"

struct integrated {
	uint32_t owner; /* node */
	double brioschi, baldone;
};

/* Every owner of one company, in order of the walk (of the same flow).  O(owners above) plus one
 * solve of a loop for each of its members. */
struct integrated *integrated_of(struct arena *keep, struct flow *f, struct arena scratch,
                                 const struct walk *w);

/* All pairs of a small graph: brioschi[i * n + j] and baldone[i * n + j] by node number, n * n each.
 * PT_LIMIT beyond INTEGRATED_MOST nodes. */
enum { INTEGRATED_MOST = 4096 };
bool integrated_all(struct flow *f, struct arena scratch, double *brioschi, double *baldone,
                    struct pt_err *e) PT_MUST;

#endif
