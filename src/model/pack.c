/* SPDX-License-Identifier: Apache-2.0
 *
 * pack.c - the rules of one jurisdiction: the keys of the YAML
 */
#include "model/pack.h"

#include <string.h>

#include "model/pack_inside.h"

const char *const pack_status_name[] = { "in-force", "contested", "passed", "practice", "advice", "proposal",
	                                 "bill", "enacted", "not-found", "rejected", "repealed", NULL };
const char *const pack_effect_name[] = { "none", "conditions", "approval", "cap", "no-new", "remove", NULL };
const char *const pack_designation_name[] = { "named-list", "criteria", "case-by-case", NULL };
const char *const pack_matter_name[] = { "network", "procurement", "authorisation", "operations", "export",
	                                 "other", NULL };
const char *const pack_base_name[] = { "", "network", "access", "zone", NULL };
const char *const pack_of_name[] = { "", "unknown", "sites", "elements", "subscribers", "traffic", "value", "spend",
	                          NULL };
const char *const pack_certainty_name[] = { "high", "medium", "low", NULL };
const char *const pack_event_name[] = { "", "listing", "decision", "entry-into-force", "permit-expiry", "other",
	                                NULL };
static const char *const certainties[] = { "read", "secondary", "unverified", NULL };
static const char *const answers[] = { "yes", "no", "unknown", NULL };
static const char *const yes_no[] = { "yes", "no", NULL };

