/* SPDX-License-Identifier: Apache-2.0
 *
 * sbi_seen.h - streams of HTTP built octet by octet, and what sbi makes of them, as text to compare
 */
#ifndef PT_TESTS_SBI_SEEN_H
#define PT_TESTS_SBI_SEEN_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "watch/decode/sbi.h"
#include "watch/sbi/sbi.h"

struct octets {
	uint8_t p[1 << 16];
	size_t n;
};

static inline void put(struct octets *o, const void *p, size_t n)
{
	memcpy(o->p + o->n, p, n);
	o->n += n;
}

static inline void put_text(struct octets *o, const char *z)
{
	put(o, z, strlen(z));
}

static inline void put_frame(struct octets *o, uint8_t type, uint8_t flags, uint32_t stream, const void *p, size_t n)
{
	uint8_t head[9] = { (uint8_t)(n >> 16), (uint8_t)(n >> 8), (uint8_t)n, type, flags, (uint8_t)(stream >> 24),
		            (uint8_t)(stream >> 16), (uint8_t)(stream >> 8), (uint8_t)stream };
	put(o, head, 9);
	put(o, p, n);
}

/* Literal, without the table. */
static inline void put_line(struct octets *o, const char *name, const char *value)
{
	uint8_t n = (uint8_t)strlen(name), v = (uint8_t)strlen(value);
	put(o, (uint8_t[2]){ 0, n }, 2);
	put(o, name, n);
	put(o, &v, 1);
	put(o, value, v);
}

static const char preface[] = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

struct seen {
	struct arena all, memory, text;
	char *all_start, *memory_start;
	struct sbi s;
	struct buf log;
	uint64_t at[2]; /* position in each direction */
	uint32_t flow, messages;
	uint8_t flags; /* of all pdus */
	uint64_t frame;
};

/* Whatever became of it, a message has peers, a time and a packet, those of its octets. */
static inline bool seen_whole(const struct seen *s, const struct sbi_message *m)
{
	const struct payload *p = &m->at;
	return p->from.port == 1000u + p->direction && p->to.port == 1001u - p->direction && p->from.family == 4 &&
	       m->first_time > 0 && p->time >= m->first_time && p->frame <= s->frame && p->first_frame > 0 &&
	       p->first_frame <= p->frame && p->time == p->frame && p->flow > 0 && p->data.p == m->pdu.raw.p &&
	       ((p->flags & PAYLOAD_CUT) != 0) == ((m->flags & SBI_CUT) != 0);
}

static inline void seen_message(void *ctx, const struct sbi_message *m)
{
	static const char *const flags[] = { "cut", "open", "given-up", "lost", "pushed" };
	struct seen *s = ctx;
	if (!seen_whole(s, m))
		abort();
	s->messages++;
	s->flags |= m->pdu.flags;
	buf_fmt(&s->log, "%u/%u %s", m->version, m->at.direction, field_name(m->pdu.message));
	for (unsigned i = 0; i < 5; i++)
		if (m->flags >> i & 1)
			buf_fmt(&s->log, " %s", flags[i]);
	for (uint32_t i = 1; i < m->pdu.n; i++) {
		const struct field *f = &m->pdu.f[i];
		buf_fmt(&s->log, "%s%s%s", f->depth > 1 ? " ." : " ", field_name(f->id),
		        f->kind == FIELD_GROUP ? "" : "=");
		field_text(&m->pdu, f, &s->log);
	}
	buf_char(&s->log, '\n');
}

static inline void seen_begin(struct seen *s)
{
	*s = (struct seen){ .all = arena_reserve((size_t)1 << 28, "seen"), .flow = 1 };
	s->memory = arena_reserve(SBI_MEMORY, "seen");
	s->all_start = s->all.beg;
	s->memory_start = s->memory.beg;
	s->log = buf_in(&s->all);
	buf_str(&s->log, "");
	sbi_begin(&s->s, &s->memory, &(struct sbi_sink){ .message = seen_message, .ctx = s });
}

static inline void seen_end(struct seen *s)
{
	arena_release(&s->memory, s->memory_start);
	arena_release(&s->all, s->all_start);
}

static inline void seen_event(struct seen *s, unsigned direction, enum payload_kind kind, const void *p, size_t n,
                              uint64_t gap)
{
	/* A copy of its own size: reading one octet behind it is found out. */
	struct arena a = s->all;
	uint8_t *copy = arena_copy(&a, n ? p : "", n ? n : 1);
	s->frame++;
	s->at[direction] += gap;
	struct payload out = { .time = s->frame,
		               .frame = s->frame,
		               .first_frame = s->frame,
		               .data = { copy, n },
		               .from = { .family = 4, .port = (uint16_t)(1000 + direction) },
		               .to = { .family = 4, .port = (uint16_t)(1001 - direction) },
		               .transport = PAYLOAD_TCP,
		               .kind = (uint8_t)kind,
		               .direction = (uint8_t)direction,
		               .flow = s->flow };
	out.tcp.position = s->at[direction];
	out.tcp.gap = gap;
	s->at[direction] += n;
	/* What is logged during the call lies behind the copy. */
	s->all = a;
	sbi_payload(&s->s, &out);
}

static inline void seen_octets(struct seen *s, unsigned direction, const struct octets *o)
{
	seen_event(s, direction, PAYLOAD_DATA, o->p, o->n, 0);
}

static inline void seen_text(struct seen *s, unsigned direction, const char *z)
{
	seen_event(s, direction, PAYLOAD_DATA, z, strlen(z), 0);
}

#endif
