/* SPDX-License-Identifier: Apache-2.0
 *
 * test_register.c - importers of ownership, in process: edge lists, BODS, GLEIF, PSC
 */
#include "import/register.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "import/bods_words.h"
#include "import/country.h"
#include "import/lines.h"
#include "import/psc_words.h"
#include "import/seen.h"

static struct arena a, kept; /* receivers may not keep things in the arena of the job */

struct got {
	struct buf rows, faults, skips;
	struct seen keys; /* the same key twice would make a second import change something */
	struct import_job job;
	struct pt_err e;
	uint64_t stop_after;
	bool ok, twice;
};

static bool take_record(void *ctx, const struct record *r)
{
	struct got *g = ctx;
	const struct record_def *d = record_def(r->table);
	struct str key[RECORD_COLUMNS] = { str_of(d->name) };
	size_t n = 1, last = g->rows.n;
	buf_fmt(&g->rows, "%s", d->name);
	for (unsigned i = 0; i < d->n; i++) {
		buf_char(&g->rows, '|');
		buf_add(&g->rows, r->field[i].p, r->field[i].n);
		last = r->field[i].n ? g->rows.n : last;
		if (d->column[i].flags & RECORD_KEY)
			key[n++] = r->field[i];
	}
	g->rows.p[g->rows.n = last] = '\0'; /* empty fields at the end are not shown */
	buf_char(&g->rows, '\n');
	g->twice |= seen_add(&g->keys, seen_hash(key, n), 1) != 0;
	return g->stop_after == 0 || --g->stop_after > 0;
}

static void take_fault(void *ctx, uint64_t row, uint64_t column, const char *message)
{
	struct got *g = ctx;
	buf_fmt(&g->faults, "%llu:%llu %s\n", (unsigned long long)row, (unsigned long long)column, message);
}

static void take_skip(void *ctx, uint64_t row, uint64_t column, const char *message)
{
	struct got *g = ctx;
	buf_fmt(&g->skips, "%llu:%llu %s\n", (unsigned long long)row, (unsigned long long)column, message);
}

static struct got *read_n(struct str text, const char *as, uint64_t stop_after)
{
	static struct got g;
	g = (struct got){ .job = { .a = &a, .name = "x", .text = text }, .stop_after = stop_after };
	g.rows = buf_in(&kept);
	g.faults = buf_in(&kept);
	g.skips = buf_in(&kept);
	g.keys = seen_in(&kept);
	g.job.out = (struct import_out){ take_record, take_fault, NULL, &g, take_skip, NULL };
	g.ok = import_text(&g.job, as, &g.e);
	assert_false(g.twice);
	return &g;
}

static struct got *read_text(const char *z)
{
	return read_n(str_of(z), NULL, 0);
}

static void has(const char *text, const char *words)
{
	if (strstr(text, words) == NULL)
		fail_msg("\"%s\" is not in \"%s\"", words, text);
}

static void says(const struct got *g, enum pt_code code, const char *words)
{
	assert_false(g->ok);
	assert_int_equal(g->e.code, code);
	has(g->e.text, words);
}

/* The rows without the sources, which the tests name when they mean them. */
static const char *rows(const struct got *g)
{
	struct buf b = buf_in(&kept);
	struct str rest = { g->rows.p, g->rows.n }, line;
	if (!g->ok)
		fail_msg("%s", g->e.text);
	while (str_cut(&rest, '\n', &line))
		if (line.n > 0 && !str_starts(line, "source|"))
			buf_fmt(&b, "%.*s\n", (int)line.n, line.p);
	return b.p;
}

/* --- lines --- */

static const char *all_lines(const char *z)
{
	struct buf b = buf_in(&kept);
	struct lines l;
	struct line line;
	struct pt_err e = { 0 };
	if (lines_open(&l, &a, stream_memory(str_of(z)), &e))
		while (lines_next(&l, &line, &e))
			buf_fmt(&b, "%llu:%llu %.*s\n", (unsigned long long)line.row,
			        (unsigned long long)line.column, (int)line.text.n, line.text.p);
	if (e.code != PT_OK)
		buf_fmt(&b, "%llu:%llu %s", (unsigned long long)e.at.row, (unsigned long long)e.at.column, e.text);
	return b.p;
}

static void lines_of_three_forms(void **unused)
{
	static const char *const want[][2] = {
		{ "{\"a\":1}\n\n  {\"b\":\"}\"}\r\n{bad\n{\"c\":3}", "1:1 {\"a\":1}\n3:3 {\"b\":\"}\"}\n4:1 {"
		       "bad\n5:1 {\"c\":3}\n" },
		{ "\xef\xbb\xbf\n{\"a\":1}\n", "2:1 {\"a\":1}\n" },
		{ "{\"a\":\n 1}\n{\"b\":2} {\"c\":[{}]}\n", "1:1 {\"a\":\n 1}\n3:1 {\"b\":2}\n3:9 {\"c\":[{}]}\n" },
		{ "[{\"a\":\"\\\"]\"},\n [1], \"x,\" ,7 ]\n", "1:2 {\"a\":\"\\\"]\"}\n2:2 [1]\n2:7 \"x,\"\n2:13 "
		       "7\n" },
		{ " [ ] ", "" },
		{ "[{\"\xc3\xa4\":1}, 2]", "1:2 {\"\xc3\xa4\":1}\n1:11 2\n" },
		{ "[1 2]", "1:2 1\n1:4 expected ',' or ']' after a value of the list" },
		{ "[1,]", "1:2 1\n1:4 expected a value of the list" },
		{ "[{\"a\":1}", "1:2 {\"a\":1}\n1:9 the text ends within the list" },
		{ "[1] 2", "1:2 1\n1:5 text after the end of the list" },
		{ "[{\"a\"", "1:2 {\"a\"\n1:6 the text ends within the list" },
	};
	(void)unused;
	for (size_t i = 0; i < COUNT(want); i++)
		assert_string_equal(all_lines(want[i][0]), want[i][1]);
}

/* One line of 1 GB between two small ones, made up while it is read. */
static long read_giant(struct stream *s, void *to, size_t n, struct pt_err *e)
{
	static const char small[] = "{\"a\":1}\n";
	uint64_t size = (uint64_t)1 << 30, at = s->total, edge = sizeof small - 1;
	(void)e;
	if (at >= size)
		return 0;
	if (at < edge || at >= size - edge) { /* one octet at a time is enough for the edges */
		uint64_t i = at < edge ? at : at - (size - edge);
		*(char *)to = small[i];
		n = 1;
	} else {
		n = n < size - edge - at ? n : (size_t)(size - edge - at);
		memset(to, s->fd, n);
		if (at == edge)
			*(char *)to = '{';
		if (at + n == size - edge)
			((char *)to)[n - 1] = '\n';
	}
	s->total += n;
	return (long)n;
}

static void a_line_of_a_gigabyte_takes_no_memory(void **unused)
{
	struct arena before = a;
	struct lines l;
	struct line line;
	struct pt_err e = { 0 };
	(void)unused;
	assert_true(lines_open(&l, &a, (struct stream){ .read = read_giant, .fd = 'x' }, &e));
	assert_true(lines_next(&l, &line, &e));
	assert_true(str_is(line.text, "{\"a\":1}"));
	assert_true(lines_next(&l, &line, &e));
	assert_non_null(strstr(line.why, "16 MB"));
	assert_int_equal(line.row, 2);
	assert_true(lines_next(&l, &line, &e));
	assert_true(str_is(line.text, "{\"a\":1}"));
	assert_int_equal(line.row, 3);
	assert_false(lines_next(&l, &line, &e));
	assert_int_equal(e.code, PT_OK);
	assert_true(a.beg - before.beg < 80 << 20);
	a = before;
}

static void values_too_long_in_a_list(void **unused)
{
	struct arena before = a;
	struct buf b = buf_in(&a);
	struct lines l;
	struct line line;
	struct pt_err e = { 0 };
	(void)unused;
	buf_str(&b, "[1,\n[\"");
	for (int i = 0; i < LINES_LIMIT / 16 + 60000; i++)
		buf_str(&b, "\\\"]abcdefghijk\xc3\xa4");
	buf_str(&b, "\"],\n 2]");
	assert_true(lines_open(&l, &a, stream_memory((struct str){ b.p, b.n }), &e));
	assert_true(lines_next(&l, &line, &e));
	assert_true(lines_next(&l, &line, &e));
	assert_non_null(line.why);
	assert_true(lines_next(&l, &line, &e));
	assert_true(str_is(line.text, "2"));
	assert_int_equal(line.row, 3);
	assert_int_equal(line.column, 2);
	assert_false(lines_next(&l, &line, &e));
	assert_int_equal(e.code, PT_OK);
	a = before;
}

/* --- edges --- */

