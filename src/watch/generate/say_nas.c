/* SPDX-License-Identifier: Apache-2.0
 *
 * say_nas.c - messages of NAS (TS 24.501 clause 8)
 *
 * MAC and ciphered octets are random numbers.
 */
#include "watch/generate/curve.h"
#include "watch/generate/say.h"

#include <stdio.h>

enum { STREAM_SUCI = 1 << 6 };

struct build *say_nas_begin(struct ue *ue, unsigned side, enum nas_how how, enum field_id message)
{
	struct build *b = &ue->world->build;
	ue->nas_how = (uint8_t)how;
	if (how == NAS_PLAIN) {
		build_begin(b, message);
		return b;
	}
	build_begin(b, F_NAS5GS_SECURITY_PROTECTED_MESSAGE);
	build_number(b, F_NAS5GS_SECURITY_HEADER_TYPE, how);
	build_number(b, F_NAS5GS_MESSAGE_AUTHENTICATION_CODE, ue->quirk & QUIRK_NO_MAC ? 0 : rng_u32(&ue->rng));
	build_number(b, F_NAS5GS_SEQUENCE_NUMBER, side == UP ? ue->up++ : ue->down++);
	build_group(b, message);
	return b;
}

struct span say_nas_end(struct ue *ue)
{
	enum { HEAD = 7 };
	struct world *w = ue->world;
	if (ue->nas_how != NAS_PLAIN)
		build_end(&w->build);
	size_t n = world_encode(w, w->nas, sizeof w->nas);
	bool closed = w->rq->ciphered && (ue->nas_how == NAS_CIPHERED || ue->nas_how == NAS_NEW_CIPHERED);
	closed &= !(ue->quirk & QUIRK_NO_CIPHER);
	for (size_t i = HEAD; closed && i < n; i++)
		w->nas[i] = (uint8_t)rng_u32(&ue->rng);
	return (struct span){ w->nas, n };
}

/* Profile A: any 32 octets are a key, but some points have a low order (RFC 7748 clause 7). */
static void put_ephemeral(const struct ue *ue, struct rng *r, uint8_t out[33])
{
	size_t n = ue->scheme == 1 ? 32 : 33;
	for (size_t i = 0; i < n; i++)
		out[i] = ue->quirk & QUIRK_LOW_ORDER ? 0 : (uint8_t)rng_u32(r);
	if (ue->scheme != 2)
		return;
	curve_point(r, out);
	while (ue->quirk & QUIRK_OFF_CURVE && curve_has(out + 1))
		out[32]++;
}

size_t say_suci_output(const struct ue *ue, uint8_t out[64])
{
	enum { NUMBER = 5, MAC = 8 };
	uint64_t seed = ue->world->rq->seed, turn = ue->quirk & QUIRK_ONE_SUCI ? 0 : ue->auth;
	struct rng r = rng_of(seed ^ turn << 40, (uint64_t)STREAM_SUCI << 32 | ue->number);
	size_t n = (ue->scheme == 1 ? 32 : 33) + NUMBER + MAC;
	for (size_t i = 0; i < n; i++)
		out[i] = (uint8_t)rng_u32(&r);
	if (ue->quirk & QUIRK_ONE_KEY)
		r = rng_of(seed, (uint64_t)STREAM_SUCI << 32);
	put_ephemeral(ue, &r, out);
	return n;
}

static void put_suci(struct ue *ue, struct build *b)
{
	char digits[16];
	uint8_t output[64];
	build_group(b, F_NAS5GS_SUCI);
	build_number(b, F_NAS5GS_SUPI_FORMAT, 0);
	build_plmn(b, F_NAS5GS_HOME_NETWORK_PLMN, "00101");
	build_digits(b, F_NAS5GS_ROUTING_INDICATOR, "0");
	build_number(b, F_NAS5GS_PROTECTION_SCHEME_ID, ue->scheme);
	build_number(b, F_NAS5GS_HOME_NETWORK_PUBLIC_KEY_IDENTIFIER, ue->scheme);
	if (ue->scheme == 0)
		build_digits(b, F_NAS5GS_MSIN, ue_supi(ue, digits) + 5);
	else
		build_octets(b, F_NAS5GS_SCHEME_OUTPUT, (struct span){ output, say_suci_output(ue, output) });
	build_end(b);
}

