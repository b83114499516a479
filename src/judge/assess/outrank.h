/* SPDX-License-Identifier: Apache-2.0
 *
 * outrank.h - ELECTRE TRI-B and MR-Sort: into which class does a vector of values fall?
 */
#ifndef PT_JUDGE_OUTRANK_H
#define PT_JUDGE_OUTRANK_H

#include "judge/assess/problem.h"

/* Partial concordance, discordance over all criteria: credibility that a is at least as good as b.
 * Roy & Bouyssou 1993; formulas in docs/methodology/assess.md.  q, p, v may be NULL. O(m). */
double outrank_credibility(const struct problem *pb, const double *a, const double *b, size_t h,
                           const double *w, double *concordance);

/* Class (0 = worst) of the values x under weights w (sum 1) and cutting level lambda. O(k m). */
int outrank_class(const struct problem *pb, const double *x, const double *w, double lambda,
                  enum rule rule);

/* MR-Sort: does x reach boundary h?  Equality vetoes and equality dictates. */
bool outrank_reaches(const struct problem *pb, const double *x, size_t h, const double *w, double lambda);

/* What the majority rule makes of a winning coalition, a veto and a dictator. */
bool outrank_majority(enum majority rule, bool coalition, bool veto, bool dictator);

/* Comparisons with lambda tolerate what sums of weights lose in rounding. */
#define OUTRANK_EPS 1e-9

#endif