#define F(struct_, key, kind, required, detail) \
	{ #key, kind, offsetof(struct struct_, key), required, detail }
#define PLACE(struct_) { NULL, YAML_PLACE, offsetof(struct struct_, place), false, NULL }
#define DEF(name, what, struct_, list) \
	static const struct yaml_record name = { what, sizeof(struct struct_), list, COUNT(list) }

static const struct yaml_field source_fields[] = {
	F(pack_source, id, YAML_ID, true, NULL),
	F(pack_source, title, YAML_TEXT, true, NULL),
	F(pack_source, publisher, YAML_TEXT, false, NULL),
	F(pack_source, url, YAML_TEXT, false, NULL),
	F(pack_source, date, YAML_DATE, false, NULL),
	F(pack_source, checked, YAML_DATE, false, NULL),
	F(pack_source, certainty, YAML_ENUM, true, certainties),
	F(pack_source, note, YAML_TEXT, false, NULL),
	PLACE(pack_source),
};
DEF(source_def, "source", pack_source, source_fields);

static const struct yaml_field stage_fields[] = {
	F(pack_stage, status, YAML_ENUM, true, pack_status_name),
	F(pack_stage, from, YAML_DATE, true, NULL),
	F(pack_stage, cite, YAML_TEXTS, true, NULL),
	F(pack_stage, note, YAML_TEXT, false, NULL),
	PLACE(pack_stage),
};
DEF(stage_def, "stage of the history", pack_stage, stage_fields);
static const struct yaml_field instrument_fields[] = {
	F(pack_instrument, id, YAML_ID, true, NULL),
	F(pack_instrument, title, YAML_TEXT, true, NULL),
	F(pack_instrument, history, YAML_RECORDS, true, &stage_def),
	F(pack_instrument, note, YAML_TEXT, false, NULL),
	PLACE(pack_instrument),
};
DEF(instrument_def, "instrument", pack_instrument, instrument_fields);

/* The same keys but `any`: alternatives are not nested. */
#define TEST_FIELDS \
	F(pack_test, is, YAML_TEXT, false, NULL), F(pack_test, in, YAML_TEXTS, false, NULL), \
	F(pack_test, not_in, YAML_TEXTS, false, NULL), F(pack_test, at_least, YAML_TEXT, false, NULL), \
	F(pack_test, below, YAML_TEXT, false, NULL), F(pack_test, before, YAML_TEXT, false, NULL), \
	F(pack_test, since, YAML_TEXT, false, NULL), PLACE(pack_test)
static const struct yaml_field inner_fields[] = { F(pack_test, fact, YAML_TEXT, true, NULL), TEST_FIELDS };
DEF(inner_def, "alternative of any", pack_test, inner_fields);
static const struct yaml_field test_fields[] = { F(pack_test, fact, YAML_TEXT, false, NULL),
	                                         F(pack_test, any, YAML_RECORDS, false, &inner_def), TEST_FIELDS };
DEF(test_def, "test of a fact", pack_test, test_fields);

static const struct yaml_field named_fields[] = {
	F(pack_named, supplier, YAML_ID, true, NULL),
	F(pack_named, from, YAML_DATE, true, NULL),
	F(pack_named, until, YAML_DATE, false, NULL),
	F(pack_named, cite, YAML_TEXTS, true, NULL),
	F(pack_named, note, YAML_TEXT, false, NULL),
	PLACE(pack_named),
};
DEF(named_def, "named supplier", pack_named, named_fields);
static const struct yaml_field deadline_fields[] = {
	F(pack_deadline, date, YAML_DATE, false, NULL),
	F(pack_deadline, after, YAML_TEXT, false, NULL),
	F(pack_deadline, event, YAML_ENUM, false, pack_event_name),
	F(pack_deadline, on, YAML_DATE, false, NULL),
	F(pack_deadline, from, YAML_DATE, false, NULL),
	F(pack_deadline, cite, YAML_TEXTS, true, NULL),
	F(pack_deadline, note, YAML_TEXT, false, NULL),
	PLACE(pack_deadline),
};
DEF(deadline_def, "deadline", pack_deadline, deadline_fields);
static const struct yaml_field cap_fields[] = {
	F(pack_cap, percent, YAML_NUMBER, true, NULL),
	F(pack_cap, base, YAML_ENUM, true, pack_base_name),
	F(pack_cap, of, YAML_ENUM, true, pack_of_name),
	F(pack_cap, zone, YAML_TEXT, false, NULL),
	PLACE(pack_cap),
};
DEF(cap_def, "cap", pack_cap, cap_fields);
static const struct yaml_field bound_fields[] = {
	F(pack_bound, text, YAML_TEXT, true, NULL),
	F(pack_bound, operators, YAML_TEXTS, false, NULL),
	F(pack_bound, when, YAML_RECORDS, false, &test_def),
	PLACE(pack_bound),
};
DEF(bound_def, "who is bound", pack_bound, bound_fields);
static const struct yaml_field exception_fields[] = {
	F(pack_exception, id, YAML_TEXT, true, NULL),
	F(pack_exception, title, YAML_TEXT, true, NULL),
	F(pack_exception, conditions, YAML_TEXT, false, NULL),
	F(pack_exception, suppliers, YAML_TEXTS, false, NULL),
	F(pack_exception, functions, YAML_TEXTS, false, NULL),
	F(pack_exception, operators, YAML_TEXTS, false, NULL),
	F(pack_exception, when, YAML_RECORDS, false, &test_def),
	F(pack_exception, leaves, YAML_ENUM, true, pack_effect_name),
	F(pack_exception, from, YAML_DATE, false, NULL),
	F(pack_exception, until, YAML_DATE, false, NULL),
	F(pack_exception, cite, YAML_TEXTS, true, NULL),
	PLACE(pack_exception),
};
DEF(exception_def, "exception", pack_exception, exception_fields);

static const struct yaml_field rule_fields[] = {
	F(pack_rule, id, YAML_TEXT, true, NULL),
	F(pack_rule, instrument, YAML_ID, true, NULL),
	F(pack_rule, title, YAML_TEXT, true, NULL),
	F(pack_rule, scope, YAML_TEXT, true, NULL),
	F(pack_rule, effect, YAML_ENUM, true, pack_effect_name),
	F(pack_rule, designation, YAML_ENUM, true, pack_designation_name),
	F(pack_rule, matter, YAML_ENUM, false, pack_matter_name),
	F(pack_rule, certainty, YAML_ENUM, true, pack_certainty_name),
	F(pack_rule, enabled, YAML_ENUM, false, yes_no),
	F(pack_rule, because, YAML_TEXT, false, NULL),
	F(pack_rule, from, YAML_DATE, true, NULL),
	F(pack_rule, until, YAML_DATE, false, NULL),
	F(pack_rule, functions, YAML_TEXTS, true, NULL),
	F(pack_rule, generations, YAML_TEXTS, false, NULL),
	F(pack_rule, named, YAML_RECORDS, false, &named_def),
	F(pack_rule, decided_by, YAML_TEXT, false, NULL),
	F(pack_rule, when, YAML_RECORDS, false, &test_def),
	F(pack_rule, deadlines, YAML_RECORDS, false, &deadline_def),
	F(pack_rule, exceptions, YAML_RECORDS, false, &exception_def),
	F(pack_rule, cap, YAML_RECORD, false, &cap_def),
	F(pack_rule, bound, YAML_RECORD, false, &bound_def),
	F(pack_rule, conditions, YAML_TEXT, false, NULL),
	F(pack_rule, compensation, YAML_TEXT, false, NULL),
	F(pack_rule, cite, YAML_TEXTS, true, NULL),
	F(pack_rule, note, YAML_TEXT, false, NULL),
	PLACE(pack_rule),
};
DEF(rule_def, "rule", pack_rule, rule_fields);
static const struct yaml_field fact_fields[] = {
	F(pack_fact, fact, YAML_TEXT, true, NULL),
	F(pack_fact, supplier, YAML_ID, true, NULL),
	F(pack_fact, value, YAML_TEXT, true, NULL),
	F(pack_fact, from, YAML_DATE, true, NULL),
	F(pack_fact, until, YAML_DATE, false, NULL),
	F(pack_fact, cite, YAML_TEXTS, true, NULL),
	PLACE(pack_fact),
};
DEF(fact_def, "fact", pack_fact, fact_fields);
static const struct yaml_field weighting_fields[] = {
	F(pack_weighting, consideration, YAML_ID, true, NULL),
	F(pack_weighting, named, YAML_ENUM, true, answers),
	F(pack_weighting, weight, YAML_RANGE, false, NULL),
	F(pack_weighting, cite, YAML_TEXTS, true, NULL),
	F(pack_weighting, note, YAML_TEXT, false, NULL),
	PLACE(pack_weighting),
};
DEF(weighting_def, "weighting", pack_weighting, weighting_fields);
static const struct yaml_field pack_fields[] = {
	F(pack, id, YAML_ID, true, NULL),
	F(pack, country, YAML_COUNTRY, true, NULL),
	F(pack, title, YAML_TEXT, true, NULL),
	F(pack, note, YAML_TEXT, true, NULL),
	F(pack, draft, YAML_ENUM, false, yes_no),
	F(pack, checked, YAML_DATE, true, NULL),
	F(pack, members, YAML_TEXTS, false, NULL),
	F(pack, sources, YAML_RECORDS, true, &source_def),
	F(pack, instruments, YAML_RECORDS, true, &instrument_def),
	F(pack, rules, YAML_RECORDS, true, &rule_def),
	F(pack, facts, YAML_RECORDS, false, &fact_def),
	F(pack, weighting, YAML_RECORDS, false, &weighting_def),
};
DEF(pack_def, "pack", pack, pack_fields);

static const struct yaml_field case_fields[] = {
	F(pack_case, title, YAML_TEXT, true, NULL),
	F(pack_case, supplier, YAML_ID, true, NULL),
	F(pack_case, function, YAML_ID, true, NULL),
	F(pack_case, operator, YAML_TEXT, false, NULL),
	F(pack_case, generation, YAML_TEXT, false, NULL),
	F(pack_case, country, YAML_COUNTRY, false, NULL),
	F(pack_case, as_of, YAML_DATE, true, NULL),
	F(pack_case, facts, YAML_PAIRS, false, NULL),
	F(pack_case, element, YAML_PAIRS, false, NULL),
	F(pack_case, expect, YAML_TEXT, true, NULL),
	F(pack_case, deadline, YAML_DATE, false, NULL),
	F(pack_case, rules, YAML_TEXTS, false, NULL),
	F(pack_case, open, YAML_TEXTS, false, NULL),
	PLACE(pack_case),
};
DEF(case_def, "test", pack_case, case_fields);
static const struct yaml_field cases_fields[] = {
	F(pack_cases, pack, YAML_ID, true, NULL),
	F(pack_cases, tests, YAML_RECORDS, true, &case_def),
};
DEF(cases_def, "tests of a pack", pack_cases, cases_fields);

bool pack_read(struct arena *keep, struct str text, const char *file, struct pack *out, struct pt_err *e)
{
	return yaml_read(keep, text, file, &pack_def, out, e) && pack_check(keep, file, out, e);
}

bool pack_cases_read(struct arena *keep, struct str text, const char *file, struct pack_cases *out,
                     struct pt_err *e)
{
	return yaml_read(keep, text, file, &cases_def, out, e) && pack_check_cases(file, out, e);
}

int pack_status_on(const struct pack_instrument *in, int32_t day)
{
	const struct pack_stage *s = in->history.v;
	int status = -1;
	for (size_t i = 0; i < in->history.n && s[i].from <= day; i++)
		status = s[i].status;
	return status;
}
