/* SPDX-License-Identifier: Apache-2.0
 *
 * test_exposure_loss.c - what falls with whom, against plain counting on small networks at random
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "exposure_make.h"
#include "judge/exposure/alone.h"
#include "judge/exposure/first.h"

enum { NETWORKS = 4000 };

static struct arena a, b;

/* --- the rules of stand.h and loss.h once more, without any cleverness --- */

static bool choice_falls(const struct network *net, size_t i, const bool *gone)
{
	const struct network_need *v = &net->need[i];
	uint32_t member[MAKE_NEEDS], members = 0, left = 0, least = 1;
	for (size_t k = 0; k < net->needs; k++) {
		const struct network_need *w = &net->need[k];
		if (w->node != v->node || w->choice != v->choice)
			continue;
		least = w->least > least ? w->least : least;
		bool had = w->needs == w->node;
		for (uint32_t m = 0; m < members; m++)
			had = had || member[m] == w->needs;
		if (!had)
			member[members++] = w->needs;
	}
	for (uint32_t m = 0; m < members; m++)
		left += !gone[member[m]];
	return members > 0 && left < (least < members ? least : members);
}

static bool falls(const struct network *net, uint32_t node, const bool *gone)
{
	for (size_t i = 0; i < net->needs; i++) {
		const struct network_need *v = &net->need[i];
		if (v->node != node)
			continue;
		if (v->choice == MODEL_NONE ? v->needs != node && gone[v->needs]
		                            : choice_falls(net, i, gone))
			return true;
	}
	if (node < net->elements)
		return net->element[node].site != MODEL_NONE &&
		       gone[net->elements + net->element[node].site];
	bool any = false, works = false;
	for (size_t i = 0; i < net->elements; i++)
		if (net->element[i].site == node - net->elements)
			any = true, works = works || !gone[i];
	return any && !works;
}

static void spread(const struct network *net, bool *gone)
{
	for (bool more = true; more;) {
		more = false;
		for (uint32_t i = 0; i < net->elements + net->sites; i++)
			if (!gone[i] && falls(net, i, gone))
				gone[i] = more = true;
	}
}

struct tally {
	unsigned all[MAKE_SITES], works[MAKE_SITES];
};

static struct tally tally(const struct network *net, const bool *gone)
{
	struct tally t = { { 0 }, { 0 } };
	for (uint32_t s = 0; s < net->sites; s++) {
		bool serves = false;
		for (size_t i = 0; i < net->elements; i++)
			serves = serves || (net->element[i].site == s &&
			                    net->element[i].function == MAKE_RADIO);
		for (size_t i = 0; i < net->elements; i++) {
			if (net->element[i].site != s ||
			    (serves && net->element[i].function != MAKE_RADIO))
				continue;
			t.all[s]++;
			t.works[s] += !gone[i];
		}
	}
	return t;
}

static struct lost expected(const struct network *net, const bool *gone)
{
	struct tally t = tally(net, gone);
	struct lost l = { 0 };
	for (size_t i = 0; i < net->elements; i++)
		l.elements += gone[i];
	for (size_t s = 0; s < net->sites; s++) {
		const struct network_site *v = &net->site[s];
		if (t.works[s] == t.all[s])
			continue;
		bool known = !isnan(v->subscribers);
		if (t.works[s]) {
			l.degraded++, l.sensitive_degraded += v->sensitive,
			        l.users_degraded += known ? v->subscribers : 0;
			continue;
		}
		l.sites++, l.sensitive += v->sensitive, l.users += known ? v->subscribers : 0;
		l.users_unknown += !known, l.traffic += v->traffic;
	}
	for (uint32_t area = 0; area < 4; area++) {
		unsigned all = 0, works = 0;
		double users = 0;
		for (size_t s = 0; s < net->sites; s++) {
			if (net->site[s].area_at != area || t.all[s] == 0)
				continue;
			all++, works += t.works[s] > 0;
			users += isnan(net->site[s].subscribers) ? 0 : net->site[s].subscribers;
		}
		l.areas += all > 0 && works == 0;
		l.users_of_areas += all > 0 && works == 0 ? users : 0;
	}
	return l;
}

static void same(const struct lost *x, const struct lost *y)
{
	assert_int_equal(x->elements, y->elements);
	assert_int_equal(x->sites, y->sites);
	assert_int_equal(x->degraded, y->degraded);
	assert_int_equal(x->sensitive, y->sensitive);
	assert_int_equal(x->sensitive_degraded, y->sensitive_degraded);
	assert_int_equal(x->areas, y->areas);
	assert_int_equal(x->users_unknown, y->users_unknown);
	assert_true(x->users == y->users && x->users_degraded == y->users_degraded);
	assert_true(x->traffic == y->traffic && x->users_of_areas == y->users_of_areas);
}

static size_t draw_some(struct made *m, uint32_t *node)
{
	uint32_t nodes = (uint32_t)(m->net.elements + m->net.sites);
	size_t n = make_draw(m, 4);
	for (size_t i = 0; i < n; i++)
		node[i] = make_draw(m, nodes);
	return n;
}

