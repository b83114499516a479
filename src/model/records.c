/* SPDX-License-Identifier: Apache-2.0
 *
 * records.c - the tables of a workspace: one description for importers, store and documents
 */
#include "model/records.h"

#include <string.h>

#define KEY (RECORD_KEY | RECORD_REQUIRED)
#define REQ RECORD_REQUIRED
#define CERTAINTY "read|secondary|unverified"
#define BASIS "stated|derived|imputed|synthetic"

static const struct record_def defs[RECORD_TABLES] = {
	[T_SOURCE] = { "source", {
		{ "id", R_ID, KEY, NULL }, { "title", R_TEXT, REQ, NULL }, { "publisher", R_TEXT, 0, NULL },
		{ "url", R_TEXT, 0, NULL }, { "licence", R_TEXT, 0, NULL },
		{ "redistributable", R_WORD, REQ, "yes|attribution|share-alike|no" },
		{ "reliability", R_WORD, REQ, "A|B|C|D|E|F" }, { "anonymous", R_WORD, REQ, "yes|no" },
		{ "certainty", R_WORD, REQ, CERTAINTY } }, 9 },
	[T_CONSIDERATION] = { "consideration", {
		{ "id", R_ID, KEY, NULL }, { "place", R_INT, REQ, NULL }, { "title", R_TEXT, REQ, NULL },
		{ "origin", R_TEXT, REQ, NULL } }, 4 },
	[T_CRITERION] = { "criterion", {
		{ "id", R_ID, KEY, NULL }, { "consideration", R_ID, REQ, NULL }, { "place", R_INT, REQ, NULL },
		{ "title", R_TEXT, REQ, NULL }, { "statement", R_TEXT, REQ, NULL },
		{ "measured", R_TEXT, REQ, NULL }, { "direction", R_WORD, REQ, "more|less" },
		{ "subject", R_WORD, REQ, "country|supplier" }, { "poor", R_TEXT, REQ, NULL },
		{ "weak", R_TEXT, REQ, NULL }, { "fair", R_TEXT, REQ, NULL }, { "good", R_TEXT, REQ, NULL },
		{ "weight_lo", R_NUMBER, REQ, NULL }, { "weight_hi", R_NUMBER, REQ, NULL },
		{ "half_life", R_NUMBER, REQ, NULL }, { "cites", R_TEXT, REQ, NULL },
		{ "certainty", R_WORD, REQ, CERTAINTY } }, 17 },
	[T_CRITERION_INDICATOR] = { "criterion_indicator", {
		{ "criterion", R_ID, KEY, NULL }, { "indicator", R_ID, KEY, NULL },
		{ "cut1", R_NUMBER, REQ, NULL }, { "cut2", R_NUMBER, REQ, NULL },
		{ "cut3", R_NUMBER, REQ, NULL } }, 5 },
	[T_SUPPLIER] = { "supplier", {
		{ "id", R_ID, KEY, NULL }, { "name", R_TEXT, REQ, NULL }, { "legal_name", R_TEXT, 0, NULL },
		{ "seat", R_COUNTRY, REQ, NULL }, { "incorporated", R_COUNTRY, 0, NULL },
		{ "control", R_TEXT, 0, NULL }, { "listed", R_TEXT, 0, NULL }, { "lei", R_TEXT, 0, NULL },
		{ "lei_certainty", R_WORD, 0, CERTAINTY }, { "aliases", R_TEXT, 0, NULL },
		{ "not_aliases", R_TEXT, 0, NULL }, { "certainty", R_WORD, REQ, "high|medium|low" } }, 12 },
	[T_PRODUCT] = { "product", {
		{ "supplier", R_ID, KEY, NULL }, { "name", R_TEXT, KEY, NULL },
		{ "class", R_WORD, REQ, "ran|core|transport|management|security|consumer|other" } }, 3 },
	[T_CLAIM] = { "claim", {
		{ "id", R_ID, KEY, NULL }, { "subject", R_ID, REQ, NULL }, { "criterion", R_ID, 0, NULL },
		{ "grades", R_GRADES, 0, NULL }, { "statement", R_TEXT, REQ, NULL },
		{ "status", R_WORD, REQ, "finding|allegation|statement" },
		{ "date", R_DATE, REQ | RECORD_DATED, NULL }, { "source", R_ID, REQ, NULL },
		{ "credibility", R_WORD, REQ, "1|2|3|4|5|6" }, { "disputes", R_TEXT, 0, NULL },
		{ "reply", R_TEXT, 0, NULL }, { "reply_source", R_ID, 0, NULL },
		{ "reply_date", R_DATE, 0, NULL }, { "certainty", R_WORD, REQ, CERTAINTY } }, 14 },
	[T_INDICATOR] = { "indicator", {
		{ "indicator", R_ID, KEY, NULL }, { "country", R_COUNTRY, KEY, NULL },
		{ "year", R_DATE, KEY | RECORD_DATED, NULL }, { "value", R_NUMBER, REQ, NULL },
		{ "se", R_SIZE, 0, NULL }, { "low", R_NUMBER, 0, NULL }, { "high", R_NUMBER, 0, NULL },
		{ "source", R_ID, KEY, NULL } }, 8 },
	[T_FLAG] = { "flag", {
		{ "flag", R_ID, KEY, NULL }, { "country", R_COUNTRY, KEY, NULL },
		{ "value", R_WORD, REQ, "yes|no|unknown" }, { "date", R_DATE, RECORD_DATED, NULL },
		{ "source", R_ID, REQ, NULL }, { "certainty", R_WORD, REQ, CERTAINTY } }, 6 },
	[T_PROFILE] = { "profile", {
		{ "id", R_ID, KEY, NULL }, { "title", R_TEXT, REQ, NULL }, { "text", R_TEXT, REQ, NULL } }, 3 },
	[T_VULNERABILITY] = { "vulnerability", {
		{ "cve", R_TEXT, KEY, NULL }, { "origin", R_WORD, KEY, "csaf|cna|adp|kev" },
		{ "document", R_TEXT, KEY, NULL }, /* CSAF tracking id, catalogue version; else the CVE id */
		{ "vendor", R_TEXT, KEY, NULL }, { "product", R_TEXT, KEY, NULL },
		{ "status", R_WORD, KEY, "affected|not_affected|fixed|investigated|unknown" },
		{ "versions", R_TEXT, 0, NULL }, /* as the source states them, "; " between ranges */
		{ "date", R_DATE, RECORD_DATED, NULL }, { "score", R_NUMBER, 0, NULL },
		{ "severity", R_TEXT, 0, NULL }, { "exploited", R_WORD, 0, "yes" },
		{ "remedy", R_TEXT, 0, NULL }, { "title", R_TEXT, 0, NULL } }, 13 },
	[T_ENTITY] = { "entity", { /* who owns or is owned; ids are those of the register it came from */
		{ "id", R_NAME, KEY, NULL }, { "name", R_TEXT, REQ, NULL },
		{ "type", R_WORD, REQ, "person|state|listed|foundation|company|fund|arrangement|unknown" },
		{ "country", R_COUNTRY, 0, NULL }, { "supplier", R_ID, 0, NULL },
		{ "source", R_ID, REQ, NULL }, { "date", R_DATE, RECORD_DATED, NULL },
		{ "certainty", R_WORD, REQ, CERTAINTY }, { "note", R_TEXT, 0, NULL } }, 9 },
	[T_STAKE] = { "stake", { /* shares and votes in percent; equal bounds = exact; empty = not stated */
		{ "owner", R_NAME, KEY, NULL }, { "owned", R_NAME, KEY, NULL },
		{ "kind", R_WORD, KEY, "shares|control|nominee" },
		{ "scenario", R_TEXT, RECORD_KEY, NULL }, /* one reading of a contested edge; empty = all */
		{ "source", R_ID, KEY, NULL }, { "share_min", R_NUMBER, 0, NULL },
		{ "share_max", R_NUMBER, 0, NULL }, { "votes_min", R_NUMBER, 0, NULL },
		{ "votes_max", R_NUMBER, 0, NULL }, { "date", R_DATE, RECORD_DATED, NULL },
		{ "until", R_DATE, 0, NULL }, { "certainty", R_WORD, REQ, CERTAINTY },
		{ "statement", R_TEXT, 0, NULL }, { "disputes", R_TEXT, 0, NULL }, { "reply", R_TEXT, 0, NULL },
		{ "reply_source", R_ID, 0, NULL }, { "reply_date", R_DATE, 0, NULL } }, 17 },
	[T_FUNCTION] = { "function", { /* what a network element does; a country may weigh it otherwise */
		{ "id", R_ID, KEY, NULL }, { "country", R_COUNTRY, RECORD_KEY, NULL }, /* empty = everywhere */
		{ "part_of", R_ID, 0, NULL }, { "place", R_INT, REQ, NULL }, { "title", R_TEXT, REQ, NULL },
		{ "criticality", R_WORD, REQ, "critical|high|moderate|low" },
		{ "serves", R_WORD, 0, "yes|no" }, /* users are served where one works: base stations */
		{ "cite", R_TEXT, REQ, NULL }, { "certainty", R_WORD, REQ, CERTAINTY } }, 9 },
	[T_SITE] = { "site", { /* a place with radio or network elements of one operator */
		{ "id", R_NAME, KEY, NULL }, { "operator", R_NAME, 0, NULL }, { "name", R_TEXT, 0, NULL },
		{ "country", R_COUNTRY, 0, NULL }, { "region", R_TEXT, 0, NULL },
		{ "area", R_TEXT, 0, NULL },      /* within it networks can stand in for each other */
		{ "cluster", R_TEXT, 0, NULL }, { "lat", R_NUMBER, 0, NULL }, { "lon", R_NUMBER, 0, NULL },
		{ "subscribers", R_SIZE, 0, NULL }, { "traffic", R_SIZE, 0, NULL }, /* any one unit per operator */
		{ "load_basis", R_WORD, 0, BASIS }, /* of these two */
		{ "sensitive", R_WORD, 0, "yes|no" }, { "owner", R_TEXT, 0, NULL },
		{ "basis", R_WORD, REQ, BASIS }, { "note", R_TEXT, 0, NULL }, { "source", R_ID, REQ, NULL },
		{ "date", R_DATE, RECORD_DATED, NULL } }, 18 },
	[T_ELEMENT] = { "element", { /* vendor is what the source says; load finds the supplier */
		{ "id", R_NAME, KEY, NULL }, { "operator", R_NAME, 0, NULL }, { "site", R_NAME, 0, NULL },
		{ "function", R_ID, REQ, NULL }, { "technology", R_TEXT, 0, NULL }, /* "4G 5G" */
		{ "vendor", R_TEXT, 0, NULL }, { "vendor_basis", R_WORD, 0, BASIS },
		{ "vendor_note", R_TEXT, 0, NULL }, { "product", R_TEXT, 0, NULL },
		{ "hardware", R_TEXT, 0, NULL }, { "software", R_TEXT, 0, NULL }, { "serial", R_TEXT, 0, NULL },
		{ "made_in", R_COUNTRY, 0, NULL }, { "cells", R_SIZE, 0, NULL },
		{ "managed_by", R_TEXT, 0, NULL }, { "installed", R_DATE, 0, NULL },
		{ "support_end", R_DATE, 0, NULL }, { "book_value", R_SIZE, 0, NULL },
		{ "currency", R_TEXT, 0, NULL }, { "status", R_TEXT, 0, NULL }, { "basis", R_WORD, REQ, BASIS },
		{ "note", R_TEXT, 0, NULL }, { "source", R_ID, REQ, NULL },
		{ "date", R_DATE, RECORD_DATED, NULL } }, 24 },
	[T_NEED] = { "need", { /* element or site needs another; of a `choice` it needs `least` members */
		{ "element", R_NAME, KEY, NULL }, { "needs", R_NAME, KEY, NULL }, { "kind", R_ID, KEY, NULL },
		{ "choice", R_TEXT, RECORD_KEY, NULL }, { "least", R_INT, 0, NULL },
		{ "basis", R_WORD, REQ, BASIS }, { "note", R_TEXT, 0, NULL }, { "source", R_ID, REQ, NULL },
		{ "date", R_DATE, RECORD_DATED, NULL }, { "until", R_DATE, 0, NULL } }, 10 },
	[T_COMPONENT] = { "component", { /* what is inside a product, from a bill of materials */
		{ "inside", R_NAME, KEY, NULL }, /* element, or product of the document */
		{ "id", R_NAME, KEY, NULL }, { "parent", R_NAME, 0, NULL }, { "type", R_TEXT, 0, NULL },
		{ "name", R_TEXT, REQ, NULL }, { "release", R_TEXT, 0, NULL }, { "vendor", R_TEXT, 0, NULL },
		{ "purl", R_TEXT, 0, NULL }, { "cpe", R_TEXT, 0, NULL }, { "licence", R_TEXT, 0, NULL },
		{ "hash", R_TEXT, 0, NULL }, { "source", R_ID, REQ, NULL },
		{ "date", R_DATE, RECORD_DATED, NULL } }, 13 },
	[T_PACK] = { "pack", { /* rules of a jurisdiction, kept as their text */
		{ "id", R_ID, KEY, NULL }, { "title", R_TEXT, REQ, NULL }, { "text", R_TEXT, REQ, NULL } }, 3 },
};

