/* SPDX-License-Identifier: Apache-2.0
 *
 * test_xlsx.c - inventories as sheets of workbooks, made here part by part
 */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "../fuzz/make_zip.h"
#include "import/inventory/xlsx.h"

static struct arena a, kept;

struct result {
	struct buf rows, faults;
	struct import_job job;
	struct pt_err e;
	bool ok;
};

static bool take_record(void *ctx, const struct record *r)
{
	struct result *s = ctx;
	const struct record_def *d = record_def(r->table);
	buf_str(&s->rows, d->name);
	for (unsigned i = 0; i < d->n; i++) {
		if (r->field[i].n == 0)
			continue;
		buf_fmt(&s->rows, " %s=", d->column[i].name);
		buf_add(&s->rows, r->field[i].p, r->field[i].n);
	}
	buf_char(&s->rows, '\n');
	return true;
}

static void take_fault(void *ctx, uint64_t row, uint64_t column, const char *message)
{
	struct result *s = ctx;
	buf_fmt(&s->faults, "%llu:%llu %s\n", (unsigned long long)row, (unsigned long long)column, message);
}

static struct result *read_zip(struct str zip, const char *as, const char *sheet)
{
	struct result *s = NEW(&kept, struct result, 1);
	struct arena fresh = a;
	s->rows = buf_in(&kept);
	s->faults = buf_in(&kept);
	buf_str(&s->rows, "");
	buf_str(&s->faults, "");
	s->job = (struct import_job){ .a = &fresh, .name = "x", .text = zip, .sheet = sheet,
		                      .out = { take_record, take_fault, NULL, s } };
	s->ok = import_text(&s->job, as, &s->e);
	return s;
}

#define ROWS(rows) "<worksheet><sheetData>" rows "</sheetData></worksheet>"
#define TEXT(text) "<c t='inlineStr'><is><t>" text "</t></is></c>"
#define HEAD "<row>" TEXT("site_id") TEXT("function") TEXT("install_date") TEXT("lat") TEXT("note") "</row>"

static struct result *read_sheet(const char *sheet, const char *texts, const char *styles, const char *book)
{
	return read_zip(make_workbook(&kept, str_of(sheet), str_of(texts), str_of(styles), str_of(book)), NULL, NULL);
}

static void has(const struct buf *b, const char *words)
{
	if (strstr(b->p, words) == NULL)
		fail_msg("\"%s\" is not in:\n%s", words, b->p);
}

static void says(const struct result *s, enum pt_code code, const char *words)
{
	assert_false(s->ok);
	assert_int_equal(s->e.code, code);
	if (strstr(s->e.text, words) == NULL)
		fail_msg("\"%s\" is not in \"%s\"", words, s->e.text);
}

static const char styles[] = "<styleSheet><numFmts><numFmt numFmtId='164' formatCode='[$-405]d\\. mmmm yyyy'/>"
                             "<numFmt numFmtId='165' formatCode='0.0 \"days\"'/></numFmts>"
                             "<cellStyleXfs><xf numFmtId='14'/></cellStyleXfs><cellXfs><xf numFmtId='0'/>"
                             "<xf numFmtId='14'/><xf numFmtId='164'/><xf numFmtId='165'/></cellXfs></styleSheet>";

static void cells_of_every_type(void **unused)
{
	(void)unused;
	struct result *s = read_sheet(
	        ROWS(HEAD "<row r='3'><c r='A3' t='s'><v>0</v></c><c r='B3' t='str'><f>A1</f><v>gnb</v></c>"
	                  "<c r='C3' s='1'><v>44255.75</v></c><c r='D3' s='3'><v>50.100000000000001</v></c>"
	                  "<c r='E3' t='b'><v>1</v></c></row>"
	                  "<row><c t='s'><v> 1 </v></c>" TEXT("enb") "<c s='2'><v>1</v></c><c><v>-7</v></c></row>"
	                  "<row r='9'><c r='A9'><v>12</v></c><c r='B9' t='s'><v>2</v></c></row><row/>"),
	        "<sst><si><t>S 1</t></si><si><r><t>S</t></r><r><t xml:space='preserve"
	        "'> 2</t></r><rPh><t>no</t></rPh><t>x</t></si><si><t>amf</t></si></sst>", styles, "");
	assert_true(s->ok);
	assert_string_equal(s->job.kind, "xlsx");
	assert_string_equal(s->faults.p, "");
	has(&s->rows, "site id=S 1 lat=50.1 basis");
	has(&s->rows, "element id=S 1/gnb site=S 1 function=gnb installed=2021-02-28 basis=stated note=yes source");
	has(&s->rows, "element id=S 2x/enb site=S 2x function=enb installed=1900-01-01");
	has(&s->rows, "element id=12/amf site=12");
}

