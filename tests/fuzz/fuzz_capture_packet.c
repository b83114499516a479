/* SPDX-License-Identifier: Apache-2.0
 *
 * fuzz_capture_packet.c - packets from arbitrary octets
 *
 * The first octet chooses the link; then each packet is its length in two octets, how much of its end was cut off in
 * one, and its octets.  So one input holds several fragments, or both directions of an association.
 */
#include "fuzz_capture.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint16_t links[] = { 1, 101, 113, 276, 0, 252, 9 };
	struct fuzz_capture f;
	struct rd r = rd_of((struct span){ data, size });
	fuzz_begin(&f);
	f.c.flows.user_streams = true;
	uint16_t link = links[rd_be(&r, 1) % COUNT(links)];
	for (uint64_t n = 1; rd_left(&r) > 0; n++) {
		size_t length = rd_be(&r, 2), cut = rd_be(&r, 1);
		struct span s = rd_take(&r, length < rd_left(&r) ? length : rd_left(&r));
		uint8_t *copy = malloc(s.n ? s.n : 1); /* so that one octet too far is noticed */
		if (s.n > 0)
			memcpy(copy, s.p, s.n);
		struct frame frame = { .time = n * 100000000,
			               .number = n,
			               .data = { copy, s.n },
			               .length = (uint32_t)(s.n + cut),
			               .link = link };
		capture_frame(&f.c, &frame);
		free(copy);
	}
	capture_end(&f.c);
	fuzz_end(&f);
	return 0;
}
