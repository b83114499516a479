/* SPDX-License-Identifier: Apache-2.0
 *
 * spdx.c - bills of materials in SPDX 2.2 and 2.3, JSON, and which form a document has
 */
#include "import/inventory/spdx.h"

#include <string.h>
#include <strings.h>

struct str spdx_said(struct str s)
{
	return str_is(s, "NOASSERTION") || str_is(s, "NONE") ? STR("") : s;
}

bool spdx_word(struct str s, const char *word)
{
	const char *slash = s.n > 0 ? memrchr(s.p, '/', s.n) : NULL;
	size_t i = slash ? (size_t)(slash - s.p) + 1 : 0;
	for (; i < s.n; i++) {
		if (s.p[i] == '_')
			continue;
		if (*word == '\0' || (s.p[i] | 0x20) != *word)
			return false;
		word++;
	}
	return *word == '\0';
}

void spdx_relate(struct spdx *s, struct str from, struct str type, struct str to)
{
	*PUSH(s->bom.a, s->relation, s->relations, s->cap) = (struct spdx_relation){ from, type, to };
}

/* "Organization: NAME (address)" */
static struct str actor(struct str s)
{
	static const char *const kinds[] = { "Organization:", "Person:", "Tool:" };
	s = spdx_said(s);
	for (size_t i = 0; i < COUNT(kinds); i++)
		if (str_starts(s, kinds[i]))
			s = str_trim((struct str){ s.p + strlen(kinds[i]), s.n - strlen(kinds[i]) });
	const char *open = s.n > 0 && s.p[s.n - 1] == ')' ? memrchr(s.p, '(', s.n) : NULL;
	return open ? str_trim((struct str){ s.p, (size_t)(open - s.p) }) : s;
}

/* Two texts of each object of a list. */
struct pair {
	struct str a, b;
};

static struct pair pair_of(struct json *j, const char *a, const char *b)
{
	struct pair p = { 0 };
	struct str key;
	json_object(j);
	while (json_key(j, &key)) {
		if (str_is(key, a))
			p.a = json_text_or(j);
		else if (str_is(key, b))
			p.b = json_text_or(j);
		else
			json_skip(j);
	}
	return p;
}

static void external(struct json *j, struct bom_part *p)
{
	json_array(j);
	while (json_more(j)) {
		struct pair x = pair_of(j, "referenceType", "referenceLocator");
		if (spdx_word(x.a, "purl") && p->purl.n == 0)
			p->purl = x.b;
		else if (spdx_word(x.a, "cpe23type") || (spdx_word(x.a, "cpe22type") && p->cpe.n == 0))
			p->cpe = x.b;
	}
}

/* Purposes are written in capitals here and in small letters everywhere else. */
static struct str lower(struct arena *a, struct str s)
{
	char *copy = arena_strn(a, s.p, s.n);
	for (size_t i = 0; i < s.n; i++)
		copy[i] = copy[i] >= 'A' && copy[i] <= 'Z' ? (char)(copy[i] | 0x20) : copy[i];
	return (struct str){ copy, s.n };
}

static void package(struct spdx *s)
{
	struct json *j = &s->j;
	struct str key, supplier = { 0 }, originator = { 0 }, concluded = { 0 }, declared = { 0 };
	if (!json_object(j))
		return;
	uint32_t part = bom_add(&s->bom);
	struct bom_part *p = part != BOM_NONE ? bom_at(&s->bom, part) : &(struct bom_part){ 0 };
	while (json_key(j, &key)) {
		bool list = json_peek(j) == JSON_ARRAY;
		if (str_is(key, "SPDXID"))
			p->ref = json_text_or(j);
		else if (str_is(key, "name"))
			p->name = json_text_or(j);
		else if (str_is(key, "versionInfo"))
			p->release = json_text_or(j);
		else if (str_is(key, "supplier"))
			supplier = json_text_or(j);
		else if (str_is(key, "originator"))
			originator = json_text_or(j);
		else if (str_is(key, "licenseConcluded"))
			concluded = json_text_or(j);
		else if (str_is(key, "licenseDeclared"))
			declared = json_text_or(j);
		else if (str_is(key, "primaryPackagePurpose"))
			p->type = lower(s->bom.a, json_text_or(j));
		else if (str_is(key, "externalRefs") && list)
			external(j, p);
		else if (str_is(key, "checksums") && list)
			for (json_array(j); json_more(j);) {
				struct pair x = pair_of(j, "algorithm", "checksumValue");
				bom_hash(&s->bom, p, x.a, x.b);
			}
		else
			json_skip(j);
	}
	p->vendor = actor(originator).n > 0 ? actor(originator) : actor(supplier);
	bom_licence(&s->bom, p, spdx_said(concluded).n > 0 ? concluded : spdx_said(declared));
	if (part != BOM_NONE)
		bom_refer(&s->bom, part);
}

