/* SPDX-License-Identifier: Apache-2.0
 *
 * bench_ownership.c - how fast a whole register is put in order and solved
 *
 *	bench_ownership [--peer tests/bench/peer_ownership.py] [NODES STAKES LOOPS CORE]
 *
 * Default: 2000000 5040000 4923 1352.  Prints seconds of processor time (one thread) and memory beyond
 * the two input arrays; with --peer also what scipy needs for the worths of the same graph.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "gen_ownership.h"
#include "judge/ownership/change.h"
#include "judge/ownership/walk.h"

enum { TARGETS = 10000, CHANGES = 1000 };

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static double peak_mb(void)
{
	char line[256];
	double kb = 0;
	FILE *f = fopen("/proc/self/status", "r");
	while (f && fgets(line, sizeof line, f))
		if (strncmp(line, "VmHWM:", 6) == 0)
			kb = strtod(line + 6, NULL);
	if (f)
		fclose(f);
	return kb / 1024;
}

/* The peak so far is forgotten, so that the next peak_mb tells of what comes. */
static void forget_peak(void)
{
	FILE *f = fopen("/proc/self/clear_refs", "w");
	if (f) {
		fputs("5", f);
		fclose(f);
	}
}

static int dump(int fd, const struct graph_input *in)
{
	FILE *f = fdopen(fd, "wb");
	if (f == NULL)
		return 1;
	fwrite(&(uint64_t){ in->n }, 8, 1, f);
	fwrite(&(uint64_t){ in->m }, 8, 1, f);
	for (size_t i = 0; i < in->m; i++)
		fwrite(&in->stake[i].owner, 4, 1, f);
	for (size_t i = 0; i < in->m; i++)
		fwrite(&in->stake[i].owned, 4, 1, f);
	for (size_t i = 0; i < in->m; i++)
		fwrite(&in->stake[i].share[EQUITY][0], 8, 1, f);
	return fclose(f) != 0;
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

static void targets(struct flow *f, struct arena a)
{
	double *us = NEW(&a, double, TARGETS), *above = NEW(&a, double, TARGETS);
	uint64_t s = 7;
	size_t core = 0;
	for (int i = 0; i < TARGETS; i++) {
		struct arena job = a, temp = a;
		temp.beg += (a.end - a.beg) / 2;
		s = s * 6364136223846793005u + 1442695040888963407u;
		uint32_t p = (uint32_t)((s >> 33) % f->g->rows);
		double t = now();
		struct walk w = walk_up(&job, f, temp, f->g->at[p]);
		struct walk_ends e = walk_ends(&job, f, &w);
		us[i] = 1e6 * (now() - t);
		above[i] = w.n;
		core += w.n > 1300;
		double sum = 0;
		for (size_t k = 0; k < e.n; k++)
			sum += e.v[k].share;
		if (fabs(sum - 1) > 1e-12)
			printf("target %u: shares sum to %.17g\n", f->g->at[p], sum);
	}
	qsort(us, TARGETS, sizeof *us, by_value);
	qsort(above, TARGETS, sizeof *above, by_value);
	printf("one target, us: p50 %.1f  p90 %.1f  p99 %.1f  max %.1f   nodes above: median %.0f, p99 %.0f, "
	       "max %.0f; core above %.1f %%\n", us[TARGETS / 2], us[TARGETS * 9 / 10], us[TARGETS * 99 / 100],
	       us[TARGETS - 1], above[TARGETS / 2], above[TARGETS * 99 / 100], above[TARGETS - 1],
	       100.0 * (double)core / TARGETS);
}

/* One stake at random becomes a tenth smaller: worths upwards and parts downwards are kept right. */
static void changes(struct flow *f, struct arena a, const struct change_all *all)
{
	double *us = NEW(&a, double, CHANGES), *nodes = NEW(&a, double, CHANGES);
	uint64_t s = 11;
	for (int i = 0; i < CHANGES; i++) {
		s = s * 6364136223846793005u + 1442695040888963407u;
		uint32_t stake = (uint32_t)((s >> 33) % f->g->m);
		double less = 0.9 * f->g->stake[stake].share[EQUITY][0], t = now();
		nodes[i] = (double)change_stake(f, a, stake, (double[2]){ less, less }, all);
		us[i] = 1e6 * (now() - t);
	}
	qsort(us, CHANGES, sizeof *us, by_value);
	qsort(nodes, CHANGES, sizeof *nodes, by_value);
	printf("one changed stake, us: p50 %.1f  p90 %.1f  p99 %.1f  max %.1f   nodes solved again: median %.0f, "
	       "p99 %.0f, max %.0f\n", us[CHANGES / 2], us[CHANGES * 9 / 10], us[CHANGES * 99 / 100],
	       us[CHANGES - 1], nodes[CHANGES / 2], nodes[CHANGES * 99 / 100], nodes[CHANGES - 1]);
}

/* The largest |x - v - A x|, relative to x. */
static double residual(const struct graph *g, const double *x, struct arena a)
{
	double *r = NEW(&a, double, g->n), worst = 0;
	for (uint32_t p = 0; p < g->n; p++)
		r[p] = 1 - x[p];
	for (size_t i = 0; i < g->m; i++)
		if (!graph_is_end(graph_node(g, g->stake[i].owned)))
			r[g->stake[i].owner] += g->stake[i].share[EQUITY][0] * x[g->stake[i].owned];
	for (uint32_t p = 0; p < g->n; p++)
		worst = fmax(worst, fabs(r[p]) / x[p]);
	return worst;
}

static double worst_sum(const struct graph *g, const double *part)
{
	double worst = 0;
	for (uint32_t p = 0; p < g->rows; p++) {
		double sum = 0;
		for (unsigned c = 0; c < 8; c++)
			sum += part[(size_t)p * 8 + c];
		worst = fmax(worst, fabs(sum - 1));
	}
	return worst;
}

static void solver_of_others(const char *script, const struct graph_input *in, double sum, double seconds)
{
	char name[] = "/tmp/petrin-bench-XXXXXX", command[1024], line[256], who[64];
	int fd = mkstemp(name);
	if (fd < 0 || dump(fd, in) != 0)
		return;
	snprintf(command, sizeof command, "/usr/bin/python3 %s %s", script, name);
	FILE *f = popen(command, "r");
	double took, total;
	while (f && fgets(line, sizeof line, f))
		if (sscanf(line, "%63s %lf %lf", who, &took, &total) == 3)
			printf("peer %-22s %8.3f s   %6.1f times as long   sum of worths off by %.1e\n", who, took,
			       took / seconds, fabs(total / sum - 1));
		else
			printf("peer: %s", line);
	if (f)
		pclose(f);
	unlink(name);
}

static struct arena fresh(struct arena *a, char **start, const char *what)
{
	arena_release(a, *start);
	*a = arena_reserve((size_t)1 << 36, what);
	*start = a->beg;
	return *a;
}

static void line(const char *what, double t, double base)
{
	printf("%-28s %.3f s   peak beyond input %4.0f MB", what, now() - t, peak_mb() - base);
}

static double all_nodes(struct graph *g, struct arena *a, struct arena scratch, double base, double *sum)
{
	struct arena x_arena = arena_reserve((size_t)1 << 32, "x");
	struct arena part_arena = arena_reserve((size_t)1 << 34, "parts");
	char *x_start = x_arena.beg, *part_start = part_arena.beg;
	double begin = now(), t = begin, seconds;
	struct flow f = flow_of(a, scratch, g, (struct flow_opts){ .all_only = true });
	size_t fill = 0;
	for (size_t i = 0; i < g->loops; i++)
		fill += f.block[i].fill;
	line("loops taken apart", t, base);
	printf("   %zu entries of factors\n", fill);
	double *x = NEW(&x_arena, double, g->n);
	t = now();
	flow_worth(&f, scratch, NULL, x);
	seconds = now() - begin;
	line("worth of all holdings", t, base);
	printf("   residual %.1e\n", residual(g, x, scratch));
	for (uint32_t p = 0; p < g->n; p++)
		*sum += x[p];
	t = now();
	double read = 0;
	for (size_t i = 0; i < g->m; i++)
		read += g->stake[i].share[EQUITY][0] * x[g->stake[i].owner];
	printf("floor: stakes read once      %.3f s   and x of each owner picked up (%g)\n", now() - t, read);
	arena_release(&x_arena, x_start);
	forget_peak();
	double *part = NEW(&part_arena, double, (size_t)g->rows * 8);
	t = now();
	flow_parts(&f, scratch, &flow_eight, part);
	line("ends of all, 8 kinds", t, base);
	printf("   sums off by %.1e\n", worst_sum(g, part));
	struct flow walks = flow_of(a, scratch, g, (struct flow_opts){ 0 });
	targets(&walks, scratch);
	x = NEW(a, double, g->n);
	flow_worth(&walks, scratch, NULL, x);
	changes(&walks, scratch, &(struct change_all){ .worth = x });
	changes(&walks, scratch, &(struct change_all){ .columns = flow_eight, .part = part });
	arena_release(&part_arena, part_start);
	return seconds;
}

int main(int argc, char **argv)
{
	struct gen_opts o = { 1, 2000000, 5040000, 4923, 1352 };
	const char *peer = NULL;
	struct arena input = arena_reserve((size_t)1 << 36, "input"), a = arena_reserve((size_t)1 << 36, "graph");
	struct arena scratch = arena_reserve((size_t)1 << 36, "scratch");
	char *start = scratch.beg;
	if (argc > 2 && strcmp(argv[1], "--peer") == 0) {
		peer = argv[2];
		argc -= 2;
		argv += 2;
	}
	uint32_t *number[] = { &o.nodes, &o.stakes, &o.loops, &o.core };
	for (int i = 1; i < argc && i <= 4; i++)
		*number[i - 1] = (uint32_t)strtoul(argv[i], NULL, 10);
	struct graph_input in = gen_ownership(&input, scratch, o), copy = in;
	if (peer)
		copy.stake = arena_copy(&input, in.stake, in.m * sizeof *in.stake);
	fresh(&scratch, &start, "scratch");
	forget_peak();
	double base = peak_mb(), t = now(), sum = 0;
	struct graph g;
	if (!graph_of(&a, scratch, in, &g, NULL))
		return 1;
	uint32_t largest = 0;
	for (size_t i = 0; i < g.loops; i++)
		largest = g.loop[i].n > largest ? g.loop[i].n : largest;
	line("put in order", t, base);
	printf("\n%u nodes (%u owned), %zu stakes, %zu loops, largest %u, %zu findings; input %.0f MB\n", g.n, g.rows,
	       g.m, g.loops, largest, g.findings,
	       (double)(in.n * sizeof *in.node + in.m * sizeof *in.stake) / 1e6);
	fresh(&scratch, &start, "scratch");
	forget_peak();
	double seconds = all_nodes(&g, &a, scratch, base, &sum);
	if (peer)
		solver_of_others(peer, &copy, sum, seconds);
	return 0;
}
