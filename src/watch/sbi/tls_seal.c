/* SPDX-License-Identifier: Apache-2.0
 *
 * tls_seal.c - keys of TLS and what they open
 */
#include "watch/sbi/tls_seal.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <string.h>

enum { GCM, CCM, CHACHA, CBC };

static const struct {
	const char *name;
	uint8_t key, tag, mode;
} ciphers[TLS_CIPHERS] = {
	[TLS_AES_128_GCM] = { "AES-128-GCM", 16, 16, GCM },     [TLS_AES_256_GCM] = { "AES-256-GCM", 32, 16, GCM },
	[TLS_AES_128_CCM] = { "AES-128-CCM", 16, 16, CCM },     [TLS_AES_256_CCM] = { "AES-256-CCM", 32, 16, CCM },
	[TLS_AES_128_CCM_8] = { "AES-128-CCM", 16, 8, CCM },    [TLS_AES_256_CCM_8] = { "AES-256-CCM", 32, 8, CCM },
	[TLS_CHACHA20] = { "ChaCha20-Poly1305", 32, 16, CHACHA },
	[TLS_AES_128_CBC] = { "AES-128-CBC", 16, 0, CBC },      [TLS_AES_256_CBC] = { "AES-256-CBC", 32, 0, CBC },
};

static const struct {
	const char *name;
	unsigned size;
} hashes[TLS_HASHES] = {
	[TLS_SHA1] = { "SHA1", 20 },
	[TLS_SHA256] = { "SHA256", 32 },
	[TLS_SHA384] = { "SHA384", 48 },
};

static const struct tls_suite suites[] = {
#define S(number, cipher, mac, hash) { number, TLS_##cipher, TLS_##mac, TLS_##hash },
#include "watch/sbi/tls_suite.def"
#undef S
};

const struct tls_suite *tls_seal_suite(uint16_t number)
{
	for (size_t i = 0; i < COUNT(suites); i++)
		if (suites[i].number == number)
			return &suites[i];
	return NULL;
}

const struct tls_suite *tls_seal_suite13(unsigned n)
{
	return tls_seal_suite((uint16_t)(0x1301 + n));
}

bool tls_seal_begin(struct tls_tools *t)
{
	if (t->ready)
		return true;
	OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG | OPENSSL_INIT_NO_ATEXIT, NULL);
	t->ctx = EVP_CIPHER_CTX_new();
	t->hmac = EVP_MAC_fetch(NULL, "HMAC", NULL);
	t->mac = t->hmac == NULL ? NULL : EVP_MAC_CTX_new(t->hmac);
	t->ready = t->ctx != NULL && t->mac != NULL;
	for (unsigned i = 0; i < TLS_CIPHERS; i++) {
		t->cipher[i] = EVP_CIPHER_fetch(NULL, ciphers[i].name, NULL);
		t->ready = t->ready && t->cipher[i] != NULL;
	}
	if (!t->ready)
		tls_seal_end(t);
	return t->ready;
}

void tls_seal_end(struct tls_tools *t)
{
	EVP_CIPHER_CTX_free(t->ctx);
	EVP_MAC_CTX_free(t->mac);
	EVP_MAC_free(t->hmac);
	for (unsigned i = 0; i < TLS_CIPHERS; i++)
		EVP_CIPHER_free(t->cipher[i]);
	*t = (struct tls_tools){ 0 };
}

/* HMAC of two pieces; `out` has 48 octets. */
static bool hmac(struct tls_tools *t, enum tls_hash h, struct span key, struct span a, struct span b, uint8_t *out)
{
	char name[8];
	size_t n;
	memcpy(name, hashes[h].name, strlen(hashes[h].name) + 1);
	OSSL_PARAM what[] = { OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name, 0),
		              OSSL_PARAM_construct_end() };
	return EVP_MAC_init(t->mac, key.p, key.n, what) == 1 && EVP_MAC_update(t->mac, a.p, a.n) == 1 &&
	       EVP_MAC_update(t->mac, b.p, b.n) == 1 && EVP_MAC_final(t->mac, out, &n, 48) == 1;
}

