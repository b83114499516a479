/* SPDX-License-Identifier: Apache-2.0
 *
 * attack_n4.c - attacks on N4: D22 to D28
 *
 * An attacker asks in one of three ways: from an address of its own, from that of the SMF but counting from 1 as
 * tools do (`own-address`), or from that of the SMF and going on where it is (`evasive`).  UPFs believe all of them.
 */
#include "watch/generate/attack.h"

enum { ACCEPTED = 1, NO_SUCH_SESSION = 65, DOWNLINK = 2, ACCESS = 0 };

/* Who asks; `own` counts its requests, if it is not the SMF itself. */
static struct pfcp_pair asker(struct attack *at, unsigned upf, uint32_t *own)
{
	struct pfcp_pair p = say_n4(at->world, upf);
	bool owner = attack_is(at, "near") || attack_is(at, "evasive");
	if (!owner)
		p.number = own;
	if (!owner && !attack_is(at, "own-address"))
		p.from = &at->world->nf[NF_INSIDER];
	return p;
}

static void answer(struct attack *at, struct ue *ue, const struct pfcp_pair *p, enum field_id message, unsigned cause)
{
	attack_unmark(at);
	say_pfcp_cause(ue, p, message, cause);
	attack_mark(at);
}

/* A UPF forgets its sessions. */
static void forget_sessions(struct world *w, unsigned upf)
{
	for (uint32_t i = 0; i < w->ues; i++)
		if (w->ue[i].session.upf == upf)
			w->ue[i].is &= (uint8_t)~(UE_SESSION | UE_MAPPED);
}

/* ---- D22 ---- */

static void beat(struct attack *at, const struct pfcp_pair *p, uint32_t number)
{
	struct world *w = at->world;
	say_put_recovery(w, say_pfcp_plain(w, F_PFCP_PFCP_HEARTBEAT_REQUEST, number), p->from);
	say_pfcp_ask(w, p);
	attack_unmark(at);
	say_put_recovery(w, say_pfcp_plain(w, F_PFCP_PFCP_HEARTBEAT_RESPONSE, number), p->to);
	say_pfcp_answer(w, p);
	attack_mark(at);
}

static void associate(struct attack *at, const struct pfcp_pair *p, const struct node *id)
{
	struct world *w = at->world;
	struct build *b = say_pfcp_plain(w, F_PFCP_PFCP_ASSOCIATION_SETUP_REQUEST, ++*p->number);
	say_put_node(b, id);
	say_put_recovery(w, b, p->from);
	say_pfcp_ask(w, p);
	attack_unmark(at);
	b = say_pfcp_plain(w, F_PFCP_PFCP_ASSOCIATION_SETUP_RESPONSE, *p->number);
	say_put_node(b, p->to);
	build_number(b, F_PFCP_CAUSE, ACCEPTED);
	say_put_recovery(w, b, p->to);
	say_pfcp_answer(w, p);
	attack_mark(at);
}

/* Says in the name of the SMF that it started anew: its sessions are no more. */
static void lie_about_start(struct attack *at, const struct pfcp_pair *p)
{
	struct world *w = at->world;
	const struct node *restarted = w->restarted;
	uint64_t restart = w->restart;
	w->restarted = p->from;
	w->restart = (w->wire.now - w->begin) / 1000000000;
	associate(at, p, p->from);
	w->restarted = restarted;
	w->restart = restart;
	forget_sessions(w, (unsigned)(p->to - w->nf));
}

/* A UPF comes back and says so. */
static void restart(struct attack *at)
{
	struct world *w = at->world;
	struct pfcp_pair p = { &w->nf[NF_UPF2], &w->nf[NF_SMF], PORT_PFCP, &w->report_number[NF_UPF2] };
	w->restarted = p.from;
	w->restart = (w->wire.now - w->begin) / 1000000000;
	forget_sessions(w, NF_UPF2);
	associate(at, &p, p.from);
}

