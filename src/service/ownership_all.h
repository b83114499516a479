/* SPDX-License-Identifier: Apache-2.0
 *
 * ownership_all.h - a line of numbers for every company of a graph, in passes over all of it
 *
 * The numbers are those of ownership_answer.h; what takes a walk of its own (who decides, and chains) is
 * only there.
 */
#ifndef PT_SERVICE_OWNERSHIP_ALL_H
#define PT_SERVICE_OWNERSHIP_ALL_H

#include "service/ownership_answer.h"

/* By place: what ends with states, and what can be traced to somebody named. */
struct ownership_all {
	double *state[RIGHTS][2], *named[RIGHTS][2];
	struct ownership_closed closed;
};
/* Time O(stakes), eight times; 64 octets a node of `keep`, and scratch of its own. */
struct ownership_all ownership_all(struct arena *keep, const struct ownership *o, uint16_t scenario);

struct ownership_line {
	uint32_t node, owners, loop; /* direct owners; members of the loop it stands in, 0 = none */
	double state[RIGHTS][2], named[RIGHTS][2];
};
/* Companies that are owned, or state that there is nobody to name: by place rising. */
bool ownership_is_company(const struct ownership *o, uint32_t place);
struct ownership_line ownership_line(const struct ownership *o, const struct ownership_all *all,
                                     uint16_t scenario, uint32_t place);

/* Companies that state nobody controls them: by themselves, and with all that such companies control. */
struct ownership_silent {
	uint64_t companies; /* that are owned, or state something */
	uint64_t stated;    /* state that there is nobody to name */
	uint64_t reached;   /* these, and those that have one of them above, however far */
	uint64_t only;      /* these, and those above whom there is nobody else */
	uint8_t *mark;      /* per node: bit 0 stated, bit 1 reached, bit 2 only */
};
struct ownership_silent ownership_silent(struct arena *keep, const struct ownership *o);

#endif
