/* SPDX-License-Identifier: Apache-2.0
 *
 * import.h - reading foreign files: what is in them, row by row
 */
#ifndef PT_SERVICE_IMPORT_H
#define PT_SERVICE_IMPORT_H

#include "base/err.h"
#include "base/str.h"

struct import_fault_text {
	uint64_t row, column; /* 0 = not known */
	const char *message;
};

struct import_summary {
	const char *file, *kind;
	uint64_t records, rejected, skipped;
	uint64_t changed; /* rows the workspace did not have like this; 0 in a dry run */
	struct import_fault_text *fault; /* the first 1000 */
	struct import_fault_text *skip;  /* of the skipped that are told of one by one, the first 1000 */
	struct import_fault_text *warning; /* of the file as a whole, or of what it replaces */
	size_t faults, skips, warnings;
	uint64_t per_table[24]; /* by enum record_table */
	uint64_t ended;         /* needs of elements that the file names no longer (workspace_import) */
	uint64_t tests;         /* of a pack, that passed; only check runs them */
};

/* How a file is to be read; NULL everywhere = find out by content. */
struct import_ask {
	const char *as;    /* kind */
	const char *map;   /* file with a mapping, or the name of a built-in one */
	const char *sheet; /* of a workbook */
};

/* Reads one file, archive or directory in a process without rights and says what it holds; keeps
 * nothing.  `ask` may be NULL. */
bool service_import_dry(struct arena *job, const char *path, const struct import_ask *ask,
                        struct import_summary *out, struct pt_err *e) PT_MUST;

/* An empty form to fill in and import: "inventory" as CSV, "inventory.xlsx" as a workbook. */
bool service_import_template(const char *kind, struct buf *out, struct pt_err *e) PT_MUST;

/* The formats that import knows: 0 <= i < service_import_kinds(). */
struct import_kind {
	const char *kind, *what, *example;
};
size_t service_import_kinds(void);
struct import_kind service_import_kind(size_t i);

/* For workspace.c: what an import reported, in the words of a summary. */
struct import_result;
struct import_how;
bool service_import_how(struct arena *job, const struct import_ask *ask, struct import_how *out, struct pt_err *e)
        PT_MUST;
void service_import_result(struct arena *job, const struct import_result *r, struct import_summary *out);

/* Appends {"imports":[...]} as docs/formats/import.md says. */
void service_import_json(struct buf *b, const struct import_summary *s, size_t n);

/* The worker process itself; its exit status. */
int service_import_worker(int argc, char **argv);

#endif
