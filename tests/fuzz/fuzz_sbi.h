/* SPDX-License-Identifier: Apache-2.0
 *
 * fuzz_sbi.h - whatever two peers send each other: messages lie in their octets, and all memory is given back
 *
 * The first octet says from where on the connection is seen; then pieces: direction and hole, length, octets.
 */
#ifndef PT_FUZZ_SBI_H
#define PT_FUZZ_SBI_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "watch/sbi/sbi.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void fuzz_sbi_message(void *ctx, const struct sbi_message *m)
{
	const struct pdu *p = &m->pdu;
	struct arena scratch = *(struct arena *)ctx;
	struct buf text = buf_in(&scratch);
	if (p->n > p->cap || p->depth != 0 || p->n == 0 || p->message == 0)
		abort();
	for (uint32_t i = 0; i < p->n; i++) {
		const struct field *f = &p->f[i];
		if (f->off > p->raw.n || f->len > p->raw.n - f->off || f->depth > PDU_DEPTH || f->id >= F_N)
			abort();
		if (i < 64)
			field_text(p, f, &text);
	}
}

/* All blocks are free again. */
static void fuzz_sbi_blocks(const struct sbi *s)
{
	uint32_t free_blocks = 0;
	for (uint32_t at = s->chains.free; at; free_blocks++)
		at = s->chains.slabs[(at - 1) / CHAIN_SLAB][(at - 1) % CHAIN_SLAB].next;
	if (free_blocks != s->chains.touched)
		abort();
}

static inline void fuzz_sbi(const char *first, const uint8_t *data, size_t size)
{
	static struct arena memory, text;
	if (memory.beg == NULL) {
		memory = arena_reserve(SBI_MEMORY, "fuzz");
		text = arena_reserve((size_t)64 << 20, "fuzz");
	}
	static struct sbi s;
	struct arena a = memory;
	struct payload p = { .transport = PAYLOAD_TCP, .flow = 1, .frame = 1 };
	p.data = (struct span){ (const uint8_t *)first, strlen(first) };
	sbi_begin(&s, &a, &(struct sbi_sink){ .message = fuzz_sbi_message, .ctx = &text });
	if (size > 0 && data[0] & 1)
		sbi_payload(&s, &p);
	for (size_t at = 1; at < size;) {
		uint8_t how = data[at];
		size_t n = at + 1 < size ? data[at + 1] : 0;
		n = how & 16 ? n * 16 : n;
		at += 2;
		if (at > size)
			break;
		n = n < size - at ? n : size - at;
		p.frame++;
		p.direction = how & 1;
		p.kind = (how & 12) == 12 ? (how & 32 ? PAYLOAD_END : PAYLOAD_RESET) : PAYLOAD_DATA;
		p.tcp.gap = how & 2 ? how >> 4 : 0;
		p.data = (struct span){ data + at, p.kind == PAYLOAD_DATA ? n : 0 };
		at += n;
		sbi_payload(&s, &p);
	}
	sbi_end(&s);
	if (s.connections.n != 0 || s.exchanges.n != 0)
		abort();
	fuzz_sbi_blocks(&s);
}

#endif
