/* SPDX-License-Identifier: Apache-2.0
 *
 * aper_make.h - messages of ASN.1 made of the tables: by chance, with as little as there may be, or with all
 */
#ifndef PT_TESTS_APER_MAKE_H
#define PT_TESTS_APER_MAKE_H

#include "base/rng.h"
#include "watch/decode/pdu.h"
#include "watch/decode/schema.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

enum { APER_ROOM = 1 << 16, DEEP = 12 };

struct maker {
	struct pdu p;
	struct rng r;
	uint8_t *raw;
	enum { MAKE_CHANCE, MAKE_LEAST, MAKE_ALL } how; /* what is optional */
	uint32_t fields; /* MAKE_ALL: at most about so many */
	bool never; /* has to hold extensions, and the standard has none (F1AP: what is set up for a broadcast) */
};

static struct field made[PDU_FIELDS];
static uint8_t values[APER_ROOM];

static void make(struct maker *m, uint16_t type, uint16_t label);

static uint64_t number_to(struct maker *m, uint64_t n) /* 0..n */
{
	uint64_t v = (uint64_t)rng_u32(&m->r) << 32 | rng_u32(&m->r);
	return n == UINT64_MAX ? v : v % (n + 1);
}

static bool chance(struct maker *m, unsigned of)
{
	return rng_u32(&m->r) % of == 0;
}

/* Whether something optional is there. */
static bool there(struct maker *m, unsigned of)
{
	if (m->how == MAKE_CHANCE)
		return m->p.depth < DEEP && chance(m, of);
	return m->how == MAKE_ALL && m->p.depth < DEEP && m->p.n < m->fields;
}

static uint64_t size_of(struct maker *m, const struct per_type *t, uint64_t most)
{
	uint64_t lo = (uint64_t)t->lo, hi = t->flags & PER_HI ? t->hi : lo + most;
	if (t->flags & PER_EXT && t->flags & PER_HI && t->hi < 200 && chance(m, 8))
		return t->hi + 1 + number_to(m, 3);
	return lo + number_to(m, hi - lo < most ? hi - lo : most);
}

/* Octets by chance, at the end of what there is. */
static struct field *bytes(struct maker *m, uint16_t label, enum field_kind kind, size_t n)
{
	uint32_t off = (uint32_t)m->p.raw.n;
	assert_true(m->p.raw.n + n < APER_ROOM);
	for (size_t i = 0; i < n; i++)
		m->raw[m->p.raw.n++] = (uint8_t)rng_u32(&m->r);
	return pdu_add(&m->p, label, kind, off, (uint32_t)n);
}

static void make_bits(struct maker *m, const struct per_type *t, uint16_t label)
{
	uint64_t n = size_of(m, t, 20);
	bool addr = t->flags & PER_ADDR && (n == 32 || n == 128 || n == 160);
	struct field *f = bytes(m, label, addr ? FIELD_ADDR : FIELD_BITS, (n + 7) / 8);
	if (addr)
		return;
	f->bits = (uint16_t)n;
	if (n <= 64)
		f->num = n == 0 ? 0 : number_to(m, n == 64 ? UINT64_MAX : (1ull << n) - 1);
}

static void make_octets(struct maker *m, const struct per_type *t, uint16_t label)
{
	uint64_t n = size_of(m, t, 20);
	if (t->flags & PER_HI && (uint64_t)t->lo == t->hi && t->hi <= 2 && n == t->hi) {
		struct field *f = bytes(m, label, FIELD_BITS, 0);
		f->bits = (uint16_t)(8 * n);
		f->num = number_to(m, (1ull << 8 * n) - 1);
		return;
	}
	bytes(m, label, t->flags & PER_PLMN ? FIELD_PLMN : t->flags & PER_DIGITS ? FIELD_DIGITS : FIELD_BYTES, n);
}

static void make_number(struct maker *m, const struct per_type *t, uint16_t label)
{
	bool is_signed = t->lo < 0 || !(t->flags & PER_LO);
	struct field *f = pdu_add(&m->p, label, is_signed ? FIELD_SIGNED : FIELD_NUMBER, 0, 0);
	if (!(t->flags & PER_LO) || (t->flags & PER_EXT && chance(m, 6)))
		f->num = number_to(m, chance(m, 2) ? 300 : INT64_MAX);
	else
		f->num = (uint64_t)t->lo + number_to(m, t->flags & PER_HI ? t->hi - (uint64_t)t->lo : 100000);
}

