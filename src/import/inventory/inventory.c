/* SPDX-License-Identifier: Apache-2.0
 *
 * inventory.c - an inventory as CSV: our template, or any table with a mapping (docs/importers/inventory.md)
 */
#include "base/csv.h"
#include "import/inventory/inventory_table.h"

static bool inventory_sniff(struct str head, const char *name)
{
	char room[1 << 17]; /* the built-in mappings are small, and one at a time */
	struct arena a = { room, room + sizeof room, "built-in mappings" };
	struct mapping known;
	(void)name;
	return import_names(head, "site_id") || (import_names(head, "element") && import_names(head, "function")) ||
	       mapping_for(&a, head, &known);
}

static struct pt_at place(const void *ctx, int column)
{
	return csv_at(ctx, column);
}

static bool rows(struct inventory_table *t, struct csv *c, struct pt_err *e)
{
	bool more = t->first_is_row || csv_row(c, e);
	for (; more; more = csv_row(c, e)) {
		if (!inventory_table_row(t, c->field, c->n))
			return import_stopped(e);
		if (t->job->out.progress && c->row % 16384 == 0)
			t->job->out.progress(t->job->out.ctx, c->source.total);
	}
	return e->code == PT_OK;
}

static bool inventory_run(struct import_job *job, struct pt_err *e)
{
	struct pt_err own = { 0 };
	struct inventory_table *t = NEW(job->a, struct inventory_table, 1);
	struct csv *c = NEW(job->a, struct csv, 1);
	if (e == NULL)
		e = &own; /* csv_row tells its end from its failure by the code */
	t->place = (struct inventory_table_place){ place, c };
	return csv_open(c, job->a, job->source, job->name, e) &&
	       inventory_table_open(t, job, job->head, c->header, c->headers, e) && rows(t, c, e) &&
	       inventory_table_end(t, e);
}

const struct importer importer_inventory = {
	.kind = "inventory",
	.what = "sites and network elements as a table (our template, or with a mapping), CSV",
	.example = "petrin import --map my.yaml sites.csv",
	.shape = IMPORT_TABLE,
	.maps = true,
	.restates = true,
	.sniff = inventory_sniff,
	.run = inventory_run,
};
