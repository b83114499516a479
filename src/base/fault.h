/* SPDX-License-Identifier: Apache-2.0
 *
 * fault.h - places where a test can make the world fail
 *
 * In a build with -Dfault=true every allocation, read, write and SQL step asks fault_hit()
 * first.  Site number PETRIN_FAULT_AT of kind PETRIN_FAULT_KIND fails, once or from there on
 * (PETRIN_FAULT_STICKY=1).  In other builds it is the constant false.
 */
#ifndef PT_BASE_FAULT_H
#define PT_BASE_FAULT_H

#include <stdbool.h>

enum fault_kind { FAULT_MEMORY, FAULT_READ, FAULT_WRITE, FAULT_SQL, FAULT_KINDS };

#ifdef PT_FAULT
bool fault_hit(enum fault_kind kind);

/* For tests inside the process: arm a kind at a site number; how often it was asked since. */
void fault_arm(enum fault_kind kind, long at, bool sticky);
long fault_seen(enum fault_kind kind);
#else
static inline bool fault_hit(enum fault_kind kind)
{
	(void)kind;
	return false;
}
#endif

#endif
