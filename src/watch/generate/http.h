/* SPDX-License-Identifier: Apache-2.0
 *
 * http.h - HTTP/2 over a connection of TCP (RFC 9113, RFC 7541)
 *
 * Header fields go through the dynamic table, so that who comes late cannot read all of them; texts are not
 * Huffman coded.  One HEADERS and at most one DATA frame a message.
 */
#ifndef PT_WATCH_GENERATE_HTTP_H
#define PT_WATCH_GENERATE_HTTP_H

#include "base/str.h"
#include "watch/generate/wire.h"

enum { HTTP_TABLE = 4096, HTTP_ENTRIES = HTTP_TABLE / 32 };

struct http_table { /* of one direction: what the receiver will remember */
	uint64_t name[HTTP_ENTRIES], field[HTTP_ENTRIES]; /* hashes; a ring, the newest at `first` */
	uint16_t size[HTTP_ENTRIES];
	uint32_t first, n, octets;
};

struct http {
	struct wire_tcp tcp; /* side 0 asks */
	struct http_table table[2];
	uint32_t streams, got[2];
};

struct http_field {
	const char *name;
	struct str value;
};

/* Connection and settings, if they are not there. */
void http_open(struct wire *w, struct http *h);
/* A request; the number of its stream. */
uint32_t http_ask(struct wire *w, struct http *h, const struct http_field *f, size_t n, struct span body);
void http_answer(struct wire *w, struct http *h, uint32_t stream, const struct http_field *f, size_t n,
                 struct span body);
/* Any frame: type, flags, octets. */
void http_frame(struct wire *w, struct http *h, unsigned side, unsigned type, unsigned flags, uint32_t stream,
                struct span payload);

#endif
