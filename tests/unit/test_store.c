/* SPDX-License-Identifier: Apache-2.0
 *
 * test_store.c - a workspace keeps every version, refuses what it cannot know, and logs each change
 *
 * What an edit from outside looks like to it is in test_tamper.c.
 */
#include "store/store.h"

#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "store/migrations.h"
#include "workspace.h"

/* --- history ---------------------------------------------------------------------------------- */

static struct record flag(const char *value, const char *date)
{
	struct record r = { .table = T_FLAG };
	record_set(&r, "flag", "law.compels");
	record_set(&r, "country", "XA");
	record_set(&r, "value", value);
	record_set(&r, "date", date);
	record_set(&r, "source", "s1");
	record_set(&r, "certainty", "read");
	return r;
}

static bool note_version(void *ctx, const struct store_version *v, struct pt_err *e)
{
	char from[11] = "always", to[11] = "";
	(void)e;
	if (v->valid_from != STORE_ALWAYS)
		str_date_text(v->valid_from, from);
	if (v->valid_to != STORE_OPEN_END)
		str_date_text(v->valid_to, to);
	buf_fmt(ctx, "%lld %.*s %s..%s by %lld\n", (long long)v->version, (int)v->record.field[2].n,
	        v->record.field[2].p, from, to, (long long)v->recorded);
	return true;
}

static const char *history(struct store *s)
{
	struct pt_err e = { 0 };
	struct record key = flag("", "");
	struct buf b = buf_in(&a);
	is_ok(store_history(s, &key, note_version, &b, &e), &e);
	return b.p;
}

static bool note_value(void *ctx, const struct record *r, struct pt_err *e)
{
	(void)e;
	buf_add(ctx, r->field[2].p, r->field[2].n);
	return true;
}

static const char *value_on(struct store *s, const char *date)
{
	struct pt_err e = { 0 };
	struct buf b = buf_in(&a);
	struct store_query q = { T_FLAG, STORE_LATEST, note_value, &b };
	if (date)
		assert_true(str_date(str_of(date), &q.day));
	buf_str(&b, "");
	is_ok(store_each(s, &q, &e), &e);
	return b.p;
}

static void a_new_version_closes_the_one_before(void **unused)
{
	struct store *s = open_as(in_dir("history.db"), STORE_CREATE);
	struct record r[] = { flag("no", "2019-03-01"), flag("yes", "2021-05-06") };
	(void)unused;
	for (size_t i = 0; i < COUNT(r); i++) {
		begin(s, 20000);
		assert_true(put(s, &r[i]));
		commit(s);
	}
	assert_string_equal(history(s), "1 no 2019-03-01..2021-05-06 by 1\n2 yes 2021-05-06.. by 2\n");
	assert_string_equal(value_on(s, "2019-02-28"), "");
	assert_string_equal(value_on(s, "2019-03-01"), "no");
	assert_string_equal(value_on(s, "2021-05-05"), "no");
	assert_string_equal(value_on(s, "2021-05-06"), "yes");
	assert_string_equal(value_on(s, NULL), "yes");
	store_close(s);
	expect_sound(in_dir("history.db"), NULL);
}

static void what_has_no_date_was_always_so_until_it_changes(void **unused)
{
	struct store *s = open_as(in_dir("undated.db"), STORE_CREATE);
	struct record r[] = { flag("no", ""), flag("yes", "") };
	(void)unused;
	for (size_t i = 0; i < COUNT(r); i++) {
		begin(s, 18000 + 100 * (int64_t)i); /* 2019-04-14, 2019-07-23 */
		put(s, &r[i]);
		commit(s);
	}
	assert_string_equal(history(s), "1 no always..2019-07-23 by 1\n2 yes 2019-07-23.. by 2\n");
	assert_string_equal(value_on(s, "1950-01-01"), "no");
	assert_string_equal(value_on(s, "2019-07-23"), "yes");
	store_close(s);
}

