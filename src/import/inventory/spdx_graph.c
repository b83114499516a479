/* SPDX-License-Identifier: Apache-2.0
 *
 * spdx_graph.c - bills of materials in SPDX 3.0: a flat list of elements that refer to each other
 *
 * Names of makers and expressions of licences are elements of their own, which may stand anywhere; they
 * are known when the list was read once.
 */
#include <string.h>

#include "import/inventory/spdx.h"

struct element {
	struct str id, type, name, expression, root, maker, origin, from, relation, created;
	struct str *to;
	size_t tos, cap;
	struct bom_part part;
};

/* A text, or the first of a list of texts. */
static struct str first(struct json *j)
{
	struct str found = { 0 };
	if (json_peek(j) != JSON_ARRAY)
		return json_text_or(j);
	for (json_array(j); json_more(j);) {
		struct str s = json_text_or(j);
		found = found.n > 0 ? found : s;
	}
	return found;
}

static void identifiers(struct json *j, struct bom_part *p)
{
	for (json_array(j); json_more(j);) {
		struct str key, type = { 0 }, text = { 0 };
		json_object(j);
		while (json_key(j, &key)) {
			if (spdx_word(key, "externalidentifiertype"))
				type = json_text_or(j);
			else if (spdx_word(key, "identifier"))
				text = json_text_or(j);
			else
				json_skip(j);
		}
		if ((spdx_word(type, "packageurl") || spdx_word(type, "purl")) && p->purl.n == 0)
			p->purl = text;
		else if (spdx_word(type, "cpe23") || (spdx_word(type, "cpe22") && p->cpe.n == 0))
			p->cpe = text;
	}
}

static void hashes(struct spdx *s, struct bom_part *p)
{
	struct json *j = &s->bom.j;
	for (json_array(j); json_more(j);) {
		struct str key, algorithm = { 0 }, value = { 0 };
		json_object(j);
		while (json_key(j, &key)) {
			if (spdx_word(key, "algorithm"))
				algorithm = json_text_or(j);
			else if (spdx_word(key, "hashvalue"))
				value = json_text_or(j);
			else
				json_skip(j);
		}
		bom_hash(&s->bom, p, algorithm, value);
	}
}

static void targets(struct spdx *s, struct element *e)
{
	struct json *j = &s->bom.j;
	if (json_peek(j) != JSON_ARRAY) {
		*PUSH(&s->bom.scratch, e->to, e->tos, e->cap) = json_text_or(j);
		return;
	}
	for (json_array(j); json_more(j);) {
		struct str one = json_text_or(j);
		*PUSH(&s->bom.scratch, e->to, e->tos, e->cap) = one;
	}
}

static void member(struct spdx *s, struct element *e, struct str key)
{
	const struct {
		const char *word;
		struct str *to;
	} texts[] = {
		{ "spdxid", &e->id }, { "@id", &e->id }, { "type", &e->type }, { "@type", &e->type }, { "name"
		       "", &e->name },
		{ "softwarepackageversion", &e->part.release }, { "softwarepackageurl", &e->part.purl },
		{ "softwareprimarypurpose", &e->part.type }, { "simplelicensinglicenseexpression", &e->expression },
		{ "rootelement", &e->root }, { "suppliedby", &e->maker }, { "originatedby", &e->origin },
		{ "from", &e->from }, { "relationshiptype", &e->relation }, { "created", &e->created },
	};
	for (size_t i = 0; i < COUNT(texts); i++)
		if (spdx_word(key, texts[i].word)) {
			*texts[i].to = first(&s->bom.j);
			return;
		}
	bool list = json_peek(&s->bom.j) == JSON_ARRAY;
	if (spdx_word(key, "to"))
		targets(s, e);
	else if (spdx_word(key, "externalidentifier") && list)
		identifiers(&s->bom.j, &e->part);
	else if (spdx_word(key, "verifiedusing") && list)
		hashes(s, &e->part);
	else
		json_skip(&s->bom.j);
}

