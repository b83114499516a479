/* SPDX-License-Identifier: Apache-2.0
 *
 * test_decode_neigh.c - SIP, M3UA, SCCP, TCAP, DNS and ICMP: decoders are total, limits hold, identities are marked
 */
#include "decode_check.h"
#include "base/arena.h"
#include "base/rng.h"

static int load(void **unused)
{
	(void)unused;
	return load_samples("samples_neigh.txt", 30);
}

static struct pdu read_sample(size_t i, size_t n)
{
	return decode(samples[i].proto, (struct span){ samples[i].raw, n }, fields, PDU_FIELDS);
}

static void every_prefix_ends(void **unused)
{
	(void)unused;
	for (size_t i = 0; i < count; i++)
		for (size_t n = 0; n <= samples[i].n; n++)
			decode_copy(samples[i].proto, samples[i].raw, n);
}

/* What may end anywhere: data of a datagram, or of a quotation.  All others say that something is missing. */
static void what_is_cut_is_damaged(void **unused)
{
	(void)unused;
	for (size_t i = 0; i < count; i++) {
		enum proto_id proto = samples[i].proto;
		if (proto == PROTO_ICMP || proto == PROTO_ICMPV6 || proto == PROTO_SIP || proto == PROTO_SCCP)
			continue;
		for (size_t n = 0; n + 4 < samples[i].n; n++) /* the last parameter of M3UA may lack its padding */
			assert_true(read_sample(i, n).flags & PDU_DAMAGED);
	}
}

static void random_octets_end(void **unused)
{
	struct rng r = rng_of(12, 0);
	(void)unused;
	for (unsigned i = 0; i < 20000; i++) {
		struct sample s = samples[rng_u32(&r) % count];
		for (size_t k = rng_u32(&r) % (s.n + 1); k < s.n; k++)
			s.raw[k] = (uint8_t)rng_u32(&r);
		decode_copy(s.proto, s.raw, s.n);
	}
}

static void identities_of_subscribers_are_marked(void **unused)
{
	static const enum field_id ids[] = { F_SIP_URI, F_SIP_REQUEST_URI, F_SIP_DISPLAY_NAME, F_SIP_AUTHORIZATION,
		                             F_SIP_BODY, F_SIP_HEADER, F_SIP_O_ORIGIN, F_SCCP_GT_DIGITS,
		                             F_SCCP_USER_DATA, F_TCAP_PARAMETER, F_M3UA_USER_DATA, F_DNS_ENUM_NAME,
		                             F_F1AP_FIVEG_S_TMSI,
		                             F_F1AP_RRCCONTAINER, F_X2AP_SGNBSECURITYKEY, F_E1AP_ENCRYPTIONKEY,
		                             F_XNAP_KEY_NG_RAN_STAR, F_XNAP_I_RNTI_FULL };
	(void)unused;
	for (size_t i = 0; i < sizeof ids / sizeof *ids; i++)
		assert_true(field_private(ids[i]));
	assert_false(field_private(F_SIP_CALL_ID));
	assert_false(field_private(F_DNS_NAME));
}

static void expect(const struct pdu *p, enum field_id id, const char *text)
{
	struct arena a = arena_reserve(1 << 20, "text");
	char *start = a.beg;
	struct buf b = buf_in(&a);
	uint32_t pos = 0;
	const struct field *f = pdu_each(p, id, &pos);
	assert_non_null(f);
	field_text(p, f, &b);
	assert_string_equal(b.p, text);
	arena_release(&a, start);
}

/* Every name of this message is two pointers behind each other; the first one leads on. */
static void names_that_point_far_end(void **unused)
{
	static uint8_t raw[16384] = { 0, 1, 1, 0, 0x10, 0 };
	size_t n = 12;
	(void)unused;
	raw[n++] = 0;
	for (; n < 8000; n += 2) { /* a chain that goes back to the root */
		raw[n] = (uint8_t)(0xc0 | (n - 2) >> 8);
		raw[n + 1] = (uint8_t)(n - 2);
	}
	raw[13] = 0xc0;
	raw[14] = 12;
	for (size_t i = 0; n + 6 < sizeof raw; n += 6, i++) {
		raw[n] = 0xdf;
		raw[n + 1] = 0x3e;
	}
	struct pdu p = decode(PROTO_DNS, (struct span){ raw, sizeof raw }, fields, PDU_FIELDS);
	check(&p, sizeof raw);
	assert_true(p.flags & PDU_DAMAGED);
}

