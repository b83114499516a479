/* SPDX-License-Identifier: Apache-2.0
 *
 * count.h - what capture counts (count.def), so that nothing is lost silently
 */
#ifndef PT_WATCH_CAPTURE_COUNT_H
#define PT_WATCH_CAPTURE_COUNT_H

#include <stddef.h>
#include <stdint.h>

enum capture_count {
#define X(name, words) COUNT_##name,
#include "watch/capture/count.def"
#undef X
	COUNTS,
};

struct capture_stats {
	uint64_t n[COUNTS];
	uint64_t first, last; /* the earliest and the latest time seen; first > last when there was no packet */
};

const char *count_name(unsigned c); /* enum capture_count: "sctp_again" */

#endif
