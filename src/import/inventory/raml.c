/* SPDX-License-Identifier: Apache-2.0
 *
 * raml.c - configuration dumps as cmData: a flat list of managedObject with distName, streamed
 *
 * The class is written PACKAGE:CLASS; a package named like a domain backwards (com.MAKER...) tells whose
 * systems wrote it, which then holds for all of the file.
 */
#include <stdio.h>
#include <string.h>

#include "base/xml.h"
#include "import/inventory/cm.h"

enum { STORE = 4 * CM_TEXT, NOTE = 200 };

struct raml {
	struct xml x;
	struct cm cm;
	char store[STORE], dn[CM_TEXT], note[NOTE], maker[64], version[64];
	size_t used;
	struct cm_object o;
	bool any;
};

/* com.MAKER.more */
static void maker_of(struct raml *r, struct str package)
{
	struct str rest = package, part;
	if (r->maker[0] != '\0' || !str_cut(&rest, '.', &part) || !str_is(part, "com") ||
	    !str_cut(&rest, '.', &part) || part.n == 0 || part.n >= sizeof r->maker)
		return;
	memcpy(r->maker, part.p, part.n);
	snprintf(r->note, sizeof r->note, "classes of the package \"%.*s\" are in the file",
	         package.n < 100 ? (int)package.n : 100, package.p);
}

static void parameter(struct raml *r)
{
	struct str name = xml_attribute(&r->x, "name");
	int field = name.n > 0 ? classes_field(name) : -1;
	char text[CM_TEXT];
	if (field < 0) {
		xml_skip(&r->x);
		return;
	}
	size_t n = xml_text(&r->x, text, sizeof text);
	if (n > sizeof text || n > STORE - r->used) {
		import_reject(r->cm.job, &r->o.at, "a parameter is longer than 1000 octets: left out");
		return;
	}
	if (r->o.value[field].n > 0)
		return;
	memcpy(r->store + r->used, text, n);
	r->o.value[field] = (struct str){ r->store + r->used, n };
	r->used += n;
}

static const struct network_class *unnamed(struct raml *r, struct str dn)
{
	struct pt_at at = xml_at(&r->x);
	import_reject(r->cm.job, &at, dn.n == 0 ? "a managedObject without a distName"
	                                        : "a distName is longer than 1000 octets");
	return NULL;
}

/* What the object is, or NULL when it is passed over: nothing of ours, or deleted. */
static const struct network_class *object_class(struct raml *r)
{
	struct str class = xml_attribute(&r->x, "class"), dn = xml_attribute(&r->x, "distName");
	const char *colon = class.n > 0 ? memrchr(class.p, ':', class.n) : NULL;
	if (colon != NULL) {
		maker_of(r, (struct str){ class.p, (size_t)(colon - class.p) });
		class = (struct str){ colon + 1, class.n - (size_t)(colon + 1 - class.p) };
	}
	const struct network_class *found = classes_find(class);
	if (found == NULL)
		cm_unmapped(&r->cm, class, 1, xml_at(&r->x).row);
	else if (str_is(xml_attribute(&r->x, "operation"), "delete"))
		r->cm.job->skipped++; /* is to go */
	else if (dn.n > 0 && dn.n <= CM_TEXT)
		return found;
	else
		return unnamed(r, dn);
	return NULL;
}

static bool object(struct raml *r)
{
	unsigned depth = r->x.depth;
	const struct network_class *class = object_class(r);
	r->any = true;
	if (class == NULL) {
		xml_skip(&r->x);
		return true;
	}
	struct str dn = xml_attribute(&r->x, "distName"), version = xml_attribute(&r->x, "version");
	memcpy(r->dn, dn.p, dn.n);
	r->o = (struct cm_object){ .class = class, .dn = { r->dn, dn.n }, .at = xml_at(&r->x) };
	r->used = 0;
	if (version.n > 0 && version.n < sizeof r->version) {
		memcpy(r->version, version.p, version.n);
		r->o.value[FIELD_VERSION] = (struct str){ r->version, version.n };
	}
	for (enum xml_event ev = xml_next(&r->x); ev != XML_NONE; ev = xml_next(&r->x)) {
		if (ev == XML_END && r->x.depth == depth)
			break;
		if (ev == XML_START && class->kind != CLASS_CELL && str_is(r->x.name, "p"))
			parameter(r);
		else if (ev == XML_START)
			xml_skip(&r->x);
	}
	return r->x.failed || cm_take(&r->cm, &r->o);
}

static bool element(struct raml *r)
{
	struct xml *x = &r->x;
	if (x->depth == 1)
		return str_is(x->name, "raml") || xml_fail(x, PT_INVALID, "is XML, but not raml");
	if (str_is(x->name, "log")) {
		cm_dated(&r->cm, xml_attribute(x, "dateTime"));
		xml_skip(x);
	} else if (str_is(x->name, "managedObject")) {
		return object(r);
	} else if (!str_is(x->name, "cmData") && !str_is(x->name, "header")) {
		xml_skip(x);
	}
	return true;
}

static bool objects(struct raml *r)
{
	struct import_job *job = r->cm.job;
	uint64_t told = 0;
	for (enum xml_event ev = xml_next(&r->x); ev != XML_NONE; ev = xml_next(&r->x)) {
		if (ev == XML_START && !element(r))
			return false;
		if (job->out.progress && r->x.source.total - told >= 4 << 20) {
			told = r->x.source.total;
			job->out.progress(job->out.ctx, told);
		}
	}
	return r->cm.e->code == PT_OK;
}

static bool raml_sniff(struct str head, const char *name)
{
	(void)name;
	return import_has(head, "<raml") && import_has(head, "cmData");
}

static bool raml_run(struct import_job *job, struct pt_err *e)
{
	struct pt_err own = { 0 };
	struct raml *r = NEW(job->a, struct raml, 1);
	e = e ? e : &own;
	cm_begin(&r->cm, job, "inventory-raml", "Configuration data file of a network (raml, cmData)", e);
	r->cm.name_sep = '-';
	r->cm.rdn_sep = '/';
	if (!xml_open(&r->x, job->a, job->source, e) || !objects(r))
		return false;
	if (!r->any)
		return pt_fail(e, PT_INVALID, "has no managedObject");
	r->cm.maker = r->maker;
	r->cm.maker_note = r->note;
	return cm_emit(&r->cm);
}

const struct importer importer_raml = {
	.kind = "raml", .what = "configuration of a network as managedObject and distName, raml 2 XML",
	.example = "petrin import dump.xml", .shape = IMPORT_STREAM, .sniff = raml_sniff, .run = raml_run,
};
