/* SPDX-License-Identifier: Apache-2.0
 *
 * attack_n1.c - attacks on NAS: algorithms, identities, authentication, rejects (D01 to D08)
 */
#include "watch/generate/play.h"

enum { SIGNALLING = 3, MAC_FAILURE = 20, SYNCH_FAILURE = 21, SUCI = 1, IMEI = 3, IMEISV = 5 };

/* ---- D01, D02: algorithms ---- */

static void select_null(struct ue *ue, unsigned what)
{
	(void)what;
	play_hit(ue);
	play_select(ue, 0, 0);
}

static void call_for_help(struct ue *ue, unsigned what)
{
	enum { EMERGENCY = 4, CAUSE_EMERGENCY = 0 };
	(void)what;
	ue->quirk |= QUIRK_EMERGENCY;
	say_initial(ue, say_registration_request(ue, NAS_PLAIN, EMERGENCY, true), CAUSE_EMERGENCY, false);
}

static void give_open_session(struct ue *ue, unsigned what)
{
	(void)what;
	play_hit(ue);
	say_session_setup(ue, say_session_accept(ue, true));
}

#define NULL_ALGORITHMS { select_null, 0, CORE }, { play_secured, 0, RADIO }

/* D01: IA0 and EA0 for subscribers that have better ones.  `user-plane`: the session's protection on the radio is
 * not needed, says the network; `evasive`: one subscriber, and first all is well; `near`: emergency calls. */
void attack_null_algorithms(struct attack *at)
{
	static const struct step
		plain[] = {
			LIFE(BEGIN), LIFE(CONFIRM), NULL_ALGORITHMS, LIFE(ACCEPT), LIFE(SESSION), LIFE(TALK),
			LIFE(RELEASE), END,
		},
		later[] = { LIFE(JOIN), NULL_ALGORITHMS, LIFE(TALK), LIFE(RELEASE), END },
		open[] = {
			{ play_quirk, QUIRK_OPEN, 0 }, LIFE(BEGIN), LIFE(CONFIRM), LIFE(SECURE), LIFE(ACCEPT),
			LIFE(SESSION_ASKED), { give_open_session, 0, CORE }, LIFE(SESSION_MADE), LIFE(TALK),
			LIFE(RELEASE), END,
		},
		emergency[] = {
			{ call_for_help, 0, 0 }, NULL_ALGORITHMS, LIFE(ACCEPT_ONLY), LIFE(SESSION), LIFE(TALK),
			LIFE(RELEASE), END,
		};
	static const struct play rows[] = {
		{ "", plain, 4, 3000, PLAY_SPREAD }, { "user-plane", open, 4, 3000, PLAY_SPREAD },
		{ "evasive", later, 1, 0, 0 }, { "near", emergency, 3, 5000, PLAY_SPREAD },
	};
	PLAY(at, rows);
}

/* Security mode command that repeats other capabilities than the subscriber has: EA in the upper octet, IA below. */
static void repeat_others(struct ue *ue, unsigned what)
{
	uint8_t ea = ue->ea, ia = ue->ia;
	play_hit(ue);
	ue->ea &= (uint8_t)(what >> 8);
	ue->ia &= (uint8_t)what;
	play_secure(ue, 0);
	ue->ea = ea;
	ue->ia = ia;
}

static void offer(struct ue *ue, unsigned what)
{
	ue->ea = (uint8_t)(what >> 8);
	ue->ia = (uint8_t)what;
}

static void refuse(struct ue *ue, unsigned cause)
{
	struct build *b = say_nas_begin(ue, UP, NAS_PLAIN, F_NAS5GS_SECURITY_MODE_REJECT);
	build_number(b, F_NAS5GS_5GMM_CAUSE, cause);
	say_up(ue, say_nas_end(ue));
}

static void select_less(struct ue *ue, unsigned what)
{
	(void)what;
	play_hit(ue);
	play_select(ue, ue->world->rq->ciphered ? 1 : 0, 1);
}

