/* SPDX-License-Identifier: Apache-2.0
 *
 * say_s1.c - messages of S1AP (TS 36.413 clause 9.1) with NAS of EPS (TS 24.301 clause 8) in them
 */
#include "watch/generate/say.h"

enum { PD_EMM = 7, PD_ESM = 2, EBI = 5, TAC_4G = 1, INTEGRITY = 1, CIPHERED = 2, NEW = 3, NEW_CIPHERED = 4, QCI = 9 };

static struct build *begin(struct ue *ue, enum field_id message)
{
	struct build *b = &ue->world->build;
	build_begin(b, message);
	build_number(b, F_S1AP_MME_UE_S1AP_ID, ue->amf_id);
	build_number(b, F_S1AP_ENB_UE_S1AP_ID, ue->ran_id);
	return b;
}

static void end(struct world *w, struct gnb *enb, unsigned side, unsigned stream)
{
	size_t n = world_encode(w, w->octets, sizeof w->octets);
	if (n > 0)
		wire_sctp_say(&w->wire, &enb->n2, side, stream, PPID_S1AP, (struct span){ w->octets, n });
}

static void end_ue(struct ue *ue, unsigned side)
{
	ue_speaks(ue, side == UP);
	end(ue->world, ue->gnb, side, 1);
}

/* ---- NAS of EPS, as a group of the message around it ---- */

/* Opens NAS-PDU, and the message in it; `how` as TS 24.301 9.3.1. */
static void open_nas(struct ue *ue, struct build *b, unsigned side, unsigned how, enum field_id message)
{
	build_group(b, F_S1AP_NAS_PDU);
	if (how > 0) {
		build_group(b, F_NASEPS_SECURITY_PROTECTED_MESSAGE);
		build_number(b, F_NASEPS_SECURITY_HEADER_TYPE, how);
		build_number(b, F_NASEPS_PROTOCOL_DISCRIMINATOR, PD_EMM);
		build_number(b, F_NASEPS_MESSAGE_AUTHENTICATION_CODE, rng_u32(&ue->rng));
		build_number(b, F_NASEPS_SEQUENCE_NUMBER, side == UP ? ue->up++ : ue->down++);
	}
	build_group(b, message);
}

static void close_nas(struct build *b, unsigned how)
{
	build_end(b);
	if (how > 0)
		build_end(b);
	build_end(b);
}

static void put_esm(struct build *b, enum field_id message, unsigned bearer)
{
	build_group(b, F_NASEPS_ESM_MESSAGE_CONTAINER);
	build_group(b, message);
	build_number(b, F_NASEPS_EPS_BEARER_IDENTITY, bearer);
	build_number(b, F_NASEPS_PROCEDURE_TRANSACTION_IDENTITY, bearer == EBI ? 0 : 1);
}

static void end_esm(struct build *b)
{
	build_end(b);
	build_end(b);
}

static void put_key_set(struct build *b, enum field_id element, unsigned ksi)
{
	build_group(b, element);
	build_number(b, F_NASEPS_TSC, 0);
	build_number(b, F_NASEPS_NAS_KEY_SET_IDENTIFIER, ksi);
	build_end(b);
}

static void put_capability(const struct ue *ue, struct build *b, enum field_id element)
{
	build_group(b, element);
	build_number(b, F_NASEPS_EEA, ue->ea);
	build_number(b, F_NASEPS_EIA, ue->ia);
	build_end(b);
}

/* ---- where ---- */

static void put_tai(struct build *b)
{
	build_group(b, F_S1AP_TAI);
	build_plmn(b, F_S1AP_PLMNIDENTITY, "00101");
	build_number(b, F_S1AP_TAC, TAC_4G);
	build_end(b);
}

static void put_cell(struct build *b)
{
	build_group(b, F_S1AP_EUTRAN_CGI);
	build_plmn(b, F_S1AP_PLMNIDENTITY, "00101");
	build_bits(b, F_S1AP_CELL_ID, 0x101, 28);
	build_end(b);
}

