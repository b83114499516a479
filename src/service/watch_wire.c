/* SPDX-License-Identifier: Apache-2.0
 *
 * watch_wire.c - records on the pipe from the child of service/watch to its parent
 */
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "service/watch_inside.h"

static void tell(struct wire *w, const void *p, size_t n)
{
	if (w->near ? !w->near(w->ctx, (struct str){ p, n }) : !file_write_all(w->to, p, n, NULL))
		_exit(0); /* nobody listens any more */
}

void wire_flush(struct wire *w)
{
	if (w->n > 0)
		tell(w, w->p, w->n);
	w->n = 0;
}

void wire_put(struct wire *w, enum wire_kind kind, uint32_t file, const void *p, size_t n)
{
	struct wire_head h = { (uint32_t)kind, file, (uint32_t)n };
	if (WIRE_BUFFER - w->n < sizeof h + n)
		wire_flush(w);
	memcpy(w->p + w->n, &h, sizeof h);
	w->n += sizeof h;
	if (n > WIRE_BUFFER - w->n) {
		wire_flush(w);
		tell(w, p, n);
		return;
	}
	memcpy(w->p + w->n, p, n);
	w->n += n;
}