static void edges_in_any_order_of_columns(void **unused)
{
	(void)unused;
	struct got *g = read_text("share_max,owned,owner,share_min,certainty,votes_min,votes_max\n"
	                          "20,b,a,10,A,5,5.5\n"
	                          ",c,a,25,,,\n"
	                          "30,d,a,,B,,\n"
	                          ",e,a,,unverified,0,100\n");
	assert_string_equal(g->job.kind, "edges");
	assert_string_equal(rows(g), "stake|a|b|shares||edges-import|10|20|5|5.5|||read\n"
	                             "stake|a|c|shares||edges-import|25|100|||||unverified\n"
	                             "stake|a|d|shares||edges-import|0|30|||||secondary\n"
	                             "stake|a|e|shares||edges-import|||0|100|||unverified\n");
	has(g->rows.p, "source|edges-import|Edge list without stated sources||||no|F|no|unverified\n");
	assert_string_equal(g->faults.p, "");
}

static void edges_with_everything(void **unused)
{
	(void)unused;
	struct got *g = read_text(
	        "owner;owned;share;votes;kind;scenario;source;date;until;statement;disputes;reply;reply_source;"
	        "reply_date;owner_type;owner_name;owner_country;owned_type;owned_name;owned_country\n"
	        "u;x;99.5;100;control;a union;s1;2020;2021-02-03;says so;others;no;s2;2022;foundation;Union;QQ;"
	        "company;X Ltd;QQ\n"
	        "p;x;0.5;;;;s1;;;;;;;;person;;;;;\n");
	assert_string_equal(rows(g),
	        "stake|u|x|control|a union|s1|99.5|99.5|100|100|2020|2021-02-03|unverified|says so|others|no|s2|"
		"2022\n"
	        "stake|p|x|shares||s1|0.5|0.5|||||unverified\n"
	        "entity|u|Union|foundation|QQ||edges-import||unverified\n"
	        "entity|x|X Ltd|company|QQ||edges-import||unverified\n"
	        "entity|p|p|person|||edges-import||unverified\n");
	assert_string_equal(g->faults.p, "");
}

static void edges_that_break_a_rule(void **unused)
{
	(void)unused;
	struct got *g = read_text("owner,owned,share_min,share_max,owner_type,date\n"
	                          "a,b,-1,5,,\n"
	                          "a,b,1,100.5,,\n"
	                          "a,b,6,5,,\n"
	                          "a,b,nan,5,,\n"
	                          "a,b,1,inf,,\n"
	                          "a,b,0x10,50,,\n"
	                          "a,b,5%,50,,\n"
	                          ",b,1,2,,\n"
	                          "a,,1,2,,\n"
	                          "a,b,1,2,emperor,\n"
	                          "a,b,1,3,,\n"
	                          "a,c,1,2,,31.12.2020\n"
	                          "a,d,1,2,,,\n"
	                          "a,e,1,2,person,\n"
	                          "a,f,1,2,state,\n"
	                          "a,a,1,2,,\n"
	                          "a,b,1,2.0,,\n");
	assert_string_equal(g->faults.p,
	        "2:5 share_min -1 is not between 0 and 100 percent\n"
	        "3:7 share_max 100.5 is not between 0 and 100 percent\n"
	        "4:5 share_min 6 is more than share_max 5\n"
	        "5:5 share_min \"nan\" is not a number such as 12.5\n"
	        "6:7 share_max \"inf\" is not a number such as 12.5\n"
	        "7:5 share_min \"0x10\" is not a number such as 12.5\n"
	        "8:5 share_min \"5%\" is not a number such as 12.5\n"
	        "9:1 owner is missing\n"
	        "10:3 owned is missing\n"
	        "13:10 date \"31.12.2020\" is not a date (YYYY, YYYY-MM or YYYY-MM-DD)\n"
	        "14:1 has more fields than the header line\n"
	        "11:9 owner_type \"emperor\" is not one of person, state,"
	        " listed, foundation, company, fund, arrangement, unknown\n"
	        "12:1 is about the same stake as row 11 and says otherwise\n"
	        "16:9 type \"state\" of \"a\" differs from what row 11 says\n");
	assert_string_equal(g->skips.p, "18:1 is the same as row 11\n");
	assert_int_equal(g->job.skipped, 1);
	assert_string_equal(rows(g), "stake|a|b|shares||edges-import|1|2|||||unverified\n"
	                             "stake|a|e|shares||edges-import|1|2|||||unverified\n"
	                             "stake|a|f|shares||edges-import|1|2|||||unverified\n"
	                             "stake|a|a|shares||edges-import|1|2|||||unverified\n"
	                             "entity|a|a|person|||edges-import||unverified\n");
}

static void edges_said_twice(void **unused)
{
	(void)unused;
	struct got *g = read_text("owner,owned,share,votes,date,certainty,statement\n"
	                          "a,b,50,,2020,A,x\n"
	                          "a,b,50.0,,2020,read,x\n"
	                          "a,b,50,50,2020,A,x\n"
	                          "a,b,50,,2021,A,y\n"
	                          "a,b,50,,2020,B,x\n");
	assert_string_equal(g->skips.p, "3:1 is the same as row 2\n");
	assert_string_equal(g->faults.p, "4:1 is about the same stake as row 2 and says otherwise\n"
	                                 "5:1 is about the same stake as row 2 and says otherwise\n"
	                                 "6:1 is about the same stake as row 2 and says otherwise\n");
	assert_string_equal(rows(g), "stake|a|b|shares||edges-import|50|50|||2020||read|x\n");
}

static void classes_of_shares_are_added(void **unused)
{
	(void)unused;
	struct got *g = read_text("owner,owned,class,share,votes_min,votes_max,date,until,certainty\n"
	                          "a,b,A,5,20,30,2020,,A\n"
	                          "a,b,B,10.5,5,5,2021-02,,B\n"
	                          "c,b,A,60,,,,,\n"
	                          "a,b,B,10.5,5,5,2021-02,,B\n"
	                          "a,b,B,11,5,5,2021-02,,B\n"
	                          "c,b,B,50,,,,,\n"
	                          "d,b,,7,,,,,\n"
	                          "e,b,A,,1,1,,,\n"
	                          "e,b,B,,,,,,\n"
	                          "e,b,C,,,,,2020,\n");
	assert_string_equal(g->skips.p, "5:1 is the same as row 3\n");
	assert_string_equal(g->faults.p,
	        "6:1 is about the same stake as row 3 and says otherwise\n"
	        "11:1 says another until than row 9 about a class of the same stake\n"
	        "4:0 all classes together have 110 percent of the shares\n");
	assert_string_equal(rows(g),
	        "stake|a|b|shares||edges-import|15.5|15.5|25|35|2021-02||secondary|"
	        "Sum of classes: A 5 % (votes 20-30 %), B 10.5 % (votes 5 %).\n"
	        "stake|d|b|shares||edges-import|7|7|||||unverified\n"
	        "stake|e|b|shares||edges-import|||1|100|||unverified|"
	        "Sum of classes: A not stated (votes 1 %), B not stated.\n");
}

static void what_is_owned_is_a_company(void **unused)
{
	(void)unused;
	struct got *g = read_text("Owner, Owned ,SHARE,owner_name,owned_country\n"
	                          "p,h,60,P,\n"
	                          "h,x,50,H,QQ\n");
	assert_string_equal(rows(g), "stake|p|h|shares||edges-import|60|60|||||unverified\n"
	                             "stake|h|x|shares||edges-import|50|50|||||unverified\n"
	                             "entity|p|P|unknown|||edges-import||unverified\n"
	                             "entity|h|H|company|||edges-import||unverified\n"
	                             "entity|x|x|company|QQ||edges-import||unverified\n");
}

static void edges_need_their_header(void **unused)
{
	(void)unused;
	says(read_text("owner,owned,share_mn\na,b,1\n"), PT_INVALID,
	     "\"share_mn\" is not one of an edge list; did you mean \"share_min\"?");
	says(read_text("owner,owned,share,owned\n"), PT_INVALID, "column \"owned\" is there twice");
	says(read_text("owner,owned,share,share_max\n"), PT_INVALID, "bounds may not stand beside it");
	says(read_n(STR("owner,share\n"), "edges", 0), PT_INVALID, "column \"owned\" is missing");
	says(read_n(STR("owner,owned,share\na,b,1\na,c,2\n"), NULL, 1), PT_CANCELLED, "stopped");
}

