/* SPDX-License-Identifier: Apache-2.0
 *
 * aper.c - ASN.1 in its aligned packed encoding (X.691), read by the tables of data/schema/FILE.per
 *
 * One function per kind of type and a switch.  Clauses are those of X.691 (02/2021).
 *
 * Invariants
 *   A1  Every element of a container is an open type with a length of its own: what fails inside is a
 *       FIELD_DAMAGED there, and the next element is read.
 *   A2  Depth is limited by PDU_DEPTH, the number of values by `budget`, which grows with the length of
 *       the message: a list of a million elements without octets ends there.
 *   A3  Lengths in fragments (16 K and more) are damage, not a wrong result.
 */
#include "watch/decode/decode.h"
#include "watch/decode/schema.h"

enum { ELEMENTS = 1024, SEEN = 128, STEPS = 4096, FRAGMENT = 16384 };

struct aper {
	struct pdu *p;
	struct bits b;
	const struct proto_def *proto;
	uint32_t *budget; /* shared by all open types of a message */
	enum damage why;
};

static void value(struct aper *a, uint16_t type, uint16_t label);

static void fail(struct aper *a, enum damage why)
{
	if (!bits_ok(&a->b))
		return;
	a->why = why;
	rd_fail(&a->b.rd, "refused");
}

static uint32_t at(const struct aper *a)
{
	return pdu_at(&a->b.rd) - (a->b.left > 0);
}

/* Adds a field for what was read since `off`. */
static struct field *add(struct aper *a, uint16_t label, enum field_kind kind, uint32_t off)
{
	return pdu_add(a->p, label, kind, off, pdu_at(&a->b.rd) - off);
}

static unsigned width(uint64_t n) /* bits that hold 0..n */
{
	return n == 0 ? 0 : 64 - (unsigned)__builtin_clzll(n);
}

/* 11.5: a whole number of 0..most. */
static uint64_t constrained(struct aper *a, uint64_t most)
{
	unsigned n = width(most);
	if (most >= 65536) { /* 11.5.7.4: a length in octets first */
		n = 8 * (1 + (unsigned)bits_get(&a->b, width((n + 7) / 8 - 1)));
		bits_align(&a->b);
	} else if (most >= 255) {
		n = most == 255 ? 8 : 16;
		bits_align(&a->b);
	}
	if (n > 64) {
		fail(a, DAMAGE_RANGE);
		return 0;
	}
	uint64_t v = bits_get(&a->b, n);
	if (v > most) {
		fail(a, DAMAGE_RANGE);
		return 0;
	}
	return v;
}

/* 11.9: a length without an upper bound below 64 K. */
static uint32_t length(struct aper *a)
{
	bits_align(&a->b);
	uint64_t v = bits_get(&a->b, 8);
	if (v < 0x80)
		return (uint32_t)v;
	if (v < 0xc0)
		return (uint32_t)((v & 0x3f) << 8 | bits_get(&a->b, 8));
	fail(a, DAMAGE_FRAGMENT);
	return 0;
}

/* 11.6: a whole number that is normally small. */
static uint64_t small(struct aper *a)
{
	if (bits_get(&a->b, 1) == 0)
		return bits_get(&a->b, 6);
	uint32_t n = length(a);
	if (n > 4) {
		fail(a, DAMAGE_RANGE);
		return 0;
	}
	return bits_get(&a->b, 8 * n);
}

/* Number of bits, octets or elements. */
static uint32_t size(struct aper *a, const struct per_type *t)
{
	if (t->flags & PER_EXT && bits_get(&a->b, 1))
		return length(a);
	if (!(t->flags & PER_HI) || t->hi >= 65536)
		return length(a);
	return (uint32_t)((uint64_t)t->lo + constrained(a, t->hi - (uint64_t)t->lo));
}

/* 11.9.3.8: a length in fragments is stretches of 16 K to 64 K, then an ordinary one.  They do not stand in one
 * piece: the first is handed out, so that what stands in front can be read, the others are passed over, and all
 * is damage (A3). */
static struct aper fragments(struct aper *a)
{
	struct aper inner = *a;
	struct rd *r = &a->b.rd;
	uint64_t v = rd_be(r, 1);
	inner.b = bits_of(rd_sub(r, (size_t)(v & 0x3f) * FRAGMENT));
	inner.why = DAMAGE_FRAGMENT;
	for (v = rd_be(r, 1); v >= 0xc0; v = rd_be(r, 1))
		rd_skip(r, (size_t)(v & 0x3f) * FRAGMENT);
	rd_skip(r, v < 0x80 ? v : (v & 0x3f) << 8 | rd_be(r, 1));
	return inner;
}

