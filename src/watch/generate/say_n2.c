/* SPDX-License-Identifier: Apache-2.0
 *
 * say_n2.c - messages of NGAP (TS 38.413 clause 9.2)
 */
#include "watch/generate/say.h"

enum { SST = 1, SD = 0x010203, QFI = 1, FIVE_QI = 9, MT_ACCESS = 2 };

struct build *say_n2_plain(struct world *w, enum field_id message)
{
	build_begin(&w->build, message);
	return &w->build;
}

struct build *say_n2_begin(struct ue *ue, enum field_id message)
{
	struct build *b = say_n2_plain(ue->world, message);
	build_number(b, F_NGAP_AMF_UE_NGAP_ID, ue->amf_id);
	build_number(b, F_NGAP_RAN_UE_NGAP_ID, ue->ran_id);
	return b;
}

void say_n2_end(struct world *w, struct gnb *gnb, unsigned side, unsigned stream)
{
	size_t n = world_encode(w, w->octets, sizeof w->octets);
	if (n > 0)
		wire_sctp_say(&w->wire, &gnb->n2, side, stream, PPID_NGAP, (struct span){ w->octets, n });
}

unsigned say_n2_stream(const struct ue *ue)
{
	enum { STREAMS = 30 };
	return 1 + ue->ran_id % STREAMS;
}

void say_n2_ue(struct ue *ue, unsigned side)
{
	ue_speaks(ue, side == UP);
	say_n2_end(ue->world, ue->gnb, side, say_n2_stream(ue));
}

/* ---- parts ---- */

void say_put_tai(struct build *b, enum field_id group, uint32_t tac)
{
	build_group(b, group);
	build_plmn(b, F_NGAP_PLMNIDENTITY, "00101");
	build_number(b, F_NGAP_TAC, tac);
	build_end(b);
}

void say_put_location(struct ue *ue, struct build *b, const struct gnb *gnb)
{
	(void)ue;
	build_group(b, F_NGAP_USERLOCATIONINFORMATION);
	build_group(b, F_NGAP_USERLOCATIONINFORMATIONNR);
	build_group(b, F_NGAP_NR_CGI);
	build_plmn(b, F_NGAP_PLMNIDENTITY, "00101");
	build_bits(b, F_NGAP_NRCELLIDENTITY, (uint64_t)gnb->number << 4 | 1, 36);
	build_end(b);
	say_put_tai(b, F_NGAP_TAI, gnb->tac);
	build_end(b);
	build_end(b);
}

static void put_stmsi(const struct ue *ue, struct build *b)
{
	build_group(b, F_NGAP_FIVEG_S_TMSI);
	build_bits(b, F_NGAP_AMFSETID, 1, 10);
	build_bits(b, F_NGAP_AMFPOINTER, 0, 6);
	build_number(b, F_NGAP_FIVEG_TMSI, ue->tmsi);
	build_end(b);
}

void say_put_slice(struct build *b, enum field_id group)
{
	build_group(b, group);
	build_number(b, F_NGAP_SST, SST);
	build_number(b, F_NGAP_SD, SD);
	build_end(b);
}

void say_put_slices(struct build *b, enum field_id list, enum field_id item)
{
	build_group(b, list);
	build_group(b, item);
	say_put_slice(b, F_NGAP_S_NSSAI);
	build_end(b);
	build_end(b);
}

void say_put_tunnel(struct build *b, enum field_id group, const struct node *node, uint32_t teid)
{
	build_group(b, group);
	build_group(b, F_NGAP_GTPTUNNEL);
	build_octets(b, F_NGAP_TRANSPORTLAYERADDRESS, (struct span){ node->address, node->family == 4 ? 4 : 16 });
	build_number(b, F_NGAP_GTP_TEID, teid);
	build_end(b);
	build_end(b);
}

/* TS 38.413 9.3.1.86: from EA1 and IA1 on, the highest bit first. */
void say_put_capabilities(const struct ue *ue, struct build *b)
{
	uint64_t ea = (uint64_t)(ue->ea & 0x7f) << 9, ia = (uint64_t)(ue->ia & 0x7f) << 9;
	build_group(b, F_NGAP_UESECURITYCAPABILITIES);
	build_bits(b, F_NGAP_NRENCRYPTIONALGORITHMS, ea, 16);
	build_bits(b, F_NGAP_NRINTEGRITYPROTECTIONALGORITHMS, ia, 16);
	build_bits(b, F_NGAP_EUTRAENCRYPTIONALGORITHMS, ea, 16);
	build_bits(b, F_NGAP_EUTRAINTEGRITYPROTECTIONALGORITHMS, ia, 16);
	build_end(b);
}

