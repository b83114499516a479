/* SPDX-License-Identifier: Apache-2.0
 *
 * worker_child.c - the child's side of worker.h: locked down, reading, sending frames
 *
 * What keeps it in is base/walls.h.
 */
#include "import/worker.h"

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/file.h"
#include "base/walls.h"
#include "import/archive.h"
#include "import/import.h"

/* Half of the machine's memory, within bounds: what a register keeps grows with the file, some 200
 * octets a record, and never faster. */
#define LEAST_MEMORY ((size_t)1536 << 20)
#define MOST_MEMORY ((size_t)16 << 30)
enum { FRAMES = 1 << 16, OUTPUT = 1 };

/* --- frames --- */

/* Frames are collected and written in large pieces; a frame that is larger goes in parts. */
struct sender {
	char *p;
	size_t n;
	bool failed; /* the parent is gone: nothing can be told any more */
	uint32_t keeps[RECORD_TABLES];
	struct worker_kept kept[RECORD_TABLES];
};

static void flush(struct sender *s)
{
	if (!s->failed)
		s->failed = !file_write_all(OUTPUT, s->p, s->n, NULL);
	s->n = 0;
}

static void send_octets(struct sender *s, const char *p, size_t n)
{
	while (n > 0) {
		size_t part = FRAMES - s->n < n ? FRAMES - s->n : n;
		memcpy(s->p + s->n, p, part);
		s->n += part;
		p += part;
		n -= part;
		if (s->n == FRAMES)
			flush(s);
	}
}

static inline char *put_number(char *to, uint64_t v, unsigned octets)
{
	for (unsigned i = 0; i < octets; i++, v >>= 8)
		*to++ = (char)(uint8_t)v;
	return to;
}

static void send_number(struct sender *s, uint64_t v, unsigned octets)
{
	char le[8];
	put_number(le, v, octets);
	send_octets(s, le, octets);
}

static void send_text(struct sender *s, struct str t)
{
	send_number(s, t.n, 4);
	send_octets(s, t.p, t.n);
}

enum { HEAD = 4 + 1 + 1 + 8 + 4 + 4, SHORT = 255, SMALL = 4096 };

/* A record that does not fit: its frame goes in parts. */
static bool send_large(struct sender *s, const struct record *r, unsigned n)
{
	uint32_t fields = 0;
	size_t length = HEAD - 4;
	for (unsigned i = 0; i < n; i++) {
		size_t m = r->field[i].n;
		fields |= (uint32_t)(m > 0) << i;
		length += m > 0 ? m + (m < SHORT ? 1 : 5) : 0;
	}
	send_number(s, length, 4);
	send_number(s, WORKER_RECORD, 1);
	send_number(s, (uint64_t)r->table, 1);
	send_number(s, r->row, 8);
	send_number(s, fields, 4);
	send_number(s, 0, 4);
	for (unsigned i = 0; i < n; i++) {
		struct str f = r->field[i];
		if (f.n == 0)
			continue;
		if (s->keeps[r->table] >> i & 1)
			worker_keep(&s->kept[r->table], i, f);
		send_number(s, f.n < SHORT ? f.n : SHORT, 1);
		if (f.n >= SHORT)
			send_number(s, f.n, 4);
		send_octets(s, f.p, f.n);
	}
	return !s->failed;
}

static bool same_as_before(struct worker_kept *k, unsigned field, struct str text)
{
	if (str_same(text, (struct str){ k->text[field], k->n[field] }))
		return true;
	worker_keep(k, field, text);
	return false;
}

/* The common record is put together where it is sent from. */
static bool send_record(void *ctx, const struct record *r)
{
	struct sender *s = ctx;
	unsigned n = record_def(r->table)->n;
	struct worker_kept *kept = &s->kept[r->table];
	uint32_t keeps = s->keeps[r->table], same = 0;
	if (s->n + SMALL > FRAMES)
		flush(s);
	char *begin = s->p + s->n, *to = begin + HEAD;
	uint32_t fields = 0;
	for (unsigned i = 0; i < n; i++) {
		size_t m = r->field[i].n;
		if (m == 0)
			continue;
		if ((keeps >> i & 1) && same_as_before(kept, i, r->field[i])) {
			same |= UINT32_C(1) << i;
			continue;
		}
		if (m >= SHORT || m + 1 > (size_t)(begin + SMALL - to))
			return send_large(s, r, n);
		fields |= UINT32_C(1) << i;
		*to++ = (char)(uint8_t)m;
		memcpy(to, r->field[i].p, m);
		to += m;
	}
	s->n += (size_t)(to - begin);
	begin = put_number(begin, (uint64_t)(to - begin - 4), 4);
	*begin++ = WORKER_RECORD;
	*begin++ = (char)r->table;
	begin = put_number(begin, r->row, 8);
	begin = put_number(begin, fields, 4);
	put_number(begin, same, 4);
	return !s->failed;
}

