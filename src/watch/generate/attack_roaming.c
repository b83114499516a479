/* SPDX-License-Identifier: Apache-2.0
 *
 * attack_roaming.c - attacks of other networks by Diameter: D49 to D51, D53
 *
 * They come from a network without agreement, by an association of its own, or from the partner, by those that
 * are there.
 */
#include "watch/generate/attack.h"

struct way { /* who asks whom, over which association */
	struct peering *p;
	unsigned side;
};

struct asked { /* until it is answered */
	struct ue who;
	struct way way;
	enum field_id answer;
	void (*more)(struct ue *ue, struct build *b);
};

static bool trusted(const struct attack *at)
{
	return attack_is(at, "evasive") || attack_is(at, "near");
}

/* An association of the partner; that it is opened is no part of the attack. */
static struct peering *partner(struct attack *at, enum nf a, enum nf b)
{
	struct world *w = at->world;
	attack_unmark(at);
	struct peering *p = say_peering(w, &w->nf[a], &w->nf[b]);
	wire_sctp_flush(&w->wire);
	attack_mark(at);
	return p;
}

static struct way to_mme(struct attack *at)
{
	struct world *w = at->world;
	if (trusted(at)) {
		struct way theirs = { partner(at, NF_MME, NF_PARTNER_HSS), 1 };
		attack_speaker(at, &w->nf[NF_PARTNER_HSS]);
		return theirs;
	}
	struct way way = { say_peering(w, attack_node(at, 0, NF_OUTSIDER, "third-hss"), &w->nf[NF_MME]), 0 };
	way.p->mark = &at->mark;
	return way;
}

static struct way to_hss_from(struct attack *at, enum nf who, const char *stranger)
{
	struct world *w = at->world;
	if (trusted(at)) {
		struct way theirs = { partner(at, who, NF_HSS), 0 };
		attack_speaker(at, &w->nf[who]);
		return theirs;
	}
	struct way way = { say_peering(w, attack_node(at, 1, NF_OUTSIDER, stranger), &w->nf[NF_HSS]), 0 };
	way.p->mark = &at->mark;
	return way;
}

static struct way to_hss(struct attack *at)
{
	return to_hss_from(at, NF_PARTNER_MME, "third-mme");
}

static void answer(void *what)
{
	struct asked *a = what;
	struct wire_sctp *s = &a->way.p->sctp;
	unsigned side = !a->way.side;
	struct build *b = say_diameter_begin(&a->who, a->answer, s->node[side], s->node[!side], false);
	if (a->more != NULL)
		a->more(&a->who, b);
	say_diameter_end(a->who.world, a->way.p, side);
}

/* Begins a request about that subscriber, which `as` signs (NULL: who sends it); its answer comes by itself. */
static struct build *begin(struct attack *at, struct way way, enum field_id request, enum field_id then,
	const struct ue *ue)
{
	struct world *w = at->world;
	struct asked *a = NEW(w->a, struct asked, 1);
	struct wire_sctp *s = &way.p->sctp;
	*a = (struct asked){ .who = *ue, .way = way, .answer = then };
	a->who.rng = rng_of(rng_u32(&at->rng), at->round);
	const struct node *as = at->node[2].name != NULL ? &at->node[2] : s->node[way.side];
	struct build *b = say_diameter_begin(&a->who, request, as, s->node[!way.side], true);
	world_after(w, 20 * CORE * (0.5 + rng_uniform(&at->rng)), answer, a);
	return b;
}

static void send(struct attack *at, struct way way)
{
	say_diameter_end(at->world, way.p, way.side);
}

#define BOTH(name) F_DIAMETER_##name##_REQUEST, F_DIAMETER_##name##_ANSWER

/* ---- what they ask ---- */

static void insert_data(struct attack *at, const struct ue *ue)
{
	enum { LOCATION = 1 << 3 | 1 << 4 };
	struct way way = to_mme(at);
	struct build *b = begin(at, way, BOTH(INSERT_SUBSCRIBER_DATA), ue);
	build_group(b, F_DIAMETER_SUBSCRIPTION_DATA);
	build_number(b, F_DIAMETER_SUBSCRIBER_STATUS, 0);
	build_end(b);
	build_number(b, F_DIAMETER_IDR_FLAGS, LOCATION);
	send(at, way);
}

static void delete_data(struct attack *at, const struct ue *ue)
{
	enum { ALL_CONTEXTS = 1 << 1 };
	struct way way = to_mme(at);
	build_number(begin(at, way, BOTH(DELETE_SUBSCRIBER_DATA), ue), F_DIAMETER_DSR_FLAGS, ALL_CONTEXTS);
	send(at, way);
}

