/* SPDX-License-Identifier: Apache-2.0
 *
 * cm.c - managed objects of a configuration dump, kept until the file ends; cm_rows.c makes rows of them
 */
#include "import/inventory/cm.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { ID = 200, ID_END = 180 };

void cm_begin(struct cm *c, struct import_job *job, const char *source, const char *title, struct pt_err *e)
{
	*c = (struct cm){ .job = job, .source = source, .title = title, .a = job->a, .name_sep = '=',
		          .rdn_sep = ',', .e = e };
	c->known = map_in(c->a);
	c->texts = map_in(c->a);
	c->unmapped = map_in(c->a);
}

void cm_dated(struct cm *c, struct str time)
{
	int32_t day;
	struct str date = { time.p, time.n < 10 ? time.n : 10 };
	if (date.n == 10 && str_date(date, &day))
		str_date_text(day, c->date);
}

/* --- names --- */

struct str cm_parent_of(const struct cm *c, struct str dn)
{
	const char *at = dn.n > 0 ? memrchr(dn.p, c->rdn_sep, dn.n) : NULL;
	return (struct str){ dn.p, at ? (size_t)(at - dn.p) : 0 };
}

struct str cm_class_of(const struct cm *c, struct str dn)
{
	struct str parent = cm_parent_of(c, dn);
	size_t from = parent.n + (parent.n > 0);
	const char *at = memchr(dn.p + from, c->name_sep, dn.n - from);
	return (struct str){ dn.p + from, at ? (size_t)(at - dn.p) - from : 0 };
}

struct str cm_short_id(struct arena *a, struct str id)
{
	uint64_t h = 0xcbf29ce484222325u; /* FNV-1a: the same in every run, for it becomes part of a key */
	if (id.n <= ID)
		return id;
	for (size_t i = 0; i < id.n; i++)
		h = (h ^ (unsigned char)id.p[i]) * 0x100000001b3u;
	const char *end = id.p + id.n - ID_END;
	while ((*end & 0xc0) == 0x80)
		end++;
	return str_of(arena_fmt(a, "~%016llx~%.*s", (unsigned long long)h, (int)(id.p + id.n - end), end));
}

/* --- what is kept --- */

static const char *kept_text(struct cm *c, struct str s)
{
	uint32_t at;
	s = str_trim(s);
	if (s.n == 0)
		return NULL;
	if (map_get(&c->texts, s, &at))
		return c->text[at];
	const char *copy = arena_strn(c->a, s.p, s.n);
	map_add(&c->texts, (struct str){ copy, s.n }, (uint32_t)c->text_n);
	*PUSH(c->a, c->text, c->text_n, c->text_cap) = copy;
	return copy;
}

static struct cm_element *find(struct cm *c, struct str dn)
{
	uint32_t at;
	return map_get(&c->known, dn, &at) ? c->element[at] : NULL;
}

/* The element of this name, made when there is none; NULL at the limit. */
static struct cm_element *get(struct cm *c, struct str dn)
{
	struct cm_element *e = find(c, dn);
	if (e != NULL)
		return e;
	if (c->elements == CM_ELEMENTS) {
		pt_fail(c->e, PT_LIMIT, "has more than %d elements", CM_ELEMENTS);
		return NULL;
	}
	e = NEW(c->a, struct cm_element, 1);
	e->id = arena_strn(c->a, dn.p, dn.n);
	e->lat = e->lon = NAN;
	map_add(&c->known, (struct str){ e->id, dn.n }, (uint32_t)c->elements);
	*PUSH(c->a, c->element, c->elements, c->cap) = e;
	return e;
}

/* The nearest name in front of dn whose class is of this kind; empty when there is none. */
static struct str around(const struct cm *c, struct str dn, enum class_kind kind)
{
	for (dn = cm_parent_of(c, dn); dn.n > 0; dn = cm_parent_of(c, dn)) {
		const struct network_class *class = classes_find(cm_class_of(c, dn));
		if (class != NULL && class->kind == kind)
			break;
	}
	return dn;
}

/* C3: whether it is what stands around it once more. */
static bool is_again(const struct cm *c, const struct cm_object *o)
{
	struct str parent = cm_parent_of(c, o->dn);
	const struct network_class *class = parent.n > 0 ? classes_find(cm_class_of(c, parent)) : NULL;
	const char *is = o->class->is ? o->class->is : "";
	return class != NULL && class->kind == o->class->kind && strcmp(class->is ? class->is : "", is) == 0;
}

/* Whole numbers beyond a degree's range are in units that no standard fixes: not read. */
static double degrees(struct str s, double most)
{
	double v;
	return str_double(str_trim(s), &v) && fabs(v) <= most ? v : NAN;
}

static void disagree(struct cm *c, const struct cm_element *e, const struct cm_object *o, int field)
{
	static const char *const word[] = { [FIELD_VENDOR] = "vendor", [FIELD_VERSION] = "version" };
	struct str s = str_trim(o->value[field]);
	struct arena scratch = *c->a;
	import_reject(c->job, &o->at,
	              arena_fmt(&scratch, "\"%.80s\" is there twice, with %s \"%.60s\" and \"%.*s\": the first "
	                     "counts",
	                        e->id, word[field], e->value[field], s.n < 60 ? (int)s.n : 60, s.p));
}

