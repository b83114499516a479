/* SPDX-License-Identifier: Apache-2.0
 *
 * test_decode.c - decoders are total: whatever the octets, they end, inside of the message and of the array
 */
#include "base/rng.h"
#include "decode_check.h"

static int load(void **unused)
{
	(void)unused;
	return load_samples("samples.txt", 20);
}

static void every_prefix_ends_and_only_the_whole_is_undamaged(void **unused)
{
	(void)unused;
	for (size_t i = 0; i < count; i++)
		for (size_t n = 0; n <= samples[i].n; n++)
			decode_copy(samples[i].proto, samples[i].raw, n);
	for (size_t i = 0; i < count; i++) {
		if (samples[i].proto != PROTO_NGAP && samples[i].proto != PROTO_S1AP)
			continue;
		for (size_t n = 0; n < samples[i].n; n++) { /* a shorter message of the first two has a wrong length */
			struct pdu p = decode(samples[i].proto, (struct span){ samples[i].raw, n }, fields, PDU_FIELDS);
			assert_true(p.flags & PDU_DAMAGED);
		}
	}
}

static void random_octets_end(void **unused)
{
	struct rng r = rng_of(7, 0);
	uint8_t raw[300];
	(void)unused;
	for (unsigned i = 0; i < 20000; i++) {
		size_t n = (size_t)(rng_u32(&r) % sizeof raw);
		for (size_t k = 0; k < n; k++)
			raw[k] = (uint8_t)rng_u32(&r);
		for (unsigned proto = 1; proto < PROTO_N; proto++) {
			raw[0] = i % 2 ? raw[0] : proto == PROTO_NAS5GS ? 0x7e : 0;
			decode_copy((enum proto_id)proto, raw, n);
		}
	}
}

/* A NAS container in a NAS container in ...: depth ends it, not the stack. */
static void nesting_has_a_limit(void **unused)
{
	static uint8_t raw[4096];
	size_t n = 0;
	(void)unused;
	while (n + 7 < sizeof raw) { /* Security mode complete with a container that holds the rest */
		size_t rest = sizeof raw - n - 6;
		const uint8_t head[] = { 0x7e, 0, 0x5e, 0x71, (uint8_t)(rest >> 8), (uint8_t)rest };
		memcpy(raw + n, head, sizeof head);
		n += sizeof head;
	}
	struct pdu p = decode(PROTO_NAS5GS, (struct span){ raw, sizeof raw }, fields, PDU_FIELDS);
	check(&p, sizeof raw);
	assert_true(p.n < 200);
}

static void fields_are_found_by_name_and_number(void **unused)
{
	(void)unused;
	assert_int_equal(field_find("ngap", "RAN-UE-NGAP-ID"), F_NGAP_RAN_UE_NGAP_ID);
	assert_int_equal(field_find("ngap", "no such field"), 0);
	assert_true(field_private(F_NAS5GS_MSIN));
	assert_false(field_private(F_NAS5GS_TAC));
	struct pdu p = decode(samples[0].proto, (struct span){ samples[0].raw, samples[0].n }, fields, PDU_FIELDS);
	assert_int_equal(p.message, F_NGAP_NGSETUPREQUEST);
	assert_int_equal(pdu_num(&p, F_NGAP_GNB_ID, 0), 1);
	assert_int_equal(pdu_num(&p, F_NGAP_NAS_PDU, 99), 99);
	assert_int_equal(pdu_bytes(&p, F_NGAP_RANNODENAME).n, 10);
	assert_memory_equal(pdu_bytes(&p, F_NGAP_RANNODENAME).p, "petrin-gnb", 10);
}

/* A message of 16 K and more stands in fragments, and so does the element that makes it so long: what stands in
 * front is read, the rest is damage. */
static void lengths_in_fragments_are_damage_of_their_own(void **unused)
{
	static const uint8_t head[] = { 0, 4, 0x40, 0xc1, 0, 0, 3, 0, 10, 0, 2, 0, 1, 0, 38, 0, 0xc1 };
	static const uint8_t tail[] = { 3, 7, 7, 7, 0, 85, 0, 2, 0, 5 };
	static uint8_t raw[sizeof head + 16384 + sizeof tail];
	(void)unused;
	memcpy(raw, head, sizeof head);
	memcpy(raw + sizeof head + 16384, tail, sizeof tail);
	struct pdu p = decode(PROTO_NGAP, (struct span){ raw, sizeof raw }, fields, PDU_FIELDS);
	check(&p, sizeof raw);
	assert_int_equal(p.message, F_NGAP_DOWNLINKNASTRANSPORT);
	assert_int_equal(pdu_num(&p, F_NGAP_AMF_UE_NGAP_ID, 0), 1);
	assert_true(p.flags & PDU_DAMAGED);
	/* The content of such a message by itself. */
	struct rd r = rd_of((struct span){ raw + 4, sizeof raw - 4 });
	p = (struct pdu){ .raw = { raw + 4, sizeof raw - 4 }, .f = fields, .cap = PDU_FIELDS, .proto = PROTO_NGAP };
	decode_type(&p, F_NGAP_DOWNLINKNASTRANSPORT, r);
	check(&p, sizeof raw - 4);
	uint32_t damaged = 0;
	for (uint32_t i = 0; i < p.n; i++)
		damaged += p.f[i].kind == FIELD_DAMAGED && p.f[i].num == DAMAGE_FRAGMENT;
	assert_int_equal(damaged, 1);
	assert_int_equal(pdu_num(&p, F_NGAP_AMF_UE_NGAP_ID, 0), 1);
	assert_int_equal(pdu_num(&p, F_NGAP_RAN_UE_NGAP_ID, 0), 5);
	for (size_t n = 0; n < sizeof raw; n += 97)
		decode_copy(PROTO_NGAP, raw, n);
}

/* A transfer by itself, as HTTP carries it: TS 29.502 6.1.6.4.3. */
static void a_type_by_its_name(void **unused)
{
	static const uint8_t raw[] = { 0, 0, 1, 0, 0x86, 0, 1, 0 };
	(void)unused;
	struct rd r = rd_of((struct span){ raw, sizeof raw });
	struct pdu p = { .raw = { raw, sizeof raw }, .f = fields, .cap = PDU_FIELDS, .proto = PROTO_NGAP };
	decode_type(&p, F_NGAP_PDUSESSIONRESOURCESETUPREQUESTTRANSFER, r);
	check(&p, sizeof raw);
	assert_int_equal(p.f[0].id, F_NGAP_PDUSESSIONRESOURCESETUPREQUESTTRANSFER);
	assert_int_equal(pdu_num(&p, F_NGAP_PDUSESSIONTYPE, 99), 0);
	assert_true(p.flags & PDU_DAMAGED); /* mandatory elements are missing */
	for (unsigned id = 0; id < F_N + 2; id++) {
		p = (struct pdu){ .raw = { raw, sizeof raw }, .f = fields, .cap = PDU_FIELDS, .proto = PROTO_NGAP };
		decode_type(&p, (uint16_t)id, r);
		check(&p, sizeof raw);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_prefix_ends_and_only_the_whole_is_undamaged),
		cmocka_unit_test(every_change_of_one_octet_ends),
		cmocka_unit_test(random_octets_end),
		cmocka_unit_test(nesting_has_a_limit),
		cmocka_unit_test(lengths_in_fragments_are_damage_of_their_own),
		cmocka_unit_test(a_type_by_its_name),
		cmocka_unit_test(fields_are_found_by_name_and_number),
	};
	return cmocka_run_group_tests(tests, load, NULL);
}
