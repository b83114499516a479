/* SPDX-License-Identifier: Apache-2.0
 *
 * cm_unmapped.c - objects of a dump whose class means nothing here: counted by class and told once
 */
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#include "import/inventory/cm.h"

enum { TOLD = 12, NAME = 60 };

void cm_unmapped(struct cm *c, struct str class, uint64_t n, uint64_t row)
{
	struct cm_unmapped *u;
	uint32_t at;
	if (n == 0 || class.n == 0 || classes_around(class))
		return;
	c->unmapped_n += n;
	if (map_get(&c->unmapped, class, &at)) {
		c->unmapped_class[at].n += n;
		return;
	}
	if (c->unmapped_classes == CM_UNMAPPED)
		return; /* counted as a whole */
	const char *copy = arena_strn(c->a, class.p, class.n);
	map_add(&c->unmapped, (struct str){ copy, class.n }, (uint32_t)c->unmapped_classes);
	u = PUSH(c->a, c->unmapped_class, c->unmapped_classes, c->unmapped_cap);
	*u = (struct cm_unmapped){ copy, n, row };
}

/* By the naming rule of the models (TS 28.622) these stand for something of the network. */
static bool is_function(const char *name)
{
	size_t n = strlen(name);
	return n > 8 && strcasecmp(name + n - 8, "Function") == 0;
}

/* Functions first, then the most frequent. */
static int by_weight(const void *a, const void *b)
{
	const struct cm_unmapped *x = a, *y = b;
	int f = is_function(y->class) - is_function(x->class);
	if (f == 0)
		f = (y->n > x->n) - (y->n < x->n);
	return f ? f : strcmp(x->class, y->class);
}

void cm_unmapped_tell(struct cm *c)
{
	struct arena scratch = *c->a;
	struct buf text = buf_in(&scratch);
	size_t n = c->unmapped_classes;
	if (n == 0)
		return;
	qsort(c->unmapped_class, n, sizeof *c->unmapped_class, by_weight);
	buf_fmt(&text, "%llu object%s of %s%zu class%s that mean%s nothing here %s not read: ",
	        (unsigned long long)c->unmapped_n, c->unmapped_n == 1 ? "" : "s",
	        n == CM_UNMAPPED ? "at least " : "", n, n == 1 ? "" : "es", n == 1 ? "s" : "",
	        c->unmapped_n == 1 ? "is" : "are");
	for (size_t i = 0; i < n && i < TOLD; i++)
		buf_fmt(&text, "%s%.*s (%llu)", i ? ", " : "", NAME, c->unmapped_class[i].class,
		        (unsigned long long)c->unmapped_class[i].n);
	if (n > TOLD)
		buf_fmt(&text, ", and %zu classes more", n - TOLD);
	struct pt_at at = { .row = c->unmapped_class[0].row };
	import_warn(c->job, &at, text.p);
}
