/* SPDX-License-Identifier: Apache-2.0
 *
 * assess_text.h - an assessment as a table, and one supplier with all its reasons as text
 */
#ifndef PT_UI_ASSESS_TEXT_H
#define PT_UI_ASSESS_TEXT_H

#include "service/assess.h"
#include "ui/report/table.h"

/* One row per supplier; the same table serves terminal, CSV and JSON lines. */
struct table assess_table(struct arena *a, const struct assessment *x);

/* What the verdict on subject i rests on, down to each source and reply. */
struct assess_text_form {
	size_t width;
	bool color;
};
void assess_why(struct buf *b, const struct assessment *x, size_t i, struct assess_text_form form);

/* "12 %", "<1 %", ">99 %": never 0 or 100 for what is neither. */
const char *assess_percent(struct arena *a, double share);
/* "A1": source and content as far as known. */
void assess_admiralty(const struct model *m, const struct claim *c, char out[3]);
/* "poor|weak" for people: "poor or weak". */
const char *assess_grades(struct arena *a, unsigned grades);

#endif
