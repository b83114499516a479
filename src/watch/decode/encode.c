/* SPDX-License-Identifier: Apache-2.0
 *
 * encode.c - ASN.1 in its aligned packed encoding (X.691), written by the tables of data/schema/FILE.per
 *
 * The mirror of aper.c, function for function.  What stands in front of something that is known only later
 * (presence bits, numbers of elements, lengths) is written as zero and put in afterwards.
 */
#include "watch/decode/encode.h"
#include "watch/decode/schema.h"

#include <string.h>

struct writer {
	const struct pdu *p;
	const struct proto_def *proto;
	uint32_t i;    /* next field */
	uint8_t depth; /* of fields that belong here */
	uint8_t *out;
	size_t bit, room; /* written, in bits; in octets */
	bool bad;
};

static void value(struct writer *w, uint16_t type, uint16_t label);

static void put(struct writer *w, uint64_t v, unsigned n)
{
	if (w->bad || (w->bit + n + 7) / 8 > w->room) {
		w->bad = true;
		return;
	}
	for (; n > 0; n--, w->bit++) {
		uint8_t *octet = &w->out[w->bit / 8];
		if (w->bit % 8 == 0)
			*octet = 0;
		*octet = (uint8_t)(*octet | (v >> (n - 1) & 1) << (7 - w->bit % 8));
	}
}

static void align(struct writer *w)
{
	w->bit = (w->bit + 7) / 8 * 8;
}

static void set_bit(struct writer *w, size_t bit)
{
	if (!w->bad)
		w->out[bit / 8] = (uint8_t)(w->out[bit / 8] | 1u << (7 - bit % 8));
}

static void put_octets(struct writer *w, const struct field *f, size_t n)
{
	align(w);
	if (w->bad || n > w->room - w->bit / 8 || f->off > w->p->raw.n || n > w->p->raw.n - f->off) {
		w->bad = true;
		return;
	}
	if (n > 0)
		memcpy(w->out + w->bit / 8, w->p->raw.p + f->off, n);
	w->bit += 8 * n;
}

/* The next field, if it belongs here. */
static const struct field *peek(struct writer *w)
{
	if (w->bad || w->i >= w->p->n || w->p->f[w->i].depth != w->depth)
		return NULL;
	if (w->p->f[w->i].kind == FIELD_DAMAGED)
		w->bad = true;
	return w->bad ? NULL : &w->p->f[w->i];
}

/* The next field, which has to be that one; what is below it is passed over unless it is a group. */
static const struct field *take(struct writer *w, uint16_t label)
{
	static const struct field none;
	const struct field *f = peek(w);
	if (f == NULL || f->id != label) {
		w->bad = true;
		return &none;
	}
	w->i++;
	while (f->kind != FIELD_GROUP && w->i < w->p->n && w->p->f[w->i].depth > f->depth)
		w->i++;
	return f;
}

static unsigned width(uint64_t n)
{
	return n == 0 ? 0 : 64 - (unsigned)__builtin_clzll(n);
}

static void constrained(struct writer *w, uint64_t v, uint64_t most)
{
	unsigned n = width(most);
	if (v > most) {
		w->bad = true;
	} else if (most >= 65536) {
		unsigned octets = v == 0 ? 1 : (width(v) + 7) / 8;
		put(w, octets - 1, width((n + 7) / 8 - 1));
		align(w);
		put(w, v, 8 * octets);
	} else {
		if (most >= 255) {
			align(w);
			n = most == 255 ? 8 : 16;
		}
		put(w, v, n);
	}
}

static void length(struct writer *w, size_t n)
{
	align(w);
	if (n < 0x80)
		put(w, n, 8);
	else if (n < 0x4000)
		put(w, n | 0x8000, 16);
	else
		w->bad = true; /* in fragments: not needed by any message we make */
}

static void small(struct writer *w, uint64_t v)
{
	if (v < 64) {
		put(w, v, 7);
		return;
	}
	unsigned octets = (width(v) + 7) / 8;
	put(w, 1, 1);
	length(w, octets);
	put(w, v, 8 * octets);
}

static void size(struct writer *w, const struct per_type *t, uint64_t n)
{
	bool within = n >= (uint64_t)t->lo && (!(t->flags & PER_HI) || n <= t->hi);
	if (t->flags & PER_EXT)
		put(w, !within, 1);
	else if (!within)
		w->bad = true;
	if (!within || !(t->flags & PER_HI) || t->hi >= 65536)
		length(w, n);
	else
		constrained(w, n - (uint64_t)t->lo, t->hi - (uint64_t)t->lo);
}

