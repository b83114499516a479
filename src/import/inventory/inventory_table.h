/* SPDX-License-Identifier: Apache-2.0
 *
 * inventory_table.h - an inventory as a table, whatever its rows were written in (CSV, a sheet of a workbook)
 */
#ifndef PT_IMPORT_INVENTORY_TABLE_H
#define PT_IMPORT_INVENTORY_TABLE_H

#include "import/inventory/mapper.h"

/* Where a field of the row at hand is; column -1 is the row. */
struct inventory_table_place {
	struct pt_at (*of)(const void *ctx, int column);
	const void *ctx;
};

struct inventory_table {
	struct import_job *job;
	struct mapping mapping;
	struct mapper m;
	struct inventory v;
	struct inventory_table_place place;
	bool first_is_row; /* there is no header line */
};

/* Finds the mapping (the given one, or that of a table we know by `head`, its header line) and applies it
 * to the header, which has to last. */
bool inventory_table_open(struct inventory_table *t, struct import_job *job, struct str head,
                          const struct str *header, size_t n, struct pt_err *e) PT_MUST;
/* One row.  False = stop. */
bool inventory_table_row(struct inventory_table *t, const struct str *field, size_t n) PT_MUST;
bool inventory_table_end(struct inventory_table *t, struct pt_err *e) PT_MUST;

#endif