static void put_guti(struct ue *ue, struct build *b, enum field_id element)
{
	build_group(b, element);
	build_number(b, F_NAS5GS_TYPE_OF_IDENTITY, 2);
	build_group(b, F_NAS5GS_5G_GUTI);
	build_plmn(b, F_NAS5GS_PLMN, "00101");
	build_number(b, F_NAS5GS_AMF_REGION_ID, 2);
	build_number(b, F_NAS5GS_AMF_SET_ID, 1);
	build_number(b, F_NAS5GS_AMF_POINTER, 0);
	build_number(b, F_NAS5GS_5G_TMSI, ue->tmsi);
	build_end(b);
	build_end(b);
}

static void put_slice(const struct ue *ue, struct build *b)
{
	build_group(b, F_NAS5GS_S_NSSAI);
	build_number(b, F_NAS5GS_SST, ue->slice >> 24);
	build_number(b, F_NAS5GS_SD, ue->slice & 0xffffff);
	build_end(b);
}

static void put_slices(const struct ue *ue, struct build *b, enum field_id element)
{
	build_group(b, element);
	put_slice(ue, b);
	build_end(b);
}

static void put_capability(const struct ue *ue, struct build *b, enum field_id element)
{
	build_group(b, element);
	build_number(b, F_NAS5GS_5G_EA, ue->ea);
	build_number(b, F_NAS5GS_5G_IA, ue->ia);
	build_number(b, F_NAS5GS_EEA, ue->ea);
	build_number(b, F_NAS5GS_EIA, ue->ia);
	build_end(b);
}

static void put_key_set(struct build *b, unsigned ksi)
{
	build_group(b, F_NAS5GS_NGKSI);
	build_number(b, F_NAS5GS_TSC, 0);
	build_number(b, F_NAS5GS_NAS_KEY_SET_IDENTIFIER, ksi);
	build_end(b);
}

/* What a Registration request holds; without a security context only what may be read by all (4.4.6). */
static void put_registration(struct ue *ue, struct build *b, unsigned type, bool suci, bool all)
{
	build_group(b, F_NAS5GS_5GS_REGISTRATION_TYPE);
	build_number(b, F_NAS5GS_FOR, type == 1);
	build_number(b, F_NAS5GS_REGISTRATION_TYPE, type);
	build_end(b);
	put_key_set(b, ue->ksi);
	if (suci) {
		build_group(b, F_NAS5GS_5GS_MOBILE_IDENTITY);
		build_number(b, F_NAS5GS_TYPE_OF_IDENTITY, 1);
		put_suci(ue, b);
		build_end(b);
	} else {
		put_guti(ue, b, F_NAS5GS_5GS_MOBILE_IDENTITY);
	}
	if (all) {
		build_group(b, F_NAS5GS_5GMM_CAPABILITY);
		build_number(b, F_NAS5GS_LPP, 0);
		build_number(b, F_NAS5GS_HO_ATTACH, 1);
		build_number(b, F_NAS5GS_S1_MODE, 1);
		build_end(b);
	}
	put_capability(ue, b, F_NAS5GS_UE_SECURITY_CAPABILITY);
	if (all)
		put_slices(ue, b, F_NAS5GS_REQUESTED_NSSAI);
}

struct span say_registration_request(struct ue *ue, enum nas_how how, unsigned type, bool suci)
{
	struct build *b = say_nas_begin(ue, UP, how, F_NAS5GS_REGISTRATION_REQUEST);
	put_registration(ue, b, type, suci, how != NAS_PLAIN);
	return say_nas_end(ue);
}

