/* SPDX-License-Identifier: Apache-2.0
 *
 * test_import.c - the importers, in process: good, partly bad and malformed inputs
 */
#include "import/import.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <zlib.h>
#include <zstd.h>

#include <cmocka.h>

#include "import/advisory.h"
#include "import/archive.h"
#include "import/country.h"

static struct arena a, kept; /* receivers may not keep things in the arena of the job */

struct seen {
	struct buf rows, faults;
	uint64_t stop_after;
	struct import_job job;
	struct pt_err e;
	bool ok;
};

static bool take_record(void *ctx, const struct record *r)
{
	struct seen *s = ctx;
	const struct record_def *d = record_def(r->table);
	buf_fmt(&s->rows, "%s", d->name);
	for (unsigned i = 0; i < d->n; i++) {
		buf_char(&s->rows, '|');
		buf_add(&s->rows, r->field[i].p, r->field[i].n);
	}
	buf_char(&s->rows, '\n');
	return s->stop_after == 0 || --s->stop_after > 0;
}

static void take_fault(void *ctx, uint64_t row, uint64_t column, const char *message)
{
	struct seen *s = ctx;
	buf_fmt(&s->faults, "%llu:%llu %s\n", (unsigned long long)row, (unsigned long long)column,
	        message);
}

static void begin(struct seen *s, struct str text, const char *name)
{
	*s = (struct seen){ .job = { .a = &a, .name = name, .text = text } };
	s->rows = buf_in(&kept);
	s->faults = buf_in(&kept);
	s->job.out = (struct import_out){ take_record, take_fault, NULL, s, NULL, NULL };
}

static struct seen read_as(struct str text, const char *as)
{
	static struct seen s;
	begin(&s, text, "x");
	s.job.out.ctx = &s;
	s.ok = import_text(&s.job, as, &s.e);
	return s;
}

static struct seen read_text(const char *z)
{
	return read_as(str_of(z), NULL);
}

static void says(struct seen s, enum pt_code code, const char *words)
{
	assert_false(s.ok);
	assert_int_equal(s.e.code, code);
	if (strstr(s.e.text, words) == NULL)
		fail_msg("\"%s\" is not in \"%s\"", words, s.e.text);
}

static void countries(void **unused)
{
	static const char *const row[][2] = {
		{ "NAM", "NA" }, { "DEU", "DE" }, { "ROM", "RO" }, { "ROU", "RO" }, { "ZAR", "CD" },
		{ "COD", "CD" }, { "TMP", "TL" }, { "ADO", "AD" }, { "KSV", "XK" }, { "XKX", "XK" },
		{ "WBG", "PS" }, { "PSE", "PS" }, { "ANT", "" },   { "DDR", "" },   { "PSG", "" },
		{ "ABW", "AW" }, { "ZWE", "ZW" },
	};
	(void)unused;
	for (size_t i = 0; i < COUNT(row); i++)
		assert_string_equal(country_alpha2(str_of(row[i][0])), row[i][1]);
	assert_null(country_alpha2(STR("QQQ")));
	assert_null(country_alpha2(STR("DE")));
	assert_null(country_alpha2(STR("")));
}

static void evidence_rows(void **unused)
{
	(void)unused;
	struct seen s = read_text("flag,country,value,source,certainty\n"
	                          "law.compels,NA,yes,src-1,read\n"
	                          "law.compels,na,yes,src-1,read\n"
	                          "law.compels,DE,perhaps,src-1,read\n"
	                          "law.compels,DE,no,src-1,read,extra\n"
	                          "law.compels,FR,no,src-1,read\n");
	assert_true(s.ok);
	assert_string_equal(s.job.kind, "evidence");
	assert_string_equal(s.rows.p, "flag|law.compels|NA|yes||src-1|read\n"
	                              "flag|law.compels|FR|no||src-1|read\n");
	assert_int_equal(s.job.records, 2);
	assert_int_equal(s.job.rejected, 3);
	assert_non_null(strstr(s.faults.p, "3:13 country \"na\""));
	assert_non_null(strstr(s.faults.p, "4:16 value \"perhaps\""));
	assert_non_null(strstr(s.faults.p, "5:1 has more fields"));
}

