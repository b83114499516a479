/* SPDX-License-Identifier: Apache-2.0
 *
 * attack_double.c - somebody says what a subscriber would say, or has said (D09, D13)
 */
#include "watch/generate/play.h"

static struct gnb *elsewhere(const struct ue *ue)
{
	struct world *w = ue->world;
	return &w->gnb[((uint32_t)(ue->gnb - w->gnb) + 1) % w->gnbs];
}

/* ---- D09: two with one S-TMSI ---- */

static void pretend(struct ue *ue, unsigned registers)
{
	if (registers)
		play_register(ue, 1);
	else
		play_serve(ue, 0);
}

/* Somebody comes with the 5G-S-TMSI of `ue`: at another base station, or at the same. */
static void collide(struct ue *ue, unsigned same_place)
{
	static const struct step as_service[] = { { pretend, false, 0 }, LIFE(CHALLENGE), END },
		as_registration[] = { { pretend, true, 0 }, LIFE(CHALLENGE), END };
	struct ue *other = world_stranger(ue->world, same_place ? ue->gnb : elsewhere(ue));
	other->mark = ue->hit;
	other->tmsi = ue->tmsi;
	other->ksi = ue->ksi;
	ue_begin(other, same_place ? as_registration : as_service, 0);
}

static void lose_radio(struct ue *ue, unsigned cause)
{
	say_release_request(ue, cause);
}

static void go_elsewhere(struct ue *ue, unsigned what)
{
	(void)what;
	ue->gnb = elsewhere(ue);
}

/* D09: somebody comes with the S-TMSI of a connected subscriber, who is thrown out for it.  `evasive`: at the same base
 * station, as a registration, and it takes nearly two seconds; `near`: the subscriber itself, whose radio failed. */
void attack_stmsi_collision(struct attack *at)
{
	enum { BY_5GC = 4, RADIO_LOST = 21 };
	static const struct step
		thrown[] = {
			LIFE(JOIN), LIFE(TALK), { collide, false, RADIO }, { play_release, BY_5GC, 250000 },
			{ play_released, 0, RADIO }, { play_pause, 0, 1500000 }, LIFE(SERVICE), END,
		},
		later[] = {
			LIFE(JOIN), LIFE(TALK), { collide, true, RADIO }, { play_release, BY_5GC, 1250000 },
			{ play_released, 0, RADIO }, { play_pause, 0, 1500000 }, LIFE(SERVICE), END,
		},
		lost[] = {
			LIFE(JOIN), LIFE(TALK), { lose_radio, RADIO_LOST, RADIO },
			{ play_release, RADIO_LOST, CORE }, { play_released, 0, CORE },
			{ go_elsewhere, 0, 4 * RADIO }, LIFE(SERVICE), END,
		};
	static const struct play rows[] = {
		{ "", thrown, 3, 5000, PLAY_SPREAD }, { "evasive", later, 2, 9000, PLAY_SPREAD },
		{ "near", lost, 3, 5000, PLAY_SPREAD },
	};
	PLAY(at, rows);
}

/* ---- D13: the same octets again ---- */

static void tell(struct ue *ue, unsigned what)
{
	(void)what;
	say_up(ue, say_empty(ue, UP, NAS_CIPHERED, F_NAS5GS_CONFIGURATION_UPDATE_COMPLETE));
}

static void command(struct ue *ue, unsigned what)
{
	(void)what;
	say_down(ue, say_new_guti(ue));
}

/* Somebody who draws the same numbers as `ue` does now, and therefore says the same. */
static struct ue *echo_of(const struct ue *ue)
{
	struct ue *echo = NEW(ue->world->a, struct ue, 1);
	*echo = *ue;
	echo->then = NULL;
	echo->back = NULL;
	return echo;
}

static void hit_tell(struct ue *ue, unsigned what)
{
	play_hit(ue);
	tell(ue, what);
}

static void hit_secure(struct ue *ue, unsigned what)
{
	play_hit(ue);
	play_secure(ue, what);
}

