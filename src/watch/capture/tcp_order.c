/* SPDX-License-Identifier: Apache-2.0
 *
 * tcp_order.c - octets of one direction of a stream, in order and once
 *
 * Pieces that wait never overlap each other: what comes later is cut to where nothing is yet.
 */
#include <string.h>

#include "watch/capture/octets.h"
#include "watch/capture/tcp.h"

enum { FIN = 1 };

/* What is worked on: one direction of one stream. */
struct order {
	struct tcp *t;
	struct tcp_stream *st;
	struct tcp_side *side;
	unsigned direction;
	bool differs; /* octets of the segment at hand contradict what waited */
};

static struct hold *hold_of(const struct order *o)
{
	return table_entry(&o->t->holds.table, o->side->hold);
}

static struct stash_piece *first_piece(const struct order *o)
{
	struct hold *d = hold_of(o);
	return d ? stash_piece(&o->t->holds.stash, d->first) : NULL;
}

/* Hands out the next octets and moves on behind them and what was cut off of them. */
static void deliver(struct order *o, struct payload *p, struct span data, uint32_t missing)
{
	struct tcp_side *side = o->side;
	uint16_t flags = p->flags;
	if (data.n > 0) {
		p->data = data;
		p->missing = missing;
		p->flow = o->st->flow;
		p->direction = (uint8_t)o->direction;
		p->tcp.position = side->position;
		p->tcp.gap = side->gap;
		p->flags |= (uint16_t)((missing ? PAYLOAD_CUT : 0) | (o->differs ? PAYLOAD_OVERLAP : 0) |
		                       (side->syn || side->told ? 0 : PAYLOAD_LATE));
		o->t->stats->n[COUNT_tcp_octets] += data.n;
		o->t->sink->payload(o->t->sink->ctx, p);
		p->flags = flags;
		side->gap = 0;
		side->told = true;
	}
	side->next += (uint32_t)data.n + missing;
	side->position += data.n + missing;
	side->gap += missing;
	if (missing > 0) {
		o->t->stats->n[COUNT_tcp_gaps]++;
		o->t->stats->n[COUNT_tcp_missing] += missing;
	}
}

/* What a piece that waited is a part of; the stream knows the rest. */
static struct payload payload_of(const struct order *o, const struct stash_piece *p)
{
	const struct tcp_stream *st = o->st;
	struct payload out = { .time = p->time,
		               .frame = p->frame,
		               .first_frame = p->frame,
		               .file = p->file,
		               .interface = p->interface,
		               .offset = PAYLOAD_NO_OFFSET,
		               .link = st->link_type,
		               .vlan = { st->vlan[0], st->vlan[1] },
		               .vlans = st->vlans,
		               .depth = st->key.depth,
		               .transport = PAYLOAD_TCP,
		               .protocol = 6,
		               .flags = p->flags | PAYLOAD_JOINED };
	bool from_low = st->flipped == (o->direction == 1);
	memcpy(out.from.address, from_low ? st->key.low : st->key.high, sizeof out.from.address);
	memcpy(out.to.address, from_low ? st->key.high : st->key.low, sizeof out.to.address);
	out.from.port = from_low ? st->key.low_port : st->key.high_port;
	out.to.port = from_low ? st->key.high_port : st->key.low_port;
	out.from.family = out.to.family = st->key.family;
	return out;
}

/* The first piece that waits is next; it goes. */
static void deliver_first(struct order *o)
{
	struct hold *d = hold_of(o);
	struct stash_piece *p = stash_piece(&o->t->holds.stash, d->first);
	struct payload out = payload_of(o, p);
	uint32_t n = p->n, missing = p->missing;
	stash_get(&o->t->holds.stash, p, 0, o->t->octets, n);
	hold_drop(&o->t->holds, d, 0);
	deliver(o, &out, (struct span){ o->t->octets, n }, missing);
}

