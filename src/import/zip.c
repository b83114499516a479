/* SPDX-License-Identifier: Apache-2.0
 *
 * zip.c - the members of a .zip (stored and deflated, zip64)
 *
 * Only the central directory is believed to know what there is; the local header is read for its
 * length alone.  Directory and headers are read through rd.h, so no offset of the file ever becomes
 * a pointer unchecked.  Inflating stops at ARCHIVE_MEMBER octets whatever the sizes say, so a
 * bomb costs one buffer and is reported as a member that is too large.  A lone file is not held, so
 * it has no limit: what reads it bounds what it keeps.
 */
#include <string.h>
#include <zlib.h>

#include "base/rd.h"
#include "import/archive.h"

enum { END_SIZE = 22, END64_SIZE = 56, LOCATOR_SIZE = 20, LOCAL_SIZE = 30, COMMENT = 0xffff };

struct entry {
	unsigned flags, method;
	uint32_t crc;
	uint64_t packed, size, offset;
};

/* The end record, searched backwards because a comment of unknown length follows it. */
static bool find_end(struct archive *ar, uint64_t *at, struct pt_err *e)
{
	uint64_t tail = ar->size < END_SIZE + COMMENT ? ar->size : END_SIZE + COMMENT;
	uint8_t *p = NEW(ar->a, uint8_t, tail);
	if (!archive_read_at(ar, ar->size - tail, p, tail, e))
		return false;
	for (uint64_t i = tail < END_SIZE ? 0 : tail - END_SIZE + 1; i-- > 0;) {
		if (memcmp(p + i, "PK\5\6", 4) != 0)
			continue;
		if (i + END_SIZE + (p[i + 20] | (uint64_t)p[i + 21] << 8) == tail) {
			*at = ar->size - tail + i;
			return true;
		}
	}
	return pt_fail(e, PT_INVALID, "is a damaged or truncated zip: it has no end record");
}

/* Where the directory is according to zip64, when there is a zip64 end record. */
static bool find_end64(struct archive *ar, uint64_t end, uint64_t *size, uint64_t *offset,
                       struct pt_err *e)
{
	uint8_t locator[LOCATOR_SIZE], record[END64_SIZE];
	if (end < LOCATOR_SIZE)
		return true;
	if (!archive_read_at(ar, end - LOCATOR_SIZE, locator, sizeof locator, e))
		return false;
	struct rd r = rd_of((struct span){ locator, sizeof locator });
	if (rd_le(&r, 4) != 0x07064b50)
		return true;
	rd_skip(&r, 4);
	if (!archive_read_at(ar, rd_le(&r, 8), record, sizeof record, e))
		return false;
	r = rd_of((struct span){ record, sizeof record });
	if (rd_le(&r, 4) != 0x06064b50)
		return pt_fail(e, PT_INVALID, "is a damaged zip: wrong zip64 end record");
	rd_skip(&r, 36);
	*size = rd_le(&r, 8);
	*offset = rd_le(&r, 8);
	return true;
}

bool zip_open(struct archive *ar, struct pt_err *e)
{
	uint8_t record[END_SIZE];
	uint64_t end = 0;
	if (!find_end(ar, &end, e) || !archive_read_at(ar, end, record, sizeof record, e))
		return false;
	struct rd r = rd_of((struct span){ record, sizeof record });
	rd_skip(&r, 4);
	uint64_t disk = rd_le(&r, 2);
	rd_skip(&r, 6);
	uint64_t size = rd_le(&r, 4), offset = rd_le(&r, 4);
	if (!find_end64(ar, end, &size, &offset, e))
		return false;
	if (disk != 0 && disk != 0xffff)
		return pt_fail(e, PT_INVALID, "is one of several parts of a zip; join them first");
	if (size > ARCHIVE_DIRECTORY)
		return pt_fail(e, PT_LIMIT, "is a zip whose directory is larger than %d MB",
		               ARCHIVE_DIRECTORY >> 20);
	if (offset > ar->size || size > ar->size - offset)
		return pt_fail(e, PT_INVALID,
			       "is a damaged or truncated zip: its directory is not there");
	char *directory = NEW(ar->a, char, size + 1);
	if (!archive_read_at(ar, offset, directory, size, e))
		return false;
	ar->directory = (struct str){ directory, size };
	ar->in = NEW(ar->a, char, ARCHIVE_CHUNK);
	ar->out = NEW(ar->a, char, ARCHIVE_CHUNK);
	z_stream *z = NEW(ar->a, z_stream, 1);
	if (inflateInit2(z, -MAX_WBITS) != Z_OK)
		return pt_fail(e, PT_LIMIT, "there is no memory to unpack it");
	ar->unpack = z;
	return true;
}

