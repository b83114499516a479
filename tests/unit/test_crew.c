/* SPDX-License-Identifier: Apache-2.0
 *
 * test_crew.c - batches are worked on by many and come back in order
 */
#include "base/crew.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { NUMBERS = 20000, ITEMS = 7 };

struct batch {
	uint64_t number[ITEMS], worked[ITEMS];
	size_t n;
};

struct all {
	struct crew *crew;
	struct batch batch[CREW_MOST * 2];
	uint64_t retired;
	bool wrong;
	unsigned threads;
	pthread_t first;
};

static uint64_t slowly(uint64_t v)
{
	for (uint64_t i = 0; i < 20 + v % 300; i++)
		v = v * UINT64_C(6364136223846793005) + 1442695040888963407;
	return v;
}

static void work(void *ctx, void *batch, unsigned thread)
{
	struct batch *b = batch;
	const struct all *a = ctx;
	for (size_t i = 0; i < b->n; i++)
		b->worked[i] = thread < a->threads ? slowly(b->number[i]) : 0;
}

static void retire(void *ctx, void *batch)
{
	struct all *a = ctx;
	struct batch *b = batch;
	a->wrong = a->wrong || !pthread_equal(pthread_self(), a->first);
	for (size_t i = 0; i < b->n; i++) {
		a->wrong = a->wrong || b->number[i] != a->retired || b->worked[i] != slowly(a->retired);
		a->retired++;
	}
	b->n = 0;
}

static void run(unsigned threads, unsigned drain_every)
{
	static struct all a;
	void *place[CREW_MOST * 2];
	struct arena memory = arena_reserve((size_t)1 << 20, "a test");
	char *start = memory.beg;
	memset(&a, 0, sizeof a);
	a.threads = threads;
	a.first = pthread_self();
	for (size_t i = 0; i < crew_batches(threads); i++)
		place[i] = &a.batch[i];
	a.crew = crew_begin(&memory, threads, place, &(struct crew_job){ work, retire, &a });
	for (uint64_t i = 0; i < NUMBERS; i++) {
		struct batch *b = crew_batch(a.crew);
		assert_true(b->n < ITEMS);
		b->number[b->n++] = i;
		if (b->n == ITEMS)
			crew_send(a.crew);
		if (drain_every && i % drain_every == 0) {
			crew_drain(a.crew);
			assert_int_equal(a.retired, i + 1 - ((struct batch *)crew_batch(a.crew))->n);
		}
	}
	crew_send(a.crew);
	crew_end(a.crew);
	assert_int_equal(a.retired, NUMBERS);
	assert_false(a.wrong);
	arena_release(&memory, start);
}

static void batches_come_back_in_order_from_any_number_of_threads(void **unused)
{
	static const unsigned threads[] = { 1, 2, 3, 8, CREW_MOST };
	(void)unused;
	for (size_t i = 0; i < COUNT(threads); i++)
		run(threads[i], 0);
}

static void after_draining_nothing_is_on_its_way(void **unused)
{
	(void)unused;
	run(2, 100);
	run(4, 1);
}

static void a_crew_without_work_ends(void **unused)
{
	struct arena memory = arena_reserve((size_t)1 << 20, "a test");
	char *start = memory.beg;
	struct batch batch[CREW_MOST * 2] = { 0 };
	struct all a = { .threads = 4 };
	void *place[CREW_MOST * 2];
	(void)unused;
	for (size_t i = 0; i < COUNT(place); i++)
		place[i] = &batch[i];
	crew_end(crew_begin(&memory, 4, place, &(struct crew_job){ work, retire, &a }));
	assert_int_equal(a.retired, 0);
	arena_release(&memory, start);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(batches_come_back_in_order_from_any_number_of_threads),
		cmocka_unit_test(after_draining_nothing_is_on_its_way),
		cmocka_unit_test(a_crew_without_work_ends),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
