/* SPDX-License-Identifier: Apache-2.0
 *
 * psc_words.c - the words of the United Kingdom's register of people with significant control
 *
 * A nature of control is put together: right, band, capacity, kind of register.
 *	ownership-of-shares - 25-to-50-percent - as-trust - limited-liability-partnership
 */
#include "import/psc_words.h"

#include <math.h>
#include <string.h>

static const struct {
	const char *words;
	enum psc_right right;
} rights[] = {
	{ "ownership-of-shares-", PSC_SHARES },
	{ "voting-rights-", PSC_VOTES },
	{ "right-to-share-surplus-assets-", PSC_SHARES }, /* what a partner has instead of shares */
	{ "part-right-to-share-surplus-assets-", PSC_SHARES },
	{ "right-to-appoint-and-remove-directors", PSC_CONTROL },
	{ "right-to-appoint-and-remove-members", PSC_CONTROL },
	{ "right-to-appoint-and-remove-person", PSC_CONTROL },
	{ "significant-influence-or-control", PSC_CONTROL },
	{ "registered-owner-as-nominee-", PSC_PROPERTY }, /* of land, not of the company */
};

static const struct {
	const char *words;
	double lo, hi;
} bands[] = {
	{ "25-to-50-percent", 25, 50 },
	{ "50-to-75-percent", 50, 75 },
	{ "75-to-100-percent", 75, 100 },
	{ "more-than-25-percent", 25, 100 }, /* overseas entities */
};

static const char *const capacities[] = { "-as-trust", "-as-firm", "-as-control-over-trust",
	                                  "-as-control-over-firm" };
static const char *const registers[] = { "-limited-liability-partnership",
	                                 "-registered-overseas-entity" };

static bool cut_front(struct str *s, const char *words)
{
	if (!str_starts(*s, words))
		return false;
	s->p += strlen(words);
	s->n -= strlen(words);
	return true;
}

static bool cut_back(struct str *s, const char *words)
{
	size_t n = strlen(words);
	if (s->n < n || memcmp(s->p + s->n - n, words, n) != 0)
		return false;
	s->n -= n;
	return true;
}

bool psc_nature_of(struct str s, struct psc_nature *out)
{
	size_t i = 0;
	*out = (struct psc_nature){ .lo = NAN, .hi = NAN };
	while (i < COUNT(rights) && !cut_front(&s, rights[i].words))
		i++;
	if (i == COUNT(rights))
		return false;
	out->right = rights[i].right;
	if (out->right == PSC_PROPERTY)
		return true;
	for (i = 0; i < COUNT(registers) && !cut_back(&s, registers[i]); i++)
		;
	for (i = 0; i < COUNT(capacities) && !out->for_others; i++)
		out->for_others = cut_back(&s, capacities[i]);
	if (out->right == PSC_CONTROL)
		return s.n == 0;
	for (i = 0; i < COUNT(bands); i++) {
		if (!str_is(s, bands[i].words))
			continue;
		out->lo = bands[i].lo;
		out->hi = bands[i].hi;
		return true;
	}
	return false;
}

static const struct {
	const char *words; /* without "-partnership" at the end */
	enum psc_statement is;
	enum register_reason why;
} statements[] = {
	{ "no-individual-or-entity-with-signficant-control", PSC_STATEMENT_OWNER, REASON_NOBODY }, /* sic */
	{ "no-individual-or-entity-with-significant-control", PSC_STATEMENT_OWNER, REASON_NOBODY },
	{ "psc-exists-but-not-identified", PSC_STATEMENT_OWNER, REASON_UNKNOWN },
	{ "psc-details-not-confirmed", PSC_STATEMENT_OWNER, REASON_UNKNOWN },
	{ "steps-to-find-psc-not-yet-completed", PSC_STATEMENT_OWNER, REASON_UNKNOWN },
	{ "psc-contacted-but-no-response", PSC_STATEMENT_OWNER, REASON_SILENT },
	{ "no-beneficial-owner-identified", PSC_STATEMENT_OWNER, REASON_UNKNOWN },
	{ "at-least-one-beneficial-owner-unidentified", PSC_STATEMENT_OWNER, REASON_UNKNOWN },
	{ "at-least-one-beneficial-owner-unidentified-and-information-not-provided-for-at-least-one-"
	  "beneficial-owner", PSC_STATEMENT_OWNER, REASON_UNKNOWN },
	{ "psc-exempt-as-trading-on-regulated-market", PSC_STATEMENT_OWNER, REASON_EXEMPT },
	{ "psc-exempt-as-trading-on-uk-regulated-market", PSC_STATEMENT_OWNER, REASON_EXEMPT },
	{ "psc-exempt-as-trading-on-eu-regulated-market", PSC_STATEMENT_OWNER, REASON_EXEMPT },
	{ "psc-exempt-as-shares-admitted-on-market", PSC_STATEMENT_OWNER, REASON_EXEMPT },
	{ "disclosure-transparency-rules-chapter-five-applies", PSC_STATEMENT_OWNER, REASON_EXEMPT },
	{ "disclosure-transparency-rules-chapter-5-applies", PSC_STATEMENT_OWNER, REASON_EXEMPT },
	/* About owners who are named, or about changes. */
	{ "psc-has-failed-to-confirm-changed-details", PSC_STATEMENT_IGNORED, REASON_UNKNOWN },
	{ "restrictions-notice-issued-to-psc", PSC_STATEMENT_IGNORED, REASON_UNKNOWN },
	{ "all-beneficial-owners-identified", PSC_STATEMENT_IGNORED, REASON_UNKNOWN },
	{ "information-not-provided-for-at-least-one-beneficial-owner", PSC_STATEMENT_IGNORED, REASON_UNKNOWN },
	{ "nobody-has-become-or-ceased-to-be-a-beneficial-owner", PSC_STATEMENT_IGNORED, REASON_UNKNOWN },
	{ "somebody-has-become-or-ceased-to-be-a-beneficial-owner", PSC_STATEMENT_IGNORED, REASON_UNKNOWN },
	{ "no-change-beneficial-owner-relevant-period", PSC_STATEMENT_IGNORED, REASON_UNKNOWN },
	{ "change-beneficial-owner-relevant-period", PSC_STATEMENT_IGNORED, REASON_UNKNOWN },
	{ "no-trust-involved-relevant-period", PSC_STATEMENT_IGNORED, REASON_UNKNOWN },
	{ "trust-involved-relevant-period", PSC_STATEMENT_IGNORED, REASON_UNKNOWN },
	{ "no-change-beneficiary-relevant-period", PSC_STATEMENT_IGNORED, REASON_UNKNOWN },
	{ "change-beneficiary-relevant-period", PSC_STATEMENT_IGNORED, REASON_UNKNOWN },
};

