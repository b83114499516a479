/* SPDX-License-Identifier: Apache-2.0
 *
 * attack_n2.c - attacks of base stations on N2 (D10, D11, D14, D19)
 */
#include "watch/generate/play.h"

enum { USER_INACTIVITY = 20, RADIO_LOST = 21, UNKNOWN_LOCAL_ID = 14 };

/* ---- D10: base stations ---- */

/* One of the network's own that serves nobody now, or NULL. */
static struct gnb *idle_gnb(struct world *w)
{
	for (uint32_t i = 0; i < w->gnbs; i++) {
		bool busy = false;
		for (uint32_t k = 0; k < w->ues && !busy; k++)
			busy = w->ue[k].gnb == &w->gnb[i] && w->ue[k].is & UE_CONNECTED;
		if (!busy)
			return &w->gnb[i];
	}
	return NULL;
}

static void refuse_setup(struct world *w, struct gnb *g)
{
	enum { UNKNOWN_PLMN = 4 };
	struct build *b = say_n2_plain(w, F_NGAP_NGSETUPFAILURE);
	say_put_cause(b, F_NGAP_MISC, UNKNOWN_PLMN);
	say_n2_end(w, g, DOWN, 0);
}

/* A base station of the network begins anew, at a quiet moment. */
static void restart(struct attack *at)
{
	struct world *w = at->world;
	struct gnb *g = idle_gnb(w);
	if (g == NULL) {
		attack_again(at, 5e5);
		return;
	}
	wire_sctp_abort(&w->wire, &g->n2, UP);
	wire_sctp_open(&w->wire, &g->n2);
	say_ng_setup(w, g);
}

/* D10: a base station with an address, number and tracking area that nobody planned sets up, and serves two
 * subscribers.  `same-id`: it has the identity of another; `foreign-plmn`: that of another network, and is refused;
 * `evasive`: all is as planned, but it is not in the plan; `near`: one of the network's own begins anew. */
void attack_rogue_gnb(struct attack *at)
{
	enum { SERVED = 2 };
	struct world *w = at->world;
	if (attack_is(at, "near")) {
		restart(at);
		return;
	}
	if (at->round == 0 && attack_is(at, "foreign-plmn")) {
		struct gnb *g = play_foreign(at);
		g->plmn = "99970";
		wire_sctp_open(&w->wire, &g->n2);
		say_ng_setup_request(w, g);
		attack_unmark(at);
		refuse_setup(w, g);
		return;
	}
	if (at->round == 0) {
		at->gnb = attack_is(at, "evasive") ? play_planned(at) : play_foreign(at);
		if (attack_is(at, "same-id")) {
			at->gnb->number = w->gnb[0].number;
			at->gnb->node.name = w->gnb[0].node.name;
			at->gnb->tac = w->gnb[0].tac;
		}
		play_connect(at, at->gnb);
	} else {
		ue_begin(play_subscriber(at, PLAY_OWN), life_registration, 0);
	}
	if (at->round < SERVED)
		attack_again(at, 3e6);
}

/* ---- D11: identities of others ---- */

static void say_error(struct ue *ue, unsigned side, unsigned cause)
{
	struct build *b = say_n2_begin(ue, F_NGAP_ERRORINDICATION);
	say_put_cause(b, F_NGAP_RADIONETWORK, cause);
	say_n2_ue(ue, side);
}

/* The other base station says something about a subscriber it does not serve. */
static void cross(struct ue *ue, unsigned message)
{
	struct gnb *gnb = ue->gnb;
	uint32_t ran_id = ue->ran_id;
	ue->gnb = ue->before;
	ue->ran_id = ++ue->gnb->ran_ids;
	play_hit(ue);
	if (message == F_NGAP_NGRESET) {
		struct build *b = say_n2_plain(ue->world, F_NGAP_NGRESET);
		say_put_cause(b, F_NGAP_RADIONETWORK, 0);
		build_group(b, F_NGAP_RESETTYPE);
		build_group(b, F_NGAP_PARTOFNG_INTERFACE);
		build_group(b, F_NGAP_UE_ASSOCIATEDLOGICALNG_CONNECTIONITEM);
		build_number(b, F_NGAP_AMF_UE_NGAP_ID, ue->amf_id);
		build_end(b);
		build_end(b);
		build_end(b);
		say_n2_end(ue->world, ue->gnb, UP, 0);
	} else {
		say_release_request(ue, RADIO_LOST);
	}
	wire_sctp_flush(&ue->world->wire);
	ue->gnb = gnb;
	ue->ran_id = ran_id;
}

