/* SPDX-License-Identifier: Apache-2.0
 *
 * bods_read.c - one statement of the Beneficial Ownership Data Standard 0.4, from JSON
 */
#include "import/bods.h"

#include <math.h>

struct bods_reading {
	struct json *j;
	struct arena *scratch;
	const struct seen *known;
};

static void read_reason(struct json *j, struct str *reason, struct str *text)
{
	struct str key;
	json_object(j);
	while (json_key(j, &key)) {
		if (str_is(key, "reason"))
			*reason = json_text(j);
		else if (str_is(key, "description"))
			*text = json_text_or(j);
		else
			json_skip(j);
	}
}

static double read_percent(struct json *j)
{
	double v = json_number(j);
	if (json_ok(j) && (v < 0 || v > 100))
		json_fail(j, "a share of %g is not between 0 and 100 percent", v);
	return v;
}

static void read_share(struct json *j, struct bods_holding *x)
{
	struct str key;
	json_object(j);
	while (json_key(j, &key)) {
		bool over = str_is(key, "exclusiveMinimum"), under = str_is(key, "exclusiveMaximum");
		if (str_is(key, "exact")) {
			x->lo = x->hi = read_percent(j);
		} else if (over || str_is(key, "minimum")) {
			x->lo = read_percent(j);
			x->over = over;
		} else if (under || str_is(key, "maximum")) {
			x->hi = read_percent(j);
			x->under = under;
		} else {
			json_skip(j);
		}
	}
	if (isnan(x->lo) != isnan(x->hi)) {
		if (isnan(x->lo))
			x->lo = 0;
		else
			x->hi = 100;
	}
	if (json_ok(j) && x->lo > x->hi)
		json_fail(j, "a share of at least %g and at most %g", x->lo, x->hi);
}

static void read_day(struct json *j, int32_t *day)
{
	struct str s = json_text_or(j);
	if (!register_day(s, day))
		json_fail(j, "\"%.*s\" is not a date", s.n < 40 ? (int)s.n : 40, s.p);
}

static void read_interest(struct bods_reading *r, struct bods_statement *s)
{
	struct json *j = r->j;
	struct bods_holding x = { .type = BODS_NO_INTEREST, .lo = NAN, .hi = NAN, .from = REGISTER_NO_DAY,
		              .until = REGISTER_NO_DAY };
	struct str key;
	json_object(j);
	while (json_key(j, &key)) {
		if (str_is(key, "type")) {
			struct str type = json_text(j);
			x.type = bods_interest_of(type);
			if (json_ok(j) && x.type == BODS_NO_INTEREST)
				json_fail(j, "\"%.*s\" is no type of interest of BODS 0.4",
				          type.n < 60 ? (int)type.n : 60, type.p);
		} else if (str_is(key, "directOrIndirect")) {
			x.indirect = str_is(json_text_or(j), "indirect");
		} else if (str_is(key, "share") && json_peek(j) == JSON_OBJECT) {
			read_share(j, &x);
		} else if (str_is(key, "startDate")) {
			read_day(j, &x.from);
		} else if (str_is(key, "endDate")) {
			read_day(j, &x.until);
		} else {
			json_skip(j);
		}
	}
	*PUSH(r->scratch, s->interest, s->interests, s->cap) = x;
}

/* subject or interestedParty: a record, or a reason why there is none. */
static struct str read_party(struct json *j, bool *none, struct bods_statement *s)
{
	if (json_peek(j) != JSON_OBJECT)
		return json_text(j);
	*none = true;
	read_reason(j, &s->reason, &s->reason_text);
	return STR("");
}

static void read_components(struct bods_reading *r, struct bods_statement *s)
{
	json_array(r->j);
	while (json_more(r->j)) {
		struct str id = json_text(r->j);
		s->components_known |= seen_get(r->known, seen_hash(&id, 1)) != 0;
	}
}

/* { name, code }, or a list of these: the code of the first that has one. */
static void read_country(struct json *j, struct str *code)
{
	struct str key;
	bool list = json_peek(j) == JSON_ARRAY;
	if (list)
		json_array(j);
	while (!list || json_more(j)) {
		json_object(j);
		while (json_key(j, &key)) {
			if (str_is(key, "code") && code->n == 0)
				*code = json_text_or(j);
			else
				json_skip(j);
		}
		if (!list)
			return;
	}
}

/* names[] of a person: the legal one, else the first. */
static void read_names(struct bods_reading *r, struct str *name)
{
	struct json *j = r->j;
	struct str key;
	bool legal = false;
	json_array(j);
	while (json_more(j)) {
		struct str full = { "", 0 }, given = { "", 0 }, family = { "", 0 };
		bool is_legal = false;
		json_object(j);
		while (json_key(j, &key)) {
			if (str_is(key, "type"))
				is_legal = str_is(json_text_or(j), "legal");
			else if (str_is(key, "fullName"))
				full = str_trim(json_text_or(j));
			else if (str_is(key, "givenName"))
				given = str_trim(json_text_or(j));
			else if (str_is(key, "familyName"))
				family = str_trim(json_text_or(j));
			else
				json_skip(j);
		}
		if (full.n == 0 && family.n > 0)
			full = str_of(arena_fmt(r->scratch, "%.*s%s%.*s", (int)given.n, given.p,
			                        given.n ? " " : "", (int)family.n, family.p));
		if (full.n > 0 && (name->n == 0 || (is_legal && !legal)))
			*name = full;
		legal |= is_legal;
	}
}

