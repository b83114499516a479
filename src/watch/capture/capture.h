/* SPDX-License-Identifier: Apache-2.0
 *
 * capture.h - capture files and live interfaces become payloads
 *
 *	struct capture c;
 *	capture_begin(&c, &arena, &sink);
 *	capture_files(&c, files, n);     payloads arrive at the sink
 *	c.stats                          what was counted
 *
 * Reading can run in a child without rights (base/walls.h) when files are given open, or by a merge_files of its own.
 * Memory is taken once, at most CAPTURE_MEMORY of it, whatever the input is like; every table is bounded and forgets
 * what was used least recently, which is counted.
 */
#ifndef PT_WATCH_CAPTURE_CAPTURE_H
#define PT_WATCH_CAPTURE_CAPTURE_H

#include "watch/capture/merge.h"
#include "watch/capture/packet.h"

enum { CAPTURE_MEMORY = 128 << 20, CAPTURE_FILES = 65536 };

struct capture {
	struct arena *a;
	struct capture_sink sink;
	struct capture_stats stats;
	struct flows flows;
};

/* *sink is copied.  The arena needs CAPTURE_MEMORY of address space. */
void capture_begin(struct capture *c, struct arena *a, const struct capture_sink *sink);
/* All packets of all files in the order of time; damage is told to the sink and counted. */
void capture_files(struct capture *c, const struct capture_file *files, size_t n);
/* Files that are open (and rewound when that can be) or are opened by name, for merge_open. */
struct merge_files capture_given(const struct capture_file *files, size_t n);
/* For packets from elsewhere: one by one, then the end. */
void capture_frame(struct capture *c, const struct frame *f);
void capture_end(struct capture *c);

/* Lists what paths name: files, "-" for standard input, and the files of folders and of folders in them, by name,
 * without those that begin with a dot.  At most CAPTURE_FILES, folders FIND_DEPTH deep; links to folders are not
 * followed.  What is no regular file is opened, and stays open until find_close; others are opened by their names. */
enum { FIND_DEPTH = 16 };
bool find_captures(struct arena *a, const char *const *paths, size_t n, struct capture_file **files, size_t *count,
                   struct pt_err *e) PT_MUST;
void find_close(const struct capture_file *files, size_t n);

#endif
