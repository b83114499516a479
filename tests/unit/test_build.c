/* SPDX-License-Identifier: Apache-2.0
 *
 * test_build.c - messages said field by field: what can be known need not be said
 */
#include "watch/decode/build.h"
#include "watch/decode/decode.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct arena memory;
static struct build b;
static struct field fields[PDU_FIELDS];
static uint8_t out[4096];

/* Encodes, compares with octets in hex, and decodes without damage. */
static void is(const char *hex, bool is_type)
{
	char found[2 * sizeof out + 1] = "";
	size_t n = build_encode(&b, out, sizeof out);
	struct arena scratch = memory;
	struct buf why = buf_in(&scratch);
	build_why(&b, &why);
	if (n == 0)
		fail_msg("%s", why.p);
	for (size_t i = 0; i < n; i++)
		snprintf(found + 2 * i, 3, "%02x", out[i]);
	assert_string_equal(found, hex);
	struct rd r = rd_of((struct span){ out, n });
	struct pdu p = { .raw = { out, n }, .f = fields, .cap = PDU_FIELDS, .proto = b.p.proto };
	if (is_type)
		decode_type(&p, b.p.message, r);
	else
		p = decode((enum proto_id)b.p.proto, p.raw, fields, PDU_FIELDS);
	assert_int_equal(p.flags & PDU_DAMAGED, 0);
	assert_int_equal(fields[0].id, b.p.message);
}

static void says(const char *fault)
{
	struct arena scratch = memory;
	struct buf why = buf_in(&scratch);
	assert_int_equal(build_encode(&b, out, sizeof out), 0);
	build_why(&b, &why);
	assert_string_equal(why.p, fault);
}

static void say_place(const char *plmn)
{
	build_group(&b, F_NGAP_USERLOCATIONINFORMATION);
	build_group(&b, F_NGAP_USERLOCATIONINFORMATIONNR);
	build_group(&b, F_NGAP_TAI); /* members in another order than the standard's */
	build_number(&b, F_NGAP_TAC, 7);
	build_plmn(&b, F_NGAP_PLMNIDENTITY, plmn);
	build_end(&b);
	build_group(&b, F_NGAP_NR_CGI);
	build_plmn(&b, F_NGAP_PLMNIDENTITY, plmn);
	build_number(&b, F_NGAP_NRCELLIDENTITY, 0x123456789);
	build_end(&b);
	build_end(&b);
	build_end(&b);
}

static void say_registration(void)
{
	build_group(&b, F_NAS5GS_REGISTRATION_REQUEST);
	build_group(&b, F_NAS5GS_5GS_REGISTRATION_TYPE);
	build_number(&b, F_NAS5GS_FOR, 1);
	build_number(&b, F_NAS5GS_REGISTRATION_TYPE, 1);
	build_end(&b);
	build_number(&b, F_NAS5GS_NGKSI, 7);
	build_group(&b, F_NAS5GS_5GS_MOBILE_IDENTITY);
	build_group(&b, F_NAS5GS_SUCI);
	build_plmn(&b, F_NAS5GS_HOME_NETWORK_PLMN, "00101");
	build_digits(&b, F_NAS5GS_ROUTING_INDICATOR, "0");
	build_digits(&b, F_NAS5GS_MSIN, "0000000001");
	build_end(&b);
	build_end(&b);
	build_group(&b, F_NAS5GS_UE_SECURITY_CAPABILITY);
	build_number(&b, F_NAS5GS_5G_EA, 0xf0);
	build_number(&b, F_NAS5GS_5G_IA, 0x70);
	build_end(&b);
	build_end(&b);
}

static void a_message_in_a_message_is_a_group(void **unused)
{
	(void)unused;
	build_begin(&b, F_NGAP_INITIALUEMESSAGE);
	build_number(&b, F_NGAP_RAN_UE_NGAP_ID, 1);
	build_group(&b, F_NGAP_NAS_PDU);
	say_registration();
	build_end(&b);
	say_place("00101");
	build_number(&b, F_NGAP_RRCESTABLISHMENTCAUSE, 3);
	is("000f403d00000400550002000100260018177e004179000d0100f110f0ff000000000000102e02f0700079000f4000f11012"
	   "3456789000f110000007005a400118", false);
}

