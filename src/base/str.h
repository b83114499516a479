/* SPDX-License-Identifier: Apache-2.0
 *
 * str.h - text: views, a growing buffer, numbers, nearest words
 *
 * struct str is a view (not NUL-terminated, not owned).  struct buf grows in an arena and is
 * always NUL-terminated.  Numbers are read and written without regard to the locale.
 */
#ifndef PT_BASE_STR_H
#define PT_BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"

struct str {
	const char *p;
	size_t n;
};

#define STR(literal) ((struct str){ (literal), sizeof(literal) - 1 })

struct str str_of(const char *z);
bool str_is(struct str s, const char *z);
/* Whether both hold the same octets.  In place: texts of a few octets are compared by the million. */
static inline bool str_same(struct str a, struct str b)
{
	uint64_t x, y;
	size_t i = 0;
	if (a.n != b.n)
		return false;
	for (; i + 8 <= a.n; i += 8) {
		memcpy(&x, a.p + i, 8);
		memcpy(&y, b.p + i, 8);
		if (x != y)
			return false;
	}
	for (; i < a.n; i++)
		if (a.p[i] != b.p[i])
			return false;
	return true;
}
bool str_starts(struct str s, const char *z);
struct str str_trim(struct str s);
/* Cuts the part before `sep` off the front of `*rest`; false when nothing is left. */
bool str_cut(struct str *rest, char sep, struct str *part);
bool str_utf8(struct str s, size_t *bad); /* valid UTF-8 without NUL; else offset of the fault */

/* A hash with a key that is drawn once per process, so that nobody can prepare texts that collide.
 * Not for anything that is shown or kept. */
uint64_t str_hash(struct str s);

/* A finite decimal number filling the whole of s (no inf, nan, hex, or spaces). */
bool str_double(struct str s, double *out);
bool str_u64(struct str s, uint64_t *out);

/* "YYYY", "YYYY-MM" or "YYYY-MM-DD" (existing day) -> days since 1970-01-01; a shortened date
 * means its first day, so that evidence never looks fresher than it may be. */
bool str_date(struct str s, int32_t *day);
void str_date_text(int32_t day, char out[11]); /* "YYYY-MM-DD" */
/* ISO 8601 duration of one unit, PnY | PnM | PnW | PnD, in days (365.25, 30.4375, 7, 1). */
bool str_duration(struct str s, double *days);

/* The word of the list nearest to `given` (Levenshtein, at most 1/3 of the length, rounded up,
 * wrong), or NULL. */
const char *str_nearest(const char *given, const char *const *words, size_t n);

struct buf {
	struct arena *a;
	char *p;
	size_t n, cap;
};

struct buf buf_in(struct arena *a);
void buf_add(struct buf *b, const char *p, size_t n);
void buf_grow(struct buf *b, size_t n); /* until n octets more fit, and the NUL */
/* For short texts by the million: room for n octets behind p + b->n, then plain stores and b->n += n.  The NUL is the
 * caller's matter, which nobody needs who looks at n. */
static inline char *buf_room(struct buf *b, size_t n)
{
	if (b->cap - b->n <= n)
		buf_grow(b, n);
	return b->p + b->n;
}
/* Without NUL, too. */
static inline void buf_put(struct buf *b, const char *p, size_t n)
{
	memcpy(buf_room(b, n), p, n);
	b->n += n;
}
#define BUF_PUT(b, literal) buf_put((b), (literal), sizeof(literal) - 1)
void buf_hex(struct buf *b, const uint8_t *p, size_t n);
void buf_digits(struct buf *b, uint64_t v, unsigned least); /* at least so many, at most 20 */
void buf_str(struct buf *b, const char *z);
void buf_char(struct buf *b, char c);
/* For a terminal: octets that are not UTF-8, control characters but tab and line feed, and characters
 * that reorder text become U+FFFD.  With `sgr` our own ESC [ 0 m, 1 m and 2 m pass. */
void buf_printable(struct buf *b, struct str s, bool sgr);
void buf_fmt(struct buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* Decimal text of the fewest digits that read back as the same double; whole numbers below 1e15
 * without an exponent. */
void buf_double(struct buf *b, double v);

#endif
