/* SPDX-License-Identifier: Apache-2.0
 *
 * nrm.c - a network resource model as JSON or YAML (3GPP TS 28.623, 28.541): a tree of objects by class
 *
 * An object has "id", "attributes", and its children in lists by class.  The tree is walked with a stack
 * of our own, as deep as the JSON reader goes.
 */
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "base/yaml.h"
#include "import/inventory/cm.h"

enum { DN = 4000 };

struct frame {
	struct str class, id;
	size_t around;   /* length of the name of the object around it */
	bool list, named;
	struct str value[CLASS_FIELDS];
	uint64_t row;
};

struct nrm {
	struct json j;
	struct cm cm;
	char dn[DN];
	size_t dn_n;
	struct frame frame[JSON_DEPTH + 1];
	unsigned frames;
	bool any, stop;
	size_t counted; /* rows are counted up to here */
	uint64_t row;
};

static struct str scalar(struct json *j)
{
	if (json_peek(j) == JSON_NUMBER)
		return json_number_text(j);
	return json_text_or(j);
}

/* Of an address its text, or the first member whose key speaks of one; of a list the first element. */
static struct str value_of(struct json *j)
{
	struct str key, found = { 0 };
	if (json_peek(j) == JSON_ARRAY) {
		json_array(j);
		while (json_more(j)) {
			struct str s = scalar(j);
			found = found.n > 0 ? found : s;
		}
	} else if (json_peek(j) == JSON_OBJECT) {
		json_object(j);
		while (json_key(j, &key)) {
			struct str s = scalar(j);
			if (found.n == 0 && key.n >= 6 && memmem(key.p, key.n, "ddress", 6) != NULL)
				found = s;
		}
	} else {
		found = scalar(j);
	}
	return found;
}

static void keep(struct nrm *n, struct str key)
{
	struct frame *f = &n->frame[n->frames];
	int field = classes_field(key);
	if (field < 0) {
		json_skip(&n->j);
		return;
	}
	struct str s = value_of(&n->j);
	if (s.n > CM_TEXT) {
		struct pt_at at = { 0 };
		json_place(&n->j, n->j.value_pos, &at);
		import_reject(n->cm.job, &at, "an attribute is longer than 1000 octets: left out");
	} else if (f->value[field].n == 0) {
		f->value[field] = s;
	}
}

static void places(struct nrm *n)
{
	struct str key;
	bool list = json_peek(&n->j) == JSON_ARRAY;
	if (list)
		json_array(&n->j);
	while (!list || json_more(&n->j)) {
		if (json_peek(&n->j) != JSON_OBJECT) {
			json_skip(&n->j);
		} else {
			json_object(&n->j);
			while (json_key(&n->j, &key))
				keep(n, key);
		}
		if (!list)
			return;
	}
}

static void attributes(struct nrm *n)
{
	struct str key;
	if (json_peek(&n->j) != JSON_OBJECT) {
		json_skip(&n->j);
		return;
	}
	json_object(&n->j);
	while (json_key(&n->j, &key)) {
		if (str_is(key, "peeParametersList"))
			places(n);
		else
			keep(n, key);
	}
}

/* Gives the object its name as soon as a child or its end needs it. */
static bool name(struct nrm *n)
{
	struct frame *f = &n->frame[n->frames];
	if (f->named)
		return true;
	f->named = true;
	f->around = n->dn_n;
	if (f->class.n == 0)
		return true;
	if (n->dn_n + f->class.n + f->id.n + 2 > DN)
		return json_fail(&n->j, "the name of an object is longer than %d octets", DN);
	if (n->dn_n > 0)
		n->dn[n->dn_n++] = ',';
	memcpy(n->dn + n->dn_n, f->class.p, f->class.n);
	n->dn_n += f->class.n;
	n->dn[n->dn_n++] = '=';
	for (size_t i = 0; i < f->id.n; i++) {
		char c = f->id.p[i];
		n->dn[n->dn_n++] = c == ',' ? ';' : (unsigned char)c < 0x20 ? ' ' : c;
	}
	return true;
}

