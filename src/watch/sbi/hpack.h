/* SPDX-License-Identifier: Apache-2.0
 *
 * hpack.h - header compression of HTTP/2 (RFC 7541), read by somebody who may have come late
 *
 * A peer that has seen the connection from its beginning knows every entry of the dynamic table.  We may not: an index
 * counts from the newest entry, so what was inserted since we came is known for certain, and what is older is not.
 * Such a line is LOST, and never guessed.  The table may forget earlier than the sender's, never later: that too
 * makes lines lost, not wrong.
 *
 * Tables come from a pool of bounded size; a connection that gets none has every such line lost.
 */
#ifndef PT_WATCH_SBI_HPACK_H
#define PT_WATCH_SBI_HPACK_H

#include "base/arena.h"
#include "base/rd.h"

enum {
	HPACK_SMALL = 4096, /* octets of a table by RFC 7541 4.1, if nobody asks for more */
	HPACK_LARGE = 65536,
	HPACK_SMALLS = 1024, /* tables in the pool */
	HPACK_LARGES = 16,
	HPACK_STRING = 128 << 10, /* octets of a text at most, unpacked */
};

struct hpack_entry {
	uint32_t at, name, value; /* place in the octets, lengths */
	uint8_t mark;             /* enum sbi_mark: what of it is known */
};

struct hpack_table {
	struct hpack_table *next; /* in the pool */
	struct hpack_entry *entries;
	uint8_t *octets; /* twice the size */
	uint32_t room;
};

struct hpack_pool {
	struct arena *a;
	struct hpack_table *free[2];
	unsigned made[2];
	uint64_t refused;
	uint8_t *name, *value; /* HPACK_STRING each: what was unpacked last */
	/* The code of appendix B: it is canonical, so lengths say all. */
	uint8_t fast[256], fast_bits[256];
	uint16_t symbols[257], first_symbol[31];
	uint32_t first_code[31], codes[31];
};

/* One direction of a connection; zero is an empty table without memory. */
struct hpack {
	struct hpack_table *t;
	uint32_t first, n; /* entries, oldest first, in a ring */
	uint32_t limit, size, write;
	bool set; /* limit was set */
};

/* Where lines go, in the form of watch/decode/sbi.h. */
struct hpack_out {
	uint8_t *p;
	size_t n, cap;
	bool cut;      /* a line found no room */
	uint32_t lost; /* lines not, or not wholly, known */
};

void hpack_pool_init(struct hpack_pool *pool, struct arena *a);
/* A whole block of headers.  False when it contradicts itself: the lines before are there, the table is not to be
 * trusted any more (hpack_forget). */
bool hpack_decode(struct hpack_pool *pool, struct hpack *h, struct span block, struct hpack_out *out);
void hpack_forget(struct hpack_pool *pool, struct hpack *h);
/* A line as it is; for HTTP/1 too. */
void hpack_line(struct hpack_out *out, uint8_t mark, struct span name, struct span value);

#endif
