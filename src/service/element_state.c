/* SPDX-License-Identifier: Apache-2.0
 *
 * element_state.c - whether an element is in service, by the text of its status
 */
#include "service/element_state.h"

#include <stddef.h>
#include <string.h>

#include "base/str.h"

enum { WORD = 32 };

static const struct {
	const char *word;
	enum element_state state;
} words[] = {
	{ "cancelled", ELEMENT_RETIRED },       { "decommissioned", ELEMENT_RETIRED },
	{ "deinstalled", ELEMENT_RETIRED },     { "designed", ELEMENT_PLANNED },
	{ "dismantled", ELEMENT_RETIRED },      { "disposed", ELEMENT_RETIRED },
	{ "inplanning", ELEMENT_PLANNED },      { "instock", ELEMENT_PLANNED },
	{ "inventory", ELEMENT_PLANNED },       { "notinstalled", ELEMENT_PLANNED },
	{ "notyetinstalled", ELEMENT_PLANNED }, { "ordered", ELEMENT_PLANNED },
	{ "pendinginstall", ELEMENT_PLANNED },  { "plan", ELEMENT_PLANNED },
	{ "planned", ELEMENT_PLANNED },         { "planning", ELEMENT_PLANNED },
	{ "proposed", ELEMENT_PLANNED },        { "removed", ELEMENT_RETIRED },
	{ "retired", ELEMENT_RETIRED },         { "scrapped", ELEMENT_RETIRED },
	{ "sold", ELEMENT_RETIRED },            { "spare", ELEMENT_PLANNED },
	{ "staged", ELEMENT_PLANNED },          { "staging", ELEMENT_PLANNED },
	{ "terminated", ELEMENT_RETIRED },      { "underconstruction", ELEMENT_PLANNED },
	{ "uninstalled", ELEMENT_RETIRED },
};

/* Small letters of the text; false: too many, which is no word of ours. */
static bool letters(const char *text, char out[WORD])
{
	size_t n = 0;
	for (; *text; text++) {
		char c = *text >= 'A' && *text <= 'Z' ? (char)(*text - 'A' + 'a') : *text;
		if (memchr(" -_./\t", c, 6) != NULL)
			continue;
		if (n == WORD - 1)
			return false;
		out[n++] = c;
	}
	out[n] = '\0';
	return n > 0;
}

enum element_state element_state_of(const char *status)
{
	char word[WORD];
	if (!letters(status, word))
		return ELEMENT_IN_SERVICE;
	for (size_t i = 0; i < COUNT(words); i++)
		if (strcmp(word, words[i].word) == 0)
			return words[i].state;
	return ELEMENT_IN_SERVICE;
}
