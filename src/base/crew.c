/* SPDX-License-Identifier: Apache-2.0
 *
 * crew.c - one thread fills batches, several work on them, the first takes them back in order
 *
 * Batches are numbered without end and have their place in a ring.  retired <= taken <= sent, and those between
 * `taken` and `sent` wait for somebody.
 */
#include "base/crew.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

enum { SPARE = 4, PLACES = CREW_MOST + SPARE };

struct seat {
	struct crew *crew;
	unsigned thread;
	pthread_t id;
};

struct crew {
	struct crew_job job;
	void *batch[PLACES];
	size_t places;
	struct seat seat[CREW_MOST];
	unsigned threads;
	uint64_t retired, sent; /* of the first thread; `sent` is read by others */
	uint64_t taken;
	bool done[PLACES], over;
	pthread_mutex_t lock; /* for sent, taken, done, over */
	pthread_cond_t more, ready; /* something was sent; a batch is done */
};

size_t crew_batches(unsigned threads)
{
	return (threads < CREW_MOST ? threads : CREW_MOST) + SPARE;
}

/* Under the lock, which is open meanwhile: works on the next batch that waits. */
static void work_one(struct crew *c, unsigned thread)
{
	size_t at = c->taken++ % c->places;
	pthread_mutex_unlock(&c->lock);
	c->job.work(c->job.ctx, c->batch[at], thread);
	pthread_mutex_lock(&c->lock);
	c->done[at] = true;
}

static void *work(void *of)
{
	const struct seat *s = of;
	struct crew *c = s->crew;
	pthread_mutex_lock(&c->lock);
	for (;;) {
		while (c->taken == c->sent && !c->over)
			pthread_cond_wait(&c->more, &c->lock);
		if (c->taken == c->sent)
			break;
		work_one(c, s->thread);
		pthread_cond_signal(&c->ready);
	}
	pthread_mutex_unlock(&c->lock);
	return NULL;
}

struct crew *crew_begin(struct arena *a, unsigned threads, void *const *batch, const struct crew_job *job)
{
	struct crew *c = NEW(a, struct crew, 1);
	c->job = *job;
	c->places = crew_batches(threads);
	for (size_t i = 0; i < c->places; i++)
		c->batch[i] = batch[i];
	pthread_mutex_init(&c->lock, NULL);
	pthread_cond_init(&c->more, NULL);
	pthread_cond_init(&c->ready, NULL);
	c->threads = 1;
	while (c->threads < threads && c->threads < CREW_MOST) {
		struct seat *s = &c->seat[c->threads];
		*s = (struct seat){ .crew = c, .thread = c->threads };
		if (pthread_create(&s->id, NULL, work, s) != 0)
			break;
		c->threads++;
	}
	return c;
}

void *crew_batch(const struct crew *c)
{
	return c->batch[c->sent % c->places];
}

/* Under the lock: retires what is done and works on what waits, until at most `most` batches are on their way. */
static void reduce(struct crew *c, uint64_t most)
{
	for (;;) {
		size_t oldest = c->retired % c->places;
		if (c->retired < c->sent && c->done[oldest]) {
			c->done[oldest] = false;
			pthread_mutex_unlock(&c->lock);
			c->job.retire(c->job.ctx, c->batch[oldest]);
			pthread_mutex_lock(&c->lock);
			c->retired++;
		} else if (c->sent - c->retired <= most) {
			return;
		} else if (c->taken < c->sent) {
			work_one(c, 0);
		} else {
			pthread_cond_wait(&c->ready, &c->lock);
		}
	}
}

void crew_send(struct crew *c)
{
	pthread_mutex_lock(&c->lock);
	c->sent++;
	pthread_cond_signal(&c->more);
	reduce(c, c->places - 1);
	pthread_mutex_unlock(&c->lock);
}

void crew_drain(struct crew *c)
{
	pthread_mutex_lock(&c->lock);
	reduce(c, 0);
	pthread_mutex_unlock(&c->lock);
}

void crew_end(struct crew *c)
{
	pthread_mutex_lock(&c->lock);
	reduce(c, 0);
	c->over = true;
	pthread_cond_broadcast(&c->more);
	pthread_mutex_unlock(&c->lock);
	for (unsigned i = 1; i < c->threads; i++)
		pthread_join(c->seat[i].id, NULL);
	pthread_cond_destroy(&c->ready);
	pthread_cond_destroy(&c->more);
	pthread_mutex_destroy(&c->lock);
}
