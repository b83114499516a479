/* SPDX-License-Identifier: Apache-2.0
 *
 * file.c - reading inputs and writing outputs so that nothing is lost
 */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fault.h"

static long read_fd(struct stream *s, void *to, size_t n, struct pt_err *e)
{
	for (;;) {
		ssize_t got = fault_hit(FAULT_READ) ? (errno = EIO, -1) : read(s->fd, to, n);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0) {
			pt_fail(e, PT_IO, "cannot read: %s", strerror(errno));
			return -1;
		}
		s->total += (uint64_t)got;
		return got;
	}
}

static long read_memory(struct stream *s, void *to, size_t n, struct pt_err *e)
{
	(void)e;
	if (n > s->memory.n)
		n = s->memory.n;
	if (n == 0)
		return 0;
	memcpy(to, s->memory.p, n);
	s->memory.p += n;
	s->memory.n -= n;
	s->total += n;
	return (long)n;
}

struct stream stream_fd(int fd)
{
	return (struct stream){ .read = read_fd, .fd = fd };
}

struct stream stream_memory(struct str s)
{
	return (struct stream){ .read = read_memory, .fd = -1, .memory = s };
}

bool file_open(const char *path, int *fd, struct pt_err *e)
{
	struct stat st;
	int f = strcmp(path, "-") == 0 ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3)
	                               : open(path, O_RDONLY | O_CLOEXEC);
	if (f < 0) {
		pt_fail(e, PT_IO, "cannot open: %s", strerror(errno));
	} else if (fstat(f, &st) == 0 && S_ISDIR(st.st_mode)) {
		pt_fail(e, PT_IO, "is a directory, a file was expected");
	} else {
		*fd = f;
		return true;
	}
	pt_err_file(e, path);
	if (f >= 0)
		close(f);
	return false;
}

bool file_slurp_fd(struct arena *a, int fd, size_t limit, struct str *out, struct pt_err *e)
{
	struct stream s = stream_fd(fd);
	struct buf b = buf_in(a);
	char chunk[16384];
	long n = 0;
	while ((n = s.read(&s, chunk, sizeof chunk, e)) > 0) {
		if (b.n + (size_t)n > limit) {
			pt_fail(e, PT_LIMIT, "is larger than the %zu octets allowed here", limit);
			n = -1;
			break;
		}
		buf_add(&b, chunk, (size_t)n);
	}
	*out = (struct str){ b.p, b.n };
	return n >= 0;
}

bool file_slurp(struct arena *a, const char *path, size_t limit, struct str *out, struct pt_err *e)
{
	int fd;
	if (!file_open(path, &fd, e))
		return false;
	bool ok = file_slurp_fd(a, fd, limit, out, e);
	close(fd);
	if (!ok)
		pt_err_file(e, path);
	return ok;
}

bool file_write_all(int fd, const void *p, size_t n, struct pt_err *e)
{
	const char *from = p;
	while (n > 0) {
		ssize_t put = fault_hit(FAULT_WRITE) ? (errno = ENOSPC, -1) : write(fd, from, n);
		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return pt_fail(e, PT_IO, "cannot write: %s", strerror(errno));
		from += put;
		n -= (size_t)put;
	}
	return true;
}

bool file_same(const char *a, const char *b)
{
	struct stat x, y;
	return stat(a, &x) == 0 && stat(b, &y) == 0 && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

/* What had that name is no file (a device, a pipe): octets go through it. */
static bool is_through(const char *path)
{
	struct stat st;
	return stat(path, &st) == 0 && !S_ISREG(st.st_mode);
}

/* Without a name nothing is left when the process dies.  Not all file systems can do that. */
static int open_nameless(const char *path)
{
	char folder[PATH_MAX];
	snprintf(folder, sizeof folder, "%s", path);
	char *slash = strrchr(folder, '/');
	if (slash != NULL)
		slash[slash == folder] = '\0';
	return open(slash != NULL ? folder : ".", O_WRONLY | O_TMPFILE | O_CLOEXEC, 0666);
}

static bool name_it(struct file_out *f)
{
	char link[64];
	snprintf(link, sizeof link, "/proc/self/fd/%d", f->fd);
	f->named = f->named || linkat(AT_FDCWD, link, AT_FDCWD, f->beside, AT_SYMLINK_FOLLOW) == 0;
	return f->named;
}

bool file_out_begin(struct file_out *f, const char *path, struct pt_err *e)
{
	char real[PATH_MAX];
	*f = (struct file_out){ .fd = -1, .through = is_through(path), .given = path };
	if (f->through) {
		f->fd = open(path, O_WRONLY | O_CLOEXEC);
	} else {
		int n = snprintf(f->path, sizeof f->path, "%s", realpath(path, real) != NULL ? real : path);
		if (n < 0 || (size_t)n >= sizeof f->path)
			return pt_fail(e, PT_IO, "%s: name is too long", path);
		snprintf(f->beside, sizeof f->beside, "%s.%ld.tmp", f->path, (long)getpid());
		f->fd = open_nameless(f->path);
		f->named = f->fd < 0;
		if (f->named)
			f->fd = open(f->beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	}
	if (f->fd < 0) {
		f->named = false;
		pt_fail(e, PT_IO, "cannot write: %s", strerror(errno));
		pt_err_file(e, path);
	}
	return f->fd >= 0;
}

bool file_out_write(struct file_out *f, const void *p, size_t n, struct pt_err *e)
{
	bool ok = file_write_all(f->fd, p, n, e);
	if (!ok)
		pt_err_file(e, f->given);
	return ok;
}

bool file_out_ready(struct file_out *f, struct pt_err *e)
{
	bool ok = f->through || !(fault_hit(FAULT_WRITE) || fsync(f->fd) != 0 || !name_it(f));
	if (!ok)
		pt_fail(e, PT_IO, "cannot write: %s", strerror(errno));
	if (close(f->fd) != 0 && ok)
		ok = pt_fail(e, PT_IO, "closing failed: %s", strerror(errno));
	f->fd = -1;
	if (!ok)
		pt_err_file(e, f->given);
	return ok;
}

bool file_out_keep(struct file_out *f, struct pt_err *e)
{
	if (!f->through && rename(f->beside, f->path) != 0) {
		pt_fail(e, PT_IO, "cannot write: %s", strerror(errno));
		pt_err_file(e, f->given);
		return false;
	}
	f->named = false;
	return true;
}

void file_out_drop(struct file_out *f)
{
	if (f->fd >= 0)
		close(f->fd);
	if (f->named)
		unlink(f->beside);
	f->fd = -1;
	f->named = false;
}

bool file_replace(const char *path, struct str text, struct pt_err *e)
{
	struct file_out f;
	bool ok = file_out_begin(&f, path, e) && file_out_write(&f, text.p, text.n, e) && file_out_ready(&f, e) &&
	          file_out_keep(&f, e);
	file_out_drop(&f);
	return ok;
}
