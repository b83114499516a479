/* SPDX-License-Identifier: Apache-2.0
 *
 * agree_text.c - agreement between countries as tables: suppliers, countries, distances, weights
 */
#include "ui/report/agree_text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "ui/report/assess_text.h"

static const char *number(struct arena *a, double v)
{
	struct buf b = buf_in(a);
	if (!isnan(v))
		buf_double(&b, round(v * 1e6) / 1e6);
	return b.n ? b.p : NULL;
}

static const char *plus_minus(struct arena *a, double se)
{
	return isnan(se) ? "?" : arena_fmt(a, "%.1f %%", 100 * se);
}

struct table agree_table(struct arena *a, const struct agree_answer *x)
{
	const struct standard *s = &x->x.standard;
	struct table t = table_in(a);
	table_column(&t, "id", NULL, false);
	table_column(&t, "supplier", "supplier", false);
	table_column(&t, "agreed_class", "agreed most on", false);
	table_column(&t, "share_of_weight_space", NULL, true);
	table_column(&t, NULL, "all agree", true);
	table_column(&t, "se", NULL, true);
	table_column(&t, NULL, "+-", true);
	table_column(&t, "disagreement", NULL, true);
	table_column(&t, NULL, "two differ", true);
	table_column(&t, "unknown", NULL, true);
	table_column(&t, NULL, "unknown", true);
	for (size_t i = 0; i < x->x.n; i++) {
		const struct agree_subject *r = &x->result.of[i];
		const char **c = table_row(&t);
		size_t k = 0;
		c[k++] = x->x.subject[i]->id;
		c[k++] = x->x.subject[i]->name;
		c[k++] = r->cls < 0 ? "none" : s->class[r->cls];
		c[k++] = number(a, r->agreed);
		c[k++] = assess_percent(a, r->agreed);
		c[k++] = number(a, r->agreed_se);
		c[k++] = plus_minus(a, r->agreed_se);
		c[k++] = number(a, r->disagreement);
		c[k++] = assess_percent(a, r->disagreement);
		c[k++] = number(a, assess_unknown(&x->x, i));
		c[k++] = assess_percent(a, assess_unknown(&x->x, i));
	}
	return t;
}

struct table agree_by_country(struct arena *a, const struct agree_answer *x)
{
	const struct standard *s = &x->x.standard;
	struct table t = table_in(a);
	table_column(&t, "id", NULL, false);
	table_column(&t, "supplier", "supplier", false);
	table_column(&t, "country", "country", false);
	for (size_t h = 0; h < s->k && h < 8; h++) {
		table_column(&t, arena_fmt(a, "p_%s", s->class[h]), NULL, true);
		table_column(&t, NULL, s->class[h], true);
	}
	for (size_t i = 0; i < x->x.n; i++)
		for (size_t v = 0; v < x->countries; v++) {
			const char **c = table_row(&t);
			size_t k = 0;
			c[k++] = x->x.subject[i]->id;
			c[k++] = x->x.subject[i]->name;
			c[k++] = x->run.voice[v].id;
			for (size_t h = 0; h < s->k && h < 8; h++) {
				double p = x->result.of[i].share[v * s->k + h];
				c[k++] = number(a, p);
				c[k++] = assess_percent(a, p);
			}
		}
	return t;
}

struct pair {
	size_t a, b;
	double distance;
};

static int farthest_first(const void *p, const void *q)
{
	const struct pair *x = p, *y = q;
	if (x->distance != y->distance)
		return x->distance < y->distance ? 1 : -1;
	return x->a != y->a ? (x->a > y->a) - (x->a < y->a) : (x->b > y->b) - (x->b < y->b);
}

static struct pair *pairs(struct arena *a, const struct agree_answer *x, size_t *n)
{
	size_t v = x->countries;
	struct pair *p = NEW(a, struct pair, v * (v - 1) / 2);
	*n = 0;
	for (size_t i = 0; i < v; i++)
		for (size_t j = i + 1; j < v; j++)
			p[(*n)++] = (struct pair){ i, j, x->result.distance[i * v + j] };
	qsort(p, *n, sizeof *p, farthest_first);
	return p;
}

