/* SPDX-License-Identifier: Apache-2.0
 *
 * yaml.h - YAML through a typed schema: what is not described is refused
 *
 * A document is read into a C struct described by a table of fields.  Scalars stay text until
 * their field gives them a type, so NO is Norway and 1e3 in a title is a title.  Refused with row
 * and column: unknown key ("did you mean"), missing key, duplicate key, wrong type, tags, anchors
 * and aliases (so no alias bombs), several documents, depth over YAML_DEPTH, text over YAML_LIMIT.
 */
#ifndef PT_BASE_YAML_H
#define PT_BASE_YAML_H

#include "base/err.h"
#include "base/str.h"

enum { YAML_DEPTH = 32, YAML_LIMIT = 8 << 20 };

/* Field type -> C type at the offset. */
enum yaml_type {
	YAML_TEXT,     /* const char *, trimmed of trailing newlines */
	YAML_ID,       /* const char *: [a-z0-9][a-z0-9._-]* */
	YAML_COUNTRY,  /* const char *: two capital letters */
	YAML_NUMBER,   /* double, finite */
	YAML_INT,      /* int64_t */
	YAML_BOOL,     /* bool: true or false only */
	YAML_DATE,     /* int32_t days since 1970-01-01 */
	YAML_DURATION, /* double days */
	YAML_ENUM,     /* int: index into the NULL-terminated list of words in `detail` */
	YAML_RANGE,    /* struct range: [lo, hi] with lo <= hi, or one number for both */
	YAML_NUMBERS,  /* struct yaml_list of double */
	YAML_TEXTS,    /* struct yaml_list of const char * */
	YAML_TEXTSS,   /* struct yaml_list of struct yaml_list of const char * */
	YAML_PAIRS,    /* struct yaml_list of struct yaml_pair: a map with free keys, in file order */
	YAML_RECORD,   /* the struct itself, described by `detail` (struct yaml_record *) */
	YAML_RECORDS,  /* struct yaml_list of that struct */
	YAML_PLACE,    /* struct yaml_place of the record itself; key is NULL */
};

struct range {
	double lo, hi;
	bool given; /* not so where the key was left out */
};
struct yaml_list {
	void *v;
	size_t n;
};
struct yaml_place {
	uint32_t row, column;
};
struct yaml_pair {
	const char *key, *value;
	struct yaml_place place;
};

struct yaml_field {
	const char *key;
	enum yaml_type type;
	size_t offset;
	bool required;
	const void *detail;
};

struct yaml_record {
	const char *name; /* what it is, for messages: "criterion" */
	size_t size;
	const struct yaml_field *field;
	size_t n;
};

/* Reads one document into `out` (zeroed first; lists and text in `keep`, read-only for the
 * caller).  Absent optional fields stay zero / NULL.  O(length). */
bool yaml_read(struct arena *keep, struct str text, const char *file, const struct yaml_record *def,
               void *out, struct pt_err *e) PT_MUST;

/* One document as JSON text in the arena, for readers of formats that are written in both: every
 * scalar becomes a text (a plain ~, null or nothing becomes null), and each value stands in the row where
 * it stood.  Refused as above, but for keys, and over YAML_JSON_LIMIT. */
enum { YAML_JSON_LIMIT = 64 << 20 };
bool yaml_json(struct arena *a, struct str text, const char *file, struct str *json, struct pt_err *e)
        PT_MUST;

#endif
