/* SPDX-License-Identifier: Apache-2.0
 *
 * tls.c - records of TLS: put together, opened, and found again behind a hole
 */
#include "watch/sbi/tls.h"

#include <openssl/crypto.h>
#include <string.h>

enum {
	TLS12 = 0x0303,
	LEAST = 5 + 17,     /* octets of a sealed record */
	DOUBT = 64,         /* records that may be missing, and still their number is tried */
	EFFORT = 256 << 10, /* octets opened at most to find one number */
	PLACES = 16,        /* that are looked at behind holes of a direction */
};

void tls_begin(struct sbi *s, struct arena *a)
{
	s->tls = NEW(a, struct tls, 1);
	table_init(&s->tls->sessions, a, sizeof(struct tls_session), sizeof(struct sbi_key), SBI_CONNECTIONS);
	tls_keys_init(&s->tls->keys, a);
	s->tls->record = NEW(a, uint8_t, TLS_HEAD + TLS_RECORD);
	s->tls->plain = NEW(a, uint8_t, TLS_HEAD + TLS_RECORD);
}

static void drop(struct sbi *s, struct tls_session *t)
{
	bool waited = t->side[0].doubt > 0 || t->side[1].doubt > 0;
	s->n[SBI_COUNT_tls_late] += !t->decided && waited;
	for (unsigned d = 0; d < 2; d++)
		tls_close(s, t, d);
	table_remove(&s->tls->sessions, t);
}

void tls_forget(struct sbi *s, const struct sbi_connection *c)
{
	struct tls_session *t = table_look(&s->tls->sessions, &c->key);
	if (t != NULL)
		drop(s, t);
}

void tls_end(struct sbi *s)
{
	tls_keys_wipe(&s->tls->keys);
	tls_seal_end(&s->tls->tools);
	OPENSSL_cleanse(s->tls->plain, TLS_HEAD + TLS_RECORD);
}

static bool plausible(const uint8_t *p)
{
	size_t n = (size_t)p[3] << 8 | p[4];
	return p[0] >= TLS_CHANGE && p[0] <= TLS_HEARTBEAT && p[1] == 3 && p[2] <= 4 && n > 0 && n <= TLS_RECORD;
}

/* A hello; or, in the middle of a connection, records that follow each other to the end of what is there. */
enum sbi_look tls_look(struct span s)
{
	static const uint8_t sealed[] = { TLS_DATA, 3, 3 };
	if (s.p[0] == TLS_HANDSHAKE && (s.n < 2 || s.p[1] == 3) && (s.n < 3 || s.p[2] <= 4) && s.n < 6)
		return LOOK_MORE;
	if (s.p[0] == TLS_HANDSHAKE)
		return s.n >= 6 && plausible(s.p) && (s.p[5] == 1 || s.p[5] == 2) ? LOOK_YES : LOOK_NO;
	if (memcmp(s.p, sealed, s.n < 3 ? s.n : 3) != 0)
		return LOOK_NO;
	size_t at = 0;
	while (s.n - at >= TLS_HEAD && plausible(s.p + at)) {
		size_t n = TLS_HEAD + ((size_t)s.p[at + 3] << 8 | s.p[at + 4]);
		if (n >= s.n - at)
			return n == s.n - at || at > 0 ? LOOK_YES : LOOK_MORE;
		at += n;
	}
	return s.n - at < TLS_HEAD ? LOOK_MORE : LOOK_NO;
}

static void closed(struct sbi *s, struct tls_session *t, unsigned d, size_t octets)
{
	s->n[SBI_COUNT_tls_closed] += octets;
	if (!t->decided && octets > 0 && t->side[d].level == LEVEL_CLOSED) {
		s->n[SBI_COUNT_tls_late]++;
		t->decided = true;
	}
}

/* --- opening --- */

/* With these keys: the next number, and, when records may be missing, those behind it. */
static bool try(struct sbi *s, struct tls_side *side, struct tls_seal *seal, uint8_t *type, struct span body, size_t *n)
{
	size_t most = EFFORT / (body.n + 256), tries = side->doubt < most ? side->doubt : most;
	for (uint64_t i = 0; i <= tries; i++) {
		if (!tls_seal_open(&s->tls->tools, seal, seal->sequence + i, type, body, s->tls->plain, n))
			continue;
		seal->sequence += i + 1;
		side->doubt = 0;
		side->tries = 0;
		return true;
	}
	return false;
}

