/* SPDX-License-Identifier: Apache-2.0
 *
 * ownership_findings.c - what is wrong with the rows that state a graph, for people
 */
#include "service/ownership_findings.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const struct {
	const char *name, *text;
} whys[] = {
	[OWNERSHIP_OLDER] = { "older", "a later or more certain statement about the same stake counts" },
	[OWNERSHIP_DIFFERS] = { "differs",
	                        "as late and as certain as another one, and different: the interval covers "
	                        "both" },
	[OWNERSHIP_CONTROL] = { "control", "says who controls: it marks the stake of the same two" },
	[OWNERSHIP_NO_ONE] = { "nobody", "states that there is nobody to name" },
	[OWNERSHIP_BACKWARDS] = { "backwards", "ends before it begins; it does not count" },
};

const char *ownership_why_text(enum ownership_why why)
{
	return whys[why].text;
}

const char *ownership_why_name(enum ownership_why why)
{
	return whys[why].name;
}

static uint64_t line(const struct ownership *o, uint32_t row)
{
	return row < o->rows ? o->row[row].line : 0;
}

static int by_number(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	return (x > y) - (x < y);
}

static bool concerns(const struct ownership *o, const struct ownership_above *above, uint32_t node)
{
	if (above == NULL)
		return true;
	return node != GRAPH_NONE && bsearch(&o->graph.place[node], above->place, above->n,
	                                     sizeof *above->place, by_number) != NULL;
}

static void add(struct arena *a, struct ownership_findings *to, struct ownership_finding f)
{
	if (to->n == OWNERSHIP_FINDINGS)
		to->more++;
	else
		*PUSH(a, to->v, to->n, to->cap) = f;
}

/* Own holdings and holdings for others by one owner are two stakes and no fault. */
static bool is_fault(const struct ownership *o, struct arena scratch, const struct finding *f)
{
	if (f->kind != FIND_DUPLICATE)
		return true;
	return strcmp(ownership_said(&scratch, o, f->row).kind,
	              ownership_said(&scratch, o, f->other).kind) == 0;
}

static bool has_value(enum finding_kind k)
{
	return k != FIND_NO_NODE && k != FIND_NO_NUMBER && k != FIND_END_OWNED;
}

/* Sums of equity and of votes come one after the other; when they are equal, they are one finding. */
static bool told_already(struct ownership_findings *to, const struct finding *f)
{
	struct ownership_finding *x = to->n ? &to->v[to->n - 1] : NULL;
	if (f->kind != FIND_SUM || !x || x->kind != FIND_SUM || x->node != f->node || x->value != f->value)
		return false;
	x->of = (uint8_t)(x->of | 1u << f->right);
	return true;
}

static void add_rows(struct arena *a, const struct ownership *o, const struct ownership_above *above,
                     struct ownership_findings *to)
{
	const struct finding *f = o->graph.finding;
	for (size_t i = 0; i < o->graph.findings; i++, f++)
		if (concerns(o, above, f->node) && is_fault(o, *a, f) && !told_already(to, f))
			add(a, to,
			    (struct ownership_finding){
				    finding_text[f->kind], f->node, line(o, f->row), line(o, f->other),
				    has_value(f->kind) ? f->value : NAN,
				    f->kind == FIND_SUM ? (uint8_t)(1u << f->right) : 0, f->kind });
}

struct ownership_closed ownership_closed(struct arena *keep, const struct ownership *o,
                                         const struct ownership_above *above, const struct flow *low)
{
	struct ownership_closed out = { 0 };
	const struct flow *e = &low[EQUITY], *v = &low[VOTES];
	for (size_t i = 0, k = 0; i < e->findings || k < v->findings;) {
		uint32_t x = i < e->findings ? o->graph.place[e->finding[i].node] : GRAPH_NONE,
			 y = k < v->findings ? o->graph.place[v->finding[k].node] : GRAPH_NONE;
		const struct finding *f = x <= y ? &e->finding[i] : &v->finding[k];
		uint8_t of = (uint8_t)((x <= y) << EQUITY | (y <= x) << VOTES);
		i += x <= y, k += y <= x;
		if (concerns(o, above, f->node))
			*PUSH(keep, out.v, out.n, out.cap) =
				(struct ownership_closed_loop){ f->node, (uint32_t)f->value, of };
	}
	return out;
}

static void add_loops(struct arena *a, const struct ownership_closed *closed, struct ownership_findings *to)
{
	for (size_t i = 0; closed && i < closed->n; i++) {
		const struct ownership_closed_loop *l = &closed->v[i];
		add(a, to, (struct ownership_finding){ finding_text[FIND_SINGULAR], l->node, 0, 0, l->members,
		                                       l->of, FIND_SINGULAR });
	}
}

struct ownership_findings ownership_findings(struct arena *a, const struct ownership *o,
                                             const struct ownership_above *above,
                                             const struct ownership_closed *closed)
{
	struct ownership_findings out = { 0 };
	add_rows(a, o, above, &out);
	add_loops(a, closed, &out);
	for (size_t i = 0; i < o->besides; i++) {
		const struct ownership_beside *b = &o->beside[i];
		bool fault = b->why == OWNERSHIP_DIFFERS || b->why == OWNERSHIP_BACKWARDS;
		if (fault && concerns(o, above, b->stake.owned))
			add(a, &out,
			    (struct ownership_finding){ ownership_why_text(b->why), b->stake.owned,
			                                line(o, b->stake.row), line(o, b->counts), NAN,
			                                0, FINDINGS });
	}
	return out;
}

const char *ownership_finding_text(struct arena *a, const struct ownership *o, const struct ownership_finding *f)
{
	static const char *const of[] = { [1] = " of the equity", [2] = " of the votes",
		                          [3] = " of equity and votes" };
	struct buf b = buf_in(a);
	if (f->node != GRAPH_NONE)
		buf_fmt(&b, "%s: ", ownership_name(o, f->node));
	buf_str(&b, f->what);
	if (f->kind == FIND_SINGULAR)
		buf_fmt(&b, " (members: %.0f)", f->value);
	else if (!isnan(f->value))
		buf_fmt(&b, " (%.6g %%%s)", 100 * f->value, f->of ? of[f->of] : "");
	if (f->row && f->other)
		buf_fmt(&b, " (rows %llu and %llu)", (unsigned long long)f->row, (unsigned long long)f->other);
	else if (f->row)
		buf_fmt(&b, " (row %llu)", (unsigned long long)f->row);
	return b.p;
}
