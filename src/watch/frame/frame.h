/* SPDX-License-Identifier: Apache-2.0
 *
 * frame.h - messages in streams of TCP that say how long they are: Diameter, SIP, DNS
 *
 * Takes payloads of capture in their order and hands over each message once, when its last octet is there.  A stream
 * is known by its port, or by what it begins with (Diameter, SIP).  Behind a hole, or what is no message, octets are
 * passed over until something is a message beyond reasonable doubt; how many is told with it and counted.  What waits
 * for the rest of its message is bounded, and so is the number of streams: the one used least recently is forgotten.
 */
#ifndef PT_WATCH_FRAME_FRAME_H
#define PT_WATCH_FRAME_FRAME_H

#include "watch/capture/table.h"
#include "watch/frame/count.h"
#include "watch/sbi/chain.h"
#include "watch/speaks.h"

enum {
	FRAME_STREAMS = 4096,
	FRAME_WAIT = 4 << 20,    /* octets that may wait in all */
	FRAME_MOST = 128 << 10,  /* of a message; a longer one is passed over */
	FRAME_HEAD = 16 << 10,   /* of SIP: until the empty line */
};

struct frame_sink {
	/* `at` has the octets of the message, time and frame of its end, the frame it began in; at->tcp.gap is how many
	 * octets were passed over in front of it. */
	void (*message)(void *ctx, const struct payload *at, enum speaks s);
	void *ctx;
};

struct frames {
	struct frame_sink sink;
	struct table streams;
	struct chains chains;
	uint8_t *work; /* a message put together */
	uint64_t n[FRAME_COUNTS];
};

/* Memory is taken from the arena as it is needed.  *sink is copied. */
void frame_begin(struct frames *f, struct arena *a, const struct frame_sink *sink);
/* Which protocol the stream is read as, SPEAKS_OTHER_TCP when it is none of these. */
enum speaks frame_payload(struct frames *f, const struct payload *p);
/* Counts what waits in vain. */
void frame_end(struct frames *f);

#endif
