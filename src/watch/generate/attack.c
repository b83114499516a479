/* SPDX-License-Identifier: Apache-2.0
 *
 * attack.c - the catalogue of attacks, and when they happen
 */
#include "watch/generate/attack.h"

#include <stdio.h>

static const struct attack_def defs[] = {
#define A(id, technique, title, act, variants) { #id, technique, title, act, variants },
#include "watch/generate/attack.def"
};

enum { STREAM_ATTACK = 1 << 7, TRIES = 200, VARIANTS = 8 };

bool generate_kind(size_t i, struct generate_kind *k)
{
	if (i >= COUNT(defs))
		return false;
	*k = (struct generate_kind){ defs[i].id, defs[i].technique, defs[i].title, defs[i].variants };
	return true;
}

/* ---- lists ---- */

static bool has_variant(const struct attack_def *d, struct str word)
{
	struct str rest = str_of(d->variants), part;
	while (str_cut(&rest, ' ', &part))
		if (part.n == word.n && memcmp(part.p, word.p, word.n) == 0)
			return true;
	return false;
}

static const struct attack_def *find(struct str id)
{
	for (size_t i = 0; i < COUNT(defs); i++)
		if (str_is(id, defs[i].id))
			return &defs[i];
	return NULL;
}

static bool unknown(struct arena *a, struct str id, struct pt_err *e)
{
	const char *words[COUNT(defs)], *word = arena_strn(a, id.p, id.n);
	for (size_t i = 0; i < COUNT(defs); i++)
		words[i] = defs[i].id;
	const char *near = str_nearest(word, words, COUNT(words));
	return pt_fail(e, PT_USAGE, "--attack: there is no attack \"%s\"%s%s%s (--attack list shows them)", word,
	               near ? "; did you mean " : "", near ? near : "", near ? "?" : "");
}

static bool add(struct arena *a, const struct attack_def *d, const char *variant, struct attack *all, size_t *n,
                struct pt_err *e)
{
	if (*n == GENERATE_ATTACKS)
		return pt_fail(e, PT_LIMIT, "--attack: at most %d at a time", GENERATE_ATTACKS);
	struct attack *at = &all[(*n)++];
	*at = (struct attack){ .def = d, .variant = variant };
	snprintf(at->mark.label, sizeof at->mark.label, "%s%s%s", d->id, variant[0] ? ":" : "", variant);
	at->mark.technique = d->technique;
	(void)a;
	return true;
}

static bool add_word(struct arena *a, struct str word, struct attack *all, size_t *n, struct pt_err *e)
{
	struct str id, variant = word;
	str_cut(&variant, ':', &id);
	const struct attack_def *d = find(id);
	if (d == NULL)
		return unknown(a, id, e);
	if (variant.n > 0 && !has_variant(d, variant))
		return pt_fail(e, PT_USAGE, "--attack: %s has no variant \"%.*s\" (it has: %s)", d->id, (int)variant.n,
		               variant.p, d->variants);
	return add(a, d, arena_strn(a, variant.p, variant.n), all, n, e);
}

bool attack_list(struct arena *a, const char *list, struct attack **out, size_t *n, struct pt_err *e)
{
	struct str rest = list == NULL ? (struct str){ NULL, 0 } : str_of(list), word;
	*out = NEW(a, struct attack, GENERATE_ATTACKS);
	*n = 0;
	while (str_cut(&rest, ',', &word)) {
		word = str_trim(word);
		for (size_t i = 0; str_is(word, "all") && i < COUNT(defs); i++)
			if (!add(a, &defs[i], "", *out, n, e))
				return false;
		if (!str_is(word, "all") && !add_word(a, word, *out, n, e))
			return false;
	}
	return true;
}

/* ---- time ---- */

static void act(void *what)
{
	struct attack *at = what;
	attack_mark(at);
	at->def->act(at);
	at->round += at->tries == 0;
}

void attack_begin(struct world *w, struct attack *at, size_t n)
{
	double whole = (double)(w->end - w->begin) / 1e3;
	for (size_t i = 0; i < n; i++) {
		at[i].world = w;
		at[i].rng = rng_of(w->rq->seed, (uint64_t)STREAM_ATTACK << 32 | i);
		double when = whole * (0.34 + 0.5 * (double)i / (double)n) + 1e6 * rng_uniform(&at[i].rng);
		queue_add(&w->when, w->begin + wire_us(when), act, &at[i]);
	}
}

bool attack_is(const struct attack *at, const char *variant)
{
	return strcmp(at->variant, variant) == 0;
}

void attack_again(struct attack *at, double us)
{
	at->tries = 0;
	world_after(at->world, us, act, at);
}

void attack_repeat(struct attack *at, uint32_t rounds, double us)
{
	if (at->round + 1 < rounds)
		attack_again(at, us * (0.8 + 0.4 * rng_uniform(&at->rng)));
}

void attack_mark(struct attack *at)
{
	at->world->wire.mark = attack_is(at, "near") ? NULL : &at->mark;
	at->world->wire.speaker = NULL;
}

void attack_unmark(struct attack *at)
{
	wire_sctp_flush(&at->world->wire);
	at->world->wire.mark = NULL;
}

bool attack_wait(struct attack *at)
{
	bool more = at->tries++ < TRIES;
	if (more)
		world_after(at->world, 1e6, act, at);
	else
		at->tries = 0;
	return more;
}

const struct node *attack_node(struct attack *at, unsigned i, enum nf where, const char *name)
{
	struct world *w = at->world;
	struct node *n = &at->node[i];
	struct rd r = rd_of((struct span){ w->nf[where].mac + 2, 4 }); /* its address in IPv4 */
	if (n->name == NULL)
		world_node(w, n, name, (uint32_t)rd_be(&r, 4) + i);
	attack_speaker(at, n);
	return n;
}

void attack_speaker(struct attack *at, const struct node *from)
{
	at->world->wire.speaker = from;
}

static struct ue *or_later(struct attack *at, struct ue *ue)
{
	if (ue == NULL && at->tries++ < TRIES)
		world_after(at->world, 1e5, act, at);
	else
		at->tries = 0;
	return ue;
}

struct ue *attack_victim(struct attack *at, unsigned is)
{
	return or_later(at, world_some_ue(at->world, &at->rng, is));
}

struct ue *attack_idle(struct attack *at)
{
	enum { DRAWS = 50 };
	struct ue *ue = NULL;
	for (int i = 0; i < DRAWS; i++) {
		ue = world_some_ue(at->world, &at->rng, UE_SESSION);
		if (ue == NULL || !(ue->is & (UE_MAPPED | UE_CONNECTED)))
			break;
		ue = NULL;
	}
	return or_later(at, ue);
}

uint32_t attack_between(struct attack *at, uint32_t a, uint32_t b)
{
	return a + rng_u32(&at->rng) % (b - a + 1);
}

uint16_t attack_port(struct attack *at)
{
	return (uint16_t)attack_between(at, 32768, 60000);
}

void attack_random(struct attack *at, struct put *o, size_t n)
{
	while (n-- > 0)
		put_be(o, rng_u32(&at->rng) & 255, 1);
}

static void travel(struct ue *ue)
{
	if (ue->world->gnbs > 1 && ue->before == NULL)
		ue_begin(ue, life_moving, 2e6);
}

struct ue *attack_traveller(struct attack *at)
{
	struct world *w = at->world;
	struct ue *ue = world_stranger(w, &w->gnb[attack_between(at, 0, w->gnbs - 1)]);
	ue->then = travel;
	ue_begin(ue, life_registration, 0);
	return ue;
}
