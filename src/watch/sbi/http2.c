/* SPDX-License-Identifier: Apache-2.0
 *
 * http2.c - frames of HTTP/2 (RFC 9113), from the beginning of a connection or in the middle of it
 *
 * In the middle a frame is recognised by what its head must be like: a type, flags that type has, a length it can
 * have, a stream where it needs one; and the head behind it has to be one too.
 *
 * A hole between frames may have held headers, so what they inserted into the table is lost; but not a hole of one
 * empty frame (an acknowledged SETTINGS), nor of one with a single octet: too few to insert anything.
 */
#include "watch/sbi/exchange.h"
#include "watch/decode/sbi.h"

#include <string.h>

enum { DATA, HEADERS, PRIORITY, RST_STREAM, SETTINGS, PUSH_PROMISE, PING, GOAWAY, WINDOW_UPDATE, CONTINUATION, TYPES };
enum { END_STREAM = 1, ACK = 1, END_HEADERS = 4, PADDED = 8, PRIORITY_FLAG = 32 };
enum { FRAME_HEAD = 9, USUAL = 16384, ENOUGH = 8 /* frames in a row are no accident */ };
/* States: octets of `left` belong to a DATA frame, to be left out, or a frame head comes. */
enum { AT_HEAD, IN_FRAME, IN_HOLE };

static const char preface[] = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
enum { PREFACE = sizeof preface - 1 };

struct frame_head {
	uint32_t n, stream;
	uint8_t type, flags;
};

static const struct {
	uint8_t flags;     /* that the type has */
	uint8_t size;      /* of all of them, 0: any */
	uint8_t stream;    /* 0 never, 1 always, 2 maybe */
} types[TYPES] = {
	[DATA] = { END_STREAM | PADDED, 0, 1 },
	[HEADERS] = { END_STREAM | END_HEADERS | PADDED | PRIORITY_FLAG, 0, 1 },
	[PRIORITY] = { 0, 5, 1 },
	[RST_STREAM] = { 0, 4, 1 },
	[SETTINGS] = { ACK, 0, 0 },
	[PUSH_PROMISE] = { END_HEADERS | PADDED, 0, 1 },
	[PING] = { ACK, 8, 0 },
	[GOAWAY] = { 0, 0, 0 },
	[WINDOW_UPDATE] = { 0, 4, 2 },
	[CONTINUATION] = { END_HEADERS, 0, 1 },
};

static struct frame_head head_of(const uint8_t *p)
{
	return (struct frame_head){ .n = (uint32_t)p[0] << 16 | (uint32_t)p[1] << 8 | p[2],
		                    .type = p[3],
		                    .flags = p[4],
		                    .stream = (uint32_t)(p[5] & 127) << 24 | (uint32_t)p[6] << 16 |
		                              (uint32_t)p[7] << 8 | p[8] };
}

static bool plausible(const uint8_t *p)
{
	struct frame_head h = head_of(p);
	if (h.type >= TYPES || h.n > USUAL || p[5] & 128 || h.flags & ~types[h.type].flags)
		return false;
	if ((types[h.type].stream == 0 && h.stream != 0) || (types[h.type].stream == 1 && h.stream == 0))
		return false;
	if (types[h.type].size != 0 && h.n != types[h.type].size)
		return false;
	return h.type != SETTINGS || (h.flags & ACK ? h.n == 0 : h.n % 6 == 0 && h.n <= 20 * 6);
}

enum sbi_look http2_look(struct span s, bool known)
{
	size_t n = s.n < PREFACE ? s.n : PREFACE, at = 0;
	if (memcmp(s.p, preface, n) == 0)
		return n == PREFACE ? LOOK_YES : LOOK_MORE;
	if (s.n < FRAME_HEAD)
		return s.p[0] == 0 && (s.n < 4 || s.p[3] < TYPES) ? LOOK_MORE : LOOK_NO;
	for (unsigned frames = 0; s.n - at >= FRAME_HEAD; frames++) {
		if (!plausible(s.p + at))
			return LOOK_NO;
		uint32_t length = head_of(s.p + at).n;
		if (frames > 0 || known)
			return LOOK_YES;
		if (s.n - at - FRAME_HEAD < length)
			return LOOK_MORE;
		at += FRAME_HEAD + length;
	}
	return LOOK_YES;
}

