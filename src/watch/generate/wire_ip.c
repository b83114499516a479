/* SPDX-License-Identifier: Apache-2.0
 *
 * wire_ip.c - frames: link layers, IPv4 and IPv6, UDP, ICMP, ARP
 */
#include "watch/generate/wire.h"

enum { ETHER_IP4 = 0x0800, ETHER_ARP = 0x0806, ETHER_VLAN = 0x8100, ETHER_IP6 = 0x86dd, HEAD_IP4 = 20, HEAD_IP6 = 40,
       HEAD_UDP = 8, TTL = 64, GAP = 300 /* ns between frames that leave at one moment */ };

static const struct span none;

static uint32_t add_up(uint32_t sum, struct span s)
{
	for (size_t i = 0; i + 1 < s.n; i += 2)
		sum += (uint32_t)s.p[i] << 8 | s.p[i + 1];
	return s.n % 2 ? sum + ((uint32_t)s.p[s.n - 1] << 8) : sum;
}

static uint16_t fold(uint32_t sum)
{
	sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)~((sum & 0xffff) + (sum >> 16));
}

uint16_t wire_checksum(struct span head, struct span payload)
{
	return fold(add_up(add_up(0, head), payload));
}

struct put wire_begin(struct wire *w)
{
	return put_in(w->room + WIRE_HEAD, WIRE_ROOM);
}

/* ---- out ---- */

static void record(struct wire *w, const struct generate_frame *f)
{
	w->said++;
	if (f->time >= w->begin)
		w->take(w->ctx, f);
}

static void release(struct wire *w)
{
	if (w->held_frame.octets.n == 0)
		return;
	struct generate_frame f = w->held_frame;
	w->held_frame.octets.n = 0;
	f.time = w->last += GAP;
	record(w, &f);
}

void wire_end(struct wire *w)
{
	release(w);
}

/* The time of a frame: now, or right behind the one before. */
static void leave(struct wire *w, uint8_t *p, size_t n)
{
	struct generate_frame f = { .octets = { p, n }, .whole = n, .mark = w->mark };
	if (w->snap > 0 && n > w->snap)
		f.octets.n = w->snap;
	if (w->held_frame.octets.n == 0 && wire_chance(&w->rng, w->swapped)) {
		memcpy(w->held, p, f.octets.n);
		f.octets.p = w->held;
		w->held_frame = f;
		return;
	}
	f.time = w->last = w->now > w->last + GAP ? w->now : w->last + GAP;
	record(w, &f);
	if (wire_chance(&w->rng, w->twice)) {
		f.time = w->last += GAP;
		record(w, &f);
	}
	release(w);
}

/* Puts the header of the link in front of the packet of `n` octets at `p`, and sends it. */
static void link(struct wire *w, const struct node *from, const uint8_t *to_mac, uint16_t type, uint8_t *p, size_t n)
{
	uint8_t head[24];
	struct put o = put_in(head, sizeof head);
	if (w->link == LINK_SLL) { /* sent to us, Ethernet, its address */
		put_be(&o, 0, 2);
		put_be(&o, 1, 2);
		put_be(&o, WIRE_MAC, 2);
		put_octets(&o, from->mac, WIRE_MAC);
		put_be(&o, 0, 2);
		put_be(&o, type, 2);
	} else if (w->link == LINK_SLL2) {
		put_be(&o, type, 2);
		put_be(&o, 0, 2);
		put_be(&o, 2, 4); /* interface */
		put_be(&o, 1, 2);
		put_be(&o, 0, 1);
		put_be(&o, WIRE_MAC, 1);
		put_octets(&o, from->mac, WIRE_MAC);
		put_be(&o, 0, 2);
	} else if (w->link == LINK_ETHERNET) {
		put_octets(&o, to_mac, WIRE_MAC);
		put_octets(&o, from->mac, WIRE_MAC);
		if (w->vlan != 0)
			put_be(&o, (uint32_t)ETHER_VLAN << 16 | w->vlan, 4);
		put_be(&o, type, 2);
	}
	memcpy(p - o.n, head, o.n);
	leave(w, p - o.n, n + o.n);
}

/* ---- IP ---- */

static void put_ip4(struct put *o, struct wire *w, const uint8_t *from, const uint8_t *to, uint8_t protocol,
                    size_t n)
{
	size_t at = o->n;
	put_be(o, 0x4500, 2);
	put_be(o, HEAD_IP4 + n, 2);
	put_be(o, ++w->ident, 2);
	put_be(o, 0, 2);
	put_be(o, TTL << 8 | protocol, 2);
	put_be(o, 0, 2);
	put_octets(o, from, 4);
	put_octets(o, to, 4);
	if (!o->full)
		put_at(o->p + at + 10, wire_checksum((struct span){ o->p + at, HEAD_IP4 }, none), 2);
}

/* One fragment: `n` octets of payload at `p`, which were `offset` octets behind the first. */
static void fragment4(struct wire *w, const struct node *from, const struct node *to, uint8_t protocol, uint8_t *p,
                      size_t n, size_t offset, bool more)
{
	uint16_t ident = w->ident;
	struct put o = put_in(p - HEAD_IP4, HEAD_IP4);
	put_ip4(&o, w, from->address, to->address, protocol, n);
	w->ident = ident;
	put_at(o.p + 4, ident, 2);
	put_at(o.p + 6, (more ? 0x2000u : 0) | offset / 8, 2);
	put_at(o.p + 10, 0, 2);
	put_at(o.p + 10, wire_checksum(put_span(&o), none), 2);
	link(w, from, to->mac, ETHER_IP4, o.p, HEAD_IP4 + n);
}

