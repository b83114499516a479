/* SPDX-License-Identifier: Apache-2.0
 *
 * octets.h - numbers at fixed places of a header
 *
 * Headers below the payload have their fields at fixed offsets and are read millions of times a second, so
 * they are read in place and not through a cursor.  A place outside of the span gives 0; the functions that
 * read a header compare its length once, and the compiler then drops the comparisons made here.
 */
#ifndef PT_WATCH_CAPTURE_OCTETS_H
#define PT_WATCH_CAPTURE_OCTETS_H

#include <string.h>

#include "base/rd.h"

static inline bool has(struct span s, size_t at, size_t n)
{
	return at <= s.n && n <= s.n - at;
}

static inline uint8_t at8(struct span s, size_t at)
{
	return at < s.n ? s.p[at] : 0;
}

/* As they lie in memory, whatever the order of this machine. */
static inline uint16_t raw16(struct span s, size_t at)
{
	uint16_t v = 0;
	if (has(s, at, sizeof v))
		memcpy(&v, s.p + at, sizeof v);
	return v;
}

static inline uint32_t raw32(struct span s, size_t at)
{
	uint32_t v = 0;
	if (has(s, at, sizeof v))
		memcpy(&v, s.p + at, sizeof v);
	return v;
}

static inline uint64_t raw64(struct span s, size_t at)
{
	uint64_t v = 0;
	if (has(s, at, sizeof v))
		memcpy(&v, s.p + at, sizeof v);
	return v;
}

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
enum { OCTETS_SWAP_BE = 1, OCTETS_SWAP_LE = 0 };
#else
enum { OCTETS_SWAP_BE = 0, OCTETS_SWAP_LE = 1 };
#endif

/* `swap` says whether what wrote the octets had the other order than this machine. */
static inline uint16_t order16(uint16_t v, bool swap)
{
	return swap ? __builtin_bswap16(v) : v;
}

static inline uint32_t order32(uint32_t v, bool swap)
{
	return swap ? __builtin_bswap32(v) : v;
}

static inline uint64_t order64(uint64_t v, bool swap)
{
	return swap ? __builtin_bswap64(v) : v;
}

/* Most significant octet first, as on the wire. */
static inline uint16_t at16(struct span s, size_t at)
{
	return order16(raw16(s, at), OCTETS_SWAP_BE);
}

static inline uint32_t at32(struct span s, size_t at)
{
	return order32(raw32(s, at), OCTETS_SWAP_BE);
}

/* What follows the first n octets; empty when there are fewer. */
static inline struct span after(struct span s, size_t n)
{
	n = n < s.n ? n : s.n;
	return (struct span){ s.p + n, s.n - n };
}

/* The first n octets, or all. */
static inline struct span first(struct span s, size_t n)
{
	return (struct span){ s.p, n < s.n ? n : s.n };
}

#endif
