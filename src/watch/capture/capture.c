/* SPDX-License-Identifier: Apache-2.0
 *
 * capture.c - capture files become payloads
 */
#include "watch/capture/capture.h"

#include <unistd.h>

void capture_begin(struct capture *c, struct arena *a, const struct capture_sink *sink)
{
	c->a = a;
	c->sink = *sink;
	c->stats = (struct capture_stats){ .first = UINT64_MAX };
	packet_init(&c->flows, a, &c->sink, &c->stats);
}

void capture_frame(struct capture *c, const struct frame *f)
{
	packet_walk(&c->flows, f);
}

void capture_end(struct capture *c)
{
	packet_end(&c->flows);
}

/* Files as they are given: what is open is rewound, the rest opened by name. */
static bool open_file(void *ctx, uint32_t i, struct stream *s, bool *again, struct pt_err *e)
{
	const struct capture_file *f = (const struct capture_file *)ctx + i;
	int fd;
	if (f->source.read != NULL) {
		*again = f->source.fd < 0 || lseek(f->source.fd, 0, SEEK_SET) == 0;
		*s = f->source;
		return true;
	}
	if (!file_open(f->name, &fd, e))
		return false;
	*s = stream_fd(fd);
	return true;
}

static void close_file(void *ctx, uint32_t i, struct stream *s)
{
	const struct capture_file *f = (const struct capture_file *)ctx + i;
	if (f->source.read == NULL)
		close(s->fd);
}

struct merge_files capture_given(const struct capture_file *files, size_t n)
{
	return (struct merge_files){ n, open_file, close_file, (void *)(uintptr_t)files };
}

void capture_files(struct capture *c, const struct capture_file *files, size_t n)
{
	const struct merge_files all = capture_given(files, n);
	struct merge *m = NEW(c->a, struct merge, 1);
	struct frame f;
	merge_open(m, c->a, &all, &c->sink, &c->stats);
	while (merge_next(m, &f))
		packet_walk(&c->flows, &f);
	merge_close(m);
	packet_end(&c->flows);
}
