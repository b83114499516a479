/* SPDX-License-Identifier: Apache-2.0
 *
 * play.c - who plays a script, and steps that many scripts have
 */
#include "watch/generate/play.h"

enum { SIGNALLING = 3, DATA = 4 };

/* ---- who plays ---- */

struct ue *play_subscriber(struct attack *at, unsigned how)
{
	struct world *w = at->world;
	bool other = how & PLAY_TURNS && at->round % 2 == 0;
	if (at->gnb == NULL)
		at->gnb = &w->gnb[attack_between(at, 0, w->gnbs - 1)];
	struct gnb *gnb = how & PLAY_SPREAD ? &w->gnb[((uint32_t)(at->gnb - w->gnb) + at->round) % w->gnbs] : at->gnb;
	struct ue *ue = world_stranger(w, gnb);
	ue->hit = w->wire.mark;
	ue->before = at->rogue;
	if (how & PLAY_OWN && !other)
		ue->mark = w->wire.mark;
	if (how & PLAY_ONE && at->ue != NULL) {
		ue->number = at->ue->number;
		ue->scheme = at->ue->scheme;
	}
	at->ue = ue;
	return ue;
}

void play_rows(struct attack *at, const struct play *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct play *p = &rows[i];
		if (!attack_is(at, p->variant))
			continue;
		ue_begin(play_subscriber(at, p->how), p->script, 0);
		if (at->round + 1u < p->times)
			attack_again(at, p->ms * (double)attack_between(at, 700, 1300));
	}
}

void play_hit(struct ue *ue)
{
	ue->world->wire.mark = ue->hit;
}

/* ---- base stations ---- */

/* `node` is its address, `like` whom it resembles in all else. */
static struct gnb *made(struct attack *at, const struct node *node, const struct gnb *like)
{
	struct world *w = at->world;
	struct gnb *g = NEW(w->a, struct gnb, 1);
	*g = *like;
	g->ran_ids = 0;
	g->node = *node;
	g->n2 = (struct wire_sctp){ .node = { &g->node, &w->nf[NF_AMF] }, .port = { PORT_NGAP, PORT_NGAP } };
	return g;
}

struct gnb *play_planned(struct attack *at)
{
	struct world *w = at->world;
	struct node node;
	struct gnb like = w->gnb[0];
	like.number = w->gnbs + 1 + w->strangers % 100;
	world_node(w, &node, arena_fmt(w->a, "gnb-%u", like.number), 10u << 24 | 32u << 16 | like.number);
	return made(at, &node, &like);
}

struct gnb *play_foreign(struct attack *at)
{
	enum { NUMBER = 0x1234, TAC = 99 };
	struct gnb like = at->world->gnb[0];
	like.number = NUMBER;
	like.tac = TAC;
	struct node node = at->world->nf[NF_ROGUE_GNB];
	node.name = arena_fmt(at->world->a, "gnb-%u", NUMBER);
	return made(at, &node, &like);
}

void play_connect(struct attack *at, struct gnb *g)
{
	attack_mark(at);
	wire_sctp_open(&at->world->wire, &g->n2);
	say_ng_setup(at->world, g);
	wire_sctp_flush(&at->world->wire);
	attack_mark(at);
}

/* ---- steps ---- */

void play_quirk(struct ue *ue, unsigned bits)
{
	ue->quirk |= (uint16_t)bits;
}

void play_scheme(struct ue *ue, unsigned scheme)
{
	ue->scheme = (uint8_t)scheme;
}

void play_known(struct ue *ue, unsigned what)
{
	(void)what;
	ue->tmsi = 0xc0000000 + ++ue->world->tmsis;
	ue->ksi = 0;
	ue->up = (uint8_t)rng_u32(&ue->rng);
	ue->down = (uint8_t)rng_u32(&ue->rng);
}

void play_reject(struct ue *ue, unsigned cause)
{
	say_down(ue, say_reject(ue, NAS_PLAIN, F_NAS5GS_REGISTRATION_REJECT, cause));
}

void play_serve(struct ue *ue, unsigned what)
{
	(void)what;
	say_initial(ue, say_service_request(ue, 1), DATA, true);
}

void play_register(struct ue *ue, unsigned type)
{
	ue->auth = ++ue->world->refs;
	say_initial(ue, say_registration_request(ue, NAS_INTEGRITY, type, false), SIGNALLING, true);
}

void play_select(struct ue *ue, unsigned ea, unsigned ia)
{
	unsigned off = (ea == 0 ? QUIRK_NO_CIPHER : 0) | (ia == 0 ? QUIRK_NO_MAC : 0);
	ue->quirk = (uint16_t)((ue->quirk & ~(unsigned)(QUIRK_NO_CIPHER | QUIRK_NO_MAC)) | off);
	say_down(ue, say_security_mode_command(ue, ea, ia));
}

void play_secure(struct ue *ue, unsigned what)
{
	bool ciphers = ue->world->rq->ciphered && ue->ea & 0x20;
	(void)what;
	play_select(ue, ciphers ? 2 : 0, ue->ia & 0x20 ? 2 : 1);
}

void play_secured(struct ue *ue, unsigned what)
{
	(void)what;
	say_up(ue, say_security_mode_complete(ue));
}

void play_pause(struct ue *ue, unsigned what)
{
	(void)ue;
	(void)what;
}

void play_release(struct ue *ue, unsigned cause)
{
	say_release_command(ue, F_NGAP_RADIONETWORK, cause);
}

void play_released(struct ue *ue, unsigned what)
{
	(void)what;
	say_release_complete(ue);
}