const struct record_def *record_def(enum record_table t)
{
	return &defs[t];
}

int record_table_of(struct str name)
{
	for (int t = 0; t < RECORD_TABLES; t++)
		if (str_is(name, defs[t].name))
			return t;
	return -1;
}

int record_column_of(enum record_table t, struct str name)
{
	for (unsigned i = 0; i < defs[t].n; i++)
		if (str_is(name, defs[t].column[i].name))
			return (int)i;
	return -1;
}

void record_set(struct record *r, const char *column, const char *value)
{
	int at = record_column_of(r->table, str_of(column));
	if (at >= 0 && value != NULL)
		r->field[at] = str_of(value);
}

/* What may stand in an identifier: 1 at its beginning too, 2 only behind that. */
static const uint8_t id_octet[256] = {
	['a'] = 1, ['b'] = 1, ['c'] = 1, ['d'] = 1, ['e'] = 1, ['f'] = 1, ['g'] = 1, ['h'] = 1,
	['i'] = 1, ['j'] = 1, ['k'] = 1, ['l'] = 1, ['m'] = 1, ['n'] = 1, ['o'] = 1, ['p'] = 1,
	['q'] = 1, ['r'] = 1, ['s'] = 1, ['t'] = 1, ['u'] = 1, ['v'] = 1, ['w'] = 1, ['x'] = 1,
	['y'] = 1, ['z'] = 1, ['0'] = 1, ['1'] = 1, ['2'] = 1, ['3'] = 1, ['4'] = 1, ['5'] = 1,
	['6'] = 1, ['7'] = 1, ['8'] = 1, ['9'] = 1, ['.'] = 2, ['_'] = 2, [':'] = 2, ['-'] = 2,
};

