/* SPDX-License-Identifier: Apache-2.0
 *
 * gleif_xml.c - LEI-CDF 3.1, RR-CDF 2.1 and Reporting Exceptions 2.1 as XML, streamed
 *
 * Expat reads; nothing of the document is kept but the fields of the record at hand.  A document
 * type declaration is refused, so there are no entities to expand ("billion laughs") and nothing to
 * fetch; nesting is limited, and so is what expat would have to hold to see the end of one tag.
 * Names are compared without their prefix: publishers choose prefixes as they like.
 */
#include <expat.h>
#include <stdio.h>
#include <string.h>

#include "import/gleif.h"

enum { DEPTH = 64, CHUNK = 1 << 16, PENDING = 4 << 20 };

enum element {
	OTHER, LEI_DATA, RELATION_DATA, EXCEPTION_DATA, LEI_HEADER, HEADER, LEI_RECORD, RELATION_RECORD,
	EXCEPTION_RECORD, ENTITY, LEGAL_ADDRESS, REGISTRATION, RELATIONSHIP, START_NODE, END_NODE, PERIOD,
	DELETION, LEI, LEGAL_NAME, JURISDICTION, COUNTRY, CATEGORY, STATUS, REG_STATUS, UPDATED, NODE_ID,
	REL_TYPE, REL_STATUS, START_DATE, END_DATE, PERIOD_TYPE, EX_CATEGORY, EX_REASON, DELETED_AT,
	CONTENT_DATE, ELEMENTS
};

static const char *const element_name[ELEMENTS] = {
	[LEI_DATA] = "LEIData", [RELATION_DATA] = "RelationshipData",
	[EXCEPTION_DATA] = "ReportingExceptionData", [LEI_HEADER] = "LEIHeader", [HEADER] = "Header",
	[LEI_RECORD] = "LEIRecord", [RELATION_RECORD] = "RelationshipRecord", [EXCEPTION_RECORD] = "Exception",
	[ENTITY] = "Entity", [LEGAL_ADDRESS] = "LegalAddress", [REGISTRATION] = "Registration",
	[RELATIONSHIP] = "Relationship", [START_NODE] = "StartNode", [END_NODE] = "EndNode",
	[PERIOD] = "RelationshipPeriod", [DELETION] = "Deletion", [LEI] = "LEI", [LEGAL_NAME] = "LegalName",
	[JURISDICTION] = "LegalJurisdiction", [COUNTRY] = "Country", [CATEGORY] = "EntityCategory",
	[STATUS] = "EntityStatus", [REG_STATUS] = "RegistrationStatus", [UPDATED] = "LastUpdateDate",
	[NODE_ID] = "NodeID", [REL_TYPE] = "RelationshipType", [REL_STATUS] = "RelationshipStatus",
	[START_DATE] = "StartDate", [END_DATE] = "EndDate", [PERIOD_TYPE] = "PeriodType",
	[EX_CATEGORY] = "ExceptionCategory", [EX_REASON] = "ExceptionReason", [DELETED_AT] = "DeletedAt",
	[CONTENT_DATE] = "ContentDate",
};

/* Which element within which gives which field. */
enum { FIELD_PERIOD_TYPE = GLEIF_FIELDS, FIELD_CONTENT, FIELDS };

static const struct {
	enum element in, is;
	int field;
} places[] = {
	{ LEI_RECORD, LEI, GLEIF_LEI },
	{ ENTITY, LEGAL_NAME, GLEIF_NAME },
	{ ENTITY, JURISDICTION, GLEIF_JURISDICTION },
	{ LEGAL_ADDRESS, COUNTRY, GLEIF_COUNTRY },
	{ ENTITY, CATEGORY, GLEIF_CATEGORY },
	{ ENTITY, STATUS, GLEIF_STATUS },
	{ REGISTRATION, REG_STATUS, GLEIF_REGISTRATION },
	{ REGISTRATION, UPDATED, GLEIF_UPDATED },
	{ START_NODE, NODE_ID, GLEIF_START },
	{ END_NODE, NODE_ID, GLEIF_END },
	{ RELATIONSHIP, REL_TYPE, GLEIF_TYPE },
	{ RELATIONSHIP, REL_STATUS, GLEIF_REL_STATUS },
	{ PERIOD, START_DATE, GLEIF_FROM },
	{ PERIOD, END_DATE, GLEIF_UNTIL },
	{ PERIOD, PERIOD_TYPE, FIELD_PERIOD_TYPE },
	{ EXCEPTION_RECORD, LEI, GLEIF_LEI },
	{ EXCEPTION_RECORD, EX_CATEGORY, GLEIF_EXCEPTION },
	{ EXCEPTION_RECORD, EX_REASON, GLEIF_REASON },
	{ DELETION, DELETED_AT, GLEIF_DELETED },
	{ LEI_HEADER, CONTENT_DATE, FIELD_CONTENT },
	{ HEADER, CONTENT_DATE, FIELD_CONTENT },
};