static void put_random(struct ue *ue, struct build *b, enum field_id id, size_t n)
{
	uint8_t octets[64];
	for (size_t i = 0; i < n && i < sizeof octets; i++)
		octets[i] = (uint8_t)rng_u32(&ue->rng);
	build_octets(b, id, (struct span){ octets, n });
}

struct span say_authentication_request(struct ue *ue)
{
	struct build *b = say_nas_begin(ue, DOWN, NAS_PLAIN, F_NAS5GS_AUTHENTICATION_REQUEST);
	put_key_set(b, 0);
	build_number(b, F_NAS5GS_ABBA, 0);
	put_random(ue, b, F_NAS5GS_AUTHENTICATION_PARAMETER_RAND_5G_AUTHENTICATION_CHALLENGE, 16);
	put_random(ue, b, F_NAS5GS_AUTHENTICATION_PARAMETER_AUTN_5G_AUTHENTICATION_CHALLENGE, 16);
	return say_nas_end(ue);
}

struct span say_authentication_response(struct ue *ue)
{
	struct build *b = say_nas_begin(ue, UP, NAS_PLAIN, F_NAS5GS_AUTHENTICATION_RESPONSE);
	put_random(ue, b, F_NAS5GS_AUTHENTICATION_RESPONSE_PARAMETER, 16);
	return say_nas_end(ue);
}

struct span say_authentication_failure(struct ue *ue, unsigned cause)
{
	enum { SYNCH_FAILURE = 21 };
	struct build *b = say_nas_begin(ue, UP, NAS_PLAIN, F_NAS5GS_AUTHENTICATION_FAILURE);
	build_number(b, F_NAS5GS_5GMM_CAUSE, cause);
	if (cause == SYNCH_FAILURE)
		put_random(ue, b, F_NAS5GS_AUTHENTICATION_FAILURE_PARAMETER, 14);
	return say_nas_end(ue);
}

struct span say_security_mode_command(struct ue *ue, unsigned ea, unsigned ia)
{
	ue->up = ue->down = 0;
	ue->ksi = 0;
	struct build *b = say_nas_begin(ue, DOWN, NAS_NEW, F_NAS5GS_SECURITY_MODE_COMMAND);
	build_group(b, F_NAS5GS_SELECTED_NAS_SECURITY_ALGORITHMS);
	build_number(b, F_NAS5GS_CIPHERING_ALGORITHM, ea);
	build_number(b, F_NAS5GS_INTEGRITY_ALGORITHM, ia);
	build_end(b);
	put_key_set(b, ue->ksi);
	put_capability(ue, b, F_NAS5GS_REPLAYED_UE_SECURITY_CAPABILITIES);
	build_number(b, F_NAS5GS_IMEISV_REQUEST, 1);
	build_group(b, F_NAS5GS_ADDITIONAL_5G_SECURITY_INFORMATION);
	build_number(b, F_NAS5GS_RINMR, 1);
	build_number(b, F_NAS5GS_HDP, 0);
	build_end(b);
	return say_nas_end(ue);
}

struct span say_security_mode_complete(struct ue *ue)
{
	char imeisv[17];
	struct build *b = say_nas_begin(ue, UP, NAS_NEW_CIPHERED, F_NAS5GS_SECURITY_MODE_COMPLETE);
	build_group(b, F_NAS5GS_IMEISV);
	build_number(b, F_NAS5GS_TYPE_OF_IDENTITY, 5);
	snprintf(imeisv, sizeof imeisv, "0010150%07u00", ue->number % 10000000); /* 001 01: for tests */
	build_digits(b, F_NAS5GS_IMEISV, imeisv);
	build_end(b);
	build_group(b, F_NAS5GS_NAS_MESSAGE_CONTAINER); /* the first message again, now all of it */
	build_group(b, F_NAS5GS_REGISTRATION_REQUEST);
	put_registration(ue, b, ue->quirk & QUIRK_EMERGENCY ? 4 : 1, ue->tmsi == 0, true);
	build_end(b);
	build_end(b);
	return say_nas_end(ue);
}

