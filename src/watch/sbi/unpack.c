/* SPDX-License-Identifier: Apache-2.0
 *
 * unpack.c - Content-Encoding of bodies undone: gzip and deflate (RFC 9110 8.4.1)
 *
 * A body may grow to UNPACK_TIMES what it is and UNPACK_FREE more, and never beyond SBI_BODY.  What would grow further,
 * has a hole, or is none, stays as it came.
 */
#include "watch/sbi/exchange.h"

#include <string.h>
#include <strings.h>
#include <zlib.h>

enum { UNPACK_TIMES = 64, UNPACK_FREE = 16 << 10 };
enum { WINDOW = 15, EITHER = 32 /* gzip or zlib, as it begins */ };

static bool is(struct span s, const char *z)
{
	return s.n == strlen(z) && strncasecmp((const char *)s.p, z, s.n) == 0;
}

bool unpack_known(struct span encoding)
{
	return is(encoding, "gzip") || is(encoding, "x-gzip") || is(encoding, "deflate");
}

/* False unless it went well to the end, or to where the octets end. */
static bool inflate_all(z_stream *z, struct span in, uint8_t *to, size_t room, int window, size_t *n)
{
	if (inflateReset2(z, window) != Z_OK)
		return false;
	z->next_in = (Bytef *)(uintptr_t)in.p;
	z->avail_in = (uInt)in.n;
	z->next_out = to;
	z->avail_out = (uInt)room;
	int did = inflate(z, Z_SYNC_FLUSH);
	*n = room - z->avail_out;
	return did == Z_STREAM_END || ((did == Z_OK || did == Z_BUF_ERROR) && z->avail_out > 0 && *n > 0);
}

bool unpack_body(struct sbi *s, struct span in, uint8_t *to, size_t *n)
{
	size_t room = UNPACK_TIMES * in.n + UNPACK_FREE;
	room = room < SBI_BODY ? room : SBI_BODY;
	if (!s->unpacking && inflateInit2(s->unpack, WINDOW + EITHER) != Z_OK)
		return false;
	s->unpacking = true;
	/* Some send deflate without the head that belongs to it. */
	bool ok = inflate_all(s->unpack, in, to, room, WINDOW + EITHER, n) ||
	          inflate_all(s->unpack, in, to, room, -WINDOW, n);
	s->n[ok ? SBI_COUNT_unpacked : SBI_COUNT_stays_packed]++;
	return ok;
}

void unpack_begin(struct sbi *s, struct arena *a)
{
	s->unpack = NEW(a, z_stream, 1);
	s->packed = NEW(a, uint8_t, SBI_BODY);
}

void unpack_end(struct sbi *s)
{
	if (s->unpacking)
		inflateEnd(s->unpack);
	s->unpacking = false;
}
