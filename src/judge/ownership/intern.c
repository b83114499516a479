/* SPDX-License-Identifier: Apache-2.0
 *
 * intern.c - names to numbers, with little memory
 */
#include "judge/ownership/intern.h"

#include <string.h>

enum { ROOM = 1 << 16 };

static void table(struct intern *t, uint64_t slots)
{
	struct intern_slot *old = t->slot;
	uint64_t had = t->slots;
	t->slot = NEW(t->a, struct intern_slot, slots);
	t->slots = slots;
	for (uint64_t i = 0; i < had; i++) {
		if (old[i].number == 0)
			continue;
		uint64_t k = old[i].hash & (slots - 1);
		while (t->slot[k].number)
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
static struct intern_slot *find(const struct intern *t, struct str s, uint32_t hash)
{
	uint64_t k = hash & (t->slots - 1);
	for (; t->slot[k].number; k = (k + 1) & (t->slots - 1)) {
		const char *text = t->slot[k].text;
		if (t->slot[k].hash == hash && strlen(text) == s.n && (s.n == 0 || memcmp(text, s.p, s.n) == 0))
			break;
	}
	return &t->slot[k];
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

uint32_t intern_hash(struct str s)
{
	return (uint32_t)(str_hash(s) >> 32);
}

void intern_soon(const struct intern *t, uint32_t hash)
{
	__builtin_prefetch(&t->slot[hash & (t->slots - 1)]);
}

void intern_sooner(const struct intern *t, uint32_t hash)
{
	uint64_t k = hash & (t->slots - 1);
	while (t->slot[k].number && t->slot[k].hash != hash)
		k = (k + 1) & (t->slots - 1);
	__builtin_prefetch(t->slot[k].text);
}

uint32_t intern_add_hashed(struct intern *t, struct str s, uint32_t hash)
{
	struct intern_slot *at = find(t, s, hash);
	if (at->number)
		return at->number - 1;
	if ((uint64_t)t->n * 2 >= t->slots) {
		table(t, t->slots * 2);
		at = find(t, s, hash);
	}
	size_t n = t->n;
	at->text = *PUSH(t->a, t->text, n, t->cap) = keep(t, s);
	t->n = (uint32_t)n;
	at->hash = hash;
	at->number = t->n;
	return t->n - 1;
}

uint32_t intern_add(struct intern *t, struct str s)
{
	return intern_add_hashed(t, s, intern_hash(s));
}

uint32_t intern_find(const struct intern *t, struct str s)
{
	const struct intern_slot *at = find(t, s, intern_hash(s));
	return at->number ? at->number - 1 : INTERN_NONE;
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
