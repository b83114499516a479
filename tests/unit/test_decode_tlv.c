/* SPDX-License-Identifier: Apache-2.0
 *
 * test_decode_tlv.c - PFCP, GTP and Diameter: decoders are total, what is missing is named, limits hold
 */
#include "decode_check.h"
#include "base/rng.h"
#include "watch/decode/layout.h"
#include "watch/decode/tlv.h"

static int load(void **unused)
{
	(void)unused;
	return load_samples("samples_tlv.txt", 30);
}

static struct pdu read_sample(size_t i, size_t n)
{
	return decode(samples[i].proto, (struct span){ samples[i].raw, n }, fields, PDU_FIELDS);
}

static void every_prefix_ends_and_says_that_something_is_missing(void **unused)
{
	(void)unused;
	for (size_t i = 0; i < count; i++) {
		for (size_t n = 0; n <= samples[i].n; n++) {
			decode_copy(samples[i].proto, samples[i].raw, n);
			if (n < samples[i].n)
				assert_true(read_sample(i, n).flags & PDU_DAMAGED);
		}
	}
}

static void random_octets_behind_a_sound_header_end(void **unused)
{
	struct rng r = rng_of(11, 0);
	(void)unused;
	for (unsigned i = 0; i < 20000; i++) {
		struct sample s = samples[rng_u32(&r) % count];
		for (size_t k = s.n < 20 ? s.n : 20; k < s.n; k++)
			s.raw[k] = (uint8_t)rng_u32(&r);
		decode_copy(s.proto, s.raw, s.n);
	}
}

/* Groups in groups: depth ends it, not the stack. */
static void nesting_has_a_limit(void **unused)
{
	static uint8_t raw[4096] = { 0x21, 52 };
	size_t n = 16;
	(void)unused;
	raw[2] = (sizeof raw - 4) >> 8;
	raw[3] = (sizeof raw - 4) & 255;
	for (; n + 4 < sizeof raw; n += 4) { /* Create PDR in Create PDR in ... */
		raw[n + 1] = 1;
		raw[n + 2] = (uint8_t)((sizeof raw - n - 4) >> 8);
		raw[n + 3] = (uint8_t)(sizeof raw - n - 4);
	}
	struct pdu p = decode(PROTO_PFCP, (struct span){ raw, sizeof raw }, fields, PDU_FIELDS);
	check(&p, sizeof raw);
	assert_true(p.n < 200);
	uint64_t deep = 0;
	for (uint32_t i = 0; i < p.n; i++)
		deep += p.f[i].kind == FIELD_DAMAGED && p.f[i].num == DAMAGE_DEEP;
	assert_int_equal(deep, 1);
}

static void a_container_has_a_limit_of_elements(void **unused)
{
	static uint8_t raw[65535] = { 0x32, 2, 0xff, 0xf7 };
	(void)unused;
	for (size_t k = 12; k + 1 < sizeof raw; k += 2) /* Recovery, Recovery, ... */
		raw[k] = 14;
	struct pdu p = decode(PROTO_GTPV1, (struct span){ raw, sizeof raw }, fields, PDU_FIELDS);
	check(&p, sizeof raw);
	assert_true(p.n < 1100);
	assert_int_equal(p.f[p.n - 1].kind, FIELD_DAMAGED);
	assert_int_equal(p.f[p.n - 1].num, DAMAGE_MANY);
}

/* The first message of that name. */
static struct pdu named(uint16_t message)
{
	for (size_t i = 0; i < count; i++) {
		struct pdu p = read_sample(i, samples[i].n);
		if (p.message == message)
			return p;
	}
	fail();
	return (struct pdu){ 0 };
}

static void fields_are_found(void **unused)
{
	(void)unused;
	struct pdu p = named(F_PFCP_PFCP_SESSION_ESTABLISHMENT_REQUEST);
	assert_int_equal(p.flags, 0);
	assert_int_equal(pdu_num(&p, F_PFCP_SEID, 99), 0);
	assert_int_equal(pdu_num(&p, F_PFCP_TEID, 0), 0x1001);
	assert_int_equal(pdu_num(&p, F_PFCP_DL_MBR, 0), 2000);
	assert_memory_equal(pdu_bytes(&p, F_PFCP_FLOW_DESCRIPTION).p, "permit out ip from any", 22);
	p = named(F_GTPV2_CREATE_SESSION_REQUEST);
	assert_int_equal(p.flags, 0);
	assert_int_equal(pdu_num(&p, F_GTPV2_ECI, 0), 0x101);
	p = named(F_DIAMETER_UPDATE_LOCATION_REQUEST);
	assert_int_equal(p.flags, 0);
	assert_int_equal(pdu_num(&p, F_DIAMETER_ULR_FLAGS, 0), 34);
	p = named(F_GTPU_G_PDU);
	assert_int_equal(pdu_num(&p, F_GTPU_QFI, 0), 9);
	assert_int_equal(pdu_bytes(&p, F_GTPU_T_PDU).n, 20);
}

static void identities_of_subscribers_are_marked(void **unused)
{
	(void)unused;
	assert_true(field_private(F_PFCP_IMSI));
	assert_true(field_private(F_PFCP_UE_IPV4_ADDRESS));
	assert_true(field_private(F_GTPV2_IMSI));
	assert_true(field_private(F_GTPV1_MSISDN_DIGITS));
	assert_true(field_private(F_GTPU_T_PDU));
	assert_true(field_private(F_DIAMETER_USER_NAME));
	assert_false(field_private(F_PFCP_TEID));
}

