/* SPDX-License-Identifier: Apache-2.0
 *
 * test_tamper.c - store_verify finds every edit of a workspace that petrin did not make
 *
 * A copy of a good workspace is edited, one edit at a time: each column of each row of each table
 * through plain SQL (with the triggers dropped and made anew, so that the schema shows nothing),
 * rows that go, come and change places, the log, the schema, and octets of the file itself.  An
 * edit is found when the workspace cannot be opened, cannot be read, or verify reports something.
 * An octet that is not found has to be irrelevant: everything that SQLite and petrin read from the
 * file is as before.
 *
 * PETRIN_SWEEP=N makes every kind of edit and turns every Nth octet; else a sample is taken.
 */
#include <sodium.h>
#include <sqlite3.h>
#include <sys/wait.h>

#include "workspace.h"

enum { VERSIONS = 3, KEYS = 3 };
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
enum { EVERY = 8 }; /* for the sanitizer an eighth is enough: it looks at how, not at what */
#else
enum { EVERY = 1 };
#endif

static struct str good, base, older; /* octets: of the workspace, as now edited, before its last entry */
static const char *drop_triggers, *make_triggers;
static unsigned char head[VERSIONS][STORE_HASH];
static struct arena inner; /* for what is called while others hold scratch of `a` */
static const char *path;
static char missed[1 << 13];
static unsigned edits;

/* --- the workspace ---------------------------------------------------------------------------- */

static void make_workspace(const char *at, unsigned other)
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

static size_t sweep(size_t otherwise)
{
	const char *n = getenv("PETRIN_SWEEP");
	return n && strtoul(n, NULL, 10) > 0 ? strtoul(n, NULL, 10) : otherwise;
}

static void write_octets(const char *name, struct str text)
{
	FILE *f = fopen(name, "wb");
	assert_non_null(f);
	assert_int_equal(fwrite(text.p, 1, text.n, f), text.n);
	assert_int_equal(fclose(f), 0);
}

static void restore(void)
{
	struct arena scratch = inner;
	static const char *const beside[] = { "-wal", "-shm", "-journal" };
	for (size_t i = 0; i < COUNT(beside); i++)
		unlink(arena_fmt(&scratch, "%s%s", path, beside[i]));
	write_octets(path, base);
}

static bool is_found(const unsigned char *trusted)
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

static void expect_found(const char *what)
{
	size_t used = strlen(missed);
	edits++;
	if (!is_found(NULL))
		snprintf(missed + used, sizeof missed - used, "%s\n", what);
}

static int fresh(void **unused)
{
	(void)unused;
	edits = 0;
	missed[0] = '\0';
	base = good;
	restore();
	return 0;
}

static void all_found(unsigned at_least)
{
	if (missed[0])
		fail_msg("not found:\n%s", missed);
	assert_true((edits + 1) * EVERY > at_least);
	print_message("# %u edits, all found\n", edits);
}

/* --- plain SQL -------------------------------------------------------------------------------- */

static bool run_sql(sqlite3 *db, const char *sql)
{
	return sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK;
}

static sqlite3 *raw(void)
{
	sqlite3 *db;
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_true(run_sql(db, "PRAGMA synchronous = OFF"));
	return db;
}

/* The rows of a query, each a text with '|' between columns. */
static size_t rows(const char *sql, const char ***out)
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

/* Edits a fresh copy, past the triggers; false when SQLite refuses or nothing became different. */
static bool edit(const char *sql)
{
	restore();
	sqlite3 *db = raw();
	assert_true(run_sql(db, "BEGIN") && run_sql(db, drop_triggers));
	int before = sqlite3_total_changes(db);
	bool ok = run_sql(db, sql) && sqlite3_total_changes(db) > before;
	ok = ok && run_sql(db, make_triggers) && run_sql(db, "COMMIT");
	sqlite3_close(db);
	return ok;
}

