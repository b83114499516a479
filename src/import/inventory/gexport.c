/* SPDX-License-Identifier: Apache-2.0
 *
 * gexport.c - configuration dumps as class, object and parameter within configData, streamed
 *
 * The outer class is a type of box, its object a box with technique, vendor and version; what is in it
 * are its objects by class, without names of their own.  A class may end in "_" and the type of the box.
 * The box is named by the parameter NENAME or NAME of a class NE; otherwise by the file and its place.
 */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/xml.h"
#include "import/inventory/cm.h"

enum { SHORT = 200 };

struct gexport {
	struct xml x;
	struct cm cm;
	char type[SHORT], vendor[SHORT], version[SHORT], technique[SHORT];
	char name[SHORT], place[SHORT]; /* of the box */
	struct pt_at at;
	uint64_t cells, number;
	bool configured, of_box; /* of_box: within the class that names the box */
	const struct network_class *inner;
};

/* The texts of technique and type that tell a generation, and what is a controller, what a station. */
static const struct {
	const char *word, *controller, *station, *cell;
} generations[] = {
	{ "GSM", "BscFunction", "BtsFunction", "GCELL" },
	{ "UMTS", "RncFunction", "NodeBFunction", "UCELL" },
	{ "LTE", NULL, "EnbFunction", "CELL" },
	{ "NR", NULL, "GnbFunction", "NRDUCELL" },
	{ "5G", NULL, "GnbFunction", "NRDUCELL" },
};

static bool is_name(struct str s, const char *name)
{
	return s.n == strlen(name) && strncasecmp(s.p, name, s.n) == 0;
}

static void copy(char to[SHORT], struct str s)
{
	size_t n = s.n < SHORT - 1 ? s.n : SHORT - 1, bad;
	while (n > 0 && !str_utf8((struct str){ s.p, n }, &bad))
		n = bad;
	if (n > 0)
		memcpy(to, s.p, n);
	to[n] = '\0';
}

/* "GCELL" of "GCELL_BOX": what is in front of the last "_", when the box's type stands behind it. */
static struct str inner_name(const struct gexport *g, struct str name)
{
	size_t n = strlen(g->type);
	if (name.n > n + 1 && name.p[name.n - n - 1] == '_' && strncasecmp(name.p + name.n - n, g->type, n) == 0)
		return (struct str){ name.p, name.n - n - 1 };
	return name;
}

/* --- the box --- */

static int generation_of(const struct gexport *g)
{
	for (size_t i = 0; i < COUNT(generations); i++)
		if (strcasecmp(g->technique, generations[i].word) == 0)
			return (int)i;
	for (size_t i = 0; i < COUNT(generations); i++) {
		size_t n = strlen(g->type), m = strlen(generations[i].word);
		if (n > m && strcasecmp(g->type + n - m, generations[i].word) == 0)
			return (int)i;
	}
	return -1;
}

static void box_begin(struct gexport *g)
{
	struct xml *x = &g->x;
	copy(g->vendor, xml_attribute(x, "vendor"));
	copy(g->version, xml_attribute(x, "version"));
	copy(g->technique, xml_attribute(x, "technique"));
	g->name[0] = g->place[0] = '\0';
	g->at = xml_at(x);
	g->cells = 0;
	g->number++;
}

/* Of the file, or of the member of an archive. */
static const char *file_name(const struct import_job *job)
{
	const char *path = job->member ? job->member : job->name ? job->name : "", *slash = strrchr(path, '/');
	return slash ? slash + 1 : path;
}

static void clean(char *s)
{
	for (; *s; s++)
		if (*s == ',' || *s == '=' || (unsigned char)*s < 0x20)
			*s = ';';
}

static bool box_end(struct gexport *g)
{
	char dn[4 * SHORT + 320];
	int generation = generation_of(g);
	struct cm_object o = { .at = g->at, .product = g->type };
	char box[2 * SHORT + 40];
	clean(g->name);
	copy(box, str_of(g->name[0] ? g->name : file_name(g->cm.job)));
	size_t n = strlen(box);
	if (g->name[0] == '\0')
		n += (size_t)snprintf(box + n, sizeof box - n, ":%s:%llu", g->type, (unsigned long long)g->number);
	clean(box);
	n = (size_t)snprintf(dn, sizeof dn, "NE=%s", box);
	const char *function = NULL;
	if (generation >= 0) {
		bool controller = strncasecmp(g->type, "BSC", 3) == 0 || strncasecmp(g->type, "RNC", 3) == 0;
		function = controller ? generations[generation].controller : generations[generation].station;
	}
	if (function != NULL)
		n += (size_t)snprintf(dn + n, sizeof dn - n, ",%s=1", function);
	o.class = classes_find(function ? str_of(function) : STR("ManagedElement"));
	o.dn = (struct str){ dn, n };
	o.value[FIELD_VENDOR] = str_of(g->vendor);
	o.value[FIELD_VERSION] = str_of(g->version);
	o.value[FIELD_LABEL] = str_of(g->name);
	o.value[FIELD_LOCATION] = str_of(g->place);
	if (!cm_take(&g->cm, &o))
		return false;
	cm_cells(&g->cm, o.dn, g->cells);
	return g->cm.e->code == PT_OK;
}

