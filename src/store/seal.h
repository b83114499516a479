/* SPDX-License-Identifier: Apache-2.0
 *
 * seal.h - BLAKE2b over what must not change
 *
 * A seal covers name-value pairs and numbers, each text with its length in front, so that no two
 * different contents give the same octets.  Empty fields are left out: a column that a later schema
 * adds does not break the seals of older rows.
 */
#ifndef PT_STORE_SEAL_H
#define PT_STORE_SEAL_H

#include <sodium.h>

#include "store/store.h"

struct seal {
	unsigned char b[STORE_HASH];
};

/* Everything about a version that never changes: not valid_to, which later versions set (and which
 * follows from their valid_from). `turn` is its place within its transaction. */
struct seal seal_version(const struct store_version *v, int64_t turn);
/* The key fields of a record alone. */
struct seal seal_key(const struct record *r);

/* sum += one, modulo 2^256: the same for every order of rows. */
void seal_add(struct seal *sum, const struct seal *one);
/* chain = hash(chain, next): different for every order. */
void seal_chain(struct seal *chain, const struct seal *next);
bool seal_equal(const struct seal *a, const struct seal *b);

/* To hash something else: begin, add in a fixed order, end. */
void seal_begin(crypto_generichash_state *h, const char *what);
void seal_text(crypto_generichash_state *h, struct str s);
void seal_int(crypto_generichash_state *h, int64_t v);
struct seal seal_end(crypto_generichash_state *h);

#endif
