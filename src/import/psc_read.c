/* SPDX-License-Identifier: Apache-2.0
 *
 * psc_read.c - one filing about a person with significant control, from JSON
 */
#include "import/psc.h"

static void read_names(struct json *j, struct psc_filing *f)
{
	struct str key;
	json_object(j);
	while (json_key(j, &key)) {
		if (str_is(key, "forename"))
			f->forename = str_trim(json_text_or(j));
		else if (str_is(key, "middle_name"))
			f->middle = str_trim(json_text_or(j));
		else if (str_is(key, "surname"))
			f->surname = str_trim(json_text_or(j));
		else
			json_skip(j);
	}
}

static void read_identification(struct json *j, struct psc_filing *f)
{
	struct str key;
	json_object(j);
	while (json_key(j, &key)) {
		if (str_is(key, "country_registered"))
			f->registered = json_text_or(j);
		else if (str_is(key, "place_registered"))
			f->place = json_text_or(j);
		else if (str_is(key, "registration_number"))
			f->number = json_text_or(j);
		else
			json_skip(j);
	}
}

static void read_natures(struct json *j, struct psc_filing *f)
{
	json_array(j);
	while (json_more(j)) {
		struct str words = json_text(j);
		if (f->natures < PSC_NATURES)
			f->nature[f->natures++] = words;
		else
			json_fail(j, "more than %d natures of control", PSC_NATURES);
	}
}

/* { "exemption_type": ..., "items": [ { "exempt_from", "exempt_to" } ] } */
static void read_exemption(struct json *j, struct psc_filing *f)
{
	struct psc_exempt x = { .type = { "", 0 } };
	struct str key;
	json_object(j);
	while (json_key(j, &key)) {
		if (str_is(key, "exemption_type")) {
			x.type = json_text_or(j);
		} else if (str_is(key, "items") && json_peek(j) == JSON_ARRAY) {
			json_array(j);
			while (json_more(j)) {
				x.from = x.until = STR(""); /* the last item is the present one */
				json_object(j);
				while (json_key(j, &key)) {
					if (str_is(key, "exempt_from"))
						x.from = json_text_or(j);
					else if (str_is(key, "exempt_to"))
						x.until = json_text_or(j);
					else
						json_skip(j);
				}
			}
		} else {
			json_skip(j);
		}
	}
	if (f->exempts < PSC_EXEMPTS)
		f->exempt[f->exempts++] = x;
}

static void read_link(struct json *j, struct psc_filing *f)
{
	struct str key;
	json_object(j);
	while (json_key(j, &key)) {
		if (str_is(key, "self"))
			f->link = json_text_or(j);
		else
			json_skip(j);
	}
}

static void read_data(struct json *j, struct psc_filing *f)
{
	static const struct {
		const char *key;
		size_t at;
	} texts[] = {
#define TEXT(name, member) { name, offsetof(struct psc_filing, member) }
		TEXT("kind", kind), TEXT("name", name), TEXT("country_of_residence", residence),
		TEXT("notified_on", from), TEXT("ceased_on", until), TEXT("etag", etag),
		TEXT("statement", statement), TEXT("generated_at", generated),
#undef TEXT
	};
	struct str key;
	json_object(j);
	while (json_key(j, &key)) {
		enum json_kind kind = json_peek(j);
		size_t i = 0;
		while (i < COUNT(texts) && !str_is(key, texts[i].key))
			i++;
		if (i < COUNT(texts)) {
			*(struct str *)((char *)f + texts[i].at) = str_trim(json_text_or(j));
		} else if (str_is(key, "name_elements") && kind == JSON_OBJECT) {
			read_names(j, f);
		} else if (str_is(key, "identification") && kind == JSON_OBJECT) {
			read_identification(j, f);
		} else if (str_is(key, "natures_of_control") && kind == JSON_ARRAY) {
			read_natures(j, f);
		} else if (str_is(key, "links") && kind == JSON_OBJECT) {
			read_link(j, f);
		} else if (str_is(key, "exemptions") && kind == JSON_OBJECT) {
			json_object(j);
			while (json_key(j, &key))
				read_exemption(j, f);
		} else if (str_is(key, "ceased")) {
			f->ceased = json_peek(j) == JSON_TRUE;
			json_skip(j);
		} else {
			json_skip(j);
		}
	}
}

void psc_read(struct json *j, struct psc_filing *f)
{
	struct str key;
	json_object(j);
	while (json_key(j, &key)) {
		if (str_is(key, "company_number"))
			f->company = json_text_or(j);
		else if (str_is(key, "data") && json_peek(j) == JSON_OBJECT)
			read_data(j, f);
		else
			json_skip(j);
	}
}