/* All pieces that are next; then the others wait anew, or the hold is over. */
static void deliver_ready(struct order *o, uint64_t now)
{
	struct hold *d = hold_of(o);
	bool any = false;
	for (struct stash_piece *p; (p = first_piece(o)) != NULL && serial(p->sequence, o->side->next) <= 0; any = true)
		deliver_first(o);
	if (d == NULL)
		return;
	if (d->n == 0) {
		o->side->hold = 0;
		hold_end(&o->t->holds, d);
	} else if (any) {
		d->since = now;
		table_touch(&o->t->holds.table, d);
	}
}

static void skip_gap(struct order *o, uint64_t now)
{
	uint32_t gap = first_piece(o)->sequence - o->side->next;
	o->side->next += gap;
	o->side->position += gap;
	o->side->gap += gap;
	o->t->stats->n[COUNT_tcp_gaps]++;
	o->t->stats->n[COUNT_tcp_missing] += gap;
	deliver_ready(o, now);
}

static struct order order_of(struct tcp *t, struct tcp_stream *st, unsigned direction)
{
	return (struct order){ .t = t, .st = st, .side = st->side + direction, .direction = direction };
}

static struct order order_of_hold(struct tcp *t, const struct hold *d)
{
	return order_of(t, table_entry(&t->streams, d->key.owner), d->key.direction);
}

void tcp_flush(struct tcp *t, struct tcp_stream *st, unsigned direction)
{
	struct order o = order_of(t, st, direction);
	while (o.side->hold)
		skip_gap(&o, 0);
}

void tcp_acknowledged(struct tcp *t, struct tcp_stream *st, unsigned direction, uint32_t number)
{
	struct order o = order_of(t, st, direction);
	while (o.side->hold) {
		const struct stash_piece *p = first_piece(&o);
		int32_t ahead = serial(number, p->sequence);
		if (ahead < 0 || ahead > TCP_WINDOW)
			return;
		skip_gap(&o, p->time);
	}
}

void tcp_expire(struct tcp *t, uint64_t now)
{
	for (struct hold *d; (d = hold_oldest(&t->holds)) != NULL && d->since < now && now - d->since > TCP_WAIT;) {
		struct order o = order_of_hold(t, d);
		skip_gap(&o, now);
	}
}

void tcp_end(struct tcp *t)
{
	for (struct hold *d; (d = hold_oldest(&t->holds)) != NULL;)
		tcp_flush(t, table_entry(&t->streams, d->key.owner), d->key.direction);
}

/* The hold of this direction; a new one may push out who has waited longest. */
static struct hold *need_hold(struct order *o, uint64_t now)
{
	if (o->side->hold == 0) {
		if (table_full(&o->t->holds.table)) {
			struct hold *d = hold_oldest(&o->t->holds);
			o->t->stats->n[COUNT_stash_evicted] += d->n;
			tcp_flush(o->t, table_entry(&o->t->streams, d->key.owner), d->key.direction);
		}
		o->side->hold = table_number(hold_new(&o->t->holds, table_number(o->st), o->direction, now));
	}
	return hold_of(o);
}

/* Lets `n` octets of the segment from `at` on wait; false when there is no room that could be made. */
static bool let_wait(struct order *o, const struct tcp_segment *s, size_t at, size_t n, uint32_t missing)
{
	struct stash *stash = &o->t->holds.stash;
	uint32_t piece;
	while ((piece = stash_put(stash, first(after(s->data, at), n))) == 0) {
		struct hold *d = hold_oldest(&o->t->holds);
		if (d == NULL)
			return false;
		o->t->stats->n[COUNT_stash_evicted] += d->n;
		tcp_flush(o->t, table_entry(&o->t->streams, d->key.owner), d->key.direction);
		if (serial(s->sequence + (uint32_t)at, o->side->next) < 0)
			return false; /* it was our own that went, and it went past this */
	}
	struct stash_piece *p = stash_piece(stash, piece);
	p->sequence = s->sequence + (uint32_t)at;
	p->missing = missing;
	p->time = s->p->time;
	p->frame = s->p->frame;
	p->file = s->p->file;
	p->interface = s->p->interface;
	p->flags = s->p->flags | (o->differs ? PAYLOAD_OVERLAP : 0);
	hold_insert(&o->t->holds, need_hold(o, s->p->time), piece);
	return true;
}