/* HKDF-Expand-Label with an empty context (RFC 8446 7.1), of at most one block. */
static bool expand(struct tls_tools *t, enum tls_hash h, struct span secret, const char *label, uint8_t *to, size_t n)
{
	uint8_t info[64], block[48];
	size_t size = strlen(label), at = 0;
	info[at++] = 0;
	info[at++] = (uint8_t)n;
	info[at++] = (uint8_t)(6 + size);
	memcpy(info + at, "tls13 ", 6);
	memcpy(info + at + 6, label, size);
	at += 6 + size;
	info[at++] = 0;
	uint8_t one = 1;
	bool ok = hmac(t, h, secret, (struct span){ info, at }, (struct span){ &one, 1 }, block);
	memcpy(to, block, n);
	OPENSSL_cleanse(block, sizeof block);
	return ok;
}

bool tls_seal_13(struct tls_tools *t, struct tls_seal *s, const struct tls_suite *suite, struct span secret)
{
	*s = (struct tls_seal){ .v13 = true };
	size_t key = ciphers[suite->cipher].key;
	if (secret.n != hashes[suite->hash].size || !expand(t, suite->hash, secret, "key", s->key, key) ||
	    !expand(t, suite->hash, secret, "iv", s->iv, sizeof s->iv))
		return false;
	s->suite = suite;
	return true;
}

bool tls_seal_next(struct tls_tools *t, const struct tls_suite *suite, uint8_t *secret, size_t n)
{
	uint8_t next[48];
	bool ok = expand(t, suite->hash, (struct span){ secret, n }, "traffic upd", next, n);
	memcpy(secret, next, n);
	OPENSSL_cleanse(next, sizeof next);
	return ok;
}

/* PRF (RFC 5246 5) with the label of keys. */
static bool prf(struct tls_tools *t, enum tls_hash h, struct span master, const uint8_t *const random[2], uint8_t *to,
                size_t n)
{
	static const char label[] = "key expansion";
	uint8_t seed[sizeof label - 1 + 64], a[48], block[48];
	size_t size = hashes[h].size;
	memcpy(seed, label, sizeof label - 1);
	memcpy(seed + sizeof label - 1, random[1], 32);
	memcpy(seed + sizeof label - 1 + 32, random[0], 32);
	struct span all = { seed, sizeof seed }, none = { seed, 0 };
	bool ok = hmac(t, h, master, all, none, a);
	for (size_t at = 0; ok && at < n; at += size) {
		ok = hmac(t, h, master, (struct span){ a, size }, all, block) &&
		     hmac(t, h, master, (struct span){ a, size }, none, a);
		memcpy(to + at, block, n - at < size ? n - at : size);
	}
	OPENSSL_cleanse(block, sizeof block);
	OPENSSL_cleanse(a, sizeof a);
	return ok;
}

bool tls_seal_12(struct tls_tools *t, struct tls_seal s[2], const struct tls_suite *suite, bool etm, struct span master,
                 const uint8_t *const random[2])
{
	uint8_t block[2 * (48 + 32 + 12)], *at = block;
	unsigned mode = ciphers[suite->cipher].mode;
	size_t key = ciphers[suite->cipher].key, mac = hashes[suite->mac].size;
	size_t iv = mode == CBC ? 0 : mode == CHACHA ? 12 : 4;
	if (!prf(t, suite->hash, master, random, block, 2 * (key + mac + iv)))
		return false;
	for (unsigned i = 0; i < 2; i++)
		s[i] = (struct tls_seal){ .suite = suite, .etm = etm && mode == CBC };
	for (unsigned i = 0; i < 2; i++, at += mac)
		memcpy(s[i].mac, at, mac);
	for (unsigned i = 0; i < 2; i++, at += key)
		memcpy(s[i].key, at, key);
	for (unsigned i = 0; i < 2; i++, at += iv)
		memcpy(s[i].iv, at, iv);
	OPENSSL_cleanse(block, sizeof block);
	return true;
}

static void put64(uint8_t *to, uint64_t v)
{
	for (unsigned i = 0; i < 8; i++)
		to[i] = (uint8_t)(v >> (56 - 8 * i));
}

/* What is authenticated beside the content: RFC 5246 6.2.3.3, RFC 8446 5.2.  How many octets. */
static size_t beside(const struct tls_seal *s, uint64_t sequence, uint8_t type, size_t n, uint8_t to[13])
{
	uint8_t head[5] = { type, 3, 3, (uint8_t)(n >> 8), (uint8_t)n };
	if (!s->v13)
		put64(to, sequence);
	memcpy(to + (s->v13 ? 0 : 8), head, 5);
	return s->v13 ? 5 : 13;
}