static void evidence_headers(void **unused)
{
	(void)unused;
	says(read_text("flag,country,value,source,certanty\nx,DE,yes,s,read\n"), PT_INVALID,
	     "\"certanty\" is not one of table flag; did you mean \"certainty\"?");
	says(read_text("flag,country,value,source\nx,DE,yes,s\n"), PT_INVALID,
	     "table flag needs the column \"certainty\"");
	says(read_text("flag,country,value,source,value\n"), PT_INVALID, "is there twice");
	assert_true(read_text("supplier,name,class\nacme,Box 1,ran\n").ok);
	assert_true(read_as(STR("supplier;name;class\nacme;Box 1;ran\n"), "evidence").ok);
}

static void wgi_wide_and_long(void **unused)
{
	(void)unused;
	struct seen s = read_text(
	        "\"code\",\"countryname\",\"year\",\"vae\",\"vas\",\"pve\",\"pvs\",\"gee\",\"ges\",\"rqe\","
	        "\"rqs\",\"rle\",\"rls\",\"cce\",\"ccs\"\n"
	        "\"NAM\",\"Namibia\",2020,0.5,0.1,NA,NA,-0.25,0.2,NA,NA,NA,NA,NA,NA\n"
	        "\"ANT\",\"Netherlands Antilles (former)\",2020,1,1,1,1,1,1,1,1,1,1,1,1\n"
	        "\"QQQ\",\"Nowhere\",2020,1,1,1,1,1,1,1,1,1,1,1,1\n"
	        "\"DEU\",\"Germany\",2020,much,0.1,NA,NA,NA,NA,NA,NA,NA,NA,NA,NA\n");
	assert_true(s.ok);
	assert_string_equal(s.job.kind, "wgi");
	assert_non_null(strstr(s.rows.p, "source|wgi-2022|"));
	assert_non_null(strstr(s.rows.p, "indicator|wgi.va|NA|2020|0.5|0.1|||wgi-2022\n"
	                                 "indicator|wgi.ge|NA|2020|-0.25|0.2|||wgi-2022\n"));
	assert_int_equal(s.job.records, 3);
	assert_int_equal(s.job.skipped, 1);
	assert_int_equal(s.job.rejected, 2);
	assert_non_null(strstr(s.faults.p, "4:1 \"QQQ\""));
	assert_non_null(strstr(s.faults.p, "5:22 value \"much\""));
	s = read_text("\"wb_country\",\"wb_code\",\"year\",\"Estimate\",\"StdErr\"\n"
	              "\"Romania\",\"ROM\",1996,0.1,0.2\n\"Andorra\",\"ADO\",1996,NA,NA\n");
	assert_true(s.ok);
	assert_non_null(strstr(s.rows.p, "indicator|wgi.va|RO|1996|0.1|0.2|||wgi-2024\n"));
	assert_int_equal(s.job.records, 2);
	says(read_as(STR("code,year,vae,vas\n"), "wgi"), PT_INVALID, "column \"pve\" is missing");
}

static void vdem_rows(void **unused)
{
	struct buf b = buf_in(&a);
	static const char *const index[] = { "polyarchy", "libdem", "partipdem", "delibdem", "egaldem" };
	(void)unused;
	buf_str(&b, "country_text_id,year");
	for (size_t i = 0; i < COUNT(index); i++)
		buf_fmt(&b, ",v2x_%s,v2x_%s_codelow,v2x_%s_codehigh,v2x_%s_sd", index[i], index[i],
		        index[i], index[i]);
	buf_str(&b, "\nXKX,2020,0.4,0.3,0.5,0.05,NA,NA,NA,NA,,,,,0.1,0.1,0.1,0.1,0.2,0.1,0.3,0.1\n");
	buf_str(&b, "DDR,1990,0.4,0.3,0.5,0.05,NA,NA,NA,NA,,,,,0.1,0.1,0.1,0.1,0.2,0.1,0.3,0.1\n");
	struct seen s = read_text(b.p);
	assert_true(s.ok);
	assert_string_equal(s.job.kind, "vdem");
	assert_non_null(strstr(s.rows.p, "indicator|vdem.polyarchy|XK|2020|0.4|0.05|0.3|0.5|vdem\n"
	                                 "indicator|vdem.delibdem|XK|2020|0.1|0.1|0.1|0.1|vdem\n"));
	assert_int_equal(s.job.records, 4);
	assert_int_equal(s.job.skipped, 1);
}

#define KEV(entries) "{\"title\":\"t\",\"catalogVersion\":\"1\",\"vulnerabilities\":[" entries "]}"

