/* SPDX-License-Identifier: Apache-2.0
 *
 * make_zip.h - workbooks in memory, for tests: a zip of stored members
 */
#ifndef PT_FUZZ_MAKE_ZIP_H
#define PT_FUZZ_MAKE_ZIP_H

#include <string.h>
#include <zlib.h>

#include "base/str.h"

struct zip_part {
	const char *name;
	struct str text;
};

static inline void zip_number(struct buf *b, uint64_t v, unsigned octets)
{
	for (unsigned i = 0; i < octets; i++, v >>= 8)
		buf_char(b, (char)(uint8_t)v);
}

static inline void zip_header(struct buf *b, const struct zip_part *p, bool central, uint64_t offset)
{
	zip_number(b, central ? 0x02014b50 : 0x04034b50, 4);
	zip_number(b, 20, central ? 4 : 2); /* versions */
	zip_number(b, 0, 8);                /* flags, method, time */
	zip_number(b, crc32(crc32(0, NULL, 0), (const Bytef *)p->text.p, (uInt)p->text.n), 4);
	zip_number(b, p->text.n, 4);
	zip_number(b, p->text.n, 4);
	zip_number(b, strlen(p->name), 2);
	zip_number(b, 0, central ? 12 : 2);
	if (central)
		zip_number(b, offset, 4);
	buf_str(b, p->name);
}

/* Parts without text are left out. */
static inline struct str make_zip(struct arena *a, const struct zip_part *part, size_t n)
{
	struct buf b = buf_in(a), directory = buf_in(a);
	uint64_t members = 0;
	for (size_t i = 0; i < n; i++) {
		if (part[i].text.n == 0)
			continue;
		zip_header(&directory, &part[i], true, b.n);
		zip_header(&b, &part[i], false, 0);
		buf_add(&b, part[i].text.p, part[i].text.n);
		members++;
	}
	uint64_t at = b.n;
	buf_add(&b, directory.p, directory.n);
	zip_number(&b, 0x06054b50, 4);
	zip_number(&b, 0, 4);
	zip_number(&b, members, 2);
	zip_number(&b, members, 2);
	zip_number(&b, directory.n, 4);
	zip_number(&b, at, 4);
	zip_number(&b, 0, 2);
	return (struct str){ b.p, b.n };
}

/* A workbook of one or two sheets; `book` empty = the usual one. */
static inline struct str make_workbook(struct arena *a, struct str sheet, struct str texts, struct str styles,
                                       struct str book)
{
	static const char usual[] = "<workbook xmlns:r='r'><sheets><sheet name='Sites' sheetId='1' r:id='r1'/>"
	                            "<sheet name='Notes' sheetId='2' r:id='r4'/></sheets></workbook>";
	static const char relations[] =
		"<Relationships><Relationship Id='r1' Type='t/worksheet' Target='worksheets/sheet1.xml'/>"
		"<Relationship Id='r2' Type='t/sharedStrings' Target='sharedStrings.xml'/>"
		"<Relationship Id='r3' Type='t/styles' Target='/xl/styles.xml'/>"
		"<Relationship Id='r4' Type='t/worksheet' Target='worksheets/sheet2.xml'/></Relationships>";
	const struct zip_part part[] = {
		{ "xl/workbook.xml", book.n ? book : str_of(usual) },
		{ "xl/_rels/workbook.xml.rels", str_of(relations) },
		{ "xl/sharedStrings.xml", texts },
		{ "xl/styles.xml", styles },
		{ "xl/worksheets/sheet1.xml", sheet },
	};
	return make_zip(a, part, COUNT(part));
}

#endif