/* Whether octets of the segment contradict those of a piece where both have some. */
static bool contradicts(const struct order *o, const struct stash_piece *p, const struct tcp_segment *s)
{
	int32_t skip = serial(p->sequence, s->sequence);
	size_t in_piece = skip < 0 ? (size_t)-(int64_t)skip : 0, in_segment = skip > 0 ? (size_t)skip : 0;
	if (in_piece >= p->n || in_segment >= s->data.n)
		return false;
	struct span mine = first(after(s->data, in_segment), p->n - in_piece);
	return !stash_equal(&o->t->holds.stash, p, in_piece, mine);
}

/* Only the parts that nothing waits for yet. */
static void wait_for_turn(struct order *o, const struct tcp_segment *s)
{
	struct hold *d = hold_of(o);
	size_t at = 0, all = s->data.n;
	struct { uint32_t begin, end; } covered[TCP_PARTS];
	size_t n = 0;
	const struct stash_piece *behind = d ? stash_piece(&o->t->holds.stash, d->last) : NULL;
	int64_t reach = behind ? (int64_t)serial(behind->sequence, s->sequence) + behind->n + behind->missing : 0;
	for (uint32_t i = reach > 0 ? d->first : 0; i && n < COUNT(covered);) {
		struct stash_piece *p = stash_piece(&o->t->holds.stash, i);
		int32_t begin = serial(p->sequence, s->sequence);
		int64_t end = (int64_t)begin + p->n + p->missing;
		i = p->next;
		if (end <= 0)
			continue;
		if (begin >= (int64_t)all)
			break;
		o->differs = o->differs || contradicts(o, p, s);
		uint32_t from = begin < 0 ? 0 : (uint32_t)begin;
		if (n == 0 || covered[n - 1].end != from)
			covered[n++].begin = from;
		covered[n - 1].end = (uint32_t)end;
	}
	if (n == COUNT(covered)) /* in so many parts that it can only be meant badly: up to there */
		all = covered[n - 1].begin;
	o->t->stats->n[n > 0 && !o->differs ? COUNT_tcp_again : COUNT_tcp_waited]++;
	o->t->stats->n[COUNT_tcp_overlap] += o->differs;
	for (size_t i = 0; i <= n; i++) {
		size_t end = i < n && covered[i].begin < all ? covered[i].begin : all;
		bool last = i == n && end == s->data.n;
		if (at < end || (last && s->missing > 0 && at <= end))
			if (!let_wait(o, s, at, end - at, last ? s->missing : 0))
				return;
		if (i < n && covered[i].end > at)
			at = covered[i].end;
	}
	if ((d = hold_of(o)) != NULL && (d->n > TCP_PIECES || d->octets > TCP_HELD))
		skip_gap(o, s->p->time);
}

/* The segment begins where we are: its octets up to the first piece that waits, that piece, and so on. */
static void go_on(struct order *o, struct tcp_segment s)
{
	struct payload *p = s.p;
	uint32_t offset = p->offset;
	size_t length = s.data.n;
	do {
		struct stash_piece *q = first_piece(o);
		struct span part = s.data;
		uint32_t missing = s.missing;
		if (q != NULL && serial(q->sequence, s.sequence) < (int64_t)(s.data.n + s.missing)) {
			size_t n = (uint32_t)(q->sequence - s.sequence);
			bool differs = contradicts(o, q, &s);
			o->t->stats->n[COUNT_tcp_overlap] += differs && !o->differs;
			o->differs = o->differs || differs;
			missing = n > part.n ? (uint32_t)(n - part.n) : 0;
			part = first(part, n);
		}
		p->offset = offset == PAYLOAD_NO_OFFSET ? offset : offset + (uint32_t)(length - s.data.n);
		if (part.n > 0 || missing > 0)
			deliver(o, p, part, missing);
		deliver_ready(o, p->time);
		size_t done = (uint32_t)(o->side->next - s.sequence);
		s.missing = done < s.data.n ? s.missing :
		            done - s.data.n < s.missing ? (uint32_t)(s.missing - (done - s.data.n)) : 0;
		s.data = after(s.data, done);
		s.sequence = o->side->next;
	} while (s.data.n > 0 || s.missing > 0);
}

