/* SPDX-License-Identifier: Apache-2.0
 *
 * ownership_text.h - owners and control of companies as text for people and as tables
 */
#ifndef PT_UI_OWNERSHIP_TEXT_H
#define PT_UI_OWNERSHIP_TEXT_H

#include "service/ownership_all.h"
#include "service/ownership_answer.h"
#include "ui/report/table.h"

struct ownership_page {
	struct buf *b;
	struct arena scratch;
	const struct ownership *o;
	size_t width;
	bool color;
};

/* One target: the tree of owners, sums, who decides, contested readings, findings, sources. */
void ownership_text(const struct ownership_page *p, const struct ownership_target *t);
/* What an answer rests on: the tree, what is said about stakes, contested readings, sources. */
void ownership_reasons(const struct ownership_page *p, const struct ownership_target *t);
/* The tree alone, upwards from the target; every company is opened once. */
void ownership_tree(const struct ownership_page *p, const struct ownership_target *t);

/* One row per owner of every target, in every reading. */
struct table ownership_owner_table(struct arena *a);
void ownership_owner_rows(struct table *t, const struct ownership *o, const struct ownership_target *x);
/* One row per company of the whole graph. */
struct table ownership_line_table(struct arena *a);
void ownership_line_row(struct table *t, const struct ownership *o, const struct ownership_line *x);

/* "20.09 %", "<0.01 %": at most `decimals`, and never 0 or 100 for what is neither. */
const char *ownership_percent(struct arena *a, double share, int decimals);
/* "25-50 %", or one percentage when the ends are equal. */
const char *ownership_range(struct arena *a, const double b[2], int decimals);

#endif
