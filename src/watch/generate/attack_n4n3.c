/* SPDX-License-Identifier: Apache-2.0
 *
 * attack_n4n3.c - attacks on N4, N3 and N9: D22 to D36
 */
#include "watch/generate/attack.h"

/* D23: a stranger deletes sessions of others, by SEID.  `own-address` forges the address of the owner and counts from
 * 1 as tools do, `evasive` goes on counting where the owner is; `near` is the owner itself, deleting what it made. */
void attack_foreign_session(struct attack *at)
{
	enum { SESSIONS = 5, ACCEPTED = 1 };
	struct world *w = at->world;
	bool forged = attack_is(at, "own-address") || attack_is(at, "evasive");
	struct ue *ue = attack_victim(at, UE_SESSION);
	if (ue == NULL)
		return;
	uint32_t own = at->round;
	struct pfcp_pair p = say_n4(w, ue->session.upf);
	if (!attack_is(at, "near") && !attack_is(at, "evasive"))
		p.number = &own;
	if (!attack_is(at, "near") && !forged)
		p.from = &w->nf[NF_INSIDER];
	say_session_delete(ue, &p);
	attack_unmark(at);
	say_pfcp_cause(ue, &p, F_PFCP_PFCP_SESSION_DELETION_RESPONSE, ACCEPTED);
	ue->is &= (uint8_t)~UE_SESSION;
	if (at->round + 1 < SESSIONS)
		attack_again(at, 1e6 * attack_between(at, 1, 4));
}

/* D33: octets that have no place in an echo, both ways.  `evasive` hides a few of them in a private extension,
 * `near` is an echo with the private extension of a vendor that is always the same. */
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
	say_gtpu(w, to, from, GTPU_ECHO_ANSWER, 0, put_span(&o));
	if (at->round + 1 < ROUNDS)
		attack_again(at, evasive ? 8e6 : 1.5e6);
}
