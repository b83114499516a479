/* SPDX-License-Identifier: Apache-2.0
 *
 * tls_hello.c - the handshake: what both agree upon, and which keys hold from where on
 *
 * RFC 5246 7.4, RFC 8446 4.  Of all its messages only hellos are put together; of the others type and end matter.
 */
#include "watch/sbi/tls.h"

#include <openssl/crypto.h>
#include <string.h>

enum { HELLO_REQUEST = 0, CLIENT_HELLO = 1, SERVER_HELLO = 2, END_OF_EARLY_DATA = 5, FINISHED = 20, KEY_UPDATE = 24 };
enum { ENCRYPT_THEN_MAC = 22, EARLY_DATA = 42, VERSIONS = 43 };
enum { TLS12 = 0x0303, TLS13 = 0x0304 };

/* A ServerHello with this random is none: it asks for another ClientHello (RFC 8446 4.1.3). */
static const uint8_t retry[TLS_RANDOM] = { 0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c,
	                                   0x02, 0x1e, 0x65, 0xb8, 0x91, 0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb,
	                                   0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c };

struct hello {
	struct span random;
	uint16_t version, suite;
	bool early, etm, compressed;
};

/* False when it ends too early. */
static bool hello_of(struct span octets, bool client, struct hello *h)
{
	struct rd r = rd_of(octets);
	rd_skip(&r, 4);
	h->version = (uint16_t)rd_be(&r, 2);
	h->random = rd_take(&r, TLS_RANDOM);
	rd_skip(&r, (size_t)rd_be(&r, 1));
	if (client)
		rd_skip(&r, (size_t)rd_be(&r, 2));
	else
		h->suite = (uint16_t)rd_be(&r, 2);
	uint8_t method = (uint8_t)rd_be(&r, 1);
	if (client)
		rd_skip(&r, method);
	h->compressed = !client && method != 0;
	if (!rd_ok(&r))
		return false;
	rd_skip(&r, rd_left(&r) ? 2 : 0);
	while (rd_left(&r) > 0) {
		unsigned type = (unsigned)rd_be(&r, 2);
		struct span in = rd_take(&r, (size_t)rd_be(&r, 2));
		if (type == VERSIONS && !client && in.n == 2)
			h->version = (uint16_t)(in.p[0] << 8 | in.p[1]);
		h->early = h->early || type == EARLY_DATA;
		h->etm = h->etm || type == ENCRYPT_THEN_MAC;
	}
	return rd_ok(&r);
}

void tls_close(struct sbi *s, struct tls_session *t, unsigned d)
{
	struct tls_side *side = &t->side[d];
	side->level = LEVEL_CLOSED;
	chain_drop(&s->chains, &side->record);
	chain_drop(&s->chains, &side->hello);
	OPENSSL_cleanse(&side->seal, sizeof side->seal);
	OPENSSL_cleanse(side->secret, sizeof side->secret);
}

/* What becomes of a connection is counted once. */
static void decide(struct sbi *s, struct tls_session *t, enum sbi_count what)
{
	s->n[what]++;
	t->decided = true;
	for (unsigned d = 0; d < 2 && what != SBI_COUNT_tls_opened; d++)
		tls_close(s, t, d);
}

void tls_hello_level(struct sbi *s, struct tls_session *t, unsigned d, unsigned level)
{
	static const enum tls_secret which[][2] = {
		[LEVEL_EARLY] = { TLS_CLIENT_EARLY, TLS_SECRETS },
		[LEVEL_HANDSHAKE] = { TLS_CLIENT_HANDSHAKE, TLS_SERVER_HANDSHAKE },
		[LEVEL_TRAFFIC] = { TLS_CLIENT_TRAFFIC, TLS_SERVER_TRAFFIC },
	};
	struct tls_side *side = &t->side[d];
	struct span secret = { NULL, 0 };
	if (which[level][d != t->client] != TLS_SECRETS)
		secret = tls_keys_find(&s->tls->keys, t->random[0], which[level][d != t->client]);
	side->level = (uint8_t)level;
	side->seal = (struct tls_seal){ .v13 = true };
	side->secret_n = (uint8_t)secret.n;
	if (secret.n > 0)
		memcpy(side->secret, secret.p, secret.n);
	if (secret.n > 0 && t->suite != NULL)
		tls_seal_13(&s->tls->tools, &side->seal, t->suite, secret);
}

