/* SPDX-License-Identifier: Apache-2.0
 *
 * assess_owners.c - what owners say about a criterion, and the chain behind it, as text
 */
#include "ui/report/assess_owners.h"

#include "ui/report/ownership_text.h"

const char *assess_owners_ranges(struct arena *a, const struct assessment *x,
                                 const struct ownership_range *r, size_t n)
{
	struct buf b = buf_in(a);
	for (size_t i = 0; i < n; i++) {
		const char *range = ownership_range(a, (double[2]){ r[i].lo, r[i].hi }, 2);
		if (r[i].scenario)
			buf_fmt(&b, "%sreading \"%s\": %s", i ? "; " : "",
			        x->owners->scenario[r[i].scenario], range);
		else
			buf_fmt(&b, "%s%s", n > 1 ? "agreed facts only: " : "", range);
	}
	return b.p ? b.p : "";
}

static const char *cuts(struct arena *a, const struct criterion_indicator *q)
{
	return arena_fmt(a, "%s, %s, %s", ownership_percent(a, q->cut[0], 2),
	                 ownership_percent(a, q->cut[1], 2), ownership_percent(a, q->cut[2], 2));
}

static void level(struct buf *b, const struct assessment *x, const struct ownership_levels *l, size_t k,
                  size_t width)
{
	const struct ownership_level *v = &l->v[k];
	const char *face = "all stakes as stated";
	if (v->face < l->stakes)
		face = arena_fmt(b->a,
		                 "%zu of %zu stakes as stated, the weaker ones as \"at most so much\"",
		                 v->face, l->stakes);
	table_wrap(b,
	           arena_fmt(b->a, "strength %.2f%s for %s: %s, %s", v->level, v->strong ? " (strong)" : "",
	                     assess_grades(b->a, v->grades),
	                     assess_owners_ranges(b->a, x, v->range, v->ranges), face),
	           8, width);
}

void assess_owners_item(struct buf *b, const struct assessment *x, const struct assess_item *it,
                        struct assess_text_form form)
{
	const struct ownership_levels *l = it->owners;
	struct arena *a = b->a;
	table_wrap(
		b,
		arena_fmt(a,
	                  "%s: %s, which is %s; computed from the owners, stakes: %zu; grades change at %s",
	                  it->cut->indicator, assess_owners_ranges(a, x, l->range, l->ranges),
	                  l->grades == GRADE_ANY ? "every grade" : assess_grades(a, l->grades), l->stakes,
	                  cuts(a, it->cut)),
		6, form.width);
	for (size_t k = 0; k < l->n; k++)
		level(b, x, l, k, form.width);
	if (l->n == 0)
		buf_str(b, "        it leaves every grade open\n");
}

void assess_owners_chain(struct buf *b, const struct assessment *x, size_t i, struct assess_text_form form)
{
	const struct ownership_target *t = x->chain ? &x->chain[i] : NULL;
	if (t == NULL || t->above.n == 0 || (t->answer.owners == 0 && t->above.scenarios == 0))
		return;
	struct arena scratch = arena_reserve((size_t)1 << 30, "owners");
	char *start = scratch.beg;
	buf_fmt(b, "\n%sOwners: what is computed from them rests on%s\n", form.color ? "\033[1m" : "",
	        form.color ? "\033[0m" : "");
	ownership_reasons(&(struct ownership_page){ b, scratch, x->owners, form.width, form.color }, t);
	arena_release(&scratch, start);
}
