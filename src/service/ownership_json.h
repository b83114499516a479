/* SPDX-License-Identifier: Apache-2.0
 *
 * ownership_json.h - petrin.ownership/1: owners and control for machines (docs/formats/ownership.md)
 *
 * Written piece by piece, so that a document of millions of targets, or of a target with millions of
 * owners, needs no room of its size: begin, then targets, then end.
 */
#ifndef PT_SERVICE_OWNERSHIP_JSON_H
#define PT_SERVICE_OWNERSHIP_JSON_H

#include "base/json.h"
#include "service/ownership_all.h"
#include "service/ownership_answer.h"

struct ownership_json {
	struct jsonw w;
	struct arena *a;
	const struct ownership *o;
	struct map named; /* sources that were named, in the order of `source` */
	const char **source;
	size_t sources, cap;
	bool passed_on;      /* shares whose source forbids passing them on are left out */
	void (*full)(void *ctx); /* may be set: empties the buffer, called when it holds OWNERSHIP_PIECE */
	void *ctx;
};
enum { OWNERSHIP_PIECE = 1 << 20 };

/* Up to and with the opened list of targets.  `a` keeps what has to be known until the end; with counts of
 * those who state that nobody controls them, or NULL. */
struct ownership_json ownership_json_begin(struct arena *a, struct buf *b, const struct ownership *o,
                                           const struct ownership_silent *x);
/* `scratch` is for this one target.  With findings about the companies above it. */
void ownership_json_target(struct ownership_json *j, struct arena scratch,
                           const struct ownership_target *t);
/* The sources that were named so far, as a member "sources". */
void ownership_json_sources(struct ownership_json *j);
/* Closes the list; then findings about all of the graph (and the loops that own all of themselves, or NULL),
 * sources, rejected rows. */
void ownership_json_end(struct ownership_json *j, struct arena scratch, const struct ownership_closed *closed);

#endif