static void relationship(struct spdx *s)
{
	struct str key, from = { 0 }, type = { 0 }, to = { 0 };
	json_object(&s->j);
	while (json_key(&s->j, &key)) {
		if (str_is(key, "spdxElementId"))
			from = json_text_or(&s->j);
		else if (str_is(key, "relationshipType"))
			type = json_text_or(&s->j);
		else if (str_is(key, "relatedSpdxElement"))
			to = json_text_or(&s->j);
		else
			json_skip(&s->j);
	}
	spdx_relate(s, from, type, to);
}

/* --- the document --- */

static void creation(struct spdx *s)
{
	struct pair x = pair_of(&s->j, "created", "comment");
	s->bom.time = x.a;
}

static void member(struct spdx *s, struct str key)
{
	struct json *j = &s->j;
	bool list = json_peek(j) == JSON_ARRAY, object = json_peek(j) == JSON_OBJECT;
	if (str_is(key, "spdxVersion"))
		s->version = json_text(j);
	else if (str_is(key, "name"))
		s->bom.name = json_text_or(j);
	else if (str_is(key, "creationInfo") && object)
		creation(s);
	else if (str_is(key, "documentDescribes") && list)
		for (json_array(j); json_more(j);) {
			struct str one = json_text_or(j);
			s->root = s->root.n == 0 ? one : s->root;
		}
	else if (str_is(key, "packages") && list)
		for (json_array(j); json_more(j) && s->bom.e->code == PT_OK;)
			package(s);
	else if (str_is(key, "relationships") && list)
		for (json_array(j); json_more(j);)
			relationship(s);
	else if (str_is(key, "@graph") && list)
		spdx_graph(s);
	else
		json_skip(j);
}

/* What contains what, and what the document is about. */
static void settle(struct spdx *s)
{
	for (size_t i = 0; i < s->relations; i++) {
		struct spdx_relation *r = &s->relation[i];
		bool within = spdx_word(r->type, "containedby");
		uint32_t part = bom_find(&s->bom, within ? r->from : r->to);
		uint32_t around = bom_find(&s->bom, within ? r->to : r->from);
		if (spdx_word(r->type, "describes") && s->root.n == 0 && part != BOM_NONE)
			s->root = r->to;
		else if ((within || spdx_word(r->type, "contains")) && part != BOM_NONE && around != BOM_NONE &&
		         bom_at(&s->bom, part)->parent == BOM_NONE)
			bom_at(&s->bom, part)->parent = around;
	}
	s->bom.about = bom_find(&s->bom, s->root);
}

static bool spdx_sniff(struct str head, const char *name)
{
	(void)name;
	return (import_has(head, "\"spdxVersion\"") && import_has(head, "\"SPDX-")) ||
	       (import_has(head, "spdx.org/rdf/3.") && import_has(head, "\"@graph\""));
}

static bool spdx_run(struct import_job *job, struct pt_err *e)
{
	struct pt_err own = { 0 };
	struct spdx *s = NEW(job->a, struct spdx, 1);
	struct str key;
	e = e ? e : &own;
	json_of(&s->j, job->a, job->text, NULL, e);
	bom_begin(&s->bom, job, &s->j, e);
	s->bom.source = "inventory-spdx";
	s->bom.title = "Bill of materials (SPDX)";
	json_object(&s->j);
	while (json_key(&s->j, &key))
		member(s, key);
	if (!json_done(&s->j))
		return false;
	if (!s->graph && !str_starts(s->version, "SPDX-2."))
		return pt_fail(e, PT_INVALID, "is SPDX \"%.*s\"; known are 2.2, 2.3 and 3.0",
		               s->version.n < 40 ? (int)s->version.n : 40, s->version.p ? s->version.p : "");
	settle(s);
	return bom_emit(&s->bom);
}

const struct importer importer_spdx = {
	.kind = "spdx", .what = "bills of materials, SPDX 2.2, 2.3 and 3.0, JSON", .example = "petrin import "
	       "spdx.json",
	.shape = IMPORT_DOCUMENT, .sniff = spdx_sniff, .run = spdx_run,
};
