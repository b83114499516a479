/* SPDX-License-Identifier: Apache-2.0
 *
 * inventory_table.c - an inventory as a table, whatever its rows were written in
 */
#include "import/inventory/inventory_table.h"

static const struct register_source own_source = {
	.id = "inventory-import", .title = "Inventory without stated sources", .redistributable = "no",
	.reliability = "F", /* nobody is named who could be judged */
	.certainty = "unverified",
};

static struct pt_at place(const void *ctx, int column)
{
	const struct inventory_table *t = ctx;
	return t->place.of(t->place.ctx, column < 0 ? -1 : t->m.cell[column].from);
}

/* *out NULL = none. */
static bool find_mapping(struct inventory_table *t, struct str head, const struct mapping **out, struct pt_err *e)
{
	struct import_job *job = t->job;
	*out = NULL;
	if (job->map.n > 0) {
		if (!mapping_read(job->a, job->map, job->map_name, &t->mapping, e))
			return false;
		*out = &t->mapping;
	} else if (mapping_for(job->a, head, &t->mapping)) {
		*out = &t->mapping;
	}
	return true;
}

bool inventory_table_open(struct inventory_table *t, struct import_job *job, struct str head,
                          const struct str *header, size_t n, struct pt_err *e)
{
	const struct mapping *map;
	t->job = job;
	if (!find_mapping(t, head, &map, e))
		return false;
	if (map && map->names.n > 0) {
		struct str *names = NEW(job->a, struct str, map->names.n);
		n = map->names.n;
		for (size_t i = 0; i < n; i++)
			names[i] = str_of(((const char **)map->names.v)[i]);
		header = names;
		t->first_is_row = true;
	}
	if (!mapper_open(&t->m, job->a, map, header, n, e))
		return false;
	inventory_begin(&t->v, job, mapping_source_of(job->a, map, &own_source));
	t->v.prefix = map ? map->prefix : "";
	t->v.repeats = map && map->repeats;
	t->v.sites_apart = map && map->sites_apart;
	return true;
}

bool inventory_table_row(struct inventory_table *t, const struct str *field, size_t n)
{
	struct arena scratch = t->v.scratch, keep = t->v.scratch;
	struct inventory_at at = { place, t };
	struct str cell[INVENTORY_COLUMNS];
	int column;
	if (n > t->m.headers) {
		struct pt_at where = t->place.of(t->place.ctx, (int)t->m.headers);
		import_reject(t->job, &where, "the row has more fields than the header line");
		return true;
	}
	const char *why = mapper_row(&t->m, &scratch, field, n, cell, &column);
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

bool inventory_table_end(struct inventory_table *t, struct pt_err *e)
{
	return inventory_end(&t->v) || import_stopped(e);
}