static void faults_name_row_and_column(void **unused)
{
	(void)unused;
	struct result *s = read_sheet(
	        ROWS(HEAD "<row r='2'><c r='B2' t='e'><v>#N/A</v></c></row><row r='3'><c r='A3' "
	                "t='s'><v>9</v></c></row>"
	                  "<row r='4'><c r='A4'><v>1</v></c><c r='C4' s='1'><v>60</v></c></row>"
	                  "<row r='5'><c r='A5'><v>1</v></c><c r='C5' s='1'><v>1e300</v></c></row>"
	                  "<row r='6'><c r='A6'><v>1</v></c><c r='D6'><v>91</v></c></row>"
	                  "<row r='7'><c r='A7'><v>1</v></c><c r='F7'><v>91</v></c></row>"
	                  "<row r='8'><c r='A8'><v>1</v></c><c r='F8'/></row>"), "", styles, "");
	assert_true(s->ok);
	assert_string_equal(s->faults.p, "2:2 a formula has no value here: #N/A\n"
	                                 "3:1 refers to a shared text that is not there\n"
	                                 "4:3 a date that no calendar has\n5:3 a date that no calendar has\n"
	                                 "6:4 lat \"91\" is no place on Earth\n"
	                                 "7:6 the row has more fields than the header line\n");
	has(&s->rows, "site id=1 basis");
}

static void days_of_both_calendars(void **unused)
{
	static const struct {
		double day;
		bool from_1904;
		const char *date;
	} row[] = { { 1, false, "1900-01-01" }, { 59, false, "1900-02-28" }, { 60, false, NULL },
		    { 61, false, "1900-03-01" }, { 25569, false, "1970-01-01" }, { 45292.99, false, "2024-01-01" },
		    { 2958465, false, "9999-12-31" }, { 2958466, false, NULL }, { 0, false, NULL }, { -1, false, NULL },
		    { 0, true, "1904-01-01" }, { 43830, true, "2024-01-01" }, { -1463, true, NULL } };
	(void)unused;
	for (size_t i = 0; i < COUNT(row); i++) {
		struct xlsx_book b = { .from_1904 = row[i].from_1904 };
		const char *date = xlsx_date(&b, &kept, row[i].day);
		assert_true((date == NULL) == (row[i].date == NULL));
		if (date)
			assert_string_equal(date, row[i].date);
	}
	struct result *s = read_sheet(ROWS(HEAD "<row>" TEXT("A") TEXT("gnb") "<c s='1'><v>43830</v></c></row>"), "",
	                              styles, "<workbook><workbookPr date1904='1'/><sheets><sheet name='A' id='r1'/>"
	                                      "</sheets></workbook>");
	assert_true(s->ok);
	has(&s->rows, "installed=2024-01-01");
}

static void formats_that_show_a_day(void **unused)
{
	static const char *const yes[] = { "dd.mm.yyyy", "m/d/yy h:mm", "[$-409]mmmm", "YYYY", "d\\.m", "mmm" };
	static const char *const no[] = { "0.00", "h:mm", "[h]:mm:ss", "mm:ss", "0 "
	        "\"days\"", "[Red]0", "General\\d", "",
		                          "\"", "[", "\\", "_d0", "@" };
	(void)unused;
	for (size_t i = 0; i < COUNT(yes); i++)
		assert_true(xlsx_is_date(str_of(yes[i])));
	for (size_t i = 0; i < COUNT(no); i++)
		assert_false(xlsx_is_date(str_of(no[i])));
}

static void sheets_by_name(void **unused)
{
	(void)unused;
	struct str zip = make_workbook(&kept, STR(ROWS(HEAD "<row>" TEXT("A") "</row>")), STR(""), STR(""), STR(""));
	assert_true(read_zip(zip, NULL, "Sites")->ok);
	assert_true(read_zip(zip, "inventory", NULL)->ok);
	says(read_zip(zip, NULL, "Site"), PT_USAGE, "has no sheet \"Site\"; did you mean \"Sites\"?");
	says(read_zip(zip, NULL, "Notes"), PT_INVALID, "xl/worksheets/sheet2.xml is not in it");
	says(read_zip(zip, "kev", NULL), PT_INVALID, "holds no JSON");
	says(read_zip(STR("x"), "xlsx", NULL), PT_INVALID, "is no workbook");
}

