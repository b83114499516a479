/* SPDX-License-Identifier: Apache-2.0
 *
 * table.h - packs compiled for a day, to decide the elements of an inventory at once
 *
 * One cell per country, supplier, function and generation: the outcome of all rules that do not depend
 * on the element, and the list of those that do.  The table holds from its day until `until`, when
 * something in the packs changes.  An element of several generations is asked for each; the strictest
 * counts.  What an element does not tell is unknown, and unknown never makes a verdict stricter.
 */
#ifndef PT_JUDGE_TABLE_H
#define PT_JUDGE_TABLE_H

#include "judge/decide/decide.h"
#include "model/network.h"

struct decide_cell {
	struct decide_outcome least, most;
	uint32_t from, n; /* of table.local */
};

struct decide_table {
	const struct decide_rules *rules;
	const struct fact_value *const *subject; /* per supplier: by place of the fact */
	const char *const *supplier;             /* ids */
	size_t suppliers, countries;
	char (*country)[3];
	uint16_t slot[26 * 26]; /* country -> place + 1 */
	struct decide_cell *cell;
	uint32_t *local;        /* rules */
	size_t locals, local_cap;
	int32_t day, until;
	struct fact_value *value; /* per fact: room for what an element tells */
	const char **room;
	uint32_t *told;           /* facts that an element may tell */
	size_t tolds;
};

struct decide_subjects {
	const char *const *supplier;
	const struct fact_value *const *subject;
	size_t n;
};
/* O(countries * suppliers * functions * rules of a country). */
void decide_compile(struct arena *keep, const struct decide_rules *r, const struct decide_subjects *s, int32_t day,
                    struct decide_table *out);

struct decide_element {
	struct decide_outcome least, most;
	int verdict;
};
/* One thread at a time.  Of the element, in the country of its site (not known: nothing is decided).
 * function and supplier of the network have the numbers of the table. */
struct decide_element decide_element(const struct decide_table *t, const struct network *net,
                                     const struct network_element *el);

/* Of one rule, as about its function and generation, whatever the element tells of them; `whoever`: as for
 * an operator who is bound.  With keep NULL no reasons are gathered.  As decide_rule. */
struct decide_asking {
	const struct decide_table *t;
	const struct network *net;
	struct arena *keep;
	bool whoever;
};
bool decide_element_rule(const struct decide_asking *how, const struct network_element *el,
                         const struct decide_rule *r, struct decide_ground *out);
/* Its own operator, else that of its site; "" when nobody knows. */
const char *decide_operator(const struct network *net, const struct network_element *el);

#endif
