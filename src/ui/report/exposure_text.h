/* SPDX-License-Identifier: Apache-2.0
 *
 * exposure_text.h - what stands on whom, as text for people and as tables
 */
#ifndef PT_UI_EXPOSURE_TEXT_H
#define PT_UI_EXPOSURE_TEXT_H

#include "base/err.h"
#include "service/exposure.h"
#include "ui/report/table.h"

struct exposure_page {
	struct buf *b;
	struct arena scratch;
	const struct exposure *x;
	size_t width, top; /* rows shown of long lists */
	bool color;
};

void exposure_text(const struct exposure_page *p);

/* The tables by name; `most` 0 = all rows. */
enum exposure_table {
	EXPOSURE_FUNCTIONS,
	EXPOSURE_CELLS,
	EXPOSURE_SUPPLIERS,
	EXPOSURE_OPERATORS,
	EXPOSURE_REGIONS,
	EXPOSURE_POINTS,
	EXPOSURE_CUT_POINTS,
	EXPOSURE_BRIDGES,
	EXPOSURE_COMMON_AREAS,
	EXPOSURE_COMMON_REGIONS,
	EXPOSURE_LOCK_IN,
	EXPOSURE_PRIORITIES,
	EXPOSURE_QUALITY,
	EXPOSURE_TABLES
};
extern const char *const exposure_table_name[EXPOSURE_TABLES];
/* PT_USAGE with "did you mean". */
bool exposure_table_find(const char *word, enum exposure_table *out, struct pt_err *e) PT_MUST;
struct table exposure_table(struct arena *a, const struct exposure *x, enum exposure_table which,
                            size_t most);
/* Functions for people: one row each, with all makers in it. */
struct table exposure_functions(struct arena *a, const struct exposure *x, const struct shares *s);

#endif