static void end(struct nrm *n)
{
	struct frame *f = &n->frame[n->frames];
	const struct network_class *class = f->class.n > 0 ? classes_find(f->class) : NULL;
	struct cm_object o = { .class = class };
	if (!name(n))
		return;
	o.at.row = f->row;
	if (class != NULL && f->id.n == 0) {
		char text[120];
		snprintf(text, sizeof text, "a %.60s without an id", class->name);
		import_reject(n->cm.job, &o.at, text);
	} else if (class != NULL) {
		n->any = true;
		o.dn = (struct str){ n->dn, n->dn_n };
		memcpy(o.value, f->value, sizeof o.value);
		n->stop |= !cm_take(&n->cm, &o);
	}
	n->dn_n = f->around;
	n->frames--;
}

static void push(struct nrm *n, struct str class, bool list)
{
	const char *at;
	while ((at = memchr(n->j.text.p + n->counted, '\n', n->j.pos - n->counted)) != NULL) {
		n->counted = (size_t)(at - n->j.text.p) + 1;
		n->row++;
	}
	n->counted = n->j.pos;
	n->frames++; /* as many as the reader has levels, which limits them */
	n->frame[n->frames] = (struct frame){ .class = class, .list = list, .row = n->row + 1 };
}

static void member(struct nrm *n, struct str key)
{
	struct frame *f = &n->frame[n->frames];
	enum json_kind kind = json_peek(&n->j);
	if (str_is(key, "id")) {
		struct str id = scalar(&n->j);
		if (f->named && id.n > 0 && f->class.n > 0)
			json_fail(&n->j, "an id behind the children of its object");
		f->id = id;
	} else if (str_is(key, "attributes")) {
		attributes(n);
	} else if ((kind == JSON_ARRAY || kind == JSON_OBJECT) && name(n)) {
		if (kind == JSON_ARRAY)
			json_array(&n->j);
		else
			json_object(&n->j);
		push(n, key, kind == JSON_ARRAY);
	} else {
		json_skip(&n->j);
	}
}

static void step(struct nrm *n)
{
	struct frame *f = &n->frame[n->frames];
	struct str key;
	if (f->list && !json_more(&n->j)) {
		n->frames--;
	} else if (f->list && json_peek(&n->j) == JSON_OBJECT) {
		json_object(&n->j);
		push(n, f->class, false);
	} else if (f->list) {
		json_skip(&n->j);
	} else if (json_key(&n->j, &key)) {
		member(n, key);
	} else if (json_ok(&n->j)) {
		end(n);
	}
}

static bool nrm_sniff(struct str head, const char *file)
{
	(void)file;
	if (import_is_json(head))
		return import_has(head, "\"attributes\"") &&
		       (import_has(head, "\"ManagedElement\"") || import_has(head, "\"SubNetwork\""));
	return import_has(head, "attributes:") && import_has(head, "id:") &&
	       (import_has_key(head, "ManagedElement") || import_has_key(head, "SubNetwork") ||
	        import_has_key(head, "- ManagedElement") || import_has_key(head, "- SubNetwork"));
}

static bool nrm_run(struct import_job *job, struct pt_err *e)
{
	struct pt_err own = { 0 };
	struct nrm *n = NEW(job->a, struct nrm, 1);
	struct str text;
	e = e ? e : &own;
	cm_begin(&n->cm, job, "inventory-nrm", "Network resource model (3GPP TS 28.623, 28.541)", e);
	if (!import_whole(job, &text, e) || (!import_is_json(text) && !yaml_json(job->a, text, NULL, &text, e)))
		return false;
	json_of(&n->j, job->a, text, NULL, e);
	bool list = json_peek(&n->j) == JSON_ARRAY;
	if (list)
		json_array(&n->j);
	else
		json_object(&n->j);
	push(n, STR(""), list);
	while (n->frames > 0 && json_ok(&n->j) && !n->stop)
		step(n);
	if (n->stop || !json_done(&n->j))
		return false;
	if (!n->any)
		return pt_fail(e, PT_INVALID, "has no object of a class that we know");
	return cm_emit(&n->cm);
}

const struct importer importer_nrm = {
	.kind = "nrm", .what = "a network resource model, 3GPP TS 28.623 and 28.541, JSON or YAML",
	.example = "petrin import network.json", .shape = IMPORT_STREAM, .sniff = nrm_sniff, .run = nrm_run,
};
