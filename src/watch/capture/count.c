/* SPDX-License-Identifier: Apache-2.0
 *
 * count.c - names of what capture counts
 */
#include "watch/capture/count.h"

static const char *const names[COUNTS] = {
#define X(name, words) #name,
#include "watch/capture/count.def"
#undef X
};

const char *count_name(unsigned c)
{
	return names[c];
}