struct span say_registration_accept(struct ue *ue)
{
	if (ue->tmsi == 0 || !(ue->quirk & QUIRK_KEEPS))
		ue->tmsi = 0xc0000000 + ++ue->world->tmsis;
	struct build *b = say_nas_begin(ue, DOWN, NAS_CIPHERED, F_NAS5GS_REGISTRATION_ACCEPT);
	build_group(b, F_NAS5GS_5GS_REGISTRATION_RESULT);
	build_number(b, F_NAS5GS_SMS_ALLOWED, 0);
	build_number(b, F_NAS5GS_REGISTRATION_RESULT, 1);
	build_end(b);
	put_guti(ue, b, F_NAS5GS_5G_GUTI);
	build_group(b, F_NAS5GS_TAI_LIST);
	build_group(b, F_NAS5GS_PARTIAL_LIST);
	build_number(b, F_NAS5GS_TYPE_OF_LIST, 0);
	build_plmn(b, F_NAS5GS_PLMN, "00101");
	build_number(b, F_NAS5GS_TAC, ue->gnb->tac);
	build_end(b);
	build_end(b);
	put_slices(ue, b, F_NAS5GS_ALLOWED_NSSAI);
	build_group(b, F_NAS5GS_T3512_VALUE);
	build_number(b, F_NAS5GS_UNIT, 0);
	build_number(b, F_NAS5GS_TIMER_VALUE, 6);
	build_end(b);
	return say_nas_end(ue);
}

static void put_sessions(struct ue *ue, struct build *b, enum field_id element)
{
	build_number(b, element, ue->is & UE_SESSION ? 1u << ue->session.psi : 0);
}

struct span say_service_request(struct ue *ue, unsigned type)
{
	struct build *b = say_nas_begin(ue, UP, NAS_INTEGRITY, F_NAS5GS_SERVICE_REQUEST);
	put_key_set(b, ue->ksi);
	build_number(b, F_NAS5GS_SERVICE_TYPE, type);
	build_group(b, F_NAS5GS_5G_S_TMSI);
	build_number(b, F_NAS5GS_TYPE_OF_IDENTITY, 4);
	build_group(b, F_NAS5GS_5G_S_TMSI);
	build_number(b, F_NAS5GS_AMF_SET_ID, 1);
	build_number(b, F_NAS5GS_AMF_POINTER, 0);
	build_number(b, F_NAS5GS_5G_TMSI, ue->tmsi);
	build_end(b);
	build_end(b);
	put_sessions(ue, b, F_NAS5GS_UPLINK_DATA_STATUS);
	put_sessions(ue, b, F_NAS5GS_PDU_SESSION_STATUS);
	return say_nas_end(ue);
}

struct span say_service_accept(struct ue *ue)
{
	struct build *b = say_nas_begin(ue, DOWN, NAS_CIPHERED, F_NAS5GS_SERVICE_ACCEPT);
	put_sessions(ue, b, F_NAS5GS_PDU_SESSION_STATUS);
	build_number(b, F_NAS5GS_PDU_SESSION_REACTIVATION_RESULT, 0);
	return say_nas_end(ue);
}

struct span say_new_guti(struct ue *ue)
{
	ue->tmsi = 0xc0000000 + ++ue->world->tmsis;
	struct build *b = say_nas_begin(ue, DOWN, NAS_CIPHERED, F_NAS5GS_CONFIGURATION_UPDATE_COMMAND);
	build_group(b, F_NAS5GS_CONFIGURATION_UPDATE_INDICATION);
	build_number(b, F_NAS5GS_RED, 0);
	build_number(b, F_NAS5GS_ACK, 1);
	build_end(b);
	put_guti(ue, b, F_NAS5GS_5G_GUTI);
	return say_nas_end(ue);
}

