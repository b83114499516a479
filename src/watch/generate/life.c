/* SPDX-License-Identifier: Apache-2.0
 *
 * life.c - procedures of subscribers: tables of steps
 */
#include "watch/generate/life.h"

enum { MO_SIGNALLING = 3, MO_DATA = 4, MT_ACCESS = 2 };

/* ---- N1 and N2 ---- */

static void registration(struct ue *ue, unsigned type)
{
	bool known = ue->tmsi != 0;
	ue->auth = ++ue->world->refs;
	if (known)
		say_initial(ue, say_registration_request(ue, NAS_INTEGRITY, type, false), MO_SIGNALLING, true);
	else
		say_initial(ue, say_registration_request(ue, NAS_PLAIN, type, true), MO_SIGNALLING, false);
}

static void challenge(struct ue *ue, unsigned what)
{
	(void)what;
	say_down(ue, say_authentication_request(ue));
}

static void response(struct ue *ue, unsigned what)
{
	(void)what;
	say_up(ue, say_authentication_response(ue));
}

static void failure(struct ue *ue, unsigned cause)
{
	say_up(ue, say_authentication_failure(ue, cause));
}

static void security_mode(struct ue *ue, unsigned what)
{
	(void)what;
	say_down(ue, say_security_mode_command(ue, ue->world->rq->ciphered ? 2 : 0, 2));
}

static void security_complete(struct ue *ue, unsigned what)
{
	(void)what;
	say_up(ue, say_security_mode_complete(ue));
}

static void accept_context(struct ue *ue, unsigned what)
{
	(void)what;
	say_context_setup(ue, say_registration_accept(ue), false);
}

static void context_made(struct ue *ue, unsigned session)
{
	say_context_setup_answer(ue, session);
}

static void capability(struct ue *ue, unsigned what)
{
	(void)what;
	say_radio_capability(ue, 64 + rng_u32(&ue->rng) % 400 * 8); /* the large ones come in fragments */
}

static void registered(struct ue *ue, unsigned what)
{
	(void)what;
	say_up(ue, say_empty(ue, UP, NAS_CIPHERED, F_NAS5GS_REGISTRATION_COMPLETE));
	ue->is |= UE_REGISTERED;
}

static void accept_update(struct ue *ue, unsigned what)
{
	(void)what;
	say_down(ue, say_registration_accept(ue));
}

static void service(struct ue *ue, unsigned type)
{
	say_initial(ue, say_service_request(ue, type), type == 2 ? MT_ACCESS : MO_DATA, true);
}

static void accept_service(struct ue *ue, unsigned what)
{
	(void)what;
	say_context_setup(ue, say_service_accept(ue), true);
}

static void accept_signalling(struct ue *ue, unsigned what)
{
	(void)what;
	say_context_setup(ue, say_service_accept(ue), false);
}

static void ask_release(struct ue *ue, unsigned what)
{
	(void)what;
	say_release_request(ue);
}

static void command_release(struct ue *ue, unsigned cause)
{
	enum { DEREGISTER = 2, INACTIVE = 20 };
	say_release_command(ue, cause == DEREGISTER ? F_NGAP_NAS : F_NGAP_RADIONETWORK, cause);
}

static void released(struct ue *ue, unsigned what)
{
	(void)what;
	say_release_complete(ue);
}

static void page(struct ue *ue, unsigned what)
{
	(void)what;
	say_paging(ue);
}

static void deregister(struct ue *ue, unsigned what)
{
	(void)what;
	say_initial(ue, say_deregistration_request(ue, true), MO_SIGNALLING, true);
	ue->is &= (uint8_t)~UE_REGISTERED;
}

static struct gnb *neighbour(const struct ue *ue)
{
	struct world *w = ue->world;
	return &w->gnb[(uint32_t)(ue->gnb - w->gnb + 1) % w->gnbs];
}

static void switch_path(struct ue *ue, unsigned what)
{
	(void)what;
	ue->before = ue->gnb;
	ue->old_dl = ue->session.dl;
	say_path_switch(ue, neighbour(ue));
}

static void handover(struct ue *ue, unsigned part)
{
	switch (part) {
	case 0: say_handover_required(ue, neighbour(ue)); break;
	case 1: say_handover_request(ue, neighbour(ue)); break;
	case 2: say_handover_admitted(ue, neighbour(ue)); break;
	case 3: say_handover_command(ue); break;
	case 4: say_handover_notify(ue, neighbour(ue)); break;
	default:
		say_gtpu(ue->world, &ue->world->nf[ue->session.upf], &ue->before->node, GTPU_END_MARKER, ue->old_dl,
		         (struct span){ NULL, 0 });
		say_handover_release(ue);
	}
}

static void path_switched(struct ue *ue, unsigned what)
{
	(void)what;
	say_gtpu(ue->world, &ue->world->nf[ue->session.upf], &ue->before->node, GTPU_END_MARKER, ue->old_dl,
	         (struct span){ NULL, 0 });
	say_path_switch_answer(ue);
}

/* ---- what looks like trouble and is none ---- */

