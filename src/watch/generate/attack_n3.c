/* SPDX-License-Identifier: Apache-2.0
 *
 * attack_n3.c - attacks on tunnels of N3 and N9 by who is outside of them: D31 to D34
 *
 * They say what a copy of a subscriber would say, with another TEID, address or base station.
 */
#include "watch/generate/attack.h"

enum { PORT_WEB = 443 };

/* ---- D31 and D34 ---- */

/* `from` says that it does not know the tunnel that ends at `end` (TS 29.281 7.3.1). */
static void error_indication(struct world *w, const struct node *from, const struct node *to, const struct node *end,
                             uint32_t teid)
{
	enum { TEID = 16, PEER = 133 };
	uint8_t elements[32];
	size_t n = end->family == 4 ? 4 : 16;
	struct put o = put_in(elements, sizeof elements);
	put_be(&o, TEID, 1);
	put_be(&o, teid, 4);
	put_be(&o, PEER, 1);
	put_be(&o, n, 2);
	put_octets(&o, end->address, n);
	w->gtpu_number++;
	say_gtpu(w, from, to, GTPU_ERROR, 0, put_span(&o));
}

/* A packet of that subscriber, with changes of the attacker's in the copy `as`. */
static void forge(struct attack *at, struct ue *as, bool up)
{
	uint8_t data[48];
	struct put o = put_in(data, sizeof data);
	attack_random(at, &o, sizeof data);
	data[0] = 0x40; /* as others have there */
	as->mark = NULL; /* the attack's own is set */
	as->is |= UE_SESSION;
	as->session.far = 0;
	say_user_udp(as, up, at->world->peer_web, (uint32_t)attack_port(at) << 16 | PORT_WEB, put_span(&o));
}

/* A session is deleted while packets are on their way up. */
static void late_packets(struct attack *at)
{
	enum { PACKETS = 3, ACCEPTED = 1 };
	struct world *w = at->world;
	struct ue *ue = attack_victim(at, ATTACK_TALKING);
	if (ue == NULL)
		return;
	struct ue as = *ue;
	struct pfcp_pair p = say_n4(w, ue->session.upf);
	say_session_delete(&as, &p);
	say_pfcp_cause(&as, &p, F_PFCP_PFCP_SESSION_DELETION_RESPONSE, ACCEPTED);
	ue->is &= (uint8_t)~UE_SESSION;
	for (int i = 0; i < PACKETS; i++) {
		forge(at, &as, true);
		error_indication(w, p.to, &ue->gnb->node, p.to, ue->session.ul);
	}
}

/* D31: G-PDUs for tunnels that nobody has, in order; each is answered by an Error Indication.  `evasive` guesses in
 * any order, seldom, from the addresses of base stations; `near` is what was on its way when a session ended. */
void attack_unknown_teid(struct attack *at)
{
	enum { MANY = 40, ROUNDS = 6, AHEAD = 100000 };
	struct world *w = at->world;
	bool evasive = attack_is(at, "evasive");
	if (attack_is(at, "near")) {
		late_packets(at);
		return;
	}
	struct ue as = *world_stranger(w, &w->gnb[attack_between(at, 0, w->gnbs - 1)]);
	struct gnb rogue = { .node = w->nf[NF_ROGUE_GNB] };
	if (!evasive)
		as.gnb = &rogue;
	as.session.ul = w->teids + AHEAD + (evasive ? rng_u32(&at->rng) % 0x7fffffff : at->round);
	as.session.upf = NF_UPF;
	forge(at, &as, true);
	attack_unmark(at);
	error_indication(w, &w->nf[NF_UPF], &as.gnb->node, &w->nf[NF_UPF], as.session.ul);
	if (at->round + 1 < (evasive ? ROUNDS : MANY))
		attack_again(at, evasive ? 1e7 : 1e5);
}

/* The UPF tells the SMF of a tunnel that somebody said is unknown, and stops what comes down. */
static void error_report(struct ue *ue)
{
	enum { ACCEPTED = 1 };
	struct world *w = ue->world;
	struct pfcp_pair p = { &w->nf[ue->session.upf], &w->nf[NF_SMF], PORT_PFCP,
		               &w->report_number[ue->session.upf] };
	uint32_t number = ++*p.number;
	struct build *b = say_pfcp_begin(w, F_PFCP_PFCP_SESSION_REPORT_REQUEST, ue->session.cp, number);
	build_group(b, F_PFCP_REPORT_TYPE);
	build_number(b, F_PFCP_ERIR, 1);
	build_end(b);
	build_group(b, F_PFCP_ERROR_INDICATION_REPORT);
	say_put_fteid(b, &ue->gnb->node, ue->session.dl);
	build_end(b);
	say_pfcp_ask(w, &p);
	build_number(say_pfcp_begin(w, F_PFCP_PFCP_SESSION_REPORT_RESPONSE, ue->session.up, number),
		     F_PFCP_CAUSE, ACCEPTED);
	say_pfcp_answer(w, &p);
	ue->session.far = FAR_STOPS;
}