static void kev_rows(void **unused)
{
	(void)unused;
	struct seen s = read_text(KEV("{\"cveID\":\"CVE-2020-1\",\"vendorProject\":\"Tallgrass \","
	                              "\"product\":\"Gate\",\"dateAdded\":\"2024-05-06\",\"requiredAction\":"
	                              "\"Update  \\n now.\",\"vulnerabilityName\":\"A hole\",\"cwes\":[]},\n"
	                              "{\"cveID\":\"CVE-2020-2\",\"vendorProject\":\"Tallgrass\","
	                              "\"product\":\"\",\"dateAdded\":\"2024-05-06\"}"));
	assert_true(s.ok);
	assert_string_equal(s.rows.p, "vulnerability|CVE-2020-1|kev|kev|Tallgrass|Gate|affected||2024-05-06"
	                              "|||yes|Update now.|A hole\n");
	assert_string_equal(s.faults.p, "2:1 product is missing\n");
	says(read_text(KEV("{\"cveID\":7}")), PT_INVALID, "expected text");
	says(read_text("{\"catalogVersion\":\"1\",\"vulnerabilities\":[{"), PT_INVALID, "end of the text");
}

#define CVE_STATE(state, containers) "{\"dataType\":\"CVE_RECORD\",\"dataVersion\":\"5.1\"," \
	"\"containers\":{" containers "},\"cveMetadata\":{\"cveId\":\"CVE-2024-1\",\"state\":\"" state \
	"\",\"datePublished\":\"2024-02-03T04:05:06Z\"}}"
#define CVE(containers) CVE_STATE("PUBLISHED", containers)
#define AFFECTED(vendor, status, versions) "\"affected\":[{\"vendor\":\"" vendor "\",\"product\":" \
	"\"Gate\",\"defaultStatus\":\"" status "\",\"versions\":[" versions "]}]"

/* status|versions of each row, joined by " / ". */
static const char *version_texts(const char *fallback, const char *versions)
{
	const char *text = arena_fmt(&a, "{\"dataVersion\":\"5.0\",\"cveMetadata\":{\"cveId\":\"CVE-1\","
	                             "\"state\":\"PUBLISHED\"},\"containers\":{\"cna\":{\"affected\":[{"
	                             "\"vendor\":\"V\",\"product\":\"P\",%s\"versions\":[%s]}]}}}", fallback,
	                             versions);
	struct seen s = read_text(text);
	struct buf b = buf_in(&a);
	assert_true(s.ok);
	struct str rest = { s.rows.p, s.rows.n }, line, field = { "", 0 };
	while (str_cut(&rest, '\n', &line) && line.n > 0) {
		for (int i = 0; i < 8 && str_cut(&line, '|', &field); i++)
			if (i == 6)
				buf_fmt(&b, "%s%.*s|", b.n ? " / " : "", (int)field.n, field.p);
		buf_add(&b, field.p, field.n);
	}
	return b.p;
}

#define VERSION(v, rest) "{\"version\":\"" v "\",\"status\":\"affected\"" rest "}"

static void cve_versions(void **unused)
{
	static const struct {
		const char *fallback, *versions, *want;
	} row[] = {
		{ "", VERSION("1.0", ""), "affected|1.0" },
		{ "", VERSION("0", ",\"lessThan\":\"1.2\""), "affected|< 1.2" },
		{ "", VERSION("unspecified", ",\"lessThan\":\"1.2\""), "affected|< 1.2" },
		{ "", VERSION("1.0", ",\"lessThan\":\"1.4\""), "affected|>= 1.0, < 1.4" },
		{ "", VERSION("1.0", ",\"lessThanOrEqual\":\"1.4\""), "affected|1.0 - 1.4" },
		{ "", VERSION("0", ",\"lessThanOrEqual\":\"1.4\""), "affected|<= 1.4" },
		{ "", VERSION("2", ",\"lessThan\":\"*\""), "affected|>= 2" },
		{ "", VERSION("-", ""), "unknown|-" },
		{ "", VERSION("*", ""), "unknown|*" },
		{ "", VERSION("N/A", ""), "unknown|N/A" },
		{ "", VERSION("unspecified", ""), "unknown|unspecified" },
		{ "", VERSION("*", ",\"lessThan\":\"*\""), "unknown|*" },
		{ "", VERSION("n/a", ",\"lessThanOrEqual\":\"n/a\""), "unknown|n/a" },
		{ "", VERSION("1", "") "," VERSION("-", ""), "affected|1 / unknown|-" },
		{ "", "{\"version\":\"3\",\"status\":\"unaffected\"}," VERSION("1", ""),
		  "not_affected|3 / affected|1" },
		{ "", VERSION("1", ",\"lessThan\":\"2\",\"changes\":[{\"at\":\"1.5\",\"status\":\"unaffected\"}]"),
		  "affected|>= 1, < 2 (unaffected from 1.5)" },
		{ "\"defaultStatus\":\"affected\",", "{\"version\":\"3\",\"status\":\"unaffected\"}",
		  "not_affected|3 / affected|all others" },
		{ "\"defaultStatus\":\"affected\",", "", "affected|all" },
		{ "\"defaultStatus\":\"unaffected\",", "", "not_affected|all" },
		{ "", "", "unknown|" },
	};
	(void)unused;
	for (size_t i = 0; i < COUNT(row); i++)
		assert_string_equal(version_texts(row[i].fallback, row[i].versions), row[i].want);
}

