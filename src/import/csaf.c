/* SPDX-License-Identifier: Apache-2.0
 *
 * csaf.c - CSAF 2.0 and 2.1 documents: security advisories and VEX
 *
 * Read twice: first the document's head and its product tree, then the vulnerabilities, which
 * refer to products by id; so the order of keys does not matter.  A product's vendor, name and
 * version come from the branches it hangs on, at whatever depth; a product that hangs on no vendor
 * branch belongs to the publisher if the publisher is a vendor, else its vendor is "n/a".
 *
 * For known_not_affected the reason (a VEX flag, or else an impact statement) goes to the column
 * `remedy` as "justification: ...", which vuln.c looks for.
 */
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "import/advisory.h"

struct ids { /* product ids, or indices of products after look-up */
	struct str *v;
	size_t n, cap;
};

/* What a vulnerability says about one product; valid while `turn` is the vulnerability's. */
struct facts {
	uint32_t turn;
	int remedy_rank;
	struct str remedy, reason;
	struct advisory_score score;
};

struct product {
	struct str id, vendor, name, version;
	struct facts facts;
};

struct relation {
	struct str id, name, category, what, to; /* `what` is installed on or is part of `to` */
};

struct status {
	struct str product;
	const char *status;
};

struct reader {
	struct import_job *job;
	struct json j;
	struct advisory rows;
	struct str version, category, title, publisher, id, date;
	bool by_vendor;       /* the publisher is a vendor */
	struct product *product;
	size_t products, cap;
	struct map product_of, group_of;
	struct ids *group;
	size_t groups, group_cap;
	struct relation *relation;
	size_t relations, relation_cap;
	uint32_t turn;
};

static struct ids read_ids(struct reader *r)
{
	struct ids ids = { 0 };
	if (json_peek(&r->j) != JSON_ARRAY) {
		json_skip(&r->j);
		return ids;
	}
	json_array(&r->j);
	while (json_more(&r->j)) {
		struct str id = json_text(&r->j);
		*PUSH(r->job->a, ids.v, ids.n, ids.cap) = id;
	}
	return ids;
}

/* Appends the products of the groups that `names` are. */
static void add_groups(struct reader *r, struct ids *to, struct ids names)
{
	uint32_t g;
	for (size_t i = 0; i < names.n; i++)
		if (map_get(&r->group_of, names.v[i], &g))
			for (size_t k = 0; k < r->group[g].n; k++)
				*PUSH(r->job->a, to->v, to->n, to->cap) = r->group[g].v[k];
}

static void add_product(struct reader *r, struct product p)
{
	if (p.id.n > 0 && map_add(&r->product_of, p.id, (uint32_t)r->products))
		*PUSH(r->job->a, r->product, r->products, r->cap) = p;
}

/* { "product_id", "name" } */
static void full_name(struct reader *r, struct str *id, struct str *name)
{
	struct str key;
	json_object(&r->j);
	while (json_key(&r->j, &key)) {
		if (str_is(key, "product_id"))
			*id = json_text(&r->j);
		else if (str_is(key, "name"))
			*name = json_text(&r->j);
		else
			json_skip(&r->j);
	}
}

static void set_if_empty(struct str *to, struct str s)
{
	if (to->n == 0)
		*to = str_trim(s);
}

/* Depth is bounded by JSON_DEPTH.  A branch's own name may stand behind its children, so it is
 * given to all products found below it when the branch is complete; deeper branches were first. */
static void read_branches(struct reader *r)
{
	struct json *j = &r->j;
	struct str key;
	json_array(j);
	while (json_more(j)) {
		struct str category = { "", 0 }, name = { "", 0 };
		struct product p = { 0 };
		struct str full = { "", 0 };
		size_t first = r->products;
		json_object(j);
		while (json_key(j, &key)) {
			if (str_is(key, "category"))
				category = json_text(j);
			else if (str_is(key, "name"))
				name = json_text(j);
			else if (str_is(key, "branches"))
				read_branches(r);
			else if (str_is(key, "product"))
				full_name(r, &p.id, &full);
			else
				json_skip(j);
		}
		add_product(r, p);
		for (size_t i = first; i < r->products; i++) {
			struct product *q = &r->product[i];
			if (str_is(category, "vendor"))
				set_if_empty(&q->vendor, name);
			else if (str_is(category, "product_name"))
				set_if_empty(&q->name, name);
			else if (str_is(category, "product_version") ||
			         str_is(category, "product_version_range"))
				set_if_empty(&q->version, name);
		}
	}
}

