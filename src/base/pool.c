/* SPDX-License-Identifier: Apache-2.0
 *
 * pool.c - run one function over many chunks of work on all cores
 */
#include "base/pool.h"

#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

enum { MAX_THREADS = 64 };

struct run {
	pool_job *job;
	void *context;
	size_t n;
	atomic_size_t next;
};

struct seat {
	struct run *run;
	unsigned thread;
	pthread_t id;
};

static void *work(void *seat)
{
	struct seat *s = seat;
	size_t chunk;
	while ((chunk = atomic_fetch_add(&s->run->next, 1)) < s->run->n)
		s->run->job(s->run->context, chunk, s->thread);
	return NULL;
}

unsigned pool_threads(unsigned wanted)
{
	long n = wanted ? (long)wanted : sysconf(_SC_NPROCESSORS_ONLN);
	return n < 1 ? 1 : n > MAX_THREADS ? MAX_THREADS : (unsigned)n;
}

void pool_run(unsigned threads, size_t n, pool_job *job, void *context)
{
	struct run run = { .job = job, .context = context, .n = n };
	struct seat seat[MAX_THREADS];
	unsigned started = 1;
	if (threads > n)
		threads = n ? (unsigned)n : 1;
	for (; started < threads; started++) {
		seat[started] = (struct seat){ .run = &run, .thread = started };
		if (pthread_create(&seat[started].id, NULL, work, &seat[started]) != 0)
			break;
	}
	seat[0] = (struct seat){ .run = &run, .thread = 0 };
	work(&seat[0]);
	for (unsigned i = 1; i < started; i++)
		pthread_join(seat[i].id, NULL);
}
