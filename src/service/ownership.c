/* SPDX-License-Identifier: Apache-2.0
 *
 * ownership.c - who owns and controls whom: opened from files or a workspace, and names looked up
 */
#include "service/ownership.h"

#include <string.h>
#include <strings.h>
#include <sys/mman.h>

#include "import/worker.h"
#include "service/ownership_inside.h"
#include "store/store.h"

/* Address space, not memory. */
static const size_t room_size[ROOMS] = {
	[ROOM_IDS] = (size_t)8 << 30,    [ROOM_NODES] = (size_t)2 << 30, [ROOM_ABOUT] = (size_t)4 << 30,
	[ROOM_STAKES] = (size_t)8 << 30, [ROOM_ROWS] = (size_t)2 << 30,  [ROOM_TEXT] = (size_t)8 << 30,
	[ROOM_BESIDE] = (size_t)8 << 30, [ROOM_GRAPH] = (size_t)8 << 30,
};

static const bool is_looked_up[ROOMS] = {
	[ROOM_IDS] = true, [ROOM_NODES] = true, [ROOM_STAKES] = true, [ROOM_GRAPH] = true
};

void ownership_begin(struct ownership *o, int32_t day)
{
	struct arena text = arena_reserve(room_size[ROOM_TEXT], "ownership");
	char *start = text.beg;
	struct ownership_room *m = NEW(&text, struct ownership_room, 1);
	*o = (struct ownership){ .day = day, .room = m };
	for (enum room i = 0; i < ROOMS; i++) {
		m->a[i] = i == ROOM_TEXT ? text : arena_reserve(room_size[i], "ownership");
		if (is_looked_up[i]) /* only for speed: tables of millions are read all over */
			madvise(m->a[i].beg, room_size[i], MADV_HUGEPAGE);
		m->start[i] = i == ROOM_TEXT ? start : m->a[i].beg;
	}
	o->id = intern_in(&m->a[ROOM_IDS], 0);
	o->said = intern_in(&m->a[ROOM_IDS], 0);
	m->word = intern_in(&m->a[ROOM_IDS], 0);
	m->source_at = map_in(&m->a[ROOM_TEXT]);
}

void ownership_close(struct ownership *o)
{
	struct ownership_room m;
	if (o->room == NULL)
		return;
	m = *o->room; /* it lies in one of its own arenas */
	for (enum room i = 0; i < ROOMS; i++)
		arena_release(&m.a[i], m.start[i]);
	*o = (struct ownership){ 0 };
}

/* --- files --- */

static bool read_files(struct ownership *o, const struct ownership_request *rq, struct pt_err *e)
{
	struct arena *a = &o->room->a[ROOM_TEXT];
	o->file = NEW(a, struct import_summary, rq->files);
	for (size_t i = 0; i < rq->files; i++) {
		struct import_result r = { 0 };
		struct import_how how = { .as = rq->as_kind };
		if (!import_run(a, rq->file[i], &how, ownership_take, o, &r, e)) {
			pt_err_file(e, rq->file[i]);
			return false;
		}
		o->file[o->files].file = rq->file[i];
		service_import_result(a, &r, &o->file[o->files++]);
		o->rejected += r.rejected;
		o->skipped += r.skipped;
	}
	return true;
}

/* --- the workspace --- */

static bool is_supplier(const struct ownership *o, uint32_t node, const struct ownership_supplier *s)
{
	const struct ownership_about *x = ownership_about(o, node);
	return x && x->supplier ? strcmp(x->supplier, s->id) == 0
	                        : strcmp(ownership_id(o, node), s->id) == 0;
}

static bool is_named(const struct ownership_supplier *s, const char *name)
{
	return strcasecmp(s->id, name) == 0 || strcasecmp(s->name, name) == 0;
}

static bool wanted(const struct ownership_supplier *s, const struct ownership_request *rq)
{
	for (size_t i = 0; i < rq->whos; i++)
		if (is_named(s, rq->who[i]))
			return true;
	return rq->whos == 0;
}

