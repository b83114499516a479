/* SPDX-License-Identifier: Apache-2.0
 *
 * yaml.c - YAML through a typed schema: what is not described is refused
 *
 * libyaml cuts the text into events; this file walks the schema and asks for the event it needs.
 * Nothing is built that the schema does not name, and the walk ends at the first surprise, so
 * there is neither a document tree nor anything to skip.  What is refused everywhere (aliases,
 * anchors, tags, depth) is refused where events arrive.
 */
#include "base/yaml.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <yaml.h>

#include "base/map.h"

enum { MOST_FIELDS = 256 };

struct reader {
	yaml_parser_t parser;
	yaml_event_t ev; /* the event at hand */
	struct arena *keep;
	struct str text;
	const char *file;
	struct pt_err *e;
	unsigned depth;
};

static struct pt_at at_mark(const struct reader *r, yaml_mark_t mark)
{
	struct pt_at at = { .row = mark.line + 1, .column = mark.column + 1 };
	if (r->file)
		snprintf(at.file, sizeof at.file, "%s", r->file);
	return at;
}

/* The place of an octet, for what libyaml refuses without a mark. */
static struct pt_at at_octet(const struct reader *r, size_t pos)
{
	yaml_mark_t mark = { 0 };
	for (size_t i = 0; i < pos && i < r->text.n; i++) {
		if (r->text.p[i] == '\n') {
			mark.line++;
			mark.column = 0;
		} else if ((r->text.p[i] & 0xc0) != 0x80) {
			mark.column++;
		}
	}
	struct pt_at at = at_mark(r, mark);
	at.byte = pos + 1;
	return at;
}

static bool refuse(struct reader *r, const char *fmt, ...) PT_PRINTF(2, 3);

/* A failure at the event at hand. */
static bool refuse(struct reader *r, const char *fmt, ...)
{
	char text[sizeof r->e->text];
	struct pt_at at = at_mark(r, r->ev.start_mark);
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	return pt_fail_at(r->e, &at, PT_INVALID, "%s", text);
}

static bool parser_failed(struct reader *r)
{
	const yaml_parser_t *p = &r->parser;
	struct pt_at at = at_mark(r, p->problem_mark);
	const char *problem = p->problem ? p->problem : "is not YAML";
	if (p->error == YAML_MEMORY_ERROR)
		return pt_fail_at(r->e, &at, PT_LIMIT, "no memory left for reading this text");
	if (p->error == YAML_READER_ERROR)
		at = at_octet(r, p->problem_offset);
	if (p->context)
		return pt_fail_at(r->e, &at, PT_INVALID, "%s %s", p->context, problem);
	return pt_fail_at(r->e, &at, PT_INVALID, "%s", problem);
}

static bool refuse_mark(struct reader *r, const unsigned char *anchor, const unsigned char *tag)
{
	if (anchor)
		return refuse(r, "anchors are not allowed");
	return tag ? refuse(r, "tags are not allowed") : true;
}

static bool goes_deeper(struct reader *r)
{
	struct pt_at at = at_mark(r, r->ev.start_mark);
	if (++r->depth > YAML_DEPTH)
		return pt_fail_at(r->e, &at, PT_LIMIT, "is nested deeper than %d levels",
		                  YAML_DEPTH);
	return true;
}

/* Moves to the next event and refuses what no document may have. */
static bool next(struct reader *r)
{
	yaml_event_delete(&r->ev);
	if (!yaml_parser_parse(&r->parser, &r->ev))
		return parser_failed(r);
	const yaml_event_t *ev = &r->ev;
	switch (ev->type) {
	case YAML_ALIAS_EVENT: return refuse(r, "aliases are not allowed");
	case YAML_SCALAR_EVENT:
		if (memchr(ev->data.scalar.value, '\0', ev->data.scalar.length))
			return refuse(r, "text with a NUL character is not allowed");
		return refuse_mark(r, ev->data.scalar.anchor, ev->data.scalar.tag);
	case YAML_SEQUENCE_START_EVENT:
		return goes_deeper(r) && refuse_mark(r, ev->data.sequence_start.anchor,
		                                     ev->data.sequence_start.tag);
	case YAML_MAPPING_START_EVENT:
		return goes_deeper(r) &&
		       refuse_mark(r, ev->data.mapping_start.anchor, ev->data.mapping_start.tag);
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT: r->depth--; return true;
	case YAML_DOCUMENT_START_EVENT:
		return ev->data.document_start.tag_directives.start ==
		                       ev->data.document_start.tag_directives.end ?
		               true :
		               refuse(r, "tags are not allowed");
	case YAML_NO_EVENT:
	case YAML_STREAM_START_EVENT:
	case YAML_STREAM_END_EVENT:
	case YAML_DOCUMENT_END_EVENT: return true;
	}
	return true;
}

