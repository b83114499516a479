/* SPDX-License-Identifier: Apache-2.0
 *
 * frame.c - messages in streams of TCP that say how long they are
 */
#include "watch/frame/frame.h"

#include "watch/capture/octets.h"
#include "watch/decode/decode.h"

enum { MORE = 0, NO = UINT32_MAX, DIAMETER_HEAD = 20, DNS_LENGTH = 2, DNS_HEAD = 14 };

static const char *const names[FRAME_COUNTS] = {
#define X(name, words) #name,
#include "watch/frame/count.def"
#undef X
};

struct frame_key {
	uint32_t flow;
};

struct frame_side {
	struct chain hold;
	uint32_t need;        /* octets of the message that waits, 0 when not known yet */
	uint32_t skip;        /* octets of a message that is too long */
	bool lost;            /* a message has to be found first */
	uint64_t passed_over; /* since the last message */
	uint64_t first_frame; /* of what waits */
};

struct frame_stream {
	struct table_link link;
	struct frame_key key;
	uint8_t speaks;
	struct frame_side side[2];
};

const char *frame_count_name(unsigned c)
{
	return names[c];
}

void frame_begin(struct frames *f, struct arena *a, const struct frame_sink *sink)
{
	*f = (struct frames){ .sink = *sink };
	table_init(&f->streams, a, sizeof(struct frame_stream), sizeof(struct frame_key), FRAME_STREAMS);
	chain_init(&f->chains, a, FRAME_WAIT);
	f->work = NEW(a, uint8_t, FRAME_MOST);
}

/* ---- how long is the message that begins here: octets, MORE to tell, or NO message ---- */

static uint32_t diameter_size(struct span s, bool sure)
{
	if (s.n < DIAMETER_HEAD)
		return s.n > 0 && s.p[0] != 1 ? NO : MORE;
	uint32_t length = at32(s, 0) & 0xffffff;
	bool like = s.p[0] == 1 && length >= DIAMETER_HEAD && length % 4 == 0 && (s.p[4] & 15) == 0;
	return like && (!sure || diameter_known(s)) ? length : NO;
}

static uint32_t dns_size(struct span s, bool sure)
{
	if (s.n < DNS_HEAD)
		return MORE;
	uint32_t length = at16(s, 0);
	bool like = length >= DNS_HEAD - DNS_LENGTH && (at8(s, 4) & 0x78) <= 5 << 3;
	/* Nothing tells it for sure: a segment that is one message, with one question, is taken for one. */
	return like && (!sure || (length + DNS_LENGTH == s.n && at16(s, 6) == 1)) ? length + DNS_LENGTH : NO;
}

/* RFC 3261 18.3: up to an empty line, and as many octets as Content-Length says. */
static uint32_t sip_size(struct span s)
{
	size_t n = 0;
	while (n < s.n && (s.p[n] == '\r' || s.p[n] == '\n'))
		n++;
	if (n > 0) /* keeps the connection open */
		return n <= FRAME_HEAD ? (uint32_t)n : FRAME_HEAD;
	uint64_t body = 0;
	n = sip_head(s, &body);
	if (n == SIP_NONE)
		return NO;
	if (n == 0)
		return s.n < FRAME_HEAD ? MORE : NO;
	return body < FRAME_MOST - n ? (uint32_t)(n + body) : FRAME_MOST + 1;
}

static uint32_t size_of(enum speaks speaks, struct span s, bool sure)
{
	if (speaks == SPEAKS_DIAMETER)
		return diameter_size(s, sure);
	return speaks == SPEAKS_DNS ? dns_size(s, sure) : sip_size(s);
}

/* Octets in front of what is a message beyond doubt; all when there is none. */
static size_t search(enum speaks speaks, struct span s)
{
	size_t last = speaks == SPEAKS_DNS ? 1 : s.n; /* of DNS only a segment may begin one */
	for (size_t i = 0; i < last; i++) {
		bool may = speaks == SPEAKS_DIAMETER ? s.p[i] == 1 : i == 0 || s.p[i - 1] == '\n';
		if (!may)
			continue;
		uint32_t n = size_of(speaks, after(s, i), true);
		if (n != NO && n != MORE)
			return i;
	}
	return s.n;
}

/* ---- streams ---- */

/* What is being read: of the segment, or put together of several. */
struct reading {
	struct frames *f;
	struct frame_side *side;
	enum speaks speaks;
	const struct payload *p;
	uint64_t first_frame;
	bool joined;
};

static void deliver(struct reading *r, struct span message)
{
	struct payload at = *r->p;
	at.data = r->speaks == SPEAKS_DNS ? after(message, DNS_LENGTH) : message;
	at.first_frame = r->first_frame;
	at.tcp.gap = r->side->passed_over;
	at.missing = 0;
	if (r->joined) {
		at.flags |= PAYLOAD_JOINED;
		at.offset = PAYLOAD_NO_OFFSET;
	} else if (at.offset != PAYLOAD_NO_OFFSET) {
		at.offset += (uint32_t)(at.data.p - r->p->data.p);
	}
	r->side->passed_over = 0;
	r->f->n[FRAME_COUNT_messages]++;
	r->f->sink.message(r->f->sink.ctx, &at, r->speaks);
}

static void pass_over(struct reading *r, size_t n)
{
	r->side->passed_over += n;
	r->f->n[FRAME_COUNT_passed_over] += n;
}

