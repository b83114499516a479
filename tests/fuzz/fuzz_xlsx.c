/* SPDX-License-Identifier: Apache-2.0
 *
 * fuzz_xlsx.c - a workbook whose parts are arbitrary octets: sheet, shared texts, styles, workbook, a NUL
 * between them
 */
#include "fuzz_import.h"
#include "make_zip.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	static struct arena keep, keys, zips;
	struct str part[4] = { { NULL, 0 } }, rest = { (const char *)p, n };
	if (keep.beg == NULL) {
		keep = arena_reserve((size_t)2 << 30, "fuzz");
		keys = arena_reserve((size_t)1 << 30, "fuzz");
		zips = arena_reserve((size_t)256 << 20, "fuzz");
	}
	struct arena scratch = keep, scratch_keys = keys, scratch_zips = zips;
	for (int i = 0; i < 3; i++)
		str_cut(&rest, '\0', &part[i]);
	part[3] = rest;
	struct seen seen = seen_in(&scratch_keys);
	struct pt_err e = { 0 };
	struct import_job job = { .a = &scratch, .name = "fuzz" };
	job.text = make_workbook(&scratch_zips, part[0], part[1], part[2], part[3]);
	job.out.record = fuzz_record_once;
	job.out.ctx = &seen;
	bool ok = import_text(&job, "xlsx", &e);
	if (ok != (e.code == PT_OK))
		abort();
	return 0;
}
