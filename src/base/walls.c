/* SPDX-License-Identifier: Apache-2.0
 *
 * walls.c - a process that reads foreign octets gives up its rights first
 */
#include "base/walls.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <seccomp.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

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

enum { DESCRIPTORS = 8 };

static bool set_limit(__rlimit_resource_t what, rlim_t value, struct pt_err *e)
{
	struct rlimit before, l = { value, value };
	if (getrlimit(what, &before) == 0 && before.rlim_max != RLIM_INFINITY &&
	    before.rlim_max < value)
		l.rlim_cur = l.rlim_max = before.rlim_max; /* narrower already: stays so */
	return setrlimit(what, &l) == 0 ||
	       pt_fail(e, PT_BUG, "the worker cannot limit itself: %s", strerror(errno));
}

static long landlock_version(void)
{
	return syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
}

bool walls_landlock(void)
{
	return landlock_version() >= 1;
}

bool walls_seccomp(void)
{
	uint32_t action = SECCOMP_RET_KILL_PROCESS;
	return syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) == 0;
}

/* No path may be opened, made or run.  Kernels without landlock are no failure. */
static bool close_file_system(struct pt_err *e)
{
	long abi = landlock_version();
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

static int allow(scmp_filter_ctx filter, const int *call, size_t n)
{
	int failed = 0;
	for (size_t i = 0; i < n && failed == 0; i++)
		failed = seccomp_rule_add(filter, SCMP_ACT_ALLOW, call[i], 0);
	return failed;
}

static bool allow_calls(const struct walls *w, struct pt_err *e)
{
	static const int computing[] = {
		SCMP_SYS(read),        SCMP_SYS(write),         SCMP_SYS(readv),
		SCMP_SYS(writev),      SCMP_SYS(exit),          SCMP_SYS(exit_group),
		SCMP_SYS(mmap),        SCMP_SYS(munmap),        SCMP_SYS(mremap),
		SCMP_SYS(mprotect),    SCMP_SYS(brk),           SCMP_SYS(madvise),
		SCMP_SYS(futex),       SCMP_SYS(clock_gettime), SCMP_SYS(rt_sigreturn),
		SCMP_SYS(sigaltstack), SCMP_SYS(fstat),         SCMP_SYS(newfstatat),
		SCMP_SYS(lseek),       SCMP_SYS(close),         SCMP_SYS(getrandom),
		SCMP_SYS(sysinfo), /* qsort of more than 1 KiB asks how much memory there is */
	};
	static const int threading[] = { SCMP_SYS(set_robust_list), SCMP_SYS(rseq),
		                         SCMP_SYS(rt_sigprocmask), SCMP_SYS(sched_getaffinity),
		                         SCMP_SYS(gettid), SCMP_SYS(rt_sigaction) };
	static const int waiting[] = { SCMP_SYS(poll), SCMP_SYS(ppoll), SCMP_SYS(recvfrom), SCMP_SYS(recvmsg),
		                       SCMP_SYS(getsockopt) };
	int failed = 0;
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
	if (filter == NULL)
		return pt_fail(e, PT_BUG, "the worker cannot give up its rights: no filter");
	failed = allow(filter, computing, COUNT(computing));
	if (failed == 0 && w->waits)
		failed = allow(filter, waiting, COUNT(waiting));
	if (failed == 0 && w->receives > 0)
		failed = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(recvmsg), 0);
	if (failed == 0 && w->threads) {
		failed = allow(filter, threading, COUNT(threading));
		/* clone3 hides its flags from the filter: glibc falls back to clone, where only
		 * threads of this process pass. */
		if (failed == 0)
			failed = seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0);
		if (failed == 0)
			failed = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1,
			                          SCMP_A0(SCMP_CMP_MASKED_EQ, 0x10000 /* CLONE_THREAD */,
			                                  0x10000));
	}
	/* sysconf asks for the number of processors, libpcap for drops of the card: no file for them */
	if (failed == 0 && (w->threads || w->waits))
		failed = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EACCES), SCMP_SYS(openat), 0);
	if (failed == 0)
		failed = seccomp_load(filter);
	seccomp_release(filter);
	return failed == 0 || pt_fail(e, PT_BUG, "the worker cannot give up its rights: %s",
	                              strerror(-failed));
}

static void silence(void)
{
	int fd = UNDER_SANITIZER ? -1 : open("/dev/null", O_WRONLY | O_CLOEXEC);
	if (fd >= 0)
		dup2(fd, STDERR_FILENO);
}

static bool close_others(const struct walls *w, struct pt_err *e)
{
	unsigned from = 3;
	for (size_t i = 0; i <= w->keeps; i++) {
		unsigned kept = i < w->keeps ? (unsigned)w->keep[i] : ~0U;
		if (from < kept && close_range(from, i < w->keeps ? kept - 1 : ~0U, 0) != 0 && errno != ENOSYS)
			return pt_fail(e, PT_BUG, "the worker cannot close files: %s", strerror(errno));
		from = kept + 1;
	}
	return true;
}

static bool limit_time(unsigned seconds, struct pt_err *e)
{
	return seconds == WALLS_UNLIMITED || set_limit(RLIMIT_CPU, seconds ? seconds : WALLS_SECONDS, e);
}

bool walls_close(const struct walls *w, struct pt_err *e)
{
	silence();
	if (!close_others(w, e))
		return false;
	/* What stays open counts, and the file system needs a descriptor to be closed. */
	rlim_t descriptors = DESCRIPTORS + w->receives + (w->keeps ? (rlim_t)w->keep[w->keeps - 1] : 0);
	if (!set_limit(RLIMIT_CORE, 0, e) || !limit_time(w->seconds, e) ||
	    !set_limit(RLIMIT_FSIZE, 0, e) || !set_limit(RLIMIT_NOFILE, descriptors, e))
		return false;
	if (!UNDER_SANITIZER && !set_limit(RLIMIT_AS, w->memory, e))
		return false;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return pt_fail(e, PT_BUG, "the worker cannot give up its rights: %s", strerror(errno));
	return close_file_system(e) && (UNDER_SANITIZER || allow_calls(w, e));
}

bool walls_ended_well(int status, const char *what, struct pt_err *e)
{
	if (WIFSIGNALED(status)) {
		int sig = WTERMSIG(status);
		if (sig == SIGSYS)
			return pt_fail(e, PT_BUG, "%s died of signal %d (SIGSYS: it made a call it may not "
			               "make)", what, sig);
		if (sig == SIGXCPU || sig == SIGKILL)
			return pt_fail(e, PT_LIMIT, "%s died of signal %d (%s): it needs more time or memory "
			               "than it may have", what, sig, strsignal(sig));
		return pt_fail(e, PT_BUG, "%s died of signal %d (%s)", what, sig, strsignal(sig));
	}
	if (WEXITSTATUS(status) == 70)
		return pt_fail(e, PT_LIMIT, "needs more memory than it may have");
	return WEXITSTATUS(status) == 0 ||
	       pt_fail(e, PT_INVALID, "%s ended with status %d and no word", what, WEXITSTATUS(status));
}