static void user_data(struct attack *at, const struct ue *ue)
{
	enum { LOCATION_INFORMATION = 14 };
	char digits[16];
	struct way way = to_hss(at);
	struct build *b = begin(at, way, BOTH(USER_DATA), ue);
	build_group(b, F_DIAMETER_USER_IDENTITY);
	build_digits(b, F_DIAMETER_MSISDN, ue_supi(ue, digits) + 3);
	build_end(b);
	build_number(b, F_DIAMETER_DATA_REFERENCE, LOCATION_INFORMATION);
	send(at, way);
}

static void routing_info(struct attack *at, const struct ue *ue)
{
	struct way way = to_hss(at);
	begin(at, way, BOTH(LCS_ROUTING_INFO), ue);
	send(at, way);
}

static void provide_location(struct attack *at, const struct ue *ue)
{
	struct way way = to_mme(at);
	build_number(begin(at, way, BOTH(PROVIDE_LOCATION), ue), F_DIAMETER_SLG_LOCATION_TYPE, 0);
	send(at, way);
}

static void vectors(struct attack *at, struct way way, const struct ue *ue, const char *visited)
{
	struct build *b = begin(at, way, BOTH(AUTHENTICATION_INFORMATION), ue);
	build_group(b, F_DIAMETER_REQUESTED_EUTRAN_AUTHENTICATION_INFO);
	build_number(b, F_DIAMETER_NUMBER_OF_REQUESTED_VECTORS, 1);
	build_number(b, F_DIAMETER_IMMEDIATE_RESPONSE_PREFERRED, 0);
	build_end(b);
	build_plmn(b, F_DIAMETER_VISITED_PLMN_ID, visited);
}

static void update_location(struct attack *at, const struct ue *ue)
{
	enum { EUTRAN = 1004, FLAGS = 2 | 32 };
	struct way way = to_hss(at);
	struct build *b = begin(at, way, BOTH(UPDATE_LOCATION), ue);
	build_number(b, F_DIAMETER_RAT_TYPE, EUTRAN);
	build_number(b, F_DIAMETER_ULR_FLAGS, FLAGS);
	build_plmn(b, F_DIAMETER_VISITED_PLMN_ID, say_plmn(way.p->sctp.node[0]));
	send(at, way);
}

static void cancel_location(struct attack *at, const struct ue *ue)
{
	enum { WITHDRAWAL = 2, UPDATE_PROCEDURE = 0 };
	struct way way = to_mme(at);
	build_number(begin(at, way, BOTH(CANCEL_LOCATION), ue), F_DIAMETER_CANCELLATION_TYPE,
	             attack_is(at, "near") ? UPDATE_PROCEDURE : WITHDRAWAL);
	send(at, way);
}

static void purge(struct attack *at, const struct ue *ue)
{
	struct way way = to_hss(at);
	begin(at, way, BOTH(PURGE_UE), ue);
	send(at, way);
}

/* ---- attacks ---- */

/* The partner's subscriber who is here now; NULL: it will be asked again. */
static struct ue *visitor(struct attack *at)
{
	struct ue *ue = at->world->visitor;
	if (ue->is & UE_REGISTERED) {
		at->tries = 0;
		return ue;
	}
	attack_wait(at);
	return NULL;
}

/* D49: commands that have no business between networks, one after the other.  `plausible`: commands that do, for
 * subscribers who are at home; `evasive`: from the partner, one each, slowly; `near`: the partner asks where its own
 * subscriber is, who is here. */
void attack_diameter_category(struct attack *at)
{
	static void (*const say[])(struct attack *at, const struct ue *ue) = {
		insert_data, delete_data, user_data, routing_info, provide_location,
	};
	bool near = attack_is(at, "near");
	struct ue *ue = near ? visitor(at) : attack_victim(at, UE_REGISTERED);
	if (ue == NULL)
		return;
	if (near)
		insert_data(at, ue);
	else if (attack_is(at, "plausible"))
		update_location(at, ue);
	else
		say[at->round % COUNT(say)](at, ue);
	attack_repeat(at, near ? 1 : attack_is(at, "evasive") ? 5 : 10, attack_is(at, "evasive") ? 15e6 : 1e6);
}

/* D50: subscribers are cancelled at the MME by somebody who is not their home.  `location`: they are said to be
 * elsewhere, and the home network cancels them where they are; `purge`: they are said to be nowhere; `evasive`:
 * one, from the partner, with vectors as one who travels; `near`: the partner cancels its own. */
void attack_location_fraud(struct attack *at)
{
	struct world *w = at->world;
	bool near = attack_is(at, "near"), evasive = attack_is(at, "evasive");
	struct ue *ue = near ? visitor(at) : attack_victim(at, UE_REGISTERED);
	if (ue == NULL)
		return;
	if (evasive && at->round == 0) {
		struct way way = to_hss(at);
		at->ue = ue;
		vectors(at, way, ue, say_plmn(way.p->sctp.node[0]));
		send(at, way);
	} else if (attack_is(at, "location") || evasive) {
		struct ue copy = evasive ? *at->ue : *ue;
		update_location(at, &copy);
		attack_unmark(at);
		copy.mark = NULL;
		say_cancel_location(&copy, say_peering(w, &w->nf[NF_MME], &w->nf[NF_HSS]));
	} else {
		(attack_is(at, "purge") ? purge : cancel_location)(at, ue);
	}
	attack_repeat(at, near ? 1 : evasive ? 2 : 5, evasive ? 4e5 : 3e6);
}