struct span say_device(struct ue *ue, bool version)
{
	enum { IMEI = 3, IMEISV = 5 };
	char digits[17];
	struct build *b = say_nas_begin(ue, UP, NAS_PLAIN, F_NAS5GS_IDENTITY_RESPONSE);
	build_group(b, F_NAS5GS_MOBILE_IDENTITY);
	build_number(b, F_NAS5GS_TYPE_OF_IDENTITY, version ? IMEISV : IMEI);
	snprintf(digits, sizeof digits, "0010150%07u%s", ue->number % 10000000, version ? "00" : "0");
	build_digits(b, version ? F_NAS5GS_IMEISV : F_NAS5GS_IMEI, digits);
	build_end(b);
	return say_nas_end(ue);
}

struct span say_reject(struct ue *ue, enum nas_how how, enum field_id message, unsigned cause)
{
	struct build *b = say_nas_begin(ue, DOWN, how, message);
	build_number(b, F_NAS5GS_5GMM_CAUSE, cause);
	return say_nas_end(ue);
}

struct span say_deregistration_request(struct ue *ue, bool switch_off)
{
	struct build *b = say_nas_begin(ue, UP, ue->is & UE_CONNECTED ? NAS_CIPHERED : NAS_INTEGRITY,
	                                F_NAS5GS_DEREGISTRATION_REQUEST_UE_ORIGINATING);
	build_group(b, F_NAS5GS_DE_REGISTRATION_TYPE);
	build_number(b, F_NAS5GS_SWITCH_OFF, switch_off);
	build_number(b, F_NAS5GS_RE_REGISTRATION_REQUIRED, 0);
	build_number(b, F_NAS5GS_ACCESS_TYPE, 1);
	build_end(b);
	put_key_set(b, ue->ksi);
	put_guti(ue, b, F_NAS5GS_5GS_MOBILE_IDENTITY);
	return say_nas_end(ue);
}

struct span say_reject_slice(struct ue *ue, unsigned cause)
{
	enum { NOT_IN_PLMN = 0 };
	struct build *b = say_nas_begin(ue, DOWN, NAS_CIPHERED, F_NAS5GS_REGISTRATION_REJECT);
	build_number(b, F_NAS5GS_5GMM_CAUSE, cause);
	build_group(b, F_NAS5GS_REJECTED_NSSAI);
	build_group(b, F_NAS5GS_REJECTED_S_NSSAI);
	build_number(b, F_NAS5GS_REJECTED_NSSAI_CAUSE, NOT_IN_PLMN);
	build_number(b, F_NAS5GS_REJECTED_SST, ue->slice >> 24);
	build_number(b, F_NAS5GS_REJECTED_SD, ue->slice & 0xffffff);
	build_end(b);
	build_end(b);
	return say_nas_end(ue);
}

static void put_session_request(struct ue *ue, struct build *b)
{
	build_number(b, F_NAS5GS_PDU_SESSION_IDENTITY, ue->session.psi);
	build_number(b, F_NAS5GS_PROCEDURE_TRANSACTION_IDENTITY, 1);
	build_group(b, F_NAS5GS_INTEGRITY_PROTECTION_MAXIMUM_DATA_RATE);
	build_number(b, F_NAS5GS_UPLINK, 255);
	build_number(b, F_NAS5GS_DOWNLINK, 255);
	build_end(b);
	build_number(b, F_NAS5GS_PDU_SESSION_TYPE, 1);
	build_number(b, F_NAS5GS_SSC_MODE, 1);
}

struct span say_session_request(struct ue *ue, bool transport)
{
	bool emergency = ue->quirk & QUIRK_EMERGENCY;
	if (!transport) {
		put_session_request(ue, say_nas_begin(ue, UP, NAS_PLAIN, F_NAS5GS_PDU_SESSION_ESTABLISHMENT_REQUEST));
		return say_nas_end(ue);
	}
	struct build *b = say_nas_begin(ue, UP, NAS_CIPHERED, F_NAS5GS_UL_NAS_TRANSPORT);
	build_number(b, F_NAS5GS_PAYLOAD_CONTAINER_TYPE, 1);
	build_group(b, F_NAS5GS_PAYLOAD_CONTAINER);
	build_group(b, F_NAS5GS_PDU_SESSION_ESTABLISHMENT_REQUEST);
	put_session_request(ue, b);
	build_end(b);
	build_end(b);
	build_number(b, F_NAS5GS_PDU_SESSION_ID, ue->session.psi);
	build_number(b, F_NAS5GS_REQUEST_TYPE, emergency ? 3 : 1);
	if (emergency)
		return say_nas_end(ue);
	put_slice(ue, b);
	build_labels(b, F_NAS5GS_DNN, "internet");
	return say_nas_end(ue);
}

