/* SPDX-License-Identifier: Apache-2.0
 *
 * fuzz_inventory.c - an inventory from arbitrary octets; what stands before a NUL is its mapping
 */
#include <string.h>

#include "fuzz_import.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	static struct arena keep, keys;
	if (keep.beg == NULL) {
		keep = arena_reserve((size_t)2 << 30, "fuzz");
		keys = arena_reserve((size_t)1 << 30, "fuzz");
	}
	struct arena scratch = keep, scratch_keys = keys;
	struct seen seen = seen_in(&scratch_keys);
	struct pt_err e = { 0 };
	const uint8_t *end = n > 0 ? memchr(p, 0, n) : NULL;
	struct import_job job = { .a = &scratch, .name = "fuzz", .text = { (const char *)p, n } };
	if (end != NULL) {
		size_t map = (size_t)(end - p);
		job.map = (struct str){ (const char *)p, map };
		job.map_name = "mapping";
		job.text = (struct str){ (const char *)end + 1, n - map - 1 };
	}
	job.out.record = fuzz_record_once;
	job.out.ctx = &seen;
	bool ok = import_text(&job, "inventory", &e);
	if (ok != (e.code == PT_OK))
		abort();
	return 0;
}