static void losses_agree_with_plain_counting(void **state)
{
	struct made m;
	uint64_t lost_any = 0, choices = 0;
	(void)state;
	for (uint64_t seed = 0; seed < NETWORKS; seed++) {
		struct arena one = a;
		make_network(&m, seed);
		struct stand s = stand_make(&one, &m.net);
		struct loss x = loss_in(&one, &s);
		choices += s.choices;
		for (int round = 0; round < 6;
		     round++) { /* one after the other: what fell must stand up again */
			bool gone[MAKE_NODES] = { false };
			uint32_t node[4];
			size_t n = draw_some(&m, node);
			for (size_t i = 0; i < n; i++)
				gone[node[i]] = true;
			spread(&m.net, gone);
			struct lost l = loss_without(&x, node, n), y = expected(&m.net, gone);
			same(&l, &y);
			for (uint32_t i = 0; i < s.nodes; i++)
				assert_int_equal(x.gone[i], gone[i]);
			lost_any += l.sites > 0 && l.elements > n;
		}
	}
	assert_true(lost_any > NETWORKS && choices > NETWORKS); /* it was about something */
}

static void nothing_is_lost_without_nobody(void **state)
{
	struct made m;
	(void)state;
	for (uint64_t seed = 0; seed < NETWORKS; seed++) {
		struct arena one = a;
		make_network(&m, seed);
		struct stand s = stand_make(&one, &m.net);
		struct loss x = loss_in(&one, &s);
		struct lost l = loss_without(&x, NULL, 0), none = { 0 };
		same(&l, &none);
	}
}

static void who_takes_more_away_loses_no_less(void **state)
{
	struct made m;
	(void)state;
	for (uint64_t seed = 0; seed < NETWORKS; seed++) {
		struct arena one = a;
		uint32_t node[8];
		bool gone[MAKE_NODES];
		make_network(&m, seed);
		struct stand s = stand_make(&one, &m.net);
		struct loss x = loss_in(&one, &s);
		size_t n = draw_some(&m, node);
		struct lost less = loss_without(&x, node, n);
		memcpy(gone, x.gone, s.nodes);
		n += draw_some(&m, node + n);
		struct lost more = loss_without(&x, node, n);
		for (uint32_t i = 0; i < s.nodes; i++)
			assert_true(!gone[i] || x.gone[i]);
		assert_true(more.sites >= less.sites && more.users >= less.users &&
		            more.areas >= less.areas);
	}
}

static void the_order_of_ids_changes_nothing(void **state)
{
	struct made m, other;
	uint32_t old[MAKE_NODES];
	(void)state;
	for (uint64_t seed = 0; seed < NETWORKS; seed++) {
		struct arena one = a;
		make_network(&m, seed);
		make_shuffled(&other, &m, old);
		struct stand s = stand_make(&one, &m.net), t = stand_make(&one, &other.net);
		struct loss x = loss_in(&one, &s), y = loss_in(&one, &t);
		for (uint32_t i = 0; i < s.nodes; i++) {
			struct lost l = loss_without(&x, &old[i], 1), k = loss_without(&y, &i, 1);
			same(&l, &k);
		}
	}
}

static void everything_lost_is_all_there_is(void **state)
{
	struct made m;
	(void)state;
	for (uint64_t seed = 0; seed < NETWORKS; seed++) {
		struct arena one = a;
		uint32_t node[MAKE_ELEMENTS];
		make_network(&m, seed);
		struct stand s = stand_make(&one, &m.net);
		struct loss x = loss_in(&one, &s);
		for (uint32_t i = 0; i < s.elements; i++)
			node[i] = i;
		struct lost l = loss_without(&x, node, s.elements), all = loss_all(&s, NULL);
		same(&l, &all);
	}
}

static void single_points_are_those_that_take_down_others(void **state)
{
	struct made m;
	uint64_t found = 0;
	(void)state;
	for (uint64_t seed = 0; seed < NETWORKS; seed++) {
		struct arena one = a;
		make_network(&m, seed);
		struct stand s = stand_make(&one, &m.net);
		struct loss x = loss_in(&one, &s);
		struct alones all = alone_all(&one, &x, 0);
		size_t n = 0;
		assert_int_equal(all.looked, s.nodes);
		for (uint32_t i = 0; i < s.nodes; i++) {
			bool gone[MAKE_NODES] = { false };
			gone[i] = true;
			spread(&m.net, gone);
			struct tally t = tally(&m.net, gone);
			uint32_t own = i < s.elements ? m.element[i].site : i - s.elements;
			uint64_t others = 0;
			for (uint32_t k = 0; k < m.net.sites; k++)
				others += k != own && t.all[k] && t.works[k] == 0;
			n += others > 0;
			for (size_t k = 0; k < all.n; k++)
				if (all.v[k].node == i)
					assert_int_equal(all.v[k].others, others);
		}
		assert_int_equal(all.n, n);
		found += n;
		for (size_t k = 1; k < all.n; k++)
			assert_true(all.v[k - 1].lost.users >= all.v[k].lost.users);
	}
	assert_true(found > NETWORKS / 4);
}

