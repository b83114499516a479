/* SPDX-License-Identifier: Apache-2.0
 *
 * fact.c - what is known of a fact, and tests of it that may stay unanswered
 */
#include "judge/decide/fact.h"

#include <string.h>

static const char states[] = "who keeps the list of treaties; petrin import flags";

static const struct fact_kind kinds[] = {
	{ "supplier.id", "the supplier", "the operator: whose product is it?", false, false, false },
	{ "seat.country", "the country of the seat", "the supplier; petrin import supplier", false, false, false },
	{ "seat.flag.", "a flag of the seat country", states, false, true, false },
	{ "seat.indicator.", "an indicator of the seat country", "its publisher; petrin import", false, true, true },
	{ "incorporated.country", "the country of incorporation", "the register; petrin import supplier", false,
	  false, false },
	{ "incorporated.flag.", "a flag of the country of incorporation", states, false, true, false },
	{ "owners.state-share", "the share of states in the equity", "registers of owners; petrin import", false,
	  false, true },
	{ "owners.country", "the countries of those who control", "registers of owners; petrin import", false, false,
	  false },
	{ "owners.flag.", "a flag of the countries of those who control", states, false, true, false },
	{ "trust.class", "the trust class", "petrin assess, when the evidence suffices", false, false, false },
	{ "case.", "a decision or statement about this supplier", "the authority; facts of the pack", false, true,
	  false },
	{ "product.name", "the product", "the operator; petrin import element", true, false, false },
	{ "product.class", "the kind of product", "the operator; petrin import product", true, false, false },
	{ "element.made-in", "the country of production", "the operator or the supplier", true, false, false },
	{ "element.managed-by", "who operates the element", "the operator", true, false, false },
	{ "element.installed", "the day it was installed", "the operator", true, false, true },
	{ "element.", "a property of the element", "the operator", true, true, false },
	{ "staff.", "where those are who operate it", "the operator", true, true, false },
	{ "site.sensitive", "whether the site is sensitive", "the operator, or who keeps the list of sites", true,
	  false, false },
	{ "operator.name", "the operator", "the operator", true, false, false },
	{ "operator.users", "the number of users", "the operator, or the regulator", true, false, true },
	{ "operator.", "a property of the operator", "the operator, or the regulator", true, true, false },
};

const struct fact_kind *fact_kinds(size_t *n)
{
	*n = COUNT(kinds);
	return kinds;
}

const struct fact_kind *fact_kind(const char *name)
{
	for (size_t i = 0; i < COUNT(kinds); i++) {
		size_t n = strlen(kinds[i].begins);
		if (strncmp(name, kinds[i].begins, n) == 0 && (name[n] == '\0') != kinds[i].free)
			return &kinds[i];
	}
	return NULL;
}

static bool among(const char *word, const struct yaml_list *list)
{
	const char *const *v = list->v;
	for (size_t i = 0; i < list->n; i++)
		if (strcmp(v[i], word) == 0)
			return true;
	return false;
}

/* Whether some word that holds is one of the list. */
static enum tri some(const struct pack_test *t, const struct fact_value *v)
{
	for (size_t i = 0; i < v->words; i++)
		if (among(v->word[i], &t->words))
			return TRI_YES;
	return v->complete ? TRI_NO : TRI_UNKNOWN;
}

static enum tri not(enum tri a)
{
	return TRI_YES - a;
}

static enum tri at_least(double bound, const struct fact_value *v)
{
	if (!v->number)
		return TRI_UNKNOWN;
	return v->lo >= bound ? TRI_YES : v->hi < bound ? TRI_NO : TRI_UNKNOWN;
}

enum tri fact_test(const struct pack_test *t, const struct fact_value *v)
{
	switch ((enum pack_op)t->op) {
	case PACK_IN: return some(t, v);
	case PACK_NOT_IN: return not(some(t, v));
	case PACK_AT_LEAST:
	case PACK_SINCE: return at_least(t->number, v);
	case PACK_BELOW:
	case PACK_BEFORE: return not(at_least(t->number, v));
	}
	return TRI_UNKNOWN;
}
