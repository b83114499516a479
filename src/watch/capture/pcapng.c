/* SPDX-License-Identifier: Apache-2.0
 *
 * pcapng.c - the packets of a pcapng file (draft-ietf-opsawg-pcapng)
 *
 * A block is type, total length, body, total length.  The length in front rules; another one at the end is told
 * and does no harm.  Blocks that are not read are left out however long they are.
 */
#include "watch/capture/container.h"
#include "watch/capture/octets.h"

enum block {
	BLOCK_INTERFACE = 1,
	BLOCK_PACKET = 2, /* obsolete */
	BLOCK_SIMPLE = 3,
	BLOCK_NAMES = 4,
	BLOCK_STATISTICS = 5,
	BLOCK_ENHANCED = 6,
	BLOCK_SECRETS = 10,
	BLOCK_SECTION = 0x0a0d0d0a,
};

enum { BLOCK_HEAD = 8, BLOCK_TAIL = 4, NANO = 1000000000 };
#define BYTE_ORDER_MAGIC 0x1a2b3c4du

static void bad_block(struct container *c, const char *why)
{
	c->stats->n[COUNT_bad_blocks]++;
	container_problem(c, why);
}

static uint32_t get32(const struct container *c, struct span s, size_t at)
{
	return order32(raw32(s, at), c->swap);
}

static uint16_t get16(const struct container *c, struct span s, size_t at)
{
	return order16(raw16(s, at), c->swap);
}

/* The next option of a block; false at the end of the list. */
static bool option(const struct container *c, struct span *list, uint16_t *code, struct span *value)
{
	*code = get16(c, *list, 0);
	size_t n = get16(c, *list, 2);
	if (*code == 0 || !has(*list, 4, n))
		return false;
	*value = first(after(*list, 4), n);
	*list = after(*list, 4 + (n + 3) / 4 * 4);
	return true;
}

static bool interface_block(struct container *c, struct span body)
{
	enum { TSRESOL = 9, TSOFFSET = 14, MICRO = 6, HEAD = 8 };
	if (c->n == INTERFACES)
		return container_stop(c, "has more interfaces than 4096", false);
	if (body.n < HEAD)
		return container_stop(c, "an interface block is too short", false);
	struct interface *i = PUSH(c->a, c->interfaces, c->n, c->cap);
	*i = (struct interface){ .link = get16(c, body, 0), .snaplen = get32(c, body, 4), .resolution = MICRO };
	struct span list = after(body, HEAD), value;
	for (uint16_t code; option(c, &list, &code, &value);) {
		if (code == TSRESOL && value.n == 1)
			i->resolution = at8(value, 0);
		else if (code == TSOFFSET && value.n == 8)
			i->offset = (int64_t)order64(raw64(value, 0), c->swap);
	}
	return true;
}

static uint64_t saturated(unsigned __int128 v)
{
	return v > UINT64_MAX ? UINT64_MAX : (uint64_t)v;
}

/* Ticks of the interface in nanoseconds, cut off below and beyond what 64 bits hold. */
static uint64_t nanoseconds(const struct interface *i, uint64_t ticks)
{
	enum { BINARY = 0x80, DIGITS = 9, MOST = 38 };
	unsigned power = i->resolution & ~(unsigned)BINARY;
	unsigned __int128 v = ticks;
	if (i->resolution == 6) {
		v *= 1000;
	} else if (i->resolution & BINARY) {
		v = power < 96 ? v * NANO >> power : 0;
	} else {
		for (; power < DIGITS; power++)
			v *= 10;
		for (; power > DIGITS && power <= MOST; power--)
			v /= 10;
		if (power > MOST)
			v = 0;
	}
	if (i->offset == 0)
		return saturated(v);
	uint64_t seconds = i->offset < 0 ? -(uint64_t)i->offset : (uint64_t)i->offset;
	unsigned __int128 shift = (unsigned __int128)seconds * NANO;
	if (i->offset > 0)
		return saturated(v + shift);
	return v > shift ? saturated(v - shift) : 0;
}

/* A packet of `kept` octets at `at` of the body; a length beyond the block is damage of the block alone. */
static bool packet(struct container *c, struct frame *f, struct span body, size_t at)
{
	if (f->interface >= c->n) {
		bad_block(c, "a packet of an interface that is not described");
		return false;
	}
	const struct interface *i = c->interfaces + f->interface;
	f->link = i->link;
	f->data = first(after(body, at), f->data.n);
	return true;
}

static bool enhanced_block(struct container *c, struct frame *f, struct span body, bool obsolete)
{
	enum { HEAD = 20 };
	if (body.n < HEAD || get32(c, body, 12) > body.n - HEAD) {
		bad_block(c, "a packet does not fit into its block");
		return false;
	}
	uint32_t interface = obsolete ? get16(c, body, 0) : get32(c, body, 0);
	*f = (struct frame){ .interface = interface,
		             .data = { NULL, get32(c, body, 12) },
		             .length = get32(c, body, 16) };
	if (!packet(c, f, body, HEAD))
		return false;
	f->time = nanoseconds(c->interfaces + interface, (uint64_t)get32(c, body, 4) << 32 | get32(c, body, 8));
	return true;
}

static bool simple_block(struct container *c, struct frame *f, struct span body)
{
	uint32_t length = get32(c, body, 0);
	size_t kept = body.n < 4 ? 0 : body.n - 4, snaplen = c->n > 0 ? c->interfaces->snaplen : 0;
	if (kept > length)
		kept = length; /* what is behind is padding */
	if (snaplen > 0 && kept > snaplen)
		kept = snaplen;
	*f = (struct frame){ .data = { NULL, kept }, .length = length, .flags = PAYLOAD_TIMELESS };
	return packet(c, f, body, 4);
}

