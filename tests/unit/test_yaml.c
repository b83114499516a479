/* SPDX-License-Identifier: Apache-2.0
 *
 * test_yaml.c - YAML through a typed schema
 */
#include "base/yaml.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static struct arena a;

#define T(literal) { literal, sizeof(literal) - 1 }

struct criterion {
	const char *id;
	double weight;
	struct range span;
	struct yaml_place place;
	struct yaml_list sub;
};

struct plan {
	const char *title, *country;
	int64_t count;
	int32_t since;
	double keep;
	bool on;
	int level;
	struct yaml_list numbers, texts, table, pairs, criteria;
	struct criterion main;
};

static const char *const levels[] = { "low", "medium", "high", NULL };

static const struct yaml_record criterion;
static const struct yaml_field criterion_fields[] = {
	{ "id", YAML_ID, offsetof(struct criterion, id), true, NULL },
	{ "weight", YAML_NUMBER, offsetof(struct criterion, weight), false, NULL },
	{ "span", YAML_RANGE, offsetof(struct criterion, span), false, NULL },
	{ NULL, YAML_PLACE, offsetof(struct criterion, place), false, NULL },
	{ "sub", YAML_RECORDS, offsetof(struct criterion, sub), false, &criterion },
};
static const struct yaml_record criterion = { "criterion", sizeof(struct criterion),
	                                      criterion_fields, COUNT(criterion_fields) };

static const struct yaml_field plan_fields[] = {
	{ "title", YAML_TEXT, offsetof(struct plan, title), true, NULL },
	{ "country", YAML_COUNTRY, offsetof(struct plan, country), false, NULL },
	{ "count", YAML_INT, offsetof(struct plan, count), false, NULL },
	{ "since", YAML_DATE, offsetof(struct plan, since), false, NULL },
	{ "keep", YAML_DURATION, offsetof(struct plan, keep), false, NULL },
	{ "on", YAML_BOOL, offsetof(struct plan, on), false, NULL },
	{ "level", YAML_ENUM, offsetof(struct plan, level), false, levels },
	{ "numbers", YAML_NUMBERS, offsetof(struct plan, numbers), false, NULL },
	{ "texts", YAML_TEXTS, offsetof(struct plan, texts), false, NULL },
	{ "table", YAML_TEXTSS, offsetof(struct plan, table), false, NULL },
	{ "pairs", YAML_PAIRS, offsetof(struct plan, pairs), false, NULL },
	{ "criteria", YAML_RECORDS, offsetof(struct plan, criteria), false, &criterion },
	{ "main", YAML_RECORD, offsetof(struct plan, main), false, &criterion },
};
static const struct yaml_record plan = { "plan", sizeof(struct plan), plan_fields,
	                                 COUNT(plan_fields) };

static bool reads(struct str text, struct plan *p, struct pt_err *e)
{
	*e = (struct pt_err){ 0 };
	bool ok = yaml_read(&a, text, "p.yaml", &plan, p, e);
	assert_true(ok == (e->code == PT_OK));
	return ok;
}

static const char whole[] = "%YAML 1.1\n"
                            "---\n"
                            "title: |\n"
                            "  Two lines\n"
                            "  1e3 \xe2\x82\xac\n"
                            "\n"
                            "country: NO # not false\n"
                            "count: -12\n"
                            "since: 2024-02\n"
                            "keep: P2W\n"
                            "on: true\n"
                            "level: high\n"
                            "numbers: [1, -2.5e1, 3]\n"
                            "texts: [yes, 'no', \"a\\tb\"]\n"
                            "table:\n"
                            "  - [a, b]\n"
                            "  - []\n"
                            "pairs:\n"
                            "  zeta: 1\n"
                            "  alpha: null\n"
                            "criteria:\n"
                            "  - id: c-1\n"
                            "    weight: 0.5\n"
                            "    span: [1, 2]\n"
                            "  - id: c.2\n"
                            "    span: 3\n"
                            "    sub:\n"
                            "      - {id: c3}\n"
                            "main: {id: 0}\n";