static bool expect_edit(const char *sql)
{
	static unsigned asked;
	if (++asked % EVERY != 0)
		return true;
	bool done = edit(sql);
	if (done)
		expect_found(sql);
	return done;
}

struct column {
	const char *name, *type;
	bool key;
};
struct table {
	const char *name, *keys; /* "a, b" */
	struct column column[40];
	size_t n, rows;
};

static struct table table_of(const char *name)
{
	struct table t = { .name = name };
	struct buf keys = buf_in(&a);
	const char **row;
	t.n = rows(arena_fmt(&a, "SELECT name || '|' || type || '|' || (pk > 0) FROM pragma_table_info('%s')",
	                     name), &row);
	for (size_t i = 0; i < t.n; i++) {
		struct str rest = str_of(row[i]), part[3];
		for (int k = 0; k < 3; k++)
			assert_true(str_cut(&rest, '|', &part[k]));
		t.column[i] = (struct column){ arena_strn(&a, part[0].p, part[0].n),
			                       arena_strn(&a, part[1].p, part[1].n), part[2].p[0] == '1' };
		if (t.column[i].key)
			buf_fmt(&keys, "%s\"%s\"", keys.n ? ", " : "", t.column[i].name);
	}
	t.keys = keys.p;
	t.rows = rows(arena_fmt(&a, "SELECT 1 FROM \"%s\"", name), &row);
	return t;
}

/* "WHERE (keys) = (the keys of row k)" */
static const char *row_at(struct arena *to, const struct table *t, size_t k)
{
	return arena_fmt(to, "WHERE (%s) = (SELECT %s FROM \"%s\" ORDER BY %s LIMIT 1 OFFSET %zu)", t->keys,
	                 t->keys, t->name, t->keys, k);
}

static const char *const *edits_of(const char *type)
{
	static const char *const text[] = { "\"%s\" || 'x'", "''", "substr(\"%s\", 2)", "upper(\"%s\")",
		                            "\"%s\" || char(0) || 'x'", "' ' || \"%s\"", NULL };
	static const char *const whole[] = { "\"%s\" + 1", "\"%s\" - 1", "0", "-\"%s\" - 7",
		                             "\"%s\" + 4294967296", NULL };
	static const char *const blob[] = { "zeroblob(32)", "CAST(x'01' || substr(\"%s\", 2) AS BLOB)",
		                            "CAST(substr(\"%s\", 1, 31) || x'02' AS BLOB)", NULL };
	return type[0] == 'T' ? text : type[0] == 'I' ? whole : blob;
}

static const char **tables;
static size_t tables_n;

static void every_column_of_every_row(void **unused)
{
	(void)unused;
	for (size_t i = 0; i < tables_n; i++) {
		struct arena keep = a;
		struct table t = table_of(tables[i]);
		for (size_t k = 0; k < t.rows * t.n; k++) {
			const struct column *c = &t.column[k % t.n];
			unsigned variant = 0;
			for (const char *const *v = edits_of(c->type); *v; v++) {
				struct arena scratch = a;
				char value[128];
				if (sweep(0) == 0 && variant++ != k % 3)
					continue;
				snprintf(value, sizeof value, *v, c->name);
				expect_edit(arena_fmt(&scratch, "UPDATE \"%s\" SET \"%s\" = %s %s AND \"%s\" "
				                      "IS NOT %s", t.name, c->name, value,
				                      row_at(&scratch, &t, k / t.n), c->name, value));
			}
		}
		a = keep;
	}
	all_found(1000);
}

