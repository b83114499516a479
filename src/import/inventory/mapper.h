/* SPDX-License-Identifier: Apache-2.0
 *
 * mapper.h - a mapping applied to the rows of a table
 *
 * Made once per table from its header, so that a row costs no look-up by name.  Without a mapping the
 * columns of the table are those of the template.
 */
#ifndef PT_IMPORT_MAPPER_H
#define PT_IMPORT_MAPPER_H

#include "base/map.h"
#include "import/inventory/mapping.h"

struct mapper_part {
	struct str text; /* in front of it */
	int from;        /* their column, -1 = the text alone */
};

struct mapper_cell {
	int from; /* their column, the first one of a composed text, or -1 */
	struct mapper_part *part;
	size_t parts; /* 0 = the column as it is */
	struct str constant;
	const struct mapping_words *words;
	struct map index; /* of words */
	double scale;     /* 0 = none */
};

struct mapper {
	const struct mapping *map; /* may be NULL */
	const struct str *header;
	size_t headers;
	struct mapper_cell cell[INVENTORY_COLUMNS];
};

/* An error names a column that is mapped to nothing, or that the mapping asks for and is not there. */
bool mapper_open(struct mapper *m, struct arena *a, const struct mapping *map, const struct str *header,
                 size_t headers, struct pt_err *e) PT_MUST;
/* Makes the cells of our template; NULL, or what is wrong with *column. */
const char *mapper_row(const struct mapper *m, struct arena *scratch, const struct str *field, size_t n,
                       struct str cell[INVENTORY_COLUMNS], int *column);

/* The same for cells of a format that has no columns: words, units, dates and constants. */
bool mapper_plain(struct mapper *m, struct arena *a, const struct mapping *map, struct pt_err *e) PT_MUST;
const char *mapper_apply(const struct mapper *m, struct arena *scratch, struct str cell[INVENTORY_COLUMNS],
                         int *column);

#endif
