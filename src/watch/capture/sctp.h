/* SPDX-License-Identifier: Apache-2.0
 *
 * sctp.h - associations of SCTP (RFC 9260): their messages whole and once
 *
 * An association is known by its two verification tags and its ports, so it stays the same when its packets take
 * other addresses (multi-homing).  A capture that begins late knows no tags; then the addresses lead to the
 * association of the other direction.  Both are only indices: what a packet says is never changed by them.
 *
 * An INIT between peers that have an association begins another one (RESTART); the old one lives on by its tags,
 * so a forged INIT ends nothing.  A DATA chunk is delivered once: the last SCTP_WINDOW TSNs are remembered.  A TSN
 * further away than that, ahead or behind, is delivered, and counting begins anew there: better twice than not.
 * Check sums are not looked at.
 */
#ifndef PT_WATCH_CAPTURE_SCTP_H
#define PT_WATCH_CAPTURE_SCTP_H

#include "watch/capture/count.h"
#include "watch/capture/hold.h"
#include "watch/capture/payload.h"

enum {
	SCTP_ASSOCIATIONS = 16384,
	SCTP_USER_ASSOCIATIONS = 1024,
	SCTP_WINDOW = 1024,
	SCTP_CHUNKS = 1024,       /* in a packet; what is behind is counted as bad */
	SCTP_MESSAGE = 256 << 10, /* octets of a message made of fragments */
	SCTP_PIECES = 256,        /* fragments that wait in one direction */
	SCTP_STASH = 256, /* octets that may wait for each association there may be */
};
#define SCTP_WAIT UINT64_C(30000000000)

struct sctp {
	const struct capture_sink *sink;
	struct capture_stats *stats;
	struct table paths;        /* tag and ports -> association and direction */
	struct table peers;        /* addresses and ports -> association */
	struct table associations; /* by number of the flow */
	struct holds holds;
	uint8_t *message; /* SCTP_MESSAGE octets */
	uint32_t flows;
};

/* One direction of an association. */
struct sctp_side {
	uint32_t tag; /* that packets of this direction carry; 0 = not known */
	uint32_t top; /* the highest TSN seen */
	uint32_t hold;
	bool seen;    /* top means something */
	uint64_t got[SCTP_WINDOW / 64]; /* bit i % SCTP_WINDOW: TSN i of those up to top */
};

struct sctp_association {
	struct table_link link;
	uint32_t flow;
	uint32_t depth;
	uint32_t peer; /* entry of peers */
	uint16_t port[2]; /* source port of direction 0 and 1 */
	bool late, closed, told; /* told: that it is late */
	struct sctp_side side[2];
};

void sctp_init(struct sctp *s, struct arena *a, const struct capture_sink *sink, struct capture_stats *stats,
               uint32_t associations);
void sctp_end(struct sctp *s);

/* For sctp_chunk.c: what the association of a packet is, NULL when it has none.  Chunk 1 (INIT) makes one. */
struct sctp_packet {
	const struct payload *p; /* addresses, ports, depth */
	uint32_t tag, initiate;  /* initiate: tag of an INIT or INIT ACK */
	uint8_t type, flags;     /* of the first chunk */
};
struct sctp_association *sctp_find(struct sctp *s, const struct sctp_packet *k, unsigned *direction, bool *restart);
/* Whether a TSN comes for the first time; `behind` when a higher one was seen, `again` when it is far away. */
bool sctp_first_time(struct sctp_side *side, uint32_t tsn, bool *behind, bool *again);

/* A fragment joins the others; true when it made a message whole, which then is in *data. */
struct sctp_fragment {
	uint32_t tsn;
	uint8_t ends; /* 2 = first, 1 = last */
	struct span octets;
};
bool sctp_join(struct sctp *s, struct sctp_association *a, unsigned direction, const struct sctp_fragment *f,
               const struct payload *p, struct span *data, uint64_t *first_frame);
/* TSNs up to this one will not come any more. */
void sctp_forward(struct sctp *s, struct sctp_association *a, unsigned direction, uint32_t tsn);
void sctp_tick(struct sctp *s, uint64_t now);
void sctp_give_up(struct sctp *s, struct hold *d);

#endif
