/* SPDX-License-Identifier: Apache-2.0
 *
 * spdx_graph.c - bills of materials in SPDX 3.0: a flat list of elements that refer to each other
 *
 * Names of makers and expressions of licences are elements of their own, which may stand anywhere; they
 * are looked up when the list was read.
 */
#include <string.h>

#include "import/inventory/spdx.h"

struct element {
	struct str id, type, name, expression, root, maker, origin, from, relation, created;
	struct str *to;
	size_t tos, cap;
	struct bom_part part;
};

/* Elements that parts refer to: who made them, how they are licensed. */
struct meaning {
	struct str id, text;
};

struct graph {
	struct spdx *s;
	struct map known;
	struct meaning *v;
	size_t n, cap;
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
	struct json *j = &s->j;
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
	struct json *j = &s->j;
	if (json_peek(j) != JSON_ARRAY) {
		*PUSH(s->bom.a, e->to, e->tos, e->cap) = json_text_or(j);
		return;
	}
	for (json_array(j); json_more(j);) {
		struct str one = json_text_or(j);
		*PUSH(s->bom.a, e->to, e->tos, e->cap) = one;
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
			*texts[i].to = first(&s->j);
			return;
		}
	bool list = json_peek(&s->j) == JSON_ARRAY;
	if (spdx_word(key, "to"))
		targets(s, e);
	else if (spdx_word(key, "externalidentifier") && list)
		identifiers(&s->j, &e->part);
	else if (spdx_word(key, "verifiedusing") && list)
		hashes(s, &e->part);
	else
		json_skip(&s->j);
}

static bool is_package(struct str type)
{
	return spdx_word(type, "softwarepackage") || spdx_word(type, "aiaipackage") ||
	       spdx_word(type, "datasetdatasetpackage");
}

static void mean(struct graph *g, struct str id, struct str text)
{
	if (id.n == 0 || text.n == 0 || !map_add(&g->known, id, (uint32_t)g->n))
		return;
	*PUSH(g->s->bom.a, g->v, g->n, g->cap) = (struct meaning){ id, text };
}

static void take(struct graph *g, struct element *e)
{
	struct spdx *s = g->s;
	if (is_package(e->type)) {
		uint32_t part = bom_add(&s->bom);
		if (part == BOM_NONE)
			return;
		uint64_t row = bom_at(&s->bom, part)->row;
		e->part.ref = e->id;
		e->part.name = e->name;
		e->part.vendor = e->origin.n > 0 ? e->origin : e->maker; /* a reference until all is read */
		e->part.row = row;
		*bom_at(&s->bom, part) = e->part;
		bom_refer(&s->bom, part);
	} else if (e->relation.n > 0) {
		for (size_t i = 0; i < e->tos; i++)
			spdx_relate(s, e->from, e->relation, e->to[i]);
	} else if (e->expression.n > 0) {
		mean(g, e->id, e->expression);
	} else if (spdx_word(e->type, "organization") || spdx_word(e->type, "person") || spdx_word(e->type, "age"
	       "nt")) {
		mean(g, e->id, e->name);
	} else if (spdx_word(e->type, "creationinfo")) {
		s->bom.time = s->bom.time.n == 0 ? e->created : s->bom.time;
	} else if (spdx_word(e->type, "spdxdocument") || spdx_word(e->type, "softwaresbom")) {
		bool sbom = spdx_word(e->type, "softwaresbom"); /* the document's root is mostly the bill itself */
		s->root = sbom || s->root.n == 0 ? e->root : s->root;
		s->bom.name = !sbom || s->bom.name.n == 0 ? e->name : s->bom.name;
	}
}

static struct str meaning_of(const struct graph *g, struct str id)
{
	uint32_t at;
	return id.n > 0 && map_get(&g->known, id, &at) ? g->v[at].text : STR("");
}

static void resolve(struct graph *g)
{
	struct bom *b = &g->s->bom;
	for (uint32_t i = 1; i <= b->parts; i++)
		bom_at(b, i)->vendor = meaning_of(g, bom_at(b, i)->vendor);
	for (int turn = 0; turn < 2; turn++) /* what was concluded counts before what was declared */
		for (size_t i = 0; i < g->s->relations; i++) {
			struct spdx_relation *r = &g->s->relation[i];
			uint32_t part = bom_find(b, r->from);
			if (part != BOM_NONE && bom_at(b, part)->licence.n == 0 &&
			    spdx_word(r->type, turn ? "hasdeclaredlicense" : "hasconcludedlicense"))
				bom_licence(b, bom_at(b, part), spdx_said(meaning_of(g, r->to)));
		}
}

void spdx_graph(struct spdx *s)
{
	struct graph g = { .s = s, .known = map_in(s->bom.a) };
	struct str key;
	s->graph = true;
	for (json_array(&s->j); json_more(&s->j) && s->bom.e->code == PT_OK;) {
		struct element e = { 0 };
		if (!json_object(&s->j))
			return;
		while (json_key(&s->j, &key))
			member(s, &e, key);
		if (json_ok(&s->j))
			take(&g, &e);
	}
	resolve(&g);
}