static void every_type_arrives_in_its_field(void **unused)
{
	struct plan p;
	struct pt_err e;
	(void)unused;
	if (!reads(str_of(whole), &p, &e))
		fail_msg("%s", e.text);
	assert_string_equal(p.title, "Two lines\n1e3 \xe2\x82\xac");
	assert_string_equal(p.country, "NO");
	assert_int_equal(p.count, -12);
	assert_int_equal(p.since, 19754);
	assert_true(p.keep == 14 && p.on);
	assert_int_equal(p.level, 2);
	const double *numbers = p.numbers.v;
	assert_true(p.numbers.n == 3 && numbers[0] == 1 && numbers[1] == -25 && numbers[2] == 3);
	const char *const *texts = p.texts.v;
	assert_int_equal(p.texts.n, 3);
	assert_string_equal(texts[0], "yes");
	assert_string_equal(texts[1], "no");
	assert_string_equal(texts[2], "a\tb");
	const struct yaml_list *table = p.table.v;
	assert_true(p.table.n == 2 && table[0].n == 2 && table[1].n == 0);
	assert_string_equal(((const char *const *)table[0].v)[1], "b");
	const struct yaml_pair *pairs = p.pairs.v;
	assert_int_equal(p.pairs.n, 2);
	assert_string_equal(pairs[0].key, "zeta");
	assert_string_equal(pairs[1].value, "null");
	assert_true(pairs[1].place.row == 20 && pairs[1].place.column == 3);
	const struct criterion *c = p.criteria.v;
	assert_int_equal(p.criteria.n, 2);
	assert_string_equal(c[0].id, "c-1");
	assert_true(c[0].weight == 0.5 && c[0].span.lo == 1 && c[0].span.hi == 2);
	assert_true(c[1].weight == 0 && c[1].span.lo == 3 && c[1].span.hi == 3);
	assert_true(c[1].place.row == 25 && c[1].place.column == 5);
	assert_int_equal(c[1].sub.n, 1);
	assert_string_equal(((const struct criterion *)c[1].sub.v)->id, "c3");
	assert_string_equal(p.main.id, "0");
}

