/* SPDX-License-Identifier: Apache-2.0
 *
 * inventory.h - what the importers of inventories have in common: one row about one element at a site
 *
 * Every format is first brought into the columns of our own template (inventory_columns.c), then
 * inventory_put makes rows of the tables site, element and need of it, so rules hold for all formats alike:
 *
 *	N1  A row is about an element at a site; without `function` and what belongs to elements it is
 *	    about the site alone, without `site_id` about an element that stands nowhere.
 *	N2  A site is handed on once, as its first row has it.  A later row may leave its columns empty or
 *	    repeat them; one that says otherwise is a fault, its element is kept.  The operator may
 *	    differ: it is the element's too.
 *	N3  An element that nobody named has the id site/function/technology: the same file gives the
 *	    same ids again.  A second row with the same id is a fault, or is counted when repeats are
 *	    what the source has (`repeats`).
 *	N4  A cell that does not hold takes its whole row with it.
 *	N5  A row that names no source has the one given to inventory_begin; no basis is "stated".
 *	N6  Rows of two operators with one id of a site or element are counted and told once, with the remedy:
 *	    only their owner knows whether they share it.
 *
 * What is kept per site and element does not depend on their texts: some 60 octets a site, 16 to 48 an
 * element (64 bits of a keyed hash: see seen.h).
 */
#ifndef PT_IMPORT_INVENTORY_H
#define PT_IMPORT_INVENTORY_H

#include "import/register.h"
#include "import/seen.h"

enum inventory_column {
	I_SITE_ID, I_OPERATOR, I_SITE_NAME, I_COUNTRY, I_REGION, I_AREA, I_CLUSTER, I_LAT, I_LON,
	I_SUBSCRIBERS, I_TRAFFIC, I_LOAD_BASIS, I_SENSITIVE, I_OWNER, /* to here: of the site */
	I_ELEMENT, I_FUNCTION, I_TECHNOLOGY, I_VENDOR, I_PRODUCT, I_HARDWARE, I_SOFTWARE, I_SERIAL,
	I_MADE_IN, I_CELLS, I_MANAGED_BY, I_INSTALLED, I_SUPPORT_END, I_BOOK_VALUE, I_CURRENCY, I_STATUS,
	I_DEPENDS_ON, I_VENDOR_BASIS, I_VENDOR_SOURCE, /* to here: of the element */
	I_BASIS, I_SOURCE, I_DATE, I_NOTE, INVENTORY_COLUMNS
};
enum { INVENTORY_SITE_SAID = I_OWNER - I_OPERATOR + 1, INVENTORY_NEEDS = 1000 };

enum inventory_form { INVENTORY_TEXT, INVENTORY_NUMBER, INVENTORY_DATE };

struct inventory_column_def {
	const char *name, *site, *element; /* ours; the columns of the tables it goes to, or NULL */
	enum inventory_form form;
	const char *example, *what;
};
extern const struct inventory_column_def inventory_column[INVENTORY_COLUMNS];
int inventory_column_of(struct str name); /* or -1 */
/* The template, row by row: the names, then rows that show what may stand under them. */
bool inventory_template_row(size_t i, const char *cell[INVENTORY_COLUMNS]);
/* Appends it as CSV. */
void inventory_template(struct buf *out);

/* Where a cell is, for messages; column -1 is the row. */
struct inventory_at {
	struct pt_at (*of)(const void *ctx, int column);
	const void *ctx;
};

struct inventory {
	struct import_job *job;
	const struct register_source *source;
	const char *prefix; /* put before every id, may be "" */
	bool repeats;       /* a second row with the same id is no fault */
	bool sites_apart;   /* what elements stand at is told elsewhere: a row that says nothing but the id of
	                       its site does not hand it on */
	bool used_source;
	uint64_t shared;    /* rows whose site or element had another operator before; the first of them */
	struct pt_at shared_at;
	char shared_text[300];
	struct arena scratch;
	struct seen element, site, need; /* of `site` the row is an index + 1 */
	struct inventory_said {
		uint32_t row;
		uint16_t cell[INVENTORY_SITE_SAID]; /* hashes; 0 = empty */
	} *said;
	size_t said_n, said_cap;
	struct record record[3];            /* site, element, need: which fields are set is always the same */
	int back[3][RECORD_COLUMNS];        /* column of a table -> ours, or -1 */
	int to[2][INVENTORY_COLUMNS];       /* ours -> column of site, element, or -1 */
};

/* Takes a part of job->a for what lasts a row; inventory_end gives it back. */
void inventory_begin(struct inventory *v, struct import_job *job, const struct register_source *source);
/* Cells are trimmed; views that last until it returns.  False = stop. */
bool inventory_put(struct inventory *v, const struct str cell[INVENTORY_COLUMNS], const struct inventory_at *at)
        PT_MUST;
/* What formats with relations of their own say: a needs b, a is inside b, or they are linked: then each
 * needs one of those it is linked with.  Said twice it is one row.  False = stop. */
enum inventory_relation { INVENTORY_DEPENDS, INVENTORY_INSIDE, INVENTORY_LINK };
bool inventory_relate(struct inventory *v, enum inventory_relation how, struct str a, struct str b,
                      const struct pt_at *at) PT_MUST;
/* Hands on the source if a row had it, and tells of N6.  False = stop. */
bool inventory_end(struct inventory *v) PT_MUST;

/* "LTE, NR" -> "4G 5G" in the arena; NULL when a word is none of ours. */
const char *inventory_technology(struct arena *a, struct str words);
/* A function by the words people use for it ("gNodeB", "Edge Router"), or "" (inventory_words.c). */
const char *inventory_function(struct str words);

/* What `depends_on` says: names behind semicolons; "a|b" is one of them, "2 of a|b|c" two of them. */
struct inventory_need {
	struct str needs, choice; /* choice empty: needed by itself */
	const char *least;        /* "" without choice */
};
struct inventory_needs {
	struct inventory_need *v;
	size_t n, cap;
};
/* NULL, or what is wrong with it. */
const char *inventory_needs(struct arena *a, struct str text, const char *prefix, struct inventory_needs *out);

#endif
