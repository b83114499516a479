/* SPDX-License-Identifier: Apache-2.0
 *
 * inventory.c - an inventory as a table: our template, or any other with a mapping (docs/importers/inventory.md)
 */
#include <stdio.h>
#include <string.h>

#include "base/csv.h"
#include "import/inventory/mapper.h"

static const struct register_source own_source = {
	.id = "inventory-import", .title = "Inventory without stated sources", .redistributable = "no",
	.reliability = "F", /* nobody is named who could be judged */
	.certainty = "unverified",
};

struct table {
	struct import_job *job;
	struct csv c;
	struct mapping mapping;
	struct mapper m;
	struct inventory v;
};

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
	const struct table *t = ctx;
	return csv_at(&t->c, column < 0 ? -1 : t->m.cell[column].from);
}

/* The mapping that was given, or that of a table we know; *out NULL = none. */
static bool find_mapping(struct table *t, const struct mapping **out, struct pt_err *e)
{
	struct import_job *job = t->job;
	*out = NULL;
	if (job->map.n > 0) {
		if (!mapping_read(job->a, job->map, job->map_name, &t->mapping, e))
			return false;
		*out = &t->mapping;
	} else if (mapping_for(job->a, job->head, &t->mapping)) {
		*out = &t->mapping;
	}
	return true;
}

static bool open_table(struct table *t, const struct mapping *map, struct pt_err *e)
{
	const struct str *header = t->c.header;
	size_t n = t->c.headers;
	if (map && map->names.n > 0) { /* the first line is a row already */
		struct str *names = NEW(t->job->a, struct str, map->names.n);
		for (size_t i = 0; i < map->names.n; i++)
			names[i] = str_of(((const char **)map->names.v)[i]);
		header = names;
		n = map->names.n;
	}
	return mapper_open(&t->m, t->job->a, map, header, n, e);
}

static bool take_row(struct table *t)
{
	struct arena scratch = t->v.scratch, keep = t->v.scratch;
	struct inventory_at at = { place, t };
	struct str cell[INVENTORY_COLUMNS];
	int column;
	if (t->c.n > t->m.headers) {
		struct pt_at where = csv_at(&t->c, (int)t->m.headers);
		import_reject(t->job, &where, "the row has more fields than the header line");
		return true;
	}
	const char *why = mapper_row(&t->m, &scratch, t->c.field, t->c.n, cell, &column);
	if (why != NULL) {
		struct pt_at where = place(t, column);
		import_reject(t->job, &where, why);
		return true;
	}
	t->v.scratch = scratch; /* the cells stay while the row is put */
	bool go_on = inventory_put(&t->v, cell, &at);
	t->v.scratch = keep;
	return go_on;
}

static bool rows(struct table *t, bool first_is_row, struct pt_err *e)
{
	bool more = first_is_row || csv_row(&t->c, e);
	for (; more; more = csv_row(&t->c, e)) {
		if (!take_row(t))
			return import_stopped(e);
		if (t->job->out.progress && t->c.row % 16384 == 0)
			t->job->out.progress(t->job->out.ctx, t->c.source.total);
	}
	return e->code == PT_OK;
}

static bool inventory_run(struct import_job *job, struct pt_err *e)
{
	struct pt_err own = { 0 };
	struct table *t = NEW(job->a, struct table, 1);
	const struct mapping *map;
	t->job = job;
	if (e == NULL)
		e = &own; /* csv_row tells its end from its failure by the code */
	if (!find_mapping(t, &map, e) || !csv_open(&t->c, job->a, job->source, job->name, e) ||
	    !open_table(t, map, e))
		return false;
	inventory_begin(&t->v, job, mapping_source_of(job->a, map, &own_source));
	t->v.prefix = map ? map->prefix : "";
	t->v.repeats = map && map->repeats;
	t->v.sites_apart = map && map->sites_apart;
	return rows(t, map && map->names.n > 0, e) && (inventory_end(&t->v) || import_stopped(e));
}

const struct importer importer_inventory = {
	.kind = "inventory",
	.what = "sites and network elements as a table (our template, or with a mapping), CSV",
	.example = "petrin import --map my.yaml sites.csv",
	.shape = IMPORT_TABLE,
	.maps = true,
	.sniff = inventory_sniff,
	.run = inventory_run,
};
