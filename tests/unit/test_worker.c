/* SPDX-License-Identifier: Apache-2.0
 *
 * test_worker.c - imports in the child process: files, directories, failures, deaths
 *
 * This program is its own worker: import_run starts /proc/self/exe again.
 */
#include "import/worker.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"

#define CVE(id) "{\"dataVersion\":\"5.1\",\"cveMetadata\":{\"cveId\":\"" id "\",\"state\":\"PUBLISHED\"}," \
	"\"containers\":{\"cna\":{\"affected\":[{\"vendor\":\"Tall\",\"product\":\"Gate\",\"versions\":[{" \
	"\"version\":\"1\",\"status\":\"affected\"}]}]}}}"

static struct arena a;
static char dir[] = "/tmp/petrin-test-worker-XXXXXX";

static const char *in_dir(const char *name)
{
	return arena_fmt(&a, "%s/%s", dir, name);
}

static const char *put(const char *name, struct str text)
{
	const char *path = in_dir(name);
	struct pt_err e = { 0 };
	if (!file_replace(path, text, &e))
		fail_msg("%s", e.text);
	return path;
}

struct seen {
	struct buf rows;
	uint64_t refuse_at;
	struct import_result result;
	struct pt_err e;
	bool ok;
};

static bool take(void *ctx, const struct record *r, struct pt_err *e)
{
	struct seen *s = ctx;
	buf_fmt(&s->rows, "%.*s %.*s\n", (int)r->field[0].n, r->field[0].p, (int)r->field[1].n,
	        r->field[1].p);
	return s->refuse_at == 0 || --s->refuse_at > 0 || pt_fail(e, PT_CONFLICT, "no, thank you");
}

static struct seen *run(const char *path, const char *as, uint64_t refuse_at)
{
	struct seen *s = NEW(&a, struct seen, 1);
	s->rows = buf_in(&a);
	s->refuse_at = refuse_at;
	s->ok = import_run(&a, path, &(struct import_how){ .as = as }, take, s, &s->result, &s->e);
	return s;
}

static void a_table(void **unused)
{
	(void)unused;
	struct seen *s = run(put("t.csv", STR("flag,country,value,source,certainty\nx,DE,no,s,read\n"
	                                      "x,D,no,s,read\nx,FR,no,s,read\n")), NULL, 0);
	assert_true(s->ok);
	assert_string_equal(s->result.kind, "evidence");
	assert_string_equal(s->rows.p, "x DE\nx FR\n");
	assert_int_equal(s->result.records, 2);
	assert_int_equal(s->result.rejected, 1);
	assert_int_equal(s->result.faults, 1);
	assert_int_equal(s->result.fault[0].row, 3);
	assert_int_equal(s->result.fault[0].column, 3);
}

static void a_directory_in_order_of_names(void **unused)
{
	(void)unused;
	assert_int_equal(mkdir(in_dir("cves"), 0777), 0);
	assert_int_equal(mkdir(in_dir("cves/sub"), 0777), 0);
	put("cves/b.json", STR(CVE("CVE-2")));
	put("cves/a.json", STR(CVE("CVE-1")));
	put("cves/sub/z.json", STR("{\"cveMetadata\":\n 1}"));
	put("cves/sub/c.json", STR(CVE("CVE-3")));
	put("cves/readme", STR("not JSON"));
	put("cves/empty", STR(""));
	assert_int_equal(symlink("/etc/passwd", in_dir("cves/link.json")), 0);
	struct seen *s = run(in_dir("cves"), NULL, 0);
	assert_true(s->ok);
	assert_string_equal(s->rows.p, "CVE-1 cna\nCVE-2 cna\nCVE-3 cna\n");
	assert_int_equal(s->result.rejected, 1);
	assert_int_equal(s->result.skipped, 2);
	assert_non_null(strstr(s->result.fault[0].message, "sub/z.json: expected an object"));
}

