/* SPDX-License-Identifier: Apache-2.0
 *
 * watch_follow.c - files that grow and folders into which others come, for the parent of service/watch
 *
 * A recording program writes one file after another: what is not read yet is read in the order in which it was
 * written last, and a file is left when it is read to its end and another one is there.  Files are known by their
 * inode and their first octets, not by their names, so a file may be renamed, deleted, or written anew in place (as
 * rings of tcpdump and dumpcap do) while or after it is read.  Names decide where times are equal.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "service/watch_inside.h"

enum { HEAD = 1024, LOOK_AGAIN_MS = 200 };

struct known {
	dev_t device;
	ino_t inode;
	struct timespec changed;
	off_t read;
	uint64_t head; /* hash of its first octets, `heads` of them */
	uint32_t file, heads;
	bool seen; /* by this look */
};

struct waiting {
	const char *name;
	struct timespec changed;
};

struct watch_follow {
	struct arena *a;
	struct arena names; /* of `todo`, taken again when that is empty */
	char *names_start;
	struct known *known;
	size_t knowns, known_cap;
	struct waiting *todo; /* the next last */
	size_t todos;
	struct known at; /* the file at hand */
	const char *at_name;
	int fd, notify; /* -1 = none */
	uint32_t files;
};

static bool later(struct timespec a, struct timespec b)
{
	return a.tv_sec != b.tv_sec ? a.tv_sec > b.tv_sec : a.tv_nsec > b.tv_nsec;
}

/* The first octets of a file, at most n of them. */
static uint64_t head_of(int fd, uint32_t *n)
{
	char octets[HEAD];
	ssize_t got = pread(fd, octets, *n, 0);
	*n = got > 0 ? (uint32_t)got : 0;
	return str_hash((struct str){ octets, *n });
}

