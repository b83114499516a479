/* SPDX-License-Identifier: Apache-2.0
 *
 * packet_build.h - packets and capture files in memory, octet by octet, for tests and benchmarks
 *
 * A packet is built from the inside out: pb_put appends, each pb_<header> stands what is there behind its header.
 * So a datagram in a tunnel reads: payload, UDP, IP, GTP-U, UDP, IP, Ethernet.
 */
#ifndef PT_TESTS_PACKET_BUILD_H
#define PT_TESTS_PACKET_BUILD_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/rd.h"

enum { PB_ROOM = 1 << 17 };

struct packet_build {
	uint8_t octets[PB_ROOM];
	size_t at; /* begins here, ends at PB_ROOM */
};

static inline void pb_clear(struct packet_build *b)
{
	b->at = PB_ROOM;
}

static inline struct span pb_span(const struct packet_build *b)
{
	return (struct span){ b->octets + b->at, PB_ROOM - b->at };
}

/* n octets in front of what is there. */
static inline uint8_t *pb_front(struct packet_build *b, size_t n)
{
	b->at -= n;
	return memset(b->octets + b->at, 0, n);
}

static inline void pb_be(uint8_t *p, uint64_t v, unsigned octets)
{
	while (octets-- > 0) {
		p[octets] = (uint8_t)v;
		v >>= 8;
	}
}

static inline void pb_le(uint8_t *p, uint64_t v, unsigned octets)
{
	for (unsigned i = 0; i < octets; i++, v >>= 8)
		p[i] = (uint8_t)v;
}

static inline void pb_octets(struct packet_build *b, const void *p, size_t n)
{
	if (n > 0)
		memcpy(pb_front(b, n), p, n);
}

static inline void pb_text(struct packet_build *b, const char *text)
{
	pb_octets(b, text, strlen(text));
}

static inline void pb_udp(struct packet_build *b, uint16_t from, uint16_t to)
{
	size_t n = pb_span(b).n + 8;
	uint8_t *p = pb_front(b, 8);
	pb_be(p, from, 2);
	pb_be(p + 2, to, 2);
	pb_be(p + 4, n, 2);
}

struct pb_tcp {
	uint16_t from, to;
	uint32_t sequence, acknowledges;
	uint8_t flags;
};

enum { PB_FIN = 1, PB_SYN = 2, PB_RST = 4, PB_ACK = 16 };

static inline void pb_tcp(struct packet_build *b, struct pb_tcp t)
{
	uint8_t *p = pb_front(b, 20);
	pb_be(p, t.from, 2);
	pb_be(p + 2, t.to, 2);
	pb_be(p + 4, t.sequence, 4);
	pb_be(p + 8, t.acknowledges, 4);
	p[12] = 5 << 4;
	p[13] = t.flags;
	pb_be(p + 14, 65535, 2);
}

struct pb_data {
	uint32_t tsn, ppid;
	uint16_t stream, ssn;
	uint8_t flags;
};

enum { PB_LAST = 1, PB_FIRST = 2, PB_WHOLE = 3, PB_UNORDERED = 4 };

/* A DATA chunk with these octets, in front of the other chunks. */
static inline void pb_data(struct packet_build *b, struct pb_data d, const void *octets, size_t n)
{
	uint8_t *p = pb_front(b, 16 + (n + 3) / 4 * 4);
	p[1] = d.flags;
	pb_be(p + 2, 16 + n, 2);
	pb_be(p + 4, d.tsn, 4);
	pb_be(p + 8, d.stream, 2);
	pb_be(p + 10, d.ssn, 2);
	pb_be(p + 12, d.ppid, 4);
	if (n > 0)
		memcpy(p + 16, octets, n);
}

/* A chunk whose body is a number (the tag of an INIT, the TSN of a FORWARD-TSN) and zeros. */
static inline void pb_chunk(struct packet_build *b, uint8_t type, uint8_t flags, uint32_t first, size_t n)
{
	uint8_t *p = pb_front(b, n);
	p[0] = type;
	p[1] = flags;
	pb_be(p + 2, n, 2);
	if (n >= 8)
		pb_be(p + 4, first, 4);
}

static inline void pb_sctp(struct packet_build *b, uint16_t from, uint16_t to, uint32_t tag)
{
	uint8_t *p = pb_front(b, 12);
	pb_be(p, from, 2);
	pb_be(p + 2, to, 2);
	pb_be(p + 4, tag, 4);
}

/* Addresses are 10.0.0.0 + number. */
static inline void pb_ip4_part(struct packet_build *b, uint8_t protocol, uint32_t from, uint32_t to, uint16_t id,
                               uint16_t part)
{
	size_t n = pb_span(b).n + 20;
	uint8_t *p = pb_front(b, 20);
	p[0] = 0x45;
	pb_be(p + 2, n, 2);
	pb_be(p + 4, id, 2);
	pb_be(p + 6, part, 2);
	p[8] = 64;
	p[9] = protocol;
	pb_be(p + 12, 0x0a000000u + from, 4);
	pb_be(p + 16, 0x0a000000u + to, 4);
}

static inline void pb_ip4(struct packet_build *b, uint8_t protocol, uint32_t from, uint32_t to)
{
	pb_ip4_part(b, protocol, from, to, 0, 0);
}

