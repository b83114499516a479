/* SPDX-License-Identifier: Apache-2.0
 *
 * attack_follow.c - attacks that follow subscribers or send them somewhere (D15 to D18, D20)
 */
#include "watch/generate/play.h"

/* ---- D15, D16: paging and identities ---- */

static void page(struct ue *ue, unsigned what)
{
	(void)what;
	play_hit(ue);
	say_paging(ue);
}

static void hit_serve(struct ue *ue, unsigned what)
{
	play_hit(ue);
	play_serve(ue, what);
}

#define PAGE { page, 0, 2500000 }, LIFE(PAGED), LIFE(RENEW), LIFE(RELEASE)
#define CALL_IT { play_pause, 0, 2500000 }, LIFE(CALLED)

/* D15: one subscriber is paged again and again, and there is nothing for it.  `evasive`: four times only; `near`: there
 * is something for it. */
void attack_paging(struct attack *at)
{
	static const struct step
		many[] = { LIFE(JOIN), LIFE(RELEASE), PAGE, PAGE, PAGE, PAGE, PAGE, PAGE, END },
		four[] = { LIFE(JOIN), LIFE(RELEASE), PAGE, PAGE, PAGE, PAGE, END },
		called[] = {
			LIFE(JOIN), LIFE(RELEASE), CALL_IT, CALL_IT, CALL_IT, CALL_IT, CALL_IT, CALL_IT, END,
		};
	static const struct play rows[] = {
		{ "", many, 1, 0, 0 }, { "evasive", four, 1, 0, 0 }, { "near", called, 1, 0, 0 },
	};
	PLAY(at, rows);
}

static void answer(struct ue *ue, unsigned what)
{
	enum { TERMINATED = 2, MT_ACCESS = 2 };
	(void)what;
	say_initial(ue, say_service_request(ue, TERMINATED), MT_ACCESS, true);
}

static void hit_answer(struct ue *ue, unsigned what)
{
	play_hit(ue);
	answer(ue, what);
}

static void hit_update(struct ue *ue, unsigned what)
{
	enum { PERIODIC = 3 };
	(void)what;
	play_hit(ue);
	play_register(ue, PERIODIC);
}

static void report_and_page(struct ue *ue, unsigned what)
{
	(void)what;
	say_session_report(ue);
	say_paging(ue);
}

#define OWN_WILL(step) { step, 0, 2500000 }, LIFE(SERVE), LIFE(TALK), LIFE(RELEASE)
#define IN_ANSWER(step) \
	{ report_and_page, 0, 2500000 }, { step, 0, 12 * RADIO }, LIFE(SERVE), LIFE(RELEASE)

/* D16: the network gives no other 5G-GUTI behind paging, so the subscriber comes with the old one.  `evasive`: it gives
 * one behind an update, but the same; `near`: who comes of its own will may come with the same one. */
void attack_guti_kept(struct attack *at)
{
	static const struct step
		kept[] = {
			LIFE(JOIN), LIFE(RELEASE), IN_ANSWER(answer), OWN_WILL(hit_serve),
			IN_ANSWER(hit_answer), OWN_WILL(hit_serve), END,
		},
		same[] = {
			{ play_quirk, QUIRK_KEEPS, 0 }, LIFE(JOIN), LIFE(RELEASE),
			{ play_register, 3, 2500000 }, LIFE(UPDATED), LIFE(DROP), OWN_WILL(hit_serve),
			{ hit_update, 0, 2500000 }, LIFE(UPDATED), LIFE(DROP), OWN_WILL(hit_serve), END,
		},
		own_will[] = {
			LIFE(JOIN), LIFE(RELEASE), OWN_WILL(play_serve), OWN_WILL(play_serve),
			OWN_WILL(play_serve), END,
		};
	static const struct play rows[] = {
		{ "", kept, 3, 3000, PLAY_SPREAD }, { "evasive", same, 2, 3000, PLAY_SPREAD },
		{ "near", own_will, 3, 3000, PLAY_SPREAD },
	};
	PLAY(at, rows);
}

/* ---- D17: where is it ---- */

static void put_request(struct build *b, unsigned event)
{
	build_group(b, F_NGAP_LOCATIONREPORTINGREQUESTTYPE);
	build_number(b, F_NGAP_EVENTTYPE, event);
	build_number(b, F_NGAP_REPORTAREA, 0);
	build_end(b);
}

