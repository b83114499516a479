/* SPDX-License-Identifier: Apache-2.0
 *
 * fuzz_yaml.c - every field type against any text; a refusal has a reason, and a place or a limit
 */
#include <stdlib.h>
#include <string.h>

#include "base/yaml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct all {
	const char *text, *id, *country;
	double number, duration;
	int64_t whole;
	int32_t date;
	bool flag;
	int word;
	struct range range;
	struct yaml_list numbers, texts, table, pairs, records;
	struct yaml_place place;
};

static const char *const words[] = { "low", "high", NULL };
static const struct yaml_record all;

#define FIELD(name, type, detail) { #name, type, offsetof(struct all, name), false, detail }
static const struct yaml_field fields[] = {
	{ "text", YAML_TEXT, offsetof(struct all, text), true, NULL },
	FIELD(id, YAML_ID, NULL),
	FIELD(country, YAML_COUNTRY, NULL),
	FIELD(number, YAML_NUMBER, NULL),
	FIELD(duration, YAML_DURATION, NULL),
	FIELD(whole, YAML_INT, NULL),
	FIELD(date, YAML_DATE, NULL),
	FIELD(flag, YAML_BOOL, NULL),
	FIELD(word, YAML_ENUM, words),
	FIELD(range, YAML_RANGE, NULL),
	FIELD(numbers, YAML_NUMBERS, NULL),
	FIELD(texts, YAML_TEXTS, NULL),
	FIELD(table, YAML_TEXTSS, NULL),
	FIELD(pairs, YAML_PAIRS, NULL),
	FIELD(records, YAML_RECORDS, &all),
	{ NULL, YAML_PLACE, offsetof(struct all, place), false, NULL },
};
static const struct yaml_record all = { "record", sizeof(struct all), fields, COUNT(fields) };

static void check(const struct all *r)
{
	const struct all *below = r->records.v;
	if (r->text == NULL || r->place.row == 0 || r->range.lo > r->range.hi)
		abort();
	for (size_t i = 0; i < r->records.n; i++)
		check(&below[i]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct arena keep; /* mapping it anew would take most of the time */
	if (keep.beg == NULL)
		keep = arena_reserve((size_t)1 << 28, "fuzz");
	struct arena a = keep;
	struct pt_err e = { 0 };
	struct all out;
	if (yaml_read(&a, (struct str){ (const char *)data, size }, "fuzz", &all, &out, &e))
		check(&out);
	else if (e.code == PT_OK || e.text[0] == '\0' || (e.code == PT_INVALID && e.at.row == 0))
		abort();
	return 0;
}