static void read_group(struct reader *r)
{
	struct str key, id = { "", 0 };
	struct ids ids = { 0 };
	json_object(&r->j);
	while (json_key(&r->j, &key)) {
		if (str_is(key, "group_id"))
			id = json_text(&r->j);
		else if (str_is(key, "product_ids"))
			ids = read_ids(r);
		else
			json_skip(&r->j);
	}
	if (map_add(&r->group_of, id, (uint32_t)r->groups))
		*PUSH(r->job->a, r->group, r->groups, r->group_cap) = ids;
}

static void read_relation(struct reader *r)
{
	struct relation x = { 0 };
	struct str key;
	json_object(&r->j);
	while (json_key(&r->j, &key)) {
		if (str_is(key, "category"))
			x.category = json_text(&r->j);
		else if (str_is(key, "product_reference"))
			x.what = json_text(&r->j);
		else if (str_is(key, "relates_to_product_reference"))
			x.to = json_text(&r->j);
		else if (str_is(key, "full_product_name"))
			full_name(r, &x.id, &x.name);
		else
			json_skip(&r->j);
	}
	*PUSH(r->job->a, r->relation, r->relations, r->relation_cap) = x;
}

static void read_tree(struct reader *r)
{
	struct json *j = &r->j;
	struct str key;
	json_object(j);
	while (json_key(j, &key)) {
		if (str_is(key, "branches")) {
			read_branches(r);
		} else if (str_is(key, "full_product_names")) {
			json_array(j);
			while (json_more(j)) {
				struct product p = { 0 };
				full_name(r, &p.id, &p.name);
				add_product(r, p);
			}
		} else if (str_is(key, "product_groups")) {
			json_array(j);
			while (json_more(j))
				read_group(r);
		} else if (str_is(key, "relationships")) {
			json_array(j);
			while (json_more(j))
				read_relation(r);
		} else {
			json_skip(j);
		}
	}
}

/* A component is part of what it relates to: that is the product people run.  Everything else
 * (installed on, installed with) stays the product it is. */
static void resolve_relations(struct reader *r)
{
	for (size_t i = 0; i < r->relations; i++) {
		const struct relation *x = &r->relation[i];
		struct product p = { .id = x->id, .version = x->name };
		bool part = str_is(x->category, "default_component_of") ||
		            str_is(x->category, "optional_component_of");
		uint32_t at;
		if (map_get(&r->product_of, part ? x->to : x->what, &at)) {
			p.vendor = r->product[at].vendor;
			p.name = r->product[at].name;
			if (!part && r->product[at].version.n > 0)
				p.version = r->product[at].version;
		} else {
			p.name = x->name;
		}
		add_product(r, p);
	}
	for (size_t i = 0; i < r->products; i++) {
		struct product *p = &r->product[i];
		if (p->vendor.n == 0 && r->by_vendor)
			p->vendor = r->publisher;
		p->vendor = advisory_name(p->vendor);
		p->name = advisory_name(p->name);
	}
}

static void read_publisher(struct reader *r)
{
	struct str key;
	json_object(&r->j);
	while (json_key(&r->j, &key)) {
		if (str_is(key, "name"))
			r->publisher = str_trim(json_text(&r->j));
		else if (str_is(key, "category"))
			r->by_vendor = str_is(json_text(&r->j), "vendor");
		else
			json_skip(&r->j);
	}
}