void say_put_guami(struct build *b)
{
	build_group(b, F_NGAP_GUAMI);
	build_plmn(b, F_NGAP_PLMNIDENTITY, "00101");
	build_bits(b, F_NGAP_AMFREGIONID, 2, 8);
	build_bits(b, F_NGAP_AMFSETID, 1, 10);
	build_bits(b, F_NGAP_AMFPOINTER, 0, 6);
	build_end(b);
}

void say_put_random(struct ue *ue, struct build *b, enum field_id id, size_t n)
{
	uint8_t octets[32];
	for (size_t i = 0; i < n; i++)
		octets[i] = (uint8_t)rng_u32(&ue->rng);
	build_octets(b, id, (struct span){ octets, n });
}

void say_put_bit_rate(struct build *b)
{
	build_group(b, F_NGAP_UEAGGREGATEMAXIMUMBITRATE);
	build_number(b, F_NGAP_UEAGGREGATEMAXIMUMBITRATEDL, 1000000000);
	build_number(b, F_NGAP_UEAGGREGATEMAXIMUMBITRATEUL, 500000000);
	build_end(b);
}

/* ---- base station and AMF ---- */

void say_put_gnb(const struct gnb *gnb, struct build *b)
{
	build_group(b, F_NGAP_GLOBALRANNODEID);
	build_group(b, F_NGAP_GLOBALGNB_ID);
	build_plmn(b, F_NGAP_PLMNIDENTITY, gnb->plmn);
	build_group(b, F_NGAP_GNB_ID);
	build_bits(b, F_NGAP_GNB_ID, gnb->number, 32);
	build_end(b);
	build_end(b);
	build_end(b);
}

void say_ng_setup_request(struct world *w, struct gnb *gnb)
{
	struct build *b = say_n2_plain(w, F_NGAP_NGSETUPREQUEST);
	say_put_gnb(gnb, b);
	build_text(b, F_NGAP_RANNODENAME, gnb->node.name);
	build_group(b, F_NGAP_SUPPORTEDTALIST);
	build_group(b, F_NGAP_SUPPORTEDTAITEM);
	build_number(b, F_NGAP_TAC, gnb->tac);
	build_group(b, F_NGAP_BROADCASTPLMNLIST);
	build_group(b, F_NGAP_BROADCASTPLMNITEM);
	build_plmn(b, F_NGAP_PLMNIDENTITY, gnb->plmn);
	say_put_slices(b, F_NGAP_TAISLICESUPPORTLIST, F_NGAP_SLICESUPPORTITEM);
	build_end(b);
	build_end(b);
	build_end(b);
	build_end(b);
	build_number(b, F_NGAP_DEFAULTPAGINGDRX, 2);
	say_n2_end(w, gnb, UP, 0);
}

static void ng_setup_response(struct world *w, struct gnb *gnb)
{
	struct build *b = say_n2_plain(w, F_NGAP_NGSETUPRESPONSE);
	build_text(b, F_NGAP_AMFNAME, "amf");
	build_group(b, F_NGAP_SERVEDGUAMILIST);
	build_group(b, F_NGAP_SERVEDGUAMIITEM);
	say_put_guami(b);
	build_end(b);
	build_end(b);
	build_number(b, F_NGAP_RELATIVEAMFCAPACITY, 255);
	build_group(b, F_NGAP_PLMNSUPPORTLIST);
	build_group(b, F_NGAP_PLMNSUPPORTITEM);
	build_plmn(b, F_NGAP_PLMNIDENTITY, "00101");
	say_put_slices(b, F_NGAP_SLICESUPPORTLIST, F_NGAP_SLICESUPPORTITEM);
	build_end(b);
	build_end(b);
	say_n2_end(w, gnb, DOWN, 0);
}

void say_ng_setup(struct world *w, struct gnb *gnb)
{
	say_ng_setup_request(w, gnb);
	wire_sctp_flush(&w->wire);
	w->wire.mark = NULL;
	ng_setup_response(w, gnb);
}

/* ---- subscribers ---- */

void say_initial(struct ue *ue, struct span nas, unsigned cause, bool tmsi)
{
	enum { REQUESTED = 0 };
	ue->ran_id = ++ue->gnb->ran_ids;
	ue->amf_id = ++ue->world->amf_ids;
	ue->is |= UE_CONNECTED;
	struct build *b = say_n2_plain(ue->world, F_NGAP_INITIALUEMESSAGE);
	build_number(b, F_NGAP_RAN_UE_NGAP_ID, ue->ran_id);
	build_octets(b, F_NGAP_NAS_PDU, nas);
	say_put_location(ue, b, ue->gnb);
	build_number(b, F_NGAP_RRCESTABLISHMENTCAUSE, cause);
	if (tmsi)
		put_stmsi(ue, b);
	build_number(b, F_NGAP_UECONTEXTREQUEST, REQUESTED);
	say_n2_ue(ue, UP);
}

