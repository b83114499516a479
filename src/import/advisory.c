/* SPDX-License-Identifier: Apache-2.0
 *
 * advisory.c - rows of the vulnerability table, collected until a document is read to its end
 */
#include "import/advisory.h"

#include <string.h>
#include <strings.h>

struct advisory advisory_in(struct arena *a)
{
	return (struct advisory){ .a = a, .key = map_in(a) };
}

struct advisory_row *advisory_row(struct advisory *v, const struct record *key)
{
	struct buf b = buf_in(v->a);
	uint32_t at = (uint32_t)v->n;
	for (unsigned i = V_CVE; i <= V_STATUS; i++) {
		buf_add(&b, key->field[i].p, key->field[i].n);
		buf_char(&b, '\0');
	}
	if (!map_add(&v->key, (struct str){ b.p, b.n }, at)) {
		map_get(&v->key, (struct str){ b.p, b.n }, &at);
		return &v->row[at];
	}
	struct advisory_row *row = PUSH(v->a, v->row, v->n, v->cap);
	row->record = *key;
	return row;
}

void advisory_versions(struct advisory *v, struct advisory_row *row, struct str text)
{
	if (text.n == 0 || row->full)
		return;
	if (row->versions.p == NULL)
		row->versions = buf_in(v->a);
	if (row->versions.n > 0)
		buf_str(&row->versions, "; ");
	if (row->versions.n + text.n > ADVISORY_VERSIONS) {
		buf_str(&row->versions, "...");
		row->full = true;
		return;
	}
	buf_add(&row->versions, text.p, text.n);
}

bool advisory_emit(struct advisory *v, struct import_job *job)
{
	for (size_t i = 0; i < v->n; i++) {
		struct record *r = &v->row[i].record;
		if (v->row[i].versions.p != NULL)
			r->field[V_VERSIONS] =
				(struct str){ v->row[i].versions.p, v->row[i].versions.n };
		if (!import_emit(job, r, NULL))
			return false;
	}
	return true;
}

bool advisory_vague(struct str version)
{
	static const char *const vague[] = { "",    "-",        "*",       "n/a",   "na",  "n.a.",
		                             "any", "unspecified", "unknown", "various", "none" };
	version = str_trim(version);
	for (size_t i = 0; i < COUNT(vague); i++)
		if (version.n == strlen(vague[i]) &&
		    strncasecmp(version.p, vague[i], version.n) == 0)
			return true;
	return false;
}

struct str advisory_date(struct str time)
{
	int32_t day;
	struct str s = { time.p, time.n < 10 ? time.n : 10 };
	return str_date(s, &day) ? s : (struct str){ "", 0 };
}

struct str advisory_name(struct str s)
{
	s = str_trim(s);
	return s.n > 0 ? s : STR("n/a");
}

void advisory_cvss(struct json *j, int rank, struct advisory_score *best)
{
	struct advisory_score got = { .rank = rank };
	struct str key;
	if (json_peek(j) != JSON_OBJECT || rank <= best->rank) {
		json_skip(j);
		return;
	}
	json_object(j);
	while (json_key(j, &key)) {
		if (str_is(key, "baseScore") && json_peek(j) == JSON_NUMBER)
			got.score = json_number_text(j);
		else if (str_is(key, "baseSeverity"))
			got.severity = json_text_or(j);
		else
			json_skip(j);
	}
	if (got.score.n > 0)
		*best = got;
}
