/* SPDX-License-Identifier: Apache-2.0
 *
 * exchange.c - requests and their answers while they are put together
 */
#include "watch/sbi/exchange.h"
#include "watch/decode/sbi.h"

#include <string.h>

static void link_in(struct sbi *s, struct sbi_connection *c, struct sbi_exchange *x)
{
	struct sbi_exchange *first = table_entry(&s->exchanges, c->exchanges);
	x->next = c->exchanges;
	if (first != NULL)
		first->before = table_number(x);
	c->exchanges = table_number(x);
}

static void link_out(struct sbi *s, struct sbi_exchange *x)
{
	struct sbi_exchange *next = table_entry(&s->exchanges, x->next);
	struct sbi_exchange *before = table_entry(&s->exchanges, x->before);
	struct sbi_connection *c = table_entry(&s->connections, x->key.connection);
	if (next != NULL)
		next->before = x->before;
	if (before != NULL)
		before->next = x->next;
	else
		c->exchanges = x->next;
}

struct sbi_exchange *exchange_find(struct sbi *s, struct sbi_connection *c, uint32_t id, uint32_t version, bool make)
{
	struct sbi_exchange_key key = { table_number(c), id, version };
	struct sbi_exchange *x = table_find(&s->exchanges, &key);
	if (x != NULL || !make)
		return x;
	if (table_full(&s->exchanges)) {
		s->n[SBI_COUNT_exchanges_evicted]++;
		exchange_remove(s, table_oldest(&s->exchanges), NULL);
	}
	x = table_add(&s->exchanges, &key);
	link_in(s, c, x);
	return x;
}

/* The next line that is known. */
static bool next(struct rd *r, struct span *name, struct span *value)
{
	while (rd_left(r) > 0) {
		uint8_t mark = (uint8_t)rd_be(r, 1);
		size_t n = (size_t)rd_be(r, 2), v = (size_t)rd_be(r, 4);
		*name = rd_take(r, n), *value = rd_take(r, v);
		if (mark == SBI_LINE && rd_ok(r))
			return true;
	}
	return false;
}

static bool is(struct span s, const char *z)
{
	return s.n == strlen(z) && memcmp(s.p, z, s.n) == 0;
}

struct span exchange_line(const struct hpack_out *lines, const char *name)
{
	struct rd r = rd_of((struct span){ lines->p, lines->n });
	struct span key, value;
	while (next(&r, &key, &value))
		if (is(key, name))
			return value;
	return (struct span){ NULL, 0 };
}

/* What the exchange has to know of a head: the first line of each name. */
static void note(struct sbi_exchange *x, struct sbi_part *m, const struct hpack_out *lines)
{
	struct rd r = rd_of((struct span){ lines->p, lines->n });
	struct span key, value, method = { NULL, 0 }, path = { NULL, 0 };
	while (next(&r, &key, &value)) {
		if (method.p == NULL && is(key, ":method"))
			method = value;
		else if (path.p == NULL && is(key, ":path"))
			path = value;
		else
			m->answer = m->answer || is(key, ":status");
		m->encoded = m->encoded || is(key, "content-encoding");
	}
	m->method = m->method || method.n > 0;
	if (method.n > 0 && method.n <= sizeof x->method) {
		memcpy(x->method, method.p, method.n);
		x->method_n = (uint8_t)method.n;
	}
	if (path.n > 0 && path.n <= sizeof x->path) {
		memcpy(x->path, path.p, path.n);
		x->path_n = (uint8_t)path.n;
	}
}

enum { OF_MESSAGE = PAYLOAD_LATE | PAYLOAD_OVERLAP | PAYLOAD_TIMELESS | PAYLOAD_USER };

static struct sbi_part *begin(struct sbi_exchange *x, unsigned direction, const struct payload *p)
{
	struct sbi_part *m = &x->part[direction];
	if (m->state == MESSAGE_NONE) {
		m->state = MESSAGE_HEAD;
		m->time = p->time;
		m->frame = p->first_frame;
	}
	m->last_time = p->time;
	m->last_frame = p->frame;
	m->file = p->file;
	m->seen |= p->flags & OF_MESSAGE;
	return m;
}