static void an_earlier_date_overtakes_what_was_said_of_later_days(void **unused)
{
	struct store *s = open_as(in_dir("overtaken.db"), STORE_CREATE);
	struct record r[] = { flag("no", "2018"), flag("yes", "2022"), flag("unknown", "2020"),
		              flag("yes", "2020") };
	(void)unused;
	for (size_t i = 0; i < COUNT(r); i++) {
		begin(s, 20000);
		put(s, &r[i]);
		commit(s);
	}
	assert_string_equal(history(s), "1 no 2018-01-01..2020-01-01 by 1\n"
	                                "2 yes 2022-01-01..2022-01-01 by 2\n"
	                                "3 unknown 2020-01-01..2020-01-01 by 3\n"
	                                "4 yes 2020-01-01.. by 4\n");
	assert_string_equal(value_on(s, "2019-12-31"), "no");
	assert_string_equal(value_on(s, "2023-01-01"), "yes");
	store_close(s);
	expect_sound(in_dir("overtaken.db"), NULL);
}

static bool note_owner(void *ctx, const struct record *r, struct pt_err *e)
{
	(void)e;
	buf_add(ctx, r->field[0].p, r->field[0].n);
	buf_char(ctx, ' ');
	return true;
}

static void rows_are_found_by_what_stands_in_a_column(void **unused)
{
	static const struct { const char *owner, *owned, *date; } row[] = {
		{ "b", "x", "2020" }, { "a", "x", "2022" }, { "c", "y", "" }, { "d", "", "" },
	};
	static const struct { const char *owned; int32_t day; const char *owners; } expected[] = {
		{ "x", STORE_LATEST, "a b " }, { "x", 18500, "b " }, { "y", STORE_LATEST, "c " },
		{ "z", STORE_LATEST, "" }, { "", STORE_LATEST, "" },
	};
	struct store *s = open_as(in_dir("column.db"), STORE_CREATE);
	struct pt_err e = { 0 };
	(void)unused;
	begin(s, 20000);
	for (size_t i = 0; i < COUNT(row); i++) {
		struct record r = { .table = T_STAKE };
		record_set(&r, "owner", row[i].owner);
		record_set(&r, "owned", row[i].owned[0] ? row[i].owned : "no one asks for this");
		record_set(&r, "kind", "shares");
		record_set(&r, "source", "s");
		record_set(&r, "date", row[i].date);
		record_set(&r, "certainty", "read");
		put(s, &r);
	}
	commit(s);
	for (size_t i = 0; i < COUNT(expected); i++) {
		struct buf b = buf_in(&a);
		struct store_query q = { T_STAKE, expected[i].day, note_owner, &b };
		buf_str(&b, "");
		is_ok(store_each_with(s, &q, "owned", str_of(expected[i].owned), &e), &e);
		assert_string_equal(b.p, expected[i].owners);
	}
	store_close(s);
}

static uint64_t rows_of(struct store *s, enum record_table t)
{
	struct pt_err e = { 0 };
	uint64_t n;
	is_ok(store_count(s, t, &n, &e), &e);
	return n;
}

static void the_same_again_changes_nothing_and_is_not_logged(void **unused)
{
	struct store *s = open_as(in_dir("same.db"), STORE_CREATE);
	unsigned char before[STORE_HASH], after[STORE_HASH];
	struct pt_err e = { 0 };
	(void)unused;
	for (int round = 0; round < 2; round++) {
		begin(s, 20000 + round);
		for (int t = 0; t < RECORD_TABLES; t++) {
			struct record r = sample((enum record_table)t, 1, 0);
			assert_int_equal(put(s, &r), round == 0);
		}
		commit(s);
		is_ok(store_head(s, round ? after : before, &e), &e);
	}
	assert_memory_equal(before, after, STORE_HASH);
	for (int t = 0; t < RECORD_TABLES; t++)
		assert_int_equal(rows_of(s, (enum record_table)t), 1);
	store_close(s);
}

/* --- rules and references --------------------------------------------------------------------- */

