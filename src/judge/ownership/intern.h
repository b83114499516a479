/* SPDX-License-Identifier: Apache-2.0
 *
 * intern.h - names to numbers, with little memory
 *
 * Registers name companies by text; graphs want small numbers.  Every text is kept once, the first
 * one is number 0, the next new one 1, and so on.  An entry costs its text and a NUL, a pointer,
 * and 32 to 64 octets of table.  Nothing is ever forgotten; all memory is the arena's.
 *
 * Tables of millions of names are far larger than the processor's caches.  Who has several names at
 * hand hashes them first and says so (intern_soon, intern_sooner), so that memory is on its way while
 * others are looked up.
 */
#ifndef PT_JUDGE_INTERN_H
#define PT_JUDGE_INTERN_H

#include "base/str.h"

enum { INTERN_NONE = UINT32_MAX };

struct intern {
	struct arena *a;
	uint32_t n;
	const char **text;       /* of number i, NUL-terminated */
	size_t cap;
	struct intern_slot {
		const char *text;
		uint32_t hash, number; /* number + 1; 0 = free */
	} *slot;                 /* open addressing, at most half full */
	uint64_t slots;
	char *room, *end;        /* where the next texts go */
};

/* `expected` names are about to come (0 = no idea): saves the table's growing. */
struct intern intern_in(struct arena *a, size_t expected);
uint32_t intern_hash(struct str s);
/* Tells the processor that a text of this hash is looked up soon; and a little later, when its slot has
 * arrived, sooner. */
void intern_soon(const struct intern *t, uint32_t hash);
void intern_sooner(const struct intern *t, uint32_t hash);
uint32_t intern_add_hashed(struct intern *t, struct str s, uint32_t hash);

/* The number of the text, a new one when it is new.  O(1) on average.  At most 2^32 - 2 names. */
uint32_t intern_add(struct intern *t, struct str s);
/* The number of the text, or INTERN_NONE. */
uint32_t intern_find(const struct intern *t, struct str s);

/* A number for sorting that depends on the text alone: the same in every run and on every machine.
 * For struct node.key. */
uint64_t intern_key(struct str s);

#endif
