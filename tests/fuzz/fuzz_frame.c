/* SPDX-License-Identifier: Apache-2.0
 *
 * fuzz_frame.c - streams of messages: first a port and flags, then segments with a length, a way and a hole
 */
#include "watch/frame/frame.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static uint64_t octets;

static void take(void *unused, const struct payload *at, enum speaks s)
{
	(void)unused;
	if (at->data.n > FRAME_MOST || s >= SPEAKS_N)
		abort();
	for (size_t i = 0; i < at->data.n; i++)
		octets += at->data.p[i];
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint16_t ports[] = { 3868, 5060, 53, 9999 };
	static struct arena memory;
	static struct frames frames;
	if (memory.beg == NULL)
		memory = arena_reserve((size_t)64 << 20, "fuzz");
	struct arena a = memory;
	if (size < 1)
		return 0;
	uint16_t port = ports[data[0] & 3], flags = data[0] & 4 ? PAYLOAD_LATE : 0;
	frame_begin(&frames, &a, &(struct frame_sink){ take, NULL });
	for (size_t at = 1; at + 3 < size;) {
		size_t n = data[at] < size - at - 3 ? data[at] : size - at - 3;
		struct payload p = { .data = { data + at + 3, n }, .transport = PAYLOAD_TCP,
			             .flow = 1 + (data[at + 1] >> 6), .flags = flags,
			             .direction = data[at + 1] & 1, .offset = (uint32_t)at };
		p.to.port = port;
		p.tcp.gap = data[at + 2];
		frame_payload(&frames, &p);
		at += 3 + n;
	}
	frame_end(&frames);
	if (frames.streams.n != 0)
		abort();
	return 0;
}
