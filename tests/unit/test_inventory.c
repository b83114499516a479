/* SPDX-License-Identifier: Apache-2.0
 *
 * test_inventory.c - the importers of inventories, in process: the template, mappings, lists of cells
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/rng.h"
#include "import/inventory/mapping.h"

static struct arena a, kept; /* receivers may not keep things in the arena of the job */

struct seen_rows {
	struct buf rows, faults;
	uint64_t per_table[RECORD_TABLES];
	struct import_job job;
	struct pt_err e;
	bool ok;
};

static bool take_record(void *ctx, const struct record *r)
{
	struct seen_rows *s = ctx;
	const struct record_def *d = record_def(r->table);
	unsigned column;
	assert_true(record_check(r, &column, NULL)); /* nothing else is ever handed on */
	s->per_table[r->table]++;
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
	struct seen_rows *s = ctx;
	buf_fmt(&s->faults, "%llu:%llu %s\n", (unsigned long long)row, (unsigned long long)column, message);
}

static struct seen_rows *read_with(struct str text, const char *as, const char *map)
{
	struct seen_rows *s = NEW(&kept, struct seen_rows, 1);
	s->rows = buf_in(&kept);
	s->faults = buf_in(&kept);
	buf_str(&s->rows, "");
	buf_str(&s->faults, "");
	s->job = (struct import_job){ .a = &a, .name = "x", .text = text,
		                      .out = { take_record, take_fault, NULL, s } };
	if (map)
		s->job.map = str_of(map), s->job.map_name = "m.yaml";
	s->ok = import_text(&s->job, as, &s->e);
	return s;
}

static struct seen_rows *read_text(const char *z)
{
	return read_with(str_of(z), NULL, NULL);
}

static void has(const struct buf *b, const char *words)
{
	if (strstr(b->p, words) == NULL)
		fail_msg("\"%s\" is not in:\n%s", words, b->p);
}

static void says(const struct seen_rows *s, enum pt_code code, const char *words)
{
	assert_false(s->ok);
	assert_int_equal(s->e.code, code);
	if (strstr(s->e.text, words) == NULL)
		fail_msg("\"%s\" is not in \"%s\"", words, s->e.text);
}

/* --- the template --- */

static void every_column_goes_somewhere(void **unused)
{
	(void)unused;
	for (int k = 0; k < INVENTORY_COLUMNS; k++) {
		const struct inventory_column_def *c = &inventory_column[k];
		assert_non_null(c->name);
		assert_int_equal(inventory_column_of(str_of(c->name)), k);
		assert_true(c->site == NULL || record_column_of(T_SITE, str_of(c->site)) >= 0);
		assert_true(c->element == NULL || record_column_of(T_ELEMENT, str_of(c->element)) >= 0);
		assert_true(c->site || c->element || k == I_DEPENDS_ON);
	}
	for (enum record_table t = T_SITE; t <= T_ELEMENT; t++) /* and all of the tables can be said */
		for (unsigned i = 0; i < record_def(t)->n; i++) {
			int said = strcmp(record_def(t)->column[i].name, "note") == 0;
			for (int k = 0; k < INVENTORY_COLUMNS; k++) {
				const char *to = t == T_SITE ? inventory_column[k].site : inventory_column[k].element;
				said += to && strcmp(to, record_def(t)->column[i].name) == 0;
			}
			assert_true(said >= 1);
		}
}

static void the_template_reads_as_it_is(void **unused)
{
	(void)unused;
	struct buf b = buf_in(&kept);
	inventory_template(&b);
	struct seen_rows *s = read_text(b.p);
	assert_true(s->ok);
	assert_string_equal(s->job.kind, "inventory");
	assert_string_equal(s->faults.p, "");
	assert_int_equal(s->per_table[T_SITE], 2);
	assert_int_equal(s->per_table[T_ELEMENT], 4);
	assert_int_equal(s->per_table[T_NEED], 3);
	assert_int_equal(s->per_table[T_SOURCE], 1);
	has(&s->rows, "element id=S-0001/gnb/5G operator=mno-a site=S-0001 function=gnb technology=5G "
	              "vendor=Acme Radio vendor_basis=stated vendor_note=type plate product=AR-500");
	has(&s->rows, "need element=S-0001/gnb/5G needs=R-1 kind=depends basis=stated");
	has(&s->rows, "needs=AMF-2 kind=depends choice=1 of AMF-1|AMF-2 least=1");
}

static void what_a_row_leaves_open(void **unused)
{
	(void)unused;
	struct seen_rows *s = read_text("site_id;function;technology;vendor;subscribers;basis\n"
	                                " A ;gnb;NR+LTE;X;5;derived\nB;;;;;\n");
	assert_true(s->ok);
	assert_string_equal(s->faults.p, "");
	has(&s->rows, "site id=A subscribers=5 load_basis=derived basis=derived source=inventory-import\n");
	has(&s->rows, "element id=A/gnb/4G 5G site=A function=gnb technology=4G 5G vendor=X vendor_basis=derived "
	              "basis=derived source=inventory-import\n");
	has(&s->rows, "site id=B basis=stated source=inventory-import\n");
	has(&s->rows, "source id=inventory-import");
	s = read_text("site_id,function,source\nA,gnb,survey\n");
	assert_int_equal(s->per_table[T_SOURCE], 0); /* nobody used ours */
}

