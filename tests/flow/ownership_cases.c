/* SPDX-License-Identifier: Apache-2.0
 *
 * ownership_cases.c - published and exactly computed cases of ownership, control and voting power
 *
 *	ownership_cases DIRECTORY
 *
 * DIRECTORY holds integrated-ownership-cases.csv, voting-power-cases.csv and
 * ofac-50-percent-cases.csv, one row a number, the numbers as fractions.  Every one has to come out to
 * 1e-12.  Without the directory the test is skipped (77).
 */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/csv.h"
#include "judge/ownership/control.h"
#include "judge/ownership/integrated.h"
#include "judge/ownership/intern.h"
#include "judge/ownership/power.h"

enum { ROWS = 4096 };

struct row {
	struct str *field;
};

struct table {
	struct csv csv;
	struct row *row;
	size_t n;
};

static struct arena a, scratch;
static size_t checked, wrong;

static bool read_table(const char *directory, const char *name, struct table *t, struct pt_err *e)
{
	int fd;
	if (!file_open(arena_fmt(&a, "%s/%s", directory, name), &fd, e))
		return false;
	t->row = NEW(&a, struct row, ROWS);
	t->n = 0;
	if (!csv_open(&t->csv, &a, stream_fd(fd), name, e))
		return false;
	while (t->n < ROWS && csv_row(&t->csv, e)) {
		struct row *r = &t->row[t->n++];
		r->field = NEW(&a, struct str, t->csv.headers);
		for (size_t i = 0; i < t->csv.headers; i++) {
			struct str s = csv_get(&t->csv, (int)i);
			r->field[i] = (struct str){ arena_strn(&a, s.p, s.n), s.n };
		}
	}
	close(fd);
	return e->code == PT_OK;
}

static struct str get(const struct table *t, size_t row, const char *column)
{
	int i = csv_find(&t->csv, column);
	return i < 0 ? STR("") : t->row[row].field[i];
}

static double fraction(struct str s)
{
	struct str above;
	double x = NAN, y = 1;
	if (!str_cut(&s, '/', &above) || !str_double(above, &x))
		return NAN;
	if (s.n && !str_double(s, &y))
		return NAN;
	return x / y;
}

static void check(const struct table *t, size_t row, const char *what, double got, double expected)
{
	checked++;
	if (fabs(got - expected) <= 1e-12)
		return;
	wrong++;
	printf("%s row %zu, %s: %.17g, expected %.17g\n", t->csv.file, row + 2, what, got, expected);
}

/* Rows of one case stand together: [*from, end). */
static size_t end_of_case(const struct table *t, size_t from)
{
	struct str id = get(t, from, "case_id");
	size_t end = from;
	while (end < t->n && str_is(get(t, end, "case_id"), id.p))
		end++;
	return end;
}

struct net {
	struct intern ids;
	struct node *node;
	struct stake *stake;
	size_t m;
	struct graph g;
};

static struct net net_of(const struct table *t, size_t from, size_t end, const char *share, double unit)
{
	struct net n = { .ids = intern_in(&a, 0), .node = NEW(&a, struct node, ROWS),
		         .stake = NEW(&a, struct stake, ROWS) };
	int kind = csv_find(&t->csv, "table");
	for (size_t i = from; i < end; i++) {
		if ((kind >= 0 && !str_is(get(t, i, "table"), "direct")) || get(t, i, "owner").n == 0)
			continue;
		struct stake *s = &n.stake[n.m++];
		s->owner = intern_add(&n.ids, get(t, i, "owner"));
		s->owned = intern_add(&n.ids, get(t, i, "owned"));
		for (enum right r = 0; r < RIGHTS; r++)
			s->share[r][0] = s->share[r][1] = fraction(get(t, i, share)) / unit;
	}
	for (uint32_t i = 0; i < n.ids.n; i++)
		n.node[i] = (struct node){ .key = intern_key(str_of(n.ids.text[i])), .type = NODE_COMPANY };
	if (!graph_of(&a, scratch, (struct graph_input){ n.node, n.ids.n, n.stake, n.m }, &n.g, NULL))
		wrong++;
	return n;
}

