/* SPDX-License-Identifier: Apache-2.0
 *
 * xlsx_template.c - the inventory template as a workbook
 *
 * A zip of stored parts without times, so that it is the same octets every time.
 */
#include <string.h>
#include <zlib.h>

#include "import/inventory/inventory.h"
#include "import/inventory/xlsx.h"

#define XML "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
#define PACKAGE "http://schemas.openxmlformats.org/package/2006/"
#define OFFICE "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define MAIN "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define TYPE "application/vnd.openxmlformats-officedocument.spreadsheetml."

static const struct {
	const char *name, *text;
} fixed[] = {
	{ "[Content_Types].xml",
	  XML "<Types xmlns=\"" PACKAGE "content-types\"><Default Extension=\"rels\" "
	      "ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
	      "<Override PartName=\"/xl/workbook.xml\" ContentType=\"" TYPE "sheet.main+xml\"/>"
	      "<Override PartName=\"/xl/worksheets/sheet1.xml\" ContentType=\"" TYPE "worksheet+xml\"/>"
	      "<Override PartName=\"/xl/worksheets/sheet2.xml\" ContentType=\"" TYPE "worksheet+xml\"/></Types>" },
	{ "_rels/.rels",
	  XML "<Relationships xmlns=\"" PACKAGE "relationships\"><Relationship Id=\"rId1\" Type=\"" OFFICE
	      "/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>" },
	{ "xl/workbook.xml",
	  XML "<workbook xmlns=\"" MAIN "\" xmlns:r=\"" OFFICE "\"><sheets><sheet name=\"Inventory\" sheetId=\"1\" "
	      "r:id=\"rId1\"/><sheet name=\"Columns\" sheetId=\"2\" r:id=\"rId2\"/></sheets></workbook>" },
	{ "xl/_rels/workbook.xml.rels",
	  XML "<Relationships xmlns=\"" PACKAGE "relationships\"><Relationship Id=\"rId1\" Type=\"" OFFICE
	      "/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"rId2\" Type=\"" OFFICE
	      "/worksheet\" Target=\"worksheets/sheet2.xml\"/></Relationships>" },
};

struct writer {
	struct buf *out, directory;
	unsigned parts;
	size_t begin; /* of the zip in `out` */
};

static void number(struct buf *b, uint64_t v, unsigned octets)
{
	for (unsigned i = 0; i < octets; i++, v >>= 8)
		buf_char(b, (char)(uint8_t)v);
}

static void header(struct buf *b, bool central, const char *name, struct str text, uint64_t offset)
{
	number(b, central ? 0x02014b50 : 0x04034b50, 4);
	number(b, central ? 20 | 20 << 16 : 20, central ? 4 : 2); /* versions */
	number(b, 0, 6);                                         /* flags, method, time */
	number(b, 0x21, 2);                                      /* 1980-01-01 */
	number(b, crc32(crc32(0, NULL, 0), (const Bytef *)text.p, (uInt)text.n), 4);
	number(b, text.n, 4);
	number(b, text.n, 4);
	number(b, strlen(name), 2);
	number(b, 0, central ? 12 : 2);
	if (central)
		number(b, offset, 4);
	buf_str(b, name);
}

static void part(struct writer *w, const char *name, struct str text)
{
	header(&w->directory, true, name, text, w->out->n - w->begin);
	header(w->out, false, name, text, 0);
	buf_add(w->out, text.p, text.n);
	w->parts++;
}

static void finish(struct writer *w)
{
	uint64_t at = w->out->n - w->begin;
	buf_add(w->out, w->directory.p, w->directory.n);
	number(w->out, 0x06054b50, 4);
	number(w->out, 0, 4);
	number(w->out, w->parts, 2);
	number(w->out, w->parts, 2);
	number(w->out, w->directory.n, 4);
	number(w->out, at, 4);
	number(w->out, 0, 2);
}

/* A number as a number, all else as text; backquotes are for the page. */
static void cell(struct buf *b, const char *text, bool is_number)
{
	if (is_number) {
		buf_fmt(b, "<c><v>%s</v></c>", text);
		return;
	}
	buf_str(b, "<c t=\"inlineStr\"><is><t>");
	for (; *text; text++) {
		if (*text == '&' || *text == '<')
			buf_str(b, *text == '&' ? "&amp;" : "&lt;");
		else if (*text != '`')
			buf_char(b, *text);
	}
	buf_str(b, "</t></is></c>");
}

static struct str form(struct arena *a)
{
	const char *text[INVENTORY_COLUMNS];
	struct buf b = buf_in(a);
	double v;
	buf_str(&b, XML "<worksheet xmlns=\"" MAIN "\"><sheetData>");
	for (size_t i = 0; inventory_template_row(i, text); i++) {
		buf_str(&b, "<row>");
		for (int k = 0; k < INVENTORY_COLUMNS; k++)
			cell(&b, text[k],
			     inventory_column[k].form == INVENTORY_NUMBER && str_double(str_of(text[k]), &v));
		buf_str(&b, "</row>");
	}
	buf_str(&b, "</sheetData></worksheet>");
	return (struct str){ b.p, b.n };
}

static struct str explanation(struct arena *a)
{
	struct buf b = buf_in(a);
	buf_str(&b, XML "<worksheet xmlns=\"" MAIN "\"><sheetData>");
	for (int k = 0; k < INVENTORY_COLUMNS; k++) {
		buf_str(&b, "<row>");
		cell(&b, inventory_column[k].name, false);
		cell(&b, inventory_column[k].what, false);
		buf_str(&b, "</row>");
	}
	buf_str(&b, "</sheetData></worksheet>");
	return (struct str){ b.p, b.n };
}

void xlsx_template(struct buf *out)
{
	struct writer w = { .out = out, .directory = buf_in(out->a), .begin = out->n };
	for (size_t i = 0; i < COUNT(fixed); i++)
		part(&w, fixed[i].name, str_of(fixed[i].text));
	part(&w, "xl/worksheets/sheet1.xml", form(out->a));
	part(&w, "xl/worksheets/sheet2.xml", explanation(out->a));
	finish(&w);
}