static void a_record_against_the_rules_leaves_the_transaction_usable(void **unused)
{
	struct store *s = open_as(in_dir("rules.db"), STORE_CREATE);
	struct record good = flag("yes", "2020"), bad = flag("perhaps", "2020");
	struct pt_err e = { 0 };
	bool changed = true;
	(void)unused;
	begin(s, 20000);
	says(store_put(s, &bad, &changed, &e), &e, PT_INVALID, "table flag: value \"perhaps\" is not one of");
	assert_false(changed);
	assert_true(put(s, &good));
	commit(s);
	assert_string_equal(value_on(s, NULL), "yes");
	store_close(s);
}

/* Every table but those that others name; then these, too, under the name that was missing. */
static void names_that_lead_nowhere_are_found(void **unused)
{
	struct store *s = open_as(in_dir("names.db"), STORE_CREATE);
	struct buf want = buf_in(&a);
	struct record r[RECORD_TABLES];
	bool is_named[RECORD_TABLES] = { false };
	struct heap h = { 0 };
	struct pt_err e = { 0 };
	size_t n;
	const struct store_reference *by = store_references(&n);
	(void)unused;
	for (int t = 0; t < RECORD_TABLES; t++)
		r[t] = sample((enum record_table)t, 1, 0);
	for (size_t i = 0; i < n; i++) {
		record_set(&r[by[i].from], by[i].column, "nix");
		is_named[by[i].to] = true;
	}
	for (size_t i = 0; i < n; i++)
		if (!is_named[by[i].from])
			buf_fmt(&want, "%s \"nix\" is no %s of this workspace\n", by[i].column,
			        record_def(by[i].to)->name);
	begin(s, 20000);
	for (int t = 0; t < RECORD_TABLES; t++)
		if (!is_named[t])
			put(s, &r[t]);
	commit(s);
	is_ok(store_check_references(s, gather, &h, &e), &e);
	struct str rest = str_of(h.text), line;
	struct buf got = buf_in(&a);
	while (str_cut(&rest, '\n', &line) && line.n) {
		const char *colon = memchr(line.p, ':', line.n);
		assert_non_null(colon); /* "table / key: text" */
		buf_fmt(&got, "%.*s\n", (int)(line.p + line.n - colon - 2), colon + 2);
	}
	assert_string_equal(got.p, want.p);
	assert_true(h.n >= 10);

	begin(s, 20001);
	for (int t = 0; t < RECORD_TABLES; t++) {
		record_set(&r[t], "id", "nix");
		if (is_named[t])
			put(s, &r[t]);
	}
	commit(s);
	h = (struct heap){ 0 };
	is_ok(store_check_references(s, gather, &h, &e), &e);
	assert_string_equal(h.text, "");
	store_close(s);
}

static void a_claim_may_be_about_a_country(void **unused)
{
	struct store *s = open_as(in_dir("country.db"), STORE_CREATE);
	struct record r = sample(T_CLAIM, 1, 0);
	struct heap h = { 0 };
	struct pt_err e = { 0 };
	(void)unused;
	record_set(&r, "subject", "country:XA");
	begin(s, 20000);
	put(s, &r);
	commit(s);
	is_ok(store_check_references(s, gather, &h, &e), &e);
	assert_null(strstr(h.text, "subject"));
	assert_non_null(strstr(h.text, "source"));
	store_close(s);
}

/* --- transactions ----------------------------------------------------------------------------- */

static void what_is_not_committed_was_never_there(void **unused)
{
	struct record r = flag("yes", "2020");
	struct store *s = open_as(in_dir("undone.db"), STORE_CREATE);
	(void)unused;
	begin(s, 20000);
	put(s, &r);
	store_rollback(s);
	assert_string_equal(value_on(s, NULL), "");
	begin(s, 20000);
	put(s, &r);
	store_close(s);
	s = open_as(in_dir("undone.db"), STORE_WRITE);
	assert_string_equal(value_on(s, NULL), "");
	begin(s, 20000); /* and the way is free */
	assert_true(put(s, &r));
	commit(s);
	store_close(s);
	expect_sound(in_dir("undone.db"), NULL);
}

