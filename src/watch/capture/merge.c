/* SPDX-License-Identifier: Apache-2.0
 *
 * merge.c - the packets of many capture files in the order of time
 */
#include "watch/capture/merge.h"

#include <stdlib.h>

static struct merge_slot *free_slot(struct merge *m)
{
	for (size_t i = 0; i < MERGE_OPEN; i++)
		if (!m->slots[i].used)
			return m->slots + i;
	return NULL;
}

static bool earlier(const struct merge *m, uint32_t a, uint32_t b)
{
	const struct merge_slot *x = m->slots + a, *y = m->slots + b;
	return x->key != y->key ? x->key < y->key : x->c.file < y->c.file;
}

static void sink_down(struct merge *m)
{
	uint32_t *h = m->heap, at = 0;
	for (uint32_t child; (child = 2 * at + 1) < m->n; at = child) {
		if (child + 1 < m->n && earlier(m, h[child + 1], h[child]))
			child++;
		if (!earlier(m, h[child], h[at]))
			break;
		uint32_t t = h[at];
		h[at] = h[child];
		h[child] = t;
	}
}

static void push(struct merge *m, struct merge_slot *s)
{
	uint32_t *h = m->heap, at = m->n++;
	for (h[at] = (uint32_t)(s - m->slots); at > 0 && earlier(m, h[at], h[(at - 1) / 2]); at = (at - 1) / 2) {
		uint32_t t = h[at];
		h[at] = h[(at - 1) / 2];
		h[(at - 1) / 2] = t;
	}
}

static void close_slot(struct merge *m, struct merge_slot *s)
{
	container_close(&s->c);
	if (m->files->close)
		m->files->close(m->files->ctx, s->c.file, &s->c.in.source);
	s->used = false;
}

static void tell(const struct merge_slot *s, uint32_t file, const char *why)
{
	s->c.stats->n[COUNT_files_damaged]++;
	if (s->c.sink->problem != NULL)
		s->c.sink->problem(s->c.sink->ctx, &(struct capture_problem){ .file = file, .text = why });
}

/* Opens a file and reads its first packet; false when it has none.  What is looked at only for that is not counted and
 * tells no problems: those of what can be read `again` come when it is. */
static bool begin(struct merge *m, struct merge_slot *s, uint32_t file, bool *again, bool look)
{
	static const struct capture_sink nobody;
	struct capture_stats nothing = { .n = { 0 } };
	const struct container c = s->c;
	struct stream octets;
	struct pt_err e = { 0 };
	*again = true;
	if (!m->files->open(m->files->ctx, file, &octets, again, &e)) {
		if (!look && e.code != PT_CANCELLED)
			tell(s, file, e.text);
		return false;
	}
	if (look && *again) {
		s->c.sink = &nobody;
		s->c.stats = &nothing;
	}
	s->used = true;
	container_open(&s->c, file, octets);
	bool got = container_next(&s->c, &s->next);
	s->key = s->next.time;
	s->c.sink = c.sink;
	s->c.stats = c.stats;
	if (!got)
		close_slot(m, s);
	return got;
}

static int by_time(const void *a, const void *b)
{
	const struct merge_waiting *x = a, *y = b;
	if (x->time != y->time)
		return x->time < y->time ? -1 : 1;
	return (x->file > y->file) - (x->file < y->file);
}

/* Finds out when each file begins. */
static void look(struct merge *m)
{
	for (uint32_t i = 0; i < m->files->n; i++) {
		struct merge_waiting *w = m->waiting + m->waits;
		struct merge_slot *s = free_slot(m);
		bool again;
		if (s == NULL) {
			tell(m->slots, i, "is one pipe too many");
			continue;
		}
		*w = (struct merge_waiting){ .file = i };
		bool got = begin(m, s, i, &again, true);
		w->time = got ? s->key : 0;
		w->slot = got && !again ? s : NULL;
		m->waits += got || again;
		if (got && again)
			close_slot(m, s);
	}
	qsort(m->waiting, m->waits, sizeof *m->waiting, by_time);
}

void merge_open(struct merge *m, struct arena *a, const struct merge_files *files, const struct capture_sink *sink,
                struct capture_stats *stats)
{
	*m = (struct merge){ .files = files, .waiting = NEW(a, struct merge_waiting, files->n ? files->n : 1) };
	for (size_t i = 0; i < MERGE_OPEN; i++)
		m->slots[i].c = (struct container){ .a = a, .sink = sink, .stats = stats };
	if (files->n == 1)
		m->waits = 1;
	else
		look(m);
}

/* Brings in the files that begin before the earliest packet at hand. */
static void bring_in(struct merge *m)
{
	while (m->at < m->waits) {
		const struct merge_waiting *w = m->waiting + m->at;
		if (m->n > 0 && w->time > m->slots[m->heap[0]].key)
			return;
		struct merge_slot *s = w->slot ? w->slot : free_slot(m);
		if (s == NULL) {
			m->waited = true;
			return;
		}
		m->at++;
		m->slots[0].c.stats->n[COUNT_files_waited] += m->waited;
		m->waited = false;
		bool again;
		if (w->slot != NULL || begin(m, s, w->file, &again, false))
			push(m, s);
	}
}

/* The one whose packet was handed out goes on to its next. */
static void go_on(struct merge *m)
{
	struct merge_slot *s = m->slots + m->heap[0];
	if (container_next(&s->c, &s->next)) {
		s->key = s->next.time > s->key ? s->next.time : s->key;
	} else {
		close_slot(m, s);
		m->heap[0] = m->heap[--m->n];
	}
	sink_down(m);
}

bool merge_next(struct merge *m, struct frame *f)
{
	if (m->started)
		go_on(m);
	if (m->at < m->waits)
		bring_in(m);
	m->started = m->n > 0;
	if (m->started)
		*f = m->slots[m->heap[0]].next;
	return m->started;
}

void merge_close(struct merge *m)
{
	for (size_t i = 0; i < MERGE_OPEN; i++)
		if (m->slots[i].used)
			close_slot(m, m->slots + i);
}
