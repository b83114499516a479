/* SPDX-License-Identifier: Apache-2.0
 *
 * fuzz_import.h - one importer on arbitrary octets, in process
 *
 * Every row that comes out must hold: the importer's promise is that nothing else is handed on.
 */
#ifndef PT_FUZZ_IMPORT_H
#define PT_FUZZ_IMPORT_H

#include <stdlib.h>

#include "import/import.h"
#include "import/seen.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static inline bool fuzz_record(void *ctx, const struct record *r)
{
	unsigned column;
	(void)ctx;
	if (!record_check(r, &column, NULL))
		abort();
	return true;
}

/* As fuzz_record, for importers that promise that no key comes twice. */
static inline bool fuzz_record_once(void *ctx, const struct record *r)
{
	const struct record_def *d = record_def(r->table);
	struct str key[RECORD_COLUMNS + 1] = { str_of(d->name) };
	size_t n = 1;
	for (unsigned i = 0; i < d->n; i++)
		if (d->column[i].flags & RECORD_KEY)
			key[n++] = r->field[i];
	if (seen_add(ctx, seen_hash(key, n), 1) != 0)
		abort();
	return fuzz_record(NULL, r);
}

static inline int fuzz_import_once(const uint8_t *p, size_t n, const char *as)
{
	static struct arena keep, keys;
	if (keep.beg == NULL) {
		keep = arena_reserve((size_t)2 << 30, "fuzz");
		keys = arena_reserve((size_t)1 << 30, "fuzz");
	}
	struct arena scratch = keep, scratch_keys = keys;
	struct seen seen = seen_in(&scratch_keys);
	struct pt_err e = { 0 };
	struct import_job job = { .a = &scratch, .name = "fuzz", .text = { (const char *)p, n } };
	job.out.record = fuzz_record_once;
	job.out.ctx = &seen;
	bool ok = import_text(&job, as, &e);
	if (ok != (e.code == PT_OK))
		abort();
	return 0;
}

static inline int fuzz_import(const uint8_t *p, size_t n, const char *as)
{
	static struct arena keep;
	if (keep.beg == NULL)
		keep = arena_reserve((size_t)2 << 30, "fuzz");
	struct arena scratch = keep;
	struct pt_err e = { 0 };
	struct import_job job = { .a = &scratch, .name = "fuzz", .text = { (const char *)p, n } };
	job.out.record = fuzz_record;
	bool ok = import_text(&job, as, &e);
	if (ok != (e.code == PT_OK)) /* a failure has a reason, success has none */
		abort();
	return 0;
}

#endif
