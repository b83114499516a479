/* SPDX-License-Identifier: Apache-2.0
 *
 * encode.c - which engine writes which protocol, and what they share
 */
#include "watch/decode/encode_in.h"

#include <string.h>

void write_fail(struct writer *w, uint16_t field, const char *why)
{
	if (write_ok(w))
		w->fault = (struct encode_fault){ field != 0 ? field : w->now, why };
}

bool write_room(struct writer *w, size_t octets)
{
	if (octets > w->room)
		write_fail(w, 0, "finds no room");
	if (!write_ok(w))
		return false;
	if (octets > w->top) {
		memset(w->out + w->top, 0, octets - w->top);
		w->top = octets;
	}
	return true;
}

void write_bits(struct writer *w, uint64_t v, unsigned n)
{
	if (!write_room(w, (w->bit + n + 7) / 8))
		return;
	while (n > 0) {
		unsigned free = 8 - w->bit % 8, now = n < free ? n : free;
		unsigned part = (unsigned)(v >> (n - now)) & ((1u << now) - 1);
		uint8_t *octet = &w->out[w->bit / 8];
		*octet = (uint8_t)(*octet | part << (free - now));
		w->bit += now;
		n -= now;
	}
}

void write_octets(struct writer *w, struct span s)
{
	write_align(w);
	if (!write_room(w, w->bit / 8 + s.n) || s.n == 0)
		return;
	memcpy(w->out + w->bit / 8, s.p, s.n);
	w->bit += 8 * s.n;
}

void write_patch(struct writer *w, size_t at, uint64_t v, unsigned n)
{
	if (write_ok(w) && n < 8 && v >> 8 * n != 0)
		write_fail(w, 0, "is longer than its length can say");
	for (unsigned i = 0; i < n && write_ok(w); i++)
		w->out[at + i] = (uint8_t)(v >> 8 * (n - 1 - i));
}

struct span write_span(struct writer *w, const struct field *f)
{
	if (f->off > w->p->raw.n || f->len > w->p->raw.n - f->off)
		write_fail(w, f->id, "has no octets");
	return write_ok(w) ? (struct span){ w->p->raw.p + f->off, f->len } : (struct span){ NULL, 0 };
}

static bool used(const struct writer *w, uint32_t i)
{
	return w->used[i / 64] >> i % 64 & 1;
}

struct kids kids_all(const struct pdu *p)
{
	return (struct kids){ .next = 0, .end = p->n, .depth = 0 };
}

struct kids kids_of(const struct pdu *p, const struct field *group)
{
	struct kids k = { .next = (uint32_t)(group - p->f) + 1, .depth = (uint8_t)(group->depth + 1) };
	k.end = k.next;
	while (k.end < p->n && p->f[k.end].depth > group->depth)
		k.end++;
	return k;
}

/* From field `i` on. */
static const struct field *sibling(const struct writer *w, const struct kids *k, uint32_t i, bool damaged)
{
	const struct field *f = w->p->f;
	while (i < k->end && (f[i].depth != k->depth || used(w, i) || (!damaged && f[i].kind == FIELD_DAMAGED)))
		i++;
	return i < k->end ? &f[i] : NULL;
}

const struct field *kids_first(const struct writer *w, struct kids *k)
{
	const struct field *f = sibling(w, k, k->next, true); /* what lies before it is done with for good */
	k->next = f == NULL ? k->end : (uint32_t)(f - w->p->f);
	return sibling(w, k, k->next, false);
}

const struct field *kids_next(const struct writer *w, const struct kids *k, const struct field *f)
{
	return sibling(w, k, (uint32_t)(f - w->p->f) + 1, false);
}

const struct field *kids_find(const struct writer *w, struct kids *k, uint16_t id)
{
	const struct field *f = kids_first(w, k);
	while (f != NULL && f->id != id)
		f = kids_next(w, k, f);
	return f;
}

void kids_use(struct writer *w, const struct field *f)
{
	uint32_t i = (uint32_t)(f - w->p->f);
	w->used[i / 64] |= 1ull << i % 64;
	w->now = f->id;
}

const struct field *kids_take(struct writer *w, struct kids *k, uint16_t id)
{
	static const struct field none;
	const struct field *f = kids_find(w, k, id);
	if (f == NULL)
		write_fail(w, id, "is missing");
	else
		kids_use(w, f);
	return f == NULL ? &none : f;
}

uint64_t kids_said(struct writer *w, struct kids *k, uint16_t id, uint64_t otherwise)
{
	const struct field *f = kids_find(w, k, id);
	if (f == NULL)
		return otherwise;
	kids_use(w, f);
	return f->num;
}

void kids_end(struct writer *w, struct kids *k)
{
	const struct field *f = write_ok(w) ? sibling(w, k, k->next, true) : NULL;
	if (f != NULL)
		write_fail(w, f->id, f->kind == FIELD_DAMAGED ? "is damaged" : "has no place here");
}

const struct message_def *encode_described(const struct field *message)
{
	const struct proto_def *proto = &schema_proto[schema_field[message->id].proto];
	for (uint16_t i = 0; i < proto->messages; i++)
		if (schema_message[proto->message + i].label == message->id)
			return &schema_message[proto->message + i];
	return NULL;
}

void encode_message(struct writer *w, struct kids *k)
{
	const struct field *f = kids_first(w, k);
	if (f == NULL || f->kind != FIELD_GROUP) {
		write_fail(w, f == NULL ? 0 : f->id,
		           f == NULL ? "lacks a message" : "is no message");
		return;
	}
	enum proto_id proto = schema_field[f->id].proto;
	uint8_t engine = schema_proto[proto].engine;
	if (!encode_knows(proto))
		write_fail(w, f->id, "is of a protocol that is not written");
	else if (engine == ENGINE_APER)
		encode_aper(w, k, f);
	else if (engine == ENGINE_NAS)
		encode_nas(w, k, f);
	else
		encode_tlv(w, k, f);
}

size_t encode(const struct pdu *p, uint8_t *out, size_t room, struct encode_fault *fault)
{
	struct writer w = { .p = p, .out = out, .room = room };
	struct kids all = kids_all(p);
	if (p->n > PDU_FIELDS || p->cut > 0)
		write_fail(&w, 0, "has too many fields");
	else
		encode_message(&w, &all);
	kids_end(&w, &all);
	if (fault != NULL)
		*fault = w.fault;
	return write_ok(&w) ? write_at(&w) : 0;
}
