/* SPDX-License-Identifier: Apache-2.0
 *
 * advisory.h - rows of the vulnerability table, collected until a document is read to its end
 *
 * The formats (KEV, CVE, CSAF) state things in any order, so rows are kept until all is known.
 * Rows of one key are one row: their version texts are joined by "; ".
 */
#ifndef PT_IMPORT_ADVISORY_H
#define PT_IMPORT_ADVISORY_H

#include "base/json.h"
#include "base/map.h"
#include "import/import.h"

enum advisory_column { /* of T_VULNERABILITY */
	V_CVE, V_ORIGIN, V_DOCUMENT, V_VENDOR, V_PRODUCT, V_STATUS, V_VERSIONS, V_DATE, V_SCORE,
	V_SEVERITY, V_EXPLOITED, V_REMEDY, V_TITLE
};

enum { ADVISORY_TITLE = 200, ADVISORY_REMEDY = 500, ADVISORY_VERSIONS = 4000 };

struct advisory_row {
	struct record record;
	struct buf versions; /* of it, while it grows; p is NULL before the first */
	bool full;           /* ADVISORY_VERSIONS reached */
};

struct advisory {
	struct arena *a;
	struct map key;
	struct advisory_row *row;
	size_t n, cap;
};

struct advisory advisory_in(struct arena *a);
/* The row with this key (the first six columns), a new one if there is none. */
struct advisory_row *advisory_row(struct advisory *v, const struct record *key);
void advisory_versions(struct advisory *v, struct advisory_row *row, struct str text);
/* Hands all rows on. False = stop. */
bool advisory_emit(struct advisory *v, struct import_job *job) PT_MUST;

/* Whether a version text says nothing: "-", "*", "n/a", "unspecified" and their like. */
bool advisory_vague(struct str version);
/* The date part of an ISO time; empty when it is not one. */
struct str advisory_date(struct str time);
/* White space around it taken off; "n/a" when nothing is left. */
struct str advisory_name(struct str s);

/* A CVSS object: keeps score and severity when `rank` (2, 30, 31, 40) is the highest yet. */
struct advisory_score {
	int rank;
	struct str score, severity;
};
void advisory_cvss(struct json *j, int rank, struct advisory_score *best);

#endif
