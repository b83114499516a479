/* SPDX-License-Identifier: Apache-2.0
 *
 * palette.h - what a drawing is painted with, and the colours behind it
 *
 * Classes and grades run from orange (worst) to blue (best), never red and green, so that they can
 * be told apart by those who do not see colours alike; two to eight steps are taken from the same
 * ramp.  What is unknown is hatched grey and belongs to neither end.  A colour never stands without
 * its word.
 */
#ifndef PT_UI_PALETTE_H
#define PT_UI_PALETTE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PALETTE_STEPS = 8 };

/* PAINT_GRADE + grade, PAINT_CLASS + class. */
enum paint {
	PAINT_NONE,
	PAINT_UNKNOWN, /* hatched */
	PAINT_INK,     /* text and marks */
	PAINT_RULE,    /* axes */
	PAINT_BAND,    /* a frame around what is asked */
	PAINT_GROUND,  /* what is behind everything: an edge for marks on colour */
	PAINT_GRADE,
	PAINT_CLASS = PAINT_GRADE + PALETTE_STEPS,
	PAINTS = PAINT_CLASS + PALETTE_STEPS,
};

/* 0xrrggbb of step i of n on the ramp, for light or dark ground. */
uint32_t palette_step(size_t i, size_t n, bool dark);

#endif
