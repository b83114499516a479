/* SPDX-License-Identifier: Apache-2.0
 *
 * watch.c - the parent of service/watch: opens, hands on, judges how the child ended
 */
#include "service/watch.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/rights.h"
#include "base/stop.h"
#include "base/walls.h"
#include "service/watch_inside.h"

enum { DEATHS = 16, KEY_LEAST = 16, KEY_MOST = 65536 };
#define CHILD_MEMORY ((size_t)CAPTURE_MEMORY + ((size_t)1 << 30))
#define CHILD_TABLES ((size_t)CAPTURE_MEMORY + SBI_MEMORY + ((size_t)64 << 20))

struct parent {
	struct arena *a;
	struct watch *out;
	const struct watch_lines *to;
	struct buf part; /* of a record that has not come whole */
	uint64_t *lines; /* handed on, by file */
	const struct capture_file *files;
	struct watch_door door;
	bool done;
};

static bool nonsense(struct pt_err *e)
{
	return pt_fail(e, PT_BUG, "the reader of captures answers with nonsense");
}

#define EVERY(octet) (UINT64_C(0x0101010101010101) * (octet))

/* Nothing but printable ASCII, eight octets at a time: of most lines that is all there is to ask. */
static bool plain(struct str s)
{
	uint64_t bad = 0, w;
	size_t i = 0;
	for (; i + 8 <= s.n; i += 8) {
		memcpy(&w, s.p + i, 8);
		bad |= (w | (w - EVERY(0x20)) | ((w ^ EVERY(0x7f)) - EVERY(1))) & EVERY(0x80);
	}
	for (; i < s.n; i++)
		bad |= (unsigned char)s.p[i] < ' ' || (unsigned char)s.p[i] >= 127;
	return bad == 0;
}

static bool controls(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] < ' ' || s.p[i] == 127)
			return true;
	return false;
}

/* A line goes to whoever asked as it is; it has to be one, and text. */
static bool line(struct parent *p, const struct wire_head *h, struct str s, struct pt_err *e)
{
	size_t bad;
	if (s.n < 3 || s.p[0] != '{' || s.p[s.n - 2] != '}' || s.p[s.n - 1] != '\n' || h->file >= p->out->files)
		return nonsense(e);
	if (!plain((struct str){ s.p, s.n - 1 }) && (controls((struct str){ s.p, s.n - 1 }) || !str_utf8(s, &bad)))
		return nonsense(e);
	p->lines[h->file]++;
	return p->to == NULL || p->to->line(p->to->ctx, s, e);
}

/* Foreign text in a struct: ended, and valid. */
static void clean(struct parent *p, char *text, size_t size)
{
	struct arena scratch = *p->a;
	struct buf b = buf_in(&scratch);
	text[size - 1] = '\0';
	buf_printable(&b, str_of(text), false);
	size_t n = b.n < size - 1 ? b.n : size - 1;
	while (n > 0 && n < b.n && ((unsigned char)b.p[n] & 0xc0) == 0x80)
		n--;
	memset(text, 0, size);
	if (n > 0)
		memcpy(text, b.p, n);
	for (size_t i = 0; i < n; i++)
		text[i] = text[i] == '\n' || text[i] == '\t' ? ' ' : text[i];
}

static void add_problem(struct watch *w, struct arena *a, const struct watch_problem *v)
{
	if (w->problems >= WATCH_PROBLEMS)
		w->problems_left_out++;
	else
		*PUSH(a, w->problem, w->problems, w->problems_cap) = *v;
}

/* What is no capture is no problem when it was just found in a folder. */
static bool take_problem(struct parent *p, struct str s, struct pt_err *e)
{
	struct watch_problem v;
	struct watch *w = p->out;
	if (s.n != sizeof v)
		return nonsense(e);
	memcpy(&v, s.p, sizeof v);
	if (v.file >= w->files)
		return nonsense(e);
	clean(p, v.text, sizeof v.text);
	v.lost = false;
	if (v.foreign && p->files[v.file].found) {
		w->ignored_at = w->ignored++ ? w->ignored_at : v.file;
		return true;
	}
	w->foreign = w->foreign || v.foreign;
	add_problem(w, p->a, &v);
	return true;
}

