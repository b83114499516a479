/* SPDX-License-Identifier: Apache-2.0
 *
 * input.c - the octets of a capture file, unpacked
 */
#include "watch/capture/input.h"

#include <string.h>
#include <zlib.h>
#include <zstd.h>

static size_t read_some(struct input *in, uint8_t *to, size_t n)
{
	long got = in->source.read(&in->source, to, n, &in->e);
	if (got < 0)
		in->why = in->e.text;
	return got > 0 ? (size_t)got : 0;
}

static bool refill_packed(struct input *in)
{
	if (in->packed_beg < in->packed_end)
		return true;
	in->packed_beg = 0;
	in->packed_end = in->dry ? 0 : read_some(in, in->packed, INPUT_PACKED);
	in->dry = in->packed_end == 0;
	return !in->dry;
}

static size_t stop(struct input *in, const char *why)
{
	if (in->why == NULL)
		in->why = why;
	in->ended = true;
	return 0;
}

/* At the end of a member: is there another one?  Zeros behind it are padding. */
static bool gzip_next_member(struct input *in)
{
	while (refill_packed(in) && in->packed[in->packed_beg] == 0)
		in->packed_beg++;
	if (in->packed_beg == in->packed_end) {
		in->ended = true;
		return false;
	}
	if (in->packed[in->packed_beg] != 0x1f || inflateReset(in->unpack) != Z_OK) {
		stop(in, "something else follows the compressed data");
		return false;
	}
	in->in_member = true;
	return true;
}

static size_t gunzip(struct input *in, uint8_t *to, size_t n)
{
	z_stream *z = in->unpack;
	size_t made = 0;
	while (made == 0 && !in->ended) {
		if (!in->in_member && !gzip_next_member(in))
			break;
		if (!refill_packed(in))
			return stop(in, "the compressed data end in the middle");
		z->next_in = in->packed + in->packed_beg;
		z->avail_in = (uInt)(in->packed_end - in->packed_beg);
		z->next_out = to;
		z->avail_out = (uInt)n;
		int got = inflate(z, Z_NO_FLUSH);
		in->packed_beg = in->packed_end - z->avail_in;
		made = n - z->avail_out;
		if (got == Z_STREAM_END)
			in->in_member = false;
		else if (got != Z_OK && got != Z_BUF_ERROR)
			stop(in, "the compressed data are damaged");
	}
	return made;
}

static size_t unzstd(struct input *in, uint8_t *to, size_t n)
{
	ZSTD_outBuffer out = { to, n, 0 };
	while (out.pos == 0 && !in->ended) {
		if (!refill_packed(in)) {
			stop(in, in->in_member ? "the compressed data end in the middle" : NULL);
			break;
		}
		ZSTD_inBuffer from = { in->packed, in->packed_end, in->packed_beg };
		size_t got = ZSTD_decompressStream(in->unpack, &out, &from);
		in->packed_beg = from.pos;
		if (ZSTD_isError(got))
			stop(in, in->in_member ? "the compressed data are damaged or refer back too far" :
			                         "something else follows the compressed data");
		else
			in->in_member = got != 0;
	}
	return out.pos;
}

static size_t more(struct input *in, uint8_t *to, size_t n)
{
	size_t got = 0;
	switch (in->packing) {
	case INPUT_PLAIN:
		got = read_some(in, to, n);
		in->ended = got == 0;
		break;
	case INPUT_GZIP: got = gunzip(in, to, n); break;
	case INPUT_ZSTD: got = unzstd(in, to, n); break;
	}
	return got;
}

void input_fill(struct input *in, size_t n)
{
	size_t left = in->end - in->beg;
	n = n < INPUT_WINDOW ? n : INPUT_WINDOW;
	if (in->ended)
		return;
	if (left > 0 && in->beg > 0)
		memmove(in->window, in->window + in->beg, left);
	in->beg = 0;
	in->end = left;
	while (in->end < n && !in->ended) {
		size_t room = INPUT_WINDOW - in->end;
		in->end += more(in, in->window + in->end, room < INPUT_STEP ? room : INPUT_STEP);
	}
}

bool input_skip(struct input *in, uint64_t n)
{
	while (n > 0) {
		size_t step = n < INPUT_STEP ? (size_t)n : INPUT_STEP;
		size_t got = input_peek(in, step).n;
		input_take(in, got);
		n -= got;
		if (got < step)
			return false;
	}
	return true;
}

/* The first octets are read plainly; when they are of a packed file they are moved to where the packed ones
 * are, and unpacking begins. */
void input_open(struct input *in, struct arena *a, struct stream s)
{
	uint8_t *window = in->window ? in->window : NEW(a, uint8_t, INPUT_WINDOW);
	uint8_t *packed = in->packed ? in->packed : NEW(a, uint8_t, INPUT_PACKED);
	void *stream = in->stream ? in->stream : NEW(a, z_stream, 1);
	static const uint8_t gzip[] = { 0x1f, 0x8b }, zstd[] = { 0x28, 0xb5, 0x2f, 0xfd };
	*in = (struct input){ .source = s, .window = window, .packed = packed, .stream = stream };
	while (in->packed_end < sizeof zstd && !in->dry) {
		size_t got = read_some(in, packed + in->packed_end, INPUT_PACKED - in->packed_end);
		in->packed_end += got;
		in->dry = got == 0;
	}
	if (in->packed_end >= sizeof gzip && memcmp(packed, gzip, sizeof gzip) == 0) {
		in->unpack = memset(stream, 0, sizeof(z_stream));
		if (inflateInit2((z_stream *)stream, 15 + 16) != Z_OK)
			stop(in, "no memory to unpack it");
		in->packing = INPUT_GZIP;
		in->in_member = true;
	} else if (in->packed_end >= sizeof zstd && memcmp(packed, zstd, sizeof zstd) == 0) {
		in->unpack = ZSTD_createDStream();
		if (in->unpack == NULL)
			stop(in, "no memory to unpack it");
		else
			ZSTD_DCtx_setParameter(in->unpack, ZSTD_d_windowLogMax, INPUT_ZSTD_LOG);
		in->packing = INPUT_ZSTD;
		in->in_member = true;
	} else {
		memcpy(in->window, in->packed, in->packed_end);
		in->end = in->packed_end;
		in->ended = in->dry;
		in->packed_end = 0;
	}
}

void input_close(struct input *in)
{
	if (in->packing == INPUT_ZSTD)
		ZSTD_freeDStream(in->unpack);
	if (in->packing == INPUT_GZIP)
		inflateEnd(in->unpack);
	in->unpack = NULL;
	in->packing = INPUT_PLAIN;
	in->ended = true;
	in->beg = in->end = 0;
}
