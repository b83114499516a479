/* SPDX-License-Identifier: Apache-2.0
 *
 * alone.h - what falls with a single element or site, for each of them
 *
 * Every one is taken away alone and loss.h asked.  That takes the time of all that falls, which in
 * real networks is little; a budget of steps keeps networks that are one long chain in bounds, and
 * what was not looked at says so.
 */
#ifndef PT_JUDGE_ALONE_H
#define PT_JUDGE_ALONE_H

#include "judge/exposure/loss.h"

struct alone {
	uint32_t node;
	struct lost lost;
	uint64_t others; /* sites that are lost and not the one it stands at, or is */
};
struct alones {
	struct alone *
	        v; /* those with others: most users first, then sites, then as nodes are numbered */
	size_t n;
	uint64_t looked, nodes; /* looked at; of so many */
};

/* `steps` 0: enough for any network that is no chain. */
struct alones alone_all(struct arena *keep, struct loss *x, uint64_t steps);

#endif
