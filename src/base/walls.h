/* SPDX-License-Identifier: Apache-2.0
 *
 * walls.h - a process that reads foreign octets gives up its rights first
 *
 * Three walls, each of which would do for most attacks: limits (memory, processor time, no files,
 * no core), landlock where the kernel has it (no path can be opened), and a list of the system
 * calls that reading and computing need; any other ends the process.  A kernel that refuses the
 * list is a failure, for work that is less protected than the manual says would be a trap.
 * Builds with a sanitizer need more memory and more calls than that and go without list and limit.
 *
 * guard_run is the simple way to use them: one function in a child, text back.  import/worker.h is
 * the other, for streams of records.
 */
#ifndef PT_BASE_WALLS_H
#define PT_BASE_WALLS_H

#include "base/err.h"
#include "base/str.h"

enum { WALLS_SECONDS = 900, WALLS_UNLIMITED = UINT32_MAX };
struct walls {
	size_t memory;    /* address space the process may have */
	bool threads;     /* it may start threads of its own */
	bool waits;       /* it may wait for packets on sockets that are open */
	unsigned receives; /* descriptors it may be handed later (base/hand.h), at a time */
	unsigned seconds; /* of processor time, 0 = WALLS_SECONDS */
	const int *keep;  /* descriptors above 2 that stay open, rising */
	size_t keeps;
};

/* From here on the process can read, write what is open, and compute; nothing gives it back.
 * What it prints goes nowhere: that could play tricks on a terminal. */
bool walls_close(const struct walls *w, struct pt_err *e) PT_MUST;

/* Whether this kernel has landlock, and can keep to a list of calls. */
bool walls_landlock(void);
bool walls_seccomp(void);

/* What a child does: reads `input` (may be -1) and appends its answer to `out`. */
typedef bool guard_fn(struct arena *a, void *ctx, struct buf *out, struct pt_err *e);

/* Runs fn in a child without rights that can read descriptor `input`; its answer is appended to
 * `out`, its failure is ours.  A child that dies is a failure that says of what.  Only in a process
 * without threads.  At most GUARD_ANSWER octets come back. */
enum { GUARD_ANSWER = 1 << 30 };
struct guard {
	guard_fn *fn;
	void *ctx;
	int input;
	const char *what; /* for messages: "the reader" */
};
bool guard_run(struct arena *a, const struct guard *g, struct buf *out, struct pt_err *e) PT_MUST;

/* The same for answers too large to be kept: what the child writes to `to` is handed to `take` as it comes.  `died`
 * tells a child that did not end well from a failure of `take`, which ends the child. */
struct guard_pipe {
	void (*fn)(struct arena *a, void *ctx, int to);
	void *ctx;
	bool (*take)(void *take_ctx, struct str octets, struct pt_err *e);
	void *take_ctx;
	bool (*idle)(void *take_ctx, struct pt_err *e); /* NULL, or called when nothing more has come so far */
	struct walls walls; /* memory: address space beyond what is mapped now; keep: what it may read */
	int theirs;         /* one of these that only the child is to have, closed here; 0 = none */
	const char *what;
};
bool guard_pipe(struct arena *a, const struct guard_pipe *g, bool *died, struct pt_err *e) PT_MUST;

/* What the end of a child means, as a failure; true when it ended well. */
bool walls_ended_well(int status, const char *what, struct pt_err *e) PT_MUST;

#endif
