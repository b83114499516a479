/* SPDX-License-Identifier: Apache-2.0
 *
 * bom.c - a bill of materials, whatever it was written in -> components of a product
 */
#include "import/inventory/bom.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "import/inventory/cm.h"
#include "import/register.h"

enum { LICENCE = 1000, HASH = 300 };

bool bom_begin(struct bom *b, struct import_job *job, struct pt_err *e)
{
	*b = (struct bom){ .job = job, .e = e, .source = b->source, .title = b->title };
	if (!import_repeatable(job, e))
		return false;
	b->whole = register_scratch(job->a);
	b->refs = seen_in(job->a);
	b->names = seen_in(job->a);
	jsons_open(&b->s, job->a, job->source, e);
	return jsons_object(&b->s);
}

bool bom_rewind(struct bom *b)
{
	if (!import_rewind(b->job, b->e))
		return false;
	jsons_again(&b->s, b->job->source);
	seen_forget(&b->names);
	return jsons_object(&b->s);
}

bool bom_open_text(struct bom *b, const struct jsons_value *v)
{
	b->at = *v;
	b->scratch = b->whole;
	b->own = (struct pt_err){ 0 };
	b->part = NULL;
	b->parts = b->cap = b->counted = 0;
	b->row = v->row;
	b->about = BOM_NONE;
	struct pt_at at = { .row = v->row, .column = v->column };
	if (v->text.p == NULL)
		return pt_fail_at(b->e, &at, PT_LIMIT, "one value is larger than %d MB", BOM_VALUE >> 20);
	json_of(&b->j, &b->scratch, v->text, NULL, &b->own);
	return true;
}

bool bom_open(struct bom *b)
{
	struct jsons_value v;
	return jsons_value(&b->s, BOM_VALUE, &v) && bom_open_text(b, &v);
}

bool bom_close(struct bom *b)
{
	if (json_done(&b->j))
		return true;
	jsons_place(&b->at, &b->own.at);
	b->own.at.byte = 0; /* counted from the value on */
	return pt_fail_at(b->e, &b->own.at, b->own.code, "%s", b->own.text);
}

/* The row of what was read last; asked for in the order of the text. */
static uint64_t row(struct bom *b)
{
	const char *at;
	while (b->counted < b->j.value_pos &&
	       (at = memchr(b->j.text.p + b->counted, '\n', b->j.value_pos - b->counted)) != NULL) {
		b->counted = (size_t)(at - b->j.text.p) + 1;
		b->row++;
	}
	if (b->counted < b->j.value_pos)
		b->counted = b->j.value_pos;
	return b->row;
}

uint32_t bom_add(struct bom *b)
{
	*PUSH(&b->scratch, b->part, b->parts, b->cap) = (struct bom_part){ .row = row(b) };
	return (uint32_t)b->parts;
}

struct bom_part *bom_at(const struct bom *b, uint32_t part)
{
	return &b->part[part - 1];
}

void bom_refer(struct bom *b, const struct bom_part *p, uint64_t number)
{
	struct pt_at at = { .row = p->row };
	char text[160];
	if (p->ref.n == 0 || seen_add(&b->refs, seen_hash(&p->ref, 1), number) == 0)
		return;
	snprintf(text, sizeof text, "the reference \"%.*s\" is there twice", p->ref.n < 80 ? (int)p->ref.n : 80,
	         p->ref.p);
	import_reject(b->job, &at, text);
}

void bom_called(struct bom *b, struct str name)
{
	b->name = arena_strn(b->job->a, name.p, name.n);
}

void bom_dated(struct bom *b, struct str time)
{
	int32_t day;
	if (time.n >= 10 && str_date((struct str){ time.p, 10 }, &day))
		str_date_text(day, b->date);
}

void bom_progress(struct bom *b, uint64_t *told)
{
	struct import_job *job = b->job;
	if (job->out.progress && (b->s.source.total < *told || b->s.source.total - *told >= 4 << 20)) {
		*told = b->s.source.total;
		job->out.progress(job->out.ctx, *told);
	}
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
	p->hash = str_of(arena_fmt(&b->scratch, "%.*s:%.*s", (int)algorithm.n, algorithm.p, (int)value.n, value.p));
}

void bom_licence(struct bom *b, struct bom_part *p, struct str licence)
{
	if (licence.n == 0 || p->licence.n + licence.n > LICENCE)
		return;
	if (p->licence.n > 0) {
		struct buf text = buf_in(&b->scratch);
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

/* The name, with a number when it was given before; the numbered one may itself be taken. */
static const char *given(struct bom *b, const char *name)
{
	struct str id = str_of(name);
	uint64_t base = seen_hash(&id, 1);
	struct seen_slot *before = seen_note(&b->names, base, 1, 1);
	if (before == NULL)
		return name;
	uint32_t times = before->what;
	do {
		id = cm_short_id(&b->scratch, str_of(arena_fmt(&b->scratch, "%s#%u", name, (unsigned)++times)));
	} while (seen_note(&b->names, seen_hash(&id, 1), 1, 1) != NULL);
	seen_find(&b->names, base)->what = times;
	return arena_strn(&b->scratch, id.p, id.n);
}

void bom_name(struct bom *b)
{
	for (uint32_t i = 1; i <= b->parts; i++)
		bom_at(b, i)->id = given(b, name_of(&b->scratch, bom_at(b, i)));
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

static const char *inside_of(struct bom *b)
{
	struct arena *a = b->job->a;
	const char *file = b->job->member ? b->job->member : b->job->name ? b->job->name : "";
	const char *slash = strrchr(file, '/');
	if (b->about != BOM_NONE)
		return arena_str(a, bom_at(b, b->about)->id);
	struct str name = str_of(b->name && b->name[0] ? b->name : slash ? slash + 1 : file);
	name = cm_short_id(a, name.n > 0 ? name : STR("document"));
	return one_line(arena_strn(a, name.p, name.n));
}

static bool emit_device(struct bom *b)
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
	record_set(&r, "date", b->date);
	return import_emit(b->job, &r, &at);
}

static bool emit_part(struct bom *b, const struct bom_part *p)
{
	struct record r = { .table = T_COMPONENT };
	struct pt_at at = { .row = p->row };
	const struct bom_part *parent = p->parent != BOM_NONE ? bom_at(b, p->parent) : NULL;
	record_set(&r, "inside", b->inside);
	record_set(&r, "id", p->id);
	record_set(&r, "parent", parent != NULL && p->parent != b->about ? parent->id : p->inside_of);
	set(&r, "type", p->type);
	set(&r, "name", p->name);
	set(&r, "release", p->release);
	set(&r, "vendor", p->vendor);
	set(&r, "purl", p->purl);
	set(&r, "cpe", p->cpe);
	set(&r, "licence", p->licence);
	set(&r, "hash", p->hash);
	record_set(&r, "source", b->source);
	record_set(&r, "date", b->date);
	return import_emit(b->job, &r, &at);
}

bool bom_head(struct bom *b)
{
	b->inside = inside_of(b);
	return (emit_source(b) && emit_device(b)) || import_stopped(b->e);
}

bool bom_put(struct bom *b)
{
	for (uint32_t i = 1; i <= b->parts; i++)
		if (i != b->about && !emit_part(b, bom_at(b, i)))
			return import_stopped(b->e);
	return true;
}
