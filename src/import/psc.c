/* SPDX-License-Identifier: Apache-2.0
 *
 * psc.c - the snapshot of the United Kingdom's people with significant control, JSON lines
 *
 * The register states bands and not percentages, and each right apart: shares, votes, the right to
 * appoint, other influence.  A company is the node GB-COH- and its number of eight octets, also where it
 * stands as an owner and the filing names the register and a number that can be one.  A person has no
 * number that is the same in two companies, so the node of a person is local to the filing:
 * GB-PSC- company - id of the filing.  Persons of one name are not put together, because a name is
 * not a person.  What the snapshot has of a person beside name and country is not kept.
 *
 * Filings are handed on as they come, except those of companies that own: a company may have filed
 * several times about the same owner (ended, begun anew), which has to become one row.
 */
#include "import/psc.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "import/book.h"
#include "import/country.h"
#include "import/lines.h"
#include "import/psc_words.h"
#include "import/seen.h"

/* C: companies file for themselves, and the registrar hardly checked what they filed. */
static const struct register_source psc_source = {
	"psc-snapshot", "People with significant control, snapshot of the register", "Companies "
	"House",
	"https://download.companieshouse.gov.uk/en_pscdata.html", "Open Government Licence v3.0",
	"attribution", "C", "read",
};

enum kind { INDIVIDUAL, CORPORATE, LEGAL, SUPER_SECURE, STATEMENT, EXEMPTIONS, TOTALS, KINDS };

static const struct {
	const char *word;
	enum kind kind;
} kinds[] = {
	{ "individual-person-with-significant-control", INDIVIDUAL },
	{ "corporate-entity-person-with-significant-control", CORPORATE },
	{ "legal-person-person-with-significant-control", LEGAL },
	{ "super-secure-person-with-significant-control", SUPER_SECURE },
	{ "individual-beneficial-owner", INDIVIDUAL },
	{ "corporate-entity-beneficial-owner", CORPORATE },
	{ "legal-person-beneficial-owner", LEGAL },
	{ "super-secure-beneficial-owner", SUPER_SECURE },
	{ "persons-with-significant-control-statement", STATEMENT },
	{ "exemptions", EXEMPTIONS },
	{ "totals#persons-of-significant-control-snapshot", TOTALS },
};

enum { ID = 200, SAMPLE = 20000 };

struct reader {
	struct import_job *job;
	struct arena scratch;
	struct json j;
	struct book book; /* companies that own */
	struct seen seen; /* ids of filings */
	struct pt_at at;  /* of the filing */
	char company[16]; /* node of the company it is about */
	char generated[11];
	bool stopped;
};

/* --- what the natures of control come to --- */

struct holding {
	bool any;
	double share[2], votes[2];
	char statement[400];
	size_t n;
};

static void widen(double bounds[2], const struct psc_nature *x)
{
	bounds[0] = isnan(bounds[0]) ? x->lo : fmin(bounds[0], x->lo);
	bounds[1] = isnan(bounds[1]) ? x->hi : fmax(bounds[1], x->hi);
}

static void add_nature(struct holding *h, const struct psc_nature *x, struct str words)
{
	h->any = true;
	if (x->right == PSC_SHARES)
		widen(h->share, x);
	else if (x->right == PSC_VOTES)
		widen(h->votes, x);
	if (h->n + words.n + 2 > sizeof h->statement)
		return;
	if (h->n > 0) {
		memcpy(h->statement + h->n, "; ", 2);
		h->n += 2;
	}
	memcpy(h->statement + h->n, words.p, words.n);
	h->n += words.n;
}

static void holdings_of(struct reader *r, const struct psc_filing *f, struct holding h[REGISTER_KINDS])
{
	bool other = false;
	for (int k = 0; k < REGISTER_KINDS; k++)
		h[k] = (struct holding){ .share = { NAN, NAN }, .votes = { NAN, NAN } };
	for (size_t i = 0; i < f->natures; i++) {
		struct psc_nature x;
		if (!psc_nature_of(f->nature[i], &x)) {
			char text[160];
			snprintf(text, sizeof text, "\"%.*s\" is no nature of control we know",
			         f->nature[i].n < 100 ? (int)f->nature[i].n : 100, f->nature[i].p);
			import_reject(r->job, &r->at, text);
		} else if (x.right == PSC_PROPERTY) {
			r->job->skipped++;
			other = true;
		} else {
			add_nature(&h[x.right == PSC_CONTROL ? REGISTER_CONTROL
			              : x.for_others         ? REGISTER_NOMINEE
			                                     : REGISTER_SHARES], &x, f->nature[i]);
		}
	}
	if (!other && !h[REGISTER_SHARES].any && !h[REGISTER_CONTROL].any && !h[REGISTER_NOMINEE].any) {
		struct psc_nature unknown = { .right = PSC_CONTROL };
		add_nature(&h[REGISTER_SHARES], &unknown, STR("nature of control not stated"));
	}
}

