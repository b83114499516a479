/* SPDX-License-Identifier: Apache-2.0
 *
 * builtin.c - rows of the data that is part of the program
 */
#include "service/builtin.h"

#include <stdio.h>
#include <string.h>

#include "base/data.h"
#include "import/import.h"

struct reading {
	bool (*take)(void *ctx, const struct record *r, struct pt_err *e);
	void *ctx;
	char fault[256]; /* the first rejected row: a mistake of ours */
	struct pt_err *e;
};

static bool take(void *ctx, const struct record *r)
{
	struct reading *x = ctx;
	return x->take(x->ctx, r, x->e);
}

static void refuse(void *ctx, uint64_t row, uint64_t column, const char *message)
{
	struct reading *x = ctx;
	if (x->fault[0] == '\0')
		snprintf(x->fault, sizeof x->fault, "row %llu, column %llu: %s",
		         (unsigned long long)row, (unsigned long long)column, message);
}

static bool wanted(const char *name, const char *folder)
{
	struct str s = str_of(name);
	return folder ? str_starts(s, folder) : !str_starts(s, BUILTIN_EXAMPLES);
}

/* Reads into an arena of its own: the store goes on allocating in the job's while rows arrive. */
bool builtin_read(const char *folder,
                  bool (*row)(void *ctx, const struct record *r, struct pt_err *e), void *ctx,
                  struct pt_err *e)
{
	struct pt_err own = { 0 };
	struct arena scratch = arena_reserve((size_t)256 << 20, "built-in data");
	char *start = scratch.beg;
	struct reading x = { row, ctx, "", e ? e : &own };
	bool ok = true, any = false;
	for (size_t i = 0; i < data_count && ok; i++) {
		if (!wanted(data_files[i].name, folder))
			continue;
		struct arena one = scratch;
		struct import_job job = { .a = &one,
			                  .name = data_files[i].name,
			                  .text = data_files[i].text,
			                  .out = { take, refuse, NULL, &x } };
		any = true;
		ok = import_text(&job, NULL, x.e);
		if (ok && x.fault[0])
			ok = pt_fail(x.e, PT_BUG, "built-in %s: %s", data_files[i].name, x.fault);
	}
	arena_release(&scratch, start);
	return ok && (any || pt_fail(x.e, PT_USAGE, "there are no built-in data \"%.60s\"",
	                             folder ? folder : ""));
}

size_t builtin_examples(struct arena *keep, const char *name[BUILTIN_NAMES])
{
	size_t n = 0;
	for (size_t i = 0; i < data_count; i++) {
		if (!str_starts(str_of(data_files[i].name), BUILTIN_EXAMPLES))
			continue;
		const char *p = data_files[i].name + strlen(BUILTIN_EXAMPLES);
		const char *one = arena_strn(keep, p, strcspn(p, "/"));
		if (n < BUILTIN_NAMES && (n == 0 || strcmp(name[n - 1], one) != 0))
			name[n++] = one;
	}
	return n;
}
