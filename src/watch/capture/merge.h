/* SPDX-License-Identifier: Apache-2.0
 *
 * merge.h - the packets of many capture files in the order of time
 *
 * Files are sorted by the time of their first packet, then by their place in the list, and merged by time.
 * A packet that stands behind a later one in its own file keeps its place there: order within a file is never
 * changed.  Only files that overlap in time are open at once, MERGE_OPEN of them at most; one more has to wait,
 * is counted, and its packets come late but complete.  With one file nothing is looked
 * at ahead, so that a pipe flows.
 */
#ifndef PT_WATCH_CAPTURE_MERGE_H
#define PT_WATCH_CAPTURE_MERGE_H

#include "watch/capture/container.h"

enum { MERGE_OPEN = 16 };

/* A file to read. */
struct capture_file {
	const char *name;
	struct stream source; /* without `read` it is opened by its name when its turn comes */
	bool found;           /* in a folder: it may as well be no capture */
};

/* Who opens the files.  A file that can be read again from its beginning is closed between looking when it begins and
 * its turn, so that a folder may have more files than a process descriptors. */
struct merge_files {
	size_t n;
	/* The beginning of file i; *again when that can be had once more.  PT_CANCELLED = left out, no problem. */
	bool (*open)(void *ctx, uint32_t i, struct stream *s, bool *again, struct pt_err *e);
	void (*close)(void *ctx, uint32_t i, struct stream *s);
	void *ctx;
};

struct merge_slot {
	struct container c;
	struct frame next;
	uint64_t key; /* the latest time of the file so far */
	bool used;
};

struct merge {
	const struct merge_files *files;
	struct merge_waiting {
		uint64_t time;
		uint32_t file;
		struct merge_slot *slot; /* of what cannot be read again */
	} *waiting; /* sorted */
	size_t waits, at;
	struct merge_slot slots[MERGE_OPEN];
	uint32_t heap[MERGE_OPEN], n; /* numbers of slots, the earliest first */
	bool waited; /* for a free slot */
	bool started; /* the frame of heap[0] was handed out */
};

/* files, sink and stats must live as long as the merge. */
void merge_open(struct merge *m, struct arena *a, const struct merge_files *files, const struct capture_sink *sink,
                struct capture_stats *stats);
bool merge_next(struct merge *m, struct frame *f) PT_MUST;
void merge_close(struct merge *m);

#endif
