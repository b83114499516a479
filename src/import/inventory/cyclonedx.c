/* SPDX-License-Identifier: Apache-2.0
 *
 * cyclonedx.c - bills of materials of software and hardware, CycloneDX JSON 1.4 to 1.6
 *
 * Read twice: to its end for what it is about, then component by component of the outermost list.  Components
 * nest; they are walked with a stack of our own, as deep as the JSON reader goes.
 */
#include <string.h>

#include "import/inventory/bom.h"
#include "import/register.h"

struct frame {
	uint32_t part; /* BOM_NONE: a list of parts */
	uint32_t around;
};

struct cyclonedx {
	struct bom bom;
	struct jsons_value metadata; /* p is NULL: there is none */
	bool ours;
	struct frame frame[JSON_DEPTH + 1];
	unsigned frames;
};

/* The member "name" of an object. */
static struct str named(struct json *j)
{
	struct str key, name = { 0 };
	if (json_peek(j) != JSON_OBJECT)
		return json_text_or(j);
	json_object(j);
	while (json_key(j, &key)) {
		if (str_is(key, "name"))
			name = json_text_or(j);
		else
			json_skip(j);
	}
	return name;
}

static void hashes(struct cyclonedx *c, struct bom_part *p)
{
	struct json *j = &c->bom.j;
	struct str key;
	json_array(j);
	while (json_more(j)) {
		struct str algorithm = { 0 }, value = { 0 };
		json_object(j);
		while (json_key(j, &key)) {
			if (str_is(key, "alg"))
				algorithm = json_text_or(j);
			else if (str_is(key, "content"))
				value = json_text_or(j);
			else
				json_skip(j);
		}
		bom_hash(&c->bom, p, algorithm, value);
	}
}

static struct str licence(struct json *j)
{
	struct str key, found = { 0 };
	if (json_peek(j) != JSON_OBJECT)
		return json_text_or(j);
	json_object(j);
	while (json_key(j, &key)) {
		if (str_is(key, "id") || (str_is(key, "name") && found.n == 0))
			found = json_text_or(j);
		else
			json_skip(j);
	}
	return found;
}

static void licences(struct cyclonedx *c, struct bom_part *p)
{
	struct json *j = &c->bom.j;
	struct str key;
	json_array(j);
	while (json_more(j)) {
		json_object(j);
		while (json_key(j, &key)) {
			if (str_is(key, "license"))
				bom_licence(&c->bom, p, licence(j));
			else if (str_is(key, "expression"))
				bom_licence(&c->bom, p, json_text_or(j));
			else
				json_skip(j);
		}
	}
}

static void properties(struct json *j, struct bom_part *p)
{
	struct str key;
	json_array(j);
	while (json_more(j)) {
		struct str name = { 0 }, value = { 0 };
		json_object(j);
		while (json_key(j, &key)) {
			if (str_is(key, "name"))
				name = json_text_or(j);
			else if (str_is(key, "value"))
				value = json_text_or(j);
			else
				json_skip(j);
		}
		if (str_is(name, "cdx:device:serialNumber"))
			p->serial = value;
	}
}

/* Who made it counts before who supplies it, before who published it. */
static void vendor(struct bom_part *p, int rank, int *best, struct str name)
{
	if (name.n > 0 && rank > *best) {
		p->vendor = name;
		*best = rank;
	}
}

static void push(struct cyclonedx *c, uint32_t part, uint32_t around)
{
	c->frame[++c->frames] = (struct frame){ part, around };
}

/* All members of a component but those within it, whose list is opened. False at its end. */
static bool member(struct cyclonedx *c, uint32_t part, int *best)
{
	static const struct {
		const char *key;
		size_t offset;
	} texts[] = {
		{ "bom-ref", offsetof(struct bom_part, ref) },    { "type", offsetof(struct bom_part, type) },
		{ "group", offsetof(struct bom_part, group) },    { "name", offsetof(struct bom_part, name) },
		{ "version", offsetof(struct bom_part, release) }, { "purl", offsetof(struct bom_part, purl) },
		{ "cpe", offsetof(struct bom_part, cpe) },
	};
	struct bom_part *p = bom_at(&c->bom, part);
	struct json *j = &c->bom.j;
	struct str key;
	if (!json_key(j, &key))
		return false;
	for (size_t i = 0; i < COUNT(texts); i++)
		if (str_is(key, texts[i].key)) {
			*(struct str *)((char *)p + texts[i].offset) = json_text_or(j);
			return true;
		}
	bool list = json_peek(j) == JSON_ARRAY;
	if (str_is(key, "manufacturer"))
		vendor(p, 3, best, named(j));
	else if (str_is(key, "supplier"))
		vendor(p, 2, best, named(j));
	else if (str_is(key, "publisher"))
		vendor(p, 1, best, named(j));
	else if (str_is(key, "hashes") && list)
		hashes(c, p);
	else if (str_is(key, "licenses") && list)
		licences(c, p);
	else if (str_is(key, "properties") && list)
		properties(j, p);
	else if (str_is(key, "components") && list && json_array(j))
		push(c, BOM_NONE, part);
	else
		json_skip(j);
	return true;
}

