/* SPDX-License-Identifier: Apache-2.0
 *
 * values.h - values that are not known exactly, drawn for a strip of draws (strip.h)
 *
 * One column per criterion, in the criterion's own unit or as utility: the share of its scale,
 * more being better (without a scale the value itself, turned so that more is better).
 */
#ifndef PT_JUDGE_VALUES_H
#define PT_JUDGE_VALUES_H

#include "judge/assess/problem.h"
#include "judge/assess/strip.h"

struct values {
	const struct problem *pb;
	bool as_utility;
	bool shared; /* all alternatives are drawn from the same random numbers: see values_of */
	size_t groups, columns;    /* columns: m, rounded up to whole groups; the rest is 0 */
	struct strip_cells *cells; /* n * groups: numbers and ranges */
	bool *simple;              /* n: there is nothing else */
};

/* For ranking (as_utility) the alternatives are independent.  For sorting, where each is judged by
 * itself, they share their random numbers: equal evidence gives equal shares to the last bit, and who
 * else is judged, or in which order, changes nothing. */
struct values values_of(struct arena *keep, const struct problem *pb, bool as_utility);

/* The columns of alternative i. */
void values_draw(const struct values *v, const struct strip_kernel *kernel, const struct strip *s,
                 size_t i, double *x);
/* Its weighted sums; w: `columns` columns, x: place for as many. */
struct values_sum {
	const struct strip_weights *w;
	double *x, *score;
};
void values_score(const struct values *v, const struct strip_kernel *kernel, const struct strip *s,
                  size_t i, const struct values_sum *out);

#endif
