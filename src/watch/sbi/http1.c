/* SPDX-License-Identifier: Apache-2.0
 *
 * http1.c - HTTP/1.0 and 1.1 (RFC 9112)
 *
 * Requests and answers of a connection are numbered, so the nth answer belongs to the nth request; an answer to which
 * no request was seen gets a number of its own.
 */
#include "watch/sbi/exchange.h"
#include "watch/decode/sbi.h"

#include <string.h>
#include <strings.h>

enum { AT_HEAD, IN_LENGTH, AT_CHUNK, IN_CHUNK, AT_TRAILER, TO_CLOSE, NOWHERE };
enum { UNPAIRED = 0x80000000u };

static const char *const methods[] = { "GET ", "POST ", "PUT ", "PATCH ", "DELETE ", "OPTIONS ", "HEAD ", "CONNECT ",
	                               "TRACE ", "HTTP/1." };

/* What may stand behind a method: a path, a URI, "*" (RFC 9112 3.2), of CONNECT a host; SIP, RTSP and others have
 * methods of the same names. */
static enum sbi_look target_look(struct span s)
{
	size_t n = s.n < 4 ? s.n : 4;
	if (n == 0)
		return LOOK_MORE;
	if (s.p[0] == '/' || s.p[0] == '*')
		return LOOK_YES;
	return memcmp(s.p, "http", n) != 0 ? LOOK_NO : n == 4 ? LOOK_YES : LOOK_MORE;
}

enum sbi_look http1_look(struct span s)
{
	enum sbi_look look = LOOK_NO;
	for (size_t i = 0; i < COUNT(methods); i++) {
		size_t n = strlen(methods[i]);
		bool any = methods[i][0] == 'C' || methods[i][n - 1] == '.';
		if (memcmp(s.p, methods[i], s.n < n ? s.n : n) == 0)
			look = s.n < n ? LOOK_MORE : any ? LOOK_YES : target_look((struct span){ s.p + n, s.n - n });
	}
	return look;
}

struct head {
	bool answer, chunked, length_known, h2c;
	uint64_t length;
	unsigned status;
	struct hpack_out lines;
};

static struct span word(struct span *s)
{
	size_t n = 0;
	while (n < s->n && s->p[n] != ' ')
		n++;
	struct span w = { s->p, n };
	n += n < s->n;
	s->p += n;
	s->n -= n;
	return w;
}

static struct span span_of(const char *z)
{
	return (struct span){ (const uint8_t *)z, strlen(z) };
}

static bool is(struct span s, const char *z)
{
	return s.n == strlen(z) && memcmp(s.p, z, s.n) == 0;
}

/* The first line. */
static bool start(struct head *h, struct span s)
{
	struct span first = word(&s), second = word(&s);
	if (first.n == 8 && memcmp(first.p, "HTTP/1.", 7) == 0) {
		h->answer = true;
		if (second.n != 3)
			return false;
		for (size_t i = 0; i < 3; i++) {
			if (second.p[i] < '0' || second.p[i] > '9')
				return false;
			h->status = h->status * 10 + second.p[i] - '0';
		}
		hpack_line(&h->lines, SBI_LINE, span_of(":status"), second);
		return true;
	}
	if (s.n != 8 || memcmp(s.p, "HTTP/1.", 7) != 0 || first.n == 0 || first.n > 16 || second.n == 0)
		return false;
	hpack_line(&h->lines, SBI_LINE, span_of(":method"), first);
	hpack_line(&h->lines, SBI_LINE, span_of(":path"), second);
	return true;
}

static bool has(struct span s, const char *z)
{
	size_t n = strlen(z);
	for (size_t i = 0; i + n <= s.n; i++)
		if (strncasecmp((const char *)s.p + i, z, n) == 0)
			return true;
	return false;
}