/* Without padding and priority; false when the frame contradicts itself. */
static bool strip(struct rd *r, const struct frame_head *h)
{
	size_t padding = h->flags & PADDED ? (size_t)rd_be(r, 1) : 0;
	if (h->type == HEADERS && h->flags & PRIORITY_FLAG)
		rd_skip(r, 5);
	if (padding > rd_left(r))
		rd_fail(r, "padding");
	else
		r->end -= padding;
	return rd_ok(r);
}

static void ended(struct sbi *s, struct sbi_exchange *x, unsigned d, const struct payload *p)
{
	exchange_finish(s, x, d, p);
	if (x->part[0].state == MESSAGE_DONE && x->part[1].state == MESSAGE_DONE)
		exchange_remove(s, x, p);
}

static void data(struct sbi *s, struct sbi_connection *c, unsigned d, const struct frame_head *h, struct rd r,
                 const struct payload *p)
{
	struct sbi_exchange *x = exchange_find(s, c, h->stream, 2, h->n > 0);
	if (x == NULL)
		return;
	if (!strip(&r, h)) {
		s->n[SBI_COUNT_frames_bad]++;
		x->part[d].flags |= SBI_CUT;
	}
	if (x->part[d].state == MESSAGE_NONE) /* its head came before us */
		x->part[d].flags |= SBI_CUT;
	exchange_body(s, x, d, (struct span){ r.p, rd_left(&r) }, p);
	if (h->flags & END_STREAM)
		ended(s, x, d, p);
}

/* An octet can stand for an entry of the table: what a block may become depends on what was sent. */
static size_t head_room(size_t octets)
{
	return octets < SBI_HEAD / SBI_UNPACKS ? (octets + FRAME_HEAD) * SBI_UNPACKS : SBI_HEAD;
}

/* A block of headers is complete. */
static void block(struct sbi *s, struct sbi_connection *c, unsigned d, struct span octets, const struct payload *p)
{
	struct sbi_side *side = &c->side[d];
	struct hpack_out lines = { .p = s->out, .cap = head_room(octets.n) };
	bool push = side->promised != 0;
	uint32_t stream = push ? side->promised : side->block_stream;
	bool good = hpack_decode(&s->hpack, &side->hpack, octets, &lines);
	if (!good) {
		s->n[SBI_COUNT_headers_bad]++;
		hpack_forget(&s->hpack, &side->hpack);
	}
	side->in_block = false;
	side->promised = 0;
	struct sbi_exchange *x = exchange_find(s, c, stream, 2, true);
	unsigned to = push ? !d : d;
	if (!good)
		x->part[to].flags |= SBI_CUT;
	if (push) {
		s->n[SBI_COUNT_pushed]++;
		x->part[to].flags |= SBI_PUSHED;
	}
	exchange_head(s, x, to, &lines, p);
	struct span status = exchange_line(&lines, ":status");
	if (push || side->block_flags & END_STREAM) {
		ended(s, x, to, p);
	} else if (status.n == 3 && status.p[0] == '1') { /* another head follows */
		exchange_finish(s, x, d, p);
		x->part[d] = (struct sbi_part){ 0 };
	}
}

static void begin_block(struct sbi *s, struct sbi_connection *c, unsigned d, const struct frame_head *h, struct rd r,
                        const struct payload *p)
{
	struct sbi_side *side = &c->side[d];
	if (side->in_block) { /* its end never came: what it inserted is not known */
		s->n[SBI_COUNT_headers_bad]++;
		hpack_forget(&s->hpack, &side->hpack);
		chain_drop(&s->chains, &side->block);
	}
	if (!strip(&r, h)) {
		s->n[SBI_COUNT_frames_bad]++;
		hpack_forget(&s->hpack, &side->hpack);
		return;
	}
	side->promised = h->type == PUSH_PROMISE ? (uint32_t)rd_be(&r, 4) & 0x7fffffff : 0;
	side->block_stream = h->stream;
	side->block_flags = h->type == HEADERS ? h->flags : 0;
	side->in_block = true;
	if (h->flags & END_HEADERS)
		block(s, c, d, (struct span){ r.p, rd_left(&r) }, p);
	else if (!chain_put(&s->chains, &side->block, (struct span){ r.p, rd_left(&r) }))
		s->n[SBI_COUNT_no_room]++;
}

