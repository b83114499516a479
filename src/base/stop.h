/* SPDX-License-Identifier: Apache-2.0
 *
 * stop.h - asking a long job to end: Ctrl-C, SIGTERM, or a time that is over
 *
 * The first time a flag is set, which the job looks at; a second Ctrl-C ends the program as it always does.  The flag
 * may be in memory shared with children, which inherit all this.
 */
#ifndef PT_BASE_STOP_H
#define PT_BASE_STOP_H

#include <stdint.h>

/* From here on; 0 seconds = no end by itself.  One job at a time. */
void stop_begin(volatile uint32_t *flag, unsigned seconds);
/* Everything as it was. */
void stop_end(void);

#endif
