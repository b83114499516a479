/* SPDX-License-Identifier: Apache-2.0
 *
 * ownership_inside.h - what the files of service/ownership share
 *
 * ownership_rows.c takes rows, ownership_settle.c makes a graph of them, ownership.c asks for both.
 * Arrays that grow to millions stand alone in an arena each, so that they grow without being copied.
 */
#ifndef PT_SERVICE_OWNERSHIP_INSIDE_H
#define PT_SERVICE_OWNERSHIP_INSIDE_H

#include "model/records.h"
#include "service/ownership.h"

enum room {
	ROOM_IDS,
	ROOM_NODES,
	ROOM_ABOUT,
	ROOM_STAKES,
	ROOM_ROWS,
	ROOM_TEXT,
	ROOM_BESIDE,
	ROOM_GRAPH,
	ROOMS
};

struct ownership_room {
	struct arena a[ROOMS];
	char *start[ROOMS];
	struct node *node;
	struct stake *stake;
	size_t nodes, stakes, node_cap, stake_cap, row_cap, about_cap, beside_cap, source_cap, supplier_cap;
	struct intern word;   /* scenarios, as they came */
	struct map source_at; /* id -> place in `source` */
	const char *last;     /* what the row before said, packed; its number */
	size_t last_n, last_cap;
	uint32_t last_said;
	bool complete, open_bands; /* of the source of that row */
};

/* An empty one, to take rows; ownership_close gives it back. */
void ownership_begin(struct ownership *o, int32_t day);
/* Takes a row of any table; for import_run and store_each.  Never false. */
bool ownership_take(void *ctx, const struct record *r, struct pt_err *e);
/* A node that no row may state. */
uint32_t ownership_node(struct ownership *o, struct str id);
struct ownership_about *ownership_about_at(struct ownership *o, uint32_t node);
char *ownership_copy(struct ownership *o, struct str s);
void ownership_put_aside(struct ownership *o, const struct stake *s, enum ownership_why why,
                         uint32_t counts);

/* All rows are there: O1, O3, O4, types, scenarios, and the graph. */
bool ownership_settle(struct ownership *o, struct pt_err *e) PT_MUST;

#endif