/* Addresses are 2001:db8:: + number. */
static inline void pb_ip6(struct packet_build *b, uint8_t protocol, uint32_t from, uint32_t to)
{
	size_t n = pb_span(b).n;
	uint8_t *p = pb_front(b, 40);
	p[0] = 0x60;
	pb_be(p + 4, n, 2);
	p[6] = protocol;
	p[7] = 64;
	pb_be(p + 8, 0x20010db8, 4);
	pb_be(p + 20, from, 4);
	pb_be(p + 24, 0x20010db8, 4);
	pb_be(p + 36, to, 4);
}

static inline void pb_gtpu(struct packet_build *b, uint32_t teid)
{
	size_t n = pb_span(b).n;
	uint8_t *p = pb_front(b, 8);
	p[0] = 0x30;
	p[1] = 255;
	pb_be(p + 2, n, 2);
	pb_be(p + 4, teid, 4);
}

static inline void pb_ethernet(struct packet_build *b, uint16_t type)
{
	uint8_t *p = pb_front(b, 14);
	p[5] = 1;
	p[11] = 2;
	pb_be(p + 12, type, 2);
}

/* A file that grows in an arena. */
struct file_build {
	struct arena *a;
	uint8_t *p;
	size_t n, cap;
	bool big, nano, modified; /* pcap: byte order and form */
};

static inline void fb_octets(struct file_build *f, const void *p, size_t n)
{
	if (f->cap - f->n < n) {
		size_t cap = f->cap * 2 + n + 4096;
		uint8_t *to = NEW(f->a, uint8_t, cap);
		if (f->n > 0)
			memcpy(to, f->p, f->n);
		f->p = to;
		f->cap = cap;
	}
	if (n > 0)
		memcpy(f->p + f->n, p, n);
	f->n += n;
}

static inline void fb_number(struct file_build *f, uint64_t v, unsigned octets)
{
	uint8_t p[8];
	if (f->big)
		pb_be(p, v, octets);
	else
		pb_le(p, v, octets);
	fb_octets(f, p, octets);
}

static inline void fb_pcap(struct file_build *f, uint32_t link)
{
	fb_number(f, f->modified ? 0xa1b2cd34 : f->nano ? 0xa1b23c4d : 0xa1b2c3d4, 4);
	fb_number(f, 2, 2);
	fb_number(f, 4, 2);
	fb_number(f, 0, 8);
	fb_number(f, 262144, 4);
	fb_number(f, link, 4);
}

/* A packet at so many nanoseconds, of which `kept` octets are recorded. */
static inline void fb_record(struct file_build *f, uint64_t time, struct span s, size_t kept)
{
	fb_number(f, time / 1000000000, 4);
	fb_number(f, time % 1000000000 / (f->nano ? 1 : 1000), 4);
	fb_number(f, kept, 4);
	fb_number(f, s.n, 4);
	if (f->modified)
		fb_number(f, 0, 8);
	fb_octets(f, s.p, kept);
}

static inline void fb_packet(struct file_build *f, uint64_t time, const struct packet_build *b)
{
	fb_record(f, time, pb_span(b), pb_span(b).n);
}

/* A block of pcapng around these octets. */
static inline void fb_block(struct file_build *f, uint32_t type, const void *body, size_t n)
{
	size_t total = 12 + (n + 3) / 4 * 4;
	fb_number(f, type, 4);
	fb_number(f, total, 4);
	fb_octets(f, body, n);
	fb_number(f, 0, (unsigned)((4 - n % 4) % 4));
	fb_number(f, total, 4);
}

static inline void fb_section(struct file_build *f)
{
	struct file_build body = { .a = f->a, .big = f->big };
	fb_number(&body, 0x1a2b3c4d, 4);
	fb_number(&body, 1, 2);
	fb_number(&body, 0, 2);
	fb_number(&body, UINT64_MAX, 8);
	fb_block(f, 0x0a0d0d0a, body.p, body.n);
}

/* resolution: as if_tsresol; 6 leaves the option out. */
static inline void fb_interface(struct file_build *f, uint16_t link, uint8_t resolution, int64_t offset)
{
	struct file_build body = { .a = f->a, .big = f->big };
	fb_number(&body, link, 2);
	fb_number(&body, 0, 2);
	fb_number(&body, 0, 4);
	if (resolution != 6) {
		fb_number(&body, 9, 2);
		fb_number(&body, 1, 2);
		fb_octets(&body, (uint8_t[4]){ resolution }, 4);
	}
	if (offset != 0) {
		fb_number(&body, 14, 2);
		fb_number(&body, 8, 2);
		fb_number(&body, (uint64_t)offset, 8);
	}
	fb_number(&body, 0, 4);
	fb_block(f, 1, body.p, body.n);
}

static inline void fb_enhanced(struct file_build *f, uint32_t interface, uint64_t ticks, struct span s)
{
	struct file_build body = { .a = f->a, .big = f->big };
	fb_number(&body, interface, 4);
	fb_number(&body, ticks >> 32, 4);
	fb_number(&body, (uint32_t)ticks, 4);
	fb_number(&body, s.n, 4);
	fb_number(&body, s.n, 4);
	fb_octets(&body, s.p, s.n);
	fb_block(f, 6, body.p, body.n);
}

#endif