static void hit_serve(struct ue *ue, unsigned what)
{
	ue->gnb = elsewhere(ue);
	play_hit(ue);
	play_serve(ue, what);
}

static void refuse_service(struct ue *ue, unsigned cause)
{
	say_down(ue, say_reject(ue, NAS_PLAIN, F_NAS5GS_SERVICE_REJECT, cause));
}

/* Says something, and somebody says it again after a while. */
static void tell_twice(struct ue *ue, unsigned what)
{
	static const struct step again[] = { { hit_tell, 0, 900000 }, END };
	ue_begin(echo_of(ue), again, 0);
	tell(ue, what);
}

static void secure_twice(struct ue *ue, unsigned what)
{
	static const struct step again[] = { { hit_secure, 0, 900000 }, END };
	ue_begin(echo_of(ue), again, 0);
	play_secure(ue, what);
}

static void serve_twice(struct ue *ue, unsigned what)
{
	enum { UNKNOWN_IDENTITY = 9 };
	static const struct step again[] = {
		{ hit_serve, 0, 15000000 }, { refuse_service, UNKNOWN_IDENTITY, CORE }, LIFE(DROP), END,
	};
	ue_begin(echo_of(ue), again, 0);
	play_serve(ue, what);
}

/* The packet with its message was lost, so SCTP sends the chunk again: same TSN, same place in the stream. */
static void send_again(struct ue *echo, unsigned what)
{
	struct world *w = echo->world;
	struct wire_sctp *s = &echo->gnb->n2, now;
	wire_sctp_flush(&w->wire);
	now = *s;
	s->tsn[UP] = echo->request;
	s->ssn[UP][say_n2_stream(echo)] = (uint16_t)echo->auth;
	tell(echo, what);
	wire_sctp_flush(&w->wire);
	s->tsn[UP] = now.tsn[UP];
	s->seen[DOWN] = now.seen[DOWN];
	s->ssn[UP][say_n2_stream(echo)] = now.ssn[UP][say_n2_stream(echo)];
}

static void tell_and_lose(struct ue *ue, unsigned what)
{
	static const struct step again[] = { { send_again, 0, 150000 }, END };
	struct ue *echo = echo_of(ue);
	wire_sctp_flush(&ue->world->wire);
	echo->request = ue->gnb->n2.tsn[UP];
	echo->auth = ue->gnb->n2.ssn[UP][say_n2_stream(ue)];
	ue_begin(echo, again, 0);
	tell(ue, what);
}

/* D13: a protected message of a subscriber comes a second time in the same connection.  `smc`: one of the network,
 * its Security mode command; `evasive`: a Service request, much later at another base station, which the AMF does
 * not take; `near`: SCTP sends a chunk again. */
void attack_nas_replay(struct attack *at)
{
	static const struct step
		twice[] = {
			LIFE(JOIN), { command, 0, RADIO }, { tell_twice, 0, RADIO }, { play_pause, 0, 2000000 },
			LIFE(TALK), LIFE(RELEASE), END,
		},
		smc[] = {
			LIFE(BEGIN), LIFE(CONFIRM), { secure_twice, 0, CORE }, { play_secured, 0, RADIO },
			{ play_pause, 0, 2000000 }, LIFE(ACCEPT), LIFE(SESSION), LIFE(TALK), LIFE(RELEASE), END,
		},
		service[] = {
			LIFE(JOIN), LIFE(RELEASE), { serve_twice, 0, 4 * RADIO }, LIFE(SERVE), LIFE(TALK),
			LIFE(RELEASE), END,
		},
		lost[] = {
			LIFE(JOIN), { command, 0, RADIO }, { tell_and_lose, 0, RADIO },
			{ play_pause, 0, 1000000 }, LIFE(TALK), LIFE(RELEASE), END,
		};
	static const struct play rows[] = {
		{ "", twice, 4, 4000, 0 }, { "smc", smc, 4, 4000, 0 }, { "evasive", service, 2, 5000, 0 },
		{ "near", lost, 4, 4000, 0 },
	};
	PLAY(at, rows);
}