/* One more identity is tried; the AMF does not know it. */
static void try_identity(struct attack *at, bool by_nas)
{
	struct world *w = at->world;
	struct gnb *home = at->gnb;
	at->gnb = at->rogue;
	struct ue *ue = play_subscriber(at, 0);
	at->gnb = home;
	ue->ran_id = ++ue->gnb->ran_ids;
	ue->amf_id = w->amf_ids + 1000 + attack_between(at, 0, 100000);
	if (by_nas)
		say_up(ue, say_empty(ue, UP, NAS_CIPHERED, F_NAS5GS_CONFIGURATION_UPDATE_COMPLETE));
	else
		say_release_request(ue, USER_INACTIVITY);
	attack_unmark(at);
	say_error(ue, DOWN, UNKNOWN_LOCAL_ID);
}

static void err(struct ue *ue, unsigned cause)
{
	say_error(ue, UP, cause);
}

/* D11: a base station asks for the release of subscribers of another, by AMF-UE-NGAP-ID, and the AMF does it.  `scan`:
 * it tries identities that nobody has; `evasive`: four, slowly, by NAS; `near`: subscribers move, answers come late. */
void attack_id_crossing(struct attack *at)
{
	enum { SCANNED = 16, FEW = 4 };
	static const struct step
		stolen[] = {
			LIFE(JOIN), LIFE(TALK), { cross, F_NGAP_UECONTEXTRELEASEREQUEST, RADIO },
			{ play_release, RADIO_LOST, CORE }, { play_released, 0, RADIO },
			{ play_pause, 0, 1500000 }, LIFE(SERVICE), END,
		},
		moved[] = {
			LIFE(JOIN), LIFE(RELEASE), LIFE(MOVE), { err, UNKNOWN_LOCAL_ID, RADIO }, LIFE(MOVE),
			{ err, UNKNOWN_LOCAL_ID, RADIO }, END,
		};
	static const struct play rows[] = { { "", stolen, 3, 4000, 0 }, { "near", moved, 1, 0, 0 } };
	bool scan = attack_is(at, "scan"), evasive = attack_is(at, "evasive");
	if (at->round == 0 && !attack_is(at, "near")) {
		at->rogue = play_foreign(at);
		play_connect(at, at->rogue);
	}
	PLAY(at, rows);
	if (scan || evasive)
		try_identity(at, evasive);
	if ((scan && at->round + 1 < SCANNED) || (evasive && at->round + 1 < FEW))
		attack_again(at, evasive ? 12e6 : 1.5e6);
}

/* ---- D14: handover ---- */

/* Path switch request of the other base station, or of the neighbour; EA in the upper octet, IA below. */
static void switch_path(struct ue *ue, unsigned capabilities)
{
	uint8_t ea = ue->ea, ia = ue->ia;
	struct world *w = ue->world;
	struct gnb *to = ue->before != NULL ? ue->before : &w->gnb[((uint32_t)(ue->gnb - w->gnb) + 1) % w->gnbs];
	ue->before = ue->gnb;
	ue->old_dl = ue->session.dl;
	ue->ea &= (uint8_t)(capabilities >> 8);
	ue->ia &= (uint8_t)capabilities;
	play_hit(ue);
	say_path_switch(ue, to);
	ue->ea = ea;
	ue->ia = ia;
}

#define SWITCHED(capabilities) \
	LIFE(JOIN), LIFE(TALK), { switch_path, capabilities, RADIO }, LIFE(SWITCHED), LIFE(TALK), LIFE(RELEASE), END

/* D14: behind a handover the subscriber can do less, says the new base station.  `tunnel`: its packets shall go out of
 * the network; `unknown`: the base station is nobody's neighbour; `evasive`: one algorithm is missing; `near`:
 * subscribers that move forth and back. */
