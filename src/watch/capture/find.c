/* SPDX-License-Identifier: Apache-2.0
 *
 * find.c - which capture files are meant by files and folders
 */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "watch/capture/capture.h"

struct place {
	const char *path;
	unsigned depth; /* 0 = named by the user */
};

/* What is to be looked at, the next on top, and the files found so far. */
struct list {
	struct arena *a;
	struct place *todo;
	size_t todos, todo_cap;
	struct capture_file *files;
	size_t n, cap;
};

static bool add_file(struct list *l, const struct place *p, bool regular, struct pt_err *e)
{
	struct capture_file f = { .name = p->path, .found = p->depth > 0 };
	int fd;
	if (l->n == CAPTURE_FILES)
		return pt_fail(e, PT_LIMIT, "more than %d capture files", CAPTURE_FILES);
	/* A pipe can be opened once; of a file that is named it is told at once when it cannot be. */
	if (p->depth == 0 && !file_open(p->path, &fd, e))
		return false;
	if (p->depth == 0 && regular)
		close(fd);
	else if (p->depth == 0)
		f.source = stream_fd(fd);
	*PUSH(l->a, l->files, l->n, l->cap) = f;
	return true;
}

static int backwards(const void *a, const void *b)
{
	return strcmp(*(const char *const *)b, *(const char *const *)a);
}

/* Its entries in the order of their names; the first comes on top. */
static bool add_folder(struct list *l, const struct place *p, struct pt_err *e)
{
	const char **names = NULL;
	size_t n = 0, cap = 0, length = strlen(p->path);
	DIR *dir = opendir(p->path);
	if (dir == NULL)
		return pt_fail(e, PT_IO, "%s cannot be read: %s", p->path, strerror(errno));
	while (length > 1 && p->path[length - 1] == '/')
		length--;
	for (struct dirent *d; (d = readdir(dir)) != NULL && n <= CAPTURE_FILES;)
		if (d->d_name[0] != '.')
			*PUSH(l->a, names, n, cap) = arena_fmt(l->a, "%.*s/%s", (int)length, p->path, d->d_name);
	closedir(dir);
	if (n > 1)
		qsort(names, n, sizeof *names, backwards);
	for (size_t i = 0; i < n; i++)
		*PUSH(l->a, l->todo, l->todos, l->todo_cap) = (struct place){ names[i], p->depth + 1 };
	return true;
}

static bool add(struct list *l, const struct place *p, struct pt_err *e)
{
	struct stat st, link;
	bool there = strcmp(p->path, "-") != 0 && stat(p->path, &st) == 0;
	if (p->depth == 0)
		return there && S_ISDIR(st.st_mode) ? add_folder(l, p, e)
		                                    : add_file(l, p, there && S_ISREG(st.st_mode), e);
	if (there && S_ISREG(st.st_mode))
		return add_file(l, p, true, e);
	if (!there || !S_ISDIR(st.st_mode) || lstat(p->path, &link) != 0 || S_ISLNK(link.st_mode))
		return true;
	return p->depth < FIND_DEPTH ? add_folder(l, p, e)
	                             : pt_fail(e, PT_LIMIT, "%s: folders deeper than %d", p->path, FIND_DEPTH);
}

bool find_captures(struct arena *a, const char *const *paths, size_t n, struct capture_file **files, size_t *count,
                   struct pt_err *e)
{
	struct list l = { .a = a };
	bool ok = true;
	for (size_t i = 0; ok && i < n; i++) {
		size_t before = l.n;
		*PUSH(a, l.todo, l.todos, l.todo_cap) = (struct place){ paths[i], 0 };
		while (ok && l.todos > 0) {
			struct place p = l.todo[--l.todos];
			ok = add(&l, &p, e);
		}
		if (ok && l.n == before)
			ok = pt_fail(e, PT_INVALID, "%s: no files in this folder", paths[i]);
	}
	if (!ok)
		find_close(l.files, l.n);
	*files = l.files;
	*count = ok ? l.n : 0;
	return ok;
}

void find_close(const struct capture_file *files, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (files[i].source.read != NULL && files[i].source.fd > STDIN_FILENO)
			close(files[i].source.fd);
}
