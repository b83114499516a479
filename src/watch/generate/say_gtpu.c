/* SPDX-License-Identifier: Apache-2.0
 *
 * say_gtpu.c - the user plane (TS 29.281): tunnels, and what subscribers do in them
 *
 * G-PDUs are most of the frames, so they are written here octet by octet; for other messages of GTP there is the
 * builder.
 */
#include "watch/generate/say.h"

enum { HEAD = 8, VERSION_1 = 0x30, EXTENDED = 4, NUMBERED = 2, CONTAINER = 0x85, QFI = 1, INNER = 1400 };

void say_gtpu(struct world *w, const struct node *from, const struct node *to, enum gtpu_type type, uint32_t teid,
              struct span payload)
{
	bool numbered = type != GTPU_PDU && type != GTPU_END_MARKER;
	struct put o = put_in(w->octets, sizeof w->octets);
	put_be(&o, VERSION_1 | (numbered ? NUMBERED : 0), 1);
	put_be(&o, type, 1);
	put_be(&o, payload.n + (numbered ? 4 : 0), 2);
	put_be(&o, teid, 4);
	if (numbered)
		put_be(&o, (uint64_t)(w->gtpu_number & 0xffff) << 16, 4);
	put_octets(&o, payload.p, payload.n);
	wire_udp(&w->wire, from, PORT_GTPU, to, PORT_GTPU, put_span(&o));
}

void say_gtpu_echo(struct world *w, const struct node *from, const struct node *to)
{
	static const uint8_t recovery[] = { 14, 0 };
	w->gtpu_number++;
	say_gtpu(w, from, to, GTPU_ECHO, 0, (struct span){ NULL, 0 });
	say_gtpu(w, to, from, GTPU_ECHO_ANSWER, 0, (struct span){ recovery, sizeof recovery });
}

/* The UPF does not know that tunnel: TS 29.281 7.3.1. */
static void error_indication(struct ue *ue)
{
	enum { TEID_DATA = 16, PEER_ADDRESS = 133 };
	struct world *w = ue->world;
	const struct node *upf = &w->nf[ue->session.upf];
	uint8_t ies[32];
	size_t octets = upf->family == 4 ? 4 : 16;
	struct put o = put_in(ies, sizeof ies);
	put_be(&o, TEID_DATA, 1);
	put_be(&o, ue->session.ul, 4);
	put_be(&o, PEER_ADDRESS, 1);
	put_be(&o, octets, 2);
	put_octets(&o, upf->address, octets);
	say_gtpu(w, upf, &ue->gnb->node, GTPU_ERROR, 0, put_span(&o));
}

void say_tunnel(struct ue *ue, bool up, struct span packet)
{
	bool unknown = !(ue->is & UE_SESSION);
	if (unknown && !up)
		return;
	struct world *w = ue->world;
	const struct node *upf = &w->nf[ue->session.upf], *gnb = &ue->gnb->node;
	struct put o = put_in(w->octets, sizeof w->octets);
	ue->session.octets += packet.n;
	put_be(&o, VERSION_1 | EXTENDED, 1);
	put_be(&o, GTPU_PDU, 1);
	put_be(&o, packet.n + 8, 2);
	put_be(&o, up ? ue->session.ul : ue->session.dl, 4);
	put_be(&o, CONTAINER, 4); /* no numbers; the next header is that of the session */
	put_be(&o, 1 << 24 | (up ? 1 : 0) << 20 | QFI << 8, 4);
	put_octets(&o, packet.p, packet.n);
	ue_speaks(ue, up);
	wire_udp(&w->wire, up ? gnb : upf, PORT_GTPU, up ? upf : gnb, PORT_GTPU, put_span(&o));
	if (unknown)
		error_indication(ue);
}

/* ---- what subscribers do ---- */

static struct node inside(const uint8_t address[4])
{
	struct node n = { .family = 4 };
	memcpy(n.address, address, 4);
	return n;
}

static void say_elsewhere(struct ue *ue, struct span packet)
{
	struct gnb other = { .node = *ue->session.other };
	struct ue as = *ue;
	as.gnb = &other;
	say_tunnel(&as, false, packet);
}

static void user_says(struct ue *ue, bool up, const uint8_t peer[4], uint8_t protocol, struct span payload)
{
	struct world *w = ue->world;
	size_t n = wire_inner(&w->wire, w->inner, sizeof w->inner, up ? ue->session.address : peer,
	                      up ? peer : ue->session.address, protocol, payload);
	struct span packet = { w->inner, n };
	if (n > 0 && !up && ue->session.far & FAR_COPIES)
		say_elsewhere(ue, packet);
	if (n > 0 && (up || !(ue->session.far & FAR_STOPS)))
		say_tunnel(ue, up, packet);
}

void say_user_udp(struct ue *ue, bool up, const uint8_t peer[4], uint32_t ports, struct span payload)
{
	uint8_t datagram[INNER + 8];
	struct node a = inside(ue->session.address), b = inside(peer);
	struct put o = put_in(datagram, sizeof datagram);
	put_be(&o, up ? ports : ports << 16 | ports >> 16, 4);
	put_be(&o, 8 + payload.n, 2);
	put_be(&o, 0, 2);
	put_octets(&o, payload.p, payload.n);
	wire_sum(up ? &a : &b, up ? &b : &a, IP_UDP, o.p, o.n, 6);
	user_says(ue, up, peer, IP_UDP, put_span(&o));
}

struct stream { /* of TCP, of a subscriber */
	struct ue *ue;
	const uint8_t *peer;
	uint16_t port[2];
	uint32_t seq[2];
};

