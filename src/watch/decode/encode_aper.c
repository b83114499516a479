/* SPDX-License-Identifier: Apache-2.0
 *
 * encode_aper.c - ASN.1 in its aligned packed encoding (X.691), written by the tables of data/schema/FILE.per
 *
 * The mirror of aper.c, function for function.  What stands in front of something that is known only later
 * (presence bits, numbers of elements, lengths) is written as zero and put in afterwards.
 */
#include "watch/decode/encode_in.h"

#include <string.h>

enum { FRAGMENT = 16384, STRETCH = 4 }; /* 11.9.3.8: octets, and how many of these stand together at most */

static const char range[] = "is out of range", many[] = "has a size that is not allowed";

static void value(struct writer *w, uint16_t type, uint16_t label, struct kids *k);

static void set_bit(struct writer *w, size_t bit)
{
	if (write_ok(w))
		w->out[bit / 8] = (uint8_t)(w->out[bit / 8] | 1u << (7 - bit % 8));
}

static unsigned width(uint64_t n)
{
	return n == 0 ? 0 : 64 - (unsigned)__builtin_clzll(n);
}

static void constrained(struct writer *w, uint64_t v, uint64_t most)
{
	unsigned n = width(most);
	if (v > most) {
		write_fail(w, 0, range);
	} else if (most >= 65536) {
		unsigned octets = v == 0 ? 1 : (width(v) + 7) / 8;
		write_bits(w, octets - 1, width((n + 7) / 8 - 1));
		write_align(w);
		write_bits(w, v, 8 * octets);
	} else {
		if (most >= 255) {
			write_align(w);
			n = most == 255 ? 8 : 16;
		}
		write_bits(w, v, n);
	}
}

/* A number of something else than octets; these may come in fragments, see `framed`. */
static void length(struct writer *w, size_t n)
{
	write_align(w);
	if (n < 0x80)
		write_bits(w, n, 8);
	else if (n < FRAGMENT)
		write_bits(w, n | 0x8000, 16);
	else
		write_fail(w, 0, many);
}

static void small(struct writer *w, uint64_t v)
{
	if (v < 64) {
		write_bits(w, v, 7);
		return;
	}
	unsigned octets = (width(v) + 7) / 8;
	write_bits(w, 1, 1);
	length(w, octets);
	write_bits(w, v, 8 * octets);
}

/* True when `n` is said by a length that has no bound, which is left to the caller. */
static bool unbounded(struct writer *w, const struct per_type *t, uint64_t n)
{
	bool within = n >= (uint64_t)t->lo && (!(t->flags & PER_HI) || n <= t->hi);
	if (t->flags & PER_EXT)
		write_bits(w, !within, 1);
	else if (!within)
		write_fail(w, 0, many);
	if (!within || !(t->flags & PER_HI) || t->hi >= 65536)
		return true;
	constrained(w, n - (uint64_t)t->lo, t->hi - (uint64_t)t->lo);
	return false;
}

static void size(struct writer *w, const struct per_type *t, uint64_t n)
{
	if (unbounded(w, t, n))
		length(w, n);
}

/* Octets that began behind one octet at `at` get their length there; from 16 K on in stretches of up to 64 K, each
 * with a length of its own, then one that is shorter (11.9.3.8). */
static void framed(struct writer *w, size_t at)
{
	size_t n = w->bit / 8 - at - 1, units = n / FRAGMENT, stretches = (units + STRETCH - 1) / STRETCH;
	size_t rest = n % FRAGMENT, from = at + 1 + n, more = stretches + (rest >= 0x80);
	if (!write_ok(w) || !write_room(w, from + more))
		return;
	size_t to = from + more;
	w->bit = 8 * to;
	memmove(w->out + (to -= rest), w->out + (from -= rest), rest);
	if (rest >= 0x80)
		w->out[--to] = (uint8_t)rest;
	w->out[--to] = (uint8_t)(rest >= 0x80 ? 0x80 | rest >> 8 : rest);
	for (size_t now; units > 0; units -= now) {
		now = units % STRETCH != 0 ? units % STRETCH : STRETCH;
		memmove(w->out + (to -= now * FRAGMENT), w->out + (from -= now * FRAGMENT), now * FRAGMENT);
		w->out[--to] = (uint8_t)(0xc0 | now);
	}
}

static size_t frame(struct writer *w)
{
	write_align(w);
	write_bits(w, 0, 8);
	return w->bit / 8 - 1;
}

static void octets(struct writer *w, struct span s)
{
	size_t at = frame(w);
	write_octets(w, s);
	framed(w, at);
}

/* An open type: its octets first, then the length in front of them. */
static void open_value(struct writer *w, uint16_t type, uint16_t label, struct kids *k)
{
	size_t at = frame(w);
	value(w, type, label, k);
	write_align(w);
	if (w->bit / 8 == at + 1)
		write_bits(w, 0, 8); /* 11.2: at least one octet */
	framed(w, at);
}

