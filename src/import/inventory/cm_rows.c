/* SPDX-License-Identifier: Apache-2.0
 *
 * cm_rows.c - what was kept of a configuration dump, as rows; which needs are certain
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "import/inventory/cm.h"

static bool emit_source(struct cm *c)
{
	struct record r = { .table = T_SOURCE };
	record_set(&r, "id", c->source);
	record_set(&r, "title", c->title);
	record_set(&r, "redistributable", "no");
	record_set(&r, "reliability", "B");
	record_set(&r, "anonymous", "no");
	record_set(&r, "certainty", "read");
	return import_emit(c->job, &r, NULL);
}

static bool is_element(const struct cm_element *e)
{
	return e->class != NULL && (e->class->kind == CLASS_FUNCTION || e->functions == 0);
}

static const char *value(const struct cm_element *e, enum class_field f)
{
	const char *own = e->value[f];
	return own == NULL && e->box != NULL ? e->box->value[f] : own;
}

static void set_name(struct arena *scratch, struct record *r, const char *column, const char *id)
{
	struct str s = cm_short_id(scratch, str_of(id));
	record_set(r, column, arena_strn(scratch, s.p, s.n));
}

static const char *number(struct arena *a, double v)
{
	struct buf b = buf_in(a);
	buf_double(&b, v);
	return isnan(v) ? NULL : b.p;
}

/* --- sites --- */

/* The id of the site: the place's name within the network, else the box whose position is known. */
static const char *site_of(struct cm *c, struct arena *scratch, const struct cm_element *e)
{
	const char *place = value(e, FIELD_LOCATION);
	struct str id = str_of(e->id);
	if (place != NULL && c->rootless)
		return arena_fmt(scratch, "location%c%s", c->name_sep, place);
	if (place != NULL) {
		const char *at = memchr(id.p, c->rdn_sep, id.n);
		return arena_fmt(scratch, "%.*s%clocation%c%s", (int)(at ? (size_t)(at - id.p) : id.n), id.p,
		                 c->rdn_sep, c->name_sep, place);
	}
	const struct cm_element *box = e->box ? e->box : e;
	return isnan(box->lat) || isnan(box->lon) ? NULL : box->id;
}

static bool emit_site(struct cm *c, struct arena scratch, const struct cm_element *e, struct seen *had)
{
	struct record r = { .table = T_SITE };
	struct pt_at at = { .row = e->row };
	const char *id = site_of(c, &scratch, e);
	const struct cm_element *box = e->box && isnan(e->lat) ? e->box : e;
	if (id == NULL)
		return true;
	struct str key = str_of(id);
	if (seen_add(had, seen_hash(&key, 1), e->row) != 0)
		return true;
	bool placed = !isnan(box->lat) && !isnan(box->lon);
	set_name(&scratch, &r, "id", id);
	record_set(&r, "name", value(e, FIELD_LOCATION) ? value(e, FIELD_LOCATION) : value(e, FIELD_LABEL));
	record_set(&r, "lat", placed ? number(&scratch, box->lat) : NULL);
	record_set(&r, "lon", placed ? number(&scratch, box->lon) : NULL);
	record_set(&r, "basis", "stated");
	record_set(&r, "source", c->source);
	record_set(&r, "date", c->date);
	return import_emit(c->job, &r, &at);
}

/* --- elements --- */

/* What a box without functions is: by its type, else by the generation of all its cells.  Cells of 2G and
 * 3G stand below stations as well as below controllers, so they tell nothing. */
static const struct network_class *box_function(const struct cm_element *e, bool *derived)
{
	const char *type = e->value[FIELD_TYPE];
	const struct network_class *told = type ? classes_find(str_of(type)) : NULL;
	if (told != NULL && told->kind == CLASS_FUNCTION)
		return told;
	*derived = e->cell != NULL && !e->mixed;
	if (*derived && strcmp(e->cell->technology, "4G") == 0)
		return classes_find(STR("EnbFunction"));
	if (*derived && strcmp(e->cell->technology, "5G") == 0)
		return classes_find(STR("GnbFunction"));
	return NULL;
}

static void set_function(struct arena *scratch, struct record *r, const struct cm_element *e)
{
	const char *type = e->value[FIELD_TYPE] ? e->value[FIELD_TYPE] : e->product, *label = value(e, FIELD_LABEL);
	const char *between = label ? "; " : "", *note = label;
	const struct network_class *class = e->class;
	bool derived = false;
	label = label ? label : "";
	if (class->kind == CLASS_MANAGED)
		class = box_function(e, &derived);
	if (class == NULL)
		note = arena_fmt(scratch, "%s%sfunction not told, managed element of type \"%.100s\"", label, between,
		                 type ? type : "");
	else if (derived)
		note = arena_fmt(scratch, "%s%sfunction derived from its cells", label, between);
	record_set(r, "function", class ? class->is : "other");
	record_set(r, "technology", class ? class->technology : NULL);
	record_set(r, "note", note);
	record_set(r, "basis", class && derived ? "derived" : "stated");
}

