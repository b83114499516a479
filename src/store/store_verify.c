/* SPDX-License-Identifier: Apache-2.0
 *
 * store_verify.c - is the workspace what petrin wrote
 *
 * Five looks, each able to notice what the others cannot: SQLite's own check of the file; the
 * schema against the migrations; each row against its seal, and the versions of a key against one
 * another; each table against the sum noted for it; the log, entry by entry, against the rows in
 * the order in which they were put.  A look that cannot be finished because the file is broken is
 * a finding; only trouble with reading is an error.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "store/migrations.h"
#include "store/store_inside.h"

struct verify {
	struct store *s;
	store_finding_fn found;
	void *ctx;
	const unsigned char *trusted;
	bool trusted_seen;
	enum record_table t;                     /* the table looked at */
	struct store_table table[RECORD_TABLES]; /* what its rows add up to */
	sqlite3_stmt *put;                       /* all rows in the order of the log */
	bool put_row;
	struct store_entry last; /* its texts are gone */
};

static void report(const struct verify *v, const char *table, const char *key, const char *fmt, ...)
        PT_PRINTF(4, 5);

static void report(const struct verify *v, const char *table, const char *key, const char *fmt, ...)
{
	char text[512];
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	v->found(v->ctx, &(struct store_finding){ table, key, text });
}

/* --- file and schema -------------------------------------------------------------------------- */

static bool look_at_file(struct verify *v, struct pt_err *e)
{
	sqlite3_stmt *st;
	bool ok, row;
	if (!sql_prepare(v->s->db, STR("PRAGMA integrity_check"), &st, e))
		return false;
	while ((ok = sql_step(st, &row, e)) && row) {
		struct str line = sql_text(st, 0);
		if (!str_is(line, "ok"))
			report(v, "", "", "%.*s", line.n > 400 ? 400 : (int)line.n, line.p);
	}
	sqlite3_finalize(st);
	return ok;
}

/* The types too: an octet of the file turns a text into a blob that reads the same. */
#define SCHEMA \
	"SELECT type || ' ' || name, tbl_name || ' ' || coalesce(sql, '') || typeof(type) || typeof(name) " \
	"|| typeof(tbl_name) || typeof(sql) FROM sqlite_schema ORDER BY 1"

static int order(struct str a, struct str b)
{
	int c = memcmp(a.p, b.p, a.n < b.n ? a.n : b.n);
	return c ? c : (a.n > b.n) - (a.n < b.n);
}

/* Walks two sorted lists side by side. */
static bool compare_schemas(const struct verify *v, sqlite3_stmt *is, sqlite3_stmt *ought,
                            struct pt_err *e)
{
	bool more_is, more_ought;
	if (!sql_step(is, &more_is, e) || !sql_step(ought, &more_ought, e))
		return false;
	while (more_is || more_ought) {
		struct str a = more_is ? sql_text(is, 0) : STR("");
		struct str b = more_ought ? sql_text(ought, 0) : STR("");
		int c = !more_is ? 1 : !more_ought ? -1 : order(a, b);
		if (c < 0)
			report(v, "", "", "schema: %.*s does not belong here", (int)a.n, a.p);
		else if (c > 0)
			report(v, "", "", "schema: %.*s is missing", (int)b.n, b.p);
		else if (order(sql_text(is, 1), sql_text(ought, 1)) != 0)
			report(v, "", "", "schema: %.*s was changed", (int)a.n, a.p);
		if ((c <= 0 && !sql_step(is, &more_is, e)) ||
		    (c >= 0 && !sql_step(ought, &more_ought, e)))
			return false;
	}
	return true;
}

static bool look_at_schema(struct verify *v, struct pt_err *e)
{
	sqlite3 *fresh;
	sqlite3_stmt *is = NULL, *ought = NULL;
	if (!sql_open(":memory:", SQLITE_OPEN_READWRITE | SQLITE_OPEN_MEMORY, &fresh, e))
		return false;
	bool ok = migrations_run(fresh, *v->s->a, 0, e) && sql_prepare(v->s->db, STR(SCHEMA), &is, e) &&
	          sql_prepare(fresh, STR(SCHEMA), &ought, e) && compare_schemas(v, is, ought, e);
	sqlite3_finalize(is);
	sqlite3_finalize(ought);
	sql_close(fresh);
	return ok;
}

