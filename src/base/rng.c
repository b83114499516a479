/* SPDX-License-Identifier: Apache-2.0
 *
 * rng.c - counter-based random numbers: Philox4x32-7
 */
#include "base/rng.h"

#include <math.h>

void philox4x32(const uint32_t counter[4], const uint32_t key[2], uint32_t out[4])
{
	uint32_t c0 = counter[0], c1 = counter[1], c2 = counter[2], c3 = counter[3];
	uint32_t k0 = key[0], k1 = key[1];
	for (int round = 0; round < PHILOX_ROUNDS; round++) {
		uint64_t p0 = (uint64_t)0xD2511F53u * c0, p1 = (uint64_t)0xCD9E8D57u * c2;
		uint32_t n0 = (uint32_t)(p1 >> 32) ^ c1 ^ k0, n2 = (uint32_t)(p0 >> 32) ^ c3 ^ k1;
		c1 = (uint32_t)p1;
		c3 = (uint32_t)p0;
		c0 = n0;
		c2 = n2;
		k0 += 0x9E3779B9u;
		k1 += 0xBB67AE85u;
	}
	out[0] = c0, out[1] = c1, out[2] = c2, out[3] = c3;
}

struct rng rng_of(uint64_t seed, uint64_t draw)
{
	return (struct rng){ .key = { (uint32_t)seed, (uint32_t)(seed >> 32) },
		             .counter = { 0, 0, (uint32_t)draw, (uint32_t)(draw >> 32) } };
}

uint32_t rng_u32(struct rng *r)
{
	if (r->left == 0) {
		philox4x32(r->counter, r->key, r->have);
		if (++r->counter[0] == 0)
			r->counter[1]++;
		r->left = 4;
	}
	return r->have[4 - r->left--];
}

double rng_uniform(struct rng *r)
{
	uint64_t hi = rng_u32(r), lo = rng_u32(r);
	return ((double)((hi << 20) | (lo >> 12)) + 0.5) * 0x1p-52;
}

double rng_exp(struct rng *r)
{
	return -log(rng_uniform(r));
}

/* Inverse of the normal distribution function: P. J. Acklam's rational approximation, made exact
 * to double precision by one step of Halley's method. */
static double normal_quantile(double p)
{
	static const double a[] = { -3.969683028665376e+01, 2.209460984245205e+02, -2.759285104469687e+02,
		                    1.383577518672690e+02,  -3.066479806614716e+01, 2.506628277459239e+00 };
	static const double b[] = { -5.447609879822406e+01, 1.615858368580409e+02, -1.556989798598866e+02,
		                    6.680131188771972e+01, -1.328068155288572e+01 };
	static const double c[] = { -7.784894002430293e-03, -3.223964580411365e-01, -2.400758277161838e+00,
		                    -2.549732539343734e+00, 4.374664141464968e+00,  2.938163982698783e+00 };
	static const double d[] = { 7.784695709041462e-03, 3.224671290700398e-01, 2.445134137142996e+00,
		                    3.754408661907416e+00 };
	double q = p < 0.5 ? p : 1 - p, x;
	if (q > 0.02425) {
		double u = p - 0.5, t = u * u;
		x = (((((a[0] * t + a[1]) * t + a[2]) * t + a[3]) * t + a[4]) * t + a[5]) * u /
		    (((((b[0] * t + b[1]) * t + b[2]) * t + b[3]) * t + b[4]) * t + 1);
	} else {
		double t = sqrt(-2 * log(q));
		x = (((((c[0] * t + c[1]) * t + c[2]) * t + c[3]) * t + c[4]) * t + c[5]) /
		    ((((d[0] * t + d[1]) * t + d[2]) * t + d[3]) * t + 1);
		if (p > 0.5)
			x = -x;
	}
	double e = 0.5 * erfc(-x / sqrt(2.0)) - p;
	double u = e * 2.5066282746310002 * exp(x * x / 2);
	return x - u / (1 + x * u / 2);
}

double rng_normal(struct rng *r)
{
	return normal_quantile(rng_uniform(r));
}
