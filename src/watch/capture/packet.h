/* SPDX-License-Identifier: Apache-2.0
 *
 * packet.h - one packet on its way from the link to the payload
 *
 * Each header is read by one function of struct walk, which takes it off `rest`, notes what it says, and names
 * the next header in `next`.  packet_walk calls one after the other, at most STEPS of them and TUNNELS tunnels,
 * so no packet can keep us longer than that.  What is damaged ends the walk and is counted; the rest of the
 * capture does not care.
 */
#ifndef PT_WATCH_CAPTURE_PACKET_H
#define PT_WATCH_CAPTURE_PACKET_H

#include "watch/capture/container.h"
#include "watch/capture/fragment.h"
#include "watch/capture/octets.h"
#include "watch/capture/sctp.h"
#include "watch/capture/tcp.h"

enum { STEPS = 64, TUNNELS = 8 };

enum step {
	STEP_DONE,
	STEP_LINK,
	STEP_ETHERNET,
	STEP_TYPE, /* what walk.type, an EtherType, says */
	STEP_PPP,
	STEP_IP,        /* version by its first half-octet */
	STEP_EXTENSION, /* of IPv6, what payload.protocol says */
	STEP_PROTOCOL, /* what payload.protocol says */
};

/* Everything that outlives a packet. */
struct flows {
	const struct capture_sink *sink;
	struct capture_stats *stats;
	bool user_streams; /* put TCP of subscribers (inside GTP-U) in order as well */
	/* Subscribers have tables of their own: whatever they send, nothing of the network is forgotten for it. */
	struct fragments fragments, user_fragments;
	struct sctp sctp, user_sctp;
	struct tcp tcp, user_tcp;
	struct walk *walk;
};

struct walk {
	struct flows *flows;
	uint64_t *n; /* flows->stats->n */
	struct span rest;
	struct span frame;
	uint32_t missing; /* octets cut off the end of rest */
	uint16_t type;
	bool joined; /* rest is not a part of the frame */
	enum step next;
	struct payload p;
};

/* Memory for everything; sink and stats must live as long. */
void packet_init(struct flows *w, struct arena *a, const struct capture_sink *sink, struct capture_stats *stats);
void packet_walk(struct flows *w, const struct frame *f);
/* At the end: what still waits will not become whole. */
void packet_end(struct flows *w);

/* Headers, for packet.c. */
void link_frame(struct walk *w);
void link_ethernet(struct walk *w);
void link_type(struct walk *w);
void link_ppp(struct walk *w);
void ip_header(struct walk *w);
void ip_extension(struct walk *w);
void transport_header(struct walk *w);
void tunnel_gre(struct walk *w);
/* Whether something goes on inside of a UDP datagram, by its ports. */
void tunnel_udp(struct walk *w);
/* One level deeper; false when that is too deep. */
bool tunnel_enter(struct walk *w);
void sctp_packet(struct walk *w);
void tcp_segment(struct walk *w);

/* Takes n octets off the front. */
static inline void walk_take(struct walk *w, size_t n)
{
	w->rest = after(w->rest, n);
}

/* A header says that `length` octets from here on belong to it: what is behind them is padding, what is
 * missing was cut off the end, or the header lies. */
static inline void walk_bound(struct walk *w, size_t length)
{
	if (length <= w->rest.n) {
		w->rest.n = length;
		w->missing = 0;
		return;
	}
	size_t missing = length - w->rest.n;
	if (missing > w->missing && !(w->p.flags & PAYLOAD_QUOTED)) {
		w->n[COUNT_wrong_length]++;
		w->p.flags |= PAYLOAD_DAMAGED;
	}
	w->missing = (uint32_t)missing;
}

static inline void walk_end(struct walk *w, enum capture_count why)
{
	w->n[why]++;
	w->next = STEP_DONE;
}

/* Hands out `data`, which is a part of rest; `missing` octets were cut off its end. */
static inline void walk_deliver(struct walk *w, struct span data, uint32_t missing)
{
	uint16_t flags = w->p.flags;
	w->p.data = data;
	w->p.missing = missing;
	w->p.offset = w->joined ? PAYLOAD_NO_OFFSET : (uint32_t)(data.p - w->frame.p);
	w->p.flags |= missing ? PAYLOAD_CUT : 0;
	w->flows->sink->payload(w->flows->sink->ctx, &w->p);
	w->p.flags = flags;
}

#endif
