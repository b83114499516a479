/* SPDX-License-Identifier: Apache-2.0
 *
 * gleif.c - the Legal Entity Identifier files: entities, who consolidates whom, and why not
 *
 * Level 1 gives entities.  Level 2 relationships are accounting consolidation: they say that
 * somebody controls and not with how many percent, so they give control with more than half of the
 * votes and no share.  The ultimate parent is the end of a chain of direct parents; it gives a
 * stake of its own only when the chain in the file does not lead to it.  Reporting exceptions give an
 * owner who is not named, with the reason (register.h); of an entity that has an exception for
 * its direct parent the one for its ultimate parent adds nothing.
 */
#include "import/gleif.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "import/book.h"
#include "import/seen.h"

enum { LEI_LENGTH = 20, CHAIN = 64 };

/* A letter of reliability each: level 1 is checked against business registers every year (A), level 2
 * is what entities report, checked against accounts (B), exceptions are their word alone (C). */
static const struct register_source sources[GLEIF_FORMS] = {
	[GLEIF_ENTITIES] = { "gleif-level-1", "Legal Entity Identifier records, level 1: who is who",
	                     "Global Legal Entity Identifier Foundation",
	                     "https://www.gleif.org/en/lei-data/gleif-golden-copy", "CC0-1."
			     "0", "yes", "A",
	                     "read" },
	[GLEIF_RELATIONS] = { "gleif-level-2", "Legal Entity Identifier records, level 2: who owns whom",
	                      "Global Legal Entity Identifier Foundation",
	                      "https://www.gleif.org/en/lei-data/gleif-golden-copy", "CC0-1."
			      "0", "yes", "B",
	                      "read" },
	[GLEIF_EXCEPTIONS] = { "gleif-exceptions", "Legal Entity Identifier records, reporting exceptions",
	                       "Global Legal Entity Identifier Foundation",
	                       "https://www.gleif.org/en/lei-data/gleif-golden-copy", "CC0-1.0", "yes", "C",
	                       "read" },
};

struct ultimate { /* waits until all direct parents are known */
	struct register_stake stake; /* relations */
	char lei[LEI_LENGTH + 1];    /* exceptions */
	uint8_t reason;
	uint32_t row;
};

struct gleif {
	struct gleif_reader reader;
	struct pt_err *e;
	struct book book;
	struct seen seen;
	struct ultimate *ultimate;
	size_t ultimates, ultimate_cap;
};

static bool is_lei(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!((s.p[i] >= '0' && s.p[i] <= '9') || (s.p[i] >= 'A' && s.p[i] <= 'Z')))
			return false;
	return s.n == LEI_LENGTH;
}

static void reject(struct gleif *g, const struct gleif_record *r, const char *what, struct str value)
{
	char text[160];
	snprintf(text, sizeof text, "%s \"%.*s\"", what, value.n < 60 ? (int)value.n : 60, value.p);
	import_reject(g->reader.job, &r->at, text);
}

/* Withdrawn by its publisher, or never meant: not evidence of anything. */
static bool withdrawn(struct gleif *g, const struct gleif_record *r)
{
	struct str s = r->field[GLEIF_REGISTRATION];
	bool gone = r->field[GLEIF_DELETED].n > 0 || str_is(s, "ANNULLED") || str_is(s, "DUPLICATE");
	g->reader.job->skipped += gone;
	return gone;
}

/* --- level 1 --- */

static enum register_type type_of(struct str category)
{
	static const struct {
		const char *word;
		enum register_type type;
	} types[] = {
		{ "GENERAL", REGISTER_COMPANY },      { "FUND", REGISTER_FUND },
		{ "BRANCH", REGISTER_COMPANY },       { "SOLE_PROPRIETOR", REGISTER_PERSON },
		{ "RESIDENT_GOVERNMENT_ENTITY", REGISTER_STATE },
		{ "INTERNATIONAL_ORGANIZATION", REGISTER_STATE },
	};
	for (size_t i = 0; i < COUNT(types); i++)
		if (str_is(category, types[i].word))
			return types[i].type;
	return category.n == 0 ? REGISTER_COMPANY : REGISTER_UNKNOWN;
}

