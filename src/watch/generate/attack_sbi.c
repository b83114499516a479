/* SPDX-License-Identifier: Apache-2.0
 *
 * attack_sbi.c - attacks on SBI: D37 to D48, but for those that forge tokens (attack_token.c) or break HTTP
 * (attack_http.c)
 *
 * Most of them are requests of a table, asked by somebody who has no business to ask.
 */
#include "watch/generate/attack.h"

/* A stranger inside of the core, or, evasive, a function that was taken over and uses the connections it has. */
static const struct node *asker(struct attack *at, const char *name, enum nf taken)
{
	struct world *w = at->world;
	if (!attack_is(at, "evasive") && !attack_is(at, "near"))
		return attack_node(at, 0, NF_INSIDER, name);
	attack_speaker(at, &w->nf[taken]);
	return &w->nf[taken];
}

/* Who evades, and who is benign, has a token where one is asked for. */
static void ask(struct attack *at, const struct node *from, const struct asking *a, const struct ue *about)
{
	struct asking with = *a;
	bool armed = attack_is(at, "evasive") || attack_is(at, "near");
	with.ask.token = armed && a->to == NF_UDM ? "$token" : NULL;
	attack_ask(at, from, &with, about);
}

static const char *uuid(struct attack *at)
{
	uint32_t v[4] = { rng_u32(&at->rng), rng_u32(&at->rng), rng_u32(&at->rng), rng_u32(&at->rng) };
	return arena_fmt(at->world->a, "%08x-%04x-4%03x-%04x-%04x%08x", v[0], v[1] >> 16, v[1] & 0xfff,
	                 0x8000 | (v[2] >> 16 & 0x3fff), v[2] & 0xffff, v[3]);
}

/* ---- functions ---- */

/* D37: an AMF nobody knows registers, as published: an identifier that is none; `random-id`: a good one,
 * preferred to all others; `evasive`: ordinary values, and heartbeats behind it.  `near`: functions of the
 * inventory come late. */
void attack_unknown_function(struct attack *at)
{
	static const enum nf late[] = { NF_SMSF, NF_CHF, NF_NEF };
	bool evasive = attack_is(at, "evasive");
	if (attack_is(at, "near")) {
		life_function(at->world, late[at->round], 0);
		attack_repeat(at, COUNT(late), 3e6);
		return;
	}
	struct asking a = attack_asking(at->round > 0 ? ASK_BEAT : ASK_INSERT);
	if (at->round == 0)
		at->what = attack_is(at, "") ? "b01dface-bead-cafe-bade-cabledfabled" : uuid(at);
	a.ask.arg[0] = at->what;
	a.ask.arg[1] = evasive ? "\"priority\":1,\"capacity\":100" : "\"priority\":0,\"capacity\":65535";
	ask(at, attack_node(at, 0, NF_INSIDER, "amf"), &a, NULL);
	attack_repeat(at, evasive ? 6 : 1, 10e6);
}

/* D38: somebody else deletes registrations of functions that are alive; the NRF tells them with their next
 * heartbeat, and they register anew.  `evasive`: one, by another function; `near`: a function that leaves by
 * itself. */
void attack_foreign_deregistration(struct attack *at)
{
	static const enum nf victims[] = { NF_SMF, NF_AUSF, NF_UDM };
	struct world *w = at->world;
	bool near = attack_is(at, "near");
	struct asking a = attack_asking(near && at->round == 0 ? ASK_COME : ASK_GO);
	enum nf victim = near ? NF_SMSF : attack_is(at, "evasive") ? NF_PCF : victims[at->round];
	char id[40];
	say_instance(w, &w->nf[victim], id);
	a.ask.arg[0] = arena_fmt(w->a, "%s", id);
	ask(at, asker(at, "amf", near ? NF_SMSF : NF_NSSF), &a, NULL);
	if (!near)
		w->gone |= (uint64_t)1 << victim;
	attack_repeat(at, near ? 2 : attack_is(at, "evasive") ? 1 : COUNT(victims), near ? 20e6 : 4e6);
}