static void what_the_schema_does_not_describe_is_refused(void **unused)
{
	static const struct {
		struct str text;
		uint64_t row, column;
		const char *part;
	} row[] = {
		{ T(""), 1, 1, "is empty" },
		{ T("# only a remark\n"), 2, 1, "is empty" },
		{ T("---\n...\n"), 2, 1, "is empty" },
		{ T("- a\n"), 1, 1, "plan: expected keys" },
		{ T("text\n"), 1, 1, "plan: expected keys" },
		{ T("title: t\nlevle: low\n"), 2, 1,
		  "unknown key \"levle\" in plan (did you mean \"level\"?)" },
		{ T("title: t\nmain: {id: a, wieght: 1}\n"), 2, 15,
		  "unknown key \"wieght\" in criterion (did you mean \"weight\"?)" },
		{ T("title: t\nqqqqqq: 1\n"), 2, 1, "unknown key \"qqqqqq\" in plan" },
		{ T("title: t\n\"\": 1\n"), 2, 1, "unknown key" },
		{ T("title: t\ntitle: u\n"), 2, 1, "key \"title\" is there twice in plan" },
		{ T("title: t\npairs: {a: 1, a: 2}\n"), 2, 15,
		  "key \"a\" is there twice in pairs" },
		{ T("on: true\n"), 1, 1, "key \"title\" is missing in plan" },
		{ T("title: t\ncriteria:\n  - weight: 1\n"), 3, 5,
		  "key \"id\" is missing in criterion" },
		{ T("title:\n"), 1, 7, "title: a value is missing" },
		{ T("title: [a]\n"), 1, 8, "title: expected text" },
		{ T("title: {a: b}\n"), 1, 8, "title: expected text" },
		{ T("title: t\ncountry: no\n"), 2, 10, "country: expected a country code" },
		{ T("title: t\ncountry: NOR\n"), 2, 10, "country: expected a country code" },
		{ T("title: t\ncount: 1.5\n"), 2, 8,
		  "count: expected a whole number, not \"1.5\"" },
		{ T("title: t\ncount: 9223372036854775808\n"), 2, 8,
		  "count: expected a whole number" },
		{ T("title: t\nsince: 2023-02-29\n"), 2, 8, "since: expected a date" },
		{ T("title: t\nkeep: 2 weeks\n"), 2, 7, "keep: expected a duration" },
		{ T("title: t\non: yes\n"), 2, 5, "on: expected true or false" },
		{ T("title: t\nlevel: hihg\n"), 2, 8,
		  "level: \"hihg\" is none of low, medium, high" },
		{ T("title: t\nlevel: meduim\n"), 2, 8, "(did you mean \"medium\"?)" },
		{ T("title: t\nnumbers: 1\n"), 2, 10, "numbers: expected a list" },
		{ T("title: t\nnumbers: [1, .nan]\n"), 2, 14, "numbers: expected a number" },
		{ T("title: t\nnumbers: [1, 1e999]\n"), 2, 14, "numbers: expected a number" },
		{ T("title: t\nnumbers: [1, [2]]\n"), 2, 14, "numbers: expected text" },
		{ T("title: t\ntexts: [a, ]\n  - b\n"), 3, 3, "" },
		{ T("title: t\ntexts:\n  - a\n  -\n"), 4, 4, "texts: a value is missing" },
		{ T("title: t\ntable: [a]\n"), 2, 9, "table: expected a list" },
		{ T("title: t\npairs: [a]\n"), 2, 8, "pairs: expected keys" },
		{ T("title: t\npairs: {a: [b]}\n"), 2, 12, "a: expected text" },
		{ T("title: t\npairs: {[a]: b}\n"), 2, 9, "a key in pairs is not text" },
		{ T("title: t\n? [a]\n: b\n"), 2, 3, "a key in plan is not text" },
		{ T("title: t\ncriteria: {id: a}\n"), 2, 11, "criteria: expected a list" },
		{ T("title: t\nmain: [a]\n"), 2, 7, "criterion: expected keys" },
		{ T("title: t\nmain: {id: A}\n"), 2, 12, "id: expected an identifier" },
		{ T("title: t\nmain: {id: -a}\n"), 2, 12, "id: expected an identifier" },
		{ T("title: t\nmain: {id: \"\"}\n"), 2, 12, "id: expected an identifier" },
		{ T("title: t\nmain: {id: a, span: [2, 1]}\n"), 2, 25, "ends before it begins" },
		{ T("title: t\nmain: {id: a, span: [2]}\n"), 2, 23, "two numbers" },
		{ T("title: t\nmain: {id: a, span: []}\n"), 2, 22, "span: expected text" },
		{ T("title: t\nmain: {id: a, span: [1, 2, 3]}\n"), 2, 28, "two numbers" },
		{ T("title: &x t\n"), 1, 8, "anchors" },
		{ T("title: &x t\ncountry: *x\n"), 1, 8, "anchors" },
		{ T("title: *x\n"), 1, 8, "aliases" },
		{ T("title: t\ntexts: &x [a]\n"), 2, 8, "anchors" },
		{ T("title: !!str t\n"), 1, 8, "tags" },
		{ T("title: ! t\n"), 1, 8, "tags" },
		{ T("!p {title: t}\n"), 1, 1, "tags" },
		{ T("%TAG ! tag:x,2000:\n---\ntitle: t\n"), 1, 1, "tags" },
		{ T("title: t\n---\ntitle: u\n"), 2, 1, "more than one document" },
		{ T("title: \"a\\0b\"\n"), 1, 8, "NUL" },
		{ T("title: t\non: \0\n"), 2, 5, "UTF-8" },
		{ T("title: \xc3\xa9\xff\n"), 1, 9, "UTF-8" },
		{ T("title: t\non: \x01\n"), 2, 5, "control" },
		{ T("title: t\n\ton: true\n"), 2, 1, "" },
		{ T("title: \"t\n"), 2, 1, "" },
		{ T("title: t\n on: true\n"), 2, 4, "" },
		{ T("title: t\ntexts: [t\n"), 3, 1, "" },
		{ T("title: \"\\ud800\"\n"), 1, 11, "Unicode" },
		{ T("\xff\xfe"
		    "t\0"),
		  1, 1, "UTF-8" },
	};
	struct plan p;
	struct pt_err e;
	(void)unused;
	for (size_t i = 0; i < COUNT(row); i++) {
		if (reads(row[i].text, &p, &e))
			fail_msg("case %zu: %s was accepted", i, row[i].text.p);
		if (e.code != PT_INVALID || strcmp(e.at.file, "p.yaml") != 0 ||
		    !strstr(e.text, row[i].part) || e.at.row != row[i].row ||
		    e.at.column != row[i].column)
			fail_msg("case %zu: %s:%d:%d: %s", i, e.at.file, (int)e.at.row,
			         (int)e.at.column, e.text);
	}
}

