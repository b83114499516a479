/* SPDX-License-Identifier: Apache-2.0
 *
 * decide.h - packs, facts and a question -> verdict with all its grounds
 *
 * The question is: what holds for equipment of this supplier, with this function, in this country, on
 * this day?  Every rule of the country's packs is looked at and becomes a ground, or nothing when it is
 * not about the question.  A ground is an interval of outcomes, from what is sure to what would hold if
 * all that is open went against the supplier:
 *
 *	D1  A rule whose guards are all true decides: both ends are its effect.  Where a guard is unknown
 *	    it is open: from nothing to its effect.  Where one is false it is cleared.
 *	D2  An exception that is true leaves less; one that is unknown opens the lower end down to that.
 *	D3  A proposal, a bill, what is not yet in force and what nobody found never decide; advice
 *	    decides conditions at most; a rule about procurement, authorisation, export or staff stands
 *	    beside; a disabled one is shown only.
 *	D4  A decision about one supplier, or a list, binds only whom it names.  Criteria that somebody has
 *	    to apply (decided_by) stay open until he has.
 *	D5  The verdict is from the strictest sure outcome to the strictest possible one.  Order: none,
 *	    conditions, approval, cap, no-new, remove-by (a later day is milder, no day the mildest),
 *	    overdue (the earlier, the stricter).
 *	D6  Shown is what is sure; but "decision needed" when no more than conditions are sure and more is
 *	    possible.
 *
 * So taking a fact away only widens the interval, and names count only where a pack names them.  All
 * is pure: facts come as values, the day is an argument.
 */
#ifndef PT_JUDGE_DECIDE_H
#define PT_JUDGE_DECIDE_H

#include "base/map.h"
#include "judge/decide/fact.h"

enum decide_verdict {
	DECIDE_NONE, DECIDE_CONDITIONS, DECIDE_NEEDED, DECIDE_APPROVAL, DECIDE_CAP, DECIDE_NO_NEW, DECIDE_REMOVE,
	DECIDE_OVERDUE, DECIDE_VERDICTS
};
extern const char *const decide_verdict_name[DECIDE_VERDICTS + 1]; /* as in documents, NULL at the end */
extern const char *const decide_verdict_text[DECIDE_VERDICTS];     /* for people */

struct decide_outcome {
	int verdict; /* never DECIDE_NEEDED */
	int32_t day; /* last day of remove-by, overdue and cap; PACK_FOREVER = none */
};
/* < 0: a is milder. */
int decide_compare(struct decide_outcome a, struct decide_outcome b);

enum decide_state {
	GROUND_DECIDES, GROUND_OPEN, GROUND_EXCEPTED, GROUND_CLEARED, GROUND_COMING, GROUND_PENDING, GROUND_BESIDE,
	GROUND_DISABLED, GROUND_UNKNOWN, GROUND_STATES
};
extern const char *const decide_state_name[GROUND_STATES];

struct decide_missing { /* a guard that is open */
	const char *fact;
	const char *who; /* can say */
};
struct decide_ground {
	const struct pack *pack;
	const struct pack_rule *rule;
	enum decide_state state;
	int status;                            /* enum pack_status on the day, -1 before the first */
	struct decide_outcome least, most;
	bool part;                             /* only of a part of the function asked about */
	const struct pack_deadline *deadline;  /* that counts */
	const struct pack_exception *exception; /* that is true, or open */
	const struct pack_named *named;
	struct decide_missing *missing;
	size_t missings, cap;
};

struct decide_function {
	const char *id;
	uint32_t part_of; /* or UINT32_MAX */
};

struct decide_rule { /* of any pack, prepared */
	const struct pack *pack;
	const struct pack_rule *rule;
	const uint8_t *covers; /* per function enum decide_covers; then the same for every exception */
	size_t functions;
	bool local;            /* some test is about an element */
};
enum decide_covers { COVERS_NOT, COVERS, COVERS_PART };

struct decide_rules {
	const struct pack *pack;
	size_t packs;
	struct decide_rule *rule; /* in the order of packs */
	size_t rules;
	const struct decide_function *function;
	size_t functions;
	const char **fact; /* that some test is about */
	bool *fact_local;
	size_t facts, fact_cap;
	struct map fact_at;
};
enum { DECIDE_FUNCTIONS = 4096 };
/* Prepares packs (their tests get the places of facts).  Packs and functions stay the caller's. */
bool decide_rules(struct arena *keep, struct pack *pack, size_t packs, const struct decide_function *function,
                  size_t functions, struct decide_rules *out, struct pt_err *e) PT_MUST;

struct decide_question {
	const char *supplier, *country; /* supplier NULL = not known */
	const struct fact_value *subject, *local; /* by place of the fact; NULL = nothing known */
	const char *operator; /* NULL: for whoever is bound; "" = not known */
	uint32_t function;
	bool whole;           /* of a group: what holds for any part of it */
	unsigned generation;  /* bits; 0 = not known */
	int32_t day;
};

struct decide_answer {
	int verdict;               /* what is shown (D6) */
	struct decide_outcome least, most;
	struct decide_ground *ground; /* those that decide first, the strictest first */
	size_t grounds, cap;
};
void decide_ask(struct arena *keep, const struct decide_rules *r, const struct decide_question *q,
                struct decide_answer *out);

/* One rule: false when it is not about the question.  With keep NULL no reasons are gathered. */
bool decide_rule(struct arena *keep, const struct decide_rule *r, const struct decide_question *q,
                 struct decide_ground *out);
/* Whether the rules of a pack hold in a country. */
bool decide_holds_in(const struct pack *p, const char *country);
int decide_shown(struct decide_outcome least, struct decide_outcome most);

/* The days on which something may change, rising, each once. */
struct decide_days {
	int32_t *v;
	size_t n, cap;
};
struct decide_days decide_days(struct arena *keep, const struct decide_rules *r);

#endif
