/* SPDX-License-Identifier: Apache-2.0
 *
 * ownership_evidence.h - what the owners of a supplier say about a criterion, as evidence over grades
 *
 * Two numbers can be measured: how much of the equity can be traced to somebody named, and how much of
 * equity or votes ends with states.  Both are intervals; the grades they fall in are what the evidence
 * says, no more.
 *
 *	E1  What is missing is open: a company whose owners are not all on file may belong to anybody.  Only
 *	    stakes that a source says are held for somebody who is not named count as hidden.  So a row that
 *	    is taken away opens grades and never closes a better one.
 *	E2  Readings of contested stakes widen the set: the grades of all of them, never a mean.
 *	E3  Every stake has the strength of a finding from its source (belief.h).  At a level of strength the
 *	    weaker stakes are taken as "at most so much" (who holds more of a listed company has to report
 *	    it; of others the rest is open anyway), and what owners are is taken as unknown where that is
 *	    stated more weakly.  From the strongest level down the intervals narrow; each level at which the set of
 *	    grades gets smaller is one piece of evidence, and together they put on every set exactly the
 *	    strength of its level.
 */
#ifndef PT_SERVICE_OWNERSHIP_EVIDENCE_H
#define PT_SERVICE_OWNERSHIP_EVIDENCE_H

#include "judge/evidence/belief.h"
#include "service/ownership.h"

enum ownership_measure { OWNERSHIP_NO_MEASURE, OWNERSHIP_TRANSPARENCY, OWNERSHIP_STATE };
/* By the id that criteria name: "ownership.transparency", "ownership.state". */
enum ownership_measure ownership_measure_of(const char *id);

struct ownership_scale {
	enum ownership_measure measure;
	double cut[GRADES - 1];
	bool less;
	int32_t day;
	double half_life;
};

struct ownership_range { /* in one reading */
	uint16_t scenario;
	double lo, hi;
};

struct ownership_level {
	unsigned grades; /* neither none nor all */
	double level;    /* of the weakest stake at face value */
	double strength; /* to merge with: what this level adds to those above it */
	bool strong;
	size_t face; /* stakes at face value */
	struct ownership_range *range;
	size_t ranges;
};
struct ownership_levels {
	struct ownership_level *v; /* from the strongest */
	size_t n, cap;
	struct ownership_range *range; /* everything at face value */
	size_t ranges, stakes;         /* readings; stakes above the supplier, 0 = nothing on file */
	unsigned grades;               /* of those ranges */
};

/* Of the entities that a supplier stands for. */
struct ownership_levels ownership_evidence(struct arena *keep, const struct ownership *o,
                                           const struct ownership_nodes *who,
                                           const struct ownership_scale *s);

#endif
