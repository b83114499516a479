/* SPDX-License-Identifier: Apache-2.0
 *
 * tmf639.c - resources of a TM Forum Resource Inventory, TMF639 v4 and v5 (docs/importers/tmf639.md)
 *
 * One resource is one element.  What it does, where it is and who made it stands in different places with
 * different implementers; the tables here say where this looks, in which order.
 */
#include <string.h>

#include "import/inventory/inventory_json.h"

enum { PLACE_DEPTH = 4 };

static const struct {
	const char *name; /* small letters and digits of the characteristic */
	int column;
} characteristics[] = {
	{ "latitude", I_LAT }, { "lat", I_LAT }, { "longitude", I_LON }, { "lon", I_LON }, { "long", I_LON },
	{ "swversion", I_SOFTWARE }, { "softwareversion", I_SOFTWARE }, { "hwversion", I_HARDWARE },
	{ "hardwareversion", I_HARDWARE }, { "hwrevision", I_HARDWARE }, { "vendor", I_VENDOR },
	{ "vendorname", I_VENDOR }, { "manufacturer", I_VENDOR }, { "model", I_PRODUCT }, { "product", I_PRODUCT },
	{ "function", I_FUNCTION }, { "networkfunction", I_FUNCTION }, { "nftype", I_FUNCTION },
	{ "technology", I_TECHNOLOGY }, { "rat", I_TECHNOLOGY }, { "cells", I_CELLS }, { "numberofcells", I_CELLS },
	{ "region", I_REGION }, { "country", I_COUNTRY }, { "area", I_AREA }, { "cluster", I_CLUSTER },
	{ "supportend", I_SUPPORT_END }, { "endofsupport", I_SUPPORT_END }, { "bookvalue", I_BOOK_VALUE },
	{ "currency", I_CURRENCY }, { "subscribers", I_SUBSCRIBERS }, { "serialnumber", I_SERIAL },
	{ "madein", I_MADE_IN }, { "countryoforigin", I_MADE_IN }, { "managedby", I_MANAGED_BY },
	{ "operator", I_OPERATOR },
};

/* Of several parties the one of the rank nearest to 1 counts. */
static const struct {
	const char *role;
	int column;
	unsigned rank;
} roles[] = {
	{ "manufacturer", I_VENDOR, 1 }, { "vendor", I_VENDOR, 2 }, { "supplier", I_VENDOR, 3 },
	{ "operator", I_OPERATOR, 1 }, { "owner", I_OPERATOR, 2 }, { "managedserviceprovider", I_MANAGED_BY, 1 },
	{ "maintainer", I_MANAGED_BY, 2 },
};

static const struct {
	const char *type;
	enum inventory_relation how;
	bool reversed; /* the other one stands on this one */
} relations[] = {
	{ "dependson", INVENTORY_DEPENDS, false }, { "requires", INVENTORY_DEPENDS, false },
	{ "relieson", INVENTORY_DEPENDS, false }, { "reliedon", INVENTORY_DEPENDS, true },
	{ "hostedon", INVENTORY_DEPENDS, false }, { "ishostedon", INVENTORY_DEPENDS, false },
	{ "hosts", INVENTORY_DEPENDS, true }, { "contains", INVENTORY_INSIDE, true },
	{ "containedin", INVENTORY_INSIDE, false }, { "iscontainedin", INVENTORY_INSIDE, false },
	{ "partof", INVENTORY_INSIDE, false }, { "ispartof", INVENTORY_INSIDE, false },
	{ "connectedto", INVENTORY_LINK, false }, { "isconnectedto", INVENTORY_LINK, false },
	{ "connectsto", INVENTORY_LINK, false },
};

struct relation {
	size_t type; /* place in relations[] */
	struct str to;
};

struct resource {
	struct inventory_json *x;
	struct json *j;
	struct str id, category, spec, type, function, end, status[3];
	unsigned rank[INVENTORY_COLUMNS];
	struct relation *relation;
	size_t relations, cap;
	uint64_t passed_over; /* relations of other types */
};