static void every_prefix_of_a_document_fails_cleanly_or_reads(void **unused)
{
	size_t accepted = 0;
	(void)unused;
	for (size_t n = 0; n < sizeof whole - 1; n++) {
		struct arena keep = a;
		struct plan p;
		struct pt_err e = { 0 };
		char *copy = test_malloc(n ? n : 1);
		memcpy(copy, whole, n);
		if (yaml_read(&keep, (struct str){ copy, n }, "p", &plan, &p, &e)) {
			assert_non_null(p.title);
			accepted++;
		} else {
			assert_true(e.code == PT_INVALID && e.at.row >= 1 && e.text[0]);
		}
		test_free(copy);
	}
	assert_true(accepted > 20 && accepted < sizeof whole / 2);
}

static void nesting_has_a_limit(void **unused)
{
	struct pt_err e;
	struct plan p;
	(void)unused;
	/* The plan, main, then a list and a record for each sub: 32 levels, and one list more. */
	for (int over = 0; over < 2; over++) {
		struct buf b = buf_in(&a);
		buf_str(&b, "title: t\nmain: {id: a");
		for (int i = 0; i < 15; i++)
			buf_str(&b, ", sub: [{id: a");
		buf_str(&b, over ? ", sub: []" : "");
		for (int i = 0; i < 15; i++)
			buf_str(&b, "}]");
		buf_str(&b, "}\n");
		assert_int_equal(reads((struct str){ b.p, b.n }, &p, &e), !over);
		assert_int_equal(e.code, over ? PT_LIMIT : PT_OK);
	}
}

static void a_text_over_the_limit_is_refused(void **unused)
{
	struct arena scratch = a;
	struct pt_err e = { 0 };
	struct plan p;
	(void)unused;
	char *text = NEW(&scratch, char, YAML_LIMIT + 1);
	memset(text, '\n', YAML_LIMIT + 1);
	memcpy(text, "title: t", 8);
	assert_true(yaml_read(&scratch, (struct str){ text, YAML_LIMIT }, "p", &plan, &p, &e));
	assert_false(yaml_read(&scratch, (struct str){ text, YAML_LIMIT + 1 }, "p", &plan, &p, &e));
	assert_int_equal(e.code, PT_LIMIT);
	assert_null(p.title);
}

static void a_byte_order_mark_is_passed_over(void **unused)
{
	struct plan p;
	struct pt_err e;
	(void)unused;
	assert_true(reads(STR("\xef\xbb\xbftitle: t\n"), &p, &e));
	assert_string_equal(p.title, "t");
}

static void fields_that_are_absent_are_zero(void **unused)
{
	struct plan p;
	struct pt_err e;
	(void)unused;
	memset(&p, 0xff, sizeof p);
	assert_true(reads(STR("title: ''\n"), &p, &e));
	assert_string_equal(p.title, "");
	assert_null(p.country);
	assert_true(p.count == 0 && p.keep == 0 && !p.on && p.criteria.n == 0 &&
	            p.criteria.v == NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_type_arrives_in_its_field),
		cmocka_unit_test(what_the_schema_does_not_describe_is_refused),
		cmocka_unit_test(every_prefix_of_a_document_fails_cleanly_or_reads),
		cmocka_unit_test(nesting_has_a_limit),
		cmocka_unit_test(a_text_over_the_limit_is_refused),
		cmocka_unit_test(a_byte_order_mark_is_passed_over),
		cmocka_unit_test(fields_that_are_absent_are_zero),
	};
	a = arena_reserve((size_t)1 << 30, "test");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