void say_up(struct ue *ue, struct span nas)
{
	struct build *b = say_n2_begin(ue, F_NGAP_UPLINKNASTRANSPORT);
	build_octets(b, F_NGAP_NAS_PDU, nas);
	say_put_location(ue, b, ue->gnb);
	say_n2_ue(ue, UP);
}

void say_down(struct ue *ue, struct span nas)
{
	struct build *b = say_n2_begin(ue, F_NGAP_DOWNLINKNASTRANSPORT);
	build_octets(b, F_NGAP_NAS_PDU, nas);
	say_n2_ue(ue, DOWN);
}

/* What a transfer holds with which the AMF hands the session to the gNB. */
void say_put_setup_transfer(struct ue *ue, struct build *b)
{
	say_put_tunnel(b, F_NGAP_UL_NGU_UP_TNLINFORMATION, &ue->world->nf[ue->session.upf], ue->session.ul);
	build_number(b, F_NGAP_PDUSESSIONTYPE, 0);
	if (ue->quirk & QUIRK_OPEN) {
		enum { NOT_NEEDED = 2 };
		build_group(b, F_NGAP_SECURITYINDICATION);
		build_number(b, F_NGAP_INTEGRITYPROTECTIONINDICATION, NOT_NEEDED);
		build_number(b, F_NGAP_CONFIDENTIALITYPROTECTIONINDICATION, NOT_NEEDED);
		build_end(b);
	}
	build_group(b, F_NGAP_QOSFLOWSETUPREQUESTLIST);
	build_group(b, F_NGAP_QOSFLOWSETUPREQUESTITEM);
	build_number(b, F_NGAP_QOSFLOWIDENTIFIER, QFI);
	build_group(b, F_NGAP_QOSFLOWLEVELQOSPARAMETERS);
	build_group(b, F_NGAP_QOSCHARACTERISTICS);
	build_group(b, F_NGAP_NONDYNAMIC5QI);
	build_number(b, F_NGAP_FIVEQI, FIVE_QI);
	build_end(b);
	build_end(b);
	build_group(b, F_NGAP_ALLOCATIONANDRETENTIONPRIORITY);
	build_number(b, F_NGAP_PRIORITYLEVELARP, 8);
	build_number(b, F_NGAP_PRE_EMPTIONCAPABILITY, 0);
	build_number(b, F_NGAP_PRE_EMPTIONVULNERABILITY, 0);
	build_end(b);
	build_end(b);
	build_end(b);
	build_end(b);
}

struct span say_setup_transfer(struct ue *ue)
{
	struct world *w = ue->world;
	say_put_setup_transfer(ue, say_n2_plain(w, F_NGAP_PDUSESSIONRESOURCESETUPREQUESTTRANSFER));
	return (struct span){ w->octets, world_encode(w, w->octets, sizeof w->octets) };
}

/* What one holds in which the gNB answers: where the session's packets are to go. */
static void put_setup_answer_transfer(struct ue *ue, struct build *b)
{
	build_group(b, F_NGAP_DLQOSFLOWPERTNLINFORMATION);
	say_put_tunnel(b, F_NGAP_UPTRANSPORTLAYERINFORMATION, &ue->gnb->node, ue->session.dl);
	build_group(b, F_NGAP_ASSOCIATEDQOSFLOWLIST);
	build_group(b, F_NGAP_ASSOCIATEDQOSFLOWITEM);
	build_number(b, F_NGAP_QOSFLOWIDENTIFIER, QFI);
	build_end(b);
	build_end(b);
	build_end(b);
}

struct span say_setup_answer_transfer(struct ue *ue)
{
	struct world *w = ue->world;
	put_setup_answer_transfer(ue, say_n2_plain(w, F_NGAP_PDUSESSIONRESOURCESETUPRESPONSETRANSFER));
	return (struct span){ w->octets, world_encode(w, w->octets, sizeof w->octets) };
}

