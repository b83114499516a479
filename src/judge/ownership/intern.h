/* SPDX-License-Identifier: Apache-2.0
 *
 * intern.h - names to numbers, with little memory
 *
 * Registers name companies by text; graphs want small numbers.  Every text is kept once, the first
 * one is number 0, the next new one 1, and so on.  An entry costs its text and a NUL, a pointer,
 * and about 16 octets of table.  Nothing is ever forgotten; all memory is the arena's.
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
	uint64_t *slot, slots;   /* open addressing: upper half of a hash, number + 1 */
	char *room, *end;        /* where the next texts go */
};

/* `expected` names are about to come (0 = no idea): saves the table's growing. */
struct intern intern_in(struct arena *a, size_t expected);
/* The number of the text, a new one when it is new.  O(1) on average.  At most 2^32 - 2 names. */
uint32_t intern_add(struct intern *t, struct str s);
/* The number of the text, or INTERN_NONE. */
uint32_t intern_find(const struct intern *t, struct str s);

/* A number for sorting that depends on the text alone: the same in every run and on every machine.
 * For struct node.key. */
uint64_t intern_key(struct str s);

#endif
