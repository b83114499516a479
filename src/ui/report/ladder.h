/* SPDX-License-Identifier: Apache-2.0
 *
 * ladder.h - who said what to whom and when, one message a line, one ladder for each UE
 *
 * Columns are the peers of a ladder in the order in which they appear, by the name they gave themselves where that is
 * known.  Messages of one ladder stand in the order of time; ladders in that of their first message.
 */
#ifndef PT_UI_LADDER_H
#define PT_UI_LADDER_H

#include "service/watch.h"

enum { LADDER_PEERS = 8 };

/* One ladder, made ready to be drawn. */
struct ladder_view {
	const char *title;
	const char *name[LADDER_PEERS]; /* of the columns */
	size_t peers;
	struct ladder_line {
		uint64_t time;
		size_t from, to; /* columns; LADDER_PEERS: one too many */
		const char *text;
		const char *proto;
		bool damaged, ciphered;
	} *line;
	size_t lines;
};

/* All ladders; how many. */
size_t ladder_views(struct arena *a, const struct watch *w, struct ladder_view **views);
void ladder_text(struct buf *b, struct arena scratch, const struct watch *w);
void ladder_svg(struct buf *b, struct arena scratch, const struct watch *w);
/* What is hidden or left out, one line; nothing when nothing is. */
void ladder_note(struct buf *b, const struct watch *w);

#endif
