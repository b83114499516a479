/* SPDX-License-Identifier: Apache-2.0
 *
 * replaced.c - sites and elements of a workspace that an import of somebody else takes over
 */
#include "service/replaced.h"

#include <stdio.h>

static struct str field(const struct record *r, const char *column)
{
	int i = record_column_of(r->table, str_of(column));
	return i < 0 ? STR("") : r->field[i];
}

static int shown(struct str s)
{
	return s.n < 60 ? (int)s.n : 60;
}

static bool differ(struct str a, struct str b)
{
	return a.n > 0 && b.n > 0 && !str_same(a, b);
}

void replaced_note(void *ctx, const struct record *before, const struct record *after)
{
	struct replaced *x = ctx;
	if (after->table != T_SITE && after->table != T_ELEMENT)
		return;
	struct str was = field(before, "operator"), is = field(after, "operator"), id = field(after, "id");
	bool operator = differ(was, is);
	if (!operator) {
		was = field(before, "source"), is = field(after, "source");
		if (!differ(was, is))
			return;
	}
	if (x->operators + x->sources == 0) {
		x->row = after->row;
		snprintf(x->first, sizeof x->first, "%s \"%.*s\" of %s \"%.*s\", which was of \"%.*s\"",
		         record_def(after->table)->name, shown(id), id.p, operator ? "operator" : "source", shown(is),
		         is.p, shown(was), was.p);
	}
	x->operators += operator;
	x->sources += !operator;
}

void replaced_tell(struct arena *job, const struct replaced *x, struct import_summary *out)
{
	uint64_t n = x->operators + x->sources;
	if (n == 0)
		return;
	struct import_fault_text *all = NEW(job, struct import_fault_text, out->warnings + 1);
	for (size_t i = 0; i < out->warnings; i++)
		all[i] = out->warning[i];
	const char *text = arena_fmt(job, "%llu row%s of another operator or source replaced, first %s; if they are "
	                             "two, import each with a mapping that has a prefix",
	                             (unsigned long long)n, n == 1 ? "" : "s", x->first);
	all[out->warnings++] = (struct import_fault_text){ .row = x->row, .message = text };
	out->warning = all;
}