/* --- rows ------------------------------------------------------------------------------------- */

/* Going back through the versions of one key: what the one seen before demands of the next. */
struct walk {
	struct seal key;
	int64_t version; /* 0 = nothing open */
	int64_t earliest;
	char text[STORE_KEY_TEXT];
};

static void end_key(const struct verify *v, const struct walk *w)
{
	if (w->version > 1)
		report(v, record_def(v->t)->name, w->text, "version %lld is missing",
		       (long long)w->version - 1);
}

static void look_at_row(struct verify *v, struct walk *w, const struct store_stored *row)
{
	const char *table = record_def(v->t)->name;
	struct seal key = seal_key(&row->v.record), seal = seal_version(&row->v, row->turn);
	bool newest = w->version == 0 || !seal_equal(&key, &w->key);
	int64_t end = STORE_OPEN_END;
	if (newest) {
		end_key(v, w);
		store_rows_key_text(&row->v.record, w->text);
		w->earliest = row->valid_from;
	} else {
		end = row->valid_from > w->earliest ? row->valid_from : w->earliest;
		if (row->v.version != w->version - 1)
			report(v, table, w->text, "version %lld is missing", (long long)w->version - 1);
		if (row->valid_from < w->earliest)
			w->earliest = row->valid_from;
	}
	w->key = key;
	w->version = row->v.version;
	if (row->seal.n != STORE_HASH || memcmp(row->seal.p, seal.b, STORE_HASH) != 0 ||
	    row->valid_from != row->v.valid_from)
		report(v, table, w->text, "version %lld was changed after it was stored",
		       (long long)row->v.version);
	if (row->valid_to != end)
		report(v, table, w->text, "version %lld does not end where the next one begins",
		       (long long)row->v.version);
	seal_add(&v->table[v->t].sum, &seal);
	v->table[v->t].rows++;
}

static bool look_at_rows(struct verify *v, struct pt_err *e)
{
	struct arena scratch = *v->s->a;
	struct buf sql = store_rows_select(&scratch, v->t);
	struct walk w = { .version = 0 };
	struct store_stored row;
	sqlite3_stmt *st;
	bool ok, more;
	buf_str(&sql, "ORDER BY ");
	store_rows_key_names(&sql, v->t, " DESC");
	buf_str(&sql, "version DESC");
	if (!sql_prepare(v->s->db, (struct str){ sql.p, sql.n }, &st, e))
		return false;
	while ((ok = sql_step(st, &more, e)) && more) {
		store_rows_read(st, v->t, &row);
		look_at_row(v, &w, &row);
	}
	if (ok)
		end_key(v, &w);
	sqlite3_finalize(st);
	return ok;
}

static bool look_at_sums(struct verify *v, struct pt_err *e)
{
	struct store_table noted[RECORD_TABLES] = { 0 };
	int64_t seals = 0;
	if (!store_audit_noted(v->s, noted, e) ||
	    !sql_number(v->s->db, "SELECT count(*) FROM seal", &seals, e))
		return false;
	if (seals != RECORD_TABLES)
		report(v, "seal", "", "has %lld rows for %d tables", (long long)seals, RECORD_TABLES);
	for (int t = 0; t < RECORD_TABLES; t++) {
		const char *name = record_def((enum record_table)t)->name;
		if (noted[t].rows != v->table[t].rows)
			report(v, name, "", "has %lld rows, %lld were stored",
			       (long long)v->table[t].rows, (long long)noted[t].rows);
		else if (!seal_equal(&noted[t].sum, &v->table[t].sum))
			report(v, name, "", "its rows do not add up to its seal");
	}
	return true;
}

/* --- log -------------------------------------------------------------------------------------- */

/* The rows that an entry brought, in their order. */
static bool changes_of(struct verify *v, int64_t n, struct store_entry *x, struct pt_err *e)
{
	x->a.rows = 0;
	x->changes = (struct seal){ 0 };
	while (v->put_row && sqlite3_column_int64(v->put, 0) <= n) {
		struct seal seal = { 0 };
		struct str stored = sql_blob(v->put, 1);
		if (stored.n == sizeof seal.b)
			memcpy(seal.b, stored.p, sizeof seal.b);
		seal_chain(&x->changes, &seal);
		x->a.rows++;
		if (!sql_step(v->put, &v->put_row, e))
			return false;
	}
	return true;
}

