/* SPDX-License-Identifier: Apache-2.0
 *
 * tls.h - TLS in a stream: hellos as messages, and, with keys, the octets inside for whoever reads streams
 *
 * Nothing is guessed: a record is opened when its keys and its number are known and its seal fits, so behind a hole
 * the number is found by trying, or the direction stays closed.  Why something stays closed is counted.
 */
#ifndef PT_WATCH_SBI_TLS_H
#define PT_WATCH_SBI_TLS_H

#include "watch/sbi/exchange.h"
#include "watch/sbi/tls_keys.h"
#include "watch/sbi/tls_seal.h"

enum { TLS_HEAD = 5, TLS_HELLO = 64 << 10 };
enum { TLS_CHANGE = 20, TLS_ALERT, TLS_HANDSHAKE, TLS_DATA, TLS_HEARTBEAT };
/* Which keys a direction uses now. */
enum { LEVEL_PLAIN, LEVEL_EARLY, LEVEL_HANDSHAKE, LEVEL_TRAFFIC, LEVEL_CLOSED };

struct tls_side {
	struct chain record, hello; /* octets of those that are not complete */
	uint64_t first_time, first_frame; /* of the hello */
	struct tls_seal seal;
	uint8_t secret[TLS_SECRET], secret_n; /* TLS 1.3: that the seal was made of */
	uint8_t level;
	uint8_t head[4], heads; /* of a message of the handshake */
	uint32_t body;          /* octets of it to come */
	uint32_t size;          /* of the record that is not complete */
	uint32_t skip;          /* octets of a record with a hole */
	uint32_t doubt;         /* records that may be missing before the next one */
	uint32_t tries;         /* places that were looked at, and were none */
	bool astray, trying;    /* no place is known; one that may be it is looked at */
};

struct tls_session {
	struct table_link link;
	struct sbi_key key;
	uint8_t random[2][TLS_RANDOM]; /* of client and server */
	const struct tls_suite *suite;
	uint16_t version;
	bool client_seen, server_seen, early, decided;
	uint8_t client; /* its direction */
	struct tls_side side[2];
};

struct tls {
	struct table sessions;
	struct tls_keys keys;
	struct tls_tools tools;
	uint8_t *record, *plain; /* TLS_HEAD + TLS_RECORD each */
};

/* tls_hello.c: octets of the handshake, which may change the keys of their direction. */
void tls_hello_feed(struct sbi *s, struct sbi_connection *c, struct tls_session *t, unsigned d, const struct payload *p,
                    struct span in);
/* Whatever was begun there will not be complete. */
void tls_hello_cut(struct sbi *s, struct sbi_connection *c, struct tls_side *side, unsigned d, const struct payload *p);
/* The keys of this level, when they are known. */
void tls_hello_level(struct sbi *s, struct tls_session *t, unsigned d, unsigned level);
/* This direction is read no further. */
void tls_close(struct sbi *s, struct tls_session *t, unsigned d);

#endif
