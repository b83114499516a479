/* SPDX-License-Identifier: Apache-2.0
 *
 * worker.c - the parent's side of worker.h: opens, feeds, receives, judges how the child ended
 *
 * One loop over two descriptors: frames come in, and when the input is a directory its files go
 * out, so neither side can wait for the other for ever.  posix_spawn and not fork, because the
 * service may have threads.
 */
#include "import/worker.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fault.h"
#include "base/log.h"
#include "base/rd.h"
#include "base/walls.h"
#include "import/feed.h"
#include "import/import.h"

enum { BUFFER = 1 << 18, NULL_FD = -1 };

struct parent {
	struct arena *a;
	const char *path;
	bool (*record)(void *ctx, const struct record *r, struct pt_err *e);
	void *ctx;
	struct import_result *out;
	struct feed feed;
	const char *map_name; /* of the mapping, or NULL */
	bool feeding;
	uint64_t size;       /* of the input, for progress; 0 = not known */
	pid_t child;
	int in, frames;      /* our end of the feed; frames of the child */
	char *p;             /* frames received: from beg to end is not looked at yet */
	size_t beg, end, cap;
	uint64_t records;    /* handed on */
	struct record last;  /* handed on last; which of its fields are set */
	uint32_t last_fields, keeps[RECORD_TABLES];
	struct worker_kept *kept; /* by table */
	bool done;           /* the child said it is done */
	struct pt_err theirs;
};

uint32_t worker_keeps(enum record_table t)
{
	const struct record_def *d = record_def(t);
	uint32_t fields = 0;
	for (unsigned i = 0; i < d->n; i++)
		if (d->column[i].type == R_WORD || d->column[i].type == R_ID)
			fields |= UINT32_C(1) << i;
	return fields;
}

void worker_keep(struct worker_kept *k, unsigned field, struct str text)
{
	k->n[field] = text.n <= WORKER_KEPT ? (uint8_t)text.n : 0;
	memcpy(k->text[field], text.p, k->n[field]);
}

/* --- frames in --- */

/* Text of the child for people: what could play tricks on a terminal becomes '?'. */
static const char *clean(struct arena *a, struct span s)
{
	size_t n = s.n < 2000 ? s.n : 2000, bad;
	char *z = arena_strn(a, (const char *)s.p, n);
	bool utf8 = str_utf8((struct str){ z, n }, &bad);
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)z[i] < ' ' || z[i] == 0x7f || (!utf8 && (z[i] & 0x80)))
			z[i] = '?';
	return z;
}

static struct span text_of(struct rd *r)
{
	return rd_take(r, (size_t)rd_le(r, 4));
}

static bool broken(struct pt_err *e)
{
	return pt_fail(e, PT_BUG, "the worker sent a frame that is not one");
}

static bool bad_record(const struct record *r, struct pt_err *e)
{
	struct pt_err why = { 0 };
	unsigned column;
	return !record_check(r, &column, &why) &&
	       pt_fail(e, PT_BUG, "the worker sent a row that does not hold: %s", why.text);
}

/* Reads the fields of a record; false when the frame is not one. */
static bool read_fields(struct parent *w, struct rd *r, uint32_t fields, uint32_t same)
{
	struct record *rec = &w->last;
	struct worker_kept *kept = &w->kept[rec->table];
	uint32_t keeps = w->keeps[rec->table];
	if ((fields | same) >> record_def(rec->table)->n != 0 || (fields & same) != 0)
		return false;
	w->last_fields = fields | same;
	for (uint32_t left = fields; left != 0; left &= left - 1) {
		unsigned i = (unsigned)__builtin_ctz(left);
		size_t n = (size_t)rd_le(r, 1);
		struct span s = rd_take(r, n < 255 ? n : (size_t)rd_le(r, 4));
		rec->field[i] = (struct str){ (const char *)s.p, s.n };
		if (keeps >> i & 1)
			worker_keep(kept, i, rec->field[i]);
	}
	for (uint32_t left = same; left != 0; left &= left - 1) {
		unsigned i = (unsigned)__builtin_ctz(left);
		if (kept->n[i] == 0)
			return false;
		rec->field[i] = (struct str){ kept->text[i], kept->n[i] };
	}
	return rd_ok(r) && rd_left(r) == 0;
}

