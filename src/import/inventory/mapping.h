/* SPDX-License-Identifier: Apache-2.0
 *
 * mapping.h - how a foreign table becomes our inventory template, as a YAML file (docs/formats/mapping.md)
 *
 * A mapping is data: it says which of their columns is which of ours, and what is constant, translated,
 * rescaled or left out.  Nothing of their table is left out unless the mapping says so.  data/mappings has
 * those we know; they are built in and recognised by the header of the table.
 */
#ifndef PT_IMPORT_MAPPING_H
#define PT_IMPORT_MAPPING_H

#include "base/yaml.h"
#include "import/inventory/inventory.h"

enum mapping_dates { DATES_ISO, DATES_DAY_FIRST, DATES_MONTH_FIRST };
enum mapping_other { OTHER_KEEP, OTHER_EMPTY, OTHER_ERROR, OTHER_GUESS };

struct mapping_words {
	const char *column;
	struct yaml_list of; /* pairs: theirs, ours */
	int other;           /* enum mapping_other: what becomes of other words */
	struct yaml_place place;
};
struct mapping_unit {
	const char *column;
	double scale;
	struct yaml_place place;
};
struct mapping_source {
	const char *id, *title, *publisher, *url, *licence, *redistributable, *reliability, *certainty;
};

struct mapping {
	const char *file, *id, *title, *note, *prefix;
	struct yaml_list header;    /* texts: columns that only such a table has */
	struct yaml_list names;     /* texts: what the columns are when there is no header line */
	struct yaml_list columns;   /* pairs: ours, theirs or a text with {theirs} in it */
	struct yaml_list constants; /* pairs: ours, the value where there is no other */
	struct yaml_list words, units, optional, ignore;
	int dates;                  /* enum mapping_dates */
	bool decimal_comma, repeats, sites_apart;
	struct mapping_source source;
};

enum { MAPPING_LIMIT = 96 << 10 }; /* octets: it travels as an argument of the worker */

/* Reads and checks one; its texts are `keep`'s. */
bool mapping_read(struct arena *keep, struct str text, const char *file, struct mapping *out, struct pt_err *e)
        PT_MUST;
/* Whether a text is one. */
bool mapping_sniff(struct str text);
/* The text of a built-in one, n 0 when there is none of this name; their names, NULL behind the last. */
struct str mapping_preset(const char *name);
const char *mapping_preset_name(struct arena *a, size_t i);
/* The built-in one that is for a table with this head; false when there is none. */
bool mapping_for(struct arena *keep, struct str head, struct mapping *out);
/* Where rows come from: what the mapping says, else `otherwise`. */
const struct register_source *mapping_source_of(struct arena *a, const struct mapping *m,
                                                const struct register_source *otherwise);

#endif