static bool is_package(struct str type)
{
	return spdx_word(type, "softwarepackage") || spdx_word(type, "aiaipackage") ||
	       spdx_word(type, "datasetdatasetpackage");
}

static void mean(struct spdx *s, struct str id, struct str text)
{
	if (id.n > 0 && text.n > 0)
		seen_add(&s->meaning, seen_hash(&id, 1), spdx_text(s, text));
}

/* The number of the text it stands for, or 0. */
static uint32_t meaning_of(const struct spdx *s, struct str id)
{
	uint32_t at = id.n > 0 ? seen_get(&s->meaning, seen_hash(&id, 1)) : 0;
	return at <= s->texts ? at : 0;
}

static void relate(struct spdx *s, const struct element *e)
{
	bool concluded = spdx_word(e->relation, "hasconcludedlicense");
	bool licence = concluded || spdx_word(e->relation, "hasdeclaredlicense");
	uint32_t part = licence ? spdx_package(s, e->from) : 0;
	for (size_t i = 0; i < e->tos; i++) {
		spdx_relate(s, e->from, e->relation, e->to[i]);
		uint32_t text = part != 0 ? meaning_of(s, e->to[i]) : 0;
		if (text != 0 && spdx_said(str_of(s->text[text - 1])).n > 0 &&
		    s->kept[part - 1].licence[!concluded] == 0)
			s->kept[part - 1].licence[!concluded] = text;
	}
}

static bool take_package(struct spdx *s, struct element *e)
{
	uint32_t vendor = meaning_of(s, e->origin.n > 0 ? e->origin : e->maker);
	struct bom_part *p = bom_at(&s->bom, bom_add(&s->bom));
	e->part.row = s->bom.at.row;
	e->part.ref = e->id;
	e->part.name = e->name;
	if (vendor != 0)
		e->part.vendor = str_of(s->text[vendor - 1]);
	*p = e->part;
	return spdx_take(s);
}

/* The first time: what others refer to, and what is said of the document. */
static void note(struct spdx *s, const struct element *e)
{
	struct bom *b = &s->bom;
	s->later |= e->relation.n > 0;
	if (e->expression.n > 0) {
		mean(s, e->id, e->expression);
	} else if (spdx_word(e->type, "organization") || spdx_word(e->type, "person") ||
	           spdx_word(e->type, "agent")) {
		mean(s, e->id, e->name);
	} else if (spdx_word(e->type, "creationinfo")) {
		if (b->date[0] == '\0')
			bom_dated(b, e->created);
	} else if (spdx_word(e->type, "spdxdocument") || spdx_word(e->type, "softwaresbom")) {
		bool sbom = spdx_word(e->type, "softwaresbom"); /* the document's root is mostly the bill itself */
		if (sbom || s->root == NULL)
			s->root = arena_strn(b->job->a, e->root.p, e->root.n);
		if (!sbom || b->name == NULL || b->name[0] == '\0')
			bom_called(b, e->name);
	}
}

static bool take(struct spdx *s, struct element *e)
{
	if (is_package(e->type))
		return s->pass == SPDX_RELATE || take_package(s, e);
	if (s->pass == SPDX_RELATE && e->relation.n > 0)
		relate(s, e);
	else if (s->pass == SPDX_READ)
		note(s, e);
	return true;
}

bool spdx_graph(struct spdx *s)
{
	struct bom *b = &s->bom;
	uint64_t told = 0;
	struct str key;
	s->graph = true;
	for (jsons_array(&b->s); jsons_more(&b->s); bom_progress(b, &told)) {
		struct element e = { 0 };
		if (!bom_open(b))
			return false;
		json_object(&b->j);
		while (json_key(&b->j, &key))
			member(s, &e, key);
		if (!bom_close(b) || !take(s, &e))
			return false;
	}
	return jsons_ok(&b->s);
}
