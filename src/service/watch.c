/* SPDX-License-Identifier: Apache-2.0
 *
 * watch.c - the parent of service/watch: opens, starts children, judges how they ended
 */
#include "service/watch.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/crew.h"
#include "base/file.h"
#include "base/pool.h"
#include "base/rights.h"
#include "base/stop.h"
#include "base/walls.h"
#include "service/watch_inside.h"

enum { DEATHS = 16, KEY_LEAST = 16, KEY_MOST = 65536 };
#define CHILD_MEMORY ((size_t)CAPTURE_MEMORY + ((size_t)1 << 30))

/* --- one child after another --- */

static void forget(struct watch *w)
{
	size_t kept = 0;
	for (size_t i = 0; i < w->problems; i++)
		if (w->problem[i].lost)
			w->problem[kept++] = w->problem[i];
	w->problems = kept;
	w->ignored = 0;
	w->foreign = false;
	w->peers = w->events = w->groups = 0;
	w->problems_left_out = 0;
	w->totals = (struct watch_totals){ 0 };
}

/* Whether others can be read without the file a child died of; skips the lines that these have given already. */
static bool without(struct watch_parent *p, struct watch_job *job, bool *left_out, uint32_t file)
{
	size_t left = 0;
	left_out[file] = true;
	for (size_t i = 0; i < job->n; i++) {
		const struct capture_file *f = &job->files[i];
		if (f->source.read != NULL && lseek(f->source.fd, 0, SEEK_SET) < 0)
			left_out[i] = true; /* a pipe cannot be read again */
		left += !left_out[i];
	}
	job->skip = 0;
	for (size_t i = 0; i < job->n; i++)
		job->skip += left_out[i] ? 0 : p->lines[i];
	return left > 0;
}

/* The file a child died of is out; false when nobody can go on.  Files that are followed are not read again. */
static bool bury(struct watch_parent *p, struct watch_job *job, bool *left_out, struct pt_err *e)
{
	uint32_t file = job->shared->reading;
	struct watch *w = p->out;
	if (job->rq->live || file >= w->files || (!job->rq->follow && left_out[file])) {
		pt_note(e, job->rq->live ? "recording ended" : "reading captures");
		return false;
	}
	pt_err_file(e, w->file[file]);
	if (!job->rq->follow && !without(p, job, left_out, file))
		return false;
	forget(w);
	struct watch_problem lost = { .file = file, .lost = true };
	memcpy(lost.text, e->text, strnlen(e->text, sizeof lost.text - 1));
	*PUSH(p->a, w->problem, w->problems, w->problems_cap) = lost;
	return true;
}

static int rising(const void *a, const void *b)
{
	return *(const int *)a < *(const int *)b ? -1 : 1;
}

/* What stays open for the child: pipes, or the interface. */
static const int *descriptors(struct watch_parent *p, const struct watch_job *job, size_t *n)
{
	size_t files = job->rq->follow ? 0 : job->n;
	int *keep = NEW(p->a, int, files + LIVE_DESCRIPTORS + 2);
	*n = 0;
	for (size_t i = 0; i < files; i++)
		if (job->files[i].source.read != NULL && job->files[i].source.fd > 2)
			keep[(*n)++] = job->files[i].source.fd;
	for (size_t i = 0; i < job->live.n; i++)
		keep[(*n)++] = job->live.descriptors[i];
	keep[(*n)++] = job->door;
	if (job->tls_keys > 2)
		keep[(*n)++] = job->tls_keys;
	qsort(keep, *n, sizeof *keep, rising);
	return keep;
}

/* Processor time: so much, and ten seconds for each MB; without end where nobody knows how much comes.  How much one
 * packet may need is limited by watch_read.c. */
static unsigned seconds_for(const struct watch_job *job)
{
	uint64_t seconds = WALLS_SECONDS;
	if (job->rq->live || job->rq->follow)
		return WALLS_UNLIMITED;
	for (size_t i = 0; i < job->n; i++) {
		struct stat st;
		if (job->files[i].source.read != NULL)
			return WALLS_UNLIMITED;
		seconds += stat(job->files[i].name, &st) == 0 ? (uint64_t)st.st_size / 100000 : 0;
	}
	return seconds < WALLS_UNLIMITED ? (unsigned)seconds : WALLS_UNLIMITED;
}

/* One child; false when it died or there was something else. */
static bool one_child(struct watch_parent *p, struct watch_job *job, struct arena *memory, bool *died,
                      struct pt_err *e)
{
	struct arena lines = arena_reserve((size_t)4 * WIRE_MOST, "an answer");
	char *start = lines.beg;
	p->part = buf_in(&lines);
	job->shared->reading = UINT32_MAX;
	*died = false;
	bool ok = watch_door_open(&p->door, e);
	if (ok) {
		struct guard_pipe g = { .fn = watch_child, .ctx = job, .take = watch_take,
			                .take_ctx = p, .idle = watch_idle,
			                .walls = { .memory = CHILD_MEMORY, .waits = job->rq->live,
			                           .receives = MERGE_OPEN + 2, .seconds = seconds_for(job),
			                           .pulse = true },
			                .what = "the reader of captures" };
		g.theirs = job->door = p->door.theirs;
		g.walls.keep = descriptors(p, job, &g.walls.keeps);
		ok = guard_pipe(memory, &g, died, e) && (p->done || watch_nonsense(e));
		watch_door_close(&p->door);
	}
	arena_release(&lines, start);
	return ok;
}

