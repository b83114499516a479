/* SPDX-License-Identifier: Apache-2.0
 *
 * bulkcm.c - configuration data files of 3GPP TS 32.615 and their makers' extensions, streamed
 *
 * An element with an id is an object; the path of ids is its name.  What stands in `attributes` are its
 * values.  A VsDataContainer is an object of the class that its vsDataType says, with its values one
 * level further down.  Attributes of cells, relations and all classes we do not know are passed over,
 * which is most of such a file.
 */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/xml.h"
#include "import/inventory/cm.h"

enum { DN = 4000, STORE = 4 * CM_TEXT, NOTE = 200 };

struct frame {
	unsigned depth;                    /* of its element */
	size_t dn;                         /* length of its name, without the prefix */
	const struct network_class *class; /* NULL = nothing of ours */
	bool container, told; /* told: its class means nothing here, and was counted */
	struct str value[CLASS_FIELDS];
	char store[STORE], format[NOTE];   /* texts of value; vsDataFormatVersion */
	size_t used;
	struct pt_at at;
};

struct bulk {
	struct xml x;
	struct cm cm;
	char dn[DN], prefix[CM_TEXT + 2], full[DN + CM_TEXT + 2];
	size_t prefix_n;
	struct frame frame[XML_DEPTH + 1]; /* [0] is the network as a whole */
	unsigned frames;                   /* index of the innermost */
	bool configured;
};

static bool is_name(struct str s, const char *name)
{
	return s.n == strlen(name) && strncasecmp(s.p, name, s.n) == 0;
}

/* --- values --- */

static void keep(struct bulk *b, struct frame *f, int field, const char *text, size_t n)
{
	if (n > CM_TEXT || n > STORE - f->used) {
		import_reject(b->cm.job, &f->at, "an attribute is longer than 1000 octets: left out");
		return;
	}
	if (n == 0 || f->value[field].n > 0)
		return;
	memcpy(f->store + f->used, text, n);
	f->value[field] = (struct str){ f->store + f->used, n };
	f->used += n;
}

/* The value of the element just begun: its own text, or of an address the first text within. */
static void capture(struct bulk *b, struct frame *f, int field)
{
	char text[CM_TEXT];
	unsigned depth = b->x.depth;
	size_t n = 0;
	if (field != FIELD_LOCAL && field != FIELD_REMOTE) {
		n = xml_text(&b->x, text, sizeof text);
		keep(b, f, field, text, n);
		return;
	}
	for (enum xml_event ev = xml_next(&b->x); ev != XML_NONE; ev = xml_next(&b->x)) {
		if (ev == XML_END && b->x.depth == depth)
			break;
		if (ev == XML_TEXT && (b->x.depth == depth || memmem(b->x.name.p, b->x.name.n, "ddress", 6) != NULL))
			keep(b, f, field, b->x.text.p, b->x.text.n);
	}
}

static bool wanted(const struct frame *f)
{
	return f->class != NULL && f->class->kind != CLASS_CELL;
}

/* The box that stands around, to which a maker's format says whose it is. */
static struct frame *box_of(struct bulk *b)
{
	for (unsigned i = b->frames; i > 0; i--)
		if (b->frame[i].class != NULL && b->frame[i].class->kind == CLASS_MANAGED)
			return &b->frame[i];
	return NULL;
}

static void container_class(struct bulk *b, struct frame *f)
{
	char type[CM_TEXT];
	size_t n = xml_text(&b->x, type, sizeof type);
	struct str name = { type, n };
	if (n > sizeof type || b->x.failed || !f->container)
		return;
	f->class = classes_find(name);
	if (f->class == NULL) {
		cm_unmapped(&b->cm, name, !f->told, f->at.row);
		f->told = true;
		return;
	}
	/* the class is part of the name: A=1,VsDataContainer=2 becomes A=1,GNBDUFunction=2 */
	size_t before = (f - 1)->dn, at = before + (before > 0);
	const char *equals = memchr(b->dn + at, '=', f->dn - at);
	const char *word = strncasecmp(type, "vsData", 6) == 0 && n > 6 ? type + 6 : type;
	size_t word_n = n - (size_t)(word - type), rest = equals ? f->dn - (size_t)(equals - b->dn) : 0;
	if (equals == NULL || at + word_n + rest > DN)
		return;
	memmove(b->dn + at + word_n, equals, rest);
	memcpy(b->dn + at, word, word_n);
	f->dn = at + word_n + rest;
}

