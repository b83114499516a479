/* SPDX-License-Identifier: Apache-2.0
 *
 * vendor.c - which supplier a text about a vendor or a product means
 */
#include "service/vendor.h"

#include <string.h>

/* Legal forms that may end a name; they are left out again and again, but never the whole name. */
static const char *const forms[] = {
	"co",  "ltd", "limited", "inc",  "incorporated", "corp", "corporation", "company", "ab",
	"oyj", "oy",  "plc",     "gmbh", "llc",          "lp",   "sa",          "ag",      "asa",
	"nv",  "bv",  "spa",     "srl",  "sro",          "kk",   "pte",         "publ",    "as"
};
static const char *const nothing[] = { "unknown",   "n a", "na",      "none",      "other",
	                               "others",    "tbd", "various", "not known", "not applicable",
	                               "undefined", "null" };

static bool among(struct str s, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_is(s, words[i]))
			return true;
	return false;
}

static bool part_of_word(unsigned char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c >= 0x80;
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static size_t without_form(const char *p, size_t n)
{
	for (;;) {
		size_t space = n;
		while (space > 0 && p[space - 1] != ' ')
			space--;
		if (space == 0 || !among((struct str){ p + space, n - space }, forms, COUNT(forms)))
			return n;
		n = space - 1;
	}
}

struct str vendor_text(struct arena *a, const char *text)
{
	size_t n = 0;
	char *p = NEW(a, char, strlen(text) + 1);
	for (; *text; text++) {
		char c = lower(*text);
		if (part_of_word((unsigned char)c))
			p[n++] = c;
		else if (n > 0 && p[n - 1] != ' ' && c != '\'')
			p[n++] = ' ';
	}
	n -= n > 0 && p[n - 1] == ' ';
	n = without_form(p, n);
	return (struct str){ p, among((struct str){ p, n }, nothing, COUNT(nothing)) ? 0 : n };
}

/* The same text for another supplier means none from now on. */
static void add(struct vendors *v, struct map *m, struct str text, uint32_t supplier)
{
	uint32_t had;
	if (text.n == 0)
		return;
	if (map_add(m, text, (uint32_t)v->n))
		*PUSH(v->a, v->who, v->n, v->cap) = supplier;
	else if (map_get(m, text, &had) && v->who[had] != supplier)
		v->who[had] = MODEL_NONE;
}

static void add_list(struct vendors *v, struct map *m, const char *list, uint32_t supplier)
{
	for (const char *p = list; *p;) {
		const char *end = strstr(p, "; ");
		size_t n = end ? (size_t)(end - p) : strlen(p);
		add(v, m, vendor_text(v->a, arena_strn(v->a, p, n)), supplier);
		p += n + (end ? 2 : 0);
	}
}

struct vendors vendor_in(struct arena *a, const struct model *m)
{
	struct vendors v = { .a = a, .name = map_in(a), .not = map_in(a), .product = map_in(a) };
	for (uint32_t i = 0; i < m->suppliers; i++) {
		const struct supplier *s = &m->supplier[i];
		const char *const names[] = { s->id, s->name, s->legal_name };
		for (size_t k = 0; k < COUNT(names); k++)
			add(&v, &v.name, vendor_text(a, names[k]), i);
		add_list(&v, &v.name, s->aliases, i);
		add_list(&v, &v.not, s->not_aliases, i);
	}
	return v;
}

void vendor_product(struct vendors *v, const char *product, uint32_t supplier)
{
	add(v, &v->product, vendor_text(v->a, product), supplier);
}

uint32_t vendor_find(const struct vendors *v, struct str text)
{
	uint32_t at, not ;
	if (text.n == 0 || !map_get(&v->name, text, &at))
		return MODEL_NONE;
	if (map_get(&v->not, text, &not ) &&
	    (v->who[not ] == v->who[at] || v->who[not ] == MODEL_NONE))
		return MODEL_NONE;
	return v->who[at];
}

uint32_t vendor_find_product(const struct vendors *v, struct str text)
{
	uint32_t at;
	return text.n && map_get(&v->product, text, &at) ? v->who[at] : MODEL_NONE;
}