enum psc_statement psc_statement_of(struct str s, enum register_reason *why)
{
	*why = REASON_UNKNOWN;
	cut_back(&s, "-partnership");
	for (size_t i = 0; i < COUNT(statements); i++) {
		if (!str_is(s, statements[i].words))
			continue;
		*why = statements[i].why;
		return statements[i].is;
	}
	return PSC_STATEMENT_UNKNOWN;
}

/* Letters and digits only, letters made capital; false when there are too many. */
static bool plain(struct str text, char *out, size_t room, size_t *n)
{
	*n = 0;
	for (size_t i = 0; i < text.n; i++) {
		char c = text.p[i];
		if (c >= 'a' && c <= 'z')
			c = (char)(c - 'a' + 'A');
		if (!((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z')))
			continue;
		if (*n == room)
			return false;
		out[(*n)++] = c;
	}
	return true;
}

/* Eight digits, or two letters and six digits (one of them may be a letter at the end: IP12345R);
 * registers drop leading zeros behind the letters, people in front of all. */
bool psc_number(struct str text, char out[PSC_NUMBER + 1])
{
	char s[PSC_NUMBER];
	size_t n, letters = 0, zeros;
	bool digit = false;
	if (!plain(text, s, PSC_NUMBER, &n) || n == 0)
		return false;
	while (letters < n && s[letters] >= 'A')
		letters++;
	for (size_t i = letters; i < n; i++) {
		if (s[i] >= 'A' && i + 1 < n)
			return false;
		digit |= s[i] > '0' && s[i] <= '9';
	}
	if (letters > 2 || !digit || (letters == 0 && s[n - 1] >= 'A') || (letters == 1 && n < PSC_NUMBER))
		return false;
	zeros = PSC_NUMBER - n;
	memcpy(out, s, letters);
	memset(out + letters, '0', zeros);
	memcpy(out + letters + zeros, s + letters, n - letters);
	out[PSC_NUMBER] = '\0';
	return true;
}

/* As people write it in a free text field, capitals and other characters aside. */
bool psc_is_uk(struct str words)
{
	static const char *const names[] = {
		"ENGLAND", "WALES", "SCOTLAND", "NORTHERNIRELAND", "GREATBRITAIN", "BRITAIN", "U"
		"K", "GB",
		"UNITEDKINGDOM", "THEUNITEDKINGDOM", "UNITEDKINGDOMENGLAND", "ENGLANDANDWALES",
		"ENGLANDWALES", "ENGLANDUK", "ENGLANDUNITEDKINGDOM", "UKENGLAND", "WALESUK",
		"WALESUNITEDKINGDOM", "SCOTLANDUK", "SCOTLANDUNITEDKINGDOM", "NORTHERNIRELANDUK",
		"UNITEDKINGDOMENGLANDANDWALES", "ENGLANDANDWALESUK", "ENGLANDANDWALESUNITEDKINGDOM",
		"COMPANIESHOUSE", "COMPANIESHOUSEUK", "UKCOMPANIESHOUSE", "COMPANIESHOUSECARDIFF",
		"COMPANIESHOUSEENGLANDANDWALES", "COMPANIESHOUSEENGLAND", "COMPANIESHOUSEUNITEDK"
		"INGDOM",
		"COMPANIESHOUSESCOTLAND", "COMPANIESHOUSEEDINBURGH", "COMPANIESHOUSEBELFAST",
		"UNITEDKINGDOMCOMPANIESHOUSE", "UNITEDKINGDOMCOMPANIESREGISTRY",
		"REGISTEROFCOMPANIESENGLANDANDWALES", "REGISTRAROFCOMPANIESENGLANDANDWALES",
		"REGISTRAROFCOMPANIESFORENGLANDANDWALES", "REGISTEROFCOMPANIESFORENGLANDANDWALES",
	};
	char s[64];
	size_t n;
	if (!plain(words, s, sizeof s, &n))
		return false;
	for (size_t i = 0; i < COUNT(names); i++)
		if (str_is((struct str){ s, n }, names[i]))
			return true;
	return false;
}