/* An open type: its octets first, then the length in front of them. */
static void open_value(struct writer *w, uint16_t type, uint16_t label)
{
	align(w);
	size_t begin = w->bit / 8;
	put(w, 0, 8);
	value(w, type, label);
	align(w);
	if (!w->bad && w->bit / 8 == begin + 1)
		put(w, 0, 8); /* 11.2: at least one octet */
	size_t n = w->bit / 8 - begin - 1;
	if (n >= 0x80)
		put(w, 0, 8);
	if (w->bad || n >= 0x4000) {
		w->bad = true;
	} else if (n < 0x80) {
		w->out[begin] = (uint8_t)n;
	} else {
		memmove(w->out + begin + 2, w->out + begin + 1, n);
		w->out[begin] = (uint8_t)(0x80 | n >> 8);
		w->out[begin + 1] = (uint8_t)n;
	}
}

static const struct per_row *row_of(const struct per_set *set, uint16_t label)
{
	for (uint16_t i = 0; i < set->count; i++)
		if (schema_per_row[set->first + i].label == label)
			return &schema_per_row[set->first + i];
	return NULL;
}

static bool is_element(struct writer *w, const struct per_set *set)
{
	const struct field *f = peek(w);
	return f != NULL && (f->id == w->proto->unknown || row_of(set, f->id) != NULL);
}

static void element(struct writer *w, const struct per_set *set)
{
	const struct field *f = peek(w);
	const struct per_row *row = f == NULL ? NULL : row_of(set, f->id);
	if (row != NULL) {
		constrained(w, row->id, 65535);
		put(w, row->criticality, 2);
		open_value(w, row->type, row->label);
		return;
	}
	f = take(w, w->proto->unknown);
	constrained(w, f->num, 65535);
	put(w, 1, 2); /* ignore */
	length(w, f->len);
	put_octets(w, f, f->len);
}

static void elements(struct writer *w, const struct per_type *t)
{
	const struct per_set *set = &schema_per_set[t->first];
	uint64_t n = 0;
	align(w);
	size_t at = w->bit / 8;
	put(w, 0, 16);
	for (; is_element(w, set); n++)
		element(w, set);
	if (n < (uint64_t)t->lo)
		w->bad = true;
	if (w->bad)
		return;
	w->out[at] = (uint8_t)((n - (uint64_t)t->lo) >> 8);
	w->out[at + 1] = (uint8_t)(n - (uint64_t)t->lo);
}

static void integer(struct writer *w, const struct per_type *t, uint64_t v)
{
	bool bounded = t->flags & PER_LO && t->flags & PER_HI;
	bool beyond = bounded && v - (uint64_t)t->lo > t->hi - (uint64_t)t->lo;
	if (t->flags & PER_EXT)
		put(w, beyond, 1);
	else if (beyond)
		w->bad = true;
	if (bounded && !beyond) {
		constrained(w, v - (uint64_t)t->lo, t->hi - (uint64_t)t->lo);
		return;
	}
	bool semi = t->flags & PER_LO && !beyond;
	v -= semi ? (uint64_t)t->lo : 0;
	unsigned octets = 1;
	while (octets < 8 && (semi ? v >> 8 * octets != 0 :
	                      (int64_t)v >> (8 * octets - 1) != 0 && (int64_t)v >> (8 * octets - 1) != -1))
		octets++;
	length(w, octets);
	put(w, v, 8 * octets);
}

static void enumerated(struct writer *w, const struct per_type *t, uint64_t v)
{
	if (t->flags & PER_EXT)
		put(w, v >= t->count, 1);
	if (v < t->count)
		constrained(w, v, t->count - 1u);
	else if (t->flags & PER_EXT)
		small(w, v - t->count);
	else
		w->bad = true;
}

static void bit_string(struct writer *w, const struct per_type *t, const struct field *f)
{
	uint32_t n = f->kind == FIELD_ADDR ? 8 * f->len : f->bits;
	bool fixed = t->flags & PER_HI && (uint64_t)t->lo == t->hi && t->hi <= 16 && n == t->hi;
	size(w, t, n);
	if (!fixed && n > 0)
		align(w);
	if (n <= 64 && f->kind != FIELD_ADDR) {
		put(w, f->num, n);
		return;
	}
	put_octets(w, f, n / 8);
	if (n % 8 > 0 && !w->bad && f->off + n / 8 < w->p->raw.n)
		put(w, (uint64_t)w->p->raw.p[f->off + n / 8] >> (8 - n % 8), n % 8);
}

static void octet_string(struct writer *w, const struct per_type *t, const struct field *f)
{
	uint32_t n = f->kind == FIELD_BITS ? f->bits / 8u : f->len;
	size(w, t, n);
	if (f->kind == FIELD_BITS)
		put(w, f->num, f->bits);
	else if (n > 0)
		put_octets(w, f, n);
}

static void text(struct writer *w, const struct per_type *t, const struct field *f)
{
	if (t->kind == PER_UTF8)
		length(w, f->len);
	else
		size(w, t, f->len);
	if (f->len > 0)
		put_octets(w, f, f->len);
}