/* F-TEID, a type and its members: which alternative, which flags, which length follows from what is said. */
static void what_follows_need_not_be_said(void **unused)
{
	static const uint8_t address[] = { 192, 0, 2, 1 };
	(void)unused;
	build_begin(&b, F_NGAP_PDUSESSIONRESOURCESETUPREQUESTTRANSFER);
	build_group(&b, F_NGAP_UL_NGU_UP_TNLINFORMATION);
	build_group(&b, F_NGAP_GTPTUNNEL);
	build_number(&b, F_NGAP_GTP_TEID, 0xabcdef);
	build_octets(&b, F_NGAP_TRANSPORTLAYERADDRESS, (struct span){ address, 4 });
	build_end(&b);
	build_end(&b);
	build_number(&b, F_NGAP_PDUSESSIONTYPE, 0);
	build_group(&b, F_NGAP_QOSFLOWSETUPREQUESTLIST);
	build_group(&b, F_NGAP_QOSFLOWSETUPREQUESTITEM);
	build_number(&b, F_NGAP_QOSFLOWIDENTIFIER, 1);
	build_group(&b, F_NGAP_QOSFLOWLEVELQOSPARAMETERS);
	build_group(&b, F_NGAP_QOSCHARACTERISTICS);
	build_group(&b, F_NGAP_NONDYNAMIC5QI);
	build_number(&b, F_NGAP_FIVEQI, 9);
	build_end(&b);
	build_end(&b);
	build_group(&b, F_NGAP_ALLOCATIONANDRETENTIONPRIORITY);
	build_number(&b, F_NGAP_PRIORITYLEVELARP, 8);
	build_number(&b, F_NGAP_PRE_EMPTIONCAPABILITY, 0);
	build_number(&b, F_NGAP_PRE_EMPTIONVULNERABILITY, 0);
	for (unsigned i = 0; i < 4; i++)
		build_end(&b);
	is("000003008b000a01f0c000020100abcdef00860001000088000700010000091c00", true);
}

