/* SPDX-License-Identifier: Apache-2.0
 *
 * watch_work.c - decoding, filtering and writing lines, on one thread or several
 */
#include "service/watch_work.h"

#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

#include "base/crew.h"
#include "watch/decode/decode.h"

/* A batch: about as much as stays in the cache of a core while somebody works on it. */
enum {
	ITEMS = 512, OCTETS = 256 << 10, FIELDS = 16384, LINES = 512 << 10,
	LARGE = 32 << 10,      /* a message of more octets is no member of a batch */
	LINE_ROOM = 16 << 20,  /* address space for LINES and one line, of which each depth has LARGE octets at most */
	SCRATCH = 16 << 20,
};
#define NOBODY UINT32_MAX

struct batch {
	struct watch_item item[ITEMS];
	union {
		struct payload payload;
		struct sbi_message http;
	} copy[ITEMS];
	bool left[ITEMS]; /* for the first thread, as there was no room */
	uint32_t n;
	size_t octets_n, fields_n;
	uint8_t *octets;
	struct field *fields;
	struct arena memory; /* of lines */
	struct buf lines;
};

/* What a thread works with.  Apart from those of others, for every message writes to it. */
struct desk {
	const struct watch_job *job;
	struct arena scratch;
	struct hide hide;
	_Atomic uint64_t done;
	_Atomic uint32_t file; /* of the message at hand, or NOBODY */
	char apart[128];
};

struct watch_work {
	struct desk *desk;
	unsigned threads;
	struct watch_retire to;
	struct crew *crew; /* NULL = one thread */
	struct field *fields; /* for what the first thread does alone */
	struct arena memory;
	struct buf line;
};

/* --- one message --- */

/* Somebody dies of a message: of which file is what the parent wants to know. */
static struct sigaction before[_NSIG];
static _Thread_local const struct desk *mine;

static void dying(int sig, siginfo_t *info, void *unused)
{
	(void)unused;
	if (mine && mine->file != NOBODY)
		mine->job->shared->reading = mine->file;
	if (info->si_code <= 0)
		_exit(128 + sig); /* somebody sent it */
	sigaction(sig, &before[sig], NULL); /* it happens again when we return */
}

static void write_line(struct desk *d, struct watch_item *i, struct buf *out)
{
	struct watch_line l = { .m = i->m, .hex = d->job->rq->hex, .file = d->job->files[i->m.payload->file].name };
	size_t begin = out->n;
	uint64_t hidden = d->hide.hidden;
	hide_message(&d->hide, &i->pdu);
	watch_pdu_json(out, &l, &d->hide, d->scratch);
	i->hidden = d->hide.hidden - hidden;
	i->line.n = out->n - begin;
}

/* `out` may move: who wants the line looks there, the last i->line.n octets. */
static void work(struct desk *d, struct watch_item *i, struct field *fields, uint32_t room, struct buf *out)
{
	const struct watch_job *job = d->job;
	uint32_t file = i->m.payload->file;
	mine = d;
	atomic_store_explicit(&d->file, file, memory_order_relaxed);
	i->pdu = decode((enum proto_id)i->pdu.proto, i->pdu.raw, fields, room);
	struct filter_message f = { &i->pdu, i->m.payload, speaks_name(i->m.speaks), job->files[file].name };
	i->shown = job->filter.n == 0 || filter_match(&job->filter, &f, d->scratch);
	i->line = (struct str){ 0 };
	i->hidden = 0;
	if (i->shown && job->rq->pdus)
		write_line(d, i, out);
	atomic_store_explicit(&d->done, d->done + 1, memory_order_relaxed);
	atomic_store_explicit(&d->file, NOBODY, memory_order_relaxed);
}

static void work_alone(struct watch_work *w, struct watch_item *i)
{
	w->line.n = 0;
	work(&w->desk[0], i, w->fields, PDU_FIELDS, &w->line);
	i->line.p = w->line.p;
	w->to.retire(w->to.ctx, i);
}

/* --- a batch --- */

static void work_batch(void *ctx, void *batch, unsigned thread)
{
	const struct watch_work *w = ctx;
	struct batch *b = batch;
	for (uint32_t i = 0; i < b->n; i++) {
		struct watch_item *x = &b->item[i];
		size_t room = FIELDS - b->fields_n, begin = b->lines.n;
		b->left[i] = begin > LINES;
		if (b->left[i])
			continue;
		work(&w->desk[thread], x, b->fields + b->fields_n, room < PDU_FIELDS ? (uint32_t)room : PDU_FIELDS,
		     &b->lines);
		b->left[i] = x->pdu.cut > 0 && room < PDU_FIELDS;
		b->fields_n += x->pdu.n;
	}
}

