/* SPDX-License-Identifier: Apache-2.0
 *
 * xml_inside.h - what the files of base/xml share
 *
 * xml_window.c brings octets into the window and knows where they are, xml_chars.c knows what characters and
 * entities are, xml.c makes tags and texts of them.
 */
#ifndef PT_BASE_XML_INSIDE_H
#define PT_BASE_XML_INSIDE_H

#include "base/xml.h"

/* What an octet may be; XML_IN_TEXT, XML_IN_VALUE: it needs no look there. */
enum { XML_WHITE = 1, XML_NAME_BEGIN = 2, XML_IN_NAME = 4, XML_IN_TEXT = 8, XML_IN_VALUE = 16 };
extern const uint8_t xml_kind[256];

static inline bool xml_is(char c, unsigned what)
{
	return (xml_kind[(unsigned char)c] & what) != 0;
}

#define XML_TOO_LONG "has a tag or a text longer than 512 kB"

/* Failures at an octet of the window.  Always false. */
bool xml_stop(struct xml *x, size_t pos, enum pt_code code, const char *text);
bool xml_malformed(struct xml *x, size_t pos, const char *text);

/* Reads on; what lies before x->pos is given up.  False after a failure. */
bool xml_refill(struct xml *x) PT_MUST;
/* At least n octets from x->pos on, or the end of the input.  False after a failure. */
bool xml_have(struct xml *x, size_t n) PT_MUST;
bool xml_begins(const struct xml *x, const char *words);

/* The text from..to with its entities replaced, which never makes it longer. */
bool xml_decode(struct xml *x, size_t from, size_t to, struct str *out) PT_MUST;

#endif
