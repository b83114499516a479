/* SPDX-License-Identifier: Apache-2.0
 *
 * tcp.c - which stream a segment belongs to
 */
#include "watch/capture/packet.h"

enum { FIN = 1, SYN = 2, RST = 4, ACK = 16 };

void tcp_init(struct tcp *t, struct arena *a, const struct capture_sink *sink, struct capture_stats *stats,
              uint32_t streams)
{
	*t = (struct tcp){ .sink = sink, .stats = stats };
	table_init(&t->streams, a, sizeof(struct tcp_stream), sizeof(struct tcp_key), streams);
	hold_init(&t->holds, a, streams / 8, (size_t)streams * TCP_STASH);
	t->octets = NEW(a, uint8_t, TCP_LARGEST);
}

static struct tcp_key key_of(const struct payload *p, bool *flipped)
{
	struct tcp_key key = { .depth = p->depth, .family = p->from.family };
	int order = memcmp(p->from.address, p->to.address, sizeof key.low);
	*flipped = order > 0 || (order == 0 && p->from.port > p->to.port);
	const struct peer *low = *flipped ? &p->to : &p->from, *high = *flipped ? &p->from : &p->to;
	memcpy(key.low, low->address, sizeof key.low);
	memcpy(key.high, high->address, sizeof key.high);
	key.low_port = low->port;
	key.high_port = high->port;
	return key;
}

static void forget(struct tcp *t, struct tcp_stream *st)
{
	tcp_flush(t, st, 0);
	tcp_flush(t, st, 1);
	table_remove(&t->streams, st);
}

static struct tcp_stream *find(struct tcp *t, const struct tcp_segment *s, unsigned *direction, bool *restart)
{
	bool flipped;
	struct tcp_key key = key_of(s->p, &flipped);
	struct tcp_stream *st = table_find(&t->streams, &key);
	if (st != NULL) {
		const struct tcp_side *side = st->side + (st->flipped != flipped);
		if ((s->flags & SYN) && side->seen && side->start != s->sequence) {
			*restart = !st->closed;
			forget(t, st);
			st = NULL;
		}
	}
	if (st == NULL) {
		if (table_full(&t->streams)) {
			t->stats->n[COUNT_tcp_evicted]++;
			forget(t, table_oldest(&t->streams));
		}
		st = table_add(&t->streams, &key);
		st->flow = ++t->flows;
		st->flipped = flipped;
		st->link_type = s->p->link;
		memcpy(st->vlan, s->p->vlan, sizeof st->vlan);
		st->vlans = s->p->vlans;
		st->user = (s->p->flags & PAYLOAD_USER) != 0;
		t->stats->n[COUNT_tcp_streams]++;
		t->stats->n[COUNT_tcp_late] += !(s->flags & SYN);
	}
	*direction = st->flipped != flipped;
	return st;
}

static void event(struct walk *w, enum payload_kind kind)
{
	w->p.kind = (uint8_t)kind;
	walk_deliver(w, first(w->rest, 0), 0);
	w->p.kind = PAYLOAD_DATA;
}

/* Quoted, or of a subscriber and not asked for in order: as it came. */
static void lone(struct walk *w, uint16_t flag)
{
	uint16_t flags = w->p.flags;
	w->p.flags |= flag;
	if (w->rest.n > 0 || (flags & PAYLOAD_QUOTED))
		walk_deliver(w, w->rest, w->missing);
	w->p.flags = flags;
}

void tcp_segment(struct walk *w)
{
	enum { HEADER = 20 };
	struct span s = w->rest;
	size_t header = (size_t)(at8(s, 12) >> 4) * 4;
	bool quoted = w->p.flags & PAYLOAD_QUOTED, user = w->p.flags & PAYLOAD_USER, restart = false;
	w->next = STEP_DONE;
	if (s.n < (quoted ? 4 : HEADER) || (!quoted && (header < HEADER || header > s.n))) {
		walk_end(w, COUNT_bad_transport);
		return;
	}
	w->p.from.port = at16(s, 0);
	w->p.to.port = at16(s, 2);
	w->p.transport = PAYLOAD_TCP;
	w->p.control = at8(s, 13);
	walk_take(w, header);
	w->n[COUNT_tcp] += !quoted;
	if (quoted || (user && !w->flows->user_streams)) {
		lone(w, quoted ? 0 : PAYLOAD_UNORDERED);
		return;
	}
	struct tcp *t = user ? &w->flows->user_tcp : &w->flows->tcp;
	struct tcp_segment seg = { .p = &w->p,
		                   .data = w->rest,
		                   .sequence = at32(s, 4),
		                   .missing = w->missing,
		                   .flags = w->p.control };
	unsigned direction;
	struct tcp_stream *st = find(t, &seg, &direction, &restart);
	struct tcp_side *side = st->side + direction;
	w->p.flow = st->flow;
	w->p.direction = (uint8_t)direction;
	w->p.tcp.position = side->position;
	if (seg.flags & ACK)
		tcp_acknowledged(t, st, !direction, at32(s, 8));
	if ((seg.flags & SYN) && !side->seen && !side->syn) {
		w->p.flags |= restart ? PAYLOAD_RESTART : 0;
		event(w, PAYLOAD_START);
		w->p.flags &= (uint16_t)~PAYLOAD_RESTART;
		side->syn = side->seen = true;
		side->start = seg.sequence;
		side->next = seg.sequence + 1;
	}
	seg.sequence += seg.flags & SYN ? 1 : 0;
	if (seg.flags & RST) {
		w->n[COUNT_tcp_resets]++;
		st->closed = true;
		event(w, PAYLOAD_RESET);
	} else if (seg.data.n > 0 || seg.missing > 0 || (seg.flags & FIN)) {
		w->p.offset = w->joined ? PAYLOAD_NO_OFFSET : (uint32_t)(w->rest.p - w->frame.p);
		tcp_order(t, st, direction, &seg);
	}
}
