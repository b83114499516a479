/* SPDX-License-Identifier: Apache-2.0
 *
 * capture_seen.h - what capture makes of files in memory, as text to compare
 *
 * One line for each payload: frame, transport, kind unless data, flow/direction, flags that are set, contents.
 */
#ifndef PT_TESTS_CAPTURE_SEEN_H
#define PT_TESTS_CAPTURE_SEEN_H

#include "watch/capture/capture.h"

#include "packet_build.h"

struct seen {
	struct arena all, a;
	char *start;
	struct capture c;
	struct buf text, problems;
	struct payload last;
	char contents[64];
	uint64_t payloads, octets, latest;
	bool quiet; /* no text */
	bool unsorted;
};

static inline void seen_payload(void *ctx, const struct payload *p)
{
	static const char *const transports[] = { "other", "udp", "sctp", "tcp", "icmp", "upper" };
	static const char *const kinds[] = { "", " control", " start", " end", " reset" };
	static const char *const flags[] = { "cut", "late", "again", "quoted", "joined", "overlap", "unordered", "user",
		                             "timeless", "behind", "damaged", "restart" };
	struct seen *s = ctx;
	uint8_t sum = 0;
	for (size_t i = 0; i < p->data.n; i++) /* every octet is there to be read */
		sum ^= p->data.p[i];
	s->octets += p->data.n + (sum & 0);
	s->payloads++;
	s->unsorted = s->unsorted || p->time < s->latest;
	s->latest = p->time > s->latest ? p->time : s->latest;
	s->last = *p;
	if (s->quiet)
		return;
	buf_fmt(&s->text, "%u %s%s", (unsigned)p->frame, transports[p->transport], kinds[p->kind]);
	if (p->flow)
		buf_fmt(&s->text, " %u/%u", p->flow, p->direction);
	if (p->depth)
		buf_fmt(&s->text, " depth %u", p->depth);
	if (p->transport == PAYLOAD_TCP && p->tcp.gap && p->flow)
		buf_fmt(&s->text, " gap %u", (unsigned)p->tcp.gap);
	for (size_t i = 0; i < COUNT(flags); i++)
		if (p->flags >> i & 1)
			buf_fmt(&s->text, " %s", flags[i]);
	if (p->kind == PAYLOAD_CONTROL || p->transport == PAYLOAD_ICMP)
		buf_fmt(&s->text, " %u", p->control);
	else if (p->data.n > 0 && p->kind == PAYLOAD_DATA)
		buf_fmt(&s->text, " %.*s", p->data.n < 40 ? (int)p->data.n : 40, (const char *)p->data.p);
	buf_char(&s->text, '\n');
}

static inline void seen_problem(void *ctx, const struct capture_problem *p)
{
	struct seen *s = ctx;
	if (!s->quiet)
		buf_fmt(&s->problems, "%u/%u: %s\n", p->file, (unsigned)p->frame, p->text);
}

/* Texts and files live in `all`, which is kept; the capture's own memory goes with seen_end. */
static inline void seen_begin(struct seen *s)
{
	*s = (struct seen){ .all = arena_reserve((size_t)1 << 28, "seen"), .a = arena_reserve(CAPTURE_MEMORY, "seen") };
	s->start = s->a.beg;
	s->text = buf_in(&s->all);
	s->problems = buf_in(&s->all);
	buf_str(&s->text, "");
	buf_str(&s->problems, "");
	capture_begin(&s->c, &s->a,
	              &(struct capture_sink){ .payload = seen_payload, .problem = seen_problem, .ctx = s });
}

static inline void seen_end(struct seen *s, char *all)
{
	arena_release(&s->a, s->start);
	arena_release(&s->all, all);
}

static inline struct capture_file seen_file(const struct file_build *f)
{
	return (struct capture_file){ .name = "memory",
	                              .source = stream_memory((struct str){ (const char *)f->p, f->n }) };
}

/* One packet after another, a second apart unless told. */
static inline void seen_packet(struct seen *s, uint16_t link, uint64_t time, struct span data, uint32_t length)
{
	uint64_t number = ++s->c.stats.n[COUNT_packets];
	struct frame f = { .time = time, .number = number, .data = data, .length = length, .link = link };
	capture_frame(&s->c, &f);
}

#endif
