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

static _Noreturn void arena_exhausted(const char *what)
{
	fprintf(stderr, "petrin: %s: memory limit reached, nothing of it was stored\n", what);
	_exit(70); /* not exit(): no handler may finish what was left half done */
}

struct arena arena_reserve(size_t size, const char *what)
{
	char *p = mmap(NULL, size, PROT_READ | PROT_WRITE,
	               MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (p == MAP_FAILED)
		arena_exhausted(what);
	return (struct arena){ p, p + size, what };
}

void arena_release(struct arena *a, char *start)
{
	if (start != NULL)
		munmap(start, (size_t)(a->end - start));
	*a = (struct arena){ 0 };
}

void *arena_alloc(struct arena *a, size_t size, size_t count)
{
	size_t pad = (size_t)-(uintptr_t)a->beg % alignof(max_align_t);
	size_t left = (size_t)(a->end - a->beg);
	if (fault_hit(FAULT_MEMORY) || left < pad || count > (left - pad) / size)
		arena_exhausted(a->what);
	char *p = a->beg + pad;
	a->beg = p + size * count;
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

void *arena_grow(struct arena *a, void *old, size_t size, size_t used, size_t *cap)
{
	size_t want = *cap ? *cap * 2 : 8;
	if (old != NULL && (char *)old + *cap * size == a->beg &&
	    (want - *cap) <= (size_t)(a->end - a->beg) / size && !fault_hit(FAULT_MEMORY)) {
		memset(a->beg, 0, (want - *cap) * size);
		a->beg += (want - *cap) * size;
		*cap = want;
		return old;
	}
	void *p = arena_alloc(a, size, want);
	if (used)
		memcpy(p, old, used * size);
	*cap = want;
	return p;
}
