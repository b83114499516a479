/* SPDX-License-Identifier: Apache-2.0
 *
 * sctp_chunk.c - the chunks of an SCTP packet, and messages made of several
 */
#include <string.h>

#include "watch/capture/packet.h"

enum chunk {
	DATA = 0,
	INIT = 1,
	INIT_ACK = 2,
	ABORT = 6,
	I_DATA = 64,
	FORWARD_TSN = 192,
	I_FORWARD_TSN = 194,
};

enum { LAST = 1, FIRST = 2, UNORDERED = 4, WHOLE = FIRST | LAST, CHUNK_HEAD = 4 };

/* A packet and the association it belongs to, while its chunks are read. */
struct reading {
	struct walk *w;
	struct sctp *s;
	struct sctp_association *a; /* NULL: none, or quoted */
	unsigned direction;
	bool forwarded; /* a packet has one FORWARD-TSN at most; each may cost a walk over the window */
};

void sctp_give_up(struct sctp *s, struct hold *d)
{
	struct sctp_association *a = table_entry(&s->associations, d->key.owner);
	a->side[d->key.direction].hold = 0;
	s->stats->n[COUNT_sctp_lost] += d->n;
	hold_end(&s->holds, d);
}

void sctp_tick(struct sctp *s, uint64_t now)
{
	for (struct hold *d; (d = hold_oldest(&s->holds)) != NULL && d->since < now && now - d->since > SCTP_WAIT;)
		sctp_give_up(s, d);
}

/* Puts the octets into the stash, making room by giving up who has waited longest. */
static uint32_t keep(struct sctp *s, struct span octets)
{
	uint32_t piece;
	while ((piece = stash_put(&s->holds.stash, octets)) == 0) {
		struct hold *d = hold_oldest(&s->holds);
		if (d == NULL) /* larger than the whole stash */
			return 0;
		s->stats->n[COUNT_stash_evicted] += d->n;
		sctp_give_up(s, d);
	}
	return piece;
}

static struct hold *hold_of(struct sctp *s, struct sctp_association *a, unsigned direction, uint64_t now)
{
	struct sctp_side *side = a->side + direction;
	if (side->hold == 0) {
		if (table_full(&s->holds.table)) {
			s->stats->n[COUNT_stash_evicted] += hold_oldest(&s->holds)->n;
			sctp_give_up(s, hold_oldest(&s->holds));
		}
		side->hold = table_number(hold_new(&s->holds, table_number(a), direction, now));
	}
	return table_entry(&s->holds.table, side->hold);
}

/* A run of consecutive TSNs, from a first to a last fragment. */
struct run {
	uint32_t before, first, pieces; /* before: the piece in front of it, 0 = none */
	size_t octets;
};

/* The run that piece `mine` is in; false when it is not complete. */
static bool find_run(const struct sctp *s, const struct hold *d, uint32_t mine, struct run *run)
{
	const struct stash *stash = &s->holds.stash;
	uint32_t tsn = stash_piece(stash, mine)->sequence, before = 0;
	bool open = false;
	if (d->last == mine && !(stash_piece(stash, mine)->ends & LAST))
		return false;
	for (uint32_t at = d->first; at; before = at, at = stash_piece(stash, at)->next) {
		const struct stash_piece *p = stash_piece(stash, at);
		if (p->ends & FIRST) {
			*run = (struct run){ .before = before, .first = at };
			open = true;
		} else if (before == 0 || p->sequence != stash_piece(stash, before)->sequence + 1) {
			open = false;
		}
		run->pieces++;
		run->octets += p->n;
		if (!open && serial(p->sequence, tsn) > 0)
			return false;
		if (open && (p->ends & LAST)) {
			if (serial(stash_piece(stash, run->first)->sequence, tsn) <= 0 && serial(tsn, p->sequence) <= 0)
				return true;
			open = false;
		}
	}
	return false;
}

/* Its octets go into the message. */
static void take_run(struct sctp *s, struct hold *d, const struct run *run)
{
	uint32_t at = run->first;
	for (size_t i = 0, n = 0; i < run->pieces; i++) {
		const struct stash_piece *p = stash_piece(&s->holds.stash, at);
		at = p->next;
		stash_get(&s->holds.stash, p, 0, s->message + n, p->n);
		n += p->n;
		hold_drop(&s->holds, d, run->before);
	}
}