/* For watch_follow.c. */
static void note_problem(void *ctx, uint32_t file, const char *text)
{
	struct parent *p = ctx;
	struct watch_problem v = { .file = file };
	memcpy(v.text, text, strnlen(text, sizeof v.text - 1));
	add_problem(p->out, p->a, &v);
}

static bool take_peer(struct parent *p, struct str s, struct pt_err *e)
{
	struct watch_peer v;
	if (s.n != sizeof v || p->out->peers >= WATCH_PEERS)
		return nonsense(e);
	memcpy(&v, s.p, sizeof v);
	clean(p, v.name, sizeof v.name);
	v.family = v.family == 6 ? 6 : 4;
	*PUSH(p->a, p->out->peer, p->out->peers, p->out->peers_cap) = v;
	return true;
}

static bool take_event(struct parent *p, struct str s, struct pt_err *e)
{
	struct watch_event v;
	if (s.n != sizeof v || p->out->events >= WATCH_EVENTS)
		return nonsense(e);
	memcpy(&v, s.p, sizeof v);
	clean(p, v.text, sizeof v.text);
	if (v.group >= p->out->groups || v.speaks >= SPEAKS_N)
		return nonsense(e);
	*PUSH(p->a, p->out->event, p->out->events, p->out->events_cap) = v;
	return true;
}

static bool take_group(struct parent *p, struct str s, struct pt_err *e)
{
	struct watch_group v;
	if (s.n != sizeof v || p->out->groups >= WATCH_GROUPS)
		return nonsense(e);
	memcpy(&v, s.p, sizeof v);
	clean(p, v.text, sizeof v.text);
	*PUSH(p->a, p->out->group, p->out->groups, p->out->groups_cap) = v;
	return true;
}

static bool idle(void *ctx, struct pt_err *e)
{
	struct parent *p = ctx;
	return p->to == NULL || p->to->idle == NULL || p->to->idle(p->to->ctx, e);
}

static bool record(struct parent *p, const struct wire_head *h, struct str s, struct pt_err *e)
{
	switch ((enum wire_kind)h->kind) {
	case WIRE_LINE: return line(p, h, s, e);
	case WIRE_PROBLEM: return take_problem(p, s, e);
	case WIRE_PEER: return take_peer(p, s, e);
	case WIRE_EVENT: return take_event(p, s, e);
	case WIRE_GROUP: return take_group(p, s, e);
	case WIRE_TOTALS:
		if (s.n != sizeof p->out->totals || p->done)
			return nonsense(e);
		memcpy(&p->out->totals, s.p, s.n);
		p->done = true;
		return true;
	case WIRE_OPEN:
	case WIRE_NEXT:
	case WIRE_MORE:
		return idle(p, e) && watch_door_answer(&p->door, (enum wire_kind)h->kind, h->file, e);
	}
	return nonsense(e);
}

/* Whole records off the front; how many octets they were, or -1. */
static long records(struct parent *p, struct str s, struct pt_err *e)
{
	size_t at = 0;
	struct wire_head h;
	while (s.n - at >= sizeof h) {
		memcpy(&h, s.p + at, sizeof h);
		if (h.n > WIRE_MOST) {
			nonsense(e);
			return -1;
		}
		if (s.n - at - sizeof h < h.n)
			break;
		if (!record(p, &h, (struct str){ s.p + at + sizeof h, h.n }, e))
			return -1;
		at += sizeof h + h.n;
	}
	return (long)at;
}

static bool take(void *ctx, struct str s, struct pt_err *e)
{
	struct parent *p = ctx;
	bool whole = p->part.n == 0; /* nothing waits: no need to copy */
	if (!whole)
		buf_add(&p->part, s.p, s.n);
	long used = records(p, whole ? s : (struct str){ p->part.p, p->part.n }, e);
	if (used < 0)
		return false;
	if (whole) {
		buf_add(&p->part, s.p + used, s.n - (size_t)used);
	} else {
		memmove(p->part.p, p->part.p + used, p->part.n - (size_t)used);
		p->part.n -= (size_t)used;
	}
	return true;
}

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
static bool without(struct parent *p, struct watch_job *job, bool *left_out, uint32_t file)
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
static bool bury(struct parent *p, struct watch_job *job, bool *left_out, struct pt_err *e)
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
static const int *descriptors(struct parent *p, const struct watch_job *job, size_t *n)
{
	size_t files = job->rq->follow ? 0 : job->n;
	int *keep = NEW(p->a, int, files + LIVE_DESCRIPTORS + 1);
	*n = 0;
	for (size_t i = 0; i < files; i++)
		if (job->files[i].source.read != NULL && job->files[i].source.fd > 2)
			keep[(*n)++] = job->files[i].source.fd;
	for (size_t i = 0; i < job->live.n; i++)
		keep[(*n)++] = job->live.descriptors[i];
	keep[(*n)++] = job->door;
	qsort(keep, *n, sizeof *keep, rising);
	return keep;
}