static bool begins_alike(const char *name, const struct known *k)
{
	uint32_t n = k->heads;
	int fd = open(name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	bool alike = fd < 0 || (head_of(fd, &n) == k->head && n == k->heads);
	if (fd >= 0)
		close(fd);
	return alike;
}

static bool same_file(const struct known *k, const struct stat *st)
{
	return k->device == st->st_dev && k->inode == st->st_ino;
}

static int by_inode(const void *a, const void *b)
{
	const struct known *x = a, *y = b;
	if (x->device != y->device)
		return x->device < y->device ? -1 : 1;
	return (x->inode > y->inode) - (x->inode < y->inode);
}

static struct known *find(struct watch_follow *f, const struct stat *st)
{
	const struct known k = { .device = st->st_dev, .inode = st->st_ino };
	return f->knowns ? bsearch(&k, f->known, f->knowns, sizeof k, by_inode) : NULL;
}

/* Whether there is something in it that was not read.  What was added behind our back cannot be read any more. */
static bool is_new(struct watch_door *d, const char *name, const struct stat *st)
{
	struct watch_follow *f = d->follow;
	struct known *k = find(f, st);
	if (f->fd >= 0 && same_file(&f->at, st))
		return false;
	if (k == NULL)
		return true;
	if (later(st->st_mtim, k->changed) && (st->st_size < k->read || !begins_alike(name, k)))
		return true; /* written anew: what we know is of the old one, and is forgotten */
	k->seen = true;
	if (!later(st->st_mtim, k->changed))
		return false;
	k->changed = st->st_mtim;
	if (st->st_size > k->read)
		d->problem(d->ctx, k->file, "was written on after a newer file had begun: that part is not read");
	k->read = st->st_size;
	return false;
}

static void consider(struct watch_door *d, const char *name)
{
	struct watch_follow *f = d->follow;
	struct stat st;
	if (f->todos < CAPTURE_FILES && stat(name, &st) == 0 && S_ISREG(st.st_mode) && is_new(d, name, &st))
		f->todo[f->todos++] = (struct waiting){ arena_str(&f->names, name), st.st_mtim };
}

static int latest_first(const void *a, const void *b)
{
	const struct waiting *x = a, *y = b;
	if (later(x->changed, y->changed) || later(y->changed, x->changed))
		return later(x->changed, y->changed) ? -1 : 1;
	return strverscmp(y->name, x->name);
}

static void look_into(struct watch_door *d, const char *path)
{
	struct arena scratch = *d->follow->a;
	size_t length = strlen(path);
	DIR *dir = opendir(path);
	while (length > 1 && path[length - 1] == '/')
		length--;
	for (struct dirent *e; dir != NULL && (e = readdir(dir)) != NULL;) {
		struct arena one = scratch;
		if (e->d_name[0] != '.')
			consider(d, arena_fmt(&one, "%.*s/%s", (int)length, path, e->d_name));
	}
	if (dir != NULL)
		closedir(dir);
}

/* What is there and was not read; what is gone is forgotten. */
static bool look(struct watch_door *d)
{
	struct watch_follow *f = d->follow;
	const struct watch_request *rq = d->job->rq;
	size_t kept = 0;
	if (f->knowns > 1)
		qsort(f->known, f->knowns, sizeof *f->known, by_inode);
	f->names.beg = f->names_start;
	for (size_t i = 0; i < f->knowns; i++)
		f->known[i].seen = false;
	for (size_t i = 0; i < rq->n; i++) {
		struct stat st;
		if (stat(rq->paths[i], &st) == 0 && S_ISDIR(st.st_mode))
			look_into(d, rq->paths[i]);
		else
			consider(d, rq->paths[i]);
	}
	for (size_t i = 0; i < f->knowns; i++)
		if (f->known[i].seen)
			f->known[kept++] = f->known[i];
	f->knowns = kept;
	if (f->todos > 1)
		qsort(f->todo, f->todos, sizeof *f->todo, latest_first);
	return f->todos > 0;
}

/* Until something happens in the folders, the child ends, somebody asks for an end, or a moment: not every file
 * system tells. */
static void wait_for_news(struct watch_door *d)
{
	char news[4096];
	struct pollfd p[] = { { .fd = d->ours, .events = 0 }, { .fd = d->follow->notify, .events = POLLIN } };
	if (poll(p, COUNT(p), LOOK_AGAIN_MS) > 0 && p[1].revents)
		while (read(d->follow->notify, news, sizeof news) > 0)
			;
}

static bool is_over(const struct watch_door *d)
{
	struct pollfd p = { .fd = d->ours };
	return d->job->shared->stop || (poll(&p, 1, 0) > 0 && p.revents & (POLLHUP | POLLERR));
}

/* The file at hand was read to its end, or its reader died. */
static void leave(struct watch_follow *f)
{
	struct stat st;
	if (f->fd < 0)
		return;
	off_t read = lseek(f->fd, 0, SEEK_CUR);
	f->at.read = read > 0 ? read : 0;
	f->at.heads = f->at.read < HEAD ? (uint32_t)f->at.read : HEAD;
	f->at.head = head_of(f->fd, &f->at.heads);
	f->at.changed = fstat(f->fd, &st) == 0 ? st.st_mtim : (struct timespec){ 0 };
	f->at.seen = true;
	*PUSH(f->a, f->known, f->knowns, f->known_cap) = f->at;
	close(f->fd);
	f->fd = -1;
}

void watch_follow_more(struct watch_door *d, struct wire_note *note)
{
	struct watch_follow *f = d->follow;
	struct stat st;
	note->kind = NOTE_END;
	while (f->fd >= 0 && !is_over(d)) {
		off_t read = lseek(f->fd, 0, SEEK_CUR);
		/* Looked for first: what was written before the next file began is there when that is. */
		bool next = (fstat(f->fd, &st) == 0 && st.st_size > read) || f->todos > 0 || look(d);
		if (fstat(f->fd, &st) != 0 || st.st_size < read)
			return;
		if (st.st_size > read)
			note->kind = NOTE_MORE;
		if (next)
			return;
		wait_for_news(d);
	}
}

static bool begin(struct watch_door *d, const char *name, int fd, struct pt_err *e)
{
	struct watch_follow *f = d->follow;
	struct stat st;
	if (f->files == CAPTURE_FILES)
		return pt_fail(e, PT_LIMIT, "more than %d files came", CAPTURE_FILES);
	if (fstat(fd, &st) != 0)
		return pt_fail(e, PT_IO, "%s: %s", name, strerror(errno));
	f->fd = fd;
	f->at = (struct known){ .device = st.st_dev, .inode = st.st_ino, .file = f->files++ };
	f->at_name = arena_str(f->a, name);
	d->out->file[f->at.file] = f->at_name;
	d->out->files = f->files;
	return true;
}

bool watch_follow_next(struct watch_door *d, struct wire_note *note, int *fd, struct pt_err *e)
{
	struct watch_follow *f = d->follow;
	leave(f);
	note->kind = NOTE_END;
	while (!is_over(d)) {
		if (f->todos == 0 && !look(d)) {
			wait_for_news(d);
			continue;
		}
		const char *name = f->todo[--f->todos].name;
		int opened;
		if (!file_open(name, &opened, NULL)) {
			d->out->gone++; /* or renamed: then it is found again */
			continue;
		}
		if (!begin(d, name, opened, e)) {
			close(opened);
			return false;
		}
		*fd = dup(opened); /* one for the child; where it reads, we see */
		note->kind = NOTE_FILE;
		note->file = f->at.file;
		snprintf(note->text, sizeof note->text, "%s", name);
		return *fd >= 0 || pt_fail(e, PT_IO, "%s: %s", name, strerror(errno));
	}
	return true;
}

bool watch_follow_begin(struct watch_door *d, struct arena *a, struct pt_err *e)
{
	const struct watch_request *rq = d->job->rq;
	struct watch_follow *f = NEW(a, struct watch_follow, 1);
	f->a = a;
	f->fd = -1;
	f->names = arena_reserve((size_t)512 << 20, "names of files");
	f->names_start = f->names.beg;
	f->todo = NEW(a, struct waiting, CAPTURE_FILES);
	f->notify = inotify_init1(IN_NONBLOCK | IN_CLOEXEC); /* -1: we look again and again */
	for (size_t i = 0; i < rq->n; i++) {
		if (access(rq->paths[i], R_OK) != 0) {
			watch_follow_end(d);
			return pt_fail(e, PT_IO, "%s: cannot open: %s", rq->paths[i], strerror(errno));
		}
		inotify_add_watch(f->notify, rq->paths[i],
		                  IN_MODIFY | IN_CREATE | IN_MOVED_TO | IN_CLOSE_WRITE | IN_DELETE);
	}
	d->follow = f;
	return true;
}

void watch_follow_end(struct watch_door *d)
{
	struct watch_follow *f = d->follow;
	if (f == NULL)
		return;
	arena_release(&f->names, f->names_start);
	if (f->fd >= 0)
		close(f->fd);
	if (f->notify >= 0)
		close(f->notify);
}