/* D39: asks the NRF for everything, as published; `sweep`: asks for one type after the other; `evasive`: for a
 * few, slowly, as the wrong type; `near`: an AMF finds again the functions that it needs. */
void attack_discovery(struct attack *at)
{
	static const char *const shapes[] = {
		"requester-nf-type=AMF&target-nf-type=UDM", "requester-nf-type=AMF", NULL,
		"requester-nf-type=&target-nf-type=",
	};
	static const char *const sweep[] = { "AUSF", "UDM", "PCF", "SMF", "UDR", "NEF", "CHF", "SEPP", "UPF", "BSF" };
	struct arena *a = at->world->a;
	bool all = attack_is(at, ""), near = attack_is(at, "near"), evasive = attack_is(at, "evasive");
	struct asking ask_for = attack_asking(all && at->round == 3 ? ASK_DISCOVER_NOTHING : ASK_DISCOVER);
	if (all && at->round == 2)
		ask_for.ask.arg[0] = arena_fmt(a, "requester-nf-type=%08x&target-nf-type=", rng_u32(&at->rng));
	else if (all)
		ask_for.ask.arg[0] = shapes[at->round];
	else
		ask_for.ask.arg[0] = arena_fmt(a, "requester-nf-type=AMF&target-nf-type=%s", sweep[at->round]);
	ask(at, asker(at, "amf", near ? NF_AMF : NF_PCF), &ask_for, NULL);
	attack_repeat(at, all || near ? 4 : evasive ? 3 : COUNT(sweep), evasive ? 20e6 : near ? 2e5 : 1e6);
}

/* ---- subscribers ---- */

static const struct ue *number(struct attack *at, struct ue *copy, uint32_t n)
{
	*copy = at->world->ue[0];
	copy->number = n;
	return copy;
}

/* Subscriber of whom that is true, the next each time; NULL: none. */
static struct ue *next_with(struct attack *at, unsigned is)
{
	struct world *w = at->world;
	for (uint32_t i = 0; i < w->ues; i++) {
		struct ue *ue = &w->ue[at->number++ % w->ues];
		if ((ue->is & is) == is)
			return ue;
	}
	return NULL;
}

/* D41: data of one subscriber after the other, whether there are such or not; `evasive`: of a few that are
 * there, from three addresses, slowly; `near`: the AMF reads again the data of those that it serves. */
void attack_subscriber_sweep(struct attack *at)
{
	enum { MANY = 45, SOME = 9 };
	struct world *w = at->world;
	struct ue copy, *known = next_with(at, UE_REGISTERED);
	bool near = attack_is(at, "near"), evasive = attack_is(at, "evasive");
	if ((near || evasive) && known == NULL)
		return;
	unsigned which = evasive ? at->round % 3 : 0;
	const struct node *from = near ? &w->nf[NF_AMF] : attack_node(at, which, NF_INSIDER, "amf");
	uint32_t n = w->ues > MANY / 2 ? w->ues - MANY / 2 + at->round : at->round + 1;
	struct asking a = attack_asking(near || evasive || n <= w->ues ? ASK_READ : ASK_READ_NOBODY);
	ask(at, from, &a, near || evasive ? known : number(at, &copy, n));
	attack_repeat(at, evasive ? SOME : near ? w->ues : MANY, evasive ? 7e6 : near ? 2e5 : 1e6);
}

/* D42: somebody says that subscribers are with it who never came; the UDM tells the AMF that has them.
 * `abroad`: in the country of the partner; `evasive`: one, by a function that was taken over; `near`: some that
 * do come. */