/* Whether a text is a word of ours, but for capitals and what is no letter or digit. */
static bool is_word(struct str s, const char *word)
{
	size_t n = 0;
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		if ((c < 'a' || c > 'z') && (c < '0' || c > '9'))
			continue;
		if (word[n] != c)
			return false;
		n++;
	}
	return n > 0 && word[n] == '\0';
}

static struct str last_part(struct str href)
{
	for (size_t i = href.n; i > 0; i--)
		if (href.p[i - 1] == '/')
			return (struct str){ href.p + i, href.n - i };
	return href;
}

/* An id, or what an address ends with. */
static void read_reference(struct json *j, struct str *id, struct str *name)
{
	struct str key, href = STR("");
	if (json_peek(j) != JSON_OBJECT) {
		json_skip(j);
		return;
	}
	json_object(j);
	while (json_key(j, &key)) {
		if (str_is(key, "id"))
			*id = inventory_json_text(j);
		else if (str_is(key, "href"))
			href = json_text_or(j);
		else if (str_is(key, "name"))
			*name = json_text_or(j);
		else
			json_skip(j);
	}
	if (id->n == 0)
		*id = last_part(href);
}

static void read_coordinates(struct resource *r)
{
	int n = 0;
	if (json_peek(r->j) != JSON_ARRAY) {
		json_skip(r->j);
		return;
	}
	json_array(r->j);
	while (json_more(r->j)) {
		struct str s = inventory_json_text(r->j);
		if (n < 2) /* GeoJSON: longitude first */
			r->x->cell[n == 0 ? I_LON : I_LAT] = s;
		n++;
	}
}

/* A place, or the place that it refers to (v5), or its geometry. */
static void read_place(struct resource *r, unsigned depth)
{
	struct str key, *cell = r->x->cell;
	if (depth == PLACE_DEPTH || json_peek(r->j) != JSON_OBJECT) {
		json_skip(r->j);
		return;
	}
	json_object(r->j);
	while (json_key(r->j, &key)) {
		if (str_is(key, "id"))
			cell[I_SITE_ID] = inventory_json_text(r->j);
		else if (str_is(key, "name"))
			cell[I_SITE_NAME] = json_text_or(r->j);
		else if (str_is(key, "latitude"))
			cell[I_LAT] = inventory_json_text(r->j);
		else if (str_is(key, "longitude"))
			cell[I_LON] = inventory_json_text(r->j);
		else if (str_is(key, "coordinates"))
			read_coordinates(r);
		else if (str_is(key, "place") || str_is(key, "geometry") || str_is(key, "geoJson"))
			read_place(r, depth + 1);
		else
			json_skip(r->j);
	}
}

/* v5 puts who it is one level deeper than v4. */
static void read_party(struct resource *r)
{
	struct str key, role = STR(""), name = STR(""), id = STR("");
	if (json_peek(r->j) != JSON_OBJECT) {
		json_skip(r->j);
		return;
	}
	json_object(r->j);
	while (json_key(r->j, &key)) {
		if (str_is(key, "role"))
			role = json_text_or(r->j);
		else if (str_is(key, "name"))
			name = json_text_or(r->j);
		else if (str_is(key, "id"))
			id = inventory_json_text(r->j);
		else if (str_is(key, "partyOrPartyRole"))
			read_reference(r->j, &id, &name);
		else
			json_skip(r->j);
	}
	name = name.n > 0 ? name : id;
	for (size_t i = 0; i < COUNT(roles); i++) {
		int k = roles[i].column;
		if (name.n > 0 && is_word(role, roles[i].role) && (r->rank[k] == 0 || roles[i].rank < r->rank[k])) {
			r->rank[k] = roles[i].rank;
			r->x->cell[k] = name;
		}
	}
}

