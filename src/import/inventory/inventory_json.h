/* SPDX-License-Identifier: Apache-2.0
 *
 * inventory_json.h - what importers of inventories as JSON have in common
 */
#ifndef PT_IMPORT_INVENTORY_JSON_H
#define PT_IMPORT_INVENTORY_JSON_H

#include "base/json.h"
#include "import/inventory/mapper.h"

struct inventory_json {
	struct import_job *job;
	struct inventory v;
	struct mapping mapping;
	struct mapper m;
	struct json j;                       /* the object at hand */
	struct str cell[INVENTORY_COLUMNS];  /* what is known of it; in v.scratch or the text */
	struct pt_at at;                     /* where it begins */
	bool again;                          /* the values were read before: do not tell faults again */
	const char *list;                    /* of one object, the member that holds the values; NULL = a list,
	                                        lines, or values one after another */
};

/* Reads the mapping, if there is one. */
bool inventory_json_begin(struct inventory_json *x, struct import_job *job, const struct register_source *source,
                          struct pt_err *e) PT_MUST;
/* Each value of the stream is handed to `one`, which reads it from x->j; false = stop. A value that is not
 * what it should be is a fault. */
bool inventory_json_each(struct inventory_json *x, bool (*one)(struct inventory_json *x), struct pt_err *e) PT_MUST;
/* When all was read.  False = stop. */
bool inventory_json_end(struct inventory_json *x, struct pt_err *e) PT_MUST;
/* Hands the cells on, through the mapping.  False = stop. */
bool inventory_json_put(struct inventory_json *x) PT_MUST;
/* A string or number as text; of an object the member `value` or `name`; else, and for null, empty. */
struct str inventory_json_text(struct json *j);
/* Appends `what "text"` to the note, if there is a text. */
void inventory_json_note(struct inventory_json *x, const char *what, struct str text);
/* Function and, where the words say nothing, `other` with a note. */
void inventory_json_function(struct inventory_json *x, struct str words);

#endif