/* Of the 32 samples exactly these damages, in this order. */
static void what_is_missing_is_named_and_a_refusal_may_be_short(void **unused)
{
	static const uint16_t expected[] = { F_PFCP_SOURCE_INTERFACE, F_PFCP_PDR_ID, F_PFCP_NODE_ID, F_PFCP_F_SEID,
		                             F_PFCP_CREATE_FAR };
	size_t found = 0;
	(void)unused;
	for (size_t i = 0; i < count; i++) {
		struct pdu p = read_sample(i, samples[i].n);
		for (uint32_t k = 0; k < p.n; k++) {
			if (p.f[k].kind != FIELD_DAMAGED || p.f[k].num != DAMAGE_MISSING)
				continue;
			assert_true(found < sizeof expected / sizeof expected[0]);
			assert_int_equal(p.f[k].id, expected[found]);
			found++;
		}
	}
	assert_int_equal(found, sizeof expected / sizeof expected[0]);
}

static void damage_stays_in_its_group(void **unused)
{
	(void)unused;
	for (size_t i = 0; i < count; i++) {
		struct pdu p = read_sample(i, samples[i].n);
		if (p.message == F_PFCP_PFCP_SESSION_MODIFICATION_REQUEST && p.flags & PDU_DAMAGED) {
			assert_int_equal(pdu_num(&p, F_PFCP_SNDEM, 99), 1); /* stands behind it */
			return;
		}
	}
	fail();
}

/* The container every packet has is read without its layout: the same fields, whatever its octets. */
static void the_short_way_gives_the_fields_of_the_layout(void **unused)
{
	static struct field by_layout[64];
	uint8_t raw[] = { 0x34, 255, 0, 9, 0, 0, 0, 1, 0, 0, 0, 133, 1, 0, 0, 0, 0x45 };
	uint16_t layout = tlv_row(PROTO_GTPU, 133, 1)->layout;
	(void)unused;
	for (unsigned v = 0; v < 65536; v++) {
		raw[13] = (uint8_t)(v >> 8);
		raw[14] = (uint8_t)v;
		struct pdu p = decode(PROTO_GTPU, (struct span){ raw, sizeof raw }, fields, PDU_FIELDS);
		struct pdu q = { .raw = p.raw, .f = by_layout, .cap = 64, .depth = 1 };
		struct rd r = rd_of((struct span){ raw, 15 });
		rd_skip(&r, 13);
		layout_element(&q, layout, F_GTPU_PDU_SESSION_CONTAINER, r, F_GTPU_SPARE_OCTETS);
		assert_int_equal(p.n, q.n + 12);
		assert_memory_equal(p.f + 10, q.f, q.n * sizeof *q.f);
	}
}

static void what_only_looks_like_gtp_is_told_apart(void **unused)
{
	size_t seen[2] = { 0 };
	(void)unused;
	for (size_t i = 0; i < count; i++) {
		enum proto_id proto = samples[i].proto;
		if (proto != PROTO_GTPU && proto != PROTO_GTPV1 && proto != PROTO_GTPV2)
			continue;
		struct span s = { samples[i].raw, samples[i].n };
		bool is = samples[i].raw[0] != 'G';
		bool user = proto == PROTO_GTPU;
		assert_int_equal(gtp_proto(s, s.n, user), is ? proto : PROTO_NONE);
		if (!user || s.p[1] != 255) /* what a G-PDU carries tells it, too */
			assert_int_equal(gtp_proto((struct span){ s.p, s.n - 1 }, s.n - 1, user), PROTO_NONE);
		for (size_t n = 4; n < s.n; n++) /* cut by the capture */
			assert_int_equal(gtp_proto((struct span){ s.p, n }, s.n, user), is ? proto : PROTO_NONE);
		seen[is]++;
	}
	assert_true(seen[0] == 1 && seen[1] > 10);
	const uint8_t padded[] = { 0x34, 255, 0, 9, 0, 0, 0, 1, 0, 0, 0, 133, 1, 16, 1, 0, 0x45, 0, 0, 0 };
	assert_int_equal(gtp_proto((struct span){ padded, sizeof padded }, sizeof padded, true), PROTO_GTPU);
	assert_int_equal(gtp_proto((struct span){ padded, 16 }, sizeof padded, true), PROTO_NONE);
	const uint8_t dns[] = { 0x35, 0x10, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 'a', 0, 0, 1, 0, 1 };
	const uint8_t rtp[] = { 0x80, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4 };
	assert_int_equal(gtp_proto((struct span){ dns, sizeof dns }, sizeof dns, true), PROTO_NONE);
	assert_int_equal(gtp_proto((struct span){ rtp, sizeof rtp }, sizeof rtp, true), PROTO_NONE);
	assert_int_equal(gtp_proto((struct span){ NULL, 0 }, 0, false), PROTO_NONE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_prefix_ends_and_says_that_something_is_missing),
		cmocka_unit_test(every_change_of_one_octet_ends),
		cmocka_unit_test(random_octets_behind_a_sound_header_end),
		cmocka_unit_test(nesting_has_a_limit),
		cmocka_unit_test(a_container_has_a_limit_of_elements),
		cmocka_unit_test(fields_are_found),
		cmocka_unit_test(identities_of_subscribers_are_marked),
		cmocka_unit_test(what_is_missing_is_named_and_a_refusal_may_be_short),
		cmocka_unit_test(damage_stays_in_its_group),
		cmocka_unit_test(the_short_way_gives_the_fields_of_the_layout),
		cmocka_unit_test(what_only_looks_like_gtp_is_told_apart),
	};
	return cmocka_run_group_tests(tests, load, NULL);
}
