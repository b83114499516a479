/* SPDX-License-Identifier: Apache-2.0
 *
 * archive.c - the members of a .zip, .tar, .tar.zst or of a directory that the parent feeds
 */
#include "import/archive.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fault.h"
#include "base/rd.h"
#include "import/feed.h"

/* First what was read to find the shape, then the rest of the file. */
static long read_joined(struct stream *s, void *to, size_t n, struct pt_err *e)
{
	long got;
	if (s->memory.n > 0) {
		got = (long)(n < s->memory.n ? n : s->memory.n);
		memcpy(to, s->memory.p, (size_t)got);
		s->memory.p += got;
		s->memory.n -= (size_t)got;
	} else if (s->fd < 0) {
		return 0;
	} else {
		struct stream f = stream_fd(s->fd);
		got = f.read(&f, to, n, e);
		if (got < 0)
			return -1;
	}
	s->total += (uint64_t)got;
	return got;
}

static enum archive_shape shape_of(struct str head)
{
	if (head.n >= 4 && (memcmp(head.p, "PK\3\4", 4) == 0 || memcmp(head.p, "PK\5\6", 4) == 0))
		return ARCHIVE_ZIP;
	if (head.n >= 4 && memcmp(head.p, "\x28\xb5\x2f\xfd", 4) == 0)
		return ARCHIVE_TAR_ZST;
	if (head.n >= 512 && memcmp(head.p + 257, "ustar", 5) == 0)
		return ARCHIVE_TAR;
	return ARCHIVE_NONE;
}

static bool open_shape(struct archive *ar, struct pt_err *e)
{
	switch (ar->shape) {
	case ARCHIVE_NONE: return true;
	case ARCHIVE_ZIP: return zip_open(ar, e);
	case ARCHIVE_TAR:
	case ARCHIVE_TAR_ZST: return tar_open(ar, e);
	case ARCHIVE_FEED: return true;
	}
	return true;
}

static void begin(struct archive *ar, struct arena *a, int fd)
{
	*ar = (struct archive){ .a = a, .fd = fd };
	ar->body = buf_in(a);
	ar->name = buf_in(a);
}

bool archive_memory(struct archive *ar, struct arena *a, struct str all, struct pt_err *e)
{
	begin(ar, a, -1);
	ar->memory = all;
	ar->head = all;
	if (ar->head.n > ARCHIVE_CHUNK / 2)
		ar->head.n = ARCHIVE_CHUNK / 2;
	ar->source = (struct stream){ .read = read_joined, .fd = -1, .memory = all };
	ar->size = all.n;
	ar->shape = shape_of(all);
	return open_shape(ar, e);
}

bool archive_fd(struct archive *ar, struct arena *a, int fd, struct pt_err *e)
{
	begin(ar, a, fd);
	struct stream s = stream_fd(fd);
	char *head = NEW(a, char, ARCHIVE_CHUNK / 2);
	size_t n = 0;
	while (n < ARCHIVE_CHUNK / 2) {
		long got = s.read(&s, head + n, ARCHIVE_CHUNK / 2 - n, e);
		if (got < 0)
			return false;
		if (got == 0)
			break;
		n += (size_t)got;
	}
	ar->head = (struct str){ head, n };
	ar->source = (struct stream){ .read = read_joined, .fd = fd, .memory = ar->head };
	ar->shape = shape_of(ar->head);
	struct stat st;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
		ar->size = (uint64_t)st.st_size;
	if (ar->shape == ARCHIVE_ZIP) {
		off_t end = lseek(fd, 0, SEEK_END);
		if (end < 0)
			return pt_fail(e, PT_INVALID, "is a zip, which cannot be read from a pipe");
		ar->size = (uint64_t)end;
	}
	return open_shape(ar, e);
}

bool archive_feed(struct archive *ar, struct arena *a, int fd, struct pt_err *e)
{
	(void)e;
	begin(ar, a, fd);
	ar->shape = ARCHIVE_FEED;
	ar->in = NEW(a, char, ARCHIVE_CHUNK);
	ar->source = stream_fd(fd);
	return true;
}

