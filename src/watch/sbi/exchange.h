/* SPDX-License-Identifier: Apache-2.0
 *
 * exchange.h - requests and their answers while they are put together; what http1.c, http2.c and sbi.c share
 */
#ifndef PT_WATCH_SBI_EXCHANGE_H
#define PT_WATCH_SBI_EXCHANGE_H

#include "watch/sbi/sbi.h"

struct sbi_side {
	uint8_t mode, state; /* enum sbi_speaks; state: of http1.c or http2.c */
	uint8_t frame[9];    /* HTTP/2: head of the frame that is not complete, */
	uint8_t frame_n;     /* octets of it that are there */
	uint8_t block_flags; /* and flags of the frame that began the block of headers */
	bool in_block, synced;
	bool doubt;          /* HTTP/2: only if a frame begins here, none is missing that mattered */
	uint32_t block_stream, promised; /* HTTP/1: promised is the exchange of the message that is read */
	uint64_t left;       /* octets until this state ends */
	bool line;           /* HTTP/1: the line that is not complete is not empty */
	uint32_t sequence;   /* HTTP/1: messages begun */
	struct chain hold, block;
	struct hpack hpack;
	uint64_t first_time, first_frame; /* of what is in hold or block */
};

struct sbi_connection {
	struct table_link link;
	struct sbi_key {
		uint32_t flow, user; /* user: of a subscriber, whose flows are numbered apart */
	} key;
	struct sbi_side side[2];
	struct peer peer[2]; /* who speaks in this direction */
	uint32_t exchanges; /* the first of its list */
	uint32_t unpaired;
	uint8_t ended, sealed; /* bits of directions; sealed: TLS, so that side[] is what was inside */
};

enum { MESSAGE_NONE, MESSAGE_HEAD, MESSAGE_DONE };

struct sbi_part { /* one message on its way */
	struct chain head, body;
	uint64_t time, frame;           /* of its first octets, */
	uint64_t last_time, last_frame; /* and of its last ones */
	uint32_t file;                  /* of the last ones, too */
	uint16_t seen;                  /* flags of their payloads: OF_MESSAGE */
	uint8_t state, flags;
	bool answer, method, encoded; /* method: it was seen; encoded: there is a Content-Encoding */
};

struct sbi_exchange {
	struct table_link link;
	struct sbi_exchange_key {
		uint32_t connection, id, version; /* connection: its number, which lives as long as its exchanges */
	} key;
	uint32_t next, before; /* of the connection */
	struct sbi_part part[2]; /* by direction */
	uint8_t method_n, path_n;
	uint8_t method[16], path[SBI_PATH];
};

/* The exchange of this number; a new one when `make`. */
struct sbi_exchange *exchange_find(struct sbi *s, struct sbi_connection *c, uint32_t id, uint32_t version, bool make);
/* The octets of a message, decoded unless the sink wants them as they are. */
struct pdu exchange_pdu(struct sbi *s, enum proto_id proto, struct span raw);
/* Lines of a head, or of trailers, for one direction. */
void exchange_head(struct sbi *s, struct sbi_exchange *x, unsigned direction, struct hpack_out *lines,
                   const struct payload *p);
void exchange_body(struct sbi *s, struct sbi_exchange *x, unsigned direction, struct span octets,
                   const struct payload *p);
/* The message is complete, or as complete as it will be: hands it over. */
void exchange_finish(struct sbi *s, struct sbi_exchange *x, unsigned direction, const struct payload *p);
/* Gives both messages up and forgets the exchange. */
void exchange_remove(struct sbi *s, struct sbi_exchange *x, const struct payload *p);
void exchange_flush(struct sbi *s, struct sbi_connection *c, const struct payload *p);
/* All unfinished messages of this direction have a hole. */
void exchange_cut(struct sbi *s, struct sbi_connection *c, unsigned direction);
/* The payload of a message on this connection: peers by direction, the rest as `p` has it. */
struct payload exchange_payload(const struct sbi_connection *c, unsigned direction, const struct payload *p);
/* The value of a line in `lines`. */
struct span exchange_line(const struct hpack_out *lines, const char *name);

enum sbi_look { LOOK_NO, LOOK_MORE, LOOK_YES };

/* http1.c, http2.c: whether octets begin a message; what they contain; a hole in front of what comes next; the end. */
enum sbi_look http1_look(struct span s);
void http1_feed(struct sbi *s, struct sbi_connection *c, unsigned direction, const struct payload *p, struct span d);
void http1_gap(struct sbi *s, struct sbi_connection *c, unsigned direction, uint64_t gap);
void http1_end(struct sbi *s, struct sbi_connection *c, unsigned direction, const struct payload *p);
enum sbi_look http2_look(struct span s, bool known);
void http2_feed(struct sbi *s, struct sbi_connection *c, unsigned direction, const struct payload *p, struct span d);
void http2_gap(struct sbi *s, struct sbi_connection *c, unsigned direction, const struct payload *p, uint64_t gap);

/* unpack.c: whether this Content-Encoding is one that can be undone; a body without it, at most SBI_BODY octets. */
void unpack_begin(struct sbi *s, struct arena *a);
void unpack_end(struct sbi *s);
bool unpack_known(struct span encoding);
bool unpack_body(struct sbi *s, struct span in, uint8_t *to, size_t *n);

/* tls.c: hellos, and what is sealed behind them, which comes back to sbi_plain. */
void tls_begin(struct sbi *s, struct arena *a);
void tls_end(struct sbi *s);
enum sbi_look tls_look(struct span s);
void tls_feed(struct sbi *s, struct sbi_connection *c, unsigned direction, const struct payload *p, struct span d);
void tls_gap(struct sbi *s, struct sbi_connection *c, unsigned direction, const struct payload *p, uint64_t gap);
void tls_forget(struct sbi *s, const struct sbi_connection *c);
/* The next octets of a stream without TLS around it; a hole in front of them, of UINT64_MAX when nobody knows. */
void sbi_plain(struct sbi *s, struct sbi_connection *c, unsigned direction, const struct payload *p, struct span d);
void sbi_plain_gap(struct sbi *s, struct sbi_connection *c, unsigned direction, const struct payload *p, uint64_t gap);

#endif
