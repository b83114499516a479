/* SPDX-License-Identifier: Apache-2.0
 *
 * inventory_rows.c - one row of the template -> rows of site, element and need (rules: inventory.h)
 */
#include <stdio.h>
#include <string.h>

#include "import/inventory/inventory.h"

enum { SITE, ELEMENT, NEED }; /* places of record[], back[] and to[] */
enum need_column { D_ELEMENT, D_NEEDS, D_KIND, D_CHOICE, D_LEAST, D_BASIS, D_NOTE, D_SOURCE, D_DATE };

static const enum record_table table_of[] = { T_SITE, T_ELEMENT, T_NEED };

static void connect(struct inventory *v, int part, int column, const char *name)
{
	v->to[part][column] = -1;
	if (name == NULL)
		return;
	int field = record_column_of(table_of[part], str_of(name));
	v->to[part][column] = field;
	v->back[part][field] = column;
}

void inventory_begin(struct inventory *v, struct import_job *job, const struct register_source *source)
{
	*v = (struct inventory){ .job = job, .source = source, .prefix = "" };
	v->scratch = register_scratch(job->a);
	v->element = seen_in(job->a);
	v->site = seen_in(job->a);
	v->need = seen_in(job->a);
	for (int t = SITE; t <= NEED; t++) {
		v->record[t].table = table_of[t];
		for (int i = 0; i < RECORD_COLUMNS; i++)
			v->back[t][i] = -1;
	}
	for (int k = 0; k < INVENTORY_COLUMNS; k++) {
		connect(v, SITE, k, inventory_column[k].site);
		connect(v, ELEMENT, k, inventory_column[k].element);
	}
	v->back[NEED][D_ELEMENT] = I_ELEMENT;
	v->back[NEED][D_NEEDS] = v->back[NEED][D_CHOICE] = I_DEPENDS_ON;
	v->back[NEED][D_SOURCE] = I_SOURCE;
}

bool inventory_end(struct inventory *v)
{
	register_whole(v->job->a, &v->scratch);
	if (v->shared > 0) {
		char text[420];
		snprintf(text, sizeof text, "%llu row%s: %s; if they are two, import each operator's file with a "
		         "mapping that has a prefix", (unsigned long long)v->shared, v->shared == 1 ? "" : "s",
		         v->shared_text);
		import_warn(v->job, &v->shared_at, text);
	}
	return !v->used_source || register_emit_source(v->job, v->source);
}

/* --- one row --- */

struct row {
	struct inventory *v;
	struct arena a;
	struct str cell[INVENTORY_COLUMNS];
	const struct inventory_at *at;
	bool of_site, of_element;
	struct inventory_needs needs;
};

static bool reject(struct row *x, int column, const char *text)
{
	struct pt_at at = x->at->of(x->at->ctx, column);
	import_reject(x->v->job, &at, text);
	return false;
}

/* Short texts of a row, for messages. */
static const char *quoted(struct row *x, struct str s)
{
	return arena_fmt(&x->a, "\"%.*s\"", s.n < 60 ? (int)s.n : 60, s.p);
}

static struct str prefixed(struct row *x, struct str id)
{
	if (id.n == 0 || x->v->prefix[0] == '\0' || id.n > 300)
		return id;
	return str_of(arena_fmt(&x->a, "%s%.*s", x->v->prefix, (int)id.n, id.p));
}

static int first_of(const struct row *x, int from, int to)
{
	for (int k = from; k <= to; k++)
		if (x->cell[k].n > 0)
			return k;
	return -1;
}

/* What the row is about (N1). */
static bool subject(struct row *x)
{
	int element = first_of(x, I_ELEMENT, I_VENDOR_SOURCE);
	if (element == I_DEPENDS_ON && first_of(x, I_VENDOR_BASIS, I_VENDOR_SOURCE) < 0)
		element = -1; /* of the site itself */
	x->of_site = x->cell[I_SITE_ID].n > 0;
	x->of_element = element >= 0;
	int alone = x->of_site ? -1 : first_of(x, I_SITE_NAME, I_OWNER);
	if (alone >= 0)
		return reject(x, alone, arena_fmt(&x->a, "%s belongs to a site, but the row has no site_id",
		                                  inventory_column[alone].name));
	if (!x->of_site && !x->of_element)
		return reject(x, -1, "is about neither a site nor an element");
	if (x->of_element && x->cell[I_FUNCTION].n == 0)
		return reject(x, element, "the row is about an element, but says no function");
	if (x->of_element && !x->of_site && x->cell[I_ELEMENT].n == 0)
		return reject(x, I_FUNCTION, "the row has neither site_id nor element");
	return true;
}