/* The record is the one before with its fields taken out: clearing all of it would cost more than
 * reading one does.  What is the same as before was checked when it came. */
static bool take_record(struct parent *w, struct rd *r, struct pt_err *e)
{
	struct record *rec = &w->last;
	unsigned column;
	for (uint32_t old = w->last_fields; old != 0; old &= old - 1)
		rec->field[__builtin_ctz(old)] = (struct str){ NULL, 0 };
	w->last_fields = 0;
	uint64_t table = rd_le(r, 1);
	if (table >= RECORD_TABLES)
		return broken(e);
	rec->table = (enum record_table)table;
	rec->row = rd_le(r, 8);
	uint32_t fields = (uint32_t)rd_le(r, 4), same = (uint32_t)rd_le(r, 4);
	if (!read_fields(w, r, fields, same))
		return broken(e);
	if (!record_check_new(rec, same, &column, NULL))
		return bad_record(rec, e);
	w->records++;
	return w->record(w->ctx, rec, e) || pt_fail(e, PT_CANCELLED, "stopped before the end");
}

/* One more of the rows that were left out, or of the warnings, into a list of the first ones. */
static bool take_left_out(struct parent *w, struct rd *r, struct import_fault **list, size_t *n,
                          struct pt_err *e)
{
	uint64_t row = rd_le(r, 8), column = rd_le(r, 8);
	struct span text = text_of(r);
	if (!rd_ok(r))
		return broken(e);
	if (*n == IMPORT_FAULTS)
		return true;
	if (*list == NULL)
		*list = NEW(w->a, struct import_fault, IMPORT_FAULTS);
	(*list)[(*n)++] = (struct import_fault){ row, column, clean(w->a, text) };
	return true;
}

static bool take_done(struct parent *w, struct rd *r, struct pt_err *e)
{
	uint64_t records = rd_le(r, 8);
	w->out->rejected = rd_le(r, 8);
	w->out->skipped = rd_le(r, 8);
	struct span kind = text_of(r);
	const struct importer *im = rd_ok(r) ? import_find(clean(w->a, kind)) : NULL;
	if (!rd_ok(r) || records != w->records || (im == NULL && kind.n > 0))
		return broken(e);
	w->out->kind = im ? im->kind : "";
	w->done = true;
	return true;
}

static bool take_error(struct parent *w, struct rd *r, struct pt_err *e)
{
	uint64_t code = rd_le(r, 1);
	struct pt_at at = { .row = rd_le(r, 8) };
	at.column = rd_le(r, 8);
	at.byte = rd_le(r, 8);
	struct span file = text_of(r); /* which input it is the parent knows better */
	struct span text = text_of(r);
	if (!rd_ok(r) || code == PT_OK || code > PT_BUG)
		return broken(e);
	if (w->map_name && str_is((struct str){ (const char *)file.p, file.n }, w->map_name))
		snprintf(at.file, sizeof at.file, "%s", w->map_name);
	pt_fail_at(&w->theirs, &at, (enum pt_code)code, "%s", clean(w->a, text));
	return true;
}

static bool take_frame(struct parent *w, struct span s, struct pt_err *e)
{
	struct rd r = rd_of(s);
	uint64_t kind = rd_le(&r, 1);
	if (w->done || w->theirs.code != PT_OK)
		return broken(e); /* nothing may follow the last frame */
	switch (kind) {
	case WORKER_RECORD: return take_record(w, &r, e);
	case WORKER_FAULT: return take_left_out(w, &r, &w->out->fault, &w->out->faults, e);
	case WORKER_SKIP: return take_left_out(w, &r, &w->out->skip, &w->out->skips, e);
	case WORKER_WARN: return take_left_out(w, &r, &w->out->warning, &w->out->warnings, e);
	case WORKER_DONE: return take_done(w, &r, e);
	case WORKER_ERROR: return take_error(w, &r, e);
	case WORKER_PROGRESS:
		log_progress(w->path, rd_le(&r, 8), w->size);
		return true;
	default: return broken(e);
	}
}