/* A line with a colon, its name made lower case in place. */
static bool line(struct head *h, uint8_t *p, size_t n)
{
	uint8_t *colon = memchr(p, ':', n);
	if (colon == NULL || colon == p)
		return false;
	struct span name = { p, (size_t)(colon - p) }, value = { colon + 1, n - name.n - 1 };
	for (size_t i = 0; i < name.n; i++)
		if (p[i] >= 'A' && p[i] <= 'Z')
			p[i] = (uint8_t)(p[i] + 32);
	while (value.n > 0 && (*value.p == ' ' || *value.p == '\t'))
		value.p++, value.n--;
	while (value.n > 0 && (value.p[value.n - 1] == ' ' || value.p[value.n - 1] == '\t'))
		value.n--;
	if (is(name, "content-length")) {
		uint64_t v;
		h->length_known = str_u64((struct str){ (const char *)value.p, value.n }, &v);
		h->length = h->length_known ? v : 0;
	}
	if (is(name, "transfer-encoding"))
		h->chunked = has(value, "chunked");
	if (is(name, "upgrade"))
		h->h2c = has(value, "h2c");
	hpack_line(&h->lines, SBI_LINE, name, value);
	return true;
}

/* All lines of in[0..n); the first one only `with_start`.  Lines that are none are left out and told. */
static bool lines(struct sbi *s, struct head *h, size_t n, bool with_start)
{
	bool begun = !with_start;
	for (size_t at = 0; at < n;) {
		uint8_t *end = memchr(s->in + at, '\n', n - at);
		size_t stop = end == NULL ? n : (size_t)(end - s->in), last = stop;
		if (last > at && s->in[last - 1] == '\r')
			last--;
		if (last == at && !begun) {
			; /* an empty line in front is allowed */
		} else if (!begun) {
			if (!start(h, (struct span){ s->in + at, last - at }))
				return false;
			begun = true;
		} else if (last > at && !line(h, s->in + at, last - at)) {
			s->n[SBI_COUNT_heads_bad]++;
		}
		at = stop + 1;
	}
	return begun;
}

static void nowhere(struct sbi *s, struct sbi_connection *c, unsigned d)
{
	struct sbi_side *side = &c->side[d];
	s->n[SBI_COUNT_lost]++;
	side->state = NOWHERE;
	side->left = 0;
	side->line = false;
	chain_drop(&s->chains, &side->hold);
	exchange_cut(s, c, d);
}

static void no_room(struct sbi *s, struct sbi_connection *c, unsigned d)
{
	s->n[SBI_COUNT_no_room]++;
	nowhere(s, c, d);
}

/* The exchange that a message on this side is part of now. */
static struct sbi_exchange *current(struct sbi *s, struct sbi_connection *c, unsigned d)
{
	return exchange_find(s, c, c->side[d].promised, 1, false);
}

static void done(struct sbi *s, struct sbi_connection *c, unsigned d, const struct payload *p)
{
	struct sbi_exchange *x = current(s, c, d);
	c->side[d].state = AT_HEAD;
	if (x == NULL)
		return;
	bool answer = x->part[d].answer;
	exchange_finish(s, x, d, p);
	if (answer && x->part[!d].state != MESSAGE_HEAD)
		exchange_remove(s, x, p);
}

/* Which exchange a head belongs to. */
static uint32_t number(struct sbi *s, struct sbi_connection *c, unsigned d, const struct head *h)
{
	struct sbi_side *side = &c->side[d], *other = &c->side[!d];
	if (!h->answer)
		return ++side->sequence;
	if (side->sequence >= other->sequence) {
		s->n[SBI_COUNT_unpaired]++;
		return UNPAIRED | ++c->unpaired;
	}
	return h->status < 200 ? side->sequence + 1 : ++side->sequence;
}

/* Behind 101 the side `d` goes on in HTTP/2 at once, the other one with its preface (RFC 7540 3.2). */
static void upgrade(struct sbi *s, struct sbi_connection *c, unsigned d, bool h2c)
{
	for (unsigned i = 0; i < 2; i++) {
		chain_drop(&s->chains, &c->side[i].hold);
		c->side[i].mode = h2c && i == d ? SBI_HTTP2 : SBI_UNKNOWN;
		c->side[i].synced = h2c;
		c->side[i].state = 0;
		c->side[i].frame_n = 0;
	}
}

