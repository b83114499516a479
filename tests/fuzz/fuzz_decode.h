/* SPDX-License-Identifier: Apache-2.0
 *
 * fuzz_decode.h - whatever the octets: fields lie in the message, depth is sound, text can be made; and what
 * can be written again from its fields has the same fields
 */
#ifndef PT_FUZZ_DECODE_H
#define PT_FUZZ_DECODE_H

#include <stdlib.h>

#include "watch/decode/decode.h"
#include "watch/decode/encode.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void fuzz_again(enum proto_id proto, const struct pdu *p)
{
	static struct field fields[PDU_FIELDS];
	static uint8_t out[1 << 16];
	size_t n = encode(p, out, sizeof out, NULL);
	struct pdu q = decode(proto, (struct span){ out, n }, fields, PDU_FIELDS);
	if (n == 0 || p->flags & (PDU_DAMAGED | PDU_CUT))
		return;
	if (q.n != p->n || q.flags != p->flags)
		abort();
	for (uint32_t i = 0; i < q.n; i++)
		if (q.f[i].id != p->f[i].id || q.f[i].kind != p->f[i].kind || q.f[i].num != p->f[i].num)
			abort();
}

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
	if (proto != PROTO_SBI && proto != PROTO_TLS) /* which is not written */
		fuzz_again(proto, &p);
}

#endif
