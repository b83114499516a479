/* SPDX-License-Identifier: Apache-2.0
 *
 * test_encode.c - what was made of the tables by chance, encoded and decoded, is what it was
 */
#include "decode_check.h"
#include "aper_make.h"
#include "watch/decode/encode.h"

static struct field read[PDU_FIELDS];
static uint8_t out[APER_ROOM];

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
	struct maker m = { .r = rng_of(seed, 0), .raw = values };
	m.p = (struct pdu){ .raw = { values, 0 }, .f = made, .cap = PDU_FIELDS, .proto = (uint8_t)proto };
	uint16_t label = schema_per_type[proc->type[which]].label;
	make_message(&m, proc, which);
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
		assert_int_equal(encode(&m.p, values + APER_ROOM / 2, room, NULL), 0);
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