static void integrated_case(const struct table *t, size_t from, size_t end)
{
	struct net n = net_of(t, from, end, "fraction", 1);
	struct flow f = flow_of(&a, scratch, &n.g, (struct flow_opts){ 0 });
	size_t size = n.ids.n;
	double *v[2] = { NEW(&a, double, size * size), NEW(&a, double, size * size) };
	bool *stated[2] = { NEW(&a, bool, size * size), NEW(&a, bool, size * size) };
	if (!integrated_all(&f, scratch, v[0], v[1], NULL))
		wrong++;
	for (size_t i = from; i < end; i++) {
		struct str table = get(t, i, "table");
		uint32_t owner = intern_find(&n.ids, get(t, i, "owner"));
		uint32_t owned = intern_find(&n.ids, get(t, i, "owned"));
		if (str_is(table, "direct"))
			continue;
		size_t at = owner * size + owned, which = str_starts(table, "baldone");
		stated[which][at] = true;
		check(t, i, table.p, v[which][at], fraction(get(t, i, "fraction")));
	}
	for (size_t k = 0; k < size * size; k++) /* what is not stated is nothing */
		for (int w = 0; w < 2; w++)
			if (!stated[w][k])
				check(t, from, "a pair that is not stated", v[w][k], 0);
}

static void blocked_case(const struct table *t, size_t from, size_t end)
{
	struct net n = net_of(t, from, end, "pct", 100);
	uint8_t *grade = NEW(&a, uint8_t, n.ids.n);
	uint32_t seed = intern_find(&n.ids, get(t, from, "blocked_seed"));
	control_closure(&n.g, scratch, &control_fifty, (struct control_seeds){ &seed, 1 }, grade);
	for (size_t i = from; i < end; i++) {
		struct str entity = get(t, i, "expected_entity");
		if (entity.n)
			check(t, i, "blocked", grade[n.g.place[intern_find(&n.ids, entity)]] == CONTROL_SURELY,
			      fraction(get(t, i, "expected_blocked")));
	}
}

static void voting_case(const struct table *t, size_t from, size_t end)
{
	struct power_vote v = { NULL, end - from, (uint64_t)fraction(get(t, from, "quota")) };
	uint64_t *weight = NEW(&a, uint64_t, v.n);
	struct power *p = NEW(&a, struct power, v.n);
	struct pt_err e = { 0 };
	for (size_t i = from; i < end; i++)
		weight[i - from] = (uint64_t)fraction(get(t, i, "weight"));
	v.weight = weight;
	if (!power_of(scratch, &v, p, &e)) {
		printf("%s row %zu: %s\n", t->csv.file, from + 2, e.text);
		wrong++;
		return;
	}
	for (size_t i = from; i < end; i++) {
		check(t, i, "shapley-shubik", p[i - from].shapley, fraction(get(t, i, "shapley_shubik")));
		check(t, i, "banzhaf", p[i - from].share, fraction(get(t, i, "banzhaf_normalised")));
	}
}

int main(int argc, char **argv)
{
	static const struct {
		const char *file;
		void (*one)(const struct table *t, size_t from, size_t end);
	} tables[] = {
		{ "integrated-ownership-cases.csv", integrated_case },
		{ "voting-power-cases.csv", voting_case },
		{ "ofac-50-percent-cases.csv", blocked_case },
	};
	if (argc != 2 || access(argv[1], R_OK) != 0) {
		printf("skipped: no reference cases in %s\n", argc == 2 ? argv[1] : "(no directory given)");
		return 77;
	}
	a = arena_reserve((size_t)1 << 30, "cases");
	scratch = arena_reserve((size_t)1 << 30, "cases");
	for (size_t k = 0; k < COUNT(tables); k++) {
		struct table t;
		struct pt_err e = { 0 };
		size_t cases = 0, before = checked;
		if (!read_table(argv[1], tables[k].file, &t, &e)) {
			printf("%s: %s\n", tables[k].file, e.text);
			return 1;
		}
		for (size_t from = 0, end; from < t.n; from = end, cases++) {
			end = end_of_case(&t, from);
			tables[k].one(&t, from, end);
		}
		printf("%s: %zu cases, %zu numbers\n", tables[k].file, cases, checked - before);
		wrong += cases == 0;
	}
	printf("%zu wrong\n", wrong);
	return wrong > 0;
}