static void report_location(struct ue *ue, unsigned event)
{
	struct build *b = say_n2_begin(ue, F_NGAP_LOCATIONREPORTINGCONTROL);
	put_request(b, event);
	say_n2_ue(ue, DOWN);
}

static void location(struct ue *ue, unsigned event)
{
	struct build *b = say_n2_begin(ue, F_NGAP_LOCATIONREPORT);
	say_put_location(ue, b, ue->gnb);
	put_request(b, event);
	say_n2_ue(ue, UP);
}

/* E-CID measurements (TS 38.455 9.1.1): request, answer. */
static void measure(struct ue *ue, bool answer)
{
	static const uint8_t initiation[] = {
		0x00, 2, 0, 0, 1, 23, 0, 0, 3,              /* E-CID Measurement Initiation Request, 3 elements: */
		0, 2, 0, 1, 0, 0, 3, 0, 1, 0,               /* measurement 1, on demand, */
		0, 5, 0, 6, 0, 0, 11, 0, 1, 0,              /* the cell */
	}, response[] = { 0x20, 2, 0, 0, 1, 13, 0, 0, 2, 0, 2, 0, 1, 0, 0, 6, 0, 1, 0 }, routing[] = { 1 };
	struct build *b = say_n2_begin(ue, answer ? F_NGAP_UPLINKUEASSOCIATEDNRPPATRANSPORT
	                                          : F_NGAP_DOWNLINKUEASSOCIATEDNRPPATRANSPORT);
	build_octets(b, F_NGAP_ROUTINGID, (struct span){ routing, sizeof routing });
	build_octets(b, F_NGAP_NRPPA_PDU, answer ? (struct span){ response, sizeof response }
	                                         : (struct span){ initiation, sizeof initiation });
	say_n2_ue(ue, answer ? UP : DOWN);
}

static void hit_report(struct ue *ue, unsigned event)
{
	play_hit(ue);
	report_location(ue, event);
}

/* The next of all connected subscribers, or NULL. */
static struct ue *next_connected(struct attack *at)
{
	struct world *w = at->world;
	for (uint32_t i = 0; i < w->ues; i++) {
		struct ue *ue = &w->ue[at->number++ % w->ues];
		if (ue->is & UE_CONNECTED && ue->is & UE_REGISTERED)
			return ue;
	}
	return NULL;
}

/* D17: the AMF asks for the place of one subscriber after the other.  `nrppa`: by measurements; `evasive`: of one, each
 * time it changes cells; `near`: of one, since a positioning function asked for it. */
void attack_location_reporting(struct attack *at)
{
	enum { DIRECT = 0, CHANGE = 1, MANY = 26 };
	static const struct step
		once[] = {
			LIFE(JOIN), { hit_report, CHANGE, RADIO }, { location, CHANGE, RADIO }, LIFE(TALK),
			LIFE(RELEASE), END,
		},
		asked[] = {
			LIFE(JOIN), ASK(WHERE), { report_location, DIRECT, CORE }, { location, DIRECT, RADIO },
			ANSWER(WHERE), LIFE(TALK), LIFE(RELEASE), END,
		};
	static const struct play rows[] = { { "evasive", once, 1, 0, 0 }, { "near", asked, 1, 0, 0 } };
	PLAY(at, rows);
	bool nrppa = attack_is(at, "nrppa");
	if (!nrppa && !attack_is(at, ""))
		return;
	struct ue *ue = next_connected(at);
	if (ue != NULL && nrppa)
		measure(ue, false);
	else if (ue != NULL)
		report_location(ue, DIRECT);
	attack_unmark(at);
	if (ue != NULL && nrppa)
		measure(ue, true);
	else if (ue != NULL)
		location(ue, DIRECT);
	if (at->round + 1 < MANY)
		attack_again(at, 2e6);
}

/* ---- D18: slices ---- */

/* Asks for a slice it never had; the one after the last. */
static void ask_slice(struct ue *ue, unsigned what)
{
	(void)what;
	ue->slice = 2u << 24 | (rng_u32(&ue->rng) & 0xffffff);
	play_hit(ue);
	play_register(ue, 2);
}

static void no_slice(struct ue *ue, unsigned what)
{
	enum { NO_SLICES = 62 };
	(void)what;
	say_down(ue, say_reject_slice(ue, NO_SLICES));
}

static void usual_slice(struct ue *ue, unsigned what)
{
	(void)what;
	ue->slice = 1u << 24 | 0x010203;
}

