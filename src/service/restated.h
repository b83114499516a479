/* SPDX-License-Identifier: Apache-2.0
 *
 * restated.h - needs that an inventory named before and names no longer
 *
 * A table that lists an element with all it needs replaces what it said the last time: a need of the
 * same source that is not named again ends on the day of the import (column `until`) and stays in the
 * history.  An element that the table does not list keeps its needs, and a table without any need says
 * nothing about needs.  Texts are told apart by 64 bits of a keyed hash (import/seen.h).
 */
#ifndef PT_SERVICE_RESTATED_H
#define PT_SERVICE_RESTATED_H

#include "import/seen.h"
#include "store/store.h"

struct restated {
	struct seen element, need;
};

struct restated restated_in(struct arena *a);
/* A row of the table. */
void restated_note(struct restated *x, const struct record *r);
/* Within the transaction of the import: ends what is over; *ended is how many. */
bool restated_end(const struct restated *x, struct store *s, int32_t day, uint64_t *ended, struct pt_err *e) PT_MUST;

#endif
