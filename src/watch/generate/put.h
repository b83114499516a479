/* SPDX-License-Identifier: Apache-2.0
 *
 * put.h - octets written one behind the other, numbers with the most significant octet first
 *
 * What finds no room is left out and `full` says so: one check at the end, as with readers.
 */
#ifndef PT_WATCH_GENERATE_PUT_H
#define PT_WATCH_GENERATE_PUT_H

#include <stdbool.h>
#include <string.h>

#include "base/rd.h"

struct put {
	uint8_t *p;
	size_t n, room;
	bool full;
};

static inline struct put put_in(uint8_t *p, size_t room)
{
	return (struct put){ .p = p, .room = room };
}

static inline struct span put_span(const struct put *o)
{
	return (struct span){ o->p, o->n };
}

static inline void put_be(struct put *o, uint64_t v, unsigned octets)
{
	if (octets > o->room - o->n) {
		o->full = true;
		return;
	}
	for (unsigned i = octets; i > 0; i--)
		o->p[o->n++] = (uint8_t)(v >> 8 * (i - 1));
}

static inline void put_octets(struct put *o, const void *p, size_t n)
{
	if (n > o->room - o->n) {
		o->full = true;
		return;
	}
	if (n > 0)
		memcpy(o->p + o->n, p, n);
	o->n += n;
}

static inline void put_text(struct put *o, const char *z)
{
	put_octets(o, z, strlen(z));
}

static inline void put_zero(struct put *o, size_t n)
{
	if (n > o->room - o->n) {
		o->full = true;
		return;
	}
	memset(o->p + o->n, 0, n);
	o->n += n;
}

/* Puts a number where some octets were left free for it. */
static inline void put_at(uint8_t *p, uint64_t v, unsigned octets)
{
	for (unsigned i = octets; i > 0; i--)
		*p++ = (uint8_t)(v >> 8 * (i - 1));
}

#endif
