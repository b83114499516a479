/* SPDX-License-Identifier: Apache-2.0
 *
 * first.h - what to secure first, and why
 *
 * One item is all that an operator has of a function from one maker.  The order is lexicographic, so that
 * each place can be explained by one sentence; no weights, no points:
 *
 *	1. criticality of the function, critical first; of several countries the one that weighs it most;
 *	2. what is lost without the item, as a share of the users there are (of the sites, when no users
 *	   are known), in steps: at least half, a tenth, a hundredth, something, nothing;
 *	3. the trust class of the maker, worst first, when it was assessed; a maker nobody knows counts
 *	   as the worst; not assessed counts as the best, so that it never moves anything up;
 *	4. whether support has ended for some of it;
 *	5. the share itself, larger first; then names.
 */
#ifndef PT_JUDGE_FIRST_H
#define PT_JUDGE_FIRST_H

#include "judge/exposure/loss.h"

enum { FIRST_NOT_ASSESSED = UINT8_MAX, FIRST_STEPS = 5 };

struct first_item {
	uint32_t operator, function, maker; /* MODEL_NONE: not known */
	uint64_t elements, ended;           /* ended: support has */
	struct lost lost;
	double share;                     /* rule 2 */
	uint8_t criticality, step, trust; /* step: 0 at least half .. 4 nothing */
};
struct first {
	struct first_item *v;
	size_t n;
	bool by_sites;  /* rule 2: no users are known */
	bool cut_short; /* losses of some items were not computed: they have step 4 */
};

struct first_asked {
	const bool *counted;  /* elements that make items, or NULL */
	const uint8_t *trust; /* by maker: class, worst 0; or NULL: nothing was assessed */
	struct lost all;      /* loss_all: what there is to lose */
	uint64_t steps;       /* 0: enough for real networks */
};
struct first first_of(struct arena *keep, struct arena scratch, struct loss *x,
                      const struct first_asked *q);

#endif
