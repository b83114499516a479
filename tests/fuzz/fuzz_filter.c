/* SPDX-License-Identifier: Apache-2.0
 *
 * fuzz_filter.c - filters of any text, tried on a message; up to the first line feed the filter, behind it the message
 */
#include <stdlib.h>
#include <string.h>

#include "watch/decode/decode.h"
#include "watch/filter/filter.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct filter filter;
	static struct field fields[PDU_FIELDS];
	static struct arena memory;
	if (memory.beg == NULL)
		memory = arena_reserve((size_t)64 << 20, "fuzz");
	struct arena a = memory;
	struct pt_err e = { 0 };
	const uint8_t *end = size ? memchr(data, '\n', size) : NULL;
	size_t n = end ? (size_t)(end - data) : size;
	struct span rest = { end ? end + 1 : data, end ? size - n - 1 : 0 };
	bool ok = filter_compile(&filter, &a, arena_strn(&a, (const char *)data, n), &e);
	if (ok != (e.code == PT_OK) || filter.n > FILTER_OPS || (!ok && e.at.column == 0))
		abort();
	for (size_t i = 0; ok && i < filter.n; i++)
		if (filter.op[i].op >= FILTER_AND && (filter.op[i].to <= i || filter.op[i].to > filter.n))
			abort();
	struct pdu pdu = decode(PROTO_NGAP, rest, fields, PDU_FIELDS);
	struct payload payload = { .data = rest, .from = { { 10 }, 4, 1 }, .to = { { 0xfe, 0x80 }, 6, 2 } };
	struct filter_message m = { &pdu, &payload, "ngap", "file" };
	(void)(ok && filter_match(&filter, &m, a));
	return 0;
}
