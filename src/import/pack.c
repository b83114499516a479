/* SPDX-License-Identifier: Apache-2.0
 *
 * pack.c - the rules of a jurisdiction in petrin's own YAML (data/packs), checked and kept as their text
 */
#include "import/import.h"
#include "model/pack.h"

static bool pack_sniff(struct str head, const char *name)
{
	(void)name;
	return import_has_key(head, "instruments") && import_has_key(head, "country");
}

static bool pack_run(struct import_job *job, struct pt_err *e)
{
	struct pack p;
	struct record r = { .table = T_PACK };
	struct pt_at at = { .row = 1 };
	if (!pack_read(job->a, job->text, job->name, &p, e))
		return false;
	record_set(&r, "id", p.id);
	record_set(&r, "title", p.title);
	r.field[record_column_of(T_PACK, str_of("text"))] = job->text;
	return import_emit(job, &r, &at) || import_stopped(e);
}

const struct importer importer_pack = {
	.kind = "pack",
	.what = "the rules of a state about suppliers (our YAML)",
	.example = "data/packs/*/pack.yaml",
	.shape = IMPORT_YAML,
	.sniff = pack_sniff,
	.run = pack_run,
};
