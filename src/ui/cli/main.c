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

static const struct verb verbs[] = {
	{ "assess", "--problem FILE", "solve a stated decision problem (docs/formats/problem.md); JSON", assess },
	{ "check", "FILE...", "say whether JSON or CSV files are well-formed, and where not", check },
};

static void help(void)
{
	puts("usage: petrin VERB ...\n");
	for (size_t i = 0; i < COUNT(verbs); i++)
		printf("  %-8s %-16s %s\n", verbs[i].name, verbs[i].arguments, verbs[i].what);
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