void zip_close(struct archive *ar)
{
	if (ar->unpack != NULL)
		inflateEnd(ar->unpack);
	ar->unpack = NULL;
}

/* The sizes that did not fit into 32 bits stand in extra field 1, in this order. */
static void read_extra(struct rd extra, struct entry *x)
{
	while (rd_left(&extra) >= 4) {
		uint64_t id = rd_le(&extra, 2);
		struct rd field = rd_sub(&extra, rd_le(&extra, 2));
		if (id != 1)
			continue;
		if (x->size == 0xffffffff)
			x->size = rd_le(&field, 8);
		if (x->packed == 0xffffffff)
			x->packed = rd_le(&field, 8);
		if (x->offset == 0xffffffff)
			x->offset = rd_le(&field, 8);
	}
}

static bool read_entry(struct archive *ar, struct entry *x, struct pt_err *e)
{
	struct rd r = rd_of((struct span){ (const uint8_t *)ar->directory.p + ar->at,
	                                   ar->directory.n - ar->at });
	if (rd_le(&r, 4) != 0x02014b50)
		return pt_fail(e, PT_INVALID,
			       "is a damaged zip: entry %llu of its directory is not one",
			       (unsigned long long)ar->members);
	rd_skip(&r, 4);
	x->flags = (unsigned)rd_le(&r, 2);
	x->method = (unsigned)rd_le(&r, 2);
	rd_skip(&r, 4);
	x->crc = (uint32_t)rd_le(&r, 4);
	x->packed = rd_le(&r, 4);
	x->size = rd_le(&r, 4);
	size_t name = rd_le(&r, 2), extra = rd_le(&r, 2), comment = rd_le(&r, 2);
	rd_skip(&r, 8);
	x->offset = rd_le(&r, 4);
	struct span text = rd_take(&r, name);
	read_extra(rd_sub(&r, extra), x);
	rd_skip(&r, comment);
	if (!rd_ok(&r))
		return pt_fail(e, PT_INVALID,
			       "is a damaged zip: its directory ends within entry %llu",
			       (unsigned long long)ar->members);
	ar->name.n = 0;
	buf_add(&ar->name, (const char *)text.p, text.n);
	ar->at = ar->directory.n - rd_left(&r);
	return true;
}

static const char *inflate_body(struct archive *ar, uint64_t from, const struct entry *x,
                                struct pt_err *e)
{
	z_stream *z = ar->unpack;
	int state = Z_OK;
	uint64_t left = x->packed;
	if (inflateReset(z) != Z_OK)
		return "cannot be unpacked";
	z->avail_in = 0;
	while (state == Z_OK || state == Z_BUF_ERROR) {
		if (z->avail_in == 0 && left > 0) {
			size_t n = left < ARCHIVE_CHUNK ? (size_t)left : ARCHIVE_CHUNK;
			if (!archive_read_at(ar, from, ar->in, n, e))
				return "is truncated";
			z->next_in = (Bytef *)ar->in;
			z->avail_in = (uInt)n;
			from += n;
			left -= n;
		} else if (z->avail_in == 0 && state == Z_BUF_ERROR) {
			return "is truncated";
		}
		z->next_out = (Bytef *)ar->out;
		z->avail_out = ARCHIVE_CHUNK;
		state = inflate(z, Z_NO_FLUSH);
		buf_add(&ar->body, ar->out, ARCHIVE_CHUNK - z->avail_out);
		if (ar->body.n > ARCHIVE_MEMBER)
			return "is larger than the 64 MB a member may have";
	}
	return state == Z_STREAM_END ? NULL : "is damaged";
}

static const char *stored_body(struct archive *ar, uint64_t from, const struct entry *x,
                               struct pt_err *e)
{
	if (x->packed > ARCHIVE_MEMBER)
		return "is larger than the 64 MB a member may have";
	for (uint64_t left = x->packed; left > 0;) {
		size_t n = left < ARCHIVE_CHUNK ? (size_t)left : ARCHIVE_CHUNK;
		if (!archive_read_at(ar, from, ar->in, n, e))
			return "is truncated";
		buf_add(&ar->body, ar->in, n);
		from += n;
		left -= n;
	}
	return NULL;
}