static void tcp(struct stream *s, unsigned side, unsigned flags, struct span data)
{
	enum { FIN = 1, SYN = 2, ACK = 16 };
	uint8_t segment[INNER + 20];
	struct node n[2] = { inside(s->ue->session.address), inside(s->peer) };
	struct put o = put_in(segment, sizeof segment);
	put_be(&o, s->port[side], 2);
	put_be(&o, s->port[!side], 2);
	put_be(&o, s->seq[side], 4);
	put_be(&o, flags & ACK ? s->seq[!side] : 0, 4);
	put_be(&o, 5 << 12 | flags, 2);
	put_be(&o, 0xffff, 2);
	put_be(&o, 0, 4);
	put_octets(&o, data.p, data.n);
	wire_sum(&n[side], &n[!side], IP_TCP, o.p, o.n, 16);
	user_says(s->ue, side == 0, s->peer, IP_TCP, put_span(&o));
	s->seq[side] += (uint32_t)data.n + (flags & (SYN | FIN) ? 1 : 0);
}

static struct span some_octets(struct ue *ue, uint8_t *out, size_t n)
{
	for (size_t i = 0; i < n; i += 4)
		put_at(out + i, rng_u32(&ue->rng), 4);
	return (struct span){ out, n };
}

static void fetch(struct ue *ue)
{
	enum { FIN = 1, SYN = 2, PSH = 8, ACK = 16 };
	uint8_t data[INNER];
	struct stream s = { ue, ue->world->peer_web, { (uint16_t)(32768 + rng_u32(&ue->rng) % 28000), 443 },
		            { rng_u32(&ue->rng), rng_u32(&ue->rng) } };
	struct span none = { NULL, 0 };
	tcp(&s, 0, SYN, none);
	tcp(&s, 1, SYN | ACK, none);
	tcp(&s, 0, ACK, none);
	some_octets(ue, data, 264);
	put_at(data, (uint64_t)0x170303 << 16 | (264 - 5), 5);
	tcp(&s, 0, PSH | ACK, (struct span){ data, 264 });
	for (unsigned i = rng_u32(&ue->rng) % 6 + 1; i > 0; i--) {
		some_octets(ue, data, 1200);
		put_at(data, (uint64_t)0x170303 << 16 | (1200 - 5), 5); /* a record nobody can read */
		tcp(&s, 1, PSH | ACK, (struct span){ data, 1200 });
	}
	tcp(&s, 0, ACK, none);
	tcp(&s, 1, FIN | ACK, none);
	tcp(&s, 0, FIN | ACK, none);
	tcp(&s, 1, ACK, none);
}

/* A question for the address of wwwN.example, and the answer. */
static void resolve(struct ue *ue)
{
	struct world *w = ue->world;
	uint8_t message[128];
	struct put o = put_in(message, sizeof message);
	uint32_t id = rng_u32(&ue->rng) & 0xffff, ports = (40000 + rng_u32(&ue->rng) % 20000) << 16 | 53;
	char digit = (char)('0' + rng_u32(&ue->rng) % 10);
	put_be(&o, (uint64_t)id << 32 | 0x01000001, 6);
	put_be(&o, 0, 6);
	put_be(&o, 4, 1);
	put_text(&o, "www");
	put_octets(&o, &digit, 1);
	put_be(&o, 7, 1);
	put_text(&o, "example");
	put_be(&o, 0, 1);
	put_be(&o, 1 << 16 | 1, 4);
	say_user_udp(ue, true, w->peer_dns, ports, put_span(&o));
	put_at(message + 2, 0x81800001, 4);
	put_at(message + 6, 1, 2);
	put_be(&o, 0xc00c, 2);
	put_be(&o, 1 << 16 | 1, 4);
	put_be(&o, 300, 4);
	put_be(&o, 4, 2);
	put_octets(&o, w->peer_web, 4);
	say_user_udp(ue, false, w->peer_dns, ports, put_span(&o));
}

static void ping(struct ue *ue)
{
	uint8_t message[64];
	struct span none = { NULL, 0 };
	put_at(message, 8u << 24, 4);
	put_at(message + 4, (uint32_t)ue->number << 16 | ue->turn, 4);
	some_octets(ue, message + 8, 56);
	put_at(message + 2, wire_checksum((struct span){ message, 64 }, none), 2);
	user_says(ue, true, ue->world->peer_web, IP_ICMP, (struct span){ message, 64 });
	put_at(message, 0, 4);
	put_at(message + 2, wire_checksum((struct span){ message, 64 }, none), 2);
	user_says(ue, false, ue->world->peer_web, IP_ICMP, (struct span){ message, 64 });
}

static void stream_some(struct ue *ue)
{
	uint8_t data[INNER];
	uint32_t ports = (50000 + (ue->number + ue->turn) % 10000) << 16 | 443;
	for (unsigned i = rng_u32(&ue->rng) % 8 + 2; i > 0; i--) {
		some_octets(ue, data, 1200);
		put_at(data, (uint64_t)0x40 << 56 | ue->number, 8); /* as short headers of QUIC, with an identifier */
		bool up = rng_u32(&ue->rng) % 4 == 0;
		say_user_udp(ue, up, ue->world->peer_web, ports, (struct span){ data, up ? 64 : 1200 });
	}
}

void say_user_talk(struct ue *ue)
{
	switch (rng_u32(&ue->rng) % 8) {
	case 0: case 1: resolve(ue); break;
	case 2: ping(ue); break;
	case 3: case 4: fetch(ue); break;
	default: stream_some(ue); break;
	}
}
