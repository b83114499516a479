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

static void say_rule(uint64_t id, bool up)
{
	static const uint8_t address[] = { 192, 0, 2, 1 };
	build_group(&b, F_PFCP_CREATE_PDR);
	build_number(&b, F_PFCP_PDR_ID, id);
	build_number(&b, F_PFCP_PRECEDENCE, 255);
	build_group(&b, F_PFCP_PDI);
	build_number(&b, F_PFCP_SOURCE_INTERFACE, !up);
	if (up) {
		build_group(&b, F_PFCP_F_TEID);
		build_number(&b, F_PFCP_TEID, 0x11223344);
		build_octets(&b, F_PFCP_IPV4_ADDRESS, (struct span){ address, 4 });
		build_end(&b);
	}
	build_labels(&b, F_PFCP_NETWORK_INSTANCE, "internet");
	build_end(&b);
	build_end(&b);
}

static void session_establishment(void **unused)
{
	static const uint8_t address[] = { 192, 0, 2, 9 };
	(void)unused;
	build_begin(&b, F_PFCP_PFCP_SESSION_ESTABLISHMENT_REQUEST);
	build_number(&b, F_PFCP_SEID, 0);
	build_number(&b, F_PFCP_SEQUENCE_NUMBER_OF_MESSAGE, 7);
	build_group(&b, F_PFCP_NODE_ID);
	build_octets(&b, F_PFCP_NODE_IPV4_ADDRESS, (struct span){ address, 4 });
	build_end(&b);
	build_group(&b, F_PFCP_F_SEID);
	build_octets(&b, F_PFCP_IPV4_ADDRESS, (struct span){ address, 4 });
	build_number(&b, F_PFCP_SEID, 5);
	build_end(&b);
	say_rule(1, true);
	say_rule(2, false);
	build_group(&b, F_PFCP_CREATE_FAR);
	build_number(&b, F_PFCP_FAR_ID, 1);
	build_group(&b, F_PFCP_APPLY_ACTION);
	build_number(&b, F_PFCP_FORW, 1);
	build_end(&b);
	build_group(&b, F_PFCP_FORWARDING_PARAMETERS);
	build_number(&b, F_PFCP_DESTINATION_INTERFACE, 0);
	build_group(&b, F_PFCP_OUTER_HEADER_CREATION);
	build_number(&b, F_PFCP_GTP_U_UDP_IPV4, 1);
	build_number(&b, F_PFCP_TEID, 0x55);
	build_octets(&b, F_PFCP_IPV4_ADDRESS, (struct span){ address, 4 });
	build_end(&b);
	build_end(&b);
	build_end(&b);
	is("213200ab000000000000000000000700003c000500c00002090039000d020000000000000005c0000209000100310038"
	   "00020001001d0004000000ff0002001f0014000100001500090111223344c00002010016000908696e7465726e657400"
	   "010024003800020002001d0004000000ff0002001200140001010016000908696e7465726e657400030024006c000400"
	   "000001002c00010200040013002a0001000054000a010000000055c0000209", false);
}

/* A user packet with its session container, and a message that has nothing but a sequence number. */
static void tunnels(void **unused)
{
	(void)unused;
	build_begin(&b, F_GTPU_G_PDU);
	build_number(&b, F_GTPU_TEID, 0x11223344);
	build_group(&b, F_GTPU_PDU_SESSION_CONTAINER);
	build_number(&b, F_GTPU_PDU_TYPE, 1);
	build_number(&b, F_GTPU_QFI, 9);
	build_end(&b);
	build_octets(&b, F_GTPU_T_PDU, (struct span){ (const uint8_t *)"user", 4 });
	is("34ff000c11223344000000850110090075736572", false);
	build_begin(&b, F_GTPU_ECHO_REQUEST);
	build_number(&b, F_GTPU_SEQUENCE_NUMBER, 3);
	is("320100040000000000030000", false);
	build_begin(&b, F_GTPV1_ECHO_RESPONSE);
	build_number(&b, F_GTPV1_SEQUENCE_NUMBER, 3);
	build_number(&b, F_GTPV1_RECOVERY, 17);
	is("3202000600000000000300000e11", false);
}

