/* SPDX-License-Identifier: Apache-2.0
 *
 * map.h - text -> number, in an arena
 *
 * Open addressing over keys that the caller keeps alive.  Iteration order is never exposed, so
 * results cannot depend on it.  Lookup and insertion O(1) on average.
 */
#ifndef PT_BASE_MAP_H
#define PT_BASE_MAP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

struct map {
	struct arena *a;
	struct map_slot {
		struct str key;
		uint64_t hash;
		uint32_t value;
	} *slots;
	size_t n, cap;
};

struct map map_in(struct arena *a);
/* Stores key -> value; false when the key was there (the old value stays). */
bool map_add(struct map *m, struct str key, uint32_t value);
bool map_get(const struct map *m, struct str key, uint32_t *value);

#endif
