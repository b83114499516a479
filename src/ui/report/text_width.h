/* SPDX-License-Identifier: Apache-2.0
 *
 * text_width.h - how wide words will be, without a font
 *
 * A built-in table of advance widths: for each character the wider of Noto Sans Bold and DejaVu
 * Sans, in 1/32 em, for Latin, Greek, Cyrillic, Armenian, Georgian and punctuation; elsewhere a
 * cautious guess.  Other sans-serif faces are narrower, so that words fit, with some air.
 */
#ifndef PT_UI_TEXT_WIDTH_H
#define PT_UI_TEXT_WIDTH_H

#include "base/str.h"

enum { TEXT_LINES = 4 };

/* In px, for letters of `size` px. */
double text_width(struct str s, double size);

struct text_room {
	double width, size;
	size_t lines;
};

/* Breaks z into at most room.lines (TEXT_LINES) lines of about equal width, at spaces and hyphens but
 * not within "10-25 %"; within a word only when it does not fit otherwise.  What remains is cut, and
 * the last line ends in an ellipsis.  *whole says that no word was broken and nothing cut (NULL: do
 * not care).  Lines go to `line`; returns how many (0 for an empty text). */
size_t text_wrap(struct arena *a, const char *z, struct text_room room, const char **line, bool *whole);

#endif