/* A quarter of a million rows in quotes and not, over many windows; each thousandth repeats one. */
static void many_edges(void **unused)
{
	enum { EDGES = 250000 };
	struct arena before = a, kept_before = kept;
	struct buf b = buf_in(&a);
	(void)unused;
	buf_str(&b, "owner,owned,share\n");
	for (int i = 0; i < EDGES; i++)
		buf_fmt(&b, i % 3 ? "n%d,m%d,%d.5\n" : "\"n%d\",\"m%d\",\"%d.5\"\n", i % 1000 ? i : 1000,
		        i % 1000 ? i : 1000, i % 50);
	struct got *g = read_n((struct str){ b.p, b.n }, NULL, 0);
	assert_true(g->ok);
	assert_int_equal(g->job.records, EDGES - EDGES / 1000 + 1 + 1);
	assert_int_equal(g->job.skipped, EDGES / 1000 - 1);
	has(g->skips.p, "1002:1 is the same as row 2\n");
	has(g->rows.p, "stake|n249999|m249999|shares||edges-import|49.5|49.5|||||unverified\n");
	a = before;
	kept = kept_before;
}

/* --- BODS --- */

#define STATEMENT(type, id, date, rest) "{\"statementId\":\"s\",\"statementDate\":\"" date "\"," \
	"\"recordId\":\"" id "\",\"recordType\":\"" type "\"," rest "}"
#define ENTITY(id, date, details) STATEMENT("entity", id, date, "\"recordDetails\":{" details "}")
#define COMPANY(id, name) ENTITY(id, "2020-01-01", "\"entityType\":{\"type\":\"registeredEntity\"}," \
	"\"name\":\"" name "\"")
#define RELATION(id, date, rest, interests) STATEMENT("relationship", id, date, "\"recordDetails\":{" rest \
	",\"interests\":[" interests "]}")
#define OF(owner, owned) "\"subject\":\"" owned "\",\"interestedParty\":\"" owner "\""
#define SHARE(x) "{\"type\":\"shareholding\",\"directOrIndirect\":\"direct\",\"share\":{" x "}}"
#define B "|bods-import|"

static void bods_entities_and_persons(void **unused)
{
	(void)unused;
	struct got *g = read_text(
	        "[" ENTITY("e1", "2020-01-01", "\"entityType\":{\"type\":\"registeredEntity\"},\"name\":\"One\","
	                   "\"jurisdiction\":{\"name\":\"D\",\"code\":\"US-DE\"},\"publicListing\":"
	                   "{\"hasPublicListing\":true},\"identifiers\":[{\"scheme\":\"GB-COH\",\"id\":\"1\"},"
	                   "{\"schemeName\":\"Register\",\"id\":\"2\"}],\"addresses\":[{\"address\":\"Street\"}]")
	        "," ENTITY("e2", "2020-01-01", "\"entityType\":{\"type\":\"legalEntity\",\"subtype\":\"trust\"}")
	        "," ENTITY("e3", "2020-01-01", "\"entityType\":{\"type\":\"stateBody\"},\"name\":\"Ministry\"")
	        "," ENTITY("e4", "2020-01-01", "\"entityType\":{\"type\":\"anonymousEntity\"},"
	                   "\"unspecifiedEntityDetails\":{\"reason\":\"subjectExemptFromDisclosure\"}")
	        "," ENTITY("e5", "2020-01-01", "\"entityType\":{\"type\":\"unknownEntity\"},"
	                   "\"unspecifiedEntityDetails\":{\"reason\":\"unknown\",\"description\":\"Not\\nfound\"}")
	        "," STATEMENT("person", "p1", "2020-01-01", "\"recordDetails\":{\"personType\":\"knownPerson\","
	                      "\"names\":[{\"fullName\":\"Nick\"},{\"type\":\"legal\",\"givenName\":\"Ann\","
	                      "\"familyName\":\"Bee\"}],\"nationalities\":[{\"name\":\"F\",\"code\":\"FI\"},"
	                      "{\"name\":\"S\",\"code\":\"SE\"}],\"birthDate\":\"1970-02-03\",\"identifiers\":"
	                      "[{\"scheme\":\"FIN-TAXID\",\"id\":\"030270-123X\"}],\"addresses\":[{\"address\":"
	                      "\"Home\"}]}") "]");
	assert_string_equal(rows(g),
	        "entity|e1|One|listed|US|" B "|read|GB-COH 1; Register 2\n"
	        "entity|e2|e2|arrangement||" B "|read\n"
	        "entity|e3|Ministry|state||" B "|read\n"
	        "entity|e4|owner not published|unknown||" B "|read|withheld: subjectExemptFromDisclosure\n"
	        "entity|e5|owner not known|unknown||" B "|read|unknown: unknown: Not found\n"
	        "entity|p1|Ann Bee|person|FI|" B "|read\n");
	assert_null(strstr(g->rows.p, "1970"));
	assert_null(strstr(g->rows.p, "030270"));
	assert_null(strstr(g->rows.p, "Home"));
	assert_null(strstr(g->rows.p, "Street"));
}

static const char *stakes_of(const char *interests)
{
	return rows(read_text(arena_fmt(&a, "[" STATEMENT("relationship", "r", "2020-05-06", "\"recordDetails\":"
	                                "{" OF("p", "c") ",\"interests\":[%s]}") "]", interests)));
}

static void bods_shares_are_bounds(void **unused)
{
	static const char *const want[][2] = {
		{ SHARE("\"exact\":76.5"), "|shares|" B "76.5|76.5|||2020-05-06||read|shareholding\n" },
		{ SHARE("\"minimum\":25,\"maximum\":50"), "|shares|" B "25|50|||2020-05-06||read|shareholding\n" },
		{ SHARE("\"exclusiveMinimum\":25,\"exclusiveMaximum\":50"),
		  "|shares|" B "25|50|||2020-05-06||read|shareholding, over 25, under 50\n" },
		{ SHARE("\"minimum\":75"), "|shares|" B "75|100|||2020-05-06||read|shareholding\n" },
		{ SHARE(""), "|shares|" B "||||2020-05-06||read|shareholding\n" },
		{ SHARE("\"exact\":30") "," SHARE("\"exact\":20.25"),
		  "|shares|" B "50.25|50.25|||2020-05-06||read|shareholding; shareholding\n" },
		{ SHARE("\"exact\":30") "," SHARE(""),
		  "|shares|" B "30|100|||2020-05-06||read|shareholding; shareholding\n" },
		{ SHARE("\"exact\":33.3") "," SHARE("\"exact\":33.3") "," SHARE("\"exact\":33.4"),
		  "|shares|" B "100|100|||2020-05-06||read|shareholding; shareholding; shareholding\n" },
		{ SHARE("\"exact\":10") ",{\"type\":\"votingRights\",\"share\":{\"exact\":40}}",
		  "|shares|" B "10|10|40|40|2020-05-06||read|shareholding; votingRights\n" },
		{ "", "|shares|" B "||||2020-05-06||read|interest of unknown nature\n" },
		{ "{\"directOrIndirect\":\"unknown\"}",
		  "|shares|" B "||||2020-05-06||read|interest of unknown nature\n" },
		{ "{\"type\":\"boardChair\",\"share\":{\"exact\":30}}", "" },
	};
	(void)unused;
	for (size_t i = 0; i < COUNT(want); i++) {
		const char *one = want[i][1][0] ? arena_fmt(&a, "stake|p|c%s", want[i][1]) : "";
		assert_string_equal(stakes_of(want[i][0]), one);
	}
}

/* Every type of interest of the standard: which kind of stake it makes. */
static void bods_types_of_interest(void **unused)
{
	(void)unused;
	for (int i = 0; i < BODS_INTERESTS; i++) {
		static const char *const kind[] = { "shares", "shares", "control", "nominee", "shares", NULL };
		const char *got = stakes_of(arena_fmt(&a, "{\"type\":\"%s\",\"share\":{\"exact\":7}}",
		                                      bods_interest[i].word));
		enum bods_use use = bods_interest[i].use;
		const char *want = kind[use] ? arena_fmt(&a, "stake|p|c|%s|" B "%s|2020-05-06||read|%s\n",
		                                         kind[use], use == BODS_SHARE || use == BODS_NOMINEE ? "7|7||"
		                                         : use == BODS_VOTES ? "||7|7" : "|||",
		                                         bods_interest[i].word) : "";
		assert_string_equal(got, want);
		assert_int_equal(read_text(arena_fmt(&a, "[" STATEMENT("relationship", "r", "2020", "\"recordDet"
		       "ails\":{"
		                 OF("p", "c") ",\"interests\":[{\"type\":\"%s\"}]}") "]", bods_interest[i].word))
		                 ->job.skipped, kind[use] == NULL);
	}
}

