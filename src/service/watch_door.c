/* SPDX-License-Identifier: Apache-2.0
 *
 * watch_door.c - the parent of service/watch opens files when the child asks for them
 *
 * The child can ask for nothing but files of the list that the user gave; what it is handed can only be read.
 */
#include <stdio.h>
#include <unistd.h>

#include "base/file.h"
#include "base/hand.h"
#include "service/watch_inside.h"

bool watch_door_open(struct watch_door *d, struct pt_err *e)
{
	int ends[2];
	if (!hand_pair(ends, e))
		return false;
	d->ours = ends[0];
	d->theirs = ends[1];
	return true;
}

/* The end of the child was closed when it was started. */
void watch_door_close(struct watch_door *d)
{
	close(d->ours);
	d->ours = d->theirs = -1;
}

static void refuse(struct wire_note *note, const struct pt_err *why)
{
	note->kind = NOTE_REFUSED;
	snprintf(note->text, sizeof note->text, "%s", why->text);
}

bool watch_door_answer(struct watch_door *d, enum wire_kind kind, uint32_t file, struct pt_err *e)
{
	struct wire_note note = { .kind = NOTE_END, .file = file };
	struct pt_err why = { 0 };
	int fd = -1;
	bool following = kind != WIRE_OPEN;
	if (following != (d->follow != NULL) || (!following && file >= d->job->n))
		return pt_fail(e, PT_BUG, "the reader of captures asks for what it may not have");
	if (kind == WIRE_MORE) {
		watch_follow_more(d, &note);
	} else if (kind == WIRE_NEXT) {
		if (!watch_follow_next(d, &note, &fd, e))
			return false;
	} else if (file_open(d->job->files[file].name, &fd, &why)) {
		note.kind = NOTE_FILE;
	} else {
		refuse(&note, &why);
	}
	/* A child that died meanwhile is judged by its end. */
	hand_over(d->ours, fd, &note, sizeof note, NULL);
	if (fd >= 0)
		close(fd);
	return true;
}
