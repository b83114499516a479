/* SPDX-License-Identifier: Apache-2.0
 *
 * cve.c - CVE records, JSON 5.x
 *
 * The container of the numbering authority (cna) gives one row per product and status; the
 * containers of others (adp; chiefly CISA's "vulnrichment") give rows of their own, so that it
 * stays visible who said what.  An adp container mostly names no product but tells that attacks are
 * known or what the score is: then it gives a row of status "unknown" for each product of the cna.
 *
 * What is not said is not made up: versions "-", "*", "n/a" or "unspecified" alone make the
 * status "unknown", whatever the record's status word is.  Only a range with at least one real
 * bound, or a default status without any version, carries "affected".
 */
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "import/advisory.h"

enum { AFFECTED, NOT_AFFECTED, UNKNOWN, STATUSES };

static const char *const status_name[STATUSES] = { "affected", "not_affected", "unknown" };

struct version {
	struct str text;
	int status; /* -1 = as the default */
	bool vague;
};

/* What one container says beside its products. */
struct facts {
	struct advisory_score score;
	struct str title, description, remedy;
	bool exploited;
};

struct reader {
	struct import_job *job;
	struct json j;
	struct advisory rows;
	struct str id, date, state, format;
	size_t cna_rows;    /* how many rows of the cna there are, from 0 on or ... */
	size_t cna_first;   /* ... from here on, when an adp container came first */
	struct facts adp;   /* of adp containers that name no product */
};

static int status_of(struct str s)
{
	if (str_is(s, "affected"))
		return AFFECTED;
	if (str_is(s, "unaffected"))
		return NOT_AFFECTED;
	return UNKNOWN;
}

/* "changes": from which version on another status holds. */
static void read_changes(struct json *j, struct buf *b)
{
	struct str key;
	json_array(j);
	while (json_more(j)) {
		struct str at = { "", 0 }, status = { "", 0 };
		json_object(j);
		while (json_key(j, &key)) {
			if (str_is(key, "at"))
				at = json_text_or(j);
			else if (str_is(key, "status"))
				status = json_text_or(j);
			else
				json_skip(j);
		}
		buf_str(b, " (");
		buf_add(b, status.p, status.n);
		buf_str(b, " from ");
		buf_add(b, at.p, at.n);
		buf_char(b, ')');
	}
}

static void range_text(struct buf *b, struct str from, struct str to, bool to_included)
{
	bool open_end = str_is(to, "*"), from_start = advisory_vague(from) || str_is(from, "0");
	if (to.n == 0) {
		buf_add(b, from.p, from.n);
	} else if (open_end) {
		buf_str(b, ">= ");
		buf_add(b, from.n ? from.p : "0", from.n ? from.n : 1);
	} else if (from_start) {
		buf_str(b, to_included ? "<= " : "< ");
		buf_add(b, to.p, to.n);
	} else {
		buf_str(b, to_included ? "" : ">= ");
		buf_add(b, from.p, from.n);
		buf_str(b, to_included ? " - " : ", < ");
		buf_add(b, to.p, to.n);
	}
}

static struct version read_version(struct reader *r)
{
	struct json *j = &r->j;
	struct version v = { .status = -1 };
	struct str key, from = { "", 0 }, to = { "", 0 };
	struct buf changes = { .a = r->job->a }, b = { .a = r->job->a };
	bool included = false;
	json_object(j);
	while (json_key(j, &key)) {
		if (str_is(key, "version")) {
			from = str_trim(json_text_or(j));
		} else if (str_is(key, "lessThan") || str_is(key, "lessThanOrEqual")) {
			included = key.n > 8;
			to = str_trim(json_text_or(j));
		} else if (str_is(key, "status")) {
			v.status = status_of(json_text_or(j));
		} else if (str_is(key, "changes") && json_peek(j) == JSON_ARRAY) {
			read_changes(j, &changes);
		} else {
			json_skip(j);
		}
	}
	/* A range to a vague end says no more than its beginning; "0 to *" is an explicit "all". */
	if (advisory_vague(to) && !(str_is(to, "*") && !advisory_vague(from)))
		to = (struct str){ "", 0 };
	v.vague = to.n == 0 && advisory_vague(from);
	range_text(&b, from, to, included);
	if (changes.n > 0)
		buf_add(&b, changes.p, changes.n);
	v.text = (struct str){ b.p, b.n };
	return v;
}

struct product {
	struct str vendor, name, package;
	int fallback;
	struct version *version;
	size_t n, cap;
};