static void bods_times(void **unused)
{
	(void)unused;
	assert_string_equal(stakes_of("{\"type\":\"shareholding\",\"share\":{\"exact\":9},\"startDate\":"
	       "\"2010-01-01\","
	                              "\"endDate\":\"2015-01-01\"},{\"type\":\"shareholding\",\"share\":{"
				      "\"exact\":3},"
	                              "\"startDate\":\"2015-01-01\"}"),
	                    "stake|p|c|shares|" B "3|3|||2015-01-01||read|shareholding; shareholding\n");
	assert_string_equal(stakes_of("{\"type\":\"shareholding\",\"share\":{\"exact\":9},\"startDate\":"
	       "\"2010-01-01\","
	                              "\"endDate\":\"2015-01-01\"}"),
	                    "stake|p|c|shares|" B "9|9|||2010-01-01|2015-01-01|read|shareholding\n");
	struct got *g = read_text("[" STATEMENT("relationship", "r", "2021-02-03T04:05:06Z", "\"recordStatus\":"
	                          "\"closed\",\"recordDetails\":{" OF("p", "c") ",\"interests\":["
	                          SHARE("\"exact\":1") "]}") "]");
	assert_string_equal(rows(g), "stake|p|c|shares|" B "1|1|||2021-02-03|2021-02-03|read|shareholding\n");
}

/* G1: whatever the order in the file, one row per record, from its latest statement. */
static void bods_later_statements_supersede(void **unused)
{
	(void)unused;
	struct got *g = read_text(
	        RELATION("r1", "2021-01-01", OF("p", "c"), SHARE("\"exact\":40") ",{\"type\":\"boardChair\"}") "\n"
	        COMPANY("c", "Old") "\n"
	        RELATION("r1", "2022-01-01", OF("p", "c"), "{\"type\":\"votingRights\",\"share\":{\"exact\":"
		       "5}}") "\n"
	        RELATION("r1", "2020-01-01", OF("p", "c"), SHARE("\"exact\":99")) "\n"
	        ENTITY("c", "2022-01-01", "\"entityType\":{\"type\":\"registeredEntity\"},\"name\":\"New\"") "\n"
	        ENTITY("c", "2019-01-01", "\"entityType\":{\"type\":\"registeredEntity\"},\"name\":\"Oldest\"") "\n"
	        RELATION("r2", "2021-01-01", OF("p", "d"), SHARE("\"exact\":40")) "\n"
	        RELATION("r2", "2021-01-01", OF("q", "d"), "{\"type\":\"appointmentOfBoard\"}") "\n");
	assert_string_equal(rows(g), "entity|c|New|company||" B "|read\n"
	                             "stake|p|c|shares|" B "||5|5|2022-01-01||read|votingRights\n"
	                             "stake|q|d|control|" B "||||2021-01-01||read|appointmentOfBoard\n");
	assert_string_equal(g->faults.p, "");
	assert_int_equal(g->job.skipped, 6); /* five statements, one office */
}

/* G2 */
static void bods_two_records_about_one_stake(void **unused)
{
	(void)unused;
	struct got *g = read_text(
	        RELATION("r1", "2020-01-01", OF("p", "c"), SHARE("\"exact\":40")) "\n"
	        RELATION("r2", "2019-01-01", OF("p", "c"), SHARE("\"exact\":40")) "\n"
	        RELATION("r3", "2021-01-01", OF("p", "d"), SHARE("\"exact\":10")) "\n"
	        RELATION("r4", "2020-01-01", OF("p", "d"), SHARE("\"exact\":20")) "\n"
	        RELATION("r5", "2020-01-01", OF("p", "e"), "{\"type\":\"shareholding\",\"startDate\":\"2010\","
	                 "\"endDate\":\"2015-01-01\"}") "\n"
	        RELATION("r6", "2018-01-01", OF("p", "e"), SHARE("\"exact\":30")) "\n");
	assert_string_equal(rows(g), "stake|p|c|shares|" B "40|40|||2019-01-01||read|shareholding\n"
	                             "stake|p|d|shares|" B "10|10|||2021-01-01||read|shareholding\n"
	                             "stake|p|e|shares|" B "30|30|||2018-01-01||read|shareholding\n");
	assert_string_equal(g->faults.p, "4:0 differs from row 3, which is later, about the same owner, owned and "
	                                 "kind\n");
	assert_int_equal(g->job.rejected, 1);
	assert_int_equal(g->job.skipped, 2);
}

static void bods_indirect_shares_count_once(void **unused)
{
	static const char indirect[] = "{\"type\":\"shareholding\",\"directOrIndirect\":\"indirect\",\"share\":"
		"{\"exact\":30}},{\"type\":\"otherInfluenceOrControl\",\"directOrIndirect\":\"indirect\"}";
	(void)unused;
	struct got *g = read_text(arena_fmt(&a,
	        RELATION("r1", "2020", "\"isComponent\":true," OF("b", "c"), SHARE("\"exact\":60")) "\n"
	        RELATION("r2", "2020", "\"isComponent\":true," OF("p", "b"), SHARE("\"exact\":50")) "\n"
	        RELATION("r3", "2020", "\"componentRecords\":[\"b\",\"r1\",\"r2\"]," OF("p", "c"), "%s") "\n"
	        RELATION("r4", "2020", "\"componentRecords\":[\"elsewhere\"]," OF("q", "c"), "%s") "\n",
	        indirect, indirect));
	assert_string_equal(rows(g),
	        "stake|b|c|shares|" B "60|60|||2020-01-01||read|shareholding\n"
	        "stake|p|b|shares|" B "50|50|||2020-01-01||read|shareholding\n"
	        "stake|p|c|control|" B "||||2020-01-01||read|otherInfluenceOrControl, indirect\n"
	        "stake|q|c|shares|" B "30|30|||2020-01-01||read|shareholding, indirect\n"
	        "stake|q|c|control|" B "||||2020-01-01||read|otherInfluenceOrControl, indirect\n");
	assert_int_equal(g->job.skipped, 1);
}

static void bods_owners_without_a_name(void **unused)
{
	(void)unused;
	struct got *g = read_text(
	        STATEMENT("relationship", "r", "2020-01-01", "\"recordDetails\":{\"subject\":\"c\","
		       "\"interestedParty\":{"
	                  "\"reason\":\"noBeneficialOwners\",\"description\":\"Nobody over 25\"}}") "\n"
	        STATEMENT("relationship", "s", "2020-01-01", "\"recordDetails\":{\"interestedParty\":\"p\","
		       "\"subject\":{"
	                  "\"reason\":\"unknown\"}}") "\n");
	assert_string_equal(rows(g),
	        "entity|unspecified:r|nobody to name, as stated|unknown||" B "|read|"
	        "nobody: noBeneficialOwners: Nobody over 25\n"
	        "stake|unspecified:r|c|shares|" B "||||2020-01-01||read|interest of unknown nature\n");
	assert_int_equal(g->job.skipped, 1);
}

static void bods_sources(void **unused)
{
	static const char *const licence[][2] = {
		{ "http://opendefinition.org/licenses/cc-zero", "yes" },
		{ "https://opendatacommons.org/licenses/pddl/1.0/", "yes" },
		{ "https://creativecommons.org/licenses/by/4.0/", "attribution" },
		{ "https://creativecommons.org/licenses/by-sa/4.0/", "share-alike" },
		{ "https://creativecommons.org/licenses/by-nc/4.0/", "no" },
		{ "https://www.nationalarchives.gov.uk/doc/Open-Government-Licence/version/3/", "attribution" },
		{ "https://example.org/terms", "no" },
		{ "", "no" },
	};
	(void)unused;
	for (size_t i = 0; i < COUNT(licence); i++)
		assert_string_equal(bods_redistributable(str_of(licence[i][0])), licence[i][1]);
	struct got *g = read_text(
	        STATEMENT("entity", "c", "2020", "\"publicationDetails\":{\"bodsVersion\":\"0.4\",\"license\":"
		       "\"cc0\","
	                  "\"publisher\":{\"name\":\"The Register, Inc.\",\"url\":\"https://r.example\"}},"
			  "\"source\":{"
	                  "\"type\":[\"officialRegister\"]},\"recordDetails\":{\"entityType\":{\"type\":"
			  "\"state\"}}") "\n"
	        STATEMENT("entity", "d", "2020", "\"publicationDetails\":{\"license\":\"cc-by\",\"publisher\":{"
		       "\"name\":"
	                  "\"The Register, Inc.\"}},\"source\":{\"type\":[\"selfDeclaration\"]},\"recordDetails\":{"
	                  "\"entityType\":{\"type\":\"state\"}}") "\n");
	has(g->rows.p, "source|bods-the-register-inc|Beneficial ownership statements of The Register, Inc.|"
	               "The Register, Inc.|https://r.example|cc0|attribution|C|no|read\n");
	has(g->rows.p, "entity|d|d|state|||bods-the-register-inc||read\n");
}

