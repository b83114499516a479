/* SPDX-License-Identifier: Apache-2.0
 *
 * file.h - reading inputs and writing outputs so that nothing is lost
 */
#ifndef PT_BASE_FILE_H
#define PT_BASE_FILE_H

#include <limits.h>
#include <stdio.h>

#include "base/err.h"
#include "base/str.h"

/* Where octets come from: a file, a pipe, or memory (tests).  `read` gives up to n octets, 0 at
 * the end, -1 after a failure it has recorded in e. */
struct stream {
	long (*read)(struct stream *s, void *to, size_t n, struct pt_err *e);
	int fd;
	void *ctx; /* of a `read` of somebody else */
	struct str memory;
	uint64_t total; /* octets handed out so far */
};

struct stream stream_fd(int fd);
struct stream stream_memory(struct str s);

/* Opens a regular file or pipe for reading ("-" is standard input); a directory or a missing right
 * is a clear error. */
bool file_open(const char *path, int *fd, struct pt_err *e) PT_MUST;

/* The whole file into the arena (NUL-terminated), refusing more than `limit` octets. */
bool file_slurp(struct arena *a, const char *path, size_t limit, struct str *out, struct pt_err *e)
        PT_MUST;

/* The same for what is open already. */
bool file_slurp_fd(struct arena *a, int fd, size_t limit, struct str *out, struct pt_err *e) PT_MUST;

/* A file that is being written and has no name yet, or where that cannot be one beside its place; what had its name
 * stays until file_out_keep.  A link is followed; what is there and is no file (a device, a pipe) is written to at
 * once. */
struct file_out {
	int fd;
	bool through;              /* no file of ours: nothing to move or to remove */
	bool named;                /* stands at `beside` */
	const char *given;
	char path[PATH_MAX], beside[PATH_MAX + 32];
};

bool file_out_begin(struct file_out *f, const char *path, struct pt_err *e) PT_MUST;
bool file_out_write(struct file_out *f, const void *p, size_t n, struct pt_err *e) PT_MUST;
/* All of it is on the disk; nothing but the name is missing. */
bool file_out_ready(struct file_out *f, struct pt_err *e) PT_MUST;
bool file_out_keep(struct file_out *f, struct pt_err *e) PT_MUST; /* gives it the name */
void file_out_drop(struct file_out *f); /* whatever was not kept is gone; always right at the end */

/* Replaces `path` by the given text: written beside it, synced, renamed.  Old content survives
 * every failure. */
bool file_replace(const char *path, struct str text, struct pt_err *e) PT_MUST;

/* Whether both names lead to the same file. */
bool file_same(const char *a, const char *b);

/* Writes all octets, through interruptions. */
bool file_write_all(int fd, const void *p, size_t n, struct pt_err *e) PT_MUST;

#endif
