/* SPDX-License-Identifier: Apache-2.0
 *
 * life_4g.c - the neighbour: a few subscribers attach at an eNB of the same network
 */
#include "watch/generate/life.h"

static void say(struct ue *ue, unsigned what)
{
	static void (*const said[])(struct ue *ue) = {
		say_attach, say_attach_challenge, say_attach_response, say_attach_security, say_attach_secured,
		say_attach_accept, say_attach_complete, say_s1_release,
	};
	said[what](ue);
}

static void s6a(struct ue *ue, unsigned message)
{
	struct world *w = ue->world;
	struct peering *p = say_peering(w, &w->nf[NF_MME], &w->nf[NF_HSS]);
	switch (message) {
	case F_DIAMETER_AUTHENTICATION_INFORMATION_REQUEST: say_vectors_request(ue, p); break;
	case F_DIAMETER_AUTHENTICATION_INFORMATION_ANSWER: say_vectors_answer(ue, p); break;
	case F_DIAMETER_UPDATE_LOCATION_REQUEST: say_update_location(ue, p); break;
	default: say_update_location_answer(ue, p);
	}
}

#define S6A(message) { s6a, F_DIAMETER_##message, CORE }

const struct step life_attach[] = {
	{ say, 0, 0 }, S6A(AUTHENTICATION_INFORMATION_REQUEST), S6A(AUTHENTICATION_INFORMATION_ANSWER),
	{ say, 1, CORE }, { say, 2, 3 * RADIO }, { say, 3, CORE }, { say, 4, RADIO }, S6A(UPDATE_LOCATION_REQUEST),
	S6A(UPDATE_LOCATION_ANSWER), { say, 5, CORE }, { say, 6, RADIO }, { say, 7, 20000000 }, END,
};

static void again(struct ue *ue)
{
	ue_begin(ue, life_attach, 2e7 + 6e7 * rng_exp(&ue->rng));
}

static void beat(void *what)
{
	struct world *w = what;
	wire_sctp_beat(&w->wire, &w->enb.n2, UP);
	world_after(w, 30e6, beat, w);
}

static void begin(void *what)
{
	struct world *w = what;
	wire_sctp_open(&w->wire, &w->enb.n2);
	say_s1_setup(w, &w->enb);
	world_after(w, 30e6, beat, w);
}

void life_4g(struct world *w)
{
	world_after(w, 3e5, begin, w);
	for (uint32_t i = 0; i < 1 + w->ues / 50; i++) {
		struct ue *ue = world_stranger(w, &w->enb);
		ue->then = again;
		again(ue);
	}
}
