/* SPDX-License-Identifier: Apache-2.0
 *
 * wire_tcp.c - connections of TCP (RFC 9293)
 */
#include "watch/generate/wire.h"

enum { FIN = 1, SYN = 2, RST = 4, PSH = 8, ACK = 16 };
enum { HEAD = 20, WINDOW = 64240, SEGMENT = 1400, ACK_AFTER = 40000 /* us */ };

static void segment(struct wire *w, struct wire_tcp *t, unsigned side, unsigned flags, struct span data)
{
	struct put o = wire_begin(w);
	size_t options = flags & SYN ? 4 : 0;
	put_be(&o, t->port[side], 2);
	put_be(&o, t->port[!side], 2);
	put_be(&o, t->seq[side], 4);
	put_be(&o, flags & ACK ? t->seq[!side] : 0, 4);
	put_be(&o, (uint32_t)(HEAD + options) / 4 << 12 | flags, 2);
	put_be(&o, WINDOW, 2);
	put_be(&o, 0, 4);
	if (flags & SYN)
		put_be(&o, 2 << 24 | 4 << 16 | SEGMENT, 4); /* maximum segment size */
	put_octets(&o, data.p, data.n);
	wire_sum(t->node[side], t->node[!side], IP_TCP, o.p, o.n, 16);
	wire_ip(w, t->node[side], t->node[!side], IP_TCP, o.n);
	t->seq[side] += (uint32_t)data.n + (flags & (SYN | FIN) ? 1 : 0);
	if (flags & ACK) {
		t->acked[side] = t->seq[!side];
		t->owes[side] = 0;
	}
}

static const struct span nothing;

void wire_tcp_open(struct wire *w, struct wire_tcp *t)
{
	t->wire = w;
	for (unsigned side = 0; side < 2; side++) {
		t->seq[side] = rng_u32(&w->rng);
		t->owes[side] = 0;
	}
	segment(w, t, 0, SYN, nothing);
	segment(w, t, 1, SYN | ACK, nothing);
	segment(w, t, 0, ACK, nothing);
	t->open = true;
}

static void acknowledge(struct wire_tcp *t, unsigned side)
{
	t->ack[side] = false;
	t->wire->mark = t->mark;
	if (t->owes[side] > 0 && t->open)
		segment(t->wire, t, side, ACK, nothing);
}

static void due0(void *t) { acknowledge(t, 0); }
static void due1(void *t) { acknowledge(t, 1); }

/* Every second segment at once, else with the next data or after a while (RFC 9293 3.8.6.3). */
static void owe(struct wire *w, struct wire_tcp *t, unsigned side)
{
	if (++t->owes[side] >= 2) {
		segment(w, t, side, ACK, nothing);
	} else if (!t->ack[side]) {
		t->ack[side] = true;
		queue_add(w->when, w->now + wire_us(ACK_AFTER), side ? due1 : due0, t);
	}
}

void wire_tcp_say(struct wire *w, struct wire_tcp *t, unsigned side, struct span octets)
{
	for (size_t at = 0; at < octets.n; at += SEGMENT) {
		size_t n = octets.n - at < SEGMENT ? octets.n - at : SEGMENT;
		segment(w, t, side, ACK | (at + n == octets.n ? PSH : 0), (struct span){ octets.p + at, n });
		owe(w, t, !side);
	}
}

void wire_tcp_close(struct wire *w, struct wire_tcp *t, unsigned side)
{
	segment(w, t, side, FIN | ACK, nothing);
	segment(w, t, !side, FIN | ACK, nothing);
	segment(w, t, side, ACK, nothing);
	t->open = false;
}

void wire_tcp_reset(struct wire *w, struct wire_tcp *t, unsigned side)
{
	segment(w, t, side, RST | ACK, nothing);
	t->open = false;
}

void wire_tcp_knock(struct wire *w, struct wire_tcp *t, enum wire_knock answer)
{
	const struct mark *mark = w->mark; /* that of side 0 */
	t->wire = w;
	t->seq[0] = rng_u32(&w->rng);
	t->seq[1] = answer == KNOCK_OPEN ? rng_u32(&w->rng) : 0;
	segment(w, t, 0, SYN, nothing);
	w->mark = NULL;
	if (answer != KNOCK_SILENT)
		segment(w, t, 1, answer == KNOCK_OPEN ? SYN | ACK : RST | ACK, nothing);
	w->mark = mark;
	if (answer == KNOCK_OPEN)
		segment(w, t, 0, RST, nothing);
}
