/* SPDX-License-Identifier: Apache-2.0
 *
 * wire_sctp.c - associations of SCTP (RFC 9260)
 */
#include "watch/generate/wire.h"

enum { CHUNK_DATA = 0, CHUNK_INIT = 1, CHUNK_INIT_ACK = 2, CHUNK_SACK = 3, CHUNK_HEARTBEAT = 4, CHUNK_HEARTBEAT_ACK = 5,
       CHUNK_ABORT = 6, CHUNK_COOKIE_ECHO = 10, CHUNK_COOKIE_ACK = 11 };
enum { HEAD = 12, HEAD_DATA = 16, WINDOW = 106496, STREAMS = 32, SACK_OCTETS = 16,
       CHUNKS = WIRE_MTU - 40 - HEAD - SACK_OCTETS, PIECE = CHUNKS - HEAD_DATA, SACK_AFTER = 200000 /* us */ };

/* CRC32c, RFC 9260 appendix A, four bits at a time. */
static uint32_t crc(struct span s)
{
	static const uint32_t table[16] = {
		0x00000000, 0x105ec76f, 0x20bd8ede, 0x30e349b1, 0x417b1dbc, 0x5125dad3, 0x61c69362, 0x7198540d,
		0x82f63b78, 0x92a8fc17, 0xa24bb5a6, 0xb21572c9, 0xc38d26c4, 0xd3d3e1ab, 0xe330a81a, 0xf36e6f75,
	};
	uint32_t c = 0xffffffff;
	for (size_t i = 0; i < s.n; i++) {
		c ^= s.p[i];
		c = table[c & 15] ^ c >> 4;
		c = table[c & 15] ^ c >> 4;
	}
	return ~c;
}

static struct put begin(struct wire *w, const struct wire_sctp *s, unsigned side)
{
	struct put o = wire_begin(w);
	put_be(&o, s->port[side], 2);
	put_be(&o, s->port[!side], 2);
	put_be(&o, s->tag[!side], 4);
	put_be(&o, 0, 4);
	return o;
}

static void send(struct wire *w, struct wire_sctp *s, unsigned side, struct put *o)
{
	put_zero(o, -o->n % 4);
	put_at(o->p + 8, __builtin_bswap32(crc(put_span(o))), 4);
	wire_ip(w, s->node[side], s->node[!side], IP_SCTP, o->n);
}

static void put_sack(struct put *o, struct wire_sctp *s, unsigned side)
{
	put_be(o, (uint32_t)CHUNK_SACK << 24 | SACK_OCTETS, 4);
	put_be(o, s->seen[side], 4);
	put_be(o, WINDOW, 4);
	put_be(o, 0, 4);
	s->owes[side] = 0;
}

static void put_init(struct put *o, const struct wire_sctp *s, unsigned side, unsigned type, size_t more)
{
	put_be(o, (uint32_t)type << 24 | (20 + more), 4);
	put_be(o, s->tag[side], 4);
	put_be(o, WINDOW, 4);
	put_be(o, (uint32_t)STREAMS << 16 | STREAMS, 4);
	put_be(o, s->tsn[side], 4);
}

/* A chunk that holds `n` octets of something. */
static void put_opaque(struct put *o, struct wire *w, unsigned type, size_t n)
{
	put_be(o, (uint32_t)type << 24 | (4 + n), 4);
	for (size_t i = 0; i < n; i += 4)
		put_be(o, rng_u32(&w->rng), 4);
}

void wire_sctp_open(struct wire *w, struct wire_sctp *s)
{
	s->wire = w;
	for (unsigned side = 0; side < 2; side++) {
		s->tag[side] = rng_u32(&w->rng) | 1;
		s->tsn[side] = rng_u32(&w->rng);
		memset(s->ssn[side], 0, sizeof s->ssn[side]);
		s->owes[side] = 0;
	}
	uint32_t tag = s->tag[1];
	const struct mark *mark = w->mark; /* that of side 0 */
	s->tag[1] = 0;
	struct put o = begin(w, s, 0);
	put_init(&o, s, 0, CHUNK_INIT, 0);
	send(w, s, 0, &o);
	s->tag[1] = tag;
	w->mark = NULL;
	o = begin(w, s, 1);
	put_init(&o, s, 1, CHUNK_INIT_ACK, 68);
	put_be(&o, 7 << 16 | 68, 4); /* parameter: state cookie */
	size_t cookie = o.n;
	for (int i = 0; i < 16; i++)
		put_be(&o, rng_u32(&w->rng), 4);
	uint8_t copy[64];
	memcpy(copy, o.p + cookie, sizeof copy);
	send(w, s, 1, &o);
	w->mark = mark;
	o = begin(w, s, 0);
	put_be(&o, (uint32_t)CHUNK_COOKIE_ECHO << 24 | 68, 4);
	put_octets(&o, copy, sizeof copy);
	send(w, s, 0, &o);
	w->mark = NULL;
	o = begin(w, s, 1);
	put_be(&o, (uint32_t)CHUNK_COOKIE_ACK << 24 | 4, 4);
	send(w, s, 1, &o);
	w->mark = mark;
	s->seen[0] = s->tsn[1] - 1;
	s->seen[1] = s->tsn[0] - 1;
	s->open = true;
}

