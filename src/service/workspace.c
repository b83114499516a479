/* SPDX-License-Identifier: Apache-2.0
 *
 * workspace.c - making a workspace, bringing data into it, and looking after its health
 */
#include "service/workspace.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/rights.h"
#include "base/walls.h"
#include "import/import.h"
#include "import/worker.h"
#include "service/builtin.h"
#include "service/names.h"
#include "service/replaced.h"
#include "service/restated.h"
#include "store/store.h"

struct putting {
	struct store *store;
	struct workspace_change change;
	uint64_t *per_table;
	struct pt_err *e;
	struct names names; /* that imported rows use */
	struct restated restated;
};

static bool put(struct putting *p, const struct record *r, struct pt_err *e)
{
	bool changed;
	if (!store_put(p->store, r, &changed, e))
		return false;
	p->change.records++;
	p->change.changed += changed;
	if (p->per_table)
		p->per_table[r->table]++;
	return true;
}

static bool put_built_in(void *ctx, const struct record *r, struct pt_err *e)
{
	return put(ctx, r, e);
}

static bool put_imported(void *ctx, const struct record *r, struct pt_err *e)
{
	struct putting *p = ctx;
	names_note(&p->names, r);
	restated_note(&p->restated, r);
	return put(p, r, e);
}

/* What a workspace begins with, and the example asked for. */
static bool built_in(struct putting *p, const char *example, struct pt_err *e)
{
	char folder[64];
	if (!builtin_read(NULL, put_built_in, p, e))
		return false;
	if (example == NULL)
		return true;
	snprintf(folder, sizeof folder, BUILTIN_EXAMPLES "%s/", example);
	return builtin_read(folder, put_built_in, p, e);
}

static bool is_example(struct arena scratch, const char *example, struct pt_err *e)
{
	const char *name[BUILTIN_NAMES];
	size_t n = builtin_examples(&scratch, name);
	for (size_t i = 0; i < n; i++)
		if (example == NULL || strcmp(name[i], example) == 0)
			return true;
	const char *near = example ? str_nearest(example, name, n) : NULL;
	return example == NULL || pt_fail(e, PT_USAGE, "there is no example \"%.40s\"%s%s%s", example,
	                                  near ? " (did you mean \"" : n ? " (there is \"" : "",
	                                  near ? near : n ? name[0] : "", near || n ? "\")" : "");
}

static bool count_entry(void *ctx, const struct store_audit *entry, struct pt_err *e)
{
	(void)entry, (void)e;
	++*(uint64_t *)ctx;
	return true;
}

static bool fill(struct store *s, const struct workspace_act *act, enum workspace_start start,
                 struct workspace_change *out, struct pt_err *e)
{
	struct putting p = { .store = s };
	uint64_t entries = 0;
	bool update = start == WORKSPACE_UPDATE;
	struct store_act what = { act->actor, update ? "update" : "init", "built-in data of petrin " PT_VERSION };
	if (!store_audit_each(s, count_entry, &entries, e))
		return false;
	if (entries > 0 && !update)
		return pt_fail(e, PT_CONFLICT, "is a workspace already; \"petrin init --update\" brings "
		               "its built-in data up to date");
	*out = (struct workspace_change){ 0 };
	if (start == WORKSPACE_EMPTY)
		return true;
	if (!store_begin(s, act->time, e) || !built_in(&p, act->example, e) || !store_commit(s, &what, e)) {
		store_rollback(s);
		return false;
	}
	*out = p.change;
	return true;
}

bool workspace_init(struct arena *job, const struct workspace_act *act, enum workspace_start start,
                    struct workspace_change *out, struct pt_err *e)
{
	struct store *s = NULL;
	if (!is_example(*job, act->example, e))
		return false;
	bool there = access(act->workspace, F_OK) == 0;
	if (!there && start == WORKSPACE_UPDATE) {
		pt_fail(e, PT_IO, "there is no workspace here; petrin init makes one");
		pt_err_file(e, act->workspace);
		return false;
	}
	if (!store_open(job, act->workspace, there ? STORE_WRITE : STORE_CREATE, &s, e)) {
		pt_err_file(e, act->workspace);
		return false;
	}
	bool ok = fill(s, act, start, out, e);
	uint64_t filled = 1;
	if (!ok && !there) {
		filled = 0;
		if (!store_audit_each(s, count_entry, &filled, NULL))
			filled = e && e->code == PT_CONFLICT; /* cannot be told: whoever is there keeps it */
	}
	store_close(s);
	if (!ok && !there && filled == 0) /* somebody else may have filled it meanwhile */
		store_discard(*job, act->workspace);
	if (!ok)
		pt_err_file(e, act->workspace);
	return ok;
}

/* Nothing of the file holds: that is no import with faults but a bad file. */
static bool all_rejected(const struct import_result *r, struct pt_err *e)
{
	struct pt_at at = { 0 };
	const char *first = "";
	if (r->faults > 0)
		at.row = r->fault[0].row, at.column = r->fault[0].column, first = r->fault[0].message;
	return pt_fail_at(e, &at, PT_INVALID, "%s (and none of the other rows holds; %llu rejected)", first,
	                  (unsigned long long)r->rejected);
}