/* Where the octets of an entry begin. */
static const char *find_body(struct archive *ar, const struct entry *x, uint64_t *from, struct pt_err *e)
{
	uint8_t local[LOCAL_SIZE];
	if (!archive_read_at(ar, x->offset, local, sizeof local, e))
		return "is truncated";
	struct rd r = rd_of((struct span){ local, sizeof local });
	if (rd_le(&r, 4) != 0x04034b50)
		return "is damaged: its local header is not one";
	rd_skip(&r, 22);
	uint64_t name = rd_le(&r, 2), extra = rd_le(&r, 2);
	/* The offset is within the file, so this cannot wrap. */
	*from = x->offset + LOCAL_SIZE + name + extra;
	if (x->flags & 1)
		return "is encrypted";
	if (x->method != 0 && x->method != Z_DEFLATED)
		return "is packed with a method other than deflate";
	return NULL;
}

static const char *read_body(struct archive *ar, const struct entry *x, struct pt_err *e)
{
	uint64_t from = 0;
	const char *why = find_body(ar, x, &from, e);
	if (why == NULL)
		why = x->method == 0 ? stored_body(ar, from, x, e) : inflate_body(ar, from, x, e);
	if (why != NULL)
		return why;
	if (ar->body.n != x->size ||
	    crc32(crc32(0, NULL, 0), (const Bytef *)ar->body.p, (uInt)ar->body.n) != x->crc)
		return "is damaged: size or check sum differ";
	return NULL;
}

/* The next entry that is no directory; false at the end or after a failure. */
static bool next_entry(struct archive *ar, struct entry *x, struct pt_err *e)
{
	do {
		*x = (struct entry){ 0 };
		if (ar->at == ar->directory.n || !read_entry(ar, x, e))
			return false;
	} while (ar->name.n == 0 || ar->name.p[ar->name.n - 1] == '/');
	return true;
}

bool zip_next(struct archive *ar, struct member *m, struct pt_err *e)
{
	struct entry x;
	if (!next_entry(ar, &x, e))
		return false;
	ar->body.n = 0;
	struct pt_err own = { 0 };
	m->name = ar->name.p;
	ar->source.total += x.packed; /* for progress */
	m->why = read_body(ar, &x, &own);
	m->text = (struct str){ ar->body.p, ar->body.n };
	if (own.code == PT_IO)
		return pt_fail(e, own.code, "%s", own.text);
	return true;
}

/* --- a lone file --- */

enum { LONE_HEAD = 1 << 16 };

struct lone {
	struct archive *ar;
	struct entry x;
	uint64_t from, left, got; /* packed octets: where, how many; unpacked ones */
	uint64_t most;            /* unpacked ones it may have, 0 = any number */
	uint32_t crc;
	bool over;
	char *head;               /* the first octets, handed out before the others */
	size_t head_n, head_at;
};

static bool refill(struct lone *l, struct pt_err *e)
{
	struct archive *ar = l->ar;
	z_stream *z = ar->unpack;
	size_t n = l->left < ARCHIVE_CHUNK ? (size_t)l->left : ARCHIVE_CHUNK;
	if (n == 0)
		return pt_fail(e, PT_INVALID, "is truncated: the packed file ends too early");
	if (!archive_read_at(ar, l->from, ar->in, n, e))
		return false;
	z->next_in = (Bytef *)ar->in;
	z->avail_in = (uInt)n;
	l->from += n;
	l->left -= n;
	return true;
}