/* D22: a stranger has an association with the UPF and keeps it alive, `known-node` by the name of the SMF.
 * `evasive` comes from the SMF's address and says that it started anew, so that the UPF gives up its sessions;
 * `near` is a UPF that did start anew. */
void attack_foreign_association(struct attack *at)
{
	enum { BEATS = 6 };
	struct world *w = at->world;
	bool evasive = attack_is(at, "evasive");
	uint32_t own = at->round;
	unsigned upf = evasive && at->round > 0 ? NF_UPF2 : NF_UPF;
	struct pfcp_pair p = asker(at, upf, &own);
	if (attack_is(at, "near")) {
		restart(at);
	} else if (evasive) {
		lie_about_start(at, &p);
	} else if (at->round > 0) {
		beat(at, &p, own + 1);
	} else {
		associate(at, &p, attack_is(at, "known-node") ? &w->nf[NF_SMF] : p.from);
	}
	if (!attack_is(at, "near") && at->round < (evasive ? 1 : BEATS))
		attack_again(at, evasive ? 2e7 : 5e6);
}

/* ---- D23 ---- */

/* A session of nobody, by somebody without an association who says it is the SMF. */
static void establish(struct attack *at, const struct pfcp_pair *p)
{
	struct world *w = at->world;
	struct ue *ghost = world_stranger(w, &w->gnb[0]);
	ghost->session.cp = ++w->seids;
	struct build *b = say_pfcp_begin(w, F_PFCP_PFCP_SESSION_ESTABLISHMENT_REQUEST, 0, ++*p->number);
	ghost->request = *p->number;
	say_put_node(b, &w->nf[NF_SMF]);
	say_put_fseid(b, &w->nf[NF_SMF], ghost->session.cp);
	say_put_rules(ghost, b);
	build_number(b, F_PFCP_PDN_TYPE, 1);
	say_pfcp_ask(w, p);
	attack_unmark(at);
	say_session_establish_answer(ghost, p);
}

/* Changes what the UPF does with what comes down: `action`, and to whom. */
static void modify(struct attack *at, struct ue *ue, const struct pfcp_pair *p, enum field_id action,
                   const struct node *to)
{
	struct world *w = at->world;
	struct ue as = *ue; /* what it waits for itself stays as it is */
	struct build *b = say_pfcp_begin(w, F_PFCP_PFCP_SESSION_MODIFICATION_REQUEST, as.session.up, ++*p->number);
	as.request = *p->number;
	build_group(b, F_PFCP_UPDATE_FAR);
	build_number(b, F_PFCP_FAR_ID, DOWNLINK);
	say_put_action(b, action);
	if (to != NULL) {
		build_group(b, action == F_PFCP_DUPL ? F_PFCP_UPDATE_DUPLICATING_PARAMETERS :
		                                       F_PFCP_UPDATE_FORWARDING_PARAMETERS);
		build_number(b, F_PFCP_DESTINATION_INTERFACE, ACCESS);
		say_put_outer(b, to, as.session.dl);
		build_end(b);
	}
	build_end(b);
	say_pfcp_ask(w, p);
	answer(at, &as, p, F_PFCP_PFCP_SESSION_MODIFICATION_RESPONSE, ACCEPTED);
	ue->session.far = action == F_PFCP_DROP ? FAR_STOPS : action == F_PFCP_DUPL ? FAR_COPIES :
	                  to == &ue->gnb->node ? 0 : FAR_STOPS | FAR_COPIES;
	ue->session.other = to;
}

static void delete(struct attack *at, struct ue *ue, const struct pfcp_pair *p)
{
	struct ue as = *ue;
	say_session_delete(&as, p);
	answer(at, &as, p, F_PFCP_PFCP_SESSION_DELETION_RESPONSE, ACCEPTED);
	ue->is &= (uint8_t)~UE_SESSION;
}

/* The AMF asked for it. */
static void delete_when_asked(struct attack *at, struct ue *ue, const struct pfcp_pair *p)
{
	struct ue as = *ue;
	say_ask(&as, CALL_SESSION_RELEASE);
	delete(at, ue, p);
	say_answer(&as, CALL_SESSION_RELEASE);
}