static void bods_statements_that_do_not_hold(void **unused)
{
	(void)unused;
	struct got *g = read_text(
	        COMPANY("c", "C") "\n"
	        "{\"recordId\":\"x\",\"recordType\":\"entity\"\n"
	        RELATION("r1", "2020", OF("p", "c"), SHARE("\"exact\":101")) "\n"
	        RELATION("r2", "2020", OF("p", "c"), SHARE("\"minimum\":60,\"maximum\":50")) "\n"
	        RELATION("r3", "2020", OF("p", "c"), SHARE("\"exact\":60") "," SHARE("\"exact\":60")) "\n"
	        RELATION("r4", "2020", OF("p", "c"), "{\"type\":\"ownership\"}") "\n"
	        RELATION("r5", "20-20", OF("p", "c"), SHARE("\"exact\":1")) "\n"
	        RELATION("r6", "2020", "\"subject\":\"c\"", SHARE("\"exact\":1")) "\n"
	        ENTITY("e", "2020", "\"entityType\":{\"type\":\"planet\"}") "\n"
	        STATEMENT("place", "e", "2020", "\"recordDetails\":{}") "\n"
	        STATEMENT("entity", "", "2020", "\"recordDetails\":{}") "\n"
	        STATEMENT("entity", "v", "2020", "\"publicationDetails\":{\"bodsVersion\":\"0.5\"}") "\n"
	        "{\"statementID\":\"s\",\"statementType\":\"entityStatement\"}\n"
	        RELATION("r7", "2020", OF("a\\u0000b", "c"), SHARE("\"exact\":1")) "\n"
	        "[1]\n");
	assert_string_equal(g->faults.p,
	        "2:38 expected ',' or '}', found the end of the text\n"
	        "3:221 a share of 101 is not between 0 and 100 percent\n"
	        "4:236 a share of at least 60 and at most 50\n"
	        "5:1 the shares of one relationship are 120 percent together\n"
	        "6:161 \"ownership\" is no type of interest of BODS 0.4\n"
	        "7:1 statementDate \"20-20\" is not a date\n"
	        "8:1 a relationship whose interestedParty is not a name of 1 to 180 octets\n"
	        "9:1 \"planet\" is no type of entity of BODS 0.4\n"
	        "10:1 recordType \"place\" is not entity, person or relationship\n"
	        "11:1 recordId is not a name of 1 to 180 octets\n"
	        "12:1 is a statement of BODS 0.5; 0.4 is read\n"
	        "13:1 is a statement of BODS 0.3 or before; 0.4 is read\n"
	        "14:1 a relationship whose interestedParty is not a name of 1 to 180 octets\n"
	        "15:1 expected an object, found a list\n");
	assert_string_equal(rows(g), "entity|c|C|company||" B "|read\n");
	g = read_text("[\n  {\"recordId\": \"x\",\n \"recordType\": \"entity\", \"recordDetails\": 1,\n"
	              "    \"recordId\": \"y\"}]");
	assert_string_equal(g->faults.p, "4:5 key \"recordId\" is there twice\n");
	says(read_n(STR("[" COMPANY("c", "C") ",{"), NULL, 0), PT_INVALID, "the text ends within the list");
}
#undef B

/* --- GLEIF --- */

#define L1 "L1000000000000000001"
#define L2 "L2000000000000000002"
#define L3 "L3000000000000000003"
#define L4 "L4000000000000000004"
#define XML_HEAD(root, header) "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<x:" root \
	" xmlns:x=\"http://www.gleif.org/data/schema/" root "/2016\"><x:" header \
	"><x:ContentDate>2023-06-05T08:20:51Z</x:ContentDate></x:" header ">"
#define LEI_XML(body) XML_HEAD("LEIData", "LEIHeader") "<x:LEIRecords>" body "</x:LEIRecords></x:LEIData>\n"
#define LEI_RECORD(lei, name, more, registration) "\n<x:LEIRecord><x:LEI>" lei "</x:LEI><x:Entity>" \
	"<x:LegalName xml:lang=\"en\">" name "</x:LegalName>" more "</x:Entity><x:Registration>" \
	"<x:RegistrationStatus>" registration "</x:RegistrationStatus></x:Registration></x:LEIRecord>"

static void gleif_entities(void **unused)
{
	(void)unused;
	struct got *g = read_text(LEI_XML(
	        LEI_RECORD(L1, "A &amp; B <![CDATA[<Ltd>]]>", "<x:SuccessorEntity><x:LEI>NO</x:LEI></x:"
		       "SuccessorEntity>"
	                   "<x:LegalAddress><x:Country>FR</x:Country></x:LegalAddress><x:LegalJurisdiction>US-DE"
	                   "</x:LegalJurisdiction><x:EntityCategory>GENERAL</x:EntityCategory><x:"
			   "EntityStatus>ACTIVE"
	                   "</x:EntityStatus>", "ISSUED")
	        LEI_RECORD(L2, "Fund", "<x:LegalAddress><x:Country>LU</x:Country></x:LegalAddress><x:"
		       "EntityCategory>"
	                   "FUND</x:EntityCategory><x:EntityStatus>INACTIVE</x:EntityStatus>", "RETIRED")
	        LEI_RECORD(L3, "Ministry", "<x:EntityCategory>RESIDENT_GOVERNMENT_ENTITY</x:"
		       "EntityCategory>", "ISSUED")
	        LEI_RECORD(L4, "Twin", "", "DUPLICATE")
	        LEI_RECORD(L1, "Again", "", "ISSUED")
	        LEI_RECORD("short", "X", "", "ISSUED")
	        LEI_RECORD(L4, "", "", "ISSUED")));
	assert_string_equal(g->job.kind, "gleif");
	assert_string_equal(rows(g),
	        "entity|" L1 "|A & B <Ltd>|company|US||gleif-level-1||read\n"
	        "entity|" L2 "|Fund|fund|LU||gleif-level-1||read|entity INACTIVE; LEI RETIRED\n"
	        "entity|" L3 "|Ministry|state|||gleif-level-1||read|category RESIDENT_GOVERNMENT_ENTITY\n");
	assert_string_equal(g->faults.p, "7:1 is there twice: \"" L1 "\"\n"
	                                 "8:1 is not a Legal Entity Identifier: \"short\"\n"
	                                 "9:1 name is missing\n");
	has(g->rows.p, "source|gleif-level-1|Legal Entity Identifier records, level 1: who is who, of 2023-06-05|"
	               "Global Legal Entity Identifier Foundation|https://www.gleif.org/en/lei-data/"
	               "gleif-golden-copy|CC0-1.0|yes|A|no|read\n");
	assert_int_equal(g->job.skipped, 1);
}

#define RR_XML(body) XML_HEAD("RelationshipData", "Header") "<x:RelationshipRecords>" body \
	"</x:RelationshipRecords></x:RelationshipData>\n"
#define PERIOD(type, from, more) "<x:RelationshipPeriod><x:StartDate>" from "T00:00:00Z</x:StartDate>" more \
	"<x:PeriodType>" type "</x:PeriodType></x:RelationshipPeriod>"
#define RR(start, end, type, status, registration, more) "\n<x:RelationshipRecord><x:Relationship><x:StartNode>" \
	"<x:NodeID>" start "</x:NodeID></x:StartNode><x:EndNode><x:NodeID>" end "</x:NodeID></x:EndNode>" \
	"<x:RelationshipType>" type "</x:RelationshipType><x:RelationshipPeriods>" \
	PERIOD("ACCOUNTING_PERIOD", "2001-01-01", "<x:EndDate>2001-12-31T00:00:00Z</x:EndDate>") \
	PERIOD("RELATIONSHIP_PERIOD", "2011-02-03", "") "</x:RelationshipPeriods><x:RelationshipStatus>" status \
	"</x:RelationshipStatus></x:Relationship><x:Registration><x:LastUpdateDate>2020-03-04T00:00:00Z" \
	"</x:LastUpdateDate><x:RegistrationStatus>" registration "</x:RegistrationStatus></x:Registration>" more \
	"</x:RelationshipRecord>"
#define PUB "ACTIVE", "PUBLISHED", ""

