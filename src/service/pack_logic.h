/* SPDX-License-Identifier: Apache-2.0
 *
 * pack_logic.h - whether tests of facts can hold together, and whether lists say the same
 *
 * Judged by the tests alone, for a fact that has one value (owners have several countries).  What it says is
 * certain; tests of different facts may exclude each other in the world and not here.
 */
#ifndef PT_SERVICE_PACK_LOGIC_H
#define PT_SERVICE_PACK_LOGIC_H

#include "model/pack.h"

/* Steps that are left for comparing words: who has none is told that nothing is certain. */
struct pack_logic {
	size_t steps;
};
enum { PACK_LOGIC_STEPS = 50000000 };

/* No value passes both; of alternatives (any) not one with any other. */
bool pack_logic_exclude(struct pack_logic *l, const struct pack_test *a, const struct pack_test *b);
/* Some test of one list excludes one of the other. */
bool pack_logic_exclude_lists(struct pack_logic *l, const struct yaml_list *a, const struct yaml_list *b);
/* The same tests, in any order. */
bool pack_logic_same_tests(struct pack_logic *l, const struct yaml_list *a, const struct yaml_list *b);
/* The same words, in any order. */
bool pack_logic_same_words(struct pack_logic *l, const struct yaml_list *a, const struct yaml_list *b);

#endif