static void go_on(struct sbi *s, struct sbi_connection *c, unsigned d, const struct frame_head *h, struct rd r,
                  const struct payload *p)
{
	struct sbi_side *side = &c->side[d];
	struct span octets = { r.p, rd_left(&r) };
	if (!side->in_block || h->stream != side->block_stream || side->block.n + octets.n > SBI_FRAME ||
	    !chain_put(&s->chains, &side->block, octets)) {
		s->n[SBI_COUNT_headers_bad]++;
		hpack_forget(&s->hpack, &side->hpack);
		chain_drop(&s->chains, &side->block);
		side->in_block = false;
		return;
	}
	if (!(h->flags & END_HEADERS))
		return;
	size_t n = chain_get(&s->chains, &side->block, s->in);
	chain_drop(&s->chains, &side->block);
	block(s, c, d, (struct span){ s->in, n }, p);
}

static void reset(struct sbi *s, struct sbi_connection *c, unsigned d, const struct frame_head *h, struct rd r,
                  const struct payload *p)
{
	uint8_t line[SBI_LINE_HEAD + 4];
	struct hpack_out lines = { .p = line, .cap = sizeof line };
	struct sbi_exchange *x = exchange_find(s, c, h->stream, 2, false);
	struct span none = { NULL, 0 }, code = rd_take(&r, 4);
	if (x == NULL || code.n != 4)
		return;
	hpack_line(&lines, SBI_RESET, none, code);
	/* The sender gives up its own message, or refuses the other one; if it had said nothing, that is its answer. */
	for (unsigned i = 0; i < 2; i++) {
		if (x->part[i].state == MESSAGE_DONE || (x->part[i].state == MESSAGE_NONE && i != d))
			continue;
		exchange_head(s, x, i, &lines, p);
		x->part[i].flags |= SBI_GIVEN_UP;
	}
	exchange_remove(s, x, p);
}

static void frame(struct sbi *s, struct sbi_connection *c, unsigned d, const uint8_t *p9, struct span body,
                  const struct payload *p)
{
	struct frame_head h = head_of(p9);
	struct rd r = rd_of(body);
	s->n[SBI_COUNT_frames]++;
	if (h.type >= TYPES) {
		s->n[SBI_COUNT_frames_unknown]++;
		return;
	}
	if ((types[h.type].stream == 1 && h.stream == 0) || (types[h.type].size && h.n != types[h.type].size)) {
		s->n[SBI_COUNT_frames_bad]++;
		return;
	}
	switch (h.type) {
	case DATA: data(s, c, d, &h, r, p); break;
	case HEADERS:
	case PUSH_PROMISE: begin_block(s, c, d, &h, r, p); break;
	case CONTINUATION: go_on(s, c, d, &h, r, p); break;
	case RST_STREAM: reset(s, c, d, &h, r, p); break;
	case GOAWAY: s->n[SBI_COUNT_goaway]++; break;
	}
}

static void lose(struct sbi *s, struct sbi_connection *c, unsigned d)
{
	struct sbi_side *side = &c->side[d];
	s->n[SBI_COUNT_lost]++;
	side->synced = false;
	side->state = AT_HEAD;
	side->frame_n = 0;
	side->left = 0;
	side->in_block = false;
	chain_drop(&s->chains, &side->hold);
	chain_drop(&s->chains, &side->block);
	hpack_forget(&s->hpack, &side->hpack);
	exchange_cut(s, c, d);
}

/* In the middle of nowhere: the first place where frames go on to the end of these octets. */
static bool seek(struct span d, size_t *at)
{
	for (size_t i = 0; d.n - i >= FRAME_HEAD && i < 4 * USUAL; i++) {
		size_t end = i, frames = 0;
		while (d.n - end >= FRAME_HEAD && plausible(d.p + end) && frames < ENOUGH) {
			size_t n = FRAME_HEAD + head_of(d.p + end).n;
			if (n > d.n - end)
				break;
			end += n;
			frames++;
		}
		if ((frames > 0 && end == d.n) || frames == ENOUGH || (i == 0 && plausible(d.p))) {
			*at = i;
			return true;
		}
	}
	return false;
}

/* Behind a frame with a hole in it, which may have been the last of its message. */
static void hole_over(struct sbi *s, struct sbi_connection *c, unsigned d, const struct payload *p)
{
	struct frame_head h = head_of(c->side[d].frame);
	struct sbi_exchange *x = exchange_find(s, c, h.stream, 2, false);
	c->side[d].state = AT_HEAD;
	c->side[d].frame_n = 0;
	if (x != NULL && (h.type == DATA || h.type == HEADERS) && h.flags & END_STREAM)
		ended(s, x, d, p);
}