/* The context is gone at the base station; what still comes down has no tunnel. */
static void late_error(struct attack *at, const struct ue *ue)
{
	struct world *w = at->world;
	struct ue as = *ue;
	forge(at, &as, false);
	error_indication(w, &ue->gnb->node, &w->nf[ue->session.upf], &ue->gnb->node, ue->session.dl);
}

/* D34: a stranger says that the tunnel of a victim is unknown; the UPF reports it and stops.  `end-marker` says to
 * the base station that nothing more comes, without a handover; `evasive` is the error from the base station's own
 * address. `near` is a base station that said so because it did release the subscriber. */
void attack_forged_error(struct attack *at)
{
	enum { ROUNDS = 6 };
	struct world *w = at->world;
	bool near = attack_is(at, "near"), evasive = attack_is(at, "evasive");
	struct ue *ue = near ? attack_idle(at) : attack_victim(at, ATTACK_TALKING);
	if (ue == NULL)
		return;
	const struct node *gnb = &ue->gnb->node, *upf = &w->nf[ue->session.upf];
	if (near) {
		late_error(at, ue);
	} else if (attack_is(at, "end-marker")) {
		say_gtpu(w, &w->nf[NF_INSIDER], gnb, GTPU_END_MARKER, ue->session.dl, (struct span){ NULL, 0 });
	} else {
		error_indication(w, evasive ? gnb : &w->nf[NF_INSIDER], upf, gnb, ue->session.dl);
		attack_unmark(at);
		error_report(ue);
	}
	if (at->round + 1 < ROUNDS)
		attack_again(at, evasive ? 1.2e7 : 2e6);
}

/* ---- D32 ---- */

/* A traveller's packets take the new way before the UPF knows of it. */
static void on_the_move(struct attack *at)
{
	enum { POLLS = 40000, POLL = 5000 };
	if (at->round == 0)
		at->ue = attack_traveller(at);
	if (at->ue->before != NULL) {
		struct ue as = *at->ue;
		forge(at, &as, true);
	} else if (at->round < POLLS) {
		attack_again(at, POLL);
	}
}

/* D32: a subscriber sends with the address of another.  `outer`: a stranger sends in the tunnel of a victim up,
 * `downlink`: down; `evasive` takes the next address, now and then.  `near` is a subscriber that just changed the
 * base station. */
void attack_source_mismatch(struct attack *at)
{
	enum { ROUNDS = 12 };
	struct world *w = at->world;
	bool evasive = attack_is(at, "evasive"), down = attack_is(at, "downlink");
	if (attack_is(at, "near")) {
		on_the_move(at);
		return;
	}
	struct ue *ue = attack_victim(at, ATTACK_TALKING);
	if (ue == NULL)
		return;
	struct ue as = *ue, *other = world_some_ue(w, &at->rng, UE_SESSION);
	struct gnb rogue = { .node = w->nf[NF_ROGUE_GNB] };
	if (attack_is(at, "outer"))
		as.gnb = &rogue;
	else if (down)
		as.session.upf = NF_INSIDER;
	else if (evasive || other == ue)
		as.session.address[3] ^= 1;
	else
		memcpy(as.session.address, other->session.address, 4);
	forge(at, &as, !down);
	if (at->round + 1 < ROUNDS)
		attack_again(at, evasive ? 7e6 : 4e5);
}

/* ---- D33 ---- */

/* D33: octets that have no place in an echo, both ways.  `evasive` hides a few of them in a private extension,
 * `silent` is never answered; `near` is an echo with the private extension of a vendor that is always the same. */
void attack_echo_payload(struct attack *at)
{
	enum { ROUNDS = 12, RECOVERY = 14, PRIVATE = 255, VENDOR = 10415 };
	struct world *w = at->world;
	uint8_t payload[256];
	const struct node *from = &w->gnb[0].node, *to = &w->nf[NF_UPF];
	bool near = attack_is(at, "near"), evasive = attack_is(at, "evasive");
	size_t n = near ? 8 : evasive ? 16 : attack_between(at, 64, 200);
	struct put o = put_in(payload, sizeof payload);
	put_be(&o, RECOVERY << 8, 2); /* what an answer has to have; in a request it has no place */
	put_be(&o, PRIVATE << 16 | (2 + n), 3);
	put_be(&o, VENDOR, 2);
	for (size_t i = 0; i < n; i++)
		put_be(&o, near ? i : rng_u32(&at->rng) & 255, 1);
	w->gtpu_number++;
	say_gtpu(w, from, to, GTPU_ECHO, 0, (struct span){ payload + 2, o.n - 2 });
	if (!attack_is(at, "silent"))
		say_gtpu(w, to, from, GTPU_ECHO_ANSWER, 0, put_span(&o));
	if (at->round + 1 < ROUNDS)
		attack_again(at, evasive ? 8e6 : 1.5e6);
}
