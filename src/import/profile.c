/* SPDX-License-Identifier: Apache-2.0
 *
 * profile.c - one profile in petrin's own YAML (data/profiles), checked and kept as its text
 */
#include "import/import.h"
#include "model/profile.h"

static bool profile_sniff(struct str head, const char *name)
{
	(void)name;
	return import_has_key(head, "boundaries") && import_has_key(head, "classes");
}

static bool profile_run(struct import_job *job, struct pt_err *e)
{
	struct profile p;
	struct record r = { .table = T_PROFILE };
	struct pt_at at = { .row = 1 };
	if (!profile_read(job->a, job->text, job->name, &p, e))
		return false;
	record_set(&r, "id", p.id);
	record_set(&r, "title", p.title);
	r.field[record_column_of(T_PROFILE, str_of("text"))] = job->text;
	return import_emit(job, &r, &at) || import_stopped(e);
}

const struct importer importer_profile = {
	.kind = "profile",
	.what = "classes, boundaries and weights (our YAML)",
	.example = "data/profiles/baseline.yaml",
	.shape = IMPORT_YAML,
	.sniff = profile_sniff,
	.run = profile_run,
};
