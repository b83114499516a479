/* SPDX-License-Identifier: Apache-2.0
 *
 * criteria.c - one consideration and its criteria, in petrin's own YAML (data/criteria)
 */
#include <stdio.h>
#include <string.h>

#include "base/yaml.h"
#include "import/import.h"

struct grades {
	const char *poor, *weak, *fair, *good;
};
struct indicator {
	const char *id;
	struct yaml_list cuts;
	struct yaml_place place;
};
struct computed { /* of the owners: service/ownership_evidence.h */
	int id;
	struct yaml_list cuts;
	struct yaml_place place;
};
struct criterion {
	const char *id, *title, *statement, *measured;
	int direction, subject, certainty;
	struct grades grades;
	struct yaml_list indicator, computed, cite;
	struct range weight;
	double half_life;
	struct yaml_place place;
};
struct file {
	const char *consideration, *title, *origin;
	int64_t place;
	struct yaml_list criteria;
};

static const char *const directions[] = { "more", "less", NULL };
static const char *const subjects[] = { "country", "supplier", NULL };
static const char *const measures[] = { "ownership.transparency", "ownership.state", NULL };
static const char *const certainties[] = { "read", "secondary", "unverified", NULL };

#define F(struct_, key, kind, required, detail) \
	{ #key, kind, offsetof(struct struct_, key), required, detail }
static const struct yaml_field grade_fields[] = {
	F(grades, poor, YAML_TEXT, true, NULL), F(grades, weak, YAML_TEXT, true, NULL),
	F(grades, fair, YAML_TEXT, true, NULL), F(grades, good, YAML_TEXT, true, NULL),
};
static const struct yaml_record grades_def = { "grades", sizeof(struct grades), grade_fields, 4 };
static const struct yaml_field indicator_fields[] = {
	F(indicator, id, YAML_ID, true, NULL),
	F(indicator, cuts, YAML_NUMBERS, true, NULL),
	{ NULL, YAML_PLACE, offsetof(struct indicator, place), false, NULL },
};
static const struct yaml_record indicator_def = { "indicator", sizeof(struct indicator),
	                                          indicator_fields, COUNT(indicator_fields) };
static const struct yaml_field computed_fields[] = {
	F(computed, id, YAML_ENUM, true, measures),
	F(computed, cuts, YAML_NUMBERS, true, NULL),
	{ NULL, YAML_PLACE, offsetof(struct computed, place), false, NULL },
};
static const struct yaml_record computed_def = { "computed", sizeof(struct computed), computed_fields,
	                                         COUNT(computed_fields) };
static const struct yaml_field criterion_fields[] = {
	F(criterion, id, YAML_ID, true, NULL),
	F(criterion, title, YAML_TEXT, true, NULL),
	F(criterion, statement, YAML_TEXT, true, NULL),
	F(criterion, measured, YAML_TEXT, true, NULL),
	F(criterion, direction, YAML_ENUM, true, directions),
	F(criterion, subject, YAML_ENUM, true, subjects),
	F(criterion, certainty, YAML_ENUM, true, certainties),
	F(criterion, grades, YAML_RECORD, true, &grades_def),
	F(criterion, indicator, YAML_RECORDS, false, &indicator_def),
	F(criterion, computed, YAML_RECORDS, false, &computed_def),
	F(criterion, cite, YAML_TEXTS, true, NULL),
	F(criterion, weight, YAML_RANGE, true, NULL),
	F(criterion, half_life, YAML_DURATION, true, NULL),
	{ NULL, YAML_PLACE, offsetof(struct criterion, place), false, NULL },
};
static const struct yaml_record criterion_def = { "criterion", sizeof(struct criterion),
	                                          criterion_fields, COUNT(criterion_fields) };
static const struct yaml_field file_fields[] = {
	F(file, consideration, YAML_ID, true, NULL),
	F(file, title, YAML_TEXT, true, NULL),
	F(file, origin, YAML_TEXT, true, NULL),
	F(file, place, YAML_INT, true, NULL),
	F(file, criteria, YAML_RECORDS, true, &criterion_def),
};
static const struct yaml_record file_def = { "consideration", sizeof(struct file), file_fields,
	                                     COUNT(file_fields) };

static bool criteria_sniff(struct str head, const char *name)
{
	(void)name;
	return import_has_key(head, "consideration") && import_has_key(head, "criteria");
}

static const char *number(struct arena *a, double v)
{
	return arena_fmt(a, "%.12g", v);
}

/* One row of cuts; false = stop. */
static bool emit_cuts(struct import_job *job, const char *criterion, const char *id, const struct yaml_list *cuts,
                      const struct yaml_place *place)
{
	struct pt_at at = { .row = place->row, .column = place->column };
	const double *cut = cuts->v;
	struct record r = { .table = T_CRITERION_INDICATOR };
	if (cuts->n != 3 || !(cut[0] < cut[1] && cut[1] < cut[2])) {
		import_reject(job, &at, "cuts are three rising numbers");
		return true;
	}
	record_set(&r, "criterion", criterion);
	record_set(&r, "indicator", id);
	record_set(&r, "cut1", number(job->a, cut[0]));
	record_set(&r, "cut2", number(job->a, cut[1]));
	record_set(&r, "cut3", number(job->a, cut[2]));
	return import_emit(job, &r, &at);
}

static bool emit_indicators(struct import_job *job, const struct criterion *c)
{
	const struct indicator *all = c->indicator.v;
	const struct computed *own = c->computed.v;
	for (size_t i = 0; i < c->indicator.n; i++) {
		struct pt_at at = { .row = all[i].place.row, .column = all[i].place.column };
		bool reserved = false;
		for (size_t k = 0; measures[k]; k++)
			reserved |= strcmp(all[i].id, measures[k]) == 0;
		if (reserved)
			import_reject(job, &at, "is computed from owners: it belongs under \"computed\"");
		else if (!emit_cuts(job, c->id, all[i].id, &all[i].cuts, &all[i].place))
			return false;
	}
	for (size_t i = 0; i < c->computed.n; i++) {
		struct pt_at at = { .row = own[i].place.row, .column = own[i].place.column };
		if (c->subject == 0)
			import_reject(job, &at, "owners are those of a supplier, not of a country");
		else if (!emit_cuts(job, c->id, measures[own[i].id], &own[i].cuts, &own[i].place))
			return false;
	}
	return true;
}

static bool emit_criterion(struct import_job *job, const struct file *f, size_t i)
{
	const struct criterion *c = (const struct criterion *)f->criteria.v + i;
	struct pt_at at = { .row = c->place.row, .column = c->place.column };
	struct record r = { .table = T_CRITERION };
	const char *cites = "";
	size_t n = strlen(f->consideration);
	if (strncmp(c->id, f->consideration, n) != 0 || c->id[n] != '.') {
		import_reject(job, &at, "the id of a criterion begins with its consideration and a dot");
		return true;
	}
	if (c->weight.lo < 0 || c->weight.hi > 1 || c->cite.n == 0) {
		import_reject(job, &at, "a criterion needs a weight within 0 and 1 and at least one cite");
		return true;
	}
	for (size_t k = 0; k < c->cite.n; k++)
		cites = arena_fmt(job->a, "%s%s%s", cites, k ? "; " : "", ((const char **)c->cite.v)[k]);
	record_set(&r, "id", c->id);
	record_set(&r, "consideration", f->consideration);
	record_set(&r, "place", arena_fmt(job->a, "%zu", i + 1));
	record_set(&r, "title", c->title);
	record_set(&r, "statement", c->statement);
	record_set(&r, "measured", c->measured);
	record_set(&r, "direction", directions[c->direction]);
	record_set(&r, "subject", subjects[c->subject]);
	record_set(&r, "poor", c->grades.poor);
	record_set(&r, "weak", c->grades.weak);
	record_set(&r, "fair", c->grades.fair);
	record_set(&r, "good", c->grades.good);
	record_set(&r, "weight_lo", number(job->a, c->weight.lo));
	record_set(&r, "weight_hi", number(job->a, c->weight.hi));
	record_set(&r, "half_life", number(job->a, c->half_life));
	record_set(&r, "cites", cites);
	record_set(&r, "certainty", certainties[c->certainty]);
	return import_emit(job, &r, &at) && emit_indicators(job, c);
}

static bool criteria_run(struct import_job *job, struct pt_err *e)
{
	struct file f;
	struct record r = { .table = T_CONSIDERATION };
	struct pt_at at = { .row = 1 };
	if (!yaml_read(job->a, job->text, job->name, &file_def, &f, e))
		return false;
	record_set(&r, "id", f.consideration);
	record_set(&r, "place", arena_fmt(job->a, "%lld", (long long)f.place));
	record_set(&r, "title", f.title);
	record_set(&r, "origin", f.origin);
	if (!import_emit(job, &r, &at))
		return import_stopped(e);
	for (size_t i = 0; i < f.criteria.n; i++)
		if (!emit_criterion(job, &f, i))
			return import_stopped(e);
	return true;
}

const struct importer importer_criteria = {
	.kind = "criteria",
	.what = "a consideration and its criteria (our YAML)",
	.example = "data/criteria/legal.yaml",
	.shape = IMPORT_YAML,
	.sniff = criteria_sniff,
	.run = criteria_run,
};