static bool emit_element(struct cm *c, struct arena scratch, const struct cm_element *e)
{
	struct record r = { .table = T_ELEMENT };
	struct pt_at at = { .row = e->row };
	const char *vendor = value(e, FIELD_VENDOR), *site = site_of(c, &scratch, e);
	const char *how = e->value[FIELD_VENDOR] ? e->vendor_note : e->box ? e->box->vendor_note : NULL;
	if (vendor == NULL && c->maker != NULL && c->maker[0] != '\0') {
		vendor = c->maker;
		how = c->maker_note;
	}
	set_name(&scratch, &r, "id", e->id);
	if (site != NULL)
		set_name(&scratch, &r, "site", site);
	set_function(&scratch, &r, e);
	record_set(&r, "vendor", vendor);
	if (vendor != NULL) {
		record_set(&r, "vendor_basis", how ? "derived" : "stated");
		record_set(&r, "vendor_note", how);
	}
	const char *product = e->product ? e->product : e->box ? e->box->product : NULL;
	record_set(&r, "product", product ? product : value(e, FIELD_TYPE));
	record_set(&r, "hardware", value(e, FIELD_HARDWARE));
	record_set(&r, "software", value(e, FIELD_VERSION));
	record_set(&r, "serial", value(e, FIELD_SERIAL));
	record_set(&r, "managed_by", value(e, FIELD_MANAGER));
	record_set(&r, "status", value(e, FIELD_STATE));
	if (e->cells > 0)
		record_set(&r, "cells", arena_fmt(&scratch, "%u", (unsigned)e->cells));
	record_set(&r, "source", c->source);
	record_set(&r, "date", c->date);
	return import_emit(c->job, &r, &at);
}

/* --- needs --- */

struct needing {
	struct cm *c;
	struct seen had; /* pairs and interfaces */
};

struct need {
	const struct cm_element *who, *needs;
	const char *interface, *note;
	bool choice, derived;
};

static bool emit_need(struct needing *n, struct need x)
{
	struct record r = { .table = T_NEED };
	struct str key[3] = { str_of(x.who->id), str_of(x.needs->id), str_of(x.interface) };
	struct pt_at at = { .row = x.who->row };
	if (seen_add(&n->had, seen_hash(key, 3), 1) != 0)
		return true;
	struct arena scratch = *n->c->a;
	set_name(&scratch, &r, "element", x.who->id);
	set_name(&scratch, &r, "needs", x.needs->id);
	record_set(&r, "kind", x.interface);
	record_set(&r, "choice", x.choice ? x.interface : NULL);
	record_set(&r, "least", x.choice ? "1" : NULL);
	record_set(&r, "basis", x.derived ? "derived" : "stated");
	record_set(&r, "note", x.note);
	record_set(&r, "source", n->c->source);
	record_set(&r, "date", n->c->date);
	return import_emit(n->c->job, &r, &at);
}

static const char *function_of(const struct cm_element *e)
{
	return e->class && e->class->kind == CLASS_FUNCTION ? e->class->is : "";
}

/* Which way the need goes between two ends of an interface; false when there is none. */
static bool directed(const char *interface, const struct cm_element *a, const struct cm_element *b, struct need *x)
{
	const struct network_interface *i = classes_interface(interface);
	bool there = classes_listed(i->who, function_of(a)) && classes_listed(i->needs, function_of(b));
	bool back = classes_listed(i->who, function_of(b)) && classes_listed(i->needs, function_of(a));
	*x = (struct need){ .who = there ? a : b, .needs = there ? b : a, .interface = interface, .choice = true };
	return (there || back) && a != b;
}

/* The function that a name leads to: itself or the nearest around it. */
static const struct cm_element *named(struct cm *c, const char *name)
{
	uint32_t at;
	for (struct str dn = str_of(name); dn.n > 0; dn = cm_parent_of(c, dn))
		if (map_get(&c->known, dn, &at) && function_of(c->element[at])[0])
			return c->element[at];
	return NULL;
}

/* Who has an address on an interface; two who have the same are nobody. */
struct owner {
	const struct cm_element *at;
	bool several;
};

struct owners {
	struct seen where; /* interface and address -> 1 + index */
	struct owner *v;
	size_t n, cap;
};

