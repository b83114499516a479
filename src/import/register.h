/* SPDX-License-Identifier: Apache-2.0
 *
 * register.h - what the importers of ownership have in common: words, and rows that are alike
 *
 * An owner who is not named is an entity of type unknown (persons: person) whose note begins with
 * the word of a register_reason and a colon, followed by what the register says, word for word.
 */
#ifndef PT_IMPORT_REGISTER_H
#define PT_IMPORT_REGISTER_H

#include "import/import.h"

enum entity_column { /* of T_ENTITY */
	N_ID, N_NAME, N_TYPE, N_COUNTRY, N_SUPPLIER, N_SOURCE, N_DATE, N_CERTAINTY, N_NOTE
};
enum stake_column { /* of T_STAKE */
	S_OWNER, S_OWNED, S_KIND, S_SCENARIO, S_SOURCE, S_SHARE_MIN, S_SHARE_MAX, S_VOTES_MIN,
	S_VOTES_MAX, S_DATE, S_UNTIL, S_CERTAINTY, S_STATEMENT, S_DISPUTES, S_REPLY, S_REPLY_SOURCE,
	S_REPLY_DATE
};

enum register_type { /* the words of entity.type */
	REGISTER_NO_TYPE, REGISTER_PERSON, REGISTER_STATE, REGISTER_LISTED, REGISTER_FOUNDATION,
	REGISTER_COMPANY, REGISTER_FUND, REGISTER_ARRANGEMENT, REGISTER_UNKNOWN, REGISTER_TYPES
};
enum register_kind { REGISTER_SHARES, REGISTER_CONTROL, REGISTER_NOMINEE, REGISTER_KINDS };
enum register_reason { /* why an owner is not named */
	REASON_NOBODY,   /* there is nobody to name, as stated */
	REASON_PERSONS,  /* natural persons, not named */
	REASON_EXEMPT,   /* need not be named */
	REASON_WITHHELD, /* known, not published */
	REASON_SILENT,   /* asked and did not answer */
	REASON_UNKNOWN,  /* not found, not confirmed, or no reason given */
	REASON_OUTSIDE,  /* there is one, whom this register does not name */
	REASONS
};

enum { REGISTER_NO_DAY = INT32_MIN, REGISTER_SOURCES = 64, REGISTER_NOTE = 300 };

struct register_source {
	const char *id, *title, *publisher, *url, *licence, *redistributable, *reliability, *certainty;
};

/* For what is handed on at once: rows with their first columns set, the others empty. */
struct record register_entity(const struct register_source *s, struct str id, struct str name,
                              enum register_type type);
struct record register_holding(const struct register_source *s, struct str owner, struct str owned,
                               enum register_kind kind);
/* An owner who is not named: the entity, and then the stake, whose owner is set here. */
bool register_emit_unnamed(struct import_job *job, const struct register_source *s, struct record *stake,
                           enum register_reason why, const char *stated, const struct pt_at *at) PT_MUST;
bool register_emit_source(struct import_job *job, const struct register_source *s) PT_MUST;
const char *register_kind_word(enum register_kind kind);
const char *register_type_word(enum register_type t);
enum register_type register_reason_type(enum register_reason why);
const char *register_reason_word(enum register_reason why);
const char *register_reason_name(enum register_reason why);
/* A quarter of what is left of the arena, from its end: for what lasts one record while the arena
 * itself keeps the book.  register_whole gives it back. */
struct arena register_scratch(struct arena *a);
void register_whole(struct arena *a, const struct arena *scratch);
/* The day of an ISO date or time; false when it is none. Empty is REGISTER_NO_DAY. */
bool register_day(struct str time, int32_t *day);
/* The date part of an ISO time, or empty. */
struct str register_date(struct str time);
/* The country of a code like "US" or "US-DE", two octets; zeros when it is none. */
void register_country(struct str code, char out[2]);

#endif