static void faults_have_a_place(void **unused)
{
	static const struct {
		const char *row, *fault;
	} bad[] = {
		{ ",,,,,,,,", NULL },
		{ "A,m,gnb,6G,,,,,", "2:9 technology \"6G\" is none of" },
		{ "A,m,gnb,5G,91,,,,", "2:12 lat \"91\" is no place on Earth" },
		{ "A,m,gnb,5G,x,,,,", "2:12 lat \"x\" is not a finite number" },
		{ "A,m,gnb,5G,1,-180.1,,,", "2:14 lon \"-180.1\" is no place" },
		{ "A,m,,5G,,,,,", "2:6 the row is about an element, but says no function" },
		{ ",m,,,5,,,,", "2:6 lat belongs to a site" },
		{ ",m,gnb,,,,,,", "2:4 the row has neither site_id nor element" },
		{ "A,m,gnb,,,,-1,,", "2:12 book_value \"-1\" is not a number from 0 on" },
		{ "A,m,gnb,,,,,2021-02-30,", "2:13 install_date \"2021-02-30\" is not a date" },
		{ "A,m,gNB,,,,,,", "2:5 function \"gNB\" is not an identifier" },
		{ "A,m,Edge Router,,,,,,", "did you mean \"router\"?" },
		{ "A,m,gnb,5G,\"50,1\",,,,", "a mapping with decimal_comma: true reads 1.234,5" },
		{ "A,m,gnb,,,,,,A/gnb", "2:14 depends_on: names the row's own subject" },
		{ "A,m,gnb,,,,,,x,y", "2:16 the row has more fields than the header line" },
	};
	(void)unused;
	for (size_t i = 0; i < COUNT(bad); i++) {
		struct seen_rows *s = read_text(arena_fmt(&kept, "site_id,operator,function,technology,lat,lon,"
		                                          "book_value,install_date,depends_on\n%s\nB,m,gnb,,,,,,\n",
		                                          bad[i].row));
		assert_true(s->ok);
		assert_int_equal(s->job.rejected, 1);
		assert_int_equal(s->per_table[T_SITE], 1); /* the other row is kept, nothing of this one is */
		assert_int_equal(s->per_table[T_ELEMENT], 1);
		assert_int_equal(s->per_table[T_NEED], 0);
		has(&s->faults, bad[i].fault ? bad[i].fault : "2:0 is about neither a site nor an element");
	}
}

static void a_site_is_handed_on_once(void **unused)
{
	(void)unused;
	struct seen_rows *s = read_text("site_id,region,lat,function\nA,N,,gnb\nA,,,enb\nA,S,,bts\nA,N,5,router\n"
	                                "A,N,,gnb\n");
	assert_true(s->ok);
	assert_int_equal(s->per_table[T_SITE], 1);
	assert_int_equal(s->per_table[T_ELEMENT], 4);
	assert_int_equal(s->job.rejected, 3);
	has(&s->faults, "4:3 region \"S\" of site \"A\" differs from what it is in row 2");
	has(&s->faults, "5:5 lat \"5\" of site \"A\" is not in its first row, row 2");
	has(&s->faults, "6:0 element \"A/gnb\" is in row 2 already");
}

static void headers_are_checked(void **unused)
{
	(void)unused;
	says(read_text("site_id,vendr\nA,x\n"), PT_INVALID,
	     "column \"vendr\" is not one of the inventory template; did you mean \"vendor\"?");
	says(read_text("site_id,vendor,vendor\nA,x,y\n"), PT_INVALID, "\"vendor\" is there twice");
	says(read_text("site_id,vendor\nA,\"x\n"), PT_INVALID, "is not closed");
}

/* --- depends_on --- */

static const char *needs_of(const char *text, const char *prefix)
{
	struct inventory_needs out;
	struct buf b = buf_in(&kept);
	const char *why = inventory_needs(&kept, str_of(text), prefix, &out);
	if (why)
		return why;
	buf_str(&b, "");
	for (size_t i = 0; i < out.n; i++)
		buf_fmt(&b, "%.*s<%.*s>%s;", (int)out.v[i].needs.n, out.v[i].needs.p, (int)out.v[i].choice.n,
		        out.v[i].choice.p, out.v[i].least);
	return b.p;
}

static void what_depends_on_says(void **unused)
{
	static const char *const row[][2] = {
		{ "", "" },
		{ " ; ;", "" },
		{ "a", "a<>;" },
		{ "a; b c ", "a<>;b c<>;" },
		{ "a|b", "a<a|b>1;b<a|b>1;" },
		{ "2 of a | b|c;d", "a<2 of a | b|c>2;b<2 of a | b|c>2;c<2 of a | b|c>2;d<>;" },
		{ "2 of a", "depends_on: \"2 of a\" asks for more than are named" },
		{ "1 of a", "a<1 of a>1;" },
		{ "0 of a|b", "depends_on: \"0 of a|b\" asks for none of them" },
		{ "a||b", "depends_on: \"a||b\" has an empty name" },
		{ "a|", "depends_on: \"a|\" has an empty name" },
		{ "|", "depends_on: \"|\" has an empty name" },
		{ "a;a", "depends_on: \"a\" is there twice" },
		{ "a;b|a", "depends_on: \"a\" is there twice" },
		{ "2 office routers", "2 office routers<>;" },
		{ "9999999 of a", "9999999 of a<>;" }, /* too many digits for a count: a name */
	};
	(void)unused;
	for (size_t i = 0; i < COUNT(row); i++)
		assert_string_equal(needs_of(row[i][0], ""), row[i][1]);
	assert_string_equal(needs_of("a;b|c", "op:"), "op:a<>;op:b<b|c>1;op:c<b|c>1;");
	struct buf many = buf_in(&kept);
	for (int i = 0; i <= INVENTORY_NEEDS; i++)
		buf_fmt(&many, "n%d;", i);
	assert_non_null(strstr(needs_of(many.p, ""), "is one name more than the 1000"));
}