static bool take_entity(struct gleif *g, const struct gleif_record *r)
{
	struct str lei = r->field[GLEIF_LEI], place = r->field[GLEIF_JURISDICTION];
	char note[160] = "", country[2];
	size_t used = 0;
	if (withdrawn(g, r))
		return true;
	if (!is_lei(lei)) {
		reject(g, r, "is not a Legal Entity Identifier:", lei);
		return true;
	}
	if (seen_add(&g->seen, seen_hash(&lei, 1), r->at.row) > 0) {
		reject(g, r, "is there twice:", lei);
		return true;
	}
	struct record row = register_entity(&sources[GLEIF_ENTITIES], lei, r->field[GLEIF_NAME],
	                                    type_of(r->field[GLEIF_CATEGORY]));
	row.field[N_NAME] = r->field[GLEIF_NAME]; /* required: the number is no name */
	register_country(place.n > 0 ? place : r->field[GLEIF_COUNTRY], country);
	row.field[N_COUNTRY] = (struct str){ country, country[0] ? 2 : 0 };
	for (int i = 0; i < 3; i++) {
		static const char *const usual[] = { "ACTIVE", "ISSUED", "" };
		static const char *const what[] = { "entity ", "LEI ", "category " };
		static const enum gleif_field field[] = { GLEIF_STATUS, GLEIF_REGISTRATION, GLEIF_CATEGORY };
		struct str s = r->field[field[i]];
		bool telling = i < 2 ? !str_is(s, usual[i]) : type_of(s) == REGISTER_STATE || str_is(s, "BRANCH");
		if (s.n > 0 && s.n < 40 && telling)
			used += (size_t)snprintf(note + used, sizeof note - used, "%s%s%.*s", used ? "; " : "",
			                         what[i], (int)s.n, s.p);
	}
	row.field[N_NOTE] = (struct str){ note, used };
	return import_emit(g->reader.job, &row, &r->at);
}

/* --- level 2 --- */

static const struct relation {
	const char *word;
	enum register_kind kind;
	bool direct, ultimate, owner_first; /* owner_first: StartNode is the owner */
	double share, votes[2];             /* NAN = not stated */
} relations[] = {
	{ "IS_DIRECTLY_CONSOLIDATED_BY", REGISTER_CONTROL, true, false, false, NAN, { 50, 100 } },
	{ "IS_ULTIMATELY_CONSOLIDATED_BY", REGISTER_CONTROL, false, true, false, NAN, { 50, 100 } },
	/* the same legal person as its head office */
	{ "IS_INTERNATIONAL_BRANCH_OF", REGISTER_SHARES, false, false, false, 100, { 100, 100 } },
	{ "IS_FUND-MANAGED_BY", REGISTER_CONTROL, false, false, false, NAN, { NAN, NAN } },
	{ "IS_SUBFUND_OF", REGISTER_CONTROL, false, false, false, NAN, { NAN, NAN } },
	/* a feeder fund invests in its master */
	{ "IS_FEEDER_TO", REGISTER_SHARES, false, false, true, NAN, { NAN, NAN } },
};

static const struct relation *relation_of(struct str word)
{
	for (size_t i = 0; i < COUNT(relations); i++)
		if (str_is(word, relations[i].word))
			return &relations[i];
	return NULL;
}

/* When it ended: as stated, else when it was last reported as no longer active. */
static bool days_of(const struct gleif_record *r, struct register_stake *s)
{
	struct str until = r->field[GLEIF_UNTIL];
	if (until.n == 0 && (str_is(r->field[GLEIF_REL_STATUS], "INACTIVE") ||
	                     str_is(r->field[GLEIF_REGISTRATION], "RETIRED")))
		until = r->field[GLEIF_UPDATED];
	if (str_is(r->field[GLEIF_REL_STATUS], "ACTIVE") && !str_is(r->field[GLEIF_REGISTRATION], "RETIRED"))
		until = STR("");
	return register_day(r->field[GLEIF_FROM], &s->from) && register_day(until, &s->until);
}

