/* SPDX-License-Identifier: Apache-2.0
 *
 * test_csv.c - tables as text
 */
#include "base/csv.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static struct arena a;

#define T(literal) { literal, sizeof(literal) - 1 }

/* The whole table as text: fields in <>, rows ended by '/'; after a failure what came before it. */
static const char *table(struct stream s, struct arena *to, struct pt_err *e)
{
	struct arena scratch = *to;
	struct buf b = buf_in(to);
	struct csv c;
	*e = (struct pt_err){ 0 };
	scratch.beg = to->beg + (16 << 20);
	for (bool more = csv_open(&c, &scratch, s, "f.csv", e); more; more = csv_row(&c, e)) {
		for (size_t i = 0; i < c.n; i++)
			buf_fmt(&b, "<%.*s>", (int)c.field[i].n, c.field[i].p);
		buf_char(&b, '/');
	}
	return b.p;
}

/* A source that gives one octet at a time. */
static long drip(struct stream *s, void *to, size_t n, struct pt_err *e)
{
	(void)e;
	if (n == 0 || s->memory.n == 0)
		return 0;
	*(char *)to = *s->memory.p++;
	s->memory.n--;
	s->total++;
	return 1;
}

static void tables_are_cut_into_fields(void **unused)
{
	static const struct {
		struct str text;
		const char *want;
	} row[] = {
		{ T("a,b\n1,2\n"), "<a><b>/<1><2>/" },
		{ T("a,b\r\n1,2\r\n"), "<a><b>/<1><2>/" },
		{ T("a,b\n1,2"), "<a><b>/<1><2>/" },
		{ T("a,b\r\n1,2\r"), "<a><b>/<1><2>/" },
		{ T("\xef\xbb\xbf"
		    "a,b\n"),
		  "<a><b>/" },
		{ T("a;b;c,d\n1;2;3\n"), "<a><b><c,d>/<1><2><3>/" },
		{ T("a\tb\n1,5\t2\n"), "<a><b>/<1,5><2>/" },
		{ T("\"a,b,c\";d\n1;2\n"), "<a,b,c><d>/<1><2>/" },
		{ T("a\n1\n"), "<a>/<1>/" },
		{ T("\n\r\na,b\n\n\r\n1,2\n\n"), "<a><b>/<1><2>/" },
		{ T("a,b\n,\n"), "<a><b>/<><>/" },
		{ T("a,b\n\"\",\"\"\n"), "<a><b>/<><>/" },
		{ T("a,b\n\"x\"\"y\"\"\",\"\"\"\"\n"), "<a><b>/<x\"y\"><\">/" },
		{ T("a,b\n\"x\ny\r\nz\",2\n3,4"), "<a><b>/<x\ny\r\nz><2>/<3><4>/" },
		{ T("a,b\n\"x,y\",2"), "<a><b>/<x,y><2>/" },
		{ T("a,b\n\"x\",\"y\""), "<a><b>/<x><y>/" },
		{ T("a,b\n\"x\",\"y\"\r\n"), "<a><b>/<x><y>/" },
		{ T("a,b\n5\"x,y\"\n"), "<a><b>/<5\"x><y\">/" },
		{ T("a,b\n1\n1,2,3\n"), "<a><b>/<1>/<1><2><3>/" },
		{ T("a,b\n x , y \n"), "<a><b>/< x >< y >/" },
		{ T("\xc3\xa9,b\n\xf0\x9f\x98\x80,\xe2\x82\xac"),
		  "<\xc3\xa9><b>/<\xf0\x9f\x98\x80><\xe2\x82\xac>/" },
		{ T("\"\"\n"), "<>/" },
	};
	struct pt_err e;
	(void)unused;
	for (size_t i = 0; i < COUNT(row); i++) {
		struct arena scratch = a;
		struct stream slow = stream_memory(row[i].text);
		slow.read = drip;
		assert_string_equal(table(stream_memory(row[i].text), &scratch, &e), row[i].want);
		assert_int_equal(e.code, PT_OK);
		assert_string_equal(table(slow, &scratch, &e), row[i].want);
		assert_int_equal(e.code, PT_OK);
	}
}

