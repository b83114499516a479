/* SPDX-License-Identifier: Apache-2.0
 *
 * input.h - the octets of a capture file, unpacked, through a window that fits into the L2 cache
 *
 * A file, a pipe or memory, plain, gzip (RFC 1952) or Zstandard (RFC 8878), several members after one another
 * as well.  Memory does not grow with the input, however far it unpacks.  A compressed stream that is cut or
 * damaged gives what comes before the damage and then ends with a reason.
 *
 * read(2) into a warm window beats a walk over a mapped file, where the length of each packet has to arrive
 * from memory before the place of the next is known (docs/internals/capture.md has the figures).
 */
#ifndef PT_WATCH_CAPTURE_INPUT_H
#define PT_WATCH_CAPTURE_INPUT_H

#include "base/file.h"
#include "base/rd.h"

enum {
	INPUT_WINDOW = 512 << 10, /* no look-ahead is longer */
	INPUT_STEP = 256 << 10,   /* read at once */
	INPUT_PACKED = 64 << 10,
	INPUT_ZSTD_LOG = 25,      /* distance that zstd may refer back, 32 MiB: levels up to 20 */
};

enum input_packing { INPUT_PLAIN, INPUT_GZIP, INPUT_ZSTD };

struct input {
	struct stream source;
	struct pt_err e; /* of reading */
	uint8_t *window, *packed;
	size_t beg, end, packed_beg, packed_end;
	uint64_t offset; /* of window[beg] in the unpacked octets */
	void *stream;    /* room for a z_stream */
	void *unpack;    /* that z_stream, or a ZSTD_DStream */
	enum input_packing packing;
	bool ended, in_member, dry;
	const char *why; /* it ended before its end, NULL = it did not */
};

/* Takes over the source and looks how it is packed.  A slot may be opened again after input_close; its
 * windows are taken from the arena once. */
void input_open(struct input *in, struct arena *a, struct stream s);
void input_close(struct input *in);

/* For the inline functions below. */
void input_fill(struct input *in, size_t n);

/* The next n octets (at most INPUT_WINDOW), fewer only at the end.  Valid until the next call. */
static inline struct span input_peek(struct input *in, size_t n)
{
	if (in->end - in->beg < n)
		input_fill(in, n);
	size_t left = in->end - in->beg;
	return (struct span){ in->window + in->beg, left < n ? left : n };
}

/* What has been peeked at, or less, is done with. */
static inline void input_take(struct input *in, size_t n)
{
	size_t left = in->end - in->beg;
	n = n < left ? n : left;
	in->beg += n;
	in->offset += n;
}

/* Leaves out n octets, more than the window too; false when there are fewer. */
bool input_skip(struct input *in, uint64_t n);

#endif