/* D23: a stranger deletes sessions of others, by SEID.  `own-address` forges the address of the owner and counts
 * from 1 as tools do, `evasive` goes on counting where the owner is; `modify` stops their traffic, `establish`
 * makes sessions for nobody; `near` is the owner itself, deleting what the AMF
 * asks it to. */
void attack_foreign_session(struct attack *at)
{
	enum { SESSIONS = 5 };
	bool near = attack_is(at, "near");
	unsigned is = attack_is(at, "modify") ? ATTACK_TALKING : attack_is(at, "establish") ? 0 : UE_SESSION;
	struct ue *ue = near ? attack_idle(at) : attack_victim(at, is);
	if (ue == NULL)
		return;
	uint32_t own = at->round;
	struct pfcp_pair p = asker(at, ue->session.upf, &own);
	if (attack_is(at, "establish"))
		establish(at, &p);
	else if (attack_is(at, "modify"))
		modify(at, ue, &p, F_PFCP_DROP, NULL);
	else if (near)
		delete_when_asked(at, ue, &p);
	else
		delete(at, ue, &p);
	if (at->round + 1 < SESSIONS)
		attack_again(at, 1e6 * attack_between(at, 1, 4));
}

/* ---- D24 ---- */

static struct ue *owner(struct world *w, unsigned upf, uint64_t seid)
{
	for (uint32_t i = 0; i < w->ues; i++)
		if (w->ue[i].is & UE_SESSION && w->ue[i].session.upf == upf && w->ue[i].session.up == seid)
			return &w->ue[i];
	return NULL;
}

/* Is there a session of that number?  Answers to what is not known have 0 in the head (TS 29.244 7.2.2.4.2). */
static void probe(struct attack *at, const struct pfcp_pair *p, enum field_id ask, uint64_t seid, unsigned upf)
{
	struct world *w = at->world;
	bool deletes = ask == F_PFCP_PFCP_SESSION_DELETION_REQUEST;
	struct ue *hit = owner(w, upf, seid), as = hit != NULL ? *hit : (struct ue){ .world = w };
	say_pfcp_begin(w, ask, seid, ++*p->number);
	as.request = *p->number;
	say_pfcp_ask(w, p);
	answer(at, &as, p, deletes ? F_PFCP_PFCP_SESSION_DELETION_RESPONSE : F_PFCP_PFCP_SESSION_MODIFICATION_RESPONSE,
	       hit != NULL ? ACCEPTED : NO_SUCH_SESSION);
	if (hit != NULL && deletes)
		hit->is &= (uint8_t)~UE_SESSION;
}

/* The SMF asks four times for each of three sessions that it deleted. */
static void stale_session(struct attack *at)
{
	enum { TIMES = 4, SESSIONS = 3 };
	uint32_t none = 0;
	if (at->round % TIMES == 0) {
		at->ue = attack_idle(at);
		if (at->ue == NULL)
			return;
		struct pfcp_pair p = asker(at, at->ue->session.upf, &none);
		delete(at, at->ue, &p);
		at->number = at->ue->session.up;
	}
	struct pfcp_pair p = asker(at, at->ue->session.upf, &none);
	probe(at, &p, F_PFCP_PFCP_SESSION_DELETION_REQUEST, at->number, at->ue->session.upf);
	if (at->round + 1 < TIMES * SESSIONS)
		attack_again(at, 3e6);
}

static uint64_t lowest(struct world *w, unsigned upf)
{
	uint64_t seid = UINT64_MAX;
	for (uint32_t i = 0; i < w->ues; i++)
		if (w->ue[i].is & UE_SESSION && w->ue[i].session.upf == upf && w->ue[i].session.up < seid)
			seid = w->ue[i].session.up;
	return seid;
}

/* D24: deletes what it guesses: SEIDs in order, 14 in vain, then one that is there.  `evasive` asks for them
 * without a wish, in any order, from three addresses that ask seldom; `near` is the SMF that does not notice that
 * three sessions are gone. */
