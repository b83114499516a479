/* SPDX-License-Identifier: Apache-2.0
 *
 * vuln.c - which published vulnerabilities concern which supplier, and how sure that is
 *
 * Three steps: every row is matched with every supplier, the matches are sorted so that those about
 * one thing are neighbours, and each run of neighbours becomes one finding.
 */
#include "import/vuln.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "import/advisory.h"

static int fold(char c)
{
	return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : (unsigned char)c;
}

static bool is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       (c & 0x80);
}

static int order(struct str a, struct str b)
{
	a = str_trim(a);
	b = str_trim(b);
	for (size_t i = 0; i < a.n && i < b.n; i++)
		if (fold(a.p[i]) != fold(b.p[i]))
			return fold(a.p[i]) < fold(b.p[i]) ? -1 : 1;
	return a.n == b.n ? 0 : a.n < b.n ? -1 : 1;
}

bool vuln_same_name(struct str a, struct str b)
{
	return order(a, b) == 0;
}

bool vuln_no_name(struct str s)
{
	return advisory_vague(s) || vuln_same_name(s, STR("multiple vendors")) ||
	       vuln_same_name(s, STR("multiple")) || memchr(s.p, '*', s.n) != NULL;
}

/* Whether `s` is `entry` or begins with it, ending where a word ends.  '_' is the blank it stands
 * for in product names that were made for CPE. */
static bool begins_with(struct str s, struct str entry)
{
	s = str_trim(s);
	entry = str_trim(entry);
	if (entry.n == 0 || s.n < entry.n)
		return false;
	for (size_t i = 0; i < entry.n; i++)
		if (fold(s.p[i]) != fold(entry.p[i]) && !(s.p[i] == '_' && entry.p[i] == ' '))
			return false;
	return s.n == entry.n || !is_word(s.p[entry.n]) || !is_word(s.p[entry.n - 1]);
}

static const char *const class_names[VULN_CLASSES] = { "ran", "core", "transport", "management",
	                                               "security", "consumer", "other", "unknown" };

const char *vuln_class_name(enum vuln_class c)
{
	return class_names[c];
}

bool vuln_class_of(struct str word, enum vuln_class *c)
{
	for (int i = 0; i < VULN_NO_CLASS; i++)
		if (str_is(word, class_names[i])) {
			*c = (enum vuln_class)i;
			return true;
		}
	return false;
}

bool vuln_network_grade(enum vuln_class c)
{
	switch (c) {
	case VULN_RAN:
	case VULN_CORE:
	case VULN_TRANSPORT:
	case VULN_MANAGEMENT:
	case VULN_SECURITY: return true;
	case VULN_CONSUMER:
	case VULN_OTHER:
	case VULN_NO_CLASS:
	case VULN_CLASSES: break;
	}
	return false;
}

/* --- one row, one supplier --- */

/* A not_alias may be a vendor ("Nokia Tyres") or vendor and product ("Samsung Mobile"). */
static bool excluded(const struct vuln_supplier *s, struct str vendor, struct str product)
{
	char both[512];
	int n = snprintf(both, sizeof both, "%.*s %.*s", vendor.n < 200 ? (int)vendor.n : 200,
			 vendor.p, product.n < 200 ? (int)product.n : 200, product.p);
	struct str joined = { both, n > 0 ? (size_t)n : 0 };
	for (size_t i = 0; i < s->not_aliases; i++)
		if (vuln_same_name(vendor, s->not_alias[i]) || begins_with(joined, s->not_alias[i]))
			return true;
	return false;
}

static bool has_alias(const struct vuln_supplier *s, struct str vendor, struct str product)
{
	for (size_t i = 0; i < s->aliases; i++)
		if (!vuln_no_name(s->alias[i]) && vuln_same_name(vendor, s->alias[i]))
			return !excluded(s, vendor, product);
	return false;
}

static int32_t product_of(const struct vuln_supplier *s, struct str product)
{
	int32_t best = -1;
	for (size_t i = 0; i < s->products; i++)
		if (begins_with(product, s->product[i].name) &&
		    (best < 0 ||
		     str_trim(s->product[i].name).n > str_trim(s->product[best].name).n))
			best = (int32_t)i;
	return best;
}

