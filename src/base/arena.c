/* SPDX-License-Identifier: Apache-2.0
 *
 * arena.c - memory with three lifetimes: process, job, scratch
 */
#include "base/arena.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/fault.h"

/* Under AddressSanitizer the octets behind the newest block are out of bounds, so that it sees what
 * reaches too far as if each block came from malloc.  How far such fences went is noted: who
 * releases the arena takes them down.  Arenas on somebody's stack have none. */
#if defined(__SANITIZE_ADDRESS__)
#define FENCED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define FENCED 1
#endif
#endif
#ifdef FENCED
#include <sanitizer/asan_interface.h>
enum { FENCE = 16, RESERVED = 64 };
static struct {
	char *beg, *end, *farthest;
} reserved[RESERVED];

/* An arena may be a part of what was reserved. */
static unsigned place_of(const char *p)
{
	unsigned i = 0;
	while (i < RESERVED && (p < reserved[i].beg || p >= reserved[i].end))
		i++;
	return i;
}

static void is_reserved(const struct arena *a)
{
	for (unsigned i = 0; i < RESERVED; i++) {
		if (reserved[i].beg != NULL)
			continue;
		reserved[i].beg = reserved[i].farthest = a->beg;
		reserved[i].end = a->end;
		return;
	}
}

static void bound(const struct arena *a, const char *p, size_t n)
{
	unsigned i = place_of(p);
	char *fence = (char *)p + n;
	ptrdiff_t pad = (ptrdiff_t)(-(uintptr_t)fence % alignof(max_align_t)) + FENCE;
	char *end = a->end - fence < pad ? a->end : fence + pad;
	if (i == RESERVED)
		return;
	__asan_unpoison_memory_region(p, n);
	__asan_poison_memory_region(fence, (size_t)(end - fence));
	if (end > reserved[i].farthest)
		reserved[i].farthest = end;
}

static size_t fence_at(const char *p)
{
	return __asan_address_is_poisoned(p) ? FENCE : 0;
}

static void is_released(const char *start)
{
	unsigned i = place_of(start);
	if (i == RESERVED)
		return;
	__asan_unpoison_memory_region(start, (size_t)(reserved[i].farthest - start));
	reserved[i].beg = reserved[i].end = NULL;
}
#else
static void is_reserved(const struct arena *a)
{
	(void)a;
}

static void bound(const struct arena *a, const char *p, size_t n)
{
	(void)a, (void)p, (void)n;
}

static size_t fence_at(const char *p)
{
	(void)p;
	return 0;
}

static void is_released(const char *start)
{
	(void)start;
}
#endif

static _Noreturn void arena_exhausted(const char *what)
{
	fprintf(stderr, "petrin: %s: memory limit reached, nothing of it was stored\n", what);
	_exit(70); /* not exit(): no handler may finish what was left half done */
}

struct arena arena_reserve(size_t size, const char *what)
{
	char *p = MAP_FAILED;
	for (size_t least = size / 64; p == MAP_FAILED; size /= 2) { /* a user may have less than we ask for */
		p = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
		if (p != MAP_FAILED)
			break;
		if (size <= least)
			arena_exhausted(what);
	}
	struct arena a = { p, p + size, what };
	is_reserved(&a);
	return a;
}

void arena_release(struct arena *a, char *start)
{
	if (start != NULL) {
		is_released(start);
		munmap(start, (size_t)(a->end - start));
	}
	*a = (struct arena){ 0 };
}

struct arena arena_split(struct arena *a, size_t size, const char *what)
{
	size_t half = (size_t)(a->end - a->beg) / 2 / alignof(max_align_t) * alignof(max_align_t);
	a->end -= size < half ? size : half;
	return (struct arena){ a->end, a->end + (size < half ? size : half), what };
}

void *arena_alloc(struct arena *a, size_t size, size_t count)
{
	size_t left = (size_t)(a->end - a->beg);
	size_t pad = (size_t)-(uintptr_t)a->beg % alignof(max_align_t) + (left ? fence_at(a->beg) : 0);
	if (fault_hit(FAULT_MEMORY) || left < pad || count > (left - pad) / size)
		arena_exhausted(a->what);
	char *p = a->beg + pad;
	a->beg = p + size * count;
	bound(a, p, size * count);
	return memset(p, 0, size * count);
}

void *arena_copy(struct arena *a, const void *p, size_t n)
{
	char *to = NEW(a, char, n);
	return n ? memcpy(to, p, n) : to;
}

char *arena_strn(struct arena *a, const char *s, size_t n)
{
	char *to = NEW(a, char, n + 1);
	if (n)
		memcpy(to, s, n);
	return to;
}

char *arena_str(struct arena *a, const char *s)
{
	return arena_strn(a, s, strlen(s));
}

char *arena_fmt(struct arena *a, const char *fmt, ...)
{
	va_list ap, again;
	va_start(ap, fmt);
	va_copy(again, ap);
	int n = vsnprintf(NULL, 0, fmt, ap);
	char *to = NEW(a, char, (size_t)(n < 0 ? 0 : n) + 1);
	if (n > 0)
		vsnprintf(to, (size_t)n + 1, fmt, again);
	va_end(again);
	va_end(ap);
	return to;
}

static void *grow_to(struct arena *a, void *old, size_t size, size_t used, size_t *cap, size_t want)
{
	size_t had = *cap;
	*cap = want;
	if (old != NULL && (char *)old + had * size == a->beg &&
	    (want - had) <= (size_t)(a->end - a->beg) / size && !fault_hit(FAULT_MEMORY)) {
		bound(a, old, want * size);
		memset(a->beg, 0, (want - had) * size);
		a->beg += (want - had) * size;
		return old;
	}
	void *p = arena_alloc(a, size, want);
	if (used)
		memcpy(p, old, used * size);
	return p;
}

void *arena_grow(struct arena *a, void *old, size_t size, size_t used, size_t *cap)
{
	return grow_to(a, old, size, used, cap, *cap ? *cap * 2 : 8);
}

void *arena_lengthen(struct arena *a, void *old, size_t size, size_t used, size_t *cap, size_t by)
{
	return used < *cap ? old : grow_to(a, old, size, used, cap, *cap + by);
}
