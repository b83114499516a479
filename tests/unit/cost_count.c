/* SPDX-License-Identifier: Apache-2.0
 *
 * cost_count.c - counts basic blocks, and what functions of the system do with octets
 */
#include "cost.h"

uint64_t cost_count;

void __sanitizer_cov_trace_pc(void);
void __sanitizer_cov_trace_pc(void)
{
	cost_count++;
}

#define COUNTED(type, name, args, call, octets) \
	type __real_##name args; \
	type __wrap_##name args; \
	type __wrap_##name args \
	{ \
		cost_count += (octets) / 16; \
		return __real_##name call; \
	}

COUNTED(void *, memcpy, (void *to, const void *from, size_t n), (to, from, n), n)
COUNTED(void *, memmove, (void *to, const void *from, size_t n), (to, from, n), n)
COUNTED(void *, memset, (void *to, int c, size_t n), (to, c, n), n)
COUNTED(int, memcmp, (const void *a, const void *b, size_t n), (a, b, n), n)

/* Up to what was found. */
static void searched(const void *p, size_t n, const void *hit)
{
	cost_count += (hit ? (size_t)((const char *)hit - (const char *)p) : n) / 16;
}

void *__real_memchr(const void *p, int c, size_t n);
void *__wrap_memchr(const void *p, int c, size_t n);
void *__wrap_memchr(const void *p, int c, size_t n)
{
	void *hit = __real_memchr(p, c, n);
	searched(p, n, hit);
	return hit;
}

void *__real_memmem(const void *p, size_t n, const void *what, size_t what_n);
void *__wrap_memmem(const void *p, size_t n, const void *what, size_t what_n);
void *__wrap_memmem(const void *p, size_t n, const void *what, size_t what_n)
{
	void *hit = __real_memmem(p, n, what, what_n);
	searched(p, n, hit);
	return hit;
}

size_t __real_strlen(const char *z);
size_t __wrap_strlen(const char *z);
size_t __wrap_strlen(const char *z)
{
	size_t n = __real_strlen(z);
	cost_count += n / 16;
	return n;
}