static void cve_rows(void **unused)
{
	(void)unused;
	struct seen s = read_text(CVE(
	        "\"adp\":[{\"metrics\":[{\"other\":{\"type\":\"ssvc\",\"content\":{\"options\":["
	        "{\"Exploitation\":\"active\"},{\"Automatable\":\"no\"}]}}}]}],"
	        "\"cna\":{" AFFECTED("Tall", "unaffected", VERSION("1", "")) ",\"metrics\":["
	        "{\"cvssV3_1\":{\"baseScore\":7.5,\"baseSeverity\":\"HIGH\"}},"
	        "{\"cvssV4_0\":{\"baseScore\":8.7,\"baseSeverity\":\"HIGH\"}},"
	        "{\"cvssV2_0\":{\"baseScore\":5}}],\"descriptions\":[{\"lang\":\"de\",\"value\":\"Loch\"},"
	        "{\"lang\":\"en\",\"value\":\"A hole\"}],\"solutions\":[{\"lang\":\"en\",\"value\":\"Go to 2\"}]}"));
	assert_true(s.ok);
	assert_string_equal(s.rows.p,
	        "vulnerability|CVE-2024-1|cna|CVE-2024-1|Tall|Gate|affected|1|2024-02-03|8.7|HIGH||Go to 2|"
	        "A hole\n"
	        "vulnerability|CVE-2024-1|adp|CVE-2024-1|Tall|Gate|unknown||2024-02-03|||yes||\n");
	s = read_text(CVE("\"cna\":{" AFFECTED("n/a", "unknown", VERSION("n/a", "")) "},\"adp\":[{"
	                  AFFECTED("tall", "unknown", VERSION("1", "")) ",\"metrics\":[{\"other\":{"
	                  "\"type\":\"kev\",\"content\":{\"dateAdded\":\"2024-01-01\"}}}]}]"));
	assert_true(s.ok);
	assert_string_equal(s.rows.p,
	        "vulnerability|CVE-2024-1|cna|CVE-2024-1|n/a|Gate|unknown|n/a|2024-02-03|||||\n"
	        "vulnerability|CVE-2024-1|adp|CVE-2024-1|tall|Gate|affected|1|2024-02-03|||yes||\n");
}

static void cve_others(void **unused)
{
	(void)unused;
	struct seen s = read_text(CVE_STATE("REJECTED", "\"cna\":{}"));
	assert_true(s.ok);
	assert_int_equal(s.job.records, 0);
	assert_int_equal(s.job.skipped, 1);
	says(read_text("{\"cveMetadata\":{},\"dataVersion\":\"4.0\"}"), PT_INVALID, "of format \"4.0\"");
	says(read_text("{\"cveMetadata\":{},\"dataVersion\":\"5.0\"}"), PT_INVALID, "without cveId");
	says(read_text("{\"cveMetadata\":[]}"), PT_INVALID, "expected an object");
}

#define CSAF(category, version, rest) "{\"document\":{\"category\":\"" category "\",\"csaf_version\":\"" \
	version "\",\"title\":\"Notice\",\"publisher\":{\"category\":\"vendor\",\"name\":\"Tall\"}," \
	"\"tracking\":{\"id\":\"TG-1\",\"current_release_date\":\"2024-07-08T00:00:00Z\"}}" rest "}"