static const struct per_row *row_of(const struct per_set *set, uint16_t label)
{
	for (uint16_t i = 0; i < set->count; i++)
		if (schema_per_row[set->first + i].label == label)
			return &schema_per_row[set->first + i];
	return NULL;
}

static uint16_t unknown_of(const struct field *f)
{
	return schema_proto[schema_field[f->id].proto].unknown;
}

/* The next field that is an element of the set, or one that nobody described. */
static const struct field *element_of(struct writer *w, const struct per_set *set, struct kids *k)
{
	const struct field *f = kids_first(w, k);
	while (f != NULL && f->id != unknown_of(f) && row_of(set, f->id) == NULL)
		f = kids_next(w, k, f);
	return f;
}

static void element(struct writer *w, const struct per_set *set, struct kids *k, const struct field *f)
{
	const struct per_row *row = row_of(set, f->id);
	if (row != NULL) {
		constrained(w, row->id, 65535);
		write_bits(w, row->criticality, 2);
		open_value(w, row->type, row->label, k);
		return;
	}
	kids_use(w, f);
	constrained(w, f->num, 65535);
	write_bits(w, 1, 2); /* ignore */
	octets(w, write_span(w, f));
}

static void elements(struct writer *w, const struct per_type *t, struct kids *k)
{
	const struct per_set *set = &schema_per_set[t->first];
	uint64_t n = 0;
	write_align(w);
	size_t at = w->bit / 8;
	write_bits(w, 0, 16);
	for (const struct field *f; write_ok(w) && (f = element_of(w, set, k)) != NULL; n++)
		element(w, set, k, f);
	if (n < (uint64_t)t->lo)
		write_fail(w, 0, "is followed by too few elements");
	write_patch(w, at, n - (uint64_t)t->lo, 2);
}

static void integer(struct writer *w, const struct per_type *t, uint64_t v)
{
	bool bounded = t->flags & PER_LO && t->flags & PER_HI;
	bool beyond = bounded && v - (uint64_t)t->lo > t->hi - (uint64_t)t->lo;
	if (t->flags & PER_EXT)
		write_bits(w, beyond, 1);
	else if (beyond)
		write_fail(w, 0, range);
	if (bounded && !beyond) {
		constrained(w, v - (uint64_t)t->lo, t->hi - (uint64_t)t->lo);
		return;
	}
	bool semi = t->flags & PER_LO && !beyond;
	v -= semi ? (uint64_t)t->lo : 0;
	unsigned n = 1;
	while (n < 8 && (semi ? v >> 8 * n != 0 :
	                 (int64_t)v >> (8 * n - 1) != 0 && (int64_t)v >> (8 * n - 1) != -1))
		n++;
	length(w, n);
	write_bits(w, v, 8 * n);
}

static void enumerated(struct writer *w, const struct per_type *t, uint64_t v)
{
	if (t->flags & PER_EXT)
		write_bits(w, v >= t->count, 1);
	if (v < t->count)
		constrained(w, v, t->count - 1u);
	else if (t->flags & PER_EXT)
		small(w, v - t->count);
	else
		write_fail(w, 0, range);
}

/* How many octets or bits a number has that was given for a string of them: those of a fixed size. */
static uint32_t fixed_size(struct writer *w, const struct per_type *t)
{
	if (!(t->flags & PER_HI) || (uint64_t)t->lo != t->hi || t->hi > 64)
		write_fail(w, 0, "needs octets or bits, its size is not fixed");
	return write_ok(w) ? (uint32_t)t->hi : 0;
}

static bool is_number(const struct field *f)
{
	return f->kind == FIELD_NUMBER || f->kind == FIELD_ENUM || f->kind == FIELD_SIGNED;
}

static void bit_string(struct writer *w, const struct per_type *t, const struct field *f)
{
	uint32_t n = f->kind == FIELD_BITS ? f->bits : is_number(f) ? fixed_size(w, t) : 8 * f->len;
	bool in_octets = f->kind != FIELD_BITS && !is_number(f);
	bool fixed = t->flags & PER_HI && (uint64_t)t->lo == t->hi && t->hi <= 16 && n == t->hi;
	size(w, t, n);
	if (!fixed && n > 0)
		write_align(w);
	if (n <= 64 && !in_octets) {
		if (n < 64 && f->num >> n != 0)
			write_fail(w, 0, range);
		write_bits(w, f->num, n);
		return;
	}
	struct span s = write_span(w, f);
	for (uint32_t i = 0; i < s.n && n > 8 * i; i++) {
		unsigned left = n - 8 * i < 8 ? n - 8 * i : 8;
		write_bits(w, (unsigned)s.p[i] >> (8 - left), left);
	}
}