static bool take_relation(struct gleif *g, const struct gleif_record *r)
{
	const struct relation *is = relation_of(r->field[GLEIF_TYPE]);
	struct str start = r->field[GLEIF_START], end = r->field[GLEIF_END];
	if (withdrawn(g, r))
		return true;
	if (is == NULL) {
		reject(g, r, "is no type of relationship we know:", r->field[GLEIF_TYPE]);
		return true;
	}
	if (!is_lei(start) || !is_lei(end)) {
		reject(g, r, "is not a Legal Entity Identifier:", is_lei(start) ? end : start);
		return true;
	}
	struct register_stake s = { .share = { is->share, is->share }, .row = r->at.row,
		                    .votes = { is->votes[0], is->votes[1] }, .kind = (uint8_t)is->kind };
	if (!days_of(r, &s)) {
		reject(g, r, "is not a date:", r->field[GLEIF_FROM]);
		return true;
	}
	bool lapsed = str_is(r->field[GLEIF_REGISTRATION], "LAPSED");
	char text[80];
	snprintf(text, sizeof text, "%s%s", is->word, lapsed ? ", record lapsed" : "");
	s.statement = book_text(&g->book, str_of(text));
	s.source = book_source(&g->book, &sources[GLEIF_RELATIONS]);
	s.owner = book_node(&g->book, is->owner_first ? start : end);
	s.owned = book_node(&g->book, is->owner_first ? end : start);
	if (is->direct && s.until == REGISTER_NO_DAY)
		s.owned->parent = s.owner;
	if (is->ultimate)
		*PUSH(g->book.a, g->ultimate, g->ultimates, g->ultimate_cap) = (struct ultimate){ .stake = s };
	else
		book_stake(&g->book, &s);
	return true;
}

/* Whether direct parents lead from the owned to the owner. */
static bool chain_leads(const struct register_stake *s)
{
	const struct register_node *at = s->owned->parent;
	for (int i = 0; i < CHAIN && at != NULL; i++, at = at->parent)
		if (at == s->owner)
			return true;
	return false;
}

/* --- exceptions --- */

static const struct reason {
	const char *word;
	enum register_reason why;
} reasons[] = {
	{ "NO_KNOWN_PERSON", REASON_NOBODY }, /* nobody controls it, such as dispersed shares */
	{ "NATURAL_PERSONS", REASON_PERSONS },
	{ "NON_CONSOLIDATING", REASON_OUTSIDE },
	{ "NO_LEI", REASON_OUTSIDE },
	{ "NON_PUBLIC", REASON_WITHHELD },
	{ "BINDING_LEGAL_COMMITMENTS", REASON_WITHHELD }, /* from here on replaced by NON_PUBLIC in 2.1 */
	{ "LEGAL_OBSTACLES", REASON_WITHHELD },
	{ "CONSENT_NOT_OBTAINED", REASON_WITHHELD },
	{ "DISCLOSURE_DETRIMENTAL", REASON_WITHHELD },
	{ "DETRIMENT_NOT_EXCLUDED", REASON_WITHHELD },
};

static bool emit_exception(struct gleif *g, struct str lei, bool ultimate, const struct reason *reason,
                           const struct pt_at *at)
{
	char id[LEI_LENGTH + 24];
	const char *which = ultimate ? "ultimate-parent" : "direct-parent";
	snprintf(id, sizeof id, "%.*s:%s", (int)lei.n, lei.p, which);
	struct record stake = register_holding(&sources[GLEIF_EXCEPTIONS], str_of(id), lei, REGISTER_CONTROL);
	stake.field[S_STATEMENT] = str_of(reason->word);
	return register_emit_unnamed(g->reader.job, &sources[GLEIF_EXCEPTIONS], &stake, reason->why,
	                             reason->word, at);
}