/* All whole frames in the buffer; the rest moves to its front. */
static bool take_frames(struct parent *w, struct pt_err *e)
{
	size_t length = 0;
	for (;;) {
		size_t have = w->end - w->beg;
		struct rd r = rd_of((struct span){ (uint8_t *)w->p + w->beg, have });
		length = (size_t)rd_le(&r, 4);
		if (have >= 4 && (length == 0 || length > WORKER_FRAME_LIMIT))
			return broken(e);
		if (have < 4 || have - 4 < length)
			break;
		if (!take_frame(w, rd_take(&r, length), e))
			return false;
		w->beg += 4 + length;
	}
	memmove(w->p, w->p + w->beg, w->end - w->beg);
	w->end -= w->beg;
	w->beg = 0;
	while (w->cap < length + 4) /* one large frame: the buffer grows to hold it */
		w->p = arena_grow(w->a, w->p, 1, w->end, &w->cap);
	return true;
}

/* --- the loop --- */

static bool receive(struct parent *w, bool *over, struct pt_err *e)
{
	ssize_t got = fault_hit(FAULT_READ) ? (errno = EIO, -1) :
	                                      read(w->frames, w->p + w->end, w->cap - w->end);
	if (got < 0 && errno == EINTR)
		return true;
	if (got < 0)
		return pt_fail(e, PT_IO, "cannot read from the worker: %s", strerror(errno));
	*over = got == 0;
	w->end += (size_t)got;
	return take_frames(w, e);
}

static void stop_feeding(struct parent *w)
{
	close(w->in);
	w->in = NULL_FD;
}

static void feed_more(struct parent *w)
{
	struct feed *f = &w->feed;
	if (f->beg == f->end && !f->over)
		feed_fill(f);
	ssize_t put = send(w->in, f->out + f->beg, f->end - f->beg, MSG_NOSIGNAL | MSG_DONTWAIT);
	if (put > 0)
		f->beg += (size_t)put;
	else if (errno != EINTR && errno != EAGAIN)
		stop_feeding(w); /* the child is gone; its frames and status tell why */
	if (w->in >= 0 && f->over && f->beg == f->end)
		stop_feeding(w);
}

static bool serve(struct parent *w, struct pt_err *e)
{
	for (bool over = false; !over;) {
		struct pollfd p[2] = { { w->frames, POLLIN, 0 }, { w->in, POLLOUT, 0 } };
		if (poll(p, 2, -1) < 0) {
			if (errno == EINTR)
				continue;
			return pt_fail(e, PT_IO, "cannot wait for the worker: %s", strerror(errno));
		}
		if (w->in >= 0 && p[1].revents)
			feed_more(w);
		if (p[0].revents && !receive(w, &over, e))
			return false;
	}
	return true;
}

/* What the child's end means, when it did not say so itself. */
static bool judge(struct parent *w, int status, struct pt_err *e)
{
	if (WIFSIGNALED(status) || WEXITSTATUS(status) == 70)
		return walls_ended_well(status, "the worker", e);
	if (w->theirs.code != PT_OK)
		return pt_fail_at(e, &w->theirs.at, w->theirs.code, "%s", w->theirs.text);
	if (!w->done && WEXITSTATUS(status) == 0)
		return pt_fail(e, PT_INVALID, "the worker ended with status 0 and no word");
	return walls_ended_well(status, "the worker", e);
}

static bool reap(struct parent *w, bool ok, struct pt_err *e)
{
	int status = 0;
	if (!ok)
		kill(w->child, SIGKILL);
	while (waitpid(w->child, &status, 0) < 0)
		if (errno != EINTR)
			return pt_fail(e, PT_BUG, "the worker is not our child: %s",
				       strerror(errno));
	return ok && judge(w, status, e);
}

/* --- start --- */

