/* SPDX-License-Identifier: Apache-2.0
 *
 * worker.h - an import in a child process without rights
 *
 * The input is foreign, so what reads it owns nothing: the parent opens the file (or walks the
 * directory) and starts this same program anew as `import-worker`; the child takes limits upon
 * itself, gives up the file system and nearly all system calls, reads, and sends rows back
 * over a pipe.  The parent takes its frames for as foreign as the input was and checks every row
 * again.  When the child dies nothing is lost: that is a reported failure, and the caller's
 * transaction has not been completed.
 *
 * Frame, child to parent: length of what follows (4), kind (1), then by kind; numbers have the
 * least octet first, a text is its length (4) and its octets.
 *	record    table (1), row (8), which fields are in the frame (4, bit i is field i), which are
 *	          the same as before (4), and of each that is in it the length (1, or 255 and then
 *	          4) and the octets; all others are empty
 *	fault     row (8), column (8), message
 *	skip      the same, of a row that is left out although nothing is wrong with it
 *	warn      the same, of something that its owner should know
 *	progress  octets read (8)
 *	done      records (8), rejected (8), skipped (8), kind
 *	error     code (1), row (8), column (8), byte (8), file, text
 */
#ifndef PT_IMPORT_WORKER_H
#define PT_IMPORT_WORKER_H

#include "base/err.h"
#include "base/str.h"
#include "model/records.h"

enum { IMPORT_FAULTS = 1000 };

struct import_fault {
	uint64_t row, column; /* 1-based, 0 = not known */
	const char *message;
};

/* What the caller says about an input. */
struct import_how {
	const char *as;       /* kind, NULL = find out */
	struct str map;       /* text of a mapping, n 0 = none */
	const char *map_name; /* for messages */
	const char *sheet;    /* of a workbook, NULL = the first */
};

struct import_result {
	const char *kind;
	uint64_t records, rejected;
	uint64_t skipped;           /* members that are none of ours, withdrawn records ... */
	struct import_fault *fault; /* the first IMPORT_FAULTS */
	struct import_fault *skip;  /* of the skipped that are told of one by one, the first IMPORT_FAULTS */
	struct import_fault *warning; /* the first IMPORT_FAULTS */
	size_t faults, skips, warnings;
};

/* Imports a file, archive or directory.  `how` may be NULL.  `record` is called for each
 * row in the order of the input (fields last until it returns) and may end the import by false,
 * having recorded why.  After a failure rows may have been handed on: undo them. */
bool import_run(struct arena *a, const char *path, const struct import_how *how,
                bool (*record)(void *ctx, const struct record *r, struct pt_err *e), void *ctx,
                struct import_result *out, struct pt_err *e) PT_MUST;

/* The hidden subcommand `import-worker KIND SHAPE NAME MAP MAPPING SHEET` (KIND may be "-", SHAPE is
 * "file" or "feed", the last three may be empty): input on descriptor 0, frames on descriptor 1.  The
 * exit status, if it returns. */
int import_worker_main(int argc, char **argv);

enum worker_frame {
	WORKER_RECORD = 'R', WORKER_FAULT = 'F', WORKER_SKIP = 'S', WORKER_WARN = 'W', WORKER_PROGRESS = 'P',
	WORKER_DONE = 'D', WORKER_ERROR = 'E'
};

/* Fields that are words or ids, such as the source, are mostly those of the row before.  Either side
 * keeps the last text of such a field that was in a frame, for each table, if it has at most
 * WORKER_KEPT octets; "the same as before" means that text. */
enum { WORKER_KEPT = 64 };
struct worker_kept {
	uint8_t n[RECORD_COLUMNS]; /* 0 = nothing is kept */
	char text[RECORD_COLUMNS][WORKER_KEPT];
};
uint32_t worker_keeps(enum record_table t); /* the fields of a table that are kept */
void worker_keep(struct worker_kept *k, unsigned field, struct str text);

enum { WORKER_FRAME_LIMIT = 24 << 20 }; /* more than RECORD_COLUMNS fields of RECORD_FIELD octets */

#endif
