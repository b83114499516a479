/* SPDX-License-Identifier: Apache-2.0
 *
 * map.c - text -> number, in an arena
 */
#include "base/map.h"

#include <string.h>

static uint64_t hash_of(struct str s)
{
	return str_hash(s) | 1; /* 0 marks a free slot */
}

static struct map_slot *find(struct map_slot *slots, size_t cap, struct str key, uint64_t h)
{
	for (size_t i = h & (cap - 1);; i = (i + 1) & (cap - 1)) {
		struct map_slot *s = &slots[i];
		if (s->hash == 0 || (s->hash == h && s->key.n == key.n &&
		                     (key.n == 0 || memcmp(s->key.p, key.p, key.n) == 0)))
			return s;
	}
}

struct map map_in(struct arena *a)
{
	return (struct map){ .a = a, .slots = NEW(a, struct map_slot, 16), .cap = 16 };
}

bool map_add(struct map *m, struct str key, uint32_t value)
{
	if (m->n * 2 >= m->cap) {
		struct map_slot *more = NEW(m->a, struct map_slot, m->cap * 2);
		for (size_t i = 0; i < m->cap; i++)
			if (m->slots[i].hash)
				*find(more, m->cap * 2, m->slots[i].key, m->slots[i].hash) = m->slots[i];
		m->slots = more;
		m->cap *= 2;
	}
	uint64_t h = hash_of(key);
	struct map_slot *s = find(m->slots, m->cap, key, h);
	if (s->hash)
		return false;
	*s = (struct map_slot){ key, h, value };
	m->n++;
	return true;
}

bool map_get(const struct map *m, struct str key, uint32_t *value)
{
	const struct map_slot *s = find(m->slots, m->cap, key, hash_of(key));
	if (s->hash && value)
		*value = s->value;
	return s->hash != 0;
}