static void fill(struct cm *c, struct cm_element *e, const struct cm_object *o)
{
	for (int i = 0; i <= FIELD_HARDWARE; i++) {
		struct str s = str_trim(o->value[i]);
		if (e->value[i] == NULL) {
			e->value[i] = kept_text(c, s);
			if (i == FIELD_VENDOR && e->value[i] != NULL)
				e->vendor_note = o->vendor_note ? kept_text(c, str_of(o->vendor_note)) : NULL;
		} else if (i <= FIELD_VERSION && s.n > 0 && !str_is(s, e->value[i]) && !is_again(c, o)) {
			disagree(c, e, o, i);
		}
	}
	if (isnan(e->lat) || isnan(e->lon)) {
		e->lat = degrees(o->value[FIELD_LAT], 90);
		e->lon = degrees(o->value[FIELD_LON], 180);
	}
	if (e->product == NULL && o->product != NULL)
		e->product = kept_text(c, str_of(o->product));
	if (e->node == NULL && o->value[FIELD_NODE].n > 0) {
		char key[2 * ID];
		struct str n = str_trim(o->value[FIELD_NODE]), length = str_trim(o->value[FIELD_NODE_LENGTH]);
		snprintf(key, sizeof key, "%.*s/%.*s", n.n < ID ? (int)n.n : ID, n.p,
		         length.n < ID / 2 ? (int)length.n : ID / 2, length.p);
		e->node = kept_text(c, str_of(key));
	}
}

static bool take_element(struct cm *c, const struct cm_object *o)
{
	bool again = is_again(c, o);
	struct str dn = again ? cm_parent_of(c, o->dn) : o->dn;
	struct cm_element *e = get(c, dn);
	if (e == NULL)
		return false;
	fill(c, e, o);
	if (e->class != NULL || again)
		return true;
	e->class = o->class;
	e->row = o->at.row;
	if (o->class->kind == CLASS_MANAGED)
		return true;
	struct str box = around(c, dn, CLASS_MANAGED), function = around(c, dn, CLASS_FUNCTION);
	if (box.n > 0 && (e->box = get(c, box)) != NULL)
		e->box->functions++;
	if (function.n > 0)
		e->around = get(c, function);
	return c->e->code == PT_OK;
}

static bool take_cell(struct cm *c, const struct cm_object *o)
{
	struct str dn = around(c, o->dn, CLASS_FUNCTION);
	if (is_again(c, o))
		return true;
	if (dn.n == 0)
		dn = around(c, o->dn, CLASS_MANAGED);
	if (dn.n == 0) {
		c->job->skipped++; /* a cell of nobody */
		return true;
	}
	if (c->last == NULL || !str_is(dn, c->last->id))
		c->last = get(c, dn);
	if (c->last == NULL)
		return false;
	if (c->last->cell == NULL)
		c->last->cell = o->class;
	c->last->mixed |= strcmp(c->last->cell->technology, o->class->technology) != 0;
	c->last->cells++;
	return true;
}

void cm_cells(struct cm *c, struct str dn, uint64_t n)
{
	struct cm_element *e = get(c, dn);
	if (e != NULL)
		e->cells += n < UINT32_MAX - e->cells ? (uint32_t)n : UINT32_MAX - e->cells;
}

static uint64_t address(struct str s)
{
	char text[CM_TEXT];
	s = str_trim(s);
	if (s.n == 0 || s.n > sizeof text)
		return 0;
	for (size_t i = 0; i < s.n; i++)
		text[i] = s.p[i] >= 'A' && s.p[i] <= 'Z' ? (char)(s.p[i] | 0x20) : s.p[i];
	return str_hash((struct str){ text, s.n }) | 1;
}

static bool take_end(struct cm *c, const struct cm_object *o)
{
	struct str function = around(c, o->dn, CLASS_FUNCTION);
	if (function.n == 0 || classes_interface(o->class->is) == NULL || c->ends == CM_ENDS) {
		c->job->skipped++;
		return true;
	}
	struct cm_end x = { get(c, function), o->class->is, NULL, address(o->value[FIELD_LOCAL]),
		            address(o->value[FIELD_REMOTE]) };
	struct str far = str_trim(o->value[FIELD_FAR]);
	if (x.at == NULL)
		return false;
	if (far.n > 0)
		x.far = arena_strn(c->a, far.p, far.n);
	*PUSH(c->a, c->end, c->ends, c->end_cap) = x;
	return true;
}

bool cm_take(struct cm *c, const struct cm_object *o)
{
	switch (o->class->kind) {
	case CLASS_MANAGED:
	case CLASS_FUNCTION: return take_element(c, o);
	case CLASS_CELL: return take_cell(c, o);
	case CLASS_ENDPOINT:
	case CLASS_LINK: return take_end(c, o);
	}
	return true;
}
