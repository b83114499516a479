/* SPDX-License-Identifier: Apache-2.0
 *
 * fuzz_capture_flow.c - segments of TCP and chunks of SCTP in any order
 *
 * Eight octets are one packet: what and who, flags, where, how long, how long after the one before.  Contents follow
 * from the place, but for packets that contradict.  So what TCP delivers can be checked octet by octet.
 */
#include "fuzz_capture.h"

static bool honest; /* no packet contradicted another, and no stream began again */

static void check(void *ctx, const struct payload *p)
{
	fuzz_payload(ctx, p);
	if (honest && p->transport == PAYLOAD_SCTP && p->kind == PAYLOAD_DATA && (p->flags & PAYLOAD_JOINED))
		for (size_t i = 1; i < p->data.n; i++)
			fuzz_demand(p->data.p[i] == p->data.p[0] || p->data.p[i] == (uint8_t)(p->data.p[i - 1] + 1));
}

static void tcp(struct packet_build *b, const uint8_t *op, uint32_t at, size_t n)
{
	static uint8_t octets[1 << 12];
	for (size_t i = 0; i < n; i++)
		octets[i] = (uint8_t)(at + i);
	if (op[0] & 4)
		memset(octets, op[5], n);
	pb_octets(b, octets, n);
	bool back = op[0] & 2;
	pb_tcp(b, (struct pb_tcp){ back ? 80 : 1000 + op[1] / 128, back ? 1000 + op[1] / 128 : 80, at, at ^ op[6],
	                           op[1] & (PB_FIN | PB_SYN | PB_RST | PB_ACK) });
	pb_ip4(b, 6, 1 + back, 2 - back);
}

/* Each fragment is its TSN: a message is a run of consecutive numbers. */
static void sctp(struct packet_build *b, const uint8_t *op, uint32_t at)
{
	static const uint8_t types[] = { 1, 2, 3, 6, 14, 192 };
	bool back = op[0] & 2;
	uint8_t text = (uint8_t)at;
	if (op[0] & 8)
		pb_chunk(b, types[op[5] % COUNT(types)], op[6] & 1, at, 8);
	if (op[0] & 4)
		honest = false;
	pb_data(b, (struct pb_data){ at, 60, 0, 0, op[1] & 7 }, &text, 1);
	pb_sctp(b, back ? 38412 : 9487, back ? 9487 : 38412, op[0] & 16 ? 0 : op[1] >> 6);
	pb_ip4(b, 132, 1 + back, 2 - back);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct packet_build b;
	struct fuzz_capture f;
	uint64_t now = 1;
	fuzz_begin(&f);
	f.c.sink.payload = check;
	honest = true;
	for (uint64_t n = 1; size >= 8; n++, data += 8, size -= 8) {
		uint32_t at = (uint32_t)data[2] << 8 | data[3];
		if (data[7] & 1)
			at = at * 65537;
		pb_clear(&b);
		if (data[0] & 1)
			tcp(&b, data, at, data[4] * 8u);
		else
			sctp(&b, data, at);
		now += (uint64_t)(data[7] >> 1) * 50000000;
		struct span s = pb_span(&b);
		size_t cut = data[0] & 32 ? data[5] % 16 : 0;
		capture_frame(&f.c, &(struct frame){ .time = now,
		                                     .number = n,
		                                     .data = { s.p, s.n - cut },
		                                     .length = (uint32_t)s.n,
		                                     .link = 101 });
	}
	capture_end(&f.c);
	fuzz_end(&f);
	return 0;
}
