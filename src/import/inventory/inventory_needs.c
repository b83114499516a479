/* SPDX-License-Identifier: Apache-2.0
 *
 * inventory_needs.c - the column depends_on: "a; b|c; 2 of d|e|f"
 */
#include <stdio.h>
#include <string.h>

#include "base/map.h"
#include "import/inventory/inventory.h"

enum { CHOICE = 100 }; /* longest text that stands as it is; a longer one is named by its hash */

struct needs {
	struct arena *a;
	const char *prefix, *why;
	struct map names;
	struct inventory_needs *out;
};

static bool wrong(struct needs *x, const char *text, struct str part)
{
	int n = part.n < 60 ? (int)part.n : 60;
	x->why = arena_fmt(x->a, "depends_on: \"%.*s\" %s", n, part.p, text);
	return false;
}

/* Whether it begins like "2 of ..."; then *n is 2 and *rest what is behind that. */
static bool counts(struct str part, struct str *rest, uint64_t *n)
{
	size_t i = 0;
	while (i < part.n && part.p[i] >= '0' && part.p[i] <= '9')
		i++;
	*rest = part;
	if (i == 0 || i > 6 || part.n - i < 4 || memcmp(part.p + i, " of ", 4) != 0)
		return false;
	*rest = str_trim((struct str){ part.p + i + 4, part.n - i - 4 });
	return str_u64((struct str){ part.p, i }, n);
}

/* The same on every machine and in every run, for it is kept: FNV-1a of 64 bits. */
static struct str choice_name(struct arena *a, struct str part)
{
	uint64_t h = 0xcbf29ce484222325u;
	if (part.n <= CHOICE)
		return part;
	for (size_t i = 0; i < part.n; i++)
		h = (h ^ (unsigned char)part.p[i]) * 0x100000001b3u;
	return str_of(arena_fmt(a, "%016llx", (unsigned long long)h));
}

static bool name(struct needs *x, struct str part, struct str choice, const char *least)
{
	if (part.n == 0)
		return wrong(x, "has an empty name", choice);
	if (x->out->n == INVENTORY_NEEDS)
		return wrong(x, "is one name more than the 1000 a row may have", part);
	if (!map_add(&x->names, part, 0))
		return wrong(x, "is there twice", part);
	struct str id = part;
	if (x->prefix[0] != '\0')
		id = str_of(arena_fmt(x->a, "%s%.*s", x->prefix, (int)(part.n < 300 ? part.n : 300), part.p));
	*PUSH(x->a, x->out->v, x->out->n, x->out->cap) = (struct inventory_need){ id, choice, least };
	return true;
}

static bool part_of(struct needs *x, struct str part)
{
	struct str rest, one;
	uint64_t least = 1, members = 0;
	bool counted = counts(part, &rest, &least);
	if (least == 0)
		return wrong(x, "asks for none of them", part);
	if (!counted && memchr(part.p, '|', part.n) == NULL)
		return name(x, part, STR(""), "");
	struct str choice = choice_name(x->a, part);
	const char *text = arena_fmt(x->a, "%llu", (unsigned long long)least);
	if (rest.n == 0 || rest.p[rest.n - 1] == '|')
		return wrong(x, "has an empty name", part);
	while (str_cut(&rest, '|', &one)) {
		members++;
		if (!name(x, str_trim(one), choice, text))
			return false;
	}
	return least <= members || wrong(x, "asks for more than are named", part);
}

const char *inventory_needs(struct arena *a, struct str text, const char *prefix, struct inventory_needs *out)
{
	struct needs x = { .a = a, .prefix = prefix, .names = map_in(a), .out = out };
	struct str part;
	*out = (struct inventory_needs){ 0 };
	while (str_cut(&text, ';', &part)) {
		part = str_trim(part);
		if (part.n > 0 && !part_of(&x, part))
			return x.why;
	}
	return NULL;
}
