/* SPDX-License-Identifier: Apache-2.0
 *
 * store_inside.h - what the files of this folder know about an open workspace
 *
 * Nobody outside includes this.  Between store_begin and the end of the transaction `n`, `prev` and
 * the sums of the tables stand for the log entry in the making.
 */
#ifndef PT_STORE_STORE_INSIDE_H
#define PT_STORE_STORE_INSIDE_H

#include "store/seal.h"
#include "store/sql.h"

struct store_table {
	sqlite3_stmt *find, *cut, *insert; /* prepared by the first put */
	struct seal sum;
	int64_t rows;
	bool touched;
};

struct store {
	sqlite3 *db;
	struct arena *a;
	enum store_mode mode;
	bool in_transaction;
	int64_t n, time, turn; /* of the log entry in the making; turn = versions so far */
	int32_t day;
	struct seal prev, changes;
	struct store_table table[RECORD_TABLES];
	store_replaced_fn replaced;
	void *replaced_ctx;
};

/* One row of a record table as it is in the file, right or wrong. */
struct store_stored {
	struct store_version v;
	int64_t valid_from, valid_to, turn;
	struct str seal;
};

/* "SELECT ... FROM table AS r " with everything that store_rows_read needs; the caller goes on. */
struct buf store_rows_select(struct arena *a, enum record_table t);
void store_rows_read(sqlite3_stmt *st, enum record_table t, struct store_stored *row);
/* "a = ?1 AND b = ?2" for the key columns, and the fields for it; `next` is the parameter after. */
void store_rows_where(struct buf *sql, enum record_table t);
bool store_rows_bind_key(sqlite3_stmt *st, const struct record *r, int *next, struct pt_err *e)
        PT_MUST;
/* "a, b, " or with a word after each name, "a DESC, b DESC, ". */
void store_rows_key_names(struct buf *sql, enum record_table t, const char *word);

/* The key for people, shortened when it is long. */
enum { STORE_KEY_TEXT = 256 };
void store_rows_key_text(const struct record *r, char out[STORE_KEY_TEXT]);

/* One entry of the log, with all that its hash covers. */
struct store_entry {
	struct store_audit a; /* a.hash points to `hash` */
	struct seal changes, sums, prev, hash;
};
struct seal store_audit_hash(const struct store_entry *x);
/* The hash over the tables' sums; tables without rows do not count, so that a schema may grow. */
struct seal store_audit_sums(const struct store_table table[RECORD_TABLES]);
bool store_audit_append(struct store *s, const struct store_act *act, struct pt_err *e) PT_MUST;
/* Number and hash of the newest entry, 0 and zeros while there is none. */
bool store_audit_newest(struct store *s, int64_t *n, struct seal *hash, struct pt_err *e) PT_MUST;
typedef bool (*store_entry_fn)(void *ctx, const struct store_entry *x, struct pt_err *e);
bool store_audit_entries(struct store *s, store_entry_fn fn, void *ctx, struct pt_err *e) PT_MUST;
/* Rows and sum of every table as the workspace notes them; false also when one is not noted. */
bool store_audit_noted(struct store *s, struct store_table table[RECORD_TABLES], struct pt_err *e)
        PT_MUST;

/* The path for SQLite: a name like ":memory:" or "file:x" is a file here. */
const char *store_file_name(struct arena *a, const char *path);
/* Whether the file is a workspace, found out without a lock or a change; opened; and a new one.
 * One that may not be written is read as it is. */
bool store_file_is_workspace(struct arena scratch, const char *path, struct pt_err *e) PT_MUST;
bool store_file_open(struct arena scratch, const char *path, enum store_mode mode, sqlite3 **db,
                     struct pt_err *e) PT_MUST;
bool store_file_create(struct arena scratch, const char *path, struct pt_err *e) PT_MUST;

#endif
