/* SPDX-License-Identifier: Apache-2.0
 *
 * life_next.c - who begins when, and what subscribers and functions do next
 */
#include "watch/generate/life.h"

/* An idle subscriber thinks for a while, then does one of these; the shares are of a hundred. */
static void think(struct ue *ue)
{
	static const struct {
		const struct step *script;
		uint32_t share;
	} table[] = {
		{ life_service, 53 }, { life_called, 15 }, { life_moving, 8 }, { life_moving_n2, 5 },
		{ life_update, 10 }, { life_changed, 2 }, { life_forgotten, 2 }, { life_leaving, 4 },
		{ life_sent_away, 1 },
	};
	double wait = 2e6 + 3e7 * rng_exp(&ue->rng);
	uint32_t draw = rng_u32(&ue->rng) % 100;
	size_t i = 0;
	if (!(ue->is & UE_REGISTERED)) {
		ue_begin(ue, life_registration, wait);
		return;
	}
	while (draw >= table[i].share)
		draw -= table[i++].share;
	bool moves = table[i].script == life_moving || table[i].script == life_moving_n2;
	if (!(ue->is & UE_SESSION))
		ue_begin(ue, life_anew, wait);
	else
		ue_begin(ue, moves && ue->world->gnbs < 2 ? life_service : table[i].script, wait);
}

static void arrive(struct ue *ue, double us)
{
	uint32_t draw = rng_u32(&ue->rng) % 50;
	ue->then = think;
	ue_begin(ue, draw == 0 ? life_synch_failure : draw == 1 ? life_congestion : life_registration, us);
}

/* ---- functions ---- */

static void beat_n2(void *what)
{
	struct gnb *gnb = what;
	struct world *w = gnb->world;
	wire_sctp_beat(&w->wire, &gnb->n2, w->wire.now / 1000 % 2);
	world_after(w, 30e6, beat_n2, gnb);
}

static void beat_n3(void *what)
{
	struct gnb *gnb = what;
	struct world *w = gnb->world;
	say_gtpu_echo(w, &gnb->node, &w->nf[NF_UPF]);
	say_gtpu_echo(w, &gnb->node, &w->nf[NF_UPF2]);
	world_after(w, 60e6, beat_n3, gnb);
}

static void begin_gnb(void *what)
{
	struct gnb *gnb = what;
	struct world *w = gnb->world;
	wire_sctp_open(&w->wire, &gnb->n2);
	say_ng_setup(w, gnb);
	world_after(w, 30e6, beat_n2, gnb);
	world_after(w, 2e6, beat_n3, gnb);
}

static void beat_n4(void *what)
{
	struct world *w = what;
	struct pfcp_pair a = say_n4(w, NF_UPF), b = say_n4(w, NF_UPF2);
	say_pfcp_beat(w, &a);
	say_pfcp_beat(w, &b);
	world_after(w, 10e6, beat_n4, w);
}

static void begin_n4(void *what)
{
	struct world *w = what;
	struct pfcp_pair a = say_n4(w, NF_UPF), b = say_n4(w, NF_UPF2);
	say_association(w, &a);
	say_association(w, &b);
	world_after(w, 10e6, beat_n4, w);
}

/* With --odd gone: for a minute nobody listens at one UPF; when it is back it has forgotten all. */
static void upf_goes(void *what)
{
	struct world *w = what;
	w->wire.gone = &w->nf[NF_UPF2];
}

static void upf_returns(void *what)
{
	struct world *w = what;
	struct pfcp_pair n4 = say_n4(w, NF_UPF2);
	w->wire.gone = NULL;
	w->restarted = &w->nf[NF_UPF2];
	w->restart = (w->wire.now - w->begin) / 1000000000;
	for (uint32_t i = 0; i < w->ues; i++)
		if (w->ue[i].session.upf == NF_UPF2)
			w->ue[i].is &= (uint8_t)~UE_SESSION;
	say_association(w, &n4);
}

static const struct step in_touch[] = { ASK(NF_BEAT), ANSWER(NF_BEAT), END };
static const struct step first_touch[] = { CALL(NF_REGISTER), CALL(NF_DISCOVER), END };

static void keep_in_touch(struct ue *function)
{
	ue_begin(function, in_touch, 10e6);
}

void life_begin(struct world *w)
{
	static const enum nf registered[] = { NF_AMF, NF_SMF, NF_AUSF, NF_UDM, NF_UDR, NF_PCF, NF_NSSF };
	struct rng r = rng_of(w->rq->seed, 2);
	double span = (double)(w->end - w->wire.now) / 1e3 / 3;
	world_after(w, 1000, begin_n4, w);
	if (w->odd & 1u << ODD_GONE) {
		double middle = (double)(w->begin - w->wire.now + (w->end - w->begin) / 3) / 1e3;
		world_after(w, middle, upf_goes, w);
		world_after(w, middle + 60e6, upf_returns, w);
	}
	life_roaming(w);
	life_4g(w);
	life_noise(w);
	for (size_t i = 0; i < COUNT(registered); i++) {
		struct ue *f = world_stranger(w, &w->gnb[0]);
		f->self = &w->nf[registered[i]];
		f->then = keep_in_touch;
		ue_begin(f, first_touch, 1e4 * (double)(i + 1));
	}
	for (uint32_t i = 0; i < w->gnbs; i++)
		world_after(w, 1e5 + 1e6 * rng_uniform(&r), begin_gnb, &w->gnb[i]);
	for (uint32_t i = 0; i < w->ues; i++)
		arrive(&w->ue[i], 1.5e6 + (span < 60e6 ? span : 60e6) * rng_uniform(&w->ue[i].rng));
}
