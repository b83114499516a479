/* SPDX-License-Identifier: Apache-2.0
 *
 * fact.h - what is known of a fact, and tests of it that may stay unanswered
 *
 * A fact has words that are known to hold, or a number known within bounds.  "Complete" words are all
 * there are.  Nothing known is the zero value.  A test answers no, unknown or yes, and taking knowledge
 * away never turns unknown into an answer.
 */
#ifndef PT_JUDGE_DECIDE_FACT_H
#define PT_JUDGE_DECIDE_FACT_H

#include "model/pack.h"

enum tri { TRI_NO, TRI_UNKNOWN, TRI_YES };

struct fact_value {
	const char *const *word;
	size_t words;
	bool complete, number;
	double lo, hi; /* with `number` */
};

/* One test (not a list of alternatives). */
enum tri fact_test(const struct pack_test *t, const struct fact_value *v);

static inline enum tri fact_and(enum tri a, enum tri b)
{
	return a < b ? a : b;
}
static inline enum tri fact_or(enum tri a, enum tri b)
{
	return a > b ? a : b;
}

/* What petrin knows how to find out: the beginning of the name, what it is, who can say. */
struct fact_kind {
	const char *begins, *what, *who;
	bool local;     /* differs from element to element */
	bool free;      /* a name of one's own follows */
	bool number;
};
/* NULL when facts of this name are not known at all. */
const struct fact_kind *fact_kind(const char *name);
const struct fact_kind *fact_kinds(size_t *n);

#endif
