/* SPDX-License-Identifier: Apache-2.0
 *
 * test_arena.c - memory with three lifetimes
 */
#include "base/arena.h"

#include <setjmp.h>
#include <stdalign.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum { SIZE = 1 << 20 };

/* What the process ends with that asks an arena for `count` objects of `size`; its last words. */
static int end_of_asking(size_t size, size_t count, char *words, size_t room)
{
	int pipe_of[2], status = -1;
	assert_int_equal(pipe(pipe_of), 0);
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		struct arena a = arena_reserve(SIZE, "the test");
		dup2(pipe_of[1], STDERR_FILENO);
		arena_alloc(&a, size, count);
		_exit(0);
	}
	close(pipe_of[1]);
	ssize_t n = read(pipe_of[0], words, room - 1);
	words[n > 0 ? n : 0] = '\0';
	close(pipe_of[0]);
	assert_int_equal(waitpid(child, &status, 0), child);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void exhaustion_ends_the_process_with_70(void **unused)
{
	static const struct {
		size_t size, count;
		int status;
	} row[] = {
		{ 1, SIZE, 0 },      { SIZE, 1, 0 },          { 1, 0, 0 },
		{ 1, SIZE + 1, 70 }, { SIZE + 1, 1, 70 },     { 2, SIZE / 2 + 1, 70 },
		{ 1, SIZE_MAX, 70 }, { SIZE_MAX / 2, 3, 70 }, { SIZE_MAX, 2, 70 },
		{ (size_t)1 << 33, (size_t)1 << 31, 70 },
	};
	char words[200];
	(void)unused;
	for (size_t i = 0; i < COUNT(row); i++) {
		assert_int_equal(end_of_asking(row[i].size, row[i].count, words, sizeof words),
		                 row[i].status);
		if (row[i].status)
			assert_string_equal(words,
			                    "petrin: the test: memory limit reached, nothing of "
			                    "it was stored\n");
	}
}

static void objects_are_zeroed_aligned_and_apart(void **unused)
{
	struct arena a = arena_reserve(SIZE, "test");
	char *start = a.beg;
	(void)unused;
	memset(start, 0xff, 4096);
	char *before = start;
	for (size_t n = 1; n < 60; n++) {
		char *p = NEW(&a, char, n);
		assert_int_equal((uintptr_t)p % alignof(max_align_t), 0);
		assert_true(p >= before);
		for (size_t i = 0; i < n; i++)
			assert_int_equal(p[i], 0);
		memset(p, 0xff, n);
		before = p + n;
	}
	arena_release(&a, start);
	assert_null(a.beg);
}

static void a_copy_of_the_arena_gives_back_what_it_took(void **unused)
{
	struct arena a = arena_reserve(SIZE, "test"), scratch = a;
	char *start = a.beg;
	(void)unused;
	char *p = arena_str(&scratch, "first");
	scratch = a;
	assert_ptr_equal(arena_str(&scratch, "second"), p);
	assert_string_equal(p, "second");
	arena_release(&a, start);
}

static void texts_are_copied_and_ended(void **unused)
{
	struct arena a = arena_reserve(SIZE, "test");
	char *start = a.beg;
	(void)unused;
	assert_string_equal(arena_strn(&a, "abc", 2), "ab");
	assert_string_equal(arena_strn(&a, NULL, 0), "");
	assert_string_equal(arena_fmt(&a, "%d-%s", 7, "x"), "7-x");
	assert_string_equal(arena_fmt(&a, "%s", ""), "");
	assert_memory_equal(arena_copy(&a, "a\0b", 3), "a\0b", 3);
	assert_non_null(arena_copy(&a, NULL, 0));
	arena_release(&a, start);
}

static void an_array_grows_and_keeps_its_elements(void **unused)
{
	struct arena a = arena_reserve(SIZE, "test");
	char *start = a.beg;
	(void)unused;
	for (int in_the_way = 0; in_the_way < 2; in_the_way++) {
		int *v = NULL;
		size_t n = 0, cap = 0;
		for (int i = 0; i < 1000; i++) {
			*PUSH(&a, v, n, cap) = i;
			if (in_the_way)
				NEW(&a, char, 1);
		}
		assert_int_equal(n, 1000);
		assert_true(cap >= n);
		for (int i = 0; i < 1000; i++)
			assert_int_equal(v[i], i);
		for (size_t i = n; i < cap; i++)
			assert_int_equal(v[i], 0);
	}
	arena_release(&a, start);
}

static void the_last_array_grows_in_place(void **unused)
{
	struct arena a = arena_reserve(SIZE, "test");
	char *start = a.beg;
	char *v = NULL;
	size_t n = 0, cap = 0;
	(void)unused;
	*PUSH(&a, v, n, cap) = 'x';
	char *first = v;
	while (n < SIZE / 2)
		*PUSH(&a, v, n, cap) = 'x';
	assert_ptr_equal(v, first);
	arena_release(&a, start);
}

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>

static void the_sanitizer_sees_the_end_of_a_block(void **unused)
{
	struct arena a = arena_reserve(SIZE, "test"), scratch = a;
	char *start = a.beg;
	size_t cap = 0;
	(void)unused;
	NEW(&scratch, char, 5000); /* fences of what was given back do not stay in the way */
	for (size_t n = 1; n < 100; n++) {
		char *p = NEW(&a, char, n);
		assert_null(__asan_region_is_poisoned(p, n));
		assert_true(__asan_address_is_poisoned(p + n));
		assert_true(p == start || __asan_address_is_poisoned(p - 1));
	}
	char *v = arena_grow(&a, NULL, 1, 0, &cap), *w = arena_grow(&a, v, 1, cap, &cap);
	assert_ptr_equal(v, w);
	assert_null(__asan_region_is_poisoned(v, cap));
	assert_true(__asan_address_is_poisoned(v + cap));
	char *end = a.end;
	struct arena part = { a.beg, a.beg + 4096, "part" };
	char *q = NEW(&part, char, 100);
	assert_true(__asan_address_is_poisoned(q + 100));
	q = NEW(&a, char, 4096); /* where the part was */
	assert_null(__asan_region_is_poisoned(q, 4096));
	NEW(&scratch, char, (size_t)(scratch.end - scratch.beg) - 64);
	arena_release(&a, start);
	assert_null(__asan_region_is_poisoned(start, (size_t)(end - start)));
}
#endif

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(exhaustion_ends_the_process_with_70),
		cmocka_unit_test(objects_are_zeroed_aligned_and_apart),
		cmocka_unit_test(a_copy_of_the_arena_gives_back_what_it_took),
		cmocka_unit_test(texts_are_copied_and_ended),
		cmocka_unit_test(an_array_grows_and_keeps_its_elements),
		cmocka_unit_test(the_last_array_grows_in_place),
#if defined(__SANITIZE_ADDRESS__)
		cmocka_unit_test(the_sanitizer_sees_the_end_of_a_block),
#endif
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