static void bearer(void **unused)
{
	static const uint8_t address[] = { 192, 0, 2, 9 };
	(void)unused;
	build_begin(&b, F_GTPV2_MODIFY_BEARER_REQUEST);
	build_number(&b, F_GTPV2_TEID_OF_MESSAGE, 1);
	build_number(&b, F_GTPV2_SEQUENCE_NUMBER_OF_MESSAGE, 2);
	build_digits(&b, F_GTPV2_IMSI, "001010000000001");
	build_group(&b, F_GTPV2_BEARER_CONTEXT);
	build_number(&b, F_GTPV2_EBI, 5);
	build_number(&b, F_GTPV2_INSTANCE, 1);
	build_group(&b, F_GTPV2_F_TEID);
	build_number(&b, F_GTPV2_INTERFACE_TYPE, 0);
	build_number(&b, F_GTPV2_TEID, 0x77);
	build_octets(&b, F_GTPV2_IPV4_ADDRESS, (struct span){ address, 4 });
	build_end(&b);
	build_end(&b);
	is("4822002a00000001000002000100080000010100000000f15d0012004900010005570009018000000077c0000209", false);
}

static void update_location(void **unused)
{
	(void)unused;
	build_begin(&b, F_DIAMETER_UPDATE_LOCATION_REQUEST);
	build_number(&b, F_DIAMETER_APPLICATION_ID, 16777251);
	build_number(&b, F_DIAMETER_P, 1);
	build_number(&b, F_DIAMETER_HOP_BY_HOP_IDENTIFIER, 1);
	build_number(&b, F_DIAMETER_END_TO_END_IDENTIFIER, 2);
	build_text(&b, F_DIAMETER_SESSION_ID, "mme.example;1;2");
	build_group(&b, F_DIAMETER_VENDOR_SPECIFIC_APPLICATION_ID);
	build_number(&b, F_DIAMETER_VENDOR_ID, 10415);
	build_number(&b, F_DIAMETER_AUTH_APPLICATION_ID, 16777251);
	build_end(&b);
	build_number(&b, F_DIAMETER_AUTH_SESSION_STATE, 1);
	build_text(&b, F_DIAMETER_ORIGIN_HOST, "mme.example");
	build_text(&b, F_DIAMETER_ORIGIN_REALM, "example");
	build_text(&b, F_DIAMETER_DESTINATION_REALM, "example");
	build_text(&b, F_DIAMETER_USER_NAME, "001010000000001");
	build_number(&b, F_DIAMETER_RAT_TYPE, 1004);
	build_number(&b, F_DIAMETER_ULR_FLAGS, 34);
	build_plmn(&b, F_DIAMETER_VISITED_PLMN_ID, "00101");
	is("010000d4c000013c01000023000000010000000200000107400000176d6d652e6578616d706c653b313b320000000104"
	   "400000200000010a4000000c000028af000001024000000c01000023000001154000000c000000010000010840000013"
	   "6d6d652e6578616d706c6500000001284000000f6578616d706c65000000011b4000000f6578616d706c650000000001"
	   "400000173030313031303030303030303030310000000408c0000010000028af000003ec0000057dc0000010000028af"
	   "000000220000057fc000000f000028af00f11000", false);
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
		cmocka_unit_test(session_establishment),
		cmocka_unit_test(tunnels),
		cmocka_unit_test(bearer),
		cmocka_unit_test(update_location),
		cmocka_unit_test(faults_have_names),
	};
	memory = arena_reserve((size_t)4 << 20, "test");
	b = build_in(&memory, 256, 1024);
	says("nothing was begun");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