/* Is there anything of that type?  Containers have no field of their own, only their elements. */
static bool present(struct writer *w, const struct per_member *m)
{
	const struct per_type *t = &schema_per_type[m->type];
	if (t->kind == PER_IES || t->kind == PER_ONE)
		return is_element(w, &schema_per_set[t->first]);
	const struct field *f = peek(w);
	return f != NULL && f->id == m->label;
}

static void additions(struct writer *w, const struct per_member *m, uint16_t n)
{
	put(w, n - 1u, 7);
	size_t bits = w->bit;
	put(w, 0, n);
	for (uint16_t i = 0; i < n; i++) {
		if (!present(w, &m[i]))
			continue;
		set_bit(w, bits + i);
		open_value(w, m[i].type, m[i].label);
	}
}

static void sequence(struct writer *w, const struct per_type *t)
{
	const struct per_member *m = &schema_per_member[t->first];
	size_t ext = w->bit, optional = 0;
	put(w, 0, t->flags & PER_EXT ? 1 : 0);
	size_t bits = w->bit;
	put(w, 0, t->bitmap);
	for (uint16_t i = 0; i < t->count && !w->bad; i++) {
		if (m[i].optional) {
			optional++;
			if (!present(w, &m[i]))
				continue;
			set_bit(w, bits + optional - 1);
		}
		value(w, m[i].type, m[i].label);
	}
	bool more = false;
	for (uint16_t i = 0; i < t->more && !more; i++)
		more = present(w, &m[t->count + i]);
	if (more) {
		set_bit(w, ext);
		additions(w, m + t->count, t->more);
	}
}

static void choice(struct writer *w, const struct per_type *t, uint64_t i)
{
	const struct per_member *m = &schema_per_member[t->first];
	if (t->flags & PER_EXT)
		put(w, i >= t->count, 1);
	if (i < t->count) {
		constrained(w, i, t->count - 1u);
		value(w, m[i].type, m[i].label);
	} else if (t->flags & PER_EXT && i < t->count + t->more) {
		small(w, i - t->count);
		open_value(w, m[i].type, m[i].label);
	} else {
		w->bad = true;
	}
}

static void group(struct writer *w, const struct per_type *t, uint16_t label)
{
	uint64_t num = 0;
	uint8_t depth = w->depth;
	if (label != 0) {
		num = take(w, label)->num;
		w->depth++;
	}
	if (w->depth > PDU_DEPTH || w->bad) {
		w->bad = true;
	} else if (t->kind == PER_SEQ) {
		sequence(w, t);
	} else if (t->kind == PER_CHOICE) {
		choice(w, t, num);
	} else {
		size(w, t, num);
		for (; num > 0 && !w->bad; num--)
			value(w, t->first, schema_per_type[t->first].label);
	}
	if (label != 0 && peek(w) != NULL) /* a member nobody asked for */
		w->bad = true;
	w->depth = depth;
}

static void value(struct writer *w, uint16_t type, uint16_t label)
{
	const struct per_type *t = &schema_per_type[type];
	enum per_kind kind = (enum per_kind)t->kind;
	static const struct field none;
	const struct field *f = &none;
	if (kind != PER_SEQ && kind != PER_CHOICE && kind != PER_LIST && kind != PER_IES && kind != PER_ONE)
		f = take(w, label);
	if (w->bad)
		return;
	switch (kind) {
	case PER_NULL: break;
	case PER_BOOL: put(w, f->num != 0, 1); break;
	case PER_INT: integer(w, t, f->num); break;
	case PER_ENUM: enumerated(w, t, f->num); break;
	case PER_BITS: bit_string(w, t, f); break;
	case PER_OCTETS: octet_string(w, t, f); break;
	case PER_TEXT:
	case PER_UTF8: text(w, t, f); break;
	case PER_SEQ:
	case PER_CHOICE:
	case PER_LIST: group(w, t, label); break;
	case PER_IES: elements(w, t); break;
	case PER_ONE: element(w, &schema_per_set[t->first]); break;
	case PER_REST: put_octets(w, f, f->len); break;
	}
}

size_t encode_aper(const struct pdu *p, uint8_t *out, size_t room)
{
	struct writer w = { .p = p, .proto = &schema_proto[p->proto], .i = 1, .depth = 1, .out = out, .room = room };
	const struct per_proc *proc = &schema_proc[w.proto->message];
	unsigned which = 3;
	if (w.proto->engine != ENGINE_APER || p->n == 0 || p->f[0].id == 0)
		return 0;
	for (uint16_t k = 0; k < w.proto->messages && which == 3; k++, proc++)
		for (which = 0; which < 3; which++)
			if (proc->type[which] != 0 && schema_per_type[proc->type[which]].label == p->f[0].id)
				break;
	if (which == 3)
		return 0;
	proc--;
	put(&w, which, 3);
	constrained(&w, proc->code, 255);
	put(&w, proc->criticality, 2);
	take(&w, w.proto->code);
	open_value(&w, proc->type[which], 0);
	return w.bad || w.i != p->n ? 0 : w.bit / 8;
}
