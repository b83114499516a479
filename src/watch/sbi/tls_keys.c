/* SPDX-License-Identifier: Apache-2.0
 *
 * tls_keys.c - lines of SSLKEYLOGFILE (RFC 9850)
 */
#include "watch/sbi/tls_keys.h"

#include <openssl/crypto.h>
#include <string.h>

struct entry {
	struct table_link link;
	uint8_t random[TLS_RANDOM];
	uint8_t n[TLS_SECRETS], secret[TLS_SECRETS][TLS_SECRET];
};

static const struct {
	const char *name;
	enum tls_secret which; /* TLS_SECRETS: known, and of no use here */
} labels[] = {
	{ "CLIENT_RANDOM", TLS_MASTER },
	{ "CLIENT_EARLY_TRAFFIC_SECRET", TLS_CLIENT_EARLY },
	{ "CLIENT_HANDSHAKE_TRAFFIC_SECRET", TLS_CLIENT_HANDSHAKE },
	{ "SERVER_HANDSHAKE_TRAFFIC_SECRET", TLS_SERVER_HANDSHAKE },
	{ "CLIENT_TRAFFIC_SECRET_0", TLS_CLIENT_TRAFFIC },
	{ "SERVER_TRAFFIC_SECRET_0", TLS_SERVER_TRAFFIC },
	{ "EARLY_EXPORTER_SECRET", TLS_SECRETS },
	{ "EXPORTER_SECRET", TLS_SECRETS },
	{ "ECH_SECRET", TLS_SECRETS },
	{ "ECH_CONFIG", TLS_SECRETS },
};

void tls_keys_init(struct tls_keys *k, struct arena *a)
{
	*k = (struct tls_keys){ 0 };
	table_init(&k->table, a, sizeof(struct entry), TLS_RANDOM, TLS_KEYS);
}

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

static unsigned digit(uint8_t c)
{
	unsigned low = c | 32u;
	return c >= '0' && c <= '9' ? c - (unsigned)'0' : low >= 'a' && low <= 'f' ? low - 'a' + 10 : 16;
}

/* How many octets; 0 when it is no hexadecimal number of at most `room` octets. */
static size_t octets(struct span hex, uint8_t *to, size_t room)
{
	if (hex.n % 2 || hex.n / 2 > room)
		return 0;
	for (size_t i = 0; i < hex.n / 2; i++) {
		unsigned high = digit(hex.p[2 * i]), low = digit(hex.p[2 * i + 1]);
		if (high > 15 || low > 15)
			return 0;
		to[i] = (uint8_t)(high << 4 | low);
	}
	return hex.n / 2;
}

static struct entry *entry(struct tls_keys *k, const uint8_t random[TLS_RANDOM])
{
	struct entry *e = table_find(&k->table, random);
	if (e != NULL)
		return e;
	if (table_full(&k->table)) {
		struct entry *old = table_oldest(&k->table);
		k->forgotten++;
		OPENSSL_cleanse(old->secret, sizeof old->secret);
		table_remove(&k->table, old);
	}
	return table_add(&k->table, random);
}

/* False when this is no line of a key log. */
static bool line(struct tls_keys *k, struct span s)
{
	if (s.n == 0 || s.p[0] == '#')
		return true;
	struct span label = word(&s), first = word(&s);
	uint8_t random[TLS_RANDOM], secret[TLS_SECRET];
	for (size_t i = 0; i < COUNT(labels); i++) {
		enum tls_secret which = labels[i].which;
		if (label.n != strlen(labels[i].name) || memcmp(label.p, labels[i].name, label.n) != 0)
			continue;
		if (octets(first, random, sizeof random) != TLS_RANDOM)
			return false;
		if (which == TLS_SECRETS)
			return true;
		size_t n = octets(s, secret, sizeof secret);
		bool good = n == 48 || (n == 32 && which != TLS_MASTER);
		if (good) {
			struct entry *e = entry(k, random);
			memcpy(e->secret[which], secret, n);
			e->n[which] = (uint8_t)n;
			k->secrets++;
		}
		OPENSSL_cleanse(secret, sizeof secret);
		return good;
	}
	return false;
}

size_t tls_keys_take(struct tls_keys *k, struct span text, bool last)
{
	size_t at = 0;
	while (at < text.n) {
		const uint8_t *end = memchr(text.p + at, '\n', text.n - at);
		if (end == NULL && !last && text.n - at <= TLS_KEY_LINE)
			break;
		size_t n = end == NULL ? text.n - at : (size_t)(end - text.p) - at, used = n + (end != NULL);
		bool rest = k->passing, endless = n > TLS_KEY_LINE;
		while (n > 0 && (text.p[at + n - 1] == '\r' || text.p[at + n - 1] == ' '))
			n--;
		k->passing = end == NULL && !last;
		at += used;
		if (rest)
			continue;
		k->lines++;
		if (endless || !line(k, (struct span){ text.p + at - used, n }))
			k->first_bad = k->bad++ == 0 ? k->lines : k->first_bad;
	}
	return at;
}

struct span tls_keys_find(struct tls_keys *k, const uint8_t random[TLS_RANDOM], enum tls_secret which)
{
	const struct entry *e = table_find(&k->table, random);
	bool known = e != NULL && e->n[which] > 0;
	return known ? (struct span){ e->secret[which], e->n[which] } : (struct span){ NULL, 0 };
}

void tls_keys_wipe(struct tls_keys *k)
{
	struct entry *e;
	while ((e = table_oldest(&k->table)) != NULL) {
		OPENSSL_cleanse(e->secret, sizeof e->secret);
		table_remove(&k->table, e);
	}
}
