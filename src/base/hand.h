/* SPDX-License-Identifier: Apache-2.0
 *
 * hand.h - an open file is handed to a process that may not open any
 *
 * Two processes have the ends of a pair of sockets.  Whoever has rights opens a file and hands the descriptor over,
 * with a note or with nothing but a note; whoever has none waits for it (base/walls.h, `receives`).
 */
#ifndef PT_BASE_HAND_H
#define PT_BASE_HAND_H

#include "base/err.h"

enum { HAND_NOTE = 8192 };

/* Two ends, closed when another program is started. */
bool hand_pair(int ends[2], struct pt_err *e) PT_MUST;
/* `fd` may be -1: a note alone.  The note has 1 to HAND_NOTE octets.  False when nobody is there. */
bool hand_over(int end, int fd, const void *note, size_t n, struct pt_err *e);
/* Waits; *n is the room for the note and then its length.  *fd is -1 when none came.  False when nobody is there. */
bool hand_take(int end, int *fd, void *note, size_t *n, struct pt_err *e) PT_MUST;

#endif
