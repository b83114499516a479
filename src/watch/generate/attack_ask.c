/* SPDX-License-Identifier: Apache-2.0
 *
 * attack_ask.c - requests of attacks over SBI, and the answers of the network
 */
#include "watch/generate/attack.h"

static const struct asking table[ASK_N] = {
#define R(id, to, method, path, body, status, answer) \
	[ASK_##id] = { NF_##to, { method, path, body, NULL, { NULL, NULL } }, \
	               { status, path, answer, NULL, { NULL, NULL } } },
#include "watch/generate/ask.def"
};

struct asking attack_asking(enum ask what)
{
	return table[what];
}

struct pending { /* until it is answered */
	struct ue who;
	struct sbi_link *link;
	uint32_t stream;
	struct sbi_text text;
};

static void answer(void *what)
{
	struct pending *p = what;
	if (p->link->http.tcp.open)
		say_response(&p->who, p->link, p->stream, &p->text);
}

void attack_ask(struct attack *at, const struct node *from, const struct asking *a, const struct ue *about)
{
	struct world *w = at->world;
	struct pending *p = NEW(w->a, struct pending, 1);
	bool between = a->to == NF_SEPP || a->to == NF_PARTNER_SEPP;
	p->who = about != NULL ? *about : w->ue[0];
	p->who.self = from;
	p->who.mark = NULL;
	p->who.rng = rng_of(rng_u32(&at->rng), at->round);
	p->link = say_link(w, from, &w->nf[a->to], between ? PORT_N32 : PORT_SBI);
	attack_speaker(at, from);
	p->stream = say_request(&p->who, p->link, &a->ask);
	p->text = a->answer;
	memcpy(p->text.arg, a->ask.arg, sizeof p->text.arg);
	if (strcmp(p->text.body, "=") == 0)
		p->text.body = a->ask.body;
	world_after(w, CORE * (0.5 + rng_uniform(&at->rng)), answer, p);
}