/* D51: over the associations of the partner, requests signed by a network that is not behind them.  `visited`:
 * the partner names another network as visited; `evasive`: they are signed by our own; `near`: the partner
 * passes on those of a network behind it, and says so. */
void attack_origin_mismatch(struct attack *at)
{
	struct world *w = at->world;
	bool near = attack_is(at, "near"), evasive = attack_is(at, "evasive"), visited = attack_is(at, "visited");
	struct ue *ue = attack_victim(at, UE_REGISTERED);
	if (ue == NULL)
		return;
	struct way way = { partner(at, NF_PARTNER_MME, NF_HSS), 0 };
	if (!visited)
		attack_node(at, 2, NF_PARTNER_MME, evasive ? "mme" : "third-mme");
	attack_speaker(at, &w->nf[NF_PARTNER_MME]);
	vectors(at, way, ue, visited || near ? "99980" : evasive ? "00101" : "99970");
	if (near)
		build_text(&w->build, F_DIAMETER_ROUTE_RECORD, "third-dra.epc.mnc080.mcc999.3gppnetwork.org");
	send(at, way);
	attack_repeat(at, evasive ? 2 : 6, evasive ? 20e6 : 2e6);
}

/* ---- short messages ---- */

static struct span put_message(uint8_t out[64], bool silent)
{
	static const uint8_t text[] = { 0xe8, 0x32, 0x9b, 0xfd, 0x06 }; /* five letters of seven bits */
	struct put o = put_in(out, 64);
	put_be(&o, 0x040b91, 3); /* SMS-DELIVER; from eleven digits, international */
	put_be(&o, 0x000000008000f9 >> 8, 6);
	put_be(&o, silent ? 0x40 : 0, 1); /* protocol: type 0 is shown to nobody (TS 23.040 9.2.3.9) */
	put_be(&o, 0, 1);
	put_be(&o, 0x62101000000000, 7);
	put_be(&o, silent ? 0 : 5, 1);
	put_octets(&o, text, silent ? 0 : sizeof text);
	return put_span(&o);
}

static void route_message(struct attack *at, const struct ue *ue)
{
	char digits[16];
	struct way way = to_hss_from(at, NF_PARTNER_SMSC, "third-smsc");
	struct build *b = begin(at, way, BOTH(SEND_ROUTING_INFO_FOR_SM), ue);
	build_digits(b, F_DIAMETER_MSISDN, ue_supi(ue, digits) + 3);
	build_digits(b, F_DIAMETER_SC_ADDRESS, "99970000001");
	send(at, way);
}

static void deliver_message(struct attack *at, const struct ue *ue, bool silent)
{
	uint8_t octets[64];
	struct world *w = at->world;
	const struct node *from = trusted(at) ? &w->nf[NF_PARTNER_SMSC] : attack_node(at, 1, NF_OUTSIDER, "third-smsc");
	attack_speaker(at, from);
	struct way way = { say_peering(w, from, &w->nf[NF_MME]), 0 };
	struct build *b = begin(at, way, BOTH(MT_FORWARD_SHORT_MESSAGE), ue);
	way.p->mark = trusted(at) ? NULL : &at->mark;
	build_digits(b, F_DIAMETER_SC_ADDRESS, "99970000001");
	build_octets(b, F_DIAMETER_SM_RP_UI, put_message(octets, silent));
	send(at, way);
}

/* D53: which way messages to many subscribers go, and no message.  `silent`: messages that nobody sees, again
 * and again to one; `evasive`: few, slowly, from the partner; `near`: one is asked for and gets its message.  `sbi`:
 * the same question over N32. */
void attack_sms_routing(struct attack *at)
{
	bool near = attack_is(at, "near"), evasive = attack_is(at, "evasive"), silent = attack_is(at, "silent");
	struct asking smsf = attack_asking(ASK_SMSF_ABROAD);
	struct ue *ue = (silent || near) && at->ue != NULL ? at->ue : attack_victim(at, UE_REGISTERED);
	if (ue == NULL)
		return;
	at->ue = ue;
	if (attack_is(at, "sbi"))
		attack_ask(at, &at->world->nf[NF_PARTNER_SEPP], &smsf, ue);
	else if (silent || (near && at->round == 1))
		deliver_message(at, ue, silent);
	else
		route_message(at, ue);
	attack_repeat(at, near ? 2 : evasive ? 4 : silent ? 8 : 20, evasive ? 15e6 : silent ? 6e6 : 5e5);
}
