/* SPDX-License-Identifier: Apache-2.0
 *
 * test_pool.c - one function over many chunks on all cores
 */
#include "base/pool.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

enum { CHUNKS = 1000 };

struct marks {
	unsigned times[CHUNKS], thread[CHUNKS];
};

static void mark(void *context, size_t chunk, unsigned thread)
{
	struct marks *m = context;
	m->times[chunk]++; /* each chunk belongs to one thread: no lock */
	m->thread[chunk] = thread;
}

static void every_chunk_is_done_once_by_a_thread_that_exists(void **unused)
{
	static const struct {
		unsigned threads;
		size_t n;
	} row[] = { { 1, CHUNKS }, { 2, CHUNKS }, { 7, CHUNKS }, { 64, CHUNKS }, { 4, 3 }, { 4, 1 }, { 4, 0 } };
	(void)unused;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct marks m = { .times = { 0 } };
		pool_run(row[i].threads, row[i].n, mark, &m);
		for (size_t c = 0; c < CHUNKS; c++) {
			assert_int_equal(m.times[c], c < row[i].n);
			assert_true(m.thread[c] < row[i].threads);
		}
	}
}

static void the_number_of_threads_has_bounds(void **unused)
{
	(void)unused;
	assert_int_equal(pool_threads(1), 1);
	assert_int_equal(pool_threads(5), 5);
	assert_true(pool_threads(0) >= 1);
	assert_int_equal(pool_threads(1000000), 64);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_chunk_is_done_once_by_a_thread_that_exists),
		cmocka_unit_test(the_number_of_threads_has_bounds),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