/* D02: the network repeats less than the subscriber offered, who refuses (#23).  `accepted`: who does not look;
 * `null-only`: what arrives offers null algorithms only, and the network refuses; `weaker`: all is repeated, but the
 * network selects others than it usually does; `evasive`: one algorithm is missing; `near`: terminals that have few
 * algorithms, and refuse for another reason first. */
void attack_bidding_down(struct attack *at)
{
	enum { MISMATCH = 23, UNSPECIFIED = 24, NULL_ONLY = 0x8080, FEW = 0xa020, LESS = 0x80c0, ONE_LESS = 0xffdf };
	static const struct step
		refused[] = {
			LIFE(BEGIN), LIFE(CONFIRM), { repeat_others, LESS, CORE }, { refuse, MISMATCH, RADIO },
			LIFE(DROP), END,
		},
		accepted[] = {
			LIFE(BEGIN), LIFE(CONFIRM), { repeat_others, LESS, CORE }, { play_secured, 0, RADIO },
			LIFE(ACCEPT), LIFE(SESSION), LIFE(TALK), LIFE(RELEASE), END,
		},
		null_only[] = {
			{ offer, NULL_ONLY, 0 }, LIFE(BEGIN), { play_reject, MISMATCH, CORE }, LIFE(DROP), END,
		},
		one_less[] = {
			LIFE(BEGIN), LIFE(CONFIRM), { repeat_others, ONE_LESS, CORE },
			{ play_secured, 0, RADIO }, LIFE(ACCEPT), LIFE(SESSION), LIFE(TALK), LIFE(RELEASE), END,
		},
		weaker[] = {
			LIFE(BEGIN), LIFE(CONFIRM), { select_less, 0, CORE }, { play_secured, 0, RADIO },
			LIFE(ACCEPT), LIFE(SESSION), LIFE(TALK), LIFE(RELEASE), END,
		},
		few[] = {
			{ offer, FEW, 0 }, LIFE(BEGIN), LIFE(CONFIRM), { play_secure, 0, CORE },
			{ refuse, UNSPECIFIED, RADIO }, LIFE(DROP), { play_pause, 0, 2000000 }, LIFE(JOIN),
			LIFE(RELEASE), END,
		};
	static const struct play rows[] = {
		{ "", refused, 3, 8000, 0 }, { "accepted", accepted, 3, 8000, 0 },
		{ "null-only", null_only, 3, 11000, PLAY_OWN }, { "weaker", weaker, 4, 5000, 0 },
		{ "evasive", one_less, 2, 20000, PLAY_SPREAD }, { "near", few, 3, 6000, 0 },
	};
	PLAY(at, rows);
}

/* ---- D03 to D05: identities ---- */

/* The subscriber that concealed its number shows it: Registration request. */
static void show_number(struct ue *ue, unsigned scheme)
{
	play_hit(ue);
	ue->scheme = (uint8_t)scheme;
	ue->auth = ++ue->world->refs;
	ue->tmsi = 0;
	say_initial(ue, say_registration_request(ue, NAS_PLAIN, 1, true), SIGNALLING, false);
}

static void ask_identity(struct ue *ue, unsigned type)
{
	play_hit(ue);
	say_down(ue, say_identity_request(ue, type));
}

static void tell_identity(struct ue *ue, unsigned type)
{
	say_up(ue, type == SUCI ? say_identity_response(ue) : say_device(ue, type == IMEISV));
}

static void tell_number(struct ue *ue, unsigned scheme)
{
	play_hit(ue);
	ue->scheme = (uint8_t)scheme;
	say_up(ue, say_identity_response(ue));
}

#define COMES_AGAIN(scheme) \
	{ play_scheme, scheme, 0 }, LIFE(JOIN), LIFE(RELEASE), LIFE(LEAVE), { show_number, 0, RADIO }, \
	LIFE(CHALLENGE), LIFE(REST), END

/* D03: subscribers that concealed their number register with the null scheme, all in one place.  `evasive`: few, and
 * only when they are asked for their identity; `near`: the same, but they never concealed it. */
