/* SPDX-License-Identifier: Apache-2.0
 *
 * bom.c - a bill of materials, whatever it was written in -> components of a product
 */
#include "import/inventory/bom.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "import/inventory/cm.h"

enum { LICENCE = 1000, HASH = 300 };

void bom_begin(struct bom *b, struct import_job *job, struct json *j, struct pt_err *e)
{
	*b = (struct bom){ .job = job, .a = job->a, .j = j, .e = e };
	b->refs = map_in(b->a);
}

/* The row of what was read last; asked for in the order of the text. */
static uint64_t row(struct bom *b)
{
	const char *at;
	while (b->counted < b->j->value_pos &&
	       (at = memchr(b->j->text.p + b->counted, '\n', b->j->value_pos - b->counted)) != NULL) {
		b->counted = (size_t)(at - b->j->text.p) + 1;
		b->row++;
	}
	if (b->counted < b->j->value_pos)
		b->counted = b->j->value_pos;
	return b->row + 1;
}

uint32_t bom_add(struct bom *b)
{
	if (b->parts == BOM_PARTS) {
		pt_fail(b->e, PT_LIMIT, "has more than %d parts", BOM_PARTS);
		return BOM_NONE;
	}
	if (b->parts == b->blocks * BOM_BLOCK)
		*PUSH(b->a, b->block, b->blocks, b->cap) = NEW(b->a, struct bom_part, BOM_BLOCK);
	b->parts++;
	bom_at(b, (uint32_t)b->parts)->row = row(b);
	return (uint32_t)b->parts;
}

struct bom_part *bom_at(const struct bom *b, uint32_t part)
{
	return &b->block[(part - 1) / BOM_BLOCK][(part - 1) % BOM_BLOCK];
}

void bom_refer(struct bom *b, uint32_t part)
{
	struct bom_part *p = bom_at(b, part);
	struct pt_at at = { .row = p->row };
	char text[160];
	if (p->ref.n == 0 || map_add(&b->refs, p->ref, part))
		return;
	snprintf(text, sizeof text, "the reference \"%.*s\" is there twice", p->ref.n < 80 ? (int)p->ref.n : 80,
	         p->ref.p);
	import_reject(b->job, &at, text);
}

uint32_t bom_find(const struct bom *b, struct str ref)
{
	uint32_t part;
	return ref.n > 0 && map_get(&b->refs, ref, &part) ? part : BOM_NONE;
}

/* Whether it begins like SHA-256 or SHA256. */
static bool is_sha256(struct str s)
{
	return (s.n >= 7 && strncasecmp(s.p, "sha-256", 7) == 0) || (s.n >= 6 && strncasecmp(s.p, "sha256", 6) == 0);
}

void bom_hash(struct bom *b, struct bom_part *p, struct str algorithm, struct str value)
{
	bool better = is_sha256(algorithm) && !is_sha256(p->hash);
	if (value.n == 0 || value.n + algorithm.n > HASH || (p->hash.n > 0 && !better))
		return;
	p->hash = str_of(arena_fmt(b->a, "%.*s:%.*s", (int)algorithm.n, algorithm.p, (int)value.n, value.p));
}

void bom_licence(struct bom *b, struct bom_part *p, struct str licence)
{
	if (licence.n == 0 || p->licence.n + licence.n > LICENCE)
		return;
	if (p->licence.n > 0) {
		struct buf text = buf_in(b->a);
		buf_fmt(&text, "%.*s, %.*s", (int)p->licence.n, p->licence.p, (int)licence.n, licence.p);
		licence = (struct str){ text.p, text.n };
	}
	p->licence = licence;
}

/* --- names --- */

/* On one line: what is no part of a name becomes a space. */
static char *one_line(char *s)
{
	for (char *p = s; *p; p++)
		if ((unsigned char)*p < 0x20 || *p == 0x7f)
			*p = ' ';
	return s;
}

enum { PIECE = 1000 };

/* At most so many octets of it, and no part of a character. */
static int piece(struct str s)
{
	size_t n = s.n < PIECE ? s.n : PIECE;
	while (n > 0 && n < s.n && (s.p[n] & 0xc0) == 0x80)
		n--;
	return (int)n;
}

static const char *name_of(struct arena *a, const struct bom_part *p)
{
	struct str id = p->purl.n > 0 ? p->purl : p->name.n > 0 ? p->name : p->ref;
	if (p->purl.n == 0 && p->name.n > 0 && (p->group.n > 0 || p->release.n > 0)) {
		char text[3 * PIECE + 8]; /* what is longer has its end cut off, which the check sum cannot tell */
		int n = snprintf(text, sizeof text, "%.*s%s%.*s%s%.*s", piece(p->group), p->group.p ? p->group.p : "",
		                 p->group.n ? "/" : "", piece(p->name), p->name.p, p->release.n ? "@" : "",
		                 piece(p->release), p->release.p ? p->release.p : "");
		id = cm_short_id(a, (struct str){ text, n > 0 ? (size_t)n : 0 });
		return one_line(arena_strn(a, id.p, id.n));
	}
	id = cm_short_id(a, id);
	return id.n > 0 ? one_line(arena_strn(a, id.p, id.n)) : "";
}

