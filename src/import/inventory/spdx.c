/* SPDX-License-Identifier: Apache-2.0
 *
 * spdx.c - bills of materials in SPDX 2.2 and 2.3, JSON, and which form a document has
 */
#include "import/inventory/spdx.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "import/register.h"

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

uint32_t spdx_text(struct spdx *s, struct str text)
{
	uint32_t at;
	struct arena *a = s->bom.job->a;
	if (map_get(&s->known, text, &at))
		return at;
	const char *copy = arena_strn(a, text.p, text.n);
	*PUSH(a, s->text, s->texts, s->text_cap) = copy;
	map_add(&s->known, (struct str){ copy, text.n }, (uint32_t)s->texts);
	return (uint32_t)s->texts;
}

uint32_t spdx_package(const struct spdx *s, struct str ref)
{
	uint32_t at = ref.n > 0 ? seen_get(&s->bom.refs, seen_hash(&ref, 1)) : 0;
	return at <= s->n ? at : 0;
}

static const char *copy(struct spdx *s, struct str text)
{
	return arena_strn(s->bom.job->a, text.p, text.n);
}

void spdx_relate(struct spdx *s, struct str from, struct str type, struct str to)
{
	bool within = spdx_word(type, "containedby");
	uint32_t part = spdx_package(s, within ? from : to), around = spdx_package(s, within ? to : from);
	if (part == 0)
		return;
	if (spdx_word(type, "describes") && s->described == NULL)
		s->described = copy(s, to);
	else if ((within || spdx_word(type, "contains")) && around != 0 && s->kept[part - 1].parent == 0)
		s->kept[part - 1].parent = around;
}

/* The package it is inside of, unless that is itself or what all are inside of. */
static const char *parent_of(const struct spdx *s, const struct spdx_kept *k)
{
	if (k->parent == 0 || k->parent == s->at || k->parent == s->about)
		return NULL;
	uint32_t id = s->kept[k->parent - 1].id;
	return id > 0 && id <= s->texts ? s->text[id - 1] : NULL;
}

