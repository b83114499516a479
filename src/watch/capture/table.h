/* SPDX-License-Identifier: Apache-2.0
 *
 * table.h - a table of bounded size that forgets what was used least recently
 *
 * Entries begin with struct table_link and their key; keys are compared octet by octet, so they have no holes.
 * Memory is taken from the arena as the table fills and never given back.  Nothing depends on the order of
 * hashes: what is forgotten, and when, follows from the packets alone.
 */
#ifndef PT_WATCH_CAPTURE_TABLE_H
#define PT_WATCH_CAPTURE_TABLE_H

#include "base/arena.h"
#include "base/str.h"

struct table_link {
	uint32_t next;         /* with the same hash */
	uint32_t older, newer; /* in order of use */
	uint32_t self, bucket;
};

enum { TABLE_BLOCK = 64 };

struct table {
	struct arena *a;
	uint32_t *buckets, mask;
	char **blocks; /* TABLE_BLOCK entries each */
	size_t size, key;
	uint32_t cap, n, touched; /* touched: entries that had memory once */
	uint32_t free, oldest, newest;
};

/* `size` of an entry, `key` octets of its key behind the link; at most `cap` entries. */
void table_init(struct table *t, struct arena *a, size_t size, size_t key, uint32_t cap);
/* The entry with this key, or NULL; table_find makes it the one used last. */
void *table_look(const struct table *t, const void *key);
void *table_find(struct table *t, const void *key);
void table_touch(struct table *t, void *entry);
/* A new entry, zero but for its key, which is not there yet.  The table may not be full. */
void *table_add(struct table *t, const void *key);
void table_remove(struct table *t, void *entry);
/* The entry used least recently, or NULL. */
void *table_oldest(const struct table *t);
void *table_entry(const struct table *t, uint32_t number);

static inline bool table_full(const struct table *t)
{
	return t->n == t->cap;
}

/* Numbers of entries are stable while they live; 0 is none. */
static inline uint32_t table_number(const void *entry)
{
	return ((const struct table_link *)entry)->self;
}

#endif