static void a_long_choice_has_a_short_stable_name(void **unused)
{
	struct inventory_needs out;
	struct buf b = buf_in(&kept);
	(void)unused;
	for (int i = 0; i < 50; i++)
		buf_fmt(&b, "%selement-%d", i ? "|" : "", i);
	assert_null(inventory_needs(&kept, (struct str){ b.p, b.n }, "", &out));
	assert_int_equal(out.n, 50);
	assert_int_equal(out.v[0].choice.n, 16);
	assert_memory_equal(out.v[0].choice.p, "e214fe8ae6051cc8", 16);
}

/* --- words --- */

static void words_people_use(void **unused)
{
	static const char *const row[][2] = {
		{ "gNodeB", "gnb" }, { "GNB-DU", "gnb-du" }, { "gnb cu cp", "gnb-cu-cp" }, { "Edge "
		        "Router", "router" },
		{ "core-switch", "switch" }, { "AMF", "amf" }, { "Vehicle", "" }, { "", "" },
		{ "Element Manager", "nms" },
		{ "A much longer text that ends with the word firewall and has more octets than a word may "
		        "have", "" },
	};
	(void)unused;
	for (size_t i = 0; i + 1 < COUNT(row); i++)
		assert_string_equal(inventory_function(str_of(row[i][0])), row[i][1]);
	struct buf dashes = buf_in(&kept); /* what takes the square of its length would take minutes */
	for (int i = 0; i < 1000000; i++)
		buf_str(&dashes, "- ");
	assert_string_equal(inventory_function((struct str){ dashes.p, dashes.n }), "");
	assert_null(inventory_technology(&kept, (struct str){ dashes.p, dashes.n }));
	assert_string_equal(inventory_technology(&kept, STR("nr, LTE/GSM")), "2G 4G 5G");
	assert_null(inventory_technology(&kept, STR("5G SA")));
	assert_null(inventory_technology(&kept, STR(" , ")));
}

/* --- mappings --- */

static const char map[] = "mapping: mine\ntitle: Mine\nprefix: \"m:\"\n"
                          "columns:\n  site_id: Station\n  element: \"{Station}-{Box}\"\n  vendor: Maker\n"
                          "  install_date: Since\n  book_value: Value\n  depends_on: Up\n"
                          "constants:\n  function: gnb\n  operator: op\n"
                          "words:\n  - column: vendor\n    other: error\n    of: {A: Acme, B: Best}\n"
                          "units:\n  - column: book_value\n    scale: 1000\n"
                          "dates: day-month-year\ndecimal_comma: true\nignore: [Colour]\noptional: [Up]\n"
                          "source: {id: asset-list, title: Assets, reliability: B}\n";

static void a_mapping_translates(void **unused)
{
	(void)unused;
	struct seen_rows *s = read_with(STR("Station;Box;Maker;Since;Value;Colour;Up\n"
	                                    "S1;1;A;3.4.2020;1.234,5;red;S1-2\n"
	                                    "S1;2;B;03/04/2020;;blue;\n"
	                                    "S1;3;C;3.4.2020;1;red;\n"
	                                    "S1;;A;3.4.2020;1;red;\n"
	                                    "S1;5;A;3.4.20;1;red;\n"
	                                    "S1;6;A;3.4.2020;much;red;\n"), NULL, map);
	assert_true(s->ok);
	assert_string_equal(s->job.kind, "inventory");
	has(&s->rows, "site id=m:S1 operator=op basis=stated source=asset-list\n");
	has(&s->rows, "element id=m:S1-1 operator=op site=m:S1 function=gnb vendor=Acme vendor_basis=stated "
	              "installed=2020-04-03 book_value=1234500 basis=stated source=asset-list\n");
	has(&s->rows, "need element=m:S1-1 needs=m:S1-2 kind=depends");
	has(&s->rows, "id=m:S1-2 operator=op site=m:S1 function=gnb vendor=Best vendor_basis=stated "
	              "installed=2020-04-03 basis");
	has(&s->rows, "element id=m:S1/gnb operator=op"); /* half an id is none */
	has(&s->rows, "source id=asset-list title=Assets redistributable=no reliability=B anonymous=no");
	has(&s->faults, "4:6 vendor \"C\" has no translation in the mapping");
	has(&s->faults, "6:8 \"3.4.20\" is no date");
	has(&s->faults, "7:17 book_value \"much\" is not a finite number");
	assert_int_equal(s->job.rejected, 3);
	assert_true(read_with(STR("Station,Box,Maker,Since,Value\nS1,1,A,3.4.2020,1\n"), NULL, map)->ok);
}

static void a_mapping_leaves_nothing_out_by_itself(void **unused)
{
	(void)unused;
	says(read_with(STR("Station,Box,Maker,Since,Value,Color\nS1,1,A,,,\n"), NULL, map), PT_INVALID,
	     "column \"Color\" is mapped to nothing: map it, or list it under ignore");
	says(read_with(STR("Station,Box,Make,Since,Value\nS1,1,A,,\n"), NULL, map), PT_INVALID,
	     "column \"Maker\" is named by the mapping, but not in the table; did you mean \"Make\"?");
	says(read_with(STR("Station,Box,Maker,Maker,Since,Value\nS1,1,A,,,\n"), NULL, map), PT_INVALID,
	     "is there twice");
	says(read_with(STR("Station,Box\n"), "kev", map), PT_USAGE, "kev takes no mapping");
}