/* Whether a version list consists only of texts that say nothing. */
static bool only_vague(struct str versions)
{
	struct str rest = versions, part;
	if (versions.n == 0)
		return false; /* nothing stated: the row's status speaks for the whole product */
	while (rest.p != NULL) {
		const char *at = rest.n ? memmem(rest.p, rest.n, "; ", 2) : NULL;
		part = (struct str){ rest.p, at ? (size_t)(at - rest.p) : rest.n };
		rest = at ? (struct str){ at + 2, rest.n - part.n - 2 } : (struct str){ NULL, 0 };
		if (!advisory_vague(part))
			return false;
	}
	return true;
}

static enum vuln_answer answer_of(const struct record *r, const char **why)
{
	struct str status = r->field[V_STATUS];
	if (str_is(status, "not_affected")) {
		*why = r->field[V_REMEDY].n ? "stated as not affected, with a reason" :
		                              "stated as not affected";
		return VULN_NOT_AFFECTED;
	}
	if (str_is(status, "affected")) {
		bool vague = only_vague(r->field[V_VERSIONS]);
		*why = vague ? "the versions say nothing, so not known" : "stated as affected";
		return vague ? VULN_UNKNOWN : VULN_AFFECTED;
	}
	if (str_is(status, "fixed"))
		*why = "fixed in the versions stated; which ones were affected is not";
	else if (str_is(status, "investigated"))
		*why = "under investigation";
	else
		*why = "the source does not say whether it is affected";
	return VULN_UNKNOWN;
}

static const char *explain(struct arena *a, const struct record *r, const struct vuln_match *m,
                           const char *why)
{
	struct buf b = buf_in(a);
	const struct str *f = r->field;
	buf_fmt(&b, "%.*s %.*s: vendor \"%.*s\" equals an alias; product \"%.*s\" %s",
		(int)f[V_ORIGIN].n, f[V_ORIGIN].p, (int)f[V_DOCUMENT].n,
		f[V_DOCUMENT].p, (int)f[V_VENDOR].n, f[V_VENDOR].p, (int)f[V_PRODUCT].n,
		f[V_PRODUCT].p, m->product < 0 ? "is in no product list" : "is listed as ");
	buf_fmt(&b, "%s; %s", m->product < 0 ? "" : vuln_class_name(m->class), why);
	return b.p;
}

/* --- many rows, one answer --- */

/* What sorting needs besides the match; qsort has no context argument. */
struct sorted {
	struct vuln_match match;
	struct str cve, line;
};

static int by_thing(const void *x, const void *y)
{
	const struct sorted *a = x, *b = y;
	if (a->match.supplier != b->match.supplier)
		return a->match.supplier < b->match.supplier ? -1 : 1;
	int o = order(a->cve, b->cve);
	o = o ? o : order(a->line, b->line);
	return o ? o : a->match.row < b->match.row ? -1 : a->match.row > b->match.row;
}

static int trust(const struct record *r)
{
	static const char *const origins[] = { "kev", "adp", "cna", "csaf" };
	for (int i = 0; i < (int)COUNT(origins); i++)
		if (str_is(r->field[V_ORIGIN], origins[i]))
			return i + 1;
	return 0;
}

static bool justified(const struct record *r)
{
	return str_is(r->field[V_ORIGIN], "csaf") && str_is(r->field[V_STATUS], "not_affected") &&
	       str_starts(r->field[V_REMEDY], "justification: ");
}

/* Whether the document of match `i` calls the same product line affected elsewhere. */
static bool contradicted(const struct vuln_input *in, const struct vuln_match *m, size_t n,
			 size_t i)
{
	struct str document = in->row[m[i].row].field[V_DOCUMENT];
	for (size_t k = 0; k < n; k++)
		if (m[k].answer == VULN_AFFECTED &&
		    vuln_same_name(in->row[m[k].row].field[V_DOCUMENT], document))
			return true;
	return false;
}

/* How much match i counts: more is better, the earlier of equals wins. */
static int weight(const struct vuln_input *in, const struct vuln_match *m, size_t n, size_t i)
{
	const struct record *r = &in->row[m[i].row];
	int rank = trust(r) * 4;
	switch (m[i].answer) {
	case VULN_UNKNOWN: return rank - 100; /* any definite word comes before "do not know" */
	case VULN_AFFECTED: return rank + 1;
	case VULN_NOT_AFFECTED:
	case VULN_ANSWERS: break;
	}
	return justified(r) && !contradicted(in, m, n, i) ? 100 : rank;
}

