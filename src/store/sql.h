/* SPDX-License-Identifier: Apache-2.0
 *
 * sql.h - SQLite behind one door
 *
 * Every call of SQLite that can fail goes through here, so that there is one place that turns its
 * codes into words and one that asks fault_hit(FAULT_SQL).  Texts and blobs are bound without a
 * copy: they have to stay until the statement is reset.
 */
#ifndef PT_STORE_SQL_H
#define PT_STORE_SQL_H

#include <sqlite3.h>

#include "base/err.h"
#include "base/str.h"

/* Flags are SQLITE_OPEN_*; *db is NULL after a failure. */
bool sql_open(const char *path, int flags, sqlite3 **db, struct pt_err *e) PT_MUST;
void sql_close(sqlite3 *db);

/* The first n octets of the file as they are; beyond its end there are zeros.  Nothing is locked,
 * recovered or changed, and closing drops no locks of this process (POSIX), as it would with a
 * descriptor of our own. */
bool sql_head(const char *path, void *to, int n, struct pt_err *e) PT_MUST;

bool sql_exec(sqlite3 *db, const char *text, struct pt_err *e) PT_MUST;
/* The one whole number that a query gives. */
bool sql_number(sqlite3 *db, const char *text, int64_t *out, struct pt_err *e) PT_MUST;
bool sql_prepare(sqlite3 *db, struct str text, sqlite3_stmt **st, struct pt_err *e) PT_MUST;

bool sql_bind_int(sqlite3_stmt *st, int i, int64_t v, struct pt_err *e) PT_MUST;
bool sql_bind_text(sqlite3_stmt *st, int i, struct str s, struct pt_err *e) PT_MUST;
bool sql_bind_blob(sqlite3_stmt *st, int i, const void *p, size_t n, struct pt_err *e) PT_MUST;

/* One row further; at the end and after a failure the statement is reset. */
bool sql_step(sqlite3_stmt *st, bool *row, struct pt_err *e) PT_MUST;
/* Runs a statement that gives no rows. */
bool sql_run(sqlite3_stmt *st, struct pt_err *e) PT_MUST;

/* Column i of the row at hand, as text or blob; gone after the next step. */
struct str sql_text(sqlite3_stmt *st, int i);
struct str sql_blob(sqlite3_stmt *st, int i);

#endif