static void a_composed_text_has_a_limit(void **unused)
{
	struct buf m = buf_in(&kept), table = buf_in(&kept);
	(void)unused;
	buf_str(&m, "mapping: m\ntitle: T\ncolumns:\n  site_id: A\n  note: \"");
	for (int i = 0; i < 5000; i++)
		buf_str(&m, "{A}");
	buf_str(&m, "\"\nconstants: {function: gnb}\n");
	buf_str(&table, "A\n1\n");
	for (int i = 0; i < 100; i++)
		buf_char(&table, 'x');
	buf_char(&table, '\n');
	struct seen_rows *s = read_with((struct str){ table.p, table.n }, NULL, m.p);
	assert_true(s->ok);
	assert_string_equal(s->faults.p, "3:1 a composed text is longer than 64 kB\n");
	assert_int_equal(s->per_table[T_ELEMENT], 1);
}

static void a_bad_mapping_is_refused(void **unused)
{
	static const char *const bad[][2] = {
		{ "mapping: m\ntitle: T\ncolumns: {vendr: X}\n", "did you mean \"vendor\"?" },
		{ "mapping: m\ntitle: T\nconstants: {colour: X}\n", "is no column of the inventory template" },
		{ "mapping: m\ntitle: T\nunits: [{column: vendor, scale: 2}]\n", "is no number" },
		{ "mapping: m\ntitle: T\ncolums: {vendor: X}\n", "colums" },
		{ "mapping: m\ntitle: T\ncolumns: &x {vendor: X}\n", "anchor" },
		{ "mapping: m\ntitle: T\nsource: {id: x, title: t, reliability: Z}\n", "reliability \"Z\"" },
		{ "mapping: m\n", "title" },
	};
	(void)unused;
	for (size_t i = 0; i < COUNT(bad); i++) {
		struct seen_rows *s = read_with(STR("a,b\n1,2\n"), NULL, bad[i][0]);
		says(s, PT_INVALID, bad[i][1]);
		assert_string_equal(s->e.at.file, "m.yaml");
	}
}

static void built_in_mappings_hold(void **unused)
{
	const char *name;
	struct mapping m;
	size_t n = 0;
	(void)unused;
	for (; (name = mapping_preset_name(&kept, n)) != NULL; n++) {
		assert_true(mapping_read(&kept, mapping_preset(name), name, &m, NULL));
		assert_string_equal(m.id, name);
	}
	assert_true(n >= 2);
	assert_int_equal(mapping_preset("anate").n, 0);
	struct seen_rows *s = read_text("NumCnpjCpf,Prestadora,NumEstacao,CodEquipamentoTransmissor,"
	                                "Fabricante Agrupado,Fabricante,CN,Municipio,UF\n"
	                                "1,Op,77,0011,Acme,ACME LTDA,16,Town,SP\n"
	                                "1,Op,77,0011,Acme,ACME LTDA,16,Town,SP\n"
	                                "1,Op,77,0012,Best,BEST SA,16,Town,SP\n");
	assert_true(s->ok);
	assert_int_equal(s->job.skipped, 1);
	assert_int_equal(s->per_table[T_SITE], 1);
	has(&s->rows, "site id=anatel:77 operator=Op country=BR region=SP area=Town cluster=16");
	has(&s->rows, "element id=anatel:77/0012 operator=Op site=anatel:77 function=radio vendor=Best");
}

/* --- cells --- */

static void cells_become_sites(void **unused)
{
	(void)unused;
	struct seen_rows *s = read_text("LTE,230,1,100,25601,0,14.1,50.1,1000,1,1,1,1,0\n"
	                                "LTE,230,1,100,25602,0,14.3,50.2,1000,1,1,1,1,0\n"
	                                "LTE,230,1,100,25603,0,19,41,1000,1,1,1,1,0\n"
	                                "LTE,230,2,100,25603,0,15,51,1000,1,1,1,1,0\n"
	                                "GSM,230,1,7,1231,0,14,50,1000,1,1,1,1,0\n"
	                                "GSM,230,1,8,1231,0,14,50,1000,1,1,1,1,0\n"
	                                "NR,230,1,7,8193,0,14,50,1000,1,1,1,1,0\n"
	                                "CDMA,230,1,7,8193,0,14,50,1000,1,1,1,1,0\n"
	                                "LTE,230,1,100,268435456,0,14,50,1000,1,1,1,1,0\n"
	                                "LTE,230,1,100,1,0,181,50,1000,1,1,1,1,0\n"
	                                "LTE,230,x,100,1,0,14,50,1000,1,1,1,1,0\n");
	assert_true(s->ok);
	assert_string_equal(s->job.kind, "opencellid");
	has(&s->rows, "site id=230-01-enb-100 operator=230-01 country=CZ cluster=230-01-100 lat=50.1 lon=14.3 "
	              "basis=derived source=opencellid\n");
	has(&s->rows, "element id=230-01-enb-100/enb/4G operator=230-01 site=230-01-enb-100 function=enb "
	              "technology=4G cells=3 basis=derived note=eNodeB id");
	has(&s->rows, "site id=230-02-enb-100 ");
	has(&s->rows, "site id=230-01-bts-7-123 ");
	has(&s->rows, "site id=230-01-bts-8-123 ");
	has(&s->rows, "site id=230-01-gnb-2 ");
	assert_int_equal(s->per_table[T_SITE], 5);
	assert_int_equal(s->job.rejected, 3);
	assert_int_equal(s->job.skipped, 1);
	has(&s->faults, "9:15 cell is not a number of as many bits");
	struct str table = STR("radio,mcc,net,area,cell,unit,lon,lat,range\nLTE,230,1,1,256,0,1,2,3\n");
	struct seen_rows *named = read_with(table, NULL, "mapping: n\ntitle: N\nwords: [{column: operator, of: "
	                                                 "{230-01: One}}]\n");
	assert_true(named->ok);
	has(&named->rows, "site id=230-01-enb-1 operator=One cluster");
	has(&named->rows, "source=cells-import");
}