static void read_identifiers(struct json *j, struct buf *to)
{
	struct str key;
	json_array(j);
	while (json_more(j)) {
		struct str scheme = { "", 0 }, name = { "", 0 }, id = { "", 0 };
		json_object(j);
		while (json_key(j, &key)) {
			if (str_is(key, "scheme"))
				scheme = json_text_or(j);
			else if (str_is(key, "schemeName"))
				name = json_text_or(j);
			else if (str_is(key, "id"))
				id = json_text_or(j);
			else
				json_skip(j);
		}
		if (id.n == 0 || to->n > REGISTER_NOTE)
			continue;
		scheme = scheme.n ? scheme : name;
		buf_str(to, to->n ? "; " : "");
		buf_add(to, scheme.p, scheme.n);
		buf_str(to, scheme.n ? " " : "");
		buf_add(to, id.p, id.n);
	}
}

static void read_entity_type(struct json *j, struct bods_statement *s)
{
	struct str key;
	json_object(j);
	while (json_key(j, &key)) {
		if (str_is(key, "type"))
			s->entity_type = json_text(j);
		else if (str_is(key, "subtype"))
			s->subtype = json_text_or(j);
		else
			json_skip(j);
	}
}

static void read_listing(struct json *j, struct bods_statement *s)
{
	struct str key;
	json_object(j);
	while (json_key(j, &key)) {
		if (str_is(key, "hasPublicListing"))
			s->listed = json_bool(j);
		else
			json_skip(j);
	}
}

/* The members of all three types of record: which it is may be said only behind it. */
static void read_details(struct bods_reading *r, struct bods_statement *s)
{
	struct json *j = r->j;
	struct str key;
	json_object(j);
	while (json_key(j, &key)) {
		enum json_kind kind = json_peek(j);
		if (str_is(key, "subject")) {
			s->subject = read_party(j, &s->no_subject, s);
		} else if (str_is(key, "interestedParty")) {
			s->party = read_party(j, &s->no_party, s);
		} else if (str_is(key, "interests") && kind == JSON_ARRAY) {
			json_array(j);
			while (json_more(j))
				read_interest(r, s);
		} else if (str_is(key, "componentRecords") && kind == JSON_ARRAY) {
			read_components(r, s);
		} else if (str_is(key, "entityType") && kind == JSON_OBJECT) {
			read_entity_type(j, s);
		} else if (str_is(key, "personType")) {
			s->person_type = json_text_or(j);
		} else if (str_is(key, "name")) {
			s->name = str_trim(json_text_or(j));
		} else if (str_is(key, "names") && kind == JSON_ARRAY) {
			read_names(r, &s->name);
		} else if ((str_is(key, "jurisdiction") && kind == JSON_OBJECT) ||
		           (str_is(key, "nationalities") && kind == JSON_ARRAY)) {
			read_country(j, &s->country);
		} else if (str_is(key, "identifiers") && kind == JSON_ARRAY) {
			read_identifiers(j, &s->identifiers);
		} else if (str_is(key, "publicListing") && kind == JSON_OBJECT) {
			read_listing(j, s);
		} else if ((str_is(key, "unspecifiedEntityDetails") ||
		            str_is(key, "unspecifiedPersonDetails")) && kind == JSON_OBJECT) {
			read_reason(j, &s->reason, &s->reason_text);
		} else {
			json_skip(j);
		}
	}
}

static void read_publication(struct json *j, struct bods_statement *s)
{
	struct str key;
	json_object(j);
	while (json_key(j, &key)) {
		if (str_is(key, "bodsVersion")) {
			s->version = json_text_or(j);
		} else if (str_is(key, "license")) {
			s->licence = json_text_or(j);
		} else if (str_is(key, "publisher") && json_peek(j) == JSON_OBJECT) {
			json_object(j);
			while (json_key(j, &key)) {
				if (str_is(key, "name"))
					s->publisher = str_trim(json_text_or(j));
				else if (str_is(key, "url") || str_is(key, "uri"))
					s->publisher_url = json_text_or(j);
				else
					json_skip(j);
			}
		} else {
			json_skip(j);
		}
	}
}

static void read_source(struct json *j, struct bods_statement *s)
{
	static const char *const types[] = { "officialRegister", "verified", "selfDeclaration",
		                             "primaryResearch", "thirdParty" };
	struct str key;
	json_object(j);
	while (json_key(j, &key)) {
		if (!str_is(key, "type") || json_peek(j) != JSON_ARRAY) {
			json_skip(j);
			continue;
		}
		json_array(j);
		while (json_more(j)) {
			struct str type = json_text_or(j);
			for (unsigned i = 0; i < COUNT(types); i++)
				s->from |= str_is(type, types[i]) ? 1u << i : 0;
		}
	}
}

static void read_statement(struct bods_reading *r, struct bods_statement *s)
{
	struct json *j = r->j;
	struct str key;
	json_object(j);
	while (json_key(j, &key)) {
		enum json_kind kind = json_peek(j);
		if (str_is(key, "recordId"))
			s->record = json_text(j);
		else if (str_is(key, "recordType"))
			s->type = json_text(j);
		else if (str_is(key, "recordStatus"))
			s->status = json_text_or(j);
		else if (str_is(key, "statementDate"))
			s->date = json_text_or(j);
		else if (str_is(key, "recordDetails") && kind == JSON_OBJECT)
			read_details(r, s);
		else if (str_is(key, "publicationDetails") && kind == JSON_OBJECT)
			read_publication(j, s);
		else if (str_is(key, "source") && kind == JSON_OBJECT)
			read_source(j, s);
		else {
			s->older |= str_is(key, "statementType") || str_is(key, "statementID");
			json_skip(j);
		}
	}
}

void bods_read(struct json *j, struct arena *scratch, const struct seen *known, struct bods_statement *s)
{
	struct bods_reading r = { j, scratch, known };
	s->identifiers = buf_in(scratch);
	read_statement(&r, s);
}
