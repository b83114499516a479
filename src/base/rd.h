/* SPDX-License-Identifier: Apache-2.0
 *
 * rd.h - reading octets and bits of foreign messages
 *
 * The cursor is sticky: a failing reader is an empty reader, every later read gives zero and
 * moves nothing, so code needs one check at the end.  No decoder touches a raw pointer.
 */
#ifndef PT_BASE_RD_H
#define PT_BASE_RD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct span {
	const uint8_t *p;
	size_t n;
};

struct rd {
	const uint8_t *p, *end, *base;
	const char *why; /* NULL while all is well; static text */
	uint32_t at;     /* offset from base where it failed */
};

static inline struct rd rd_of(struct span s)
{
	static const uint8_t nothing[1];
	if (s.p == NULL) /* arithmetic on NULL is not defined, even adding 0 */
		s = (struct span){ nothing, 0 };
	return (struct rd){ .p = s.p, .end = s.p + s.n, .base = s.p };
}

void rd_fail(struct rd *r, const char *why); /* first reason wins; jumps to the end */

static inline size_t rd_left(const struct rd *r) /* 0 after a failure */
{
	return (size_t)(r->end - r->p);
}

static inline bool rd_ok(const struct rd *r)
{
	return r->why == NULL;
}

/* View, no copy; empty after a failure. */
static inline struct span rd_take(struct rd *r, size_t n)
{
	if (n > rd_left(r)) {
		rd_fail(r, "ends too early");
		return (struct span){ r->end, 0 };
	}
	struct span s = { r->p, n };
	r->p += n;
	return s;
}

/* Numbers of 1..8 octets; 0 after a failure. */
static inline uint64_t rd_be(struct rd *r, unsigned octets)
{
	struct span s = rd_take(r, octets);
	uint64_t v = 0;
	for (size_t i = 0; i < s.n; i++)
		v = v << 8 | s.p[i];
	return v;
}

static inline uint64_t rd_le(struct rd *r, unsigned octets)
{
	struct span s = rd_take(r, octets);
	uint64_t v = 0;
	for (size_t i = s.n; i > 0; i--)
		v = v << 8 | s.p[i - 1];
	return v;
}

static inline struct rd rd_sub(struct rd *r, size_t n) /* bounded child, offsets of the parent */
{
	struct span s = rd_take(r, n);
	return (struct rd){ s.p, s.p + s.n, r->base, r->why, r->why != NULL ? r->at : 0 };
}

static inline void rd_skip(struct rd *r, size_t n)
{
	rd_take(r, n);
}

static inline struct span rd_rest(struct rd *r)
{
	return rd_take(r, rd_left(r));
}

/* Bits, most significant first, over a reader; same contract. */
struct bits {
	struct rd rd;
	unsigned left; /* bits of `now` not yet handed out, 0..7 */
	uint8_t now;
};

static inline struct bits bits_of(struct rd r)
{
	return (struct bits){ .rd = r };
}

static inline bool bits_ok(const struct bits *b)
{
	return rd_ok(&b->rd);
}

static inline void bits_align(struct bits *b) /* to the next whole octet */
{
	b->left = 0;
}

static inline uint64_t bits_get(struct bits *b, unsigned n) /* 0..64 bits; 0 after a failure */
{
	uint64_t v = b->now & ((1u << b->left) - 1);
	if (n <= b->left) {
		b->left -= n;
		return v >> b->left;
	}
	n -= b->left;
	b->left = 0;
	struct span s = rd_take(&b->rd, (n + 7) / 8);
	if (s.n == 0)
		return 0;
	for (; n >= 8; n -= 8)
		v = v << 8 | *s.p++;
	if (n > 0) {
		b->now = *s.p;
		b->left = 8 - n;
		v = v << n | (unsigned)b->now >> b->left;
	}
	return v;
}

#endif