bool spdx_take(struct spdx *s)
{
	struct bom *b = &s->bom;
	struct bom_part *p = bom_at(b, 1);
	s->at++;
	if (s->pass == SPDX_READ) {
		*PUSH(b->job->a, s->kept, s->n, s->cap) = (struct spdx_kept){ 0 };
		bom_refer(b, p, s->n);
	}
	if (s->pass < SPDX_NAME || s->at > s->n)
		return true;
	struct spdx_kept *k = &s->kept[s->at - 1];
	b->about = s->at == s->about ? 1 : BOM_NONE;
	bom_name(b);
	if (s->pass == SPDX_NAME) {
		if (k->id == SPDX_WANTED)
			k->id = spdx_text(s, str_of(p->id));
		return b->about == BOM_NONE || bom_head(b);
	}
	p->inside_of = parent_of(s, k);
	for (int i = 0; i < 2 && p->licence.n == 0; i++)
		if (k->licence[i] != 0)
			bom_licence(b, p, str_of(s->text[k->licence[i] - 1]));
	return bom_put(b);
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

static bool package(struct spdx *s)
{
	struct json *j = &s->bom.j;
	struct str key, supplier = { 0 }, originator = { 0 }, concluded = { 0 }, declared = { 0 };
	if (!bom_open(&s->bom))
		return false;
	json_object(j);
	struct bom_part *p = bom_at(&s->bom, bom_add(&s->bom));
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
			p->type = lower(&s->bom.scratch, json_text_or(j));
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
	return bom_close(&s->bom) && spdx_take(s);
}

static bool relationship(struct spdx *s)
{
	struct json *j = &s->bom.j;
	struct str key, from = { 0 }, type = { 0 }, to = { 0 };
	if (!bom_open(&s->bom))
		return false;
	json_object(j);
	while (json_key(j, &key)) {
		if (str_is(key, "spdxElementId"))
			from = json_text_or(j);
		else if (str_is(key, "relationshipType"))
			type = json_text_or(j);
		else if (str_is(key, "relatedSpdxElement"))
			to = json_text_or(j);
		else
			json_skip(j);
	}
	if (!bom_close(&s->bom))
		return false;
	spdx_relate(s, from, type, to);
	return true;
}

/* --- the document --- */

/* What is said of it as a whole. */
static bool said(struct spdx *s, struct str key)
{
	struct json *j = &s->bom.j;
	if (!bom_open(&s->bom))
		return false;
	if (str_is(key, "spdxVersion")) {
		struct str v = json_text(j);
		snprintf(s->version, sizeof s->version, "%.*s", v.n < 40 ? (int)v.n : 40, v.p ? v.p : "");
		s->two = str_starts(v, "SPDX-2.");
	} else if (str_is(key, "name")) {
		bom_called(&s->bom, json_text_or(j));
	} else if (str_is(key, "creationInfo") && json_peek(j) == JSON_OBJECT) {
		bom_dated(&s->bom, pair_of(j, "created", "comment").a);
	} else if (str_is(key, "documentDescribes") && json_peek(j) == JSON_ARRAY) {
		for (json_array(j); json_more(j);) {
			struct str one = json_text_or(j);
			s->root = s->root == NULL ? copy(s, one) : s->root;
		}
	} else {
		json_skip(j);
	}
	return bom_close(&s->bom);
}

static bool each(struct spdx *s, bool (*one)(struct spdx *s))
{
	uint64_t told = 0;
	for (jsons_array(&s->bom.s); jsons_more(&s->bom.s);) {
		if (!one(s))
			return false;
		bom_progress(&s->bom, &told);
	}
	return jsons_ok(&s->bom.s);
}

static bool member(struct spdx *s, struct str key)
{
	static const char *const of_document[] = { "spdxVersion", "name", "creationInfo", "documentDescribes" };
	struct jsons *d = &s->bom.s;
	bool list = jsons_peek(d) == JSON_ARRAY;
	for (size_t i = 0; i < COUNT(of_document); i++)
		if (s->pass == SPDX_READ && str_is(key, of_document[i]))
			return said(s, key);
	if (list && str_is(key, "@graph"))
		return spdx_graph(s);
	if (list && str_is(key, "packages") && s->pass != SPDX_RELATE) {
		s->listed = true;
		return each(s, package);
	}
	if (list && str_is(key, "relationships") && s->pass <= SPDX_RELATE) {
		if (s->listed)
			return each(s, relationship);
		s->later = true;
	}
	jsons_skip(d);
	return jsons_ok(d);
}

static bool pass(struct spdx *s, enum spdx_pass pass)
{
	struct str key;
	s->pass = pass;
	s->at = 0;
	if (pass != SPDX_READ && !bom_rewind(&s->bom))
		return false;
	while (jsons_key(&s->bom.s, &key))
		if (!member(s, key))
			return false;
	return jsons_done(&s->bom.s);
}

/* What all are inside of, and which ids others need.  False when there are none. */
static bool wants(struct spdx *s)
{
	const char *root = s->root ? s->root : s->described ? s->described : "";
	bool any = false;
	s->about = spdx_package(s, str_of(root));
	for (size_t i = 0; i < s->n; i++) {
		uint32_t parent = s->kept[i].parent;
		if (parent != 0 && parent != s->about) {
			s->kept[parent - 1].id = SPDX_WANTED;
			any = true;
		}
	}
	return any || s->about != 0;
}

static bool spdx_sniff(struct str head, const char *name)
{
	(void)name;
	if (!import_is_json(head))
		return false;
	return (import_has(head, "\"spdxVersion\"") && import_has(head, "\"SPDX-")) ||
	       (import_has(head, "\"SPDXID\"") && import_has(head, "\"SPDXRef-")) || /* keys are in any order */
	       (import_has(head, "spdx.org/rdf/3.") && import_has(head, "\"@graph\""));
}

static bool spdx_run(struct import_job *job, struct pt_err *e)
{
	struct pt_err own = { 0 };
	struct spdx *s = NEW(job->a, struct spdx, 1);
	struct bom *b = &s->bom;
	e = e ? e : &own;
	b->source = "inventory-spdx";
	b->title = "Bill of materials (SPDX)";
	s->known = map_in(job->a);
	s->meaning = seen_in(job->a);
	if (!bom_begin(b, job, e) || !pass(s, SPDX_READ))
		return false;
	if (!s->graph && !s->two)
		return pt_fail(e, PT_INVALID, "is SPDX \"%s\"; known are 2.2, 2.3 and 3.0", s->version);
	if (s->later && !pass(s, SPDX_RELATE))
		return false;
	if (wants(s) && !pass(s, SPDX_NAME))
		return false;
	if ((s->about == 0 && !bom_head(b)) || !pass(s, SPDX_EMIT))
		return false;
	register_whole(job->a, &b->whole);
	return true;
}

const struct importer importer_spdx = {
	.kind = "spdx", .what = "bills of materials, SPDX 2.2, 2.3 and 3.0, JSON", .example = "petrin import "
	       "spdx.json",
	.shape = IMPORT_STREAM, .sniff = spdx_sniff, .run = spdx_run,
};
