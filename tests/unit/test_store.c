/* SPDX-License-Identifier: Apache-2.0
 *
 * test_store.c - a workspace keeps every version and logs each change
 *
 * Its file and how it came to be: test_store_file.c; edits from outside: test_tamper.c.
 */
#include "store/store.h"

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
	};
	return cmocka_run_group_tests(tests, make_dir, drop_dir);
}