static bool is_id(struct str s)
{
	if (str_starts(s, "country:"))
		return s.n == 10 && s.p[8] >= 'A' && s.p[8] <= 'Z' && s.p[9] >= 'A' && s.p[9] <= 'Z';
	for (size_t i = 0; i < s.n; i++)
		if (id_octet[(unsigned char)s.p[i]] == 0)
			return false;
	return s.n > 0 && s.n <= 128 && id_octet[(unsigned char)s.p[0]] == 1;
}

#define EACH(octet) (0x0101010101010101u * (octet))

/* Whether one of eight octets is a control character; *high gathers their top bits. */
static bool any_control(uint64_t w, uint64_t *high)
{
	uint64_t del = w ^ EACH(0x7f);
	*high |= w;
	return (((w - EACH(0x20)) & ~w) | ((del - EACH(1)) & ~del)) & EACH(0x80);
}

bool record_name(struct str s)
{
	uint64_t w, high = 0;
	uint32_t half[2];
	size_t bad;
	if (s.n == 0 || s.n > 200)
		return false;
	if (s.n >= 8) {
		for (size_t i = 0; i < s.n; i += 8) { /* the last word may overlap the one before */
			memcpy(&w, s.p + (s.n - i < 8 ? s.n - 8 : i), 8);
			if (any_control(w, &high))
				return false;
		}
	} else if (s.n >= 4) {
		memcpy(&half[0], s.p, 4);
		memcpy(&half[1], s.p + s.n - 4, 4);
		if (any_control((uint64_t)half[0] << 32 | half[1], &high))
			return false;
	} else {
		for (size_t i = 0; i < s.n; i++)
			if (any_control(EACH((unsigned char)s.p[i]), &high))
				return false;
	}
	return (high & EACH(0x80)) == 0 || str_utf8(s, &bad);
}

