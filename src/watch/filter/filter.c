/* SPDX-License-Identifier: Apache-2.0
 *
 * filter.c - expressions become tests and jumps
 *
 * Grammar, by descending with a limit of depth:
 *	or = and { "||" and }    and = not { "&&" not }    not = "!" not | "(" or ")" | test
 *	test = path [ ("==" | "!=" | "<" | ">" | "<=" | ">=" | "contains") value | "in" values ] | protocol
 *	values = value | "{" value { "," value } "}"
 */
#include "watch/filter/filter.h"

#include <string.h>
#include <strings.h>

#include "watch/decode/schema.h"
#include "watch/filter/value.h"
#include "watch/speaks.h"

static const struct {
	const char *name;
	enum filter_fact fact;
} facts[] = {
	{ "proto", FACT_PROTO },     { "message", FACT_MESSAGE },   { "file", FACT_FILE },
	{ "src", FACT_SRC },         { "dst", FACT_DST },           { "peer", FACT_PEER },
	{ "srcport", FACT_SRCPORT }, { "dstport", FACT_DSTPORT },   { "port", FACT_PORT },
	{ "time", FACT_TIME },       { "frame", FACT_FRAME },       { "octets", FACT_OCTETS },
	{ "damaged", FACT_DAMAGED }, { "ciphered", FACT_CIPHERED }, { "cut", FACT_CUT },
	{ "late", FACT_LATE },       { "quoted", FACT_QUOTED },
};

enum kind { END, WORD, QUOTED, SIGN };

struct parser {
	struct filter *f;
	struct arena *a;
	struct str text;
	size_t at; /* behind the token */
	enum kind kind;
	struct str token;
	unsigned depth;
	struct pt_err *e;
};

static bool wrong(const struct parser *p, const char *what, struct str s)
{
	struct pt_at at = { .file = "--filter", .row = 1 };
	at.column = (uint64_t)(p->token.p - p->text.p) + 1;
	return pt_fail_at(p->e, &at, PT_USAGE, "%s%s%.*s%s", what, s.n ? " \"" : "", (int)(s.n < 60 ? s.n : 60), s.p,
	                  s.n ? "\"" : "");
}

static bool expected(const struct parser *p, const char *what)
{
	struct pt_at at = { .file = "--filter", .row = 1 };
	at.column = (uint64_t)(p->token.p - p->text.p) + 1;
	if (p->kind == END)
		return pt_fail_at(p->e, &at, PT_USAGE, "expected %s, but it ends here", what);
	return pt_fail_at(p->e, &at, PT_USAGE, "expected %s, found \"%.*s\"", what,
	                  (int)(p->token.n < 60 ? p->token.n : 60), p->token.p);
}

static bool in_word(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 128 ||
	       (c != '\0' && strchr("-_.:/#*+@", c) != NULL);
}

/* The next token; a quotation mark without its partner is a failure. */
static bool next(struct parser *p)
{
	static const char *const signs[] = { "==", "!=", "<=", ">=", "&&", "||", "<", ">", "!", "(", ")", "{", "}",
		                             "," };
	const char *z = p->text.p;
	while (p->at < p->text.n && (z[p->at] == ' ' || z[p->at] == '\t' || z[p->at] == '\n'))
		p->at++;
	size_t begin = p->at, n = 0;
	p->token = (struct str){ z + begin, 0 };
	p->kind = begin == p->text.n ? END : WORD;
	if (p->kind == END)
		return true;
	if (z[begin] == '"' || z[begin] == '\'') {
		const char *end = memchr(z + begin + 1, z[begin], p->text.n - begin - 1);
		if (end == NULL)
			return wrong(p, "this quotation mark has no partner", STR(""));
		p->kind = QUOTED;
		p->token = (struct str){ z + begin + 1, (size_t)(end - z) - begin - 1 };
		p->at = (size_t)(end - z) + 1;
		return true;
	}
	while (begin + n < p->text.n && in_word(z[begin + n]))
		n++;
	for (size_t i = 0; n == 0 && i < COUNT(signs); i++)
		if (str_starts((struct str){ z + begin, p->text.n - begin }, signs[i])) {
			n = strlen(signs[i]);
			p->kind = SIGN;
		}
	p->token = (struct str){ z + begin, n ? n : 1 };
	p->at = begin + n;
	return n > 0 || wrong(p, "nothing begins with", p->token);
}

