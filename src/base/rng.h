/* SPDX-License-Identifier: Apache-2.0
 *
 * rng.h - counter-based random numbers: Philox4x32-7
 *
 * The numbers of draw k depend only on (seed, k): the result of a simulation is the same for any
 * number of threads and can be recomputed by the other side.  Salmon, Moraes, Dror & Shaw 2011,
 * "Parallel random numbers: as easy as 1, 2, 3", SC11; seven rounds are the fewest that passed all
 * of its tests (BigCrush).  lanes.h has the same for several draws at once.
 */
#ifndef PT_BASE_RNG_H
#define PT_BASE_RNG_H

#include <stdint.h>

enum { PHILOX_ROUNDS = 7 };

/* One block of four 32-bit numbers for a 128-bit counter and a 64-bit key. */
void philox4x32(const uint32_t counter[4], const uint32_t key[2], uint32_t out[4]);

/* The stream of one draw. */
struct rng {
	uint32_t key[2], counter[4], have[4];
	unsigned left;
};

struct rng rng_of(uint64_t seed, uint64_t draw);
uint32_t rng_u32(struct rng *r);
double rng_uniform(struct rng *r); /* in (0,1), 53 bits, never 0 or 1 */
double rng_normal(struct rng *r);  /* standard normal, by inversion of a uniform */
double rng_exp(struct rng *r);     /* standard exponential */

#endif