static void read_document(struct reader *r)
{
	struct json *j = &r->j;
	struct str key;
	json_object(j);
	while (json_key(j, &key)) {
		if (str_is(key, "csaf_version")) {
			r->version = json_text(j);
		} else if (str_is(key, "category")) {
			r->category = json_text(j);
		} else if (str_is(key, "title")) {
			r->title = json_text(j);
		} else if (str_is(key, "publisher")) {
			read_publisher(r);
		} else if (str_is(key, "tracking")) {
			json_object(j);
			while (json_key(j, &key)) {
				if (str_is(key, "id"))
					r->id = str_trim(json_text(j));
				else if (str_is(key, "current_release_date"))
					r->date = advisory_date(json_text(j));
				else
					json_skip(j);
			}
		} else {
			json_skip(j);
		}
	}
}

/* The facts of a product for the vulnerability being read; NULL when the id is not in the tree. */
static struct facts *facts_of(struct reader *r, struct str id)
{
	uint32_t at;
	if (!map_get(&r->product_of, id, &at))
		return NULL;
	struct facts *f = &r->product[at].facts;
	if (f->turn != r->turn)
		*f = (struct facts){ .turn = r->turn };
	return f;
}

static int remedy_rank(struct str category)
{
	static const char *const ranks[] = { "none_available", "no_fix_planned", "fix_planned",
		                             "optional_patch", "workaround", "mitigation",
		                             "vendor_fix" };
	for (size_t i = 0; i < COUNT(ranks); i++)
		if (str_is(category, ranks[i]))
			return (int)i + 1;
	return 1;
}

enum item { ITEM_REMEDY, ITEM_FLAG, ITEM_THREAT, ITEM_SCORE };

static void apply(struct reader *r, enum item item, const struct facts *said, struct ids ids)
{
	for (size_t i = 0; i < ids.n; i++) {
		struct facts *f = facts_of(r, ids.v[i]);
		if (f == NULL)
			continue;
		switch (item) {
		case ITEM_REMEDY:
			if (said->remedy_rank > f->remedy_rank) {
				f->remedy_rank = said->remedy_rank;
				f->remedy = said->remedy;
			}
			break;
		case ITEM_FLAG: f->reason = said->reason; break;
		case ITEM_THREAT: set_if_empty(&f->reason, said->reason); break;
		case ITEM_SCORE:
			if (said->score.rank > f->score.rank)
				f->score = said->score;
			break;
		}
	}
}

static void read_scores(struct json *j, struct advisory_score *best, struct str key)
{
	if (str_is(key, "cvss_v4"))
		advisory_cvss(j, 40, best);
	else if (str_is(key, "cvss_v3"))
		advisory_cvss(j, 31, best);
	else if (str_is(key, "cvss_v2"))
		advisory_cvss(j, 2, best);
	else
		json_skip(j);
}

/* One element of remediations, flags, threats, scores or metrics. */
static void read_item(struct reader *r, enum item item)
{
	struct json *j = &r->j;
	struct facts said = { 0 };
	struct ids ids = { 0 }, groups = { 0 };
	struct str key, category = { "", 0 }, details = { "", 0 }, label = { "", 0 };
	json_object(j);
	while (json_key(j, &key)) {
		if (str_is(key, "product_ids") || str_is(key, "products")) {
			ids = read_ids(r);
		} else if (str_is(key, "group_ids")) {
			groups = read_ids(r);
		} else if (str_is(key, "category")) {
			category = json_text(j);
		} else if (str_is(key, "details")) {
			details = json_text(j);
		} else if (str_is(key, "label")) {
			label = json_text(j);
		} else if (str_is(key, "content") && json_peek(j) == JSON_OBJECT) {
			json_object(j);
			while (json_key(j, &key))
				read_scores(j, &said.score, key);
		} else {
			read_scores(j, &said.score, key);
		}
	}
	if (!json_ok(j) || (item == ITEM_THREAT && !str_is(category, "impact")))
		return;
	said.remedy_rank = remedy_rank(category);
	said.remedy = details;
	said.reason = item == ITEM_FLAG ? label : details;
	add_groups(r, &ids, groups);
	apply(r, item, &said, ids);
}

static void read_items(struct reader *r, enum item item)
{
	json_array(&r->j);
	while (json_more(&r->j))
		read_item(r, item);
}

