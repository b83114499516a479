/* SPDX-License-Identifier: Apache-2.0
 *
 * attack_gtpc.c - attacks by GTPv2-C: sessions of roaming (D52), contexts between AMF and MME (D54)
 */
#include "watch/generate/attack.h"

enum { ACCEPTED = 16, SGW_U = 4, SGW_C = 6, MME_S10 = 12, AMF_N26 = 40, EBI = 5, RAT_EUTRAN = 6 };

struct later { /* an answer */
	struct ue *ue;
	const struct node *from, *to;
	enum field_id message;
	uint32_t number, teid;
};

static struct later *reply(struct attack *at, struct ue *ue, const struct node *from, const struct node *to,
	void (*say)(void *))
{
	struct world *w = at->world;
	struct later *l = NEW(w->a, struct later, 1);
	*l = (struct later){ .ue = ue, .from = from, .to = to, .number = w->gtpc_number };
	world_after(w, 20 * CORE * (0.5 + rng_uniform(&at->rng)), say, l);
	return l;
}

/* ---- sessions ---- */

static void created(void *what)
{
	struct later *l = what;
	say_create_session_answer(l->ue, l->to, l->from);
}

static void deleted(void *what)
{
	struct later *l = what;
	say_delete_session_answer(l->ue, l->to, l->from);
}

static void modified(void *what)
{
	struct later *l = what;
	struct world *w = l->ue->world;
	struct build *b = say_gtpc_begin(w, F_GTPV2_MODIFY_BEARER_RESPONSE, l->teid, l->number);
	build_number(b, F_GTPV2_CAUSE, ACCEPTED);
	build_group(b, F_GTPV2_BEARER_CONTEXT);
	build_number(b, F_GTPV2_EBI, EBI);
	build_number(b, F_GTPV2_CAUSE, ACCEPTED);
	build_end(b);
	say_gtpc_end(w, l->from, l->to);
}

static void create(struct attack *at, const struct node *sgw)
{
	struct world *w = at->world;
	struct ue *some = attack_victim(at, UE_REGISTERED), *ue = NEW(w->a, struct ue, 1);
	if (some == NULL)
		return;
	*ue = *some;
	ue->mark = NULL;
	ue->rng = rng_of(rng_u32(&at->rng), at->round);
	say_create_session(ue, sgw, &w->nf[NF_PGW]);
	reply(at, ue, &w->nf[NF_PGW], sgw, created);
}

static void modify(struct attack *at, struct ue *ue, const struct node *sgw)
{
	struct world *w = at->world;
	uint32_t control = ++w->teids, user = ++w->teids;
	struct build *b = say_gtpc_begin(w, F_GTPV2_MODIFY_BEARER_REQUEST, (uint32_t)ue->session.up, ++w->gtpc_number);
	build_plmn(b, F_GTPV2_SERVING_NETWORK, say_plmn(sgw));
	build_number(b, F_GTPV2_RAT_TYPE, RAT_EUTRAN);
	say_put_gtpc_fteid(b, sgw, SGW_C, control, 0);
	build_group(b, F_GTPV2_BEARER_CONTEXT);
	build_number(b, F_GTPV2_EBI, EBI);
	say_put_gtpc_fteid(b, sgw, SGW_U, user, 1);
	build_end(b);
	say_gtpc_end(w, sgw, &w->nf[NF_PGW]);
	reply(at, ue, &w->nf[NF_PGW], sgw, modified)->teid = control;
}

/* The one of ours who is abroad and has a session; NULL: it will be asked again. */
static struct ue *traveller(struct attack *at)
{
	struct ue *ue = at->world->traveller;
	if (ue->is & UE_SESSION) {
		at->tries = 0;
		return ue;
	}
	attack_wait(at);
	return NULL;
}

/* D52: a network without agreement opens sessions for ours.  `plmn`: the partner does, in the name of another;
 * `delete`, `modify`: a stranger ends the session of one of ours abroad, or has its traffic sent elsewhere;
 * `evasive`: the partner opens one for somebody who never said that it is there; `near`: the traveller moves to
 * another gateway of the partner. */
void attack_session_abuse(struct attack *at)
{
	struct world *w = at->world;
	bool near = attack_is(at, "near"), moves = attack_is(at, "modify") || near, ends = attack_is(at, "delete");
	const struct node *from = near ? &w->nf[NF_PARTNER_SGW2] : attack_is(at, "evasive") ? &w->nf[NF_PARTNER_SGW] :
		attack_node(at, 0, attack_is(at, "plmn") ? NF_PARTNER_SGW : NF_OUTSIDER, "third-sgw");
	attack_speaker(at, from);
	if (!moves && !ends) {
		create(at, from);
		attack_repeat(at, attack_is(at, "evasive") ? 1 : 4, 4e6);
		return;
	}
	struct ue *ue = traveller(at);
	if (ue == NULL)
		return;
	if (moves) {
		modify(at, ue, from);
	} else {
		say_delete_session(ue, from, &w->nf[NF_PGW]);
		reply(at, ue, &w->nf[NF_PGW], from, deleted);
	}
}

