/* SPDX-License-Identifier: Apache-2.0
 *
 * worker_child.c - the child's side of worker.h: locked down, reading, sending frames
 *
 * Three walls, each of which would do for most attacks: limits (memory, processor time, no files,
 * no core), landlock where the kernel has it (no path can be opened), and a list of the system
 * calls that reading and computing need; any other ends the process.  A kernel that refuses the
 * list is a failure, for an import that is less protected than the manual says would be a trap.
 * Builds with a sanitizer need more memory and more calls than that and go without list and limit.
 */
#include "import/worker.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/file.h"
#include "import/archive.h"
#include "import/import.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define UNDER_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || \
        __has_feature(memory_sanitizer)
#define UNDER_SANITIZER 1
#endif
#endif
#ifndef UNDER_SANITIZER
#define UNDER_SANITIZER 0
#endif

#define MEMORY ((size_t)2 << 30)
#define ARENA ((size_t)1536 << 20)
enum { PROCESSOR_SECONDS = 900, FRAMES = 1 << 16, OUTPUT = 1, DESCRIPTORS = 8 };

/* --- walls --- */

static bool set_limit(__rlimit_resource_t what, rlim_t value, struct pt_err *e)
{
	struct rlimit before, l = { value, value };
	if (getrlimit(what, &before) == 0 && before.rlim_max != RLIM_INFINITY &&
	    before.rlim_max < value)
		l.rlim_cur = l.rlim_max = before.rlim_max; /* narrower already: stays so */
	return setrlimit(what, &l) == 0 ||
	       pt_fail(e, PT_BUG, "the worker cannot limit itself: %s", strerror(errno));
}

/* No path may be opened, made or run.  Kernels without landlock are no failure. */
static bool close_file_system(struct pt_err *e)
{
	long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
	if (abi < 1)
		return true;
	/* Bit 13 (refer) came with version 2, bit 14 (truncate) with 3, bit 15 (ioctl) with 5. */
	unsigned bits = abi >= 5 ? 16 : abi >= 3 ? 15 : abi == 2 ? 14 : 13;
	struct landlock_ruleset_attr attr = { .handled_access_fs = (UINT64_C(1) << bits) - 1 };
	int fd = (int)syscall(SYS_landlock_create_ruleset, &attr, sizeof attr.handled_access_fs, 0);
	if (fd < 0)
		return pt_fail(e, PT_BUG, "landlock refused: %s", strerror(errno));
	long failed = syscall(SYS_landlock_restrict_self, fd, 0);
	int why = errno;
	close(fd);
	return failed == 0 || pt_fail(e, PT_BUG, "landlock refused: %s", strerror(why));
}

static bool allow_calls(struct pt_err *e)
{
	static const int calls[] = {
		SCMP_SYS(read),        SCMP_SYS(write),         SCMP_SYS(readv),
		SCMP_SYS(writev),      SCMP_SYS(exit),          SCMP_SYS(exit_group),
		SCMP_SYS(mmap),        SCMP_SYS(munmap),        SCMP_SYS(mremap),
		SCMP_SYS(mprotect),    SCMP_SYS(brk),           SCMP_SYS(madvise),
		SCMP_SYS(futex),       SCMP_SYS(clock_gettime), SCMP_SYS(rt_sigreturn),
		SCMP_SYS(sigaltstack), SCMP_SYS(fstat),         SCMP_SYS(newfstatat),
		SCMP_SYS(lseek),       SCMP_SYS(close),         SCMP_SYS(getrandom),
	};
	int failed = 0;
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
	if (filter == NULL)
		return pt_fail(e, PT_BUG, "the worker cannot give up its rights: no filter");
	for (size_t i = 0; i < COUNT(calls) && failed == 0; i++)
		failed = seccomp_rule_add(filter, SCMP_ACT_ALLOW, calls[i], 0);
	if (failed == 0)
		failed = seccomp_load(filter);
	seccomp_release(filter);
	return failed == 0 || pt_fail(e, PT_BUG, "the worker cannot give up its rights: %s",
	                              strerror(-failed));
}

/* What a worker would print could play tricks on a terminal; its parent says what went wrong. */
static void silence(void)
{
	int fd = UNDER_SANITIZER ? -1 : open("/dev/null", O_WRONLY | O_CLOEXEC);
	if (fd >= 0)
		dup2(fd, STDERR_FILENO);
}

static bool lock_down(struct pt_err *e)
{
	silence();
	if (close_range(3, ~0U, 0) != 0 && errno != ENOSYS)
		return pt_fail(e, PT_BUG, "the worker cannot close files: %s", strerror(errno));
	if (!set_limit(RLIMIT_CORE, 0, e) || !set_limit(RLIMIT_CPU, PROCESSOR_SECONDS, e) ||
	    !set_limit(RLIMIT_FSIZE, 0, e) || !set_limit(RLIMIT_NOFILE, DESCRIPTORS, e))
		return false;
	if (!UNDER_SANITIZER && !set_limit(RLIMIT_AS, MEMORY, e))
		return false;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return pt_fail(e, PT_BUG, "the worker cannot give up its rights: %s",
			       strerror(errno));
	return close_file_system(e) && (UNDER_SANITIZER || allow_calls(e));
}

