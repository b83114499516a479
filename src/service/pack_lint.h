/* SPDX-License-Identifier: Apache-2.0
 *
 * pack_lint.h - what is unwise in a pack that can be read, and whether its own tests pass
 *
 * Found are: cites without a source and sources without a cite, functions, facts, flags, indicators and
 * considerations that nobody knows, rules that can never decide, rules that contradict each other, gaps
 * (a removal without a day, a decision nobody has to take), low certainty that decides, enabled rules
 * without a test, and tests that fail.
 */
#ifndef PT_SERVICE_PACK_LINT_H
#define PT_SERVICE_PACK_LINT_H

#include "service/pack_words.h"

struct pack_finding {
	const char *file; /* NULL = the pack itself */
	struct yaml_place place;
	const char *text;
};
struct pack_report {
	struct pack_finding *v;
	size_t n, cap;
	size_t passed, failed;
};
struct pack_file {
	const char *name;
	struct str text;
};

/* The pack with the files of tests beside it. */
bool pack_lint(struct arena *a, struct pack *p, const struct pack_file *tests, size_t n, struct pack_report *out,
               struct pt_err *e) PT_MUST;

void pack_lint_say(struct arena *a, struct pack_report *r, struct yaml_place at, const char *text);
/* pack_cases.c: runs the tests of one file; marks the rules that took part. */
bool pack_cases_run(struct arena *a, const struct decide_rules *r, const struct pack_words *words,
                    const struct pack_file *file, bool *seen, struct pack_report *out);

#endif