void attack_null_scheme(struct attack *at)
{
	static const struct step
		shown[] = { COMES_AGAIN(1) }, always[] = { COMES_AGAIN(0) },
		told[] = {
			{ play_scheme, 2, 0 }, LIFE(JOIN), LIFE(RELEASE), { play_register, 3, 0 },
			{ ask_identity, SUCI, CORE }, { tell_number, 0, RADIO }, LIFE(UPDATED), LIFE(DROP), END,
		};
	static const struct play rows[] = {
		{ "", shown, 10, 1500, 0 }, { "evasive", told, 4, 6000, PLAY_SPREAD },
		{ "near", always, 10, 1500, 0 },
	};
	PLAY(at, rows);
}

static void attach(struct ue *ue, unsigned what)
{
	(void)what;
	ue->gnb = &ue->world->enb;
	say_attach(ue);
}

static void ask_imsi(struct ue *ue, unsigned what)
{
	(void)what;
	play_hit(ue);
	say_attach_identity(ue, false);
}

static void tell_imsi(struct ue *ue, unsigned what)
{
	(void)what;
	say_attach_identity(ue, true);
}

/* D04: who comes with a 5G-GUTI is asked who it really is, and then dropped.  `evasive`: few, for the terminal's
 * identity, and all goes on; `4g`: for the IMSI at an eNB; `near`: an AMF that lost some contexts. */
void attack_identity_collection(struct attack *at)
{
	static const struct step
		asked[] = {
			{ play_known, 0, 0 }, { play_register, 1, 0 }, { ask_identity, SUCI, CORE },
			{ tell_identity, SUCI, RADIO }, LIFE(DROP), END,
		},
		on[] = {
			{ play_known, 0, 0 }, { play_register, 1, 0 }, { ask_identity, IMEI, CORE },
			{ tell_identity, IMEI, RADIO }, LIFE(CHALLENGE), LIFE(REST), END,
		},
		lost[] = {
			{ play_known, 0, 0 }, { play_register, 1, 0 }, { ask_identity, SUCI, CORE },
			{ tell_identity, SUCI, RADIO }, LIFE(CHALLENGE), LIFE(REST), END,
		},
		at_enb[] = {
			{ play_known, 0, 0 }, { attach, 0, 0 }, { ask_imsi, 0, CORE }, { tell_imsi, 0, RADIO },
			LIFE(ATTACHED), END,
		};
	static const struct play rows[] = {
		{ "", asked, 15, 2500, 0 }, { "evasive", on, 8, 6000, PLAY_SPREAD },
		{ "4g", at_enb, 12, 3000, 0 }, { "near", lost, 4, 4000, PLAY_SPREAD },
	};
	PLAY(at, rows);
}

/* The UDM cannot make anything of the SUCI. */
#define UNREADABLE \
	ASK(AUTHENTICATE_NO), ASK(AUTH_DATA_NO), ANSWER(AUTH_DATA_NO), ANSWER(AUTHENTICATE_NO), \
	{ play_reject, 3, CORE }, LIFE(DROP)

static void come(struct ue *ue, unsigned scheme)
{
	ue->scheme = (uint8_t)scheme;
	ue->auth = ++ue->world->refs;
	say_initial(ue, say_registration_request(ue, NAS_PLAIN, 1, true), SIGNALLING, false);
}

/* D05: SUCIs with profile B whose key is no point of the curve.  `low-order`: profile A with a key of low order;
 * `one-key`: one key, always another ciphertext; `evasive`: good keys, slowly, from all base stations; `near`:
 * subscribers whose operator's key is an old one, until they have the new one. */