static void read_characteristic(struct resource *r)
{
	struct str key, name = STR(""), value = STR("");
	if (json_peek(r->j) != JSON_OBJECT) {
		json_skip(r->j);
		return;
	}
	json_object(r->j);
	while (json_key(r->j, &key)) {
		if (str_is(key, "name"))
			name = json_text_or(r->j);
		else if (str_is(key, "value"))
			value = inventory_json_text(r->j);
		else
			json_skip(r->j);
	}
	for (size_t i = 0; i < COUNT(characteristics) && value.n > 0; i++) {
		int k = characteristics[i].column;
		if (!is_word(name, characteristics[i].name))
			continue;
		if (k == I_FUNCTION)
			r->function = value;
		else if (r->rank[k] == 0) /* a party counts more */
			r->x->cell[k] = value;
	}
}

static void read_relationship(struct resource *r)
{
	struct str key, type = STR(""), to = STR(""), name = STR("");
	size_t i = 0;
	if (json_peek(r->j) != JSON_OBJECT) {
		json_skip(r->j);
		return;
	}
	json_object(r->j);
	while (json_key(r->j, &key)) {
		if (str_is(key, "relationshipType"))
			type = json_text_or(r->j);
		else if (str_is(key, "resource") || str_is(key, "resourceRef"))
			read_reference(r->j, &to, &name);
		else
			json_skip(r->j);
	}
	while (i < COUNT(relations) && !is_word(type, relations[i].type))
		i++;
	if (i == COUNT(relations) || to.n == 0)
		r->passed_over++;
	else
		*PUSH(&r->x->v.scratch, r->relation, r->relations, r->cap) = (struct relation){ i, to };
}

/* Each object of an array, or the object itself where a version has only one. */
static void each(struct resource *r, void (*read)(struct resource *r))
{
	if (json_peek(r->j) != JSON_ARRAY) {
		read(r);
		return;
	}
	json_array(r->j);
	while (json_more(r->j))
		read(r);
}

static void read_places(struct resource *r)
{
	read_place(r, 0);
}

static void read_specification(struct resource *r)
{
	struct str id = STR("");
	read_reference(r->j, &id, &r->spec);
	r->spec = r->spec.n > 0 ? r->spec : id;
}

static const struct {
	const char *key;
	void (*read)(struct resource *r);
} parts[] = {
	{ "place", read_places }, { "relatedParty", read_party }, { "resourceCharacteristic", read_characteristic },
	{ "resourceRelationship", read_relationship }, { "resourceSpecification", read_specification },
};

static void read_member(struct resource *r, struct str key)
{
	static const struct {
		const char *key;
		size_t at;
	} text[] = {
		{ "category", offsetof(struct resource, category) }, { "@type", offsetof(struct resource, type) },
		{ "endOperatingDate", offsetof(struct resource, end) },
		{ "resourceStatus", offsetof(struct resource, status[0]) },
		{ "operationalState", offsetof(struct resource, status[1]) },
		{ "administrativeState", offsetof(struct resource, status[2]) },
	};
	static const struct {
		const char *key;
		int column;
	} cell[] = {
		{ "serialNumber", I_SERIAL }, { "resourceVersion", I_SOFTWARE }, { "versionNumber", I_HARDWARE },
		{ "startOperatingDate", I_INSTALLED },
	};
	for (size_t i = 0; i < COUNT(parts); i++)
		if (str_is(key, parts[i].key)) {
			each(r, parts[i].read);
			return;
		}
	for (size_t i = 0; i < COUNT(text); i++)
		if (str_is(key, text[i].key)) {
			*(struct str *)((char *)r + text[i].at) = inventory_json_text(r->j);
			return;
		}
	for (size_t i = 0; i < COUNT(cell); i++)
		if (str_is(key, cell[i].key)) {
			struct str s = inventory_json_text(r->j);
			if (r->x->cell[cell[i].column].n == 0) /* a characteristic says it more exactly */
				r->x->cell[cell[i].column] = s;
			return;
		}
	json_skip(r->j);
}

/* --- the element --- */

static void function_of(struct resource *r)
{
	struct str said[] = { r->function, r->category, r->spec, r->type };
	struct str words = STR("");
	for (size_t i = 0; i < COUNT(said); i++) {
		if (said[i].n > 0 && (words.n == 0 || inventory_function(words)[0] == '\0') &&
		    (words.n == 0 || inventory_function(said[i])[0] != '\0'))
			words = said[i];
	}
	inventory_json_function(r->x, words);
}