static bool within(struct row *x, int column, double limit)
{
	double v;
	if (x->cell[column].n == 0 || !str_double(x->cell[column], &v) || (v >= -limit && v <= limit))
		return true; /* what is no number is told by the table */
	return reject(x, column, arena_fmt(&x->a, "%s %s is no place on Earth", inventory_column[column].name,
	                                   quoted(x, x->cell[column])));
}

static void default_to(struct row *x, int column, struct str value)
{
	if (x->cell[column].n == 0)
		x->cell[column] = value;
}

/* What the template leaves open, filled in (N3, N5). */
static bool complete(struct row *x)
{
	struct str *c = x->cell;
	if (c[I_TECHNOLOGY].n > 0) {
		const char *words = inventory_technology(&x->a, c[I_TECHNOLOGY]);
		if (words == NULL)
			return reject(x, I_TECHNOLOGY, arena_fmt(&x->a, "technology %s is none of 2G 3G 4G 5G",
			                                         quoted(x, c[I_TECHNOLOGY])));
		c[I_TECHNOLOGY] = str_of(words);
	}
	c[I_SITE_ID] = prefixed(x, c[I_SITE_ID]);
	if (x->of_element && c[I_ELEMENT].n > 0)
		c[I_ELEMENT] = prefixed(x, c[I_ELEMENT]);
	else if (x->of_element && c[I_SITE_ID].n <= 200 && c[I_FUNCTION].n <= 128)
		c[I_ELEMENT] = str_of(arena_fmt(&x->a, "%.*s/%.*s%s%.*s", (int)c[I_SITE_ID].n, c[I_SITE_ID].p,
		                                (int)c[I_FUNCTION].n, c[I_FUNCTION].p, c[I_TECHNOLOGY].n ? "/" : "",
		                                (int)c[I_TECHNOLOGY].n, c[I_TECHNOLOGY].p));
	default_to(x, I_BASIS, STR("stated"));
	if (c[I_VENDOR].n > 0)
		default_to(x, I_VENDOR_BASIS, c[I_BASIS]);
	if (c[I_SUBSCRIBERS].n > 0 || c[I_TRAFFIC].n > 0)
		default_to(x, I_LOAD_BASIS, c[I_BASIS]);
	default_to(x, I_SOURCE, str_of(x->v->source->id));
	const char *why = inventory_needs(&x->a, c[I_DEPENDS_ON], x->v->prefix, &x->needs);
	return why == NULL ? within(x, I_LAT, 90) && within(x, I_LON, 180) : reject(x, I_DEPENDS_ON, why);
}

/* What helps somebody who writes as people do; "" when nothing is known. */
static const char *advice(struct row *x, int column)
{
	struct str cell = x->cell[column];
	const char *function = column == I_FUNCTION ? inventory_function(cell) : "";
	if (function[0])
		return arena_fmt(&x->a, "; did you mean \"%s\"?", function);
	if (inventory_column[column].form == INVENTORY_NUMBER && memchr(cell.p, ',', cell.n) != NULL)
		return "; a mapping with decimal_comma: true reads 1.234,5";
	return "";
}

/* Fills a record from the cells; false and told when it does not hold. */
static bool holds(struct row *x, int part)
{
	struct inventory *v = x->v;
	struct record *r = &v->record[part];
	struct pt_err why = { 0 };
	unsigned wrong;
	for (int k = 0; k < INVENTORY_COLUMNS && part != NEED; k++)
		if (v->to[part][k] >= 0)
			r->field[v->to[part][k]] = x->cell[k];
	if (record_check(r, &wrong, &why))
		return true;
	int column = v->back[part][wrong]; /* the message begins with the name in the table: ours is another */
	const char *name = record_def(r->table)->column[wrong].name;
	if (column >= 0 && strncmp(why.text, name, strlen(name)) == 0)
		return reject(x, column, arena_fmt(&x->a, "%s%s%s", inventory_column[column].name,
		                                   why.text + strlen(name), advice(x, column)));
	return reject(x, column, why.text);
}

