/* SPDX-License-Identifier: Apache-2.0
 *
 * csv.h - tables as text (RFC 4180), read as a stream
 *
 * Accepts a UTF-8 byte order mark, CRLF and LF, and finds the delimiter (comma, semicolon, tab)
 * in the header line.  Quoted fields may hold anything.  Refused with a place: bytes that are not
 * UTF-8, NUL, an open quote at the end, text after a closing quote, a row over CSV_ROW octets.
 */
#ifndef PT_BASE_CSV_H
#define PT_BASE_CSV_H

#include "base/err.h"
#include "base/file.h"

enum { CSV_ROW = 1 << 20, CSV_FIELDS = 4096 };

struct csv {
	struct stream source;
	const char *file;
	char delimiter;
	char *window;             /* CSV_ROW * 2 octets of the job's arena */
	size_t beg, next, end;    /* in the window: the current row, the row after, what is read */
	bool eof, failed;
	struct str *field;        /* of the current row; valid until the next csv_row */
	uint32_t *column;         /* 1-based column (code points) where each field begins */
	uint32_t *down;           /* how many lines below `line` that is */
	size_t n;
	uint64_t row, line;       /* 1-based: record (the header is 1); line where it begins */
	uint64_t lines;           /* line feeds of the current row */
	struct str *header;       /* copied into the arena */
	size_t headers;
	struct arena *a;
};

/* Begins a table and reads its header row. An empty input is a failure. */
bool csv_open(struct csv *c, struct arena *a, struct stream s, const char *file, struct pt_err *e)
        PT_MUST;
/* The next row (blank lines are skipped); false at the end, or after a failure recorded in e. */
bool csv_row(struct csv *c, struct pt_err *e) PT_MUST;
/* How many octets the rows up to now had, all together. */
uint64_t csv_octets(const struct csv *c);
/* Whether the next csv_row moves the window: fields of earlier rows hold until then. */
bool csv_moves(const struct csv *c);
/* Index of a header name (exact), or -1. */
int csv_find(const struct csv *c, const char *name);
/* Field i of the current row, or empty when the row is short. */
struct str csv_get(const struct csv *c, int i);
/* The place of field i of the current row: line of the file and column where the field begins. */
struct pt_at csv_at(const struct csv *c, int i);

/* Appends one field, quoted if it has to be; the caller writes separators and line ends. */
void csv_put(struct buf *b, struct str s);

#endif