static void put_rule(struct build *b)
{
	static const uint8_t all[] = { 1 }; /* a filter that everything passes */
	build_group(b, F_NAS5GS_AUTHORIZED_QOS_RULES);
	build_group(b, F_NAS5GS_QOS_RULE);
	build_number(b, F_NAS5GS_QOS_RULE_IDENTIFIER, 1);
	build_group(b, F_NAS5GS_QOS_RULE_BODY);
	build_number(b, F_NAS5GS_RULE_OPERATION, 1);
	build_number(b, F_NAS5GS_DQR, 1);
	build_group(b, F_NAS5GS_PACKET_FILTER);
	build_number(b, F_NAS5GS_DIRECTION, 3);
	build_number(b, F_NAS5GS_PACKET_FILTER_IDENTIFIER, 0);
	build_octets(b, F_NAS5GS_PACKET_FILTER_CONTENTS, (struct span){ all, sizeof all });
	build_end(b);
	build_number(b, F_NAS5GS_QOS_RULE_PRECEDENCE, 255);
	build_number(b, F_NAS5GS_SEGREGATION, 0);
	build_number(b, F_NAS5GS_QFI, 1);
	build_end(b);
	build_end(b);
	build_end(b);
}

static void put_session(struct ue *ue, struct build *b)
{
	enum { MBPS = 6 };
	build_number(b, F_NAS5GS_PDU_SESSION_IDENTITY, ue->session.psi);
	build_number(b, F_NAS5GS_PROCEDURE_TRANSACTION_IDENTITY, 1);
	build_number(b, F_NAS5GS_SELECTED_PDU_SESSION_TYPE, 1);
	build_number(b, F_NAS5GS_SELECTED_SSC_MODE, 1);
	put_rule(b);
	build_group(b, F_NAS5GS_SESSION_AMBR);
	build_number(b, F_NAS5GS_DOWNLINK_UNIT, MBPS);
	build_number(b, F_NAS5GS_DOWNLINK, 1000);
	build_number(b, F_NAS5GS_UPLINK_UNIT, MBPS);
	build_number(b, F_NAS5GS_UPLINK, 500);
	build_end(b);
	build_group(b, F_NAS5GS_PDU_ADDRESS);
	build_number(b, F_NAS5GS_PDU_SESSION_TYPE_VALUE, 1);
	build_octets(b, F_NAS5GS_PDU_IPV4, (struct span){ ue->session.address, 4 });
	build_end(b);
	put_slice(ue, b);
	build_labels(b, F_NAS5GS_DNN, ue->quirk & QUIRK_EMERGENCY ? "sos" : "internet");
}

struct span say_session_accept(struct ue *ue, bool transport)
{
	if (!transport) {
		struct build *b = say_nas_begin(ue, DOWN, NAS_PLAIN, F_NAS5GS_PDU_SESSION_ESTABLISHMENT_ACCEPT);
		put_session(ue, b);
		return say_nas_end(ue);
	}
	struct build *b = say_nas_begin(ue, DOWN, NAS_CIPHERED, F_NAS5GS_DL_NAS_TRANSPORT);
	build_number(b, F_NAS5GS_PAYLOAD_CONTAINER_TYPE, 1);
	build_group(b, F_NAS5GS_PAYLOAD_CONTAINER);
	build_group(b, F_NAS5GS_PDU_SESSION_ESTABLISHMENT_ACCEPT);
	put_session(ue, b);
	build_end(b);
	build_end(b);
	build_number(b, F_NAS5GS_PDU_SESSION_ID, ue->session.psi);
	return say_nas_end(ue);
}

