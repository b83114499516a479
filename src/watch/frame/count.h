/* SPDX-License-Identifier: Apache-2.0
 *
 * count.h - what finding messages in streams counts (count.def), so that nothing is lost silently
 */
#ifndef PT_WATCH_FRAME_COUNT_H
#define PT_WATCH_FRAME_COUNT_H

enum frame_count {
#define X(name, words) FRAME_COUNT_##name,
#include "watch/frame/count.def"
#undef X
	FRAME_COUNTS,
};

const char *frame_count_name(unsigned c); /* enum frame_count */

#endif
