/* SPDX-License-Identifier: Apache-2.0
 *
 * decide.h - what the rules of states say about suppliers, asked of a workspace
 *
 * Packs, functions and facts valid on the day are loaded; what is shown anywhere comes from one struct
 * decision.  Changes between two days follow from the dates in the packs as they are known on the later
 * one; facts are those of the later day.
 */
#ifndef PT_SERVICE_DECIDE_H
#define PT_SERVICE_DECIDE_H

#include "judge/decide/table.h"
#include "model/model.h"

struct decision_row {
	const struct supplier *supplier;
	const char *country;
	uint32_t function;
	struct decide_answer answer;
};

/* One thing that happened or will.  Its id is made of what does not change when facts or words do, so
 * that a feed knows what it has shown: the same event has the same id on every day it is asked for. */
struct decision_event {
	int32_t day;
	const char *kind; /* verdict, status, list, deadline, starts, due */
	const char *id;
	const struct pack *pack;
	const char *country, *rule, *supplier, *function, *before, *after; /* of status the rule is the instrument */
	const char *ref;   /* the rule, with its pack where others have one of that id */
	const char *title; /* of the rule or instrument */
	const struct yaml_list *cite;
};

struct decision {
	struct model model;
	struct pack *pack;
	size_t packs;
	struct decide_function *function;
	const char **title;           /* per function */
	int64_t *place;               /* per function: the order for people */
	size_t functions;
	struct decide_rules rules;
	const struct fact_value **subject; /* per supplier of the model */
	const char *operator;              /* as asked: NULL = whoever is bound, "" = not known which */
	const char **fact;                 /* as given, and their values */
	size_t facts;
	struct fact_value *local;
	const char **stray;                /* what rules name and the workspace does not have, as sentences */
	size_t strays;
	int32_t day;
	unsigned generation;
	struct decision_row *row; /* by supplier, country, function */
	size_t rows, cap;
	struct decision_event *event; /* by day, kind, country, rule, supplier, function */
	size_t events, event_cap;
	struct decision_part *part; /* by operator, country, the strictest first, supplier */
	size_t parts;
	struct decision_share *share; /* by operator, country, rule */
	size_t shares;
	size_t elements, unplaced, unmade; /* all; in no country with rules; whose maker is no supplier here */
};

/* Elements of the inventory that stand alike. */
struct decision_part {
	const char *operator, *country, *supplier; /* "" = not known; no supplier of the workspace */
	struct decide_element answer;
	size_t elements, sites;
};

/* How much of an operator's network stands under a cap, in what the cap counts: an interval. */
struct decision_share {
	const char *operator, *country; /* "" = not known */
	const struct pack *pack;
	const struct pack_rule *rule;
	size_t elements;       /* that the cap is about, whoever made them */
	double lo, hi;         /* shares of all suppliers that the cap is about, together */
	enum decision_kept { DECISION_KEPT, DECISION_EXCEEDED, DECISION_UNKNOWN } kept;
	bool bound_open;       /* whether the operator is bound is not known */
	int32_t day;           /* by which it has to be kept; PACK_FOREVER = at once */
	bool live;             /* some element counts */
	struct decide_missing *missing; /* why it is an interval, or not known */
	size_t missings, missing_cap;
};
extern const char *const decide_kept_name[];

struct decide_request {
	const char *workspace;
	const char **supplier; /* ids or names; none = all */
	const char **country, **function; /* none = all with packs; all groups */
	size_t suppliers, countries, functions;
	int32_t day;
	unsigned generation;
	bool changes;
	int32_t since;         /* with `changes` */
	uint64_t within;       /* days; with `due` */
	bool due, inventory;   /* count the elements of the workspace */
	const char *operator;  /* NULL: for whoever is bound */
	const char **fact;     /* "FACT=VALUE" about operator, site or element, for every question */
	size_t facts;
};

/* PT_USAGE with "did you mean" for a supplier, country or function that is not there. */
bool service_decide(struct arena *keep, const struct decide_request *rq, struct decision *out, struct pt_err *e)
        PT_MUST;
void service_decide_json(struct arena *scratch, struct buf *b, const struct decision *x);
/* The source a cite names, or NULL. */
const struct pack_source *decide_source(const struct pack *p, const char *cite);
/* What a ground cites, each once: the rule, who is named, the deadline, the exception. */
struct yaml_list decide_cites(struct arena *a, const struct decide_ground *g);

/* A value written as text: yes, 3.5, LOW..HIGH, words separated by |; "unknown" and "" are nothing. */
struct fact_value decide_value(struct arena *keep, const char *text);

#endif
