/* SPDX-License-Identifier: Apache-2.0
 *
 * xlsx.h - a workbook (Office Open XML, ECMA-376) as far as a table of texts needs it
 *
 * A workbook is a zip of XML parts.  xlsx_xml.c reads one part, xlsx_parts.c what a sheet refers to
 * (which sheets, shared texts, which styles are dates), xlsx.c the rows of one sheet.  Every part is streamed;
 * kept are the shared texts, up to XLSX_TEXTS octets.  No part may unpack to more than XLSX_PART.
 */
#ifndef PT_IMPORT_XLSX_H
#define PT_IMPORT_XLSX_H

#include "import/import.h"

#define XLSX_PART (UINT64_C(2) << 30)
#define XLSX_TEXTS ((size_t)256 << 20)
enum { XLSX_COLUMNS = 4096, XLSX_STYLES = 1 << 16, XLSX_SHEETS = 1024, XLSX_CELL = 1 << 15 };

/* Reads one part.  Names come without their prefix, attributes as expat has them. */
struct xlsx_part {
	void (*start)(struct xlsx_part *p, const char *name, const char **attributes);
	void (*end)(struct xlsx_part *p, const char *name);
	void (*text)(struct xlsx_part *p, struct str s);
	void *ctx;
	void *parser;      /* expat's */
	uint64_t quiet;    /* octets given to it since it last told anything */
	unsigned depth;
	struct pt_err *e;
	struct import_job *job; /* for progress; may be NULL */
};
/* False when the part is malformed, too large or a handler said stop; *there tells whether it is there. */
bool xlsx_read(struct import_job *job, const char *name, struct xlsx_part *p, bool *there, struct pt_err *e) PT_MUST;
/* For handlers: ends reading. */
void xlsx_stop(struct xlsx_part *p, enum pt_code code, const char *fmt, ...) PT_PRINTF(3, 4);
/* The value of an attribute, or "". */
struct str xlsx_attribute(const char **attributes, const char *name);

struct xlsx_book {
	struct import_job *job;
	struct arena *a;
	bool from_1904;
	const char *sheet; /* part of the sheet that is wanted */
	const char *texts_part, *styles_part;
	struct str *text;  /* shared texts */
	size_t texts, text_cap, octets;
	bool *date;        /* by style */
	size_t styles;
};

/* Reads all but the sheet.  `sheet` names it, NULL = the first. */
bool xlsx_open(struct xlsx_book *b, struct import_job *job, const char *sheet, struct pt_err *e) PT_MUST;
/* A day number of the workbook as "2021-03-04", or NULL when it is none. */
const char *xlsx_date(const struct xlsx_book *b, struct arena *a, double day);
/* Whether a format of the user's own shows a day. */
bool xlsx_is_date(struct str format);

/* Appends the inventory template as a workbook: the form, and a sheet that explains its columns. */
void xlsx_template(struct buf *out);

#endif
