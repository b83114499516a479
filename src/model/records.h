/* SPDX-License-Identifier: Apache-2.0
 *
 * records.h - the tables of a workspace: one description for importers, store and documents
 *
 * Everything petrin keeps is a row of one of these tables, and every field is text here.  An
 * importer emits rows; the store checks each field against its type and keeps a history of each
 * key (valid from, valid to); load.h turns rows into the structs of model.h.  Adding a column here
 * adds it to the database schema through a migration (store/migrations).
 */
#ifndef PT_MODEL_RECORDS_H
#define PT_MODEL_RECORDS_H

#include "base/err.h"
#include "base/str.h"

enum record_table {
	T_SOURCE, T_CONSIDERATION, T_CRITERION, T_CRITERION_INDICATOR, T_SUPPLIER, T_PRODUCT, T_CLAIM,
	T_INDICATOR, T_FLAG, T_PROFILE, T_VULNERABILITY, T_ENTITY, T_STAKE, T_FUNCTION, T_SITE, T_ELEMENT,
	T_NEED, T_COMPONENT, T_PACK, RECORD_TABLES
};

enum record_type {
	R_TEXT,     /* any UTF-8 */
	R_NAME,     /* an identifier of others: 1 to 200 octets without control characters */
	R_ID,       /* [a-z0-9][a-z0-9._:-]*, or country:XX */
	R_COUNTRY,  /* two capital letters */
	R_NUMBER,   /* finite decimal */
	R_SIZE,     /* the same from 0 to RECORD_SIZE: sums and squares of it stay numbers */
	R_INT,
	R_DATE,     /* YYYY, YYYY-MM or YYYY-MM-DD */
	R_WORD,     /* one of `words` (| separated) */
	R_GRADES,   /* set of poor|weak|fair|good */
};

enum { RECORD_KEY = 1, RECORD_REQUIRED = 2, RECORD_DATED = 4 }; /* DATED: gives valid_from */

#define RECORD_SIZE 1e18
enum { RECORD_COLUMNS = 28, RECORD_FIELD = 1 << 20 };

struct record_column {
	const char *name;
	enum record_type type;
	unsigned flags;
	const char *words;
};

struct record_def {
	const char *name;
	struct record_column column[RECORD_COLUMNS];
	unsigned n;
};

const struct record_def *record_def(enum record_table t);
int record_table_of(struct str name); /* or -1 */
int record_column_of(enum record_table t, struct str name);

struct record {
	enum record_table table;
	struct str field[RECORD_COLUMNS]; /* empty = not known */
	uint64_t row;                     /* of the input it came from, 0 = not known; not kept */
};

/* Sets the column of that name; NULL leaves it empty.  The name is one of ours. */
void record_set(struct record *r, const char *column, const char *value);

/* Whether a text is of type R_NAME. */
bool record_name(struct str s);
/* Whether every field has its type and required ones are present; the error names the column, and
 * *column is its index. */
bool record_check(const struct record *r, unsigned *column, struct pt_err *e) PT_MUST;
/* The same when the fields of `known` (bit i is column i) were found good before. */
bool record_check_new(const struct record *r, uint32_t known, unsigned *column, struct pt_err *e)
        PT_MUST;

#endif
