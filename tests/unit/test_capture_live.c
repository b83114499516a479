/* SPDX-License-Identifier: Apache-2.0
 *
 * test_capture_live.c - packets of the loopback interface, read by a process that has given up its rights
 */
#include <arpa/inet.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/rights.h"
#include "base/walls.h"
#include "capture_seen.h"
#include "watch/capture/live.h"

enum { PORT = 47619, TRIES = 100 };

static void an_interface_that_is_not_there_is_a_clear_error(void **unused)
{
	struct live l;
	struct pt_err e = { .code = PT_OK };
	(void)unused;
	assert_false(live_open(&l, "no-such-interface", NULL, &e));
	assert_non_null(strstr(e.text, "no-such-interface"));
	live_close(&l);
}

static bool heard;

static void take(void *ctx, const struct payload *p)
{
	(void)ctx;
	heard = heard || (p->transport == PAYLOAD_UDP && p->to.port == PORT && p->data.n == 5 &&
	                  memcmp(p->data.p, "hello", 5) == 0 && p->time > 0);
}

/* 0 = heard it; opened descriptors stay, everything else is given up before the first packet is read. */
static int hear(struct live *l)
{
	struct arena a = arena_reserve(CAPTURE_MEMORY, "live");
	struct capture *c = NEW(&a, struct capture, 1);
	struct pt_err e = { .code = PT_OK };
	struct frame f;
	bool got;
	capture_begin(c, &a, &(struct capture_sink){ .payload = take });
	struct walls w = { .memory = (size_t)1 << 30, .waits = true, .keep = l->descriptors, .keeps = l->n };
	if (!rights_drop(&e) || rights_record() || !walls_close(&w, &e))
		return 2;
	if (open("/dev/null", O_RDONLY) >= 0)
		return 5;
	for (int i = 0; i < TRIES && !heard; i++) {
		live_wait(l);
		if (!live_next(l, &f, &got, &e))
			return 3;
		if (got)
			capture_frame(c, &f);
	}
	live_count(l, &c->stats);
	return heard ? 0 : 4;
}

static void packets_are_heard_without_rights(void **unused)
{
	struct live l;
	struct pt_err e = { .code = PT_OK };
	(void)unused;
	if (!live_open(&l, "lo", NULL, &e))
		fail_msg("%s", e.text);
	assert_true(l.n > 0);
	pid_t child = fork();
	if (child == 0)
		_exit(hear(&l));
	int to = socket(AF_INET, SOCK_DGRAM, 0), status;
	struct sockaddr_in address = { .sin_family = AF_INET,
		                       .sin_port = htons(PORT),
		                       .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	pid_t ended = 0;
	for (int i = 0; i < TRIES && ended == 0; i++) {
		sendto(to, "hello", 5, 0, (struct sockaddr *)&address, sizeof address);
		usleep(50000);
		ended = waitpid(child, &status, WNOHANG);
	}
	if (ended == 0)
		ended = waitpid(child, &status, 0);
	assert_int_equal(ended, child);
	close(to);
	live_close(&l);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_interface_that_is_not_there_is_a_clear_error),
		cmocka_unit_test(packets_are_heard_without_rights),
	};
	struct live l;
	struct pt_err e = { .code = PT_OK };
	bool may = live_open(&l, "lo", NULL, &e);
	live_close(&l);
	if (!may) {
		printf("1..0 # SKIP %s\n", e.text);
		return 0;
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
