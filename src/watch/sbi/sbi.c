/* SPDX-License-Identifier: Apache-2.0
 *
 * sbi.c - which protocol a stream of TCP speaks, and who reads it
 */
#include "watch/sbi/sbi.h"
#include "watch/sbi/tls.h"

#include <string.h>

enum { LOOKED_AT = 32 << 10 }; /* octets that may wait until a stream is recognised */

static const char *const names[SBI_COUNTS] = {
#define X(name, words) #name,
#include "watch/sbi/count.def"
#undef X
};

const char *sbi_count_name(unsigned c)
{
	return names[c];
}

void sbi_begin(struct sbi *s, struct arena *a, const struct sbi_sink *sink)
{
	*s = (struct sbi){ .sink = *sink };
	table_init(&s->connections, a, sizeof(struct sbi_connection), sizeof(struct sbi_key), SBI_CONNECTIONS);
	table_init(&s->exchanges, a, sizeof(struct sbi_exchange), sizeof(struct sbi_exchange_key), SBI_EXCHANGES);
	chain_init(&s->chains, a, SBI_WAIT);
	hpack_pool_init(&s->hpack, a);
	s->in = NEW(a, uint8_t, SBI_FRAME + 64);
	s->wait = NEW(a, uint8_t, SBI_FRAME);
	s->out = NEW(a, uint8_t, SBI_HEAD);
	s->work = NEW(a, uint8_t, 1024 + SBI_HEAD + 1 + SBI_BODY);
	s->fields = NEW(a, struct field, PDU_FIELDS);
	tls_begin(s, a);
	unpack_begin(s, a);
}

static void forget(struct sbi *s, struct sbi_connection *c, const struct payload *p)
{
	exchange_flush(s, c, p);
	tls_forget(s, c);
	table_remove(&s->connections, c);
}

static struct sbi_connection *connection(struct sbi *s, const struct payload *p, bool make)
{
	struct sbi_key key = { p->flow, (p->flags & PAYLOAD_USER) != 0 };
	struct sbi_connection *c = table_find(&s->connections, &key);
	if (c != NULL || !make)
		return c;
	if (table_full(&s->connections)) {
		s->n[SBI_COUNT_connections_evicted]++;
		forget(s, table_oldest(&s->connections), NULL);
	}
	s->n[SBI_COUNT_connections]++;
	c = table_add(&s->connections, &key);
	c->peer[p->direction & 1] = p->from;
	c->peer[!(p->direction & 1)] = p->to;
	return c;
}

static enum sbi_look look(const struct sbi_connection *c, unsigned d, struct span s, uint8_t *mode)
{
	bool known = c->side[!d].mode == SBI_HTTP2 || c->side[d].synced;
	enum sbi_look h1 = http1_look(s), h2 = http2_look(s, known), tls = c->sealed >> d & 1 ? LOOK_NO : tls_look(s);
	*mode = h2 == LOOK_YES ? SBI_HTTP2 : tls == LOOK_YES ? SBI_TLS : h1 == LOOK_YES ? SBI_HTTP1 : SBI_UNKNOWN;
	if (*mode != SBI_UNKNOWN)
		return LOOK_YES;
	return h1 == LOOK_MORE || h2 == LOOK_MORE || tls == LOOK_MORE ? LOOK_MORE : LOOK_NO;
}

static void feed(struct sbi *s, struct sbi_connection *c, unsigned d, const struct payload *p, struct span in)
{
	switch ((enum sbi_speaks)c->side[d].mode) {
	case SBI_HTTP1: http1_feed(s, c, d, p, in); break;
	case SBI_HTTP2: http2_feed(s, c, d, p, in); break;
	case SBI_TLS:
	case SBI_UNKNOWN: break;
	}
}

