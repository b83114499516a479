/* SPDX-License-Identifier: Apache-2.0
 *
 * test_err.c - how a failure travels
 */
#include "base/err.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void the_first_failure_wins(void **unused)
{
	struct pt_err e = { 0 };
	const struct pt_at at = { .file = "f", .row = 2, .column = 3, .byte = 4 };
	(void)unused;
	assert_false(pt_fail_at(&e, &at, PT_LIMIT, "too %s", "long"));
	assert_false(pt_fail(&e, PT_IO, "later"));
	assert_false(pt_fail_at(&e, &(struct pt_at){ .row = 9 }, PT_IO, "later"));
	assert_int_equal(e.code, PT_LIMIT);
	assert_string_equal(e.text, "too long");
	assert_memory_equal(&e.at, &at, sizeof at);
}

static void nobody_has_to_care(void **unused)
{
	(void)unused;
	assert_false(pt_fail(NULL, PT_IO, "x"));
	assert_false(pt_fail_at(NULL, NULL, PT_IO, "x"));
	pt_note(NULL, "x");
	pt_err_file(NULL, "f");
}

static void notes_go_in_front_of_a_recorded_failure_only(void **unused)
{
	struct pt_err e = { 0 };
	(void)unused;
	pt_note(&e, "nothing yet");
	assert_string_equal(e.text, "");
	pt_fail(&e, PT_INVALID, "bad value");
	pt_note(&e, "field %d", 3);
	pt_note(&e, "record");
	assert_string_equal(e.text, "record: field 3: bad value");
}

static void a_note_that_does_not_fit_cuts_and_never_overflows(void **unused)
{
	char wide[2000];
	(void)unused;
	memset(wide, 'n', sizeof wide);
	for (size_t n = sizeof((struct pt_err *)0)->text - 20;
	     n < sizeof((struct pt_err *)0)->text + 20; n++) {
		struct pt_err e = { 0 };
		pt_fail(&e, PT_INVALID, "%s", "what happened");
		pt_note(&e, "%.*s", (int)n, wide);
		assert_true(strnlen(e.text, sizeof e.text) < sizeof e.text);
		assert_true(e.text[0] == 'n' || strcmp(e.text, "what happened") == 0);
	}
	struct pt_err e = { 0 };
	pt_fail(&e, PT_INVALID, "%.*s", (int)sizeof wide, wide);
	assert_int_equal(strlen(e.text), sizeof e.text - 1);
}

static void the_file_is_named_once(void **unused)
{
	struct pt_err e = { 0 };
	(void)unused;
	pt_err_file(&e, "early");
	assert_string_equal(e.at.file, "");
	pt_fail(&e, PT_IO, "x");
	pt_err_file(&e, "inner");
	pt_err_file(&e, "outer");
	assert_string_equal(e.at.file, "inner");
}

static void codes_have_names_and_exit_statuses(void **unused)
{
	static const struct {
		enum pt_code code;
		const char *name;
		int status;
	} row[] = {
		{ PT_OK, "ok", 0 }, { PT_USAGE, "usage", 2 }, { PT_INVALID, "invalid", 3 },
		{ PT_IO, "io", 3 }, { PT_LIMIT, "limit", 3 }, { PT_CONFLICT, "conflict", 4 },
		{ PT_CANCELLED, "cancelled", 70 }, { PT_BUG, "bug", 70 },
	};
	(void)unused;
	for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
		assert_string_equal(pt_code_name(row[i].code), row[i].name);
		assert_int_equal(pt_exit_code(row[i].code), row[i].status);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_failure_wins),
		cmocka_unit_test(nobody_has_to_care),
		cmocka_unit_test(notes_go_in_front_of_a_recorded_failure_only),
		cmocka_unit_test(a_note_that_does_not_fit_cuts_and_never_overflows),
		cmocka_unit_test(the_file_is_named_once),
		cmocka_unit_test(codes_have_names_and_exit_statuses),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