struct xml {
	struct gleif_reader *g;
	XML_Parser parser;
	struct pt_err *e;
	uint8_t open[DEPTH + 1];
	unsigned depth;
	uint64_t quiet;            /* octets given to the parser since it last told anything */
	bool in_record, too_long, known_root;
	int field;                 /* that text goes to, or -1 */
	char text[FIELDS][GLEIF_TEXT];
	size_t n[FIELDS];
	size_t period[2];          /* length of start and end of the period that counts */
	char dates[2][GLEIF_TEXT];
	struct pt_at at;
};

static struct pt_at place(const struct xml *x)
{
	return (struct pt_at){ .row = XML_GetCurrentLineNumber(x->parser),
		               .column = XML_GetCurrentColumnNumber(x->parser) + 1 };
}

static void stop(struct xml *x, enum pt_code code, const char *text)
{
	struct pt_at at = place(x);
	pt_fail_at(x->e, &at, code, "%s", text);
	XML_StopParser(x->parser, XML_FALSE);
}

static enum element element_of(const char *name)
{
	const char *colon = strchr(name, ':');
	const char *local = colon ? colon + 1 : name;
	for (int i = 1; i < ELEMENTS; i++)
		if (local[0] == element_name[i][0] && strcmp(local, element_name[i]) == 0)
			return (enum element)i;
	return OTHER;
}

static void begin_record(struct xml *x)
{
	memset(x->n, 0, sizeof x->n);
	memset(x->period, 0, sizeof x->period);
	x->in_record = true;
	x->too_long = false;
	x->at = place(x);
}

static bool is_record(enum element el)
{
	return el == LEI_RECORD || el == RELATION_RECORD || el == EXCEPTION_RECORD;
}

static void XMLCALL on_start(void *ctx, const XML_Char *name, const XML_Char **attributes)
{
	struct xml *x = ctx;
	enum element el = element_of(name), in = (enum element)x->open[x->depth];
	(void)attributes;
	x->quiet = 0;
	if (x->depth == DEPTH) {
		stop(x, PT_LIMIT, "is nested too deeply");
		return;
	}
	x->open[++x->depth] = (uint8_t)el;
	x->field = -1;
	if (x->depth == 1) {
		static const enum element roots[GLEIF_FORMS] = { LEI_DATA, RELATION_DATA, EXCEPTION_DATA };
		for (int f = 0; f < GLEIF_FORMS; f++) {
			x->known_root |= el == roots[f];
			x->g->form = el == roots[f] ? (enum gleif_form)f : x->g->form;
		}
		if (!x->known_root)
			stop(x, PT_INVALID, "is XML, but not LEIData, RelationshipData or ReportingExceptionData");
		return;
	}
	if (is_record(el) && x->depth == 3)
		begin_record(x);
	if (el == PERIOD)
		x->n[GLEIF_FROM] = x->n[GLEIF_UNTIL] = x->n[FIELD_PERIOD_TYPE] = 0;
	for (size_t i = 0; i < COUNT(places) && el != OTHER; i++)
		if (places[i].is == el && places[i].in == in)
			x->field = places[i].field;
	if (x->field >= 0 && x->n[x->field] > 0 && x->field != GLEIF_FROM && x->field != GLEIF_UNTIL)
		x->field = -1; /* only the first of several, such as reasons */
}

static void XMLCALL on_text(void *ctx, const XML_Char *s, int n)
{
	struct xml *x = ctx;
	x->quiet = 0;
	if (x->field < 0)
		return;
	size_t *have = &x->n[x->field];
	if ((size_t)n > GLEIF_TEXT - *have) {
		x->too_long = true;
		return;
	}
	memcpy(x->text[x->field] + *have, s, (size_t)n);
	*have += (size_t)n;
}