void attack_suci_probing(struct attack *at)
{
	static const struct step
		off[] = { { play_quirk, QUIRK_OFF_CURVE, 0 }, { come, 2, 0 }, UNREADABLE, END },
		low[] = { { play_quirk, QUIRK_LOW_ORDER, 0 }, { come, 1, 0 }, UNREADABLE, END },
		one[] = { { play_quirk, QUIRK_ONE_KEY, 0 }, { come, 1, 0 }, UNREADABLE, END },
		good[] = { { come, 2, 0 }, UNREADABLE, END },
		old[] = {
			{ come, 2, 0 }, UNREADABLE, { play_pause, 0, 5000000 }, LIFE(JOIN), LIFE(RELEASE), END,
		};
	static const struct play rows[] = {
		{ "", off, 24, 900, PLAY_OWN }, { "low-order", low, 8, 2000, PLAY_OWN },
		{ "one-key", one, 24, 900, PLAY_OWN }, { "evasive", good, 18, 3000, PLAY_OWN | PLAY_SPREAD },
		{ "near", old, 3, 4000, PLAY_SPREAD },
	};
	PLAY(at, rows);
}

/* ---- D06, D07: registration and authentication ---- */

/* D06: many subscribers that begin to register and never answer.  `evasive` takes its time and uses many base
 * stations, `near` is a crowd that comes at once and does register. */
void attack_registration_storm(struct attack *at)
{
	static const struct play rows[] = {
		{ "", life_unanswered, 120, 20, PLAY_OWN },
		{ "evasive", life_unanswered, 120, 300, PLAY_OWN | PLAY_SPREAD },
		{ "near", life_registration, 40, 50, 0 },
	};
	PLAY(at, rows);
}

static void fail(struct ue *ue, unsigned cause)
{
	say_up(ue, say_authentication_failure(ue, cause));
}

static void turn_away(struct ue *ue, unsigned what)
{
	(void)what;
	say_down(ue, say_empty(ue, DOWN, NAS_PLAIN, F_NAS5GS_AUTHENTICATION_REJECT));
}

/* Authentication requests again and again, each answered by a failure, with growing pauses. */
static void hold(struct ue *ue, unsigned times)
{
	if (ue->turn % 2 == 0) {
		fail(ue, MAC_FAILURE);
	} else {
		play_hit(ue);
		say_down(ue, say_authentication_request(ue));
	}
	if (++ue->turn < 2 * times)
		ue_again(ue, ue->turn % 2 == 0 ? RADIO : 2e5 * ue->turn);
	else
		ue->turn = 0;
}

/* D07: somebody with a wrong key, again and again.  `catcher`: one SUCI is shown to many terminals, the last of which
 * has it; `hold`: one is kept with requests; `clone`: two cards of one number at two places get out of step;
 * `evasive`: slowly, from everywhere, as others; `near`: cards that are out of step and then register. */
void attack_authentication_failures(struct attack *at)
{
	static const struct step
		wrong_key[] = {
			LIFE(BEGIN), { fail, MAC_FAILURE, 2 * RADIO }, { turn_away, 0, CORE }, LIFE(DROP), END,
		},
		other[] = {
			{ play_scheme, 1, 0 }, { play_quirk, QUIRK_ONE_SUCI, 0 }, LIFE(BEGIN),
			{ fail, MAC_FAILURE, 2 * RADIO }, LIFE(DROP), END,
		},
		found[] = {
			{ play_scheme, 1, 0 }, { play_quirk, QUIRK_ONE_SUCI, 0 }, LIFE(BEGIN),
			{ fail, SYNCH_FAILURE, 2 * RADIO }, LIFE(DROP), END,
		},
		held[] = { LIFE(BEGIN), { hold, 13, 2 * RADIO }, LIFE(DROP), END },
		behind[] = {
			LIFE(BEGIN), { fail, SYNCH_FAILURE, 2 * RADIO }, LIFE(CHALLENGE), LIFE(CONFIRM),
			LIFE(SECURE), LIFE(ACCEPT), LIFE(DROP), END,
		},
		at_last[] = {
			LIFE(BEGIN), { fail, SYNCH_FAILURE, 2 * RADIO }, LIFE(CHALLENGE),
			{ fail, MAC_FAILURE, 2 * RADIO }, LIFE(CHALLENGE), LIFE(REST), END,
		};
	enum { TERMINALS = 30 };
	const struct play rows[] = {
		{ "", wrong_key, 20, 3000, PLAY_OWN | PLAY_ONE },
		{ "catcher", at->round + 1 < TERMINALS ? other : found, TERMINALS, 120, PLAY_OWN | PLAY_ONE },
		{ "hold", held, 1, 0, 0 },
		{ "clone", behind, 8, 5000, PLAY_OWN | PLAY_TURNS | PLAY_SPREAD | PLAY_ONE },
		{ "evasive", wrong_key, 8, 6000, PLAY_OWN | PLAY_SPREAD },
		{ "near", at_last, 2, 9000, PLAY_SPREAD },
	};
	PLAY(at, rows);
}

