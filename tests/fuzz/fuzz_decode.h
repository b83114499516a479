/* SPDX-License-Identifier: Apache-2.0
 *
 * fuzz_decode.h - whatever the octets: fields lie in the message, depth is sound, text can be made
 */
#ifndef PT_FUZZ_DECODE_H
#define PT_FUZZ_DECODE_H

#include <stdlib.h>

#include "watch/decode/decode.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void fuzz_decode(enum proto_id proto, const uint8_t *data, size_t size)
{
	static struct field fields[PDU_FIELDS];
	static struct arena memory;
	if (memory.beg == NULL)
		memory = arena_reserve((size_t)64 << 20, "fuzz");
	struct pdu p = decode(proto, (struct span){ data, size }, fields, PDU_FIELDS);
	if (p.n > p.cap || p.depth != 0)
		abort();
	for (uint32_t i = 0; i < p.n; i++) {
		struct arena scratch = memory;
		struct buf text = buf_in(&scratch);
		const struct field *f = &p.f[i];
		if (f->off > size || f->len > size - f->off || f->depth > PDU_DEPTH || f->id >= F_N)
			abort();
		field_text(&p, f, &text);
	}
}

#endif
