/* SPDX-License-Identifier: Apache-2.0
 *
 * attack.h - attacks as functions that say something in an otherwise undisturbed network
 *
 * The function of an attack is called when it begins, and again as often as it asks for (attack_again), with `round`
 * counting up: it is the body of a loop.  What it says until it returns is marked with its label; answers of the
 * network are said behind attack_unmark.  The variant `near` has no mark at all.  How to add one:
 * docs/howto/add-an-attack.md.
 */
#ifndef PT_WATCH_GENERATE_ATTACK_H
#define PT_WATCH_GENERATE_ATTACK_H

#include "watch/generate/life.h"

enum { ATTACK_TALKING = UE_SESSION | UE_MAPPED | UE_CONNECTED }; /* a victim whose tunnel is in use */

struct attack {
	struct world *world;
	const struct attack_def *def;
	const char *variant; /* "" = the plain one */
	struct mark mark;
	struct rng rng;
	uint32_t round;
	struct ue *ue;       /* its victim or tool; for the function itself, as the others */
	struct gnb *gnb, *rogue; /* rogue: one that it made up */
	uint64_t number;
	const char *what;
	void *own;
	uint32_t tries;
	struct node node[4]; /* who speaks, by attack_node */
};

typedef void attack_fn(struct attack *at);

struct attack_def {
	const char *id, *technique, *title;
	attack_fn *act;
	const char *variants;
};

/* Makes the attacks of a list: "all", "D06,D23:near".  Mistakes name the word and what may have been meant. */
bool attack_list(struct arena *a, const char *list, struct attack **out, size_t *n, struct pt_err *e) PT_MUST;
/* Lets them begin, spread over the recording behind its first third. */
void attack_begin(struct world *w, struct attack *at, size_t n);

/* For attacks. */
bool attack_is(const struct attack *at, const char *variant);
void attack_again(struct attack *at, double us);
/* The same until it was called `rounds` times, after about `us`. */
void attack_repeat(struct attack *at, uint32_t rounds, double us);
void attack_mark(struct attack *at);   /* what follows is the attack's; so it is when its function is called */
void attack_unmark(struct attack *at); /* what follows is not */
/* A subscriber of whom that is true (enum ue_is); NULL: there is none now, and the attack is called again later. */
struct ue *attack_victim(struct attack *at, unsigned is);
/* Calls the attack again a little later, for at most some minutes; false: it waited long enough. */
bool attack_wait(struct attack *at);
/* Who says it is a `name` and stands `i` addresses behind a function; the same each time.  From then on only what it
 * sends is marked. */
const struct node *attack_node(struct attack *at, unsigned i, enum nf where, const char *name);
void attack_speaker(struct attack *at, const struct node *from); /* the same for any function */
/* One that has a session and is idle: its base station knows nothing of it. */
struct ue *attack_idle(struct attack *at);
/* One more that registers and then goes to the next base station: benign. */
struct ue *attack_traveller(struct attack *at);
/* Something between a and b. */
uint32_t attack_between(struct attack *at, uint32_t a, uint32_t b);
uint16_t attack_port(struct attack *at); /* as systems give to who asks */
void attack_random(struct attack *at, struct put *o, size_t n);

/* ---- over SBI (attack_ask.c) ---- */
enum ask { /* of ask.def */
#define R(id, to, method, path, body, status, answer) ASK_##id,
#include "watch/generate/ask.def"
	ASK_N
};

struct asking { /* a request and its answer */
	enum nf to;
	struct sbi_text ask, answer;
};

struct asking attack_asking(enum ask what);
/* `from` asks about that subscriber (NULL: about none); the network answers a little later. */
void attack_ask(struct attack *at, const struct node *from, const struct asking *a, const struct ue *about);

#define A(id, technique, title, act, variants) attack_fn act;
#include "watch/generate/attack.def"

#endif