static bool is_sign(const struct parser *p, const char *z)
{
	return p->kind == SIGN && str_is(p->token, z);
}

static struct filter_op *emit(struct parser *p, unsigned op)
{
	static struct filter_op none;
	if (p->f->n == FILTER_OPS) {
		wrong(p, "the filter has too many parts", STR(""));
		return &none;
	}
	p->f->op[p->f->n] = (struct filter_op){ .op = op };
	return &p->f->op[p->f->n++];
}

static bool same_name(struct str s, const char *z)
{
	return strlen(z) == s.n && strncasecmp(s.p, z, s.n) == 0;
}

static bool known_proto(struct str s)
{
	for (unsigned i = 0; i < SPEAKS_N; i++)
		if (same_name(s, speaks_name((enum speaks)i)))
			return true;
	return false;
}

/* One whose fields are known: "sbi", as messages of HTTP have, is none of those on the wire. */
static bool decoded_proto(struct str s)
{
	for (unsigned i = 1; i < PROTO_N; i++)
		if (same_name(s, &schema_text[schema_proto[i].name]))
			return true;
	return false;
}

/* Says which name is meant, of the fields of one protocol or of facts and protocols. */
static bool unknown(const struct parser *p, struct str proto, struct str name)
{
	const char **names = NEW(p->a, const char *, (size_t)F_N + COUNT(facts) + SPEAKS_N), *near;
	size_t n = 0;
	for (uint16_t id = 1; proto.n > 0 && id < F_N; id++)
		if (same_name(proto, field_proto(id)))
			names[n++] = field_name(id);
	for (size_t i = 0; proto.n == 0 && i < COUNT(facts); i++)
		names[n++] = facts[i].name;
	for (unsigned i = 0; proto.n == 0 && i < SPEAKS_N; i++)
		names[n++] = speaks_name((enum speaks)i);
	near = str_nearest(arena_strn(p->a, name.p, name.n), names, n);
	struct pt_at at = { .file = "--filter", .row = 1 };
	at.column = (uint64_t)(p->token.p - p->text.p) + 1;
	const char *of = arena_strn(p->a, proto.p, proto.n), *hint = "";
	if (near)
		hint = arena_fmt(p->a, " (did you mean \"%s%s%s\"?)", of, proto.n ? "." : "", near);
	return pt_fail_at(p->e, &at, PT_USAGE, "there is no field%s%s \"%.*s\"%s", proto.n ? " of " : "", of,
	                  (int)(name.n < 60 ? name.n : 60), name.p, hint);
}

/* "ngap.RAN-UE-NGAP-ID", or the name alone for that field of any protocol. */
static bool field_path(struct parser *p, struct filter_op *op)
{
	const char *dot = memchr(p->token.p, '.', p->token.n);
	struct str proto = { p->token.p, dot ? (size_t)(dot - p->token.p) : 0 }, name = p->token;
	size_t n = 0;
	if (dot)
		name = (struct str){ dot + 1, p->token.n - proto.n - 1 };
	if (dot && !known_proto(proto) && !decoded_proto(proto))
		return unknown(p, STR(""), proto);
	for (uint16_t id = 1; id < F_N && n < FILTER_IDS; id++)
		if (same_name(name, field_name(id)) && (proto.n == 0 || same_name(proto, field_proto(id))))
			op->ids[n++] = id;
	return n > 0 || unknown(p, proto, name);
}

/* "ngap" alone. */
static bool protocol(const struct parser *p, struct filter_op *op)
{
	if (p->kind != WORD || (!known_proto(p->token) && !decoded_proto(p->token)))
		return false;
	op->fact = FACT_WITHIN;
	op->compare = FILTER_EQ;
	op->text = p->token;
	return true;
}