static void reach_end(struct order *o, struct payload *p)
{
	struct tcp_side *side = o->side;
	if (!side->finishing || side->ended || serial(side->fin, side->next) > 0)
		return;
	side->ended = true;
	o->st->closed = o->st->side[0].ended && o->st->side[1].ended;
	p->kind = PAYLOAD_END;
	p->data = (struct span){ p->data.p, 0 };
	p->missing = 0;
	p->flow = o->st->flow;
	p->direction = (uint8_t)o->direction;
	p->tcp.position = side->position;
	p->tcp.gap = side->gap;
	o->t->sink->payload(o->t->sink->ctx, p);
	p->kind = PAYLOAD_DATA;
}

/* Whether a segment far away from where we are is to be followed: only the second of its kind. */
static bool has_moved(struct order *o, const struct tcp_segment *s)
{
	struct tcp_side *side = o->side;
	bool again = side->strayed && side->elsewhere == s->sequence;
	side->strayed = !again;
	side->elsewhere = s->sequence + (uint32_t)s->data.n + s->missing;
	if (!again) {
		o->t->stats->n[COUNT_tcp_outside]++;
		return false;
	}
	tcp_flush(o->t, o->st, o->direction);
	int32_t ahead = serial(s->sequence, side->next);
	side->gap += ahead > 0 ? (uint32_t)ahead : 0;
	side->position += ahead > 0 ? (uint32_t)ahead : 0;
	side->next = s->sequence;
	o->t->stats->n[COUNT_tcp_gaps]++;
	o->t->stats->n[COUNT_tcp_missing] += ahead > 0 ? (uint32_t)ahead : 0;
	return true;
}

void tcp_order(struct tcp *t, struct tcp_stream *st, unsigned direction, const struct tcp_segment *s)
{
	struct order o = order_of(t, st, direction);
	struct tcp_side *side = o.side;
	uint32_t length = (uint32_t)s->data.n + s->missing;
	if (!side->seen) {
		side->seen = true;
		side->start = s->sequence - 1;
		side->next = s->sequence;
	}
	int32_t ahead = serial(s->sequence, side->next);
	if (ahead > TCP_WINDOW || ahead < -TCP_WINDOW) {
		if (!has_moved(&o, s))
			return;
		ahead = 0;
	}
	if (s->flags & FIN) {
		side->finishing = true;
		side->fin = s->sequence + length;
	}
	if (ahead > 0) {
		if (length > 0)
			wait_for_turn(&o, s);
	} else if (length > 0 && (uint32_t)-ahead >= length) {
		t->stats->n[COUNT_tcp_again]++;
	} else if (length > 0) {
		struct tcp_segment rest = *s;
		size_t old = (uint32_t)-ahead;
		t->stats->n[COUNT_tcp_again] += old > 0;
		rest.missing -= old > s->data.n ? (uint32_t)(old - s->data.n) : 0;
		rest.data = after(s->data, old);
		rest.sequence = side->next;
		if (s->p->offset != PAYLOAD_NO_OFFSET)
			s->p->offset += (uint32_t)(s->data.n - rest.data.n);
		go_on(&o, rest);
	}
	reach_end(&o, s->p);
}