static void rows_that_go_or_come(void **unused)
{
	(void)unused;
	for (size_t i = 0; i < tables_n; i++) {
		struct table t = table_of(tables[i]);
		struct buf columns = buf_in(&a);
		for (size_t c = 0; c < t.n; c++)
			buf_fmt(&columns, "%s\"%s\"", c ? ", " : "", t.column[c].name);
		for (size_t k = 0; k < t.rows; k++) {
			struct arena scratch = a;
			const char *where = row_at(&scratch, &t, k);
			expect_edit(arena_fmt(&scratch, "DELETE FROM \"%s\" %s", t.name, where));
			for (size_t c = 0; c < t.n; c++) { /* the same row again, under another key */
				struct buf select = buf_in(&scratch);
				if (!t.column[c].key)
					continue;
				for (size_t o = 0; o < t.n; o++)
					buf_fmt(&select, "%s\"%s\"%s", o ? ", " : "", t.column[o].name,
					        o != c ? "" : t.column[o].type[0] == 'T' ? " || 'x'" : " + 100");
				assert_true(expect_edit(arena_fmt(&scratch, "INSERT INTO \"%s\" (%s) SELECT %s "
				                                  "FROM \"%s\" %s", t.name, columns.p,
				                                  select.p, t.name, where)));
			}
		}
		assert_true(expect_edit(arena_fmt(&a, "DELETE FROM \"%s\"", t.name)));
	}
	all_found(300);
}

/* All that is no key changes places between a row and the next; then everything but the seal. */
static void rows_that_change_places(void **unused)
{
	(void)unused;
	for (size_t i = 0; i < tables_n; i++) {
		struct table t = table_of(tables[i]);
		for (size_t k = 0; k + 1 < 2 * t.rows; k++) {
			struct arena scratch = a;
			struct buf names = buf_in(&scratch);
			const char *one = row_at(&scratch, &t, k / 2), *two = row_at(&scratch, &t, k / 2 + 1);
			for (size_t c = 0; c < t.n; c++)
				if (!t.column[c].key && (k % 2 == 0 || strcmp(t.column[c].name, "seal") != 0))
					buf_fmt(&names, "%s\"%s\"", names.n ? ", " : "", t.column[c].name);
			expect_edit(arena_fmt(&scratch, "CREATE TEMP TABLE x AS SELECT * FROM \"%s\" %s; UPDATE \"%s\""
			            " SET (%s) = (SELECT %s FROM \"%s\" %s) %s; UPDATE \"%s\" SET (%s) = "
			            "(SELECT %s FROM x) %s", t.name, one, t.name, names.p, names.p, t.name, two,
			            one, t.name, names.p, names.p, two));
		}
	}
	all_found(120);
}

static void the_log_and_the_seals(void **unused)
{
	static const char *const sql[] = {
		"DELETE FROM audit WHERE n = 1", "DELETE FROM audit WHERE n = 2", "DELETE FROM audit WHERE n = 3",
		"UPDATE audit SET n = n + 10", "UPDATE audit SET n = n - 1", "UPDATE audit SET n = 7 - n",
		"DELETE FROM audit WHERE n = 1; UPDATE audit SET n = n - 1",
		"INSERT INTO audit SELECT 4, time, actor, action, detail, \"rows\", changes, sums, hash, hash "
		"FROM audit WHERE n = 3",
		"INSERT INTO audit SELECT 0, time, actor, action, detail, \"rows\", changes, sums, prev, hash "
		"FROM audit WHERE n = 1",
		"DELETE FROM audit; DELETE FROM seal", "UPDATE seal SET \"rows\" = 0, sum = zeroblob(32)",
		"INSERT INTO seal VALUES ('another', 0, zeroblob(32))",
		"INSERT INTO seal VALUES ('Source', 1, zeroblob(32))",
		"REPLACE INTO flag SELECT * FROM flag WHERE version = 1 ORDER BY 1 LIMIT 1; "
		"UPDATE flag SET value = 'unknown'",
	};
	(void)unused;
	for (size_t i = 0; i < COUNT(sql); i++)
		assert_true(expect_edit(sql[i]));
	all_found(COUNT(sql));
}

