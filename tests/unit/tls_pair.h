/* SPDX-License-Identifier: Apache-2.0
 *
 * tls_pair.h - two ends of TLS in one process: what they send each other, and the keys they log
 */
#ifndef PT_TESTS_TLS_PAIR_H
#define PT_TESTS_TLS_PAIR_H

#include <openssl/err.h>
#include <openssl/rsa.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include "base/rng.h"
#include "sbi_seen.h"

enum { PIECES = 4096, PAIR_ROOM = 1 << 21 };

struct pair {
	SSL_CTX *ctx[2]; /* client, server */
	SSL *ssl[2];
	SSL_SESSION *session;
	struct { unsigned direction; size_t at, n; } piece[PIECES]; /* what went over the wire, in order */
	size_t pieces, n;
	char keys[1 << 16];
	uint8_t wire[PAIR_ROOM];
};

static struct pair pair;
static EVP_PKEY *pair_key[2];
static X509 *pair_cert[2];

static inline void pair_check(bool ok, int line)
{
	if (ok)
		return;
	fprintf(stderr, "line %d\n", line);
	ERR_print_errors_fp(stderr);
	abort();
}
#define pair_must(ok) pair_check((ok), __LINE__)

/* A certificate of its own for an elliptic and an RSA key. */
static inline void pair_certify(void)
{
	for (unsigned i = 0; i < 2; i++) {
		pair_key[i] = i ? EVP_RSA_gen(2048) : EVP_EC_gen("P-256");
		pair_cert[i] = X509_new();
		X509 *x = pair_cert[i];
		pair_must(pair_key[i] != NULL && x != NULL);
		ASN1_INTEGER_set(X509_get_serialNumber(x), 1);
		X509_gmtime_adj(X509_getm_notBefore(x), 0);
		X509_gmtime_adj(X509_getm_notAfter(x), 86400);
		X509_set_pubkey(x, pair_key[i]);
		X509_NAME_add_entry_by_txt(X509_get_subject_name(x), "CN", MBSTRING_ASC, (const unsigned char *)"test",
		                           -1, -1, 0);
		X509_set_issuer_name(x, X509_get_subject_name(x));
		pair_must(X509_sign(x, pair_key[i], EVP_sha256()) > 0);
	}
}

static inline void pair_log(const SSL *ssl, const char *line)
{
	(void)ssl;
	size_t n = strlen(pair.keys);
	pair_must(n + strlen(line) + 2 < sizeof pair.keys);
	snprintf(pair.keys + n, sizeof pair.keys - n, "%s\n", line);
}

static inline int pair_session(SSL *ssl, SSL_SESSION *session)
{
	(void)ssl;
	SSL_SESSION_free(pair.session);
	pair.session = session;
	return 1;
}

/* What `from` has written goes to the other one, and is remembered. */
static inline bool pair_carry(unsigned from)
{
	uint8_t *to = pair.wire + pair.n;
	int n = BIO_read(SSL_get_wbio(pair.ssl[from]), to, (int)(PAIR_ROOM - pair.n));
	if (n <= 0)
		return false;
	pair_must(pair.pieces < PIECES && BIO_write(SSL_get_rbio(pair.ssl[!from]), to, n) == n);
	pair.piece[pair.pieces].direction = from;
	pair.piece[pair.pieces].at = pair.n;
	pair.piece[pair.pieces++].n = (size_t)n;
	pair.n += (size_t)n;
	return true;
}

static inline void pair_handshake(void)
{
	for (unsigned i = 0; i < 20; i++) {
		for (unsigned k = 0; k < 2; k++) {
			int done = SSL_do_handshake(pair.ssl[k]);
			pair_must(done == 1 || SSL_get_error(pair.ssl[k], done) == SSL_ERROR_WANT_READ);
			pair_carry(k);
		}
		if (SSL_is_init_finished(pair.ssl[0]) && SSL_is_init_finished(pair.ssl[1]) && i > 3)
			return;
	}
	pair_must(false);
}

/* Reads away what the other one has said, tickets and the like too. */
static inline void pair_hear(unsigned who)
{
	static uint8_t heard[1 << 16];
	ERR_clear_error();
	while (SSL_read(pair.ssl[who], heard, sizeof heard) > 0)
		;
	pair_carry(who);
}

static inline void pair_say(unsigned who, const void *p, size_t n)
{
	pair_must(SSL_write(pair.ssl[who], p, (int)n) == (int)n);
	pair_carry(who);
	pair_hear(!who);
}

struct pair_how {
	int version;
	const char *suite;      /* of openssl */
	uint64_t client_options;
	const char *groups[2];
	uint32_t early;         /* octets the server takes */
};

static inline void pair_contexts(const struct pair_how *h)
{
	for (unsigned k = 0; k < 2; k++) {
		SSL_CTX *c = SSL_CTX_new(k ? TLS_server_method() : TLS_client_method());
		pair.ctx[k] = c;
		SSL_CTX_set_min_proto_version(c, h->version);
		SSL_CTX_set_max_proto_version(c, h->version);
		SSL_CTX_set_security_level(c, 0);
		SSL_CTX_set_dh_auto(c, 1);
		SSL_CTX_set_options(c, k ? 0 : h->client_options);
		SSL_CTX_set_keylog_callback(c, k ? NULL : pair_log);
		pair_must((h->version == TLS1_3_VERSION ? SSL_CTX_set_ciphersuites(c, h->suite)
		                                        : SSL_CTX_set_cipher_list(c, h->suite)) == 1);
		if (h->groups[k])
			pair_must(SSL_CTX_set1_groups_list(c, h->groups[k]) == 1);
	}
	for (unsigned i = 0; i < 2; i++)
		pair_must(SSL_CTX_use_certificate(pair.ctx[1], pair_cert[i]) == 1 &&
		          SSL_CTX_use_PrivateKey(pair.ctx[1], pair_key[i]) == 1);
	SSL_CTX_set_session_cache_mode(pair.ctx[0], SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
	SSL_CTX_sess_set_new_cb(pair.ctx[0], pair_session);
	SSL_CTX_set_session_id_context(pair.ctx[1], (const unsigned char *)"t", 1);
	SSL_CTX_set_max_early_data(pair.ctx[1], h->early);
	SSL_CTX_set_recv_max_early_data(pair.ctx[1], 16384);
}

/* Another connection with the same contexts: nothing was sent yet. */
static inline void pair_connect(void)
{
	pair.pieces = pair.n = 0;
	for (unsigned k = 0; k < 2; k++) {
		if (pair.ssl[k]) /* or its session could not go on */
			SSL_set_shutdown(pair.ssl[k], SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
		SSL_free(pair.ssl[k]);
		pair.ssl[k] = SSL_new(pair.ctx[k]);
		SSL_set_bio(pair.ssl[k], BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
		if (k)
			SSL_set_accept_state(pair.ssl[k]);
		else
			SSL_set_connect_state(pair.ssl[k]);
	}
}

static inline void pair_open(const struct pair_how *h)
{
	memset(&pair, 0, sizeof pair);
	pair_contexts(h);
	pair_connect();
}

static inline void pair_end(void)
{
	SSL_SESSION_free(pair.session);
	for (unsigned k = 0; k < 2; k++) {
		SSL_free(pair.ssl[k]);
		SSL_CTX_free(pair.ctx[k]);
	}
}

#endif