/* Vulnerabilities before the tree, and names behind children: the order of keys may not matter. */
#define CSAF_BODY ",\"vulnerabilities\":[{\"cve\":\"CVE-2024-9\",\"flags\":[{\"label\":" \
	"\"component_not_present\",\"group_ids\":[\"G\"]}],\"product_status\":{\"known_affected\":[\"A\"," \
	"\"R\",\"NIX\"],\"known_not_affected\":[\"B\"],\"fixed\":[\"F\"],\"under_investigation\":[\"C\"]," \
	"\"recommended\":[\"F\"]},\"remediations\":[{\"category\":\"workaround\",\"details\":\"Unplug\"," \
	"\"product_ids\":[\"A\"]},{\"category\":\"vendor_fix\",\"details\":\"Go to 2\",\"product_ids\":[\"A\"]}" \
	"],\"scores\":[{\"products\":[\"A\"],\"cvss_v3\":{\"baseScore\":9.8,\"baseSeverity\":\"CRITICAL\"}}]}]," \
	"\"product_tree\":{\"branches\":[{\"branches\":[{\"branches\":[" \
	"{\"category\":\"product_version\",\"name\":\"1\",\"product\":{\"product_id\":\"A\",\"name\":\"Gate 1\"}}," \
	"{\"category\":\"product_version\",\"name\":\"2\",\"product\":{\"product_id\":\"F\",\"name\":\"Gate 2\"}}," \
	"{\"category\":\"product_version\",\"name\":\"3\",\"product\":{\"product_id\":\"B\",\"name\":\"Gate 3\"}}" \
	"],\"category\":\"product_name\",\"name\":\"Gate\"}],\"category\":\"vendor\",\"name\":\"Tallgrass\"}]," \
	"\"full_product_names\":[{\"product_id\":\"C\",\"name\":\"Lone box\"}]," \
	"\"product_groups\":[{\"group_id\":\"G\",\"product_ids\":[\"B\"]}],\"relationships\":[{\"category\":" \
	"\"default_component_of\",\"product_reference\":\"C\",\"relates_to_product_reference\":\"A\"," \
	"\"full_product_name\":{\"product_id\":\"R\",\"name\":\"Lone box in Gate 1\"}}]}"

static void csaf_rows(void **unused)
{
	(void)unused;
	struct seen s = read_text(CSAF("csaf_vex", "2.0", CSAF_BODY));
	assert_true(s.ok);
	assert_string_equal(s.job.kind, "csaf");
	assert_string_equal(s.rows.p,
	        "vulnerability|CVE-2024-9|csaf|TG-1|Tallgrass|Gate|affected|1; Lone box in Gate 1|2024-07-08|"
	        "9.8|CRITICAL||Go to 2|Notice\n"
	        "vulnerability|CVE-2024-9|csaf|TG-1|Tallgrass|Gate|not_affected|3|2024-07-08||||"
	        "justification: component_not_present|Notice\n"
	        "vulnerability|CVE-2024-9|csaf|TG-1|Tallgrass|Gate|fixed|2|2024-07-08|||||Notice\n"
	        "vulnerability|CVE-2024-9|csaf|TG-1|Tall|Lone box|investigated||2024-07-08|||||Notice\n");
	assert_non_null(strstr(s.faults.p, "product id \"NIX\" is not in the product tree"));
}

static void csaf_profiles(void **unused)
{
	(void)unused;
	says(read_text(CSAF("csaf_vex", "3.0", CSAF_BODY)), PT_INVALID, "version \"3.0\"");
	says(read_text(CSAF("csaf_vex", "2.0", "")), PT_INVALID, "csaf_vex without product_tree");
	says(read_text("{\"document\":{\"csaf_version\":\"2.0\"}}"), PT_INVALID, "without a category");
	struct seen s = read_text(CSAF("csaf_informational_advisory", "2.1", ""));
	assert_true(s.ok);
	assert_int_equal(s.job.skipped, 1);
}

