/* SPDX-License-Identifier: Apache-2.0
 *
 * fuzz_capture.h - what has to hold of every payload, whatever the packets are
 */
#ifndef PT_FUZZ_CAPTURE_H
#define PT_FUZZ_CAPTURE_H

#include <stdlib.h>

#include "../unit/packet_build.h"
#include "watch/capture/capture.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { FUZZ_FLOWS = 64 };

struct fuzz_capture {
	struct arena a;
	char *start;
	struct capture c;
	uint64_t sum; /* of all that was delivered */
	uint64_t next[FUZZ_FLOWS][2]; /* position in the first streams of TCP */
};

static inline void fuzz_demand(bool holds)
{
	if (!holds)
		abort();
}

static inline void fuzz_payload(void *ctx, const struct payload *p)
{
	struct fuzz_capture *f = ctx;
	fuzz_demand(p->frame > 0 && p->first_frame <= p->frame && p->depth <= TUNNELS);
	fuzz_demand(p->kind <= PAYLOAD_RESET && p->transport <= PAYLOAD_UPPER);
	fuzz_demand(!(p->flags & PAYLOAD_QUOTED) || p->flow == 0);
	fuzz_demand((p->missing > 0) == ((p->flags & PAYLOAD_CUT) != 0));
	for (size_t i = 0; i < p->data.n; i++) /* every octet may be read */
		f->sum = f->sum * 31 + p->data.p[i];
	f->sum = f->sum * 31 + p->flow + p->flags + p->time;
	if (p->transport == PAYLOAD_TCP && p->flow > 0 && p->flow < FUZZ_FLOWS && p->kind == PAYLOAD_DATA &&
	    !(p->flags & PAYLOAD_USER)) {
		uint64_t *next = &f->next[p->flow][p->direction];
		fuzz_demand(p->tcp.position == *next + p->tcp.gap); /* in order, once, holes told */
		*next = p->tcp.position + p->data.n;
	}
}

static inline void fuzz_begin(struct fuzz_capture *f)
{
	*f = (struct fuzz_capture){ .a = arena_reserve(CAPTURE_MEMORY, "fuzz") };
	f->start = f->a.beg;
	capture_begin(&f->c, &f->a, &(struct capture_sink){ .payload = fuzz_payload, .ctx = f });
}

/* After capture_end or capture_files: nothing waits any more. */
static inline void fuzz_end(struct fuzz_capture *f)
{
	fuzz_demand(f->c.flows.tcp.holds.stash.used_blocks == 0 && f->c.flows.tcp.holds.stash.used_pieces == 0);
	fuzz_demand(f->c.flows.sctp.holds.stash.used_blocks == 0 && f->c.flows.sctp.holds.stash.used_pieces == 0);
	fuzz_demand(f->c.flows.sctp.holds.table.n == 0 && f->c.flows.fragments.table.n == 0);
	arena_release(&f->a, f->start);
}

#endif
