/* SPDX-License-Identifier: Apache-2.0
 *
 * fuzz_pdu.c - a line of petrin watch --pdus is one JSON object whatever the message, and shows no octet of a private
 * field; the first octet chooses the protocol
 */
#include <stdlib.h>
#include <string.h>

#include "service/watch_inside.h"
#include "watch/decode/decode.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct hide hide;

/* The value of "hex" of field i shows "xx" where a private field lies. */
static void look(const struct pdu *p, uint32_t i, struct arena scratch)
{
	struct buf b = buf_in(&scratch);
	const struct field *f = &p->f[i];
	hide_octets(&hide, p, f, &b);
	if (b.n != 2 * (size_t)f->len + 2)
		abort();
	for (size_t k = 0; k < hide.n; k++)
		for (uint32_t at = hide.range[k].off; at < hide.range[k].end; at++)
			if (at >= f->off && at - f->off < f->len && b.p[1 + 2 * (at - f->off)] != 'x')
				abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const enum speaks protos[] = { SPEAKS_NGAP, SPEAKS_S1AP, SPEAKS_NAS5GS, SPEAKS_NASEPS };
	static struct field fields[PDU_FIELDS];
	static struct arena memory;
	if (memory.beg == NULL) {
		memory = arena_reserve((size_t)256 << 20, "fuzz");
		hide_begin(&hide);
	}
	struct arena a = memory, scratch = arena_reserve((size_t)16 << 20, "fuzz");
	char *start = scratch.beg;
	enum speaks s = protos[size ? data[0] % COUNT(protos) : 0];
	struct pdu p = decode(speaks_proto(s), (struct span){ data, size }, fields, PDU_FIELDS);
	struct payload payload = { .data = { data, size }, .from = { { 10 }, 4, 1 }, .to = { { 0xfe, 0x80 }, 6, 2 } };
	struct watch_line l = { .m = { &payload, &p, NULL, s }, .file = "f", .hex = true };
	struct buf out = buf_in(&a);
	char number[WATCH_NUMBER];
	buf_add(&out, number, watch_pdu_number(number, 1));
	hide_message(&hide, &p);
	watch_pdu_json(&out, &l, &hide, scratch);
	struct arena rest = a;
	struct json j;
	json_of(&j, &rest, (struct str){ out.p, out.n - 1 }, "line", NULL);
	json_skip(&j);
	if (!json_done(&j) || out.p[out.n - 1] != '\n')
		abort();
	for (uint32_t i = 0; i < p.n && i < 64; i++)
		look(&p, i, scratch);
	arena_release(&scratch, start);
	return 0;
}
