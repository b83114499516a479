/* SPDX-License-Identifier: Apache-2.0
 *
 * lines.h - points and lines without which a part of the network has no way to the core
 *
 * Needs are read as lines without direction, and an element is joined with its site.  A point is an
 * articulation point of that graph, a line a bridge, both as seen from the core; what hangs on them
 * is what has no other way to any core element.  It is a statement about ways, not about needs: a
 * ring of elements that need "one of the neighbours" is held up by itself in loss.h, here it is
 * not.  One walk in depth (Tarjan), in linear time, without recursion.
 */
#ifndef PT_JUDGE_LINES_H
#define PT_JUDGE_LINES_H

#include "judge/exposure/stand.h"

struct lines_point {
	uint32_t node;
	uint64_t sites,
	        others; /* with service that hang on it, and with it its own; without its own */
	double users;
};
struct lines_line {
	uint32_t core_side, far_side; /* nodes */
	uint64_t sites;
	double users;
};
struct lines {
	struct lines_point
	        *point;          /* on which other sites than its own hang: most users first, ... */
	struct lines_line *line; /* on which more than one site hangs */
	size_t points, lines;
	uint64_t cores,
	        apart; /* core elements; sites with service and without a way to any of them */
};

/* `core`: elements that are core. */
struct lines lines_of(struct arena *keep, struct arena scratch, const struct stand *s,
                      const bool *core);

#endif