static void complete(struct resource *r)
{
	struct str *c = r->x->cell;
	c[I_ELEMENT] = r->id;
	if (c[I_PRODUCT].n == 0)
		c[I_PRODUCT] = r->spec;
	for (size_t i = 0; i < COUNT(r->status) && c[I_STATUS].n == 0; i++)
		c[I_STATUS] = r->status[i];
	inventory_json_note(r->x, "in operation until", r->end);
	for (int k = I_INSTALLED; k <= I_SUPPORT_END; k++)
		if (c[k].n > 10)
			c[k] = register_date(c[k]);
	if (c[I_SITE_ID].n == 0 && c[I_SITE_NAME].n > 0)
		c[I_SITE_ID] = c[I_SITE_NAME];
	if (c[I_SITE_ID].n == 0 && c[I_LAT].n > 0 && r->id.n <= 190) /* it stands somewhere */
		c[I_SITE_ID] = str_of(arena_fmt(&r->x->v.scratch, "%.*s/site", (int)r->id.n, r->id.p));
	function_of(r);
}

static bool put_relations(struct resource *r)
{
	for (size_t i = 0; i < r->relations; i++) {
		size_t t = r->relation[i].type;
		struct str a = r->id, b = r->relation[i].to;
		if (!inventory_relate(&r->x->v, relations[t].how, relations[t].reversed ? b : a,
		                      relations[t].reversed ? a : b, &r->x->at))
			return false;
	}
	return true;
}

static bool one(struct inventory_json *x)
{
	struct resource r = { .x = x, .j = &x->j };
	struct str key, href = STR(""), name = STR("");
	memset(x->cell, 0, sizeof x->cell);
	json_object(r.j);
	while (json_key(r.j, &key)) {
		if (str_is(key, "id"))
			r.id = inventory_json_text(r.j);
		else if (str_is(key, "href"))
			href = json_text_or(r.j);
		else if (str_is(key, "name"))
			name = json_text_or(r.j);
		else
			read_member(&r, key);
	}
	if (!json_ok(r.j))
		return true;
	r.id = r.id.n > 0 ? r.id : last_part(href);
	if (r.id.n == 0) {
		import_reject(x->job, &x->at, "is a resource without id");
		return true;
	}
	if (name.n != r.id.n || memcmp(name.p, r.id.p, name.n) != 0)
		inventory_json_note(x, "named", name);
	complete(&r);
	x->job->skipped += r.passed_over;
	uint64_t before = x->job->rejected;
	return inventory_json_put(x) && (x->job->rejected > before || put_relations(&r));
}

static bool tmf639_sniff(struct str head, const char *name)
{
	static const char *const keys[] = { "\"resourceCharacteristic\"", "\"resourceSpecification\"",
		                            "\"resourceRelationship\"", "\"resourceStatus\"" };
	bool any = false;
	(void)name;
	for (size_t i = 0; i < COUNT(keys); i++)
		any |= import_has(head, keys[i]);
	return any && import_is_json(head);
}

static bool tmf639_run(struct import_job *job, struct pt_err *e)
{
	static const struct register_source source = {
		.id = "tmf639-import", .title = "Resource inventory (TMF639) without stated source",
		.redistributable = "no", .reliability = "F", .certainty = "unverified",
	};
	struct pt_err own = { 0 };
	struct inventory_json *x = NEW(job->a, struct inventory_json, 1);
	e = e ? e : &own;
	return inventory_json_begin(x, job, &source, e) && inventory_json_each(x, one, e) &&
	       inventory_json_end(x, e);
}

const struct importer importer_tmf639 = {
	.kind = "tmf639",
	.what = "TM Forum resource inventory TMF639 v4 and v5, JSON or JSON lines",
	.example = "petrin import resources.json",
	.shape = IMPORT_STREAM,
	.maps = true,
	.restates = true,
	.sniff = tmf639_sniff,
	.run = tmf639_run,
};