/* Octets are a type or a message here, put together from the members of `group`. */
static void contents(struct writer *w, const struct per_type *t, const struct field *group)
{
	struct kids k = kids_of(w->p, group);
	if (t->inside == 0)
		write_fail(w, group->id, "has no members");
	else if (t->flags & PER_MESSAGE)
		encode_message(w, &k);
	else
		value(w, t->inside, 0, &k);
	kids_end(w, &k);
}

static void octet_string(struct writer *w, const struct per_type *t, const struct field *f)
{
	uint32_t n = f->kind == FIELD_BITS ? f->bits / 8u : is_number(f) ? fixed_size(w, t) : f->len;
	if (f->kind == FIELD_GROUP) {
		if (t->flags & (PER_EXT | PER_HI))
			write_fail(w, 0, "takes octets only");
		size_t at = frame(w);
		contents(w, t, f);
		write_align(w);
		framed(w, at);
	} else if (f->kind == FIELD_BITS || is_number(f)) {
		size(w, t, n);
		if (n > 2)
			write_align(w);
		if (n > 8 || (n < 8 && f->num >> 8 * n != 0))
			write_fail(w, 0, range);
		write_bits(w, f->num, 8 * n);
	} else if (unbounded(w, t, n)) {
		octets(w, write_span(w, f));
	} else if (n > 0 && n <= 2 && (uint64_t)t->lo == t->hi) { /* 17.6: not aligned */
		struct span s = write_span(w, f);
		for (size_t i = 0; i < s.n; i++)
			write_bits(w, s.p[i], 8);
	} else if (n > 0) {
		write_octets(w, write_span(w, f));
	}
}

static void text(struct writer *w, const struct per_type *t, const struct field *f)
{
	struct span s = write_span(w, f);
	if (t->kind == PER_UTF8 || unbounded(w, t, s.n))
		octets(w, s);
	else if (s.n > 0)
		write_octets(w, s);
}

/* Is there anything of that type?  Containers have no field of their own, only their elements. */
static bool present(struct writer *w, const struct per_member *m, struct kids *k)
{
	const struct per_type *t = &schema_per_type[m->type];
	if (t->kind == PER_IES || t->kind == PER_ONE)
		return element_of(w, &schema_per_set[t->first], k) != NULL;
	return kids_find(w, k, m->label) != NULL;
}

static void additions(struct writer *w, const struct per_member *m, uint16_t n, struct kids *k)
{
	write_bits(w, n - 1u, 7);
	size_t bits = w->bit;
	write_bits(w, 0, n);
	for (uint16_t i = 0; i < n; i++) {
		if (!present(w, &m[i], k))
			continue;
		set_bit(w, bits + i);
		open_value(w, m[i].type, m[i].label, k);
	}
}

static void sequence(struct writer *w, const struct per_type *t, struct kids *k)
{
	const struct per_member *m = &schema_per_member[t->first];
	size_t ext = w->bit, optional = 0;
	write_bits(w, 0, t->flags & PER_EXT ? 1 : 0);
	size_t bits = w->bit;
	write_bits(w, 0, t->bitmap);
	for (uint16_t i = 0; i < t->count && write_ok(w); i++) {
		if (m[i].optional) {
			optional++;
			if (!present(w, &m[i], k))
				continue;
			set_bit(w, bits + optional - 1);
		}
		value(w, m[i].type, m[i].label, k);
	}
	bool more = false;
	for (uint16_t i = 0; i < t->more && !more; i++)
		more = present(w, &m[t->count + i], k);
	if (more) {
		set_bit(w, ext);
		additions(w, m + t->count, t->more, k);
	}
}

/* Which alternative: that of `hint` if it can be, else the first of which there is something.  A container may be
 * empty. */
static uint64_t alternative(struct writer *w, const struct per_type *t, uint64_t hint, struct kids *k)
{
	const struct per_member *m = &schema_per_member[t->first];
	uint64_t n = t->count + t->more, i = 0;
	if (hint < n && (present(w, &m[hint], k) || schema_per_type[m[hint].type].kind == PER_IES))
		return hint;
	while (i < n && !present(w, &m[i], k))
		i++;
	return i;
}

static void choice(struct writer *w, const struct per_type *t, uint64_t hint, struct kids *k)
{
	const struct per_member *m = &schema_per_member[t->first];
	uint64_t i = alternative(w, t, hint, k);
	if (t->flags & PER_EXT)
		write_bits(w, i >= t->count, 1);
	if (i < t->count) {
		constrained(w, i, t->count - 1u);
		value(w, m[i].type, m[i].label, k);
	} else if (t->flags & PER_EXT && i < t->count + t->more) {
		small(w, i - t->count);
		open_value(w, m[i].type, m[i].label, k);
	} else {
		write_fail(w, 0, "lacks an alternative");
	}
}

