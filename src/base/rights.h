/* SPDX-License-Identifier: Apache-2.0
 *
 * rights.h - what this process may do beyond what its user may, and giving it up
 *
 * Recording from an interface needs CAP_NET_RAW.  Whoever has it by sudo, as root or by a mark on the program file
 * opens the interface and then gives up everything for good; files are read by a child that has even less
 * (base/walls.h).
 */
#ifndef PT_BASE_RIGHTS_H
#define PT_BASE_RIGHTS_H

#include "base/err.h"

/* Whether this process may record from interfaces. */
bool rights_record(void);
/* No capabilities any more, the user who called (by sudo, too), no way back by running something.  A system that
 * refuses is a failure. */
bool rights_drop(struct pt_err *e) PT_MUST;

#endif