/* A whole forgery with all seals right needs a head noted before to be seen. */
static void a_forged_history_does_not_go_through_a_noted_head(void **unused)
{
	const char *forged = in_dir("forged.db");
	(void)unused;
	restore();
	for (unsigned v = 0; v < VERSIONS; v++)
		assert_false(is_found(head[v]));
	write_octets(path, older); /* the last entry gone with its rows */
	assert_false(is_found(NULL));
	assert_false(is_found(head[VERSIONS - 2]));
	assert_true(is_found(head[VERSIONS - 1]));
	make_workspace(forged, 5);
	write_octets(path, octets_of(forged));
	assert_false(is_found(NULL));
	for (unsigned v = 0; v < VERSIONS; v++)
		assert_true(is_found(head[v]));
}

static void the_schema(void **unused)
{
	static const char *const sql[] = {
		"CREATE TABLE more (x)", "CREATE INDEX i ON claim (subject)", "CREATE VIEW v AS SELECT 1",
		"CREATE TRIGGER t AFTER INSERT ON claim BEGIN UPDATE claim SET valid_to = 0; END",
		"ALTER TABLE claim ADD COLUMN more TEXT", "ALTER TABLE claim RENAME COLUMN reply TO answer",
		"ALTER TABLE flag RENAME TO flags", "DROP TABLE product", "ANALYZE",
		"PRAGMA user_version = 0", "PRAGMA user_version = 2", "PRAGMA user_version = -1",
		"PRAGMA application_id = 1",
		"UPDATE sqlite_schema SET sql = replace(sql, 'length(seal) = 32', 'length(seal) > 1')",
		"UPDATE sqlite_schema SET sql = replace(sql, ' STRICT,', '')",
		"UPDATE sqlite_schema SET sql = sql || ' ' WHERE name = 'claim'",
		"UPDATE sqlite_schema SET tbl_name = 'flag' WHERE type = 'trigger' AND tbl_name = 'claim'",
		"UPDATE sqlite_schema SET tbl_name = 'claims' WHERE type = 'trigger' AND tbl_name = 'claim'",
		"UPDATE sqlite_schema SET sql = CAST(sql AS BLOB) WHERE name = 'claim'",
		"DELETE FROM sqlite_schema WHERE name = 'product'",
		"UPDATE sqlite_schema SET rootpage = 1 + (SELECT max(rootpage) FROM sqlite_schema)",
		"UPDATE sqlite_schema SET rootpage = 2 WHERE name = 'claim'",
	};
	const char **name;
	size_t n;
	(void)unused;
	restore();
	n = rows("SELECT name FROM sqlite_schema WHERE type = 'trigger'", &name);
	for (size_t i = 0; i < n + COUNT(sql); i++) {
		struct arena scratch = a;
		const char *text = i < n ? arena_fmt(&scratch, "DROP TRIGGER \"%s\"", name[i]) : sql[i - n];
		restore();
		sqlite3 *db = raw();
		sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 0, NULL);
		assert_true(run_sql(db, "PRAGMA writable_schema = ON"));
		if (!run_sql(db, text))
			fail_msg("%s: %s", text, sqlite3_errmsg(db));
		sqlite3_close(db);
		if (i % EVERY == 0)
			expect_found(text);
	}
	all_found((unsigned)(n + COUNT(sql)));
}

/* --- octets ----------------------------------------------------------------------------------- */

static void add_row(crypto_generichash_state *h, sqlite3_stmt *st)
{
	for (int i = 0; i < sqlite3_column_count(st); i++) {
		int head_of[] = { sqlite3_column_type(st, i), 0 };
		const void *p = sqlite3_column_blob(st, i);
		head_of[1] = sqlite3_column_bytes(st, i);
		crypto_generichash_update(h, (const unsigned char *)head_of, sizeof head_of);
		if (head_of[1])
			crypto_generichash_update(h, p, (unsigned long long)head_of[1]);
	}
}

