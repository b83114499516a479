/* SPDX-License-Identifier: Apache-2.0
 *
 * attack_token.c - D40: tokens that are forged, stolen, too old, or for something else
 *
 * The UDM of the generated network asks for tokens; the NRF gives them to AMF, SMF and AUSF.
 */
#include "watch/generate/attack.h"

/* Asks the UDM for data of somebody with that token (NULL: with none). */
static void use(struct attack *at, const struct node *from, const struct token *t, bool works)
{
	struct world *w = at->world;
	uint8_t text[1024];
	struct put o = put_in(text, sizeof text);
	struct asking a = attack_asking(works ? ASK_READ : ASK_READ_REFUSED);
	if (t != NULL) {
		say_token(w, &o, t);
		a.ask.token = "$1";
		a.ask.arg[0] = arena_strn(w->a, (const char *)o.p, o.n);
	}
	attack_ask(at, from, &a, world_some_ue(w, &at->rng, 0));
}

static void ask_for(struct attack *at, const struct node *from, const char *scope, const char *target)
{
	struct asking a = attack_asking(ASK_TOKEN);
	a.ask.arg[0] = scope;
	a.ask.arg[1] = target;
	attack_ask(at, from, &a, NULL);
}

/* The forged ones: what is taken, and what is refused. */
static void forged(struct attack *at, const struct node *from, const struct node *owner)
{
	const uint64_t begin = at->world->begin / 1000000000;
	const struct {
		struct token token;
		bool works;
	} table[] = {
		{ { .subject = from, .alg = "none" }, true },
		{ { .subject = from, .alg = "HS256" }, true },
		{ { .subject = from, .issuer = "5f0c1d2e-0000-4000-8000-000000000001" }, false },
		{ { .subject = from, .expires = begin - 86400 }, false },
		{ { .subject = from, .audience = "NRF" }, false },
		{ { .subject = from, .scope = "namf-comm" }, false },
		{ { .subject = owner }, true }, /* stolen: the same octets as the owner's */
	};
	use(at, from, &table[at->round].token, table[at->round].works);
}

enum { FORGED = 7, SHAPES = FORGED + 2, GUESSES = 14 };

static void benign(struct attack *at, const struct node *smf)
{
	const struct token old = { .subject = smf, .expires = at->world->wire.now / 1000000000 - 1 },
		fresh = { .subject = smf };
	if (at->round == 0)
		use(at, smf, &old, false);
	else if (at->round == 1)
		ask_for(at, smf, "nudm-sdm", "UDM");
	else
		use(at, smf, &fresh, true);
}

/* D40: one after the other, then without, then the right to everything.  `stolen`: the AMF's token from
 * elsewhere; `guess`: secrets tried at the NRF; `evasive`: a stolen one, twice, by a function of the network;
 * `near`: a token that is over by a second, and a new one. */
void attack_token_misuse(struct attack *at)
{
	struct world *w = at->world;
	bool evasive = attack_is(at, "evasive"), few = attack_is(at, "stolen"), guesses = attack_is(at, "guess");
	const struct node *amf = &w->nf[NF_AMF], *from = attack_node(at, 0, NF_INSIDER, "amf");
	const struct token stolen = { .subject = amf };
	struct asking tried = attack_asking(ASK_TOKEN_GUESS);
	uint32_t rounds = guesses ? GUESSES : few || attack_is(at, "near") ? 3 : evasive ? 2 : SHAPES;
	if (attack_is(at, "near"))
		benign(at, &w->nf[NF_SMF]);
	else if (guesses)
		attack_ask(at, from, &tried, NULL);
	else if (few || evasive)
		use(at, evasive ? &w->nf[NF_PCF] : from, &stolen, true);
	else if (at->round < FORGED)
		forged(at, from, amf);
	else if (at->round == FORGED)
		use(at, from, NULL, false);
	else
		ask_for(at, from, "nudm-sdm+nudm-ueau+nudr-dr+nsmf-pdusession+namf-comm+nnrf-nfm", "UDR");
	attack_repeat(at, rounds, evasive ? 30e6 : guesses ? 7e5 : 2e6);
}
