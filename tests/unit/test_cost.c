/* SPDX-License-Identifier: Apache-2.0
 *
 * test_cost.c - a hostile packet costs at most so many times a normal one, from the file to the lines
 *
 * A packet longer than the normal ones of its protocol is compared with as many of them as have its length.  What is
 * counted are basic blocks (cost_count.c), which are the same in every run, but for hashes with a key.
 */
#include <setjmp.h>
#include <stdarg.h>

#include "cost.h"
#include "watch_near.h"

#include <cmocka.h>

enum { MOST = 100 }; /* times */

static const struct watch_request modes[] = {
	{ .pdus = true },
	{ .pdus = true, .hex = true },
	{ .ladder = true,
	  .filter = "ngap.RAN-UE-NGAP-ID == 1 || pfcp.SEID > 7 || sbi.supi contains \"x\" || !damaged" },
};
static const char *const mode_names[] = { "lines", "lines with octets", "ladder with filter" };

static bool line(void *ctx, struct str s, struct pt_err *e)
{
	(void)ctx, (void)s, (void)e;
	return true;
}

static uint64_t cost_of(struct span capture, const struct watch_request *mode)
{
	static const char *const name = "capture";
	static struct watch out;
	struct watch_request rq = *mode;
	rq.paths = &name;
	rq.n = 1;
	uint64_t before = cost_count;
	near_watch(&rq, capture, &(struct watch_lines){ line, NULL, NULL }, &out);
	return cost_count - before;
}

/* What so much traffic costs, without what it costs to read none. */
static double cost(const struct traffic *t, const struct watch_request *mode)
{
	uint64_t none = cost_of((struct span){ t->f.p, 24 }, mode);
	return (double)cost_of((struct span){ t->f.p, t->f.n }, mode) - (double)none;
}

static void make(struct traffic *t, struct arena *a, void (*fill)(struct traffic *))
{
	memset(t, 0, sizeof *t);
	t->f.a = a;
	fb_pcap(&t->f, 101);
	fill(t);
	assert_true(t->packets > 0);
}

static void one_case(const struct cost_case *c, unsigned mode, double *worst, unsigned *over)
{
	static struct traffic normal, hostile;
	struct arena a = arena_reserve((size_t)1 << 30, "traffic");
	char *start = a.beg;
	make(&normal, &a, c->normal);
	make(&hostile, &a, c->hostile);
	double size = (double)hostile.octets / (double)hostile.packets;
	double usual = (double)normal.octets / (double)normal.packets;
	double each = cost(&hostile, &modes[mode]) / (double)hostile.packets;
	double of_normal = cost(&normal, &modes[mode]) / (double)normal.packets;
	double times = each / (of_normal * (size > usual ? size / usual : 1));
	print_message("# %-44s %-18s %10.0f each, %8.0f normal, %6.1f times\n", c->name, mode_names[mode], each,
	              of_normal, times);
	*worst = times > *worst ? times : *worst;
	*over += times > MOST;
	assert_true(of_normal > 50);
	arena_release(&a, start);
}

static void hostile_packets_cost_little_more(void **unused)
{
	double worst = 0;
	unsigned over = 0;
	(void)unused;
	for (size_t i = 0; i < cost_cases_n; i++)
		for (unsigned mode = 0; mode < sizeof modes / sizeof *modes; mode++)
			one_case(&cost_cases[i], mode, &worst, &over);
	print_message("# worst: %.1f times\n", worst);
	assert_int_equal(over, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hostile_packets_cost_little_more),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