static bool in_words(struct str s, const char *words)
{
	for (const char *w = words; *w; w++) {
		size_t i = 0;
		while (i < s.n && w[i] == s.p[i] && w[i] != '|' && w[i] != '\0')
			i++;
		if (i == s.n && (w[i] == '|' || w[i] == '\0'))
			return true;
		while (*w != '|')
			if (*w++ == '\0')
				return false;
	}
	return false;
}

static bool is_grades(struct str s)
{
	struct str rest = s, word;
	while (str_cut(&rest, '|', &word))
		if (!in_words(word, "poor|weak|fair|good"))
			return false;
	return true;
}

static bool is_country(struct str s)
{
	return s.n == 2 && s.p[0] >= 'A' && s.p[0] <= 'Z' && s.p[1] >= 'A' && s.p[1] <= 'Z';
}

/* Whether the field is of its type.  All types but text and name are ASCII by their rules. */
static bool of_type(const struct record_column *c, struct str s)
{
	double number;
	uint64_t whole;
	int32_t day;
	size_t bad;
	switch (c->type) {
	case R_TEXT: return str_utf8(s, &bad);
	case R_NAME: return record_name(s);
	case R_ID: return is_id(s);
	case R_COUNTRY: return is_country(s);
	case R_NUMBER: return str_double(s, &number);
	case R_SIZE: return str_double(s, &number) && number >= 0 && number <= RECORD_SIZE;
	case R_INT: return str_u64(s, &whole);
	case R_DATE: return str_date(s, &day);
	case R_WORD: return in_words(s, c->words);
	case R_GRADES: return is_grades(s);
	}
	return false;
}