/* ---- contexts ---- */

static void put_context(struct ue *ue, struct build *b)
{
	enum { EPS_QUADRUPLETS = 4, EIA2 = 2 };
	static const struct {
		enum field_id id;
		uint32_t v;
	} member[] = {
		{ F_GTPV2_SECURITY_MODE, EPS_QUADRUPLETS }, { F_GTPV2_NHI, 0 }, { F_GTPV2_DRXI, 0 },
			{ F_GTPV2_KSI_ASME, 1 },
		{ F_GTPV2_NUMBER_OF_QUINTUPLETS, 0 }, { F_GTPV2_NUMBER_OF_QUADRUPLET, 0 }, { F_GTPV2_UAMBRI, 0 },
		{ F_GTPV2_OSCI, 0 }, { F_GTPV2_SAMBRI, 0 }, { F_GTPV2_USED_NAS_INTEGRITY_PROTECTION_ALGORITHM, EIA2 },
		{ F_GTPV2_USED_NAS_CIPHER, 0 }, { F_GTPV2_NAS_DOWNLINK_COUNT, 3 }, { F_GTPV2_NAS_UPLINK_COUNT, 4 },
	};
	/* what the subscriber's device is capable of, and nothing of the rest: lengths,
		restrictions (TS 29.274 8.38) */
	static const uint8_t rest[] = { 2, 0xf0, 0x70, 0, 0, 0, 0, 0, 0 };
	build_group(b, F_GTPV2_MM_CONTEXT_EPS_SECURITY_CONTEXT_QUADRUPLETS_AND_QUINTUPLETS);
	for (size_t i = 0; i < COUNT(member); i++)
		build_number(b, member[i].id, member[i].v);
	say_put_random(ue, b, F_GTPV2_K_ASME, 32);
	build_octets(b, F_GTPV2_SECURITY_CONTEXT, (struct span){ rest, sizeof rest });
	build_end(b);
}

static void context(void *what)
{
	char imsi[16];
	struct later *l = what;
	struct world *w = l->ue->world;
	struct build *b = say_gtpc_begin(w, F_GTPV2_CONTEXT_RESPONSE, l->teid, l->number);
	build_number(b, F_GTPV2_CAUSE, ACCEPTED);
	build_digits(b, F_GTPV2_IMSI, ue_supi(l->ue, imsi));
	put_context(l->ue, b);
	say_put_gtpc_fteid(b, l->from, AMF_N26, ++w->teids, 0);
	say_gtpc_end(w, l->from, l->to);
}

static void want_context(struct attack *at, const struct node *from, const struct node *to, struct ue *ue,
	bool by_number)
{
	char imsi[16];
	struct world *w = at->world;
	uint32_t teid = ++w->teids;
	struct build *b = say_gtpc_begin(w, F_GTPV2_CONTEXT_REQUEST, 0, ++w->gtpc_number);
	if (by_number) {
		build_digits(b, F_GTPV2_IMSI, ue_supi(ue, imsi));
	} else {
		build_group(b, F_GTPV2_GUTI);
		build_plmn(b, F_GTPV2_PLMN, "00101");
		build_number(b, F_GTPV2_MME_GROUP_ID, 0x0200);
		build_number(b, F_GTPV2_MME_CODE, 0x40);
		build_number(b, F_GTPV2_M_TMSI, ue->tmsi);
		build_end(b);
	}
	build_number(b, F_GTPV2_RAT_TYPE, RAT_EUTRAN);
	say_put_gtpc_fteid(b, from, MME_S10, teid, 0);
	say_gtpc_end(w, from, to);
	reply(at, ue, to, from, context)->teid = teid;
}

/* D54: somebody has contexts with their keys handed over, and nobody moved.  `home`: from the MME, by IMSI;
 * `evasive`: one now and then, from inside of the core; `near`: a subscriber goes from 5G to 4G, says so there,
 * and the MME asks for it. */
void attack_context_fetch(struct attack *at)
{
	struct world *w = at->world;
	bool near = attack_is(at, "near"), evasive = attack_is(at, "evasive"), home = attack_is(at, "home");
	struct ue *some = attack_victim(at, UE_REGISTERED);
	if (some == NULL)
		return;
	struct ue *ue = NEW(w->a, struct ue, 1);
	*ue = *some;
	ue->mark = NULL;
	ue->rng = rng_of(rng_u32(&at->rng), at->round);
	const struct node *from = near ? &w->nf[NF_MME] : attack_node(at, 0, evasive ? NF_INSIDER : NF_OUTSIDER, "mme");
	attack_speaker(at, from);
	if (near) {
		ue->gnb = &w->enb;
		say_tracking_area_update(ue);
		wire_sctp_flush(&w->wire);
	}
	want_context(at, from, &w->nf[home ? NF_MME : NF_AMF], ue, home || evasive);
	attack_repeat(at, near ? 1 : evasive ? 3 : 6, evasive ? 20e6 : 3e6);
}
