/* SPDX-License-Identifier: Apache-2.0
 *
 * ownership.h - who owns and controls whom: of a file, or of a workspace on a day
 *
 * Rows of the tables entity and stake become nodes and stakes of judge/ownership/graph.h; every number
 * of the graph leads back to the row that states it, with source, date, certainty, dispute and reply.
 *
 *	O1  Stakes of one owner in one company, of one scenario, from several sources are one stake: the
 *	    latest dated counts, of equal dates the more certain; when these differ still, the interval
 *	    covers both.  What does not count stands beside what does.
 *	O2  What is not stated is anything: a stake without a share is from 0 to 100 %.  Votes that nobody
 *	    states are taken to be like the equity, and counted as assumed.
 *	O3  A statement that somebody controls is no share.  It marks the stake of the same two, or is one
 *	    from 0 to 100 %.
 *	O4  A statement that nobody is there to name is no owner: it makes the company one whose register
 *	    names everybody above a threshold.
 *	O5  An owner who is withheld, or was asked and did not answer, holds like a nominee: for somebody
 *	    who is not named.
 *	O6  Readings of a contested stake are named scenarios.  They stand side by side, each with the words
 *	    of both sides, and are never averaged.
 *
 * Files are read by a process without rights and nothing of them is kept.  Memory: the arenas of the
 * struct, given back by ownership_close; answers live in the arena they are asked for.  One thread.
 */
#ifndef PT_SERVICE_OWNERSHIP_H
#define PT_SERVICE_OWNERSHIP_H

#include "base/map.h"
#include "judge/ownership/chain.h"
#include "judge/ownership/intern.h"
#include "judge/ownership/power.h"
#include "judge/ownership/transparency.h"
#include "service/import.h"

/* Marks of a node beside those of graph.h. */
enum {
	OWNERSHIP_TYPED = 0x80,  /* its type is stated */
	OWNERSHIP_NOBODY = 0x40, /* stands for "there is nobody to name" (O4) */
	OWNERSHIP_NONE = 0x20,   /* a company that states there is nobody to name */
	OWNERSHIP_HIDDEN = 0x10, /* an owner whom a source knows of and does not name */
};

/* What a row says beside its numbers; "" is not known. */
struct ownership_said {
	const char *kind, *scenario, *source, *date, *until, *certainty, *statement, *disputes, *reply,
		*reply_source, *reply_date;
	uint64_t row; /* of the file it came from; 0 in a workspace */
};

struct ownership_row { /* of a stake; struct stake.row is its index */
	uint32_t said, line;
};

enum ownership_why {                      /* a row does not count */
	             OWNERSHIP_OLDER,     /* a later or more certain one about the same stake does */
	             OWNERSHIP_DIFFERS,   /* as late and as certain as another: the interval covers both */
	             OWNERSHIP_CONTROL,   /* says who controls: it marks the stake of the same two (O3) */
	             OWNERSHIP_NO_ONE,    /* states that there is nobody to name (O4) */
	             OWNERSHIP_BACKWARDS, /* ends before it begins */
};
struct ownership_beside {
	struct stake stake; /* node numbers */
	uint32_t counts;    /* the row that does count, or GRAPH_NONE */
	enum ownership_why why;
};

struct ownership_source {
	const char *id, *title, *publisher, *url, *licence, *redistributable, *certainty;
	char reliability;
	bool anonymous;
};

struct ownership_about { /* a node as its row states it; NULL and 0 = nothing stated */
	const char *name, *note, *supplier;
	uint32_t said, line;
};

struct ownership_supplier { /* of a workspace */
	const char *id, *name;
};

struct ownership {
	struct graph graph; /* its stakes carry rows; nodes are numbered as ids */
	struct intern id;
	struct ownership_about *about; /* by node; from `abouts` on nothing is stated */
	struct ownership_row *row;
	struct ownership_beside *beside; /* by company, owner, row */
	struct ownership_source *source;
	struct ownership_supplier *supplier;
	size_t abouts, rows, besides, sources, suppliers;
	const char **scenario; /* 1 .. scenarios, in alphabetical order; [0] is "" */
	size_t scenarios;
	uint64_t ended, later;           /* stakes that ended before the day, or begin after it */
	uint64_t entities, stated;       /* rows that were taken: entities, stakes */
	uint64_t rejected, skipped;      /* rows that do not hold; that say nothing new */
	struct import_summary *file;     /* what was left out of each file */
	size_t files;
	int32_t day;
	struct intern said;          /* packed struct ownership_said */
	struct ownership_room *room; /* how it is kept: ownership_inside.h */
};

struct ownership_request {
	const char *const *file; /* or none: the workspace */
	size_t files;
	const char *as_kind; /* NULL = find out */
	const char *workspace;
	const char *const *who; /* of a workspace: suppliers or entities; none = all suppliers */
	size_t whos;
	int32_t day;
};
/* Reads all of the files, or what stands above those asked for, and makes the graph.  PT_INVALID when no
 * row of a file states a stake. */
bool ownership_open(struct ownership *o, const struct ownership_request *rq, struct pt_err *e) PT_MUST;
struct store;
bool ownership_open_store(struct ownership *o, struct store *s, const struct ownership_request *rq,
                          struct pt_err *e) PT_MUST;
void ownership_close(struct ownership *o);

const char *ownership_id(const struct ownership *o, uint32_t node);
/* The stated name, else the id. */
const char *ownership_name(const struct ownership *o, uint32_t node);
const struct ownership_about *ownership_about(const struct ownership *o, uint32_t node);
struct ownership_said ownership_said(struct arena *a, const struct ownership *o, uint32_t row);
/* Of an entity: source, date, certainty and row; the others are empty. */
struct ownership_said ownership_said_of(struct arena *a, const struct ownership *o, uint32_t node);
/* Whether its source forbids passing its numbers on. */
bool ownership_is_withheld(const struct ownership *o, uint32_t row);
const struct ownership_source *ownership_source(const struct ownership *o, const char *id);
/* The rows that stand beside what counts in this company: [from, to) of o->beside. */
void ownership_beside_of(const struct ownership *o, uint32_t owned, size_t *from, size_t *to);

/* The node of an id or exact name; PT_USAGE with "did you mean". */
bool ownership_find(const struct ownership *o, const char *name, uint32_t *node, struct pt_err *e) PT_MUST;
/* The scenario of this name (0 for NULL); PT_USAGE with "did you mean". */
bool ownership_scenario(const struct ownership *o, const char *name, uint16_t *scenario,
                        struct pt_err *e) PT_MUST;
/* The nodes that a supplier's id or name stands for (one when nothing is known of it), else the node
 * of this id or name; PT_USAGE with "did you mean". */
struct ownership_nodes {
	uint32_t *v;
	size_t n, cap;
};
bool ownership_supplier(struct arena *keep, const struct ownership *o, const char *name,
                        struct ownership_nodes *add, struct pt_err *e) PT_MUST;

#endif
