/* SPDX-License-Identifier: Apache-2.0
 *
 * store.c - a workspace: open, transactions, reading
 */
#include "store/store.h"

#include <string.h>

#include "store/migrations.h"
#include "store/store_inside.h"

enum { BUSY_MS = 3000, SECONDS_PER_DAY = 86400 };
#define TIME_END 253402300800 /* the year 10000: no date is longer than ten characters */

static bool settings(struct store *s, struct pt_err *e)
{
	static const char common[] = "PRAGMA foreign_keys = ON;"
	                             "PRAGMA cell_size_check = ON;"
	                             "PRAGMA cache_size = -65536;"
	                             "PRAGMA synchronous = FULL;";
	sqlite3_busy_timeout(s->db, BUSY_MS);
	/* a file from elsewhere may hold anything: no functions with effects, no schema tricks */
	sqlite3_db_config(s->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(s->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	return sql_exec(s->db, common, e);
}

static bool migrate(struct store *s, struct pt_err *e)
{
	int64_t version;
	bool ok = sql_exec(s->db, "BEGIN IMMEDIATE", e) &&
	          sql_number(s->db, "PRAGMA user_version", &version, e) && /* under the lock now */
	          migrations_run(s->db, *s->a, version, e) && sql_exec(s->db, "COMMIT", e);
	if (!ok && !sqlite3_get_autocommit(s->db))
		sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
	return ok;
}

static bool fit_version(struct store *s, struct pt_err *e)
{
	int64_t version, newest = migrations_newest();
	if (!sql_number(s->db, "PRAGMA user_version", &version, e))
		return false;
	if (version > newest)
		return pt_fail(e, PT_INVALID, "the workspace has schema version %lld, made by a newer "
		               "petrin; this one knows versions up to %lld", (long long)version,
		               (long long)newest);
	if (version < newest && s->mode == STORE_READ)
		return pt_fail(e, PT_INVALID, "the workspace has schema version %lld, this petrin reads "
		               "version %lld; the next command that writes to it brings it up to that",
		               (long long)version, (long long)newest);
	if (s->mode == STORE_READ)
		return sql_exec(s->db, "PRAGMA query_only = ON", e);
	return sql_exec(s->db, "PRAGMA journal_mode = WAL", e) && (version == newest || migrate(s, e));
}

bool store_open(struct arena *a, const char *path, enum store_mode mode, struct store **out,
                struct pt_err *e)
{
	struct store *s = NEW(a, struct store, 1);
	bool made = false;
	*s = (struct store){ .a = a, .mode = mode };
	*out = NULL;
	if (sodium_init() < 0)
		return pt_fail(e, PT_BUG, "libsodium does not start");
	if (mode == STORE_CREATE && !(made = store_file_create(*a, path, e)))
		goto fail;
	if (!store_file_is_workspace(*a, path, e) || !store_file_open(*a, path, mode, &s->db, e))
		goto fail;
	if (!settings(s, e) || !fit_version(s, e))
		goto close_db;
	*out = s;
	return true;
close_db:
	sql_close(s->db);
fail:
	if (made)
		store_discard(*a, path);
	pt_err_file(e, path);
	return false;
}

void store_close(struct store *s)
{
	if (s == NULL || s->db == NULL)
		return;
	store_rollback(s);
	for (int t = 0; t < RECORD_TABLES; t++) {
		sqlite3_finalize(s->table[t].find);
		sqlite3_finalize(s->table[t].cut);
		sqlite3_finalize(s->table[t].insert);
	}
	sql_close(s->db);
	s->db = NULL;
}

bool store_begin(struct store *s, int64_t time, struct pt_err *e)
{
	if (s->in_transaction)
		return pt_fail(e, PT_BUG, "store_begin inside a transaction");
	if (s->mode == STORE_READ)
		return pt_fail(e, PT_BUG, "store_begin in a workspace opened for reading");
	if (time < 0 || time >= TIME_END)
		return pt_fail(e, PT_INVALID, "the time %lld is not between 1970 and 9999",
		               (long long)time);
	if (!sql_exec(s->db, "BEGIN IMMEDIATE", e))
		return false;
	s->in_transaction = true;
	if (!store_audit_newest(s, &s->n, &s->prev, e) || !store_audit_noted(s, s->table, e)) {
		store_rollback(s);
		return false;
	}
	s->n++;
	s->time = time;
	s->day = (int32_t)(time / SECONDS_PER_DAY);
	s->turn = 0;
	s->changes = (struct seal){ 0 };
	return true;
}

bool store_commit(struct store *s, const struct store_act *act, struct pt_err *e)
{
	if (!s->in_transaction)
		return pt_fail(e, PT_BUG, "store_commit outside a transaction");
	if (s->turn > 0 && (!store_audit_append(s, act, e) || !sql_exec(s->db, "COMMIT", e))) {
		store_rollback(s);
		return false;
	}
	if (s->turn == 0)
		store_rollback(s);
	s->in_transaction = false;
	return true;
}

/* Past the door of sql.h: what undoes a failure must not be made to fail by the same test.  Should
 * SQLite refuse, closing the file undoes the transaction. */
void store_rollback(struct store *s)
{
	if (!s->in_transaction)
		return;
	for (int t = 0; t < RECORD_TABLES; t++) {
		sqlite3_reset(s->table[t].find);
		sqlite3_reset(s->table[t].cut);
		sqlite3_reset(s->table[t].insert);
	}
	if (!sqlite3_get_autocommit(s->db)) /* SQLite may have rolled back already */
		sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
	s->in_transaction = false;
}

bool store_head(struct store *s, unsigned char head[STORE_HASH], struct pt_err *e)
{
	int64_t n;
	struct seal hash;
	bool ok = store_audit_newest(s, &n, &hash, e);
	memcpy(head, hash.b, STORE_HASH);
	return ok;
}

bool store_count(struct store *s, enum record_table t, uint64_t *n, struct pt_err *e)
{
	struct arena scratch = *s->a;
	int64_t count = 0;
	bool ok = sql_number(s->db, arena_fmt(&scratch, "SELECT count(*) FROM \"%s\" WHERE valid_to = %d",
	                                      record_def(t)->name, STORE_OPEN_END), &count, e);
	*n = (uint64_t)count;
	return ok;
}

bool store_each(struct store *s, const struct store_query *q, struct pt_err *e)
{
	return store_each_with(s, q, NULL, (struct str){ 0 }, e);
}

bool store_each_with(struct store *s, const struct store_query *q, const char *column, struct str is,
                     struct pt_err *e)
{
	struct arena scratch = *s->a;
	struct buf sql = store_rows_select(&scratch, q->table);
	struct store_stored stored;
	sqlite3_stmt *st;
	bool ok, row;
	buf_str(&sql, "WHERE valid_from <= ?1 AND ?1 < valid_to");
	if (column) /* said twice: an index may leave empty fields out */
		buf_fmt(&sql, " AND \"%s\" = ?2 AND \"%s\" <> ''", column, column);
	buf_str(&sql, " ORDER BY ");
	store_rows_key_names(&sql, q->table, "");
	buf_str(&sql, "version");
	if (!sql_prepare(s->db, (struct str){ sql.p, sql.n }, &st, e))
		return false;
	ok = sql_bind_int(st, 1, q->day, e) && (column == NULL || sql_bind_text(st, 2, is, e));
	while (ok && (ok = sql_step(st, &row, e)) && row) {
		store_rows_read(st, q->table, &stored);
		ok = q->row(q->ctx, &stored.v.record, e);
	}
	sqlite3_finalize(st);
	return ok;
}

bool store_history(struct store *s, const struct record *key, store_version_fn version, void *ctx,
                   struct pt_err *e)
{
	struct arena scratch = *s->a;
	struct buf sql = store_rows_select(&scratch, key->table);
	struct store_stored stored;
	sqlite3_stmt *st;
	int next;
	bool ok, row;
	buf_str(&sql, "WHERE ");
	store_rows_where(&sql, key->table);
	buf_str(&sql, " ORDER BY version");
	if (!sql_prepare(s->db, (struct str){ sql.p, sql.n }, &st, e))
		return false;
	ok = store_rows_bind_key(st, key, &next, e);
	while (ok && (ok = sql_step(st, &row, e)) && row) {
		store_rows_read(st, key->table, &stored);
		ok = version(ctx, &stored.v, e);
	}
	sqlite3_finalize(st);
	return ok;
}