static int by_size(const void *x, const void *y)
{
	const double *p = x, *q = y;
	return (*p > *q) - (*p < *q);
}

/* Of a site with no more positions than are kept the median is exact; else it lies in the middle half. */
static void a_site_stands_in_the_midst_of_its_cells(void **unused)
{
	static const int cells[] = { 1, 2, 3, 31, 32, 33, 34, 100, 1000, 4000 };
	double lat[4000];
	(void)unused;
	for (size_t i = 0; i < COUNT(cells); i++)
		for (unsigned seed = 1; seed < 6; seed++) {
			struct buf text = buf_in(&kept);
			unsigned draw = seed;
			size_t n = (size_t)cells[i];
			for (size_t k = 0; k < n; k++) {
				draw = draw * 1103515245u + 12345u;
				int far = draw >> 20 & 7 ? 0 : 100000; /* some were measured from far away */
				int at = 5000000 + (int)(draw >> 8 & 0x7ff) + far;
				lat[k] = at / 1e5;
				buf_fmt(&text, "NR,230,1,7,%zu,0,14,%d.%05d,1000,1,1,1,1,0\n", 4096 + k, at / 100000,
				        at % 100000);
			}
			struct seen_rows *s = read_with((struct str){ text.p, text.n }, NULL, NULL);
			assert_true(s->ok);
			assert_int_equal(s->per_table[T_SITE], 1);
			qsort(lat, n, sizeof *lat, by_size);
			const char *p = strstr(s->rows.p, " lat=");
			assert_non_null(p);
			double got = strtod(p + 5, NULL), middle = (lat[(n - 1) / 2] + lat[n / 2]) / 2;
			if (n <= 32)
				assert_true(fabs(got - middle) < 6e-6);
			else
				assert_true(got >= lat[n / 4] && got <= lat[3 * n / 4]);
		}
}

/* The extract of one country, when it is there; figures: its SOURCES.csv, counted by others. */
static void a_real_list_of_cells(void **unused)
{
	const char *tests = getenv("PETRIN_TESTS");
	struct str text;
	(void)unused;
	const char *path = arena_fmt(&kept, "%s/../../shared/data/inventory/cz_opencellid_230.csv",
	                             tests ? tests : ".");
	assert_true(file_slurp(&kept, path, 16 << 20, &text, NULL));
	struct seen_rows *s = read_with(text, NULL, NULL);
	assert_true(s->ok);
	assert_int_equal(s->job.rejected, 0);
	size_t n[4] = { 0 };
	for (const char *p = s->rows.p; (p = strstr(p, "site id=230-0")) != NULL; p += 13)
		if (p[13] >= '1' && p[13] <= '3' && strncmp(p + 14, "-enb-", 5) == 0)
			n[p[13] - '0']++;
	/* element rows repeat the id behind "site=", not behind "site id=" */
	assert_int_equal(n[1], 3255);
	assert_int_equal(n[2], 2916);
	assert_int_equal(n[3], 1836);
	has(&s->rows, "site id=230-01-enb-0 operator=230-01 country=CZ cluster=230-01-16464 lat=50.1034 lon=14.4951");
}

/* --- TMF639 --- */

static const char v4[] =
	"{\"id\":\"r1\",\"name\":\"Site one gNB\",\"category\":\"gNodeB\",\"@type\":\"PhysicalResource\",\n"
	" \"place\":{\"id\":\"S1\",\"name\":\"Hill\",\"role\":\"location\"},\n"
	" \"relatedParty\":[{\"role\":\"supplier\",\"name\":\"Dealer\"},{\"role\":\"Manufacturer\","
	"\"name\":\"Acme\"},"
	"{\"role\":\"owner\",\"id\":\"mno-a\"}],\n"
	" \"resourceCharacteristic\":[{\"name\":\"Latitude\",\"value\":50.5},{\"name\":\"longitude\","
	"\"value\":\"14.5\"},"
	"{\"name\":\"swVersion\",\"value\":{\"value\":\"21\"}},{\"name\":\"rat\",\"value\":\"NR\"},"
	"{\"name\":\"colour\","
	"\"value\":[1]}],\n"
	" \"resourceSpecification\":{\"id\":\"sp1\",\"name\":\"AR-500\"},\"resourceStatus\":\"available\","
	"\"serialNumber\":\"X1\",\"resourceVersion\":\"old\",\"startOperatingDate\":\"2021-05-01T10:00:00Z\",\n"
	" \"resourceRelationship\":[{\"relationshipType\":\"dependsOn\",\"resource\":{\"id\":\"r2\"}},"
	"{\"relationshipType\":\"contains\",\"resource\":{\"href\":\"https://x/resource/r3\"}},"
	"{\"relationshipType\":\"connectedTo\",\"resource\":{\"id\":\"r4\"}},"
	"{\"relationshipType\":\"resembles\",\"resource\":{\"id\":\"r4\"}}]}";

