/* SPDX-License-Identifier: Apache-2.0
 *
 * payload.h - what capture hands to decode
 *
 * A payload is what one peer said to another at one moment: a UDP datagram, a message of an SCTP association,
 * the next octets of a TCP stream, or an event of their transport (a handshake, an abort).  Payloads come in
 * the order of the packets that completed them, of one thread, through a callback.  Everything in it lives
 * until the callback returns; nobody else owns it.
 *
 * What capture promises:
 * - A message of SCTP is whole (its DATA fragments joined) and comes once, however often it was sent.  It comes
 *   when its last fragment does; messages of a stream are not sorted by SSN, `tsn` and `ssn` tell.
 * - Octets of TCP come in order and once.  Where octets are missing for good, the next payload says how many
 *   (`gap`), and nobody guesses.
 * - A packet inside a tunnel comes after the payload of the tunnel itself, with a higher `depth`.
 * - A packet that an ICMP error quotes is marked QUOTED and has touched no state: it is no traffic.
 * - What was cut off, was damaged or came in pieces says so in `flags`.
 */
#ifndef PT_WATCH_CAPTURE_PAYLOAD_H
#define PT_WATCH_CAPTURE_PAYLOAD_H

#include "base/rd.h"
#include "base/str.h"

enum payload_transport {
	PAYLOAD_OTHER, /* an IP protocol without ports; `protocol` says which */
	PAYLOAD_UDP,
	PAYLOAD_SCTP,
	PAYLOAD_TCP,
	PAYLOAD_ICMP,  /* and ICMPv6: the whole ICMP message */
	PAYLOAD_UPPER, /* exported by another program: `name` says what it is ("nas-5gs") */
};

enum payload_kind {
	PAYLOAD_DATA,
	PAYLOAD_CONTROL, /* SCTP: a chunk that is not DATA, whole, `control` is its type */
	PAYLOAD_START,   /* TCP: a SYN, no data; SCTP: an INIT, the chunk */
	PAYLOAD_END,     /* TCP: a FIN was reached, for this direction; no data */
	PAYLOAD_RESET,   /* TCP: RST, for both directions; no data */
};

enum payload_flag {
	PAYLOAD_CUT = 1 << 0,       /* the capture or a wrong length took the end of it */
	PAYLOAD_LATE = 1 << 1,      /* the association or stream began before the capture; on its first data, and on
	                             * control chunks before that */
	PAYLOAD_AGAIN = 1 << 2,     /* may have been delivered before: a TSN far behind the others */
	PAYLOAD_QUOTED = 1 << 3,    /* quoted in an ICMP error */
	PAYLOAD_JOINED = 1 << 4,    /* came in fragments (of IP or SCTP), or waited for octets before it: `offset`
	                             * counts from the beginning of `data`, not of the frame */
	PAYLOAD_OVERLAP = 1 << 5,   /* two sendings of the same octets differed; the first is shown */
	PAYLOAD_UNORDERED = 1 << 6, /* SCTP: U bit; TCP: of a subscriber, segments as they came (flow 0) */
	PAYLOAD_USER = 1 << 7,      /* inside GTP-U: of a subscriber, not of the network */
	PAYLOAD_TIMELESS = 1 << 8,  /* the file has no time for this packet; that of the one before is shown */
	PAYLOAD_BEHIND = 1 << 9,    /* SCTP: a TSN lower than one seen before */
	PAYLOAD_DAMAGED = 1 << 10,  /* a length of a header around it cannot be true */
	PAYLOAD_RESTART = 1 << 11,  /* START: the peers had an association or stream already */
};

/* One side of a conversation.  IPv4 addresses are in the first 4 octets, the others zero. */
struct peer {
	uint8_t address[16];
	uint8_t family; /* 4, 6, 0 = not known */
	uint16_t port;
};

enum { PAYLOAD_VLANS = 2, PAYLOAD_NO_OFFSET = UINT32_MAX };

struct payload {
	uint64_t time;        /* nanoseconds since 1970 of the packet that completed it */
	uint64_t frame;       /* number of that packet in its file, from 1 */
	uint64_t first_frame; /* of the packet that began it */
	struct span data;
	uint32_t offset; /* where data begins in the frame; PAYLOAD_NO_OFFSET when it is not in one frame */
	uint32_t missing; /* octets that were cut off its end */
	struct peer from, to;
	uint32_t file, interface; /* numbers from 0 */
	uint16_t link;            /* link type of the frame, a number of the pcap registry */
	uint16_t vlan[PAYLOAD_VLANS]; /* the outermost two */
	uint8_t vlans;            /* how many there were in all */
	uint8_t depth;            /* tunnels around it */
	uint8_t transport, kind;  /* enum payload_transport, payload_kind */
	uint8_t protocol;         /* of IP */
	uint8_t control;          /* SCTP: type of the chunk; TCP: the flags octet */
	uint8_t direction;        /* 0 = as the first packet of the flow went */
	uint16_t flags;
	uint32_t flow;            /* association or TCP stream, numbered from 1 in order of appearance, those of
	                           * subscribers (USER) apart; 0 = none */
	union {
		struct {
			uint32_t ppid, tsn, tag;
			uint16_t stream, ssn;
		} sctp;
		struct {
			uint64_t position; /* of data[0] in this direction of the stream, 0 = first octet seen */
			uint64_t gap;      /* octets that are missing before it */
		} tcp;
	};
	struct str name; /* PAYLOAD_UPPER: name of the protocol */
};

/* A key log that a capture file carries for its encrypted streams (pcapng Decryption Secrets Block). */
struct capture_secret {
	uint32_t file;
	uint32_t type; /* 0x544c534b: lines as in SSLKEYLOGFILE */
	struct span data;
};

/* What the recording program called an address (pcapng Name Resolution Block). */
struct capture_name {
	uint32_t file;
	uint8_t address[16], family;
	struct str text;
};

/* What could not be read of a file; the rest was.  `text` says what, offset and frame where. */
struct capture_problem {
	uint32_t file;
	uint64_t offset, frame;
	const char *text;
	bool foreign; /* it is no capture at all */
};

/* Who receives; `payload` must be there, the others may be NULL. */
struct capture_sink {
	void (*payload)(void *ctx, const struct payload *p);
	void (*secret)(void *ctx, const struct capture_secret *s);
	void (*name)(void *ctx, const struct capture_name *n);
	void (*problem)(void *ctx, const struct capture_problem *p);
	void *ctx;
};

#endif
