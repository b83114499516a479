/* SPDX-License-Identifier: Apache-2.0
 *
 * tls_seal.h - how records of TLS 1.2 and 1.3 are sealed, and opening them with keys that somebody kept
 *
 * Computing is done by libcrypto.  A record opens only with its keys and its number: whoever opens it knows both for
 * certain, which is what makes finding the place again behind a hole possible.
 */
#ifndef PT_WATCH_SBI_TLS_SEAL_H
#define PT_WATCH_SBI_TLS_SEAL_H

#include <openssl/types.h>

#include "base/arena.h"
#include "base/rd.h"

enum tls_cipher {
	TLS_AES_128_GCM, TLS_AES_256_GCM, TLS_AES_128_CCM, TLS_AES_256_CCM, TLS_AES_128_CCM_8, TLS_AES_256_CCM_8,
	TLS_CHACHA20, TLS_AES_128_CBC, TLS_AES_256_CBC,
	TLS_CIPHERS,
};
enum tls_hash { TLS_NONE, TLS_SHA1, TLS_SHA256, TLS_SHA384, TLS_HASHES };

struct tls_suite {
	uint16_t number;
	uint8_t cipher, mac, hash; /* enum tls_cipher, tls_hash */
};

/* NULL when it is none that can be opened. */
const struct tls_suite *tls_seal_suite(uint16_t number);
/* The nth of TLS 1.3, NULL behind the last. */
const struct tls_suite *tls_seal_suite13(unsigned n);

/* What libcrypto keeps; zero until tls_seal_begin. */
struct tls_tools {
	EVP_CIPHER *cipher[TLS_CIPHERS];
	EVP_MAC *hmac;
	EVP_CIPHER_CTX *ctx;
	EVP_MAC_CTX *mac;
	bool ready;
};
/* Opens no file.  False when libcrypto does not do what is needed. */
bool tls_seal_begin(struct tls_tools *t);
void tls_seal_end(struct tls_tools *t);

enum { TLS_RECORD = 16384 + 2048 }; /* octets of a record at most: RFC 5246 6.2.3 */

/* One direction. */
struct tls_seal {
	const struct tls_suite *suite; /* NULL: no keys */
	bool v13, etm;                 /* etm: encrypted, then its MAC (RFC 7366) */
	uint8_t key[32], iv[12], mac[48];
	uint64_t sequence;             /* number of the next record */
};

/* From a traffic secret (RFC 8446 7.3). */
bool tls_seal_13(struct tls_tools *t, struct tls_seal *s, const struct tls_suite *suite, struct span secret);
/* The secret that follows it (RFC 8446 7.2), in place. */
bool tls_seal_next(struct tls_tools *t, const struct tls_suite *suite, uint8_t *secret, size_t n);
/* Of client and server, from the master secret and both randoms (RFC 5246 6.3). */
bool tls_seal_12(struct tls_tools *t, struct tls_seal s[2], const struct tls_suite *suite, bool etm, struct span master,
                 const uint8_t *const random[2]);
/* Opens a record with this number into `to`, which has TLS_RECORD octets; *type becomes that of its content.  False
 * when it is another number, another key, or was changed. */
bool tls_seal_open(struct tls_tools *t, const struct tls_seal *s, uint64_t sequence, uint8_t *type, struct span body,
                   uint8_t *to, size_t *n);

#endif