/* What comes behind the end of its message is of none. */
static bool after(struct sbi *s, const struct sbi_exchange *x, unsigned direction)
{
	bool ended = x->part[direction].state == MESSAGE_DONE;
	s->n[SBI_COUNT_after] += ended;
	return ended;
}

static void keep(struct sbi *s, struct sbi_part *m, struct chain *to, struct span octets, size_t limit)
{
	size_t n = to->n < limit ? limit - to->n : 0;
	if (octets.n > n) {
		s->n[limit == SBI_BODY ? SBI_COUNT_bodies_cut : SBI_COUNT_headers_cut]++;
		m->flags |= SBI_CUT;
		octets.n = limit == SBI_BODY ? n : 0; /* half a line is none */
	}
	if (!chain_put(&s->chains, to, octets)) {
		s->n[SBI_COUNT_no_room]++;
		m->flags |= SBI_CUT;
	}
}

void exchange_head(struct sbi *s, struct sbi_exchange *x, unsigned direction, struct hpack_out *lines,
                   const struct payload *p)
{
	if (after(s, x, direction))
		return;
	struct sbi_part *m = begin(x, direction, p);
	note(x, m, lines);
	if (lines->cut) {
		m->flags |= SBI_CUT;
		s->n[SBI_COUNT_headers_cut]++;
	}
	if (lines->lost > 0)
		m->flags |= SBI_LOST;
	s->n[SBI_COUNT_lines_lost] += lines->lost;
	keep(s, m, &m->head, (struct span){ lines->p, lines->n }, SBI_HEAD);
}

void exchange_body(struct sbi *s, struct sbi_exchange *x, unsigned direction, struct span octets,
                   const struct payload *p)
{
	if (after(s, x, direction))
		return;
	struct sbi_part *m = begin(x, direction, p);
	keep(s, m, &m->body, octets, SBI_BODY);
}

/* What is known of the request, in front of an answer. */
static size_t request(const struct sbi_exchange *x, uint8_t *to)
{
	struct hpack_out o = { .p = to, .cap = 1024 };
	if (x->method_n > 0)
		hpack_line(&o, SBI_LINE, (struct span){ (const uint8_t *)":method", 7 },
		           (struct span){ x->method, x->method_n });
	if (x->path_n > 0)
		hpack_line(&o, SBI_LINE, (struct span){ (const uint8_t *)":path", 5 },
		           (struct span){ x->path, x->path_n });
	return o.n;
}

static void count(struct sbi *s, const struct sbi_part *m)
{
	s->n[SBI_COUNT_messages]++;
	s->n[SBI_COUNT_answers] += m->answer;
	s->n[SBI_COUNT_requests] += !m->answer && m->method;
	s->n[SBI_COUNT_cut] += (m->flags & SBI_CUT) != 0;
	s->n[SBI_COUNT_state_lost] += (m->flags & SBI_LOST) != 0;
	s->n[SBI_COUNT_open] += (m->flags & SBI_OPEN) != 0;
	s->n[SBI_COUNT_resets] += (m->flags & SBI_GIVEN_UP) != 0;
}

struct payload exchange_payload(const struct sbi_connection *c, unsigned direction, const struct payload *p)
{
	struct payload out = p != NULL ? *p : (struct payload){ .flow = c->key.flow };
	out.transport = PAYLOAD_TCP;
	out.kind = PAYLOAD_DATA;
	out.direction = (uint8_t)direction;
	out.from = c->peer[direction];
	out.to = c->peer[!direction];
	out.offset = PAYLOAD_NO_OFFSET;
	out.missing = 0;
	out.flags &= OF_MESSAGE;
	return out;
}

/* Without a payload that completed it, a message is as old as its last octets. */
static struct payload payload_of(const struct sbi_connection *c, const struct sbi_exchange *x, unsigned direction,
                                 const struct payload *p)
{
	const struct sbi_part *m = &x->part[direction];
	struct payload out = exchange_payload(c, direction, p);
	if (p == NULL) {
		out.time = m->last_time;
		out.frame = m->last_frame;
		out.file = m->file;
	}
	out.first_frame = m->frame;
	out.flags = (uint16_t)(m->seen | (m->flags & SBI_CUT ? PAYLOAD_CUT : 0));
	return out;
}