static void a_budget_ends_the_search_and_says_so(void **state)
{
	struct made m;
	struct arena one = a;
	(void)state;
	make_network(&m, 7);
	struct stand s = stand_make(&one, &m.net);
	struct loss x = loss_in(&one, &s);
	struct alones all = alone_all(&one, &x, 1);
	assert_int_equal(all.looked, 1);
	assert_true(all.nodes > 1);
}

/* A ring of three that need each other and a fourth that needs one of two of them. */
static void rings_hold_each_other_and_choices_bear_what_they_can(void **state)
{
	struct made m;
	struct arena one = a;
	(void)state;
	memset(&m, 0, sizeof m);
	make_fixed(&m);
	for (uint32_t i = 0; i < 4; i++)
		m.element[i] = (struct network_element){ .site = MODEL_NONE,
			                                 .maker = MODEL_NONE,
			                                 .book_value = NAN };
	const struct network_need need[] = { { 0, 1, MODEL_NONE, 1, "" },
		                             { 1, 2, MODEL_NONE, 1, "" },
		                             { 2, 0, MODEL_NONE, 1, "" },
		                             { 3, 0, 5, 1, "" },
		                             { 3, 3, 5, 1, "" } };
	memcpy(m.need, need, sizeof need);
	m.net.elements = 4, m.net.needs = COUNT(need);
	struct stand s = stand_make(&one, &m.net);
	struct loss x = loss_in(&one, &s);
	assert_int_equal(loss_without(&x, NULL, 0).elements, 0);
	assert_int_equal(loss_without(&x, (uint32_t[]){ 1 }, 1).elements,
	                 4); /* of itself it says nothing */
	assert_int_equal(loss_without(&x, (uint32_t[]){ 3 }, 1).elements, 1);
	m.need[4].needs = 1, m.need[3].least = 7; /* more than there are: all that are there */
	s = stand_make(&one, &m.net);
	x = loss_in(&one, &s);
	assert_int_equal(s.short_choices, 1);
	assert_int_equal(loss_without(&x, NULL, 0).elements, 0);
}

static void the_order_of_what_to_secure_follows_its_rules(void **state)
{
	struct made m;
	uint64_t pairs = 0;
	static const uint8_t trust[] = { 2, 0, FIRST_NOT_ASSESSED };
	(void)state;
	for (uint64_t seed = 0; seed < NETWORKS / 4; seed++) {
		struct arena one = a;
		make_network(&m, seed);
		for (size_t i = 0; i < m.net.elements; i++)
			m.element[i].support_end = make_draw(&m, 2) ? 19000 : 30000;
		struct stand s = stand_make(&one, &m.net);
		struct loss x = loss_in(&one, &s);
		struct first_asked q = { NULL, trust, loss_all(&s, NULL), 0 };
		struct first f = first_of(&one, b, &x, &q);
		uint64_t elements = 0;
		for (size_t i = 0; i < f.n; i++) {
			const struct first_item *v = &f.v[i], *u = i ? v - 1 : NULL;
			uint32_t node[MAKE_ELEMENTS];
			size_t n = 0;
			for (uint32_t k = 0; k < m.net.elements; k++)
				if (m.element[k].operator_at == v->operator&& m.element[k]
				                                        .function == v->function &&
				                                m.element[k]
				                                        .maker == v->maker)
					node[n++] = k;
			elements += n;
			assert_int_equal(n, v->elements);
			struct lost l = loss_without(&x, node, n);
			same(&l, &v->lost);
			if (u == NULL)
				continue;
			pairs++;
			assert_true(u->criticality >= v->criticality);
			if (u->criticality > v->criticality)
				continue;
			assert_true(u->step <= v->step);
			if (u->step < v->step)
				continue;
			unsigned had = u->maker == MODEL_NONE ? 0 : u->trust,
			         has = v->maker == MODEL_NONE ? 0 : v->trust;
			assert_true(had <= has);
			if (had == has)
				assert_true((u->ended > 0) >= (v->ended > 0));
		}
		assert_int_equal(elements, m.net.elements);
	}
	assert_true(pairs > NETWORKS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(losses_agree_with_plain_counting),
		cmocka_unit_test(nothing_is_lost_without_nobody),
		cmocka_unit_test(who_takes_more_away_loses_no_less),
		cmocka_unit_test(the_order_of_ids_changes_nothing),
		cmocka_unit_test(everything_lost_is_all_there_is),
		cmocka_unit_test(single_points_are_those_that_take_down_others),
		cmocka_unit_test(a_budget_ends_the_search_and_says_so),
		cmocka_unit_test(rings_hold_each_other_and_choices_bear_what_they_can),
		cmocka_unit_test(the_order_of_what_to_secure_follows_its_rules),
	};
	a = arena_reserve((size_t)1 << 30, "test");
	b = arena_reserve((size_t)1 << 30, "test");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
