/* SPDX-License-Identifier: Apache-2.0
 *
 * pack.h - the rules of one jurisdiction about suppliers of networks, as data
 *
 * A pack says what law, decisions and practice of a state (or a union of states) ask: which
 * functions, whom, from when, until when, by which source.  It is YAML (docs/formats/pack.md) and
 * kept as that text.  It names suppliers and countries; no code does.  Nothing here decides: see
 * judge/decide.  Days are since 1970-01-01; 0 is "not given" for optional dates.
 */
#ifndef PT_MODEL_PACK_H
#define PT_MODEL_PACK_H

#include "base/yaml.h"

enum { PACK_NO_DAY = INT32_MIN, PACK_FOREVER = INT32_MAX };

enum pack_status { /* of an instrument */
	PACK_IN_FORCE, PACK_CONTESTED, PACK_PASSED, PACK_PRACTICE, /* these decide */
	PACK_ADVICE,                                /* at most conditions */
	PACK_PROPOSAL, PACK_BILL, PACK_ENACTED, PACK_NOT_FOUND, PACK_REJECTED, PACK_REPEALED, /* these never decide */
	PACK_STATUSES
};
enum pack_effect { PACK_NONE, PACK_CONDITIONS, PACK_APPROVAL, PACK_CAP, PACK_NO_NEW, PACK_REMOVE, PACK_EFFECTS };
enum pack_designation { PACK_NAMED, PACK_CRITERIA, PACK_CASE };
enum pack_matter { /* what a rule is about; only the first is about functions of networks */
	PACK_NETWORK, PACK_PROCUREMENT, PACK_AUTHORISATION, PACK_OPERATIONS, PACK_EXPORT, PACK_OTHER
};
enum pack_base { PACK_BASE_NONE, PACK_BASE_NETWORK, PACK_BASE_ACCESS, PACK_BASE_ZONE };
enum pack_of { /* what a cap counts */
	PACK_OF_NONE, PACK_OF_UNKNOWN, PACK_OF_SITES, PACK_OF_ELEMENTS, PACK_OF_SUBSCRIBERS, PACK_OF_TRAFFIC,
	PACK_OF_VALUE, PACK_OF_SPEND
};
enum pack_certainty { PACK_HIGH, PACK_MEDIUM, PACK_LOW };
enum pack_tri { PACK_YES, PACK_NO, PACK_UNKNOWN };
enum pack_event { /* from which a duration runs */
	PACK_EVENT_NONE, PACK_LISTING, PACK_DECISION, PACK_ENTRY, PACK_PERMIT, PACK_OTHER_EVENT
};
enum { PACK_2G = 1, PACK_3G = 2, PACK_4G = 4, PACK_5G = 8, PACK_FIXED = 16, PACK_GENERATIONS = 31 };

extern const char *const pack_status_name[];
extern const char *const pack_effect_name[];
extern const char *const pack_designation_name[];
extern const char *const pack_matter_name[];
extern const char *const pack_base_name[];
extern const char *const pack_of_name[];
extern const char *const pack_certainty_name[];
extern const char *const pack_event_name[];

struct pack_source {
	const char *id, *title, *publisher, *url, *note;
	int32_t date, checked;
	int certainty; /* 0 read, 1 secondary, 2 unverified */
	struct yaml_place place;
};
struct pack_stage { /* legal status from a day on */
	int status;
	int32_t from;
	struct yaml_list cite;
	const char *note;
	struct yaml_place place;
};
struct pack_instrument {
	const char *id, *title, *note;
	struct yaml_list history; /* struct pack_stage, days rising */
	struct yaml_place place;
};

/* One test of one fact.  Exactly one of the operators is given. */
enum pack_op { PACK_IN, PACK_NOT_IN, PACK_AT_LEAST, PACK_BELOW, PACK_BEFORE, PACK_SINCE };
struct pack_test {
	const char *fact;
	const char *is;                /* in [is] */
	struct yaml_list in, not_in;   /* const char * */
	const char *at_least, *below, *before, *since;
	struct yaml_list any;          /* struct pack_test: one of these is enough; then nothing else is given */
	struct yaml_place place;
	/* made by pack_read */
	int op;                        /* enum pack_op */
	double number;
	struct yaml_list words;        /* const char * */
	uint32_t at;                   /* place of the fact; made by judge/decide */
};

