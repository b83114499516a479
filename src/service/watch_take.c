/* SPDX-License-Identifier: Apache-2.0
 *
 * watch_take.c - the parent of service/watch takes what the child says
 *
 * It is as foreign as the input was: lengths, numbers and texts are checked, and lines handed on.
 */
#include <string.h>

#include "service/watch_inside.h"

bool watch_nonsense(struct pt_err *e)
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
static bool line(struct watch_parent *p, const struct wire_head *h, struct str s, struct pt_err *e)
{
	size_t bad;
	if (s.n < 3 || s.p[0] != '{' || s.p[s.n - 2] != '}' || s.p[s.n - 1] != '\n' || h->file >= p->out->files)
		return watch_nonsense(e);
	if (!plain((struct str){ s.p, s.n - 1 }) && (controls((struct str){ s.p, s.n - 1 }) || !str_utf8(s, &bad)))
		return watch_nonsense(e);
	p->lines[h->file]++;
	return p->to == NULL || p->to->line(p->to->ctx, s, e);
}

/* Foreign text in a struct: ended, and valid. */
static void clean(struct watch_parent *p, char *text, size_t size)
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
static bool take_problem(struct watch_parent *p, struct str s, struct pt_err *e)
{
	struct watch_problem v;
	struct watch *w = p->out;
	if (s.n != sizeof v)
		return watch_nonsense(e);
	memcpy(&v, s.p, sizeof v);
	if (v.file >= w->files)
		return watch_nonsense(e);
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
void watch_problem(void *ctx, uint32_t file, const char *text)
{
	struct watch_parent *p = ctx;
	struct watch_problem v = { .file = file };
	memcpy(v.text, text, strnlen(text, sizeof v.text - 1));
	add_problem(p->out, p->a, &v);
}

static bool take_peer(struct watch_parent *p, struct str s, struct pt_err *e)
{
	struct watch_peer v;
	if (s.n != sizeof v || p->out->peers >= WATCH_PEERS)
		return watch_nonsense(e);
	memcpy(&v, s.p, sizeof v);
	clean(p, v.name, sizeof v.name);
	v.family = v.family == 6 ? 6 : 4;
	*PUSH(p->a, p->out->peer, p->out->peers, p->out->peers_cap) = v;
	return true;
}

static bool take_event(struct watch_parent *p, struct str s, struct pt_err *e)
{
	struct watch_event v;
	if (s.n != sizeof v || p->out->events >= WATCH_EVENTS)
		return watch_nonsense(e);
	memcpy(&v, s.p, sizeof v);
	clean(p, v.text, sizeof v.text);
	if (v.group >= p->out->groups || v.speaks >= SPEAKS_N)
		return watch_nonsense(e);
	*PUSH(p->a, p->out->event, p->out->events, p->out->events_cap) = v;
	return true;
}

static bool take_group(struct watch_parent *p, struct str s, struct pt_err *e)
{
	struct watch_group v;
	if (s.n != sizeof v || p->out->groups >= WATCH_GROUPS)
		return watch_nonsense(e);
	memcpy(&v, s.p, sizeof v);
	clean(p, v.text, sizeof v.text);
	*PUSH(p->a, p->out->group, p->out->groups, p->out->groups_cap) = v;
	return true;
}

bool watch_idle(void *ctx, struct pt_err *e)
{
	struct watch_parent *p = ctx;
	return p->to == NULL || p->to->idle == NULL || p->to->idle(p->to->ctx, e);
}

static bool record(struct watch_parent *p, const struct wire_head *h, struct str s, struct pt_err *e)
{
	switch ((enum wire_kind)h->kind) {
	case WIRE_LINE: return line(p, h, s, e);
	case WIRE_PROBLEM: return take_problem(p, s, e);
	case WIRE_PEER: return take_peer(p, s, e);
	case WIRE_EVENT: return take_event(p, s, e);
	case WIRE_GROUP: return take_group(p, s, e);
	case WIRE_TOTALS:
		if (s.n != sizeof p->out->totals || p->done)
			return watch_nonsense(e);
		memcpy(&p->out->totals, s.p, s.n);
		p->done = true;
		return true;
	case WIRE_OPEN:
	case WIRE_NEXT:
	case WIRE_MORE:
		return watch_idle(p, e) && watch_door_answer(&p->door, (enum wire_kind)h->kind, h->file, e);
	}
	return watch_nonsense(e);
}

/* Whole records off the front; how many octets they were, or -1. */
static long records(struct watch_parent *p, struct str s, struct pt_err *e)
{
	size_t at = 0;
	struct wire_head h;
	while (s.n - at >= sizeof h) {
		memcpy(&h, s.p + at, sizeof h);
		if (h.n > WIRE_MOST) {
			watch_nonsense(e);
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

bool watch_take(void *ctx, struct str s, struct pt_err *e)
{
	struct watch_parent *p = ctx;
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
