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

static void put(struct wire *w, const void *p, size_t n)
{
	if (n > WIRE_BUFFER - w->n)
		wire_flush(w);
	if (n > WIRE_BUFFER) {
		tell(w, p, n);
		return;
	}
	memcpy(w->p + w->n, p, n);
	w->n += n;
}

void wire_put_both(struct wire *w, enum wire_kind kind, uint32_t file, struct str front, struct str rest)
{
	struct wire_head h = { (uint32_t)kind, file, (uint32_t)(front.n + rest.n) };
	if (WIRE_BUFFER - w->n < sizeof h + front.n + rest.n)
		wire_flush(w); /* whole records, where that can be */
	put(w, &h, sizeof h);
	put(w, front.p, front.n);
	put(w, rest.p, rest.n);
}

void wire_put(struct wire *w, enum wire_kind kind, uint32_t file, const void *p, size_t n)
{
	wire_put_both(w, kind, file, (struct str){ p, n }, (struct str){ "", 0 });
}
