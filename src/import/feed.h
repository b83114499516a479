/* SPDX-License-Identifier: Apache-2.0
 *
 * feed.h - the files of a directory as one stream of frames, from the parent to the worker
 *
 * The worker may open nothing, so the parent walks the directory (in order of names, links not
 * followed, names that begin with a dot left out), opens each file and passes its octets on as
 * they are.  The parent looks at one thing only: whether the first octet that is no white space
 * begins a JSON or XML document; other files are counted and not passed on.
 *
 * Frame: kind (1), length (4, least octet first), octets.
 */
#ifndef PT_IMPORT_FEED_H
#define PT_IMPORT_FEED_H

#include "base/err.h"
#include "base/str.h"

enum { FEED_FILE = 'F', FEED_DATA = 'D', FEED_END = 'E', FEED_UNREADABLE = 'X', FEED_OVER = 'Z' };
enum { FEED_PIECE = 1 << 16, FEED_BUFFER = FEED_PIECE * 6, FEED_DEPTH = 32 };

struct feed {
	int root, fd;         /* the directory; the file being read or -1 */
	const char **path;    /* relative to root */
	size_t paths, at;
	uint64_t skipped;     /* files that are neither */
	uint64_t of_file;     /* octets of the file passed on so far */
	char *out;            /* FEED_BUFFER octets; what is between beg and end is to be sent */
	size_t beg, end;
	bool over;            /* the last frame is in the buffer */
};

/* Walks the directory.  Close it even after a failure. */
bool feed_open(struct feed *f, struct arena *a, const char *path, struct pt_err *e) PT_MUST;
/* Fills the empty buffer with the next frames. */
void feed_fill(struct feed *f);
void feed_close(struct feed *f);

#endif