static bool aead(struct tls_tools *t, const struct tls_seal *s, uint64_t sequence, uint8_t type, struct span in,
                 uint8_t *to, size_t *n)
{
	EVP_CIPHER_CTX *c = t->ctx;
	unsigned mode = ciphers[s->suite->cipher].mode, tag = ciphers[s->suite->cipher].tag;
	size_t explicit = s->v13 || mode == CHACHA ? 0 : 8, whole = in.n;
	uint8_t nonce[12], with[13], end[16];
	int got, last, tags = (int)tag;
	if (in.n < explicit + tag)
		return false;
	memcpy(nonce, s->iv, sizeof nonce);
	if (explicit)
		memcpy(nonce + 4, in.p, 8);
	for (unsigned i = 0; i < 8 && !explicit; i++)
		nonce[4 + i] ^= (uint8_t)(sequence >> (56 - 8 * i));
	in = (struct span){ in.p + explicit, in.n - explicit - tag };
	memcpy(end, in.p + in.n, tag);
	size_t withs = beside(s, sequence, type, s->v13 ? whole : in.n, with);
	if (EVP_DecryptInit_ex2(c, t->cipher[s->suite->cipher], NULL, NULL, NULL) != 1 ||
	    EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_AEAD_SET_IVLEN, 12, NULL) != 1 ||
	    EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_AEAD_SET_TAG, tags, end) != 1 ||
	    EVP_DecryptInit_ex2(c, NULL, s->key, nonce, NULL) != 1)
		return false;
	if (mode == CCM && EVP_DecryptUpdate(c, NULL, &got, NULL, (int)in.n) != 1)
		return false;
	if (EVP_DecryptUpdate(c, NULL, &got, with, (int)withs) != 1)
		return false;
	got = 0;
	if ((in.n > 0 || mode == CCM) && EVP_DecryptUpdate(c, to, &got, in.p, (int)in.n) != 1)
		return false;
	*n = in.n;
	return mode == CCM || EVP_DecryptFinal_ex(c, to + got, &last) == 1;
}

/* Whether this is the MAC of a record: of its number, type, length and content. */
static bool mac_fits(struct tls_tools *t, const struct tls_seal *s, uint64_t sequence, uint8_t type,
                     struct span content, const uint8_t *mac)
{
	uint8_t with[13], is[48];
	size_t size = hashes[s->suite->mac].size;
	beside(s, sequence, type, content.n, with);
	return hmac(t, s->suite->mac, (struct span){ s->mac, size }, (struct span){ with, 13 }, content, is) &&
	       memcmp(is, mac, size) == 0;
}

static bool cbc(struct tls_tools *t, const struct tls_seal *s, uint64_t sequence, uint8_t type, struct span in,
                uint8_t *to, size_t *n)
{
	EVP_CIPHER_CTX *c = t->ctx;
	size_t mac = hashes[s->suite->mac].size;
	int got = 0;
	if (s->etm) {
		if (in.n < mac)
			return false;
		in.n -= mac;
		if (!mac_fits(t, s, sequence, type, in, in.p + in.n))
			return false;
	}
	if (in.n < 32 || in.n % 16)
		return false;
	if (EVP_DecryptInit_ex2(c, t->cipher[s->suite->cipher], s->key, in.p, NULL) != 1 ||
	    EVP_CIPHER_CTX_set_padding(c, 0) != 1 || EVP_DecryptUpdate(c, to, &got, in.p + 16, (int)in.n - 16) != 1)
		return false;
	size_t size = (size_t)got, padding = to[size - 1] + (size_t)1;
	if (size < padding + (s->etm ? 0 : mac))
		return false;
	for (size_t i = 1; i <= padding; i++)
		if (to[size - i] != padding - 1)
			return false;
	*n = size - padding - (s->etm ? 0 : mac);
	return s->etm || mac_fits(t, s, sequence, type, (struct span){ to, *n }, to + *n);
}

bool tls_seal_open(struct tls_tools *t, const struct tls_seal *s, uint64_t sequence, uint8_t *type, struct span body,
                   uint8_t *to, size_t *n)
{
	if (s->suite == NULL || body.n > TLS_RECORD)
		return false;
	if (ciphers[s->suite->cipher].mode == CBC)
		return cbc(t, s, sequence, *type, body, to, n);
	if (!aead(t, s, sequence, *type, body, to, n))
		return false;
	if (!s->v13)
		return true;
	while (*n > 0 && to[*n - 1] == 0)
		--*n;
	*type = *n > 0 ? to[--*n] : 0;
	return true;
}