/* What comes behind a head.  RFC 9112 6.3 */
static void body_follows(struct sbi *s, struct sbi_connection *c, unsigned d, const struct head *h,
                         const struct sbi_exchange *x, const struct payload *p)
{
	struct sbi_side *side = &c->side[d];
	bool to_head = x->method_n == 4 && memcmp(x->method, "HEAD", 4) == 0;
	bool none = h->answer && (h->status < 200 || h->status == 204 || h->status == 304 || to_head);
	side->left = h->length;
	if (!none && h->chunked)
		side->state = AT_CHUNK;
	else if (!none && h->length_known && h->length > 0)
		side->state = IN_LENGTH;
	else if (!none && h->answer && !h->length_known)
		side->state = TO_CLOSE;
	else
		done(s, c, d, p);
}

static void head_done(struct sbi *s, struct sbi_connection *c, unsigned d, size_t n, const struct payload *p)
{
	struct sbi_side *side = &c->side[d];
	struct head h = { .lines = { .p = s->out, .cap = SBI_HEAD } };
	if (!lines(s, &h, n, true)) {
		s->n[SBI_COUNT_heads_bad]++;
		nowhere(s, c, d);
		return;
	}
	side->promised = number(s, c, d, &h);
	struct sbi_exchange *x = exchange_find(s, c, side->promised, 1, true);
	if (x->part[d].state == MESSAGE_DONE)
		x->part[d] = (struct sbi_part){ 0 };
	exchange_head(s, x, d, &h.lines, p);
	x->part[d].time = side->first_time;
	x->part[d].frame = side->first_frame;
	if (!h.answer || h.status >= 200) {
		body_follows(s, c, d, &h, x, p);
		return;
	}
	exchange_finish(s, x, d, p);
	x->part[d] = (struct sbi_part){ 0 };
	side->state = AT_HEAD;
	if (h.status == 101)
		upgrade(s, c, d, h.h2c);
}

/* "1a;name=value" */
static void chunk_begins(struct sbi *s, struct sbi_connection *c, unsigned d, size_t n)
{
	struct sbi_side *side = &c->side[d];
	uint64_t v = 0;
	size_t i = 0;
	for (; i < n && i < 8; i++) {
		unsigned o = s->in[i], low = o | 32, digit = o >= '0' && o <= '9' ? o - '0' :
		                                         low >= 'a' && low <= 'f' ? low - 'a' + 10 : 16;
		if (digit == 16)
			break;
		v = v * 16 + digit;
	}
	if (i == 0 || (i < n && strchr("\r\n; \t", s->in[i]) == NULL)) {
		nowhere(s, c, d);
	} else {
		side->left = v == 0 ? 0 : v + 2; /* with its line end */
		side->state = v == 0 ? AT_TRAILER : IN_CHUNK;
	}
}

static void trailer_done(struct sbi *s, struct sbi_connection *c, unsigned d, size_t n, const struct payload *p)
{
	struct head h = { .lines = { .p = s->out, .cap = SBI_HEAD } };
	struct sbi_exchange *x = current(s, c, d);
	lines(s, &h, n, false);
	if (x != NULL && h.lines.n > 0)
		exchange_head(s, x, d, &h.lines, p);
	done(s, c, d, p);
}

/* What was collected and `more`, in s->in when that is the whole: how many octets.  What lies in one payload does not
 * wait.  0: it waits. */
static size_t together(struct sbi *s, struct sbi_connection *c, unsigned d, struct span more, bool whole)
{
	struct sbi_side *side = &c->side[d];
	if (whole && side->hold.n == 0) {
		memcpy(s->in, more.p, more.n);
		return more.n;
	}
	if (!chain_put(&s->chains, &side->hold, more)) {
		no_room(s, c, d);
		return 0;
	}
	size_t n = whole ? chain_get(&s->chains, &side->hold, s->in) : 0;
	if (whole)
		chain_drop(&s->chains, &side->hold);
	return n;
}