static struct str scalar(const struct reader *r)
{
	return (struct str){ (const char *)r->ev.data.scalar.value, r->ev.data.scalar.length };
}

/* "key:" with nothing behind it; "" in quotes is a text that is empty on purpose. */
static bool is_missing(const struct reader *r)
{
	return r->ev.type == YAML_SCALAR_EVENT && r->ev.data.scalar.length == 0 &&
	       r->ev.data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
}

/* Requires the event at hand to be of this kind. */
static bool expect(struct reader *r, yaml_event_type_t type, const char *what)
{
	const char *wanted = type == YAML_SCALAR_EVENT           ? "text" :
	                     type == YAML_SEQUENCE_START_EVENT ? "a list" :
	                                                           "keys with values";
	if (is_missing(r))
		return refuse(r, "%s: a value is missing", what);
	return r->ev.type == type ? true : refuse(r, "%s: expected %s", what, wanted);
}

static bool wrong(struct reader *r, const char *what, const char *wanted)
{
	return refuse(r, "%s: expected %s, not \"%.80s\"", what, wanted,
	              (const char *)r->ev.data.scalar.value);
}

static const char *keep_text(struct reader *r)
{
	struct str s = scalar(r);
	while (s.n && s.p[s.n - 1] == '\n')
		s.n--;
	return arena_strn(r->keep, s.p, s.n);
}

static bool is_id(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		bool word = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
		if (!word && (i == 0 || (c != '.' && c != '_' && c != '-')))
			return false;
	}
	return s.n > 0;
}

static bool is_country(struct str s)
{
	return s.n == 2 && s.p[0] >= 'A' && s.p[0] <= 'Z' && s.p[1] >= 'A' && s.p[1] <= 'Z';
}

static bool int_of(struct str s, int64_t *out)
{
	uint64_t v = 0;
	bool minus = s.n > 0 && s.p[0] == '-';
	if (minus)
		s = (struct str){ s.p + 1, s.n - 1 };
	if (!str_u64(s, &v) || v > (uint64_t)INT64_MAX + minus)
		return false;
	*out = minus ? (int64_t)(0 - v) : (int64_t)v;
	return true;
}

static bool read_enum(struct reader *r, const struct yaml_field *f, int *out)
{
	const char *const *words = f->detail;
	char all[400] = "";
	size_t n = 0, used = 0;
	for (; words[n]; n++) {
		if (str_is(scalar(r), words[n])) {
			*out = (int)n;
			return true;
		}
		if (used < sizeof all)
			used += (size_t)snprintf(all + used, sizeof all - used, "%s%s",
			                         n ? ", " : "", words[n]);
	}
	const char *given = (const char *)r->ev.data.scalar.value;
	const char *near = str_nearest(given, words, n);
	if (near)
		return refuse(r, "%s: \"%.80s\" is none of %s (did you mean \"%s\"?)", f->key,
		              given, all, near);
	return refuse(r, "%s: \"%.80s\" is none of %s", f->key, given, all);
}

static bool read_number(struct reader *r, const char *what, double *out)
{
	if (!expect(r, YAML_SCALAR_EVENT, what))
		return false;
	return str_double(scalar(r), out) ? true : wrong(r, what, "a number");
}

static bool read_range(struct reader *r, const char *what, struct range *out)
{
	out->given = true;
	if (r->ev.type != YAML_SEQUENCE_START_EVENT) {
		bool ok = read_number(r, what, &out->lo);
		out->hi = out->lo;
		return ok;
	}
	if (!next(r) || !read_number(r, what, &out->lo) || !next(r))
		return false;
	if (r->ev.type == YAML_SEQUENCE_END_EVENT)
		return refuse(r, "%s: a range has two numbers", what);
	if (!read_number(r, what, &out->hi))
		return false;
	if (out->lo > out->hi)
		return refuse(r, "%s: the range ends before it begins", what);
	if (!next(r))
		return false;
	return r->ev.type == YAML_SEQUENCE_END_EVENT
	               ? true
	               : refuse(r, "%s: a range has two numbers", what);
}

static bool read_record(struct reader *r, const struct yaml_record *def, void *out);
static bool read_list(struct reader *r, const struct yaml_field *f, size_t size,
                      struct yaml_list *out);
