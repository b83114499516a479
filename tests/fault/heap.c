/* SPDX-License-Identifier: Apache-2.0
 *
 * heap.c - malloc that fails when the sweep wants it
 *
 * petrin itself takes memory from arenas; what comes here are SQLite, libyaml, zlib, libzstd,
 * libseccomp and the C library.  These functions take the place of glibc's for the whole program
 * and pass on to it.
 */
#include "faults.h"

#include <errno.h>
#include <stddef.h>

extern void *__libc_malloc(size_t n);
extern void *__libc_calloc(size_t n, size_t size);
extern void *__libc_realloc(void *p, size_t n);

static struct {
	bool counting, sticky;
	long at, seen;
} heap;

void heap_arm(long at, bool sticky)
{
	heap.counting = true;
	heap.at = at;
	heap.sticky = sticky;
	heap.seen = 0;
}

long heap_seen(void)
{
	return heap.seen;
}

/* Threads of a scenario may count a site twice or miss one; which call fails does not matter. */
static bool refuse(void)
{
	if (!heap.counting)
		return false;
	long n = heap.seen++;
	if (heap.at < 0 || n < heap.at || (n > heap.at && !heap.sticky))
		return false;
	errno = ENOMEM;
	return true;
}

void *heap_own(size_t n)
{
	return __libc_calloc(1, n);
}

void *malloc(size_t n)
{
	return refuse() ? NULL : __libc_malloc(n);
}

void *calloc(size_t n, size_t size)
{
	return refuse() ? NULL : __libc_calloc(n, size);
}

void *realloc(void *p, size_t n)
{
	return refuse() ? NULL : __libc_realloc(p, n);
}
