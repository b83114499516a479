/* SPDX-License-Identifier: Apache-2.0
 *
 * tls_keys.h - secrets of TLS connections, as programs write them to SSLKEYLOGFILE (RFC 9850)
 *
 * A line is a label, the random of the ClientHello, and a secret; it says nothing of addresses or times.  Lines come
 * from files named by the user and from capture files; both may be hostile.  What is no line is counted and passed
 * over.  At most TLS_KEYS connections are remembered; the one whose lines came or were used longest ago is forgotten.
 */
#ifndef PT_WATCH_SBI_TLS_KEYS_H
#define PT_WATCH_SBI_TLS_KEYS_H

#include "base/rd.h"
#include "watch/capture/table.h"

enum tls_secret {
	TLS_MASTER, /* of TLS 1.2 */
	TLS_CLIENT_EARLY,
	TLS_CLIENT_HANDSHAKE,
	TLS_SERVER_HANDSHAKE,
	TLS_CLIENT_TRAFFIC,
	TLS_SERVER_TRAFFIC,
	TLS_SECRETS,
};

enum { TLS_KEYS = 32768, TLS_RANDOM = 32, TLS_SECRET = 48, TLS_KEY_LINE = 1024 };

struct tls_keys {
	struct table table;
	uint64_t lines, secrets, bad, first_bad, forgotten; /* first_bad: number of the first line that is none */
	bool passing; /* over the rest of a line that is too long */
};

void tls_keys_init(struct tls_keys *k, struct arena *a);
/* Takes whole lines off the front and says how many octets they were; with `last` all that is there.  A line longer
 * than TLS_KEY_LINE is none. */
size_t tls_keys_take(struct tls_keys *k, struct span text, bool last);
/* {NULL, 0} when it is not known. */
struct span tls_keys_find(struct tls_keys *k, const uint8_t random[TLS_RANDOM], enum tls_secret which);
/* Overwrites all of them. */
void tls_keys_wipe(struct tls_keys *k);

#endif