static bool read_pairs(struct reader *r, const struct yaml_field *f, struct yaml_list *out);

static bool read_text(struct reader *r, const struct yaml_field *f, void *to)
{
	struct str s = scalar(r);
	switch (f->type) {
	case YAML_ID:
		if (!is_id(s))
			return wrong(r, f->key, "an identifier (a-z, 0-9, '.', '_', '-')");
		break;
	case YAML_COUNTRY:
		if (!is_country(s))
			return wrong(r, f->key, "a country code of two capital letters");
		break;
	case YAML_INT:
		return int_of(s, to) ? true : wrong(r, f->key, "a whole number");
	case YAML_BOOL:
		*(bool *)to = str_is(s, "true");
		return *(bool *)to || str_is(s, "false") ? true : wrong(r, f->key, "true or false");
	case YAML_DATE:
		return str_date(s, to) ? true : wrong(r, f->key, "a date (YYYY-MM-DD)");
	case YAML_DURATION:
		return str_duration(s, to) ? true : wrong(r, f->key, "a duration like P90D");
	case YAML_ENUM: return read_enum(r, f, to);
	default: break;
	}
	*(const char **)to = keep_text(r);
	return true;
}

/* Reads the value at hand; leaves its last event at hand. */
static bool read_value(struct reader *r, const struct yaml_field *f, void *to)
{
	switch (f->type) {
	case YAML_TEXT:
	case YAML_ID:
	case YAML_COUNTRY:
	case YAML_INT:
	case YAML_BOOL:
	case YAML_DATE:
	case YAML_DURATION:
	case YAML_ENUM: return expect(r, YAML_SCALAR_EVENT, f->key) && read_text(r, f, to);
	case YAML_NUMBER: return read_number(r, f->key, to);
	case YAML_RANGE: return read_range(r, f->key, to);
	case YAML_NUMBERS: return read_list(r, f, sizeof(double), to);
	case YAML_TEXTS: return read_list(r, f, sizeof(const char *), to);
	case YAML_TEXTSS: return read_list(r, f, sizeof(struct yaml_list), to);
	case YAML_RECORDS:
		return read_list(r, f, ((const struct yaml_record *)f->detail)->size, to);
	case YAML_PAIRS: return read_pairs(r, f, to);
	case YAML_RECORD: return read_record(r, f->detail, to);
	case YAML_PLACE: break;
	}
	return false;
}

/* What one element of a list field is. */
static struct yaml_field element_of(const struct yaml_field *f)
{
	struct yaml_field one = { .key = f->key, .type = YAML_RECORD, .detail = f->detail };
	if (f->type == YAML_NUMBERS)
		one.type = YAML_NUMBER;
	if (f->type == YAML_TEXTS)
		one.type = YAML_TEXT;
	if (f->type == YAML_TEXTSS)
		one.type = YAML_TEXTS;
	return one;
}

static bool read_list(struct reader *r, const struct yaml_field *f, size_t size,
                      struct yaml_list *out)
{
	struct yaml_field one = element_of(f);
	size_t cap = 0;
	if (!expect(r, YAML_SEQUENCE_START_EVENT, f->key))
		return false;
	for (out->n = 0;; out->n++) {
		if (!next(r))
			return false;
		if (r->ev.type == YAML_SEQUENCE_END_EVENT)
			return true;
		if (out->n >= cap)
			out->v = arena_grow(r->keep, out->v, size, out->n, &cap);
		if (!read_value(r, &one, (char *)out->v + out->n * size))
			return false;
	}
}

/* Whether the event at hand may be a key. */
static bool is_key(struct reader *r, const char *what)
{
	if (r->ev.type != YAML_SCALAR_EVENT)
		return refuse(r, "a key in %s is not text", what);
	return is_missing(r) ? refuse(r, "a key in %s is missing", what) : true;
}

static bool read_pairs(struct reader *r, const struct yaml_field *f, struct yaml_list *out)
{
	struct map seen = map_in(r->keep);
	struct yaml_pair *v = NULL;
	size_t cap = 0;
	if (!expect(r, YAML_MAPPING_START_EVENT, f->key))
		return false;
	for (;;) {
		if (!next(r))
			return false;
		out->v = v;
		if (r->ev.type == YAML_MAPPING_END_EVENT)
			return true;
		if (!is_key(r, f->key))
			return false;
		yaml_mark_t mark = r->ev.start_mark;
		struct yaml_place place = { (uint32_t)mark.line + 1, (uint32_t)mark.column + 1 };
		const char *key = arena_strn(r->keep, scalar(r).p, scalar(r).n);
		if (!map_add(&seen, str_of(key), 0))
			return refuse(r, "key \"%.80s\" is there twice in %s", key, f->key);
		if (!next(r) || !expect(r, YAML_SCALAR_EVENT, key))
			return false;
		*PUSH(r->keep, v, out->n, cap) = (struct yaml_pair){ key, keep_text(r), place };
	}
}

