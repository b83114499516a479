/* SPDX-License-Identifier: Apache-2.0
 *
 * netbox.c - sites, devices and cables of NetBox as JSON (docs/importers/netbox.md)
 *
 * Lists of the interface have what an object refers to inside of it; dumps ("model", "pk", "fields") have
 * its number, and in any order.  So the document is read several times, as a stream: names by number, sites,
 * devices, cables.  Of a dump are kept: 20 octets and the name for what devices refer to and for each device;
 * 20 octets for each port; 40 for each cable (of tables that double: up to twice that).
 */
#include <string.h>

#include "base/jsons.h"
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

struct netbox {
	struct inventory_json x;
	enum pass pass;
	struct seen numbers; /* key of "device", 17 -> number of its name, from 1 on */
	struct seen refers;  /* key of a port or device type -> key of its device or maker, in two halves */
	const char **name;
	size_t n, cap;
	bool there[PASSES];  /* whether a pass has anything to do */
	struct seen side[2]; /* cable -> number of the name of the device at its end A, B */
	struct str dump;     /* model of the object at hand, empty = of a list */
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

/* Never 0, and its upper half neither, so that it can be kept in two halves of a slot. */
static uint64_t key_of(const char *what, struct str number)
{
	struct str part[2] = { str_of(what), number };
	return seen_hash(part, 2) | (UINT64_C(1) << 32);
}

static struct str name_at(const struct netbox *b, uint32_t at)
{
	return at > 0 && at <= b->n ? str_of(b->name[at - 1]) : STR("");
}

static uint32_t number_of(const struct netbox *b, const char *what, struct str number)
{
	return number.n > 0 ? seen_get(&b->numbers, key_of(what, number)) : 0;
}

/* What the port or type of this number refers to, or 0. */
static uint32_t referred(const struct netbox *b, const char *what, struct str number)
{
	const struct seen_slot *at = number.n > 0 ? seen_find(&b->refers, key_of(what, number)) : NULL;
	return at ? seen_get(&b->numbers, (uint64_t)at->row << 32 | at->what) : 0;
}

/* The name of what a field refers to; of a text that is no number, itself. */
static struct str name_of(const struct netbox *b, const char *what, enum field field)
{
	const struct value *v = &b->f[field];
	if (v->name.n > 0 || b->dump.n == 0)
		return v->name.n > 0 ? v->name : v->text;
	return name_at(b, number_of(b, what, v->text));
}

/* Devices need no name in NetBox. */
static struct str device_id(struct netbox *b, struct str name, struct str number)
{
	if (name.n > 0 || number.n == 0)
		return name;
	return str_of(arena_fmt(&b->x.v.scratch, "device-%.*s", number.n < 40 ? (int)number.n : 40, number.p));
}

static void refer(struct netbox *b, const char *what, const char *to, struct str number)
{
	uint64_t key = key_of(to, number);
	if (number.n > 0)
		seen_note(&b->refers, key_of(what, b->f[F_ID].text), key >> 32, (uint32_t)key);
}

/* A second one of a number is told when it is an element. */
static void note_name(struct netbox *b)
{
	static const char *const named[] = { "site", "region", "devicerole", "devicetype", "manufacturer", "platform",
		                             "device", "tenant" };
	struct str model = b->dump, name = b->f[F_NAME].text, number = b->f[F_ID].text, app;
	struct arena *a = b->x.job->a;
	if (number.n == 0 || !str_cut(&model, '.', &app) || !(str_is(app, "dcim") || str_is(app, "tenancy")))
		return;
	for (size_t i = 0; i < COUNT(named); i++) {
		if (!str_is(model, named[i]))
			continue;
		if (str_is(model, "devicetype")) {
			name = b->f[F_MODEL].text;
			refer(b, "devicetype", "manufacturer", b->f[F_MANUFACTURER].text);
		} else if (str_is(model, "device")) {
			name = device_id(b, name, number);
		}
		if (seen_add(&b->numbers, key_of(named[i], number), b->n + 1) == 0)
			*PUSH(a, b->name, b->n, b->cap) = arena_strn(a, name.p, name.n);
		return;
	}
	if (str_is(model, "interface"))
		refer(b, "interface", "device", b->f[F_DEVICE].text);
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

static bool put_device(struct netbox *b)
{
	struct inventory_json *x = &b->x;
	const struct value *type = &b->f[F_DEVICE_TYPE], *status = &b->f[F_STATUS];
	bool dump = b->dump.n > 0;
	struct str maker = dump ? name_at(b, referred(b, "devicetype", type->text)) : type->maker;
	struct str role = name_of(b, "devicerole", b->f[F_ROLE].there ? F_ROLE : F_DEVICE_ROLE);
	x->cell[I_ELEMENT] = device_id(b, b->f[F_NAME].text, b->f[F_ID].text);
	x->cell[I_SITE_ID] = name_of(b, "site", F_SITE);
	x->cell[I_OPERATOR] = name_of(b, "tenant", F_TENANT);
	x->cell[I_VENDOR] = maker;
	x->cell[I_PRODUCT] = dump ? name_of(b, "devicetype", F_DEVICE_TYPE) : type->model;
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

/* One end of a cable in a dump; the cable is there when both ends are. */
static bool put_termination(struct netbox *b)
{
	struct inventory_json *x = &b->x;
	uint32_t device = number_of(b, "device", b->f[F_CACHED_DEVICE].text);
	if (device == 0)
		device = referred(b, "interface", b->f[F_TERMINATION_ID].text);
	struct str cable = b->f[F_CABLE].text;
	bool second = str_is(b->f[F_CABLE_END].text, "B");
	uint64_t key = key_of("cable", cable);
	/* it ends at a circuit or a power feed, or is a further end on the same side */
	if (device == 0 || cable.n == 0 || seen_add(&b->side[second], key, device) != 0) {
		x->job->skipped++;
		return true;
	}
	struct str here = name_at(b, device), there = name_at(b, seen_get(&b->side[!second], key));
	if (there.n == 0 || str_same(here, there))
		return true;
	return inventory_relate(&x->v, INVENTORY_LINK, second ? there : here, second ? here : there, &x->at);
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

/* Whether it is {"count": 2, "results": [...]}. */
static bool has_results(struct import_job *job, struct pt_err *e)
{
	struct arena scratch = *job->a;
	struct pt_err own = { 0 }; /* a fault is found again, and told, by who reads it */
	struct jsons *s = NEW(&scratch, struct jsons, 1);
	struct str key;
	bool found = false;
	if (!import_rewind(job, e))
		return false;
	jsons_open(s, &scratch, job->source, &own);
	if (jsons_peek(s) == JSON_OBJECT && jsons_object(s))
		while (!found && jsons_key(s, &key)) {
			found = str_is(key, "results") && jsons_peek(s) == JSON_ARRAY;
			if (!found)
				jsons_skip(s);
		}
	return found;
}

static bool netbox_sniff(struct str head, const char *name)
{
	(void)name;
	bool dump = import_has(head, "\"pk\"") && import_has(head, "\"fields\"");
	return import_is_json(head) &&
	       (import_has(head, "\"dcim.") ||
	        (dump && (import_has(head, "\"tenancy.") || import_has(head, "\"ipam.") ||
	                  import_has(head, "\"circuits.") || import_has(head, "\"extras."))) ||
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
	b->numbers = b->refers = b->side[0] = b->side[1] = seen_in(job->a);
	if (!import_repeatable(job, e))
		return false;
	b->x.list = has_results(job, e) ? "results" : NULL;
	for (int pass = NAMES; pass < PASSES; pass++) {
		b->pass = (enum pass)pass;
		b->x.again = pass != NAMES;
		if (pass != NAMES && !b->there[pass])
			continue;
		if (!import_rewind(job, e) || !inventory_json_each(&b->x, one, e))
			return false;
	}
	return inventory_json_end(&b->x, e);
}

const struct importer importer_netbox = {
	.kind = "netbox",
	.what = "NetBox: lists of sites, devices, cables, or a dump of its database, JSON",
	.example = "petrin import devices.json",
	.shape = IMPORT_STREAM,
	.maps = true,
	.sniff = netbox_sniff,
	.run = netbox_run,
};