static bool path(struct parser *p, struct filter_op *op)
{
	if (p->kind != WORD)
		return expected(p, "a field");
	for (size_t i = 0; i < COUNT(facts); i++)
		if (str_is(p->token, facts[i].name)) {
			op->fact = (uint8_t)facts[i].fact;
			return true;
		}
	for (unsigned i = 1; i < PROTO_N; i++)
		if (same_name(p->token, arena_fmt(p->a, "%s.message", &schema_text[schema_proto[i].name])) ||
		    same_name(p->token, arena_fmt(p->a, "%s.procedure", &schema_text[schema_proto[i].name]))) {
			op->fact = FACT_MESSAGE;
			op->proto = (uint8_t)i;
			return true;
		}
	return field_path(p, op);
}

static bool known_message(struct str s, unsigned proto)
{
	for (uint16_t id = 1; id < F_N; id++)
		if (same_name(s, field_name(id)) &&
		    (proto == PROTO_NONE || strcmp(field_proto(id), &schema_text[schema_proto[proto].name]) == 0))
			return true;
	return false;
}

static bool no_message(const struct parser *p, const struct filter_op *op)
{
	const char **names = NEW(p->a, const char *, F_N), *near;
	for (uint16_t id = 1; id < F_N; id++)
		names[id - 1] = field_name(id);
	near = str_nearest(arena_strn(p->a, op->text.p, op->text.n), names, F_N - 1);
	return wrong(p, near && !known_message(op->text, PROTO_NONE)
	             ? arena_fmt(p->a, "there is no such message (did you mean \"%s\"?):", near)
	             : "there is no such message:", op->text);
}

/* What a comparison with this value would mean. */
static bool sensible(struct parser *p, const struct filter_op *op)
{
	enum filter_fact f = (enum filter_fact)op->fact;
	bool order = op->compare != FILTER_EQ && op->compare != FILTER_CONTAINS;
	if (f == FACT_TIME && !op->has_num)
		return wrong(p, "this is no time (2026-11-25T12:30:00Z, or seconds since 1970):", op->text);
	if ((f == FACT_SRC || f == FACT_DST || f == FACT_PEER) && op->family == 0)
		return wrong(p, "this is no address or prefix:", op->text);
	if ((order || (f >= FACT_SRCPORT && f <= FACT_PORT) || f >= FACT_FRAME) && !op->has_num)
		return wrong(p, "this is no number:", op->text);
	if (f == FACT_MESSAGE && op->compare == FILTER_EQ && op->text.n > 0 && !known_message(op->text, op->proto))
		return no_message(p, op);
	if (f == FACT_PROTO && op->compare == FILTER_EQ && !known_proto(op->text)) {
		const char *names[SPEAKS_N];
		for (unsigned i = 0; i < SPEAKS_N; i++)
			names[i] = speaks_name((enum speaks)i);
		const char *near = str_nearest(arena_strn(p->a, op->text.p, op->text.n), names, SPEAKS_N);
		return wrong(p, near ? arena_fmt(p->a, "there is no such protocol (did you mean \"%s\"?):", near)
		                     : "there is no such protocol:", op->text);
	}
	return true;
}

static bool value(struct parser *p, struct filter_op *op)
{
	if (p->kind != WORD && p->kind != QUOTED)
		return expected(p, "a value");
	value_read(op, p->a, (struct str){ arena_strn(p->a, p->token.p, p->token.n), p->token.n });
	return sensible(p, op) && next(p);
}

/* `in`: of several values one test for each value, and a jump behind the last when one holds. */
static bool list(struct parser *p, size_t first)
{
	size_t jumps[FILTER_OPS], n = 0;
	struct filter_op model = p->f->op[first];
	if (!next(p))
		return false;
	if (!is_sign(p, "{")) {
		p->f->op[first].compare = FILTER_EQ;
		return value(p, &p->f->op[first]);
	}
	do {
		if (n > 0) {
			jumps[n - 1] = p->f->n;
			emit(p, FILTER_OR);
			*emit(p, FILTER_TEST) = model;
		}
		if (!next(p) || p->e->code != PT_OK)
			return false;
		struct filter_op *op = &p->f->op[p->f->n - 1];
		op->compare = FILTER_EQ;
		if (!value(p, op))
			return false;
		n++;
	} while (is_sign(p, ",") && n < FILTER_OPS);
	for (size_t i = 0; i + 1 < n; i++)
		p->f->op[jumps[i]].to = (uint16_t)p->f->n;
	return is_sign(p, "}") ? next(p) : expected(p, "} or ,");
}

