/* SPDX-License-Identifier: Apache-2.0
 *
 * agree_text.h - agreement between countries as tables: suppliers, countries, distances, weights
 */
#ifndef PT_UI_AGREE_TEXT_H
#define PT_UI_AGREE_TEXT_H

#include "service/agree.h"
#include "ui/report/table.h"

/* One row per supplier: the class agreed on most, in what share of the joint weight space. */
struct table agree_table(struct arena *a, const struct agree_answer *x);
/* One row per supplier and country: its own class shares. */
struct table agree_by_country(struct arena *a, const struct agree_answer *x);
/* One row per pair of countries, the farthest first. */
struct table agree_distances(struct arena *a, const struct agree_answer *x);
/* One row per consideration: weights that all accept, what it divides, who names it. */
struct table agree_weights(struct arena *a, const struct agree_answer *x);

/* What the tables come to, in sentences. */
void agree_summary(struct buf *b, const struct agree_answer *x, size_t width);

#endif
