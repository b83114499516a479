/* SPDX-License-Identifier: Apache-2.0
 *
 * seen.h - which texts a file has had already, and in which row
 *
 * Keeps 64 bits of a keyed hash, a row number and 32 bits of the caller's per text, not the text: 16
 * octets whatever its length, so that a whole register fits.  Two different texts are taken for the
 * same with a probability of n^2 / 2^65 (one in a million for five million texts); the key is drawn
 * once per process, so nobody can prepare such texts.
 */
#ifndef PT_IMPORT_SEEN_H
#define PT_IMPORT_SEEN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

struct seen {
	struct arena *a;
	struct seen_slot {
		uint64_t hash; /* 0 = free */
		uint32_t row, what;
	} *slot;
	size_t n, cap;
};

struct seen seen_in(struct arena *a);
/* Makes room for n texts at once, when so many are expected: growing step by step costs more. */
void seen_expect(struct seen *s, uint64_t n);
/* A hash over several texts in order, for seen_add. */
uint64_t seen_hash(const struct str *part, size_t n);
/* Tells the processor that seen_add of this hash is near. */
void seen_soon(const struct seen *s, uint64_t hash);
/* Notes the hash; 0 when it is new, else the row it was noted with (at least 1). */
uint32_t seen_add(struct seen *s, uint64_t hash, uint64_t row);
/* The same with 32 bits about the row: NULL when the hash is new, else what was noted with it. */
struct seen_slot *seen_note(struct seen *s, uint64_t hash, uint64_t row, uint32_t what);
/* The row it was noted with, or 0. */
uint32_t seen_get(const struct seen *s, uint64_t hash);
/* What was noted, or NULL. */
struct seen_slot *seen_find(const struct seen *s, uint64_t hash);
/* Nothing is noted any more; the room stays. */
void seen_forget(struct seen *s);

#endif