/* Reads an open type's length and hands out what it covers. */
static struct aper open_type(struct aper *a)
{
	bits_align(&a->b);
	if (rd_left(&a->b.rd) > 0 && *a->b.rd.p >= 0xc0)
		return fragments(a);
	struct bits inside = bits_of(rd_sub(&a->b.rd, length(a)));
	return (struct aper){ a->p, inside, a->proto, a->budget, a->why };
}

/* What did not fit is one field: where it stands and why (A1).  Octets left over are damage as well. */
static void end_of_open_type(struct aper *a, struct aper *inner, uint16_t label, uint32_t off)
{
	if (!bits_ok(&inner->b) || inner->why == DAMAGE_FRAGMENT) {
		if (bits_ok(&a->b))
			pdu_damage(a->p, label, inner->why ? inner->why : DAMAGE_SHORT, off,
			           pdu_at(&a->b.rd) - off);
	} else if (rd_left(&inner->b.rd) > 0) {
		pdu_damage(a->p, label, DAMAGE_LEFT, pdu_at(&inner->b.rd), (uint32_t)rd_left(&inner->b.rd));
	}
}

static void open_value(struct aper *a, uint16_t type, uint16_t label)
{
	struct aper inner = open_type(a);
	uint32_t off = pdu_at(&inner.b.rd);
	uint8_t depth = a->p->depth;
	value(&inner, type, label);
	a->p->depth = depth;
	end_of_open_type(a, &inner, label, off);
}

/* What nobody described: its number and where it stands. */
static void unknown(struct aper *a, uint16_t label, uint64_t id)
{
	uint32_t n = length(a), off = pdu_at(&a->b.rd);
	rd_skip(&a->b.rd, n);
	if (bits_ok(&a->b))
		add(a, label, FIELD_NUMBER, off)->num = id;
}