static bool look_at_entry(void *ctx, const struct store_entry *x, struct pt_err *e)
{
	struct verify *v = ctx;
	struct store_entry is;
	char key[32];
	snprintf(key, sizeof key, "%lld", (long long)x->a.n);
	struct seal hash = store_audit_hash(x);
	if (x->a.n != v->last.a.n + 1)
		report(v, "audit", key, "the entry before it is missing");
	else if (!seal_equal(&x->prev, &v->last.hash))
		report(v, "audit", key, "does not follow the entry before it");
	if (!seal_equal(&hash, &x->hash))
		report(v, "audit", key, "was changed after it was written");
	if (!changes_of(v, x->a.n, &is, e))
		return false;
	if (is.a.rows != x->a.rows || !seal_equal(&is.changes, &x->changes))
		report(v, "audit", key, "the rows it brought are not those it names (%lld, %lld)",
		       (long long)is.a.rows, (long long)x->a.rows);
	if (v->trusted && memcmp(v->trusted, hash.b, STORE_HASH) == 0)
		v->trusted_seen = true;
	v->last = *x;
	return true;
}

/* After the last entry: nothing may be left, and the sums must be those it saw. */
static bool end_log(struct verify *v, struct pt_err *e)
{
	static const unsigned char none[STORE_HASH];
	struct store_entry rest;
	struct seal sums = store_audit_sums(v->table);
	if (!changes_of(v, INT64_MAX, &rest, e))
		return false;
	if (rest.a.rows > 0)
		report(v, "audit", "", "%lld rows belong to no entry", (long long)rest.a.rows);
	if (v->last.a.n > 0 && !seal_equal(&sums, &v->last.sums))
		report(v, "audit", "", "the tables are not those the last entry saw");
	if (v->trusted && memcmp(v->trusted, none, STORE_HASH) == 0)
		v->trusted_seen = true; /* noted before the first entry */
	if (v->trusted && !v->trusted_seen)
		report(v, "audit", "", "the log does not go through the trusted head");
	return true;
}

static bool look_at_log(struct verify *v, struct pt_err *e)
{
	struct arena scratch = *v->s->a;
	struct buf sql = buf_in(&scratch);
	for (int t = 0; t < RECORD_TABLES; t++)
		buf_fmt(&sql, "%sSELECT recorded, seal, turn FROM \"%s\"", t ? " UNION ALL " : "",
		        record_def((enum record_table)t)->name);
	buf_str(&sql, " ORDER BY 1, 3");
	if (!sql_prepare(v->s->db, (struct str){ sql.p, sql.n }, &v->put, e))
		return false;
	bool ok = sql_step(v->put, &v->put_row, e) &&
	          store_audit_entries(v->s, look_at_entry, v, e) && end_log(v, e);
	sqlite3_finalize(v->put);
	return ok;
}

/* Runs one look; what it could not read because it is not as it should be is a finding. */
static bool look(struct verify *v, bool (*fn)(struct verify *, struct pt_err *), const char *what,
                 struct pt_err *e)
{
	struct pt_err own = { 0 };
	if (fn(v, &own))
		return true;
	if (own.code != PT_INVALID)
		return pt_fail(e, own.code, "%s", own.text);
	report(v, what, "", "%s", own.text);
	return true;
}

bool store_verify(struct store *s, const unsigned char *trusted_head, store_finding_fn found,
                  void *ctx, struct pt_err *e)
{
	struct verify v = { .s = s, .found = found, .ctx = ctx, .trusted = trusted_head };
	if (s->in_transaction)
		return pt_fail(e, PT_BUG, "store_verify inside a transaction");
	if (!sql_exec(s->db, "BEGIN", e)) /* one state for all looks, whoever writes meanwhile */
		return false;
	bool ok = look(&v, look_at_file, "", e) && look(&v, look_at_schema, "", e);
	for (int t = 0; t < RECORD_TABLES && ok; t++) {
		v.t = (enum record_table)t;
		ok = look(&v, look_at_rows, record_def(v.t)->name, e);
	}
	ok = ok && look(&v, look_at_sums, "seal", e) && look(&v, look_at_log, "audit", e);
	sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
	return ok;
}