static void what_is_no_workbook(void **unused)
{
	static const struct {
		const char *sheet, *texts, *book, *why;
		enum pt_code code;
	} bad[] = {
		{ "<worksheet><sheetData>", "", "", "xl/worksheets/sheet1.xml: is not well-formed XML", PT_INVALID },
		{ "<!DOCTYPE x [<!ENTITY a 'b'>]><worksheet/>", "", "", "document type declaration", PT_INVALID },
		{ ROWS(""), "<!DOCTYPE x><sst/>", "", "xl/sharedStrings.xml: has a document type", PT_INVALID },
		{ ROWS(""), "", "", "has no header", PT_INVALID },
		{ ROWS("<row>" TEXT("site_id") TEXT("vendr") "</row>"), "", "", "did you mean "
		        "\"vendor\"?", PT_INVALID },
		{ ROWS(HEAD "<row><c r='ZZZ1'><v>1</v></c></row>"), "", "", "more than 4096 columns", PT_LIMIT },
		{ ROWS(HEAD), "", "<workbook/>", "without a sheet", PT_INVALID },
		{ ROWS(HEAD), "", "<workbook><sheets><sheet name='a' id='zz'/></sheets></workbook>",
		  "does not say where its sheet is", PT_INVALID },
		{ ROWS(HEAD), "", "<workbook>&x;</workbook>", "xl/workbook.xml: is not well-formed", PT_INVALID },
	};
	(void)unused;
	for (size_t i = 0; i < COUNT(bad); i++)
		says(read_sheet(bad[i].sheet, bad[i].texts, "", bad[i].book), bad[i].code, bad[i].why);
	struct buf deep = buf_in(&kept), wide = buf_in(&kept), tag = buf_in(&kept);
	for (int i = 0; i < 100; i++)
		buf_str(&deep, "<a>");
	says(read_sheet(deep.p, "", "", ""), PT_LIMIT, "is nested too deeply");
	buf_str(&wide, "<worksheet>" HEAD "<row>");
	for (int i = 0; i < 70000; i++) /* the same cell again and again must not take memory for ever */
		buf_str(&wide, "<c r='A2'><v>1</v></c>");
	says(read_sheet(wide.p, "", "", ""), PT_LIMIT, "row 2 has more than 4 MB");
	buf_str(&tag, "<worksheet a='");
	for (int i = 0; i < 600000; i++)
		buf_str(&tag, "0123456789");
	says(read_sheet(tag.p, "", "", ""), PT_LIMIT, "has a tag or a text longer than 4 MB");
}

static void long_cells_and_texts(void **unused)
{
	struct buf text = buf_in(&kept), sheet = buf_in(&kept), texts = buf_in(&kept);
	(void)unused;
	for (int i = 0; i < 140000; i++)
		buf_char(&text, 'x');
	buf_fmt(&sheet, "<worksheet>" HEAD "<row "
	        "r='2'>" TEXT("%s") "</row><row>" TEXT("B") "</row></worksheet>", text.p);
	struct result *s = read_sheet(sheet.p, "", "", "");
	assert_true(s->ok);
	assert_string_equal(s->faults.p, "2:1 a cell is longer than 131072 octets\n");
	has(&s->rows, "site id=B");
	buf_fmt(&texts, "<sst><si><t>%s</t></si></sst>", text.p);
	says(read_sheet(ROWS(HEAD), texts.p, "", ""), PT_LIMIT, "has a text longer than");
}

/* A workbook that is cut off anywhere, or with any octet changed, is an error or a smaller table, no crash. */
static void damage(void **unused)
{
	struct str zip = make_workbook(&kept, STR(ROWS(HEAD "<row>" TEXT("A") TEXT("gnb") "</row>")), STR(""),
	                               str_of(styles), STR(""));
	(void)unused;
	for (size_t n = 4; n < zip.n; n += 13) {
		struct arena before = kept;
		assert_false(read_zip((struct str){ zip.p, n }, NULL, NULL)->ok);
		char *other = arena_strn(&kept, zip.p, zip.n);
		other[n] ^= 0x15;
		read_zip((struct str){ other, zip.n }, "xlsx", NULL);
		kept = before;
	}
}

static int fresh(void **unused)
{
	(void)unused;
	a = arena_reserve((size_t)1 << 30, "test");
	kept = arena_reserve((size_t)1 << 30, "test");
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cells_of_every_type), cmocka_unit_test(faults_name_row_and_column),
		cmocka_unit_test(days_of_both_calendars), cmocka_unit_test(formats_that_show_a_day),
		cmocka_unit_test(sheets_by_name), cmocka_unit_test(what_is_no_workbook),
		cmocka_unit_test(long_cells_and_texts), cmocka_unit_test(damage),
	};
	return cmocka_run_group_tests(tests, fresh, NULL);
}
