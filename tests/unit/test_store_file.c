/* SPDX-License-Identifier: Apache-2.0
 *
 * test_store_file.c - the file of a workspace: refused, recovered, brought up to date, appended to
 */
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "store/migrations.h"
#include "workspace.h"

static void a_workspace_is_for_its_owner_and_never_replaced(void **unused)
{
	const char *path = in_dir("mine.db");
	struct pt_err e = { 0 };
	struct store *s;
	struct stat st;
	(void)unused;
	store_close(open_as(path, STORE_CREATE));
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	struct str before = octets_of(path);
	says(store_open(&a, path, STORE_CREATE, &s, &e), &e, PT_CONFLICT, "exists already");
	assert_null(s);
	same_octets(path, before);
}

static void commit_and_die(const char *path)
{
	pid_t pid = fork();
	int status;
	if (pid == 0) {
		struct store *s = open_as(path, STORE_WRITE);
		begin(s, 20000);
		for (unsigned i = 0; i < 100; i++) {
			struct record r = sample(T_CLAIM, i, 0);
			put(s, &r);
		}
		commit(s);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

static void the_log_of_a_deleted_workspace_does_not_get_into_a_new_one(void **unused)
{
	const char *path = in_dir("deleted.db");
	struct pt_err e = { 0 };
	struct store *s;
	(void)unused;
	store_close(open_as(path, STORE_CREATE));
	commit_and_die(path);
	struct str before = octets_of(path);
	assert_int_equal(unlink(path), 0);
	says(store_open(&a, path, STORE_CREATE, &s, &e), &e, PT_CONFLICT, "deleted.db-wal is, which");
	assert_false(is_there(path));
	FILE *f = fopen(path, "wb"); /* put back, nothing is lost */
	assert_int_equal(fwrite(before.p, 1, before.n, f), before.n);
	assert_int_equal(fclose(f), 0);
	s = open_as(path, STORE_READ);
	assert_int_equal(rows_of(s, T_CLAIM), 100);
	store_close(s);
	store_discard(a, path);
	store_close(open_as(path, STORE_CREATE));
}

static void refused(const char *path, enum store_mode mode, enum pt_code code, const char *words)
{
	struct pt_err e = { 0 };
	struct store *s;
	says(store_open(&a, path, mode, &s, &e), &e, code, words);
	assert_string_equal(e.at.file, path);
	assert_null(s);
}

static void what_is_no_workspace_is_refused_and_not_touched(void **unused)
{
	static const enum store_mode mode[] = { STORE_READ, STORE_WRITE };
	const char *text = in_dir("text"), *empty = in_dir("empty"), *other = in_dir("other.db");
	struct pt_err e = { 0 };
	sqlite3 *db;
	(void)unused;
	is_ok(file_replace(text, STR("a letter, of more than a hundred octets, that somebody wrote to "
	                             "somebody else and would be sorry to lose\n"), &e), &e);
	is_ok(file_replace(empty, STR(""), &e), &e);
	assert_int_equal(sqlite3_open(other, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, "CREATE TABLE audit(n); INSERT INTO audit VALUES (1)", NULL, NULL,
	                              NULL), SQLITE_OK);
	sqlite3_close(db);
	for (size_t i = 0; i < COUNT(mode); i++) {
		const char *const files[] = { text, empty, other };
		for (size_t k = 0; k < COUNT(files); k++) {
			struct str before = octets_of(files[k]);
			refused(files[k], mode[i], PT_INVALID, "is not a petrin workspace");
			same_octets(files[k], before);
		}
		refused(dir, mode[i], PT_INVALID, "not a file");
		refused("/dev/null", mode[i], PT_INVALID, "not a file");
		refused(in_dir("missing"), mode[i], PT_IO, "petrin init makes one");
		assert_false(is_there(in_dir("missing")));
	}
}

static void change(const char *path, const char *sql)
{
	sqlite3 *db;
	char *why = NULL;
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	if (sqlite3_exec(db, sql, NULL, NULL, &why) != SQLITE_OK)
		fail_msg("%s: %s", sql, why);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static void a_workspace_of_another_version_is_refused_and_not_touched(void **unused)
{
	const char *path = in_dir("version.db");
	(void)unused;
	store_close(open_as(path, STORE_CREATE));
	change(path, arena_fmt(&a, "PRAGMA user_version = %lld", (long long)migrations_newest() + 1));
	struct str before = octets_of(path);
	refused(path, STORE_READ, PT_INVALID, "made by a newer petrin");
	refused(path, STORE_WRITE, PT_INVALID, "made by a newer petrin");
	same_octets(path, before);

	/* Older for reading; and one that only says it is older, where the migration fails. */
	change(path, "PRAGMA user_version = 0");
	before = octets_of(path);
	refused(path, STORE_READ, PT_INVALID, "the next command that writes");
	same_octets(path, before);
	refused(path, STORE_WRITE, PT_INVALID, "migration 1");
	same_octets(path, before);
	change(path, arena_fmt(&a, "PRAGMA user_version = %lld", (long long)migrations_newest()));
	expect_sound(path, NULL);
}

/* When it is copied from the write-ahead log, the first page says how long the file is going to be. */
static void a_writer_killed_between_two_pages_loses_nothing(void **unused)
{
	enum { WAL_HEAD = 32, FRAME_HEAD = 24, PAGE = 4096 };
	const char *path = in_dir("killed.db");
	(void)unused;
	store_close(open_as(path, STORE_CREATE));
	commit_and_die(path);
	struct str wal = octets_of(arena_fmt(&a, "%s-wal", path));
	const char *frame = wal.p + WAL_HEAD;
	while (memcmp(frame, "\0\0\0\1", 4) != 0)
		frame += FRAME_HEAD + PAGE;
	FILE *f = fopen(path, "r+b");
	assert_non_null(f);
	assert_int_equal(fwrite(frame + FRAME_HEAD, PAGE, 1, f), 1);
	assert_int_equal(fclose(f), 0);
	struct store *s = open_as(path, STORE_WRITE);
	assert_int_equal(rows_of(s, T_CLAIM), 100);
	store_close(s);
	expect_sound(path, NULL);
}

/* --- migrations ------------------------------------------------------------------------------- */

static bool note_schema(const char *path, struct buf *out)
{
	sqlite3 *db;
	sqlite3_stmt *st;
	buf_str(out, "-- SPDX-License-Identifier: Apache-2.0\n");
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(db, "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL"
	                                    " ORDER BY rowid", -1, &st, NULL), SQLITE_OK);
	while (sqlite3_step(st) == SQLITE_ROW)
		buf_fmt(out, "%s;\n", (const char *)sqlite3_column_text(st, 0));
	sqlite3_finalize(st);
	return sqlite3_close(db) == SQLITE_OK;
}

/* schema/N.sql is what a workspace of version N consists of.  It may change only while no release
 * has version N (PETRIN_ACCEPT=1 writes it anew); afterwards a change of records.c needs the next
 * number (see migrations.c). */
static void the_way_from_every_older_schema_leads_to_the_newest(void **unused)
{
	static const char seals[] = "INSERT INTO seal SELECT name, 0, zeroblob(32) FROM sqlite_schema "
	                            "WHERE type = 'table' AND name NOT IN ('audit', 'seal');";
	(void)unused;
	for (int64_t n = 1; n <= migrations_newest(); n++) {
		const char *path = arena_fmt(&a, "%s/version-%lld.db", dir, (long long)n);
		const char *kept = arena_fmt(&a, "%s/unit/schema/%lld.sql", getenv("PETRIN_TESTS"), (long long)n);
		if (n == migrations_newest() && getenv("PETRIN_ACCEPT")) {
			struct buf now = buf_in(&a);
			struct pt_err e = { 0 };
			store_close(open_as(in_dir("newest.db"), STORE_CREATE));
			assert_true(note_schema(in_dir("newest.db"), &now));
			is_ok(file_replace(kept, (struct str){ now.p, now.n }, &e), &e);
		}
		struct buf sql = buf_in(&a);
		buf_fmt(&sql, "PRAGMA application_id = %d; PRAGMA user_version = %lld;\n",
		        MIGRATIONS_APPLICATION, (long long)n);
		buf_str(&sql, octets_of(kept).p);
		buf_str(&sql, seals);
		change(path, sql.p);
		store_close(open_as(path, STORE_WRITE));
		expect_sound(path, NULL);
	}
}

static void fails(sqlite3 *db, const char *sql, const char *words)
{
	char *why = NULL;
	int rc = sqlite3_exec(db, sql, NULL, NULL, &why);
	if (rc != SQLITE_CONSTRAINT_TRIGGER && rc != SQLITE_CONSTRAINT)
		fail_msg("%s: %d %s", sql, rc, why ? why : "done");
	if (strstr(why, words) == NULL)
		fail_msg("%s: %s", sql, why);
	sqlite3_free(why);
}

static void plain_sql_cannot_rewrite_history_by_accident(void **unused)
{
	const char *path = in_dir("append.db");
	struct store *s = open_as(path, STORE_CREATE);
	sqlite3 *db;
	(void)unused;
	begin(s, 20000);
	for (int t = 0; t < RECORD_TABLES; t++) {
		struct record r = sample((enum record_table)t, 1, 0);
		put(s, &r);
	}
	commit(s);
	store_close(s);
	struct str before = octets_of(path);
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	for (int t = 0; t < RECORD_TABLES; t++) {
		static const char *const own[] = { "version", "valid_from", "recorded", "turn", "seal" };
		const struct record_def *d = record_def((enum record_table)t);
		fails(db, arena_fmt(&a, "DELETE FROM \"%s\"", d->name), "history is kept");
		for (unsigned i = 0; i < d->n; i++)
			fails(db, arena_fmt(&a, "UPDATE \"%s\" SET \"%s\" = 'x'", d->name, d->column[i].name),
			      "history is kept");
		for (size_t i = 0; i < COUNT(own); i++)
			fails(db, arena_fmt(&a, "UPDATE \"%s\" SET %s = %s", d->name, own[i], own[i]),
			      "history is kept");
	}
	fails(db, "DELETE FROM audit", "the log is kept");
	fails(db, "UPDATE audit SET time = 1", "the log is kept");
	fails(db, "REPLACE INTO audit SELECT n, 1, actor, action, detail, \"rows\", changes, sums, prev, hash"
	          " FROM audit", "the log is kept");
	fails(db, "INSERT INTO audit SELECT n + 2, time, actor, action, detail, \"rows\", changes, sums, prev,"
	          " hash FROM audit", "the log is kept");
	fails(db, "DELETE FROM seal", "seals are kept");
	sqlite3_close(db);
	same_octets(path, before);
	expect_sound(path, NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_workspace_is_for_its_owner_and_never_replaced),
		cmocka_unit_test(the_log_of_a_deleted_workspace_does_not_get_into_a_new_one),
		cmocka_unit_test(what_is_no_workspace_is_refused_and_not_touched),
		cmocka_unit_test(a_workspace_of_another_version_is_refused_and_not_touched),
		cmocka_unit_test(a_writer_killed_between_two_pages_loses_nothing),
		cmocka_unit_test(the_way_from_every_older_schema_leads_to_the_newest),
		cmocka_unit_test(plain_sql_cannot_rewrite_history_by_accident),
	};
	return cmocka_run_group_tests(tests, make_dir, drop_dir);
}
