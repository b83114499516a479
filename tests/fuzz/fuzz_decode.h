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
#include "watch/decode/schema.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void fuzz_again(enum proto_id proto, const struct pdu *p)
{
	static struct field fields[PDU_FIELDS];
	static uint8_t out[1 << 16];
	size_t n = encode(p, out, sizeof out, NULL);
	struct pdu q = decode(proto, (struct span){ out, n }, fields, PDU_FIELDS);
	if (p->flags & (PDU_DAMAGED | PDU_CUT))
		return;
	for (uint32_t i = 0; n == 0 && i < p->n; i++) /* from behind an extension marker: that is not written */
		if (p->f[i].id == schema_proto[schema_field[p->f[i].id].proto].addition)
			return;
	if (n == 0 || q.n != p->n || q.flags != p->flags)
		abort();
	for (uint32_t i = 0; i < q.n; i++) {
		const struct field *a = &p->f[i], *b = &q.f[i];
		bool family = a->kind == FIELD_BYTES && b->kind == FIELD_ADDR; /* of Diameter: has no field */
		if (a->id != b->id || (a->kind != b->kind && !family) || a->num != b->num)
			abort();
	}
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
	if (encode_knows(proto))
		fuzz_again(proto, &p);
}

#endif
