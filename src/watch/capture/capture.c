/* SPDX-License-Identifier: Apache-2.0
 *
 * capture.c - capture files become payloads
 */
#include "watch/capture/capture.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

void capture_begin(struct capture *c, struct arena *a, const struct capture_sink *sink)
{
	c->a = a;
	c->sink = *sink;
	c->stats = (struct capture_stats){ .first = UINT64_MAX };
	packet_init(&c->flows, a, &c->sink, &c->stats);
}

void capture_frame(struct capture *c, const struct frame *f)
{
	packet_walk(&c->flows, f);
}

void capture_end(struct capture *c)
{
	packet_end(&c->flows);
}

void capture_files(struct capture *c, const struct capture_file *files, size_t n)
{
	struct merge *m = NEW(c->a, struct merge, 1);
	struct frame f;
	merge_open(m, c->a, files, n, &c->sink, &c->stats);
	while (merge_next(m, &f))
		packet_walk(&c->flows, &f);
	merge_close(m);
	packet_end(&c->flows);
}

/* Paths found so far, and the list they become. */
struct list {
	struct arena *a;
	struct capture_file *files;
	size_t n, cap;
};

static bool add_file(struct list *l, const char *path, struct pt_err *e)
{
	int fd;
	if (l->n == CAPTURE_FILES)
		return pt_fail(e, PT_LIMIT, "more than %d capture files", CAPTURE_FILES);
	if (!file_open(path, &fd, e))
		return false;
	*PUSH(l->a, l->files, l->n, l->cap) = (struct capture_file){ arena_str(l->a, path), stream_fd(fd) };
	return true;
}

/* A folder may hold more files than a process has open by default. */
static void allow_many_files(void)
{
	struct rlimit l;
	if (getrlimit(RLIMIT_NOFILE, &l) == 0 && l.rlim_cur < l.rlim_max) {
		l.rlim_cur = l.rlim_max;
		setrlimit(RLIMIT_NOFILE, &l);
	}
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool add_folder(struct list *l, const char *path, struct pt_err *e)
{
	const char **names = NULL;
	size_t n = 0, cap = 0;
	bool ok = true;
	DIR *dir = opendir(path);
	if (dir == NULL)
		return pt_fail(e, PT_IO, "%s cannot be read: %s", path, strerror(errno));
	for (struct dirent *d; (d = readdir(dir)) != NULL && n <= CAPTURE_FILES;) {
		struct stat st;
		if (d->d_name[0] == '.')
			continue;
		const char *name = arena_fmt(l->a, "%s/%s", path, d->d_name);
		if (stat(name, &st) == 0 && S_ISREG(st.st_mode))
			*PUSH(l->a, names, n, cap) = name;
	}
	closedir(dir);
	if (n == 0)
		return pt_fail(e, PT_INVALID, "%s: no files in this folder", path);
	allow_many_files();
	qsort(names, n, sizeof *names, by_name);
	for (size_t i = 0; ok && i < n; i++)
		ok = add_file(l, names[i], e);
	return ok;
}

bool capture_open(struct arena *a, const char *const *paths, size_t n, struct capture_file **files, size_t *count,
                  struct pt_err *e)
{
	struct list l = { .a = a };
	bool ok = true;
	for (size_t i = 0; ok && i < n; i++) {
		struct stat st;
		if (strcmp(paths[i], "-") != 0 && stat(paths[i], &st) == 0 && S_ISDIR(st.st_mode))
			ok = add_folder(&l, paths[i], e);
		else
			ok = add_file(&l, paths[i], e);
	}
	if (!ok)
		capture_close(l.files, l.n);
	*files = l.files;
	*count = ok ? l.n : 0;
	return ok;
}

void capture_close(const struct capture_file *files, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (files[i].source.fd > STDIN_FILENO)
			close(files[i].source.fd);
}
