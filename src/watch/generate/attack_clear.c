/* SPDX-License-Identifier: Apache-2.0
 *
 * attack_clear.c - what nobody can read, and what everybody can (D12, D21)
 */
#include "watch/generate/play.h"

/* ---- D12: what cannot be read ---- */

/* Uplink NAS transport of the attacker's base station, with as many octets of NAS; in w->octets. */
static size_t uplink(struct attack *at, size_t nas, uint64_t amf_id)
{
	struct world *w = at->world;
	struct build *b = say_n2_plain(w, F_NGAP_UPLINKNASTRANSPORT);
	for (size_t i = 0; i < nas; i++)
		w->body[i] = (uint8_t)(i % 7);
	w->body[0] = 0x7e;
	build_number(b, F_NGAP_AMF_UE_NGAP_ID, amf_id);
	build_number(b, F_NGAP_RAN_UE_NGAP_ID, 1);
	build_octets(b, F_NGAP_NAS_PDU, (struct span){ w->body, nas });
	return world_encode(w, w->octets, sizeof w->octets);
}

/* Makes the AMF's identity six octets long: more than the 40 bits it may have.  It stands in the first element, which
 * begins at octet 7 of a short message: id, criticality, length, value. */
static size_t widen(uint8_t *p, size_t n)
{
	enum { OUTER = 3, LENGTH = 10, VALUE = 11, LONGER = 0xa0 };
	memmove(p + VALUE + 2, p + VALUE + 1, n - VALUE - 1);
	p[OUTER]++;
	p[LENGTH]++;
	p[VALUE] = LONGER;
	p[VALUE + 1] = 1;
	return n + 1;
}

static void say_malformed(struct attack *at)
{
	enum { SHORT = 40, LONG = 4000, CUT = 9 };
	struct world *w = at->world;
	size_t n = 0;
	if (attack_is(at, "big-id")) {
		n = widen(w->octets, uplink(at, SHORT, 0xffffffffff));
	} else if (attack_is(at, "missing")) {
		struct build *b = say_n2_plain(w, F_NGAP_INITIALUEMESSAGE);
		build_number(b, F_NGAP_RAN_UE_NGAP_ID, 1); /* no NAS-PDU, no location */
		n = world_encode(w, w->octets, sizeof w->octets);
	} else {
		n = uplink(at, attack_is(at, "evasive") ? LONG : SHORT, 1) - CUT; /* the length says more */
	}
	wire_sctp_say(&w->wire, &at->rogue->n2, UP, 1, PPID_NGAP, (struct span){ w->octets, n });
}

/* Establishment of a session with PDN type 0, which TS 29.244 8.2.79 does not have; the UPF does not survive it. */
static void establish_nothing(struct attack *at)
{
	struct world *w = at->world;
	struct pfcp_pair p = say_n4(w, NF_UPF2);
	struct ue *ue = play_subscriber(at, 0);
	ue->session.upf = NF_UPF2;
	struct build *b = say_pfcp_begin(w, F_PFCP_PFCP_SESSION_ESTABLISHMENT_REQUEST, 0, ++*p.number);
	say_put_node(b, p.from);
	say_put_fseid(b, p.from, ++w->seids);
	say_put_rules(ue, b);
	build_number(b, F_PFCP_PDN_TYPE, 0);
	say_pfcp_ask(w, &p);
	life_upf_goes(w);
}

static void kill_upf(struct attack *at)
{
	enum { KILLS = 3 };
	struct pfcp_pair p = say_n4(at->world, NF_UPF2);
	if (at->round % 3 == 0) {
		establish_nothing(at);
	} else if (at->round % 3 == 1) {
		attack_unmark(at);
		say_pfcp_beat(at->world, &p); /* which comes back: nobody listens */
	} else {
		attack_unmark(at);
		life_upf_returns(at->world);
	}
	if (at->round + 1 < 3 * KILLS)
		attack_again(at, at->round % 3 == 0 ? 1e6 : 4e6);
}

/* Unknown types, a wrong discriminator, an unknown type of 5GSM. */
static void say_nonsense(struct ue *ue, unsigned which)
{
	static const uint8_t said[][4] = {
		{ 0x7e, 0, 0x71, 0 }, { 0x7e, 0, 0x73, 0 }, { 0x0e, 0, 0x41, 0 }, { 0x2e, 1, 1, 0xe1 },
	};
	play_hit(ue);
	say_up(ue, (struct span){ said[which], sizeof said[which] });
}

