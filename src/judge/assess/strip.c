/* SPDX-License-Identifier: Apache-2.0
 *
 * strip.c - which builds of the inner loops this machine can run
 */
#include "judge/assess/strip.h"

#include <math.h>

#define BUILDS(X) X(strip_avx512, "avx512f") X(strip_avx2, "avx2")

extern const struct strip_kernel strip_plain;
#ifdef __x86_64__
#define DECLARE(build, feature) extern const struct strip_kernel build;
BUILDS(DECLARE)
#endif

const struct strip_kernel *strip_kernel(size_t i)
{
#ifdef __x86_64__
#define ASK(build, feature) \
	if (__builtin_cpu_supports(feature) && i-- == 0) \
		return &build;
	BUILDS(ASK)
#endif
	return i == 0 ? &strip_plain : NULL;
}

void strip_cell(struct strip_cells *c, size_t i, double a, double b)
{
	double q = b - a, p = a - q * (1 - 0x1p-17);
	c->p[i] = p, c->q[i] = q;
	c->p1[i] = (float)p, c->q1[i] = (float)q;
	c->drawn = c->drawn || q != 0;
	c->fine = c->fine || !(fabs(q) >= 0x1p-8 * fmax(fabs(a), fabs(b)));
}

void *strip_columns(struct arena *a, size_t n, size_t size)
{
	enum { LINE = 64 };
	char *p = NEW(a, char, n * STRIP * size + LINE);
	return p + (size_t)-(uintptr_t)p % LINE;
}
