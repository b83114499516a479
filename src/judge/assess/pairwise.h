/* SPDX-License-Identifier: Apache-2.0
 *
 * pairwise.h - methods that compare alternatives two by two: ELECTRE III and AHP
 */
#ifndef PT_JUDGE_PAIRWISE_H
#define PT_JUDGE_PAIRWISE_H

#include "judge/assess/problem.h"

/* Credibility and concordance of every pair; score = how many an alternative outranks minus how
 * many outrank it at the cutting level (0.75 when none is given).  No distillation: its order
 * cannot be explained pair by pair.  w sums to 1, x is n * m.  O(n^2 m). */
void pairwise_electre(struct arena *keep, const struct problem *pb, const double *w, const double *x,
                      struct answer *of);

/* Weights and local priorities are the principal eigenvectors of the comparison matrices (Saaty
 * 1980); score = their weighted sum, consistency = the ratio of the worst matrix.  PT_INVALID when
 * a matrix is missing or not positive and reciprocal. */
bool pairwise_ahp(struct arena scratch, const struct problem *pb, struct answer *of, double *consistency,
                  struct pt_err *e) PT_MUST;

#endif