static void ask_session(struct ue *ue, unsigned what)
{
	(void)what;
	ue->slice = 2u << 24 | (rng_u32(&ue->rng) & 0xffffff);
	play_hit(ue);
	say_up(ue, say_session_request(ue, true));
}

static void no_session(struct ue *ue, unsigned what)
{
	static const uint8_t causes[] = { 67, 69, 26 };
	(void)what;
	say_down(ue, say_session_cause(ue, DOWN, F_NAS5GS_PDU_SESSION_ESTABLISHMENT_REJECT,
	                               causes[rng_u32(&ue->rng) % COUNT(causes)]));
}

#define TRY_SLICE { ask_slice, 0, 1500000 }, { no_slice, 0, CORE }, LIFE(DROP)
#define TRY_SLICES TRY_SLICE, TRY_SLICE, TRY_SLICE, TRY_SLICE, TRY_SLICE
#define TRY_SESSION { ask_session, 0, 300000 }, { no_session, 0, 4 * CORE }
#define TRY_SESSIONS TRY_SESSION, TRY_SESSION, TRY_SESSION, TRY_SESSION, TRY_SESSION

/* D18: one subscriber registers for ten slices that it must not have.  `sessions`: it asks for sessions in them;
 * `evasive`: three subscribers try three each; `near`: a terminal that had two slices elsewhere asks for them once. */
void attack_slice_probing(struct attack *at)
{
	static const struct step
		slices[] = { { play_known, 0, 0 }, TRY_SLICES, TRY_SLICES, END },
		sessions[] = { LIFE(JOIN), TRY_SESSIONS, TRY_SESSIONS, LIFE(RELEASE), END },
		three[] = { { play_known, 0, 0 }, TRY_SLICE, TRY_SLICE, TRY_SLICE, END },
		two[] = {
			{ play_known, 0, 0 }, TRY_SLICE, TRY_SLICE, { usual_slice, 0, 2000000 }, LIFE(JOIN),
			LIFE(TALK), LIFE(RELEASE), END,
		};
	static const struct play rows[] = {
		{ "", slices, 1, 0, 0 }, { "sessions", sessions, 1, 0, 0 },
		{ "evasive", three, 3, 7000, PLAY_SPREAD }, { "near", two, 1, 0, 0 },
	};
	PLAY(at, rows);
}

/* ---- D20: to an older network ---- */

static void send_off(struct ue *ue, unsigned cause)
{
	play_hit(ue);
	say_down(ue, say_reject(ue, NAS_PLAIN, F_NAS5GS_REGISTRATION_REJECT, cause));
}

static void send_off_by_release(struct ue *ue, unsigned cause)
{
	play_hit(ue);
	play_release(ue, cause);
}

/* It arrives at the eNB: without a 5G-GUTI it tells its IMSI. */
static void attach(struct ue *ue, unsigned forgets)
{
	if (forgets)
		ue->tmsi = 0;
	ue->gnb = &ue->world->enb;
	ue->is &= (uint8_t)~(UE_REGISTERED | UE_SESSION | UE_MAPPED);
	say_attach(ue);
}

#define IN_4G(forgets) { attach, forgets, 1500000 }, LIFE(ATTACHED), END

/* D20: who registers is told in clear that there is no 5G for it (#27), and attaches by IMSI in 4G.  `release`: who is
 * connected is released for redirection; `evasive`: two, far from each other; `near`: calls fall back to 4G, where
 * subscribers come with an identity that says nothing. */
void attack_redirection(struct attack *at)
{
	enum { NO_N1_MODE = 27, REDIRECTION = 41, VOICE_FALLBACK = 36 };
	static const struct step
		rejected[] = { LIFE(BEGIN), { send_off, NO_N1_MODE, CORE }, LIFE(DROP), IN_4G(true) },
		released[] = {
			LIFE(JOIN), LIFE(TALK), LIFE(CLEAR), { send_off_by_release, REDIRECTION, RADIO },
			{ play_released, 0, RADIO },
			IN_4G(true),
		},
		fallback[] = {
			LIFE(JOIN), LIFE(TALK), LIFE(CLEAR), { play_release, VOICE_FALLBACK, RADIO },
			{ play_released, 0, RADIO },
			IN_4G(false),
		};
	static const struct play rows[] = {
		{ "", rejected, 6, 3000, 0 }, { "release", released, 6, 3000, 0 },
		{ "evasive", rejected, 2, 20000, PLAY_SPREAD }, { "near", fallback, 4, 4000, PLAY_SPREAD },
	};
	PLAY(at, rows);
}
