/* SPDX-License-Identifier: Apache-2.0
 *
 * say_handover.c - messages of NGAP for a handover by way of the AMF (TS 38.413 clause 8.4)
 */
#include "watch/generate/say.h"

enum { INTRA_5GS = 0, DESIRABLE = 16, SUCCESSFUL = 2, SECONDS = 30, QFI = 1, MEDIUM = 2 };

/* The shortest messages of TS 38.331 11.2.2: HandoverPreparationInformation without capabilities; HandoverCommand with
 * a RRCReconfiguration that changes nothing. */
static const uint8_t preparation[] = { 0, 0 }, command[] = { 0, 0x10, 0 };

static void put_cell(struct build *b, enum field_id group, const struct gnb *gnb)
{
	build_group(b, group);
	build_group(b, F_NGAP_NR_CGI);
	build_plmn(b, F_NGAP_PLMNIDENTITY, "00101");
	build_bits(b, F_NGAP_NRCELLIDENTITY, (uint64_t)gnb->number << 4 | 1, 36);
	build_end(b);
	build_end(b);
}

static void put_source_container(struct ue *ue, struct build *b, const struct gnb *to)
{
	build_group(b, F_NGAP_SOURCETOTARGET_TRANSPARENTCONTAINER);
	build_octets(b, F_NGAP_RRCCONTAINER, (struct span){ preparation, sizeof preparation });
	put_cell(b, F_NGAP_TARGETCELL_ID, to);
	build_group(b, F_NGAP_UEHISTORYINFORMATION);
	build_group(b, F_NGAP_LASTVISITEDCELLITEM);
	build_group(b, F_NGAP_LASTVISITEDCELLINFORMATION);
	build_group(b, F_NGAP_NGRANCELL);
	put_cell(b, F_NGAP_GLOBALCELLID, ue->gnb);
	build_group(b, F_NGAP_CELLTYPE);
	build_number(b, F_NGAP_CELLSIZE, MEDIUM);
	build_end(b);
	build_number(b, F_NGAP_TIMEUESTAYEDINCELL, SECONDS);
	build_end(b);
	build_end(b);
	build_end(b);
	build_end(b);
	build_end(b);
}

static void put_target_container(struct build *b)
{
	build_group(b, F_NGAP_TARGETTOSOURCE_TRANSPARENTCONTAINER);
	build_octets(b, F_NGAP_RRCCONTAINER, (struct span){ command, sizeof command });
	build_end(b);
}

void say_handover_required(struct ue *ue, struct gnb *to)
{
	struct build *b = say_n2_begin(ue, F_NGAP_HANDOVERREQUIRED);
	build_number(b, F_NGAP_HANDOVERTYPE, INTRA_5GS);
	say_put_cause(b, F_NGAP_RADIONETWORK, DESIRABLE);
	build_group(b, F_NGAP_TARGETID);
	build_group(b, F_NGAP_TARGETRANNODEID);
	say_put_gnb(to, b);
	say_put_tai(b, F_NGAP_SELECTEDTAI, to->tac);
	build_end(b);
	build_end(b);
	build_group(b, F_NGAP_PDUSESSIONRESOURCELISTHORQD);
	build_group(b, F_NGAP_PDUSESSIONRESOURCEITEMHORQD);
	build_number(b, F_NGAP_PDUSESSIONID, ue->session.psi);
	build_group(b, F_NGAP_HANDOVERREQUIREDTRANSFER);
	build_end(b);
	build_end(b);
	build_end(b);
	put_source_container(ue, b, to);
	say_n2_ue(ue, UP);
}

