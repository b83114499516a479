/* SPDX-License-Identifier: Apache-2.0
 *
 * sbi.h - octets of TCP become messages of the service based interfaces
 *
 * Takes payloads of capture in their order and recognises HTTP/1.1 and HTTP/2 on any port, from the beginning of a
 * stream or in the middle of it.  Each message is handed over once, when it ends, as a struct pdu whose raw octets
 * are the form of watch/decode/sbi.h.  An answer carries method and path of its request when that was seen.
 *
 * A message carries a payload of its own, made of those that its octets came in: what other protocols have is there.
 *
 * What is missing is never guessed: a message with holes says SBI_CUT, one whose end never came SBI_OPEN, a line of
 * headers that cannot be known is a field that says so.  Memory is taken once, at most SBI_MEMORY; all tables are
 * bounded and forget what was used least recently, which is counted and handed over as SBI_OPEN.
 */
#ifndef PT_WATCH_SBI_SBI_H
#define PT_WATCH_SBI_SBI_H

#include "watch/capture/payload.h"
#include "watch/capture/table.h"
#include "watch/decode/decode.h"
#include "watch/sbi/chain.h"
#include "watch/sbi/count.h"
#include "watch/sbi/hpack.h"

enum {
	SBI_MEMORY = 64 << 20, /* address space; pages are taken when needed */
	SBI_CONNECTIONS = 4096,
	SBI_EXCHANGES = 8192,
	SBI_WAIT = 12 << 20, /* octets that may wait in all */
	SBI_HEAD = 256 << 10, /* of one message, unpacked */
	SBI_UNPACKS = 128,    /* octets that an octet of a block of HPACK may become, on the average */
	SBI_BODY = 1 << 20,
	SBI_FRAME = 256 << 10, /* a frame of HTTP/2, but for DATA, a block of headers, or a head of HTTP/1 */
	SBI_PATH = 224,        /* of a path that is kept for the answer */
};

enum sbi_flag {
	SBI_CUT = 1,     /* octets are missing, or did not fit into SBI_HEAD, SBI_BODY */
	SBI_OPEN = 2,    /* its end was not seen */
	SBI_GIVEN_UP = 4, /* a peer reset the stream of HTTP/2 */
	SBI_LOST = 8,    /* some lines of its head are not known */
	SBI_PUSHED = 16, /* a request that the server promised to answer */
	SBI_SEALED = 32, /* it was inside TLS, opened with keys */
	SBI_UNPACKED = 64, /* its Content-Encoding was undone */
};

struct sbi_message {
	/* Its peers, and the packet that completed it: time, frame, file; of what nothing completed (evicted, the
	 * end) those of its last octets.  first_frame is of its first octets; flags are of all; data is pdu.raw. */
	struct payload at;
	struct pdu pdu;
	uint64_t first_time; /* of its first octets */
	uint32_t stream; /* of HTTP/2, or number of the exchange on its connection */
	uint32_t exchange; /* a number that request and answer have in common, and others before and behind them: at
	                    * most SBI_EXCHANGES; 0 = no exchange */
	uint8_t version, flags; /* 1, 2, 0 for a hello of TLS; enum sbi_flag */
	bool answer;            /* even when its status is not known */
	bool opens;             /* the first message of its exchange */
};

struct sbi_sink {
	void (*message)(void *ctx, const struct sbi_message *m);
	void *ctx;
	bool undecoded; /* of pdu only raw and proto: who receives calls decode() */
};

struct sbi {
	struct sbi_sink sink;
	struct table connections, exchanges;
	struct chains chains;
	struct hpack_pool hpack;
	uint8_t *in, *out, *work; /* a frame or head put together; its lines; a whole message */
	uint8_t *wait;            /* what waited until it was recognised */
	struct tls *tls;
	struct z_stream_s *unpack; /* of zlib */
	uint8_t *packed;           /* a body as it came */
	bool unpacking;            /* unpack is in use */
	struct field *fields;
	uint64_t n[SBI_COUNTS];
};

/* The arena needs SBI_MEMORY of address space.  *sink is copied. */
void sbi_begin(struct sbi *s, struct arena *a, const struct sbi_sink *sink);
/* What the stream of this payload speaks in its direction, as far as is known by now. */
enum sbi_speaks { SBI_UNKNOWN, SBI_HTTP1, SBI_HTTP2, SBI_TLS };
enum sbi_speaks sbi_payload(struct sbi *s, const struct payload *p);
/* Lines of a key log of TLS (SSLKEYLOGFILE): how many octets of whole lines were taken off the front; with `last` all
 * of them. */
size_t sbi_secrets(struct sbi *s, struct span text, bool last);
/* Hands over what has not ended, forgets keys. */
void sbi_end(struct sbi *s);

#endif
