/* SPDX-License-Identifier: Apache-2.0
 *
 * test_grading.c - what pages say about strength is what judging does
 */
#include "service/grading.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "judge/evidence/belief.h"

static void strength_is_the_product_of_the_factors_shown(void **unused)
{
	struct gradings g = service_gradings();
	(void)unused;
	for (int s = 0; s < 6; s++)
		for (int c = 0; c < 6; c++)
			for (int k = 0; k < 12; k++) {
				struct evidence ev = { .grades = 1, .reliability = g.source[s].letter,
					               .credibility = g.content[c].letter - '0',
					               .status = (enum evidence_status)(k % 3), .anonymous = k / 3 % 2,
					               .verified = k / 6 };
				double shown = g.source[s].factor * g.content[c].factor;
				shown *= ev.status == E_ALLEGATION ? g.allegation : 1;
				shown *= ev.status == E_STATEMENT ? g.statement : 1;
				shown *= (ev.anonymous ? g.anonymous : 1) * (ev.verified ? 1 : g.unverified);
				assert_float_equal(evidence_strength(&ev, 0, 365), shown, 1e-12);
			}
}

static void every_grade_has_words_and_nothing_else_has(void **unused)
{
	struct gradings g = service_gradings();
	(void)unused;
	for (int i = 0; i < 6; i++) {
		assert_true(g.source[i].words[0] && g.content[i].words[0]);
		assert_string_equal(service_grading_words((char)('A' + i)), g.source[i].words);
		assert_string_equal(service_grading_words((char)('1' + i)), g.content[i].words);
	}
	assert_int_equal(g.source[6].letter, 0);
	assert_int_equal(g.content[6].letter, 0);
	assert_string_equal(service_grading_words('G'), "");
	assert_string_equal(service_grading_words('0'), "");
	assert_string_equal(service_grading_words('7'), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(strength_is_the_product_of_the_factors_shown),
		cmocka_unit_test(every_grade_has_words_and_nothing_else_has),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