static bool add_query(crypto_generichash_state *h, sqlite3 *db, const char *sql)
{
	sqlite3_stmt *st;
	int rc = SQLITE_ERROR;
	if (sqlite3_prepare_v2(db, sql, -1, &st, NULL) != SQLITE_OK)
		return false;
	while ((rc = sqlite3_step(st)) == SQLITE_ROW)
		add_row(h, st);
	sqlite3_finalize(st);
	return rc == SQLITE_DONE;
}

static bool add_version(void *ctx, const struct store_version *v, struct pt_err *e)
{
	(void)e;
	for (unsigned i = 0; i < record_def(v->record.table)->n; i++)
		crypto_generichash_update(ctx, (const unsigned char *)v->record.field[i].p,
		                          v->record.field[i].n);
	return true;
}

/* A hash over all that can be read: by SQLite in a pass over each table, by petrin key by key. */
static bool content(unsigned char hash[STORE_HASH])
{
	struct arena scratch = inner;
	crypto_generichash_state h;
	struct pt_err e = { 0 };
	struct store *s;
	sqlite3 *db = raw();
	crypto_generichash_init(&h, NULL, 0, STORE_HASH);
	bool ok = add_query(&h, db, "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY 1, 2") &&
	          add_query(&h, db, "PRAGMA user_version") && add_query(&h, db, "PRAGMA application_id");
	for (size_t i = 0; i < tables_n && ok; i++)
		ok = add_query(&h, db, arena_fmt(&scratch, "SELECT * FROM \"%s\" ORDER BY 1, 2, 3", tables[i]));
	sqlite3_close(db);
	if (!ok || !store_open(&scratch, path, STORE_READ, &s, &e))
		return false;
	for (int t = 0; t < RECORD_TABLES; t++)
		for (unsigned k = 0; k < KEYS; k++) {
			struct record key = sample((enum record_table)t, k, 0);
			ok = ok && store_history(s, &key, add_version, &h, &e);
		}
	store_close(s);
	crypto_generichash_final(&h, hash, STORE_HASH);
	return ok;
}

struct turned {
	unsigned found, irrelevant;
	unsigned char before[STORE_HASH];
};

static void found_or_irrelevant(struct turned *n, const char *what, size_t at)
{
	unsigned char now[STORE_HASH];
	restore();
	if (is_found(NULL)) {
		n->found++;
		return;
	}
	n->irrelevant++;
	if (!content(now) || memcmp(now, n->before, sizeof now) != 0)
		fail_msg("%s %zu changes the content and is not found", what, at);
}

static void turn(struct turned *n, size_t at, unsigned bits)
{
	char *octet = (char *)base.p + at;
	*octet = (char)(*octet ^ (char)bits);
	found_or_irrelevant(n, "an edit of octet", at);
	*octet = (char)(*octet ^ (char)bits);
}

static void octets_of_the_file(void **unused)
{
	enum { HEADER = 100 };
	size_t step = sweep(307) * EVERY;
	struct turned n = { 0 };
	(void)unused;
	assert_true(content(n.before));
	assert_false(is_found(NULL));
	for (size_t i = 0; i < HEADER; i += EVERY)
		for (unsigned bit = 0; bit < 8; bit += sweep(0) ? 1 : 3)
			turn(&n, i, 1u << bit);
	for (size_t i = HEADER; i < base.n; i += step)
		turn(&n, i, i % 3 ? 1u << i % 8 : 0xff);
	assert_true(n.found > n.irrelevant / 4);
	print_message("# %u turned octets found, %u irrelevant\n", n.found, n.irrelevant);
}

static void a_file_that_is_cut_or_longer(void **unused)
{
	struct turned n = { 0 };
	(void)unused;
	assert_true(content(n.before));
	for (size_t cut = 1; cut < good.n; cut += (cut < 4096 ? 97u : 1021u) * EVERY) {
		base.n = good.n - cut;
		found_or_irrelevant(&n, "octets cut off:", cut);
	}
	assert_true(n.found > 8 * n.irrelevant);
	char *longer = NEW(&a, char, good.n + 8192);
	memcpy(longer, good.p, good.n);
	base = (struct str){ longer, good.n + 8192 };
	turn(&n, good.n, 1);
	print_message("# %u cuts found, %u irrelevant\n", n.found, n.irrelevant);
}

