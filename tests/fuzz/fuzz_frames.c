/* SPDX-License-Identifier: Apache-2.0
 *
 * fuzz_frames.c - what a worker that its input has taken over might send
 *
 * The parent's reader is not to be had from outside, so its file is part of this one.  The first
 * octet says in pieces of what size the rest arrives.
 */
#include "import/worker.c"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

struct seen {
	uint64_t records;
};

static bool take(void *ctx, const struct record *r, struct pt_err *e)
{
	unsigned column;
	(void)e;
	((struct seen *)ctx)->records++;
	if (!record_check(r, &column, NULL))
		abort();
	return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	static struct arena keep;
	if (keep.beg == NULL)
		keep = arena_reserve((size_t)2 << 30, "fuzz");
	struct arena scratch = keep;
	struct import_result out = { .kind = "" };
	struct seen seen = { 0 };
	struct pt_err e = { 0 };
	struct parent w = { .a = &scratch, .path = "fuzz", .record = take, .ctx = &seen, .out = &out };
	size_t piece = n ? p[0] + 1u : 1;
	bool ok = true;
	w.kept = NEW(&scratch, struct worker_kept, RECORD_TABLES);
	for (int t = 0; t < RECORD_TABLES; t++)
		w.keeps[t] = worker_keeps((enum record_table)t);
	w.cap = 64; /* small, so that it has to grow */
	w.p = NEW(&scratch, char, w.cap);
	for (size_t at = 1; at < n && ok;) {
		size_t room = w.cap - w.end, more = n - at < piece ? n - at : piece;
		more = more < room ? more : room;
		memcpy(w.p + w.end, p + at, more);
		w.end += more;
		at += more;
		ok = take_frames(&w, &e);
		if (ok != (e.code == PT_OK) || (ok && w.cap == w.end))
			abort(); /* a frame was refused without a reason, or none could follow any more */
	}
	if (w.records != seen.records || out.faults > IMPORT_FAULTS || out.skips > IMPORT_FAULTS)
		abort();
	for (size_t i = 0; i < out.faults; i++)
		for (const char *z = out.fault[i].message; *z; z++)
			if ((unsigned char)*z < ' ' || *z == 0x7f)
				abort();
	return 0;
}
