/* SPDX-License-Identifier: Apache-2.0
 *
 * test_filter.c - filters mean what they say, and a wrong one says where
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/rng.h"
#include "watch/decode/decode.h"
#include "watch/filter/filter.h"

static struct arena memory;
static struct filter compiled;
static struct field fields[PDU_FIELDS];
static struct pdu pdu;
static struct payload payload;

/* DownlinkNASTransport with AMF-UE-NGAP-ID 1, RAN-UE-NGAP-ID 7 and a Security mode command. */
static const uint8_t raw[] = {
	0x00, 0x04, 0x40, 0x29, 0x00, 0x00, 0x03, 0x00, 0x0a, 0x00, 0x02, 0x00, 0x01, 0x00, 0x55, 0x00, 0x02, 0x00,
	0x07, 0x00, 0x26, 0x00, 0x16, 0x15, 0x7e, 0x03, 0xa1, 0xb2, 0xc3, 0xd4, 0x00, 0x7e, 0x00, 0x5d, 0x02, 0x02,
	0x04, 0xe0, 0xe0, 0xe0, 0xe0, 0xe1, 0x36, 0x01, 0x02,
};

static int begin(void **unused)
{
	(void)unused;
	memory = arena_reserve((size_t)64 << 20, "test");
	pdu = decode(PROTO_NGAP, (struct span){ raw, sizeof raw }, fields, PDU_FIELDS);
	payload = (struct payload){
		.time = UINT64_C(1790000000500000000), .frame = 12, .data = { raw, sizeof raw },
		.from = { { 10, 1, 2, 3 }, 4, 38412 }, .to = { { 0x20, 0x01, 0x0d, 0xb8 }, 6, 9487 },
		.flags = PAYLOAD_LATE,
	};
	return pdu.message == 0;
}

static bool holds(const char *text)
{
	struct pt_err e = { 0 };
	struct arena a = memory;
	struct filter_message m = { &pdu, &payload, "ngap", "a.pcap" };
	if (!filter_compile(&compiled, &a, text, &e))
		fail_msg("%s: %s", text, e.text);
	return filter_match(&compiled, &m, a);
}

static void a_filter_means_what_it_says(void **unused)
{
	static const char *const yes[] = {
		"proto == ngap", "proto == NGAP", "message == DownlinkNASTransport", "ngap.procedure contains nas",
		"ngap.message == downlinknastransport", "ngap.RAN-UE-NGAP-ID == 7", "ngap.ran-ue-ngap-id == 0x7",
		"RAN-UE-NGAP-ID != 8", "RAN-UE-NGAP-ID > 6 && RAN-UE-NGAP-ID < 8", "RAN-UE-NGAP-ID >= 7",
		"RAN-UE-NGAP-ID in {1, 7, 9}", "nas5gs.Security-mode-command", "!nas5gs.Registration-request",
		"src == 10.1.2.3", "src in {192.168.0.0/16, 10.0.0.0/8}", "dst == 2001:db8::", "peer == 2001:db8::/32",
		"srcport == 38412", "port in {1, 9487}", "time >= 2026-09-21", "time == 1790000000.5",
		"time < 2026-09-21T14:13:20.6Z", "frame == 12", "octets == 45", "late", "!cut", "!damaged",
		"file contains pcap", "nas5gs.sequence-number == 0", "NAS-PDU contains a1:b2:c3:d4",
		"nas5gs.integrity-algorithm contains IA2", "nas5gs.message-code == 0x5d", "src", "!(src != 10.1.2.3)",
		"cut || late", "cut && late || proto == ngap", "!!late", "(((late)))", "late && (cut || port == 38412)",
		"!src in {10.1.2.4, 10.1.2.5}", "cut || frame == 1 || frame == 2 || late",
		"ngap", "NAS5GS && late", "src in 10.0.0.0/8", "port in 38412 && ngap", "!s1ap",
	};
	static const char *const no[] = {
		"proto == s1ap", "s1ap.message == DownlinkNASTransport", "RAN-UE-NGAP-ID == 8", "RAN-UE-NGAP-ID != 7",
		"RAN-UE-NGAP-ID in {1, 2}", "!(RAN-UE-NGAP-ID in {1, 7})", "src == 10.1.2.4", "src in {10.1.3.0/24}",
		"dst == 2001:db9::/32", "port == 1", "time < 2026-09-21", "cut", "!late", "late && cut",
		"late && (cut || frame == 1)", "nas5gs.Registration-request", "RAN-UE-NGAP-ID contains x",
		"cut || damaged || ciphered", "late && frame == 12 && cut && late", "src == 2001:db8::",
		"nas5gs.5G-TMSI == 1", "nas5gs.5G-TMSI < 1", "nas5gs.5G-TMSI",
		"s1ap", "sbi || naseps || http2", "src in 10.2.0.0/16",
	};
	(void)unused;
	for (size_t i = 0; i < COUNT(yes); i++)
		if (!holds(yes[i]))
			fail_msg("does not hold: %s", yes[i]);
	for (size_t i = 0; i < COUNT(no); i++)
		if (holds(no[i]))
			fail_msg("holds: %s", no[i]);
}

