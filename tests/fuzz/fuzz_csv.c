/* SPDX-License-Identifier: Apache-2.0
 *
 * fuzz_csv.c - a table that was read and written again reads the same
 */
#include <stdlib.h>
#include <string.h>

#include "base/csv.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void write_row(const struct csv *c, struct buf *out)
{
	for (size_t i = 0; i < c->n; i++) {
		if (i > 0)
			buf_char(out, ',');
		/* A row of one empty field would be a blank line without quotes. */
		if (c->n == 1 && c->field[0].n == 0)
			buf_str(out, "\"\"");
		csv_put(out, c->field[i]);
	}
	buf_char(out, '\n');
}

static bool rewrite(struct arena *a, struct str text, struct buf *out)
{
	struct pt_err e = { 0 };
	struct csv c;
	buf_str(out, "\xef\xbb\xbf");
	bool more = csv_open(&c, a, stream_memory(text), "fuzz", &e);
	for (; more; more = csv_row(&c, &e)) {
		for (size_t i = 0; i < c.n; i++)
			if (csv_at(&c, (int)i).row < c.line || csv_at(&c, (int)i).column == 0)
				abort();
		write_row(&c, out);
	}
	return e.code == PT_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct arena keep; /* mapping it anew would take most of the time */
	if (keep.beg == NULL)
		keep = arena_reserve((size_t)1 << 28, "fuzz");
	struct arena a = keep;
	struct buf once = buf_in(&a), twice = buf_in(&a);
	if (rewrite(&a, (struct str){ (const char *)data, size }, &once) && once.n < CSV_ROW &&
	    (!rewrite(&a, (struct str){ once.p, once.n }, &twice) || once.n != twice.n ||
	     memcmp(once.p, twice.p, once.n) != 0))
		abort();
	return 0;
}
