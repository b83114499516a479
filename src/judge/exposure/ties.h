/* SPDX-License-Identifier: Apache-2.0
 *
 * ties.h - what ties a network to a maker
 *
 *	T1  Remaining book value, a sum per currency; elements without one are counted.
 *	T2  Support: ended before the day, ends within two years of it, later, not known.
 *	T3  A site is coupled when an operator has 4G and 5G there from the same maker: such 5G can
 *	    mostly not be replaced without the 4G below it.  An element of both counts as both.
 *	T4  Alternatives for a function: other makers that stand in this network for it, and suppliers
 *	    with a product of its class (class of the group of the function).  Both are what is known
 *	    here, no market.
 */
#ifndef PT_JUDGE_TIES_H
#define PT_JUDGE_TIES_H

#include "base/arena.h"
#include "model/network.h"

enum { TIES_SOON = 730 }; /* days */

struct ties_money {
	const char *currency; /* "" = not told */
	double amount;
};
struct ties_function {
	uint32_t function;
	uint64_t elements;
	uint32_t seen, offered, other; /* makers; suppliers with a product; either, each once */
};
struct ties_maker {
	uint32_t maker;                                         /* or MODEL_NONE */
	uint64_t elements, valued, ended, soon, later, undated; /* T1: elements with a value; T2 */
	uint64_t coupled, mixed; /* T3: sites; with 5G of the maker on 4G of others */
	struct ties_money *money; /* in the order of currencies */
	struct ties_function *function; /* in the order for people */
	size_t moneys, functions;
};
struct ties {
	struct ties_maker *v; /* in the order of makers; only those that have elements */
	size_t n;
};

/* `counted`: elements that count, or NULL. */
struct ties ties_of(struct arena *keep, struct arena scratch, const struct network *net,
                    const bool *counted);

#endif
