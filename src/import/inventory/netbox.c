/* SPDX-License-Identifier: Apache-2.0
 *
 * netbox.c - sites, devices and cables of NetBox as JSON (docs/importers/netbox.md)
 *
 * Lists of the interface have what an object refers to inside of it; dumps ("model", "pk", "fields") have
 * its number, and in any order.  So the document is gone through four times: names by number, sites,
 * devices, cables.
 */
#include <string.h>

#include "import/inventory/inventory_json.h"

enum pass { NAMES, SITES, DEVICES, CABLES, PASSES };

enum field {
	F_ID, F_NAME, F_MODEL, F_DEVICE_TYPE, F_ROLE, F_DEVICE_ROLE, F_PLATFORM, F_SITE, F_SERIAL, F_STATUS,
	F_TENANT, F_LATITUDE, F_LONGITUDE, F_REGION, F_MANUFACTURER, F_DEVICE, F_CABLE, F_CABLE_END,
	F_TERMINATION_ID, F_CACHED_DEVICE, F_A, F_B, F_OLD_A, F_OLD_B, FIELDS
};

static const char *const field_name[FIELDS] = {
	"id", "name", "model", "device_type", "role", "device_role", "platform", "site", "serial", "status",
	"tenant", "latitude", "longitude", "region", "manufacturer", "device", "cable", "cable_end",
	"termination_id", "_device", "a_terminations", "b_terminations", "termination_a", "termination_b",
};

/* A scalar, or what an object that is referred to says of itself. */
struct value {
	struct str text, id, name, model, maker, device, device_id;
	bool there;
};

struct named { /* an object of a dump */
	const char *name, *refers; /* number of its maker or device */
};

struct ends {
	const char *a, *b;
};

struct netbox {
	struct inventory_json x;
	enum pass pass;
	struct map numbers; /* "device:17" -> index */
	struct named *named;
	size_t n, cap;
	bool there[PASSES]; /* whether a pass has anything to do */
	struct map cables;
	struct ends *ends;
	size_t cable_n, cable_cap;
	struct str dump;    /* model of the object at hand, empty = of a list */
	struct value f[FIELDS];
};

/* --- reading --- */

static void read_value(struct json *j, struct value *v, unsigned depth);

static void read_object(struct json *j, struct value *v, unsigned depth)
{
	struct str key;
	json_object(j);
	while (json_key(j, &key)) {
		struct value in = { .there = true };
		if (depth == 4) {
			json_skip(j);
			continue;
		}
		read_value(j, &in, depth + 1);
		if (str_is(key, "id"))
			v->id = in.text;
		else if (str_is(key, "name"))
			v->name = in.text;
		else if (str_is(key, "value"))
			v->text = in.text;
		else if (str_is(key, "model"))
			v->model = in.text;
		else if (str_is(key, "manufacturer"))
			v->maker = in.name;
		else if (str_is(key, "device"))
			v->device = in.name, v->device_id = in.id;
		else if (str_is(key, "object") && in.there)
			v->device = in.device, v->device_id = in.device_id;
	}
}

/* Of an array the first counts: cables with several ends on one side are rare. */
static void read_value(struct json *j, struct value *v, unsigned depth)
{
	bool first = true;
	v->there = true;
	switch (json_peek(j)) {
	case JSON_STRING: v->text = json_text(j); return;
	case JSON_NUMBER: v->text = json_number_text(j); return;
	case JSON_OBJECT: read_object(j, v, depth); return;
	case JSON_ARRAY: break;
	case JSON_NONE:
	case JSON_TRUE:
	case JSON_FALSE:
	case JSON_NULL: json_skip(j); return;
	}
	json_array(j);
	for (; json_more(j); first = false) {
		if (first && depth < 4)
			read_value(j, v, depth + 1);
		else
			json_skip(j);
	}
}

/* Those of a dump are one level deeper. */
static void read_fields(struct netbox *b, bool inside)
{
	struct json *j = &b->x.j;
	struct str key;
	json_object(j);
	while (json_key(j, &key)) {
		int at = -1;
		for (int i = 0; i < FIELDS && at < 0; i++)
			at = str_is(key, field_name[i]) ? i : -1;
		if (!inside && str_is(key, "fields") && json_peek(j) == JSON_OBJECT)
			read_fields(b, true);
		else if (!inside && str_is(key, "model"))
			b->dump = inventory_json_text(j);
		else if (str_is(key, "pk"))
			b->f[F_ID].text = inventory_json_text(j);
		else if (at >= 0 && at != F_ID)
			read_value(j, &b->f[at], 0);
		else if (at == F_ID && b->f[F_ID].text.n == 0)
			b->f[F_ID].text = inventory_json_text(j);
		else
			json_skip(j);
	}
}

/* --- names --- */

static struct str key_of(struct arena *a, const char *what, struct str number)
{
	return str_of(arena_fmt(a, "%s:%.*s", what, number.n < 40 ? (int)number.n : 40, number.p));
}

static const struct named *find(struct netbox *b, const char *what, struct str number)
{
	uint32_t at;
	struct str key = key_of(&b->x.v.scratch, what, number);
	return number.n > 0 && map_get(&b->numbers, key, &at) ? &b->named[at] : NULL;
}

