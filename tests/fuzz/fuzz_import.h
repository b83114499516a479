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

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static inline bool fuzz_record(void *ctx, const struct record *r)
{
	unsigned column;
	(void)ctx;
	if (!record_check(r, &column, NULL))
		abort();
	return true;
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