static void a_resource_becomes_an_element(void **unused)
{
	(void)unused;
	struct seen_rows *s = read_text(v4);
	assert_true(s->ok);
	assert_string_equal(s->job.kind, "tmf639");
	assert_string_equal(s->faults.p, "");
	has(&s->rows, "site id=S1 operator=mno-a name=Hill lat=50.5 lon=14.5 basis=stated source=tmf639-import\n");
	has(&s->rows, "element id=r1 operator=mno-a site=S1 function=gnb technology=5G vendor=Acme "
	              "vendor_basis=stated product=AR-500 software=21 serial=X1 installed=2021-05-01 "
	              "status=available basis=stated note=named \"Site one gNB\" source=tmf639-import\n");
	has(&s->rows, "need element=r1 needs=r2 kind=depends basis=stated");
	has(&s->rows, "need element=r3 needs=r1 kind=inside basis");
	has(&s->rows, "need element=r1 needs=r4 kind=link choice=link least=1 basis");
	has(&s->rows, "need element=r4 needs=r1 kind=link choice=link least=1 basis");
	assert_int_equal(s->job.skipped, 1); /* a type of relation that is none of dependence */
}

static void a_resource_of_v5(void **unused)
{
	(void)unused;
	struct seen_rows *s = read_text(
	        "[{\"href\":\"/r/9\",\"resourceStatus\":\"alarm\",\"category\":\"Thing\","
	        "\"endOperatingDate\":\"2020-01-01\","
	        "\"place\":[{\"role\":\"x\",\"place\":{\"id\":\"P\",\"geoJson\":{\"type\":\"Point\","
	        "\"coordinates\":[14,50,3]}}}],"
	        "\"relatedParty\":[{\"role\":\"vendor\",\"partyOrPartyRole\":{\"id\":\"7\",\"name\":\"Best\"}}]},\n"
	        " {\"resourceStatus\":1,\"id\":12},{\"id\":\"\",\"place\":3},[1],\n {\"id\":\"z\",\"id\":\"z\"}]");
	assert_true(s->ok);
	has(&s->rows, "site id=P lat=50 lon=14 basis");
	has(&s->rows, "element id=9 site=P function=other vendor=Best vendor_basis=stated status=alarm basis=stated "
	              "note=in operation until \"2020-01-01\"; called \"Thing\" source=tmf639-import\n");
	has(&s->rows, "element id=12 function=other status=1");
	assert_int_equal(s->job.rejected, 3);
	has(&s->faults, "2:31 is a resource without id");
	has(&s->faults, "expected an object");
	has(&s->faults, "3:");
	struct seen_rows *mapped = read_with(str_of(v4), NULL, "mapping: m\ntitle: T\nprefix: \"a:\"\n"
	                                                        "words: [{column: function, of: {gNodeB: gnb-du}}]\n"
	                                                        "constants: {country: CZ}\n");
	assert_true(mapped->ok);
	has(&mapped->rows, "site id=a:S1 operator=mno-a name=Hill country=CZ");
	has(&mapped->rows, "element id=a:r1 operator=mno-a site=a:S1 function=gnb-du");
	has(&mapped->rows, "need element=a:r3 needs=a:r1 kind=inside");
	says(read_with(str_of(v4), NULL, "mapping: m\ntitle: T\ncolumns: {site_id: id}\n"), PT_INVALID,
	     "columns and names are for tables");
}

static void resources_may_be_cut_off(void **unused)
{
	(void)unused;
	for (size_t n = 200; n < sizeof v4 - 1; n += 7) {
		struct arena before = a;
		struct seen_rows *s = read_with((struct str){ v4, n }, "tmf639", NULL);
		assert_int_equal(s->per_table[T_ELEMENT], 0);
		assert_true(!s->ok || s->job.rejected > 0);
		a = before;
	}
}

/* --- NetBox --- */

static void a_list_of_devices(void **unused)
{
	(void)unused;
	struct seen_rows *s = read_text(
	        "{\"count\":2,\"next\":null,\"results\":[\n"
	        "{\"id\":1,\"name\":\"core-1\",\"device_type\":{\"id\":3,\"model\":\"T9\",\"manufacturer\":{\"id\":1,"
	        "\"name\":\"Acme\"}},\"role\":{\"name\":\"Core Router\"},\"platform\":{\"name\":\"OS 2\"},\"tenant\":"
	        "{\"name\":\"mno-a\"},\"serial\":\"S\",\"site\":{\"id\":5,\"name\":\"DC\"},"
	        "\"status\":{\"value\":\"active\","
	        "\"label\":\"Active\"}},\n"
	        "{\"id\":2,\"name\":null,\"device_type\":{\"model\":\"T1\",\"manufacturer\":{\"name\":\"B\"}},"
	        "\"role\":null,"
	        "\"site\":{\"name\":\"DC\"}},\n"
	        "{\"device_type\":null,\"site\":null}]}");
	assert_true(s->ok);
	assert_string_equal(s->job.kind, "netbox");
	has(&s->rows, "element id=core-1 operator=mno-a site=DC function=router vendor=Acme vendor_basis=stated "
	              "product=T9 software=OS 2 serial=S status=active basis=stated source=netbox-import\n");
	has(&s->rows, "element id=device-2 site=DC function=other vendor=B");
	assert_int_equal(s->per_table[T_SITE], 0); /* a list of devices says nothing about sites */
	assert_string_equal(s->faults.p, "4:1 is a device without name and number\n");
	s = read_text("[{\"id\":5,\"name\":\"DC\",\"slug\":\"dc\",\"region\":{\"name\":\"N\"},\"tenant\":null,"
	              "\"latitude\":50.1,\"longitude\":14.2}]");
	has(&s->rows, "site id=DC region=N lat=50.1 lon=14.2 basis=stated source=netbox-import\n");
	s = read_text("{\"results\":[{\"id\":1,\"a_terminations\":[{\"object\":{\"device\":{\"id\":1,"
	        "\"name\":\"x\"}}}],"
	              "\"b_terminations\":[{\"object\":{\"device\":{\"id\":2,\"name\":null}}}]},"
	              "{\"a_terminations\":[],"
	              "\"b_terminations\":[]},{\"termination_a\":{\"device\":{\"name\":\"p\"}},\"termination_b\":"
	              "{\"device\":{\"name\":\"q\"}}}]}");
	assert_true(s->ok);
	assert_int_equal(s->per_table[T_NEED], 4);
	assert_int_equal(s->job.skipped, 1);
	has(&s->rows, "need element=device-2 needs=x kind=link choice=link least=1");
	has(&s->rows, "need element=p needs=q kind=link");
}

