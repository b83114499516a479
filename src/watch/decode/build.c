/* SPDX-License-Identifier: Apache-2.0
 *
 * build.c - a message put together field by field
 */
#include "watch/decode/build.h"
#include "watch/decode/schema.h"

#include <string.h>

static void fail(struct build *b, uint16_t id, const char *why)
{
	if (b->fault.why == NULL)
		b->fault = (struct encode_fault){ id, why };
}

struct build build_in(struct arena *a, uint32_t fields, size_t octets)
{
	struct build b = { .room = octets };
	b.p.cap = fields < PDU_FIELDS ? fields : PDU_FIELDS;
	b.p.f = NEW(a, struct field, b.p.cap);
	b.octets = NEW(a, uint8_t, octets);
	b.p.raw.p = b.octets;
	return b;
}

static struct field *add(struct build *b, uint16_t id, enum field_kind kind)
{
	struct pdu *p = &b->p;
	if (p->depth == 0 && p->n > 0)
		fail(b, id, "stands behind the end of the message");
	if (p->n == p->cap)
		fail(b, id, "is one field too many");
	return pdu_add(p, id, kind, (uint32_t)p->raw.n, 0);
}

static uint8_t *take(struct build *b, struct field *f, size_t n)
{
	if (n > b->room - b->p.raw.n) {
		fail(b, f->id, "finds no room for its octets");
		return NULL;
	}
	f->len = (uint32_t)n;
	b->p.raw.n += n;
	return b->octets + f->off;
}

void build_group(struct build *b, enum field_id id)
{
	if (b->p.depth >= PDU_DEPTH) {
		fail(b, (uint16_t)id, "is nested too deeply");
		return;
	}
	b->open[b->p.depth] = b->p.n;
	add(b, (uint16_t)id, FIELD_GROUP);
	b->p.depth++;
}

void build_begin(struct build *b, enum field_id message)
{
	b->p.n = b->p.cut = 0;
	b->p.raw.n = 0;
	b->p.depth = 0;
	b->p.flags = 0;
	b->fault = (struct encode_fault){ 0, NULL };
	b->p.message = (uint16_t)message;
	b->p.proto = schema_field[message].proto;
	build_group(b, message);
}

void build_end(struct build *b)
{
	if (b->p.depth == 0)
		fail(b, b->p.message, "has no group left to end");
	else
		b->p.depth--;
}

void build_number(struct build *b, enum field_id id, uint64_t v)
{
	add(b, (uint16_t)id, FIELD_NUMBER)->num = v;
}

void build_bits(struct build *b, enum field_id id, uint64_t v, unsigned bits)
{
	struct field *f = add(b, (uint16_t)id, FIELD_BITS);
	if (bits > 64)
		fail(b, (uint16_t)id, "has more than 64 bits");
	f->num = v;
	f->bits = (uint16_t)bits;
}

static void copy(struct build *b, struct field *f, const void *p, size_t n)
{
	uint8_t *at = take(b, f, n);
	if (at != NULL && n > 0)
		memcpy(at, p, n);
	for (size_t i = 0; at != NULL && i < n && i < 8; i++)
		f->num = f->num << 8 | at[i];
}

void build_octets(struct build *b, enum field_id id, struct span s)
{
	copy(b, add(b, (uint16_t)id, FIELD_BYTES), s.p, s.n);
}

void build_text(struct build *b, enum field_id id, const char *text)
{
	copy(b, add(b, (uint16_t)id, FIELD_TEXT), text, strlen(text));
}

void build_digits(struct build *b, enum field_id id, const char *digits)
{
	static const char all[] = "0123456789*#abc";
	struct field *f = add(b, (uint16_t)id, FIELD_DIGITS);
	size_t n = strlen(digits);
	uint8_t *at = take(b, f, (n + 1) / 2);
	for (size_t i = 0; at != NULL && i < n; i++) {
		const char *d = strchr(all, digits[i]);
		unsigned v = d == NULL ? 15 : (unsigned)(d - all);
		if (d == NULL)
			fail(b, f->id, "has something in it that is no digit");
		at[i / 2] = (uint8_t)(i % 2 == 0 ? 0xf0 | v : (at[i / 2] & 15) | v << 4);
	}
}

/* TS 24.008 10.5.1.13: the third digit of the network stands beside that of the country. */
void build_plmn(struct build *b, enum field_id id, const char *digits)
{
	struct field *f = add(b, (uint16_t)id, FIELD_PLMN);
	uint8_t *at = take(b, f, 3), d[6] = { 0, 0, 0, 0, 0, 15 };
	size_t n = strlen(digits);
	for (size_t i = 0; i < n && i < 6; i++) {
		d[i] = (uint8_t)(digits[i] - '0');
		if (d[i] > 9)
			n = 0;
	}
	if (n != 5 && n != 6)
		fail(b, f->id, "needs five or six digits");
	if (at == NULL)
		return;
	at[0] = (uint8_t)(d[1] << 4 | d[0]);
	at[1] = (uint8_t)(d[5] << 4 | d[2]);
	at[2] = (uint8_t)(d[4] << 4 | d[3]);
}

void build_labels(struct build *b, enum field_id id, const char *name)
{
	struct field *f = add(b, (uint16_t)id, FIELD_LABELS);
	uint8_t *at = take(b, f, strlen(name) + 1);
	for (size_t n; at != NULL; at += n + 1, name += n + 1) {
		n = strcspn(name, ".");
		if (n == 0 || n > 63)
			fail(b, f->id, "has a label that is empty or too long");
		*at = (uint8_t)n;
		memcpy(at + 1, name, n);
		if (name[n] == '\0')
			break;
	}
}

void build_note(struct build *b, enum field_id id)
{
	add(b, (uint16_t)id, FIELD_NOTE);
}

size_t build_encode(struct build *b, uint8_t *out, size_t room)
{
	if (b->p.n == 0)
		fail(b, 0, "nothing was begun");
	if (b->p.depth > 1)
		fail(b, b->p.n > 0 && b->open[b->p.depth - 1] < b->p.n ? b->p.f[b->open[b->p.depth - 1]].id : 0,
		     "was not ended");
	return b->fault.why != NULL ? 0 : encode(&b->p, out, room, &b->fault);
}

void build_why(const struct build *b, struct buf *out)
{
	if (b->fault.field != 0)
		buf_fmt(out, "%s of %s ", field_name(b->fault.field), field_proto(b->fault.field));
	buf_str(out, b->fault.why == NULL ? "" : b->fault.why);
}
