/* SPDX-License-Identifier: Apache-2.0
 *
 * ownership_picture.h - the owners of some companies as a picture (graph_draw.h)
 *
 * Every stake above the asked companies is a line with its own share, never a computed one.  Dashed is
 * what is contested, not stated, or checked by nobody.
 */
#ifndef PT_UI_OWNERSHIP_PICTURE_H
#define PT_UI_OWNERSHIP_PICTURE_H

#include "service/ownership_answer.h"

struct ownership_picture {
	const struct ownership *o;
	const struct ownership_target *target; /* the companies asked for; none = the whole graph */
	size_t targets;
};

/* An SVG file.  More nodes than a picture holds are folded. */
void ownership_draw(struct buf *out, struct arena scratch, const struct ownership_picture *p);

#endif