static void refuse(struct ue *ue, unsigned cause)
{
	say_down(ue, say_reject(ue, NAS_PLAIN, F_NAS5GS_REGISTRATION_REJECT, cause));
}

static void ask_identity(struct ue *ue, unsigned type)
{
	say_down(ue, say_identity_request(ue, type));
}

static void tell_identity(struct ue *ue, unsigned what)
{
	(void)what;
	say_up(ue, say_identity_response(ue));
}

static void refuse_session(struct ue *ue, unsigned cause)
{
	say_down(ue, say_session_cause(ue, DOWN, F_NAS5GS_PDU_SESSION_ESTABLISHMENT_REJECT, cause));
}

static void change_session(struct ue *ue, unsigned what)
{
	(void)what;
	say_down(ue, say_session_cause(ue, DOWN, F_NAS5GS_PDU_SESSION_MODIFICATION_COMMAND, 0));
}

static void session_changed(struct ue *ue, unsigned what)
{
	(void)what;
	say_up(ue, say_session_cause(ue, UP, F_NAS5GS_PDU_SESSION_MODIFICATION_COMPLETE, 0));
}

static void configure(struct ue *ue, unsigned what)
{
	(void)what;
	say_down(ue, say_configuration_update(ue));
}

static void send_away(struct ue *ue, unsigned what)
{
	(void)what;
	say_down(ue, say_deregistration_command(ue, NAS_CIPHERED, 0));
}

static void go_away(struct ue *ue, unsigned what)
{
	(void)what;
	say_up(ue, say_empty(ue, UP, NAS_CIPHERED, F_NAS5GS_DEREGISTRATION_ACCEPT_UE_TERMINATED));
	ue->is &= (uint8_t)~UE_REGISTERED;
}

/* ---- sessions ---- */

static void want_session(struct ue *ue, unsigned what)
{
	(void)what;
	if (!(ue->is & UE_SESSION))
		ue->session.ref = ++ue->world->refs;
	say_up(ue, say_session_request(ue, true));
}

static void give_session(struct ue *ue, unsigned what)
{
	(void)what;
	say_session_setup(ue, say_session_accept(ue, true));
}

static void session_made(struct ue *ue, unsigned what)
{
	(void)what;
	say_session_setup_answer(ue);
}

static void n4(struct ue *ue, unsigned message)
{
	struct pfcp_pair p = say_n4(ue->world, ue->session.upf);
	if (message == F_PFCP_PFCP_SESSION_ESTABLISHMENT_REQUEST) {
		say_session_establish(ue, &p);
	} else if (message == F_PFCP_PFCP_SESSION_ESTABLISHMENT_RESPONSE) {
		say_session_establish_answer(ue, &p);
		ue->is |= UE_SESSION;
	} else if (message == F_PFCP_PFCP_SESSION_MODIFICATION_REQUEST) {
		say_session_modify(ue, &p);
	} else if (message == F_PFCP_PFCP_SESSION_DELETION_REQUEST) {
		say_session_delete(ue, &p);
	} else {
		enum { ACCEPTED = 1, NO_SUCH_SESSION = 65 }; /* somebody may have deleted it */
		say_pfcp_cause(ue, &p, (enum field_id)message, ue->is & UE_SESSION ? ACCEPTED : NO_SUCH_SESSION);
		if (message == F_PFCP_PFCP_SESSION_DELETION_RESPONSE)
			ue->is &= (uint8_t)~(UE_SESSION | UE_MAPPED);
	}
}

#define N4(message) { n4, F_PFCP_PFCP_SESSION_##message, CORE }

static void report(struct ue *ue, unsigned what)
{
	(void)what;
	say_session_report(ue);
}

static void unmap(struct ue *ue, unsigned what)
{
	ue->is &= (uint8_t)~UE_MAPPED;
	n4(ue, what);
}

static void talk(struct ue *ue, unsigned times)
{
	if (ue->turn == 0)
		ue->turn = (uint8_t)(1 + rng_u32(&ue->rng) % times);
	say_user_talk(ue);
	if (--ue->turn > 0)
		ue_again(ue, 1e5 + 2e6 * rng_exp(&ue->rng));
}

/* ---- procedures ---- */

#define CHALLENGE \
	ASK(AUTHENTICATE), ASK(AUTH_DATA), CALL(AUTH_SUBSCRIPTION), ANSWER(AUTH_DATA), ANSWER(AUTHENTICATE), \
	{ challenge, 0, CORE }
#define CONFIRM \
	{ response, 0, 3 * RADIO }, ASK(CONFIRM), CALL(AUTH_EVENT), ANSWER(CONFIRM), { security_mode, 0, CORE }, \
	{ security_complete, 0, RADIO }
#define SUBSCRIPTION CALL(REGISTER_AMF), CALL(AM_DATA), CALL(SMF_SELECT), CALL(SDM_SUBSCRIBE), CALL(AM_POLICY)
#define ACCEPT \
	{ accept_context, 0, CORE }, { capability, 0, RADIO }, { context_made, 0, CORE }, { registered, 0, RADIO }