/* --- the write-ahead log ---------------------------------------------------------------------- */

static void commit_and_die(void)
{
	struct store *s = open_as(path, STORE_WRITE);
	begin(s, 20010);
	for (int t = 0; t < RECORD_TABLES; t++) {
		struct record r = sample((enum record_table)t, 7, 0);
		put(s, &r);
	}
	commit(s);
	_exit(0);
}

static void read_head(unsigned char to[STORE_HASH])
{
	struct arena scratch = inner;
	struct pt_err e = { 0 };
	struct store *s;
	is_ok(store_open(&scratch, path, STORE_READ, &s, &e) && store_head(s, to, &e), &e);
	store_close(s);
}

/* What is not in the file yet is there or not there, entirely; that it is lost, a noted head shows. */
static void octets_of_the_write_ahead_log(void **unused)
{
	unsigned char now[STORE_HASH], newest[STORE_HASH];
	const char *wal = arena_fmt(&a, "%s-wal", path);
	unsigned lost = 0, n = 0;
	int status;
	(void)unused;
	restore();
	pid_t pid = fork();
	if (pid == 0)
		commit_and_die();
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	struct str log = octets_of(wal);
	base = octets_of(path);
	assert_true(log.n > 4096);
	read_head(newest);
	assert_memory_not_equal(newest, head[VERSIONS - 1], STORE_HASH);
	for (size_t i = 0; i < log.n; i += sweep(171) * 7 * EVERY, n++) {
		char *octet = (char *)log.p + i;
		*octet ^= 0x10;
		restore();
		write_octets(wal, log);
		*octet ^= 0x10;
		if (is_found(NULL))
			fail_msg("octet %zu of the log damages the workspace", i);
		read_head(now);
		if (memcmp(now, newest, STORE_HASH) == 0)
			continue;
		lost++;
		assert_memory_equal(now, head[VERSIONS - 1], STORE_HASH);
		assert_true(is_found(newest));
	}
	assert_true(lost > n / 2);
	print_message("# %u of %u turned octets lose the last entry, all found by its head\n", lost, n);
}

static int make_base(void **state)
{
	if (make_dir(state) != 0)
		return 1;
	inner = arena_reserve((size_t)1 << 30, "test");
	path = in_dir("tampered.db");
	make_workspace(in_dir("base.db"), 0);
	good = octets_of(in_dir("base.db"));
	fresh(state);
	const char **text;
	rows("SELECT group_concat('DROP TRIGGER \"' || name || '\"', ';') FROM sqlite_schema WHERE type = "
	     "'trigger'", &text);
	drop_triggers = text[0];
	rows("SELECT group_concat(sql, ';') FROM sqlite_schema WHERE type = 'trigger'", &text);
	make_triggers = text[0];
	tables_n = rows("SELECT name FROM sqlite_schema WHERE type = 'table'", &tables);
	return tables_n != RECORD_TABLES + 2;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(every_column_of_every_row, fresh),
		cmocka_unit_test_setup(rows_that_go_or_come, fresh),
		cmocka_unit_test_setup(rows_that_change_places, fresh),
		cmocka_unit_test_setup(the_log_and_the_seals, fresh),
		cmocka_unit_test_setup(a_forged_history_does_not_go_through_a_noted_head, fresh),
		cmocka_unit_test_setup(the_schema, fresh),
		cmocka_unit_test_setup(octets_of_the_file, fresh),
		cmocka_unit_test_setup(a_file_that_is_cut_or_longer, fresh),
		cmocka_unit_test_setup(octets_of_the_write_ahead_log, fresh),
	};
	return cmocka_run_group_tests(tests, make_base, drop_dir);
}
