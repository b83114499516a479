/* SPDX-License-Identifier: Apache-2.0
 *
 * import.h - foreign formats -> rows of the tables in model/records.h
 *
 * An importer reads one format and hands rows to an import_out; it stores nothing, opens nothing
 * and keeps no state between jobs.  A row that does not hold is reported with its place and left
 * out, the others are kept; an input that cannot be read as its format is a failure of the job.
 * import.def lists the importers.  Foreign input is not read in the calling process: see worker.h.
 * import_input and import_text are what the worker runs, and what tests and built-in data use.
 */
#ifndef PT_IMPORT_IMPORT_H
#define PT_IMPORT_IMPORT_H

#include "base/err.h"
#include "base/file.h"
#include "base/str.h"
#include "model/records.h"

struct archive;

enum { IMPORT_HEAD = 1 << 16 };                /* octets a table is recognised by */
enum { IMPORT_DOCUMENT_LIMIT = 512 << 20 };    /* one JSON document given as a file */

/* Who receives what an importer finds.  Views in a record last until the call returns.  A receiver
 * that keeps something does so in an arena of its own: job->a is given back after each document. */
struct import_out {
	bool (*record)(void *ctx, const struct record *r); /* false = no more, please */
	/* Row and column are 1-based, 0 = not known. */
	void (*fault)(void *ctx, uint64_t row, uint64_t column, const char *message);
	void (*progress)(void *ctx, uint64_t octets);
	void *ctx;
	/* A row that is left out although nothing is wrong with it; may be NULL. */
	void (*skip)(void *ctx, uint64_t row, uint64_t column, const char *message);
};

/* One input.  Tables and streams are read from `source`, documents are all in `text`. */
struct import_job {
	struct arena *a;
	const char *name;   /* of the input, for messages */
	const char *member; /* within an archive or directory, else NULL */
	struct stream source;
	uint64_t size;      /* of the input in octets, 0 = not known */
	struct str head;    /* of a stream: its first octets, which `source` gives again */
	struct str text;
	struct archive *archive; /* of a workbook: its parts */
	struct str map;     /* text of a mapping (inventory/mapping.h), n 0 = none; its name */
	const char *map_name, *sheet; /* sheet of a workbook, NULL = the first */
	struct import_out out;
	const char *kind;   /* first importer that was used */
	struct stream start; /* import_repeatable: memory, or the file and where in it the input begins */
	int64_t start_at;
	uint64_t records, rejected, skipped;
};

/* DOCUMENT: JSON, read as a whole.  STREAM: anything, of any size, read from `source`.  WORKBOOK: a zip
 * whose members are parts of one thing, recognised by the names in its directory. */
enum import_shape { IMPORT_TABLE, IMPORT_DOCUMENT, IMPORT_YAML, IMPORT_STREAM, IMPORT_WORKBOOK };

struct importer {
	const char *kind, *what, *example;
	enum import_shape shape;
	/* Whether it is this format: of a document all, of others the first IMPORT_HEAD octets. */
	bool (*sniff)(struct str head, const char *name);
	bool (*run)(struct import_job *job, struct pt_err *e);
	bool maps;     /* takes a mapping */
	bool restates; /* names all that an element needs, when it names any needs at all */
};

/* All importers in the order they are asked; the kind by name, or NULL; the kind by content. */
const struct importer *const *import_all(size_t *n);
const struct importer *import_find(const char *kind);
const struct importer *import_sniff(struct str head, const char *name);

/* Reads an opened input (a file, or every JSON member of an archive).  `as` names the kind, or is
 * NULL for "find out". */
bool import_input(struct import_job *job, struct archive *in, const char *as, struct pt_err *e)
        PT_MUST;
/* The same for job->text, in this process: built-in data and tests. */
bool import_text(struct import_job *job, const char *as, struct pt_err *e) PT_MUST;

/* For streams that are read as a whole after all: the text of the input, at most
 * IMPORT_DOCUMENT_LIMIT octets. */
bool import_whole(struct import_job *job, struct str *text, struct pt_err *e) PT_MUST;
/* For streams that are read several times: makes the source one that can be; a file is read anew, of a pipe
 * or a packed file all is read into memory, at most IMPORT_DOCUMENT_LIMIT octets.  Before anything is read. */
bool import_repeatable(struct import_job *job, struct pt_err *e) PT_MUST;
/* The source from its beginning. */
bool import_rewind(struct import_job *job, struct pt_err *e) PT_MUST;
/* For importers: hands on a row, or reports it when it does not hold.  False = stop now. */
bool import_emit(struct import_job *job, const struct record *r, const struct pt_at *at) PT_MUST;
/* The same for a row that record_check found good. */
bool import_checked(struct import_job *job, const struct record *r, uint64_t row) PT_MUST;
void import_reject(struct import_job *job, const struct pt_at *at, const char *message);
void import_skip(struct import_job *job, const struct pt_at *at, const char *message);
bool import_stopped(struct pt_err *e); /* what to return after import_emit said stop */

/* Whether the words occur in the text; whether it looks like JSON, like XML at all. */
bool import_has(struct str text, const char *words);
bool import_has_key(struct str text, const char *key); /* a YAML key at the begin of a line */
bool import_is_json(struct str head);
bool import_is_xml(struct str head);
/* Whether the header line of a table names this column, in letters of any size. */
bool import_names(struct str head, const char *column);
/* At most n octets of a text for people: white space runs become one space, cut between words. */
struct str import_short(struct arena *a, struct str s, size_t n);

#endif