static struct vuln_finding decide(const struct vuln_input *in, const struct vuln_match *m, size_t n)
{
	size_t best = 0;
	int most = weight(in, m, n, 0);
	struct vuln_finding f = { .supplier = m[0].supplier };
	for (size_t i = 1; i < n; i++) {
		int w = weight(in, m, n, i);
		if (w > most) {
			most = w;
			best = i;
		}
	}
	f.answer = m[best].answer;
	f.class = m[best].class;
	f.decided_by = (uint32_t)best;
	f.reason = m[best].reason;
	for (size_t i = 0; i < n; i++) {
		f.exploited |= str_is(in->row[m[i].row].field[V_EXPLOITED], "yes");
		f.disputed |= m[i].answer != VULN_UNKNOWN && m[i].answer != f.answer;
	}
	f.exploited = f.exploited && f.answer != VULN_NOT_AFFECTED;
	return f;
}

/* Findings are sorted by supplier and cve, so the findings of one CVE are neighbours. */
static void summarise(struct vuln_result *out)
{
	bool seen[VULN_CLASSES][VULN_ANSWERS], exploited = false;
	for (size_t i = 0; i < out->findings; i++) {
		const struct vuln_finding *f = &out->finding[i];
		struct vuln_summary *s = &out->summary[f->supplier];
		if (i == 0 || f[-1].supplier != f->supplier || !vuln_same_name(f[-1].cve, f->cve)) {
			memset(seen, 0, sizeof seen);
			exploited = false;
			s->cves++;
		}
		s->count[f->class][f->answer] += !seen[f->class][f->answer];
		seen[f->class][f->answer] = true;
		if (f->exploited && vuln_network_grade(f->class) && !exploited) {
			s->exploited_network++;
			exploited = true;
		}
	}
}

static struct sorted match_one(struct arena *a, const struct vuln_input *in, uint32_t row,
                               uint32_t supplier)
{
	const struct record *r = &in->row[row];
	const struct vuln_supplier *s = &in->supplier[supplier];
	struct sorted x = { .match = { .row = row, .supplier = supplier }, .cve = r->field[V_CVE] };
	const char *why;
	x.match.product = product_of(s, r->field[V_PRODUCT]);
	x.match.class = x.match.product < 0 ? VULN_NO_CLASS : s->product[x.match.product].class;
	x.match.answer = answer_of(r, &why);
	x.match.reason = explain(a, r, &x.match, why);
	x.line = x.match.product < 0 ? r->field[V_PRODUCT] : s->product[x.match.product].name;
	return x;
}

struct vuln_result vuln_match_all(struct arena *a, const struct vuln_input *in)
{
	struct vuln_result out = { .summary = NEW(a, struct vuln_summary, in->suppliers + 1) };
	struct sorted *v = NULL;
	size_t n = 0, cap = 0, finding_cap = 0;
	for (uint32_t i = 0; i < in->rows; i++) {
		const struct str *f = in->row[i].field;
		if (in->row[i].table != T_VULNERABILITY || f[V_VENDOR].n == 0 ||
		    vuln_no_name(f[V_VENDOR]))
			continue;
		for (uint32_t s = 0; s < in->suppliers; s++)
			if (has_alias(&in->supplier[s], f[V_VENDOR], f[V_PRODUCT])) {
				struct sorted x = match_one(a, in, i, s);
				*PUSH(a, v, n, cap) = x;
			}
	}
	if (n > 1)
		qsort(v, n, sizeof *v, by_thing);
	out.match = NEW(a, struct vuln_match, n);
	out.matches = n;
	for (size_t i = 0; i < n; i++)
		out.match[i] = v[i].match;
	for (size_t i = 0, end; i < n; i = end) {
		for (end = i + 1; end < n; end++)
			if (v[end].match.supplier != v[i].match.supplier ||
			    order(v[end].cve, v[i].cve) != 0 || order(v[end].line, v[i].line) != 0)
				break;
		struct vuln_finding f = decide(in, out.match + i, end - i);
		f.decided_by += (uint32_t)i;
		f.cve = v[i].cve;
		f.line = v[i].line;
		*PUSH(a, out.finding, out.findings, finding_cap) = f;
	}
	summarise(&out);
	return out;
}