bool archive_read_at(struct archive *ar, uint64_t offset, void *to, size_t n, struct pt_err *e)
{
	if (offset > ar->size || n > ar->size - offset)
		return pt_fail(e, PT_INVALID, "is truncated: octets %llu to %llu are missing",
		               (unsigned long long)offset, (unsigned long long)(offset + n));
	if (ar->fd < 0) {
		memcpy(to, ar->memory.p + offset, n);
		return true;
	}
	if (lseek(ar->fd, (off_t)offset, SEEK_SET) < 0)
		return pt_fail(e, PT_IO, "cannot seek: %s", strerror(errno));
	struct stream s = stream_fd(ar->fd);
	for (char *p = to; n > 0;) {
		long got = s.read(&s, p, n, e);
		if (got < 0)
			return false;
		if (got == 0)
			return pt_fail(e, PT_INVALID, "became shorter while it was read");
		p += got;
		n -= (size_t)got;
	}
	return true;
}

/* n octets of the feed; the parent is trusted to frame well, so a short read is a bug. */
static bool feed_take(struct archive *ar, void *to, size_t n, struct pt_err *e)
{
	for (char *p = to; n > 0;) {
		if (ar->in_beg == ar->in_end) {
			long got = ar->source.read(&ar->source, ar->in, ARCHIVE_CHUNK, e);
			if (got < 0)
				return false;
			if (got == 0)
				return pt_fail(e, PT_BUG, "the feed ended within a frame");
			ar->in_beg = 0;
			ar->in_end = (size_t)got;
		}
		size_t have = ar->in_end - ar->in_beg;
		if (have > n)
			have = n;
		memcpy(p, ar->in + ar->in_beg, have);
		ar->in_beg += have;
		p += have;
		n -= have;
	}
	return true;
}

static bool feed_frame(struct archive *ar, char *kind, struct buf *to, struct pt_err *e)
{
	uint8_t head[5];
	char chunk[16384];
	if (!feed_take(ar, head, sizeof head, e))
		return false;
	struct rd r = rd_of((struct span){ head, sizeof head });
	*kind = (char)rd_le(&r, 1);
	for (uint64_t n = rd_le(&r, 4); n > 0;) {
		size_t part = n < sizeof chunk ? (size_t)n : sizeof chunk;
		if (!feed_take(ar, chunk, part, e))
			return false;
		n -= part;
		if (to->n + part <= ARCHIVE_MEMBER + 1u)
			buf_add(to, chunk, part);
	}
	return true;
}

static bool feed_next(struct archive *ar, struct member *m, struct pt_err *e)
{
	char kind;
	ar->name.n = ar->body.n = 0;
	if (!feed_frame(ar, &kind, &ar->name, e) || kind == FEED_OVER)
		return false;
	if (kind != FEED_FILE)
		return pt_fail(e, PT_BUG, "the feed is out of step");
	m->name = ar->name.p;
	for (size_t before = 0;; before = ar->body.n) {
		if (!feed_frame(ar, &kind, &ar->body, e))
			return false;
		if (kind == FEED_END)
			break;
		if (kind == FEED_UNREADABLE) {
			m->why = arena_strn(ar->a, ar->body.p + before, ar->body.n - before);
			return true;
		}
	}
	m->text = (struct str){ ar->body.p, ar->body.n };
	if (ar->body.n > ARCHIVE_MEMBER)
		m->why = "is larger than the 64 MB a member may have";
	return true;
}

bool archive_next(struct archive *ar, struct member *m, struct pt_err *e)
{
	*m = (struct member){ 0 };
	ar->members++;
	switch (ar->shape) {
	case ARCHIVE_NONE: return false;
	case ARCHIVE_ZIP: return zip_next(ar, m, e);
	case ARCHIVE_TAR:
	case ARCHIVE_TAR_ZST: return tar_next(ar, m, e);
	case ARCHIVE_FEED: return feed_next(ar, m, e);
	}
	return false;
}

void archive_close(struct archive *ar)
{
	switch (ar->shape) {
	case ARCHIVE_FEED: break;
	case ARCHIVE_NONE: /* may have been the lone file of a zip */
	case ARCHIVE_ZIP: zip_close(ar); break;
	case ARCHIVE_TAR:
	case ARCHIVE_TAR_ZST: tar_close(ar); break;
	}
}