/* --- rows --- */

static struct str whole(double v)
{
	return isnan(v) ? STR("") : v == 25 ? STR("25") : v == 50 ? STR("50") : v == 75 ? STR("75") : STR("100");
}

static void emit(struct reader *r, const struct record *row)
{
	r->stopped = r->stopped || !import_emit(r->job, row, &r->at);
}

static void emit_holdings(struct reader *r, struct str owner, const struct psc_filing *f,
                          const struct holding *h)
{
	for (int k = 0; k < REGISTER_KINDS; k++, h++) {
		struct record s = register_holding(&psc_source, owner, str_of(r->company),
		                                   (enum register_kind)k);
		if (!h->any)
			continue;
		for (int i = 0; i < 2; i++) {
			s.field[S_SHARE_MIN + i] = whole(h->share[i]);
			s.field[S_VOTES_MIN + i] = whole(h->votes[i]);
		}
		s.field[S_DATE] = f->from;
		s.field[S_UNTIL] = f->until;
		s.field[S_STATEMENT] = (struct str){ h->statement, h->n };
		emit(r, &s);
	}
}

/* Through the book: a company that owns may be named by several filings. */
static void keep_holdings(struct reader *r, struct str owner, const struct psc_filing *f,
                          const struct holding *h)
{
	struct register_stake s = { .owner = book_node(&r->book, owner), .row = r->at.row,
		                    .owned = book_node(&r->book, str_of(r->company)) };
	s.source = book_source(&r->book, &psc_source);
	struct register_node *n = s.owner;
	if (n->name == NULL) {
		n->name = f->name.n ? arena_strn(r->book.a, f->name.p, f->name.n) : n->id;
		n->type = REGISTER_COMPANY;
		n->source = s.source;
		n->row = r->at.row;
		memcpy(n->country, "GB", 2);
	}
	if (!register_day(f->from, &s.from) || !register_day(f->until, &s.until)) {
		import_reject(r->job, &r->at, "notified_on or ceased_on is not a date");
		return;
	}
	for (int k = 0; k < REGISTER_KINDS; k++, h++) {
		if (!h->any)
			continue;
		s.kind = (uint8_t)k;
		memcpy(s.share, h->share, sizeof s.share);
		memcpy(s.votes, h->votes, sizeof s.votes);
		s.statement = book_text(&r->book, (struct str){ h->statement, h->n });
		book_stake(&r->book, &s);
	}
}

static struct str country_of(struct str words)
{
	return psc_is_uk(words) ? STR("GB") : str_of(country_named(words));
}

static struct str name_of(struct reader *r, const struct psc_filing *f)
{
	struct str part[] = { f->forename, f->middle, f->surname };
	struct buf b = buf_in(&r->scratch);
	if (f->name.n > 0)
		return f->name;
	for (size_t i = 0; i < COUNT(part); i++) {
		buf_str(&b, b.n && part[i].n ? " " : "");
		buf_add(&b, part[i].p, part[i].n);
	}
	return b.n ? (struct str){ b.p, b.n } : STR("name not stated");
}

/* The last part of the link is the id of the filing; it stays the same from snapshot to snapshot.
 * The etag, which changes with every change, only serves where there is no link. */
