/* SPDX-License-Identifier: Apache-2.0
 *
 * pcap.c - the packets of a pcap file (draft-ietf-opsawg-pcap)
 */
#include "watch/capture/container.h"
#include "watch/capture/octets.h"

enum { FILE_HEADER = 24, RECORD_HEADER = 16, MODIFIED_HEADER = 24 };

static const struct {
	uint32_t magic;
	bool nano, modified;
} forms[] = {
	{ 0xa1b2c3d4, false, false },
	{ 0xa1b23c4d, true, false },
	{ 0xa1b2cd34, false, true },
};

static bool is_magic(struct container *c, uint32_t magic)
{
	for (size_t i = 0; i < COUNT(forms); i++) {
		c->swap = __builtin_bswap32(magic) == forms[i].magic;
		c->nano = forms[i].nano;
		c->modified = forms[i].modified;
		if (c->swap || magic == forms[i].magic)
			return true;
	}
	return false;
}

bool pcap_file_begin(struct container *c)
{
	struct span head = input_peek(&c->in, FILE_HEADER);
	if (!has(head, 0, 4) || !is_magic(c, raw32(head, 0)))
		return false;
	if (head.n < FILE_HEADER)
		return container_stop(c, "ends in its header", true);
	struct interface *i = PUSH(c->a, c->interfaces, c->n, c->cap);
	/* The upper half of the link type says how long a check sum at the end of packets is. */
	*i = (struct interface){ .link = (uint16_t)order32(raw32(head, 20), c->swap) };
	input_take(&c->in, FILE_HEADER);
	return true;
}

bool pcap_file_next(struct container *c, struct frame *f)
{
	size_t header = c->modified ? MODIFIED_HEADER : RECORD_HEADER;
	struct span s = input_peek(&c->in, header);
	if (s.n < header) {
		c->ended = true;
		return s.n || c->in.why ? container_stop(c, "ends in the header of a packet", true) : false;
	}
	uint32_t seconds = order32(raw32(s, 0), c->swap), fraction = order32(raw32(s, 4), c->swap);
	uint32_t kept = order32(raw32(s, 8), c->swap), length = order32(raw32(s, 12), c->swap);
	if (kept > FRAME_MAX)
		return container_stop(c, "a packet is longer than any can be: the file is damaged", false);
	s = input_peek(&c->in, header + kept);
	if (s.n < header + kept)
		return container_stop(c, "ends in the middle of a packet", true);
	*f = (struct frame){ .time = seconds * UINT64_C(1000000000) + fraction * (c->nano ? UINT64_C(1) : 1000),
		             .data = after(s, header),
		             .length = length,
		             .link = c->interfaces->link };
	input_take(&c->in, s.n);
	return true;
}
