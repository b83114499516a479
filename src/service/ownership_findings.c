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

static void add_all(struct arena *a, const struct ownership *o, const struct ownership_above *above,
                    const struct finding *f, size_t n, struct ownership_findings *to)
{
	for (size_t i = 0; i < n; i++, f++)
		if (concerns(o, above, f->node) && is_fault(o, *a, f))
			add(a, to,
			    (struct ownership_finding){ finding_text[f->kind], f->node, line(o, f->row),
			                                line(o, f->other),
			                                has_value(f->kind) ? f->value : NAN });
}

struct ownership_findings ownership_findings(struct arena *a, const struct ownership *o,
                                             const struct ownership_above *above)
{
	struct ownership_findings out = { 0 };
	add_all(a, o, above, o->graph.finding, o->graph.findings, &out);
	for (size_t i = 0; i < o->besides; i++) {
		const struct ownership_beside *b = &o->beside[i];
		bool fault = b->why == OWNERSHIP_DIFFERS || b->why == OWNERSHIP_BACKWARDS;
		if (fault && concerns(o, above, b->stake.owned))
			add(a, &out,
			    (struct ownership_finding){ ownership_why_text(b->why), b->stake.owned,
			                                line(o, b->stake.row), line(o, b->counts), NAN });
	}
	return out;
}

void ownership_findings_add(struct arena *a, const struct ownership *o, const struct ownership_above *above,
                            const struct flow *f, struct ownership_findings *to)
{
	add_all(a, o, above, f->finding, f->findings, to);
}