static bool filing_id(struct reader *r, const struct psc_filing *f, const char *middle, char out[ID])
{
	struct str id = f->link.n ? f->link : f->etag;
	for (size_t i = id.n; i > 0; i--)
		if (id.p[i - 1] == '/') {
			id = (struct str){ id.p + i, id.n - i };
			break;
		}
	if (id.n == 0 || id.n > 100) {
		import_reject(r->job, &r->at, "has no link and no etag to tell it by");
		return false;
	}
	snprintf(out, ID, "GB-PSC-%s-%s%.*s", r->company + strlen("GB-COH-"), middle, (int)id.n, id.p);
	struct str key = str_of(out);
	uint32_t before = seen_add(&r->seen, seen_hash(&key, 1), r->at.row);
	if (before == 0)
		return true;
	char text[64];
	snprintf(text, sizeof text, "is the filing of row %u again", before);
	import_reject(r->job, &r->at, text);
	return false;
}

static void take_owner(struct reader *r, const struct psc_filing *f, enum kind kind)
{
	struct holding h[REGISTER_KINDS];
	char id[ID], node[PSC_NUMBER + sizeof "GB-COH-"] = "GB-COH-";
	if (!filing_id(r, f, "", id))
		return;
	bool uk = psc_is_uk(f->registered) || (f->registered.n == 0 && psc_is_uk(f->place));
	holdings_of(r, f, h);
	if (kind != INDIVIDUAL && uk && psc_number(f->number, node + strlen(node))) {
		keep_holdings(r, str_of(node), f, h);
		return;
	}
	struct record n = register_entity(&psc_source, str_of(id), name_of(r, f),
	                                  kind == INDIVIDUAL  ? REGISTER_PERSON
	                                  : kind == CORPORATE ? REGISTER_COMPANY
	                                                      : REGISTER_UNKNOWN);
	n.field[N_COUNTRY] = country_of(kind == INDIVIDUAL ? f->residence
	                                : f->registered.n  ? f->registered
	                                                   : f->place);
	if (kind == LEGAL)
		n.field[N_NOTE] = STR("legal person: a government, authority or corporation sole, as filed");
	emit(r, &n);
	emit_holdings(r, str_of(id), f, h);
}

/* An owner who is not named: from, until and why are given. */
static void take_unnamed(struct reader *r, const struct psc_filing *f, const char *id,
                         enum register_reason why, struct str stated)
{
	char text[200];
	struct record s = register_holding(&psc_source, str_of(id), str_of(r->company),
	                                   why == REASON_NOBODY ? REGISTER_CONTROL : REGISTER_SHARES);
	snprintf(text, sizeof text, "%.*s", stated.n < 180 ? (int)stated.n : 180, stated.p);
	s.field[S_DATE] = f->from;
	s.field[S_UNTIL] = f->until;
	s.field[S_STATEMENT] = str_of(text);
	r->stopped = r->stopped ||
	             !register_emit_unnamed(r->job, &psc_source, &s, why, text, &r->at);
}

static void take_statement(struct reader *r, const struct psc_filing *f)
{
	char id[ID], text[160];
	enum register_reason why;
	switch (psc_statement_of(f->statement, &why)) {
	case PSC_STATEMENT_IGNORED:
		r->job->skipped++;
		break;
	case PSC_STATEMENT_UNKNOWN:
		snprintf(text, sizeof text, "\"%.*s\" is no statement we know",
		         f->statement.n < 100 ? (int)f->statement.n : 100, f->statement.p);
		import_reject(r->job, &r->at, text);
		break;
	case PSC_STATEMENT_OWNER:
		if (filing_id(r, f, "statement-", id))
			take_unnamed(r, f, id, why, f->statement);
		break;
	}
}

static void take_exemptions(struct reader *r, struct psc_filing *f)
{
	char id[ID];
	enum register_reason why;
	for (size_t i = 0; i < f->exempts; i++) {
		struct psc_exempt *x = &f->exempt[i];
		if (psc_statement_of(x->type, &why) != PSC_STATEMENT_OWNER) {
			import_reject(r->job, &r->at, "an exemption of a type we do not know");
			continue;
		}
		f->link = x->type; /* the link is the same for all exemptions of a company */
		f->from = x->from;
		f->until = x->until;
		if (filing_id(r, f, "", id))
			take_unnamed(r, f, id, why, x->type);
	}
}

