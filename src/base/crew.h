/* SPDX-License-Identifier: Apache-2.0
 *
 * crew.h - one thread fills batches, several work on them, the first takes them back in the order they were sent in
 *
 * For streams that only one thread can read, where most of the work on a piece does not depend on the others.  What
 * has a state belongs into filling and retiring: both are done by the thread that began the crew, batches in order,
 * so the result is the same for any number of threads.  That thread works, too, when no batch is free.
 *
 * The memory of batches is the caller's and taken once.  Who has nothing to do sleeps.
 */
#ifndef PT_BASE_CREW_H
#define PT_BASE_CREW_H

#include <stddef.h>

#include "base/arena.h"

enum { CREW_MOST = 16 };

struct crew_job {
	void (*work)(void *ctx, void *batch, unsigned thread); /* any thread; 0 is the one that began */
	void (*retire)(void *ctx, void *batch);                /* by that one, in order; leaves the batch empty */
	void *ctx;
};

struct crew;
/* Batches that a crew of so many threads needs. */
size_t crew_batches(unsigned threads);
/* *job is copied; `batch` has crew_batches places.  Goes on with fewer threads when the system has no more. */
struct crew *crew_begin(struct arena *a, unsigned threads, void *const *batch, const struct crew_job *job);
/* The batch that is being filled, never one that somebody works on. */
void *crew_batch(const struct crew *c);
/* Hands it over, retires what is done, and works until another is free. */
void crew_send(struct crew *c);
/* Until everything that was sent is retired. */
void crew_drain(struct crew *c);
/* The same, then the threads end. */
void crew_end(struct crew *c);

#endif