static void one_writes_while_others_read_what_was(void **unused)
{
	struct store *one = open_as(in_dir("shared.db"), STORE_CREATE);
	struct store *two = open_as(in_dir("shared.db"), STORE_WRITE);
	struct store *reader = open_as(in_dir("shared.db"), STORE_READ);
	struct record r = flag("yes", "2020");
	struct pt_err e = { 0 };
	(void)unused;
	begin(one, 20000);
	put(one, &r);
	says(store_begin(two, 0, &e), &e, PT_CONFLICT, "another petrin is writing");
	assert_string_equal(value_on(reader, NULL), "");
	commit(one);
	assert_string_equal(value_on(reader, NULL), "yes");
	e = (struct pt_err){ 0 };
	says(store_begin(reader, 0, &e), &e, PT_BUG, "for reading");
	begin(two, 20000);
	assert_false(put(two, &r));
	commit(two);
	store_close(reader);
	store_close(two);
	store_close(one);
}

/* --- the log ---------------------------------------------------------------------------------- */

struct entries {
	unsigned n;
	unsigned char hash[8][STORE_HASH];
};

static bool note_entry(void *ctx, const struct store_audit *x, struct pt_err *e)
{
	struct entries *all = ctx;
	(void)e;
	assert_int_equal(x->n, all->n + 1);
	assert_int_equal(x->time, (20000 + all->n) * DAY);
	assert_int_equal(x->rows, RECORD_TABLES);
	assert_true(str_is(x->actor, "tester") && str_is(x->action, "test") && str_is(x->detail, "detail"));
	memcpy(all->hash[all->n++], x->hash, STORE_HASH);
	return true;
}

static void every_noted_head_proves_the_log_up_to_it(void **unused)
{
	const char *path = in_dir("log.db");
	struct store *s = open_as(path, STORE_CREATE);
	struct entries all = { 0 };
	struct heap h = { 0 };
	struct pt_err e = { 0 };
	unsigned char head[STORE_HASH] = { 0 };
	(void)unused;
	for (unsigned k = 0; k < 3; k++) {
		begin(s, 20000 + k);
		for (int t = 0; t < RECORD_TABLES; t++) {
			struct record r = sample((enum record_table)t, k, 0);
			put(s, &r);
		}
		commit(s);
	}
	is_ok(store_audit_each(s, note_entry, &all, &e), &e);
	assert_int_equal(all.n, 3);
	is_ok(store_head(s, head, &e), &e);
	assert_memory_equal(head, all.hash[2], STORE_HASH);
	for (unsigned k = 0; k < 3; k++) {
		assert_true(k == 0 || memcmp(all.hash[k], all.hash[k - 1], STORE_HASH) != 0);
		expect_sound(path, all.hash[k]);
	}
	expect_sound(path, (const unsigned char[STORE_HASH]){ 0 }); /* noted before the first entry */
	head[5] ^= 1;
	is_ok(store_verify(s, head, gather, &h, &e), &e);
	assert_string_equal(h.text, "audit / : the log does not go through the trusted head\n");
	store_close(s);
}

/* --- files ------------------------------------------------------------------------------------ */

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
		cmocka_unit_test(a_new_version_closes_the_one_before),
		cmocka_unit_test(rows_are_found_by_what_stands_in_a_column),
		cmocka_unit_test(what_has_no_date_was_always_so_until_it_changes),
		cmocka_unit_test(an_earlier_date_overtakes_what_was_said_of_later_days),
		cmocka_unit_test(the_same_again_changes_nothing_and_is_not_logged),
		cmocka_unit_test(a_record_against_the_rules_leaves_the_transaction_usable),
		cmocka_unit_test(names_that_lead_nowhere_are_found),
		cmocka_unit_test(a_claim_may_be_about_a_country),
		cmocka_unit_test(what_is_not_committed_was_never_there),
		cmocka_unit_test(one_writes_while_others_read_what_was),
		cmocka_unit_test(every_noted_head_proves_the_log_up_to_it),
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