static void a_wrong_filter_says_where(void **unused)
{
	static const struct { const char *text; uint64_t column; const char *says; } wrong[] = {
		{ "", 1, "expected a field" }, { "protoo == ngap", 1, "did you mean \"proto\"" },
		{ "proto == ngpa", 10, "did you mean \"ngap\"" }, { "late &&", 8, "ends here" },
		{ "late late", 6, "&& or ||" }, { "(late", 6, "ends here" }, { "late)", 5, "&& or ||" },
		{ "src == 10.0.0", 8, "no address" }, { "src == 10.0.0.0/33", 8, "no address" },
		{ "time > yesterday", 8, "no time" }, { "frame > x", 9, "no number" },
		{ "port in {1, 2", 14, "} or ," }, { "port in", 8, "expected a value" },
		{ "port in 1, 2", 10, "&& or ||" }, { "ngap == 3", 6, "&& or ||" },
		{ "ngpa", 1, "did you mean \"ngap\"" },
		{ "message == InitialUEMesage", 12, "did you mean \"InitialUEMessage\"" },
		{ "s1ap.message == NGSetupRequest", 17, "no such message: \"" },
		{ "message == \"x", 12, "no partner" }, { "late & cut", 6, "begins with" },
		{ "ngap.RAN-UE-NGAP-IDD == 1", 1, "did you mean \"ngap.RAN-UE-NGAP-ID\"" },
		{ "RAN-UE-NGAP-ID < abc", 18, "no number" }, { "port in {}", 10, "expected a value" },
	};
	(void)unused;
	for (size_t i = 0; i < COUNT(wrong); i++) {
		struct arena a = memory;
		struct pt_err e = { 0 };
		assert_false(filter_compile(&compiled, &a, wrong[i].text, &e));
		if (e.at.column != wrong[i].column || strstr(e.text, wrong[i].says) == NULL)
			fail_msg("%s: column %u: %s", wrong[i].text, (unsigned)e.at.column, e.text);
	}
}

static void depth_and_length_are_limited(void **unused)
{
	static char text[FILTER_TEXT + 2];
	struct arena a = memory;
	struct pt_err e = { 0 };
	(void)unused;
	memset(text, '(', FILTER_DEPTH);
	snprintf(text + FILTER_DEPTH, sizeof text - FILTER_DEPTH, "late%.*s", FILTER_DEPTH,
	         "))))))))))))))))))))))))))))))))))))))))");
	assert_true(filter_compile(&compiled, &a, text, &e));
	memset(text, '(', FILTER_TEXT);
	text[FILTER_TEXT] = '\0';
	assert_false(filter_compile(&compiled, &a, text, &e));
	assert_non_null(strstr(e.text, "too deeply"));
	e = (struct pt_err){ 0 };
	memset(text, 'a', FILTER_TEXT + 1);
	assert_false(filter_compile(&compiled, &a, text, &e));
	assert_non_null(strstr(e.text, "too long"));
	e = (struct pt_err){ 0 };
	for (size_t i = 0; i + 5 < FILTER_TEXT; i += 5)
		memcpy(text + i, "cut||", 6);
	assert_false(filter_compile(&compiled, &a, text, &e));
	assert_non_null(strstr(e.text, "too many parts"));
}

/* Random expressions of known parts, with what they must give worked out beside them. */
struct made {
	char text[4096];
	size_t n;
	bool value;
};

static void put(struct made *m, const char *z)
{
	m->n += (size_t)snprintf(m->text + m->n, sizeof m->text - m->n, "%s", z);
}

static bool make(struct made *m, struct rng *r, unsigned depth)
{
	static const char *const leaf[] = { "cut", "late", "port == 1", "frame in {1, 12}" };
	uint64_t kind = depth == 0 ? 0 : rng_u32(r) % 4;
	if (kind == 0) {
		uint64_t which = rng_u32(r) % COUNT(leaf);
		put(m, leaf[which]);
		return which % 2 == 1;
	}
	if (kind == 1) {
		put(m, "!(");
		bool v = make(m, r, depth - 1);
		put(m, ")");
		return !v;
	}
	put(m, "(");
	bool x = make(m, r, depth - 1);
	put(m, kind == 2 ? " && " : "||");
	bool y = make(m, r, depth - 1);
	put(m, ")");
	return kind == 2 ? x && y : x || y;
}

static void random_expressions_give_what_they_must(void **unused)
{
	static struct made m;
	struct rng r = rng_of(5, 0);
	(void)unused;
	for (unsigned i = 0; i < 2000; i++) {
		m.n = 0;
		bool v = make(&m, &r, rng_u32(&r) % 6);
		if (holds(m.text) != v)
			fail_msg("%s is not %d", m.text, v);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_filter_means_what_it_says),
		cmocka_unit_test(a_wrong_filter_says_where),
		cmocka_unit_test(depth_and_length_are_limited),
		cmocka_unit_test(random_expressions_give_what_they_must),
	};
	return cmocka_run_group_tests(tests, begin, NULL);
}
