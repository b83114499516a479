/* SPDX-License-Identifier: Apache-2.0
 *
 * watch_text.h - what was seen in captures, for people: counts, peers, what could not be seen
 */
#ifndef PT_UI_WATCH_TEXT_H
#define PT_UI_WATCH_TEXT_H

#include "service/watch.h"
#include "ui/report/table.h"

/* A row for each protocol; `people`: a dash where nobody looked. */
struct table watch_table(struct arena *a, const struct watch *w, bool people);
void watch_text(struct buf *b, struct arena scratch, const struct watch *w, bool color);

#endif