static void say_status(struct ue *ue, unsigned cause)
{
	struct build *b = say_nas_begin(ue, DOWN, NAS_PLAIN, F_NAS5GS_5GMM_STATUS);
	build_number(b, F_NAS5GS_5GMM_CAUSE, cause);
	say_down(ue, say_nas_end(ue));
}

/* Handover required with a container that only the target understands, and which it does not. */
static void want_handover(struct ue *ue, unsigned what)
{
	static const uint8_t rrc[] = { 0x08, 0xff, 0x3c, 0x00, 0x11 };
	struct build *b = say_n2_begin(ue, F_NGAP_HANDOVERREQUIRED);
	(void)what;
	build_number(b, F_NGAP_HANDOVERTYPE, 0);
	say_put_cause(b, F_NGAP_RADIONETWORK, 16);
	build_group(b, F_NGAP_TARGETID);
	build_group(b, F_NGAP_TARGETRANNODEID);
	say_put_gnb(ue->gnb, b);
	say_put_tai(b, F_NGAP_SELECTEDTAI, ue->gnb->tac);
	build_end(b);
	build_end(b);
	build_group(b, F_NGAP_PDUSESSIONRESOURCELISTHORQD);
	build_group(b, F_NGAP_PDUSESSIONRESOURCEITEMHORQD);
	build_number(b, F_NGAP_PDUSESSIONID, ue->session.psi);
	build_group(b, F_NGAP_HANDOVERREQUIREDTRANSFER);
	build_end(b);
	build_end(b);
	build_end(b);
	build_octets(b, F_NGAP_SOURCETOTARGET_TRANSPARENTCONTAINER, (struct span){ rrc, sizeof rrc });
	say_n2_ue(ue, UP);
}

static void fail_handover(struct ue *ue, unsigned cause)
{
	struct build *b = say_n2_begin(ue, F_NGAP_HANDOVERPREPARATIONFAILURE);
	say_put_cause(b, F_NGAP_RADIONETWORK, cause);
	say_n2_ue(ue, DOWN);
}

/* The AMF does not survive what the base station says, which comes again. */
static void kill_association(struct attack *at)
{
	enum { KILLS = 3 };
	bool evasive = attack_is(at, "evasive");
	if (at->rogue == NULL)
		at->rogue = play_planned(at);
	if (at->round % 3 == 0) {
		play_connect(at, at->rogue);
	} else if (at->round % 3 == 1) {
		say_malformed(at);
	} else if (!evasive) {
		attack_unmark(at);
		wire_sctp_abort(&at->world->wire, &at->rogue->n2, DOWN);
	}
	if (at->round < 3 * KILLS)
		attack_again(at, at->round % 3 == 1 ? 2e5 : evasive ? 3.5e6 : 2e6);
}

/* D12: NGAP that cannot be read makes the AMF abort the association; the base station comes again and does it again.
 * `missing`: elements that have to be there are not; `big-id`: an identity of more than 40 bits; `nas-types`: a
 * terminal says what NAS does not have, and is told so; `evasive`: the damage is at the end of a message in
 * fragments, and the association only begins anew; `pfcp`: a session that no UPF can have, and the UPF is gone for
 * some seconds; `near`: a handover that fails for a container. */
void attack_malformed(struct attack *at)
{
	enum { UNKNOWN_TYPE = 97, NOT_ALLOWED = 8 };
	static const struct step
		nonsense[] = {
			LIFE(JOIN), { say_nonsense, 0, 300000 }, { say_status, UNKNOWN_TYPE, CORE },
			{ say_nonsense, 1, 300000 }, { say_status, UNKNOWN_TYPE, CORE },
			{ say_nonsense, 2, 300000 }, { say_nonsense, 3, 300000 },
			{ say_status, UNKNOWN_TYPE, CORE }, LIFE(RELEASE), END,
		},
		container[] = {
			LIFE(JOIN), LIFE(TALK), { want_handover, 0, RADIO },
			{ fail_handover, NOT_ALLOWED, RADIO }, LIFE(TALK), LIFE(RELEASE), END,
		};
	static const struct play rows[] = {
		{ "nas-types", nonsense, 2, 4000, 0 }, { "near", container, 3, 4000, 0 },
	};
	PLAY(at, rows);
	if (attack_is(at, "pfcp"))
		kill_upf(at);
	else if (!attack_is(at, "near") && !attack_is(at, "nas-types"))
		kill_association(at);
}

/* ---- D21: in clear ---- */

