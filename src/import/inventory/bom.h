/* SPDX-License-Identifier: Apache-2.0
 *
 * bom.h - a bill of materials, whatever it was written in -> components of a product
 *
 * The formats state things in any order and refer to each other, so parts are kept until the document
 * was read: some 250 octets each; texts are views of it.
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
#include "base/map.h"
#include "import/import.h"

enum { BOM_PARTS = 1 << 23, BOM_BLOCK = 1 << 8, BOM_NONE = 0 }; /* parts are named by 1 + their index */

struct bom_part {
	struct str ref, type, group, name, release, vendor, purl, cpe, licence, hash, serial;
	uint32_t parent; /* or BOM_NONE */
	uint64_t row;
	const char *id;
};

struct bom {
	struct import_job *job;
	struct arena *a;
	struct json *j;
	struct pt_err *e;
	const char *source, *title;
	struct bom_part **block; /* BOM_BLOCK parts each, which never move */
	size_t blocks, cap, parts;
	struct map refs;
	uint32_t about; /* the part the document is about */
	struct str name, time;
	size_t counted;
	uint64_t row;
};

void bom_begin(struct bom *b, struct import_job *job, struct json *j, struct pt_err *e);
/* A new part; BOM_NONE at the limit, which is recorded. */
uint32_t bom_add(struct bom *b);
struct bom_part *bom_at(const struct bom *b, uint32_t part);
/* Makes the part known by its reference; a second part of one reference is a reported fault. */
void bom_refer(struct bom *b, uint32_t part);
uint32_t bom_find(const struct bom *b, struct str ref); /* or BOM_NONE */
/* "ALGORITHM:VALUE"; of several the first SHA-256 counts, else the first. */
void bom_hash(struct bom *b, struct bom_part *p, struct str algorithm, struct str value);
void bom_licence(struct bom *b, struct bom_part *p, struct str licence);
/* Hands on all rows. False = stop, recorded. */
bool bom_emit(struct bom *b) PT_MUST;

#endif
