/* SPDX-License-Identifier: Apache-2.0
 *
 * guard.c - one function in a child without rights, text or a stream of octets back (base/walls.h)
 *
 * The child sends its failure (struct pt_err, as it is: same program, same machine) and then its
 * answer.  The parent believes neither: texts are ended, the length is limited.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fault.h"
#include "base/file.h"
#include "base/walls.h"

/* Address space that is mapped at the moment; the limit is counted from here. */
static size_t mapped(void)
{
	unsigned long pages = 0;
	FILE *f = fopen("/proc/self/statm", "re");
	bool known = f && fscanf(f, "%lu", &pages) == 1;
	if (f)
		fclose(f);
	return known ? pages * (size_t)sysconf(_SC_PAGESIZE) : (size_t)8 << 30;
}

static _Noreturn void child(struct arena *a, const struct guard *g, int to)
{
	struct pt_err e = { 0 };
	struct buf out = buf_in(a);
	int keep[2] = { g->input < to ? g->input : to, g->input < to ? to : g->input };
	size_t first = g->input < 3 ? 1 : 0; /* standard descriptors stay open anyway */
	struct walls w = { .memory = mapped() + ((size_t)512 << 20), .threads = true,
		           .keep = keep + first, .keeps = 2 - first };
	bool ok = walls_close(&w, &e) && g->fn(a, g->ctx, &out, &e);
	ok = file_write_all(to, &e, sizeof e, NULL) && (!ok || file_write_all(to, out.p, out.n, NULL)) && ok;
	_exit(ok ? 0 : 3); /* not exit(): its handlers may call what is not allowed */
}

static bool read_all(int fd, struct buf *b, struct pt_err *e)
{
	char chunk[65536];
	for (;;) {
		ssize_t got = fault_hit(FAULT_READ) ? (errno = EIO, -1) : read(fd, chunk, sizeof chunk);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return pt_fail(e, PT_IO, "cannot read from the worker: %s", strerror(errno));
		if (got == 0)
			return true;
		if (b->n + (size_t)got > GUARD_ANSWER)
			return pt_fail(e, PT_LIMIT, "the answer is larger than %d MB", GUARD_ANSWER >> 20);
		buf_add(b, chunk, (size_t)got);
	}
}

static bool take(struct buf *all, size_t begin, const struct guard *g, int status, struct pt_err *e)
{
	struct pt_err theirs = { 0 };
	size_t n = all->n - begin;
	if (n >= sizeof theirs) {
		memcpy(&theirs, all->p + begin, sizeof theirs);
		memmove(all->p + begin, all->p + begin + sizeof theirs, n - sizeof theirs);
	}
	all->n = begin + (n >= sizeof theirs ? n - sizeof theirs : 0);
	theirs.text[sizeof theirs.text - 1] = theirs.at.file[sizeof theirs.at.file - 1] = '\0';
	if (theirs.code > PT_OK && theirs.code <= PT_BUG) {
		all->n = begin;
		return pt_fail_at(e, &theirs.at, theirs.code, "%s", theirs.text);
	}
	if (walls_ended_well(status, g->what, e))
		return n >= sizeof theirs || pt_fail(e, PT_BUG, "%s ended without a word", g->what);
	all->n = begin;
	return false;
}

/* Waits for the child; one whose answer failed is ended first. */
static bool reap(pid_t pid, bool ok, int *status, struct pt_err *e)
{
	if (!ok)
		kill(pid, SIGKILL);
	while (waitpid(pid, status, 0) < 0)
		if (errno != EINTR)
			return pt_fail(e, PT_BUG, "the worker is not our child: %s", strerror(errno));
	return ok;
}

bool guard_run(struct arena *a, const struct guard *g, struct buf *out, struct pt_err *e)
{
	int pipe_of[2], status = 0;
	size_t begin = out->n;
	if (pipe2(pipe_of, O_CLOEXEC) != 0)
		return pt_fail(e, PT_IO, "cannot reach a worker: %s", strerror(errno));
	pid_t pid = fork();
	if (pid == 0)
		child(a, g, pipe_of[1]);
	close(pipe_of[1]);
	if (pid < 0) {
		close(pipe_of[0]);
		return pt_fail(e, PT_IO, "cannot start a worker: %s", strerror(errno));
	}
	bool ok = read_all(pipe_of[0], out, e);
	close(pipe_of[0]);
	return reap(pid, ok, &status, e) && take(out, begin, g, status, e);
}

/* --- a stream of octets back --- */

static _Noreturn void pipe_child(struct arena *a, const struct guard_pipe *g, int to)
{
	struct walls w = g->walls;
	int *keep = NEW(a, int, w.keeps + 1);
	size_t n = 0, i = 0;
	while (i < w.keeps && w.keep[i] < to)
		keep[n++] = w.keep[i++];
	keep[n++] = to;
	while (i < w.keeps)
		keep[n++] = w.keep[i++];
	w.keep = keep;
	w.keeps = n;
	w.memory += mapped();
	w.threads = true;
	struct pt_err e = { 0 };
	/* Standard output is the parent's: whatever goes there passes by its eyes. */
	if (dup2(to, STDOUT_FILENO) < 0 || !walls_close(&w, &e))
		_exit(3);
	g->fn(a, g->ctx, to);
	_exit(0);
}

/* Nothing more has come so far. */
static bool is_idle(int fd)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	return poll(&p, 1, 0) == 0;
}

static bool hand_on(int fd, const struct guard_pipe *g, struct pt_err *e)
{
	static char chunk[256 << 10];
	for (;;) {
		ssize_t got = fault_hit(FAULT_READ) ? (errno = EIO, -1) : read(fd, chunk, sizeof chunk);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return pt_fail(e, PT_IO, "cannot read from the worker: %s", strerror(errno));
		if (got == 0)
			return true;
		if (!g->take(g->take_ctx, (struct str){ chunk, (size_t)got }, e))
			return false;
		if (g->idle && is_idle(fd) && !g->idle(g->take_ctx, e))
			return false;
	}
}

bool guard_pipe(struct arena *a, const struct guard_pipe *g, bool *died, struct pt_err *e)
{
	int pipe_of[2], status = 0;
	*died = false;
	if (pipe2(pipe_of, O_CLOEXEC) != 0) {
		if (g->theirs > 0)
			close(g->theirs);
		return pt_fail(e, PT_IO, "cannot reach a worker: %s", strerror(errno));
	}
	(void)fcntl(pipe_of[0], F_SETPIPE_SZ, 1 << 20); /* fewer changes between the two; less will do */
	pid_t pid = fork();
	if (pid == 0)
		pipe_child(a, g, pipe_of[1]);
	close(pipe_of[1]);
	if (g->theirs > 0)
		close(g->theirs);
	if (pid < 0) {
		close(pipe_of[0]);
		return pt_fail(e, PT_IO, "cannot start a worker: %s", strerror(errno));
	}
	bool ok = hand_on(pipe_of[0], g, e);
	close(pipe_of[0]);
	if (!reap(pid, ok, &status, e))
		return false;
	*died = !walls_ended_well(status, g->what, e);
	return !*died;
}
