/* SPDX-License-Identifier: Apache-2.0
 *
 * supplier.c - one supplier and its products, in petrin's own YAML (data/suppliers)
 */
#include "base/yaml.h"
#include "import/import.h"

struct product {
	const char *name;
	int class;
	struct yaml_place place;
};
struct supplier {
	const char *id, *name, *legal_name, *seat, *incorporated, *listed, *lei;
	int lei_certainty, certainty;
	struct yaml_list control, aliases, not_aliases, products;
};

/* The first word stands for "not given". */
static const char *const certainties[] = { "", "read", "secondary", "unverified", NULL };
static const char *const levels[] = { "high", "medium", "low", NULL };
static const char *const classes[] = { "ran", "core", "transport", "management", "security",
	                               "consumer", "other", NULL };

static const struct yaml_field product_fields[] = {
	{ "name", YAML_TEXT, offsetof(struct product, name), true, NULL },
	{ "class", YAML_ENUM, offsetof(struct product, class), true, classes },
	{ NULL, YAML_PLACE, offsetof(struct product, place), false, NULL },
};
static const struct yaml_record product_def = { "product", sizeof(struct product), product_fields,
	                                        COUNT(product_fields) };
#define F(key, kind, required, detail) \
	{ #key, kind, offsetof(struct supplier, key), required, detail }
static const struct yaml_field fields[] = {
	F(id, YAML_ID, true, NULL),
	F(name, YAML_TEXT, true, NULL),
	F(legal_name, YAML_TEXT, false, NULL),
	F(seat, YAML_COUNTRY, true, NULL),
	F(incorporated, YAML_COUNTRY, false, NULL),
	F(control, YAML_TEXTS, false, NULL),
	F(listed, YAML_TEXT, false, NULL),
	F(lei, YAML_TEXT, false, NULL),
	F(lei_certainty, YAML_ENUM, false, certainties),
	F(aliases, YAML_TEXTS, false, NULL),
	F(not_aliases, YAML_TEXTS, false, NULL),
	F(products, YAML_RECORDS, false, &product_def),
	F(certainty, YAML_ENUM, true, levels),
};
static const struct yaml_record supplier_def = { "supplier", sizeof(struct supplier), fields,
	                                         COUNT(fields) };

static bool supplier_sniff(struct str head, const char *name)
{
	(void)name;
	return import_has_key(head, "seat") && import_has_key(head, "products");
}

static const char *joined(struct arena *a, const struct yaml_list *list)
{
	const char *out = "";
	for (size_t i = 0; i < list->n; i++)
		out = arena_fmt(a, "%s%s%s", out, i ? "; " : "", ((const char **)list->v)[i]);
	return out;
}

static bool supplier_run(struct import_job *job, struct pt_err *e)
{
	struct supplier s;
	struct record r = { .table = T_SUPPLIER };
	struct pt_at at = { .row = 1 };
	if (!yaml_read(job->a, job->text, job->name, &supplier_def, &s, e))
		return false;
	record_set(&r, "id", s.id);
	record_set(&r, "name", s.name);
	record_set(&r, "legal_name", s.legal_name);
	record_set(&r, "seat", s.seat);
	record_set(&r, "incorporated", s.incorporated);
	record_set(&r, "control", joined(job->a, &s.control));
	record_set(&r, "listed", s.listed);
	record_set(&r, "lei", s.lei);
	record_set(&r, "lei_certainty", certainties[s.lei_certainty]);
	record_set(&r, "aliases", joined(job->a, &s.aliases));
	record_set(&r, "not_aliases", joined(job->a, &s.not_aliases));
	record_set(&r, "certainty", levels[s.certainty]);
	if (!import_emit(job, &r, &at))
		return import_stopped(e);
	const struct product *all = s.products.v;
	for (size_t i = 0; i < s.products.n; i++) {
		struct record p = { .table = T_PRODUCT };
		struct pt_at here = { .row = all[i].place.row, .column = all[i].place.column };
		record_set(&p, "supplier", s.id);
		record_set(&p, "name", all[i].name);
		record_set(&p, "class", classes[all[i].class]);
		if (!import_emit(job, &p, &here))
			return import_stopped(e);
	}
	return true;
}

const struct importer importer_supplier = {
	.kind = "supplier",
	.what = "a supplier and its products (our YAML)",
	.example = "data/suppliers/*.yaml",
	.shape = IMPORT_YAML,
	.sniff = supplier_sniff,
	.run = supplier_run,
};