static bool wrong_type(const struct record_column *c, struct str s, struct pt_err *e)
{
	size_t bad;
	int n = s.n > 60 ? 60 : (int)s.n;
	if (!str_utf8(s, &bad))
		return pt_fail(e, PT_INVALID, "%s is not UTF-8 text (octet %zu)", c->name, bad + 1);
	switch (c->type) {
	case R_TEXT: break;
	case R_NAME:
		return pt_fail(e, PT_INVALID, "%s is not a name of at most 200 octets on one line", c->name);
	case R_ID:
		return pt_fail(e, PT_INVALID, "%s \"%.*s\" is not an identifier (a-z, 0-9, . _ : -)", c->name, n,
		               s.p);
	case R_COUNTRY:
		return pt_fail(e, PT_INVALID, "%s \"%.*s\" is not a two-letter country code", c->name, n, s.p);
	case R_NUMBER:
		return pt_fail(e, PT_INVALID, "%s \"%.*s\" is not a finite number", c->name, n, s.p);
	case R_SIZE:
		return pt_fail(e, PT_INVALID, "%s \"%.*s\" is not a number from 0 on, at most %g", c->name, n, s.p,
		               RECORD_SIZE);
	case R_INT: return pt_fail(e, PT_INVALID, "%s \"%.*s\" is not a whole number", c->name, n, s.p);
	case R_DATE:
		return pt_fail(e, PT_INVALID, "%s \"%.*s\" is not a date (YYYY, YYYY-MM or YYYY-MM-DD)",
		               c->name, n, s.p);
	case R_WORD:
		return pt_fail(e, PT_INVALID, "%s \"%.*s\" is not one of %s", c->name, n, s.p, c->words);
	case R_GRADES:
		return pt_fail(e, PT_INVALID, "%s \"%.*s\" is not a set of poor|weak|fair|good", c->name, n, s.p);
	}
	return pt_fail(e, PT_BUG, "%s is of no type", c->name);
}

static bool check_field(const struct record_column *c, struct str s, struct pt_err *e)
{
	if (s.n == 0)
		return !(c->flags & RECORD_REQUIRED) || pt_fail(e, PT_INVALID, "%s is missing", c->name);
	if (s.n > RECORD_FIELD)
		return pt_fail(e, PT_LIMIT, "%s is longer than %d octets", c->name, RECORD_FIELD);
	return of_type(c, s) || wrong_type(c, s, e);
}

bool record_check(const struct record *r, unsigned *column, struct pt_err *e)
{
	return record_check_new(r, 0, column, e);
}

bool record_check_new(const struct record *r, uint32_t known, unsigned *column, struct pt_err *e)
{
	const struct record_def *d = &defs[r->table];
	for (unsigned i = 0; i < d->n; i++) {
		*column = i;
		if (r->field[i].n == 0 ? !(d->column[i].flags & RECORD_REQUIRED) : (known >> i & 1) != 0)
			continue;
		if (!check_field(&d->column[i], r->field[i], e))
			return false;
	}
	*column = 0;
	return true;
}
