/* SPDX-License-Identifier: Apache-2.0
 *
 * archive.h - the members of a .zip, .tar, .tar.zst or of a directory that the parent feeds
 *
 * One member after the other is unpacked into memory, at most ARCHIVE_MEMBER octets of it; the
 * number of members and the total are not limited, because nothing of a member is kept when the
 * next one is read.  Names and sizes in an archive are only claims: every length is checked against
 * what is there.  A member that cannot be read (too large, encrypted, wrong check sum) is handed
 * out with the reason; an archive whose structure is broken ends with a failure.
 */
#ifndef PT_IMPORT_ARCHIVE_H
#define PT_IMPORT_ARCHIVE_H

#include "base/err.h"
#include "base/file.h"
#include "base/str.h"

enum { ARCHIVE_MEMBER = 64 << 20, ARCHIVE_CHUNK = 1 << 17, ARCHIVE_DIRECTORY = 256 << 20 };

enum archive_shape {
	ARCHIVE_NONE, /* a lone file: head and source */
	ARCHIVE_ZIP,
	ARCHIVE_TAR,
	ARCHIVE_TAR_ZST,
	ARCHIVE_FEED, /* frames of feed.h */
};

struct member {
	const char *name;
	struct str text; /* until the next call */
	const char *why; /* NULL, or why it could not be read */
};

struct archive {
	enum archive_shape shape;
	struct arena *a;
	struct stream source; /* its octets in order, the head included */
	struct str head;      /* the first of them */
	struct str memory;    /* all of them when the input is in memory */
	int fd;               /* -1 when it is in memory */
	struct buf body, name;
	void *unpack;         /* z_stream or ZSTD_DStream */
	char *in, *out;       /* ARCHIVE_CHUNK each */
	size_t in_beg, in_end, out_beg, out_end;
	bool in_frame;        /* zstd: within a frame, the end of input would be a truncation */
	uint64_t size;        /* of the whole file, 0 = not known */
	struct str directory; /* zip: the central directory; `at` is the offset of the next entry */
	size_t at;
	uint64_t members;
};

/* Looks at the first octets and finds the shape.  Close it even after a failure. */
bool archive_memory(struct archive *ar, struct arena *a, struct str all, struct pt_err *e) PT_MUST;
bool archive_fd(struct archive *ar, struct arena *a, int fd, struct pt_err *e) PT_MUST;
/* A directory, fed through fd in the frames of feed.h. */
bool archive_feed(struct archive *ar, struct arena *a, int fd, struct pt_err *e) PT_MUST;
/* The next file; false at the end, or after a failure recorded in e (never NULL here). */
bool archive_next(struct archive *ar, struct member *m, struct pt_err *e) PT_MUST;
void archive_close(struct archive *ar);

/* For zip.c and tar.c: octets at an offset; the next n octets of the unpacked stream. */
bool archive_read_at(struct archive *ar, uint64_t offset, void *to, size_t n, struct pt_err *e)
        PT_MUST;
bool zip_open(struct archive *ar, struct pt_err *e) PT_MUST;
bool zip_next(struct archive *ar, struct member *m, struct pt_err *e) PT_MUST;
void zip_close(struct archive *ar);
/* When a zip has one file only, as large registers are published: turns `ar` into that lone file,
 * which is unpacked while it is read and may have any size.  `wanted` is asked with its first
 * octets; when it does not want the file, or there are others, nothing is changed. */
bool zip_lone(struct archive *ar, bool (*wanted)(void *ctx, struct str head), void *ctx,
              struct pt_err *e) PT_MUST;
/* The member of this name, unpacked while it is read, up to `most` octets of it: out->read is NULL when
 * there is none.  Only one at a time. */
bool zip_member(struct archive *ar, const char *name, uint64_t most, struct stream *out, struct pt_err *e)
        PT_MUST;
bool tar_open(struct archive *ar, struct pt_err *e) PT_MUST;
bool tar_next(struct archive *ar, struct member *m, struct pt_err *e) PT_MUST;
void tar_close(struct archive *ar);

#endif