/* Only the period of the relationship itself counts, not accounting and filing periods. */
static void end_period(struct xml *x)
{
	static const char wanted[] = "RELATIONSHIP_PERIOD";
	if (x->n[FIELD_PERIOD_TYPE] != sizeof wanted - 1 ||
	    memcmp(x->text[FIELD_PERIOD_TYPE], wanted, sizeof wanted - 1) != 0)
		return;
	for (int i = 0; i < 2; i++) {
		x->period[i] = x->n[GLEIF_FROM + i];
		memcpy(x->dates[i], x->text[GLEIF_FROM + i], x->period[i]);
	}
}

static void end_record(struct xml *x)
{
	struct gleif_record r = { .at = x->at };
	x->in_record = false;
	if (x->too_long) {
		import_reject(x->g->job, &x->at, "a field is longer than 2000 octets");
		return;
	}
	for (int i = 0; i < GLEIF_FIELDS; i++)
		r.field[i] = str_trim((struct str){ x->text[i], x->n[i] });
	for (int i = 0; i < 2; i++)
		r.field[GLEIF_FROM + i] = (struct str){ x->dates[i], x->period[i] };
	if (!x->g->record(x->g->ctx, x->g->form, &r))
		stop(x, PT_CANCELLED, "stopped before the end");
}

static void XMLCALL on_end(void *ctx, const XML_Char *name)
{
	struct xml *x = ctx;
	enum element el = (enum element)x->open[x->depth];
	(void)name;
	x->quiet = 0;
	x->depth--;
	x->field = -1;
	if (el == PERIOD)
		end_period(x);
	else if (is_record(el) && x->in_record && x->depth == 2)
		end_record(x);
	else if (el == CONTENT_DATE && x->n[FIELD_CONTENT] >= 10 && !x->in_record)
		memcpy(x->g->content, x->text[FIELD_CONTENT], 10);
}

static void XMLCALL on_doctype(void *ctx, const XML_Char *name, const XML_Char *system,
                               const XML_Char *public, int internal)
{
	(void)name, (void)system, (void)public, (void)internal;
	stop(ctx, PT_INVALID, "has a document type declaration, which is refused");
}

static bool wrong(struct xml *x)
{
	struct pt_at at = place(x);
	enum XML_Error code = XML_GetErrorCode(x->parser);
	if (code == XML_ERROR_ABORTED)
		return false; /* stop() said why */
	return pt_fail_at(x->e, &at, code == XML_ERROR_NO_MEMORY ? PT_LIMIT : PT_INVALID,
	                  "is not well-formed XML: %s", XML_ErrorString(code));
}

static bool feed(struct xml *x)
{
	struct import_job *job = x->g->job;
	char *chunk = NEW(job->a, char, CHUNK);
	uint64_t fed = 0, told = 0;
	for (;;) {
		long n = job->source.read(&job->source, chunk, CHUNK, x->e);
		if (n < 0)
			return false;
		x->quiet += (uint64_t)n;
		if (XML_Parse(x->parser, chunk, (int)n, n == 0) != XML_STATUS_OK)
			return wrong(x);
		if (n == 0)
			return true;
		fed += (uint64_t)n;
		if (x->quiet > PENDING)
			return pt_fail(x->e, PT_LIMIT, "has a tag or a text longer than %d MB", PENDING >> 20);
		if (job->out.progress && fed - told >= 4 << 20) {
			told = fed;
			job->out.progress(job->out.ctx, job->source.total);
		}
	}
}

bool gleif_xml(struct gleif_reader *g, struct pt_err *e)
{
	struct xml *x = NEW(g->job->a, struct xml, 1);
	*x = (struct xml){ .g = g, .e = e, .field = -1 };
	x->parser = XML_ParserCreate(NULL);
	if (x->parser == NULL)
		return pt_fail(e, PT_LIMIT, "there is no memory to read it");
	XML_SetHashSalt(x->parser, (unsigned long)(str_hash(STR("gleif")) | 1));
	XML_SetUserData(x->parser, x);
	XML_SetElementHandler(x->parser, on_start, on_end);
	XML_SetCharacterDataHandler(x->parser, on_text);
	XML_SetStartDoctypeDeclHandler(x->parser, on_doctype);
	bool ok = feed(x);
	XML_ParserFree(x->parser);
	return ok;
}

bool gleif_xml_sniff(struct str head)
{
	return import_has(head, "gleif.org/data/schema/") &&
	       (import_has(head, "LEIData") || import_has(head, "RelationshipData") ||
	        import_has(head, "ReportingExceptionData"));
}
