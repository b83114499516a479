/* SPDX-License-Identifier: Apache-2.0
 *
 * bom.h - a bill of materials, whatever it was written in -> components of a product
 *
 * A bill may be larger than memory, so it is read as a stream, more than once: rows are handed on when it
 * was read to its end.  One value of its list of parts at a time is in memory (a batch: with the parts that
 * are within it), at most BOM_VALUE octets.  Kept of all parts are hashes of reference and id (seen.h), 40 to 80
 * octets a part; texts only where a later part needs them.
 *
 *	B1  All parts are inside the one the document is about; without one, inside what the document or
 *	    the file is called.  That one is no component; when it is a device it is an element.
 *	B2  A part is called by its package URL, else GROUP/NAME@RELEASE, else its reference, never by a
 *	    reference alone when there is more: those are drawn anew for each document.  What is there
 *	    more than once is numbered from the second on: NAME#2.
 *	B3  Nesting gives parents.  What depends on what is not kept.
 */
#ifndef PT_IMPORT_INVENTORY_BOM_H
#define PT_IMPORT_INVENTORY_BOM_H

#include "base/json.h"
#include "base/jsons.h"
#include "import/import.h"
#include "import/seen.h"

enum { BOM_NONE = 0, BOM_VALUE = IMPORT_DOCUMENT_LIMIT }; /* parts of a batch are named by 1 + their index */

struct bom_part {
	struct str ref, type, group, name, release, vendor, purl, cpe, licence, hash, serial;
	uint32_t parent; /* or BOM_NONE */
	uint64_t row;
	const char *id, *inside_of; /* inside_of: id of a parent that is in another batch, or NULL */
};

struct bom {
	struct import_job *job;
	struct pt_err *e;
	const char *source, *title;
	struct jsons s;              /* the document */
	struct arena whole, scratch; /* for what lasts a batch; whole is scratch as it was */
	struct json j;               /* the value at hand */
	struct pt_err own;
	struct jsons_value at;
	size_t counted;              /* rows of its text are counted up to here */
	uint64_t row;
	struct bom_part *part;       /* of the batch */
	size_t parts, cap;
	uint32_t about;              /* the part the document is about, in this batch, or BOM_NONE */
	struct seen refs, names;
	const char *name, *inside;
	char date[11];
};

bool bom_begin(struct bom *b, struct import_job *job, struct pt_err *e) PT_MUST;
/* The document from its beginning, with a reader at its outermost object. */
bool bom_rewind(struct bom *b) PT_MUST;
/* The next value of the stream becomes a batch: b->j reads it. */
bool bom_open(struct bom *b) PT_MUST;
/* The same with a text that was kept. */
bool bom_open_text(struct bom *b, const struct jsons_value *v) PT_MUST;
/* After it was read: false when it is not JSON, which is recorded. */
bool bom_close(struct bom *b) PT_MUST;

/* A new part, and a part by its name, until the next bom_add. */
uint32_t bom_add(struct bom *b);
struct bom_part *bom_at(const struct bom *b, uint32_t part);
/* Makes the part known by its reference; a second part of one reference is a reported fault. */
void bom_refer(struct bom *b, const struct bom_part *p, uint64_t number);
/* "ALGORITHM:VALUE"; of several the first SHA-256 counts, else the first. */
void bom_hash(struct bom *b, struct bom_part *p, struct str algorithm, struct str value);
void bom_licence(struct bom *b, struct bom_part *p, struct str licence);
void bom_called(struct bom *b, struct str name); /* the document */
void bom_dated(struct bom *b, struct str time);

/* Gives the parts of the batch their ids. */
void bom_name(struct bom *b);
/* Hands on the source, and the device when the batch has the part the document is about.  Once, before
 * any part.  False = stop, recorded. */
bool bom_head(struct bom *b) PT_MUST;
/* Hands on the parts of the batch.  False = stop, recorded. */
bool bom_put(struct bom *b) PT_MUST;
void bom_progress(struct bom *b, uint64_t *told);

#endif