bool sctp_join(struct sctp *s, struct sctp_association *a, unsigned direction, const struct sctp_fragment *f,
               const struct payload *p, struct span *data, uint64_t *first_frame)
{
	uint32_t piece = keep(s, f->octets);
	struct run run = { 0 };
	if (piece == 0) {
		s->stats->n[COUNT_sctp_lost]++;
		return false;
	}
	struct stash_piece *q = stash_piece(&s->holds.stash, piece);
	q->sequence = f->tsn;
	q->ends = f->ends;
	q->frame = p->frame;
	struct hold *d = hold_of(s, a, direction, p->time);
	hold_insert(&s->holds, d, piece);
	if (!find_run(s, d, piece, &run)) {
		for (; d->n > SCTP_PIECES || d->octets > SCTP_MESSAGE; s->stats->n[COUNT_sctp_lost]++)
			hold_drop(&s->holds, d, 0);
		return false;
	}
	if (run.octets > SCTP_MESSAGE) {
		sctp_give_up(s, d);
		return false;
	}
	*first_frame = stash_piece(&s->holds.stash, run.first)->frame;
	*data = (struct span){ s->message, run.octets };
	take_run(s, d, &run);
	if (d->n == 0) {
		a->side[direction].hold = 0;
		hold_end(&s->holds, d);
	}
	return true;
}

void sctp_forward(struct sctp *s, struct sctp_association *a, unsigned direction, uint32_t tsn)
{
	struct sctp_side *side = a->side + direction;
	bool behind, again;
	if (!side->seen || serial(tsn, side->top) >= SCTP_WINDOW || serial(tsn, side->top) <= -SCTP_WINDOW)
		return; /* nothing is known of what is given up, or it cannot be meant */
	for (uint32_t i = SCTP_WINDOW; i-- > 0;)
		if (serial(tsn - i, side->top) > 0)
			s->stats->n[COUNT_sctp_skipped] += sctp_first_time(side, tsn - i, &behind, &again);
	struct hold *d = table_entry(&s->holds.table, side->hold);
	while (d != NULL && d->first && serial(stash_piece(&s->holds.stash, d->first)->sequence, tsn) <= 0) {
		s->stats->n[COUNT_sctp_lost]++;
		hold_drop(&s->holds, d, 0);
	}
	if (d != NULL && d->n == 0) {
		side->hold = 0;
		hold_end(&s->holds, d);
	}
}

/* DATA with all it says; I-DATA (RFC 8260) is read when it is in one piece. */
static void data(struct reading *r, struct span chunk, uint32_t missing)
{
	enum { HEADER = 16, I_HEADER = 20 };
	struct walk *w = r->w;
	struct payload *p = &w->p;
	bool interleaved = at8(chunk, 0) == I_DATA, behind = false, again = false, fresh = true;
	size_t header = interleaved ? I_HEADER : HEADER;
	unsigned flags = at8(chunk, 1);
	if (chunk.n < header) {
		w->n[COUNT_sctp_bad_chunks]++;
		return;
	}
	w->n[COUNT_sctp_data]++;
	p->sctp.tsn = at32(chunk, 4);
	p->sctp.stream = at16(chunk, 8);
	p->sctp.ssn = interleaved ? (uint16_t)at32(chunk, 12) : at16(chunk, 10);
	p->sctp.ppid = at32(chunk, interleaved ? 16 : 12);
	if (r->a != NULL)
		fresh = sctp_first_time(r->a->side + r->direction, p->sctp.tsn, &behind, &again);
	if (!fresh) {
		w->n[COUNT_sctp_again]++;
		return;
	}
	uint16_t before = p->flags;
	p->flags |= (uint16_t)((behind ? PAYLOAD_BEHIND : 0) | (again ? PAYLOAD_AGAIN : 0) |
	                       (flags & UNORDERED ? PAYLOAD_UNORDERED : 0));
	struct span octets = after(chunk, header);
	struct sctp_fragment fragment = { .tsn = p->sctp.tsn, .ends = flags & WHOLE, .octets = octets };
	bool whole = (flags & WHOLE) == WHOLE, joined = w->joined;
	uint64_t first_frame = p->first_frame;
	if (!whole) {
		w->n[COUNT_sctp_fragments]++;
		if (r->a == NULL || interleaved || missing > 0) {
			w->n[COUNT_sctp_lost]++;
		} else if (sctp_join(r->s, r->a, r->direction, &fragment, p, &octets, &p->first_frame)) {
			p->flags |= PAYLOAD_JOINED;
			w->joined = whole = true;
		}
	}
	if (whole) {
		w->n[COUNT_sctp_messages] += r->a != NULL;
		walk_deliver(w, octets, missing);
		if (r->a != NULL)
			r->a->told = true;
	}
	w->joined = joined;
	p->first_frame = first_frame;
	p->flags = before & (uint16_t)~(whole && r->a ? PAYLOAD_LATE : 0);
}

