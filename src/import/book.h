/* SPDX-License-Identifier: Apache-2.0
 *
 * book.h - nodes and stakes of a register, kept until the file ends
 *
 * Registers say things in any order and more than once, and the same file twice must change
 * nothing, so every entity and every stake of a file has to become one row.  What cannot be handed
 * on as it comes is kept here: some 60 octets a node, 90 a stake, and the texts, of which those
 * that occur often are kept once.  All lies in the arena and never moves.
 *
 *	G1  Of several statements about a node the later dated counts, of equal dates the later row.
 *	G2  Stakes of one owner, owned, kind and source are one row.  A running one counts and not
 *	    one that ended, of two that ended the one that ended later.  Of two running ones that
 *	    say the same the earlier date counts; of two that differ the later, and the other is a
 *	    reported fault.
 *
 * G1 is the business of the importers, which know what a statement is; G2 is done here.
 */
#ifndef PT_IMPORT_BOOK_H
#define PT_IMPORT_BOOK_H

#include "base/map.h"
#include "import/register.h"

struct register_node {
	const char *name, *note; /* name NULL = nothing stated: gives no row */
	struct register_node *next, *parent; /* in the book; for the importer's own use */
	uint64_t row;
	int32_t day;             /* of what is stated */
	uint8_t type, source, id_n;
	char country[2];         /* zeros = not known */
	char id[];
};

struct register_stake {
	struct register_node *owner, *owned;
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
	struct register_node *first, **end; /* in the order they came */
	size_t nodes;
	struct book_slot {
		struct register_node *node; /* NULL = free */
		uint64_t hash;
	} *slot;
	size_t slots;
	struct register_stake **stake; /* blocks of stakes */
	size_t blocks, block_cap;
	uint32_t stakes;
	struct map texts;
	const char **text;
	size_t text_n, text_cap;
};

void book_begin(struct book *b, struct arena *a);
/* The index of a source, added if there is room, else of the last one. */
uint8_t book_source(struct book *b, const struct register_source *s);
/* The node of this id (at most BOOK_ID octets), made when there is none. */
enum { BOOK_ID = 200 };
struct register_node *book_node(struct book *b, struct str id);
/* The same in steps, for many at a time: book_soon has the part of the table fetched, book_sooner
 * the node itself, book_find then need not wait for memory. */
uint64_t book_soon(const struct book *b, struct str id);
void book_sooner(const struct book *b, uint64_t hash);
struct register_node *book_find(struct book *b, struct str id, uint64_t hash);
/* A node for an owner who is not named; `stated` is what the register says. */
struct register_node *book_unnamed(struct book *b, struct str id, enum register_reason why,
                                   struct str stated);
uint32_t book_stake(struct book *b, const struct register_stake *s);
struct register_stake *book_stake_at(const struct book *b, uint32_t stake);
/* The one copy of a text that occurs many times; empty is NULL. */
const char *book_text(struct book *b, struct str text);
/* Hands on all: sources, nodes, stakes, each in the order it came.  False = stop. */
bool book_emit(struct book *b, struct import_job *job) PT_MUST;

#endif
