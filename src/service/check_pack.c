/* SPDX-License-Identifier: Apache-2.0
 *
 * check_pack.c - a pack that can be read: what is unwise in it, and its tests
 */
#include "service/check_pack.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/walls.h"
#include "service/pack_lint.h"

enum { MOST_FILES = 1000, MOST_FAULTS = 1000, FILE_LIMIT = 8 << 20 };

struct reading {
	const char *path;
	struct str text;
	struct pack_file *file;
	size_t files, cap;
};

/* What the child sends: "passed failed", then one finding a line: row, column, text. */
static bool lint(struct arena *a, void *ctx, struct buf *out, struct pt_err *e)
{
	const struct reading *r = ctx;
	struct pack p;
	struct pack_report report;
	if (!pack_read(a, r->text, r->path, &p, e) || !pack_lint(a, &p, r->file, r->files, &report, e))
		return false;
	buf_fmt(out, "%zu %zu\n", report.passed, report.n);
	for (size_t i = 0; i < report.n && i < MOST_FAULTS; i++) {
		const struct pack_finding *f = &report.v[i];
		char *line = f->file ? arena_fmt(a, "1 1 %s, row %u: %s", f->file, f->place.row, f->text) :
		                       arena_fmt(a, "%u %u %s", f->place.row, f->place.column, f->text);
		for (char *c = line; *c; c++)
			*c = *c == '\n' ? ' ' : *c;
		buf_str(out, line);
		buf_char(out, '\n');
	}
	return true;
}

static int by_name(const void *a, const void *b)
{
	const struct pack_file *x = a, *y = b;
	return strcmp(x->name, y->name);
}

static bool is_yaml(const char *name)
{
	size_t n = strlen(name);
	return n > 5 && name[0] != '.' && strcmp(name + n - 5, ".yaml") == 0;
}

static bool read_tests(struct arena *job, struct reading *r, struct pt_err *e)
{
	const char *slash = strrchr(r->path, '/');
	const char *folder = slash ? arena_fmt(job, "%.*s/tests", (int)(slash - r->path), r->path) : "tests";
	DIR *d = opendir(folder);
	bool ok = true;
	if (d == NULL && (errno == ENOENT || errno == ENOTDIR))
		return true;
	if (d == NULL)
		return pt_fail(e, PT_IO, "cannot look for tests in %s: %s", folder, strerror(errno));
	errno = 0;
	for (struct dirent *f = readdir(d); f && ok; f = readdir(d)) {
		if (!is_yaml(f->d_name))
			continue;
		struct pack_file *to = PUSH(job, r->file, r->files, r->cap);
		to->name = arena_fmt(job, "tests/%s", f->d_name);
		ok = r->files <= MOST_FILES ? file_slurp(job, arena_fmt(job, "%s/%s", folder, f->d_name), FILE_LIMIT,
		                                         &to->text, e) :
		                              pt_fail(e, PT_LIMIT, "more than %d files of tests", MOST_FILES);
		errno = 0;
	}
	if (ok && errno != 0)
		ok = pt_fail(e, PT_IO, "cannot list %s: %s", folder, strerror(errno));
	closedir(d);
	if (ok && r->files)
		qsort(r->file, r->files, sizeof *r->file, by_name);
	return ok;
}

static bool take(struct arena *job, struct str answer, struct import_summary *out, struct pt_err *e)
{
	struct str line, word;
	uint64_t n = 0;
	size_t cap = out->faults;
	if (!str_cut(&answer, '\n', &line) || !str_cut(&line, ' ', &word) || !str_u64(word, &out->tests) ||
	    !str_u64(line, &n))
		return pt_fail(e, PT_BUG, "the reader of packs sent no answer");
	out->rejected += n;
	while (answer.n && str_cut(&answer, '\n', &line)) {
		struct import_fault_text f = { 0 };
		if (!str_cut(&line, ' ', &word) || !str_u64(word, &f.row) || !str_cut(&line, ' ', &word) ||
		    !str_u64(word, &f.column))
			return pt_fail(e, PT_BUG, "the reader of packs sent half an answer");
		f.message = arena_strn(job, line.p, line.n);
		*PUSH(job, out->fault, out->faults, cap) = f;
	}
	return true;
}

bool check_pack(struct arena *job, const char *path, struct import_summary *out, struct pt_err *e)
{
	struct reading r = { .path = path };
	struct buf answer = buf_in(job);
	bool ok = file_slurp(job, path, FILE_LIMIT, &r.text, e) && read_tests(job, &r, e) &&
	          guard_run(job, &(struct guard){ lint, &r, -1, "the reader of packs" }, &answer, e) &&
	          take(job, (struct str){ answer.p, answer.n }, out, e);
	if (!ok)
		pt_err_file(e, path);
	return ok;
}
