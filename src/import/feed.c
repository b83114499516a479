/* SPDX-License-Identifier: Apache-2.0
 *
 * feed.c - the files of a directory as one stream of frames, from the parent to the worker
 */
#include "import/feed.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fault.h"
#include "import/archive.h"

enum { PATHS = 4000000 };

struct walk {
	struct arena *a;
	const char **path; /* files, and in `todo` directories, relative to root */
	size_t n, cap;
	const char **todo;
	size_t todos, todo_cap;
};

static int by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static size_t depth_of(const char *path)
{
	size_t n = 0;
	for (; *path; path++)
		n += *path == '/';
	return n;
}

static bool add_entry(struct walk *w, DIR *dir, const char *in, const char *name)
{
	struct stat st;
	if (name[0] == '.' || fstatat(dirfd(dir), name, &st, AT_SYMLINK_NOFOLLOW) != 0)
		return true;
	if (!S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode))
		return true;
	const char *path = in[0] ? arena_fmt(w->a, "%s/%s", in, name) : arena_str(w->a, name);
	if (S_ISREG(st.st_mode))
		*PUSH(w->a, w->path, w->n, w->cap) = path;
	else if (depth_of(path) < FEED_DEPTH)
		*PUSH(w->a, w->todo, w->todos, w->todo_cap) = path;
	return w->n < PATHS;
}

static bool walk_one(struct walk *w, int root, const char *path, struct pt_err *e)
{
	const char *open_as = path[0] ? path : ".";
	int fd = openat(root, open_as, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	if (dir == NULL) {
		pt_fail(e, PT_IO, "cannot read the directory %s: %s", open_as, strerror(errno));
		if (fd >= 0)
			close(fd);
		return false;
	}
	bool ok = true;
	struct dirent *d;
	while (ok && (errno = 0, d = readdir(dir)) != NULL)
		ok = add_entry(w, dir, path, d->d_name);
	if (!ok)
		pt_fail(e, PT_LIMIT, "holds more than %d files", PATHS);
	else if (errno != 0)
		ok = pt_fail(e, PT_IO, "cannot read the directory %s: %s", open_as,
			     strerror(errno));
	closedir(dir);
	return ok;
}

bool feed_open(struct feed *f, struct arena *a, const char *path, struct pt_err *e)
{
	struct walk w = { .a = a };
	*f = (struct feed){ .root = -1, .fd = -1 };
	f->root = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (f->root < 0)
		return pt_fail(e, PT_IO, "cannot open: %s", strerror(errno));
	*PUSH(a, w.todo, w.todos, w.todo_cap) = "";
	while (w.todos > 0)
		if (!walk_one(&w, f->root, w.todo[--w.todos], e))
			return false;
	if (w.n > 1)
		qsort(w.path, w.n, sizeof *w.path, by_name);
	f->path = w.path;
	f->paths = w.n;
	f->out = NEW(a, char, FEED_BUFFER);
	return true;
}

static void put_head(struct feed *f, char kind, size_t n)
{
	f->out[f->end++] = kind;
	for (unsigned i = 0; i < 4; i++)
		f->out[f->end++] = (char)(uint8_t)(n >> 8 * i);
}

static void put(struct feed *f, char kind, const char *p)
{
	size_t n = strlen(p);
	if (n > FEED_PIECE / 4) /* longer than a path can be */
		n = FEED_PIECE / 4;
	put_head(f, kind, n);
	memcpy(f->out + f->end, p, n);
	f->end += n;
}

/* Whether it looks like JSON or XML. */
static bool is_document(const char *p, size_t n)
{
	if (n >= 3 && memcmp(p, "\xef\xbb\xbf", 3) == 0)
		p += 3, n -= 3;
	while (n > 0 && memchr(" \t\r\n", *p, 4) != NULL)
		p++, n--;
	return n > 0 && (*p == '{' || *p == '[' || *p == '<');
}

static ssize_t read_some(int fd, char *to)
{
	ssize_t got;
	do
		got = fault_hit(FAULT_READ) ? (errno = EIO, -1) : read(fd, to, FEED_PIECE);
	while (got < 0 && errno == EINTR);
	return got;
}

static void unreadable(struct feed *f, bool named)
{
	char why[128];
	snprintf(why, sizeof why, "cannot read: %s", strerror(errno));
	if (!named)
		put(f, FEED_FILE, f->path[f->at]);
	put(f, FEED_UNREADABLE, why);
	if (f->fd >= 0)
		close(f->fd);
	f->fd = -1;
	f->at++;
}

/* One more piece of the current file, or the beginning of the next. */
static void one_step(struct feed *f)
{
	bool first = f->fd < 0;
	if (first) {
		f->fd = openat(f->root, f->path[f->at],
			       O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
		f->of_file = 0;
		if (f->fd < 0) {
			unreadable(f, false);
			return;
		}
	}
	/* Read behind where name and heads will stand, then move up: saves a second buffer. */
	char *piece = f->out + f->end + FEED_PIECE / 2;
	ssize_t got = read_some(f->fd, piece);
	if (got < 0) {
		unreadable(f, !first);
		return;
	}
	bool wanted = !first || is_document(piece, (size_t)got);
	if (first && wanted)
		put(f, FEED_FILE, f->path[f->at]);
	if (wanted && got > 0) {
		put_head(f, FEED_DATA, (size_t)got);
		memmove(f->out + f->end, piece, (size_t)got);
		f->end += (size_t)got;
		f->of_file += (uint64_t)got;
	}
	f->skipped += !wanted;
	/* The worker refuses what is larger than a member may be, so more need not be sent. */
	if (got > 0 && wanted && f->of_file <= ARCHIVE_MEMBER)
		return;
	if (wanted)
		put_head(f, FEED_END, 0);
	close(f->fd);
	f->fd = -1;
	f->at++;
}

void feed_fill(struct feed *f)
{
	f->beg = f->end = 0;
	while (f->end + FEED_PIECE * 2 <= FEED_BUFFER && f->at < f->paths)
		one_step(f);
	if (f->at == f->paths && !f->over && f->end + 5 <= FEED_BUFFER) {
		put_head(f, FEED_OVER, 0);
		f->over = true;
	}
}

void feed_close(struct feed *f)
{
	if (f->fd >= 0)
		close(f->fd);
	if (f->root >= 0)
		close(f->root);
	f->fd = f->root = -1;
}
