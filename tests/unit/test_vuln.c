/* SPDX-License-Identifier: Apache-2.0
 *
 * test_vuln.c - matching of vulnerabilities with suppliers: the traps
 */
#include "import/vuln.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static struct arena a;

struct line {
	const char *cve, *origin, *document, *vendor, *product, *status, *versions, *exploited, *remedy;
};

static const struct str north_alias[] = { STR("Nordlicht"), STR("Nordlicht Networks"), STR("n/a") };
static const struct str north_not[] = { STR("Nordlicht Toys"), STR("Nordlicht Home") };
static const struct vuln_product north_products[] = {
	{ STR("Horizon"), VULN_RAN },
	{ STR("Horizon Manager"), VULN_MANAGEMENT },
	{ STR("Toaster"), VULN_CONSUMER },
};
static const struct str tall_alias[] = { STR("Tallgrass") };

static const struct vuln_supplier suppliers[] = {
	{ north_alias, north_not, COUNT(north_alias), COUNT(north_not), north_products,
	  COUNT(north_products) },
	{ tall_alias, NULL, COUNT(tall_alias), 0, NULL, 0 },
};

static struct vuln_result match(const struct line *line, size_t n)
{
	struct record *r = NEW(&a, struct record, n + 1);
	for (size_t i = 0; i < n; i++) {
		const char *f[13] = { line[i].cve, line[i].origin, line[i].document, line[i].vendor,
			              line[i].product, line[i].status, line[i].versions, NULL, NULL, NULL,
			              line[i].exploited, line[i].remedy, NULL };
		r[i].table = T_VULNERABILITY;
		for (size_t k = 0; k < COUNT(f); k++)
			r[i].field[k] = str_of(f[k] ? f[k] : "");
	}
	struct vuln_input in = { r, n, suppliers, COUNT(suppliers) };
	return vuln_match_all(&a, &in);
}

static struct vuln_result one(const char *vendor, const char *product)
{
	struct line l = { "CVE-1", "cna", "CVE-1", vendor, product, "affected", "< 2", NULL, NULL };
	return match(&l, 1);
}

static void vendors_match_by_equality_only(void **unused)
{
	(void)unused;
	assert_int_equal(one("Nordlicht", "Horizon").matches, 1);
	assert_int_equal(one("  nordLICHT ", "Horizon").matches, 1);
	assert_int_equal(one("Nordlicht Network", "Horizon").matches, 0);
	assert_int_equal(one("Nord", "Horizon").matches, 0);
	assert_int_equal(one("Nordlicht,", "Horizon").matches, 0);
	assert_int_equal(one("", "Horizon").matches, 0);
}

static void wildcards_match_nobody_even_as_alias(void **unused)
{
	static const char *const none[] = { "n/a", "N/A", "*", "-", "unknown", "Nord*", "any", " * " };
	(void)unused;
	for (size_t i = 0; i < COUNT(none); i++)
		assert_int_equal(one(none[i], "Horizon").matches, 0);
}

static void not_aliases_win(void **unused)
{
	(void)unused;
	assert_int_equal(one("Nordlicht Toys", "Horizon").matches, 0);
	assert_int_equal(one("Nordlicht", "Home Box").matches, 0); /* vendor and product together */
	assert_int_equal(one("Nordlicht", "Homeland Box").matches, 1);
}

static void products_have_a_class_at_word_ends_only(void **unused)
{
	static const struct {
		const char *product;
		enum vuln_class class;
	} row[] = {
		{ "Horizon", VULN_RAN },           { "horizon BTS 7", VULN_RAN },
		{ "Horizon-5G", VULN_RAN },        { "Horizons", VULN_NO_CLASS },
		{ "Horizon Manager 2", VULN_MANAGEMENT }, { "horizon_manager", VULN_MANAGEMENT },
		{ "New Horizon", VULN_NO_CLASS },  { "TOASTER", VULN_CONSUMER },
	};
	(void)unused;
	for (size_t i = 0; i < COUNT(row); i++) {
		struct vuln_result r = one("Nordlicht", row[i].product);
		assert_int_equal(r.matches, 1);
		assert_int_equal(r.match[0].class, row[i].class);
	}
}

static enum vuln_answer answer(const char *status, const char *versions)
{
	struct line l = { "CVE-1", "cna", "CVE-1", "Nordlicht", "Horizon", status, versions, NULL, NULL };
	return match(&l, 1).finding[0].answer;
}

static void answers_have_three_values(void **unused)
{
	(void)unused;
	assert_int_equal(answer("affected", "< 2"), VULN_AFFECTED);
	assert_int_equal(answer("affected", ""), VULN_AFFECTED);
	assert_int_equal(answer("affected", "-"), VULN_UNKNOWN);
	assert_int_equal(answer("affected", "*; n/a"), VULN_UNKNOWN);
	assert_int_equal(answer("affected", "*; 1.0"), VULN_AFFECTED);
	assert_int_equal(answer("not_affected", ""), VULN_NOT_AFFECTED);
	assert_int_equal(answer("fixed", "2.0"), VULN_UNKNOWN);
	assert_int_equal(answer("investigated", ""), VULN_UNKNOWN);
	assert_int_equal(answer("unknown", "-"), VULN_UNKNOWN);
}