static void step(struct cyclonedx *c, int best[JSON_DEPTH + 1])
{
	struct frame f = c->frame[c->frames];
	if (f.part == BOM_NONE) {
		if (!json_more(&c->bom.j)) {
			c->frames--;
		} else if (json_object(&c->bom.j)) {
			uint32_t part = bom_add(&c->bom);
			bom_at(&c->bom, part)->parent = f.around;
			push(c, part, BOM_NONE);
			best[c->frames] = 0;
		}
	} else if (!member(c, f.part, &best[c->frames])) {
		const struct bom_part *p = bom_at(&c->bom, f.part);
		bom_refer(&c->bom, p, p->row);
		c->frames--;
	}
}

/* The component at the reader, with those within it. */
static uint32_t component(struct cyclonedx *c)
{
	int best[JSON_DEPTH + 1] = { 0 };
	c->frames = 0;
	if (!json_object(&c->bom.j))
		return BOM_NONE;
	uint32_t part = bom_add(&c->bom);
	for (push(c, part, BOM_NONE); c->frames > 0 && json_ok(&c->bom.j);)
		step(c, best);
	return part;
}

/* What the document is about; hands on what comes before all parts. */
static bool metadata(struct cyclonedx *c)
{
	struct bom *b = &c->bom;
	struct str key;
	if (!bom_open_text(b, &c->metadata))
		return false;
	json_object(&b->j);
	while (json_key(&b->j, &key)) {
		if (str_is(key, "timestamp"))
			bom_dated(b, json_text_or(&b->j));
		else if (str_is(key, "component") && json_peek(&b->j) == JSON_OBJECT)
			b->about = component(c);
		else
			json_skip(&b->j);
	}
	if (!bom_close(b))
		return false;
	bom_name(b);
	return bom_head(b) && bom_put(b);
}

/* The first time: is it one, what is it about. */
static void look(struct cyclonedx *c, struct str key)
{
	struct jsons *s = &c->bom.s;
	struct jsons_value v;
	if (str_is(key, "bomFormat")) {
		c->ours = jsons_value(s, BOM_VALUE, &v) && str_is(v.text, "\"CycloneDX\"");
	} else if (str_is(key, "metadata") && jsons_value(s, BOM_VALUE, &v)) {
		c->metadata = v;
		c->metadata.text.p = v.text.p ? arena_strn(c->bom.job->a, v.text.p, v.text.n) : NULL;
	} else {
		jsons_skip(s);
	}
}

/* The second time: the parts. */
static bool parts(struct cyclonedx *c)
{
	struct bom *b = &c->bom;
	uint64_t told = 0;
	for (jsons_array(&b->s); jsons_more(&b->s);) {
		if (!bom_open(b))
			return false;
		component(c);
		if (!bom_close(b))
			return false;
		bom_name(b);
		if (!bom_put(b))
			return false;
		bom_progress(b, &told);
	}
	return jsons_ok(&b->s);
}

static bool cyclonedx_sniff(struct str head, const char *name)
{
	(void)name;
	return import_is_json(head) && import_has(head, "\"bomFormat\"") && import_has(head, "\"CycloneDX\"");
}

static bool cyclonedx_run(struct import_job *job, struct pt_err *e)
{
	struct pt_err own = { 0 };
	struct cyclonedx *c = NEW(job->a, struct cyclonedx, 1);
	struct bom *b = &c->bom;
	struct str key;
	e = e ? e : &own;
	b->source = "inventory-cyclonedx";
	b->title = "Bill of materials (CycloneDX)";
	if (!bom_begin(b, job, e))
		return false;
	while (jsons_key(&b->s, &key))
		look(c, key);
	if (!jsons_done(&b->s))
		return false;
	if (!c->ours)
		return pt_fail(e, PT_INVALID, "is JSON, but its bomFormat is not CycloneDX");
	if (c->metadata.row > 0 ? !metadata(c) : !bom_head(b))
		return false;
	if (!bom_rewind(b))
		return false;
	while (jsons_key(&b->s, &key)) {
		if (!str_is(key, "components"))
			jsons_skip(&b->s);
		else if (!parts(c))
			return false;
	}
	register_whole(job->a, &b->whole);
	return jsons_done(&b->s);
}

const struct importer importer_cyclonedx = {
	.kind = "cyclonedx", .what = "bills of materials of software and hardware, CycloneDX 1.4 to 1.6, JSON",
	.example = "petrin import bom.json", .shape = IMPORT_STREAM, .sniff = cyclonedx_sniff, .run = cyclonedx_run,
};