/* Octets of the frame whose head is there. */
static void inside(struct sbi *s, struct sbi_connection *c, unsigned d, const struct payload *p, struct span *in)
{
	struct sbi_side *side = &c->side[d];
	size_t n = side->left < in->n ? (size_t)side->left : in->n;
	struct span part = { in->p, n };
	side->left -= n;
	in->p += n;
	in->n -= n;
	if (side->state == IN_FRAME && side->left == 0 && side->hold.n == 0) {
		frame(s, c, d, side->frame, part, p);
	} else if (side->state == IN_FRAME) {
		if (!chain_put(&s->chains, &side->hold, part)) {
			s->n[SBI_COUNT_no_room]++;
			side->left += n;
			http2_gap(s, c, d, p, n); /* as if these octets were missing */
			return;
		} else if (side->left == 0) {
			size_t got = chain_get(&s->chains, &side->hold, s->in);
			chain_drop(&s->chains, &side->hold);
			frame(s, c, d, side->frame, (struct span){ s->in, got }, p);
		}
	}
	if (side->left > 0)
		return;
	if (side->state == IN_HOLE) {
		hole_over(s, c, d, p);
	} else {
		side->state = AT_HEAD;
		side->frame_n = 0;
	}
}

/* A frame head is complete. */
static void enter(struct sbi *s, struct sbi_connection *c, unsigned d, const struct payload *p)
{
	struct sbi_side *side = &c->side[d];
	struct frame_head h = head_of(side->frame);
	side->left = h.n;
	side->state = IN_FRAME;
	if (h.n == 0) {
		frame(s, c, d, side->frame, (struct span){ side->frame, 0 }, p);
		side->state = AT_HEAD;
		side->frame_n = 0;
	} else if (h.n > SBI_FRAME) {
		s->n[SBI_COUNT_frames_bad]++;
		lose(s, c, d);
	}
}

void http2_feed(struct sbi *s, struct sbi_connection *c, unsigned d, const struct payload *p, struct span in)
{
	struct sbi_side *side = &c->side[d];
	size_t at = 0;
	if (in.n >= PREFACE && memcmp(in.p, preface, PREFACE) == 0 && side->frame_n == 0 && side->left == 0) {
		in.p += PREFACE;
		in.n -= PREFACE;
		side->synced = true;
	}
	while (in.n > 0) {
		if (!side->synced) {
			if (!seek(in, &at))
				return;
			s->n[SBI_COUNT_found]++;
			side->synced = true;
			in.p += at;
			in.n -= at;
		}
		if (side->doubt) {
			side->doubt = false;
			if (in.n < FRAME_HEAD || !plausible(in.p)) {
				lose(s, c, d);
				continue;
			}
		}
		if (side->left > 0) {
			inside(s, c, d, p, &in);
			continue;
		}
		while (side->frame_n < FRAME_HEAD && in.n > 0) {
			side->frame[side->frame_n++] = *in.p++;
			in.n--;
		}
		if (side->frame_n == FRAME_HEAD)
			enter(s, c, d, p);
	}
}

void http2_gap(struct sbi *s, struct sbi_connection *c, unsigned d, const struct payload *p, uint64_t gap)
{
	struct sbi_side *side = &c->side[d];
	struct frame_head h = head_of(side->frame);
	if (!side->synced)
		return;
	if (side->left == 0 && side->frame_n == 0 && (gap == FRAME_HEAD || gap == FRAME_HEAD + 1)) {
		side->doubt = true;
		return;
	}
	if (side->left == 0 || gap > side->left) {
		lose(s, c, d);
		return;
	}
	/* The hole is inside of one frame: the next one is where it would be. */
	chain_drop(&s->chains, &side->hold);
	if (side->state == IN_FRAME && (h.type == HEADERS || h.type == CONTINUATION || h.type == PUSH_PROMISE)) {
		hpack_forget(&s->hpack, &side->hpack);
		chain_drop(&s->chains, &side->block);
		side->in_block = false;
	}
	exchange_cut(s, c, d);
	side->left -= gap;
	side->state = side->left > 0 ? IN_HOLE : AT_HEAD;
	if (side->left == 0)
		hole_over(s, c, d, p);
}