/* --- what is in it --- */

static void parameter(struct gexport *g)
{
	struct str name = xml_attribute(&g->x, "name"), value = xml_attribute(&g->x, "value");
	if (is_name(name, "NENAME") || is_name(name, "NAME"))
		copy(g->name, value);
	else if (is_name(name, "LOCATION") || is_name(name, "SITENAME"))
		copy(g->place, value);
}

static bool is_cell(const struct gexport *g, struct str name)
{
	int generation = generation_of(g);
	if (generation >= 0)
		return is_name(name, generations[generation].cell);
	for (size_t i = 0; i < COUNT(generations); i++)
		if (is_name(name, generations[i].cell))
			return true;
	return false;
}

/* A class within the box: its objects are counted, or read when it is the one that names the box. */
static void inner_class(struct gexport *g)
{
	struct xml *x = &g->x;
	unsigned depth = x->depth;
	struct str name = inner_name(g, xml_attribute(x, "name"));
	bool box = is_name(name, "NE"), cell = is_cell(g, name);
	char class[SHORT];
	uint64_t objects = 0, row = xml_at(x).row;
	copy(class, name);
	for (enum xml_event ev = xml_next(x); ev != XML_NONE; ev = xml_next(x)) {
		if (ev == XML_END && x->depth == depth)
			break;
		if (ev != XML_START)
			continue;
		objects += x->depth == depth + 1 && str_is(x->name, "object");
		if (box && x->depth == depth + 2 && str_is(x->name, "parameter"))
			parameter(g);
	}
	if (cell)
		g->cells += objects;
	else if (!box)
		cm_unmapped(&g->cm, str_of(class), objects, row);
}

/* --- the file --- */

enum { ROOT = 1, CONFIG, TYPE, BOX, INNER };

static bool begin(struct gexport *g)
{
	struct xml *x = &g->x;
	if (x->depth == ROOT)
		return str_is(x->name, "bulkCmConfigDataFile") ||
		       xml_fail(x, PT_INVALID, "is XML, but not bulkCmConfigDataFile");
	if (x->depth == CONFIG && str_is(x->name, "configData")) {
		g->configured = true;
	} else if (x->depth == TYPE && str_is(x->name, "class")) {
		copy(g->type, xml_attribute(x, "name"));
	} else if (x->depth == BOX && str_is(x->name, "object")) {
		box_begin(g);
	} else if (x->depth == INNER && str_is(x->name, "class")) {
		inner_class(g);
	} else {
		if (x->depth == CONFIG)
			cm_dated(&g->cm, xml_attribute(x, "dateTime"));
		xml_skip(x);
	}
	return true;
}

static bool boxes(struct gexport *g)
{
	struct import_job *job = g->cm.job;
	uint64_t told = 0;
	for (enum xml_event ev = xml_next(&g->x); ev != XML_NONE; ev = xml_next(&g->x)) {
		if (ev == XML_START && !begin(g))
			return false;
		if (ev == XML_END && g->x.depth == BOX && !box_end(g))
			return false;
		if (job->out.progress && g->x.source.total - told >= 4 << 20) {
			told = g->x.source.total;
			job->out.progress(job->out.ctx, told);
		}
	}
	return g->cm.e->code == PT_OK;
}

static bool gexport_sniff(struct str head, const char *name)
{
	(void)name;
	return import_has(head, "bulkCmConfigDataFile") && import_has(head, "<class ") && import_has(head, "<object");
}

static bool gexport_run(struct import_job *job, struct pt_err *e)
{
	struct pt_err own = { 0 };
	struct gexport *g = NEW(job->a, struct gexport, 1);
	e = e ? e : &own;
	cm_begin(&g->cm, job, "inventory-gexport",
	         "Configuration data file of a network (class, object, parameter)", e);
	g->cm.rootless = true;
	if (!xml_open(&g->x, job->a, job->source, e) || !boxes(g))
		return false;
	if (!g->configured)
		return pt_fail(e, PT_INVALID, "has no configData");
	return cm_emit(&g->cm);
}

const struct importer importer_gexport = {
	.kind = "gexport", .what = "configuration of a network as class, object and parameter, gexport XML",
	.example = "petrin import gexport.xml", .shape = IMPORT_STREAM, .sniff = gexport_sniff, .run = gexport_run,
};
