/* SPDX-License-Identifier: Apache-2.0
 *
 * gleif_csv.c - the golden copy of the Legal Entity Identifier system as CSV
 *
 * A row may name five periods; the one of the relationship itself counts, wherever it stands.
 */
#include "import/gleif.h"

#include <stdio.h>

#include "base/csv.h"

enum { PERIODS = 5 };

static const char *const csv_name[GLEIF_FIELDS] = {
	[GLEIF_LEI] = "LEI", [GLEIF_NAME] = "Entity.LegalName",
	[GLEIF_JURISDICTION] = "Entity.LegalJurisdiction", [GLEIF_COUNTRY] = "Entity.LegalAddress.Country",
	[GLEIF_CATEGORY] = "Entity.EntityCategory", [GLEIF_STATUS] = "Entity.EntityStatus",
	[GLEIF_REGISTRATION] = "Registration.RegistrationStatus",
	[GLEIF_UPDATED] = "Registration.LastUpdateDate", [GLEIF_START] = "Relationship.StartNode.NodeID",
	[GLEIF_END] = "Relationship.EndNode.NodeID", [GLEIF_TYPE] = "Relationship.RelationshipType",
	[GLEIF_REL_STATUS] = "Relationship.RelationshipStatus", [GLEIF_EXCEPTION] = "Exception.Category",
	[GLEIF_REASON] = "Exception.Reason.1", [GLEIF_DELETED] = "DeletedAt",
};

/* What tells the three tables, and what they must have besides. */
static const struct {
	enum gleif_field mark, needs[3];
} csv_form[GLEIF_FORMS] = {
	[GLEIF_ENTITIES] = { GLEIF_NAME, { GLEIF_LEI, GLEIF_NAME, GLEIF_LEI } },
	[GLEIF_RELATIONS] = { GLEIF_START, { GLEIF_START, GLEIF_END, GLEIF_TYPE } },
	[GLEIF_EXCEPTIONS] = { GLEIF_EXCEPTION, { GLEIF_LEI, GLEIF_EXCEPTION, GLEIF_REASON } },
};

struct periods {
	int from, until, type;
};

static void find_periods(const struct csv *c, struct periods *p)
{
	static const char *const part[] = { "startDate", "endDate", "periodType" };
	for (int i = 0; i < PERIODS; i++) {
		int *to[] = { &p[i].from, &p[i].until, &p[i].type };
		for (int k = 0; k < 3; k++) {
			char name[64];
			snprintf(name, sizeof name, "Relationship.Period.%d.%s", i + 1, part[k]);
			*to[k] = csv_find(c, name);
		}
	}
}

static void read_period(const struct csv *c, const struct periods *p, struct gleif_record *r)
{
	for (int i = 0; i < PERIODS; i++) {
		if (!str_is(csv_get(c, p[i].type), "RELATIONSHIP_PERIOD"))
			continue;
		r->field[GLEIF_FROM] = csv_get(c, p[i].from);
		r->field[GLEIF_UNTIL] = csv_get(c, p[i].until);
	}
}

bool gleif_csv(struct gleif_reader *g, struct pt_err *e)
{
	struct import_job *job = g->job;
	struct csv c;
	int place[GLEIF_FIELDS];
	struct periods periods[PERIODS];
	if (!csv_open(&c, job->a, job->source, job->name, e))
		return false;
	for (int i = 0; i < GLEIF_FIELDS; i++)
		place[i] = csv_name[i] ? csv_find(&c, csv_name[i]) : -1;
	for (int f = 0; f < GLEIF_FORMS; f++)
		if (place[csv_form[f].mark] >= 0)
			g->form = (enum gleif_form)f;
	for (int i = 0; i < 3; i++) {
		enum gleif_field need = csv_form[g->form].needs[i];
		struct pt_at at = { .row = 1 };
		if (place[need] < 0)
			return pt_fail_at(e, &at, PT_INVALID, "the column \"%s\" is missing", csv_name[need]);
	}
	find_periods(&c, periods);
	while (csv_row(&c, e)) {
		struct gleif_record r = { .at = csv_at(&c, 0) };
		for (int i = 0; i < GLEIF_FIELDS; i++)
			r.field[i] = str_trim(csv_get(&c, place[i]));
		read_period(&c, periods, &r);
		if (!g->record(g->ctx, g->form, &r))
			return import_stopped(e);
		if (job->out.progress && c.row % 4096 == 0)
			job->out.progress(job->out.ctx, c.source.total);
	}
	return e->code == PT_OK;
}

bool gleif_csv_sniff(struct str head)
{
	return import_names(head, csv_name[GLEIF_START]) ||
	       (import_names(head, csv_name[GLEIF_LEI]) &&
	        (import_names(head, csv_name[GLEIF_NAME]) || import_names(head, csv_name[GLEIF_EXCEPTION])));
}