/* Collects lines: a head or trailer until an empty one, else one.  How many octets they are in s->in; 0: not yet. */
static size_t collect(struct sbi *s, struct sbi_connection *c, unsigned d, const struct payload *p, struct span *in)
{
	struct sbi_side *side = &c->side[d];
	const uint8_t *from = in->p;
	bool whole = false;
	while (in->n > 0 && !whole) {
		const uint8_t *end = memchr(in->p, '\n', in->n);
		size_t n = end == NULL ? in->n : (size_t)(end - in->p) + 1;
		size_t before = side->hold.n + (size_t)(in->p - from);
		if (before == 0 && !side->line) {
			side->first_time = p->time;
			side->first_frame = p->first_frame;
		}
		for (size_t i = 0; i < n && !side->line; i++)
			side->line = in->p[i] != '\r' && in->p[i] != '\n';
		if (before + n > SBI_FRAME) {
			no_room(s, c, d);
			return 0;
		}
		in->p += n;
		in->n -= n;
		bool empty = end != NULL && !side->line;
		side->line = side->line && end == NULL;
		if (empty && before + n <= 2 && side->state == AT_HEAD) { /* in front */
			chain_drop(&s->chains, &side->hold);
			from = in->p;
		} else {
			whole = empty || (end != NULL && side->state == AT_CHUNK);
		}
	}
	return together(s, c, d, (struct span){ from, (size_t)(in->p - from) }, whole);
}

/* Octets of a body. */
static void inside(struct sbi *s, struct sbi_connection *c, unsigned d, const struct payload *p, struct span *in)
{
	struct sbi_side *side = &c->side[d];
	struct sbi_exchange *x = current(s, c, d);
	size_t n = side->state != TO_CLOSE && side->left < in->n ? (size_t)side->left : in->n, body = n;
	if (side->state == IN_CHUNK) { /* the last two are a line end */
		uint64_t of_body = side->left > 2 ? side->left - 2 : 0;
		body = of_body < n ? (size_t)of_body : n;
	}
	if (x != NULL && body > 0)
		exchange_body(s, x, d, (struct span){ in->p, body }, p);
	in->p += n;
	in->n -= n;
	if (side->state == TO_CLOSE)
		return;
	side->left -= n;
	if (side->left == 0 && side->state == IN_CHUNK)
		side->state = AT_CHUNK;
	else if (side->left == 0)
		done(s, c, d, p);
}

void http1_feed(struct sbi *s, struct sbi_connection *c, unsigned d, const struct payload *p, struct span in)
{
	struct sbi_side *side = &c->side[d];
	size_t n;
	if (side->state == NOWHERE && in.n > 0) {
		if (http1_look(in) != LOOK_YES)
			return;
		s->n[SBI_COUNT_found]++;
		side->state = AT_HEAD;
		if (in.p[0] == 'H' && in.p[1] == 'T') /* which of the requests it answers is not known */
			side->sequence = c->side[!d].sequence;
		else
			c->side[!d].sequence = side->sequence;
	}
	while (in.n > 0 && side->mode == SBI_HTTP1) {
		switch (side->state) {
		case AT_HEAD:
			if ((n = collect(s, c, d, p, &in)) > 0)
				head_done(s, c, d, n, p);
			break;
		case AT_CHUNK:
			if ((n = collect(s, c, d, p, &in)) > 0)
				chunk_begins(s, c, d, n);
			break;
		case AT_TRAILER:
			if ((n = collect(s, c, d, p, &in)) > 0)
				trailer_done(s, c, d, n, p);
			break;
		case NOWHERE: return;
		default: inside(s, c, d, p, &in); break;
		}
	}
	if (in.n > 0 && side->mode == SBI_HTTP2)
		http2_feed(s, c, d, p, in);
}

void http1_gap(struct sbi *s, struct sbi_connection *c, unsigned d, uint64_t gap)
{
	struct sbi_side *side = &c->side[d];
	exchange_cut(s, c, d);
	if (side->state == TO_CLOSE)
		return;
	if ((side->state == IN_LENGTH || side->state == IN_CHUNK) && gap < side->left)
		side->left -= gap;
	else
		nowhere(s, c, d);
}

void http1_end(struct sbi *s, struct sbi_connection *c, unsigned d, const struct payload *p)
{
	if (c->side[d].state == TO_CLOSE)
		done(s, c, d, p);
}