/* A packet of ESP, both ways, as a gateway in front of the base station sends them. */
static void protect(struct attack *at, const struct gnb *g)
{
	enum { ESP = 50, SPI = 0x5e000000 };
	struct world *w = at->world;
	const struct node *amf = &w->nf[NF_AMF];
	for (unsigned side = 0; side < 2; side++) {
		size_t n = 16 * attack_between(at, 4, 20);
		struct put o = wire_begin(&w->wire);
		put_be(&o, SPI + g->number * 2 + side, 4);
		put_be(&o, ++at->number, 4);
		for (size_t i = 0; i < n; i += 4)
			put_be(&o, rng_u32(&at->rng), 4);
		wire_ip(&w->wire, side ? amf : &g->node, side ? &g->node : amf, ESP, o.n);
	}
}

/* Hellos of TLS (RFC 8446 4.1): the client can do both, the server takes `version` and `cipher`. */
static void say_hello(struct attack *at, struct wire_tcp *t, unsigned side, unsigned version, unsigned cipher)
{
	enum { RECORD = 22, V10 = 0x0301, V12 = 0x0303, V13 = 0x0304, SUPPORTED_VERSIONS = 43 };
	uint8_t octets[128];
	struct put o = put_in(octets, sizeof octets);
	put_be(&o, RECORD << 16 | V10, 3);
	put_zero(&o, 2);
	put_be(&o, side == UP ? 1 : 2, 1);
	put_zero(&o, 3);
	put_be(&o, version == V13 ? V12 : version, 2);
	for (int i = 0; i < 8; i++)
		put_be(&o, rng_u32(&at->rng), 4);
	put_be(&o, 0, 1); /* no session */
	if (side == UP)
		put_be(&o, 4, 2);
	put_be(&o, side == UP ? 0x13010005 : cipher, side == UP ? 4 : 2);
	put_be(&o, side == UP ? 0x0100 : 0, side == UP ? 2 : 1);
	if (version == V13) {
		put_be(&o, side == UP ? 9 : 6, 2);
		put_be(&o, SUPPORTED_VERSIONS, 2);
		put_be(&o, side == UP ? 5 : 2, 2);
		put_be(&o, side == UP ? 0x0403040301 : V13, side == UP ? 5 : 2);
	}
	put_at(octets + 3, o.n - 5, 2);
	put_at(octets + 6, o.n - 9, 3);
	wire_tcp_say(&at->world->wire, t, side, put_span(&o));
}

static void shake_hands(struct attack *at, unsigned version, unsigned cipher)
{
	enum { V13 = 0x0304, PORT_TLS = 443 };
	struct world *w = at->world;
	const struct mark *mark = w->wire.mark;
	struct wire_tcp *t = NEW(w->a, struct wire_tcp, 1);
	*t = (struct wire_tcp){ .node = { &w->nf[NF_SMF], &w->nf[NF_UDM] },
		                .port = { (uint16_t)(30000 + attack_between(at, 0, 9999)), PORT_TLS } };
	w->wire.mark = NULL;
	wire_tcp_open(&w->wire, t);
	say_hello(at, t, UP, V13, 0);
	w->wire.mark = mark;
	say_hello(at, t, DOWN, version, cipher);
	w->wire.mark = NULL;
	wire_tcp_reset(&w->wire, t, UP);
}

/* D21: a base station whose association was protected by ESP comes in clear, and serves two subscribers.
 * `weak-tls`: a function of the core takes TLS 1.0 with RC4; `evasive`: once, shortly, and then protected again;
 * `near`: protected all the time, and TLS 1.3. */
void attack_clear_text(struct attack *at)
{
	enum { BEFORE = 6, SERVED = 2, AFTER = 14, V10 = 0x0301, RC4 = 0x0005, V13 = 0x0304, AES = 0x1301, HELLOS = 4 };
	bool near = attack_is(at, "near"), evasive = attack_is(at, "evasive"), tls = attack_is(at, "weak-tls");
	uint32_t served = evasive ? 1 : SERVED;
	if (tls || (near && at->round % 4 == 0))
		shake_hands(at, tls ? V10 : V13, tls ? RC4 : AES);
	if (tls) {
		if (at->round + 1 < HELLOS)
			attack_again(at, 5e6);
		return;
	}
	if (at->rogue == NULL)
		at->gnb = at->rogue = play_planned(at);
	bool clear = !near && at->round >= BEFORE && at->round <= BEFORE + served;
	at->world->wire.mark = NULL;
	if (!clear)
		protect(at, at->rogue);
	else if (at->round == BEFORE)
		play_connect(at, at->rogue);
	attack_mark(at);
	if (clear && at->round > BEFORE)
		ue_begin(play_subscriber(at, PLAY_OWN), life_registration, 0);
	if (at->round + 1 < (near || evasive ? AFTER : BEFORE + 1 + served))
		attack_again(at, 1.5e6);
}