static bool unknown_key(struct reader *r, const struct yaml_record *def)
{
	const char *word[MOST_FIELDS], *given = (const char *)r->ev.data.scalar.value;
	size_t n = 0;
	for (size_t i = 0; i < def->n; i++)
		if (def->field[i].key)
			word[n++] = def->field[i].key;
	const char *near = str_nearest(given, word, n);
	if (near)
		return refuse(r, "unknown key \"%.80s\" in %s (did you mean \"%s\"?)", given,
		              def->name, near);
	return refuse(r, "unknown key \"%.80s\" in %s", given, def->name);
}

/* One key with its value. */
static bool read_member(struct reader *r, const struct yaml_record *def, void *out, bool *seen)
{
	if (!is_key(r, def->name))
		return false;
	size_t i = 0;
	while (i < def->n && !(def->field[i].key && str_is(scalar(r), def->field[i].key)))
		i++;
	if (i == def->n)
		return unknown_key(r, def);
	if (seen[i])
		return refuse(r, "key \"%s\" is there twice in %s", def->field[i].key, def->name);
	seen[i] = true;
	return next(r) && read_value(r, &def->field[i], (char *)out + def->field[i].offset);
}

static bool read_record(struct reader *r, const struct yaml_record *def, void *out)
{
	bool seen[MOST_FIELDS] = { false };
	struct pt_at at = at_mark(r, r->ev.start_mark);
	if (def->n > MOST_FIELDS)
		return pt_fail(r->e, PT_BUG, "%s has too many fields", def->name);
	if (!expect(r, YAML_MAPPING_START_EVENT, def->name))
		return false;
	for (;;) {
		if (!next(r))
			return false;
		if (r->ev.type == YAML_MAPPING_END_EVENT)
			break;
		if (!read_member(r, def, out, seen))
			return false;
	}
	for (size_t i = 0; i < def->n; i++) {
		const struct yaml_field *f = &def->field[i];
		if (f->type == YAML_PLACE)
			*(struct yaml_place *)(void *)((char *)out + f->offset) =
			        (struct yaml_place){ (uint32_t)at.row, (uint32_t)at.column };
		else if (f->required && !seen[i])
			return pt_fail_at(r->e, &at, PT_INVALID, "key \"%s\" is missing in %s",
			                  f->key, def->name);
	}
	return true;
}

static bool read_document(struct reader *r, const struct yaml_record *def, void *out)
{
	if (!next(r) || !next(r)) /* the stream begins, a document begins */
		return false;
	if (r->ev.type == YAML_STREAM_END_EVENT || !next(r))
		return refuse(r, "is empty");
	if (is_missing(r))
		return refuse(r, "is empty");
	if (!read_record(r, def, out) || !next(r) || !next(r))
		return false;
	return r->ev.type == YAML_STREAM_END_EVENT ? true : refuse(r, "more than one document");
}

bool yaml_read(struct arena *keep, struct str text, const char *file, const struct yaml_record *def,
               void *out, struct pt_err *e)
{
	struct pt_err own = { 0 };
	struct reader r = { .keep = keep, .text = text, .file = file, .e = e ? e : &own };
	struct pt_at at;
	size_t fault = 0;
	memset(out, 0, def->size);
	if (text.n > YAML_LIMIT) {
		at = at_octet(&r, 0);
		return pt_fail_at(r.e, &at, PT_LIMIT, "is larger than %d octets", YAML_LIMIT);
	}
	if (!str_utf8(text, &fault)) {
		at = at_octet(&r, fault);
		return pt_fail_at(r.e, &at, PT_INVALID, "bytes that are not UTF-8 (or a NUL)");
	}
	if (!yaml_parser_initialize(&r.parser))
		return pt_fail(r.e, PT_LIMIT, "no memory left for reading this text");
	yaml_parser_set_encoding(&r.parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&r.parser, (const unsigned char *)text.p, text.n);
	bool ok = read_document(&r, def, out);
	yaml_event_delete(&r.ev);
	yaml_parser_delete(&r.parser);
	return ok;
}
