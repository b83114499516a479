/* SPDX-License-Identifier: Apache-2.0
 *
 * tcp.h - streams of TCP (RFC 9293): octets in order and once
 *
 * Each direction of a stream knows which octet comes next.  What comes too early waits, at most TCP_WAIT by the
 * clock of the capture, at most TCP_HELD octets, and no longer than until the receiver acknowledges what we do not
 * have.  Then the hole is skipped, and the payload behind it says how much is missing.  Octets that came first win;
 * a segment that contradicts one that waits is counted, and what is delivered there is marked OVERLAP.  Octets that
 * were delivered already are not remembered.
 *
 * A SYN with another number begins another stream.  A RST is told and changes nothing else: a forged one would
 * not have ended the stream either.  A segment more than TCP_WINDOW away is left out, unless the next one goes on
 * where it ended: then the stream has moved, and the hole in between is told.
 */
#ifndef PT_WATCH_CAPTURE_TCP_H
#define PT_WATCH_CAPTURE_TCP_H

#include "watch/capture/count.h"
#include "watch/capture/hold.h"
#include "watch/capture/payload.h"

enum {
	TCP_STREAMS = 32768,
	TCP_USER_STREAMS = 8192,
	TCP_WINDOW = 16 << 20,
	TCP_HELD = 1 << 20, /* octets that wait in one direction */
	TCP_PIECES = 512,   /* segments that wait in one direction */
	TCP_STASH = 256, /* octets that may wait for each stream there may be */
	TCP_LARGEST = 1 << 16,
	TCP_PARTS = 32, /* of a segment, between others that wait */
};
#define TCP_WAIT UINT64_C(2000000000)

struct tcp {
	const struct capture_sink *sink;
	struct capture_stats *stats;
	struct table streams;
	struct holds holds;
	uint8_t *octets; /* TCP_LARGEST, of a piece that is handed out */
	uint32_t flows;
};

struct tcp_side {
	uint64_t position; /* of `next` */
	uint64_t gap;      /* octets missing right before `next` */
	uint32_t next, start; /* start: sequence number of the SYN */
	uint32_t fin;      /* sequence number of the FIN */
	uint32_t elsewhere; /* where a segment far away ended */
	uint32_t hold;
	bool seen, syn, finishing, ended, told, strayed;
};

struct tcp_key {
	uint8_t low[16], high[16];
	uint16_t low_port, high_port;
	uint8_t depth, family;
	uint16_t zero;
};

struct tcp_stream {
	struct table_link link;
	struct tcp_key key;
	uint32_t flow;
	uint16_t link_type, vlan[PAYLOAD_VLANS];
	uint8_t vlans, user;
	bool flipped; /* direction 0 goes from high to low */
	bool closed;
	struct tcp_side side[2];
};

void tcp_init(struct tcp *t, struct arena *a, const struct capture_sink *sink, struct capture_stats *stats,
              uint32_t streams);
/* Delivers what waits, with its holes. */
void tcp_end(struct tcp *t);
void tcp_expire(struct tcp *t, uint64_t now);

/* Before each packet: nothing waits longer than TCP_WAIT. */
static inline void tcp_tick(struct tcp *t, uint64_t now)
{
	if (t->holds.table.oldest)
		tcp_expire(t, now);
}

/* A segment as it came, its data a part of the frame or not (p->offset says). */
struct tcp_segment {
	struct payload *p; /* with addresses and ports; the rest is filled in */
	struct span data;
	uint32_t sequence, missing;
	uint8_t flags;
};
/* tcp_order.c */
void tcp_order(struct tcp *t, struct tcp_stream *st, unsigned direction, const struct tcp_segment *s);
/* The receiver of this direction has all octets before `number`, so what we do not have will not come. */
void tcp_acknowledged(struct tcp *t, struct tcp_stream *st, unsigned direction, uint32_t number);
void tcp_flush(struct tcp *t, struct tcp_stream *st, unsigned direction);

#endif