struct pdu exchange_pdu(struct sbi *s, enum proto_id proto, struct span raw)
{
	if (s->sink.undecoded)
		return (struct pdu){ .raw = raw, .proto = (uint8_t)proto };
	return decode(proto, raw, s->fields, PDU_FIELDS);
}

/* The body, without its Content-Encoding where that can be undone. */
static size_t body(struct sbi *s, struct sbi_part *m, struct span encoding, uint8_t *to)
{
	size_t n;
	if (m->body.n == 0 || m->flags & SBI_CUT || !unpack_known(encoding))
		return chain_get(&s->chains, &m->body, to);
	struct span packed = { s->packed, chain_get(&s->chains, &m->body, s->packed) };
	if (unpack_body(s, packed, to, &n)) {
		m->flags |= SBI_UNPACKED;
		return n;
	}
	memcpy(to, packed.p, packed.n);
	return packed.n;
}

void exchange_finish(struct sbi *s, struct sbi_exchange *x, unsigned direction, const struct payload *p)
{
	struct sbi_part *m = &x->part[direction];
	if (m->state != MESSAGE_HEAD)
		return;
	/* An answer without a status we could read is still behind its request. */
	bool other = x->part[!direction].state == MESSAGE_DONE && !x->part[!direction].answer;
	bool answer = m->answer || other;
	size_t n = answer ? request(x, s->work) : 0;
	n += chain_get(&s->chains, &m->head, s->work + n);
	struct span encoding = { NULL, 0 };
	if (m->encoded)
		encoding = exchange_line(&(struct hpack_out){ .p = s->work, .n = n }, "content-encoding");
	s->work[n++] = SBI_END;
	n += body(s, m, encoding, s->work + n);
	const struct sbi_connection *c = table_entry(&s->connections, x->key.connection);
	struct sbi_message out = { .at = payload_of(c, x, direction, p),
		                   .pdu = exchange_pdu(s, PROTO_SBI, (struct span){ s->work, n }),
		                   .first_time = m->time,
		                   .stream = x->key.id,
		                   .exchange = table_number(x),
		                   .version = (uint8_t)x->key.version,
		                   .flags = (uint8_t)(m->flags | (c->sealed ? SBI_SEALED : 0)),
		                   .answer = answer,
		                   .opens = x->part[!direction].state != MESSAGE_DONE };
	out.at.data = out.pdu.raw;
	count(s, m);
	if (s->sink.message != NULL)
		s->sink.message(s->sink.ctx, &out);
	chain_drop(&s->chains, &m->head);
	chain_drop(&s->chains, &m->body);
	m->state = MESSAGE_DONE;
}

void exchange_remove(struct sbi *s, struct sbi_exchange *x, const struct payload *p)
{
	for (unsigned d = 0; d < 2; d++) {
		if (x->part[d].state == MESSAGE_HEAD)
			x->part[d].flags |= x->part[d].flags & SBI_GIVEN_UP ? 0 : SBI_OPEN;
		exchange_finish(s, x, d, p);
	}
	link_out(s, x);
	table_remove(&s->exchanges, x);
}

void exchange_flush(struct sbi *s, struct sbi_connection *c, const struct payload *p)
{
	while (c->exchanges)
		exchange_remove(s, table_entry(&s->exchanges, c->exchanges), p);
	for (unsigned d = 0; d < 2; d++) {
		chain_drop(&s->chains, &c->side[d].hold);
		chain_drop(&s->chains, &c->side[d].block);
		hpack_forget(&s->hpack, &c->side[d].hpack);
	}
}

void exchange_cut(struct sbi *s, struct sbi_connection *c, unsigned direction)
{
	for (uint32_t at = c->exchanges; at;) {
		struct sbi_exchange *x = table_entry(&s->exchanges, at);
		if (x->part[direction].state == MESSAGE_HEAD)
			x->part[direction].flags |= SBI_CUT;
		at = x->next;
	}
}
