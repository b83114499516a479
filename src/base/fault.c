/* SPDX-License-Identifier: Apache-2.0
 *
 * fault.c - places where a test can make the world fail
 */
#include "base/fault.h"

#ifdef PT_FAULT
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const kind_name[FAULT_KINDS] = { "memory", "read", "write", "sql" };
static struct {
	bool ready, sticky[FAULT_KINDS];
	long at[FAULT_KINDS];
	atomic_long seen[FAULT_KINDS];
} fault;

/* A program under a sweep prints how many sites it passed, so that the sweep knows its end. */
static void report(void)
{
	const char *path = getenv("PETRIN_FAULT_REPORT");
	FILE *f = path ? fopen(path, "w") : NULL;
	if (f == NULL)
		return;
	for (int k = 0; k < FAULT_KINDS; k++)
		fprintf(f, "%s %ld\n", kind_name[k], atomic_load(&fault.seen[k]));
	fclose(f);
}

static void prepare(void)
{
	const char *kind = getenv("PETRIN_FAULT_KIND"), *at = getenv("PETRIN_FAULT_AT");
	const char *sticky = getenv("PETRIN_FAULT_STICKY");
	fault.ready = true;
	for (int k = 0; k < FAULT_KINDS; k++) {
		fault.at[k] = -1;
		if (kind && at && strcmp(kind, kind_name[k]) == 0)
			fault_arm((enum fault_kind)k, strtol(at, NULL, 10), sticky && *sticky == '1');
	}
	atexit(report);
}

void fault_arm(enum fault_kind kind, long at, bool sticky)
{
	fault.ready = true;
	fault.at[kind] = at;
	fault.sticky[kind] = sticky;
	atomic_store(&fault.seen[kind], 0);
}

long fault_seen(enum fault_kind kind)
{
	return atomic_load(&fault.seen[kind]);
}

bool fault_hit(enum fault_kind kind)
{
	if (!fault.ready)
		prepare();
	long n = atomic_fetch_add(&fault.seen[kind], 1);
	return fault.at[kind] >= 0 &&
	       (n == fault.at[kind] || (fault.sticky[kind] && n > fault.at[kind]));
}
#endif
