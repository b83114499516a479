/* SPDX-License-Identifier: Apache-2.0
 *
 * attack_n1n2.c - attacks on N1 and N2: D01 to D21
 */
#include "watch/generate/attack.h"

/* D06: many subscribers that begin to register and never answer.  `evasive` takes its time and uses many base
 * stations, `near` is a crowd that comes at once and does register. */
void attack_registration_storm(struct attack *at)
{
	enum { MANY = 120, CROWD = 40 };
	struct world *w = at->world;
	bool near = attack_is(at, "near"), evasive = attack_is(at, "evasive");
	if (at->gnb == NULL || evasive)
		at->gnb = &w->gnb[attack_between(at, 0, w->gnbs - 1)];
	struct ue *ue = world_stranger(w, at->gnb);
	ue->mark = w->wire.mark;
	ue_begin(ue, near ? life_registration : life_unanswered, 0);
	if (at->round + 1 < (near ? CROWD : MANY))
		attack_again(at, near ? 5e4 : evasive ? 3e5 : 2e4);
}