static void gleif_relations(void **unused)
{
	(void)unused;
	struct got *g = read_text(RR_XML(
	        RR(L1, L2, "IS_DIRECTLY_CONSOLIDATED_BY", "ACTIVE", "PUBLISHED", "")
	        RR(L1, L3, "IS_ULTIMATELY_CONSOLIDATED_BY", "ACTIVE", "PUBLISHED", "")
	        RR(L2, L3, "IS_DIRECTLY_CONSOLIDATED_BY", "ACTIVE", "PUBLISHED", "")
	        RR(L2, L4, "IS_ULTIMATELY_CONSOLIDATED_BY", "ACTIVE", "LAPSED", "")
	        RR(L4, L3, "IS_INTERNATIONAL_BRANCH_OF", "ACTIVE", "PUBLISHED", "")
	        RR(L1, L4, "IS_FUND-MANAGED_BY", "INACTIVE", "PUBLISHED", "")
	        RR(L2, L4, "IS_FEEDER_TO", "ACTIVE", "PUBLISHED", "")
	        RR(L3, L4, "IS_SUBFUND_OF", "ACTIVE", "PUBLISHED", "<x:Extension><g:Deletion><g:"
		       "DeletedAt>2023-01-01"
	           "</g:DeletedAt></g:Deletion></x:Extension>")
	        RR(L3, L4, "IS_FRIEND_OF", "ACTIVE", "PUBLISHED", "")
	        RR(L3, "x", "IS_SUBFUND_OF", "ACTIVE", "PUBLISHED", "")));
	assert_string_equal(rows(g),
	        "stake|" L2 "|" L1 "|control||gleif-level-2|||50|100|2011-02-03||read|IS_DIRECTLY_CONSOLIDATED_BY\n"
	        "stake|" L3 "|" L2 "|control||gleif-level-2|||50|100|2011-02-03||read|IS_DIRECTLY_CONSOLIDATED_BY\n"
	        "stake|" L3 "|" L4 "|shares||gleif-level-2|100|100|100|100|2011-02-03||read|"
	        "IS_INTERNATIONAL_BRANCH_OF\n"
	        "stake|" L4 "|" L1 "|control||gleif-level-2|||||2011-02-03|2020-03-04|read|IS_FUND-MANAGED_BY\n"
	        "stake|" L2 "|" L4 "|shares||gleif-level-2|||||2011-02-03||read|IS_FEEDER_TO\n"
	        "stake|" L4 "|" L2 "|control||gleif-level-2|||50|100|2011-02-03||read|"
	        "IS_ULTIMATELY_CONSOLIDATED_BY, record lapsed\n");
	assert_string_equal(g->faults.p, "11:1 is no type of relationship we know: \"IS_FRIEND_OF\"\n"
	                                 "12:1 is not a Legal Entity Identifier: \"x\"\n");
	assert_int_equal(g->job.skipped, 2); /* the ultimate parent that the chain leads to; the deleted one */
}

#define EX(lei, category, reasons) "\n<x:Exception><x:LEI>" lei "</x:LEI><x:ExceptionCategory>" category \
	"_ACCOUNTING_CONSOLIDATION_PARENT</x:ExceptionCategory>" reasons "</x:Exception>"
#define WHY(word) "<x:ExceptionReason>" word "</x:ExceptionReason>"
#define EX_ROWS(lei, which, name, type, word, reason) \
	"entity|" lei ":" which "-parent|" name "|" type "|||gleif-exceptions||read|" word ": " reason "\n" \
	"stake|" lei ":" which "-parent|" lei "|control||gleif-exceptions|||||||read|" reason "\n"

static void gleif_exceptions(void **unused)
{
	(void)unused;
	struct got *g = read_text(XML_HEAD("ReportingExceptionData", "Header") "<x:ReportingExceptions>"
	        EX(L1, "ULTIMATE", WHY("NO_KNOWN_PERSON"))
	        EX(L1, "DIRECT", WHY("NATURAL_PERSONS") WHY("NO_LEI") "<x:ExceptionReference>a name</x:"
		       "ExceptionReference>")
	        EX(L2, "ULTIMATE", WHY("NON_PUBLIC"))
	        EX(L3, "DIRECT", WHY("NON_CONSOLIDATING"))
	        EX(L4, "DIRECT", WHY("BORED"))
	        EX(L3, "DIRECT", WHY("NO_LEI"))
	        EX(L4, "SIDEWAYS", WHY("NO_LEI"))
	        "</x:ReportingExceptions></x:ReportingExceptionData>");
	assert_string_equal(rows(g),
	        EX_ROWS(L1, "direct", "natural persons, not named", "person", "persons", "NATURAL_PERSONS")
	        EX_ROWS(L3, "direct", "owner outside the register", "unknown", "outside", "NON_CONSOLIDATING")
	        EX_ROWS(L2, "ultimate", "owner not published", "unknown", "withheld", "NON_PUBLIC"));
	assert_string_equal(g->faults.p, "7:1 is no reason for an exception we know: \"BORED\"\n"
	                                 "8:1 is there twice: \"" L3 "\"\n"
	                                 "9:1 is no category of exception we know: "
	                                 "\"SIDEWAYS_ACCOUNTING_CONSOLIDATION_PARENT\"\n");
	assert_int_equal(g->job.skipped, 1);
	assert_null(strstr(g->rows.p, "a name"));
}

static void gleif_csv(void **unused)
{
	(void)unused;
	assert_string_equal(rows(read_text(
	        "\"LEI\",\"Entity.LegalName\",\"Entity.LegalName.xmllang\",\"Entity.LegalJurisdiction\","
	        "\"Entity.EntityCategory\",\"Entity.EntityStatus\",\"Registration.RegistrationStatus\"\n"
	        "\"" L1 "\",\"A, B\",\"en\",\"SE\",\"GENERAL\",\"ACTIVE\",\"LAPSED\"\n")),
	        "entity|" L1 "|A, B|company|SE||gleif-level-1||read|LEI LAPSED\n");
	assert_string_equal(rows(read_text(
	        "Relationship.StartNode.NodeID,Relationship.StartNode.NodeIDType,Relationship.EndNode.NodeID,"
	        "Relationship.RelationshipType,Relationship.RelationshipStatus,Relationship.Period.1.startDate,"
	        "Relationship.Period.1.endDate,Relationship.Period.1.periodType,Relationship.Period.2.startDate,"
	        "Relationship.Period.2.endDate,Relationship.Period.2.periodType,Registration.RegistrationStatus\n"
	        L1 ",LEI," L2 ",IS_DIRECTLY_CONSOLIDATED_BY,ACTIVE,2021-01-01T00:00:00Z,2021-12-31T00:00:00Z,"
	        "ACCOUNTING_PERIOD,2017-12-06T00:00:00Z,,RELATIONSHIP_PERIOD,PUBLISHED\n")),
	        "stake|" L2 "|" L1 "|control||gleif-level-2|||50|100|2017-12-06||read|"
		"IS_DIRECTLY_CONSOLIDATED_BY\n");
	assert_string_equal(rows(read_text(
	        "LEI,Exception.Category,Exception.Reason.1,Exception.Reference.1\n"
	        L1 ",DIRECT_ACCOUNTING_CONSOLIDATION_PARENT,NO_LEI,\n")),
	        EX_ROWS(L1, "direct", "owner outside the register", "unknown", "outside", "NO_LEI"));
	says(read_n(STR("Relationship.StartNode.NodeID,Relationship.EndNode.NodeID\n"), "gleif", 0), PT_INVALID,
	     "the column \"Relationship.RelationshipType\" is missing");
}

static void xml_that_is_refused(void **unused)
{
	struct buf b = buf_in(&a);
	(void)unused;
	says(read_n(STR("<?xml version=\"1.0\"?>\n<!DOCTYPE lolz [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\">]>\n"
	                "<x:LEIData xmlns:x=\"http://www.gleif.org/data/schema/leidata/2016\">&b;</x:"
			"LEIData>"), NULL, 0),
	     PT_INVALID, "document type declaration");
	says(read_n(STR("<a/>"), "gleif", 0), PT_INVALID, "is XML, but not LEIData");
	says(read_n(STR(LEI_XML("<x:LEIRecord>")), NULL, 0), PT_INVALID, "mismatched tag");
	says(read_n(STR(XML_HEAD("LEIData", "LEIHeader")), NULL, 0), PT_INVALID, "no element found");
	buf_str(&b, XML_HEAD("LEIData", "LEIHeader"));
	for (int i = 0; i < 100; i++)
		buf_str(&b, "<d>");
	says(read_n((struct str){ b.p, b.n }, NULL, 0), PT_LIMIT, "nested too deeply");
	b = buf_in(&a);
	buf_str(&b, XML_HEAD("LEIData", "LEIHeader") "<a b=\"");
	for (int i = 0; i < 1 << 20; i++)
		buf_str(&b, "12345678");
	says(read_n((struct str){ b.p, b.n }, NULL, 0), PT_LIMIT, "a tag or a text longer than 4 MB");
	b = buf_in(&a);
	buf_str(&b, XML_HEAD("LEIData", "LEIHeader") "<x:LEIRecords>\n<x:LEIRecord><x:LEI>");
	for (int i = 0; i < 1 << 18; i++)
		buf_str(&b, "12345678");
	buf_str(&b, "</x:LEI></x:LEIRecord>" LEI_RECORD(L1, "A", "", "ISSUED") "</x:LEIRecords></x:LEIData>");
	struct got *g = read_n((struct str){ b.p, b.n }, NULL, 0);
	assert_string_equal(rows(g), "entity|" L1 "|A|company|||gleif-level-1||read\n");
	assert_string_equal(g->faults.p, "3:1 a field is longer than 2000 octets\n");
	says(read_n(STR(LEI_XML(LEI_RECORD(L1, "A", "", "ISSUED") LEI_RECORD(L2, "B", "", "ISSUED"))), NULL, 1),
	     PT_CANCELLED, "stopped");
}

/* --- PSC --- */

#define FILING(kind, id, rest) "{\"company_number\":\"1234567\",\"data\":{\"kind\":\"" kind "\",\"links\":{\"self\":" \
	"\"/company/01234567/x/" id "\"},\"notified_on\":\"2016-04-06\"" rest "}}\n"
