/* SPDX-License-Identifier: Apache-2.0
 *
 * names.h - what imported rows name must be there: criteria, sources, suppliers
 *
 * A claim about an unknown criterion would never count and nobody would notice, so a file that
 * names something which neither the workspace nor the file itself has is refused as a whole, with
 * the row and the nearest name.  Rows are looked at while they come, names when all are there.
 */
#ifndef PT_SERVICE_NAMES_H
#define PT_SERVICE_NAMES_H

#include "base/map.h"
#include "store/store.h"

enum { NAMES_LAST = 63, NAMES_REFERENCES = 32 };

struct names {
	struct arena *a;
	struct map seen;
	struct named {
		const struct store_reference *by;
		const char *id;
		uint64_t row;
	} *v;
	size_t n, cap;
	struct names_last { /* what the last row named, by reference: rows often name the same again */
		uint8_t n;
		char text[NAMES_LAST];
	} last[NAMES_REFERENCES];
};

struct names names_in(struct arena *a);
void names_note(struct names *x, const struct record *r);
/* PT_INVALID at the first row that names what `s` does not have. */
bool names_check(const struct names *x, struct store *s, struct pt_err *e) PT_MUST;

#endif
