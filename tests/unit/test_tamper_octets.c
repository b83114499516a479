/* SPDX-License-Identifier: Apache-2.0
 *
 * test_tamper_octets.c - octets of a workspace that change, are cut off, or are in its log
 *
 * What store_verify does not find has to be irrelevant: everything that SQLite and petrin read from
 * the file is as before.
 */
#include <sodium.h>
#include <sys/wait.h>

#include "tamper.h"

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

static int fresh(void **unused)
{
	(void)unused;
	base = good;
	restore();
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(octets_of_the_file, fresh),
		cmocka_unit_test_setup(a_file_that_is_cut_or_longer, fresh),
		cmocka_unit_test_setup(octets_of_the_write_ahead_log, fresh),
	};
	return cmocka_run_group_tests(tests, make_base, drop_dir);
}