#define P "individual-person-with-significant-control"
#define C "corporate-entity-person-with-significant-control"
#define NATURES(x) ",\"natures_of_control\":[" x "]"
#define UK(number) ",\"identification\":{\"country_registered\":\"England & Wales\",\"registration_number\":\"" \
	number "\"}"
#define S "||psc-snapshot|"

static void psc_persons(void **unused)
{
	(void)unused;
	struct got *g = read_text(
	        FILING(P, "a1", ",\"name\":\"Mr Joe Bloggs\",\"country_of_residence\":\"Isle Of Man\","
		       "\"date_of_birth\":{"
	               "\"month\":10,\"year\":1955},\"address\":{\"premises\":\"12 Street\"},\"ceased_on\":"
		       "\"2020-01-02\""
	               NATURES("\"ownership-of-shares-25-to-50-percent\",\"voting-rights-50-to-75-percent\","
	                       "\"right-to-appoint-and-remove-directors\","
			       "\"ownership-of-shares-75-to-100-percent-as-trust\""))
	        FILING(P, "a2", ",\"name_elements\":{\"title\":\"Mr\",\"forename\":\"Joe\",\"surname\":\"Bloggs\"}")
	        FILING(P, "a2", ",\"name\":\"Same filing\"")
	        FILING(P, "a3", ",\"name\":\"Z\"" NATURES("\"ownership-of-everything\""))
	        FILING(P, "a4", ",\"name\":\"Land\"" NATURES("\"registered-owner-as-nominee-person-scotland-regi"
		       "stered-"
	               "overseas-entity\"")));
	assert_string_equal(g->job.kind, "psc");
	assert_string_equal(rows(g),
	        "entity|GB-PSC-01234567-a1|Mr Joe Bloggs|person|IM||psc-snapshot||read\n"
	        "stake|GB-PSC-01234567-a1|GB-COH-01234567|shares" S "25|50|50|75|2016-04-06|2020-01-02|read|"
	        "ownership-of-shares-25-to-50-percent; voting-rights-50-to-75-percent\n"
	        "stake|GB-PSC-01234567-a1|GB-COH-01234567|control" S "||||2016-04-06|2020-01-02|read|"
	        "right-to-appoint-and-remove-directors\n"
	        "stake|GB-PSC-01234567-a1|GB-COH-01234567|nominee" S "75|100|||2016-04-06|2020-01-02|read|"
	        "ownership-of-shares-75-to-100-percent-as-trust\n"
	        "entity|GB-PSC-01234567-a2|Joe Bloggs|person|||psc-snapshot||read\n"
	        "stake|GB-PSC-01234567-a2|GB-COH-01234567|shares" S "||||2016-04-06||read|nature of control not "
		"stated\n"
	        "entity|GB-PSC-01234567-a3|Z|person|||psc-snapshot||read\n"
	        "stake|GB-PSC-01234567-a3|GB-COH-01234567|shares" S "||||2016-04-06||read|nature of control not "
		"stated\n"
	        "entity|GB-PSC-01234567-a4|Land|person|||psc-snapshot||read\n");
	assert_string_equal(g->faults.p, "3:1 is the filing of row 2 again\n"
	                                 "4:1 \"ownership-of-everything\" is no nature of control we know\n");
	assert_null(strstr(g->rows.p, "1955"));
	assert_null(strstr(g->rows.p, "Street"));
}

/* A company that owns is the node of its number; of its filings about one company one row comes out. */
static void psc_companies(void **unused)
{
	(void)unused;
	struct got *g = read_text(
	        FILING(C, "b1", ",\"name\":\"Top Ltd\"" UK("89101") NATURES("\"ownership-of-shares-75-to-100-per"
		       "cent\""))
	        FILING(C, "b2", ",\"name\":\"TOP LIMITED\",\"ceased_on\":\"2017-01-01\"" UK("00089101")
	               NATURES("\"ownership-of-shares-25-to-50-percent\""))
	        FILING(C, "b3", ",\"name\":\"Scot\"" UK("sc 12345") NATURES("\"significant-influence-or-control\""))
	        FILING(C, "b4", ",\"name\":\"Sea Inc\",\"identification\":{\"country_registered\":\"Marshall "
		       "Islands\","
	               "\"registration_number\":\"7\"}" NATURES("\"ownership-of-shares-more-than-25-percent-regi"
		       "stered-"
	               "overseas-entity\""))
	        FILING(C, "b5", ",\"name\":\"No number\"" UK("n/a") NATURES("\"voting-rights-25-to-50-percent-li"
		       "mited-"
	               "liability-partnership\""))
	        FILING("legal-person-person-with-significant-control", "b6", ",\"name\":\"A Council\""
	               NATURES("\"right-to-appoint-and-remove-members-as-firm-limited-liability-partnership\"")));
	assert_string_equal(rows(g),
	        "entity|GB-PSC-01234567-b4|Sea Inc|company|MH||psc-snapshot||read\n"
	        "stake|GB-PSC-01234567-b4|GB-COH-01234567|shares" S "25|100|||2016-04-06||read|"
	        "ownership-of-shares-more-than-25-percent-registered-overseas-entity\n"
	        "entity|GB-PSC-01234567-b5|No number|company|GB||psc-snapshot||read\n"
	        "stake|GB-PSC-01234567-b5|GB-COH-01234567|shares" S "||25|50|2016-04-06||read|"
	        "voting-rights-25-to-50-percent-limited-liability-partnership\n"
	        "entity|GB-PSC-01234567-b6|A Council|unknown|||psc-snapshot||read|"
	        "legal person: a government, authority or corporation sole, as filed\n"
	        "stake|GB-PSC-01234567-b6|GB-COH-01234567|control" S "||||2016-04-06||read|"
	        "right-to-appoint-and-remove-members-as-firm-limited-liability-partnership\n"
	        "entity|GB-COH-00089101|Top Ltd|company|GB||psc-snapshot||read\n"
	        "entity|GB-COH-SC012345|Scot|company|GB||psc-snapshot||read\n"
	        "stake|GB-COH-00089101|GB-COH-01234567|shares" S "75|100|||2016-04-06||read|"
	        "ownership-of-shares-75-to-100-percent\n"
	        "stake|GB-COH-SC012345|GB-COH-01234567|control" S "||||2016-04-06||read|"
	        "significant-influence-or-control\n");
	assert_string_equal(g->faults.p, "");
}

static void psc_owners_who_are_not_named(void **unused)
{
	(void)unused;
	struct got *g = read_text(
	        FILING("persons-with-significant-control-statement", "c1", ",\"statement\":"
	               "\"no-individual-or-entity-with-signficant-control\",\"ceased_on\":\"2019-01-01\"")
	        FILING("persons-with-significant-control-statement", "c2", ",\"statement\":"
	               "\"steps-to-find-psc-not-yet-completed-partnership\"")
	        FILING("persons-with-significant-control-statement", "c3", ",\"statement\":"
	               "\"restrictions-notice-issued-to-psc\"")
	        FILING("persons-with-significant-control-statement", "c4", ",\"statement\":\"we-shall-see\"")
	        FILING("super-secure-person-with-significant-control", "c5", "")
	        FILING("super-secure-person-with-significant-control", "c6", ",\"ceased\":true")
	        FILING("exemptions", "exemptions", ",\"exemptions\":{\"x\":{\"exemption_type\":"
	               "\"psc-exempt-as-shares-admitted-on-market\",\"items\":[{\"exempt_from\":\"2016-10-29\"}]}}")
	        "{\"data\":{\"kind\":\"unheard-of\"}}\n"
	        "{\"company_number\":\"n/a\",\"data\":{\"kind\":\"" P "\"}}\n"
	        "{\"company_number\":\"1\",\"data\":{\"kind\":\"" P "\"}}\n"
	        "{\"company_number\":\"1\",\"data\":{\"kind\":\n"
	        "{\"data\":{\"kind\":\"totals#persons-of-significant-control-snapshot\",\"generated_at\":"
	        "\"2016-12-14T03:51:42Z\"}}\n");
	assert_string_equal(rows(g),
	        "entity|GB-PSC-01234567-statement-c1|nobody to name, as stated|unknown|||psc-snapshot||read|"
	        "nobody: no-individual-or-entity-with-signficant-control\n"
	        "stake|GB-PSC-01234567-statement-c1|GB-COH-01234567|control" S "||||2016-04-06|2019-01-01|read|"
	        "no-individual-or-entity-with-signficant-control\n"
	        "entity|GB-PSC-01234567-statement-c2|owner not known|unknown|||psc-snapshot||read|"
	        "unknown: steps-to-find-psc-not-yet-completed-partnership\n"
	        "stake|GB-PSC-01234567-statement-c2|GB-COH-01234567|shares" S "||||2016-04-06||read|"
	        "steps-to-find-psc-not-yet-completed-partnership\n"
	        "entity|GB-PSC-01234567-c5|owner not published|unknown|||psc-snapshot||read|"
	        "withheld: super-secure-person-with-significant-control\n"
	        "stake|GB-PSC-01234567-c5|GB-COH-01234567|shares" S "||||2016-04-06||read|"
	        "super-secure-person-with-significant-control\n"
	        "entity|GB-PSC-01234567-psc-exempt-as-shares-admitted-on-market|owner who need not be named|"
		"unknown|||"
	        "psc-snapshot||read|exempt: psc-exempt-as-shares-admitted-on-market\n"
	        "stake|GB-PSC-01234567-psc-exempt-as-shares-admitted-on-market|GB-COH-01234567|shares" S
	        "||||2016-10-29||read|psc-exempt-as-shares-admitted-on-market\n");
	assert_string_equal(g->faults.p, "4:1 \"we-shall-see\" is no statement we know\n"
	                                 "8:1 kind \"unheard-of\" is none we know\n"
	                                 "9:1 company_number is missing or is none\n"
	                                 "10:1 has no link and no etag to tell it by\n"
	                                 "11:38 expected a value, found the end of the text\n");
	has(g->rows.p, "source|psc-snapshot|People with significant control, snapshot of the register, of "
	       "2016-12-14|");
	assert_int_equal(g->job.skipped, 3);
}

