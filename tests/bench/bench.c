/* SPDX-License-Identifier: Apache-2.0
 *
 * bench.c - parts of the library, timed
 *
 *	bench smaa THREADS      SMAA-2: 50 alternatives, 40 criteria, 100,000 draws; the whole method
 *	bench json FILE         every key and value of a document
 *
 * Prints the median seconds of some runs, the peak memory of the process in KB, and for smaa how
 * often each alternative was first, so that a peer's answer can be held against ours.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/file.h"
#include "base/json.h"
#include "judge/assess/smaa.h"

enum { RUNS = 9, N = 50, M = 40, DRAWS = 100000, DEPTH = 64 };

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static int rising(const void *a, const void *b)
{
	const double *x = a, *y = b;
	return (*x > *y) - (*x < *y);
}

/* In KB; getrusage would count what the parent had before exec. */
static long peak(void)
{
	FILE *f = fopen("/proc/self/status", "r");
	char row[128];
	long kb = 0;
	while (f && fgets(row, sizeof row, f))
		if (strncmp(row, "VmHWM:", 6) == 0)
			kb = strtol(row + 6, NULL, 10);
	if (f)
		fclose(f);
	return kb;
}

static void report(double *seconds)
{
	qsort(seconds, RUNS, sizeof *seconds, rising);
	printf("%.6f %ld", seconds[RUNS / 2], peak());
}

/* peer_smaa.py states the same problem. */
static struct problem problem(struct arena *a, unsigned threads)
{
	struct problem pb = { .method = M_SMAA_2, .n = N, .m = M, .draws = DRAWS, .seed = 1,
		              .threads = threads, .alternative = NEW(a, const char *, N),
		              .criterion = NEW(a, struct criterion_spec, M),
		              .value = NEW(a, struct value, N * M) };
	for (size_t j = 0; j < M; j++)
		pb.criterion[j] = (struct criterion_spec){ "c", 1, 0, 1, NAN, NAN };
	for (size_t k = 0; k < N * M; k++) {
		double lo = (double)(k * 7919 % 1009) / 1009, width = (double)(k * 104729 % 1013) / 1013;
		pb.value[k] = (struct value){ .kind = V_INTERVAL, .a = lo, .b = lo + 0.2 * width };
	}
	return pb;
}

static int bench_smaa(struct arena a, const char *threads)
{
	struct problem pb = problem(&a, (unsigned)strtoul(threads, NULL, 10));
	struct solution s;
	double seconds[RUNS];
	for (int r = 0; r < RUNS; r++) {
		struct arena run = a;
		double begin = now();
		if (!smaa_solve(&run, &pb, &s, NULL))
			return 1;
		seconds[r] = now() - begin;
	}
	report(seconds);
	for (size_t i = 0; i < N; i++)
		printf(" %.5f", s.of[i].acceptability[0]);
	putchar('\n');
	return 0;
}

static void walk(struct json *j, size_t *values)
{
	enum json_kind open[DEPTH];
	struct str key;
	size_t depth = 0;
	do {
		++*values;
		switch (json_peek(j)) {
		case JSON_OBJECT: json_object(j), open[depth++] = JSON_OBJECT; break;
		case JSON_ARRAY: json_array(j), open[depth++] = JSON_ARRAY; break;
		case JSON_STRING: json_text(j); break;
		case JSON_NUMBER: json_number_text(j); break;
		case JSON_TRUE:
		case JSON_FALSE: json_bool(j); break;
		case JSON_NULL: json_null(j); break;
		case JSON_NONE: return;
		}
		while (depth && !(open[depth - 1] == JSON_OBJECT ? json_key(j, &key) : json_more(j)))
			depth--;
	} while (depth && depth < DEPTH);
}

static int bench_json(struct arena a, const char *path)
{
	struct str text;
	double seconds[RUNS];
	size_t values = 0;
	if (!file_slurp(&a, path, (size_t)1 << 30, &text, NULL))
		return 1;
	for (int r = 0; r < RUNS; r++) {
		struct arena run = a;
		struct json j;
		double begin = now();
		json_of(&j, &run, text, path, NULL);
		walk(&j, &values);
		if (!json_done(&j))
			return 1;
		seconds[r] = now() - begin;
	}
	report(seconds);
	printf(" %zu\n", values / RUNS);
	return 0;
}

/* Octets a second of adding up what is in memory: nothing that looks at every octet can be faster. */
static int bench_memory(struct arena a, const char *mb)
{
	size_t n = (size_t)atoi(mb) << 17;
	uint64_t *p = NEW(&a, uint64_t, n), sum = 0;
	double best = 1e9;
	for (size_t i = 0; i < n; i++)
		p[i] = i;
	for (int run = 0; run < 5; run++) {
		double begin = now();
		for (size_t i = 0; i < n; i++)
			sum += p[i];
		double took = now() - begin;
		best = took < best ? took : best;
	}
	printf("%.0f\n", sum == 1 ? 0 : (double)(n * sizeof *p) / best);
	return 0;
}

int main(int argc, char **argv)
{
	struct arena a = arena_reserve((size_t)4 << 30, "bench");
	if (argc == 3 && strcmp(argv[1], "smaa") == 0)
		return bench_smaa(a, argv[2]);
	if (argc == 3 && strcmp(argv[1], "json") == 0)
		return bench_json(a, argv[2]);
	if (argc == 3 && strcmp(argv[1], "memory") == 0)
		return bench_memory(a, argv[2]);
	fprintf(stderr, "usage: bench smaa THREADS | json FILE | memory MB\n");
	return 2;
}
