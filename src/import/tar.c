/* SPDX-License-Identifier: Apache-2.0
 *
 * tar.c - the members of a .tar or .tar.zst, as a stream
 *
 * ustar headers with the pax records "path" and "size" and GNU long names; everything that is not
 * a regular file is passed over.  The stream is never sought in, so it may come from a pipe.
 * libzstd's default window limit (128 MB) holds; a frame that wants more is refused.
 */
#include <string.h>
#include <zstd.h>

#include "import/archive.h"

enum { BLOCK = 512, HEADER_TEXT = 1 << 16 };

struct header {
	uint64_t size;
	char type;
};

bool tar_open(struct archive *ar, struct pt_err *e)
{
	ar->out = NEW(ar->a, char, ARCHIVE_CHUNK);
	if (ar->shape == ARCHIVE_TAR)
		return true;
	ar->in = NEW(ar->a, char, ARCHIVE_CHUNK);
	ar->unpack = ZSTD_createDStream();
	if (ar->unpack == NULL || ZSTD_isError(ZSTD_initDStream(ar->unpack)))
		return pt_fail(e, PT_LIMIT, "there is no memory to unpack it");
	return true;
}

void tar_close(struct archive *ar)
{
	if (ar->unpack != NULL)
		ZSTD_freeDStream(ar->unpack);
	ar->unpack = NULL;
}

/* Refills ar->out; false at the end of the input or after a failure. */
static bool refill(struct archive *ar, struct pt_err *e)
{
	ar->out_beg = ar->out_end = 0;
	if (ar->shape == ARCHIVE_TAR) {
		long got = ar->source.read(&ar->source, ar->out, ARCHIVE_CHUNK, e);
		ar->out_end = got > 0 ? (size_t)got : 0;
		return got > 0;
	}
	while (ar->out_end == 0) {
		bool over = false;
		if (ar->in_beg == ar->in_end) {
			long got = ar->source.read(&ar->source, ar->in, ARCHIVE_CHUNK, e);
			if (got < 0)
				return false;
			ar->in_beg = 0;
			ar->in_end = (size_t)got;
			over = got == 0;
		}
		ZSTD_inBuffer in = { ar->in, ar->in_end, ar->in_beg };
		ZSTD_outBuffer out = { ar->out, ARCHIVE_CHUNK, 0 };
		size_t left =
			ar->in_frame || !over ? ZSTD_decompressStream(ar->unpack, &out, &in) : 0;
		if (ZSTD_isError(left))
			return pt_fail(e, PT_INVALID, "cannot be unpacked (zstd: %s)",
			               ZSTD_getErrorName(left));
		ar->in_beg = in.pos;
		ar->out_end = out.pos;
		ar->in_frame = left != 0;
		if (over && out.pos == 0)
			return !ar->in_frame ? false
					     : pt_fail(e, PT_INVALID, "is truncated (zstd)");
	}
	return true;
}

/* n octets of the unpacked stream to `to` (NULL = nowhere); *got tells how many there were. */
static bool pull(struct archive *ar, char *to, uint64_t n, uint64_t *got, struct pt_err *e)
{
	*got = 0;
	while (n > 0) {
		if (ar->out_beg == ar->out_end && !refill(ar, e))
			return e->code == PT_OK;
		size_t have = ar->out_end - ar->out_beg;
		if (have > n)
			have = (size_t)n;
		if (to != NULL)
			memcpy(to + *got, ar->out + ar->out_beg, have);
		ar->out_beg += have;
		*got += have;
		n -= have;
	}
	return true;
}

static bool pull_all(struct archive *ar, char *to, uint64_t n, struct pt_err *e)
{
	uint64_t got;
	return pull(ar, to, n, &got, e) &&
	       (got == n ||
		pt_fail(e, PT_INVALID, "is truncated: the archive ends within member %llu",
			(unsigned long long)ar->members));
}

/* Octal digits, or (GNU) a binary number when the first bit is set. */
static bool number(const char *p, size_t n, uint64_t *out)
{
	uint64_t v = 0;
	size_t i = 0;
	if ((unsigned char)p[0] == 0x80) {
		for (i = 1; i < n; i++) {
			if (v >> 55)
				return false;
			v = v << 8 | (unsigned char)p[i];
		}
		*out = v;
		return true;
	}
	while (i < n && p[i] == ' ')
		i++;
	for (; i < n && p[i] != '\0' && p[i] != ' '; i++) {
		if (p[i] < '0' || p[i] > '7' || v >> 60)
			return false;
		v = v << 3 | (uint64_t)(p[i] - '0');
	}
	*out = v;
	return true;
}

static bool sum_is_right(const char *block)
{
	uint64_t sum = 0, said = 0;
	for (size_t i = 0; i < BLOCK; i++)
		sum += i >= 148 && i < 156 ? ' ' : (unsigned char)block[i];
	return number(block + 148, 8, &said) && said == sum;
}