static void a_large_directory(void **unused)
{
	struct buf b = buf_in(&a);
	(void)unused;
	assert_int_equal(mkdir(in_dir("many"), 0777), 0);
	buf_str(&b, CVE("CVE-1"));
	for (int i = 0; i < 200000; i++) /* white space behind the value, over many pieces */
		buf_str(&b, "    ");
	for (int i = 0; i < 20; i++)
		put(arena_fmt(&a, "many/%d.json", i), (struct str){ b.p, b.n });
	struct seen *s = run(in_dir("many"), "cve", 0);
	assert_true(s->ok);
	assert_int_equal(s->result.records, 20);
}

static void a_row_of_a_megabyte(void **unused)
{
	struct buf t = buf_in(&a);
	(void)unused;
	buf_str(&t, "id,title,redistributable,reliability,anonymous,certainty\ns,");
	for (int i = 0; i < 1000000; i++)
		buf_char(&t, 'x');
	buf_str(&t, ",yes,B,no,read\n");
	struct seen *s = run(put("large.csv", (struct str){ t.p, t.n }), NULL, 0);
	assert_true(s->ok);
	assert_int_equal(s->result.records, 1);
}

static void the_caller_may_refuse(void **unused)
{
	(void)unused;
	struct seen *s = run(in_dir("t.csv"), NULL, 2);
	assert_false(s->ok);
	assert_int_equal(s->e.code, PT_CONFLICT);
	assert_string_equal(s->e.text, "no, thank you");
}

static void failed(const struct seen *s, enum pt_code code, const char *words)
{
	assert_false(s->ok);
	assert_int_equal(s->e.code, code);
	if (strstr(s->e.text, words) == NULL)
		fail_msg("\"%s\" is not in \"%s\"", words, s->e.text);
	assert_string_not_equal(s->e.at.file, "");
}

static void failures_have_a_file_and_a_place(void **unused)
{
	(void)unused;
	struct seen *s = run(put("bad.json", STR("{\"csaf_version\":\n  tru}")), NULL, 0);
	failed(s, PT_INVALID, "expected a value");
	assert_string_equal(s->e.at.file, in_dir("bad.json"));
	assert_int_equal(s->e.at.row, 2);
	failed(run(put("empty.csv", STR("")), NULL, 0), PT_INVALID, "is empty");
	failed(run(put("x", STR("hello")), NULL, 0), PT_INVALID, "cannot tell what this is");
	failed(run(in_dir("x"), "nix", 0), PT_USAGE, "unknown kind \"nix\"");
	failed(run(in_dir("missing"), NULL, 0), PT_IO, "cannot open");
	assert_int_equal(mkdir(in_dir("none"), 0777), 0);
	failed(run(in_dir("none"), NULL, 0), PT_INVALID, "holds no JSON document");
	put("none/a.txt", STR("hello"));
	failed(run(in_dir("none"), NULL, 0), PT_INVALID, "holds no JSON document");
}

static void only_the_first_faults_are_kept(void **unused)
{
	struct buf b = buf_in(&a);
	(void)unused;
	buf_str(&b, "flag,country,value,source,certainty\n");
	for (int i = 0; i < IMPORT_FAULTS + 500; i++)
		buf_str(&b, "x,D,no,s,read\n");
	struct seen *s = run(put("faults.csv", (struct str){ b.p, b.n }), NULL, 0);
	assert_true(s->ok);
	assert_int_equal(s->result.rejected, IMPORT_FAULTS + 500);
	assert_int_equal(s->result.faults, IMPORT_FAULTS);
}

