/* SPDX-License-Identifier: Apache-2.0
 *
 * watch_near.h - the whole of `petrin watch` in one process, for tests: a capture in memory becomes what the child
 * writes, and what the parent makes of it
 *
 * A parent that finds nonsense in what the child says ends the test.
 */
#ifndef PT_TESTS_WATCH_NEAR_H
#define PT_TESTS_WATCH_NEAR_H

#include <stdio.h>
#include <stdlib.h>

#include "service/watch_inside.h"

static bool near_take(void *parent, struct str octets)
{
	struct pt_err e = { 0 };
	if (!watch_take(parent, octets, &e)) {
		fprintf(stderr, "%s\n", e.text);
		abort();
	}
	return true;
}

/* paths[0] is the name of the capture.  What *out points to is there until the next call. */
static void near_watch(const struct watch_request *rq, struct span capture, const struct watch_lines *to,
                       struct watch *out)
{
	static struct watch_shared shared;
	static struct arena all, part;
	if (all.beg == NULL) {
		all = arena_reserve(WATCH_MEMORY + (32 << 20), "near");
		part = arena_reserve((size_t)4 * WIRE_MOST, "near");
	}
	struct arena a = all, text = part;
	struct watch_job *job = NEW(&a, struct watch_job, 1);
	struct watch_parent p = { .a = &a, .out = out, .to = to, .part = buf_in(&text) };
	struct pt_err e = { 0 };
	*out = (struct watch){ .files = 1, .file = (const char **)(uintptr_t)rq->paths };
	job->rq = rq;
	job->n = job->threads = 1;
	job->files = NEW(&a, struct capture_file, 1);
	job->files[0].name = rq->paths[0];
	job->files[0].source = stream_memory((struct str){ (const char *)capture.p, capture.n });
	job->hide.off = rq->show_subscribers;
	job->tls_keys = -1;
	job->threads = 1;
	job->shared = &shared;
	job->left_out = NEW(&a, bool, 1);
	p.files = job->files;
	p.lines = NEW(&a, uint64_t, 1);
	if (rq->filter != NULL && !filter_compile(&job->filter, &a, rq->filter, &e)) {
		fprintf(stderr, "%s\n", e.text);
		abort();
	}
	watch_child_into(&a, job, (struct wire){ .to = -1, .near = near_take, .ctx = &p });
	if (!p.done || p.part.n > 0)
		abort();
}

#endif
