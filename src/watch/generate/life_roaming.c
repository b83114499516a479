/* SPDX-License-Identifier: Apache-2.0
 *
 * life_roaming.c - subscribers abroad and visitors: Diameter, GTPv2-C and N32 with one partner
 */
#include "watch/generate/life.h"

static struct peering *s6a(struct ue *ue)
{
	struct world *w = ue->world;
	return ue->foreign ? say_peering(w, &w->nf[NF_MME], &w->nf[NF_PARTNER_HSS]) :
	                     say_peering(w, &w->nf[NF_PARTNER_MME], &w->nf[NF_HSS]);
}

static void vectors(struct ue *ue, unsigned answer)
{
	(answer ? say_vectors_answer : say_vectors_request)(ue, s6a(ue));
}

static void location(struct ue *ue, unsigned answer)
{
	(answer ? say_update_location_answer : say_update_location)(ue, s6a(ue));
	ue->is |= answer ? UE_REGISTERED : 0;
}

static void s8(struct ue *ue, unsigned message)
{
	struct world *w = ue->world;
	const struct node *sgw = &w->nf[NF_PARTNER_SGW], *pgw = &w->nf[NF_PGW];
	switch (message) {
	case F_GTPV2_CREATE_SESSION_REQUEST: say_create_session(ue, sgw, pgw); break;
	case F_GTPV2_CREATE_SESSION_RESPONSE: say_create_session_answer(ue, sgw, pgw); break;
	case F_GTPV2_DELETE_SESSION_REQUEST: say_delete_session(ue, sgw, pgw); break;
	default: say_delete_session_answer(ue, sgw, pgw);
	}
}

static void leave(struct ue *ue, unsigned cancelled)
{
	ue->is &= (uint8_t)~UE_REGISTERED;
	(cancelled ? say_cancel_location : say_purge)(ue, s6a(ue));
}

#define LOCATION \
	{ vectors, false, 0 }, { vectors, true, 20 * CORE }, { location, false, 8 * RADIO }, \
	{ location, true, 20 * CORE }
#define S8(message) { s8, F_GTPV2_##message, 20 * CORE }

/* One of ours abroad, in 4G, whose traffic comes home; one of the partner's here. */
static const struct step abroad[] = {
	LOCATION,
	S8(CREATE_SESSION_REQUEST), S8(CREATE_SESSION_RESPONSE), CALL(N32_FORWARD),
	{ s8, F_GTPV2_DELETE_SESSION_REQUEST, 30000000 }, S8(DELETE_SESSION_RESPONSE), { leave, false, 20 * CORE }, END,
};
static const struct step visitor[] = {
	LOCATION,
	{ leave, true, 40000000 }, END,
};
static const struct step n32[] = { CALL(N32_HELLO), END };

static void roam(struct ue *ue)
{
	ue_begin(ue, ue->foreign ? visitor : abroad, 1e7 + 6e7 * rng_exp(&ue->rng));
}

static void beat_s6a(void *what)
{
	struct world *w = what;
	for (struct peering *p = w->peering; p != NULL; p = p->next)
		say_watchdog(w, p);
	world_after(w, 30e6, beat_s6a, w);
}

/* A small share of all: one of ours and one of theirs, and one more each for every hundred subscribers. */
void life_roaming(struct world *w)
{
	for (uint32_t i = 0; i < 2 + w->ues / 50; i++) {
		struct ue *ue = world_stranger(w, &w->gnb[0]);
		ue->foreign = i % 2;
		if (i < 2)
			*(i == 0 ? &w->traveller : &w->visitor) = ue;
		ue->then = roam;
		roam(ue);
	}
	struct ue *sepp = world_stranger(w, &w->gnb[0]);
	sepp->self = &w->nf[NF_SEPP];
	ue_begin(sepp, n32, 2e5);
	world_after(w, 3e7, beat_s6a, w);
}