static void retire_batch(void *ctx, void *batch)
{
	struct watch_work *w = ctx;
	struct batch *b = batch;
	size_t at = 0;
	for (uint32_t i = 0; i < b->n; i++) {
		struct watch_item *x = &b->item[i];
		x->line.p = b->lines.p + at;
		at += x->line.n;
		if (b->left[i])
			work_alone(w, x);
		else
			w->to.retire(w->to.ctx, x);
		x->line.n = 0;
	}
	b->n = 0;
	b->octets_n = b->fields_n = b->lines.n = 0;
}

static void *batch_new(struct arena *a)
{
	struct batch *b = NEW(a, struct batch, 1);
	b->octets = NEW(a, uint8_t, OCTETS);
	b->fields = NEW(a, struct field, FIELDS);
	b->memory = arena_reserve(LINE_ROOM, "lines");
	b->lines = buf_in(&b->memory);
	return b;
}

/* --- all of them --- */

static void desks_begin(struct watch_work *w, struct arena *a, const struct watch_job *job)
{
	w->desk = NEW(a, struct desk, w->threads);
	for (unsigned i = 0; i < w->threads; i++) {
		struct desk *d = &w->desk[i];
		d->job = job;
		d->scratch = i ? arena_reserve(SCRATCH, "a message") : arena_split(a, WATCH_SCRATCH, "a message");
		d->hide = job->hide;
		hide_begin(&d->hide);
		d->file = NOBODY;
	}
}

struct watch_work *watch_work_begin(struct arena *a, const struct watch_job *job, const struct watch_retire *to)
{
	static const int deadly[] = { SIGSEGV, SIGBUS, SIGILL, SIGFPE };
	struct watch_work *w = NEW(a, struct watch_work, 1);
	w->threads = job->threads;
	w->to = *to;
	w->fields = NEW(a, struct field, PDU_FIELDS);
	w->memory = arena_split(a, WATCH_LINE, "a line");
	w->line = buf_in(&w->memory);
	desks_begin(w, a, job);
	if (w->threads < 2)
		return w;
	void *batch[CREW_MOST * 2];
	for (size_t i = 0; i < crew_batches(w->threads); i++)
		batch[i] = batch_new(a);
	for (size_t i = 0; i < COUNT(deadly); i++)
		sigaction(deadly[i], &(struct sigaction){ .sa_sigaction = dying, .sa_flags = SA_SIGINFO },
		          &before[deadly[i]]);
	w->crew = crew_begin(a, w->threads, batch, &(struct crew_job){ work_batch, retire_batch, w });
	return w;
}

static struct watch_item item_of(const struct watch_message *m, enum proto_id proto, struct span raw)
{
	return (struct watch_item){ .m = *m, .pdu = { .raw = raw, .proto = (uint8_t)proto } };
}

static void put(struct batch *b, const struct watch_message *m, enum proto_id proto, struct span raw)
{
	uint32_t at = b->n++;
	struct watch_item *i = &b->item[at];
	uint8_t *octets = memcpy(b->octets + b->octets_n, raw.p, raw.n);
	b->octets_n += raw.n;
	*i = item_of(m, proto, (struct span){ octets, raw.n });
	i->m.pdu = &i->pdu;
	if (m->http) {
		b->copy[at].http = *m->http;
		b->copy[at].http.at.data = i->pdu.raw;
		i->m.http = &b->copy[at].http;
		i->m.payload = &b->copy[at].http.at;
	} else {
		b->copy[at].payload = *m->payload;
		b->copy[at].payload.data = i->pdu.raw;
		b->copy[at].payload.name = (struct str){ 0 };
		i->m.payload = &b->copy[at].payload;
	}
}

void watch_work_take(struct watch_work *w, const struct watch_message *m, enum proto_id proto, struct span raw)
{
	struct batch *b = w->crew ? crew_batch(w->crew) : NULL;
	if (b == NULL || raw.n > LARGE) {
		struct watch_item i = item_of(m, proto, raw);
		i.m.pdu = &i.pdu;
		watch_work_drain(w);
		work_alone(w, &i);
		return;
	}
	put(b, m, proto, raw);
	if (b->n == ITEMS || OCTETS - b->octets_n < LARGE)
		crew_send(w->crew);
}

void watch_work_drain(struct watch_work *w)
{
	if (w->crew == NULL)
		return;
	if (((struct batch *)crew_batch(w->crew))->n > 0)
		crew_send(w->crew);
	crew_drain(w->crew);
}

void watch_work_end(struct watch_work *w)
{
	watch_work_drain(w);
	if (w->crew)
		crew_end(w->crew);
}

uint64_t watch_work_done(const struct watch_work *w)
{
	uint64_t n = 0;
	for (unsigned i = 0; i < w->threads; i++)
		n += atomic_load_explicit(&w->desk[i].done, memory_order_relaxed);
	return n;
}

void watch_work_blame(const struct watch_work *w)
{
	for (unsigned i = 0; i < w->threads; i++)
		if (w->desk[i].file != NOBODY)
			w->desk[i].job->shared->reading = w->desk[i].file;
}
