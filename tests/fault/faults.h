/* SPDX-License-Identifier: Apache-2.0
 *
 * faults.h - what can be made to fail around petrin: the heap of its libraries, and the disk
 *
 * Together with base/fault.h: those are places in petrin's own code, these are below SQLite and the
 * other libraries.  A negative site never fails; counting begins when something is armed.
 */
#ifndef PT_FAULT_FAULTS_H
#define PT_FAULT_FAULTS_H

#include <stdbool.h>
#include <stddef.h>

void heap_arm(long at, bool sticky);
long heap_seen(void);
void *heap_own(size_t n); /* zeroed, for the tests themselves: is not counted and does not fail */

/* Every step of SQLite's files: open, read, write, truncate, sync, size, delete.  FAIL lets step
 * `at` fail; the others let the power fail there.  What was written and not synced is then
 * kept (as after kill -9), lost, or a part of it is lost, down to sectors of 512 octets. */
enum disk_end { DISK_FAIL, DISK_KEPT, DISK_LOST, DISK_TORN };

void disk_install(void); /* before the first use of SQLite */
void disk_arm(enum disk_end end, long at, bool sticky);
long disk_seen(void);
void disk_power_fails(void); /* now; returns, so that the caller can end the process */

enum { DISK_EXIT = 99 }; /* status of a process whose power failed */

#endif