/* The rows of one product: one per status that its versions have. */
static void add_rows(struct reader *r, const char *origin, const struct product *p)
{
	struct record key = { .table = T_VULNERABILITY };
	struct advisory_row *row[STATUSES] = { NULL };
	key.field[V_ORIGIN] = str_of(origin);
	key.field[V_VENDOR] = advisory_name(p->vendor);
	key.field[V_PRODUCT] = advisory_name(p->name.n ? p->name : p->package);
	for (size_t i = 0; i < p->n; i++) {
		const struct version *v = &p->version[i];
		int status = v->status >= 0 ? v->status : p->fallback;
		if (v->vague && status == AFFECTED)
			status = UNKNOWN;
		if (row[status] == NULL) {
			key.field[V_STATUS] = str_of(status_name[status]);
			row[status] = advisory_row(&r->rows, &key);
			for (int s = 0; s < STATUSES; s++) /* adding may have moved them all */
				if (s != status)
					row[s] = NULL;
		}
		advisory_versions(&r->rows, row[status], v->text);
	}
	if (p->n > 0 && p->fallback != AFFECTED)
		return; /* "all others are unaffected" or unknown adds nothing to a match */
	key.field[V_STATUS] = str_of(status_name[p->fallback]);
	advisory_versions(&r->rows, advisory_row(&r->rows, &key),
			  p->n > 0                 ? STR("all others")
			  : p->fallback == UNKNOWN ? STR("")
						   : STR("all"));
}

static void read_affected(struct reader *r, const char *origin)
{
	struct json *j = &r->j;
	struct str key;
	json_array(j);
	while (json_more(j)) {
		struct product p = { .fallback = UNKNOWN };
		json_object(j);
		while (json_key(j, &key)) {
			if (str_is(key, "vendor")) {
				p.vendor = json_text_or(j);
			} else if (str_is(key, "product")) {
				p.name = json_text_or(j);
			} else if (str_is(key, "packageName")) {
				p.package = json_text_or(j);
			} else if (str_is(key, "defaultStatus")) {
				p.fallback = status_of(json_text_or(j));
			} else if (str_is(key, "versions") && json_peek(j) == JSON_ARRAY) {
				json_array(j);
				while (json_more(j)) {
					struct version v = read_version(r);
					*PUSH(r->job->a, p.version, p.n, p.cap) = v;
				}
			} else {
				json_skip(j);
			}
		}
		if (json_ok(j))
			add_rows(r, origin, &p);
	}
}

/* Of a list of { lang, value } the first English text. */
static struct str english(struct json *j)
{
	struct str key, found = { "", 0 };
	if (json_peek(j) != JSON_ARRAY) {
		json_skip(j);
		return found;
	}
	json_array(j);
	while (json_more(j)) {
		struct str lang = { "", 0 }, value = { "", 0 };
		json_object(j);
		while (json_key(j, &key)) {
			if (str_is(key, "lang"))
				lang = json_text_or(j);
			else if (str_is(key, "value"))
				value = json_text_or(j);
			else
				json_skip(j);
		}
		if (found.n == 0 && (lang.n == 0 || str_starts(lang, "en")))
			found = value;
	}
	return found;
}

/* "other": SSVC with { "Exploitation": "active" }, or CISA's note that it is in the KEV. */
static bool says_exploited(struct json *j)
{
	struct str key;
	bool ssvc_active = false, kev = false;
	json_object(j);
	while (json_key(j, &key)) {
		if (str_is(key, "type")) {
			kev = str_is(json_text_or(j), "kev");
		} else if (str_is(key, "content") && json_peek(j) == JSON_OBJECT) {
			json_object(j);
			while (json_key(j, &key)) {
				if (!str_is(key, "options") || json_peek(j) != JSON_ARRAY) {
					json_skip(j);
					continue;
				}
				json_array(j);
				while (json_more(j)) {
					json_object(j);
					while (json_key(j, &key)) {
						bool about = str_is(key, "Exploitation");
						ssvc_active |=
							str_is(json_text_or(j), "active") && about;
					}
				}
			}
		} else {
			json_skip(j);
		}
	}
	return ssvc_active || kev;
}

static void read_metrics(struct json *j, struct facts *f)
{
	struct str key;
	json_array(j);
	while (json_more(j)) {
		json_object(j);
		while (json_key(j, &key)) {
			if (str_is(key, "cvssV4_0"))
				advisory_cvss(j, 40, &f->score);
			else if (str_is(key, "cvssV3_1"))
				advisory_cvss(j, 31, &f->score);
			else if (str_is(key, "cvssV3_0"))
				advisory_cvss(j, 30, &f->score);
			else if (str_is(key, "cvssV2_0"))
				advisory_cvss(j, 2, &f->score);
			else if (str_is(key, "other") && json_peek(j) == JSON_OBJECT)
				f->exploited |= says_exploited(j);
			else
				json_skip(j);
		}
	}
}

static void set_facts(struct advisory_row *row, const struct facts *f)
{
	struct str *to = row->record.field;
	if (to[V_SCORE].n == 0) {
		to[V_SCORE] = f->score.score;
		to[V_SEVERITY] = f->score.severity;
	}
	if (f->exploited)
		to[V_EXPLOITED] = STR("yes");
	if (to[V_TITLE].n == 0)
		to[V_TITLE] = f->title;
	if (to[V_REMEDY].n == 0)
		to[V_REMEDY] = f->remedy;
}

