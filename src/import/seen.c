/* SPDX-License-Identifier: Apache-2.0
 *
 * seen.c - which texts a file has had already, and in which row
 */
#include "import/seen.h"

#include <string.h>

enum { FIRST_CAP = 1024, MOST_EXPECTED = 1 << 25 };

struct seen seen_in(struct arena *a)
{
	return (struct seen){ .a = a };
}

uint64_t seen_hash(const struct str *part, size_t n)
{
	uint64_t h = 0;
	for (size_t i = 0; i < n; i++)
		h = (h << 7 | h >> 57) * 0x9e3779b97f4a7c15u + str_hash(part[i]);
	return h | (h == 0);
}

/* Where a hash belongs.  No power of two is needed, so the table is as large as the file wants it. */
static inline size_t home(const struct seen *s, uint64_t hash)
{
	return (size_t)((hash >> 32) * s->cap >> 32);
}

static struct seen_slot *slot_of(const struct seen *s, uint64_t hash)
{
	size_t i = home(s, hash);
	while (s->slot[i].hash != 0 && s->slot[i].hash != hash)
		i = i + 1 < s->cap ? i + 1 : 0;
	return &s->slot[i];
}

void seen_soon(const struct seen *s, uint64_t hash)
{
	if (s->cap > 0)
		__builtin_prefetch(&s->slot[home(s, hash)], 1);
}

static void grow(struct seen *s, size_t cap)
{
	struct seen_slot *old = s->slot;
	size_t before = s->cap;
	s->cap = cap;
	s->slot = NEW(s->a, struct seen_slot, s->cap);
	for (size_t i = 0; i < before; i++)
		if (old[i].hash != 0)
			*slot_of(s, old[i].hash) = old[i];
}

void seen_expect(struct seen *s, uint64_t n)
{
	size_t cap = n < MOST_EXPECTED ? (size_t)n * 4 / 3 + FIRST_CAP : MOST_EXPECTED;
	if (cap > s->cap)
		grow(s, cap);
}

struct seen_slot *seen_note(struct seen *s, uint64_t hash, uint64_t row, uint32_t what)
{
	if (s->n * 5 >= s->cap * 4)
		grow(s, s->cap ? s->cap * 2 : FIRST_CAP);
	struct seen_slot *at = slot_of(s, hash);
	if (at->hash != 0)
		return at;
	*at = (struct seen_slot){ hash, row == 0 ? 1 : row < UINT32_MAX ? (uint32_t)row : UINT32_MAX, what };
	s->n++;
	return NULL;
}

uint32_t seen_add(struct seen *s, uint64_t hash, uint64_t row)
{
	const struct seen_slot *at = seen_note(s, hash, row, 0);
	return at ? at->row : 0;
}

uint32_t seen_get(const struct seen *s, uint64_t hash)
{
	return s->cap > 0 ? slot_of(s, hash)->row : 0;
}

struct seen_slot *seen_find(const struct seen *s, uint64_t hash)
{
	struct seen_slot *at = s->cap > 0 ? slot_of(s, hash) : NULL;
	return at && at->hash != 0 ? at : NULL;
}

void seen_forget(struct seen *s)
{
	if (s->cap > 0)
		memset(s->slot, 0, s->cap * sizeof *s->slot);
	s->n = 0;
}