static void statistics_block(struct container *c, struct span body)
{
	enum { HEAD = 12, DROPPED_INTERFACE = 5, DROPPED_SYSTEM = 7 };
	uint32_t interface = get32(c, body, 0);
	struct span list = after(body, HEAD), value;
	uint64_t drops = 0;
	if (interface >= c->n)
		return;
	for (uint16_t code; option(c, &list, &code, &value);)
		if ((code == DROPPED_INTERFACE || code == DROPPED_SYSTEM) && value.n == 8)
			drops += order64(raw64(value, 0), c->swap);
	if (drops > c->interfaces[interface].drops) { /* it counts from the beginning of the recording */
		c->stats->n[COUNT_recorder_drops] += drops - c->interfaces[interface].drops;
		c->interfaces[interface].drops = drops;
	}
}

static void secrets_block(struct container *c, struct span body)
{
	enum { HEAD = 8 };
	size_t n = get32(c, body, 4);
	if (body.n < HEAD || n > body.n - HEAD)
		bad_block(c, "secrets do not fit into their block");
	else if (c->sink->secret != NULL)
		c->sink->secret(c->sink->ctx, &(struct capture_secret){ .file = c->file,
		                                                        .type = get32(c, body, 0),
		                                                        .data = first(after(body, HEAD), n) });
}

/* Names that the recording program looked up: address, then texts that end with a zero. */
static void names_block(struct container *c, struct span body)
{
	enum { IPV4 = 1, IPV6 = 2 };
	while (c->sink->name != NULL && body.n >= 4) {
		uint16_t type = get16(c, body, 0);
		size_t n = get16(c, body, 2), address = type == IPV4 ? 4 : type == IPV6 ? 16 : 0;
		struct span value = first(after(body, 4), n);
		if (type == 0 || value.n < n)
			return;
		struct span text = after(value, address);
		const uint8_t *end = text.n ? memchr(text.p, 0, text.n) : NULL;
		if (address > 0 && value.n > address && end != NULL) {
			struct capture_name name = { .file = c->file,
				                     .family = address == 4 ? 4 : 6,
				                     .text = { (const char *)text.p, (size_t)(end - text.p) } };
			memcpy(name.address, value.p, address);
			c->sink->name(c->sink->ctx, &name);
		}
		body = after(body, 4 + (n + 3) / 4 * 4);
	}
}

static bool section_block(struct container *c, struct span head)
{
	uint32_t magic = raw32(head, BLOCK_HEAD);
	c->swap = magic == __builtin_bswap32(BYTE_ORDER_MAGIC);
	c->n = 0;
	if (!c->swap && magic != BYTE_ORDER_MAGIC)
		return container_stop(c, "a section has no byte order", false);
	return true;
}

/* A block that no window holds: only one that is not read may be so long. */
static bool leave_out(struct container *c, uint32_t type, uint32_t total)
{
	c->stats->n[COUNT_unknown_blocks]++;
	if (type == BLOCK_SECRETS || type == BLOCK_NAMES)
		bad_block(c, "secrets or names are too long and were left out");
	else if (type == BLOCK_ENHANCED || type == BLOCK_SIMPLE || type == BLOCK_PACKET || type == BLOCK_INTERFACE)
		return container_stop(c, "a packet is longer than any can be: the file is damaged", false);
	return input_skip(&c->in, total) || container_stop(c, "ends in the middle of a block", true);
}

/* One block; true when it is a packet. */
static bool block(struct container *c, struct frame *f, uint32_t type, struct span body)
{
	switch (type) {
	case BLOCK_ENHANCED: return enhanced_block(c, f, body, false);
	case BLOCK_PACKET: return enhanced_block(c, f, body, true);
	case BLOCK_SIMPLE: return simple_block(c, f, body);
	case BLOCK_INTERFACE: interface_block(c, body); break;
	case BLOCK_STATISTICS: statistics_block(c, body); break;
	case BLOCK_SECRETS: secrets_block(c, body); break;
	case BLOCK_NAMES: names_block(c, body); break;
	case BLOCK_SECTION: break;
	default: c->stats->n[COUNT_unknown_blocks]++; break;
	}
	return false;
}

bool pcapng_next(struct container *c, struct frame *f)
{
	while (!c->ended) {
		struct span s = input_peek(&c->in, BLOCK_HEAD + BLOCK_TAIL);
		if (s.n == 0 && c->in.why == NULL) {
			c->ended = true;
			break;
		}
		if (s.n < BLOCK_HEAD + BLOCK_TAIL)
			return container_stop(c, "ends in the header of a block", true);
		if (raw32(s, 0) == BLOCK_SECTION && !section_block(c, s)) /* a palindrome: has no byte order */
			return false;
		uint32_t type = get32(c, s, 0), total = get32(c, s, 4);
		if (total < BLOCK_HEAD + BLOCK_TAIL || total % 4 != 0)
			return container_stop(c, "a block has a length that cannot be", false);
		if (total > INPUT_WINDOW) {
			if (!leave_out(c, type, total))
				return false;
			continue;
		}
		s = input_peek(&c->in, total);
		if (s.n < total)
			return container_stop(c, "ends in the middle of a block", true);
		if (get32(c, s, total - BLOCK_TAIL) != total)
			bad_block(c, "a block has two different lengths");
		bool got = block(c, f, type, first(after(s, BLOCK_HEAD), total - BLOCK_HEAD - BLOCK_TAIL));
		input_take(&c->in, total);
		if (got)
			return true;
	}
	return false;
}