/* ---- messages ---- */

static void acknowledge(struct wire_sctp *s, unsigned side)
{
	s->sack[side] = false;
	if (s->owes[side] == 0 || !s->open)
		return;
	struct put o = begin(s->wire, s, side);
	put_sack(&o, s, side);
	send(s->wire, s, side, &o);
}

static void due0(void *s) { acknowledge(s, 0); }
static void due1(void *s) { acknowledge(s, 1); }

/* RFC 9260 6.2: every second packet at once, else within 200 ms. */
static void owe(struct wire *w, struct wire_sctp *s, unsigned side)
{
	if (++s->owes[side] >= 2) {
		const struct mark *mark = w->mark; /* of what is acknowledged */
		w->mark = NULL;
		acknowledge(s, side);
		w->mark = mark;
	} else if (!s->sack[side]) {
		s->sack[side] = true;
		queue_add(w->when, w->now + wire_us(SACK_AFTER), side ? due1 : due0, s);
	}
}

static void flush(struct wire *w, struct wire_sctp *s, unsigned side)
{
	if (s->waits[side] == 0)
		return;
	struct put o = begin(w, s, side);
	if (s->owes[side] > 0)
		put_sack(&o, s, side);
	put_octets(&o, s->chunk[side], s->waits[side]);
	s->waits[side] = 0;
	send(w, s, side, &o);
	s->seen[!side] = s->tsn[side] - 1;
	owe(w, s, !side);
}

static void put_data(struct wire *w, struct wire_sctp *s, unsigned side, unsigned stream, const uint8_t head[12],
                     struct span piece)
{
	size_t whole = HEAD_DATA + piece.n;
	if (s->waits[side] + whole > CHUNKS)
		flush(w, s, side);
	struct put o = put_in(s->chunk[side] + s->waits[side], sizeof s->chunk[side] - s->waits[side]);
	put_be(&o, CHUNK_DATA << 8 | head[0], 2);
	put_be(&o, whole, 2);
	put_be(&o, s->tsn[side]++, 4);
	put_be(&o, stream, 2);
	put_octets(&o, head + 2, 2);
	put_octets(&o, head + 4, 4);
	put_octets(&o, piece.p, piece.n);
	put_zero(&o, -o.n % 4);
	s->waits[side] += o.n;
}

void wire_sctp_say(struct wire *w, struct wire_sctp *s, unsigned side, unsigned stream, uint32_t ppid,
                   struct span message)
{
	enum { FIRST = 2, LAST = 1 };
	uint8_t head[12];
	stream %= STREAMS;
	put_at(head + 2, s->ssn[side][stream]++, 2);
	put_at(head + 4, ppid, 4);
	if (!s->dirty[0] && !s->dirty[1]) {
		s->next = w->dirty;
		w->dirty = s;
	}
	s->dirty[side] = true;
	for (size_t at = 0; at == 0 || at < message.n; at += PIECE) {
		size_t n = message.n - at < PIECE ? message.n - at : PIECE;
		head[0] = (uint8_t)((at == 0 ? FIRST : 0) | (at + n == message.n ? LAST : 0));
		put_data(w, s, side, stream, head, (struct span){ message.p + at, n });
	}
}

void wire_sctp_flush(struct wire *w)
{
	while (w->dirty != NULL) {
		struct wire_sctp *s = w->dirty;
		w->dirty = s->next;
		for (unsigned side = 0; side < 2; side++) {
			flush(w, s, side);
			s->dirty[side] = false;
		}
	}
}

void wire_sctp_beat(struct wire *w, struct wire_sctp *s, unsigned side)
{
	struct put o = begin(w, s, side);
	size_t at = o.n;
	put_opaque(&o, w, CHUNK_HEARTBEAT, 40);
	put_at(o.p + at + 4, 1 << 16 | 40, 4); /* parameter: what the sender wants back */
	uint8_t copy[44];
	memcpy(copy, o.p + at, sizeof copy);
	send(w, s, side, &o);
	copy[0] = CHUNK_HEARTBEAT_ACK;
	o = begin(w, s, !side);
	put_octets(&o, copy, sizeof copy);
	send(w, s, !side, &o);
}

void wire_sctp_abort(struct wire *w, struct wire_sctp *s, unsigned side)
{
	struct put o = begin(w, s, side);
	put_be(&o, (uint32_t)CHUNK_ABORT << 24 | 4, 4);
	send(w, s, side, &o);
	s->open = false;
}