static void psc_natures(void **unused)
{
	static const char *const rights[] = { "ownership-of-shares-", "voting-rights-",
		                              "right-to-share-surplus-assets-",
		                              "part-right-to-share-surplus-assets-" };
	static const char *const bands[] = { "25-to-50-percent", "50-to-75-percent", "75-to-100-percent" };
	static const char *const capacities[] = { "", "-as-trust", "-as-firm", "-as-control-over-trust",
		                                  "-as-control-over-firm" };
	static const char *const registers[] = { "", "-limited-liability-partnership",
		                                 "-registered-overseas-entity" };
	struct psc_nature n;
	(void)unused;
	for (size_t r = 0; r < COUNT(rights); r++)
		for (size_t b = 0; b < COUNT(bands); b++)
			for (size_t c = 0; c < COUNT(capacities); c++)
				for (size_t k = 0; k < COUNT(registers); k++) {
					assert_true(psc_nature_of(str_of(arena_fmt(&a, "%s%s%s%"
					       "s", rights[r], bands[b],
					                                           capacities[c], registers[k])), &n));
					assert_int_equal(n.right, r == 1 ? PSC_VOTES : PSC_SHARES);
					assert_true(n.lo == 25 * (double)(b + 1) && n.hi == n.lo + 25);
					assert_int_equal(n.for_others, c > 0);
				}
	assert_false(psc_nature_of(STR("ownership-of-shares-30-to-50-percent"), &n));
	assert_false(psc_nature_of(STR("ownership-of-shares-25-to-50-percent-as-king"), &n));
	assert_false(psc_nature_of(STR("significant-influence-or-control-of-the-moon"), &n));
	assert_false(psc_nature_of(STR(""), &n));
}

static void company_numbers_and_countries(void **unused)
{
	static const char *const number[][2] = {
		{ "1234567", "01234567" }, { "01234567", "01234567" }, { " 12 345 ", "00012345" },
		{ "SC123456", "SC123456" }, { "sc1234", "SC001234" }, { "OC-312345", "OC312345" },
		{ "IP12345R", "IP12345R" }, { "R0000123", "R0000123" }, { "7", "00000007" },
		{ "", NULL }, { "0", NULL }, { "000000", NULL }, { "N/A", NULL }, { "123456789", NULL },
		{ "SCX12345", NULL }, { "12A45", NULL }, { "12345R", NULL }, { "A1", NULL }, { "AB", NULL },
	};
	char out[PSC_NUMBER + 1];
	(void)unused;
	for (size_t i = 0; i < COUNT(number); i++) {
		bool ok = psc_number(str_of(number[i][0]), out);
		assert_int_equal(ok, number[i][1] != NULL);
		if (ok)
			assert_string_equal(out, number[i][1]);
	}
	assert_true(psc_is_uk(STR("England & Wales")));
	assert_true(psc_is_uk(STR("Companies House, Cardiff")));
	assert_false(psc_is_uk(STR("New England")));
	assert_false(psc_is_uk(STR("")));
	assert_string_equal(country_named(STR("Isle of Man")), "IM");
	assert_string_equal(country_named(STR("AFGHANISTAN")), "AF");
	assert_string_equal(country_named(STR("zimbabwe")), "ZW");
	assert_string_equal(country_named(STR("Zimbabwe or so")), "");
	assert_string_equal(country_named(STR("")), "");
}

/* --- all --- */

/* Every prefix and every flipped octet of every sample: an answer, never a fall, no key twice. */
static void damage(void **unused)
{
	static const char *const samples[] = {
		"owner,owned,share_min,share_max,owner_type\na,b,1,2,person\n\"c\",b,,3,\n",
		COMPANY("c", "C\\u00e4") "\n" RELATION("r", "2020", OF("p", "c"), SHARE("\"exact\":1")) "\n",
		"[" COMPANY("c", "C") ",\n" RELATION("r", "2020", OF("p", "c"), SHARE("\"minimum\":1")) "]",
		LEI_XML(LEI_RECORD(L1, "A &amp; B", "", "ISSUED")),
		RR_XML(RR(L1, L2, "IS_DIRECTLY_CONSOLIDATED_BY", "ACTIVE", "PUBLISHED", "")),
		FILING(P, "a1", ",\"name\":\"N\"" NATURES("\"voting-rights-25-to-50-percent\"")),
	};
	static const char *const as[] = { "edges", "bods", "bods", "gleif", "gleif", "psc" };
	(void)unused;
	for (size_t i = 0; i < COUNT(samples); i++) {
		size_t size = strlen(samples[i]);
		for (size_t n = 0; n < size; n++) {
			struct arena before = a, kept_before = kept;
			read_n((struct str){ arena_copy(&a, samples[i], n), n }, as[i], 0);
			char *copy = arena_strn(&a, samples[i], size);
			copy[n] = (char)(copy[n] ^ 1 << n % 8);
			read_n((struct str){ copy, size }, as[i], 0);
			a = before;
			kept = kept_before;
		}
	}
}

static void hashes_of_parts(void **unused)
{
	struct str one[] = { STR("ab"), STR("c") }, two[] = { STR("a"), STR("bc") };
	struct seen s = seen_in(&a);
	(void)unused;
	assert_true(seen_hash(one, 2) != seen_hash(two, 2));
	for (uint64_t i = 1; i < 5000; i++)
		assert_int_equal(seen_add(&s, i * 0x9e3779b97f4a7c15u, i), 0);
	for (uint64_t i = 1; i < 5000; i++)
		assert_int_equal(seen_add(&s, i * 0x9e3779b97f4a7c15u, 7), i);
	assert_int_equal(seen_get(&s, 3), 0);
}

int main(void)
{
	a = arena_reserve((size_t)4 << 30, "test");
	kept = arena_reserve((size_t)4 << 30, "test");
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_of_three_forms), cmocka_unit_test(a_line_of_a_gigabyte_takes_no_memory),
		cmocka_unit_test(values_too_long_in_a_list), cmocka_unit_test(edges_in_any_order_of_columns),
		cmocka_unit_test(edges_with_everything), cmocka_unit_test(edges_that_break_a_rule),
		cmocka_unit_test(edges_said_twice),
		cmocka_unit_test(classes_of_shares_are_added),
		cmocka_unit_test(what_is_owned_is_a_company),
		cmocka_unit_test(edges_need_their_header), cmocka_unit_test(many_edges),
		cmocka_unit_test(bods_entities_and_persons), cmocka_unit_test(bods_shares_are_bounds),
		cmocka_unit_test(bods_types_of_interest), cmocka_unit_test(bods_times),
		cmocka_unit_test(bods_later_statements_supersede), cmocka_unit_test(bods_two_records_about_one_stake),
		cmocka_unit_test(bods_indirect_shares_count_once), cmocka_unit_test(bods_owners_without_a_name),
		cmocka_unit_test(bods_sources), cmocka_unit_test(bods_statements_that_do_not_hold),
		cmocka_unit_test(gleif_entities), cmocka_unit_test(gleif_relations),
		cmocka_unit_test(gleif_exceptions), cmocka_unit_test(gleif_csv),
		cmocka_unit_test(xml_that_is_refused), cmocka_unit_test(psc_persons),
		cmocka_unit_test(psc_companies), cmocka_unit_test(psc_owners_who_are_not_named),
		cmocka_unit_test(psc_natures), cmocka_unit_test(company_numbers_and_countries),
		cmocka_unit_test(damage), cmocka_unit_test(hashes_of_parts),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
