/* SPDX-License-Identifier: Apache-2.0
 *
 * gen_owners.c - the made-up register of gen_ownership.h as a CSV that petrin ownership --graph reads
 *
 *	gen_owners [NODES STAKES LOOPS CORE] > owners.csv      (2000000 5040000 4923 1352)
 *	gen_owners types ...                                   with a column owner_type
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gen_ownership.h"

int main(int argc, char **argv)
{
	struct gen_opts o = { 1, 2000000, 5040000, 4923, 1352 };
	struct arena a = arena_reserve((size_t)1 << 34, "graph"), scratch = arena_reserve((size_t)1 << 34, "scratch");
	uint32_t *number[] = { &o.nodes, &o.stakes, &o.loops, &o.core };
	bool types = argc > 1 && strcmp(argv[1], "types") == 0;
	for (int i = 1 + types; i < argc && i <= 4 + types; i++)
		*number[i - 1 - types] = (uint32_t)strtoul(argv[i], NULL, 10);
	struct graph_input in = gen_ownership(&a, scratch, o);
	printf("owner,owned,share_min,share_max%s\n", types ? ",owner_type" : "");
	for (size_t i = 0; i < in.m; i++) {
		const struct stake *s = &in.stake[i];
		printf("n%u,n%u,%.10g,%.10g", s->owner, s->owned, 100 * s->share[EQUITY][0], 100 * s->share[EQUITY][1]);
		printf("%s%s\n", types ? "," : "", types ? node_type_name[in.node[s->owner].type] : "");
	}
	return 0;
}