/* --- frames --- */

/* Frames are collected and written in large pieces; a frame that is larger goes in parts. */
struct sender {
	char *p;
	size_t n;
	bool failed; /* the parent is gone: nothing can be told any more */
};

static void flush(struct sender *s)
{
	if (!s->failed)
		s->failed = !file_write_all(OUTPUT, s->p, s->n, NULL);
	s->n = 0;
}

static void send_octets(struct sender *s, const char *p, size_t n)
{
	while (n > 0) {
		size_t part = FRAMES - s->n < n ? FRAMES - s->n : n;
		memcpy(s->p + s->n, p, part);
		s->n += part;
		p += part;
		n -= part;
		if (s->n == FRAMES)
			flush(s);
	}
}

static void send_number(struct sender *s, uint64_t v, unsigned octets)
{
	char le[8];
	for (unsigned i = 0; i < octets; i++)
		le[i] = (char)(uint8_t)(v >> 8 * i);
	send_octets(s, le, octets);
}

static void send_text(struct sender *s, struct str t)
{
	send_number(s, t.n, 4);
	send_octets(s, t.p, t.n);
}

static bool send_record(void *ctx, const struct record *r)
{
	struct sender *s = ctx;
	unsigned n = record_def(r->table)->n;
	size_t length = 3;
	for (unsigned i = 0; i < n; i++)
		length += 4 + r->field[i].n;
	send_number(s, length, 4);
	send_number(s, WORKER_RECORD, 1);
	send_number(s, (uint64_t)r->table, 1);
	send_number(s, n, 1);
	for (unsigned i = 0; i < n; i++)
		send_text(s, r->field[i]);
	return !s->failed;
}

static void send_fault(void *ctx, uint64_t row, uint64_t column, const char *message)
{
	struct sender *s = ctx;
	send_number(s, 1 + 8 + 8 + 4 + strlen(message), 4);
	send_number(s, WORKER_FAULT, 1);
	send_number(s, row, 8);
	send_number(s, column, 8);
	send_text(s, str_of(message));
}

static void send_progress(void *ctx, uint64_t octets)
{
	struct sender *s = ctx;
	send_number(s, 1 + 8, 4);
	send_number(s, WORKER_PROGRESS, 1);
	send_number(s, octets, 8);
	flush(s);
}

static void send_done(struct sender *s, const struct import_job *job)
{
	struct str kind = str_of(job->kind ? job->kind : "");
	send_number(s, 1 + 3 * 8 + 4 + kind.n, 4);
	send_number(s, WORKER_DONE, 1);
	send_number(s, job->records, 8);
	send_number(s, job->rejected, 8);
	send_number(s, job->skipped, 8);
	send_text(s, kind);
	flush(s);
}

static void send_error(struct sender *s, const struct pt_err *e)
{
	struct str file = str_of(e->at.file), text = str_of(e->text);
	send_number(s, 1 + 1 + 3 * 8 + 4 + file.n + 4 + text.n, 4);
	send_number(s, WORKER_ERROR, 1);
	send_number(s, (uint64_t)e->code, 1);
	send_number(s, e->at.row, 8);
	send_number(s, e->at.column, 8);
	send_number(s, e->at.byte, 8);
	send_text(s, file);
	send_text(s, text);
	flush(s);
}

int import_worker_main(int argc, char **argv)
{
	struct pt_err e = { 0 };
	struct archive in = { 0 };
	static char frames[FRAMES];
	struct sender s = { .p = frames };
	if (argc > 0 && strcmp(argv[0], "import-worker") != 0)
		argc--, argv++; /* called with the program's own name in front */
	if (argc != 4 || strcmp(argv[0], "import-worker") != 0) {
		fprintf(stderr, "petrin: import-worker is for petrin itself\n");
		return 2;
	}
	if (!lock_down(&e)) {
		send_error(&s, &e);
		_exit(3);
	}
	struct arena arena = arena_reserve(ARENA, "import");
	struct import_job job = {
		.a = &arena,
		.name = argv[3],
		.out = { send_record, send_fault, send_progress, &s },
	};
	const char *as = strcmp(argv[1], "-") == 0 ? NULL : argv[1];
	bool ok = strcmp(argv[2], "feed") == 0 ? archive_feed(&in, &arena, 0, &e) :
	                                         archive_fd(&in, &arena, 0, &e);
	ok = ok && import_input(&job, &in, as, &e);
	if (ok)
		send_done(&s, &job);
	else
		send_error(&s, &e);
	_exit(ok && !s.failed ? 0 : 3); /* not exit(): its handlers may call what is not allowed */
}