/* Early data come before anybody said which suite holds; its seal tells. */
static bool try_early(struct sbi *s, struct tls_side *side, uint8_t *type, struct span body, size_t *n)
{
	const struct tls_suite *suite;
	struct span secret = { side->secret, side->secret_n };
	if (side->seal.suite != NULL || !tls_seal_begin(&s->tls->tools))
		return false;
	for (unsigned i = 0; (suite = tls_seal_suite13(i)) != NULL; i++)
		if (tls_seal_13(&s->tls->tools, &side->seal, suite, secret) && try(s, side, &side->seal, type, body, n))
			return true;
	side->seal.suite = NULL;
	return false;
}

/* The keys that follow may hold already: early data were refused, or what told us is missing. */
static bool try_next(struct sbi *s, struct tls_session *t, unsigned d, uint8_t *type, struct span body, size_t *n)
{
	struct tls_side *side = &t->side[d], before = *side;
	bool found = false;
	if (!side->seal.v13 || !t->server_seen)
		return false;
	for (unsigned level = before.level + 1u; level <= LEVEL_TRAFFIC && !found; level++) {
		tls_hello_level(s, t, d, level);
		found = try(s, side, &side->seal, type, body, n);
	}
	if (!found)
		*side = before;
	OPENSSL_cleanse(&before, sizeof before);
	return found;
}

static bool open(struct sbi *s, struct tls_session *t, unsigned d, uint8_t *type, struct span body, size_t *n)
{
	struct tls_side *side = &t->side[d];
	return try(s, side, &side->seal, type, body, n) ||
	       (side->level == LEVEL_EARLY && try_early(s, side, type, body, n)) || try_next(s, t, d, type, body, n);
}

/* In so many octets that nobody could read, records may have been. */
static void doubt(struct tls_side *side, uint64_t octets)
{
	uint64_t records = octets / LEAST + 1;
	side->doubt = records < DOUBT - side->doubt ? side->doubt + (uint32_t)records : DOUBT;
}

/* A record that does not open. */
static void stays_closed(struct sbi *s, struct tls_session *t, unsigned d, size_t octets)
{
	struct tls_side *side = &t->side[d];
	bool first = side->level == LEVEL_HANDSHAKE && side->seal.sequence == 0;
	if (side->trying && side->tries++ < PLACES) {
		side->astray = true;
		doubt(side, octets);
	} else if (!(side->level == LEVEL_EARLY || (first && (t->early || side->seal.suite == NULL)))) {
		s->n[SBI_COUNT_tls_lost]++;
		tls_close(s, t, d);
	}
	closed(s, t, d, octets);
}

static void opened(struct sbi *s, struct sbi_connection *c, struct tls_session *t, unsigned d, const struct payload *p,
                   unsigned type, size_t n)
{
	struct tls_side *side = &t->side[d];
	struct span in = { s->tls->plain, n };
	s->n[SBI_COUNT_tls_records]++;
	s->n[SBI_COUNT_tls_found] += side->trying;
	if (type == TLS_DATA && n > 0 && side->level != LEVEL_HANDSHAKE)
		sbi_plain(s, c, d, p, in);
	else if (type == TLS_HANDSHAKE && n > 0)
		tls_hello_feed(s, c, t, d, p, in);
	else if (type == TLS_CHANGE)
		tls_close(s, t, d);
}

static void record(struct sbi *s, struct sbi_connection *c, struct tls_session *t, unsigned d, const struct payload *p,
                   struct span whole)
{
	struct tls_side *side = &t->side[d];
	struct span body = { whole.p + TLS_HEAD, whole.n - TLS_HEAD };
	uint8_t type = whole.p[0];
	size_t n = 0;
	if (type == TLS_DATA && side->level == LEVEL_PLAIN && side->seal.suite != NULL)
		side->level = LEVEL_TRAFFIC; /* where its keys begin to hold was in a hole */
	bool sealed = side->level != LEVEL_PLAIN && (type == TLS_DATA || !side->seal.v13);
	if (side->hello.n > 0 && type != TLS_HANDSHAKE)
		tls_hello_cut(s, c, side, d, p);
	if (sealed && open(s, t, d, &type, body, &n)) {
		opened(s, c, t, d, p, type, n);
	} else if (sealed) {
		stays_closed(s, t, d, whole.n);
	} else if (type == TLS_HANDSHAKE && !side->trying) {
		tls_hello_feed(s, c, t, d, p, body);
	} else if (type == TLS_CHANGE && t->version == TLS12) {
		side->level = LEVEL_TRAFFIC;
		if (side->seal.suite == NULL)
			tls_close(s, t, d);
	} else if (type == TLS_DATA && t->client_seen && !t->server_seen) {
		side->doubt += side->doubt < DOUBT; /* the answer to the hello may be late */
		closed(s, t, d, whole.n);
	} else if (type == TLS_DATA) {
		s->n[SBI_COUNT_tls_lost] += t->decided;
		tls_close(s, t, d);
		closed(s, t, d, whole.n);
	}
	side->trying = false;
}