static bool keep(struct arena *job, struct store *s, const struct workspace_act *act, const struct import_ask *ask,
                 struct import_summary *out, struct pt_err *e)
{
	const char *path = out->file;
	struct import_how how;
	struct putting p = { .store = s, .per_table = out->per_table, .names = names_in(job),
		             .restated = restated_in(job) };
	struct import_result r = { 0 };
	struct replaced replaced = { 0 };
	store_on_replace(s, replaced_note, &replaced);
	if (!service_import_how(job, ask, &how, e) || !store_begin(s, act->time, e) ||
	    !import_run(job, path, &how, put_imported, &p, &r, e) || !names_check(&p.names, s, e))
		return false;
	/* who published a table is no evidence, except where a table of sources is read */
	uint64_t publishers = strcmp(r.kind, "evidence") == 0 ? 0 : out->per_table[T_SOURCE];
	if (r.records == publishers && r.rejected > 0)
		return all_rejected(&r, e);
	const struct importer *im = import_find(r.kind);
	if (im && im->restates && !restated_end(&p.restated, s, (int32_t)(act->time / 86400), &out->ended, e))
		return false;
	struct store_act what = { act->actor, "import",
		                  arena_fmt(job, "%s as %s%s%s", path, r.kind, how.map_name ? " with mapping " : "",
		                            how.map_name ? how.map_name : "") };
	if (!store_commit(s, &what, e))
		return false;
	service_import_result(job, &r, out);
	replaced_tell(job, &replaced, out);
	out->changed = p.change.changed + out->ended;
	return true;
}

bool workspace_import(struct arena *job, const struct workspace_act *act, const char *path,
                      const struct import_ask *ask, struct import_summary *out, struct pt_err *e)
{
	struct store *s = NULL;
	*out = (struct import_summary){ .file = path };
	if (!store_open(job, act->workspace, STORE_WRITE, &s, e)) {
		pt_err_file(e, act->workspace);
		return false;
	}
	bool ok = keep(job, s, act, ask, out, e);
	if (!ok) {
		store_rollback(s);
		pt_err_file(e, path);
	}
	store_close(s);
	return ok;
}

struct gathering {
	struct arena *a;
	struct workspace_finding *v;
	size_t n, cap;
};

static void gather(void *ctx, const struct store_finding *f)
{
	struct gathering *g = ctx;
	*PUSH(g->a, g->v, g->n, g->cap) = (struct workspace_finding){
		arena_fmt(g->a, "%s", f->table), arena_fmt(g->a, "%s", f->key),
		arena_fmt(g->a, "%s", f->text) };
}

static bool hash_of(const char *hex, unsigned char out[STORE_HASH], struct pt_err *e)
{
	for (size_t i = 0; i < 2 * STORE_HASH; i++) {
		const char *digits = "0123456789abcdef", *at = hex[i] ? strchr(digits, hex[i]) : NULL;
		if (at == NULL)
			return pt_fail(e, PT_USAGE, "a head is 64 hexadecimal digits");
		out[i / 2] = (unsigned char)(out[i / 2] << 4 | (at - digits));
	}
	return hex[2 * STORE_HASH] == '\0' || pt_fail(e, PT_USAGE, "a head is 64 hexadecimal digits");
}

static bool examine(struct arena *job, struct store *s, bool verify, const char *head,
                    struct workspace_health *out, struct pt_err *e)
{
	struct gathering dangling = { .a = job }, damage = { .a = job };
	unsigned char trusted[STORE_HASH] = { 0 }, now[STORE_HASH];
	if (head && !hash_of(head, trusted, e))
		return false;
	_Static_assert((int)RECORD_TABLES <= (int)WORKSPACE_TABLES, "a place per table");
	for (int t = 0; t < RECORD_TABLES; t++) {
		out->table[out->tables++] = record_def((enum record_table)t)->name;
		if (!store_count(s, (enum record_table)t, &out->rows[t], e))
			return false;
	}
	if (!store_audit_each(s, count_entry, &out->entries, e) || !store_head(s, now, e) ||
	    !store_check_references(s, gather, &dangling, e))
		return false;
	if (verify && !store_verify(s, head ? trusted : NULL, gather, &damage, e))
		return false;
	for (size_t i = 0; i < STORE_HASH; i++)
		snprintf(out->head + 2 * i, 3, "%02x", now[i]);
	out->dangling = dangling.v, out->danglings = dangling.n;
	out->damage = damage.v, out->damages = damage.n;
	return true;
}

void workspace_walls(struct workspace_health *out)
{
	out->wall[0] = (struct workspace_wall){ "seccomp", walls_seccomp() };
	out->wall[1] = (struct workspace_wall){ "landlock", walls_landlock() };
	out->walls = 2;
	out->records = rights_record();
}

bool workspace_health(struct arena *job, const char *path, bool verify, const char *head,
                      struct workspace_health *out, struct pt_err *e)
{
	struct store *s = NULL;
	*out = (struct workspace_health){ 0 };
	workspace_walls(out);
	bool ok = store_open(job, path, STORE_READ, &s, e) && examine(job, s, verify, head, out, e);
	store_close(s);
	if (!ok)
		pt_err_file(e, path);
	return ok;
}
