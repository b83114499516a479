/* SPDX-License-Identifier: Apache-2.0
 *
 * problem.c - petrin.problem/1: a decision problem as JSON in, its answer as JSON out
 */
#include "service/problem.h"

#include <unistd.h>

#include "base/file.h"
#include "base/walls.h"
#include "service/problem_inside.h"

bool service_problem(struct arena *job, struct str text, const char *file, struct buf *out,
                     struct pt_err *e)
{
	struct problem pb;
	struct solution answer;
	if (!problem_read(job, text, file, &pb, e) || !problem_solve(job, &pb, &answer, e)) {
		pt_err_file(e, file);
		return false;
	}
	problem_write(out, &pb, &answer);
	return true;
}

bool service_problem_check(struct arena *job, struct str text, const char *file, struct pt_err *e)
{
	struct problem pb;
	struct solution unused;
	bool ok = problem_read(job, text, file, &pb, e);
	pb.draws = 1; /* what contradicts itself, the method says before its first draw */
	ok = ok && problem_solve(job, &pb, &unused, e);
	if (!ok)
		pt_err_file(e, file);
	return ok;
}

struct guarded {
	const char *file;
	int fd;
};

static bool in_guard(struct arena *a, void *ctx, struct buf *out, struct pt_err *e)
{
	const struct guarded *g = ctx;
	struct str text;
	return file_slurp_fd(a, g->fd, PROBLEM_LIMIT, &text, e) && service_problem(a, text, g->file, out, e);
}

bool service_problem_file(struct arena *job, const char *path, struct buf *out, struct pt_err *e)
{
	struct guarded g = { path, -1 };
	if (!file_open(path, &g.fd, e))
		return false;
	bool ok = guard_run(job, &(struct guard){ in_guard, &g, g.fd, "the solver" }, out, e);
	close(g.fd);
	if (!ok)
		pt_err_file(e, path);
	return ok;
}
