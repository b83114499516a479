/* SPDX-License-Identifier: Apache-2.0
 *
 * vulnerabilities.c - what the workspace knows of published vulnerabilities of the assessed suppliers
 */
#include "service/vulnerabilities.h"

#include <string.h>

#include "base/map.h"

struct loading {
	struct arena *a;
	const struct vulnerabilities_of *of;
	struct vuln_supplier *supplier;
	size_t *product_cap;
	struct map names; /* of all subjects, in small letters: rows of other vendors are not kept */
	struct record *row;
	size_t n, cap;
	uint64_t seen;
};

static struct str small(struct arena *a, struct str s)
{
	s = str_trim(s);
	char *z = arena_strn(a, s.p, s.n);
	for (char *p = z; *p; p++)
		*p = *p >= 'A' && *p <= 'Z' ? (char)(*p - 'A' + 'a') : *p;
	return (struct str){ z, s.n };
}

/* "A; B" and the names themselves -> a list. */
static struct str *list(struct arena *a, const char *const *first, size_t firsts, const char *joined,
                        size_t *n)
{
	struct str *v = NULL, rest = str_of(joined), part;
	size_t cap = 0;
	*n = 0;
	for (size_t i = 0; i < firsts; i++)
		if (first[i][0])
			*PUSH(a, v, *n, cap) = str_of(first[i]);
	while (rest.n && str_cut(&rest, ';', &part))
		if (str_trim(part).n)
			*PUSH(a, v, *n, cap) = str_trim(part);
	return v;
}

static void describe(struct loading *l)
{
	l->supplier = NEW(l->a, struct vuln_supplier, l->of->n);
	l->product_cap = NEW(l->a, size_t, l->of->n);
	for (size_t i = 0; i < l->of->n; i++) {
		const struct supplier *s = l->of->subject[i];
		const char *own[] = { s->name, s->legal_name };
		struct vuln_supplier *v = &l->supplier[i];
		v->alias = list(l->a, own, COUNT(own), s->aliases, &v->aliases);
		v->not_alias = list(l->a, NULL, 0, s->not_aliases, &v->not_aliases);
		for (size_t k = 0; k < v->aliases; k++)
			map_add(&l->names, small(l->a, v->alias[k]), 0);
	}
}

static struct str field(const struct record *r, const char *column)
{
	return r->field[record_column_of(r->table, str_of(column))];
}

static struct str copy(struct arena *a, struct str s)
{
	return (struct str){ arena_strn(a, s.n ? s.p : "", s.n), s.n };
}

static bool add_product(void *ctx, const struct record *r, struct pt_err *e)
{
	struct loading *l = ctx;
	enum vuln_class class;
	(void)e;
	for (size_t i = 0; i < l->of->n; i++) {
		if (!str_is(field(r, "supplier"), l->of->subject[i]->id) ||
		    !vuln_class_of(field(r, "class"), &class))
			continue;
		struct vuln_supplier *v = &l->supplier[i];
		struct vuln_product *all = (struct vuln_product *)v->product;
		*PUSH(l->a, all, v->products, l->product_cap[i]) =
		        (struct vuln_product){ copy(l->a, field(r, "name")), class };
		v->product = all;
	}
	return true;
}

static bool add_row(void *ctx, const struct record *r, struct pt_err *e)
{
	struct loading *l = ctx;
	struct arena scratch = *l->a;
	(void)e;
	l->seen++;
	if (!map_get(&l->names, small(&scratch, field(r, "vendor")), NULL))
		return true;
	struct record *to = PUSH(l->a, l->row, l->n, l->cap);
	to->table = r->table;
	for (unsigned i = 0; i < record_def(r->table)->n; i++)
		to->field[i] = copy(l->a, r->field[i]);
	return true;
}

bool vulnerabilities_load(struct arena *keep, struct store *s, const struct vulnerabilities_of *of,
                          struct vulnerabilities *out, struct pt_err *e)
{
	struct loading l = { .a = keep, .of = of, .names = map_in(keep) };
	struct store_query products = { T_PRODUCT, of->day, add_product, &l };
	struct store_query rows = { T_VULNERABILITY, of->day, add_row, &l };
	describe(&l);
	if (!store_each(s, &products, e) || !store_each(s, &rows, e))
		return false;
	struct vuln_input in = { l.row, l.n, l.supplier, of->n };
	*out = (struct vulnerabilities){ l.seen, vuln_match_all(keep, &in) };
	return true;
}