struct span say_empty(struct ue *ue, unsigned side, enum nas_how how, enum field_id message)
{
	say_nas_begin(ue, side, how, message);
	return say_nas_end(ue);
}

/* A message of 5GSM in a transport message: what it holds comes between both. */
static struct build *session_begin(struct ue *ue, unsigned side, enum field_id message)
{
	struct build *b = say_nas_begin(ue, side, NAS_CIPHERED, side == UP ? F_NAS5GS_UL_NAS_TRANSPORT :
	                                F_NAS5GS_DL_NAS_TRANSPORT);
	build_number(b, F_NAS5GS_PAYLOAD_CONTAINER_TYPE, 1);
	build_group(b, F_NAS5GS_PAYLOAD_CONTAINER);
	build_group(b, message);
	build_number(b, F_NAS5GS_PDU_SESSION_IDENTITY, ue->session.psi);
	build_number(b, F_NAS5GS_PROCEDURE_TRANSACTION_IDENTITY, 1);
	return b;
}

static struct span session_end(struct ue *ue)
{
	struct build *b = &ue->world->build;
	build_end(b);
	build_end(b);
	build_number(b, F_NAS5GS_PDU_SESSION_ID, ue->session.psi);
	return say_nas_end(ue);
}

struct span say_session_cause(struct ue *ue, unsigned side, enum field_id message, unsigned cause)
{
	struct build *b = session_begin(ue, side, message);
	if (cause > 0)
		build_number(b, F_NAS5GS_5GSM_CAUSE, cause);
	return session_end(ue);
}

struct span say_identity_request(struct ue *ue, unsigned type)
{
	struct build *b = say_nas_begin(ue, DOWN, NAS_PLAIN, F_NAS5GS_IDENTITY_REQUEST);
	build_number(b, F_NAS5GS_IDENTITY_TYPE, type);
	return say_nas_end(ue);
}

struct span say_identity_response(struct ue *ue)
{
	struct build *b = say_nas_begin(ue, UP, NAS_PLAIN, F_NAS5GS_IDENTITY_RESPONSE);
	build_group(b, F_NAS5GS_MOBILE_IDENTITY);
	build_number(b, F_NAS5GS_TYPE_OF_IDENTITY, 1);
	put_suci(ue, b);
	build_end(b);
	return say_nas_end(ue);
}

struct span say_deregistration_command(struct ue *ue, enum nas_how how, unsigned cause)
{
	struct build *b = say_nas_begin(ue, DOWN, how, F_NAS5GS_DEREGISTRATION_REQUEST_UE_TERMINATED);
	build_group(b, F_NAS5GS_DE_REGISTRATION_TYPE);
	build_number(b, F_NAS5GS_SWITCH_OFF, 0);
	build_number(b, F_NAS5GS_RE_REGISTRATION_REQUIRED, cause == 0);
	build_number(b, F_NAS5GS_ACCESS_TYPE, 1);
	build_end(b);
	if (cause > 0)
		build_number(b, F_NAS5GS_5GMM_CAUSE, cause);
	return say_nas_end(ue);
}

struct span say_configuration_update(struct ue *ue)
{
	static const uint8_t name[] = "petrin";
	struct build *b = say_nas_begin(ue, DOWN, NAS_CIPHERED, F_NAS5GS_CONFIGURATION_UPDATE_COMMAND);
	build_group(b, F_NAS5GS_FULL_NAME_FOR_NETWORK);
	build_number(b, F_NAS5GS_CODING_SCHEME, 0);
	build_number(b, F_NAS5GS_ADD_CI, 0);
	build_number(b, F_NAS5GS_SPARE_BITS, 0);
	build_octets(b, F_NAS5GS_TEXT_STRING, (struct span){ name, sizeof name - 1 });
	build_end(b);
	return say_nas_end(ue);
}