/* Up to n unpacked octets, 0 at the end, -1 after a failure. */
static long unpack(struct lone *l, void *to, size_t n, struct pt_err *e)
{
	z_stream *z = l->ar->unpack;
	size_t got = 0;
	n = n < ARCHIVE_CHUNK ? n : ARCHIVE_CHUNK;
	while (got == 0 && !l->over) {
		int state = Z_OK;
		z->next_out = to;
		z->avail_out = (uInt)n;
		if (l->x.method != 0) {
			state = inflate(z, Z_NO_FLUSH); /* may have output without input */
			got = n - z->avail_out;
			l->over = state == Z_STREAM_END;
		} else {
			got = z->avail_in < n ? z->avail_in : n;
			memcpy(to, z->next_in, got);
			z->next_in += got;
			z->avail_in -= (uInt)got;
			l->over = z->avail_in == 0 && l->left == 0;
		}
		if (state != Z_OK && state != Z_STREAM_END && state != Z_BUF_ERROR) {
			pt_fail(e, PT_INVALID, "is damaged: the packed file cannot be unpacked");
			return -1;
		}
		if (got == 0 && !l->over && z->avail_in == 0 && !refill(l, e))
			return -1;
	}
	l->crc = (uint32_t)crc32(l->crc, to, (uInt)got);
	l->got += got;
	if (l->most > 0 && l->got > l->most) {
		pt_fail(e, PT_LIMIT, "unpacks to more than %llu MB", (unsigned long long)(l->most >> 20));
		return -1;
	}
	if (l->over && (l->got != l->x.size || l->crc != l->x.crc)) {
		pt_fail(e, PT_INVALID, "is damaged: size or check sum of the packed file differ");
		return -1;
	}
	return (long)got;
}

static long read_lone(struct stream *s, void *to, size_t n, struct pt_err *e)
{
	struct lone *l = s->ctx;
	size_t have = l->head_n - l->head_at;
	long got = (long)(have < n ? have : n);
	if (have > 0) {
		memcpy(to, l->head + l->head_at, (size_t)got);
		l->head_at += (size_t)got;
	} else {
		got = unpack(l, to, n, e);
	}
	s->total += got > 0 ? (uint64_t)got : 0;
	return got;
}

static bool read_head(struct lone *l, struct pt_err *e)
{
	l->head = NEW(l->ar->a, char, LONE_HEAD);
	while (l->head_n < LONE_HEAD) {
		long n = unpack(l, l->head + l->head_n, LONE_HEAD - l->head_n, e);
		if (n <= 0)
			return n == 0;
		l->head_n += (size_t)n;
	}
	return true;
}

bool zip_lone(struct archive *ar, bool (*wanted)(void *ctx, struct str head), void *ctx,
              struct pt_err *e)
{
	struct entry other;
	struct pt_err own = { 0 };
	struct lone *l = NEW(ar->a, struct lone, 1);
	*l = (struct lone){ .ar = ar, .crc = (uint32_t)crc32(0, NULL, 0) };
	bool alone = next_entry(ar, &l->x, &own) && !next_entry(ar, &other, &own) && own.code == PT_OK;
	z_stream *z = ar->unpack;
	ar->at = 0;
	z->next_in = (Bytef *)ar->in;
	z->avail_in = 0;
	if (!alone || find_body(ar, &l->x, &l->from, &own) != NULL || inflateReset(ar->unpack) != Z_OK)
		return own.code != PT_IO || pt_fail(e, own.code, "%s", own.text);
	l->left = l->x.packed;
	bool readable = read_head(l, &own);
	struct str head = { l->head, l->head_n };
	if (own.code == PT_IO)
		return pt_fail(e, own.code, "%s", own.text);
	if (!readable || !wanted(ctx, head))
		return true;
	ar->shape = ARCHIVE_NONE;
	ar->head = head;
	ar->source = (struct stream){ .read = read_lone, .fd = -2, .ctx = l };
	return true;
}

/* --- a member by its name --- */

bool zip_member(struct archive *ar, const char *name, uint64_t most, struct stream *out, struct pt_err *e)
{
	struct lone *l = NEW(ar->a, struct lone, 1);
	struct pt_err own = { 0 };
	bool there = false;
	*l = (struct lone){ .ar = ar, .crc = (uint32_t)crc32(0, NULL, 0), .most = most };
	*out = (struct stream){ .fd = -2 };
	ar->at = 0;
	while (!there && next_entry(ar, &l->x, &own))
		there = strcmp(ar->name.p, name) == 0;
	ar->at = 0;
	if (own.code != PT_OK || !there)
		return own.code == PT_OK || pt_fail(e, own.code, "%s", own.text);
	z_stream *z = ar->unpack;
	const char *why = find_body(ar, &l->x, &l->from, e);
	if (why == NULL && inflateReset(z) != Z_OK)
		why = "cannot be unpacked";
	if (why != NULL)
		return pt_fail(e, PT_INVALID, "%s %s", name, why);
	z->next_in = (Bytef *)ar->in;
	z->avail_in = 0;
	l->left = l->x.packed;
	l->over = l->x.method == 0 && l->left == 0;
	*out = (struct stream){ .read = read_lone, .fd = -2, .ctx = l };
	return true;
}
