/* SPDX-License-Identifier: Apache-2.0
 *
 * series.c - what the importers of country indicators (wgi, vdem) have in common
 */
#include "import/series.h"

#include <stdio.h>
#include <string.h>

#include "import/country.h"

enum { INDICATOR, COUNTRY, YEAR, VALUE, SE, LOW, HIGH, SOURCE }; /* columns of T_INDICATOR */
enum { SERIES = 16 };

struct places {
	int value, se, low, high;
};

static bool place_of(const struct csv *c, const char *name, int *place, struct pt_err *e)
{
	struct pt_at at = { .row = 1 };
	*place = name ? csv_find(c, name) : -1;
	return name == NULL || *place >= 0 ||
	       pt_fail_at(e, &at, PT_INVALID, "the column \"%s\" is missing", name);
}

static struct str cell(const struct csv *c, int place)
{
	struct str s = place < 0 ? (struct str){ "", 0 } : str_trim(csv_get(c, place));
	return str_is(s, "NA") ? (struct str){ "", 0 } : s;
}

static bool emit_source(struct import_job *job, const struct series_set *set)
{
	struct record r = { .table = T_SOURCE };
	for (size_t i = 0; i < COUNT(set->source); i++)
		r.field[i] = str_of(set->source[i]);
	return import_emit(job, &r, NULL);
}

/* One row of the file: up to n indicators. False = stop. */
static bool emit_row(struct import_job *job, const struct csv *c, const struct series_set *set,
                     const struct places *place, struct record *r)
{
	for (size_t i = 0; i < set->n; i++) {
		struct pt_at at = csv_at(c, place[i].value);
		r->field[INDICATOR] = str_of(set->series[i].indicator);
		r->field[VALUE] = cell(c, place[i].value);
		r->field[SE] = cell(c, place[i].se);
		r->field[LOW] = cell(c, place[i].low);
		r->field[HIGH] = cell(c, place[i].high);
		if (r->field[VALUE].n > 0 && !import_emit(job, r, &at))
			return false;
	}
	return true;
}

static void unknown_country(struct import_job *job, const struct csv *c, int place)
{
	char text[128];
	struct str code = str_trim(csv_get(c, place));
	struct pt_at at = csv_at(c, place);
	snprintf(text, sizeof text, "\"%.*s\" is not a country code we know",
	         code.n < 20 ? (int)code.n : 20, code.p);
	import_reject(job, &at, text);
}

bool series_run(struct import_job *job, struct csv *c, const struct series_set *set,
                struct pt_err *e)
{
	struct places place[SERIES];
	int country, year;
	struct pt_err own = { 0 };
	if (e == NULL)
		e = &own;
	if (set->n > SERIES)
		return pt_fail(e, PT_BUG, "too many series");
	if (!place_of(c, set->country, &country, e) || !place_of(c, set->year, &year, e))
		return false;
	for (size_t i = 0; i < set->n; i++)
		if (!place_of(c, set->series[i].value, &place[i].value, e) ||
		    !place_of(c, set->series[i].se, &place[i].se, e) ||
		    !place_of(c, set->series[i].low, &place[i].low, e) ||
		    !place_of(c, set->series[i].high, &place[i].high, e))
			return false;
	if (!emit_source(job, set))
		return import_stopped(e);
	while (csv_row(c, e)) {
		struct record r = { .table = T_INDICATOR };
		const char *alpha2 = country_alpha2(str_trim(csv_get(c, country)));
		if (alpha2 == NULL) {
			unknown_country(job, c, country);
			continue;
		}
		if (alpha2[0] == '\0') {
			job->skipped++;
			continue;
		}
		r.field[COUNTRY] = str_of(alpha2);
		r.field[YEAR] = str_trim(csv_get(c, year));
		r.field[SOURCE] = str_of(set->source[0]);
		if (!emit_row(job, c, set, place, &r))
			return import_stopped(e);
		if (job->out.progress && c->row % 1024 == 0)
			job->out.progress(job->out.ctx, c->source.total);
	}
	return e->code == PT_OK;
}