static void a_reasoned_not_affected_wins_over_ranges(void **unused)
{
	static const struct line said[] = {
		{ "CVE-1", "cna", "CVE-1", "Nordlicht", "Horizon", "affected", "< 2", NULL, NULL },
		{ "CVE-1", "csaf", "NL-1", "Nordlicht", "Horizon", "not_affected", "1.5", NULL,
		  "justification: component_not_present" },
		{ "CVE-1", "kev", "kev", "Nordlicht", "Horizon", "affected", "", "yes", NULL },
	};
	(void)unused;
	struct vuln_result r = match(said, COUNT(said));
	assert_int_equal(r.findings, 1);
	assert_int_equal(r.finding[0].answer, VULN_NOT_AFFECTED);
	assert_true(r.finding[0].disputed);
	assert_false(r.finding[0].exploited);
	assert_int_equal(r.match[r.finding[0].decided_by].row, 1);
	assert_non_null(strstr(r.finding[0].reason, "NL-1"));
}

static void one_version_not_affected_does_not_clear_the_others(void **unused)
{
	static const struct line said[] = {
		{ "CVE-1", "csaf", "NL-1", "Nordlicht", "Horizon", "not_affected", "1.5", NULL,
		  "justification: component_not_present" },
		{ "CVE-1", "csaf", "NL-1", "Nordlicht", "Horizon", "affected", "1.4", NULL, NULL },
	};
	(void)unused;
	assert_int_equal(match(said, 2).finding[0].answer, VULN_AFFECTED);
}

static void the_most_trusted_word_counts(void **unused)
{
	static const struct line said[] = {
		{ "CVE-1", "kev", "kev", "Nordlicht", "Horizon", "affected", "", "yes", NULL },
		{ "CVE-1", "cna", "CVE-1", "nordlicht", "Horizon BTS", "not_affected", "all", NULL, NULL },
		{ "CVE-2", "cna", "CVE-2", "Nordlicht", "Horizon", "unknown", "-", NULL, NULL },
		{ "CVE-2", "adp", "CVE-2", "Nordlicht", "horizon", "affected", "< 3", NULL, NULL },
	};
	(void)unused;
	struct vuln_result r = match(said, COUNT(said));
	assert_int_equal(r.findings, 2);
	assert_int_equal(r.finding[0].answer, VULN_NOT_AFFECTED);
	assert_true(r.finding[0].disputed);
	assert_int_equal(r.finding[1].answer, VULN_AFFECTED); /* a word comes before "do not know" */
}

static void counts_are_of_different_vulnerabilities(void **unused)
{
	static const struct line said[] = {
		{ "CVE-1", "cna", "CVE-1", "Nordlicht", "Horizon A", "affected", "1", NULL, NULL },
		{ "CVE-1", "kev", "kev", "Nordlicht", "Horizon B", "affected", "", "yes", NULL },
		{ "CVE-1", "cna", "CVE-1", "Nordlicht", "Unheard-of", "affected", "2", NULL, NULL },
		{ "CVE-1", "cna", "CVE-1", "Nordlicht", "Unheard-of too", "affected", "2", NULL, NULL },
		{ "CVE-2", "kev", "kev", "Nordlicht", "Toaster", "affected", "", "yes", NULL },
		{ "CVE-2", "cna", "CVE-2", "Somebody", "Horizon", "affected", "1", NULL, NULL },
	};
	(void)unused;
	struct vuln_result r = match(said, COUNT(said));
	assert_int_equal(r.summary[0].cves, 2);
	assert_int_equal(r.summary[0].count[VULN_RAN][VULN_AFFECTED], 1);
	assert_int_equal(r.summary[0].count[VULN_NO_CLASS][VULN_AFFECTED], 1);
	assert_int_equal(r.summary[0].count[VULN_CONSUMER][VULN_AFFECTED], 1);
	assert_int_equal(r.summary[0].exploited_network, 1);
	/* Nothing published that we matched: all counts zero, in no class and with no answer. */
	assert_int_equal(r.summary[1].cves, 0);
	for (int c = 0; c < VULN_CLASSES; c++)
		for (int k = 0; k < VULN_ANSWERS; k++)
			assert_int_equal(r.summary[1].count[c][k], 0);
}

static void nothing_in_nothing_out(void **unused)
{
	(void)unused;
	struct vuln_result r = match(NULL, 0);
	assert_int_equal(r.matches, 0);
	assert_int_equal(r.findings, 0);
}

int main(void)
{
	a = arena_reserve(16 << 20, "test");
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(vendors_match_by_equality_only),
		cmocka_unit_test(wildcards_match_nobody_even_as_alias),
		cmocka_unit_test(not_aliases_win),
		cmocka_unit_test(products_have_a_class_at_word_ends_only),
		cmocka_unit_test(answers_have_three_values),
		cmocka_unit_test(a_reasoned_not_affected_wins_over_ranges),
		cmocka_unit_test(one_version_not_affected_does_not_clear_the_others),
		cmocka_unit_test(the_most_trusted_word_counts),
		cmocka_unit_test(counts_are_of_different_vulnerabilities),
		cmocka_unit_test(nothing_in_nothing_out),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
