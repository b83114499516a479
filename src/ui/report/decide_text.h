/* SPDX-License-Identifier: Apache-2.0
 *
 * decide_text.h - verdicts by the rules of states as tables and as text with all grounds
 */
#ifndef PT_UI_DECIDE_TEXT_H
#define PT_UI_DECIDE_TEXT_H

#include "service/decide.h"
#include "ui/report/table.h"

/* One row per verdict; `people`: functions with the same answer in one row, nothing where no rule is. */
struct table decide_table_rows(struct arena *a, const struct decision *x, bool people);
/* A column per country; rows in which something holds somewhere. */
struct table decide_table_compare(struct arena *a, const struct decision *x, const char *const *country, size_t n,
                                  bool people);
/* Whether a verdict has a "*": for people, that a rule behind it binds only some operators. */
bool decide_text_starred(const struct decision *x);
struct table decide_table_events(struct arena *a, const struct decision *x);
/* Elements of the inventory that stand alike, by operator. */
struct table decide_table_inventory(struct arena *a, const struct decision *x);
/* Caps and what stands under them. */
struct table decide_table_caps(struct arena *a, const struct decision *x);
/* Every verdict with its grounds; those without any are left out when there are several. */
void decide_text_why(struct buf *b, const struct decision *x, size_t width);
/* "remove by 2026-12-31". */
const char *decide_text_verdict(struct arena *a, const struct decide_answer *x);

#endif