static void inputs_that_are_nothing(void **unused)
{
	static const struct {
		struct str text;
		const char *words;
	} row[] = {
		{ { "", 0 }, "is empty" },
		{ { "hello\n", 6 }, "cannot tell what this is; known kinds: csaf, kev" },
		{ { "{}", 2 }, "cannot tell what this is" },
		{ { "\xff\xfeh\0", 4 }, "is UTF-16" },
		{ { "\x1f\x8b\x08\0", 4 }, "is compressed" },
		{ { "PK\3\4", 4 }, "no end record" },
		{ { "\x28\xb5\x2f\xfd\1\2", 6 }, "zstd" },
	};
	(void)unused;
	for (size_t i = 0; i < COUNT(row); i++)
		says(read_as(row[i].text, NULL), PT_INVALID, row[i].words);
	says(read_as(STR("{}"), "kevv"), PT_USAGE, "did you mean kev?");
	says(read_as(STR("flag,country,value,source,certainty\nx,D\xff,yes,s,read\n"), NULL), PT_INVALID,
	     "not UTF-8");
}

static void deep_and_long(void **unused)
{
	char *deep = NEW(&a, char, 200000), *line = NEW(&a, char, 3 << 20);
	(void)unused;
	memset(deep, '[', 199999);
	memcpy(deep, "{\"csaf_version\":", 16);
	says(read_text(deep), PT_LIMIT, "nested too deeply");
	memset(line, 'x', (3 << 20) - 1);
	memcpy(line, "flag,country,value,source,certainty\n", 36);
	says(read_text(line), PT_LIMIT, "row is longer");
}

static void the_receiver_may_stop(void **unused)
{
	static struct seen s;
	(void)unused;
	begin(&s, STR("flag,country,value,source,certainty\nx,DE,no,s,read\nx,FR,no,s,read\n"), "x");
	s.stop_after = 1;
	assert_false(import_text(&s.job, NULL, &s.e));
	assert_int_equal(s.e.code, PT_CANCELLED);
	assert_int_equal(s.job.records, 1);
}

/* --- archives --- */

static void le(struct buf *b, uint64_t v, unsigned octets)
{
	for (unsigned i = 0; i < octets; i++)
		buf_char(b, (char)(uint8_t)(v >> 8 * i));
}

struct zip {
	struct buf all, directory;
	unsigned method;
	uint32_t spoil; /* added to the check sum */
};

static void zip_add(struct zip *z, const char *name, struct str text)
{
	static char packed[1 << 16];
	uLong n = text.n, crc = crc32(0, (const Bytef *)text.p, (uInt)text.n) + z->spoil;
	size_t at = z->all.n;
	if (z->method == Z_DEFLATED) {
		z_stream s = { 0 };
		assert_int_equal(deflateInit2(&s, 6, Z_DEFLATED, -15, 8, 0), Z_OK);
		s.next_in = (Bytef *)text.p;
		s.avail_in = (uInt)text.n;
		s.next_out = (Bytef *)packed;
		s.avail_out = sizeof packed;
		assert_int_equal(deflate(&s, Z_FINISH), Z_STREAM_END);
		n = s.total_out;
		deflateEnd(&s);
	} else {
		memcpy(packed, text.p, text.n);
	}
	for (int in_directory = 0; in_directory < 2; in_directory++) {
		struct buf *b = in_directory ? &z->directory : &z->all;
		le(b, in_directory ? 0x02014b50 : 0x04034b50, 4);
		le(b, 20, in_directory ? 4 : 2);
		le(b, 0, 2);
		le(b, z->method, 2);
		le(b, 0, 4);
		le(b, crc, 4);
		le(b, n, 4);
		le(b, text.n, 4);
		le(b, strlen(name), 2);
		le(b, 0, 2);
		if (in_directory) {
			le(b, 0, 8);
			le(b, 0, 2);
			le(b, at, 4);
		}
		buf_str(b, name);
	}
	buf_add(&z->all, packed, n);
}

static struct str zip_end(struct zip *z)
{
	size_t at = z->all.n;
	buf_add(&z->all, z->directory.p, z->directory.n);
	le(&z->all, 0x06054b50, 4);
	le(&z->all, 0, 8);
	le(&z->all, z->directory.n, 4);
	le(&z->all, at, 4);
	le(&z->all, 0, 2);
	return (struct str){ z->all.p, z->all.n };
}

static struct zip zip_new(unsigned method)
{
	return (struct zip){ buf_in(&a), buf_in(&a), method, 0 };
}

#define GOOD CVE("\"cna\":{" AFFECTED("Tall", "unaffected", VERSION("1", "")) "}")