/* ---- D08: rejects ---- */

static void turn_down(struct ue *ue, unsigned what)
{
	static const uint8_t permanent[] = { 3, 6, 7, 8, 11 };
	(void)what;
	play_hit(ue);
	say_down(ue, say_reject(ue, NAS_PLAIN, F_NAS5GS_SERVICE_REJECT, permanent[ue->number % COUNT(permanent)]));
}

/* The same in a packet with pages for others. */
static void turn_down_among_others(struct ue *ue, unsigned what)
{
	struct ue other = *ue;
	other.tmsi = ue->tmsi - 1;
	say_paging(&other);
	turn_down(ue, what);
}

static void deregister(struct ue *ue, unsigned how)
{
	enum { ILLEGAL_UE = 3 };
	play_hit(ue);
	say_down(ue, say_deregistration_command(ue, (enum nas_how)how, ILLEGAL_UE));
	ue->is &= (uint8_t)~UE_REGISTERED;
}

static void deregistered(struct ue *ue, unsigned how)
{
	say_up(ue, say_empty(ue, UP, (enum nas_how)how, F_NAS5GS_DEREGISTRATION_ACCEPT_UE_TERMINATED));
}

#define SENT_AWAY(how) { deregister, how, CORE }, { deregistered, how, RADIO }, LIFE(CLEAR), LIFE(DROP), END

/* D08: service requests of registered subscribers are rejected in clear, for good.  `deregister`: they are sent away
 * in clear while they talk; `evasive`: one, in a packet with messages for others; `protected`: sent away with a MAC,
 * but nobody in the core asked for it; `near`: somebody nobody knows is rejected, and a subscription ends. */
void attack_unprotected_reject(struct attack *at)
{
	static const struct step
		rejected[] = {
			LIFE(JOIN), LIFE(RELEASE), { play_serve, 0, 4 * RADIO }, { turn_down, 0, CORE },
			LIFE(CLEAR), LIFE(DROP), END,
		},
		away[] = { LIFE(JOIN), LIFE(TALK), SENT_AWAY(NAS_PLAIN) },
		among[] = {
			LIFE(JOIN), LIFE(RELEASE), { play_serve, 0, 4 * RADIO },
			{ turn_down_among_others, 0, CORE }, LIFE(CLEAR), LIFE(DROP), END,
		},
		with_mac[] = { LIFE(JOIN), LIFE(TALK), SENT_AWAY(NAS_CIPHERED) },
		asked_for[] = {
			{ come, 0, 0 }, ASK(AUTHENTICATE_WHO), ASK(AUTH_DATA_WHO), ANSWER(AUTH_DATA_WHO),
			ANSWER(AUTHENTICATE_WHO), { play_reject, 7, CORE }, LIFE(DROP),
			{ play_pause, 0, 2000000 }, LIFE(JOIN), LIFE(TALK), CALL(WITHDRAWN),
			SENT_AWAY(NAS_CIPHERED),
		};
	static const struct play rows[] = {
		{ "", rejected, 4, 3000, 0 }, { "deregister", away, 4, 3000, 0 }, { "evasive", among, 1, 0, 0 },
		{ "protected", with_mac, 2, 5000, PLAY_SPREAD }, { "near", asked_for, 3, 4000, PLAY_SPREAD },
	};
	PLAY(at, rows);
}
