/* SPDX-License-Identifier: Apache-2.0
 *
 * cm.h - managed objects of a configuration dump -> sites, elements, and what needs what
 *
 * The dialects (bulkcm, gexport, raml, nrm) read objects and hand them on one by one in any order; what
 * an object is part of is told by its distinguished name.  Kept are boxes and functions, some 300 octets
 * each, and ends of interfaces, some 60; cells are counted and everything else is passed over, so memory
 * grows with the network and not with the file.  Rows are handed on when the file was read to its end.
 *
 *	C1  A function is an element.  A box is one only when it has no functions.
 *	C2  A function has the vendor, version ... of its box unless it states its own.
 *	C3  An object right within one of the same function, or a cell right within a cell, is the same
 *	    thing once more (an extension by its maker): it adds what was not stated.
 *	C4  A need is handed on when both its ends are in the file: by name (far end), by the address of
 *	    the far end when exactly one function of the right kind has it, by the number of the base
 *	    station when exactly one central unit has it, by containment (a station in its controller).
 *	    Ends of interfaces that give no need are counted as skipped.
 *	C5  Objects of classes that mean nothing here are counted by class, up to CM_UNMAPPED classes, and told
 *	    once, as a warning.
 */
#ifndef PT_IMPORT_INVENTORY_CM_H
#define PT_IMPORT_INVENTORY_CM_H

#include "base/map.h"
#include "import/import.h"
#include "import/inventory/classes.h"
#include "import/seen.h"

enum { CM_TEXT = 1000, CM_ELEMENTS = 1 << 22, CM_ENDS = 1 << 22, CM_UNMAPPED = 4096 };

struct cm_object {
	struct str dn;                     /* A=1,B=2 or A-1/B-2 */
	const struct network_class *class; /* never NULL */
	struct str value[CLASS_FIELDS];
	const char *vendor_note;           /* how the vendor is known when it is not stated; NULL = it is */
	const char *product;               /* may be NULL */
	struct pt_at at;
};

struct cm_element {
	const char *id;
	const struct network_class *class; /* NULL until stated */
	struct cm_element *box, *around;   /* nearest box, nearest function around it */
	const char *value[FIELD_HARDWARE + 1]; /* by field up to there, NULL = not stated */
	const char *vendor_note, *product, *node;
	double lat, lon; /* NAN = not known */
	uint64_t row;
	uint32_t cells, functions;
	const struct network_class *cell; /* of the first cell */
	bool mixed;                       /* others are of another generation */
};

struct cm_end {
	struct cm_element *at;
	const char *interface, *far; /* far: a name, or NULL */
	uint64_t local, remote;      /* hashes of addresses, 0 = none */
};

struct cm_unmapped {
	const char *class;
	uint64_t n, row; /* row of the first */
};

struct cm {
	struct import_job *job;
	const char *source, *title; /* of the T_SOURCE row */
	char name_sep, rdn_sep;     /* '=' ',' or '-' '/' */
	bool rootless;              /* names do not begin with the network: a place is its own name */
	const char *maker, *maker_note; /* of what states no vendor, derived; "" or NULL = not known */
	char date[11];              /* of the dump, may be "" */
	struct arena *a;
	struct map known;           /* distinguished name -> element */
	struct map texts;           /* texts that occur often are kept once */
	struct cm_element **element;
	const char **text;
	size_t elements, cap, text_n, text_cap;
	struct cm_end *end;
	size_t ends, end_cap;
	struct cm_element *last;    /* whose cell was counted last */
	struct map unmapped;        /* class -> place in unmapped_class */
	struct cm_unmapped *unmapped_class;
	size_t unmapped_classes, unmapped_cap;
	uint64_t unmapped_n;
	struct pt_err *e;
};

void cm_begin(struct cm *c, struct import_job *job, const char *source, const char *title, struct pt_err *e);
/* False = the limit of elements is reached, recorded. */
bool cm_take(struct cm *c, const struct cm_object *o) PT_MUST;
/* n more cells for the element of this name. */
void cm_cells(struct cm *c, struct str dn, uint64_t n);
/* n objects of a class that classes_find does not know, the first in this row. */
void cm_unmapped(struct cm *c, struct str class, uint64_t n, uint64_t row);
void cm_unmapped_tell(struct cm *c); /* cm_emit does it */
/* The day of an ISO time as date of the rows; anything else is ignored. */
void cm_dated(struct cm *c, struct str time);
/* Hands on all rows. False = stop, recorded. */
bool cm_emit(struct cm *c) PT_MUST;

/* Of a distinguished name: its last part's class and what is in front of it ("" = nothing). */
struct str cm_class_of(const struct cm *c, struct str dn);
struct str cm_parent_of(const struct cm *c, struct str dn);
/* A name of at most 200 octets for a longer one: a check sum and its end. */
struct str cm_short_id(struct arena *a, struct str id);

#endif