static bool test(struct parser *p)
{
	static const struct { const char *sign; enum filter_compare c; } compares[] = {
		{ "==", FILTER_EQ }, { "!=", FILTER_EQ }, { "<", FILTER_LT }, { ">", FILTER_GT }, { "<=", FILTER_LE },
		{ ">=", FILTER_GE },
	};
	size_t first = p->f->n;
	struct filter_op *op = emit(p, FILTER_TEST);
	if (p->e->code == PT_OK && protocol(p, op))
		return next(p);
	if (p->e->code != PT_OK || !path(p, op) || !next(p))
		return false;
	if (p->kind == WORD && str_is(p->token, "in"))
		return list(p, first);
	if (p->kind == WORD && str_is(p->token, "contains")) {
		op->compare = FILTER_CONTAINS;
		return next(p) && value(p, op);
	}
	for (size_t i = 0; i < COUNT(compares); i++) {
		if (!is_sign(p, compares[i].sign))
			continue;
		op->compare = (uint8_t)compares[i].c;
		if (!next(p) || !value(p, op))
			return false;
		if (i == 1)
			emit(p, FILTER_NOT);
		return p->e->code == PT_OK;
	}
	return true;
}

static bool any(struct parser *p);

static bool not(struct parser *p)
{
	bool negated = false;
	while (is_sign(p, "!")) {
		negated = !negated;
		if (!next(p))
			return false;
	}
	if (is_sign(p, "(")) {
		if (++p->depth > FILTER_DEPTH)
			return wrong(p, "nested too deeply", STR(""));
		if (!next(p) || !any(p))
			return false;
		if (!is_sign(p, ")"))
			return expected(p, "&&, || or )");
		p->depth--;
		if (!next(p))
			return false;
	} else if (!test(p)) {
		return false;
	}
	if (negated)
		emit(p, FILTER_NOT);
	return p->e->code == PT_OK;
}

/* A chain of one kind: each jump leads to the next one behind it, or to its end. */
static bool chain(struct parser *p, bool (*part)(struct parser *), const char *sign, unsigned jump)
{
	size_t last = FILTER_OPS;
	if (!part(p))
		return false;
	while (is_sign(p, sign)) {
		size_t at = p->f->n;
		emit(p, jump);
		if (p->e->code != PT_OK)
			return false;
		if (last < FILTER_OPS)
			p->f->op[last].to = (uint16_t)at;
		last = at;
		if (!next(p) || !part(p))
			return false;
	}
	if (last < FILTER_OPS)
		p->f->op[last].to = (uint16_t)p->f->n;
	return true;
}

static bool all(struct parser *p)
{
	return chain(p, not, "&&", FILTER_AND);
}

/* NOLINTNEXTLINE(misc-no-recursion): parentheses, FILTER_DEPTH at most */
static bool any(struct parser *p)
{
	return chain(p, all, "||", FILTER_OR);
}

bool filter_compile(struct filter *f, struct arena *a, const char *text, struct pt_err *e)
{
	struct pt_err own = { 0 };
	struct parser p = { .f = f, .a = a, .e = &own };
	f->n = 0;
	p.text = str_of(arena_str(a, text));
	p.token = p.text;
	bool ok = p.text.n <= FILTER_TEXT || wrong(&p, "the filter is too long", STR(""));
	ok = ok && next(&p) && any(&p) && own.code == PT_OK;
	if (ok && p.kind != END)
		ok = expected(&p, "&& or ||");
	return ok || pt_fail_at(e, &own.at, own.code, "%s", own.text);
}