static void zips(void **unused)
{
	static const unsigned methods[] = { 0, Z_DEFLATED };
	(void)unused;
	for (size_t i = 0; i < COUNT(methods); i++) {
		struct zip z = zip_new(methods[i]);
		zip_add(&z, "cves/", STR(""));
		zip_add(&z, "cves/1.json", STR(GOOD));
		zip_add(&z, "cves/2.json", STR("{\"cveMetadata\":\n{]}"));
		zip_add(&z, "README", STR("hello"));
		zip_add(&z, "kev.json", STR(KEV("")));
		zip_add(&z, "other.json", STR("{}"));
		z.spoil = 1;
		zip_add(&z, "3.json", STR(GOOD));
		struct seen s = read_as(zip_end(&z), NULL);
		assert_true(s.ok);
		assert_string_equal(s.job.kind, "cve");
		assert_int_equal(s.job.records, 1);
		assert_int_equal(s.job.rejected, 2);
		assert_int_equal(s.job.skipped, 2);
		assert_non_null(strstr(s.faults.p, "2:2 cves/2.json: "));
		assert_non_null(strstr(s.faults.p, "3.json: is damaged"));
	}
}

static void a_bomb_is_one_fault(void **unused)
{
	char *zeros = NEW(&a, char, ARCHIVE_MEMBER + 100);
	struct zip z = zip_new(Z_DEFLATED);
	(void)unused;
	memset(zeros, ' ', ARCHIVE_MEMBER + 100);
	zip_add(&z, "bomb.json", (struct str){ zeros, 1000 });
	z = zip_new(Z_DEFLATED);
	/* 64 MB of blanks pack to about 64 KB: a little too much for zip_add's buffer, so by hand. */
	uLong n = compressBound(ARCHIVE_MEMBER + 100);
	Bytef *packed = NEW(&a, Bytef, n);
	assert_int_equal(compress2(packed, &n, (const Bytef *)zeros, ARCHIVE_MEMBER + 100, 9), Z_OK);
	zip_add(&z, "bomb.json", STR("{}"));
	struct buf all = buf_in(&a);
	buf_add(&all, z.all.p, 30 + 9);
	buf_add(&all, (const char *)packed + 2, n - 6); /* without zlib's own frame */
	z.all = all;
	for (unsigned i = 0; i < 4; i++)
		z.directory.p[20 + i] = (char)(uint8_t)((n - 6) >> 8 * i);
	zip_add(&z, "1.json", STR(GOOD));
	struct seen s = read_as(zip_end(&z), NULL);
	assert_true(s.ok);
	assert_int_equal(s.job.records, 1);
	assert_non_null(strstr(s.faults.p, "bomb.json: is larger than the 64 MB"));
}

static void every_prefix_of_a_zip(void **unused)
{
	struct zip z = zip_new(Z_DEFLATED);
	(void)unused;
	zip_add(&z, "1.json", STR(GOOD));
	struct str all = zip_end(&z);
	for (size_t n = 0; n < all.n; n++) {
		struct arena scratch = a;
		char *copy = arena_copy(&a, all.p, n);
		assert_false(read_as((struct str){ copy, n }, NULL).ok);
		a = scratch;
	}
}

static void tar_add(struct buf *b, const char *name, char type, struct str text)
{
	static const char zero[512];
	char h[512] = { 0 };
	unsigned sum = 0;
	memcpy(h, name, strlen(name));
	snprintf(h + 124, 12, "%011zo", text.n);
	memset(h + 148, ' ', 8);
	h[156] = type;
	memcpy(h + 257, "ustar\00000", 8);
	for (size_t i = 0; i < sizeof h; i++)
		sum += (unsigned char)h[i];
	snprintf(h + 148, 7, "%06o", sum);
	buf_add(b, h, sizeof h);
	buf_add(b, text.p, text.n);
	buf_add(b, zero, -text.n % 512);
}

static struct str tar_of_two(void)
{
	static const char zero[1024];
	struct buf b = buf_in(&a);
	tar_add(&b, "d/", '5', STR(""));
	tar_add(&b, "x", 'x', STR("22 path=d/long/1.json\n"));
	tar_add(&b, "short", '0', STR(GOOD));
	tar_add(&b, "link", '2', STR(""));
	tar_add(&b, "2.json", '0', STR("{\"cveMetadata\":0}"));
	buf_add(&b, zero, sizeof zero);
	return (struct str){ b.p, b.n };
}

