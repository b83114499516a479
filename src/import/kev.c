/* SPDX-License-Identifier: Apache-2.0
 *
 * kev.c - CISA's catalogue of known exploited vulnerabilities, JSON
 *
 * An entry names vendor and product and no versions, so it says "this product has been attacked
 * through this", not "this version is vulnerable".  The catalogue grows by and by: the document is
 * called "kev" in every release, so that a later release updates the entries of an earlier one.
 */
#include "base/json.h"
#include "import/advisory.h"

static bool kev_sniff(struct str head, const char *name)
{
	(void)name;
	return import_has(head, "\"catalogVersion\"") && import_has(head, "\"vulnerabilities\"");
}

/* Views of one entry; what is made of them is scratch. False = stop (or a failure j knows). */
static bool entry(struct import_job *job, struct json *j)
{
	struct record r = { .table = T_VULNERABILITY };
	struct pt_at at = { 0 };
	struct str key, remedy = { "", 0 }, title = { "", 0 };
	r.field[V_ORIGIN] = STR("kev");
	r.field[V_DOCUMENT] = STR("kev");
	r.field[V_STATUS] = STR("affected");
	r.field[V_EXPLOITED] = STR("yes");
	json_peek(j);
	size_t begin = j->value_pos;
	json_object(j);
	while (json_key(j, &key)) {
		if (str_is(key, "cveID"))
			r.field[V_CVE] = str_trim(json_text(j));
		else if (str_is(key, "vendorProject"))
			r.field[V_VENDOR] = str_trim(json_text(j));
		else if (str_is(key, "product"))
			r.field[V_PRODUCT] = str_trim(json_text(j));
		else if (str_is(key, "dateAdded"))
			r.field[V_DATE] = str_trim(json_text(j));
		else if (str_is(key, "vulnerabilityName"))
			title = json_text(j);
		else if (str_is(key, "requiredAction"))
			remedy = json_text(j);
		else
			json_skip(j);
	}
	if (!json_ok(j))
		return false;
	struct arena scratch = *job->a;
	struct pt_err why = { 0 };
	unsigned column;
	r.field[V_TITLE] = import_short(&scratch, title, ADVISORY_TITLE);
	r.field[V_REMEDY] = import_short(&scratch, remedy, ADVISORY_REMEDY);
	if (!record_check(&r, &column, &why)) /* the place costs a pass over the text: only now */
		json_place(j, begin, &at);
	return import_emit(job, &r, &at);
}

static bool kev_run(struct import_job *job, struct pt_err *e)
{
	struct json j;
	struct pt_err own = { 0 };
	struct str key;
	if (e == NULL)
		e = &own;
	json_of(&j, job->a, job->text, NULL, e);
	json_object(&j);
	while (json_key(&j, &key)) {
		if (!str_is(key, "vulnerabilities")) {
			json_skip(&j);
			continue;
		}
		json_array(&j);
		while (json_more(&j))
			if (!entry(job, &j))
				return json_ok(&j) && import_stopped(e);
	}
	return json_done(&j);
}

const struct importer importer_kev = {
	.kind = "kev",
	.what = "CISA known exploited vulnerabilities, JSON",
	.example = "petrin import known_exploited_vulnerabilities.json",
	.shape = IMPORT_DOCUMENT,
	.sniff = kev_sniff,
	.run = kev_run,
};
