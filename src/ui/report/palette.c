/* SPDX-License-Identifier: Apache-2.0
 *
 * palette.c - the colours behind classes and grades
 *
 * Four steps are the ends and the thirds of the ramp; the middle, which only an odd number of steps
 * uses, is sand: neither orange nor blue, and not the grey of what is unknown.
 */
#include "ui/report/palette.h"

#include <math.h>

#include "base/arena.h"

struct stop {
	double at;
	uint32_t light, dark;
};

static const struct stop ramp[] = {
	{ 0.0, 0xa63603, 0xf6a56f },
	{ 1.0 / 3, 0xf0a35e, 0xb5683f },
	{ 0.5, 0xe9d9b6, 0x6d6455 },
	{ 2.0 / 3, 0x92c5de, 0x2b5f86 },
	{ 1.0, 0x2166ac, 0x4393c3 },
};

static uint32_t mix(uint32_t a, uint32_t b, double t)
{
	uint32_t out = 0;
	for (unsigned shift = 0; shift < 24; shift += 8) {
		double x = a >> shift & 0xff, y = b >> shift & 0xff;
		out |= (uint32_t)lround(x + (y - x) * t) << shift;
	}
	return out;
}

uint32_t palette_step(size_t i, size_t n, bool dark)
{
	double at = n > 1 ? (double)i / (double)(n - 1) : 1;
	size_t k = 1;
	while (k + 1 < COUNT(ramp) && at > ramp[k].at + 1e-9)
		k++;
	const struct stop *a = &ramp[k - 1], *b = &ramp[k];
	double t = (at - a->at) / (b->at - a->at);
	return dark ? mix(a->dark, b->dark, t) : mix(a->light, b->light, t);
}
