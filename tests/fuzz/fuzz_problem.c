/* SPDX-License-Identifier: Apache-2.0
 *
 * fuzz_problem.c - decision problems from arbitrary octets: read, and solved with one draw
 */
#include "service/problem.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	static struct arena keep;
	if (keep.beg == NULL)
		keep = arena_reserve((size_t)2 << 30, "fuzz");
	struct arena scratch = keep;
	struct pt_err e = { 0 };
	bool ok = service_problem_check(&scratch, (struct str){ (const char *)p, n }, "fuzz", &e);
	if (ok != (e.code == PT_OK) || e.code == PT_BUG) /* a failure has a reason, and it is not ours */
		abort();
	return 0;
}
