/* SPDX-License-Identifier: Apache-2.0
 *
 * test_tamper.c - store_verify finds every edit of a workspace that petrin did not make
 *
 * A copy of a good workspace is edited, one edit at a time: each column of each row of each table
 * through plain SQL (with the triggers dropped and made anew, so that the schema shows nothing),
 * rows that go, come and change places, the log, the schema.  Octets: test_tamper_octets.c.
 */
#include "tamper.h"

static const char *drop_triggers, *make_triggers;
static char missed[1 << 13];
static unsigned edits;

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
		"PRAGMA user_version = 0", "PRAGMA user_version = 3", "PRAGMA user_version = -1",
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

static int make_edits(void **state)
{
	const char **text;
	if (make_base(state) != 0)
		return 1;
	rows("SELECT group_concat('DROP TRIGGER \"' || name || '\"', ';') FROM sqlite_schema WHERE type = "
	     "'trigger'", &text);
	drop_triggers = text[0];
	rows("SELECT group_concat(sql, ';') FROM sqlite_schema WHERE type = 'trigger'", &text);
	make_triggers = text[0];
	return 0;
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
	};
	return cmocka_run_group_tests(tests, make_edits, drop_dir);
}
