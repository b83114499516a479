/* SPDX-License-Identifier: Apache-2.0
 *
 * xml.h - XML 1.0 as machines write it: a pull reader over a stream, in bounded memory
 *
 * For dumps of gigabytes, where a general parser is what takes the time.  Tags, attributes and text are
 * handed out one after the other as views into one window; nothing of the document is kept but the names
 * of the open elements.  It is strict where a difference could change what is read: tags match, one root,
 * attributes once, names and characters legal, UTF-8 (ISO-8859-1 is converted when declared), only the
 * five named entities and numeric ones.  A document type declaration is refused, so there is nothing to
 * expand and nothing to fetch; other entities, XML_DEPTH levels and tags or texts over XML_TOKEN octets
 * as well.  Not checked: what is in comments and processing instructions, which are passed over, and
 * namespaces: names are compared without their prefix, which publishers choose as they like.
 *
 * The reader is sticky: after a failure every call says XML_NONE, and the error has row and column.
 */
#ifndef PT_BASE_XML_H
#define PT_BASE_XML_H

#include "base/err.h"
#include "base/file.h"
#include "base/str.h"

enum { XML_DEPTH = 64, XML_TOKEN = 1 << 19, XML_NAME = 1000, XML_ATTRIBUTES = 128 };

enum xml_event {
	XML_NONE, /* end of the document, or after a failure */
	XML_START,
	XML_END,
	XML_TEXT, /* never only white space; without white space at either end */
};

struct xml_attribute {
	struct str name, value; /* the name with its prefix */
};

struct xml {
	struct stream source;
	struct pt_err *e;          /* never NULL */
	char *p, *raw, *decoded;   /* window; octets to convert; what had entities */
	size_t pos, end, decoded_n;
	size_t event;              /* where the last event begins */
	size_t counted;            /* up to here rows and columns are counted */
	uint64_t row, column;      /* of `counted` */
	bool eof, latin, rooted, closing, leave, failed;
	struct str name;           /* START and END: the local name.  Views last until the next call */
	struct str text;
	struct xml_attribute attribute[XML_ATTRIBUTES];
	size_t attributes;
	unsigned depth;            /* open elements; at START and END it counts the element itself */
	uint32_t open[XML_DEPTH + 1]; /* where in names its name begins */
	char names[XML_DEPTH * (XML_NAME + 1)];
};

/* Reads the beginning.  About 1.5 MB of the arena. */
bool xml_open(struct xml *x, struct arena *a, struct stream s, struct pt_err *e) PT_MUST;
enum xml_event xml_next(struct xml *x);
/* After XML_START: everything up to the end of that element, its XML_END included. */
void xml_skip(struct xml *x);
/* After XML_START: the text right within the element up to its end, at most n octets of it in `to`; the
 * length, or more than n when it is longer.  Elements within are skipped. */
size_t xml_text(struct xml *x, char *to, size_t n);
/* The value of an attribute of the element just begun, by its name with prefix; p is NULL without. */
struct str xml_attribute(const struct xml *x, const char *name);
/* Where the last event began. */
struct pt_at xml_at(struct xml *x);
/* A failure of meaning there. Always false. */
bool xml_fail(struct xml *x, enum pt_code code, const char *fmt, ...) PT_PRINTF(3, 4);

#endif