void say_handover_request(struct ue *ue, struct gnb *to)
{
	struct world *w = ue->world;
	struct build *b = say_n2_plain(w, F_NGAP_HANDOVERREQUEST);
	build_number(b, F_NGAP_AMF_UE_NGAP_ID, ++w->amf_ids);
	ue->new_amf_id = w->amf_ids;
	build_number(b, F_NGAP_HANDOVERTYPE, INTRA_5GS);
	say_put_cause(b, F_NGAP_RADIONETWORK, DESIRABLE);
	say_put_bit_rate(b);
	say_put_capabilities(ue, b);
	build_group(b, F_NGAP_SECURITYCONTEXT);
	build_number(b, F_NGAP_NEXTHOPCHAININGCOUNT, 2);
	say_put_random(ue, b, F_NGAP_NEXTHOPNH, 32);
	build_end(b);
	build_group(b, F_NGAP_PDUSESSIONRESOURCESETUPLISTHOREQ);
	build_group(b, F_NGAP_PDUSESSIONRESOURCESETUPITEMHOREQ);
	build_number(b, F_NGAP_PDUSESSIONID, ue->session.psi);
	say_put_slice(b, F_NGAP_S_NSSAI);
	build_group(b, F_NGAP_HANDOVERREQUESTTRANSFER);
	say_put_setup_transfer(ue, b);
	build_end(b);
	build_end(b);
	build_end(b);
	say_put_slices(b, F_NGAP_ALLOWEDNSSAI, F_NGAP_ALLOWEDNSSAI_ITEM);
	put_source_container(ue, b, to);
	say_put_guami(b);
	say_n2_end(w, to, DOWN, 1);
}

void say_handover_admitted(struct ue *ue, struct gnb *to)
{
	struct world *w = ue->world;
	struct build *b = say_n2_plain(w, F_NGAP_HANDOVERREQUESTACKNOWLEDGE);
	ue->old_dl = ue->session.dl;
	ue->session.dl = ++w->teids;
	ue->new_ran_id = ++to->ran_ids;
	build_number(b, F_NGAP_AMF_UE_NGAP_ID, ue->new_amf_id);
	build_number(b, F_NGAP_RAN_UE_NGAP_ID, ue->new_ran_id);
	build_group(b, F_NGAP_PDUSESSIONRESOURCEADMITTEDLIST);
	build_group(b, F_NGAP_PDUSESSIONRESOURCEADMITTEDITEM);
	build_number(b, F_NGAP_PDUSESSIONID, ue->session.psi);
	build_group(b, F_NGAP_HANDOVERREQUESTACKNOWLEDGETRANSFER);
	say_put_tunnel(b, F_NGAP_DL_NGU_UP_TNLINFORMATION, &to->node, ue->session.dl);
	build_group(b, F_NGAP_QOSFLOWSETUPRESPONSELIST);
	build_group(b, F_NGAP_QOSFLOWITEMWITHDATAFORWARDING);
	build_number(b, F_NGAP_QOSFLOWIDENTIFIER, QFI);
	build_end(b);
	build_end(b);
	build_end(b);
	build_end(b);
	build_end(b);
	put_target_container(b);
	say_n2_end(w, to, UP, 1);
}

void say_handover_command(struct ue *ue)
{
	struct build *b = say_n2_begin(ue, F_NGAP_HANDOVERCOMMAND);
	build_number(b, F_NGAP_HANDOVERTYPE, INTRA_5GS);
	build_group(b, F_NGAP_PDUSESSIONRESOURCEHANDOVERLIST);
	build_group(b, F_NGAP_PDUSESSIONRESOURCEHANDOVERITEM);
	build_number(b, F_NGAP_PDUSESSIONID, ue->session.psi);
	build_group(b, F_NGAP_HANDOVERCOMMANDTRANSFER);
	build_end(b);
	build_end(b);
	build_end(b);
	put_target_container(b);
	say_n2_ue(ue, DOWN);
}

static void swap_contexts(struct ue *ue)
{
	uint64_t amf = ue->amf_id;
	uint32_t ran = ue->ran_id;
	struct gnb *gnb = ue->gnb;
	ue->amf_id = ue->new_amf_id;
	ue->ran_id = ue->new_ran_id;
	ue->gnb = ue->before;
	ue->new_amf_id = amf;
	ue->new_ran_id = ran;
	ue->before = gnb;
}

void say_handover_notify(struct ue *ue, struct gnb *to)
{
	ue->before = to;
	swap_contexts(ue);
	struct build *b = say_n2_begin(ue, F_NGAP_HANDOVERNOTIFY);
	say_put_location(ue, b, to);
	say_n2_ue(ue, UP);
}

void say_handover_release(struct ue *ue)
{
	swap_contexts(ue);
	say_release_command(ue, F_NGAP_RADIONETWORK, SUCCESSFUL);
	wire_sctp_flush(&ue->world->wire);
	say_n2_begin(ue, F_NGAP_UECONTEXTRELEASECOMPLETE);
	say_n2_ue(ue, UP);
	swap_contexts(ue);
}