static void a_name_is_put_together_from_where_it_points_to(void **unused)
{
	/* "a" at 12, "b" and a pointer to it at 19: question "b.a". */
	static const uint8_t raw[] = { 0, 1, 1, 0, 0, 2, 0, 0, 0, 0, 0, 0, 1, 'a', 0, 0, 1, 0, 1,
		                       1, 'b', 0xc0, 12, 0, 1, 0, 1 };
	(void)unused;
	struct pdu p = decode(PROTO_DNS, (struct span){ raw, sizeof raw }, fields, PDU_FIELDS);
	assert_int_equal(p.flags, 0);
	uint32_t pos = 0;
	pdu_each(&p, F_DNS_NAME, &pos);
	struct pdu rest = p;
	rest.f += pos;
	rest.n -= pos;
	expect(&p, F_DNS_NAME, "a");
	expect(&rest, F_DNS_NAME, "b.a");
}

static void a_header_goes_on_in_the_next_line(void **unused)
{
	static const char raw[] = "OPTIONS sip:a SIP/2.0\nSubject: one\n two\nl: 0\n\n";
	(void)unused;
	struct pdu p = decode(PROTO_SIP, (struct span){ (const uint8_t *)raw, sizeof raw - 1 }, fields, PDU_FIELDS);
	check(&p, sizeof raw - 1);
	assert_int_equal(p.flags, 0);
	assert_int_equal(p.message, F_SIP_OPTIONS);
	assert_int_equal(pdu_num(&p, F_SIP_CONTENT_LENGTH, 9), 0);
	assert_int_equal(pdu_bytes(&p, F_SIP_SUBJECT).n, 8);
}

static void lines_and_components_have_a_limit(void **unused)
{
	static char lines[20000];
	static uint8_t raw[20000] = { 0x62, 0x82, 0x4e, 0x1c, 0x6c, 0x82, 0x4e, 0x18 };
	(void)unused;
	int n = snprintf(lines, sizeof lines, "OPTIONS sip:a SIP/2.0\n");
	for (; n + 4 < (int)sizeof lines; n += 4)
		memcpy(lines + n, "X:1\n", 4);
	struct pdu p = decode(PROTO_SIP, (struct span){ (const uint8_t *)lines, (size_t)n }, fields, PDU_FIELDS);
	check(&p, (size_t)n);
	assert_true(p.n < 1100);
	assert_int_equal(p.f[p.n - 1].num, DAMAGE_MANY);
	for (size_t k = 8; k + 5 <= sizeof raw; k += 5)
		memcpy(raw + k, "\xa2\x03\x02\x01\x01", 5);
	p = decode(PROTO_TCAP, (struct span){ raw, sizeof raw }, fields, PDU_FIELDS);
	check(&p, sizeof raw);
	assert_true(p.n < 1100);
}

static void digits_of_an_odd_number_end_before_the_filler(void **unused)
{
	(void)unused;
	for (size_t i = 0; i < count; i++) {
		struct pdu p = read_sample(i, samples[i].n);
		if (p.message != F_M3UA_DATA)
			continue;
		expect(&p, F_SCCP_GT_DIGITS, "155500100");
		return;
	}
	fail();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_prefix_ends),
		cmocka_unit_test(what_is_cut_is_damaged),
		cmocka_unit_test(every_change_of_one_octet_ends),
		cmocka_unit_test(random_octets_end),
		cmocka_unit_test(identities_of_subscribers_are_marked),
		cmocka_unit_test(names_that_point_far_end),
		cmocka_unit_test(a_name_is_put_together_from_where_it_points_to),
		cmocka_unit_test(a_header_goes_on_in_the_next_line),
		cmocka_unit_test(lines_and_components_have_a_limit),
		cmocka_unit_test(digits_of_an_odd_number_end_before_the_filler),
	};
	return cmocka_run_group_tests(tests, load, NULL);
}
