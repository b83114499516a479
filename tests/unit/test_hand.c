/* SPDX-License-Identifier: Apache-2.0
 *
 * test_hand.c - files handed over to a process without rights; asking for an end
 */
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/hand.h"
#include "base/stop.h"
#include "base/walls.h"

/* Takes two files behind the walls, reads them, and cannot take more than it may have. */
static int behind_walls(int end)
{
	struct walls w = { .memory = (size_t)1 << 30, .receives = 2, .keep = &end, .keeps = 1 };
	char note[8], octets[8] = "";
	if (!walls_close(&w, NULL))
		return 1;
	for (int i = 0; i < 2; i++) {
		size_t n = sizeof note;
		int fd;
		if (!hand_take(end, &fd, note, &n, NULL) || n != 2 || note[0] != 'n' || note[1] != '0' + i || fd < 0)
			return 2;
		if (read(fd, octets, sizeof octets) != 3 || memcmp(octets, "abc", 3) != 0)
			return 3;
	}
	return 0;
}

static void files_are_handed_to_a_process_that_may_not_open_any(void **unused)
{
	int ends[2], status;
	(void)unused;
	assert_true(hand_pair(ends, NULL));
	pid_t child = fork();
	if (child == 0)
		_exit(behind_walls(ends[1]));
	close(ends[1]);
	for (int i = 0; i < 2; i++) {
		int fd = open("/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
		char note[2] = { 'n', (char)('0' + i) };
		assert_true(fd >= 0 && pwrite(fd, "abc", 3, 0) == 3);
		assert_true(hand_over(ends[0], fd, note, sizeof note, NULL));
		close(fd);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	close(ends[0]);
}

static void a_note_alone_has_no_file_and_a_long_one_is_refused(void **unused)
{
	int ends[2], fd = 7;
	char note[4];
	size_t n = sizeof note;
	struct pt_err e = { .code = PT_OK };
	(void)unused;
	assert_true(hand_pair(ends, NULL));
	assert_true(hand_over(ends[0], -1, "yes", 3, NULL));
	assert_true(hand_take(ends[1], &fd, note, &n, NULL));
	assert_int_equal(fd, -1);
	assert_int_equal(n, 3);
	assert_true(hand_over(ends[0], -1, "too long", 8, NULL));
	n = sizeof note;
	assert_false(hand_take(ends[1], &fd, note, &n, &e));
	assert_non_null(strstr(e.text, "in part"));
	close(ends[0]);
	e.code = PT_OK;
	assert_false(hand_take(ends[1], &fd, note, &n, &e));
	assert_non_null(strstr(e.text, "nobody is there"));
	close(ends[1]);
}

static void nobody_there_is_no_signal(void **unused)
{
	int ends[2];
	struct pt_err e = { .code = PT_OK };
	(void)unused;
	assert_true(hand_pair(ends, NULL));
	close(ends[1]);
	assert_false(hand_over(ends[0], -1, "x", 1, &e));
	assert_int_equal(e.code, PT_IO);
	close(ends[0]);
}

static void the_first_signal_asks_and_the_end_restores(void **unused)
{
	volatile uint32_t asked = 0;
	struct sigaction now;
	(void)unused;
	stop_begin(&asked, 0);
	raise(SIGTERM);
	assert_int_equal(asked, 1);
	sigaction(SIGTERM, NULL, &now);
	assert_true(now.sa_handler == SIG_DFL); /* the second ends */
	stop_end();
	sigaction(SIGINT, NULL, &now);
	assert_true(now.sa_handler == SIG_DFL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(files_are_handed_to_a_process_that_may_not_open_any),
		cmocka_unit_test(a_note_alone_has_no_file_and_a_long_one_is_refused),
		cmocka_unit_test(nobody_there_is_no_signal),
		cmocka_unit_test(the_first_signal_asks_and_the_end_restores),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