static void ip4(struct wire *w, const struct node *from, const struct node *to, uint8_t protocol, size_t n)
{
	enum { PIECE = (WIRE_MTU - HEAD_IP4) / 8 * 8 };
	uint8_t *p = w->room + WIRE_HEAD;
	w->ident++;
	for (size_t at = 0; at == 0 || at < n; at += PIECE) { /* the header overwrites what was sent before */
		bool more = n - at > PIECE;
		fragment4(w, from, to, protocol, p + at, more ? (size_t)PIECE : n - at, at, more);
		if (!more)
			break;
	}
}

static void ip6(struct wire *w, const struct node *from, const struct node *to, uint8_t protocol, size_t n)
{
	struct put o = put_in(w->room + WIRE_HEAD - HEAD_IP6, HEAD_IP6);
	put_be(&o, 0x60000000, 4);
	put_be(&o, n, 2);
	put_be(&o, protocol, 1);
	put_be(&o, TTL, 1);
	put_octets(&o, from->address, 16);
	put_octets(&o, to->address, 16);
	link(w, from, to->mac, ETHER_IP6, o.p, HEAD_IP6 + n);
}

void wire_ip(struct wire *w, const struct node *from, const struct node *to, uint8_t protocol, size_t n)
{
	if (from->family == 4)
		ip4(w, from, to, protocol, n);
	else
		ip6(w, from, to, protocol, n);
}

size_t wire_inner(struct wire *w, uint8_t *out, size_t room, const uint8_t from[4], const uint8_t to[4],
                  uint8_t protocol, struct span payload)
{
	struct put o = put_in(out, room);
	put_ip4(&o, w, from, to, protocol, payload.n);
	put_octets(&o, payload.p, payload.n);
	return o.full ? 0 : o.n;
}

/* The sum over addresses, protocol, length and payload (RFC 768, RFC 8200 8.1). */
static uint16_t sum_of(const struct node *from, const struct node *to, uint8_t protocol, const uint8_t *p, size_t n)
{
	size_t octets = from->family == 4 ? 4 : 16;
	uint32_t sum = protocol + (uint32_t)n;
	sum = add_up(sum, (struct span){ from->address, octets });
	sum = add_up(sum, (struct span){ to->address, octets });
	return fold(add_up(sum, (struct span){ p, n }));
}

void wire_sum(const struct node *from, const struct node *to, uint8_t protocol, uint8_t *p, size_t n, size_t at)
{
	uint16_t sum = sum_of(from, to, protocol, p, n);
	put_at(p + at, sum == 0 && protocol == IP_UDP ? 0xffff : sum, 2);
}

void wire_udp(struct wire *w, const struct node *from, uint16_t port, const struct node *to, uint16_t to_port,
              struct span payload)
{
	struct put o = wire_begin(w);
	put_be(&o, port, 2);
	put_be(&o, to_port, 2);
	put_be(&o, HEAD_UDP + payload.n, 2);
	put_be(&o, 0, 2);
	put_octets(&o, payload.p, payload.n);
	if (o.full || from == w->gone)
		return;
	wire_sum(from, to, IP_UDP, o.p, o.n, 6);
	wire_ip(w, from, to, IP_UDP, o.n);
	if (to == w->gone)
		wire_unreachable(w, from, port, to, to_port, payload);
}

/* ---- ICMP and ARP ---- */

void wire_unreachable(struct wire *w, const struct node *from, uint16_t port, const struct node *to,
                      uint16_t to_port, struct span payload)
{
	bool four = from->family == 4;
	struct put o = wire_begin(w);
	size_t keep = payload.n < 512 ? payload.n : 512;
	put_be(&o, four ? 0x0303u << 16 : 0x0104u << 16, 4);
	put_be(&o, 0, 4);
	if (four) {
		put_ip4(&o, w, from->address, to->address, IP_UDP, HEAD_UDP + payload.n);
	} else {
		put_be(&o, 0x60000000, 4);
		put_be(&o, HEAD_UDP + payload.n, 2);
		put_be(&o, IP_UDP << 8 | TTL, 2);
		put_octets(&o, from->address, 16);
		put_octets(&o, to->address, 16);
	}
	put_be(&o, (uint32_t)port << 16 | to_port, 4);
	put_be(&o, HEAD_UDP + payload.n, 2);
	put_be(&o, 0, 2);
	put_octets(&o, payload.p, keep);
	if (four)
		put_at(o.p + 2, wire_checksum(put_span(&o), none), 2);
	else
		wire_sum(to, from, IP_ICMP6, o.p, o.n, 2);
	wire_ip(w, to, from, four ? IP_ICMP : IP_ICMP6, o.n);
}

void wire_arp(struct wire *w, const struct node *from, const struct node *to, bool answer)
{
	static const uint8_t all[WIRE_MAC] = { 255, 255, 255, 255, 255, 255 }, unknown[WIRE_MAC];
	struct put o = wire_begin(w);
	put_be(&o, (uint64_t)1 << 48 | (uint64_t)ETHER_IP4 << 32 | WIRE_MAC << 24 | 4 << 16 | (answer ? 2 : 1), 8);
	put_octets(&o, from->mac, WIRE_MAC);
	put_octets(&o, from->address, 4);
	put_octets(&o, answer ? to->mac : unknown, WIRE_MAC);
	put_octets(&o, to->address, 4);
	if (from->family == 4)
		link(w, from, answer ? to->mac : all, ETHER_ARP, o.p, o.n);
}
