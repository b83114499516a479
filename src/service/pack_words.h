/* SPDX-License-Identifier: Apache-2.0
 *
 * pack_words.h - the words that built-in data know: functions, flags, indicators, considerations
 */
#ifndef PT_SERVICE_PACK_WORDS_H
#define PT_SERVICE_PACK_WORDS_H

#include "base/map.h"
#include "judge/decide/decide.h"

struct pack_words {
	struct decide_function *function;
	size_t functions;
	struct map function_at, flag, indicator, consideration;
};
/* From the data in the program; may run in a child without rights. */
bool pack_words(struct arena *keep, struct pack_words *out, struct pt_err *e) PT_MUST;

#endif
