/* SPDX-License-Identifier: Apache-2.0
 *
 * tamper.h - a good workspace, and copies of it that are not left as petrin made them
 *
 * An edit is found when the workspace cannot be opened, cannot be read, or verify reports
 * something.  PETRIN_SWEEP=N makes every kind of edit and turns every Nth octet; else a sample is
 * taken.
 */
#ifndef PT_TEST_TAMPER_H
#define PT_TEST_TAMPER_H

#include <sqlite3.h>

#include "workspace.h"

enum { VERSIONS = 3, KEYS = 3 };
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
enum { EVERY = 8 }; /* for the sanitizer an eighth is enough: it looks at how, not at what */
#else
enum { EVERY = 1 };
#endif

static struct str good, base, older; /* octets: of the workspace, as now edited, before its last entry */
static unsigned char head[VERSIONS][STORE_HASH];
static struct arena inner; /* for what is called while others hold scratch of `a` */
static const char *path, **tables;
static size_t tables_n;

static inline void make_workspace(const char *at, unsigned other)
{
	struct store *s = open_as(at, STORE_CREATE);
	struct pt_err e = { 0 };
	for (unsigned v = 0; v < VERSIONS; v++) {
		begin(s, 20000 + v);
		for (int t = 0; t < RECORD_TABLES; t++) {
			struct record r[] = { sample((enum record_table)t, v, other),
				              sample((enum record_table)t, 0, v + 1) };
			put(s, &r[0]);
			if (v > 0 && record_def(r->table)->n > 2)
				put(s, &r[1]);
		}
		commit(s);
		if (other == 0)
			is_ok(store_head(s, head[v], &e), &e);
		if (v + 2 == VERSIONS && other == 0) {
			store_close(s);
			older = octets_of(at);
			s = open_as(at, STORE_WRITE);
		}
	}
	store_close(s);
}

static inline size_t sweep(size_t otherwise)
{
	const char *n = getenv("PETRIN_SWEEP");
	return n && strtoul(n, NULL, 10) > 0 ? strtoul(n, NULL, 10) : otherwise;
}

static inline void write_octets(const char *name, struct str text)
{
	FILE *f = fopen(name, "wb");
	assert_non_null(f);
	assert_int_equal(fwrite(text.p, 1, text.n, f), text.n);
	assert_int_equal(fclose(f), 0);
}

static inline void restore(void)
{
	struct arena scratch = inner;
	static const char *const beside[] = { "-wal", "-shm", "-journal" };
	for (size_t i = 0; i < COUNT(beside); i++)
		unlink(arena_fmt(&scratch, "%s%s", path, beside[i]));
	write_octets(path, base);
}

static inline bool is_found(const unsigned char *trusted)
{
	struct arena scratch = inner;
	struct pt_err e = { 0 };
	static struct heap h;
	struct store *s;
	h.n = 0;
	h.text[0] = '\0';
	if (!store_open(&scratch, path, STORE_READ, &s, &e))
		return e.code != PT_OK && e.code != PT_BUG && e.text[0];
	bool ok = store_verify(s, trusted, gather, &h, &e);
	store_close(s);
	return !ok || h.n > 0;
}

static inline bool run_sql(sqlite3 *db, const char *sql)
{
	return sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK;
}

static inline sqlite3 *raw(void)
{
	sqlite3 *db;
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_true(run_sql(db, "PRAGMA synchronous = OFF"));
	return db;
}

/* The rows of a query, each a text with '|' between columns. */
static inline size_t rows(const char *sql, const char ***out)
{
	sqlite3 *db = raw();
	sqlite3_stmt *st;
	size_t n = 0, cap = 0;
	*out = NULL;
	assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &st, NULL), SQLITE_OK);
	while (sqlite3_step(st) == SQLITE_ROW) {
		const char *z = (const char *)sqlite3_column_text(st, 0);
		*PUSH(&a, *out, n, cap) = arena_str(&a, z ? z : "");
	}
	sqlite3_finalize(st);
	sqlite3_close(db);
	return n;
}

static inline int make_base(void **state)
{
	if (make_dir(state) != 0)
		return 1;
	inner = arena_reserve((size_t)1 << 30, "test");
	path = in_dir("tampered.db");
	make_workspace(in_dir("base.db"), 0);
	good = octets_of(in_dir("base.db"));
	base = good;
	restore();
	tables_n = rows("SELECT name FROM sqlite_schema WHERE type = 'table'", &tables);
	return tables_n != RECORD_TABLES + 2;
}

#endif