/* --- records --- */

static uint32_t size_of(const uint8_t *head)
{
	return plausible(head) ? TLS_HEAD + ((uint32_t)head[3] << 8 | head[4]) : 0;
}

/* Takes octets of one record; true when it is there, in *whole. */
static bool complete(struct sbi *s, struct tls_side *side, struct span *in, struct span *whole, bool *bad)
{
	while (in->n > 0) {
		size_t have = side->record.n;
		if (have == 0)
			side->size = in->n < TLS_HEAD ? TLS_HEAD : size_of(in->p);
		size_t n = side->size - have < in->n ? side->size - have : in->n;
		struct span part = { in->p, n };
		*bad = side->size == 0 || (n < side->size && !chain_put(&s->chains, &side->record, part));
		if (*bad)
			return false;
		in->p += n;
		in->n -= n;
		if (n == side->size && n > TLS_HEAD) {
			*whole = part;
			return true;
		}
		if (side->record.n == TLS_HEAD && side->size == TLS_HEAD) {
			chain_get(&s->chains, &side->record, s->tls->record);
			side->size = size_of(s->tls->record);
			*bad = side->size == 0;
		}
		if (side->record.n == side->size) {
			*whole = (struct span){ s->tls->record, chain_get(&s->chains, &side->record, s->tls->record) };
			chain_drop(&s->chains, &side->record);
			return true;
		}
		if (*bad)
			return false;
	}
	return false;
}

/* Behind a hole: a place where a sealed record may begin. */
static bool seek(struct tls_side *side, struct span *in)
{
	size_t before = in->n;
	for (; in->n >= TLS_HEAD; in->p++, in->n--) {
		if (in->p[0] != TLS_DATA || in->p[1] != 3 || in->p[2] != 3 || !plausible(in->p))
			continue;
		side->astray = false;
		side->trying = true;
		break;
	}
	doubt(side, before - in->n);
	return side->trying;
}

static struct tls_session *session(struct sbi *s, const struct sbi_connection *c)
{
	struct tls_session *t = table_find(&s->tls->sessions, &c->key);
	return t != NULL ? t : table_add(&s->tls->sessions, &c->key);
}

void tls_feed(struct sbi *s, struct sbi_connection *c, unsigned d, const struct payload *p, struct span in)
{
	struct tls_session *t = session(s, c);
	struct tls_side *side = &t->side[d];
	struct span whole;
	bool bad = false;
	while (in.n > 0 && side->level != LEVEL_CLOSED && !bad) {
		size_t skip = side->skip < in.n ? side->skip : in.n;
		side->skip -= (uint32_t)skip;
		in.p += skip;
		in.n -= skip;
		if (in.n > 0 && side->astray && !seek(side, &in)) {
			closed(s, t, d, in.n);
			return;
		}
		if (complete(s, side, &in, &whole, &bad))
			record(s, c, t, d, p, whole);
	}
	if (bad) {
		s->n[SBI_COUNT_tls_lost]++;
		tls_hello_cut(s, c, side, d, p);
		tls_close(s, t, d);
	}
	closed(s, t, d, in.n);
}

void tls_gap(struct sbi *s, struct sbi_connection *c, unsigned d, const struct payload *p, uint64_t gap)
{
	struct tls_session *t = session(s, c);
	struct tls_side *side = &t->side[d];
	size_t have = side->record.n;
	if (side->level == LEVEL_CLOSED)
		return;
	tls_hello_cut(s, c, side, d, p);
	sbi_plain_gap(s, c, d, p, UINT64_MAX);
	if (side->skip > 0 && gap <= side->skip) {
		side->skip -= (uint32_t)gap;
		return;
	}
	size_t left = have >= TLS_HEAD ? side->size - have : 0;
	chain_drop(&s->chains, &side->record);
	if (gap <= left && side->level != LEVEL_PLAIN) { /* in one record: the next one has the next number */
		side->skip = (uint32_t)(left - gap);
		side->seal.sequence++;
		side->doubt += side->level != LEVEL_TRAFFIC;
		return;
	}
	side->skip = 0;
	side->astray = true;
	doubt(side, gap + LEAST);
}