static void wait_for_more(struct reading *r, struct span s, uint32_t need)
{
	if (s.n == 0)
		return;
	if (!chain_put(&r->f->chains, &r->side->hold, s)) {
		r->f->n[FRAME_COUNT_no_room] += s.n;
		r->side->lost = true;
		return;
	}
	r->side->need = need;
	r->side->first_frame = r->first_frame;
}

static void messages(struct reading *r, struct span s)
{
	struct frame_side *side = r->side;
	while (s.n > 0) {
		if (side->lost) {
			size_t n = search(r->speaks, s);
			pass_over(r, n);
			s = after(s, n);
			side->lost = s.n == 0;
			continue;
		}
		uint32_t n = size_of(r->speaks, s, false);
		if (n == NO) {
			pass_over(r, 1);
			s = after(s, 1);
			side->lost = true;
		} else if (n == MORE || (n > s.n && n <= FRAME_MOST)) {
			wait_for_more(r, s, n);
			return;
		} else if (n > FRAME_MOST) {
			r->f->n[FRAME_COUNT_too_long]++;
			side->skip = n > s.n ? n - (uint32_t)s.n : 0;
			s = after(s, n < s.n ? n : s.n);
		} else {
			deliver(r, first(s, n));
			s = after(s, n);
		}
		r->first_frame = r->p->frame;
	}
}

static void feed(struct frames *f, struct frame_stream *st, const struct payload *p)
{
	struct frame_side *side = &st->side[p->direction & 1];
	struct reading r = { f, side, (enum speaks)st->speaks, p, p->first_frame, false };
	struct span in = p->data;
	uint32_t n = side->skip < in.n ? side->skip : (uint32_t)in.n;
	side->skip -= n;
	in = after(in, n);
	if (side->hold.n == 0) {
		messages(&r, in);
		return;
	}
	bool fits = side->hold.n + in.n <= FRAME_MOST && chain_put(&f->chains, &side->hold, in);
	if (fits && side->hold.n < side->need)
		return;
	size_t held = chain_get(&f->chains, &side->hold, f->work), part = 0;
	chain_drop(&f->chains, &side->hold);
	r.first_frame = side->first_frame;
	r.joined = true;
	if (fits) {
		messages(&r, (struct span){ f->work, held });
		return;
	}
	if (side->need > held && side->need - held <= in.n) { /* only the end of the message that waits */
		part = side->need - held;
		memcpy(f->work + held, in.p, part);
		messages(&r, (struct span){ f->work, held + part });
	} else {
		f->n[FRAME_COUNT_no_room] += held;
		side->passed_over += held;
		side->lost = true;
	}
	r.first_frame = p->frame;
	r.joined = false;
	messages(&r, after(in, part));
}

static void gap(struct frames *f, struct frame_side *side, uint64_t n)
{
	if (side->skip > n) {
		side->skip -= (uint32_t)n;
		return;
	}
	side->lost = n != side->skip || side->hold.n > 0;
	side->skip = 0;
	f->n[FRAME_COUNT_unfinished] += side->hold.n > 0;
	side->passed_over += side->hold.n;
	chain_drop(&f->chains, &side->hold);
}

static void forget(struct frames *f, struct frame_stream *st)
{
	for (unsigned d = 0; d < 2; d++) {
		f->n[FRAME_COUNT_unfinished] += st->side[d].hold.n > 0;
		chain_drop(&f->chains, &st->side[d].hold);
	}
	table_remove(&f->streams, st);
}

static enum speaks recognise(const struct payload *p)
{
	enum speaks s = speaks_of(p);
	bool diameter = s == SPEAKS_OTHER_TCP && p->data.n >= DIAMETER_HEAD && diameter_size(p->data, true) != NO;
	return diameter ? SPEAKS_DIAMETER : s;
}

static struct frame_stream *stream(struct frames *f, const struct payload *p)
{
	struct frame_key key = { p->flow };
	struct frame_stream *st = table_find(&f->streams, &key);
	if (st != NULL || p->kind != PAYLOAD_DATA || p->data.n == 0)
		return st;
	enum speaks s = recognise(p);
	if (s != SPEAKS_DIAMETER && s != SPEAKS_DNS && s != SPEAKS_SIP)
		return NULL;
	if (table_full(&f->streams)) {
		f->n[FRAME_COUNT_evicted]++;
		forget(f, table_oldest(&f->streams));
	}
	st = table_add(&f->streams, &key);
	st->speaks = (uint8_t)s;
	for (unsigned d = 0; d < 2; d++)
		st->side[d].lost = p->flags & PAYLOAD_LATE;
	return st;
}

enum speaks frame_payload(struct frames *f, const struct payload *p)
{
	if (p->transport != PAYLOAD_TCP || p->flow == 0 || p->flags & (PAYLOAD_QUOTED | PAYLOAD_USER))
		return SPEAKS_OTHER_TCP;
	struct frame_stream *st = stream(f, p);
	if (st == NULL)
		return p->kind == PAYLOAD_DATA && p->data.n > 0 ? speaks_of(p) : SPEAKS_OTHER_TCP;
	if (p->kind == PAYLOAD_DATA) {
		if (p->tcp.gap > 0)
			gap(f, &st->side[p->direction & 1], p->tcp.gap);
		feed(f, st, p);
	}
	return (enum speaks)st->speaks;
}

void frame_end(struct frames *f)
{
	struct frame_stream *st;
	while ((st = table_oldest(&f->streams)) != NULL)
		forget(f, st);
}
