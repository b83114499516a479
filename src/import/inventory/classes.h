/* SPDX-License-Identifier: Apache-2.0
 *
 * classes.h - what the object classes and attributes of network resource models mean here
 *
 * One table for the standards (3GPP TS 28.541, 28.622, 28.652, 28.658, 28.708 and what came before) and
 * for what makers' systems write; pure.  Names are compared without regard to case, without "vsData" in
 * front and without a name space.
 */
#ifndef PT_IMPORT_INVENTORY_CLASSES_H
#define PT_IMPORT_INVENTORY_CLASSES_H

#include "base/str.h"

enum class_kind {
	CLASS_MANAGED,  /* a box: its functions are elements, or it is one when it has none */
	CLASS_FUNCTION, /* an element */
	CLASS_CELL,     /* counted in the function around it */
	CLASS_ENDPOINT, /* one end of an interface of the function around it */
	CLASS_LINK,     /* names a function that needs the one around it */
};

struct network_class {
	const char *name;
	enum class_kind kind;
	const char *is;   /* function: its id; end point and link: the interface */
	const char *technology;
};

/* What a function needs at the other end of an interface; several other ends stand in for each other. */
struct network_interface {
	const char *name, *who, *needs; /* lists of function ids between spaces */
};

enum class_field {
	FIELD_VENDOR, FIELD_VERSION, FIELD_LABEL, FIELD_LOCATION, FIELD_TYPE, FIELD_MANAGER, FIELD_STATE,
	FIELD_SERIAL, FIELD_HARDWARE, FIELD_LAT, FIELD_LON, FIELD_NODE, FIELD_NODE_LENGTH, FIELD_LOCAL,
	FIELD_REMOTE, FIELD_FAR, FIELD_PREFIX, CLASS_FIELDS
};

/* NULL, or -1, when it is none we know. */
const struct network_class *classes_find(struct str name);
int classes_field(struct str attribute);
/* Whether objects of this class only stand around others, which their names tell. */
bool classes_around(struct str name);
const struct network_interface *classes_interface(const char *name);
bool classes_listed(const char *list, const char *word);

#endif
