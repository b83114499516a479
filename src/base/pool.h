/* SPDX-License-Identifier: Apache-2.0
 *
 * pool.h - run one function over many chunks of work on all cores
 *
 * Chunks are numbered; which thread takes which is not determined, so a job must write its
 * result to a place that depends on the chunk alone.  Sums are formed afterwards in chunk order:
 * that makes results bit-equal for any number of threads.
 */
#ifndef PT_BASE_POOL_H
#define PT_BASE_POOL_H

#include <stdbool.h>
#include <stddef.h>

typedef void pool_job(void *context, size_t chunk, unsigned thread);

/* Number of threads to use: `wanted`, or the number of processors when 0; at most 64. */
unsigned pool_threads(unsigned wanted);

/* Calls job for chunks 0..n-1 on `threads` threads (the caller is one of them); returns when all
 * are done.  Falls back to fewer threads when the system has no more. */
void pool_run(unsigned threads, size_t n, pool_job *job, void *context);

#endif