void say_s1_setup(struct world *w, struct gnb *enb)
{
	struct build *b = &w->build;
	build_begin(b, F_S1AP_S1SETUPREQUEST);
	build_group(b, F_S1AP_GLOBAL_ENB_ID);
	build_plmn(b, F_S1AP_PLMNIDENTITY, "00101");
	build_group(b, F_S1AP_ENB_ID);
	build_bits(b, F_S1AP_MACROENB_ID, 1, 20);
	build_end(b);
	build_end(b);
	build_text(b, F_S1AP_ENBNAME, enb->node.name);
	build_group(b, F_S1AP_SUPPORTEDTAS);
	build_group(b, F_S1AP_SUPPORTEDTAS_ITEM);
	build_number(b, F_S1AP_TAC, TAC_4G);
	build_group(b, F_S1AP_BROADCASTPLMNS);
	build_plmn(b, F_S1AP_PLMNIDENTITY, "00101");
	build_end(b);
	build_end(b);
	build_end(b);
	build_number(b, F_S1AP_DEFAULTPAGINGDRX, 2);
	end(w, enb, UP, 0);
	wire_sctp_flush(&w->wire);
	build_begin(b, F_S1AP_S1SETUPRESPONSE);
	build_text(b, F_S1AP_MMENAME, "mme");
	build_group(b, F_S1AP_SERVEDGUMMEIS);
	build_group(b, F_S1AP_SERVEDGUMMEISITEM);
	build_group(b, F_S1AP_SERVEDPLMNS);
	build_plmn(b, F_S1AP_PLMNIDENTITY, "00101");
	build_end(b);
	build_group(b, F_S1AP_SERVEDGROUPIDS);
	build_number(b, F_S1AP_MME_GROUP_ID, 2);
	build_end(b);
	build_group(b, F_S1AP_SERVEDMMECS);
	build_number(b, F_S1AP_MME_CODE, 1);
	build_end(b);
	build_end(b);
	build_end(b);
	build_number(b, F_S1AP_RELATIVEMMECAPACITY, 255);
	end(w, enb, DOWN, 0);
}

/* ---- a subscriber attaches ---- */

/* The GUTI if it has one: mapped from that of 5G (TS 23.003 2.10.2). */
static void put_identity(struct ue *ue, struct build *b)
{
	enum { IMSI = 1, GUTI = 6 };
	char digits[16];
	build_group(b, F_NASEPS_EPS_MOBILE_IDENTITY);
	build_number(b, F_NASEPS_TYPE_OF_IDENTITY, ue->tmsi == 0 ? IMSI : GUTI);
	if (ue->tmsi == 0) {
		build_digits(b, F_NASEPS_IMSI, ue_supi(ue, digits));
	} else {
		build_group(b, F_NASEPS_GUTI);
		build_plmn(b, F_NASEPS_PLMN, "00101");
		build_number(b, F_NASEPS_MME_GROUP_ID, 2 << 8);
		build_number(b, F_NASEPS_MME_CODE, 64);
		build_number(b, F_NASEPS_M_TMSI, ue->tmsi);
		build_end(b);
	}
	build_end(b);
}

