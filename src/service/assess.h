/* SPDX-License-Identifier: Apache-2.0
 *
 * assess.h - every supplier of a workspace judged by one profile, with all that the verdict rests on
 *
 * What is shown anywhere (table, JSON, page) comes from one struct assessment.  Index of belief and
 * evidence: subject * criteria + criterion.
 */
#ifndef PT_SERVICE_ASSESS_H
#define PT_SERVICE_ASSESS_H

#include "judge/assess/verdict.h"
#include "model/model.h"
#include "service/ownership_answer.h"
#include "service/ownership_evidence.h"
#include "service/vulnerabilities.h"

/* One piece of evidence as it counted: a claim, or an indicator with the cuts of its criterion, or what the
 * owners of the supplier say (cut->indicator names the measure). */
struct assess_item {
	const struct claim *claim;
	const struct indicator *indicator;
	const struct ownership_levels *owners;
	const struct criterion_indicator *cut;
	double strength; /* 0..0.95 on the day; 0 = does not count (any more) */
	bool strong;
};
struct assess_items {
	struct assess_item *v;
	size_t n;
};

struct assess_consideration { /* mean over its criteria, by central weight */
	double grade[GRADES], unknown;
	size_t evidence;
};

struct assessment {
	struct model model;
	const struct profile *profile;
	struct standard standard;
	const char **because;            /* per boundary and criterion: the reason of a veto, or NULL; */
	const char **because_given;      /* of a dictator */
	const struct supplier **subject; /* in the order asked for, or by id */
	size_t n;
	struct belief *belief;           /* n * criteria */
	struct assess_items *evidence;   /* n * criteria */
	struct assess_items *context;    /* n: claims without a criterion: shown, never judged */
	struct assess_consideration *consideration; /* n * considerations */
	struct verdicts verdicts;
	uint64_t seed;
	struct vulnerabilities vulnerabilities; /* when asked for: shown, never judged */
	struct ownership *owners;               /* of all subjects; NULL when no criterion asks for them */
	struct ownership_nodes *entity;         /* per subject: whom it stands for among the owners, */
	struct ownership_target *chain;         /* and all above the first of them, when asked for */
};

struct assess_request {
	const char *workspace, *profile; /* profile NULL = "baseline" */
	int32_t day;
	const char **supplier;           /* ids or names; suppliers 0 = all */
	size_t suppliers;
	uint64_t draws, seed;            /* 0 = 20,000 and 1 */
	bool vulnerabilities, reasons;   /* show them too: what is published; the chains of owners */
};

enum { ASSESS_DRAWS = 20000, ASSESS_MOST_DRAWS = 100000000 };

/* PT_USAGE with "did you mean" for a supplier or profile that is not there. */
bool service_assess(struct arena *keep, const struct assess_request *rq, struct assessment *out,
                    struct pt_err *e) PT_MUST;
/* Gives back what the owners took; the rest is the arena's. */
void service_assess_end(struct assessment *x);
/* The pure part, for tests: `out->model` is loaded already. */
bool service_assess_model(struct arena *keep, const struct assess_request *rq, struct assessment *out,
                          struct pt_err *e) PT_MUST;

/* petrin.assess/1; with `why` every criterion with its evidence. */
void service_assess_json(struct buf *b, const struct assessment *x, bool why);

/* The class most draws lead to.  For people the other classes stand beside it. */
size_t assess_likeliest(const struct assessment *x, size_t i);
/* Its name, or "undecided" when it is the worst class and leads only because too little is known. */
const char *assess_label(const struct assessment *x, size_t i);
/* Whether the verdict is the worst class, and not for want of evidence. */
bool assess_is_worst(const struct assessment *x, size_t i);
/* The largest standard error of the shares; NaN when there were too few draws to tell. */
double assess_error(const struct assessment *x, size_t i);

/* Share of weight on "any grade"; how many pieces of evidence were looked at. */
double assess_unknown(const struct assessment *x, size_t i);
size_t assess_pieces(const struct assessment *x, size_t i);
/* The profile's reason for the veto (the dictator) of criterion j that stands at boundary b, or "". */
const char *assess_because(const struct assessment *x, size_t b, size_t j);
const char *assess_because_given(const struct assessment *x, size_t b, size_t j);

#endif
