/* SPDX-License-Identifier: Apache-2.0
 *
 * watch_read.c - where the child of service/watch gets its packets: files, files that come, an interface
 *
 * Nothing here opens: the child asks for a file by a record on the pipe and is handed the descriptor.
 */
#include <signal.h>
#include <sys/types.h>
#include <unistd.h>

#include "base/hand.h"
#include "service/watch_work.h"

struct source {
	const struct watch_job *job;
	struct watch_work *work;
	struct wire *wire;
	struct capture *cap;
	struct wire_note note;
	struct stream inner; /* what is followed */
};

/* --- one packet must not keep us --- */

enum { STUCK_SECONDS = 10 }; /* of processor time */
static const volatile uint64_t *packets;
static const struct watch_work *at_work;

/* Every second of processor time (base/walls.h, `pulse`).  Without progress the next one ends the process. */
static void pulse(int sig)
{
	static uint64_t before;
	static unsigned stuck;
	uint64_t now = *packets + watch_work_done(at_work);
	stuck = now == before ? stuck + 1 : 0;
	before = now;
	if (stuck < STUCK_SECONDS)
		return;
	watch_work_blame(at_work);
	signal(sig, SIG_DFL);
}

static void watch_progress(const struct capture *c, const struct watch_work *w)
{
	at_work = w;
	packets = &c->stats.n[COUNT_packets];
	signal(SIGXCPU, pulse);
}

/* --- asking --- */

static bool go_on(const struct source *s)
{
	uint64_t most = s->job->rq->packets;
	return !s->job->shared->stop && (most == 0 || s->cap->stats.n[COUNT_packets] < most);
}

/* Everything said so far goes out before the answer is waited for. */
static bool ask(struct source *s, enum wire_kind what, uint32_t file, int *fd, struct pt_err *e)
{
	size_t n = sizeof s->note;
	watch_work_drain(s->work);
	wire_put(s->wire, what, file, "", 0);
	wire_flush(s->wire);
	if (!hand_take(s->job->door, fd, &s->note, &n, e))
		_exit(0); /* nobody is there any more */
	s->note.text[sizeof s->note.text - 1] = '\0';
	return n == sizeof s->note;
}

/* --- files --- */

static bool open_file(void *ctx, uint32_t i, struct stream *to, bool *again, struct pt_err *e)
{
	struct source *s = ctx;
	const struct capture_file *f = &s->job->files[i];
	int fd;
	s->job->shared->reading = i;
	if (s->job->left_out[i])
		return pt_fail(e, PT_CANCELLED, "left out");
	if (f->source.read != NULL) {
		*again = lseek(f->source.fd, 0, SEEK_SET) == 0;
		*to = f->source;
		return true;
	}
	if (!ask(s, WIRE_OPEN, i, &fd, e) || s->note.kind != NOTE_FILE || fd < 0)
		return pt_fail(e, PT_IO, "%s", s->note.text);
	*to = stream_fd(fd);
	return true;
}

static void close_file(void *ctx, uint32_t i, struct stream *octets)
{
	const struct source *s = ctx;
	if (s->job->files[i].source.read == NULL)
		close(octets->fd);
}

static void read_files(struct source *s)
{
	const struct merge_files all = { s->job->n, open_file, close_file, s };
	struct merge *m = NEW(s->cap->a, struct merge, 1);
	struct frame f;
	merge_open(m, s->cap->a, &all, &s->cap->sink, &s->cap->stats);
	while (go_on(s) && merge_next(m, &f)) {
		s->job->shared->reading = f.file;
		capture_frame(s->cap, &f);
	}
	merge_close(m);
}

/* --- files that grow, and others that come --- */

static long read_growing(struct stream *octets, void *to, size_t n, struct pt_err *e)
{
	struct source *s = octets->ctx;
	int fd;
	long got;
	do
		got = s->inner.read(&s->inner, to, n, e);
	while (got == 0 && go_on(s) && ask(s, WIRE_MORE, 0, &fd, e) && s->note.kind == NOTE_MORE);
	return got;
}

static void follow(struct source *s)
{
	struct container c = { .a = s->cap->a, .sink = &s->cap->sink, .stats = &s->cap->stats };
	struct stream growing = { .read = read_growing, .fd = -1, .ctx = s };
	struct frame f;
	int fd;
	while (go_on(s) && ask(s, WIRE_NEXT, 0, &fd, NULL) && s->note.kind == NOTE_FILE && fd >= 0) {
		uint32_t file = s->note.file % CAPTURE_FILES;
		uint64_t cut = s->cap->stats.n[COUNT_files_cut];
		s->job->shared->reading = file;
		s->job->files[file].name = arena_str(s->cap->a, s->note.text);
		s->inner = stream_fd(fd);
		container_open(&c, file, growing);
		while (go_on(s) && container_next(&c, &f))
			capture_frame(s->cap, &f);
		container_close(&c);
		close(fd);
		if (!go_on(s)) /* it is being written, and we leave it in the middle */
			s->cap->stats.n[COUNT_files_cut] = cut;
	}
}

/* --- an interface --- */

static void listen(struct source *s)
{
	struct live l = s->job->live;
	struct capture_stats *stats = &s->cap->stats;
	struct pt_err e = { 0 };
	struct frame f;
	uint64_t time = 0;
	bool got = true;
	s->job->shared->reading = 0;
	while (go_on(s) && live_next(&l, &f, &got, &e)) {
		if (got) {
			container_count(stats, &f, &time);
			capture_frame(s->cap, &f);
			continue;
		}
		watch_work_drain(s->work);
		wire_flush(s->wire);
		live_wait(&l);
	}
	live_count(&l, stats);
	if (e.code != PT_OK)
		s->cap->sink.problem(s->cap->sink.ctx, &(struct capture_problem){ .frame = l.packets, .text = e.text });
}

void watch_read(const struct watch_job *job, struct watch_work *w, struct wire *wire, struct capture *c)
{
	struct source *s = NEW(c->a, struct source, 1);
	s->job = job;
	s->work = w;
	s->wire = wire;
	s->cap = c;
	watch_progress(c, w);
	if (job->rq->live)
		listen(s);
	else if (job->rq->follow)
		follow(s);
	else
		read_files(s);
}
