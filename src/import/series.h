/* SPDX-License-Identifier: Apache-2.0
 *
 * series.h - what the importers of country indicators (wgi, vdem) have in common
 *
 * A table with one row per country and year, and per indicator up to four columns.  The string NA
 * in a value cell is "missing" (these tables come out of R); a missing value gives no row at all.
 */
#ifndef PT_IMPORT_SERIES_H
#define PT_IMPORT_SERIES_H

#include "base/csv.h"
#include "import/import.h"

struct series {
	const char *indicator;
	const char *value, *se, *low, *high; /* names of columns; NULL = none */
};

struct series_set {
	const struct series *series;
	size_t n;
	const char *country, *year; /* names of columns */
	const char *source[9];      /* the T_SOURCE row, in the order of its columns */
};

/* Reads the whole table that `c` has opened.  Rows of places without an ISO code are counted in
 * job->skipped. */
bool series_run(struct import_job *job, struct csv *c, const struct series_set *set,
                struct pt_err *e) PT_MUST;

#endif