static void read_container(struct reader *r, const char *origin)
{
	struct json *j = &r->j;
	struct facts f = { 0 };
	struct str key, solution = { "", 0 }, workaround = { "", 0 };
	size_t first = r->rows.n;
	bool cna = origin[0] == 'c';
	json_object(j);
	while (json_key(j, &key)) {
		if (str_is(key, "affected") && json_peek(j) == JSON_ARRAY)
			read_affected(r, origin);
		else if (str_is(key, "metrics") && json_peek(j) == JSON_ARRAY)
			read_metrics(j, &f);
		else if (str_is(key, "title") && cna)
			f.title = json_text_or(j);
		else if (str_is(key, "descriptions"))
			f.description = english(j);
		else if (str_is(key, "solutions"))
			solution = english(j);
		else if (str_is(key, "workarounds"))
			workaround = english(j);
		else
			json_skip(j);
	}
	if (first < r->rows.n) {
		struct arena *a = r->job->a;
		f.title = import_short(a, f.title.n ? f.title : f.description, ADVISORY_TITLE);
		f.remedy = import_short(a, solution.n ? solution : workaround, ADVISORY_REMEDY);
	}
	for (size_t i = first; i < r->rows.n; i++)
		set_facts(&r->rows.row[i], &f);
	if (cna) {
		r->cna_first = first;
		r->cna_rows = r->rows.n - first;
	} else if (first == r->rows.n) {
		if (f.score.rank > r->adp.score.rank)
			r->adp.score = f.score;
		r->adp.exploited |= f.exploited;
	}
}

static void read_containers(struct reader *r)
{
	struct json *j = &r->j;
	struct str key;
	json_object(j);
	while (json_key(j, &key)) {
		if (str_is(key, "cna")) {
			read_container(r, "cna");
		} else if (str_is(key, "adp") && json_peek(j) == JSON_ARRAY) {
			json_array(j);
			while (json_more(j))
				read_container(r, "adp");
		} else {
			json_skip(j);
		}
	}
}

static void read_metadata(struct reader *r)
{
	struct json *j = &r->j;
	struct str key, published = { "", 0 }, updated = { "", 0 };
	json_object(j);
	while (json_key(j, &key)) {
		if (str_is(key, "cveId"))
			r->id = str_trim(json_text_or(j));
		else if (str_is(key, "state"))
			r->state = json_text_or(j);
		else if (str_is(key, "datePublished"))
			published = json_text_or(j);
		else if (str_is(key, "dateUpdated"))
			updated = json_text_or(j);
		else
			json_skip(j);
	}
	r->date = advisory_date(published.n ? published : updated);
}

/* Rows for adp containers that told something but named no product. */
static void spread_adp(struct reader *r)
{
	for (size_t i = r->cna_first; i < r->cna_first + r->cna_rows; i++) {
		struct record key = r->rows.row[i].record;
		bool new_score = r->adp.score.score.n > 0 && key.field[V_SCORE].n == 0;
		if (!r->adp.exploited && !new_score)
			continue;
		for (unsigned k = V_VERSIONS; k < RECORD_COLUMNS; k++)
			key.field[k] = (struct str){ "", 0 };
		key.field[V_ORIGIN] = STR("adp");
		key.field[V_STATUS] = STR("unknown");
		set_facts(advisory_row(&r->rows, &key), &r->adp);
	}
}

static bool cve_sniff(struct str head, const char *name)
{
	(void)name;
	return import_has(head, "\"cveMetadata\"");
}

static bool cve_run(struct import_job *job, struct pt_err *e)
{
	struct pt_err own = { 0 };
	struct reader r = { .job = job, .rows = advisory_in(job->a) };
	struct json *j = &r.j;
	struct str key;
	json_of(j, job->a, job->text, NULL, e ? e : &own);
	json_object(j);
	while (json_key(j, &key)) {
		if (str_is(key, "cveMetadata"))
			read_metadata(&r);
		else if (str_is(key, "containers"))
			read_containers(&r);
		else if (str_is(key, "dataVersion"))
			r.format = json_text_or(j);
		else
			json_skip(j);
	}
	if (!json_done(j))
		return false;
	if (!str_starts(r.format, "5."))
		return pt_fail(e, PT_INVALID, "is a CVE record of format \"%.*s\"; 5.x is read",
			       r.format.n < 20 ? (int)r.format.n : 20,
			       r.format.p ? r.format.p : "");
	if (r.id.n == 0)
		return pt_fail(e, PT_INVALID, "is a CVE record without cveId");
	if (!str_is(r.state, "PUBLISHED")) {
		job->skipped++;
		return true;
	}
	spread_adp(&r);
	for (size_t i = 0; i < r.rows.n; i++) {
		r.rows.row[i].record.field[V_CVE] = r.rows.row[i].record.field[V_DOCUMENT] = r.id;
		r.rows.row[i].record.field[V_DATE] = r.date;
	}
	return advisory_emit(&r.rows, job) || import_stopped(e);
}

const struct importer importer_cve = {
	.kind = "cve",
	.what = "CVE records, JSON 5: one, a directory, .zip or .tar.zst",
	.example = "petrin import cves/2024",
	.shape = IMPORT_DOCUMENT,
	.sniff = cve_sniff,
	.run = cve_run,
};