void say_attach(struct ue *ue)
{
	struct build *b = &ue->world->build;
	ue->ran_id = ++ue->gnb->ran_ids;
	ue->amf_id = ++ue->world->amf_ids;
	ue->up = ue->down = 0;
	build_begin(b, F_S1AP_INITIALUEMESSAGE);
	build_number(b, F_S1AP_ENB_UE_S1AP_ID, ue->ran_id);
	open_nas(ue, b, UP, 0, F_NASEPS_ATTACH_REQUEST);
	build_number(b, F_NASEPS_EPS_ATTACH_TYPE, 1);
	put_key_set(b, F_NASEPS_NAS_KEY_SET_IDENTIFIER, 7);
	put_identity(ue, b);
	put_capability(ue, b, F_NASEPS_UE_NETWORK_CAPABILITY);
	put_esm(b, F_NASEPS_PDN_CONNECTIVITY_REQUEST, 0);
	build_number(b, F_NASEPS_REQUEST_TYPE, 1);
	build_number(b, F_NASEPS_PDN_TYPE, 1);
	end_esm(b);
	close_nas(b, 0);
	put_tai(b);
	put_cell(b);
	build_number(b, F_S1AP_RRC_ESTABLISHMENT_CAUSE, 3);
	end_ue(ue, UP);
}

void say_tracking_area_update(struct ue *ue)
{
	struct build *b = &ue->world->build;
	ue->ran_id = ++ue->gnb->ran_ids;
	build_begin(b, F_S1AP_INITIALUEMESSAGE);
	build_number(b, F_S1AP_ENB_UE_S1AP_ID, ue->ran_id);
	open_nas(ue, b, UP, INTEGRITY, F_NASEPS_TRACKING_AREA_UPDATE_REQUEST);
	build_group(b, F_NASEPS_EPS_UPDATE_TYPE);
	build_number(b, F_NASEPS_ACTIVE_FLAG, 0);
	build_number(b, F_NASEPS_UPDATE_TYPE, 0);
	build_end(b);
	put_key_set(b, F_NASEPS_NAS_KEY_SET_IDENTIFIER, 1);
	build_group(b, F_NASEPS_OLD_GUTI);
	build_number(b, F_NASEPS_TYPE_OF_IDENTITY, 6);
	build_group(b, F_NASEPS_GUTI); /* mapped from that of 5G (TS 23.003 2.10.2.1.3) */
	build_plmn(b, F_NASEPS_PLMN, "00101");
	build_number(b, F_NASEPS_MME_GROUP_ID, 0x0200);
	build_number(b, F_NASEPS_MME_CODE, 0x40);
	build_number(b, F_NASEPS_M_TMSI, ue->tmsi);
	build_end(b);
	build_end(b);
	close_nas(b, INTEGRITY);
	put_tai(b);
	put_cell(b);
	build_number(b, F_S1AP_RRC_ESTABLISHMENT_CAUSE, 3);
	end_ue(ue, UP);
}

static void up(struct ue *ue, unsigned how)
{
	struct build *b = &ue->world->build;
	close_nas(b, how);
	put_cell(b);
	put_tai(b);
	end_ue(ue, UP);
}

void say_attach_identity(struct ue *ue, bool answer)
{
	enum { IMSI = 1 };
	char digits[16];
	struct build *b = begin(ue, answer ? F_S1AP_UPLINKNASTRANSPORT : F_S1AP_DOWNLINKNASTRANSPORT);
	open_nas(ue, b, answer ? UP : DOWN, 0, answer ? F_NASEPS_IDENTITY_RESPONSE : F_NASEPS_IDENTITY_REQUEST);
	if (!answer) {
		build_number(b, F_NASEPS_IDENTITY_TYPE, IMSI);
		close_nas(b, 0);
		end_ue(ue, DOWN);
		return;
	}
	build_group(b, F_NASEPS_MOBILE_IDENTITY);
	build_number(b, F_NASEPS_TYPE_OF_IDENTITY, IMSI);
	build_digits(b, F_NASEPS_IMSI, ue_supi(ue, digits));
	build_end(b);
	up(ue, 0);
}

void say_attach_challenge(struct ue *ue)
{
	struct build *b = begin(ue, F_S1AP_DOWNLINKNASTRANSPORT);
	open_nas(ue, b, DOWN, 0, F_NASEPS_AUTHENTICATION_REQUEST);
	put_key_set(b, F_NASEPS_NAS_KEY_SET_IDENTIFIERASME, 0);
	say_put_random(ue, b, F_NASEPS_AUTHENTICATION_PARAMETER_RAND_EPS_CHALLENGE, 16);
	say_put_random(ue, b, F_NASEPS_AUTHENTICATION_PARAMETER_AUTN_EPS_CHALLENGE, 16);
	close_nas(b, 0);
	end_ue(ue, DOWN);
}

