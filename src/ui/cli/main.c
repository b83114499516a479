/* SPDX-License-Identifier: Apache-2.0
 *
 * main.c - the command line: one table of verbs, one place for exit codes
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/csv.h"
#include "base/file.h"
#include "base/json.h"
#include "service/import.h"
#include "service/problem.h"

enum { JOB = 1 << 30, FILE_LIMIT = 256 << 20 };

struct verb {
	const char *name, *arguments, *what;
	bool (*run)(struct arena *a, int argc, char **argv, struct pt_err *e);
};

static bool check_json(struct arena *a, struct str text, const char *file, struct pt_err *e)
{
	struct json j;
	json_of(&j, a, text, file, e);
	json_skip(&j);
	return json_done(&j);
}

static bool check_csv(struct arena *a, struct str text, const char *file, struct pt_err *e)
{
	struct csv c;
	if (!csv_open(&c, a, source_memory(text), file, e))
		return false;
	while (csv_row(&c, e)) {
		if (c.n != c.headers) {
			struct pt_at at = csv_at(&c, 0);
			return pt_fail_at(e, &at, PT_INVALID, "has %zu fields where the header has %zu", c.n,
			                  c.headers);
		}
	}
	return e->code == PT_OK;
}

/* Well-formedness of any JSON or CSV file, told apart by the first character. */
static bool check(struct arena *a, int argc, char **argv, struct pt_err *e)
{
	if (argc < 2)
		return pt_fail(e, PT_USAGE, "check needs a FILE (see petrin --help)");
	for (int i = 1; i < argc; i++) {
		struct str text;
		if (!file_slurp(a, argv[i], FILE_LIMIT, &text, e))
			return false;
		if (text.n == 0) {
			pt_fail(e, PT_INVALID, "is empty");
			pt_err_file(e, argv[i]);
			return false;
		}
		size_t first = strspn(text.p, " \t\r\n");
		bool json = text.p[first] == '{' || text.p[first] == '[';
		if (!(json ? check_json : check_csv)(a, text, argv[i], e))
			return false;
		printf("%s: well-formed %s\n", argv[i], json ? "JSON" : "CSV");
	}
	return true;
}

/* A stated decision problem, so that every verdict can be recomputed elsewhere. */
static bool assess(struct arena *a, int argc, char **argv, struct pt_err *e)
{
	struct str text;
	struct buf out = buf_in(a);
	if (argc < 3 || strcmp(argv[1], "--problem") != 0)
		return pt_fail(e, PT_USAGE, "assess needs --problem FILE (see petrin --help)");
	for (int i = 3; i < argc; i++)
		if (strcmp(argv[i], "--json") != 0)
			return pt_fail(e, PT_USAGE, "assess does not understand \"%s\"", argv[i]);
	if (!file_slurp(a, argv[2], FILE_LIMIT, &text, e) || !service_problem(a, text, argv[2], &out, e))
		return false;
	fwrite(out.p, 1, out.n, stdout);
	return true;
}

static void import_table(const struct import_summary *s)
{
	printf("%s: %s, %llu records, %llu rejected, %llu skipped\n", s->file, s->kind,
	       (unsigned long long)s->records, (unsigned long long)s->rejected,
	       (unsigned long long)s->skipped);
	for (size_t i = 0; i < s->faults; i++)
		printf("  row %llu, column %llu: %s\n", (unsigned long long)s->fault[i].row,
		       (unsigned long long)s->fault[i].column, s->fault[i].message);
}

/* Says what foreign files hold.  There is no workspace to keep it in yet, hence --dry-run. */
static bool import(struct arena *a, int argc, char **argv, struct pt_err *e)
{
	bool dry = false, json = false;
	const char *kind = NULL, **path = NEW(a, const char *, (size_t)argc);
	size_t n = 0;
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--dry-run") == 0)
			dry = true;
		else if (strcmp(argv[i], "--json") == 0)
			json = true;
		else if (strcmp(argv[i], "--as") == 0 && i + 1 < argc)
			kind = argv[++i];
		else if (argv[i][0] == '-')
			return pt_fail(e, PT_USAGE, "import does not understand \"%s\"", argv[i]);
		else
			path[n++] = argv[i];
	}
	if (!dry || n == 0)
		return pt_fail(e, PT_USAGE, "import needs --dry-run and a FILE (nothing is kept yet)");
	struct import_summary *s = NEW(a, struct import_summary, n);
	for (size_t i = 0; i < n; i++)
		if (!service_import_dry(a, path[i], kind, &s[i], e))
			return false;
	if (json) {
		struct buf out = buf_in(a);
		service_import_json(&out, s, n);
		fwrite(out.p, 1, out.n, stdout);
	}
	for (size_t i = 0; !json && i < n; i++)
		import_table(&s[i]);
	return true;
}

static const struct verb verbs[] = {
	{ "assess", "--problem FILE", "solve a stated decision problem (docs/formats/problem.md); JSON", assess },
	{ "import", "--dry-run FILE...", "read foreign evidence and say what is in it",
	  import },
	{ "check", "FILE...", "say whether JSON or CSV files are well-formed, and where not", check },
};

static void help(void)
{
	puts("usage: petrin VERB ...\n");
	for (size_t i = 0; i < COUNT(verbs); i++)
		printf("  %-8s %-17s %s\n", verbs[i].name, verbs[i].arguments, verbs[i].what);
	puts("\nexample: petrin check evidence.csv\n"
	     "exit: 0 done, 2 wrong usage, 3 input unreadable or malformed, 70 internal limit");
}

static int tell(const struct pt_err *e)
{
	fputs("petrin: ", stderr);
	if (e->at.file[0])
		fprintf(stderr, "%s: ", e->at.file);
	if (e->at.row)
		fprintf(stderr, "row %llu, column %llu: ", (unsigned long long)e->at.row,
		        (unsigned long long)e->at.column);
	fprintf(stderr, "%s\n", e->text);
	return pt_exit_code(e->code);
}

int main(int argc, char **argv)
{
	struct pt_err e = { 0 };
	const char *words[COUNT(verbs)];
	if (argc < 2 || strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) {
		help();
		return argc < 2 ? 2 : 0;
	}
	if (strcmp(argv[1], "--version") == 0) {
		puts("petrin " PT_VERSION);
		return 0;
	}
	if (strcmp(argv[1], "import-worker") == 0)
		return service_import_worker(argc - 1, argv + 1);
	for (size_t i = 0; i < COUNT(verbs); i++) {
		words[i] = verbs[i].name;
		if (strcmp(argv[1], verbs[i].name) != 0)
			continue;
		struct arena job = arena_reserve(JOB, argv[1]);
		if (!verbs[i].run(&job, argc - 1, argv + 1, &e))
			return tell(&e);
		if (fflush(stdout) != 0 || ferror(stdout)) {
			pt_fail(&e, PT_IO, "cannot write the answer: %s", strerror(errno));
			return tell(&e);
		}
		return 0;
	}
	const char *near = str_nearest(argv[1], words, COUNT(verbs));
	pt_fail(&e, PT_USAGE, "there is no verb \"%s\"%s%s%s", argv[1], near ? " (did you mean \"" : "",
	        near ? near : "", near ? "\"?)" : "");
	return tell(&e);
}
