/* SPDX-License-Identifier: Apache-2.0
 *
 * watch.c - the parent of service/watch: opens, hands on, judges how the child ended
 */
#include "service/watch.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/file.h"
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

static bool take_problem(struct parent *p, struct str s, struct pt_err *e)
{
	struct watch_problem v;
	if (s.n != sizeof v)
		return nonsense(e);
	memcpy(&v, s.p, sizeof v);
	clean(p, v.text, sizeof v.text);
	v.lost = false;
	if (p->out->problems >= WATCH_PROBLEMS)
		p->out->problems_left_out++;
	else
		*PUSH(p->a, p->out->problem, p->out->problems, p->out->problems_cap) = v;
	return v.file < p->out->files || nonsense(e);
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
	w->peers = w->events = w->groups = 0;
	w->problems_left_out = 0;
	w->totals = (struct watch_totals){ 0 };
}

/* The file a child died of is out; false when nobody can go on. */
static bool bury(struct parent *p, struct watch_job *job, bool *left_out, struct pt_err *e)
{
	uint32_t file = *job->reading;
	struct watch *w = p->out;
	if (file >= w->files || left_out[file]) {
		pt_note(e, "reading captures");
		return false;
	}
	left_out[file] = true;
	for (size_t i = 0; i < w->files; i++)
		if (!left_out[i] && lseek(job->files[i].source.fd, 0, SEEK_SET) < 0)
			left_out[i] = true; /* a pipe cannot be read again */
	size_t left = 0;
	for (size_t i = 0; i < w->files; i++)
		left += !left_out[i];
	pt_err_file(e, w->file[file]);
	if (left == 0)
		return false;
	forget(w);
	struct watch_problem lost = { .file = file, .lost = true };
	memcpy(lost.text, e->text, strnlen(e->text, sizeof lost.text - 1));
	*PUSH(p->a, w->problem, w->problems, w->problems_cap) = lost;
	job->skip = 0;
	for (size_t i = 0; i < w->files; i++)
		job->skip += left_out[i] ? 0 : p->lines[i];
	return true;
}

static int rising(const void *a, const void *b)
{
	return *(const int *)a < *(const int *)b ? -1 : 1;
}

static bool run(struct parent *p, struct watch_job *job, struct pt_err *e)
{
	struct arena memory = arena_reserve(CHILD_TABLES + job->n * 256, "captures");
	struct arena lines = arena_reserve((size_t)4 * WIRE_MOST, "an answer");
	char *start = memory.beg, *lines_start = lines.beg;
	bool *left_out = NEW(p->a, bool, job->n);
	int *keep = NEW(p->a, int, job->n + 1);
	size_t keeps = 0;
	bool ok = false;
	for (size_t i = 0; i < job->n; i++)
		if (job->files[i].source.fd > 2)
			keep[keeps++] = job->files[i].source.fd;
	if (job->tls_keys > 2)
		keep[keeps++] = job->tls_keys;
	job->left_out = left_out;
	qsort(keep, keeps, sizeof *keep, rising);
	struct guard_pipe g = { watch_child, job, take, p, keep, keeps, CHILD_MEMORY, "the reader of captures" };
	for (unsigned deaths = 0; !ok && deaths < DEATHS; deaths++) {
		struct pt_err why = { 0 };
		bool died;
		p->part = buf_in(&lines);
		*job->reading = UINT32_MAX;
		ok = guard_pipe(&memory, &g, &died, &why);
		if (ok && !p->done)
			ok = nonsense(&why);
		if (!ok && (!died || deaths + 1 == DEATHS || !bury(p, job, left_out, &why))) {
			*e = why;
			break;
		}
	}
	arena_release(&memory, start);
	arena_release(&lines, lines_start);
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

/* A single file that is no capture is a failure; of several, each is told. */
static bool readable(const struct watch *w, struct pt_err *e)
{
	if (w->files != 1 || w->problems == 0 || w->totals.capture.n[COUNT_packets] > 0)
		return true;
	const struct watch_problem *p = &w->problem[0];
	struct pt_at at = { .byte = p->offset + 1 };
	memcpy(at.file, w->file[0], strnlen(w->file[0], sizeof at.file - 1));
	return pt_fail_at(e, &at, PT_INVALID, "%s", p->text);
}

bool service_watch(struct arena *a, const struct watch_request *rq, const struct watch_lines *to, struct watch *out,
                   struct pt_err *e)
{
	struct watch_job *job = NEW(a, struct watch_job, 1);
	*out = (struct watch){ 0 };
	if (sodium_init() < 0)
		return pt_fail(e, PT_BUG, "no random numbers are to be had");
	if (rq->filter && !filter_compile(&job->filter, a, rq->filter, e))
		return false;
	struct capture_file *files;
	job->tls_keys = -1;
	if (rq->tls_keys && !file_open(rq->tls_keys, &job->tls_keys, e))
		return false;
	if (!read_key(*a, rq->key, job->hide.key, e) || !capture_open(a, rq->paths, rq->n, &files, &out->files, e))
		return false;
	out->file = NEW(a, const char *, out->files);
	for (size_t i = 0; i < out->files; i++)
		out->file[i] = files[i].name;
	job->rq = rq;
	job->hide.off = rq->show_subscribers;
	job->files = files;
	job->n = out->files;
	job->reading = mmap(NULL, sizeof *job->reading, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	struct parent p = { .a = a, .out = out, .to = to, .lines = NEW(a, uint64_t, out->files) };
	bool ok = job->reading != MAP_FAILED || pt_fail(e, PT_IO, "no memory to share with the reader of captures");
	ok = ok && run(&p, job, e) && readable(out, e);
	if (job->reading != MAP_FAILED)
		munmap((void *)job->reading, sizeof *job->reading);
	capture_close(files, out->files);
	if (job->tls_keys >= 0)
		close(job->tls_keys);
	return ok;
}
