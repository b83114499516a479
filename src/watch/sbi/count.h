/* SPDX-License-Identifier: Apache-2.0
 *
 * count.h - what sbi counts (count.def), so that nothing is lost silently
 */
#ifndef PT_WATCH_SBI_COUNT_H
#define PT_WATCH_SBI_COUNT_H

enum sbi_count {
#define X(name, words) SBI_COUNT_##name,
#include "watch/sbi/count.def"
#undef X
	SBI_COUNTS,
};

const char *sbi_count_name(unsigned c); /* enum sbi_count */

#endif