void say_attach_response(struct ue *ue)
{
	struct build *b = begin(ue, F_S1AP_UPLINKNASTRANSPORT);
	open_nas(ue, b, UP, 0, F_NASEPS_AUTHENTICATION_RESPONSE);
	say_put_random(ue, b, F_NASEPS_AUTHENTICATION_RESPONSE_PARAMETER, 8);
	up(ue, 0);
}

void say_attach_security(struct ue *ue)
{
	struct build *b = begin(ue, F_S1AP_DOWNLINKNASTRANSPORT);
	open_nas(ue, b, DOWN, NEW, F_NASEPS_SECURITY_MODE_COMMAND);
	build_group(b, F_NASEPS_SELECTED_NAS_SECURITY_ALGORITHMS);
	build_number(b, F_NASEPS_CIPHERING_ALGORITHM, 0);
	build_number(b, F_NASEPS_INTEGRITY_ALGORITHM, 2);
	build_end(b);
	put_key_set(b, F_NASEPS_NAS_KEY_SET_IDENTIFIER, 0);
	put_capability(ue, b, F_NASEPS_REPLAYED_UE_SECURITY_CAPABILITIES);
	close_nas(b, NEW);
	end_ue(ue, DOWN);
}

void say_attach_secured(struct ue *ue)
{
	struct build *b = begin(ue, F_S1AP_UPLINKNASTRANSPORT);
	open_nas(ue, b, UP, NEW_CIPHERED, F_NASEPS_SECURITY_MODE_COMPLETE);
	up(ue, NEW_CIPHERED);
}

static void put_accept(struct ue *ue, struct build *b)
{
	open_nas(ue, b, DOWN, CIPHERED, F_NASEPS_ATTACH_ACCEPT);
	build_number(b, F_NASEPS_EPS_ATTACH_RESULT, 1);
	build_group(b, F_NASEPS_T3412_VALUE);
	build_number(b, F_NASEPS_UNIT, 1);
	build_number(b, F_NASEPS_TIMER_VALUE, 9);
	build_end(b);
	build_group(b, F_NASEPS_TAI_LIST);
	build_group(b, F_NASEPS_PARTIAL_LIST);
	build_number(b, F_NASEPS_TYPE_OF_LIST, 0);
	build_plmn(b, F_NASEPS_PLMN, "00101");
	build_number(b, F_NASEPS_TAC, TAC_4G);
	build_end(b);
	build_end(b);
	put_esm(b, F_NASEPS_ACTIVATE_DEFAULT_EPS_BEARER_CONTEXT_REQUEST, EBI);
	build_group(b, F_NASEPS_EPS_QOS);
	build_number(b, F_NASEPS_QCI, QCI);
	build_end(b);
	build_labels(b, F_NASEPS_ACCESS_POINT_NAME, "internet");
	build_group(b, F_NASEPS_PDN_ADDRESS);
	build_number(b, F_NASEPS_PDN_TYPE_VALUE, 1);
	build_octets(b, F_NASEPS_PDN_IPV4, (struct span){ ue->session.address, 4 });
	build_end(b);
	end_esm(b);
	close_nas(b, CIPHERED);
}

static void put_address(struct build *b, const struct node *n, uint32_t teid)
{
	build_octets(b, F_S1AP_TRANSPORTLAYERADDRESS, (struct span){ n->address, n->family == 4 ? 4 : 16 });
	build_number(b, F_S1AP_GTP_TEID, teid);
}

