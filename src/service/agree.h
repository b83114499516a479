/* SPDX-License-Identifier: Apache-2.0
 *
 * agree.h - where the weightings that follow from countries' rules lead to one class, and where not
 *
 * A pack's section `weighting` says which considerations a law names.  From it follows what the
 * country accepts: no consideration that is named weighs less than one the law leaves out, and a
 * range where the law gives one; of the rest nothing is said, so everything the profile allows is
 * accepted.  Boundaries, vetoes and the weights inside a consideration are the profile's, for all.
 */
#ifndef PT_SERVICE_AGREE_H
#define PT_SERVICE_AGREE_H

#include "judge/agree/agree.h"
#include "model/pack.h"
#include "service/assess.h"

struct agree_country {
	const struct pack *pack;
	const struct pack_weighting **says; /* per consideration, or NULL: what was read does not name it */
};

struct agree_answer {
	struct assessment x;            /* evidence, beliefs and profile; its draws are few */
	struct agree_country *country;  /* by id; one voice of `run` each */
	size_t countries;
	const char **silent;            /* countries with rules that name no considerations */
	size_t silents;
	const char **stray;             /* "PACK: CONSIDERATION" that the workspace does not have */
	size_t strays, stray_cap;
	struct agree_run run;
	struct agreement result;
};

struct agree_request {
	const char *workspace, *profile; /* profile NULL = "baseline" */
	int32_t day;
	const char **supplier, **country; /* country codes or ids of packs; none = all that say something */
	size_t suppliers, countries;
	uint64_t draws, seed;             /* 0 = 20,000 and 1 */
	unsigned threads;
};

/* PT_USAGE with "did you mean" for what is not there, and when fewer than two countries are left. */
bool service_agree(struct arena *keep, const struct agree_request *rq, struct agree_answer *out,
                   struct pt_err *e) PT_MUST;
void service_agree_end(struct agree_answer *x);

/* petrin.agree/1 */
void service_agree_json(struct buf *b, const struct agree_answer *x);

/* Whether what was read of the country's rules names others and not this one. */
bool agree_left_out(const struct agree_country *c, size_t consideration);

/* "legal, state-support": what the country's law names; "" when it names nothing. */
const char *agree_names(struct arena *a, const struct agree_answer *x, size_t country);

#endif