static const struct per_row *row_of(const struct per_set *set, uint16_t id)
{
	const struct per_row *row = &schema_per_row[set->first];
	size_t lo = 0, hi = set->count;
	while (lo < hi) {
		size_t mid = (lo + hi) / 2;
		if (row[mid].id < id)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < set->count && row[lo].id == id ? &row[lo] : NULL;
}

/* ProtocolIE-Field: identifier, criticality, open type. */
static const struct per_row *element(struct aper *a, const struct per_set *set)
{
	uint16_t id = (uint16_t)constrained(a, 65535);
	uint64_t criticality = bits_get(&a->b, 2);
	if (criticality > 2)
		fail(a, DAMAGE_RANGE);
	const struct per_row *row = row_of(set, id);
	if (row != NULL)
		open_value(a, row->type, row->label);
	else
		unknown(a, a->proto->unknown, id);
	return row;
}

static void missing(struct aper *a, const struct per_set *set, const uint64_t *seen)
{
	for (uint16_t i = 0; i < set->count && i < SEEN; i++)
		if (schema_per_row[set->first + i].presence == PRESENCE_MANDATORY && !(seen[i / 64] >> i % 64 & 1))
			pdu_damage(a->p, schema_per_row[set->first + i].label, DAMAGE_MISSING, pdu_at(&a->b.rd), 0);
}

static void elements(struct aper *a, const struct per_type *t)
{
	const struct per_set *set = &schema_per_set[t->first];
	uint64_t seen[SEEN / 64] = { 0 };
	uint32_t n = (uint32_t)t->lo + (uint32_t)constrained(a, t->hi - (uint64_t)t->lo), mandatory = 0;
	for (uint32_t i = 0; i < n && bits_ok(&a->b); i++) {
		if (i == ELEMENTS) {
			fail(a, DAMAGE_MANY);
			return;
		}
		const struct per_row *row = element(a, set);
		size_t k = row == NULL ? SEEN : (size_t)(row - &schema_per_row[set->first]);
		if (k < SEEN && !(seen[k / 64] >> k % 64 & 1)) {
			seen[k / 64] |= 1ull << k % 64;
			mandatory += row->presence == PRESENCE_MANDATORY;
		}
	}
	if (mandatory < set->mandatory && bits_ok(&a->b))
		missing(a, set, seen);
}

static void integer(struct aper *a, const struct per_type *t, uint16_t label)
{
	uint32_t off = at(a);
	uint64_t v;
	bool beyond = t->flags & PER_EXT && bits_get(&a->b, 1);
	if (!beyond && t->flags & PER_LO && t->flags & PER_HI) {
		v = (uint64_t)t->lo + constrained(a, t->hi - (uint64_t)t->lo);
	} else { /* 11.7, 11.8 */
		uint32_t n = length(a);
		if (n == 0 || n > 8) {
			fail(a, DAMAGE_RANGE);
			return;
		}
		v = bits_get(&a->b, 8 * n);
		if (!beyond && t->flags & PER_LO)
			v += (uint64_t)t->lo;
		else if (n < 8 && v >> (8 * n - 1))
			v -= 1ull << 8 * n;
	}
	if (bits_ok(&a->b))
		add(a, label, t->lo < 0 || !(t->flags & PER_LO) ? FIELD_SIGNED : FIELD_NUMBER, off)->num = v;
}

static void enumerated(struct aper *a, const struct per_type *t, uint16_t label)
{
	uint32_t off = at(a);
	uint64_t v;
	if (t->flags & PER_EXT && bits_get(&a->b, 1))
		v = t->count + small(a);
	else
		v = constrained(a, t->count - 1u);
	if (!bits_ok(&a->b))
		return;
	struct field *f = add(a, label, FIELD_ENUM, off);
	f->num = v;
	f->names = t->names;
}

static void bit_string(struct aper *a, const struct per_type *t, uint16_t label)
{
	uint32_t off = at(a), n = size(a, t);
	bool fixed = t->flags & PER_HI && (uint64_t)t->lo == t->hi && t->hi <= 16 && n == t->hi;
	if (!fixed && n > 0) { /* 16.9 to 16.11 */
		bits_align(&a->b);
		off = at(a);
	}
	uint64_t num = 0;
	if (n <= 64)
		num = bits_get(&a->b, n);
	else
		rd_skip(&a->b.rd, n / 8);
	if (n > 64 && n % 8 > 0)
		bits_get(&a->b, n % 8);
	if (!bits_ok(&a->b))
		return;
	bool addr = t->flags & PER_ADDR && (n == 32 || n == 128 || n == 160);
	struct field *f = add(a, label, addr ? FIELD_ADDR : FIELD_BITS, off);
	f->num = num;
	f->bits = addr ? 0 : (uint16_t)n;
}

static void contents(struct aper *a, const struct per_type *t, struct rd r, uint16_t label)
{
	struct pdu *p = a->p;
	struct pdu before = *p;
	p->depth++;
	if (p->depth >= PDU_DEPTH) {
		pdu_damage(p, label, DAMAGE_DEEP, pdu_at(&r), (uint32_t)rd_left(&r));
	} else if (t->flags & PER_MESSAGE) {
		decode_part(p, t->inside, r);
	} else {
		struct aper inner = *a;
		inner.b = bits_of(r);
		uint32_t off = pdu_at(&r);
		p->flags &= (uint8_t)~PDU_DAMAGED;
		value(&inner, t->inside, 0);
		p->depth = (uint8_t)(before.depth + 1);
		end_of_open_type(a, &inner, label, off);
		if (t->flags & PER_TRY && p->flags & PDU_DAMAGED)
			*p = before; /* it was something else: the octets stay octets */
		p->flags |= before.flags;
	}
	p->depth = before.depth;
}

static void octet_string(struct aper *a, const struct per_type *t, uint16_t label)
{
	uint32_t n = size(a, t);
	if (t->flags & PER_HI && (uint64_t)t->lo == t->hi && t->hi <= 2 && n == t->hi) { /* 17.6: not aligned */
		uint32_t off = at(a);
		uint64_t v = bits_get(&a->b, 8 * n);
		if (!bits_ok(&a->b))
			return;
		struct field *f = add(a, label, FIELD_BITS, off);
		f->num = v;
		f->bits = (uint16_t)(8 * n);
		return;
	}
	if (n > 0)
		bits_align(&a->b);
	struct rd r = rd_sub(&a->b.rd, n);
	if (!bits_ok(&a->b))
		return;
	enum field_kind kind = t->flags & PER_PLMN ? FIELD_PLMN : t->flags & PER_DIGITS ? FIELD_DIGITS
	                     : t->flags & PER_ADDR ? FIELD_ADDR : FIELD_BYTES;
	struct field *f = pdu_add(a->p, label, kind, pdu_at(&r), n);
	struct rd number = r;
	f->num = rd_be(&number, n < 8 ? n : 8);
	if (t->inside != 0)
		contents(a, t, r, label);
}

static void text(struct aper *a, const struct per_type *t, uint16_t label)
{
	uint32_t n = t->kind == PER_UTF8 ? length(a) : size(a, t);
	bool small_one = t->flags & PER_HI && t->hi < 2;
	if (n > 0 && !small_one) /* 30.5.6: characters of eight bits in the aligned variant */
		bits_align(&a->b);
	uint32_t off = at(a);
	rd_skip(&a->b.rd, n);
	if (bits_ok(&a->b))
		add(a, label, FIELD_TEXT, off);
}

/* 19.7 to 19.9: what later releases put behind the extension marker. */
static void additions(struct aper *a, const struct per_member *m, uint16_t known)
{
	uint64_t n = bits_get(&a->b, 1) == 0 ? bits_get(&a->b, 6) + 1 : length(a);
	if (n > 64 || n == 0) {
		fail(a, DAMAGE_MANY);
		return;
	}
	uint64_t there = bits_get(&a->b, (unsigned)n);
	for (uint64_t i = 0; i < n && bits_ok(&a->b); i++) {
		if (!(there >> (n - 1 - i) & 1))
			continue;
		if (i < known)
			open_value(a, m[i].type, m[i].label);
		else
			unknown(a, a->proto->addition, i);
	}
}

static void sequence(struct aper *a, const struct per_type *t, uint16_t label)
{
	const struct per_member *m = &schema_per_member[t->first];
	uint32_t group = 0;
	if (label != 0)
		group = pdu_open(a->p, label, at(a));
	bool more = t->flags & PER_EXT && bits_get(&a->b, 1);
	uint64_t there = bits_get(&a->b, t->bitmap);
	uint64_t bit = t->bitmap == 0 ? 0 : 1ull << (t->bitmap - 1);
	for (uint16_t i = 0; i < t->count && bits_ok(&a->b); i++) {
		if (m[i].optional) {
			bool is = there & bit;
			bit >>= 1;
			if (!is)
				continue;
		}
		value(a, m[i].type, m[i].label);
	}
	if (more && bits_ok(&a->b))
		additions(a, m + t->count, t->more);
	if (label != 0)
		pdu_close(a->p, group, pdu_at(&a->b.rd));
}

static void choice(struct aper *a, const struct per_type *t, uint16_t label)
{
	const struct per_member *m = &schema_per_member[t->first];
	uint32_t group = 0;
	if (label != 0)
		group = pdu_open(a->p, label, at(a));
	bool more = t->flags & PER_EXT && bits_get(&a->b, 1);
	uint64_t i = more ? small(a) : constrained(a, t->count - 1u);
	if (label != 0 && group < a->p->n)
		a->p->f[group].num = more ? t->count + i : i;
	if (!bits_ok(&a->b))
		;
	else if (!more)
		value(a, m[i].type, m[i].label);
	else if (i < t->more)
		open_value(a, m[t->count + i].type, m[t->count + i].label);
	else
		unknown(a, a->proto->addition, i);
	if (label != 0)
		pdu_close(a->p, group, pdu_at(&a->b.rd));
}

static void list(struct aper *a, const struct per_type *t, uint16_t label)
{
	uint32_t group = pdu_open(a->p, label, at(a));
	uint32_t n = size(a, t);
	uint16_t name = schema_per_type[t->first].label;
	if (group < a->p->n)
		a->p->f[group].num = n;
	for (uint32_t i = 0; i < n && bits_ok(&a->b); i++)
		value(a, t->first, name);
	pdu_close(a->p, group, pdu_at(&a->b.rd));
}

static void value(struct aper *a, uint16_t type, uint16_t label)
{
	const struct per_type *t = &schema_per_type[type];
	if (*a->budget == 0 || a->p->depth >= PDU_DEPTH) {
		fail(a, *a->budget == 0 ? DAMAGE_MANY : DAMAGE_DEEP);
		return;
	}
	--*a->budget;
	switch ((enum per_kind)t->kind) {
	case PER_NULL:
		pdu_add(a->p, label, FIELD_NOTE, at(a), 0);
		break;
	case PER_BOOL: {
		uint32_t off = at(a);
		uint64_t v = bits_get(&a->b, 1);
		if (bits_ok(&a->b))
			add(a, label, FIELD_NUMBER, off)->num = v;
		break;
	}
	case PER_INT: integer(a, t, label); break;
	case PER_ENUM: enumerated(a, t, label); break;
	case PER_BITS: bit_string(a, t, label); break;
	case PER_OCTETS: octet_string(a, t, label); break;
	case PER_TEXT:
	case PER_UTF8: text(a, t, label); break;
	case PER_SEQ: sequence(a, t, label); break;
	case PER_CHOICE: choice(a, t, label); break;
	case PER_LIST: list(a, t, label); break;
	case PER_IES: elements(a, t); break;
	case PER_ONE: element(a, &schema_per_set[t->first]); break;
	case PER_REST: {
		bits_align(&a->b);
		uint32_t off = at(a);
		rd_rest(&a->b.rd);
		add(a, label, FIELD_BYTES, off);
		break;
	}
	}
}

static const struct per_proc *procedure(const struct proto_def *proto, uint64_t code)
{
	const struct per_proc *all = &schema_proc[proto->message];
	size_t lo = 0, hi = proto->messages;
	while (lo < hi) {
		size_t mid = (lo + hi) / 2;
		if (all[mid].code < code)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < proto->messages && all[lo].code == code ? &all[lo] : NULL;
}

/* The outermost choice: initiating message, successful, unsuccessful outcome; the same for all such
 * protocols (TS 38.413 9.4.3, TS 36.413 9.3.2). */
void aper_decode(struct pdu *p, enum proto_id proto, struct rd r)
{
	uint32_t budget = STEPS + 8 * (uint32_t)rd_left(&r), off = pdu_at(&r), all = (uint32_t)rd_left(&r);
	struct aper a = { .p = p, .b = bits_of(r), .proto = &schema_proto[proto], .budget = &budget };
	bool more = bits_get(&a.b, 1);
	uint64_t which = bits_get(&a.b, 2);
	uint64_t code = constrained(&a, 255);
	bits_get(&a.b, 2); /* criticality */
	const struct per_proc *proc = procedure(a.proto, code);
	uint16_t type = more || which > 2 || proc == NULL ? 0 : proc->type[which];
	if (!bits_ok(&a.b)) {
		pdu_damage(p, a.proto->message_unknown, DAMAGE_SHORT, off, all);
		return;
	}
	uint16_t label = type == 0 ? a.proto->message_unknown : schema_per_type[type].label;
	if (p->depth == 0)
		p->message = label;
	uint32_t group = pdu_open(p, label, off);
	pdu_add(p, a.proto->code, FIELD_NUMBER, off + 1, 1)->num = code;
	if (type != 0) {
		open_value(&a, type, 0);
		if (!bits_ok(&a.b))
			pdu_damage(p, label, a.why ? a.why : DAMAGE_SHORT, pdu_at(&r), all);
		else if (rd_left(&a.b.rd) > 0)
			pdu_damage(p, label, DAMAGE_LEFT, pdu_at(&a.b.rd), (uint32_t)rd_left(&a.b.rd));
	} else {
		pdu_damage(p, label, DAMAGE_UNKNOWN, off, all);
	}
	p->depth = (uint8_t)(p->depth > 0 ? p->depth : 1);
	pdu_close(p, group, off + all);
}

void aper_decode_type(struct pdu *p, uint16_t type, struct rd r)
{
	uint32_t budget = STEPS + 8 * (uint32_t)rd_left(&r), off = pdu_at(&r);
	const struct proto_def *proto = &schema_proto[type < F_N ? schema_field[type].proto : 0];
	struct aper whole = { .p = p, .b = bits_of(r), .proto = proto, .budget = &budget }, inner = whole;
	uint16_t i = proto->type;
	while (i < proto->type + proto->types && schema_per_type[i].label != type)
		i++;
	if (type == 0 || i == proto->type + proto->types) {
		pdu_damage(p, proto->unknown, DAMAGE_UNKNOWN, off, (uint32_t)rd_left(&r));
		return;
	}
	uint8_t depth = p->depth;
	value(&inner, i, type);
	p->depth = depth;
	rd_rest(&whole.b.rd);
	end_of_open_type(&whole, &inner, type, off);
}