static void what_is_no_table_is_refused_with_its_place(void **unused)
{
	static const struct {
		struct str text;
		uint64_t row, column;
		const char *part;
	} row[] = {
		{ T(""), 1, 1, "empty" },
		{ T("\xef\xbb\xbf"), 1, 1, "empty" },
		{ T("\n\r\n"), 3, 1, "empty" },
		{ T("a,b\n1,\"x"), 2, 3, "not closed" },
		{ T("a,b\n1,\"x\"\""), 2, 3, "not closed" },
		{ T("\"a"), 1, 1, "not closed" },
		{ T("a,b\n\"x\"y,2\n"), 2, 4, "after a closing" },
		{ T("a,b\n\"x\" ,2\n"), 2, 4, "after a closing" },
		{ T("a,b\n\"x\"\ry,2\n"), 2, 4, "after a closing" },
		{ T("a,b\n1,\"p\nq\",\"r\"s\n"), 3, 7, "after a closing" },
		{ T("a,b\n\xc3\xa9,\xff\n"), 2, 3, "UTF-8" },
		{ T("a,b\n1,\"x\n\xed\xa0\x80\"\n"), 3, 1, "UTF-8" },
		{ T("\xff\xfe" "a\0"), 1, 1, "UTF-8" },
		{ T("a,b\n\n1,x\0y\n"), 3, 4, "NUL" },
		{ T("a,\xc3\n1"), 1, 3, "UTF-8" },
	};
	struct pt_err e;
	(void)unused;
	for (size_t i = 0; i < COUNT(row); i++) {
		struct arena scratch = a;
		table(stream_memory(row[i].text), &scratch, &e);
		assert_int_equal(e.code, PT_INVALID);
		assert_string_equal(e.at.file, "f.csv");
		assert_non_null(strstr(e.text, row[i].part));
		assert_int_equal(e.at.row, row[i].row);
		assert_int_equal(e.at.column, row[i].column);
	}
}

/* Cut anywhere, a table without open quotes gives a beginning of what the whole one gives. */
static void every_prefix_is_a_beginning_or_refused(void **unused)
{
	static const char text[] = "a;\"b\";c\r\n1;\"x \"\"q\"\" \n\xe2\x82\xac\";3\r\n4;5;6\r\n";
	struct arena whole_in = a;
	struct pt_err e;
	(void)unused;
	const char *whole = table(stream_memory(str_of(text)), &whole_in, &e);
	for (size_t n = 1; n < sizeof text - 1; n++) {
		struct arena scratch = whole_in;
		const char *part = table(stream_memory((struct str){ text, n }), &scratch, &e);
		size_t rows = strlen(part);
		const char *last = rows ? memrchr(part, '<', rows) : part;
		assert_memory_equal(part, whole, (size_t)(last - part));
		/* The first half of a doubled quote looks like a closing one. */
		bool half = n == 15 || n == 18;
		bool inside = (n > 2 && n < 5) || (n > 11 && n < 25 && !half);
		assert_int_equal(e.code, inside ? PT_INVALID : PT_OK);
	}
}

static void fields_are_found_by_header_and_placed(void **unused)
{
	struct arena scratch = a;
	struct pt_err e = { 0 };
	struct csv c;
	(void)unused;
	struct stream s = stream_memory(STR("id,na\xc3\xafve,x\n\n1,\"a\nb\xc3\xa9\",z\n2\n"));
	assert_true(csv_open(&c, &scratch, s, "f.csv", &e));
	assert_int_equal(csv_find(&c, "na\xc3\xafve"), 1);
	assert_int_equal(csv_find(&c, "nai"), -1);
	assert_int_equal(csv_at(&c, 2).column, 10);
	assert_true(csv_row(&c, &e));
	assert_int_equal(c.row, 2);
	assert_int_equal(c.line, 3);
	assert_true(str_is(csv_get(&c, 1), "a\nb\xc3\xa9"));
	assert_int_equal(csv_at(&c, 1).row, 3);
	assert_int_equal(csv_at(&c, 1).column, 3);
	assert_int_equal(csv_at(&c, 2).row, 4);
	assert_int_equal(csv_at(&c, 2).column, 5);
	assert_true(csv_row(&c, &e));
	assert_int_equal(c.line, 5);
	assert_true(str_is(csv_get(&c, 0), "2"));
	assert_true(str_is(csv_get(&c, 2), "") && str_is(csv_get(&c, -1), ""));
	assert_true(str_is(c.header[0], "id"));
	assert_false(csv_row(&c, &e));
	assert_int_equal(e.code, PT_OK);
}