static void make_elements(struct maker *m, const struct per_set *set)
{
	for (uint16_t i = 0; i < set->count; i++) {
		const struct per_row *row = &schema_per_row[set->first + i];
		if (row->presence == PRESENCE_MANDATORY || there(m, 3))
			make(m, row->type, row->label);
	}
}

static void make_members(struct maker *m, const struct per_type *t)
{
	for (uint16_t i = 0; i < t->count + t->more; i++) {
		const struct per_member *member = &schema_per_member[t->first + i];
		if ((!member->optional && i < t->count) || there(m, 2))
			make(m, member->type, member->label);
	}
}

/* Alternatives that can hold something. */
static uint64_t alternative(struct maker *m, const struct per_type *t)
{
	for (;;) {
		uint64_t i = number_to(m, t->count + t->more - 1u);
		const struct per_type *of = &schema_per_type[schema_per_member[t->first + i].type];
		if (of->kind != PER_ONE || schema_per_set[of->first].count > 0)
			return i;
	}
}

static void make_group(struct maker *m, const struct per_type *t, uint16_t label)
{
	uint32_t at = 0;
	if (label != 0)
		at = pdu_open(&m->p, label, 0);
	if (t->kind == PER_SEQ) {
		make_members(m, t);
	} else if (t->kind == PER_CHOICE) {
		m->p.f[at].num = alternative(m, t);
		const struct per_member *member = &schema_per_member[t->first + m->p.f[at].num];
		make(m, member->type, member->label);
	} else {
		uint64_t more = t->hi - (uint64_t)t->lo < 2 ? 0 : 2;
		uint64_t n = (uint64_t)t->lo + (m->p.depth < DEEP ? number_to(m, more) : 0);
		m->p.f[at].num = n;
		for (; n > 0; n--)
			make(m, t->first, schema_per_type[t->first].label);
	}
	if (label != 0)
		pdu_close(&m->p, at, 0);
}

static void make(struct maker *m, uint16_t type, uint16_t label)
{
	const struct per_type *t = &schema_per_type[type];
	switch ((enum per_kind)t->kind) {
	case PER_NULL: pdu_add(&m->p, label, FIELD_NOTE, 0, 0); break;
	case PER_BOOL: pdu_add(&m->p, label, FIELD_NUMBER, 0, 0)->num = number_to(m, 1); break;
	case PER_INT: make_number(m, t, label); break;
	case PER_ENUM:
		pdu_add(&m->p, label, FIELD_ENUM, 0, 0)->num =
			number_to(m, t->count - 1u + (t->flags & PER_EXT ? t->more + (chance(m, 9) ? 70u : 0) : 0));
		break;
	case PER_BITS: make_bits(m, t, label); break;
	case PER_OCTETS: make_octets(m, t, label); break;
	case PER_TEXT:
	case PER_UTF8: bytes(m, label, FIELD_TEXT, size_of(m, t, 20)); break;
	case PER_SEQ:
	case PER_CHOICE:
	case PER_LIST: make_group(m, t, label); break;
	case PER_IES:
		m->never |= t->lo > 0 && schema_per_set[t->first].count == 0;
		make_elements(m, &schema_per_set[t->first]);
		break;
	case PER_ONE: {
		const struct per_set *set = &schema_per_set[t->first];
		const struct per_row *row = &schema_per_row[set->first + number_to(m, set->count - 1u)];
		if (set->count > 0)
			make(m, row->type, row->label);
		break;
	}
	case PER_REST: bytes(m, label, FIELD_BYTES, 5); break;
	}
}

/* A message of a procedure: which of initiating message, successful and unsuccessful outcome. */
static void make_message(struct maker *m, const struct per_proc *proc, unsigned which)
{
	uint16_t type = proc->type[which], label = schema_per_type[type].label;
	uint32_t at = pdu_open(&m->p, label, 0);
	pdu_add(&m->p, schema_proto[m->p.proto].code, FIELD_NUMBER, 0, 0)->num = proc->code;
	make(m, type, 0);
	pdu_close(&m->p, at, 0);
}

#endif