/* Processor time: so much, and ten seconds for each MB; without end where nobody knows how much comes. */
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
static bool one_child(struct parent *p, struct watch_job *job, struct arena *memory, bool *died, struct pt_err *e)
{
	struct arena lines = arena_reserve((size_t)4 * WIRE_MOST, "an answer");
	char *start = lines.beg;
	p->part = buf_in(&lines);
	job->shared->reading = UINT32_MAX;
	*died = false;
	bool ok = watch_door_open(&p->door, e);
	if (ok) {
		struct guard_pipe g = { .fn = watch_child, .ctx = job, .take = take, .idle = idle, .take_ctx = p,
			                .walls = { .memory = CHILD_MEMORY, .waits = job->rq->live,
			                           .receives = MERGE_OPEN + 2, .seconds = seconds_for(job) },
			                .what = "the reader of captures" };
		g.theirs = job->door = p->door.theirs;
		g.walls.keep = descriptors(p, job, &g.walls.keeps);
		ok = guard_pipe(memory, &g, died, e) && (p->done || nonsense(e));
		watch_door_close(&p->door);
	}
	arena_release(&lines, start);
	return ok;
}

static bool run(struct parent *p, struct watch_job *job, struct pt_err *e)
{
	struct arena memory = arena_reserve(CHILD_TABLES + job->n * 256, "captures");
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

static bool open_following(struct arena *a, struct watch_job *job, struct watch *out, struct parent *p,
                           struct pt_err *e)
{
	job->n = CAPTURE_FILES;
	job->files = NEW(a, struct capture_file, CAPTURE_FILES);
	out->file = NEW(a, const char *, CAPTURE_FILES);
	for (size_t i = 0; i < CAPTURE_FILES; i++)
		job->files[i].found = true;
	return watch_follow_begin(&p->door, a, e);
}

static bool open_all(struct arena *a, struct watch_job *job, struct watch *out, struct parent *p, struct pt_err *e)
{
	return job->rq->live   ? open_interface(a, job, out, e)
	       : job->rq->follow ? open_following(a, job, out, p, e)
	                       : open_files(a, job, out, e);
}

static void close_all(struct watch_job *job, struct parent *p)
{
	if (job->rq->live)
		live_close(&job->live);
	else if (job->rq->follow)
		watch_follow_end(&p->door);
	else
		find_close(job->files, job->n);
}

bool service_watch(struct arena *a, const struct watch_request *rq, const struct watch_lines *to, struct watch *out,
                   struct pt_err *e)
{
	struct watch_job *job = NEW(a, struct watch_job, 1);
	struct parent p = { .a = a, .out = out, .to = to };
	*out = (struct watch){ 0 };
	job->rq = rq;
	job->hide.off = rq->show_subscribers;
	p.door = (struct watch_door){ .out = out, .job = job, .problem = note_problem, .ctx = &p };
	if (sodium_init() < 0)
		return pt_fail(e, PT_BUG, "no random numbers are to be had");
	if (rq->filter && !filter_compile(&job->filter, a, rq->filter, e))
		return false;
	job->shared = mmap(NULL, sizeof *job->shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (job->shared == MAP_FAILED)
		return pt_fail(e, PT_IO, "no memory to share with the reader of captures");
	stop_begin(&job->shared->stop, rq->seconds);
	bool ok = read_key(*a, rq->key, job->hide.key, e) && open_all(a, job, out, &p, e);
	p.lines = NEW(a, uint64_t, job->n ? job->n : 1);
	p.files = job->files;
	ok = ok && run(&p, job, e) && readable(out, rq, e);
	close_all(job, &p);
	stop_end();
	out->stopped = job->shared->stop;
	munmap(job->shared, sizeof *job->shared);
	return ok;
}