/* --- sites, once --- */

static uint16_t mark_of(struct str s)
{
	uint16_t h = (uint16_t)(str_hash(s) >> 48);
	return s.n == 0 ? 0 : h == 0 ? 1 : h;
}

/* An id that another operator had before (N6). */
static void shares(struct row *x, int column, uint32_t row)
{
	struct inventory *v = x->v;
	if (v->shared++ > 0)
		return;
	v->shared_at = x->at->of(x->at->ctx, I_OPERATOR);
	snprintf(v->shared_text, sizeof v->shared_text, "%s %s of operator %s in row %llu had another operator in row "
	         "%u", column == I_ELEMENT ? "element" : "site", quoted(x, x->cell[column]),
	         quoted(x, x->cell[I_OPERATOR]), (unsigned long long)v->shared_at.row, (unsigned)row);
}

/* What a later row says about a site that is there already (N2). */
static void compare(struct row *x, const struct inventory_said *said)
{
	for (int k = 0; k < INVENTORY_SITE_SAID; k++) {
		uint16_t mark = mark_of(x->cell[I_OPERATOR + k]);
		if (mark == 0 || mark == said->cell[k])
			continue;
		if (I_OPERATOR + k == I_OPERATOR && x->of_element) {
			if (said->cell[k] != 0)
				shares(x, I_SITE_ID, said->row);
			continue;
		}
		reject(x, I_OPERATOR + k,
		       arena_fmt(&x->a, "%s %s of site %s %s row %u", inventory_column[I_OPERATOR + k].name,
		                 quoted(x, x->cell[I_OPERATOR + k]), quoted(x, x->cell[I_SITE_ID]),
		                 said->cell[k] == 0 ? "is not in its first row," : "differs from what it is in",
		                 said->row));
		return;
	}
}

/* False = stop. */
static bool put_site(struct row *x, uint64_t row)
{
	struct inventory *v = x->v;
	if (v->sites_apart && x->of_element && first_of(x, I_SITE_NAME, I_OWNER) < 0)
		return true;
	uint32_t before = seen_add(&v->site, seen_hash(&x->cell[I_SITE_ID], 1), v->said_n + 1);
	if (before > 0 && before <= v->said_n) {
		compare(x, &v->said[before - 1]);
		return true;
	}
	struct inventory_said *said = PUSH(v->job->a, v->said, v->said_n, v->said_cap);
	said->row = row < UINT32_MAX ? (uint32_t)row : UINT32_MAX;
	for (int k = 0; k < INVENTORY_SITE_SAID; k++)
		said->cell[k] = mark_of(x->cell[I_OPERATOR + k]);
	return import_checked(v->job, &v->record[SITE], row);
}

/* --- needs --- */

static void fill_need(struct row *x, struct str id, const struct inventory_need *n)
{
	struct str *f = x->v->record[NEED].field;
	f[D_ELEMENT] = id, f[D_NEEDS] = n->needs, f[D_KIND] = STR("depends");
	f[D_CHOICE] = n->choice, f[D_LEAST] = str_of(n->least);
	f[D_BASIS] = x->cell[I_BASIS], f[D_SOURCE] = x->cell[I_SOURCE], f[D_DATE] = x->cell[I_DATE];
}

static bool same(struct str a, struct str b)
{
	return a.n == b.n && memcmp(a.p, b.p, a.n) == 0;
}

static bool needs_hold(struct row *x, struct str id)
{
	for (size_t i = 0; i < x->needs.n; i++) {
		fill_need(x, id, &x->needs.v[i]);
		if (same(id, x->needs.v[i].needs))
			return reject(x, I_DEPENDS_ON, "depends_on: names the row's own subject");
		if (!holds(x, NEED))
			return false;
	}
	return true;
}

