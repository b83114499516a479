/* SPDX-License-Identifier: Apache-2.0
 *
 * wgi.c - World Bank Worldwide Governance Indicators
 *
 * Two shapes are about: a wide table with estimate and standard error of all six indicators per
 * row (the 2022 release as converted from Stata), and a long one of a single indicator, which has
 * no name in the table; it is voice and accountability (2024 release).  Values are in standard
 * normal units, about -2.5 to 2.5, and go on as they are.  The source row says what the World Bank
 * states about its data; certainty "secondary" because the table alone does not prove its origin.
 */
#include "import/series.h"

static const struct series wide[] = {
	{ "wgi.va", "vae", "vas", NULL, NULL }, { "wgi.ps", "pve", "pvs", NULL, NULL },
	{ "wgi.ge", "gee", "ges", NULL, NULL }, { "wgi.rq", "rqe", "rqs", NULL, NULL },
	{ "wgi.rl", "rle", "rls", NULL, NULL }, { "wgi.cc", "cce", "ccs", NULL, NULL },
};

static const struct series_set set_wide = {
	.series = wide,
	.n = COUNT(wide),
	.country = "code",
	.year = "year",
	.source = { "wgi-2022", "Worldwide Governance Indicators, 2022 update", "World Bank",
		    "https://www.govindicators.org", "CC-BY-4.0", "attribution", "B", "no",
		    "secondary" },
};

static const struct series voice[] = { { "wgi.va", "Estimate", "StdErr", NULL, NULL } };

static const struct series_set set_voice = {
	.series = voice,
	.n = COUNT(voice),
	.country = "wb_code",
	.year = "year",
	.source = { "wgi-2024",
		    "Worldwide Governance Indicators, 2024 update: voice and accountability",
		    "World Bank", "https://www.govindicators.org", "CC-BY-4.0", "attribution", "B",
		    "no", "secondary" },
};

static bool is_wide(struct str head)
{
	return import_names(head, "code") && import_names(head, "vae") && import_names(head, "vas");
}

static bool is_long(struct str head)
{
	return import_names(head, "wb_code") && import_names(head, "Estimate") &&
	       import_names(head, "StdErr");
}

static bool wgi_sniff(struct str head, const char *name)
{
	(void)name;
	return is_wide(head) || is_long(head);
}

static bool wgi_run(struct import_job *job, struct pt_err *e)
{
	struct csv c;
	if (!csv_open(&c, job->a, job->source, job->name, e))
		return false;
	if (csv_find(&c, "wb_code") >= 0)
		return series_run(job, &c, &set_voice, e);
	return series_run(job, &c, &set_wide, e);
}

const struct importer importer_wgi = {
	.kind = "wgi",
	.what = "World Bank Worldwide Governance Indicators, CSV, wide or long",
	.example = "petrin import wgi.csv",
	.shape = IMPORT_TABLE,
	.sniff = wgi_sniff,
	.run = wgi_run,
};