static bool spawn(struct parent *w, char *const argv[], int from, int to, struct pt_err *e)
{
	extern char **environ;
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attr;
	sigset_t none, pipe_only;
	int failed = posix_spawn_file_actions_init(&files);
	if (failed != 0)
		goto done;
	failed = posix_spawnattr_init(&attr);
	if (failed != 0)
		goto destroy_files;
	sigemptyset(&none);
	sigemptyset(&pipe_only);
	sigaddset(&pipe_only, SIGPIPE);
	posix_spawnattr_setsigmask(&attr, &none);
	posix_spawnattr_setsigdefault(&attr, &pipe_only);
	posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
	failed = posix_spawn_file_actions_adddup2(&files, from, 0);
	if (failed == 0)
		failed = posix_spawn_file_actions_adddup2(&files, to, 1);
	if (failed == 0)
		failed = posix_spawn(&w->child, "/proc/self/exe", &files, &attr, argv, environ);
	posix_spawnattr_destroy(&attr);
destroy_files:
	posix_spawn_file_actions_destroy(&files);
done:
	return failed == 0 ||
	       pt_fail(e, PT_IO, "cannot start the import worker (/proc/self/exe): %s",
		       strerror(failed));
}

/* Opens the input: a file, or a directory and the socket its files go through. */
static bool open_input(struct parent *w, int *child_end, struct pt_err *e)
{
	struct stat st;
	int pair[2];
	w->feeding = stat(w->path, &st) == 0 && S_ISDIR(st.st_mode);
	if (!w->feeding) {
		if (!file_open(w->path, child_end, e))
			return false;
		w->size = fstat(*child_end, &st) == 0 && S_ISREG(st.st_mode) ? (uint64_t)st.st_size
									     : 0;
		return true;
	}
	if (!feed_open(&w->feed, w->a, w->path, e))
		return false;
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
		return pt_fail(e, PT_IO, "cannot reach a worker: %s", strerror(errno));
	w->in = pair[0];
	*child_end = pair[1];
	return true;
}

static bool run(struct parent *w, const struct import_how *how, struct pt_err *e)
{
	int input = NULL_FD, pipe_of[2];
	bool ok = false;
	if (!open_input(w, &input, e))
		goto close_feed;
	if (pipe2(pipe_of, O_CLOEXEC) != 0) {
		pt_fail(e, PT_IO, "cannot reach a worker: %s", strerror(errno));
		goto close_input;
	}
	fcntl(pipe_of[0], F_SETPIPE_SZ, 1 << 20); /* only for speed */
	char *argv[] = { "petrin", "import-worker", arena_str(w->a, how->as ? how->as : "-"),
		         w->feeding ? "feed" : "file", arena_str(w->a, w->path),
		         arena_str(w->a, how->map_name ? how->map_name : ""),
		         arena_strn(w->a, how->map.p, how->map.n),
		         arena_str(w->a, how->sheet ? how->sheet : ""), NULL };
	ok = spawn(w, argv, input, pipe_of[1], e);
	close(pipe_of[1]);
	close(input);
	input = NULL_FD;
	if (ok) {
		w->frames = pipe_of[0];
		ok = reap(w, serve(w, e), e);
	}
	close(pipe_of[0]);
	log_progress_end();
close_input:
	if (input >= 0)
		close(input);
	if (w->in >= 0)
		close(w->in);
close_feed:
	if (w->feeding)
		feed_close(&w->feed);
	return ok;
}

bool import_run(struct arena *a, const char *path, const struct import_how *how,
                bool (*record)(void *ctx, const struct record *r, struct pt_err *e), void *ctx,
                struct import_result *out, struct pt_err *e)
{
	struct pt_err own = { 0 };
	struct parent w = { .a = a, .path = path, .record = record, .ctx = ctx, .out = out };
	if (e == NULL)
		e = &own;
	*out = (struct import_result){ .kind = "" };
	w.in = w.frames = NULL_FD;
	w.feed.root = w.feed.fd = -1;
	w.kept = NEW(a, struct worker_kept, RECORD_TABLES);
	for (int t = 0; t < RECORD_TABLES; t++)
		w.keeps[t] = worker_keeps((enum record_table)t);
	w.p = NEW(a, char, BUFFER);
	w.cap = BUFFER;
	static const struct import_how find_out;
	w.map_name = how ? how->map_name : NULL;
	bool ok = run(&w, how ? how : &find_out, e);
	out->records = w.records;
	out->skipped += w.feed.skipped;
	pt_err_file(e, path);
	return ok;
}