static const char *status_word(struct str category)
{
	static const struct {
		const char *category, *word;
	} words[] = {
		{ "known_affected", "affected" },     { "first_affected", "affected" },
		{ "last_affected", "affected" },      { "known_not_affected", "not_affected" },
		{ "fixed", "fixed" },                 { "first_fixed", "fixed" },
		{ "under_investigation", "investigated" }, { "unknown", "unknown" },
	};
	for (size_t i = 0; i < COUNT(words); i++)
		if (str_is(category, words[i].category))
			return words[i].word;
	return NULL; /* "recommended" says what to install, nothing about the vulnerability */
}

struct vulnerability {
	struct str cve, other_id, title;
	struct status *status;
	size_t n, cap;
};

static void read_statuses(struct reader *r, struct vulnerability *v)
{
	struct str key;
	json_object(&r->j);
	while (json_key(&r->j, &key)) {
		const char *word = status_word(key);
		struct ids ids = read_ids(r);
		for (size_t i = 0; word && i < ids.n; i++)
			*PUSH(r->job->a, v->status, v->n, v->cap) =
				(struct status){ ids.v[i], word };
	}
}

static void read_other_ids(struct reader *r, struct vulnerability *v)
{
	struct str key;
	json_array(&r->j);
	while (json_more(&r->j)) {
		json_object(&r->j);
		while (json_key(&r->j, &key)) {
			if (str_is(key, "text"))
				set_if_empty(&v->other_id, json_text(&r->j));
			else
				json_skip(&r->j);
		}
	}
}

static struct str justification(struct arena *a, struct str reason)
{
	struct buf b = buf_in(a);
	struct str s = import_short(a, reason, ADVISORY_REMEDY);
	buf_str(&b, "justification: ");
	buf_add(&b, s.p, s.n);
	return (struct str){ b.p, b.n };
}

static void add_row(struct reader *r, const struct vulnerability *v, const struct status *s)
{
	struct record key = { .table = T_VULNERABILITY };
	struct arena *a = r->job->a;
	uint32_t at;
	if (!map_get(&r->product_of, s->product, &at)) {
		char text[160];
		int shown = s->product.n < 80 ? (int)s->product.n : 80;
		snprintf(text, sizeof text, "product id \"%.*s\" is not in the product tree", shown,
		         s->product.p);
		import_reject(r->job, NULL, text);
		return;
	}
	const struct facts *f = facts_of(r, s->product);
	const struct product *p = &r->product[at];
	key.field[V_CVE] = v->cve.n ? v->cve : v->other_id.n ? v->other_id : r->id;
	key.field[V_ORIGIN] = STR("csaf");
	key.field[V_DOCUMENT] = r->id;
	key.field[V_VENDOR] = p->vendor;
	key.field[V_PRODUCT] = p->name;
	key.field[V_STATUS] = str_of(s->status);
	struct advisory_row *row = advisory_row(&r->rows, &key);
	struct str *to = row->record.field;
	advisory_versions(&r->rows, row, p->version);
	to[V_DATE] = r->date;
	if (to[V_TITLE].n == 0)
		to[V_TITLE] = import_short(a, v->title.n ? v->title : r->title, ADVISORY_TITLE);
	if (to[V_SCORE].n == 0) {
		to[V_SCORE] = f->score.score;
		to[V_SEVERITY] = f->score.severity;
	}
	if (to[V_REMEDY].n > 0)
		return;
	if (str_is(key.field[V_STATUS], "not_affected")) {
		if (f->reason.n > 0)
			to[V_REMEDY] = justification(a, f->reason);
	} else if (f->remedy.n > 0) {
		to[V_REMEDY] = import_short(a, f->remedy, ADVISORY_REMEDY);
	}
}