static void list(struct writer *w, const struct per_type *t, struct kids *k)
{
	uint64_t n = 0;
	for (const struct field *f = kids_first(w, k); f != NULL; f = kids_next(w, k, f))
		n++;
	size(w, t, n);
	for (; n > 0 && write_ok(w); n--)
		value(w, t->first, schema_per_type[t->first].label, k);
}

/* A type with members.  Without a name they stand among those of `outer`. */
static void group(struct writer *w, const struct per_type *t, uint16_t label, struct kids *outer)
{
	struct kids inner = *outer, *k = outer;
	uint64_t hint = 0;
	if (label != 0) {
		const struct field *f = kids_take(w, outer, label);
		if (write_ok(w) && f->kind != FIELD_GROUP)
			write_fail(w, 0, "is a group");
		if (!write_ok(w))
			return;
		hint = f->num;
		inner = kids_of(w->p, f);
		k = &inner;
	}
	if (k->depth > PDU_DEPTH)
		write_fail(w, 0, "is nested too deeply");
	else if (t->kind == PER_SEQ)
		sequence(w, t, k);
	else if (t->kind == PER_CHOICE)
		choice(w, t, hint, k);
	else
		list(w, t, k);
	if (label != 0)
		kids_end(w, k);
}

static void simple(struct writer *w, const struct per_type *t, const struct field *f)
{
	if (f->kind == FIELD_GROUP && t->kind != PER_OCTETS)
		write_fail(w, 0, "is no group");
	if (!write_ok(w))
		return;
	switch ((enum per_kind)t->kind) {
	case PER_BOOL: write_bits(w, f->num != 0, 1); break;
	case PER_INT: integer(w, t, f->num); break;
	case PER_ENUM: enumerated(w, t, f->num); break;
	case PER_BITS: bit_string(w, t, f); break;
	case PER_OCTETS: octet_string(w, t, f); break;
	case PER_TEXT:
	case PER_UTF8: text(w, t, f); break;
	case PER_REST: write_octets(w, write_span(w, f)); break;
	case PER_NULL:
	case PER_SEQ:
	case PER_CHOICE:
	case PER_LIST:
	case PER_IES:
	case PER_ONE: break;
	}
}

static void value(struct writer *w, uint16_t type, uint16_t label, struct kids *k)
{
	const struct per_type *t = &schema_per_type[type];
	const struct field *f;
	if (!write_ok(w))
		return;
	switch ((enum per_kind)t->kind) {
	case PER_SEQ:
	case PER_CHOICE:
	case PER_LIST: group(w, t, label, k); break;
	case PER_IES: elements(w, t, k); break;
	case PER_ONE:
		f = element_of(w, &schema_per_set[t->first], k);
		if (f != NULL)
			element(w, &schema_per_set[t->first], k, f);
		else
			write_fail(w, 0, "lacks an element");
		break;
	case PER_NULL:
	case PER_BOOL:
	case PER_INT:
	case PER_ENUM:
	case PER_BITS:
	case PER_OCTETS:
	case PER_TEXT:
	case PER_UTF8:
	case PER_REST: simple(w, t, kids_take(w, k, label)); break;
	}
}

static const struct per_proc *procedure_of(const struct proto_def *proto, uint16_t label, unsigned *which)
{
	for (uint16_t i = 0; i < proto->messages; i++) {
		const struct per_proc *proc = &schema_proc[proto->message + i];
		for (*which = 0; *which < 3; ++*which)
			if (proc->type[*which] != 0 && schema_per_type[proc->type[*which]].label == label)
				return proc;
	}
	return NULL;
}

/* A type on its own. */
static void lone_type(struct writer *w, const struct proto_def *proto, struct kids *k, uint16_t label)
{
	uint16_t i = proto->type, end = (uint16_t)(proto->type + proto->types);
	while (i < end && schema_per_type[i].label != label)
		i++;
	if (i == end)
		write_fail(w, label, "is no message or type");
	else
		value(w, i, label, k);
}

void encode_aper(struct writer *w, struct kids *k, const struct field *f)
{
	const struct proto_def *proto = &schema_proto[schema_field[f->id].proto];
	struct kids inner = kids_of(w->p, f);
	unsigned which = 0;
	const struct per_proc *proc = procedure_of(proto, f->id, &which);
	if (proc == NULL) {
		lone_type(w, proto, k, f->id);
		return;
	}
	kids_use(w, f);
	write_bits(w, which, 3);
	constrained(w, proc->code, 255);
	write_bits(w, proc->criticality, 2);
	if (kids_find(w, &inner, proto->code) != NULL)
		kids_take(w, &inner, proto->code);
	open_value(w, proc->type[which], 0, &inner);
	kids_end(w, &inner);
}