struct pack_named { /* who is on the list, or was decided about */
	const char *supplier, *note;
	int32_t from, until; /* until: first day on which it is no longer so */
	struct yaml_list cite;
	struct yaml_place place;
};
struct pack_deadline { /* what was said about the last day, in the order it was said */
	int32_t date;      /* or: */
	const char *after; /* PnY, PnM, PnW, PnD from the event */
	int event;
	int32_t on;        /* the day of the event, when it is known and not a listing or decision */
	int32_t from;      /* said on this day; 0 = from the beginning */
	struct yaml_list cite;
	const char *note;
	struct yaml_place place;
	/* made by pack_read */
	int count;         /* of `unit` */
	char unit;
};
struct pack_cap {
	double percent;
	int base, of;
	const char *zone;
	struct yaml_place place;
};
struct pack_bound { /* which operators; nothing given = all */
	const char *text;
	struct yaml_list operators; /* const char * */
	struct yaml_list when;      /* struct pack_test */
	struct yaml_place place;
};
struct pack_exception {
	const char *id, *title, *conditions;
	struct yaml_list suppliers, functions, operators; /* const char *; empty = any */
	struct yaml_list when; /* struct pack_test */
	int leaves;            /* enum pack_effect: what remains of the rule */
	int32_t from, until;
	struct yaml_list cite;
	struct yaml_place place;
};
struct pack_rule {
	const char *id, *instrument, *title, *scope, *conditions, *compensation, *because, *decided_by, *note;
	int effect, designation, matter, certainty, enabled; /* enabled: PACK_YES or PACK_NO */
	int32_t from, until;
	struct yaml_list functions, generations; /* const char *; generations empty = all */
	struct yaml_list named;                  /* struct pack_named */
	struct yaml_list when;                   /* struct pack_test: all of them */
	struct yaml_list deadlines;              /* struct pack_deadline */
	struct yaml_list exceptions;             /* struct pack_exception */
	struct pack_cap cap;
	struct pack_bound bound;
	struct yaml_list cite; /* const char * */
	struct yaml_place place;
	/* made by pack_read */
	unsigned generation; /* bits */
	uint32_t instrument_at;
	const char *ref; /* the id, or "PACK:ID" where several packs have it; made by judge/decide */
};
struct pack_fact { /* what the pack itself states about a supplier, beside its rules */
	const char *fact, *supplier, *value;
	int32_t from, until;
	struct yaml_list cite;
	struct yaml_place place;
};
struct pack_weighting { /* for `agree`: what the law says counts */
	const char *consideration;
	int named; /* enum pack_tri */
	struct range weight;
	struct yaml_list cite;
	const char *note;
	struct yaml_place place;
};

struct pack {
	const char *id, *country, *title, *note;
	int draft; /* PACK_YES or PACK_NO */
	int32_t checked;
	struct yaml_list members;     /* const char *: states a union's rules hold in; empty = `country` */
	struct yaml_list sources;     /* struct pack_source */
	struct yaml_list instruments; /* struct pack_instrument */
	struct yaml_list rules;       /* struct pack_rule */
	struct yaml_list facts;       /* struct pack_fact */
	struct yaml_list weighting;   /* struct pack_weighting */
};

/* A file of tests of a pack. */
struct pack_case {
	const char *title, *supplier, *function, *operator, *generation, *expect, *country;
	int32_t as_of, deadline;
	struct yaml_list facts;   /* struct yaml_pair: fact -> value */
	struct yaml_list element; /* the same for the element asked about */
	struct yaml_list rules;   /* const char *: rules that decide the outcome, in any order */
	struct yaml_list open;    /* const char *: facts that are missing */
	struct yaml_place place;
};
struct pack_cases {
	const char *pack;
	struct yaml_list tests; /* struct pack_case */
};

/* Reads and checks what a pack says about itself: references, dates, numbers, tests of facts. */
bool pack_read(struct arena *keep, struct str text, const char *file, struct pack *out, struct pt_err *e)
        PT_MUST;
bool pack_cases_read(struct arena *keep, struct str text, const char *file, struct pack_cases *out,
                     struct pt_err *e) PT_MUST;

/* The status of an instrument on a day, or -1 before its first stage. */
int pack_status_on(const struct pack_instrument *in, int32_t day);
/* A day later by `count` of `unit` (Y M W D) in the calendar: 31 January + 1 month is the last of
 * February.  PACK_FOREVER beyond the year 9999. */
int32_t pack_later(int32_t day, int count, char unit);
/* The bit of "5G", 0 when it is none. */
unsigned pack_generation(const char *word);

#endif
