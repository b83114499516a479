/* SPDX-License-Identifier: Apache-2.0
 *
 * wire.h - from what functions of a network say to frames on a link
 *
 * One struct wire is the link that is being recorded.  Frames leave it in the order of time, each at its own
 * time, with correct lengths and checksums.  Nothing is sent again and nothing is lost unless asked for.
 *
 * SCTP and TCP keep their state in the flow that the caller owns, which has to live as long as the wire: numbers count
 * up over what was really said, acknowledgements ride on answers or come by themselves a little later (`when`).
 * Messages of SCTP that are said at one moment share packets.
 */
#ifndef PT_WATCH_GENERATE_WIRE_H
#define PT_WATCH_GENERATE_WIRE_H

#include "base/rng.h"
#include "watch/generate/generate.h"
#include "watch/generate/put.h"
#include "watch/generate/queue.h"

enum { WIRE_MTU = 1500, WIRE_HEAD = 128, WIRE_ROOM = 65536, WIRE_MAC = 6 };

enum wire_link { LINK_ETHERNET = 1, LINK_RAW = 101, LINK_SLL = 113, LINK_SLL2 = 276 }; /* registry of pcap */

struct node { /* who has an address */
	const char *name;
	uint8_t address[16]; /* IPv4: the first four */
	uint8_t family;      /* 4 or 6 */
	uint8_t mac[WIRE_MAC];
};

struct wire {
	struct queue *when;
	uint64_t now, last; /* time; of the last frame */
	const struct mark *mark;
	void (*take)(void *ctx, const struct generate_frame *f);
	void *ctx;
	struct rng rng;
	enum wire_link link;
	uint16_t vlan;        /* 0 = none */
	size_t snap;          /* octets kept of a frame, 0 = all */
	double twice;         /* share of frames that the recording has two times */
	double swapped;       /* share of neighbouring frames that changed places */
	const struct node *gone; /* says nothing; datagrams to it come back as ICMP errors */
	uint64_t begin;       /* what leaves before this time is not recorded */
	uint16_t ident;
	uint32_t said;        /* frames */
	struct wire_sctp *dirty; /* associations with messages that wait for the end of the moment */
	uint8_t room[WIRE_HEAD + WIRE_ROOM], held[WIRE_HEAD + WIRE_ROOM];
	struct generate_frame held_frame; /* changes places with the next one */
};

/* ---- IP (wire_ip.c) ---- */
enum { IP_ICMP = 1, IP_TCP = 6, IP_UDP = 17, IP_ICMP6 = 58, IP_SCTP = 132 };

/* Where the payload of the next packet goes: write it there, then wire_ip. */
struct put wire_begin(struct wire *w);
/* Sends the `n` octets that stand there as payload of IP, in fragments when they are many. */
void wire_ip(struct wire *w, const struct node *from, const struct node *to, uint8_t protocol, size_t n);
void wire_udp(struct wire *w, const struct node *from, uint16_t port, const struct node *to, uint16_t to_port,
              struct span payload);
/* The last UDP datagram comes back to its sender: nobody listens (ICMP type 3 code 3, or 1 code 4). */
void wire_unreachable(struct wire *w, const struct node *from, uint16_t port, const struct node *to,
                      uint16_t to_port, struct span payload);
/* "who has": an ARP request or answer. */
void wire_arp(struct wire *w, const struct node *from, const struct node *to, bool answer);
/* A packet of IPv4 as octets, for tunnels: header in front of a payload. */
size_t wire_inner(struct wire *w, uint8_t *out, size_t room, const uint8_t from[4], const uint8_t to[4],
                  uint8_t protocol, struct span payload);
/* Sum of the Internet for headers in front of (part of) a packet. */
uint16_t wire_checksum(struct span head, struct span payload);
/* Puts the sum of UDP, TCP or ICMPv6 at octet `at` of the `n` octets at `p`. */
void wire_sum(const struct node *from, const struct node *to, uint8_t protocol, uint8_t *p, size_t n, size_t at);
/* What is held back leaves now. */
void wire_end(struct wire *w);

/* ---- SCTP (wire_sctp.c) ---- */
struct wire_sctp {
	struct wire *wire;
	const struct node *node[2]; /* 0 began the association */
	uint16_t port[2];
	uint32_t tag[2];            /* that packets to this side carry */
	uint32_t tsn[2], seen[2];   /* next of this side; last it had from the other */
	uint16_t ssn[2][32];
	uint8_t owes[2];            /* packets it has not acknowledged */
	bool open, sack[2];         /* an acknowledgement is on the way */
	bool dirty[2];
	size_t waits[2];            /* octets of chunks that wait */
	uint8_t chunk[2][WIRE_MTU];
	struct wire_sctp *next;     /* dirty one */
};

void wire_sctp_open(struct wire *w, struct wire_sctp *s);
void wire_sctp_say(struct wire *w, struct wire_sctp *s, unsigned side, unsigned stream, uint32_t ppid,
                   struct span message);
void wire_sctp_beat(struct wire *w, struct wire_sctp *s, unsigned side); /* HEARTBEAT and its answer */
void wire_sctp_abort(struct wire *w, struct wire_sctp *s, unsigned side);
/* Sends what waits on all associations: the end of a moment. */
void wire_sctp_flush(struct wire *w);

/* ---- TCP (wire_tcp.c) ---- */
struct wire_tcp {
	struct wire *wire;
	const struct node *node[2]; /* 0 began */
	uint16_t port[2];
	uint32_t seq[2], acked[2];  /* next of this side; what it acknowledged last */
	uint8_t owes[2];
	bool open, ack[2];
};

void wire_tcp_open(struct wire *w, struct wire_tcp *t);
void wire_tcp_say(struct wire *w, struct wire_tcp *t, unsigned side, struct span octets);
void wire_tcp_close(struct wire *w, struct wire_tcp *t, unsigned side);
void wire_tcp_reset(struct wire *w, struct wire_tcp *t, unsigned side);

/* ---- small things ---- */
static inline uint64_t wire_us(double us)
{
	return (uint64_t)(us * 1e3);
}

static inline bool wire_chance(struct rng *r, double p)
{
	return p > 0 && rng_uniform(r) < p;
}

#endif
