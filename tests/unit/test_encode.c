/* SPDX-License-Identifier: Apache-2.0
 *
 * test_encode.c - what was made of the tables by chance, encoded and decoded, is what it was
 */
#include "decode_check.h"
#include "watch/decode/encode.h"
#include "base/rng.h"

enum { ROOM = 1 << 16, DEEP = 12 };

struct maker {
	struct pdu p;
	struct rng r;
	uint8_t *raw;
	bool never; /* has to hold extensions, and the standard has none (F1AP: what is set up for a broadcast) */
};

static struct field made[PDU_FIELDS], read[PDU_FIELDS];
static uint8_t octets[ROOM], out[ROOM];

static void make(struct maker *m, uint16_t type, uint16_t label);

static uint64_t upto(struct maker *m, uint64_t n) /* 0..n */
{
	uint64_t v = (uint64_t)rng_u32(&m->r) << 32 | rng_u32(&m->r);
	return n == UINT64_MAX ? v : v % (n + 1);
}

static bool chance(struct maker *m, unsigned of)
{
	return rng_u32(&m->r) % of == 0;
}

static uint64_t size_of(struct maker *m, const struct per_type *t, uint64_t most)
{
	uint64_t lo = (uint64_t)t->lo, hi = t->flags & PER_HI ? t->hi : lo + most;
	if (t->flags & PER_EXT && t->flags & PER_HI && t->hi < 200 && chance(m, 8))
		return t->hi + 1 + upto(m, 3);
	return lo + upto(m, hi - lo < most ? hi - lo : most);
}

/* Octets by chance, at the end of what there is. */
static struct field *bytes(struct maker *m, uint16_t label, enum field_kind kind, size_t n)
{
	uint32_t off = (uint32_t)m->p.raw.n;
	assert_true(m->p.raw.n + n < ROOM);
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
		f->num = n == 0 ? 0 : upto(m, n == 64 ? UINT64_MAX : (1ull << n) - 1);
}

static void make_octets(struct maker *m, const struct per_type *t, uint16_t label)
{
	uint64_t n = size_of(m, t, 20);
	if (t->flags & PER_HI && (uint64_t)t->lo == t->hi && t->hi <= 2 && n == t->hi) {
		struct field *f = bytes(m, label, FIELD_BITS, 0);
		f->bits = (uint16_t)(8 * n);
		f->num = upto(m, (1ull << 8 * n) - 1);
		return;
	}
	bytes(m, label, t->flags & PER_PLMN ? FIELD_PLMN : t->flags & PER_DIGITS ? FIELD_DIGITS : FIELD_BYTES, n);
}

static void make_number(struct maker *m, const struct per_type *t, uint16_t label)
{
	bool is_signed = t->lo < 0 || !(t->flags & PER_LO);
	struct field *f = pdu_add(&m->p, label, is_signed ? FIELD_SIGNED : FIELD_NUMBER, 0, 0);
	if (!(t->flags & PER_LO) || (t->flags & PER_EXT && chance(m, 6)))
		f->num = upto(m, chance(m, 2) ? 300 : INT64_MAX);
	else
		f->num = (uint64_t)t->lo + upto(m, t->flags & PER_HI ? t->hi - (uint64_t)t->lo : 100000);
}

static void make_elements(struct maker *m, const struct per_set *set)
{
	for (uint16_t i = 0; i < set->count; i++) {
		const struct per_row *row = &schema_per_row[set->first + i];
		if (row->presence == PRESENCE_MANDATORY || (m->p.depth < DEEP && chance(m, 3)))
			make(m, row->type, row->label);
	}
}

static void make_members(struct maker *m, const struct per_type *t)
{
	for (uint16_t i = 0; i < t->count + t->more; i++) {
		const struct per_member *member = &schema_per_member[t->first + i];
		if ((!member->optional && i < t->count) || (m->p.depth < DEEP && chance(m, 2)))
			make(m, member->type, member->label);
	}
}

/* Alternatives that can hold something. */
static uint64_t alternative(struct maker *m, const struct per_type *t)
{
	for (;;) {
		uint64_t i = upto(m, t->count + t->more - 1u);
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
		uint64_t n = (uint64_t)t->lo + (m->p.depth < DEEP ? upto(m, t->hi - (uint64_t)t->lo < 2 ? 0 : 2) : 0);
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
	case PER_BOOL: pdu_add(&m->p, label, FIELD_NUMBER, 0, 0)->num = upto(m, 1); break;
	case PER_INT: make_number(m, t, label); break;
	case PER_ENUM:
		pdu_add(&m->p, label, FIELD_ENUM, 0, 0)->num =
			upto(m, t->count - 1u + (t->flags & PER_EXT ? t->more + (chance(m, 9) ? 70u : 0) : 0));
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
		const struct per_row *row = &schema_per_row[set->first + upto(m, set->count - 1u)];
		if (set->count > 0)
			make(m, row->type, row->label);
		break;
	}
	case PER_REST: bytes(m, label, FIELD_BYTES, 5); break;
	}
}