static void take_filing(struct reader *r, struct psc_filing *f)
{
	size_t i = 0;
	char id[ID], number[PSC_NUMBER + 1];
	while (i < COUNT(kinds) && !str_is(f->kind, kinds[i].word))
		i++;
	if (i == COUNT(kinds)) {
		char text[120];
		snprintf(text, sizeof text, "kind \"%.*s\" is none we know",
		         f->kind.n < 60 ? (int)f->kind.n : 60, f->kind.p ? f->kind.p : "");
		import_reject(r->job, &r->at, text);
		return;
	}
	if (kinds[i].kind == TOTALS) {
		struct str day = register_date(f->generated);
		memcpy(r->generated, day.p, day.n);
		r->job->skipped++;
		return;
	}
	if (!psc_number(f->company, number)) {
		import_reject(r->job, &r->at, "company_number is missing or is none");
		return;
	}
	snprintf(r->company, sizeof r->company, "GB-COH-%s", number);
	if (f->ceased && f->until.n == 0) { /* ended, and nobody says when */
		r->job->skipped++;
		return;
	}
	switch (kinds[i].kind) {
	case INDIVIDUAL:
	case CORPORATE:
	case LEGAL: take_owner(r, f, kinds[i].kind); break;
	case SUPER_SECURE:
		if (filing_id(r, f, "", id))
			take_unnamed(r, f, id, REASON_WITHHELD, f->kind);
		break;
	case STATEMENT: take_statement(r, f); break;
	case EXEMPTIONS: take_exemptions(r, f); break;
	case TOTALS:
	case KINDS: break;
	}
}

/* --- the file --- */

static void one_line(struct reader *r, const struct line *line)
{
	struct arena before = r->scratch;
	struct pt_err e = { 0 };
	struct psc_filing f = { .natures = 0 };
	r->at = (struct pt_at){ .row = line->row, .column = line->column };
	if (line->why != NULL) {
		import_reject(r->job, &r->at, line->why);
		return;
	}
	json_of(&r->j, &r->scratch, line->text, NULL, &e);
	psc_read(&r->j, &f);
	if (json_done(&r->j)) {
		take_filing(r, &f);
	} else {
		lines_place(line, &e.at);
		import_reject(r->job, &e.at, e.text);
	}
	r->scratch = before;
}

static bool finish(struct reader *r)
{
	char title[120];
	struct register_source s = psc_source;
	snprintf(title, sizeof title, "%s%s%s", s.title, r->generated[0] ? ", of " : "", r->generated);
	s.title = title;
	if (r->book.sources == 0)
		return register_emit_source(r->job, &s);
	r->book.source[0].title = title;
	return book_emit(&r->book, r->job);
}

static bool read_all(struct reader *r, struct pt_err *e)
{
	struct lines l;
	struct line line;
	uint64_t told = 0, lines = 0;
	if (!lines_open(&l, r->job->a, r->job->source, e))
		return false;
	while (!r->stopped && lines_next(&l, &line, e)) {
		one_line(r, &line);
		if (++lines == SAMPLE) /* now it can be told how many filings there will be */
			seen_expect(&r->seen, r->job->size / (l.s.source.total / SAMPLE + 1));
		if (r->job->out.progress && l.s.source.total - told >= 4 << 20) {
			told = l.s.source.total;
			r->job->out.progress(r->job->out.ctx, told);
		}
	}
	if (e->code != PT_OK)
		return false;
	return (!r->stopped && finish(r)) || import_stopped(e);
}

static bool psc_sniff(struct str head, const char *name)
{
	(void)name;
	return import_is_json(head) && import_has(head, "\"data\"") && import_has(head, "\"kind\"") &&
	       (import_has(head, "\"company_number\"") ||
	        import_has(head, "persons-of-significant-control-snapshot"));
}

static bool psc_run(struct import_job *job, struct pt_err *e)
{
	struct pt_err own = { 0 };
	struct reader *r = NEW(job->a, struct reader, 1);
	r->scratch = register_scratch(job->a);
	struct arena part = r->scratch;
	r->job = job;
	book_begin(&r->book, job->a);
	r->seen = seen_in(job->a);
	bool ok = read_all(r, e ? e : &own);
	register_whole(job->a, &part);
	return ok;
}

const struct importer importer_psc = {
	.kind = "psc",
	.what = "United Kingdom register of people with significant control, JSON lines",
	.example = "petrin import persons-with-significant-control-snapshot.txt",
	.shape = IMPORT_STREAM,
	.sniff = psc_sniff,
	.run = psc_run,
};