static void session_accept(void **unused)
{
	static const uint8_t address[] = { 198, 51, 100, 1 };
	(void)unused;
	build_begin(&b, F_NAS5GS_SECURITY_PROTECTED_MESSAGE);
	build_number(&b, F_NAS5GS_SECURITY_HEADER_TYPE, 2);
	build_number(&b, F_NAS5GS_MESSAGE_AUTHENTICATION_CODE, 0x01020304);
	build_number(&b, F_NAS5GS_SEQUENCE_NUMBER, 5);
	build_group(&b, F_NAS5GS_DL_NAS_TRANSPORT);
	build_number(&b, F_NAS5GS_PAYLOAD_CONTAINER_TYPE, 1);
	build_group(&b, F_NAS5GS_PAYLOAD_CONTAINER);
	build_group(&b, F_NAS5GS_PDU_SESSION_ESTABLISHMENT_ACCEPT);
	build_number(&b, F_NAS5GS_PDU_SESSION_IDENTITY, 1);
	build_number(&b, F_NAS5GS_PROCEDURE_TRANSACTION_IDENTITY, 1);
	build_number(&b, F_NAS5GS_SELECTED_PDU_SESSION_TYPE, 1);
	build_number(&b, F_NAS5GS_SELECTED_SSC_MODE, 1);
	build_group(&b, F_NAS5GS_AUTHORIZED_QOS_RULES);
	build_group(&b, F_NAS5GS_QOS_RULE);
	build_number(&b, F_NAS5GS_QOS_RULE_IDENTIFIER, 1);
	build_group(&b, F_NAS5GS_QOS_RULE_BODY);
	build_number(&b, F_NAS5GS_RULE_OPERATION, 1);
	build_number(&b, F_NAS5GS_DQR, 1);
	build_group(&b, F_NAS5GS_PACKET_FILTER);
	build_number(&b, F_NAS5GS_DIRECTION, 3);
	build_number(&b, F_NAS5GS_PACKET_FILTER_IDENTIFIER, 1);
	build_octets(&b, F_NAS5GS_PACKET_FILTER_CONTENTS, (struct span){ (const uint8_t *)"\1", 1 });
	build_end(&b);
	build_number(&b, F_NAS5GS_QOS_RULE_PRECEDENCE, 255);
	build_number(&b, F_NAS5GS_QFI, 1);
	build_end(&b);
	build_end(&b);
	build_end(&b);
	build_group(&b, F_NAS5GS_SESSION_AMBR);
	build_number(&b, F_NAS5GS_DOWNLINK_UNIT, 6);
	build_number(&b, F_NAS5GS_DOWNLINK, 100);
	build_number(&b, F_NAS5GS_UPLINK_UNIT, 6);
	build_number(&b, F_NAS5GS_UPLINK, 50);
	build_end(&b);
	build_group(&b, F_NAS5GS_PDU_ADDRESS);
	build_number(&b, F_NAS5GS_PDU_SESSION_TYPE_VALUE, 1);
	build_octets(&b, F_NAS5GS_PDU_IPV4, (struct span){ address, 4 });
	build_end(&b);
	build_group(&b, F_NAS5GS_S_NSSAI);
	build_number(&b, F_NAS5GS_SST, 1);
	build_end(&b);
	build_labels(&b, F_NAS5GS_DNN, "internet.example");
	for (unsigned i = 0; i < 3; i++)
		build_end(&b);
	is("7e0201020304057e00680100342e0101c211000901000631310101ff0106060064060032290501c63364012201012511"
	   "08696e7465726e6574076578616d706c65", false);
}

static void faults_have_names(void **unused)
{
	(void)unused;
	build_begin(&b, F_NGAP_INITIALUEMESSAGE);
	build_number(&b, F_NGAP_RAN_UE_NGAP_ID, 1ull << 32);
	says("RAN-UE-NGAP-ID of ngap is out of range");
	build_begin(&b, F_NGAP_INITIALUEMESSAGE);
	build_number(&b, F_NAS5GS_SST, 1);
	says("SST of nas5gs has no place here");
	build_begin(&b, F_NGAP_INITIALUEMESSAGE);
	build_group(&b, F_NGAP_USERLOCATIONINFORMATION);
	says("UserLocationInformation of ngap was not ended");
	build_end(&b);
	build_end(&b);
	build_end(&b);
	says("UserLocationInformation of ngap was not ended"); /* the first one stays */
	build_begin(&b, F_NGAP_INITIALUEMESSAGE);
	build_group(&b, F_NGAP_USERLOCATIONINFORMATION);
	build_end(&b);
	says("UserLocationInformation of ngap lacks an alternative");
	build_begin(&b, F_NAS5GS_REGISTRATION_REQUEST);
	build_number(&b, F_NAS5GS_NGKSI, 7);
	says("5GS-registration-type of nas5gs is missing");
	build_begin(&b, F_NAS5GS_REGISTRATION_REQUEST);
	build_plmn(&b, F_NAS5GS_PLMN, "0010");
	says("PLMN of nas5gs needs five or six digits");
	build_begin(&b, F_NAS5GS_REGISTRATION_REQUEST);
	for (unsigned i = 0; i < 256; i++)
		build_note(&b, F_NAS5GS_NULL_CIPHERED);
	says("null-ciphered of nas5gs is one field too many");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_message_in_a_message_is_a_group),
		cmocka_unit_test(what_follows_need_not_be_said),
		cmocka_unit_test(session_accept),
		cmocka_unit_test(faults_have_names),
	};
	memory = arena_reserve((size_t)4 << 20, "test");
	b = build_in(&memory, 256, 1024);
	says("nothing was begun");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
