/* SPDX-License-Identifier: Apache-2.0
 *
 * sql.c - SQLite behind one door
 */
#include "store/sql.h"

#include "base/fault.h"

enum { PRIMARY_CODE = 0xff }; /* extended result codes have the primary one in their low octet */

/* What a person or a caller can do differs, so the codes do. */
static bool fail(int rc, const char *words, struct pt_err *e)
{
	switch (rc & PRIMARY_CODE) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return pt_fail(e, PT_CONFLICT, "another petrin is writing to this workspace; try again "
		                               "when it has finished");
	case SQLITE_NOTADB:
		return pt_fail(e, PT_INVALID, "is not a petrin workspace (not an SQLite file)");
	case SQLITE_CORRUPT:
		return pt_fail(e, PT_INVALID, "the workspace is damaged: %s", words);
	case SQLITE_ERROR:
	case SQLITE_CONSTRAINT:
	case SQLITE_MISMATCH:
	case SQLITE_SCHEMA:
		return pt_fail(e, PT_INVALID, "the workspace is not built as expected: %s", words);
	case SQLITE_READONLY:
		return pt_fail(e, PT_IO, "the workspace cannot be written: %s", words);
	case SQLITE_TOOBIG:
	case SQLITE_NOMEM:
		return pt_fail(e, PT_LIMIT, "too large for the store: %s", words);
	case SQLITE_INTERRUPT:
		return pt_fail(e, PT_CANCELLED, "cancelled");
	default: /* SQLite may have more codes than we know */
		return pt_fail(e, PT_IO, "the workspace cannot be read or written: %s", words);
	}
}

static bool check(sqlite3 *db, int rc, struct pt_err *e)
{
	if (rc == SQLITE_OK || rc == SQLITE_ROW || rc == SQLITE_DONE)
		return true;
	return fail(rc, (sqlite3_errcode(db) & PRIMARY_CODE) == (rc & PRIMARY_CODE)
	                        ? sqlite3_errmsg(db) : sqlite3_errstr(rc), e);
}

/* What a step gives when a test wants it to fail. */
static bool refused(sqlite3 *db, struct pt_err *e)
{
	return fault_hit(FAULT_SQL) && !check(db, SQLITE_IOERR, e);
}

bool sql_open(const char *path, int flags, sqlite3 **db, struct pt_err *e)
{
	*db = NULL;
	if (fault_hit(FAULT_SQL))
		return fail(SQLITE_CANTOPEN, sqlite3_errstr(SQLITE_CANTOPEN), e);
	int rc = sqlite3_open_v2(path, db, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);
	if (rc == SQLITE_OK)
		return true;
	fail(rc, *db ? sqlite3_errmsg(*db) : sqlite3_errstr(rc), e);
	sqlite3_close(*db);
	*db = NULL;
	return false;
}

void sql_close(sqlite3 *db)
{
	sqlite3_close(db);
}

/* Opened, but never asked anything: the pager would compare the file with its header. */
bool sql_head(const char *path, void *to, int n, struct pt_err *e)
{
	sqlite3 *db;
	sqlite3_file *file = NULL;
	if (!sql_open(path, SQLITE_OPEN_READONLY, &db, e))
		return false;
	int rc = sqlite3_file_control(db, "main", SQLITE_FCNTL_FILE_POINTER, &file);
	if (rc == SQLITE_OK)
		rc = fault_hit(FAULT_SQL) ? SQLITE_IOERR : file->pMethods->xRead(file, to, n, 0);
	bool ok = rc == SQLITE_OK || rc == SQLITE_IOERR_SHORT_READ || fail(rc, sqlite3_errstr(rc), e);
	sql_close(db);
	return ok;
}

bool sql_exec(sqlite3 *db, const char *text, struct pt_err *e)
{
	return !refused(db, e) && check(db, sqlite3_exec(db, text, NULL, NULL, NULL), e);
}

bool sql_prepare(sqlite3 *db, struct str text, sqlite3_stmt **st, struct pt_err *e)
{
	*st = NULL;
	return !refused(db, e) &&
	       check(db, sqlite3_prepare_v3(db, text.p, (int)text.n, SQLITE_PREPARE_PERSISTENT, st, NULL),
	             e);
}

bool sql_number(sqlite3 *db, const char *text, int64_t *out, struct pt_err *e)
{
	sqlite3_stmt *st;
	bool row = false;
	if (!sql_prepare(db, str_of(text), &st, e))
		return false;
	bool ok = sql_step(st, &row, e);
	*out = row ? sqlite3_column_int64(st, 0) : 0;
	sqlite3_finalize(st);
	return ok;
}

bool sql_bind_int(sqlite3_stmt *st, int i, int64_t v, struct pt_err *e)
{
	sqlite3 *db = sqlite3_db_handle(st);
	return !refused(db, e) && check(db, sqlite3_bind_int64(st, i, v), e);
}

bool sql_bind_text(sqlite3_stmt *st, int i, struct str s, struct pt_err *e)
{
	sqlite3 *db = sqlite3_db_handle(st);
	/* NULL would be bound as NULL, which no column takes */
	const char *p = s.n ? s.p : "";
	return !refused(db, e) &&
	       check(db, sqlite3_bind_text64(st, i, p, s.n, SQLITE_STATIC, SQLITE_UTF8), e);
}

bool sql_bind_blob(sqlite3_stmt *st, int i, const void *p, size_t n, struct pt_err *e)
{
	sqlite3 *db = sqlite3_db_handle(st);
	return !refused(db, e) && check(db, sqlite3_bind_blob64(st, i, p, n, SQLITE_STATIC), e);
}

bool sql_step(sqlite3_stmt *st, bool *row, struct pt_err *e)
{
	sqlite3 *db = sqlite3_db_handle(st);
	*row = false;
	int rc = refused(db, e) ? SQLITE_IOERR : sqlite3_step(st);
	*row = rc == SQLITE_ROW;
	bool ok = check(db, rc, e); /* before the reset, which may change the message */
	if (!*row)
		sqlite3_reset(st);
	return ok;
}

bool sql_run(sqlite3_stmt *st, struct pt_err *e)
{
	bool row;
	bool ok = sql_step(st, &row, e);
	if (row)
		sqlite3_reset(st);
	return ok;
}

struct str sql_text(sqlite3_stmt *st, int i)
{
	const char *p = (const char *)sqlite3_column_text(st, i);
	return p ? (struct str){ p, (size_t)sqlite3_column_bytes(st, i) } : STR("");
}

struct str sql_blob(sqlite3_stmt *st, int i)
{
	const char *p = sqlite3_column_blob(st, i);
	return p ? (struct str){ p, (size_t)sqlite3_column_bytes(st, i) } : STR("");
}
