/* SPDX-License-Identifier: Apache-2.0
 *
 * network.c - the inventory of a workspace on a day, or of files, as one struct network
 */
#include "service/network.h"

#include <string.h>

#include "import/worker.h"
#include "service/builtin.h"
#include "service/network_inside.h"
#include "store/store.h"

/* --- files --- */

static void note_faults(struct network_loaded *x, const struct import_result *r, const char *file)
{
	struct arena *a = &x->room;
	struct import_fault_text *all = NEW(a, struct import_fault_text, x->faults + r->faults);
	for (size_t i = 0; i < x->faults; i++)
		all[i] = x->fault[i];
	for (size_t i = 0; i < r->faults; i++) {
		const struct import_fault *f = &r->fault[i];
		const char *text = file ? arena_fmt(a, "%s: %s", file, f->message) : f->message;
		all[x->faults + i] =
		        (struct import_fault_text){ f->row, f->column, arena_str(a, text) };
	}
	x->fault = all;
	x->faults += r->faults;
	x->rejected += r->rejected;
}

static bool read_files(struct network_loaded *x, struct network_rows *r,
                       const struct network_request *rq, struct pt_err *e)
{
	if (!builtin_read("suppliers/", network_take, r, e) ||
	    !builtin_read("functions/", network_take, r, e))
		return false;
	for (size_t i = 0; i < rq->files; i++) {
		struct arena scratch = arena_reserve((size_t)1 << 30, "import");
		char *start = scratch.beg;
		struct import_result result = { 0 };
		struct import_how how = { .as = rq->as_kind };
		bool ok =
		        import_run(&scratch, rq->file[i], &how, network_take, r, &result, e);
		if (ok)
			note_faults(x, &result, rq->files > 1 ? rq->file[i] : NULL);
		arena_release(&scratch, start);
		if (!ok) {
			pt_err_file(e, rq->file[i]);
			return false;
		}
	}
	return true;
}

/* --- the workspace --- */

static bool take_stored(void *ctx, const struct record *r, struct pt_err *e)
{
	unsigned column;
	if (!record_check(r, &column,
	                  e)) { /* somebody edited the file: doctor --verify says what */
		pt_note(e, "damaged row of table %s", record_def(r->table)->name);
		return false;
	}
	return network_take(ctx, r, e);
}

static bool read_store(struct network_rows *r, const struct network_request *rq, struct pt_err *e)
{
	static const enum record_table tables[] = { T_SOURCE, T_SUPPLIER, T_PRODUCT, T_FUNCTION,
		                                    T_SITE,   T_ELEMENT,  T_NEED };
	struct arena scratch = arena_reserve((size_t)1 << 30, "workspace");
	char *start = scratch.beg;
	struct store *s = NULL;
	bool ok = store_open(&scratch, rq->workspace, STORE_READ, &s, e);
	for (size_t i = 0; i < COUNT(tables) && ok; i++) {
		struct store_query q = { tables[i], rq->day, take_stored, r };
		ok = store_each(s, &q, e);
	}
	store_close(s);
	arena_release(&scratch, start);
	if (!ok)
		pt_err_file(e, rq->workspace);
	return ok;
}

static bool in_bounds(const struct network_loaded *x, struct pt_err *e)
{
	if (x->net.makers > NETWORK_MAKERS)
		return pt_fail(e, PT_LIMIT, "more than %d different vendors, which is no inventory",
		               NETWORK_MAKERS);
	if (x->net.functions > NETWORK_FUNCTIONS)
		return pt_fail(e, PT_LIMIT, "more than %d different functions", NETWORK_FUNCTIONS);
	return true;
}

static bool is_empty(const struct network_loaded *x, const struct network_request *rq,
                     struct pt_err *e)
{
	if (x->net.sites + x->net.elements > 0)
		return false;
	if (rq->files && x->net.ahead)
		pt_fail(e, PT_INVALID, "every site and element is dated after the day asked for");
	else if (rq->files)
		pt_fail(e, PT_INVALID, "holds no site and no element");
	else
		pt_fail(e, PT_USAGE,
		        "this workspace has no inventory on this day: bring one by petrin import FILE, or see "
		        "petrin init --example");
	pt_err_file(e, rq->files ? rq->file[0] : rq->workspace);
	return true;
}

bool network_open(struct network_loaded *x, const struct network_request *rq, struct pt_err *e)
{
	struct network_rows r;
	*x = (struct network_loaded){ 0 };
	x->room = arena_reserve((size_t)32 << 30, "inventory");
	x->start = x->room.beg;
	network_rows_begin(&r, &x->room, &x->model);
	r.day = rq->day;
	bool ok = rq->files ? read_files(x, &r, rq, e) : read_store(&r, rq, e);
	if (ok)
		network_settle(x, &r, rq);
	network_rows_end(&r);
	if (ok && in_bounds(x, e) && !is_empty(x, rq, e))
		return true;
	network_close(x);
	return false;
}

void network_close(struct network_loaded *x)
{
	if (x->start)
		arena_release(&x->room, x->start);
	*x = (struct network_loaded){ 0 };
}