struct table agree_distances(struct arena *a, const struct agree_answer *x)
{
	struct table t = table_in(a);
	size_t n;
	const struct pair *p = pairs(a, x, &n);
	table_column(&t, "country", "country", false);
	table_column(&t, "other", "and", false);
	table_column(&t, "distance", "distance", true);
	for (size_t i = 0; i < n; i++) {
		const char **c = table_row(&t);
		c[0] = x->run.voice[p[i].a].id;
		c[1] = x->run.voice[p[i].b].id;
		c[2] = arena_fmt(a, "%.4f", p[i].distance);
	}
	return t;
}

static const char *who(struct arena *a, const struct agree_answer *x, size_t g, bool named)
{
	struct buf b = buf_in(a);
	for (size_t c = 0; c < x->countries; c++)
		if (named ? x->country[c].says[g] && x->country[c].says[g]->named == PACK_YES
		          : agree_left_out(&x->country[c], g))
			buf_fmt(&b, "%s%s", b.n ? " " : "", x->run.voice[c].id);
	return b.n ? b.p : NULL;
}

struct table agree_weights(struct arena *a, const struct agree_answer *x)
{
	const struct agreement *r = &x->result;
	struct table t = table_in(a);
	table_column(&t, "consideration", "consideration", false);
	table_column(&t, "named_by", "named by", false);
	table_column(&t, "not_named_by", "not named by", false);
	table_column(&t, "accepted_lo", NULL, true);
	table_column(&t, "accepted_middle", NULL, true);
	table_column(&t, "accepted_hi", NULL, true);
	table_column(&t, NULL, "accepted by all", true);
	table_column(&t, "disagreement_removed", NULL, true);
	table_column(&t, "se", NULL, true);
	table_column(&t, NULL, "divides", true);
	for (size_t g = 0; g < x->run.groups; g++) {
		const char **c = table_row(&t);
		c[0] = x->run.group_name[g];
		c[1] = who(a, x, g, true);
		c[2] = who(a, x, g, false);
		if (r->accepted) {
			c[3] = number(a, r->accept_lo[g]);
			c[4] = number(a, r->accept[g]);
			c[5] = number(a, r->accept_hi[g]);
			c[6] = arena_fmt(a, "%.0f to %.0f %%", 100 * r->accept_lo[g], 100 * r->accept_hi[g]);
		} else {
			c[6] = "none";
		}
		c[7] = number(a, r->divides[g]);
		c[8] = number(a, r->divides_se[g]);
		c[9] = arena_fmt(a, "%.1f %%", 100 * r->divides[g]);
	}
	return t;
}

void agree_summary(struct buf *b, const struct agree_answer *x, size_t width)
{
	const struct agreement *r = &x->result;
	struct arena *a = b->a;
	size_t n, whole = 0;
	const struct pair *p = pairs(a, x, &n);
	for (size_t i = 0; i < x->x.n; i++)
		whole += r->of[i].agreed >= 0.5;
	table_wrap(b, arena_fmt(a, "%zu of %zu suppliers reach one class by the rules of all %zu for at least half of "
	                        "the joint weight space. Taken two of them at random, they differ in %s of cases.",
	                        whole, x->x.n, x->countries, assess_percent(a, r->disagreement)), 0, width);
	if (r->same)
		table_wrap(b, "Their rules accept the same weightings: what differs is only the room that these leave.",
		           0, width);
	else if (r->divider >= 0)
		table_wrap(b, arena_fmt(a, "What divides most is the weight of \"%s\": weighed alike by all, two of "
		                        "them would differ in %s of cases.", x->run.group_name[r->divider],
		                        assess_percent(a, r->disagreement - r->divides[r->divider])), 0, width);
	else
		table_wrap(b, "No single consideration divides them more than chance would.", 0, width);
	if (r->accepted)
		table_wrap(b, "There are weightings that every one of these countries accepts; the middle one and the "
		           "ranges are in the table.", 0, width);
	else
		table_wrap(b, arena_fmt(a, "No weighting is accepted by every one of them: %s.", r->refused), 0, width);
	if (p[0].distance > 0)
		table_wrap(b, n > 1 ? arena_fmt(a, "Farthest apart: %s and %s (%.4f). Nearest: %s and %s (%.4f).",
		                                x->run.voice[p[0].a].id, x->run.voice[p[0].b].id, p[0].distance,
		                                x->run.voice[p[n - 1].a].id, x->run.voice[p[n - 1].b].id,
		                                p[n - 1].distance)
		                    : arena_fmt(a, "Their distance is %.4f.", p[0].distance), 0, width);
}
