/* SPDX-License-Identifier: Apache-2.0
 *
 * xlsx_xml.c - one part of a workbook through expat
 *
 * As in gleif_xml.c: a document type declaration is refused, so there are no entities to expand; nesting
 * is limited, and so is what expat would have to hold to see the end of one tag.
 */
#include <expat.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "import/archive.h"
#include "import/inventory/xlsx.h"

enum { DEPTH = 64, CHUNK = 1 << 16, PENDING = 4 << 20 };

static const char *local(const char *name)
{
	const char *colon = strchr(name, ':');
	return colon ? colon + 1 : name;
}

void xlsx_stop(struct xlsx_part *p, enum pt_code code, const char *fmt, ...)
{
	struct pt_at at = { .row = XML_GetCurrentLineNumber(p->parser),
		            .column = XML_GetCurrentColumnNumber(p->parser) + 1 };
	char text[512];
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	pt_fail_at(p->e, &at, code, "%s", text);
	XML_StopParser(p->parser, XML_FALSE);
}

struct str xlsx_attribute(const char **attributes, const char *name)
{
	for (; attributes[0] != NULL; attributes += 2)
		if (strcmp(local(attributes[0]), name) == 0)
			return str_of(attributes[1]);
	return STR("");
}

static void XMLCALL on_start(void *ctx, const XML_Char *name, const XML_Char **attributes)
{
	struct xlsx_part *p = ctx;
	p->quiet = 0;
	if (p->depth++ == DEPTH)
		xlsx_stop(p, PT_LIMIT, "is nested too deeply");
	else if (p->start)
		p->start(p, local(name), attributes);
}

static void XMLCALL on_end(void *ctx, const XML_Char *name)
{
	struct xlsx_part *p = ctx;
	p->quiet = 0;
	p->depth--;
	if (p->end)
		p->end(p, local(name));
}

static void XMLCALL on_text(void *ctx, const XML_Char *s, int n)
{
	struct xlsx_part *p = ctx;
	p->quiet = 0;
	if (p->text)
		p->text(p, (struct str){ s, (size_t)n });
}

static void XMLCALL on_doctype(void *ctx, const XML_Char *name, const XML_Char *system, const XML_Char *public,
                               int internal)
{
	(void)name, (void)system, (void)public, (void)internal;
	xlsx_stop(ctx, PT_INVALID, "has a document type declaration, which is refused");
}

static bool wrong(struct xlsx_part *p)
{
	struct pt_at at = { .row = XML_GetCurrentLineNumber(p->parser),
		            .column = XML_GetCurrentColumnNumber(p->parser) + 1 };
	enum XML_Error code = XML_GetErrorCode(p->parser);
	return code != XML_ERROR_ABORTED && /* else xlsx_stop said why */
	       pt_fail_at(p->e, &at, code == XML_ERROR_NO_MEMORY ? PT_LIMIT : PT_INVALID,
	                  "is not well-formed XML: %s", XML_ErrorString(code));
}

static bool feed(struct xlsx_part *p, char *chunk, struct stream *s)
{
	uint64_t fed = 0, told = 0;
	for (;;) {
		long n = s->read(s, chunk, CHUNK, p->e);
		if (n < 0)
			return false;
		p->quiet += (uint64_t)n;
		if (XML_Parse(p->parser, chunk, (int)n, n == 0) != XML_STATUS_OK)
			return wrong(p);
		if (n == 0)
			return true;
		fed += (uint64_t)n;
		if (p->quiet > PENDING)
			return pt_fail(p->e, PT_LIMIT, "has a tag or a text longer than %d MB", PENDING >> 20);
		if (p->job && p->job->out.progress && fed - told >= 16 << 20) {
			told = fed;
			p->job->out.progress(p->job->out.ctx, s->total);
		}
	}
}

bool xlsx_read(struct import_job *job, const char *name, struct xlsx_part *p, bool *there, struct pt_err *e)
{
	struct stream s;
	struct pt_err own = { 0 };
	bool ok = zip_member(job->archive, name, XLSX_PART, &s, &own);
	*there = ok && s.read != NULL;
	p->e = &own;
	if (*there) {
		p->parser = XML_ParserCreate(NULL);
		if (p->parser == NULL)
			return pt_fail(e, PT_LIMIT, "there is no memory to read it");
		XML_SetHashSalt(p->parser, (unsigned long)(str_hash(STR("xlsx")) | 1));
		XML_SetUserData(p->parser, p);
		XML_SetElementHandler(p->parser, on_start, on_end);
		XML_SetCharacterDataHandler(p->parser, on_text);
		XML_SetStartDoctypeDeclHandler(p->parser, on_doctype);
		ok = feed(p, NEW(job->a, char, CHUNK), &s);
		XML_ParserFree(p->parser);
	}
	return ok || pt_fail_at(e, own.code == PT_CANCELLED ? NULL : &own.at, own.code, "%.200s: %s", name, own.text);
}
