/* SPDX-License-Identifier: Apache-2.0
 *
 * generate.c - made traffic becomes a capture (pcapng) and a table of what in it is an attack
 */
#include "service/generate.h"

#include "base/csv.h"
#include "base/file.h"

#define COMMENT "Synthetic: made by petrin generate. No network, subscriber or attack in it is real. "

enum { FLUSH = 1 << 18, ROOM = 1 << 19, BLOCK_SECTION = 0x0a0d0d0a, BLOCK_INTERFACE = 1, BLOCK_PACKET = 6,
       OPTION_COMMENT = 1, OPTION_NAME = 2, OPTION_PROGRAM = 4, OPTION_RESOLUTION = 9, NANO = 9, SNAP = 262144 };

struct writer {
	struct file_out capture, labels;
	bool has_labels;
	char *p;          /* of the capture, not yet written */
	size_t n;
	struct buf rows;  /* of the labels */
	char *rows_start;
	uint64_t frames;
};

static void put(struct writer *w, const void *p, size_t n)
{
	memcpy(w->p + w->n, p, n);
	w->n += n;
}

static void put32(struct writer *w, uint32_t v)
{
	put(w, &v, 4); /* a section is read in the order of octets it was written in */
}

static void put16(struct writer *w, uint16_t v)
{
	put(w, &v, 2);
}

static void pad(struct writer *w)
{
	static const char zero[4];
	put(w, zero, -w->n % 4);
}

static void option(struct writer *w, uint16_t code, struct str s)
{
	put16(w, code);
	put16(w, (uint16_t)s.n);
	put(w, s.p, s.n);
	pad(w);
}

static size_t block(struct writer *w, uint32_t type)
{
	size_t at = w->n;
	put32(w, type);
	put32(w, 0);
	return at;
}

static void block_end(struct writer *w, size_t at)
{
	uint32_t n = (uint32_t)(w->n - at + 4);
	memcpy(w->p + at + 4, &n, 4);
	put32(w, n);
}

static void begin_section(struct writer *w, struct str comment, uint16_t link)
{
	size_t at = block(w, BLOCK_SECTION);
	put32(w, 0x1a2b3c4d);
	put16(w, 1);
	put16(w, 0);
	put32(w, UINT32_MAX); /* length of the section: not known, 64 bits */
	put32(w, UINT32_MAX);
	option(w, OPTION_COMMENT, comment);
	option(w, OPTION_PROGRAM, STR("petrin " PT_VERSION));
	put32(w, 0);
	block_end(w, at);
	at = block(w, BLOCK_INTERFACE);
	put16(w, link);
	put16(w, 0);
	put32(w, SNAP);
	option(w, OPTION_NAME, STR("synthetic"));
	option(w, OPTION_RESOLUTION, (struct str){ (const char[]){ NANO }, 1 });
	put32(w, 0);
	block_end(w, at);
}

static bool flush(struct writer *w, size_t most, struct pt_err *e)
{
	if (w->n > most) {
		if (!file_out_write(&w->capture, w->p, w->n, e))
			return false;
		w->n = 0;
	}
	if (w->has_labels && w->rows.n > most / 4) {
		if (!file_out_write(&w->labels, w->rows.p, w->rows.n, e))
			return false;
		w->rows.n = 0;
	}
	return true;
}

static bool take(void *ctx, const struct generate_frame *f, struct pt_err *e)
{
	struct writer *w = ctx;
	size_t at = block(w, BLOCK_PACKET);
	put32(w, 0);
	put32(w, (uint32_t)(f->time >> 32));
	put32(w, (uint32_t)f->time);
	put32(w, (uint32_t)f->octets.n);
	put32(w, (uint32_t)f->whole);
	put(w, f->octets.p, f->octets.n);
	pad(w);
	block_end(w, at);
	w->frames++;
	if (f->mark != NULL && w->has_labels)
		buf_fmt(&w->rows, "%llu,%s,%s\n", (unsigned long long)w->frames, f->mark->label, f->mark->technique);
	return flush(w, FLUSH, e);
}

static bool begin(struct arena *a, struct writer *w, const char *capture, const char *labels, struct pt_err *e)
{
	w->p = NEW(a, char, ROOM);
	w->rows = buf_in(a);
	buf_str(&w->rows, "frame,label,technique\n");
	w->has_labels = strcmp(capture, "-") != 0;
	return file_out_begin(&w->capture, w->has_labels ? capture : "/dev/stdout", e) &&
	       (!w->has_labels || file_out_begin(&w->labels, labels, e));
}

static bool end(struct writer *w, struct pt_err *e)
{
	return flush(w, 0, e) && (!w->has_labels || file_out_ready(&w->labels, e)) && file_out_ready(&w->capture, e) &&
	       (!w->has_labels || file_out_keep(&w->labels, e)) && file_out_keep(&w->capture, e);
}

bool service_generate(struct arena *a, const struct generate_request *rq, const char *capture,
                      struct generate_files *files, struct generate_totals *out, struct pt_err *e)
{
	struct writer w = { .capture = { .fd = -1 }, .labels = { .fd = -1 } };
	struct generate_sink sink = { take, &w };
	*files = (struct generate_files){ capture, arena_fmt(a, "%s.labels.csv", capture) };
	if (!generate_check(a, rq, out, e))
		return false;
	const char *comment = arena_fmt(a, COMMENT "ues %u, gnbs %u, minutes %g, attacks %s, odd %s, seed %llu",
	                                rq->ues, rq->gnbs, rq->minutes, rq->attacks ? rq->attacks : "none",
	                                rq->odd ? rq->odd : "none", (unsigned long long)rq->seed);
	bool ok = begin(a, &w, capture, files->labels, e);
	if (ok) {
		begin_section(&w, str_of(comment), out->link);
		ok = generate(a, rq, &sink, out, e) && end(&w, e);
	}
	file_out_drop(&w.labels);
	file_out_drop(&w.capture);
	return ok;
}
