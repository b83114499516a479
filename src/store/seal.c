/* SPDX-License-Identifier: Apache-2.0
 *
 * seal.c - BLAKE2b over what must not change
 */
#include "store/seal.h"

#include <string.h>

void seal_int(crypto_generichash_state *h, int64_t v)
{
	unsigned char le[8];
	for (unsigned i = 0; i < sizeof le; i++)
		le[i] = (unsigned char)((uint64_t)v >> (8 * i) & 0xff);
	crypto_generichash_update(h, le, sizeof le);
}

void seal_text(crypto_generichash_state *h, struct str s)
{
	seal_int(h, (int64_t)s.n);
	if (s.n)
		crypto_generichash_update(h, (const unsigned char *)s.p, s.n);
}

/* `what` keeps hashes of different things apart. */
void seal_begin(crypto_generichash_state *h, const char *what)
{
	crypto_generichash_init(h, NULL, 0, STORE_HASH);
	seal_text(h, str_of(what));
}

struct seal seal_end(crypto_generichash_state *h)
{
	struct seal s;
	crypto_generichash_final(h, s.b, sizeof s.b);
	return s;
}

struct seal seal_version(const struct store_version *v, int64_t turn)
{
	crypto_generichash_state h;
	const struct record *r = &v->record;
	const struct record_def *d = record_def(r->table);
	seal_begin(&h, "petrin row 1");
	seal_text(&h, str_of(d->name));
	seal_int(&h, v->version);
	seal_int(&h, v->valid_from);
	seal_int(&h, v->recorded);
	seal_int(&h, turn);
	for (unsigned i = 0; i < d->n; i++) {
		if (r->field[i].n == 0)
			continue;
		seal_text(&h, str_of(d->column[i].name));
		seal_text(&h, r->field[i]);
	}
	return seal_end(&h);
}

struct seal seal_key(const struct record *r)
{
	crypto_generichash_state h;
	const struct record_def *d = record_def(r->table);
	seal_begin(&h, d->name);
	for (unsigned i = 0; i < d->n; i++)
		if (d->column[i].flags & RECORD_KEY)
			seal_text(&h, r->field[i]);
	return seal_end(&h);
}

void seal_add(struct seal *sum, const struct seal *one)
{
	sodium_add(sum->b, one->b, sizeof sum->b);
}

void seal_chain(struct seal *chain, const struct seal *next)
{
	unsigned char both[2 * STORE_HASH];
	memcpy(both, chain->b, STORE_HASH);
	memcpy(both + STORE_HASH, next->b, STORE_HASH);
	crypto_generichash(chain->b, STORE_HASH, both, sizeof both, NULL, 0);
}

bool seal_equal(const struct seal *a, const struct seal *b)
{
	return memcmp(a->b, b->b, sizeof a->b) == 0;
}
