/* SPDX-License-Identifier: Apache-2.0
 *
 * table.c - a table of bounded size that forgets what was used least recently
 */
#include "watch/capture/table.h"

#include <string.h>

void table_init(struct table *t, struct arena *a, size_t size, size_t key, uint32_t cap)
{
	uint32_t buckets = 16;
	while (buckets < cap)
		buckets *= 2;
	*t = (struct table){ .a = a, .size = size, .key = key, .cap = cap, .mask = buckets - 1 };
	t->buckets = NEW(a, uint32_t, buckets);
	t->blocks = NEW(a, char *, cap / TABLE_BLOCK + 1);
}

void *table_entry(const struct table *t, uint32_t number)
{
	if (number == 0)
		return NULL;
	return t->blocks[(number - 1) / TABLE_BLOCK] + (number - 1) % TABLE_BLOCK * t->size;
}

static struct table_link *link_of(const struct table *t, uint32_t number)
{
	return table_entry(t, number);
}

static void unlink_use(struct table *t, struct table_link *l)
{
	if (l->older)
		link_of(t, l->older)->newer = l->newer;
	else
		t->oldest = l->newer;
	if (l->newer)
		link_of(t, l->newer)->older = l->older;
	else
		t->newest = l->older;
}

static void link_newest(struct table *t, struct table_link *l)
{
	l->older = t->newest;
	l->newer = 0;
	if (t->newest)
		link_of(t, t->newest)->newer = l->self;
	else
		t->oldest = l->self;
	t->newest = l->self;
}

static uint32_t bucket_of(const struct table *t, const void *key)
{
	return (uint32_t)str_hash((struct str){ key, t->key }) & t->mask;
}

void *table_look(const struct table *t, const void *key)
{
	for (uint32_t at = t->buckets[bucket_of(t, key)]; at;) {
		struct table_link *l = link_of(t, at);
		if (memcmp(l + 1, key, t->key) == 0)
			return l;
		at = l->next;
	}
	return NULL;
}

void table_touch(struct table *t, void *entry)
{
	struct table_link *l = entry;
	if (t->newest == l->self)
		return;
	unlink_use(t, l);
	link_newest(t, l);
}

void *table_find(struct table *t, const void *key)
{
	void *entry = table_look(t, key);
	if (entry != NULL)
		table_touch(t, entry);
	return entry;
}

void *table_add(struct table *t, const void *key)
{
	uint32_t number = t->free;
	if (number) {
		t->free = link_of(t, number)->next;
	} else {
		number = ++t->touched;
		if ((number - 1) % TABLE_BLOCK == 0)
			t->blocks[(number - 1) / TABLE_BLOCK] = arena_alloc(t->a, t->size, TABLE_BLOCK);
	}
	struct table_link *l = link_of(t, number);
	memset(l, 0, t->size);
	memcpy(l + 1, key, t->key);
	l->self = number;
	l->bucket = bucket_of(t, key);
	l->next = t->buckets[l->bucket];
	t->buckets[l->bucket] = number;
	link_newest(t, l);
	t->n++;
	return l;
}

void table_remove(struct table *t, void *entry)
{
	struct table_link *l = entry;
	uint32_t *at = t->buckets + l->bucket;
	while (*at != l->self)
		at = &link_of(t, *at)->next;
	*at = l->next;
	unlink_use(t, l);
	l->next = t->free;
	t->free = l->self;
	t->n--;
}

void *table_oldest(const struct table *t)
{
	return table_entry(t, t->oldest);
}