struct namer {
	struct map names;
	uint32_t *times; /* how often a name was given */
	size_t n, cap;
};

/* The name, with a number when it was given before; the numbered one may itself be taken. */
static const char *given(struct arena *a, struct namer *t, const char *name)
{
	uint32_t base, at;
	const char *id = name;
	bool again = map_get(&t->names, str_of(name), &base);
	while (map_get(&t->names, str_of(id), &at)) {
		struct str numbered = str_of(arena_fmt(a, "%s#%u", name, (unsigned)++t->times[base]));
		numbered = cm_short_id(a, numbered);
		id = arena_strn(a, numbered.p, numbered.n);
	}
	map_add(&t->names, str_of(id), (uint32_t)t->n);
	*PUSH(a, t->times, t->n, t->cap) = 1;
	return again ? id : name;
}

static void name_all(struct bom *b)
{
	struct namer t = { .names = map_in(b->a) };
	for (uint32_t i = 1; i <= b->parts; i++)
		bom_at(b, i)->id = given(b->a, &t, name_of(b->a, bom_at(b, i)));
}

/* --- rows --- */

static bool emit_source(struct bom *b)
{
	struct record r = { .table = T_SOURCE };
	record_set(&r, "id", b->source);
	record_set(&r, "title", b->title);
	record_set(&r, "redistributable", "no");
	record_set(&r, "reliability", "B"); /* makers say it of their own */
	record_set(&r, "anonymous", "no");
	record_set(&r, "certainty", "read");
	return import_emit(b->job, &r, NULL);
}

static void set(struct record *r, const char *column, struct str value)
{
	r->field[record_column_of(r->table, str_of(column))] = str_trim(value);
}

static const char *inside_of(struct bom *b, struct arena *a)
{
	const char *file = b->job->member ? b->job->member : b->job->name ? b->job->name : "";
	const char *slash = strrchr(file, '/');
	if (b->about != BOM_NONE && bom_at(b, b->about)->id != NULL)
		return bom_at(b, b->about)->id;
	struct str name = b->name.n > 0 ? b->name : str_of(slash ? slash + 1 : file);
	name = cm_short_id(a, name.n > 0 ? name : STR("document"));
	return one_line(arena_strn(a, name.p, name.n));
}

static bool emit_device(struct bom *b, const char *date)
{
	const struct bom_part *p = b->about != BOM_NONE ? bom_at(b, b->about) : NULL;
	struct record r = { .table = T_ELEMENT };
	struct pt_at at = { .row = p ? p->row : 0 };
	if (p == NULL || p->type.n != 6 || strncasecmp(p->type.p, "device", 6) != 0)
		return true;
	record_set(&r, "id", p->id);
	record_set(&r, "function", "other");
	set(&r, "vendor", p->vendor);
	record_set(&r, "vendor_basis", p->vendor.n > 0 ? "stated" : NULL);
	set(&r, "product", p->name);
	set(&r, "hardware", p->release);
	set(&r, "serial", p->serial);
	record_set(&r, "basis", "stated");
	record_set(&r, "note", "function not told, device of a bill of materials");
	record_set(&r, "source", b->source);
	record_set(&r, "date", date);
	return import_emit(b->job, &r, &at);
}

static bool emit_part(struct bom *b, const struct bom_part *p, const char *inside, const char *date)
{
	struct record r = { .table = T_COMPONENT };
	struct pt_at at = { .row = p->row };
	const struct bom_part *parent = p->parent != BOM_NONE ? bom_at(b, p->parent) : NULL;
	record_set(&r, "inside", inside);
	record_set(&r, "id", p->id);
	if (parent != NULL && p->parent != b->about && parent != p)
		record_set(&r, "parent", parent->id);
	set(&r, "type", p->type);
	set(&r, "name", p->name);
	set(&r, "release", p->release);
	set(&r, "vendor", p->vendor);
	set(&r, "purl", p->purl);
	set(&r, "cpe", p->cpe);
	set(&r, "licence", p->licence);
	set(&r, "hash", p->hash);
	record_set(&r, "source", b->source);
	record_set(&r, "date", date);
	return import_emit(b->job, &r, &at);
}

bool bom_emit(struct bom *b)
{
	struct arena scratch;
	char date[11] = "";
	int32_t day;
	if (b->time.n >= 10 && str_date((struct str){ b->time.p, 10 }, &day))
		str_date_text(day, date);
	name_all(b);
	scratch = *b->a;
	const char *inside = inside_of(b, &scratch);
	bool ok = emit_source(b) && emit_device(b, date);
	for (uint32_t i = 1; i <= b->parts && ok; i++)
		if (i != b->about)
			ok = emit_part(b, bom_at(b, i), inside, date);
	return ok || import_stopped(b->e);
}