static void send_left_out(struct sender *s, enum worker_frame kind, uint64_t row, uint64_t column,
                          const char *message)
{
	send_number(s, 1 + 8 + 8 + 4 + strlen(message), 4);
	send_number(s, kind, 1);
	send_number(s, row, 8);
	send_number(s, column, 8);
	send_text(s, str_of(message));
}

static void send_fault(void *ctx, uint64_t row, uint64_t column, const char *message)
{
	send_left_out(ctx, WORKER_FAULT, row, column, message);
}

static void send_skip(void *ctx, uint64_t row, uint64_t column, const char *message)
{
	send_left_out(ctx, WORKER_SKIP, row, column, message);
}

static void send_warning(void *ctx, uint64_t row, uint64_t column, const char *message)
{
	send_left_out(ctx, WORKER_WARN, row, column, message);
}

static void send_progress(void *ctx, uint64_t octets)
{
	struct sender *s = ctx;
	send_number(s, 1 + 8, 4);
	send_number(s, WORKER_PROGRESS, 1);
	send_number(s, octets, 8);
	flush(s);
}

static void send_done(struct sender *s, const struct import_job *job)
{
	struct str kind = str_of(job->kind ? job->kind : "");
	send_number(s, 1 + 3 * 8 + 4 + kind.n, 4);
	send_number(s, WORKER_DONE, 1);
	send_number(s, job->records, 8);
	send_number(s, job->rejected, 8);
	send_number(s, job->skipped, 8);
	send_text(s, kind);
	flush(s);
}

static void send_error(struct sender *s, const struct pt_err *e)
{
	struct str file = str_of(e->at.file), text = str_of(e->text);
	send_number(s, 1 + 1 + 3 * 8 + 4 + file.n + 4 + text.n, 4);
	send_number(s, WORKER_ERROR, 1);
	send_number(s, (uint64_t)e->code, 1);
	send_number(s, e->at.row, 8);
	send_number(s, e->at.column, 8);
	send_number(s, e->at.byte, 8);
	send_text(s, file);
	send_text(s, text);
	flush(s);
}

static size_t memory_limit(void)
{
	long pages = sysconf(_SC_PHYS_PAGES), size = sysconf(_SC_PAGESIZE);
	size_t half = pages > 0 && size > 0 ? (size_t)pages / 2 * (size_t)size : 0;
	return half < LEAST_MEMORY ? LEAST_MEMORY : half > MOST_MEMORY ? MOST_MEMORY : half;
}

int import_worker_main(int argc, char **argv)
{
	struct pt_err e = { 0 };
	struct archive in = { 0 };
	static char frames[FRAMES];
	static struct sender s;
	s.p = frames;
	for (int t = 0; t < RECORD_TABLES; t++)
		s.keeps[t] = worker_keeps((enum record_table)t);
	if (argc > 0 && strcmp(argv[0], "import-worker") != 0)
		argc--, argv++; /* called with the program's own name in front */
	if (argc != 7 || strcmp(argv[0], "import-worker") != 0) {
		fprintf(stderr, "petrin: import-worker is for petrin itself\n");
		return 2;
	}
	size_t memory = memory_limit();
	if (!walls_close(&(struct walls){ .memory = memory + ((size_t)512 << 20) }, &e)) {
		send_error(&s, &e);
		_exit(3);
	}
	struct arena arena = arena_reserve(memory, "import");
	madvise(arena.beg, memory, MADV_HUGEPAGE); /* only for speed: look-up tables may be large */
	struct import_job job = {
		.a = &arena,
		.name = argv[3],
		.map_name = argv[4],
		.map = str_of(argv[5]),
		.sheet = argv[6][0] ? argv[6] : NULL,
		.out = { send_record, send_fault, send_progress, &s, send_skip, send_warning },
	};
	const char *as = strcmp(argv[1], "-") == 0 ? NULL : argv[1];
	bool ok = strcmp(argv[2], "feed") == 0 ? archive_feed(&in, &arena, 0, &e) :
	                                         archive_fd(&in, &arena, 0, &e);
	ok = ok && import_input(&job, &in, as, &e);
	if (ok)
		send_done(&s, &job);
	else
		send_error(&s, &e);
	_exit(ok && !s.failed ? 0 : 3); /* not exit(): its handlers may call what is not allowed */
}
