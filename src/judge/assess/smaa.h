/* SPDX-License-Identifier: Apache-2.0
 *
 * smaa.h - stochastic multicriteria acceptability analysis: SMAA-2 (ranking), SMAA-TRI (sorting)
 *
 * Lahdelma & Salminen 2001 (SMAA-2); Tervonen et al. 2009, EJOR 192:236-242 (SMAA-TRI).  Draws come
 * in blocks; block b depends only on (seed, b) and sums are formed in block order, so the bits do
 * not depend on the number of threads.  Standard errors are those of the block means, which also
 * hold where draws within a block depend on each other (weights_step).
 */
#ifndef PT_JUDGE_SMAA_H
#define PT_JUDGE_SMAA_H

#include "judge/assess/problem.h"

bool smaa_solve(struct arena *keep, const struct problem *pb, struct solution *out, struct pt_err *e)
        PT_MUST;

#endif
