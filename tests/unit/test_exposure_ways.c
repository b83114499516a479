/* SPDX-License-Identifier: Apache-2.0
 *
 * test_exposure_ways.c - cut points, bridges and dominators, against taking away one after the
 * other
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "exposure_make.h"
#include "judge/exposure/above.h"
#include "judge/exposure/lines.h"

enum { NETWORKS = 4000, CORE = MAKE_NODES };

static struct arena a, b;

/* Who can be reached from the core without a node, or a line; directed: only from what is needed to
 * who needs it. */
struct without {
	uint32_t node, line[2];
	bool directed;
};

static bool joined(const struct made *m, uint32_t from, uint32_t to, const struct without *w)
{
	const struct network *net = &m->net;
	bool line = (w->line[0] == from && w->line[1] == to) ||
	            (w->line[0] == to && w->line[1] == from);
	if (line && from != CORE && to != CORE)
		return false;
	if (from == CORE || to == CORE) {
		uint32_t e = from == CORE ? to : from;
		return e < net->elements && m->core[e];
	}
	for (size_t i = 0; i < net->needs; i++) {
		if (net->need[i].needs == from && net->need[i].node == to)
			return true;
		if (!w->directed && net->need[i].needs == to && net->need[i].node == from)
			return true;
	}
	uint32_t e = from < to ? from : to, s = from < to ? to : from;
	return e < net->elements && s >= net->elements && net->element[e].site == s - net->elements;
}

static void reach(const struct made *m, const struct without *w, bool *seen)
{
	uint32_t nodes = (uint32_t)(m->net.elements + m->net.sites);
	memset(seen, 0, MAKE_NODES + 1);
	seen[CORE] = true;
	for (bool more = true; more;) {
		more = false;
		for (uint32_t from = 0; from <= CORE; from++)
			for (uint32_t to = 0; to < nodes && seen[from]; to++)
				if (!seen[to] && to != w->node && joined(m, from, to, w))
					seen[to] = more = true;
	}
}

static bool serves(const struct made *m, uint32_t site)
{
	for (size_t i = 0; i < m->net.elements; i++)
		if (m->element[i].site == site)
			return true;
	return false;
}

struct cut {
	uint64_t sites, others;
	double users;
};

static struct cut cut_of(const struct made *m, const bool *before, const bool *after, uint32_t node)
{
	struct cut c = { 0 };
	uint32_t own = node >= CORE             ? MODEL_NONE
	               : node < m->net.elements ? m->element[node].site
	                                        : node - (uint32_t)m->net.elements;
	for (uint32_t s = 0; s < m->net.sites; s++) {
		uint32_t at = (uint32_t)m->net.elements + s;
		if (!serves(m, s) || !before[at] || after[at])
			continue;
		c.sites++;
		c.others += s != own;
		c.users += isnan(m->site[s].subscribers) ? 0 : m->site[s].subscribers;
	}
	return c;
}

static void cut_points_and_bridges_agree_with_taking_away(void **state)
{
	struct made m;
	uint64_t points = 0, bridges = 0;
	(void)state;
	for (uint64_t seed = 0; seed < NETWORKS; seed++) {
		struct arena one = a;
		bool before[MAKE_NODES + 1], after[MAKE_NODES + 1];
		make_network(&m, seed);
		if (seed % 2)
			m.net.needs = m.net.needs < 14 ? m.net.needs
			                               : 14; /* thin ones have more of them */
		struct stand s = stand_make(&one, &m.net);
		struct lines l = lines_of(&one, b, &s, m.core);
		struct without w = { MODEL_NONE, { MODEL_NONE, MODEL_NONE }, false };
		size_t n = 0, lines = 0, apart = 0;
		reach(&m, &w, before);
		for (uint32_t k = 0; k < m.net.sites; k++)
			apart += serves(&m, k) && !before[m.net.elements + k];
		assert_int_equal(l.apart, apart);
		for (w.node = 0; w.node < s.nodes; w.node++) {
			reach(&m, &w, after);
			struct cut c = cut_of(&m, before, after, w.node);
			if (!before[w.node] || c.others == 0)
				continue;
			n++;
			bool found = false;
			for (size_t k = 0; k < l.points; k++) {
				if (l.point[k].node != w.node)
					continue;
				found = true;
				assert_int_equal(l.point[k].sites, c.sites);
				assert_int_equal(l.point[k].others, c.others);
				assert_true(l.point[k].users == c.users);
			}
			assert_true(found);
		}
		assert_int_equal(l.points, n);
		w.node = MODEL_NONE;
		for (uint32_t x = 0; x < s.nodes; x++)
			for (uint32_t y = x + 1; y < s.nodes; y++) {
				w.line[0] = x, w.line[1] = y;
				reach(&m, &w, after);
				struct cut c = cut_of(&m, before, after, CORE);
				bool found = false;
				for (size_t k = 0; k < l.lines; k++) {
					uint32_t p = l.line[k].core_side, q = l.line[k].far_side;
					if ((p != x || q != y) && (p != y || q != x))
						continue;
					found = true;
					assert_true(after[p] && !after[q]);
					assert_int_equal(l.line[k].sites, c.sites);
					assert_true(l.line[k].users == c.users);
				}
				assert_int_equal(found, c.sites > 1);
				lines += found;
			}
		assert_int_equal(l.lines, lines);
		points += n, bridges += lines;
	}
	assert_true(points > NETWORKS / 8 && bridges > NETWORKS / 50);
}