static void put_session(struct ue *ue, struct build *b, enum field_id list, enum field_id item, struct span nas)
{
	build_group(b, list);
	build_group(b, item);
	build_number(b, F_NGAP_PDUSESSIONID, ue->session.psi);
	if (nas.n > 0)
		build_octets(b, F_NGAP_PDUSESSIONNAS_PDU, nas);
	say_put_slice(b, F_NGAP_S_NSSAI);
	build_group(b, F_NGAP_PDUSESSIONRESOURCESETUPREQUESTTRANSFER);
	say_put_setup_transfer(ue, b);
	build_end(b);
	build_end(b);
	build_end(b);
}

static void put_session_answer(struct ue *ue, struct build *b, enum field_id list, enum field_id item)
{
	ue->session.dl = ++ue->world->teids;
	ue->is |= UE_MAPPED;
	build_group(b, list);
	build_group(b, item);
	build_number(b, F_NGAP_PDUSESSIONID, ue->session.psi);
	build_group(b, F_NGAP_PDUSESSIONRESOURCESETUPRESPONSETRANSFER);
	put_setup_answer_transfer(ue, b);
	build_end(b);
	build_end(b);
	build_end(b);
}

void say_context_setup(struct ue *ue, struct span nas, bool session)
{
	struct build *b = say_n2_begin(ue, F_NGAP_INITIALCONTEXTSETUPREQUEST);
	if (session)
		say_put_bit_rate(b);
	say_put_guami(b);
	if (session)
		put_session(ue, b, F_NGAP_PDUSESSIONRESOURCESETUPLISTCXTREQ,
		            F_NGAP_PDUSESSIONRESOURCESETUPITEMCXTREQ, (struct span){ NULL, 0 });
	say_put_slices(b, F_NGAP_ALLOWEDNSSAI, F_NGAP_ALLOWEDNSSAI_ITEM);
	say_put_capabilities(ue, b);
	say_put_random(ue, b, F_NGAP_SECURITYKEY, 32);
	build_octets(b, F_NGAP_NAS_PDU, nas);
	say_n2_ue(ue, DOWN);
}

void say_context_setup_answer(struct ue *ue, bool session)
{
	struct build *b = say_n2_begin(ue, F_NGAP_INITIALCONTEXTSETUPRESPONSE);
	if (session)
		put_session_answer(ue, b, F_NGAP_PDUSESSIONRESOURCESETUPLISTCXTRES,
		                   F_NGAP_PDUSESSIONRESOURCESETUPITEMCXTRES);
	say_n2_ue(ue, UP);
}

void say_radio_capability(struct ue *ue, size_t octets)
{
	enum { SPARE = 0x10 }; /* TS 38.331 11.2.2: an alternative that says nothing; the rest is chance */
	uint8_t some[4096];
	for (size_t i = 0; i < octets && i < sizeof some; i += 4)
		put_at(some + i, rng_u32(&ue->rng), 4);
	some[0] = SPARE;
	struct build *b = say_n2_begin(ue, F_NGAP_UERADIOCAPABILITYINFOINDICATION);
	build_octets(b, F_NGAP_UERADIOCAPABILITY, (struct span){ some, octets });
	say_n2_ue(ue, UP);
}

void say_session_setup(struct ue *ue, struct span nas)
{
	struct build *b = say_n2_begin(ue, F_NGAP_PDUSESSIONRESOURCESETUPREQUEST);
	put_session(ue, b, F_NGAP_PDUSESSIONRESOURCESETUPLISTSUREQ, F_NGAP_PDUSESSIONRESOURCESETUPITEMSUREQ, nas);
	say_put_bit_rate(b);
	say_n2_ue(ue, DOWN);
}

void say_session_setup_answer(struct ue *ue)
{
	struct build *b = say_n2_begin(ue, F_NGAP_PDUSESSIONRESOURCESETUPRESPONSE);
	put_session_answer(ue, b, F_NGAP_PDUSESSIONRESOURCESETUPLISTSURES, F_NGAP_PDUSESSIONRESOURCESETUPITEMSURES);
	say_n2_ue(ue, UP);
}

/* ---- release ---- */

void say_put_cause(struct build *b, enum field_id kind, unsigned cause)
{
	build_group(b, F_NGAP_CAUSE);
	build_number(b, kind, cause);
	build_end(b);
}

void say_release_request(struct ue *ue, unsigned cause)
{
	struct build *b = say_n2_begin(ue, F_NGAP_UECONTEXTRELEASEREQUEST);
	if (ue->is & UE_MAPPED) {
		build_group(b, F_NGAP_PDUSESSIONRESOURCELISTCXTRELREQ);
		build_group(b, F_NGAP_PDUSESSIONRESOURCEITEMCXTRELREQ);
		build_number(b, F_NGAP_PDUSESSIONID, ue->session.psi);
		build_end(b);
		build_end(b);
	}
	say_put_cause(b, F_NGAP_RADIONETWORK, cause);
	say_n2_ue(ue, UP);
}