static bool run(struct watch_parent *p, struct watch_job *job, struct pt_err *e)
{
	struct arena memory = arena_reserve(WATCH_MEMORY + job->n * 256, "captures");
	char *start = memory.beg;
	bool *left_out = NEW(p->a, bool, job->n), ok = false;
	job->left_out = left_out;
	for (unsigned deaths = 0; !ok && deaths < DEATHS; deaths++) {
		struct pt_err why = { 0 };
		bool died;
		ok = one_child(p, job, &memory, &died, &why);
		if (!ok && (!died || deaths + 1 == DEATHS || !bury(p, job, left_out, &why))) {
			*e = why;
			break;
		}
	}
	arena_release(&memory, start);
	return ok;
}

static bool read_key(struct arena scratch, const char *path, uint8_t key[WATCH_KEY], struct pt_err *e)
{
	struct str s;
	if (path == NULL) {
		randombytes_buf(key, WATCH_KEY);
		return true;
	}
	if (!file_slurp(&scratch, path, KEY_MOST, &s, e))
		return false;
	if (s.n < KEY_LEAST)
		return pt_fail(e, PT_INVALID, "%s: a key has at least %d octets", path, KEY_LEAST);
	crypto_generichash(key, WATCH_KEY, (const unsigned char *)s.p, s.n, NULL, 0);
	return true;
}

/* A single file that is no capture is a failure, and so is a folder without any; of several, each is told. */
static bool readable(const struct watch *w, const struct watch_request *rq, struct pt_err *e)
{
	if (w->totals.capture.n[COUNT_packets] > 0 || w->live || rq->follow)
		return true;
	if (w->ignored > 0 && w->ignored == w->files)
		return pt_fail(e, PT_INVALID, "%s: none of the %zu files in it is a capture", rq->paths[0], w->files);
	if (w->files != 1 || w->problems == 0)
		return true;
	const struct watch_problem *p = &w->problem[0];
	struct pt_at at = { .byte = p->offset + 1 };
	memcpy(at.file, w->file[0], strnlen(w->file[0], sizeof at.file - 1));
	return pt_fail_at(e, &at, PT_INVALID, "%s", p->text);
}

/* --- what is read: files, files that come, an interface --- */

static bool open_files(struct arena *a, struct watch_job *job, struct watch *out, struct pt_err *e)
{
	if (!find_captures(a, job->rq->paths, job->rq->n, &job->files, &job->n, e))
		return false;
	out->file = NEW(a, const char *, job->n);
	for (size_t i = 0; i < job->n; i++)
		out->file[i] = job->files[i].name;
	out->files = job->n;
	return true;
}

/* The only moment at which more rights are needed than the user has. */
static bool open_interface(struct arena *a, struct watch_job *job, struct watch *out, struct pt_err *e)
{
	job->n = out->files = 1;
	job->files = NEW(a, struct capture_file, 1);
	job->files[0].name = job->rq->live;
	out->file = &job->files[0].name;
	out->live = true;
	return live_open(&job->live, job->rq->live, job->rq->only, e) && rights_drop(e);
}

static bool open_following(struct arena *a, struct watch_job *job, struct watch *out, struct watch_parent *p,
                           struct pt_err *e)
{
	job->n = CAPTURE_FILES;
	job->files = NEW(a, struct capture_file, CAPTURE_FILES);
	out->file = NEW(a, const char *, CAPTURE_FILES);
	for (size_t i = 0; i < CAPTURE_FILES; i++)
		job->files[i].found = true;
	return watch_follow_begin(&p->door, a, e);
}

static bool open_all(struct arena *a, struct watch_job *job, struct watch *out, struct watch_parent *p,
                     struct pt_err *e)
{
	if (job->rq->live)
		return open_interface(a, job, out, e);
	return job->rq->follow ? open_following(a, job, out, p, e) : open_files(a, job, out, e);
}

static void close_all(struct watch_job *job, struct watch_parent *p)
{
	if (job->rq->live)
		live_close(&job->live);
	else if (job->rq->follow)
		watch_follow_end(&p->door);
	else
		find_close(job->files, job->n);
	if (job->tls_keys >= 0)
		close(job->tls_keys);
}

static unsigned threads_of(const struct watch_request *rq)
{
	unsigned n = pool_threads(rq->threads);
	return n < CREW_MOST ? n : CREW_MOST;
}

bool service_watch(struct arena *a, const struct watch_request *rq, const struct watch_lines *to, struct watch *out,
                   struct pt_err *e)
{
	struct watch_job *job = NEW(a, struct watch_job, 1);
	struct watch_parent p = { .a = a, .out = out, .to = to };
	*out = (struct watch){ 0 };
	job->rq = rq;
	job->threads = threads_of(rq);
	job->hide.off = rq->show_subscribers;
	p.door = (struct watch_door){ .out = out, .job = job, .problem = watch_problem, .ctx = &p };
	if (sodium_init() < 0)
		return pt_fail(e, PT_BUG, "no random numbers are to be had");
	if (rq->filter && !filter_compile(&job->filter, a, rq->filter, e))
		return false;
	job->shared = mmap(NULL, sizeof *job->shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (job->shared == MAP_FAILED)
		return pt_fail(e, PT_IO, "no memory to share with the reader of captures");
	stop_begin(&job->shared->stop, rq->seconds);
	/* The interface first: what comes after is done without rights. */
	job->tls_keys = -1;
	bool ok = open_all(a, job, out, &p, e) && read_key(*a, rq->key, job->hide.key, e);
	ok = ok && (rq->tls_keys == NULL || file_open(rq->tls_keys, &job->tls_keys, e));
	p.lines = NEW(a, uint64_t, job->n ? job->n : 1);
	p.files = job->files;
	ok = ok && run(&p, job, e) && readable(out, rq, e);
	close_all(job, &p);
	stop_end();
	out->stopped = job->shared->stop;
	munmap(job->shared, sizeof *job->shared);
	return ok;
}
