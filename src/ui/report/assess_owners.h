/* SPDX-License-Identifier: Apache-2.0
 *
 * assess_owners.h - what owners say about a criterion, and the chain behind it, as text
 */
#ifndef PT_UI_ASSESS_OWNERS_H
#define PT_UI_ASSESS_OWNERS_H

#include "ui/report/assess_text.h"

/* One piece of evidence: the interval, its grades, and how they narrow from level to level. */
void assess_owners_item(struct buf *b, const struct assessment *x, const struct assess_item *it,
                        struct assess_text_form form);
/* Subject i: everybody above it, each stake with its source; nothing when nothing is on file. */
void assess_owners_chain(struct buf *b, const struct assessment *x, size_t i, struct assess_text_form form);
/* "79.91-100 %; reading "x": 0-5 %" */
const char *assess_owners_ranges(struct arena *a, const struct assessment *x, const struct ownership_range *r,
                                 size_t n);

#endif