/* What is inside of octets, and damage found there, is not what was made. */
static const struct field *next(const struct pdu *p, uint32_t *i, uint8_t *inside)
{
	for (; *i < p->n; ++*i) {
		const struct field *f = &p->f[*i];
		if (f->depth > *inside || f->kind == FIELD_DAMAGED)
			continue;
		*inside = f->kind == FIELD_GROUP ? UINT8_MAX : f->depth;
		++*i;
		return f;
	}
	return NULL;
}

static void same(const struct pdu *p, const struct pdu *q)
{
	uint32_t i = 0, k = 0;
	uint8_t in_p = UINT8_MAX, in_q = UINT8_MAX;
	for (;;) {
		const struct field *a = next(p, &i, &in_p), *b = next(q, &k, &in_q);
		assert_true((a == NULL) == (b == NULL));
		if (a == NULL)
			return;
		if (a->id != b->id || a->kind != b->kind || a->depth != b->depth)
			fail_msg("field %u is %s, kind %u, depth %u, but comes back as %s, kind %u, depth %u", i,
			         field_name(a->id), a->kind, a->depth, field_name(b->id), b->kind, b->depth);
		assert_int_equal(a->bits, b->bits);
		if (a->kind == FIELD_BYTES || a->kind == FIELD_TEXT || a->kind == FIELD_PLMN || a->kind == FIELD_ADDR ||
		    a->kind == FIELD_DIGITS) {
			assert_int_equal(a->len, b->len);
			assert_memory_equal(p->raw.p + a->off, q->raw.p + b->off, a->len);
		} else if (a->bits <= 64) {
			assert_true(a->num == b->num);
		}
	}
}

static unsigned one_message(enum proto_id proto, const struct per_proc *proc, unsigned which, uint64_t seed)
{
	struct maker m = { .r = rng_of(seed, 0), .raw = octets };
	m.p = (struct pdu){ .raw = { octets, 0 }, .f = made, .cap = PDU_FIELDS, .proto = (uint8_t)proto };
	uint16_t type = proc->type[which], label = schema_per_type[type].label;
	uint32_t at = pdu_open(&m.p, label, 0);
	pdu_add(&m.p, schema_proto[proto].code, FIELD_NUMBER, 0, 0)->num = proc->code;
	make(&m, type, 0);
	pdu_close(&m.p, at, 0);
	size_t n = m.p.cut > 0 ? 0 : encode(&m.p, out, sizeof out, NULL);
	if (n == 0) {
		assert_true(m.p.n > 500 || m.never); /* only what is too large for one message */
		return 0;
	}
	struct pdu q = decode(proto, (struct span){ out, n }, read, PDU_FIELDS);
	assert_int_equal(q.message, label);
	if (n >= 16384) { /* in fragments, which are not put together when reading */
		assert_true(q.flags & PDU_DAMAGED);
		return 0;
	}
	if (q.cut == 0)
		same(&m.p, &q);
	for (size_t room = n > 40 ? n - 40 : 0; room < n; room++) /* too small a place is refused */
		assert_int_equal(encode(&m.p, octets + ROOM / 2, room, NULL), 0);
	return 1;
}

static void every_message_made_by_chance_comes_back(void **unused)
{
	(void)unused;
	unsigned tried = 0, done = 0;
	for (unsigned proto = 1; proto < PROTO_N; proto++) {
		if (schema_proto[proto].engine != ENGINE_APER)
			continue;
		for (uint16_t k = 0; k < schema_proto[proto].messages; k++)
			for (unsigned which = 0; which < 3; which++)
				for (unsigned seed = 0; seed < 20; seed++) {
					const struct per_proc *proc = &schema_proc[schema_proto[proto].message + k];
					if (proc->type[which] == 0)
						continue;
					tried++;
					done += one_message((enum proto_id)proto, proc, which, seed * 1000 + k);
				}
	}
	assert_true(tried > 4000 && done > tried * 9 / 10);
}