static void header_name(struct archive *ar, const char *block)
{
	size_t prefix = memcmp(block + 257, "ustar\0", 6) == 0 ? strnlen(block + 345, 155) : 0;
	ar->name.n = 0;
	if (prefix > 0) {
		buf_add(&ar->name, block + 345, prefix);
		buf_char(&ar->name, '/');
	}
	buf_add(&ar->name, block, strnlen(block, 100));
}

/* pax: "LENGTH key=value\n" ...; only path and size matter here. */
static bool pax(struct str text, struct str *path, uint64_t *size, bool *has_size)
{
	while (text.n > 0) {
		const char *space = memchr(text.p, ' ', text.n);
		uint64_t length;
		if (space == NULL ||
		    !str_u64((struct str){ text.p, (size_t)(space - text.p) }, &length) ||
		    length > text.n || length < (size_t)(space - text.p) + 2)
			return false;
		struct str rest = { space + 1, (size_t)length - (size_t)(space + 1 - text.p) - 1 },
			   key;
		if (!str_cut(&rest, '=', &key) || rest.p == NULL)
			return false;
		if (str_is(key, "path"))
			*path = rest;
		if (str_is(key, "size")) {
			*has_size = str_u64(rest, size);
			if (!*has_size)
				return false;
		}
		text.p += length;
		text.n -= (size_t)length;
	}
	return true;
}

static bool read_body(struct archive *ar, struct member *m, uint64_t size, struct pt_err *e)
{
	ar->body.n = 0;
	if (size > ARCHIVE_MEMBER) {
		m->why = "is larger than the 64 MB a member may have";
		return pull_all(ar, NULL, size, e);
	}
	/* In pieces, so that a size that is only claimed takes no memory. */
	for (uint64_t left = size; left > 0;) {
		if (ar->out_beg == ar->out_end && !refill(ar, e))
			return pt_fail(e, PT_INVALID,
				       "is truncated: the archive ends within %.200s", m->name);
		size_t have = ar->out_end - ar->out_beg;
		if (have > left)
			have = (size_t)left;
		buf_add(&ar->body, ar->out + ar->out_beg, have);
		ar->out_beg += have;
		left -= have;
	}
	m->text = (struct str){ ar->body.p, ar->body.n };
	return true;
}

/* The next header that is not about another header; false at the end or after a failure. */
static bool next_header(struct archive *ar, struct header *h, struct pt_err *e)
{
	char block[BLOCK], text[HEADER_TEXT + 1];
	static const char zero[BLOCK];
	uint64_t got, pax_size = 0;
	bool has_name = false, has_size = false;
	for (;;) {
		if (!pull(ar, block, BLOCK, &got, e))
			return false;
		if (got == 0 || (got == BLOCK && memcmp(block, zero, BLOCK) == 0))
			return false;
		if (got != BLOCK || !sum_is_right(block) || !number(block + 124, 12, &h->size))
			return pt_fail(e, PT_INVALID, "is a damaged tar: header %llu is not one",
			               (unsigned long long)ar->members);
		h->type = block[156];
		if (h->type != 'x' && h->type != 'L')
			break;
		if (h->size > HEADER_TEXT)
			return pt_fail(e, PT_LIMIT, "is a tar with a name longer than %d octets",
				       HEADER_TEXT);
		struct str path = { NULL, 0 };
		if (!pull_all(ar, text, h->size, e) || !pull_all(ar, NULL, -h->size % BLOCK, e))
			return false;
		if (h->type == 'L')
			path = (struct str){ text, strnlen(text, (size_t)h->size) };
		else if (!pax((struct str){ text, (size_t)h->size }, &path, &pax_size, &has_size))
			return pt_fail(e, PT_INVALID,
				       "is a damaged tar: its pax record is not one");
		if (path.p != NULL) {
			ar->name.n = 0;
			buf_add(&ar->name, path.p, path.n);
			has_name = true;
		}
	}
	if (!has_name)
		header_name(ar, block);
	if (has_size)
		h->size = pax_size;
	if (h->size >> 60)
		return pt_fail(e, PT_INVALID, "is a damaged tar: impossible size");
	return true;
}

bool tar_next(struct archive *ar, struct member *m, struct pt_err *e)
{
	struct header h;
	while (next_header(ar, &h, e)) {
		uint64_t pad = -h.size % BLOCK;
		m->name = ar->name.p;
		if (h.type == '0' || h.type == '\0' || h.type == '7')
			return read_body(ar, m, h.size, e) && pull_all(ar, NULL, pad, e);
		if (!pull_all(ar, NULL, h.size, e) || !pull_all(ar, NULL, pad, e))
			return false;
	}
	return false;
}