void attack_seid_scan(struct attack *at)
{
	enum { MANY = 15 };
	static const enum nf sender[] = { NF_INSIDER, NF_OUTSIDER, NF_ROGUE_GNB };
	if (attack_is(at, "near")) {
		stale_session(at);
		return;
	}
	if (at->round == 0) {
		at->ue = attack_victim(at, UE_SESSION);
		if (at->ue == NULL)
			return;
		at->number = lowest(at->world, at->ue->session.upf) + 1 - MANY;
	}
	bool evasive = attack_is(at, "evasive");
	uint32_t own = at->round, upf = at->ue->session.upf;
	struct pfcp_pair p = asker(at, upf, &own);
	p.number = &own;
	p.from = &at->world->nf[sender[evasive ? at->round % COUNT(sender) : 0]];
	uint64_t seid = at->number + (evasive ? at->round * 7 % MANY : at->round);
	probe(at, &p, evasive ? F_PFCP_PFCP_SESSION_MODIFICATION_REQUEST : F_PFCP_PFCP_SESSION_DELETION_REQUEST,
	      seid, upf);
	if (at->round + 1 < MANY)
		attack_again(at, evasive ? 6e6 : 2e5);
}

/* ---- D25 and D26 ---- */

/* D25: what comes down goes to the attacker for 5 s, then to the base station again.  `evasive` does it as the SMF,
 * to an address among those of base stations, and for good; `near` is a subscriber that travels. */
void attack_redirect(struct attack *at)
{
	enum { ROUNDS = 8 };
	struct world *w = at->world;
	bool evasive = attack_is(at, "evasive"), back = at->round % 2 == 1 && !evasive;
	if (attack_is(at, "near")) {
		attack_traveller(at);
		return;
	}
	if (!back && (at->ue = attack_victim(at, ATTACK_TALKING)) == NULL)
		return;
	uint32_t own = at->round;
	struct pfcp_pair p = asker(at, at->ue->session.upf, &own);
	const struct node *thief = &w->nf[evasive ? NF_ROGUE_GNB : NF_INSIDER];
	if (!back)
		modify(at, at->ue, &p, F_PFCP_FORW, thief);
	else if (at->ue->session.far != 0) /* the SMF did not do it meanwhile */
		modify(at, at->ue, &p, F_PFCP_FORW, &at->ue->gnb->node);
	if (at->round + 1 < (evasive ? ROUNDS / 2 : ROUNDS))
		attack_again(at, evasive ? 2e7 : 5e6);
}

/* D26: what comes down is dropped, from the owner's address, for 15 subscribers.  `duplicate` lets it pass and
 * sends a copy to somebody outside, `evasive` stops it now and then for 2 s as the SMF; `near` is the SMF, which
 * gives up what it kept for subscribers that have been idle for long. */
void attack_drop(struct attack *at)
{
	enum { ROUNDS = 15 };
	struct world *w = at->world;
	bool evasive = attack_is(at, "evasive"), near = attack_is(at, "near"), on = evasive && at->round % 2 == 1;
	if (!on && (at->ue = near ? attack_idle(at) : attack_victim(at, ATTACK_TALKING)) == NULL)
		return;
	uint32_t own = at->round;
	struct pfcp_pair p = asker(at, at->ue->session.upf, &own);
	p.from = &w->nf[NF_SMF];
	if (attack_is(at, "duplicate"))
		modify(at, at->ue, &p, F_PFCP_DUPL, &w->nf[NF_OUTSIDER]);
	else if (!on)
		modify(at, at->ue, &p, F_PFCP_DROP, NULL);
	else if (at->ue->session.far != 0)
		modify(at, at->ue, &p, F_PFCP_FORW, &at->ue->gnb->node);
	if (at->round + 1 < (near ? ROUNDS / 3 : ROUNDS))
		attack_again(at, evasive && !on ? 2e6 : 1e6 * attack_between(at, 1, evasive ? 12 : 3));
}