/* False = stop. */
static bool put_needs(struct row *x, struct str id, uint64_t row)
{
	for (size_t i = 0; i < x->needs.n; i++) {
		struct str key[3] = { id, x->needs.v[i].needs, x->needs.v[i].choice };
		if (!x->of_element && seen_add(&x->v->need, seen_hash(key, 3), 1) != 0)
			continue; /* a site may be in several rows */
		fill_need(x, id, &x->needs.v[i]);
		if (!import_checked(x->v->job, &x->v->record[NEED], row))
			return false;
	}
	return true;
}

/* One direction.  False = stop. */
static bool relate(struct inventory *v, enum inventory_relation how, const struct str end[2], const struct pt_at *at)
{
	static const char *const kind[] = { "depends", "inside", "link" };
	bool link = how == INVENTORY_LINK;
	struct str key[3] = { end[0], end[1], str_of(kind[how]) };
	struct record r = { .table = T_NEED };
	if (seen_add(&v->need, seen_hash(key, 3), 1) != 0)
		return true;
	r.field[D_ELEMENT] = end[0], r.field[D_NEEDS] = end[1], r.field[D_KIND] = key[2];
	r.field[D_CHOICE] = link ? key[2] : STR(""), r.field[D_LEAST] = link ? STR("1") : STR("");
	r.field[D_BASIS] = STR("stated"), r.field[D_SOURCE] = str_of(v->source->id);
	v->used_source = true;
	return import_emit(v->job, &r, at);
}

bool inventory_relate(struct inventory *v, enum inventory_relation how, struct str a, struct str b,
                      const struct pt_at *at)
{
	struct arena scratch = v->scratch;
	struct str end[2] = { a, b }, back[2];
	if (a.n == 0 || b.n == 0 || a.n > 300 || b.n > 300 || same(a, b)) {
		import_reject(v->job, at, "a relation without two ends of 1 to 300 octets");
		return true;
	}
	for (int i = 0; i < 2 && v->prefix[0] != '\0'; i++)
		end[i] = str_of(arena_fmt(&scratch, "%s%.*s", v->prefix, (int)end[i].n, end[i].p));
	back[0] = end[1], back[1] = end[0];
	return relate(v, how, end, at) && (how != INVENTORY_LINK || relate(v, how, back, at));
}

/* --- the row as a whole --- */

/* Whether the element has been there (N3). */
static bool repeated(struct row *x, uint64_t row)
{
	struct inventory *v = x->v;
	uint32_t operator = mark_of(x->cell[I_OPERATOR]);
	const struct seen_slot *at = seen_note(&v->element, seen_hash(&x->cell[I_ELEMENT], 1), row, operator);
	if (at == NULL)
		return false;
	uint32_t before = at->row;
	if (operator != 0 && at->what != 0 && operator != at->what)
		shares(x, I_ELEMENT, before);
	if (v->repeats)
		v->job->skipped++;
	else
		reject(x, I_ELEMENT, arena_fmt(&x->a, "element %s is in row %u already; if they are two, name them "
		                               "in the column element", quoted(x, x->cell[I_ELEMENT]), before));
	return true;
}

bool inventory_put(struct inventory *v, const struct str cell[INVENTORY_COLUMNS], const struct inventory_at *at)
{
	struct row x = { .v = v, .a = v->scratch, .at = at };
	memcpy(x.cell, cell, sizeof x.cell);
	if (!subject(&x) || !complete(&x))
		return true;
	struct str id = x.cell[x.of_element ? I_ELEMENT : I_SITE_ID];
	if ((x.of_site && !holds(&x, SITE)) || (x.of_element && !holds(&x, ELEMENT)) || !needs_hold(&x, id))
		return true;
	uint64_t row = at->of(at->ctx, -1).row;
	bool again = x.of_element && repeated(&x, row);
	if (again && !v->repeats)
		return true;
	if (x.of_site && !put_site(&x, row))
		return false;
	if (again)
		return true;
	v->used_source |= x.cell[I_SOURCE].p == v->source->id;
	return (!x.of_element || import_checked(v->job, &v->record[ELEMENT], row)) && put_needs(&x, id, row);
}