static long endless(struct stream *s, void *to, size_t n, struct pt_err *e)
{
	(void)e;
	memset(to, 'x', n);
	if (s->fd == '"' && s->total == 0)
		*(char *)to = '"';
	if (s->fd == '\n')
		memset(to, '\n', n);
	s->total += n;
	return (long)n;
}

static void an_endless_line_is_refused_without_reading_on(void **unused)
{
	struct pt_err e = { 0 };
	struct csv c;
	(void)unused;
	for (int quote = 0; quote < 2; quote++) {
		struct arena scratch = a;
		struct stream s = { .read = endless, .fd = quote ? '"' : -1 };
		e = (struct pt_err){ 0 };
		assert_false(csv_open(&c, &scratch, s, "f.csv", &e));
		assert_int_equal(e.code, PT_LIMIT);
		assert_int_equal(e.at.row, 1);
		assert_int_equal(!!strstr(e.text, "not closed"), quote);
		assert_int_equal(c.source.total, CSV_ROW + 1);
		assert_false(csv_row(&c, &e));
	}
}

static void a_row_may_be_as_long_as_the_limit(void **unused)
{
	struct pt_err e;
	(void)unused;
	for (size_t over = 0; over < 2; over++)
		for (size_t before = 0; before < 3; before++) {
			struct arena scratch = a;
			struct buf b = buf_in(&scratch);
			struct csv c;
			buf_str(&b, "a\n");
			for (size_t i = 0; i < before * (CSV_ROW / 2); i++)
				buf_str(&b, "y\n");
			for (size_t i = 0; i < CSV_ROW + over; i++)
				buf_char(&b, 'x');
			buf_str(&b, "\nlast\n");
			e = (struct pt_err){ 0 };
			bool more = csv_open(&c, &scratch, stream_memory((struct str){ b.p, b.n }),
			                     "f", &e);
			size_t longest = 0, rows = 0;
			for (; more; more = csv_row(&c, &e), rows++)
				longest = c.field[0].n > longest ? c.field[0].n : longest;
			assert_int_equal(e.code, over ? PT_LIMIT : PT_OK);
			assert_int_equal(longest == CSV_ROW, !over);
			assert_int_equal(rows, before * (CSV_ROW / 2) + (over ? 1 : 3));
		}
}

static void blank_lines_before_the_header_do_not_fill_the_window(void **unused)
{
	struct arena scratch = a;
	struct pt_err e = { 0 };
	struct buf b = buf_in(&scratch);
	struct csv c;
	(void)unused;
	for (size_t i = 0; i < 3 * CSV_ROW; i++)
		buf_char(&b, '\n');
	buf_str(&b, "a,b");
	assert_true(csv_open(&c, &scratch, stream_memory((struct str){ b.p, b.n }), "f", &e));
	assert_int_equal(c.line, 3 * CSV_ROW + 1);
	assert_int_equal(c.n, 2);
}

static void too_many_fields_are_refused(void **unused)
{
	struct pt_err e;
	(void)unused;
	for (size_t n = CSV_FIELDS; n <= CSV_FIELDS + 1; n++) {
		struct arena scratch = a;
		struct buf b = buf_in(&scratch);
		for (size_t i = 1; i < n; i++)
			buf_char(&b, ',');
		table(stream_memory((struct str){ b.p, b.n }), &scratch, &e);
		assert_int_equal(e.code, n > CSV_FIELDS ? PT_LIMIT : PT_OK);
	}
}

static long breaks(struct stream *s, void *to, size_t n, struct pt_err *e)
{
	if (s->memory.n == 0) {
		pt_fail(e, PT_IO, "the disk is gone");
		return -1;
	}
	return drip(s, to, n, e);
}