void say_release_command(struct ue *ue, enum field_id cause_group, unsigned cause)
{
	struct build *b = say_n2_plain(ue->world, F_NGAP_UECONTEXTRELEASECOMMAND);
	build_group(b, F_NGAP_UE_NGAP_IDS);
	build_group(b, F_NGAP_UE_NGAP_ID_PAIR);
	build_number(b, F_NGAP_AMF_UE_NGAP_ID, ue->amf_id);
	build_number(b, F_NGAP_RAN_UE_NGAP_ID, ue->ran_id);
	build_end(b);
	build_end(b);
	say_put_cause(b, cause_group, cause);
	say_n2_ue(ue, DOWN);
}

void say_release_complete(struct ue *ue)
{
	struct build *b = say_n2_begin(ue, F_NGAP_UECONTEXTRELEASECOMPLETE);
	say_put_location(ue, b, ue->gnb);
	say_n2_ue(ue, UP);
	ue->is &= (uint8_t)~(UE_CONNECTED | UE_MAPPED);
}

/* ---- mobility ---- */

void say_paging(struct ue *ue)
{
	struct build *b = say_n2_plain(ue->world, F_NGAP_PAGING);
	build_group(b, F_NGAP_UEPAGINGIDENTITY);
	put_stmsi(ue, b);
	build_end(b);
	build_group(b, F_NGAP_TAILISTFORPAGING);
	build_group(b, F_NGAP_TAILISTFORPAGINGITEM);
	say_put_tai(b, F_NGAP_TAI, ue->gnb->tac);
	build_end(b);
	build_end(b);
	say_n2_end(ue->world, ue->gnb, DOWN, 0);
}

void say_path_switch(struct ue *ue, struct gnb *to)
{
	ue->gnb = to;
	ue->ran_id = ++to->ran_ids;
	ue->session.dl = ++ue->world->teids;
	struct build *b = say_n2_plain(ue->world, F_NGAP_PATHSWITCHREQUEST);
	build_number(b, F_NGAP_RAN_UE_NGAP_ID, ue->ran_id);
	build_number(b, F_NGAP_SOURCEAMF_UE_NGAP_ID, ue->amf_id);
	say_put_location(ue, b, to);
	say_put_capabilities(ue, b);
	build_group(b, F_NGAP_PDUSESSIONRESOURCETOBESWITCHEDDLLIST);
	build_group(b, F_NGAP_PDUSESSIONRESOURCETOBESWITCHEDDLITEM);
	build_number(b, F_NGAP_PDUSESSIONID, ue->session.psi);
	build_group(b, F_NGAP_PATHSWITCHREQUESTTRANSFER);
	say_put_tunnel(b, F_NGAP_DL_NGU_UP_TNLINFORMATION, &to->node, ue->session.dl);
	build_group(b, F_NGAP_QOSFLOWACCEPTEDLIST);
	build_group(b, F_NGAP_QOSFLOWACCEPTEDITEM);
	build_number(b, F_NGAP_QOSFLOWIDENTIFIER, QFI);
	build_end(b);
	build_end(b);
	build_end(b);
	build_end(b);
	build_end(b);
	say_n2_ue(ue, UP);
}

void say_path_switch_answer(struct ue *ue)
{
	struct build *b = say_n2_begin(ue, F_NGAP_PATHSWITCHREQUESTACKNOWLEDGE);
	build_group(b, F_NGAP_SECURITYCONTEXT);
	build_number(b, F_NGAP_NEXTHOPCHAININGCOUNT, 2);
	say_put_random(ue, b, F_NGAP_NEXTHOPNH, 32);
	build_end(b);
	build_group(b, F_NGAP_PDUSESSIONRESOURCESWITCHEDLIST);
	build_group(b, F_NGAP_PDUSESSIONRESOURCESWITCHEDITEM);
	build_number(b, F_NGAP_PDUSESSIONID, ue->session.psi);
	build_group(b, F_NGAP_PATHSWITCHREQUESTACKNOWLEDGETRANSFER);
	say_put_tunnel(b, F_NGAP_UL_NGU_UP_TNLINFORMATION, &ue->world->nf[ue->session.upf], ue->session.ul);
	build_end(b);
	build_end(b);
	build_end(b);
	say_put_slices(b, F_NGAP_ALLOWEDNSSAI, F_NGAP_ALLOWEDNSSAI_ITEM);
	say_n2_ue(ue, DOWN);
}
