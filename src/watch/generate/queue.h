/* SPDX-License-Identifier: Apache-2.0
 *
 * queue.h - what is going to happen, by time
 *
 * A binary heap.  Of two moments at the same time the one that was asked for first comes first, so that the
 * order never depends on the heap.
 */
#ifndef PT_WATCH_GENERATE_QUEUE_H
#define PT_WATCH_GENERATE_QUEUE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"

struct moment {
	uint64_t time, order; /* nanoseconds */
	void (*act)(void *what);
	void *what;
};

struct queue {
	struct arena *a;
	struct moment *heap;
	size_t n, cap;
	uint64_t order;
};

void queue_add(struct queue *q, uint64_t time, void (*act)(void *what), void *what);
/* Takes the earliest; false when nothing is left. */
bool queue_take(struct queue *q, struct moment *m);

#endif