static void a_dump_in_any_order(void **unused)
{
	static const char *const object[] = {
		"{\"model\":\"dcim.device\",\"pk\":1,\"fields\":{\"name\":\"r1\",\"device_type\":4,\"role\":6,"
		"\"site\":7,"
		"\"tenant\":9,\"serial\":\"\",\"status\":\"active\",\"platform\":null}}",
		"{\"model\":\"dcim.device\",\"pk\":2,\"fields\":{\"name\":null,\"device_type\":4,\"device_role\":6,"
		"\"site\":7}}",
		"{\"model\":\"dcim.devicetype\",\"pk\":4,\"fields\":{\"manufacturer\":3,\"model\":\"T9\"}}",
		"{\"model\":\"dcim.manufacturer\",\"pk\":3,\"fields\":{\"name\":\"Acme\"}}",
		"{\"model\":\"dcim.devicerole\",\"pk\":6,\"fields\":{\"name\":\"Firewall\"}}",
		"{\"model\":\"dcim.site\",\"pk\":7,\"fields\":{\"name\":\"DC\",\"region\":8,\"latitude\":\"50.1\","
		"\"longitude\":\"14.2\"}}",
		"{\"model\":\"dcim.region\",\"pk\":8,\"fields\":{\"name\":\"North\"}}",
		"{\"model\":\"tenancy.tenant\",\"pk\":9,\"fields\":{\"name\":\"mno-a\"}}",
		"{\"model\":\"dcim.interface\",\"pk\":20,\"fields\":{\"device\":2,\"name\":\"eth0\"}}",
		"{\"model\":\"dcim.cabletermination\",\"pk\":1,\"fields\":{\"cable\":5,\"cable_end\":\"A\","
		"\"termination_id\":99,\"_device\":1}}",
		"{\"model\":\"dcim.cabletermination\",\"pk\":2,\"fields\":{\"cable\":5,\"cable_end\":\"B\","
		"\"termination_id\":20}}",
		"{\"model\":\"ipam.vlan\",\"pk\":2,\"fields\":{\"name\":\"x\",\"site\":7,\"role\":6}}",
	};
	(void)unused;
	for (size_t from = 0; from < COUNT(object); from++) {
		struct buf b = buf_in(&kept);
		for (size_t i = 0; i < COUNT(object); i++)
			buf_fmt(&b, "%s%s", i ? ",\n" : "[", object[(from + i) % COUNT(object)]);
		buf_str(&b, "]");
		struct seen_rows *s = read_text(b.p);
		assert_true(s->ok);
		assert_string_equal(s->job.kind, "netbox");
		assert_string_equal(s->faults.p, "");
		has(&s->rows, "site id=DC region=North lat=50.1 lon=14.2 basis");
		has(&s->rows, "element id=r1 operator=mno-a site=DC function=firewall vendor=Acme "
		        "vendor_basis=stated "
		              "product=T9 status=active basis");
		has(&s->rows, "element id=device-2 site=DC function=firewall vendor=Acme");
		has(&s->rows, "need element=r1 needs=device-2 kind=link");
		assert_int_equal(s->job.records, 6);
	}
}

static void damaged_lists_of_netbox(void **unused)
{
	(void)unused;
	struct seen_rows *s = read_with(STR("[{\"name\":\"a\",\"device_type\":{}},{\"name\":\"b\","
	        "\"device_type\":[}]"),
	                                "netbox", NULL);
	assert_int_equal(s->job.rejected, 1); /* once, although all is read four times */
	s = read_with(STR("{\"results\":[{\"name\":\"a\""), "netbox", NULL);
	assert_true(!s->ok || s->job.rejected == 1);
	assert_int_equal(s->per_table[T_ELEMENT], 0);
	struct buf deep = buf_in(&kept);
	for (int i = 0; i < 100; i++)
		buf_str(&deep, "{\"fields\":");
	assert_int_equal(read_with((struct str){ deep.p, deep.n }, "netbox", NULL)->job.records, 0);
}

static void devices_as_a_table(void **unused)
{
	(void)unused;
	struct seen_rows *s = read_text("Name,Status,Tenant,Site,Location,Rack,Role,Manufacturer,Type,IP Address\n"
	                                "sw1,Active,mno-a,DC,,,Access Switch,Acme,T1,10.0.0.1\nx,Active,,DC,,,"
	                                "Toaster,B,T2,\n");
	assert_true(s->ok);
	assert_string_equal(s->job.kind, "inventory");
	has(&s->rows, "element id=sw1 operator=mno-a site=DC function=switch vendor=Acme");
	has(&s->rows, "element id=x site=DC function=other vendor=B");
	assert_int_equal(s->per_table[T_SITE], 0);
}