/* The name of what a field refers to; of a text that is no number, itself. */
static struct str name_of(struct netbox *b, const char *what, enum field field)
{
	const struct value *v = &b->f[field];
	if (v->name.n > 0 || b->dump.n == 0)
		return v->name.n > 0 ? v->name : v->text;
	const struct named *n = find(b, what, v->text);
	return n ? str_of(n->name) : STR("");
}

static const char *copy(struct netbox *b, struct str s)
{
	return arena_strn(b->x.job->a, s.p, s.n);
}

static void note_name(struct netbox *b)
{
	struct str model = b->dump;
	if (!str_starts(model, "dcim.") && !str_starts(model, "tenancy."))
		return;
	const char *what = memchr(model.p, '.', model.n) ? copy(b, model) : "";
	what = strchr(what, '.') + 1;
	struct str name = b->f[strcmp(what, "devicetype") == 0 ? F_MODEL : F_NAME].text;
	struct str refers = b->f[strcmp(what, "devicetype") == 0 ? F_MANUFACTURER : F_DEVICE].text;
	if (b->f[F_ID].text.n == 0)
		return;
	if (!map_add(&b->numbers, key_of(b->x.job->a, what, b->f[F_ID].text), (uint32_t)b->n))
		return; /* the second one of a number is told when it is an element */
	*PUSH(b->x.job->a, b->named, b->n, b->cap) = (struct named){ copy(b, name), copy(b, refers) };
}

/* --- sites and devices --- */

static bool put_site(struct netbox *b)
{
	struct inventory_json *x = &b->x;
	x->cell[I_SITE_ID] = b->f[F_NAME].text;
	x->cell[I_OPERATOR] = name_of(b, "tenant", F_TENANT);
	x->cell[I_REGION] = name_of(b, "region", F_REGION);
	x->cell[I_LAT] = b->f[F_LATITUDE].text;
	x->cell[I_LON] = b->f[F_LONGITUDE].text;
	if (x->cell[I_SITE_ID].n > 0)
		return inventory_json_put(x);
	import_reject(x->job, &x->at, "is a site without a name");
	return true;
}

/* Devices need no name in NetBox. */
static struct str device_id(struct netbox *b, struct str name, struct str number)
{
	if (name.n > 0 || number.n == 0)
		return name;
	return str_of(arena_fmt(&b->x.v.scratch, "device-%.*s", number.n < 40 ? (int)number.n : 40, number.p));
}

static bool put_device(struct netbox *b)
{
	struct inventory_json *x = &b->x;
	const struct value *type = &b->f[F_DEVICE_TYPE], *status = &b->f[F_STATUS];
	const struct named *model = b->dump.n > 0 ? find(b, "devicetype", type->text) : NULL;
	const struct named *maker = model ? find(b, "manufacturer", str_of(model->refers)) : NULL;
	struct str role = name_of(b, "devicerole", b->f[F_ROLE].there ? F_ROLE : F_DEVICE_ROLE);
	x->cell[I_ELEMENT] = device_id(b, b->f[F_NAME].text, b->f[F_ID].text);
	x->cell[I_SITE_ID] = name_of(b, "site", F_SITE);
	x->cell[I_OPERATOR] = name_of(b, "tenant", F_TENANT);
	x->cell[I_VENDOR] = maker ? str_of(maker->name) : type->maker;
	x->cell[I_PRODUCT] = model ? str_of(model->name) : type->model;
	x->cell[I_SOFTWARE] = name_of(b, "platform", F_PLATFORM);
	x->cell[I_SERIAL] = b->f[F_SERIAL].text;
	x->cell[I_STATUS] = status->text;
	inventory_json_function(x, role);
	if (x->cell[I_ELEMENT].n > 0)
		return inventory_json_put(x);
	import_reject(x->job, &x->at, "is a device without name and number");
	return true;
}

/* --- cables --- */

static struct str end_of(struct netbox *b, enum field now, enum field before)
{
	const struct value *v = &b->f[b->f[now].there ? now : before];
	return device_id(b, v->device, v->device_id);
}

static struct str device_numbered(struct netbox *b, struct str number)
{
	const struct named *n = find(b, "device", number);
	return n ? device_id(b, str_of(n->name), number) : STR("");
}

/* One end of a cable in a dump; the cable is there when both ends are. */
static bool put_termination(struct netbox *b)
{
	struct inventory_json *x = &b->x;
	struct str device = device_numbered(b, b->f[F_CACHED_DEVICE].text);
	if (device.n == 0) {
		const struct named *port = find(b, "interface", b->f[F_TERMINATION_ID].text);
		device = port ? device_numbered(b, str_of(port->refers)) : device;
	}
	struct str cable = b->f[F_CABLE].text;
	uint32_t at = (uint32_t)b->cable_n;
	if (device.n == 0 || cable.n == 0) { /* ends at a circuit or a power feed */
		x->job->skipped++;
		return true;
	}
	if (!map_get(&b->cables, cable, &at)) {
		map_add(&b->cables, str_of(copy(b, cable)), at);
		*PUSH(x->job->a, b->ends, b->cable_n, b->cable_cap) = (struct ends){ NULL, NULL };
	}
	struct ends *ends = &b->ends[at];
	const char **end = str_is(b->f[F_CABLE_END].text, "B") ? &ends->b : &ends->a;
	if (*end != NULL) {
		x->job->skipped++; /* a further end on the same side */
		return true;
	}
	*end = copy(b, device);
	if (ends->a == NULL || ends->b == NULL || strcmp(ends->a, ends->b) == 0)
		return true;
	return inventory_relate(&x->v, INVENTORY_LINK, str_of(ends->a), str_of(ends->b), &x->at);
}