/* Octets wait until it is clear what they are; what nobody recognises is passed over. */
static void recognise(struct sbi *s, struct sbi_connection *c, unsigned d, const struct payload *p, struct span in)
{
	struct sbi_side *side = &c->side[d];
	uint8_t mode;
	if (side->hold.n > 0) {
		if (side->hold.n + in.n > SBI_FRAME || !chain_put(&s->chains, &side->hold, in)) {
			s->n[SBI_COUNT_no_room]++;
			chain_drop(&s->chains, &side->hold);
			return;
		}
		in = (struct span){ s->in, chain_get(&s->chains, &side->hold, s->in) };
	}
	enum sbi_look l = look(c, d, in, &mode);
	if (l == LOOK_MORE && in.n < LOOKED_AT) {
		if (side->hold.n == 0 && !chain_put(&s->chains, &side->hold, in))
			s->n[SBI_COUNT_no_room]++;
		return;
	}
	bool waited = side->hold.n > 0;
	chain_drop(&s->chains, &side->hold);
	if (l != LOOK_YES) {
		s->n[SBI_COUNT_not_http] += in.n;
		return;
	}
	if (mode == SBI_TLS)
		c->sealed |= (uint8_t)(1u << d);
	else
		side->mode = mode;
	side->synced = mode == SBI_HTTP2;
	s->n[mode == SBI_HTTP1 ? SBI_COUNT_http1 : mode == SBI_HTTP2 ? SBI_COUNT_http2 : SBI_COUNT_tls]++;
	/* http1.c and http2.c put things together in s->in: what waited goes elsewhere first. */
	if (waited)
		in.p = memcpy(s->wait, in.p, in.n);
	if (mode == SBI_TLS)
		tls_feed(s, c, d, p, in);
	else
		feed(s, c, d, p, in);
}

void sbi_plain(struct sbi *s, struct sbi_connection *c, unsigned d, const struct payload *p, struct span in)
{
	if (c->side[d].mode == SBI_UNKNOWN)
		recognise(s, c, d, p, in);
	else
		feed(s, c, d, p, in);
}

void sbi_plain_gap(struct sbi *s, struct sbi_connection *c, unsigned d, const struct payload *p, uint64_t n)
{
	switch ((enum sbi_speaks)c->side[d].mode) {
	case SBI_HTTP1: http1_gap(s, c, d, n); break;
	case SBI_HTTP2: http2_gap(s, c, d, p, n); break;
	case SBI_TLS:
	case SBI_UNKNOWN: chain_drop(&s->chains, &c->side[d].hold); break;
	}
}

static void end(struct sbi *s, struct sbi_connection *c, unsigned d, const struct payload *p)
{
	if (c->side[d].mode == SBI_HTTP1)
		http1_end(s, c, d, p);
	c->ended |= (uint8_t)(1u << d);
	if (c->ended == 3)
		forget(s, c, p);
}

enum sbi_speaks sbi_payload(struct sbi *s, const struct payload *p)
{
	if (p->transport != PAYLOAD_TCP || p->flow == 0 || p->flags & PAYLOAD_QUOTED)
		return SBI_UNKNOWN;
	unsigned d = p->direction & 1;
	bool data = p->kind == PAYLOAD_DATA && p->data.n > 0;
	struct sbi_connection *c = connection(s, p, data);
	if (c == NULL)
		return SBI_UNKNOWN;
	if (p->kind == PAYLOAD_END)
		end(s, c, d, p);
	if (p->kind != PAYLOAD_DATA)
		return SBI_UNKNOWN; /* a RESET may be forged, a START has nothing yet */
	bool sealed = c->sealed >> d & 1;
	if (p->tcp.gap > 0 && sealed)
		tls_gap(s, c, d, p, p->tcp.gap);
	else if (p->tcp.gap > 0)
		sbi_plain_gap(s, c, d, p, p->tcp.gap);
	if (data && sealed)
		tls_feed(s, c, d, p, p->data);
	else if (data)
		sbi_plain(s, c, d, p, p->data);
	return c->sealed >> d & 1 ? SBI_TLS : c->side[d].mode;
}

size_t sbi_secrets(struct sbi *s, struct span text, bool last)
{
	struct tls_keys *k = &s->tls->keys;
	size_t used = tls_keys_take(k, text, last);
	s->n[SBI_COUNT_keys] = k->secrets;
	s->n[SBI_COUNT_keys_bad] = k->bad;
	s->n[SBI_COUNT_keys_bad_line] = k->first_bad;
	s->n[SBI_COUNT_keys_forgotten] = k->forgotten;
	return used;
}

void sbi_end(struct sbi *s)
{
	struct sbi_connection *c;
	while ((c = table_oldest(&s->connections)) != NULL)
		forget(s, c, NULL);
	s->n[SBI_COUNT_tables_refused] = s->hpack.refused;
	tls_end(s);
	unpack_end(s);
}