#define SESSION \
	{ want_session, 0, 4 * RADIO }, CALL(SESSION_CREATE), CALL(SM_DATA), CALL(REGISTER_SMF), CALL(SM_POLICY), \
	N4(ESTABLISHMENT_REQUEST), N4(ESTABLISHMENT_RESPONSE), CALL(SESSION_TRANSFER), { give_session, 0, CORE }, \
	{ session_made, 0, RADIO }, MAP
#define MAP ASK(SESSION_UPDATE), N4(MODIFICATION_REQUEST), N4(MODIFICATION_RESPONSE), ANSWER(SESSION_UPDATE)
#define SERVICE(type) \
	{ service, type, 0 }, CALL(SESSION_ON), { accept_service, 0, CORE }, { context_made, true, RADIO }, MAP
#define RELEASE \
	{ ask_release, 0, 400 * RADIO }, ASK(SESSION_OFF), { unmap, F_PFCP_PFCP_SESSION_MODIFICATION_REQUEST, CORE }, \
	N4(MODIFICATION_RESPONSE), ANSWER(SESSION_OFF), { command_release, 20, CORE }, { released, 0, RADIO }

const struct step life_unanswered[] = { { registration, 1, 0 }, CHALLENGE, END };
const struct step life_registration[] = {
	{ registration, 1, 0 }, CHALLENGE, CONFIRM, SUBSCRIPTION, ACCEPT, SESSION, { talk, 6, 4 * RADIO }, RELEASE,
	END,
};
const struct step life_synch_failure[] = { /* the counter of the card is ahead: benign, and known from practice */
	{ registration, 1, 0 }, CHALLENGE, { failure, 21, 2 * RADIO }, CHALLENGE, CONFIRM, SUBSCRIPTION, ACCEPT,
	SESSION, { talk, 6, 4 * RADIO }, RELEASE, END,
};
const struct step life_service[] = { SERVICE(1), { talk, 20, RADIO }, RELEASE, END };
const struct step life_release[] = { RELEASE, END };
const struct step life_called[] = {
	{ report, 0, 0 }, { page, 0, CORE }, { service, 2, 12 * RADIO }, CALL(SESSION_ON), { accept_service, 0, CORE },
	{ context_made, true, RADIO }, MAP, { talk, 8, RADIO }, RELEASE, END,
};
const struct step life_moving[] = {
	SERVICE(1), { talk, 5, RADIO }, { switch_path, 0, 40 * RADIO }, MAP, { path_switched, 0, CORE },
	{ talk, 5, RADIO }, RELEASE, END,
};
const struct step life_moving_n2[] = {
	SERVICE(1), { talk, 5, RADIO }, { handover, 0, 40 * RADIO }, { handover, 1, CORE }, { handover, 2, RADIO },
	{ handover, 3, CORE }, { handover, 4, 2 * RADIO }, MAP, { handover, 5, CORE }, { talk, 5, RADIO }, RELEASE, END,
};
const struct step life_anew[] = { /* its session is gone, for whatever reason */
	{ service, 0, 0 }, { accept_signalling, 0, CORE }, { context_made, false, RADIO }, SESSION, { talk, 6, RADIO },
	RELEASE, END,
};
const struct step life_update[] = {
	{ registration, 3, 0 }, { accept_update, 0, 4 * CORE }, { registered, 0, RADIO }, { command_release, 20, CORE },
	{ released, 0, RADIO }, END,
};
const struct step life_leaving[] = {
	{ deregister, 0, 0 }, ASK(SESSION_RELEASE), N4(DELETION_REQUEST), N4(DELETION_RESPONSE), CALL(SM_POLICY_END),
	CALL(DEREGISTER_SMF), ANSWER(SESSION_RELEASE), { command_release, 2, CORE }, { released, 0, RADIO }, END,
};
const struct step life_sent_away[] = { /* and wanted back */
	SERVICE(1), { send_away, 0, 40 * RADIO }, { go_away, 0, RADIO }, ASK(SESSION_RELEASE), N4(DELETION_REQUEST),
	N4(DELETION_RESPONSE), CALL(SM_POLICY_END), CALL(DEREGISTER_SMF), ANSWER(SESSION_RELEASE),
	{ command_release, 2, CORE }, { released, 0, RADIO }, END,
};
const struct step life_congestion[] = { /* too many at once: come again later */
	{ registration, 1, 0 }, { refuse, 22, CORE }, { command_release, 20, CORE }, { released, 0, RADIO }, END,
};
const struct step life_forgotten[] = { /* the AMF has lost its identity and asks */
	{ registration, 1, 0 }, { ask_identity, 1, CORE }, { tell_identity, 0, RADIO }, CHALLENGE, CONFIRM,
	SUBSCRIPTION, ACCEPT, { configure, 0, CORE }, { command_release, 20, 40 * RADIO }, { released, 0, RADIO }, END,
};
const struct step life_changed[] = { /* a session that nobody knows is refused, its own is changed */
	SERVICE(1), { want_session, 0, RADIO }, { refuse_session, 27, CORE }, { change_session, 0, 40 * RADIO },
	{ session_changed, 0, RADIO }, { talk, 5, RADIO }, RELEASE, END,
};