static void tars(void **unused)
{
	struct str tar = tar_of_two();
	char *packed = NEW(&a, char, tar.n + 1000);
	size_t n = ZSTD_compress(packed, tar.n + 1000, tar.p, tar.n, 3);
	(void)unused;
	assert_false(ZSTD_isError(n));
	for (int i = 0; i < 2; i++) {
		struct seen s = read_as(i ? (struct str){ packed, n } : tar, NULL);
		assert_true(s.ok);
		assert_int_equal(s.job.records, 1);
		assert_non_null(strstr(s.faults.p, "2.json: expected an object"));
	}
	says(read_as((struct str){ packed, n - 3 }, NULL), PT_INVALID, "is truncated");
	says(read_as((struct str){ tar.p, 512 * 4 + 100 }, NULL), PT_INVALID, "ends within d/long/1.json");
	char *damaged = arena_copy(&a, tar.p, tar.n);
	damaged[512 + 3] ^= 1;
	says(read_as((struct str){ damaged, tar.n }, NULL), PT_INVALID, "damaged tar");
}

static void archives_without_json(void **unused)
{
	struct zip z = zip_new(0);
	(void)unused;
	zip_add(&z, "a.txt", STR("hello"));
	says(read_as(zip_end(&z), NULL), PT_INVALID, "holds no JSON document");
	z = zip_new(0);
	zip_add(&z, "a.json", STR("{}"));
	says(read_as(zip_end(&z), NULL), PT_INVALID, "none of its 1 JSON documents");
	says(read_as(zip_end(&z), "wgi"), PT_INVALID, "column \"code\" is missing"); /* one file: a table */
	z = zip_new(0);
	zip_add(&z, "a.json", STR("{}"));
	zip_add(&z, "b.json", STR("{}"));
	says(read_as(zip_end(&z), "wgi"), PT_USAGE, "from one table");
}

/* Every prefix and every flipped octet of every sample: an answer, never a fall. */
static void damage(void **unused)
{
	static const char *const samples[] = { GOOD, CSAF("csaf_vex", "2.0", CSAF_BODY),
		                               KEV("{\"cveID\":\"CVE-1\"}") };
	(void)unused;
	for (size_t i = 0; i < COUNT(samples); i++) {
		size_t size = strlen(samples[i]);
		for (size_t n = 0; n < size; n++) {
			struct arena before = a;
			assert_false(read_as((struct str){ arena_copy(&a, samples[i], n), n }, NULL).ok);
			char *copy = arena_strn(&a, samples[i], size);
			copy[n] = (char)(copy[n] ^ 1 << n % 8);
			read_as((struct str){ copy, size }, NULL);
			a = before;
		}
	}
}

static void texts_are_shortened_between_characters(void **unused)
{
	(void)unused;
	for (size_t n = 1; n < 20; n++) {
		size_t bad;
		struct str s = import_short(&a, STR("\xc3\xa4 \xe2\x82\xac\xe2\x82\xac  \xf0\x9f\x98\x80 xyz"), n);
		assert_true(s.n == 0 || str_utf8(s, &bad));
		assert_true(s.n <= n + 3);
	}
	assert_true(str_is(import_short(&a, STR("  a \n b  "), 10), "a b"));
	assert_true(str_is(import_short(&a, STR("one two three"), 10), "one two..."));
}

int main(void)
{
	a = arena_reserve((size_t)4 << 30, "test");
	kept = arena_reserve((size_t)1 << 30, "test");
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(countries), cmocka_unit_test(evidence_rows),
		cmocka_unit_test(evidence_headers), cmocka_unit_test(wgi_wide_and_long),
		cmocka_unit_test(vdem_rows), cmocka_unit_test(kev_rows), cmocka_unit_test(cve_versions),
		cmocka_unit_test(cve_rows), cmocka_unit_test(cve_others), cmocka_unit_test(csaf_rows),
		cmocka_unit_test(csaf_profiles), cmocka_unit_test(inputs_that_are_nothing),
		cmocka_unit_test(deep_and_long), cmocka_unit_test(the_receiver_may_stop),
		cmocka_unit_test(zips), cmocka_unit_test(a_bomb_is_one_fault),
		cmocka_unit_test(every_prefix_of_a_zip), cmocka_unit_test(tars),
		cmocka_unit_test(archives_without_json), cmocka_unit_test(damage),
		cmocka_unit_test(texts_are_shortened_between_characters),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