static bool take_exception(struct gleif *g, const struct gleif_record *r)
{
	struct str lei = r->field[GLEIF_LEI], category = r->field[GLEIF_EXCEPTION];
	bool ultimate = str_is(category, "ULTIMATE_ACCOUNTING_CONSOLIDATION_PARENT");
	struct str key[] = { lei, ultimate ? STR("u") : STR("d") };
	size_t reason = 0;
	if (withdrawn(g, r))
		return true;
	while (reason < COUNT(reasons) && !str_is(r->field[GLEIF_REASON], reasons[reason].word))
		reason++;
	if (!is_lei(lei)) {
		reject(g, r, "is not a Legal Entity Identifier:", lei);
	} else if (!ultimate && !str_is(category, "DIRECT_ACCOUNTING_CONSOLIDATION_PARENT")) {
		reject(g, r, "is no category of exception we know:", category);
	} else if (reason == COUNT(reasons)) {
		reject(g, r, "is no reason for an exception we know:", r->field[GLEIF_REASON]);
	} else if (seen_add(&g->seen, seen_hash(key, 2), r->at.row) > 0) {
		reject(g, r, "is there twice:", lei);
	} else if (!ultimate) {
		return emit_exception(g, lei, false, &reasons[reason], &r->at);
	} else {
		struct ultimate *u = PUSH(g->book.a, g->ultimate, g->ultimates, g->ultimate_cap);
		*u = (struct ultimate){ .reason = (uint8_t)reason, .row = (uint32_t)r->at.row };
		memcpy(u->lei, lei.p, LEI_LENGTH);
	}
	return true;
}

/* --- both --- */

static bool take(void *ctx, enum gleif_form form, const struct gleif_record *r)
{
	switch (form) {
	case GLEIF_ENTITIES: return take_entity(ctx, r);
	case GLEIF_RELATIONS: return take_relation(ctx, r);
	case GLEIF_EXCEPTIONS: return take_exception(ctx, r);
	case GLEIF_FORMS: break;
	}
	return true;
}

static bool finish_exceptions(struct gleif *g)
{
	for (size_t i = 0; i < g->ultimates; i++) {
		const struct ultimate *u = &g->ultimate[i];
		struct pt_at at = { .row = u->row };
		struct str key[] = { { u->lei, LEI_LENGTH }, STR("d") };
		if (seen_get(&g->seen, seen_hash(key, 2)) != 0)
			g->reader.job->skipped++;
		else if (!emit_exception(g, key[0], true, &reasons[u->reason], &at))
			return false;
	}
	return true;
}

static bool finish(struct gleif *g)
{
	struct register_source s = sources[g->reader.form];
	char title[120];
	snprintf(title, sizeof title, "%s%s%s", s.title, g->reader.content[0] ? ", of " : "",
	         g->reader.content);
	s.title = title;
	if (g->reader.form == GLEIF_EXCEPTIONS)
		return finish_exceptions(g) && register_emit_source(g->reader.job, &s);
	if (g->reader.form == GLEIF_ENTITIES)
		return register_emit_source(g->reader.job, &s);
	for (size_t i = 0; i < g->ultimates; i++) {
		if (chain_leads(&g->ultimate[i].stake))
			g->reader.job->skipped++;
		else
			book_stake(&g->book, &g->ultimate[i].stake);
	}
	if (g->book.sources > 0)
		g->book.source[0].title = title;
	return book_emit(&g->book, g->reader.job);
}

static bool is_xml(struct str head)
{
	while (head.n > 0 && memchr("\xef\xbb\xbf \t\r\n", head.p[0], 7) != NULL)
		head.p++, head.n--;
	return head.n > 0 && head.p[0] == '<';
}

static bool gleif_sniff(struct str head, const char *name)
{
	(void)name;
	return is_xml(head) ? gleif_xml_sniff(head) : gleif_csv_sniff(head);
}

static bool gleif_run(struct import_job *job, struct pt_err *e)
{
	struct pt_err own = { 0 };
	struct gleif *g = NEW(job->a, struct gleif, 1);
	if (e == NULL)
		e = &own;
	g->reader = (struct gleif_reader){ .job = job, .record = take, .ctx = g };
	book_begin(&g->book, job->a);
	g->seen = seen_in(job->a);
	if (!(is_xml(job->head) ? gleif_xml(&g->reader, e) : gleif_csv(&g->reader, e)))
		return false;
	return finish(g) || import_stopped(e);
}

const struct importer importer_gleif = {
	.kind = "gleif",
	.what = "Legal Entity Identifiers: level 1, level 2 and exceptions, XML or CSV",
	.example = "petrin import rr-golden-copy.csv",
	.shape = IMPORT_STREAM,
	.sniff = gleif_sniff,
	.run = gleif_run,
};