void say_attach_accept(struct ue *ue)
{
	struct world *w = ue->world;
	struct build *b = begin(ue, F_S1AP_INITIALCONTEXTSETUPREQUEST);
	ue->session.ul = ++w->teids;
	build_group(b, F_S1AP_UEAGGREGATEMAXIMUMBITRATE);
	build_number(b, F_S1AP_UEAGGREGATEMAXIMUMBITRATEDL, 100000000);
	build_number(b, F_S1AP_UEAGGREGATEMAXIMUMBITRATEUL, 50000000);
	build_end(b);
	build_group(b, F_S1AP_E_RABTOBESETUPLISTCTXTSUREQ);
	build_group(b, F_S1AP_E_RABTOBESETUPITEMCTXTSUREQ);
	build_number(b, F_S1AP_E_RAB_ID, EBI);
	build_group(b, F_S1AP_E_RABLEVELQOSPARAMETERS);
	build_number(b, F_S1AP_QCI, QCI);
	build_group(b, F_S1AP_ALLOCATIONRETENTIONPRIORITY);
	build_number(b, F_S1AP_PRIORITYLEVEL, 8);
	build_number(b, F_S1AP_PRE_EMPTIONCAPABILITY, 0);
	build_number(b, F_S1AP_PRE_EMPTIONVULNERABILITY, 0);
	build_end(b);
	build_end(b);
	put_address(b, &w->nf[NF_SGW], ue->session.ul);
	put_accept(ue, b);
	build_end(b);
	build_end(b);
	build_group(b, F_S1AP_UESECURITYCAPABILITIES);
	build_bits(b, F_S1AP_ENCRYPTIONALGORITHMS, (uint64_t)(ue->ea & 0x7f) << 9, 16);
	build_bits(b, F_S1AP_INTEGRITYPROTECTIONALGORITHMS, (uint64_t)(ue->ia & 0x7f) << 9, 16);
	build_end(b);
	say_put_random(ue, b, F_S1AP_SECURITYKEY, 32);
	end_ue(ue, DOWN);
}

void say_attach_complete(struct ue *ue)
{
	struct build *b = begin(ue, F_S1AP_INITIALCONTEXTSETUPRESPONSE);
	ue->session.dl = ++ue->world->teids;
	build_group(b, F_S1AP_E_RABSETUPLISTCTXTSURES);
	build_group(b, F_S1AP_E_RABSETUPITEMCTXTSURES);
	build_number(b, F_S1AP_E_RAB_ID, EBI);
	put_address(b, &ue->gnb->node, ue->session.dl);
	build_end(b);
	build_end(b);
	end_ue(ue, UP);
	b = begin(ue, F_S1AP_UPLINKNASTRANSPORT);
	open_nas(ue, b, UP, CIPHERED, F_NASEPS_ATTACH_COMPLETE);
	put_esm(b, F_NASEPS_ACTIVATE_DEFAULT_EPS_BEARER_CONTEXT_ACCEPT, EBI);
	end_esm(b);
	up(ue, CIPHERED);
}

void say_s1_release(struct ue *ue)
{
	enum { USER_INACTIVITY = 20 };
	struct build *b = &ue->world->build;
	build_begin(b, F_S1AP_UECONTEXTRELEASECOMMAND);
	build_group(b, F_S1AP_UE_S1AP_IDS);
	build_group(b, F_S1AP_UE_S1AP_ID_PAIR);
	build_number(b, F_S1AP_MME_UE_S1AP_ID, ue->amf_id);
	build_number(b, F_S1AP_ENB_UE_S1AP_ID, ue->ran_id);
	build_end(b);
	build_end(b);
	build_group(b, F_S1AP_CAUSE);
	build_number(b, F_S1AP_RADIONETWORK, USER_INACTIVITY);
	build_end(b);
	end_ue(ue, DOWN);
	wire_sctp_flush(&ue->world->wire);
	begin(ue, F_S1AP_UECONTEXTRELEASECOMPLETE);
	end_ue(ue, UP);
}