void attack_handover_downgrade(struct attack *at)
{
	static const struct step
		weak[] = { SWITCHED(0x8080) }, full[] = { SWITCHED(0xffff) }, one_less[] = { SWITCHED(0xffdf) },
		moves[] = { LIFE(JOIN), LIFE(RELEASE), LIFE(MOVE), LIFE(MOVE), END };
	static const struct play rows[] = {
		{ "", weak, 4, 4000, PLAY_SPREAD }, { "tunnel", full, 2, 6000, PLAY_SPREAD },
		{ "unknown", full, 2, 6000, PLAY_SPREAD }, { "evasive", one_less, 1, 0, 0 },
		{ "near", moves, 3, 4000, PLAY_SPREAD },
	};
	struct world *w = at->world;
	bool tunnel = attack_is(at, "tunnel");
	if (at->round == 0 && (tunnel || attack_is(at, "unknown"))) {
		at->rogue = play_planned(at);
		struct node *n2 = NEW(w->a, struct node, 1);
		*n2 = at->rogue->node;
		at->rogue->n2.node[0] = n2;
		play_connect(at, at->rogue);
		if (tunnel)
			at->rogue->node = w->nf[NF_OUTSIDER];
	}
	PLAY(at, rows);
}

/* ---- D19: reset and overload ---- */

static void reset(struct world *w, struct gnb *g)
{
	struct build *b = say_n2_plain(w, F_NGAP_NGRESET);
	say_put_cause(b, F_NGAP_MISC, 3); /* intervention of O&M */
	build_group(b, F_NGAP_RESETTYPE);
	build_number(b, F_NGAP_NG_INTERFACE, 0);
	build_end(b);
	say_n2_end(w, g, UP, 0);
}

static void acknowledge(struct world *w, struct gnb *g)
{
	say_n2_plain(w, F_NGAP_NGRESETACKNOWLEDGE);
	say_n2_end(w, g, DOWN, 0);
}

static void overload(struct world *w, struct gnb *g, bool start)
{
	enum { PERCENT = 80 };
	struct build *b = say_n2_plain(w, start ? F_NGAP_OVERLOADSTART : F_NGAP_OVERLOADSTOP);
	if (start)
		build_number(b, F_NGAP_AMFTRAFFICLOADREDUCTIONINDICATION, PERCENT);
	say_n2_end(w, g, DOWN, 0);
}

static void ack_reset(struct ue *ue, unsigned what)
{
	(void)what;
	acknowledge(ue->world, ue->before);
}

/* A base station resets once, when it serves nobody; the AMF is busy for a while. */
static void maintain(struct attack *at)
{
	struct world *w = at->world;
	struct gnb *g = at->number == 0 ? idle_gnb(w) : NULL;
	if (g != NULL) {
		at->number = 1;
		reset(w, g);
		wire_sctp_flush(&w->wire);
		acknowledge(w, g);
	}
	if (at->round == 1 || at->round == 9)
		overload(w, &w->gnb[0], at->round == 1);
	if (at->round < 9)
		attack_again(at, 2e6);
}

/* D19: a new base station resets everything, again and again.  `overload`: the AMF tells all base stations that it has
 * too much to do, again and again; `evasive`: a base station resets connections of others, one by one; `near`: one
 * reset at a quiet moment, one overload that ends. */
void attack_reset(struct attack *at)
{
	enum { RESETS = 5, STARTS = 4 };
	static const struct step part[] = {
		LIFE(JOIN), LIFE(TALK), { cross, F_NGAP_NGRESET, RADIO }, { ack_reset, 0, CORE },
		{ play_release, 0, CORE }, { play_released, 0, RADIO }, { play_pause, 0, 1500000 },
		LIFE(SERVICE), END,
	};
	static const struct play rows[] = { { "evasive", part, 3, 8000, 0 } };
	struct world *w = at->world;
	bool plain = attack_is(at, "");
	if (attack_is(at, "near")) {
		maintain(at);
		return;
	}
	for (uint32_t i = 0; attack_is(at, "overload") && i < w->gnbs; i++)
		overload(w, &w->gnb[i], true);
	if (at->round == 0 && !attack_is(at, "overload")) {
		at->rogue = plain ? play_foreign(at) : play_planned(at);
		play_connect(at, at->rogue);
	}
	PLAY(at, rows);
	if (plain) {
		reset(w, at->rogue);
		attack_unmark(at);
		acknowledge(w, at->rogue);
	}
	if ((plain && at->round + 1 < RESETS) || (attack_is(at, "overload") && at->round + 1 < STARTS))
		attack_again(at, 4e6);
}
