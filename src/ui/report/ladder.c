/* SPDX-License-Identifier: Apache-2.0
 *
 * ladder.c - events become ladders
 */
#include "ui/report/ladder.h"

#include <string.h>

struct columns {
	struct {
		uint8_t address[16], family;
	} c[LADDER_PEERS];
};

/* The name of a peer, else its address. */
static const char *name_of(struct arena *a, const struct watch *w, const struct peer *p)
{
	struct buf b = buf_in(a);
	watch_address(p->address, p->family, &b);
	for (size_t i = 0; i < w->peers; i++) {
		const struct watch_peer *q = &w->peer[i];
		bool same = q->family == p->family && memcmp(q->address, p->address, sizeof q->address) == 0;
		if (same && q->name[0])
			return q->name;
	}
	return b.p;
}

static size_t column(struct arena *a, const struct watch *w, struct ladder_view *v, struct columns *of,
                     const struct peer *p)
{
	for (size_t i = 0; i < v->peers; i++)
		if (of->c[i].family == p->family && memcmp(of->c[i].address, p->address, sizeof p->address) == 0)
			return i;
	if (v->peers == LADDER_PEERS)
		return LADDER_PEERS;
	memcpy(of->c[v->peers].address, p->address, sizeof p->address);
	of->c[v->peers].family = p->family;
	v->name[v->peers] = name_of(a, w, p);
	return v->peers++;
}

size_t ladder_views(struct arena *a, const struct watch *w, struct ladder_view **views)
{
	struct ladder_view *v = NEW(a, struct ladder_view, w->groups);
	struct columns *c = NEW(a, struct columns, w->groups);
	for (size_t i = 0; i < w->events; i++)
		v[w->event[i].group].lines++;
	for (size_t i = 0; i < w->groups; i++) {
		v[i].title = w->group[i].text;
		v[i].line = NEW(a, struct ladder_line, v[i].lines);
		v[i].lines = 0;
	}
	for (size_t i = 0; i < w->events; i++) {
		const struct watch_event *e = &w->event[i];
		struct ladder_view *to = &v[e->group];
		size_t from = column(a, w, to, &c[e->group], &e->from);
		to->line[to->lines++] = (struct ladder_line){
			.time = e->time, .from = from, .to = column(a, w, to, &c[e->group], &e->to), .text = e->text,
			.proto = speaks_name((enum speaks)e->speaks), .damaged = e->damaged, .ciphered = e->ciphered,
		};
	}
	*views = v;
	return w->groups;
}

void ladder_note(struct buf *b, const struct watch *w)
{
	if (w->totals.heartbeats)
		buf_fmt(b, "%llu heartbeats are not shown. ", (unsigned long long)w->totals.heartbeats);
	if (w->totals.events_left_out)
		buf_fmt(b, "%llu messages more are left out: a ladder has at most %d (use --filter).",
		        (unsigned long long)w->totals.events_left_out, WATCH_EVENTS);
}