/* Real positions with made-up makers, when the table is there: a mapping keeps apart what is known how. */
static void a_real_table_with_labels(void **unused)
{
	static const char labels[] =
	        "mapping: labels\ntitle: T\ncolumns: {vendor: ran_vendor, cluster: \"{mnc}-{tac}\", "
	        "cells: cells_seen, note: label}\n"
	        "constants: {function: enb, technology: 4G, country: CZ, basis: derived}\n"
	        "words: [{column: vendor_basis, other: error, of: {ASSUMED-SPLIT-70-30-by-TAC: synthetic, "
	        "public-fact-operator-level: imputed}}]\nignore: [mcc, enb_id]\n";
	size_t synthetic = 0, imputed = 0;
	const char *tests = getenv("PETRIN_TESTS");
	struct str text;
	(void)unused;
	const char *path = arena_fmt(&kept, "%s/../../shared/data/inventory/cz_sites_SYNTHETIC_vendor.csv",
	                             tests ? tests : ".");
	assert_true(file_slurp(&kept, path, 16 << 20, &text, NULL));
	struct seen_rows *s = read_with(text, NULL, labels);
	assert_true(s->ok);
	assert_string_equal(s->faults.p, "");
	assert_int_equal(s->per_table[T_SITE], 8007);
	assert_int_equal(s->per_table[T_ELEMENT], 8007);
	for (const char *p = s->rows.p; (p = strstr(p, "vendor_basis=")) != NULL; p++) {
		synthetic += strncmp(p, "vendor_basis=synthetic", 22) == 0;
		imputed += strncmp(p, "vendor_basis=imputed", 20) == 0;
	}
	assert_int_equal(synthetic, 3255);
	assert_int_equal(imputed, 4752);
}

/* --- properties --- */

static unsigned rng_below(struct rng *r, unsigned n)
{
	return rng_u32(r) % n;
}

/* Generated tables: what comes out counts up, and the same twice is the same. */
static void nothing_is_lost(void **unused)
{
	struct rng r = rng_of(7, 0);
	(void)unused;
	for (int round = 0; round < 50; round++) {
		struct arena a_before = a, kept_before = kept;
		struct buf b = buf_in(&kept);
		unsigned rows = 1 + rng_below(&r, 60);
		buf_str(&b, "site_id,element,function,technology,lat\n");
		for (unsigned i = 0; i < rows; i++)
			buf_fmt(&b, "S%d,%s%d,%s,%s,%s\n", (int)rng_below(&r, 20), rng_below(&r, 4) ? "E" : "",
			        (int)rng_below(&r, 1000), rng_below(&r, 9) ? "gnb" : "", rng_below(&r, 9) ? "5G" : "x",
			        rng_below(&r, 9) ? "" : "100");
		struct seen_rows *s = read_text(b.p), *again = read_text(b.p);
		assert_true(s->ok);
		assert_int_equal(s->per_table[T_ELEMENT] + s->job.rejected, rows);
		assert_true(s->per_table[T_SITE] <= s->per_table[T_ELEMENT]);
		assert_string_equal(s->rows.p, again->rows.p);
		assert_string_equal(s->faults.p, again->faults.p);
		a = a_before, kept = kept_before;
	}
}

static int fresh(void **unused)
{
	(void)unused;
	if (a.beg == NULL) {
		a = arena_reserve((size_t)1 << 30, "test");
		kept = arena_reserve((size_t)1 << 30, "test");
	}
	return 0;
}

/* usage: test_inventory [FOLDER of samples] */
int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_column_goes_somewhere), cmocka_unit_test(the_template_reads_as_it_is),
		cmocka_unit_test(what_a_row_leaves_open), cmocka_unit_test(faults_have_a_place),
		cmocka_unit_test(a_site_is_handed_on_once), cmocka_unit_test(headers_are_checked),
		cmocka_unit_test(what_depends_on_says), cmocka_unit_test(a_long_choice_has_a_short_stable_name),
		cmocka_unit_test(words_people_use), cmocka_unit_test(a_mapping_translates),
		cmocka_unit_test(a_mapping_leaves_nothing_out_by_itself), cmocka_unit_test(a_bad_mapping_is_refused),
		cmocka_unit_test(a_composed_text_has_a_limit),
		cmocka_unit_test(built_in_mappings_hold), cmocka_unit_test(cells_become_sites),
		cmocka_unit_test(a_site_stands_in_the_midst_of_its_cells),
		cmocka_unit_test(a_resource_becomes_an_element), cmocka_unit_test(a_resource_of_v5),
		cmocka_unit_test(resources_may_be_cut_off), cmocka_unit_test(a_list_of_devices),
		cmocka_unit_test(a_dump_in_any_order), cmocka_unit_test(damaged_lists_of_netbox),
		cmocka_unit_test(devices_as_a_table), cmocka_unit_test(nothing_is_lost),
	};
	const struct CMUnitTest samples[] = {
		cmocka_unit_test(a_real_list_of_cells), cmocka_unit_test(a_real_table_with_labels),
	};
	if (argc == 1)
		return cmocka_run_group_tests(tests, fresh, NULL);
	if (access(argv[1], R_OK) != 0) {
		printf("1..0 # SKIP %s is not there\n", argv[1]);
		return 0;
	}
	return cmocka_run_group_tests(samples, fresh, NULL);
}
