/* SPDX-License-Identifier: Apache-2.0
 *
 * control.h - who can decide: thresholds reached directly and through others
 *
 * Control does not multiply.  Who holds 51 % of a company that holds 51 % of another decides in both,
 * with 26 % of the equity of the second.  So control is followed by rule: whoever reaches the
 * threshold in a company, together with what he controls already, controls it too, and so on until
 * nothing changes.  Equity, votes and control in fact are separate rules and separate answers.
 *
 * Answers are graded.  SURELY: the lower bounds alone reach the threshold.  POSSIBLY: it is reached
 * by some shares within the intervals (each company looked at by itself).  NO: by none.  Control that
 * nobody wrote down is not seen, and a rule of a statute may ask for more than a number: these are
 * facts for a judgement, not the judgement.
 *
 * heads.h names the one at the top of every company, chain.h looks upwards from one company.
 * Stakes of nominees give control to nobody, contested ones count in their scenario.
 */
#ifndef PT_JUDGE_CONTROL_H
#define PT_JUDGE_CONTROL_H

#include "judge/ownership/graph.h"

enum control { CONTROL_NO, CONTROL_POSSIBLY, CONTROL_SURELY };

struct control_rule {
	enum right right;
	double threshold;
	bool more;         /* more than the threshold; else at least it */
	bool in_fact;      /* stakes marked STAKE_CONTROL count whatever their share */
	uint16_t scenario;
};
extern const struct control_rule control_fifty;    /* at least 50 % of equity: OFAC FAQ 398, 401 */
extern const struct control_rule control_majority; /* more than 50 % of votes */
extern const struct control_rule control_quarter;  /* at least 25 % of equity: beneficial owner */

/* Everything that the seeds (nodes) control together, they themselves included: grade[place] of
 * enum control, n octets.  With control_fifty and listed persons as seeds: whose property is blocked.
 * O(n + m). */
struct control_seeds {
	const uint32_t *node;
	size_t n;
};
void control_closure(const struct graph *g, struct arena scratch, const struct control_rule *rule,
                     struct control_seeds seeds, uint8_t *grade);

/* Whether a share is enough, rounding apart; and the grade that its bounds give. */
bool control_meets(const struct control_rule *rule, double share);
enum control control_grade(const struct control_rule *rule, double lo, double hi);

/* Whether a stake gives its owner a say under the rule. */
static inline bool control_counts(const struct control_rule *rule, const struct stake *s)
{
	return (s->scenario == 0 || s->scenario == rule->scenario) && !(s->flags & STAKE_NOMINEE);
}

#endif