static void format(struct bulk *b)
{
	struct frame *box = box_of(b);
	if (box == NULL || box->format[0] != '\0') {
		xml_skip(&b->x);
		return;
	}
	size_t n = xml_text(&b->x, box->format, NOTE - 1);
	box->format[n < NOTE ? n : 0] = '\0';
}

static bool is_structure(struct str name)
{
	return (name.n > 6 && strncasecmp(name.p, "vsData", 6) == 0) || is_name(name, "peeParametersList");
}

/* Within attributes; the element just begun. */
static void attribute(struct bulk *b, struct frame *f)
{
	struct str name = b->x.name;
	if (is_name(name, "vsDataType"))
		container_class(b, f);
	else if (is_name(name, "vsDataFormatVersion"))
		format(b);
	else if (!wanted(f) && b->frames > 1)
		xml_skip(&b->x);
	else if (classes_field(name) >= 0)
		capture(b, f, classes_field(name));
	else if (!is_structure(name))
		xml_skip(&b->x);
}

/* What stands in front of all names, if it is one itself: some write "Undefined". */
static void set_prefix(struct bulk *b, struct str s)
{
	if (b->prefix_n == 0 && s.n > 0 && s.n <= CM_TEXT && memchr(s.p, '=', s.n) != NULL)
		b->prefix_n = (size_t)snprintf(b->prefix, sizeof b->prefix, "%.*s,", (int)s.n, s.p);
}

static void attributes(struct bulk *b)
{
	struct frame *f = &b->frame[b->frames];
	unsigned depth = b->x.depth;
	if (!f->container && !wanted(f) && b->frames > 1) {
		xml_skip(&b->x);
		return;
	}
	for (enum xml_event ev = xml_next(&b->x); ev != XML_NONE; ev = xml_next(&b->x)) {
		if (ev == XML_END && b->x.depth == depth)
			break;
		if (ev == XML_START)
			attribute(b, f);
	}
	if (b->frames == 1)
		set_prefix(b, f->value[FIELD_PREFIX]);
}

/* --- objects --- */

static bool object_begin(struct bulk *b, struct str id)
{
	struct frame *f = &b->frame[b->frames + 1];
	size_t before = b->frame[b->frames].dn;
	struct str name = b->x.name;
	*f = (struct frame){ .depth = b->x.depth, .at = xml_at(&b->x) };
	f->container = is_name(name, "VsDataContainer");
	f->class = f->container ? NULL : classes_find(name);
	if (before + name.n + id.n + 2 > DN)
		return xml_fail(&b->x, PT_LIMIT, "has an object whose name is longer than %d octets", DN);
	f->dn = before;
	if (before > 0)
		b->dn[f->dn++] = ',';
	memcpy(b->dn + f->dn, name.p, name.n);
	f->dn += name.n;
	b->dn[f->dn++] = '=';
	for (size_t i = 0; i < id.n; i++) { /* no id may end its part of the name, or hold a line end */
		char c = id.p[i];
		b->dn[f->dn++] = c == ',' ? ';' : (unsigned char)c < 0x20 ? ' ' : c;
	}
	b->frames++;
	return true;
}