static void keys_13(struct sbi *s, struct tls_session *t)
{
	bool any = false;
	for (unsigned k = TLS_CLIENT_EARLY; k < TLS_SECRETS; k++)
		any = any || tls_keys_find(&s->tls->keys, t->random[0], k).n > 0;
	if (!any) {
		decide(s, t, SBI_COUNT_tls_no_key);
		return;
	}
	for (unsigned d = 0; d < 2; d++)
		if (t->side[d].level == LEVEL_PLAIN)
			tls_hello_level(s, t, d, LEVEL_HANDSHAKE);
	decide(s, t, SBI_COUNT_tls_opened);
}

/* They hold from ChangeCipherSpec on. */
static void keys_12(struct sbi *s, struct tls_session *t, bool etm)
{
	struct span master = tls_keys_find(&s->tls->keys, t->random[0], TLS_MASTER);
	const uint8_t *const random[2] = { t->random[0], t->random[1] };
	struct tls_seal seal[2];
	if (master.n == 0 || !tls_seal_12(&s->tls->tools, seal, t->suite, etm, master, random)) {
		decide(s, t, SBI_COUNT_tls_no_key);
		return;
	}
	t->side[t->client].seal = seal[0];
	t->side[!t->client].seal = seal[1];
	OPENSSL_cleanse(seal, sizeof seal);
	decide(s, t, SBI_COUNT_tls_opened);
}

static void client_hello(struct sbi *s, struct tls_session *t, unsigned d, const struct hello *h)
{
	t->client = (uint8_t)d;
	t->client_seen = true;
	memcpy(t->random[0], h->random.p, TLS_RANDOM);
	if (h->early && !t->early && tls_keys_find(&s->tls->keys, t->random[0], TLS_CLIENT_EARLY).n > 0)
		tls_hello_level(s, t, d, LEVEL_EARLY);
	t->early = t->early || h->early;
}

static void server_hello(struct sbi *s, struct tls_session *t, unsigned d, const struct hello *h)
{
	if (memcmp(h->random.p, retry, sizeof retry) == 0 || t->decided)
		return;
	t->server_seen = true;
	t->version = h->version;
	memcpy(t->random[1], h->random.p, TLS_RANDOM);
	t->suite = tls_seal_suite(h->suite);
	bool v13 = t->version == TLS13;
	if (!t->client_seen || t->client == d)
		decide(s, t, SBI_COUNT_tls_late);
	else if (t->version != TLS12 && !v13)
		decide(s, t, SBI_COUNT_tls_version);
	else if (t->suite == NULL || h->compressed || (h->suite >> 8 == 0x13) != v13)
		decide(s, t, SBI_COUNT_tls_suite);
	else if (!tls_seal_begin(&s->tls->tools))
		decide(s, t, SBI_COUNT_tls_no_key);
	else if (v13)
		keys_13(s, t);
	else
		keys_12(s, t, h->etm);
}

/* A hello becomes a message. */
static void tell(struct sbi *s, struct sbi_connection *c, struct tls_side *side, unsigned d, const struct payload *p,
                 bool cut)
{
	size_t n = chain_get(&s->chains, &side->hello, s->out);
	struct sbi_message out = { .at = exchange_payload(c, d, p), .first_time = side->first_time };
	out.at.first_frame = side->first_frame;
	out.pdu = exchange_pdu(s, PROTO_TLS, (struct span){ s->out, n });
	out.at.data = out.pdu.raw;
	out.flags = cut ? SBI_CUT : 0;
	out.at.flags |= cut ? PAYLOAD_CUT : 0;
	s->n[SBI_COUNT_hellos]++;
	if (s->sink.message != NULL)
		s->sink.message(s->sink.ctx, &out);
}

