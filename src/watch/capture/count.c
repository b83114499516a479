/* SPDX-License-Identifier: Apache-2.0
 *
 * count.c - what capture counts, in words
 */
#include "watch/capture/count.h"

static const struct {
	const char *name, *words;
} table[COUNTS] = {
#define X(name, words) { #name, words },
#include "watch/capture/count.def"
#undef X
};

const char *count_name(enum capture_count c)
{
	return table[c].name;
}

const char *count_words(enum capture_count c)
{
	return table[c].words;
}
