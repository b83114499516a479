/* SPDX-License-Identifier: Apache-2.0
 *
 * register.h - what the importers of ownership have in common: a book of nodes and stakes
 *
 * Registers say things in any order and more than once, and the same file twice must change
 * nothing, so every entity and every stake of a file has to become one row.  What cannot be handed
 * on as it comes is kept in a book until the file ends: some 50 octets a node, 80 a stake, and the
 * texts, of which equal ones are kept once.
 *
 *	G1  Of several statements about a node the later dated counts, of equal dates the later row.
 *	G2  Stakes of one owner, owned, kind and source are one row.  A running one counts and not
 *	    one that has ended, of two that ended the one that ended later.  Of two running ones that
 *	    say the same the earlier date counts; of two that differ the later, and the other is a
 *	    reported fault.
 *	G3  An owner who is not named is a node of type unknown (persons: person) whose note begins
 *	    with the word of a register_reason and a colon.
 */
#ifndef PT_IMPORT_REGISTER_H
#define PT_IMPORT_REGISTER_H

#include "base/map.h"
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

struct register_node {
	const char *id, *name, *note; /* name NULL = nothing stated: gives no row */
	uint64_t row;
	int32_t day;                  /* of what is stated */
	uint8_t type, source;
	char country[2];              /* zeros = not known */
};

struct register_stake {
	uint32_t owner, owned;     /* nodes */
	double share[2], votes[2]; /* percent, NAN = not stated */
	int32_t from, until;       /* days or REGISTER_NO_DAY */
	const char *statement;     /* may be NULL */
	uint64_t row;
	uint8_t kind, source;
	bool dead;                 /* superseded: gives no row */
};

struct book {
	struct arena *a;
	struct register_source source[REGISTER_SOURCES];
	unsigned sources;
	void **node, **stake; /* blocks in order; they never move */
	size_t node_blocks, node_cap, stake_blocks, stake_cap;
	uint32_t nodes, stakes;
	struct book_slot {
		uint32_t tag, node; /* node + 1; 0 = free */
	} *slot;
	size_t slots;
	struct map texts;
	const char **text;
	size_t text_n, text_cap;
};

struct book book_in(struct arena *a);
/* The index of a source, added if there is room, else of the last one. */
uint8_t book_source(struct book *b, const struct register_source *s);
/* The node of this id, made when there is none. */
uint32_t book_node(struct book *b, struct str id);
struct register_node *book_node_at(const struct book *b, uint32_t node);
/* A node for an owner who is not named; `stated` is what the register says, word for word. */
uint32_t book_unnamed(struct book *b, struct str id, enum register_reason why, struct str stated);
uint32_t book_stake(struct book *b, const struct register_stake *s);
struct register_stake *book_stake_at(const struct book *b, uint32_t stake);
/* The one copy of a text that occurs many times; empty is NULL. */
const char *book_text(struct book *b, struct str text);
/* Hands on all: sources, nodes, stakes, each in the order it came.  False = stop. */
bool book_emit(struct book *b, struct import_job *job) PT_MUST;

/* For what is handed on at once: rows with their first columns set, the others empty. */
struct record register_entity(const struct register_source *s, struct str id, struct str name,
                              enum register_type type);
struct record register_holding(const struct register_source *s, struct str owner, struct str owned,
                               enum register_kind kind);
/* An owner who is not named (G3): the entity, and then the stake, whose owner is set here. */
bool register_emit_unnamed(struct import_job *job, const struct register_source *s, struct record *stake,
                           enum register_reason why, const char *stated, const struct pt_at *at) PT_MUST;
bool register_emit_source(struct import_job *job, const struct register_source *s) PT_MUST;
const char *register_type_word(enum register_type t);
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
