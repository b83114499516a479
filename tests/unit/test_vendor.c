/* SPDX-License-Identifier: Apache-2.0
 *
 * test_vendor.c - which supplier a text about a vendor means
 */
#include "service/vendor.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static struct arena a;
static struct supplier all[] = {
	{ .id = "northgear",
	  .name = "Northgear",
	  .legal_name = "Northgear Holding Co., Ltd.",
	  .aliases = "North & Gear; NG Systems",
	  .not_aliases = "Northgear Foods" },
	{ .id = "wire",
	  .name = "Southwire",
	  .legal_name = "Southwire Oyj",
	  .aliases = "Wireworks; Common Radio",
	  .not_aliases = "Wire Inc." },
	{ .id = "third",
	  .name = "Third",
	  .legal_name = "",
	  .aliases = "Common Radio",
	  .not_aliases = "" },
};

static void texts_mean_suppliers_and_are_never_guessed(void **state)
{
	static const struct {
		const char *text;
		uint32_t supplier;
	} cases[] = {
		{ "Northgear", 0 },
		{ "NORTHGEAR", 0 },
		{ " northgear ", 0 },
		{ "Northgear Ltd.", 0 },
		{ "Northgear Holding Co., Ltd.", 0 },
		{ "Northgear-Holding", 0 },
		{ "nor thgear", MODEL_NONE },
		{ "North&Gear", 0 },
		{ "NG systems GmbH", 0 },
		{ "Northgear Foods", MODEL_NONE },
		{ "Northgear Radio", MODEL_NONE },
		{ "Southwire", 1 },
		{ "southwire oyj", 1 },
		{ "Wireworks", 1 },
		{ "Wire Inc.", MODEL_NONE },
		{ "wire", MODEL_NONE },
		{ "Common Radio", MODEL_NONE },
		{ "Third", 2 },
		{ "", MODEL_NONE },
		{ "unknown", MODEL_NONE },
		{ "n/a", MODEL_NONE },
		{ "Co., Ltd.", MODEL_NONE },
		{ "\xc5\xbb\xc3\xb3\xc5\x82w", MODEL_NONE },
	};
	struct arena one = a;
	const struct model m = { .supplier = all, .suppliers = COUNT(all) };
	struct vendors v = vendor_in(&one, &m);
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		uint32_t found = vendor_find(&v, vendor_text(&one, cases[i].text));
		if (found != cases[i].supplier)
			print_error("\"%s\" means %u\n", cases[i].text, found);
		assert_int_equal(found, cases[i].supplier);
	}
}

static void what_says_that_nothing_is_known_is_no_name(void **state)
{
	static const char *const cases[] = { "",     "-",    "unknown", "Unknown", "N/A",
		                             "none", "n.a.", "  ",      "other",   "TBD" };
	struct arena one = a;
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_int_equal(vendor_text(&one, cases[i]).n, 0);
	assert_true(vendor_text(&one, "Other Networks").n > 0);
	assert_true(str_is(vendor_text(&one, "Ltd"), "ltd")); /* never the whole name */
}

static void a_product_of_two_suppliers_tells_nothing(void **state)
{
	struct arena one = a;
	const struct model m = { .supplier = all, .suppliers = COUNT(all) };
	struct vendors v = vendor_in(&one, &m);
	(void)state;
	vendor_product(&v, "Radio 5000", 0);
	vendor_product(&v, "Core One", 1);
	vendor_product(&v, "core one", 2);
	assert_int_equal(vendor_find_product(&v, vendor_text(&one, "RADIO-5000")), 0);
	assert_int_equal(vendor_find_product(&v, vendor_text(&one, "Core One")), MODEL_NONE);
	assert_int_equal(vendor_find_product(&v, vendor_text(&one, "Core Two")), MODEL_NONE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts_mean_suppliers_and_are_never_guessed),
		cmocka_unit_test(what_says_that_nothing_is_known_is_no_name),
		cmocka_unit_test(a_product_of_two_suppliers_tells_nothing),
	};
	a = arena_reserve((size_t)64 << 20, "test");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
