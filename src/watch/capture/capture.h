/* SPDX-License-Identifier: Apache-2.0
 *
 * capture.h - capture files and live interfaces become payloads
 *
 *	struct capture c;
 *	capture_begin(&c, &arena, &sink);
 *	capture_files(&c, files, n);     payloads arrive at the sink
 *	c.stats                          what was counted
 *
 * Nothing here opens files: descriptors come from whoever has the rights (capture_open), so that reading can run
 * in a child that has none (base/walls.h).  Memory is taken once, at most CAPTURE_MEMORY of it, whatever the
 * input is like; every table is bounded and forgets what was used least recently, which is counted.
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
/* For packets from elsewhere: one by one, then the end. */
void capture_frame(struct capture *c, const struct frame *f);
void capture_end(struct capture *c);

/* Opens what paths name: files, "-" for standard input, and the files of directories (by name, without those that
 * begin with a dot, no deeper).  At most CAPTURE_FILES.  The descriptors stay open until capture_close. */
bool capture_open(struct arena *a, const char *const *paths, size_t n, struct capture_file **files, size_t *count,
                  struct pt_err *e) PT_MUST;
void capture_close(const struct capture_file *files, size_t n);

#endif
