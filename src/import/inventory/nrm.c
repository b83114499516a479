/* SPDX-License-Identifier: Apache-2.0
 *
 * nrm.c - a network resource model as JSON or YAML (3GPP TS 28.623, 28.541): a tree of objects by class
 *
 * An object has "id", "attributes", and its children in lists by class.  JSON is read as a stream, the
 * attributes of one object at a time in memory; YAML as a whole.  The tree is walked with a stack of our own, as
 * deep as the JSON reader goes.
 */
#include <stdio.h>
#include <string.h>

#include "base/jsons.h"
#include "base/yaml.h"
#include "import/inventory/cm.h"
#include "import/register.h"

enum { DN = 4000, STORE = 4 * CM_TEXT };

struct frame {
	char class[CM_TEXT], id[DN], store[STORE]; /* store: texts of value */
	size_t class_n, id_n, used;
	size_t around;   /* length of the name of the object around it */
	bool list, named;
	struct str value[CLASS_FIELDS];
	uint64_t row;
};

struct nrm {
	struct jsons s;
	struct json j;        /* attributes at hand */
	struct arena scratch; /* theirs */
	struct jsons_value at;
	struct cm cm;
	char dn[DN];
	size_t dn_n;
	struct frame frame[JSON_DEPTH + 1];
	unsigned frames;
	bool any, stop;
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
	if (s.n > CM_TEXT || s.n > STORE - f->used) {
		struct pt_at at = { 0 };
		json_place(&n->j, n->j.value_pos, &at);
		jsons_place(&n->at, &at);
		import_reject(n->cm.job, &at, "an attribute is longer than 1000 octets: left out");
	} else if (f->value[field].n == 0 && s.n > 0) {
		memcpy(f->store + f->used, s.p, s.n);
		f->value[field] = (struct str){ f->store + f->used, s.n };
		f->used += s.n;
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

/* The value that comes next, for n->j; false when there is none to be read. */
static bool open_value(struct nrm *n, struct arena *scratch, struct pt_err *e)
{
	*e = (struct pt_err){ 0 };
	if (!jsons_value(&n->s, JSONS_TEXT, &n->at))
		return false;
	struct pt_at at = { .row = n->at.row, .column = n->at.column };
	if (n->at.text.p == NULL)
		import_reject(n->cm.job, &at, "is longer than 16 MB: left out");
	json_of(&n->j, scratch, n->at.text, NULL, e);
	return n->at.text.p != NULL;
}

static void close_value(struct nrm *n, struct pt_err *e)
{
	if (!json_done(&n->j)) {
		jsons_place(&n->at, &e->at);
		e->at.byte = 0; /* counted from the value on */
		pt_fail_at(n->s.e, &e->at, e->code, "%s", e->text);
	}
}

static void attributes(struct nrm *n)
{
	struct arena scratch = n->scratch;
	struct pt_err e;
	struct str key;
	if (jsons_peek(&n->s) != JSON_OBJECT) {
		jsons_skip(&n->s);
		return;
	}
	if (!open_value(n, &scratch, &e))
		return;
	json_object(&n->j);
	while (json_key(&n->j, &key)) {
		if (str_is(key, "peeParametersList"))
			places(n);
		else
			keep(n, key);
	}
	close_value(n, &e);
}

static void read_id(struct nrm *n)
{
	struct frame *f = &n->frame[n->frames];
	struct arena scratch = n->scratch;
	struct pt_err e;
	if (!open_value(n, &scratch, &e))
		return;
	struct str id = scalar(&n->j);
	if (f->named && id.n > 0 && f->class_n > 0)
		json_fail(&n->j, "an id behind the children of its object");
	else if (id.n > DN)
		json_fail(&n->j, "the name of an object is longer than %d octets", DN);
	else if (id.n > 0)
		memcpy(f->id, id.p, id.n);
	f->id_n = id.n;
	close_value(n, &e);
}

/* Gives the object its name as soon as a child or its end needs it. */
static bool name(struct nrm *n)
{
	struct frame *f = &n->frame[n->frames];
	if (f->named)
		return true;
	f->named = true;
	f->around = n->dn_n;
	if (f->class_n == 0)
		return true;
	if (n->dn_n + f->class_n + f->id_n + 2 > DN) {
		char text[80];
		snprintf(text, sizeof text, "the name of an object is longer than %d octets", DN);
		return jsons_fail(&n->s, PT_INVALID, text);
	}
	if (n->dn_n > 0)
		n->dn[n->dn_n++] = ',';
	memcpy(n->dn + n->dn_n, f->class, f->class_n);
	n->dn_n += f->class_n;
	n->dn[n->dn_n++] = '=';
	for (size_t i = 0; i < f->id_n; i++) {
		char c = f->id[i];
		n->dn[n->dn_n++] = c == ',' ? ';' : (unsigned char)c < 0x20 ? ' ' : c;
	}
	return true;
}

static void end(struct nrm *n)
{
	struct frame *f = &n->frame[n->frames];
	const struct network_class *class = classes_find((struct str){ f->class, f->class_n });
	struct cm_object o = { .class = class };
	if (!name(n))
		return;
	o.at.row = f->row;
	if (class != NULL && f->id_n == 0) {
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
	struct frame *f = &n->frame[++n->frames]; /* as many as the reader has levels, which limits them */
	if (class.n > sizeof f->class) {
		jsons_fail(&n->s, PT_LIMIT, "the name of a class is longer than 1000 octets");
		return;
	}
	if (class.n > 0)
		memcpy(f->class, class.p, class.n);
	f->class_n = class.n;
	f->id_n = f->used = f->around = 0;
	f->list = list, f->named = false;
	f->row = n->s.row;
	memset(f->value, 0, sizeof f->value);
}

static void member(struct nrm *n, struct str key)
{
	enum json_kind kind = jsons_peek(&n->s);
	if (str_is(key, "id")) {
		read_id(n);
	} else if (str_is(key, "attributes")) {
		attributes(n);
	} else if ((kind == JSON_ARRAY || kind == JSON_OBJECT) && name(n)) {
		if (kind == JSON_ARRAY ? jsons_array(&n->s) : jsons_object(&n->s))
			push(n, key, kind == JSON_ARRAY);
	} else {
		jsons_skip(&n->s);
	}
}

static void step(struct nrm *n)
{
	struct frame *f = &n->frame[n->frames];
	struct str key;
	if (f->list && !jsons_more(&n->s)) {
		n->frames--;
	} else if (f->list && jsons_peek(&n->s) == JSON_OBJECT) {
		if (jsons_object(&n->s))
			push(n, (struct str){ f->class, f->class_n }, false);
	} else if (f->list) {
		jsons_skip(&n->s);
	} else if (jsons_key(&n->s, &key)) {
		member(n, key);
	} else if (jsons_ok(&n->s)) {
		end(n);
	}
}

static bool walk(struct nrm *n)
{
	struct import_job *job = n->cm.job;
	uint64_t told = 0;
	bool list = jsons_peek(&n->s) == JSON_ARRAY;
	if (list ? !jsons_array(&n->s) : !jsons_object(&n->s))
		return false;
	push(n, STR(""), list);
	while (n->frames > 0 && jsons_ok(&n->s) && !n->stop) {
		step(n);
		if (job->out.progress && n->s.source.total - told >= 4 << 20) {
			told = n->s.source.total;
			job->out.progress(job->out.ctx, told);
		}
	}
	return !n->stop && jsons_done(&n->s);
}

/* JSON as it is; of YAML the same as JSON, in memory. */
static bool stream_of(struct import_job *job, struct stream *out, struct pt_err *e)
{
	struct str text;
	*out = job->source;
	if (import_is_json(job->head))
		return true;
	if (!import_whole(job, &text, e) || !yaml_json(job->a, text, NULL, &text, e))
		return false;
	*out = stream_memory(text);
	return true;
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
	struct stream source;
	e = e ? e : &own;
	cm_begin(&n->cm, job, "inventory-nrm", "Network resource model (3GPP TS 28.623, 28.541)", e);
	if (!stream_of(job, &source, e))
		return false;
	n->scratch = register_scratch(job->a);
	jsons_open(&n->s, job->a, source, e);
	if (!walk(n))
		return false;
	register_whole(job->a, &n->scratch);
	if (!n->any)
		return pt_fail(e, PT_INVALID, "has no object of a class that we know");
	return cm_emit(&n->cm);
}

const struct importer importer_nrm = {
	.kind = "nrm", .what = "a network resource model, 3GPP TS 28.623 and 28.541, JSON or YAML",
	.example = "petrin import network.json", .shape = IMPORT_STREAM, .sniff = nrm_sniff, .run = nrm_run,
};