/* The children of the next tests: they do what a worker taken over by its input might do. */
static int false_worker(const char *what)
{
	static const struct {
		const char *what, *frames;
		size_t n;
	} say[] = {
		{ "short", "\5\0\0\0R", 5 },
		{ "huge", "\377\377\377\377R", 5 },
		{ "empty", "\0\0\0\0", 4 },
		{ "table", "\22\0\0\0Rc\1\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 22 },
		{ "fields", "\22\0\0\0R\11\1\0\0\0\0\0\0\0\10\0\0\0\0\0\0\0", 22 }, /* field 3 of 3 */
		{ "both", "\24\0\0\0R\11\1\0\0\0\0\0\0\0\1\0\0\0\1\0\0\0\1a", 24 },
		{ "before", "\22\0\0\0R\11\1\0\0\0\0\0\0\0\0\0\0\0\1\0\0\0", 22 }, /* there was none */
		{ "length", "\27\0\0\0R\11\1\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\377\377\377\377\177", 27 },
		{ "past", "\23\0\0\0R\11\1\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\2", 23 },
		{ "behind", "\25\0\0\0R\11\1\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\1aa", 25 },
		{ "row", "\22\0\0\0R\11\1\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 22 }, /* without its key */
		{ "kind", "\1\0\0\0?", 5 },
		{ "count", "\35\0\0\0D\1\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 33 },
		{ "code", "\42\0\0\0E\77\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 38 },
		{ "mute", "", 0 },
	};
	for (size_t i = 0; i < COUNT(say); i++)
		if (strcmp(what, say[i].what) == 0)
			return file_write_all(1, say[i].frames, say[i].n, NULL) ? 0 : 1;
	if (strcmp(what, "memory") == 0)
		return 70;
	if (strcmp(what, "crash") == 0)
		abort();
	return 3;
}

static void frames_are_not_trusted(void **unused)
{
	static const struct {
		const char *what;
		enum pt_code code;
		const char *words;
	} row[] = {
		{ "short", PT_INVALID, "no word" },       { "huge", PT_BUG, "a frame that is not one" },
		{ "empty", PT_BUG, "not one" },           { "table", PT_BUG, "not one" },
		{ "fields", PT_BUG, "not one" },          { "length", PT_BUG, "not one" },
		{ "past", PT_BUG, "not one" },            { "behind", PT_BUG, "not one" },
		{ "both", PT_BUG, "not one" },            { "before", PT_BUG, "not one" },
		{ "row", PT_BUG, "does not hold" },       { "kind", PT_BUG, "not one" },
		{ "count", PT_BUG, "not one" },           { "code", PT_BUG, "not one" },
		{ "mute", PT_INVALID, "no word" },        { "memory", PT_LIMIT, "more memory" },
		{ "crash", PT_BUG, "died of signal 6" },  { "other", PT_INVALID, "status 3" },
	};
	(void)unused;
	for (size_t i = 0; i < COUNT(row); i++) {
		setenv("PETRIN_TEST_WORKER", row[i].what, 1);
		failed(run(in_dir("t.csv"), NULL, 0), row[i].code, row[i].words);
	}
	unsetenv("PETRIN_TEST_WORKER");
}

static int make_dir(void **unused)
{
	(void)unused;
	return mkdtemp(dir) == NULL;
}

static int drop_dir(void **unused)
{
	static const char *const files[] = { "t.csv", "cves/b.json", "cves/a.json", "cves/sub/z.json",
		                             "cves/sub/c.json", "cves/readme", "cves/empty",
		                             "cves/link.json", "cves/sub", "cves", "large.csv", "bad.json",
		                             "empty.csv", "x", "none/a.txt", "none", "faults.csv" };
	(void)unused;
	for (int i = 0; i < 20; i++)
		remove(in_dir(arena_fmt(&a, "many/%d.json", i)));
	remove(in_dir("many"));
	for (size_t i = 0; i < COUNT(files); i++)
		remove(in_dir(files[i]));
	return remove(dir);
}

int main(int argc, char **argv)
{
	const char *play = getenv("PETRIN_TEST_WORKER");
	if (argc > 1 && strcmp(argv[1], "import-worker") == 0)
		return play ? false_worker(play) : import_worker_main(argc, argv);
	a = arena_reserve((size_t)1 << 30, "test");
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_table),
		cmocka_unit_test(a_directory_in_order_of_names),
		cmocka_unit_test(a_large_directory),
		cmocka_unit_test(a_row_of_a_megabyte),
		cmocka_unit_test(the_caller_may_refuse),
		cmocka_unit_test(failures_have_a_file_and_a_place),
		cmocka_unit_test(only_the_first_faults_are_kept),
		cmocka_unit_test(frames_are_not_trusted),
	};
	return cmocka_run_group_tests(tests, make_dir, drop_dir);
}
