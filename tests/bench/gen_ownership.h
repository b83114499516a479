/* SPDX-License-Identifier: Apache-2.0
 *
 * gen_ownership.h - a made-up register of owners, for measuring and for tests of size
 *
 * Companies have a hidden rank; owners of a company are persons, funds and companies of higher rank,
 * a few of whom own very much (power law).  Then loops are closed on purpose: `loops - 1` small ones
 * of two or three companies, and one core of `core` companies.  Nodes are numbered at random, as in a
 * register that grew for a hundred years.  The same seed gives the same graph.
 */
#ifndef PT_BENCH_GEN_OWNERSHIP_H
#define PT_BENCH_GEN_OWNERSHIP_H

#include "judge/ownership/graph.h"

struct gen_opts {
	uint64_t seed;
	uint32_t nodes, stakes, loops, core;
};

/* Room for opts.nodes and opts.stakes is taken in `a`. */
struct graph_input gen_ownership(struct arena *a, struct arena scratch, struct gen_opts o);

#endif