static void fields_in_a_wrong_place_are_refused(void **unused)
{
	(void)unused;
	struct field f[] = { { .id = F_NGAP_NGSETUPREQUEST, .kind = FIELD_GROUP },
		             { .id = F_NGAP_MESSAGE_CODE, .depth = 1, .kind = FIELD_NUMBER, .num = 21 },
		             { .id = F_NGAP_DEFAULTPAGINGDRX, .depth = 1, .kind = FIELD_ENUM, .num = 2 } };
	struct pdu p = { .f = f, .n = 3, .cap = 3, .proto = PROTO_NGAP };
	assert_true(encode(&p, out, sizeof out, NULL) > 0);
	f[2].id = F_NGAP_NAS_PDU; /* no element of that message */
	assert_int_equal(encode(&p, out, sizeof out, NULL), 0);
	f[2] = (struct field){ .id = F_NGAP_RELATIVEAMFCAPACITY, .depth = 1, .kind = FIELD_NUMBER, .num = 256 };
	f[0].id = F_NGAP_NGSETUPRESPONSE;
	assert_int_equal(encode(&p, out, sizeof out, NULL), 0);
	f[2].num = 255;
	assert_true(encode(&p, out, sizeof out, NULL) > 0);
	f[2].kind = FIELD_DAMAGED;
	assert_int_equal(encode(&p, out, sizeof out, NULL), 0);
	p.n = 0;
	assert_int_equal(encode(&p, out, sizeof out, NULL), 0);
}

/* Samples of tests/decode, each the only message that means what it says. */
static void samples_come_back_octet_by_octet(void **unused)
{
	unsigned done = 0, wrong = 0;
	(void)unused;
	for (size_t i = 0; i < count; i++) {
		const struct sample *s = &samples[i];
		struct encode_fault fault;
		struct pdu p = decode(s->proto, (struct span){ s->raw, s->n }, read, PDU_FIELDS);
		if (p.flags & PDU_DAMAGED || !encode_knows(s->proto))
			continue;
		size_t n = encode(&p, out, sizeof out, &fault);
		size_t at = 0;
		while (at < n && at < s->n && out[at] == s->raw[at])
			at++;
		if (n != s->n || at != n) {
			print_error("%s %s: %s %s, %zu octets, not %zu, differ from %zu\n", field_proto(p.message),
			            field_name(p.message), field_name(fault.field),
			            fault.why ? fault.why : "is written", n, s->n, at);
			wrong++;
		}
		decode_copy(s->proto, out, n);
		for (size_t room = 0; room < n; room++)
			assert_int_equal(encode(&p, out, room, NULL), 0);
		done++;
	}
	assert_int_equal(wrong, 0);
	assert_true(done >= 40);
}

/* X.691 11.9.3.8, read the plain way: the octets behind a length, put together at `to`. */
static size_t joined(const uint8_t **from, uint8_t *to)
{
	size_t n = 0, now;
	uint8_t first;
	do {
		first = *(*from)++;
		now = first < 0x80 ? first : first < 0xc0 ? (first & 63u) << 8 | *(*from)++ : (first & 63u) * 16384u;
		memcpy(to + n, *from, now);
		*from += now;
		n += now;
	} while (first >= 0xc0);
	return n;
}

static void long_octets_come_in_fragments(void **unused)
{
	static const size_t sizes[] = { 127, 128, 16383, 16384, 16385, 65535, 65536, 65536 + 16384 + 127, 131072 };
	static uint8_t raw[131072], large[140000], outer[140000], inner[140000], nas[140000];
	(void)unused;
	for (size_t i = 0; i < sizeof raw; i++)
		raw[i] = (uint8_t)(i * 7 + i / 256);
	for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
		struct field f[] = { { .id = F_NGAP_DOWNLINKNASTRANSPORT, .kind = FIELD_GROUP },
			             { .id = F_NGAP_NAS_PDU, .depth = 1, .kind = FIELD_BYTES,
			               .len = (uint32_t)sizes[i] } };
		struct pdu p = { .raw = { raw, sizeof raw }, .f = f, .n = 2, .cap = 2, .proto = PROTO_NGAP };
		size_t n = encode(&p, large, sizeof large, NULL);
		const uint8_t *at = large + 3, *element = outer + 6, *octets_at = inner; /* code; number and id */
		assert_true(n > sizes[i]);
		joined(&at, outer);
		assert_ptr_equal(at, large + n);
		joined(&element, inner);
		assert_int_equal(joined(&octets_at, nas), sizes[i]);
		assert_memory_equal(nas, raw, sizes[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_message_made_by_chance_comes_back),
		cmocka_unit_test(samples_come_back_octet_by_octet),
		cmocka_unit_test(long_octets_come_in_fragments),
		cmocka_unit_test(fields_in_a_wrong_place_are_refused),
	};
	if (load_samples("samples.txt", 1) != 0 || load_samples("samples_tlv.txt", 40) != 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
