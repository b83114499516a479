/* SPDX-License-Identifier: Apache-2.0
 *
 * test_element_state.c - whether an element is in service, by the text of its status
 */
#include "service/element_state.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void only_words_without_doubt_take_an_element_out(void **state)
{
	static const struct {
		const char *text;
		enum element_state state;
	} cases[] = {
		{ "planned", ELEMENT_PLANNED },
		{ " Planned ", ELEMENT_PLANNED },
		{ "IN PLANNING", ELEMENT_PLANNED },
		{ "not yet installed", ELEMENT_PLANNED },
		{ "under-construction", ELEMENT_PLANNED },
		{ "retired", ELEMENT_RETIRED },
		{ "De-commissioned", ELEMENT_RETIRED },
		{ "dismantled.", ELEMENT_RETIRED },
		{ "", ELEMENT_IN_SERVICE },
		{ "-", ELEMENT_IN_SERVICE },
		{ "in service", ELEMENT_IN_SERVICE },
		{ "active", ELEMENT_IN_SERVICE },
		{ "offline", ELEMENT_IN_SERVICE },
		{ "failed", ELEMENT_IN_SERVICE },
		{ "decommissioning", ELEMENT_IN_SERVICE },
		{ "planned outage", ELEMENT_IN_SERVICE },
		{ "not planned", ELEMENT_IN_SERVICE },
		{ "planned planned planned planned planned", ELEMENT_IN_SERVICE },
		{ "v provozu", ELEMENT_IN_SERVICE },
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		if (element_state_of(cases[i].text) != cases[i].state)
			fail_msg("\"%s\"", cases[i].text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_words_without_doubt_take_an_element_out),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
