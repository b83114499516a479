/* SPDX-License-Identifier: Apache-2.0
 *
 * yaml_json.c - a YAML document as the JSON text of the same rows
 */
#include <string.h>
#include <yaml.h>

#include "base/json.h"
#include "base/yaml.h"

struct level {
	bool map, key; /* key: the next scalar is a key */
};

struct converter {
	yaml_parser_t parser;
	yaml_event_t ev;
	struct jsonw w;
	struct buf out;
	struct level open[YAML_DEPTH + 1]; /* [0] is the document */
	unsigned depth;
	size_t row; /* of the text written */
	const char *file;
	struct pt_err *e;
};

static bool fail(struct converter *c, yaml_mark_t mark, enum pt_code code, const char *text)
{
	struct pt_at at = { .row = mark.line + 1, .column = mark.column + 1, .byte = mark.index };
	pt_fail_at(c->e, &at, code, "%s", text);
	pt_err_file(c->e, c->file ? c->file : "");
	return false;
}

/* So that a place in the JSON is the row of the YAML. */
static void to_row(struct converter *c)
{
	for (; c->row < c->ev.start_mark.line; c->row++)
		buf_char(&c->out, '\n');
}

static bool next(struct converter *c)
{
	yaml_event_delete(&c->ev);
	if (yaml_parser_parse(&c->parser, &c->ev))
		return true;
	const yaml_parser_t *p = &c->parser;
	if (p->error == YAML_MEMORY_ERROR)
		return fail(c, p->problem_mark, PT_LIMIT, "no memory left for reading this text");
	return fail(c, p->problem_mark, PT_INVALID, p->problem ? p->problem : "is not YAML");
}

static bool is_null(const yaml_event_t *ev)
{
	const char *s = (const char *)ev->data.scalar.value;
	return ev->data.scalar.style == YAML_PLAIN_SCALAR_STYLE &&
	       (s[0] == '\0' || strcmp(s, "~") == 0 || strcmp(s, "null") == 0);
}

static bool scalar(struct converter *c)
{
	struct level *top = &c->open[c->depth];
	struct str s = { (const char *)c->ev.data.scalar.value, c->ev.data.scalar.length };
	if (memchr(s.p, '\0', s.n) != NULL)
		return fail(c, c->ev.start_mark, PT_INVALID, "text with a NUL character is not allowed");
	if (c->ev.data.scalar.anchor || c->ev.data.scalar.tag)
		return fail(c, c->ev.start_mark, PT_INVALID, "anchors and tags are not allowed");
	if (top->key)
		jsonw_key(&c->w, s.p);
	else if (is_null(&c->ev))
		jsonw_null(&c->w);
	else
		jsonw_str(&c->w, s);
	if (top->map)
		top->key = !top->key;
	return true;
}

static bool begin(struct converter *c, bool map)
{
	struct level *top = &c->open[c->depth];
	const yaml_char_t *anchor = map ? c->ev.data.mapping_start.anchor : c->ev.data.sequence_start.anchor;
	const yaml_char_t *tag = map ? c->ev.data.mapping_start.tag : c->ev.data.sequence_start.tag;
	if (anchor || tag)
		return fail(c, c->ev.start_mark, PT_INVALID, "anchors and tags are not allowed");
	if (top->key)
		return fail(c, c->ev.start_mark, PT_INVALID, "a key that is no text");
	if (c->depth == YAML_DEPTH)
		return fail(c, c->ev.start_mark, PT_LIMIT, "is nested deeper than 32 levels");
	if (top->map)
		top->key = true;
	c->open[++c->depth] = (struct level){ map, map };
	if (map)
		jsonw_object(&c->w);
	else
		jsonw_array(&c->w);
	return true;
}

static void end(struct converter *c)
{
	if (c->open[c->depth--].map)
		jsonw_object_end(&c->w);
	else
		jsonw_array_end(&c->w);
}

/* One event; *over at the end of the only document. */
static bool take(struct converter *c, bool *over)
{
	to_row(c);
	switch (c->ev.type) {
	case YAML_ALIAS_EVENT: return fail(c, c->ev.start_mark, PT_INVALID, "aliases are not allowed");
	case YAML_SCALAR_EVENT: return scalar(c);
	case YAML_MAPPING_START_EVENT: return begin(c, true);
	case YAML_SEQUENCE_START_EVENT: return begin(c, false);
	case YAML_MAPPING_END_EVENT:
	case YAML_SEQUENCE_END_EVENT: end(c); return true;
	case YAML_DOCUMENT_END_EVENT: *over = true; return true;
	case YAML_STREAM_END_EVENT: return fail(c, c->ev.start_mark, PT_INVALID, "is empty");
	case YAML_DOCUMENT_START_EVENT:
	case YAML_STREAM_START_EVENT:
	case YAML_NO_EVENT: return true;
	}
	return true;
}

bool yaml_json(struct arena *a, struct str text, const char *file, struct str *json, struct pt_err *e)
{
	struct pt_err own = { 0 };
	struct converter c = { .file = file, .e = e ? e : &own, .out = buf_in(a) };
	size_t bad;
	c.w = jsonw_in(&c.out, 0);
	if (text.n == 0)
		return pt_fail(c.e, PT_INVALID, "is empty");
	if (text.n > YAML_JSON_LIMIT)
		return pt_fail(c.e, PT_LIMIT, "is larger than %d MB", YAML_JSON_LIMIT >> 20);
	if (!str_utf8(text, &bad))
		return pt_fail(c.e, PT_INVALID, "has octets that are not UTF-8 (the first at %zu)", bad + 1);
	if (!yaml_parser_initialize(&c.parser))
		return pt_fail(c.e, PT_LIMIT, "no memory left for reading this text");
	yaml_parser_set_encoding(&c.parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&c.parser, (const unsigned char *)text.p, text.n);
	bool ok = true, over = false;
	while (ok && !over)
		ok = next(&c) && take(&c, &over);
	ok = ok && next(&c) &&
	     (c.ev.type == YAML_STREAM_END_EVENT || fail(&c, c.ev.start_mark, PT_INVALID, "more than one document"));
	yaml_event_delete(&c.ev);
	yaml_parser_delete(&c.parser);
	*json = (struct str){ c.out.p, c.out.n };
	return ok;
}