static bool is_above(const struct above *x, uint32_t up, uint32_t node)
{
	for (; node != MODEL_NONE; node = x->dominator[node])
		if (node == up)
			return true;
	return false;
}

static void dominators_agree_with_taking_away(void **state)
{
	struct made m;
	uint64_t pairs = 0;
	(void)state;
	for (uint64_t seed = 0; seed < NETWORKS; seed++) {
		struct arena one = a;
		bool before[MAKE_NODES + 1], after[MAKE_NODES + 1];
		make_network(&m, seed);
		struct stand s = stand_make(&one, &m.net);
		struct above x = above_of(&one, b, &s, m.core);
		struct without w = { MODEL_NONE, { MODEL_NONE, MODEL_NONE }, true };
		reach(&m, &w, before);
		for (w.node = 0; w.node < s.nodes; w.node++) {
			uint32_t up = w.node;
			assert_int_equal(x.reached[up], before[up]);
			if (!before[up])
				continue;
			reach(&m, &w, after);
			struct cut c = cut_of(&m, before, after, CORE);
			assert_int_equal(x.sites[up], c.sites);
			assert_true(x.users[up] == c.users);
			for (uint32_t v = 0; v < s.nodes; v++) {
				assert_int_equal(before[v] && !after[v],
				                 before[v] && is_above(&x, up, v));
				pairs += v != up && before[v] && !after[v];
			}
		}
	}
	assert_true(pairs > NETWORKS);
}

/* 200,000 in a row: nothing may go into the depth of the stack. */
static void a_long_chain_is_no_trouble(void **state)
{
	enum { LONG = 200000 };
	struct made m;
	struct arena one = a;
	(void)state;
	memset(&m, 0, sizeof m);
	make_fixed(&m);
	struct network_element *e = NEW(&one, struct network_element, LONG);
	struct network_need *need = NEW(&one, struct network_need, LONG);
	bool *core = NEW(&one, bool, LONG);
	for (uint32_t i = 0; i < LONG; i++) {
		e[i] = (struct network_element){ .site = i + 1 == LONG ? 0 : MODEL_NONE,
			                         .function = MAKE_RADIO };
		if (i)
			need[i - 1] = (struct network_need){ i, i - 1, MODEL_NONE, 1, "" };
	}
	core[0] = true;
	m.site[0] = (struct network_site){ .subscribers = 9, .area_at = MODEL_NONE };
	m.net.element = e, m.net.elements = LONG, m.net.need = need, m.net.needs = LONG - 1,
	m.net.sites = 1;
	struct stand s = stand_make(&one, &m.net);
	struct lines l = lines_of(&one, b, &s, core);
	struct above x = above_of(&one, b, &s, core);
	assert_int_equal(l.points, LONG - 1); /* the last one stands at the only site */
	assert_int_equal(l.lines, 0);         /* and only one site hangs on each */
	assert_int_equal(x.sites[0], 1);
	assert_int_equal(x.dominator[LONG - 1], LONG - 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cut_points_and_bridges_agree_with_taking_away),
		cmocka_unit_test(dominators_agree_with_taking_away),
		cmocka_unit_test(a_long_chain_is_no_trouble),
	};
	a = arena_reserve((size_t)1 << 30, "test");
	b = arena_reserve((size_t)1 << 30, "test");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
