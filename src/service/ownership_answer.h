/* SPDX-License-Identifier: Apache-2.0
 *
 * ownership_answer.h - what is known of the owners of one company, in one reading
 *
 * A reading is the graph in one scenario; reading 0 is what everybody agrees on, with what is contested
 * left open.
 */
#ifndef PT_SERVICE_OWNERSHIP_ANSWER_H
#define PT_SERVICE_OWNERSHIP_ANSWER_H

#include "service/ownership.h"

/* Asks one company after the other; what a scenario takes is made when it is first asked for. */
struct ownership_asker {
	const struct ownership *o;
	bool intervals; /* some stake is one */
	bool votes_are_equity;
	struct arena keep, scratch;
	char *start[2];
	struct marks seen; /* empty between questions */
	struct ownership_reading {
		struct flow low[RIGHTS], high[RIGHTS]; /* high: only with intervals */
	} * *reading;                                  /* by scenario */
};
/* Time O(n) and the loops for every scenario; memory of its own until it is ended. */
struct ownership_asker ownership_asker(const struct ownership *o);
void ownership_asker_end(struct ownership_asker *q);

/* Loops that own all of themselves, by place. */
struct ownership_closed {
	struct ownership_closed_loop {
		uint32_t node, members; /* one of its members; how many there are */
		uint8_t of;             /* by which right, bit 1 << enum right */
	} *v;
	size_t n, cap;
};

/* All companies above a target in any scenario, by place rising, and the scenarios that matter. */
struct ownership_above {
	uint32_t *place;
	size_t n;
	uint16_t *scenario; /* rising, without 0 */
	size_t scenarios;
};
struct ownership_above ownership_above(struct arena *keep, struct ownership_asker *q, uint32_t target);

enum ownership_rule {
	OWNERSHIP_FIFTY,    /* at least 50 % of equity, with what is owned by half */
	OWNERSHIP_MAJORITY, /* more than 50 % of votes, with what is controlled */
	OWNERSHIP_QUARTER,  /* at least 25 %: of votes decided over, or of equity that arrives */
	OWNERSHIP_IN_FACT,  /* a source says that he decides, or he controls one who does */
	OWNERSHIP_RULES
};
extern const char *const ownership_rule_name[OWNERSHIP_RULES];

struct ownership_owner {
	uint32_t node;
	enum end_kind kind; /* what of the target ends here as; END_KINDS when it only passes through */
	bool direct;
	uint8_t surely, possibly; /* controls by the rule, bit 1 << enum ownership_rule */
	double share[RIGHTS][2];  /* direct and indirect, without what a loop would count twice */
	double link[2];           /* weakest link of the strongest chain, by votes */
	double brioschi[RIGHTS];  /* at the lower bounds: every chain, also around loops; NaN: no answer */
};

struct ownership_holder {
	uint32_t node;
	enum control grade; /* possibly or surely */
	double decides[2];  /* share of equity (fifty) or votes that he decides over */
	bool top;           /* nobody surely controls him by the rule */
};
struct ownership_holders {
	struct ownership_holder *v; /* by falling share, then the nearest first */
	size_t n, cap;
	bool all; /* false: too many above; only direct owners and ends were looked at */
};

struct ownership_vote {
	uint32_t node; /* GRAPH_NONE: all small holders of a listed company */
	double votes, shapley, banzhaf;
};

struct ownership_answer {
	uint32_t target;
	uint16_t scenario;
	struct transparency t;
	struct ownership_owner *owner; /* of all but the target, by falling equity, votes, place */
	size_t owners;
	struct ownership_holders by[OWNERSHIP_RULES];
	uint32_t *controller; /* who surely controls by half of the equity or a majority of votes,
	                                * the nearest first */
	size_t controllers;
	struct ownership_vote *vote;
	size_t votes;
	const char *no_votes; /* why there is no voting power, else NULL */
	bool small_holders;   /* the last of `vote` are small holders, taken as this many: */
};
enum { OWNERSHIP_SMALL = 1000 };

/* Lives in `keep`.  What is in the transparency and not among the owners is what ends in companies on the
 * way: float, undisclosed and so on. */
void ownership_ask(struct arena *keep, struct ownership_asker *q, uint16_t scenario, uint32_t target,
                   struct ownership_answer *out);

/* The same with what stands beside it: in scenario 0 the answer in each scenario that matters. */
struct ownership_target {
	struct ownership_above above;
	struct ownership_answer answer,
		*beside; /* beside[i] in above.scenario[i]; NULL when one was asked for */
	struct ownership_closed closed; /* the loops above that own all of themselves */
};
void ownership_target(struct arena *keep, struct ownership_asker *q, uint16_t scenario, uint32_t target,
                      struct ownership_target *out);
/* All loops of the graph that own all of themselves in this scenario. */
struct ownership_closed ownership_closed_in(struct arena *keep, struct ownership_asker *q, uint16_t scenario);

#endif