void attack_fraudulent_registration(struct attack *at)
{
	bool abroad = attack_is(at, "abroad");
	struct world *w = at->world;
	if (attack_is(at, "near")) {
		ue_begin(world_stranger(w, &w->gnb[0]), life_registration, 0);
		attack_repeat(at, 3, 6e6);
		return;
	}
	struct ue *ue = attack_victim(at, UE_REGISTERED);
	if (ue == NULL)
		return;
	struct asking a = attack_asking(ASK_SERVE), notice = attack_asking(ASK_NOTICE);
	if (at->what == NULL)
		at->what = uuid(at);
	a.ask.arg[0] = abroad ? "\"mcc\":\"999\",\"mnc\":\"70\"" : "\"mcc\":\"001\",\"mnc\":\"01\"";
	a.ask.arg[1] = at->what;
	a.to = abroad ? NF_SEPP : NF_UDM;
	ask(at, abroad ? &w->nf[NF_PARTNER_SEPP] : asker(at, "amf", NF_PCF), &a, ue);
	attack_unmark(at);
	a.to = NF_UDM;
	if (abroad)
		ask(at, &w->nf[NF_SEPP], &a, ue); /* passes it on */
	ask(at, &w->nf[NF_UDM], &notice, ue);
	attack_repeat(at, attack_is(at, "evasive") ? 1 : 5, 5e6);
}

/* D43: where are they, and where do their messages go?  `events`: tell me whenever they move; `evasive`: one
 * now and then, by the exposure function; `near`: the location function asks about one, once (an emergency
 * call). */
void attack_location_query(struct attack *at)
{
	bool near = attack_is(at, "near"), evasive = attack_is(at, "evasive");
	struct ue *ue = next_with(at, UE_REGISTERED);
	if (ue == NULL)
		return;
	enum ask what = attack_is(at, "events") ? ASK_EVENTS : at->round % 3 == 2 ? ASK_WHERE_SMS : ASK_LOCATE;
	struct asking a = attack_asking(what);
	ask(at, asker(at, "lmf", near ? NF_LMF : NF_NEF), &a, ue);
	attack_repeat(at, near ? 1 : evasive ? 4 : 12, evasive ? 15e6 : 2e6);
}

/* D44: who is no application function of ours bends the traffic of subscribers to a place of its own;
 * `evasive`: by writing to the repository what the exposure function would; `near`: the application function
 * does it. */
void attack_traffic_influence(struct attack *at)
{
	bool near = attack_is(at, "near"), evasive = attack_is(at, "evasive");
	struct ue *ue = attack_victim(at, UE_SESSION);
	if (ue == NULL)
		return;
	struct asking a = attack_asking(evasive ? ASK_INFLUENCE_DATA : ASK_INFLUENCE);
	a.ask.arg[0] = near ? "10.100.3.50" : "192.0.2.66";
	ask(at, asker(at, "af", near ? NF_AF : NF_NSSF), &a, ue);
	attack_repeat(at, evasive ? 1 : 3, 6e6);
}

/* D46: writes that are not its own to make: rates, barring, counters.  `usage`: reports volumes of sessions that nobody
 * used; `reuse`: charges sessions by the number of another; `evasive`: one write, by a function that was taken over;
 * `near`: the policy and data functions write. */
void attack_foreign_write(struct attack *at)
{
	static const enum ask writes[] = { ASK_WRITE_POLICY, ASK_WRITE_RATE, ASK_WRITE_COUNTER };
	static const enum nf owner[] = { NF_PCF, NF_UDM, NF_UDM };
	bool usage = attack_is(at, "usage"), reuse = attack_is(at, "reuse"), near = attack_is(at, "near");
	struct ue *ue = attack_victim(at, usage || reuse ? UE_SESSION : UE_REGISTERED);
	if (ue == NULL)
		return;
	at->number = at->round == 0 ? ue->session.ref : at->number; /* the first victim's, for all */
	uint32_t v = reuse ? (uint32_t)at->number : attack_between(at, 50, 90) * 1000000;
	struct asking a = attack_asking(usage ? ASK_USAGE : reuse ? ASK_CHARGE : writes[at->round % COUNT(writes)]);
	a.ask.arg[0] = arena_fmt(at->world->a, "%u", v);
	const struct node *from = asker(at, usage || reuse ? "smf" : "udm",
		near ? owner[at->round % COUNT(owner)] : NF_NSSF);
	ask(at, from, &a, ue);
	attack_repeat(at, attack_is(at, "evasive") ? 1 : 6, 4e6);
}

