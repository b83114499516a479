/* SPDX-License-Identifier: Apache-2.0
 *
 * arena.h - memory with three lifetimes: process, job, scratch
 *
 * An arena is a stretch of address space handed out from one end and given back all at once.
 * Results are allocated in an arena passed by pointer; scratch arenas are passed by value, so
 * that what was taken is given back by returning.  Allocation never returns NULL: reaching the
 * end is the job's limit, the process says so and ends with status 70 (ADR 0003).
 */
#ifndef PT_BASE_ARENA_H
#define PT_BASE_ARENA_H

#include <stddef.h>

struct arena {
	char *beg, *end;
	const char *what; /* named in the last message */
};

/* `n` zeroed objects of `type`, suitably aligned, never NULL. */
#define NEW(a, type, n) ((type *)arena_alloc((a), sizeof(type), (n)))

/* Reserves `size` octets of address space (pages are taken when touched), less where the process is
 * limited; ends the process with status 70 if not even a 64th is to be had.  Released by arena_release. */
struct arena arena_reserve(size_t size, const char *what);
void arena_release(struct arena *a, char *start);

/* Takes so much address space off its end, at most half of what is left, as an arena of its own, which is given back
 * with `a`. */
struct arena arena_split(struct arena *a, size_t size, const char *what);

void *arena_alloc(struct arena *a, size_t size, size_t count);
void *arena_copy(struct arena *a, const void *p, size_t n);

/* A NUL-terminated copy of n octets; of a whole string; of a formatted text. */
char *arena_strn(struct arena *a, const char *s, size_t n);
char *arena_str(struct arena *a, const char *s);
char *arena_fmt(struct arena *a, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Grows an array of `used` elements of `size` to hold at least used + 1; `cap` is updated.
 * The old block is abandoned to the arena (or extended in place when it was the last). */
void *arena_grow(struct arena *a, void *old, size_t size, size_t used, size_t *cap);

/* The same by `by` places when none is free, for long arrays alone in their arena: no page is touched
 * that the array does not need. */
void *arena_lengthen(struct arena *a, void *old, size_t size, size_t used, size_t *cap, size_t by);

/* Appends one element to the growing array `v` with `n` used and `cap` places. */
#define PUSH(a, v, n, cap) \
	((n) >= (cap) ? (void)((v) = arena_grow((a), (v), sizeof *(v), (n), &(cap))) : (void)0, \
	 &(v)[(n)++])

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#endif
