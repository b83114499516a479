/* SPDX-License-Identifier: Apache-2.0
 *
 * intern.c - names to numbers, with little memory
 */
#include "judge/ownership/intern.h"

#include <string.h>

enum { ROOM = 1 << 16 };

static void table(struct intern *t, uint64_t slots)
{
	uint64_t *old = t->slot, had = t->slots;
	t->slot = NEW(t->a, uint64_t, slots);
	t->slots = slots;
	for (uint64_t i = 0; i < had; i++) {
		if (old[i] == 0)
			continue;
		/* the upper half of the hash is all we kept, and all that the place depends on */
		uint64_t k = (old[i] >> 32) & (slots - 1);
		while (t->slot[k])
			k = (k + 1) & (slots - 1);
		t->slot[k] = old[i];
	}
}

struct intern intern_in(struct arena *a, size_t expected)
{
	struct intern t = { .a = a };
	uint64_t slots = 16;
	while (slots < expected * 2)
		slots *= 2;
	table(&t, slots);
	if (expected) {
		t.text = NEW(a, const char *, expected);
		t.cap = expected;
	}
	return t;
}

/* The slot of the text, or the free one where it belongs. */
static uint64_t find(const struct intern *t, struct str s, uint32_t hash)
{
	uint64_t k = hash & (t->slots - 1);
	for (; t->slot[k]; k = (k + 1) & (t->slots - 1)) {
		if (t->slot[k] >> 32 != hash)
			continue;
		const char *text = t->text[(uint32_t)t->slot[k] - 1];
		if (strlen(text) == s.n && (s.n == 0 || memcmp(text, s.p, s.n) == 0))
			break;
	}
	return k;
}

static const char *keep(struct intern *t, struct str s)
{
	if ((size_t)(t->end - t->room) < s.n + 1) {
		size_t size = s.n + 1 > ROOM ? s.n + 1 : ROOM;
		t->room = NEW(t->a, char, size);
		t->end = t->room + size;
	}
	char *to = t->room;
	if (s.n)
		memcpy(to, s.p, s.n);
	to[s.n] = 0;
	t->room += s.n + 1;
	return to;
}

uint32_t intern_add(struct intern *t, struct str s)
{
	uint32_t hash = (uint32_t)(str_hash(s) >> 32);
	uint64_t k = find(t, s, hash);
	if (t->slot[k])
		return (uint32_t)t->slot[k] - 1;
	if ((uint64_t)t->n * 3 >= t->slots * 2) {
		table(t, t->slots * 2);
		k = find(t, s, hash);
	}
	size_t n = t->n;
	*PUSH(t->a, t->text, n, t->cap) = keep(t, s);
	t->n = (uint32_t)n;
	t->slot[k] = (uint64_t)hash << 32 | t->n;
	return t->n - 1;
}

uint32_t intern_find(const struct intern *t, struct str s)
{
	uint64_t k = find(t, s, (uint32_t)(str_hash(s) >> 32));
	return t->slot[k] ? (uint32_t)t->slot[k] - 1 : INTERN_NONE;
}

uint64_t intern_key(struct str s)
{
	uint64_t h = 0xcbf29ce484222325u; /* FNV-1a, then the mixer of splitmix64 */
	for (size_t i = 0; i < s.n; i++)
		h = (h ^ (uint8_t)s.p[i]) * 0x100000001b3u;
	h = (h ^ (h >> 30)) * 0xbf58476d1ce4e5b9u;
	h = (h ^ (h >> 27)) * 0x94d049bb133111ebu;
	return h ^ (h >> 31);
}
