/* SPDX-License-Identifier: Apache-2.0
 *
 * vdem.c - V-Dem high-level indices of democracy
 *
 * One row per country and year; of each index the point estimate, the bounds V-Dem publishes
 * (about one standard deviation to either side) and the standard deviation, which becomes `se`.
 * Rows of places without an ISO code (GDR, South Yemen, Zanzibar, Somaliland, Gaza apart from
 * Palestine) are counted as skipped.  The table does not say which release it is, so the source is
 * called "vdem" and a later release replaces the values of an earlier one.
 */
#include "import/series.h"

#define INDEX(id, v) { "vdem." id, v, v "_sd", v "_codelow", v "_codehigh" }

static const struct series indices[] = {
	INDEX("polyarchy", "v2x_polyarchy"), INDEX("libdem", "v2x_libdem"),
	INDEX("partipdem", "v2x_partipdem"), INDEX("delibdem", "v2x_delibdem"),
	INDEX("egaldem", "v2x_egaldem"),
};

static const struct series_set set = {
	.series = indices,
	.n = COUNT(indices),
	.country = "country_text_id",
	.year = "year",
	.source = { "vdem", "Varieties of Democracy: high-level indices", "V-Dem Institute",
		    "https://www.v-dem.net", "CC-BY-SA-4.0", "share-alike", "B", "no",
		    "secondary" },
};

static bool vdem_sniff(struct str head, const char *name)
{
	(void)name;
	return import_names(head, "country_text_id") && import_names(head, "v2x_polyarchy");
}

static bool vdem_run(struct import_job *job, struct pt_err *e)
{
	struct csv c;
	return csv_open(&c, job->a, job->source, job->name, e) && series_run(job, &c, &set, e);
}

const struct importer importer_vdem = {
	.kind = "vdem",
	.what = "V-Dem high-level democracy indices, CSV",
	.example = "petrin import vdem.csv",
	.shape = IMPORT_TABLE,
	.sniff = vdem_sniff,
	.run = vdem_run,
};
