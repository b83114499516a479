/* SPDX-License-Identifier: Apache-2.0
 *
 * fuzz_key_log.c - key logs of TLS: in pieces they hold what they hold as a whole
 *
 * The first octet says how long pieces are.
 */
#include <stdlib.h>
#include <string.h>

#include "watch/sbi/tls_keys.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void whole(struct tls_keys *k, struct arena *a, const uint8_t *data, size_t size, size_t piece)
{
	size_t from = 0;
	tls_keys_init(k, a);
	for (size_t end = piece < size ? piece : size; from < size; end = end + piece < size ? end + piece : size) {
		size_t used = tls_keys_take(k, (struct span){ data + from, end - from }, end == size);
		if (used > end - from || (end == size && used != end - from))
			abort();
		from += used;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct arena memory;
	if (memory.beg == NULL)
		memory = arena_reserve((size_t)64 << 20, "fuzz");
	if (size == 0)
		return 0;
	struct tls_keys once, pieces;
	struct arena a = memory;
	whole(&once, &a, data + 1, size - 1, size);
	whole(&pieces, &a, data + 1, size - 1, TLS_KEY_LINE + 2 + data[0]);
	if (once.secrets != pieces.secrets || once.lines != pieces.lines || once.bad != pieces.bad ||
	    once.first_bad != pieces.first_bad || once.table.n != pieces.table.n)
		abort();
	tls_keys_wipe(&once);
	if (once.table.n != 0)
		abort();
	tls_keys_wipe(&pieces);
	return 0;
}
