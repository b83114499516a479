/* SPDX-License-Identifier: Apache-2.0
 *
 * ownership_findings.h - what is wrong with the rows that state a graph, for people
 *
 * Findings of the graph and of its flows come with the id of the company and the row they are about.
 */
#ifndef PT_SERVICE_OWNERSHIP_FINDINGS_H
#define PT_SERVICE_OWNERSHIP_FINDINGS_H

#include "service/ownership_answer.h"

struct ownership_finding {
	const char *what;    /* "the owners together hold more than 100 %" */
	uint32_t node;       /* or GRAPH_NONE */
	uint64_t row, other; /* of the file; 0 = not known */
	double value;        /* a share or a number of members; NaN when there is none */
	uint8_t of;          /* the rights it is about, bit 1 << enum right; 0 = both or neither */
	enum finding_kind kind; /* FINDINGS: of a row that does not count */
};
struct ownership_findings {
	struct ownership_finding *v;
	size_t n, cap;
	uint64_t more; /* that are not listed */
};
enum { OWNERSHIP_FINDINGS = 1000 };

/* About the companies above a target, or NULL: all. */
struct ownership_findings ownership_findings(struct arena *a, const struct ownership *o,
                                             const struct ownership_above *above,
                                             const struct ownership_closed *closed);
/* The loops that the flows of both rights at their lower bounds found to own all of themselves. */
struct ownership_closed ownership_closed(struct arena *keep, const struct ownership *o,
                                         const struct ownership_above *above, const struct flow *low);
/* One line for people: whom it is about, what, how much, which rows. */
const char *ownership_finding_text(struct arena *a, const struct ownership *o, const struct ownership_finding *f);

/* Why a row does not count, in words. */
const char *ownership_why_text(enum ownership_why why);
const char *ownership_why_name(enum ownership_why why);

#endif