/* ---- D27 ---- */

static void flood_session(struct attack *at, const struct pfcp_pair *p)
{
	struct ue *ghost = world_stranger(at->world, &at->world->gnb[0]);
	ghost->session.upf = NF_UPF;
	say_session_establish(ghost, p);
	attack_unmark(at);
	say_session_establish_answer(ghost, p);
	attack_mark(at);
}

/* D27: heartbeats that all have number 1 and sessions that all have number 2, 25 a second.  `heartbeats` sends
 * nothing else, and counts; `evasive` makes a session in a second as the SMF, for subscribers that N2 knows nothing
 * of; `near` is a crowd that registers, and three heartbeats that were sent twice. */
void attack_n4_flood(struct attack *at)
{
	enum { FLOOD = 200, SLOW = 60, CROWD = 30 };
	struct world *w = at->world;
	bool near = attack_is(at, "near"), evasive = attack_is(at, "evasive"), beats = attack_is(at, "heartbeats");
	uint32_t own = beats ? at->round : 0;
	struct pfcp_pair p = asker(at, NF_UPF, &own);
	if (near && at->round % 10 == 9) {
		beat(at, &p, ++*p.number);
		beat(at, &p, *p.number); /* the answer came too late */
	} else if (near) {
		ue_begin(world_stranger(w, &w->gnb[at->round % w->gnbs]), life_registration, 0);
	} else {
		if (!evasive)
			beat(at, &p, ++own);
		if (!beats)
			flood_session(at, &p);
	}
	if (at->round + 1 < (near ? CROWD : evasive ? SLOW : FLOOD))
		attack_again(at, near ? 6e4 : evasive ? 4e5 + 8e5 * rng_uniform(&at->rng) : 4e4);
}

/* ---- D28 ---- */

/* A second session with the tunnel of a victim; with its address, too, unless `tunnel_only`. */
static void bind_again(struct attack *at, struct ue *victim, const struct pfcp_pair *p, bool tunnel_only)
{
	struct world *w = at->world;
	struct ue *ghost = world_stranger(w, victim->gnb);
	struct session own = ghost->session;
	ghost->session = victim->session;
	ghost->session.own_teid = true;
	if (tunnel_only)
		memcpy(ghost->session.address, own.address, sizeof own.address);
	say_session_establish(ghost, p);
	attack_unmark(at);
	struct build *b = say_pfcp_begin(w, F_PFCP_PFCP_SESSION_ESTABLISHMENT_RESPONSE, ghost->session.cp,
	                                 ghost->request);
	say_put_node(b, p->to);
	build_number(b, F_PFCP_CAUSE, ACCEPTED);
	say_put_fseid(b, p->to, 0x1000 + w->seids);
	say_pfcp_answer(w, p);
}

/* The SMF puts a session anew: the address that was free a moment ago is in use again. */
static void bind_anew(struct attack *at, struct ue *ue, const struct pfcp_pair *p)
{
	delete(at, ue, p);
	say_session_establish(ue, p);
	say_session_establish_answer(ue, p);
	ue->is |= UE_SESSION;
}

/* D28: a second session with address and tunnel of somebody else's.  `own-address` as D23, `evasive` takes the
 * tunnel only, as the SMF; `near` is the SMF that deletes sessions and makes them anew with the same addresses. */
void attack_double_binding(struct attack *at)
{
	enum { ROUNDS = 4 };
	bool near = attack_is(at, "near"), evasive = attack_is(at, "evasive");
	struct ue *ue = near ? attack_idle(at) : attack_victim(at, UE_SESSION);
	if (ue == NULL)
		return;
	uint32_t own = at->round;
	struct pfcp_pair p = asker(at, ue->session.upf, &own);
	if (near)
		bind_anew(at, ue, &p);
	else
		bind_again(at, ue, &p, evasive);
	if (at->round + 1 < ROUNDS)
		attack_again(at, evasive ? 1.5e7 : 2e6);
}