static uint64_t address_key(const char *interface, uint64_t address)
{
	struct str part = str_of(interface);
	uint64_t h = seen_hash(&part, 1) * 31 + address;
	return h | (h == 0);
}

static struct owner *owner_of(struct owners *o, struct arena *a, const char *interface, uint64_t address)
{
	uint32_t had = seen_add(&o->where, address_key(interface, address), o->n + 1);
	if (had != 0)
		return &o->v[had - 1];
	struct owner *fresh = PUSH(a, o->v, o->n, o->cap);
	*fresh = (struct owner){ 0 };
	return fresh;
}

static void note_owners(struct cm *c, struct owners *o)
{
	for (size_t i = 0; i < c->ends; i++) {
		const struct cm_end *x = &c->end[i];
		if (x->local == 0)
			continue;
		struct owner *w = owner_of(o, c->a, x->interface, x->local);
		w->several |= w->at != NULL && w->at != x->at;
		w->at = x->at;
	}
}

static bool emit_end(struct needing *n, struct owners *o, const struct cm_end *x)
{
	struct cm *c = n->c;
	struct need need;
	const struct cm_element *far = x->far ? named(c, x->far) : NULL;
	const char *note = "far end named";
	uint32_t at = x->remote ? seen_get(&o->where, address_key(x->interface, x->remote)) : 0;
	if (far == NULL && at > 0 && !o->v[at - 1].several) {
		far = o->v[at - 1].at;
		note = "far end has this address in the same file";
	}
	if (far == NULL || !directed(x->interface, x->at, far, &need)) {
		c->job->skipped++;
		return true;
	}
	need.note = note;
	need.derived = note[8] != 'n';
	return emit_need(n, need);
}

/* Units of one base station have its number in common. */
static bool emit_units(struct needing *n)
{
	struct cm *c = n->c;
	struct owners o = { .where = seen_in(c->a) };
	for (size_t i = 0; i < c->elements; i++) {
		struct cm_element *e = c->element[i];
		if (e->node == NULL || strcmp(function_of(e), "gnb-cu-cp") != 0)
			continue;
		struct owner *w = owner_of(&o, c->a, "node", str_hash(str_of(e->node)));
		w->several |= w->at != NULL;
		w->at = e;
	}
	for (size_t i = 0; i < c->elements; i++) {
		struct cm_element *e = c->element[i];
		bool du = strcmp(function_of(e), "gnb-du") == 0, up = strcmp(function_of(e), "gnb-cu-up") == 0;
		if (e->node == NULL || !(du || up))
			continue;
		uint32_t at = seen_get(&o.where, address_key("node", str_hash(str_of(e->node))));
		if (at == 0 || o.v[at - 1].several) {
			c->job->skipped++;
			continue;
		}
		struct need need = { e, o.v[at - 1].at, du ? "f1-c" : "e1", "same gNBId", true, true };
		if (!emit_need(n, need))
			return false;
	}
	return true;
}

static bool emit_inside(struct needing *n, const struct cm_element *e)
{
	static const char *const kinds[] = { "iub", "abis" };
	struct need need;
	for (size_t i = 0; i < COUNT(kinds); i++) {
		if (!directed(kinds[i], e, e->around, &need) || need.who != e)
			continue;
		need.choice = false;
		need.derived = true;
		need.note = "contained in it";
		return emit_need(n, need);
	}
	return true;
}

static bool emit_needs(struct cm *c)
{
	struct needing n = { .c = c, .had = seen_in(c->a) };
	struct owners o = { .where = seen_in(c->a) };
	note_owners(c, &o);
	for (size_t i = 0; i < c->ends; i++)
		if (!emit_end(&n, &o, &c->end[i]))
			return false;
	for (size_t i = 0; i < c->elements; i++)
		if (c->element[i]->class && c->element[i]->around && !emit_inside(&n, c->element[i]))
			return false;
	return emit_units(&n);
}

bool cm_emit(struct cm *c)
{
	struct seen places = seen_in(c->a);
	cm_unmapped_tell(c);
	seen_expect(&places, c->elements + 1); /* so that it does not grow over scratch of the arena */
	bool ok = emit_source(c);
	for (size_t i = 0; i < c->elements && ok; i++)
		if (is_element(c->element[i]))
			ok = emit_site(c, *c->a, c->element[i], &places);
	for (size_t i = 0; i < c->elements && ok; i++)
		if (is_element(c->element[i]))
			ok = emit_element(c, *c->a, c->element[i]);
	return (ok && emit_needs(c)) || import_stopped(c->e);
}
