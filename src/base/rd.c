/* SPDX-License-Identifier: Apache-2.0
 *
 * rd.c - reading octets and bits of foreign messages
 */
#include "base/rd.h"

struct rd rd_of(struct span s)
{
	static const uint8_t nothing[1];
	if (s.p == NULL) /* arithmetic on NULL is not defined, even adding 0 */
		s = (struct span){ nothing, 0 };
	return (struct rd){ .p = s.p, .end = s.p + s.n, .base = s.p };
}

void rd_fail(struct rd *r, const char *why)
{
	if (r->why == NULL) {
		r->why = why;
		r->at = (uint32_t)(r->p - r->base);
	}
	r->p = r->end;
}

struct rd rd_sub(struct rd *r, size_t n)
{
	struct span s = rd_take(r, n);
	struct rd child = { .p = s.p, .end = s.p + s.n, .base = r->base };
	if (!rd_ok(r)) {
		child.why = r->why;
		child.at = r->at;
	}
	return child;
}

void rd_skip(struct rd *r, size_t n)
{
	rd_take(r, n);
}

struct span rd_rest(struct rd *r)
{
	return rd_take(r, rd_left(r));
}

struct bits bits_of(struct rd r)
{
	return (struct bits){ .rd = r };
}
