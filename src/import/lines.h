/* SPDX-License-Identifier: Apache-2.0
 *
 * lines.h - the values of a stream of JSON, one by one, in bounded memory
 *
 * Registers are published as JSON lines (a value a line), as one array of values, or as values one
 * after another over several lines.  lines_next hands out one value after the other as text; what
 * is in it is the business of base/json.h.  The form is found out from the beginning: '[' is an
 * array, a first line that closes every bracket it opens is lines, anything else is values.  Arrays and
 * values are walked by base/jsons.h.
 *
 * A value longer than LINES_LIMIT is passed over, not kept, and reported.  In lines form damage
 * stays in its line; in the other forms a value ends where its brackets close, so brackets that
 * do not match spoil what follows.
 */
#ifndef PT_IMPORT_LINES_H
#define PT_IMPORT_LINES_H

#include "base/jsons.h"

enum { LINES_LIMIT = 16 << 20 };

extern const char lines_too_long[]; /* why of a value beyond the limit */

enum lines_form { LINES_LINES, LINES_ARRAY, LINES_VALUES };

struct lines {
	struct jsons s;
	enum lines_form form;
};

struct line {
	struct str text;      /* until the next call */
	uint64_t row, column; /* where it begins */
	const char *why;      /* NULL, or why there is no text */
};

/* Reads the beginning.  The buffer is the arena's; it grows to LINES_LIMIT at most. */
bool lines_open(struct lines *l, struct arena *a, struct stream s, struct pt_err *e) PT_MUST;
/* The next value; false at the end, or after a failure recorded in e (never NULL here). */
bool lines_next(struct lines *l, struct line *out, struct pt_err *e) PT_MUST;
/* Makes a place within the text of a line a place of the input. */
void lines_place(const struct line *line, struct pt_at *at);

#endif
