/* SPDX-License-Identifier: Apache-2.0
 *
 * lanes.h - the same arithmetic on several numbers at once
 *
 * A file that includes this is built once for each instruction set (src/judge/meson.build); the
 * flags decide how many 64-bit numbers go side by side.  Every lane does the IEEE operations that
 * one number would go through, in the same order and without contraction, so the results are the
 * same bits for any LANES.  Comparisons give all ones or all zeros per lane.
 */
#ifndef PT_BASE_LANES_H
#define PT_BASE_LANES_H

#include "base/rng.h"

#include <string.h>

#if defined __SSE2__
#include <immintrin.h>
#elif defined __aarch64__
#include <arm_neon.h>
#endif

#if defined __AVX512F__
enum { LANES = 8 };
#elif defined __AVX2__
enum { LANES = 4 };
#else
enum { LANES = 2 };
#endif

typedef uint64_t lanes_u64 __attribute__((vector_size(8 * LANES)));
typedef int64_t lanes_i64 __attribute__((vector_size(8 * LANES)));
typedef double lanes_f64 __attribute__((vector_size(8 * LANES)));
typedef uint32_t lanes_u32 __attribute__((vector_size(8 * LANES))); /* twice as many */
typedef int32_t lanes_i32 __attribute__((vector_size(8 * LANES)));
typedef float lanes_f32 __attribute__((vector_size(8 * LANES)));

/* Functions that hand on vectors are always part of their caller: no ABI is involved. */
#define LANES_INLINE static inline __attribute__((always_inline))

#define LANES_MEMORY(suffix, number) \
	LANES_INLINE lanes_##suffix lanes_load_##suffix(const number *p) \
	{ \
		lanes_##suffix v; \
		memcpy(&v, p, sizeof v); \
		return v; \
	} \
	LANES_INLINE void lanes_store_##suffix(number *p, lanes_##suffix v) \
	{ \
		memcpy(p, &v, sizeof v); \
	}
LANES_MEMORY(f64, double)
LANES_MEMORY(f32, float)
LANES_MEMORY(i64, int64_t)
LANES_MEMORY(i32, int32_t)

LANES_INLINE void lanes_store_single(float *p, lanes_f64 v)
{
	typedef float half __attribute__((vector_size(4 * LANES)));
	half h = __builtin_convertvector(v, half);
	memcpy(p, &h, sizeof h);
}

LANES_INLINE lanes_f64 lanes_all(double x)
{
	return (lanes_f64){ 0 } + x;
}

LANES_INLINE lanes_f64 lanes_pick(lanes_i64 mask, lanes_f64 yes, lanes_f64 no)
{
	return (lanes_f64)((mask & (lanes_i64)yes) | (~mask & (lanes_i64)no));
}

/* n, one more where a > b. */
LANES_INLINE lanes_i64 lanes_count(lanes_i64 n, lanes_f64 a, lanes_f64 b)
{
#if defined __AVX512F__ /* here a comparison gives a mask, and numbers made of it cost one step more */
	__mmask8 more = _mm512_cmp_pd_mask((__m512d)a, (__m512d)b, _CMP_GT_OQ);
	return (lanes_i64)_mm512_mask_add_epi64((__m512i)n, more, (__m512i)n, _mm512_set1_epi64(1));
#else
	return n - (a > b);
#endif
}

/* Product of the lower halves.  Compilers do not find the instruction for it by themselves. */
LANES_INLINE lanes_u64 lanes_mul32(lanes_u64 a, lanes_u64 b)
{
#if defined __AVX512F__
	return (lanes_u64)_mm512_mul_epu32((__m512i)a, (__m512i)b);
#elif defined __AVX2__
	return (lanes_u64)_mm256_mul_epu32((__m256i)a, (__m256i)b);
#elif defined __SSE2__
	return (lanes_u64)_mm_mul_epu32((__m128i)a, (__m128i)b);
#elif defined __aarch64__
	return (lanes_u64)vmull_u32(vmovn_u64((uint64x2_t)a), vmovn_u64((uint64x2_t)b));
#else
	return (a & UINT32_MAX) * (b & UINT32_MAX);
#endif
}

/* One Philox4x32 block per lane (rng.h).  Only the lower halves count, in and out. */
struct lanes_philox {
	lanes_u64 v[4];
};

LANES_INLINE struct lanes_philox lanes_philox_round(struct lanes_philox x, uint32_t k0, uint32_t k1)
{
	lanes_u64 p = lanes_mul32(x.v[0], (lanes_u64){ 0 } + 0xD2511F53u);
	lanes_u64 q = lanes_mul32(x.v[2], (lanes_u64){ 0 } + 0xCD9E8D57u);
	return (struct lanes_philox){ { (q >> 32) ^ x.v[1] ^ k0, q, (p >> 32) ^ x.v[3] ^ k1, p } };
}

/* `n` times LANES draws: independent chains hide each other's latency. */
LANES_INLINE void lanes_philox(struct lanes_philox *x, int n, uint64_t key)
{
	uint32_t k0 = (uint32_t)key, k1 = (uint32_t)(key >> 32);
	for (int round = 0; round < PHILOX_ROUNDS; round++) {
		for (int i = 0; i < n; i++)
			x[i] = lanes_philox_round(x[i], k0, k1);
		k0 += 0x9E3779B9u;
		k1 += 0xBB67AE85u;
	}
}

/* -log((2x + 1) / 2^33) for the x of a word: a standard exponential.  With 2x + 1 = 2^e m and
 * sqrt(1/2) <= m < sqrt(2) it is (33 - e) log 2 - log m, and log m = 2 artanh t = 2 (t + t^3/3 +
 * ..) with t = (m - 1) / (m + 1), |t| < 0.1716.  Seven terms leave out less than 2e-12 of log m,
 * 4e-12 of the result; the 32 bits it is made from resolve no better than 1e-10. */
LANES_INLINE lanes_f64 lanes_exponential(lanes_u64 word)
{
	const double log2_high = 0x1.62e42fefap-1, log2_low = 0x1.cf79abc9e3b3ap-40;
	const uint64_t root = 0x3fe6a09e667f3bcdu, fraction = ((uint64_t)1 << 52) - 1;
	const double two52 = 0x1p52;
	lanes_f64 v = (lanes_f64)((word & UINT32_MAX) | (lanes_u64)lanes_all(two52)) - two52;
	lanes_u64 bits = (lanes_u64)(v + v + 1.0);
	lanes_u64 e = (bits - root) >> 52; /* 2x + 1 >= 1, so this is not negative */
	lanes_f64 m = (lanes_f64)(((bits - root) & fraction) + root);
	lanes_f64 left = (33.0 + two52) - (lanes_f64)(e | (lanes_u64)lanes_all(two52));
	lanes_f64 t = (m - 1) / (m + 1), t2 = t * t, sum = lanes_all(1.0 / 13);
	for (int odd = 11; odd > 0; odd -= 2)
		sum = sum * t2 + 1.0 / odd;
	return left * log2_high - (2 * t * sum - left * log2_low);
}

#endif