static void read_vulnerability(struct reader *r)
{
	struct json *j = &r->j;
	struct vulnerability v = { 0 };
	struct str key;
	r->turn++;
	json_object(j);
	while (json_key(j, &key)) {
		if (str_is(key, "cve"))
			v.cve = str_trim(json_text(j));
		else if (str_is(key, "title"))
			v.title = json_text(j);
		else if (str_is(key, "ids"))
			read_other_ids(r, &v);
		else if (str_is(key, "product_status"))
			read_statuses(r, &v);
		else if (str_is(key, "remediations"))
			read_items(r, ITEM_REMEDY);
		else if (str_is(key, "flags"))
			read_items(r, ITEM_FLAG);
		else if (str_is(key, "threats"))
			read_items(r, ITEM_THREAT);
		else if (str_is(key, "scores") || str_is(key, "metrics"))
			read_items(r, ITEM_SCORE);
		else
			json_skip(j);
	}
	for (size_t i = 0; json_ok(j) && i < v.n; i++)
		add_row(r, &v, &v.status[i]);
}

/* One of the two passes; *had tells whether there are a tree and vulnerabilities at all. */
static bool pass(struct reader *r, bool second, unsigned *had, struct pt_err *e)
{
	struct json *j = &r->j;
	struct str key;
	json_of(j, r->job->a, r->job->text, NULL, e);
	json_object(j);
	while (json_key(j, &key)) {
		bool tree = str_is(key, "product_tree"), list = str_is(key, "vulnerabilities");
		*had |= (unsigned)tree | (unsigned)list << 1;
		if (!second && str_is(key, "document")) {
			read_document(r);
		} else if (!second && tree) {
			read_tree(r);
		} else if (second && list) {
			json_array(j);
			while (json_more(j))
				read_vulnerability(r);
		} else {
			json_skip(j);
		}
	}
	return json_done(j);
}

/* What the standard's profiles ask of a document of this category, as far as rows depend on it. */
static bool check_profile(const struct reader *r, unsigned had, bool *wanted, struct pt_err *e)
{
	int shown = r->version.n < 20 ? (int)r->version.n : 20;
	*wanted = !str_is(r->category, "csaf_informational_advisory") &&
		  !str_is(r->category, "csaf_withdrawn") &&
		  !str_is(r->category, "csaf_superseded") &&
		  !str_is(r->category, "csaf_security_incident_response");
	if (!str_is(r->version, "2.0") && !str_is(r->version, "2.1"))
		return pt_fail(e, PT_INVALID,
			       "is a CSAF document of version \"%.*s\"; 2.0 and 2.1 are read",
			       shown, r->version.n ? r->version.p : "");
	if (r->category.n == 0)
		return pt_fail(e, PT_INVALID, "is a CSAF document without a category");
	if (r->id.n == 0)
		return pt_fail(e, PT_INVALID, "is a CSAF document without a tracking id");
	if ((str_is(r->category, "csaf_vex") || str_is(r->category, "csaf_security_advisory")) &&
	    had != 3)
		return pt_fail(e, PT_INVALID, "is a CSAF document of category %s without %s",
			       str_is(r->category, "csaf_vex") ? "csaf_vex"
							       : "csaf_security_advisory",
			       had & 1 ? "vulnerabilities" : "product_tree");
	return true;
}

static bool csaf_sniff(struct str head, const char *name)
{
	(void)name;
	return import_has(head, "\"csaf_version\"");
}

static bool csaf_run(struct import_job *job, struct pt_err *e)
{
	struct pt_err own = { 0 };
	struct reader r = { .job = job, .rows = advisory_in(job->a) };
	unsigned had = 0;
	bool wanted;
	if (e == NULL)
		e = &own;
	r.product_of = map_in(job->a);
	r.group_of = map_in(job->a);
	if (!pass(&r, false, &had, e) || !check_profile(&r, had, &wanted, e))
		return false;
	if (!wanted) {
		job->skipped++;
		return true;
	}
	resolve_relations(&r);
	return pass(&r, true, &had, e) && (advisory_emit(&r.rows, job) || import_stopped(e));
}

const struct importer importer_csaf = {
	.kind = "csaf",
	.what = "CSAF 2.0 and 2.1 advisories and VEX, JSON: one, a directory, .zip or .tar.zst",
	.example = "petrin import advisories/",
	.shape = IMPORT_DOCUMENT,
	.sniff = csaf_sniff,
	.run = csaf_run,
};