static bool query(struct ownership *o, struct store *s, enum record_table t, const char *column,
                  const char *is, struct pt_err *e)
{
	struct store_query q = { t, o->day, ownership_take, o };
	bool ok = column ? store_each_with(s, &q, column, str_of(is), e) : store_each(s, &q, e);
	ownership_flush(o);
	return ok;
}

/* Entities of the suppliers asked for; a supplier of whose owners nothing is known stands for itself. */
static bool read_suppliers(struct ownership *o, struct store *s, const struct ownership_request *rq,
                           struct pt_err *e)
{
	for (size_t i = 0; i < o->suppliers; i++) {
		const struct ownership_supplier *v = &o->supplier[i];
		uint64_t had = o->entities;
		if (!wanted(v, rq))
			continue;
		if (!query(o, s, T_ENTITY, "supplier", v->id, e) ||
		    (o->entities == had && !query(o, s, T_ENTITY, "id", v->id, e)))
			return false;
		if (o->entities > had)
			continue;
		struct ownership_about *x = ownership_about_at(o, ownership_node(o, str_of(v->id)));
		x->name = v->name;
		x->supplier = v->id;
	}
	return true;
}

/* Upwards from the nodes that are there: every stake brings an owner, which stands behind them. */
static bool read_owners(struct ownership *o, struct store *s, struct pt_err *e)
{
	for (uint32_t i = 0; i < o->id.n; i++) {
		const char *id = ownership_id(o, i);
		bool stated = o->room->node[i].flags & OWNERSHIP_TYPED;
		if (!stated && !query(o, s, T_ENTITY, "id", id, e))
			return false;
		if (!graph_is_end(&o->room->node[i]) && !query(o, s, T_STAKE, "owned", id, e))
			return false;
	}
	return true;
}

static bool read_store(struct ownership *o, struct store *s, const struct ownership_request *rq,
                       struct pt_err *e)
{
	if (!query(o, s, T_SOURCE, NULL, NULL, e) || !query(o, s, T_SUPPLIER, NULL, NULL, e) ||
	    !read_suppliers(o, s, rq, e))
		return false;
	for (size_t i = 0; i < rq->whos; i++)
		if (!query(o, s, T_ENTITY, "id", rq->who[i], e))
			return false;
	return read_owners(o, s, e);
}

static bool finish(struct ownership *o, bool ok, const char *file, struct pt_err *e)
{
	if (ok && !ownership_settle(o, e)) {
		pt_err_file(e, file);
		ok = false;
	}
	if (!ok)
		ownership_close(o);
	return ok;
}

bool ownership_open_store(struct ownership *o, struct store *s, const struct ownership_request *rq,
                          struct pt_err *e)
{
	ownership_begin(o, rq->day);
	return finish(o, read_store(o, s, rq, e), rq->workspace, e);
}

static bool open_workspace(struct ownership *o, const struct ownership_request *rq, struct pt_err *e)
{
	struct store *s = NULL;
	bool ok = store_open(&o->room->a[ROOM_TEXT], rq->workspace, STORE_READ, &s, e) &&
	          read_store(o, s, rq, e);
	store_close(s);
	if (!ok && e && e->code != PT_USAGE)
		pt_err_file(e, rq->workspace);
	return ok;
}

bool ownership_open(struct ownership *o, const struct ownership_request *rq, struct pt_err *e)
{
	ownership_begin(o, rq->day);
	return rq->files ? finish(o, read_files(o, rq, e), rq->file[0], e)
	                 : finish(o, open_workspace(o, rq, e), rq->workspace, e);
}

/* --- looking up --- */

const char *ownership_id(const struct ownership *o, uint32_t node)
{
	return o->id.text[node];
}

const struct ownership_about *ownership_about(const struct ownership *o, uint32_t node)
{
	return node < o->abouts ? &o->about[node] : NULL;
}

const char *ownership_name(const struct ownership *o, uint32_t node)
{
	const struct ownership_about *x = ownership_about(o, node);
	return x && x->name ? x->name : ownership_id(o, node);
}

const struct ownership_source *ownership_source(const struct ownership *o, const char *id)
{
	uint32_t at;
	return map_get(&o->room->source_at, str_of(id), &at) ? &o->source[at] : NULL;
}