static void control(struct reading *r, struct span chunk, uint32_t missing)
{
	struct payload *p = &r->w->p;
	p->control = at8(chunk, 0);
	p->kind = p->control == INIT ? PAYLOAD_START : PAYLOAD_CONTROL;
	if (p->control == ABORT)
		r->w->n[COUNT_sctp_aborts] += !(p->flags & PAYLOAD_QUOTED);
	walk_deliver(r->w, chunk, missing);
	if (r->a != NULL && (p->control == FORWARD_TSN || p->control == I_FORWARD_TSN) && chunk.n >= 8) {
		if (!r->forwarded)
			sctp_forward(r->s, r->a, r->direction, at32(chunk, 4));
		r->forwarded = true;
	}
	p->kind = PAYLOAD_DATA;
	p->control = 0;
}

static void chunks(struct reading *r)
{
	struct walk *w = r->w;
	struct span s = w->rest;
	for (unsigned i = 0; s.n > 0; i++) {
		size_t n = at16(s, 2);
		uint32_t missing = 0;
		uint16_t flags = w->p.flags;
		if (s.n < CHUNK_HEAD || n < CHUNK_HEAD || i == SCTP_CHUNKS) {
			w->n[COUNT_sctp_bad_chunks] += w->missing == 0 || n != 0;
			return;
		}
		if (n > s.n) {
			missing = (uint32_t)(n - s.n);
			w->n[COUNT_sctp_bad_chunks] += missing > w->missing;
			w->p.flags |= missing > w->missing ? PAYLOAD_DAMAGED : 0;
		}
		struct span chunk = first(s, n);
		if (at8(s, 0) == DATA || at8(s, 0) == I_DATA)
			data(r, chunk, missing);
		else
			control(r, chunk, missing);
		w->p.flags = (uint16_t)((w->p.flags & PAYLOAD_LATE) | (flags & ~PAYLOAD_LATE));
		s = after(s, (n + 3) / 4 * 4);
	}
}

void sctp_packet(struct walk *w)
{
	enum { HEADER = 12 };
	struct span s = w->rest;
	struct reading r = { .w = w, .s = w->p.flags & PAYLOAD_USER ? &w->flows->user_sctp : &w->flows->sctp };
	bool restart = false, quoted = w->p.flags & PAYLOAD_QUOTED;
	w->next = STEP_DONE;
	if (s.n < (quoted ? 8 : HEADER)) {
		walk_end(w, COUNT_bad_transport);
		return;
	}
	w->n[COUNT_sctp] += !quoted;
	w->p.from.port = at16(s, 0);
	w->p.to.port = at16(s, 2);
	w->p.transport = PAYLOAD_SCTP;
	w->p.sctp.tag = at32(s, 4);
	walk_take(w, HEADER);
	if (!quoted) {
		struct sctp_packet k = { .p = &w->p,
			                 .tag = w->p.sctp.tag,
			                 .initiate = at32(w->rest, 4),
			                 .type = at8(w->rest, 0),
			                 .flags = at8(w->rest, 1) };
		sctp_tick(r.s, w->p.time);
		r.a = w->rest.n < CHUNK_HEAD ? NULL : sctp_find(r.s, &k, &r.direction, &restart);
	}
	if (r.a != NULL) {
		w->p.flow = r.a->flow;
		w->p.direction = (uint8_t)r.direction;
		w->p.flags |= r.a->late && !r.a->told ? PAYLOAD_LATE : 0;
		w->p.flags |= restart ? PAYLOAD_RESTART : 0;
	}
	chunks(&r);
}