static void a_fault_while_reading_passes_through(void **unused)
{
	static const char text[] = "a,b\n\"1\",2\n3";
	(void)unused;
	for (size_t n = 0; n < sizeof text; n++) {
		struct arena scratch = a;
		struct pt_err e = { 0 };
		struct stream s = { .read = breaks, .memory = { text, n } };
		table(s, &scratch, &e);
		assert_int_equal(e.code, PT_IO);
		assert_string_equal(e.text, "the disk is gone");
		assert_string_equal(e.at.file, "f.csv");
	}
}

static void a_field_is_quoted_only_if_it_has_to_be(void **unused)
{
	static const struct {
		struct str text;
		const char *want;
	} row[] = {
		{ T(""), "" },           { T("a b"), "a b" },       { T("a,b"), "\"a,b\"" },
		{ T("a;b"), "\"a;b\"" }, { T("a\tb"), "\"a\tb\"" }, { T("a\nb"), "\"a\nb\"" },
		{ T("a\r"), "\"a\r\"" }, { T("\""), "\"\"\"\"" },   { T("5\" x"), "\"5\"\" x\"" },
	};
	(void)unused;
	for (size_t i = 0; i < COUNT(row); i++) {
		struct arena scratch = a;
		struct buf b = buf_in(&scratch);
		csv_put(&b, row[i].text);
		assert_string_equal(b.p, row[i].want);
	}
}

/* The short way of plain rows and the long way of all others come to the same: a source that gives
 * one octet at a time never has a whole row at hand, so it goes the long way. */
static const char *read_all(struct stream s, struct arena *to, struct pt_err *e)
{
	struct arena scratch = *to;
	struct buf b = buf_in(to);
	struct csv c;
	*e = (struct pt_err){ 0 };
	scratch.beg = to->beg + (1 << 20);
	for (bool more = csv_open(&c, &scratch, s, NULL, e); more; more = csv_row(&c, e)) {
		buf_fmt(&b, "%llu:%llu", (unsigned long long)c.row, (unsigned long long)c.line);
		for (size_t i = 0; i < c.n; i++)
			buf_fmt(&b, " %u+%u<%.*s>", c.column[i], c.down[i], (int)c.field[i].n, c.field[i].p);
		buf_char(&b, '/');
	}
	buf_fmt(&b, "%d %llu:%llu %s", e->code, (unsigned long long)e->at.row, (unsigned long long)e->at.column,
	        e->text);
	return b.p;
}

static void both_ways_to_read_a_row_agree(void **unused)
{
	static const char octets[] = "aaaabcdefgh,,,,,;-+.12345\"\n\n\r\xc3\xa4\0\x80\x01";
	uint64_t x = 1;
	(void)unused;
	for (int i = 0; i < 6000; i++) {
		struct arena before = a;
		char text[160];
		size_t n = 0, plain = i % 4 ? 25 : sizeof octets - 1; /* most are plain, with line feeds */
		for (size_t size = (size_t)i % 150; n < size; n++) {
			x = x * 6364136223846793005u + 1442695040888963407u;
			size_t k = (size_t)(x >> 33) % (plain + 2);
			text[n] = k >= plain ? '\n' : octets[k];
		}
		struct pt_err one, two;
		const char *fast = read_all(stream_memory((struct str){ text, n }), &a, &one);
		struct stream s = { .read = drip, .fd = -1, .memory = { text, n } };
		assert_string_equal(fast, read_all(s, &a, &two));
		a = before;
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tables_are_cut_into_fields),
		cmocka_unit_test(what_is_no_table_is_refused_with_its_place),
		cmocka_unit_test(every_prefix_is_a_beginning_or_refused),
		cmocka_unit_test(fields_are_found_by_header_and_placed),
		cmocka_unit_test(an_endless_line_is_refused_without_reading_on),
		cmocka_unit_test(a_row_may_be_as_long_as_the_limit),
		cmocka_unit_test(blank_lines_before_the_header_do_not_fill_the_window),
		cmocka_unit_test(too_many_fields_are_refused),
		cmocka_unit_test(a_fault_while_reading_passes_through),
		cmocka_unit_test(both_ways_to_read_a_row_agree),
		cmocka_unit_test(a_field_is_quoted_only_if_it_has_to_be),
	};
	a = arena_reserve((size_t)1 << 30, "test");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