bool ownership_is_withheld(const struct ownership *o, uint32_t row)
{
	struct arena scratch = o->room->a[ROOM_TEXT];
	const struct ownership_source *s = ownership_source(o, ownership_said(&scratch, o, row).source);
	return s && strcmp(s->redistributable, "no") == 0;
}

static size_t beside_at(const struct ownership *o, uint32_t owned)
{
	size_t lo = 0, hi = o->besides;
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		if (o->beside[mid].stake.owned < owned)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

void ownership_beside_of(const struct ownership *o, uint32_t owned, size_t *from, size_t *to)
{
	*from = beside_at(o, owned);
	*to = beside_at(o, owned + 1);
}

enum { NEAR = 1 << 20 }; /* names looked at for "did you mean" */

static bool unknown(const struct ownership *o, const char *name, const char *what, struct pt_err *e)
{
	const char *near = str_nearest(name, o->id.text, o->id.n < NEAR ? o->id.n : NEAR);
	struct arena scratch = o->room->a[ROOM_GRAPH];
	size_t n = 0;
	const char **names = NEW(&scratch, const char *, o->abouts < NEAR ? o->abouts : NEAR);
	for (size_t i = 0; i < o->abouts && n < NEAR && near == NULL; i++)
		if (o->about[i].name)
			names[n++] = o->about[i].name;
	near = near || n == 0 ? near : str_nearest(name, names, n);
	return pt_fail(e, PT_USAGE, "there is no %s \"%.60s\"%s%s%s", what, name,
	               near ? " (did you mean \"" : "", near ? near : "", near ? "\"?)" : "");
}

static bool find(const struct ownership *o, const char *name, uint32_t *node)
{
	*node = intern_find(&o->id, str_of(name));
	for (uint32_t i = 0; i < o->abouts && *node == INTERN_NONE; i++)
		if (o->about[i].name && strcasecmp(o->about[i].name, name) == 0)
			*node = i;
	return *node != INTERN_NONE;
}

bool ownership_find(const struct ownership *o, const char *name, uint32_t *node, struct pt_err *e)
{
	return find(o, name, node) || unknown(o, name, "owner or company", e);
}

bool ownership_scenario(const struct ownership *o, const char *name, uint16_t *scenario, struct pt_err *e)
{
	*scenario = 0;
	for (size_t i = 1; name && i <= o->scenarios && *scenario == 0; i++)
		if (strcmp(o->scenario[i], name) == 0)
			*scenario = (uint16_t)i;
	if (name == NULL || *scenario)
		return true;
	if (o->scenarios == 0)
		return pt_fail(e, PT_USAGE, "no stake is contested: there is no scenario \"%.60s\"", name);
	const char *near = str_nearest(name, o->scenario + 1, o->scenarios);
	return pt_fail(e, PT_USAGE, "there is no scenario \"%.60s\" (%s \"%.60s\"%s)", name,
	               near ? "did you mean" : "one is", near ? near : o->scenario[1], near ? "?" : "");
}

bool ownership_supplier(struct arena *keep, const struct ownership *o, const char *name,
                        struct ownership_nodes *add, struct pt_err *e)
{
	uint32_t node;
	for (size_t i = 0; i < o->suppliers; i++) {
		const struct ownership_supplier *s = &o->supplier[i];
		if (!is_named(s, name))
			continue;
		for (uint32_t k = 0; k < o->id.n; k++)
			if (is_supplier(o, k, s))
				*PUSH(keep, add->v, add->n, add->cap) = k;
		return true;
	}
	if (find(o, name, &node)) {
		*PUSH(keep, add->v, add->n, add->cap) = node;
		return true;
	}
	const char **ids = NEW(keep, const char *, o->suppliers);
	for (size_t i = 0; i < o->suppliers; i++)
		ids[i] = o->supplier[i].id;
	const char *near = str_nearest(name, ids, o->suppliers);
	return near ? pt_fail(e, PT_USAGE, "there is no supplier \"%.60s\" (did you mean \"%s\"?)", name,
	                      near)
	            : unknown(o, name, "supplier, owner or company", e);
}
