/* SPDX-License-Identifier: Apache-2.0
 *
 * profile.c - what somebody asks of a supplier: classes, boundaries, vetoes, accepted weights
 */
#include "model/profile.h"

#include <string.h>

static const char *const grades[] = { "poor", "weak", "fair", "good", NULL };

#define F(struct_, key, kind, required, detail) \
	{ #key, kind, offsetof(struct struct_, key), required, detail }
#define PLACE(struct_) { NULL, YAML_PLACE, offsetof(struct struct_, place), false, NULL }

static const struct yaml_field grade_fields[] = {
	F(profile_grade, criterion, YAML_ID, true, NULL),
	F(profile_grade, grade, YAML_ENUM, true, grades),
	PLACE(profile_grade),
};
static const struct yaml_record grade_def = { "exception", sizeof(struct profile_grade), grade_fields, 3 };
static const struct yaml_field boundary_fields[] = {
	F(profile_boundary, class, YAML_ID, true, NULL),
	F(profile_boundary, grade, YAML_ENUM, true, grades),
	F(profile_boundary, except, YAML_RECORDS, false, &grade_def),
	PLACE(profile_boundary),
};
static const struct yaml_record boundary_def = { "boundary", sizeof(struct profile_boundary),
	                                         boundary_fields, COUNT(boundary_fields) };
static const struct yaml_field rule_fields[] = {
	F(profile_rule, criterion, YAML_ID, true, NULL),
	F(profile_rule, class, YAML_ID, true, NULL),
	F(profile_rule, grade, YAML_ENUM, true, grades),
	F(profile_rule, because, YAML_TEXT, true, NULL),
	PLACE(profile_rule),
};
static const struct yaml_record veto_def = { "veto", sizeof(struct profile_rule), rule_fields,
	                                     COUNT(rule_fields) };
static const struct yaml_record dictator_def = { "dictator", sizeof(struct profile_rule), rule_fields,
	                                         COUNT(rule_fields) };
static const struct yaml_field weight_fields[] = {
	F(profile_weight, criterion, YAML_ID, true, NULL),
	F(profile_weight, weight, YAML_RANGE, true, NULL),
	PLACE(profile_weight),
};
static const struct yaml_record weight_def = { "weight", sizeof(struct profile_weight), weight_fields, 3 };
static const struct yaml_field fields[] = {
	F(profile, id, YAML_ID, true, NULL),
	F(profile, title, YAML_TEXT, true, NULL),
	F(profile, note, YAML_TEXT, true, NULL),
	F(profile, classes, YAML_TEXTS, true, NULL),
	F(profile, lambda, YAML_RANGE, true, NULL),
	F(profile, boundaries, YAML_RECORDS, true, &boundary_def),
	F(profile, vetoes, YAML_RECORDS, false, &veto_def),
	F(profile, dictators, YAML_RECORDS, false, &dictator_def),
	F(profile, weights, YAML_RECORDS, false, &weight_def),
	F(profile, order, YAML_TEXTSS, false, NULL),
};
static const struct yaml_record profile_def = { "profile", sizeof(struct profile), fields, COUNT(fields) };

int profile_class(const struct profile *p, const char *name)
{
	for (size_t i = 0; i < p->classes.n; i++)
		if (strcmp(((const char **)p->classes.v)[i], name) == 0)
			return (int)i;
	return -1;
}

static bool wrong(struct pt_err *e, const char *file, struct yaml_place at, const char *what,
                  const char *name)
{
	struct pt_at place = { .row = at.row, .column = at.column };
	pt_fail_at(e, &place, PT_INVALID, "%s \"%.60s\"", what, name);
	pt_err_file(e, file);
	return false;
}

bool profile_read(struct arena *keep, struct str text, const char *file, struct profile *p,
                  struct pt_err *e)
{
	struct yaml_place top = { 1, 1 };
	if (!yaml_read(keep, text, file, &profile_def, p, e))
		return false;
	if (p->classes.n < 2 || p->boundaries.n + 1 != p->classes.n)
		return wrong(e, file, top, "two or more classes, and a boundary for each but the worst, "
		             "are needed in profile", p->id);
	if (!(p->lambda.lo >= 0.5 && p->lambda.hi <= 1))
		return wrong(e, file, top, "lambda is a range within 0.5 and 1 in profile", p->id);
	const struct profile_boundary *b = p->boundaries.v;
	for (size_t i = 0; i < p->boundaries.n; i++)
		if (profile_class(p, b[i].class) != (int)i + 1)
			return wrong(e, file, b[i].place, "boundaries stand in the order of the classes; "
			             "out of place is", b[i].class);
	const struct profile_rule *v = p->vetoes.v;
	for (size_t i = 0; i < p->vetoes.n; i++)
		if (profile_class(p, v[i].class) < 1)
			return wrong(e, file, v[i].place, "a veto keeps out of a class better than the worst; "
			             "not so", v[i].class);
	v = p->dictators.v;
	for (size_t i = 0; i < p->dictators.n; i++)
		if (profile_class(p, v[i].class) < 1)
			return wrong(e, file, v[i].place, "a dictator gives a class better than the worst; "
			             "not so", v[i].class);
	return true;
}