/* A request of the partner with a token that was given to another network. */
static void ask_with_foreign_token(struct attack *at)
{
	struct world *w = at->world;
	const struct node *partner = &w->nf[NF_PARTNER_SEPP];
	struct asking a = attack_asking(ASK_READ_ABROAD);
	uint8_t text[1024];
	struct put o = put_in(text, sizeof text);
	say_token(w, &o, &(struct token){ .subject = partner, .plmn = "{\"mcc\":\"999\",\"mnc\":\"80\"}" });
	a.ask.token = "$1";
	a.ask.arg[0] = arena_strn(w->a, (const char *)o.p, o.n);
	attack_ask(at, partner, &a, attack_victim(at, 0));
}

/* D47: a partner that speaks for another: it names networks that are not its own when it begins, and asks in
 * the name of one. `context`: somebody ends the context of others; `token`: it asks with a token of another;
 * `evasive`: only the name in one request is
 * wrong; `near`: the partner begins anew, and asks for itself. */
void attack_foreign_plmn(struct attack *at)
{
	struct world *w = at->world;
	bool near = attack_is(at, "near"), evasive = attack_is(at, "evasive"), context = attack_is(at, "context");
	if (attack_is(at, "token")) {
		ask_with_foreign_token(at);
		attack_repeat(at, 3, 3e6);
		return;
	}
	struct asking a = attack_asking(context ? ASK_END_CONTEXT : at->round % 3 == 0 ? ASK_HELLO : ASK_VECTOR_ABROAD);
	bool wrong = !near && (!evasive || at->round == 2);
	a.ask.arg[0] = wrong ? "80" : "70";
	if (context)
		a.ask.arg[0] = arena_fmt(w->a, "%08X%08X", rng_u32(&at->rng), at->round);
	if (!wrong)
		attack_unmark(at);
	ask(at, context ? attack_node(at, 0, NF_OUTSIDER, "sepp") : &w->nf[NF_PARTNER_SEPP], &a, attack_victim(at, 0));
	attack_repeat(at, context ? 3 : 6, 3e6);
}

/* D48: vectors of many subscribers that nobody then registers; `abroad`: by way of a partner; `evasive`:
 * slowly, and every fourth is confirmed; `near`: the same number, and most are. */
void attack_vectors(struct attack *at)
{
	enum { MANY = 24 };
	struct world *w = at->world;
	bool near = attack_is(at, "near"), evasive = attack_is(at, "evasive"), abroad = attack_is(at, "abroad");
	struct ue copy;
	const struct ue *ue = number(at, &copy, 1 + at->round / 2 % w->ues);
	bool second = at->round % 2 == 1;
	struct asking a = attack_asking(second ? ASK_CONFIRM : ASK_VECTOR), b = attack_asking(ASK_VECTOR_ABROAD);
	b.ask.arg[0] = abroad ? "70" : "01";
	a.ask.arg[0] = b.ask.arg[0];
	a.ask.arg[1] = abroad ? "999" : "001";
	if (!second && abroad) {
		ask(at, &w->nf[NF_PARTNER_SEPP], &b, ue);
		attack_unmark(at);
	}
	if (!second || (near && at->round % 8 != 1) || (evasive && at->round % 8 == 1))
		ask(at, abroad ? &w->nf[NF_AUSF] : asker(at, "ausf", NF_AUSF), &a, ue);
	attack_repeat(at, 2 * MANY, evasive ? 1.4e6 : 4e5);
}
