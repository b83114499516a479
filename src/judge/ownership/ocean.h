/* SPDX-License-Identifier: Apache-2.0
 *
 * ocean.h - voting power of blocs among many small holders
 *
 * In a listed company a few blocs meet an "ocean" of small holders (Milnor & Shapley 1978).  Each of
 * these says yes by itself; together they are a normal distribution.  For the Shapley index everybody
 * says yes with the same chance p, and all p from 0 to 1 are alike (Straffin 1977); for Banzhaf's p is
 * one half.  That is why 24 % of the votes can be nearly all of the Banzhaf power and less of the
 * other: one asks about independent people, the other about people who hear the same news.
 *
 * An approximation: the votes of blocs are counted in steps of 1 / OCEAN_STEPS, the small holders are
 * taken as equals, and as a distribution they are good to about a hundredth from a hundred on.
 */
#ifndef PT_JUDGE_OCEAN_H
#define PT_JUDGE_OCEAN_H

#include "judge/ownership/power.h"

enum { OCEAN_STEPS = 5000, OCEAN_CHANCES = 400 };

struct ocean {
	const double *share; /* of the blocs, parts of all votes; n <= POWER_BLOCS */
	size_t n;
	double votes;        /* of all small holders together */
	double holders;      /* how many they are, at least 1 */
	double quota;        /* 0..1: more than this wins */
};

/* out[n + 1]: the blocs, then the ocean as a whole; shapley and share sum to 1 over all of them.
 * banzhaf of the ocean is the sum over its holders.  PT_INVALID for shares that are no shares.
 * O(OCEAN_CHANCES n OCEAN_STEPS). */
bool ocean_of(struct arena scratch, const struct ocean *o, struct power *out, struct pt_err *e) PT_MUST;

#endif