/* "AbcSpecificAttributes.1.2" was written by the systems of Abc. */
static void vendor_of_format(struct frame *f, char *note)
{
	const char *at = strstr(f->format, "SpecificAttributes");
	if (f->class->kind != CLASS_MANAGED || f->value[FIELD_VENDOR].n > 0 || at == NULL || at == f->format)
		return;
	f->value[FIELD_VENDOR] = (struct str){ f->format, (size_t)(at - f->format) };
	snprintf(note, NOTE, "vsDataFormatVersion \"%.150s\"", f->format);
}

static bool object_end(struct bulk *b)
{
	struct frame *f = &b->frame[b->frames--];
	char note[NOTE] = "";
	if (f->class == NULL) {
		cm_unmapped(&b->cm, cm_class_of(&b->cm, (struct str){ b->dn, f->dn }), !f->told, f->at.row);
		return true;
	}
	vendor_of_format(f, note);
	struct cm_object o = { .class = f->class, .at = f->at, .dn = { b->dn, f->dn } };
	memcpy(o.value, f->value, sizeof o.value);
	if (b->prefix_n > 0) {
		memcpy(b->full, b->prefix, b->prefix_n);
		memcpy(b->full + b->prefix_n, b->dn, f->dn);
		o.dn = (struct str){ b->full, b->prefix_n + f->dn };
	}
	o.vendor_note = note[0] ? note : NULL;
	return cm_take(&b->cm, &o);
}

/* --- the file --- */

static bool begin(struct bulk *b)
{
	struct xml *x = &b->x;
	struct str id = xml_attribute(x, "id");
	if (x->depth == 1) {
		if (!is_name(x->name, "bulkCmConfigDataFile"))
			return xml_fail(x, PT_INVALID, "is XML, but not bulkCmConfigDataFile");
	} else if (x->depth == 2 && is_name(x->name, "configData")) {
		struct str prefix = xml_attribute(x, "dnPrefix");
		b->configured = true;
		set_prefix(b, prefix);
	} else if (x->depth == 2) {
		cm_dated(&b->cm, xml_attribute(x, "dateTime"));
		xml_skip(x);
	} else if (is_name(x->name, "attributes") && b->frames > 0) {
		attributes(b);
	} else if (id.p != NULL) {
		return object_begin(b, id);
	} else {
		xml_skip(x);
	}
	return true;
}

static bool objects(struct bulk *b)
{
	struct import_job *job = b->cm.job;
	uint64_t told = 0;
	for (enum xml_event ev = xml_next(&b->x); ev != XML_NONE; ev = xml_next(&b->x)) {
		if (ev == XML_START && !begin(b))
			return false;
		if (ev == XML_END && b->frames > 0 && b->frame[b->frames].depth == b->x.depth && !object_end(b))
			return false;
		if (job->out.progress && b->x.source.total - told >= 4 << 20) {
			told = b->x.source.total;
			job->out.progress(job->out.ctx, told);
		}
	}
	return b->cm.e->code == PT_OK;
}

static bool bulkcm_sniff(struct str head, const char *name)
{
	(void)name;
	return import_has(head, "bulkCmConfigDataFile") && import_has(head, "configData") &&
	       !import_has(head, "<class ") && !import_has(head, "<object");
}

static bool bulkcm_run(struct import_job *job, struct pt_err *e)
{
	struct pt_err own = { 0 };
	struct bulk *b = NEW(job->a, struct bulk, 1);
	e = e ? e : &own;
	cm_begin(&b->cm, job, "inventory-bulkcm", "Configuration data file of a network (3GPP TS 32.615)", e);
	if (!xml_open(&b->x, job->a, job->source, e) || !objects(b))
		return false;
	if (!b->configured)
		return pt_fail(e, PT_INVALID, "has no configData");
	return cm_emit(&b->cm);
}

const struct importer importer_bulkcm = {
	.kind = "bulkcm", .what = "bulk configuration of a network, 3GPP TS 32.615 XML, and its makers' extensions",
	.example = "petrin import bulkcm.xml", .shape = IMPORT_STREAM, .sniff = bulkcm_sniff, .run = bulkcm_run,
};