void tls_hello_cut(struct sbi *s, struct sbi_connection *c, struct tls_side *side, unsigned d, const struct payload *p)
{
	if (side->hello.n >= 4)
		tell(s, c, side, d, p, true);
	chain_drop(&s->chains, &side->hello);
	side->heads = 0;
	side->body = 0;
}

/* A message of the handshake is complete. */
static void message(struct sbi *s, struct sbi_connection *c, struct tls_session *t, unsigned d, const struct payload *p)
{
	struct tls_side *side = &t->side[d];
	unsigned type = side->head[0];
	bool v13 = t->version == TLS13;
	if (side->hello.n > 0) {
		struct hello h = { 0 };
		tell(s, c, side, d, p, false);
		struct span all = { s->out, side->hello.n };
		bool good = hello_of(all, type == CLIENT_HELLO, &h);
		chain_drop(&s->chains, &side->hello);
		if (good && type == CLIENT_HELLO)
			client_hello(s, t, d, &h);
		else if (good)
			server_hello(s, t, d, &h);
	} else if (side->level == LEVEL_PLAIN) {
		return;
	} else if (!v13 && side->level == LEVEL_TRAFFIC && type <= SERVER_HELLO) {
		s->n[SBI_COUNT_tls_renegotiated]++;
		tls_close(s, t, 0);
		tls_close(s, t, 1);
	} else if (type == FINISHED && side->level == LEVEL_HANDSHAKE) {
		tls_hello_level(s, t, d, LEVEL_TRAFFIC);
	} else if (type == END_OF_EARLY_DATA && side->level == LEVEL_EARLY) {
		tls_hello_level(s, t, d, LEVEL_HANDSHAKE);
	} else if (v13 && type == KEY_UPDATE && side->level == LEVEL_TRAFFIC && side->seal.suite != NULL) {
		const struct tls_suite *suite = side->seal.suite;
		tls_seal_next(&s->tls->tools, suite, side->secret, side->secret_n);
		tls_seal_13(&s->tls->tools, &side->seal, suite, (struct span){ side->secret, side->secret_n });
	}
}

/* The head of a message is there.  False when it cannot be one. */
static bool begins(struct tls_side *side, bool plain)
{
	side->body = (uint32_t)side->head[1] << 16 | (uint32_t)side->head[2] << 8 | side->head[3];
	bool hello = plain && (side->head[0] == CLIENT_HELLO || side->head[0] == SERVER_HELLO);
	return !hello || side->body <= TLS_HELLO;
}

void tls_hello_feed(struct sbi *s, struct sbi_connection *c, struct tls_session *t, unsigned d, const struct payload *p,
                    struct span in)
{
	struct tls_side *side = &t->side[d];
	bool plain = in.p != s->tls->plain, room = true;
	while (in.n > 0 && room && side->level != LEVEL_CLOSED) {
		struct span part = { in.p, side->body < in.n ? side->body : in.n };
		if (side->heads < 4) {
			if (side->heads == 0)
				side->first_frame = p->first_frame, side->first_time = p->time;
			side->head[side->heads++] = in.p[0];
			part = (struct span){ in.p, 1 };
			if (side->heads == 4 && !begins(side, plain)) {
				tls_close(s, t, d);
				return;
			}
		} else {
			side->body -= (uint32_t)part.n;
		}
		if (plain && (side->head[0] == CLIENT_HELLO || side->head[0] == SERVER_HELLO))
			room = chain_put(&s->chains, &side->hello, part);
		in.p += part.n;
		in.n -= part.n;
		if (room && side->heads == 4 && side->body == 0) {
			side->heads = 0;
			message(s, c, t, d, p);
		}
	}
	if (!room) {
		s->n[SBI_COUNT_no_room]++;
		tls_hello_cut(s, c, side, d, p);
	}
}