static bool put_cable(struct netbox *b)
{
	struct str a = end_of(b, F_A, F_OLD_A), c = end_of(b, F_B, F_OLD_B);
	if (a.n == 0 || c.n == 0 || (a.n == c.n && memcmp(a.p, c.p, a.n) == 0)) {
		b->x.job->skipped++; /* ends at a circuit, a power feed, or where it began */
		return true;
	}
	return inventory_relate(&b->x.v, INVENTORY_LINK, a, c, &b->x.at);
}

/* --- objects --- */

static bool one(struct inventory_json *x)
{
	struct netbox *b = (struct netbox *)(void *)x; /* its first member */
	memset(x->cell, 0, sizeof x->cell);
	memset(b->f, 0, sizeof b->f);
	b->dump = STR("");
	read_fields(b, false);
	if (!json_ok(&x->j))
		return true;
	bool dump = b->dump.n > 0;
	bool device = dump ? str_is(b->dump, "dcim.device") : b->f[F_DEVICE_TYPE].there;
	bool site = dump ? str_is(b->dump, "dcim.site") : !device && b->f[F_LATITUDE].there;
	bool cable = !dump && (b->f[F_A].there || b->f[F_OLD_A].there);
	switch (b->pass) {
	case NAMES:
		b->there[SITES] |= site, b->there[DEVICES] |= device;
		b->there[CABLES] |= cable || str_is(b->dump, "dcim.cabletermination");
		if (dump)
			note_name(b);
		return true;
	case SITES: return !site || put_site(b);
	case DEVICES: return !device || put_device(b);
	case CABLES:
		if (str_is(b->dump, "dcim.cabletermination"))
			return put_termination(b);
		return !cable || put_cable(b);
	case PASSES: break;
	}
	return true;
}

/* Of {"count": 2, "results": [...]} the list; of anything else all. */
static struct str objects(struct inventory_json *x, struct str text)
{
	struct arena scratch = x->v.scratch;
	struct pt_err e = { 0 };
	struct str key, list = text;
	struct json j;
	json_of(&j, &scratch, text, NULL, &e);
	if (json_peek(&j) != JSON_OBJECT)
		return text;
	json_object(&j);
	while (json_key(&j, &key)) {
		enum json_kind kind = json_peek(&j);
		size_t from = j.pos;
		json_skip(&j);
		if (str_is(key, "results") && kind == JSON_ARRAY && json_ok(&j))
			list = (struct str){ j.text.p + from, j.pos - from };
	}
	if (list.p != text.p) {
		struct pt_at at = { 0 };
		json_place(&j, (size_t)(list.p - j.text.p), &at);
		x->row = at.row, x->column = at.column;
	}
	return list;
}

static bool netbox_sniff(struct str head, const char *name)
{
	(void)name;
	return import_is_json(head) &&
	       (import_has(head, "\"dcim.") ||
	        (import_has(head, "\"device_type\"") && import_has(head, "\"site\"")) ||
	        (import_has(head, "\"latitude\"") && import_has(head, "\"slug\"")) ||
	        import_has(head, "\"a_terminations\"") || import_has(head, "\"termination_a\""));
}

static bool netbox_run(struct import_job *job, struct pt_err *e)
{
	static const struct register_source source = {
		.id = "netbox-import", .title = "NetBox without stated source", .redistributable = "no",
		.reliability = "F", .certainty = "unverified",
	};
	struct pt_err own = { 0 };
	struct netbox *b = NEW(job->a, struct netbox, 1);
	e = e ? e : &own;
	if (!inventory_json_begin(&b->x, job, &source, e))
		return false;
	b->x.v.sites_apart = true;
	b->numbers = map_in(job->a);
	b->cables = map_in(job->a);
	struct str list = objects(&b->x, job->text);
	for (int pass = NAMES; pass < PASSES; pass++) {
		b->pass = (enum pass)pass;
		b->x.again = pass != NAMES;
		if (pass != NAMES && !b->there[pass])
			continue;
		job->source = stream_memory(list);
		if (!inventory_json_each(&b->x, one, e))
			return false;
	}
	return inventory_json_end(&b->x, e);
}

const struct importer importer_netbox = {
	.kind = "netbox",
	.what = "NetBox: lists of sites, devices, cables, or a dump of its database, JSON",
	.example = "petrin import devices.json",
	.shape = IMPORT_DOCUMENT,
	.maps = true,
	.sniff = netbox_sniff,
	.run = netbox_run,
};
