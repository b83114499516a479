/* SPDX-License-Identifier: Apache-2.0
 *
 * test_exposure_shares.c - concentration, common makers and ties
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include <cmocka.h>

#include "exposure_make.h"
#include "judge/exposure/common.h"
#include "judge/exposure/quality.h"
#include "judge/exposure/shares.h"
#include "judge/exposure/ties.h"

enum { NETWORKS = 3000 };

static struct arena a, b;

static void near(double x, double y)
{
	if (!(fabs(x - y) < 1e-9 * (1 + fabs(y))))
		print_error("%.17g is not %.17g\n", x, y);
	assert_true(fabs(x - y) < 1e-9 * (1 + fabs(y)));
}

static const enum shares_by each_by[] = { SHARES_SITES, SHARES_USERS, SHARES_TRAFFIC,
	                                  SHARES_CRITICALITY };
static const unsigned each_rows[] = { 0, SHARES_GROUPS, SHARES_OPERATORS | SHARES_REGIONS,
	                              SHARES_ALL };

static void shares_sum_to_one_with_the_unknown(void **state)
{
	struct made m;
	uint64_t unknown = 0;
	(void)state;
	for (uint64_t seed = 0; seed < NETWORKS; seed++) {
		struct arena one = a;
		make_network(&m, seed);
		struct shares_asked ask = { each_by[seed % 4], each_rows[seed / 4 % 4], NULL };
		struct shares s = shares_of(&one, b, &m.net, &ask);
		uint64_t elements = 0;
		for (size_t i = 0; i < s.rows; i++) {
			const struct shares_row *r = &s.row[i];
			double sum = 0, basis = 0;
			uint64_t of = 0;
			for (size_t k = 0; k < r->n; k++)
				sum += r->share[k].share, of += r->share[k].elements;
			for (int k = 0; k < BASES; k++)
				basis += r->basis[k];
			near(sum, 1);
			near(basis, 1);
			near(r->basis[BASIS_UNKNOWN], r->unknown);
			assert_int_equal(of, r->elements);
			assert_true(r->lo <= r->hhi + 1e-9 && r->hhi <= r->hi + 1e-9 &&
			            r->hi <= 1e4 + 1e-9);
			elements += of;
			unknown += r->unknown > 0;
			if (r->n == 1)
				assert_true(r->hhi == 1e4);
			if (r->unknown == 0)
				assert_true(r->lo == r->hhi && r->hhi == r->hi);
		}
		assert_int_equal(elements, m.net.elements);
	}
	assert_true(unknown > NETWORKS / 2);
}

/* Every element of a maker nobody knows may be of any maker, or of a new one: all ways are tried.
 */
static void the_interval_of_hhi_is_what_the_unknown_allow(void **state)
{
	struct made m;
	unsigned tried = 0;
	(void)state;
	for (uint64_t seed = 0; seed < NETWORKS; seed++) {
		struct arena one = a;
		uint32_t who[MAKE_ELEMENTS];
		size_t n = 0;
		make_network(&m, seed);
		for (uint32_t i = 0; i < m.net.elements; i++)
			if (m.element[i].maker == MODEL_NONE)
				who[n++] = i;
		if (n == 0 || n > 3)
			continue;
		struct shares_asked ask = { each_by[seed % 4], SHARES_ALL, NULL };
		struct shares_row r = shares_of(&one, b, &m.net, &ask).row[0];
		double lo = INFINITY, hi = 0;
		struct network_maker maker[6] = { { 0 } };
		m.net.maker = maker, m.net.makers = 3 + n;
		bool any_known = n < m.net.elements;
		for (uint32_t way = 0; way < 216; way++) {
			struct arena two = one;
			uint32_t rest = way;
			for (size_t i = 0; i < n; i++, rest /= 6)
				m.element[who[i]].maker = rest % 6;
			struct shares_row x = shares_of(&two, b, &m.net, &ask).row[0];
			lo = x.hhi < lo ? x.hhi : lo;
			hi = x.hhi > hi ? x.hhi : hi;
		}
		(void)any_known;
		near(r.lo, lo);
		near(r.hi, hi);
		tried++;
	}
	assert_true(tried > NETWORKS / 3);
}

static void the_order_of_ids_changes_no_share(void **state)
{
	struct made m, other;
	uint32_t old[MAKE_NODES];
	(void)state;
	for (uint64_t seed = 0; seed < NETWORKS; seed++) {
		struct arena one = a;
		make_network(&m, seed);
		make_shuffled(&other, &m, old);
		struct shares_asked ask = { each_by[seed % 4], each_rows[seed / 4 % 4], NULL };
		struct shares s = shares_of(&one, b, &m.net, &ask),
		              t = shares_of(&one, b, &other.net, &ask);
		assert_int_equal(s.rows, t.rows);
		for (size_t i = 0; i < s.rows; i++) {
			const struct shares_row *x = &s.row[i], *y = &t.row[i];
			near(x->hhi, y->hhi);
			near(x->lo, y->lo);
			near(x->hi, y->hi);
			assert_int_equal(x->n, y->n);
			assert_int_equal(x->sites, y->sites);
			assert_true(x->function == y->function && x->operator== y->operator&&
			                                          x->region == y->region);
			for (size_t k = 0; k < x->n; k++)
				for (size_t l = 0; l < y->n; l++)
					if (x->share[k].maker == y->share[l].maker) {
						near(x->share[k].share, y->share[l].share);
						assert_int_equal(x->share[k].sites,
						                 y->share[l].sites);
					}
		}
	}
}

static struct network_element radio(uint32_t site, uint32_t operator, uint32_t maker)
{
	return (struct network_element){ .id = "e",
		                         .product = "",
		                         .site = site,
		                         .function = MAKE_RADIO,
		                         .maker = maker,
		                         .supplier = maker,
		                         .operator_at = operator,
		                         .basis = BASIS_STATED,
		                         .vendor_basis = BASIS_STATED,
		                         .support_end = NETWORK_NO_DAY,
		                         .day = NETWORK_NO_DAY,
		                         .book_value = NAN };
}

static void begin(struct made *m, size_t sites, size_t elements)
{
	memset(m, 0, sizeof *m);
	make_fixed(m);
	m->net.sites = sites, m->net.elements = elements;
	for (uint32_t i = 0; i < sites; i++)
		m->site[i] = (struct network_site){ .id = "s",
			                            .subscribers = 10,
			                            .traffic = NAN,
			                            .lat = NAN,
			                            .lon = NAN,
			                            .operator_at = 0,
			                            .area_at = 0,
			                            .region_at = 0,
			                            .day = NETWORK_NO_DAY };
}

/* Four sites: one of a and b half and half, three of a: 3.5 to 0.5. */
static void shares_by_hand(void **state)
{
	struct made m;
	struct arena one = a;
	(void)state;
	begin(&m, 4, 5);
	for (uint32_t i = 0; i < 5; i++)
		m.element[i] = radio(i < 4 ? i : 0, 0, i < 4 ? 0 : 1);
	struct shares_asked ask = { SHARES_SITES, 0, NULL };
	struct shares_row r = shares_of(&one, b, &m.net, &ask).row[0];
	near(r.share[0].share, 0.875);
	near(r.share[1].share, 0.125);
	near(r.hhi, 1e4 * (0.875 * 0.875 + 0.125 * 0.125));
	assert_int_equal(r.sites, 4);
	assert_int_equal(r.share[0].sites, 4);
	m.site[0].subscribers = 70; /* 35 + 30 of a, 35 of b */
	ask.by = SHARES_USERS;
	r = shares_of(&one, b, &m.net, &ask).row[0];
	near(r.share[0].share, 0.65);
	assert_false(r.by_sites);
	m.site[0].subscribers = NAN; /* two are left out */
	r = shares_of(&one, b, &m.net, &ask).row[0];
	near(r.share[0].share, 1);
	assert_int_equal(r.left_out, 2);
	ask.by = SHARES_TRAFFIC; /* nobody knows any */
	r = shares_of(&one, b, &m.net, &ask).row[0];
	near(r.share[0].share, 0.875);
	assert_true(r.by_sites);
	m.site[0].sensitive = true; /* counts twice: 2 of 5 for half and half */
	ask.by = SHARES_CRITICALITY;
	r = shares_of(&one, b, &m.net, &ask).row[0];
	near(r.share[0].share, 0.8);
}

static void what_operators_have_in_common_by_hand(void **state)
{
	struct made m;
	struct arena one = a;
	(void)state;
	begin(&m, 4, 4);
	m.element[0] = radio(0, 0, 1), m.element[1] = radio(1, 1, 1);
	m.element[2] = radio(2, 1, 2), m.element[3] = radio(3, 0, 1);
	struct stand s = stand_make(&one, &m.net);
	struct common c = common_areas(&one, b, &s);
	assert_int_equal(c.n, 1);
	assert_int_equal(c.whole, 0);
	assert_int_equal(c.v[0].maker, 1); /* all of one operator, half of the other */
	near(c.v[0].share, 0.5);
	m.element[2].maker = 1;
	s = stand_make(&one, &m.net);
	c = common_areas(&one, b, &s);
	assert_true(c.whole == 1 && c.v[0].share == 1);
	near(c.users_whole, 40);
	m.element[2].maker = MODEL_NONE; /* may be the same or not */
	s = stand_make(&one, &m.net);
	c = common_areas(&one, b, &s);
	near(c.v[0].share, 0.5);
	near(c.v[0].unknown, 0.25);
	m.site[1].area_at = m.site[2].area_at = 3;
	s = stand_make(&one, &m.net);
	c = common_areas(&one, b, &s);
	assert_true(c.n == 0 && c.one_operator == 2 && common_regions(&one, b, &s).n == 1);
}

static void ties_by_hand(void **state)
{
	struct made m;
	struct arena one = a;
	struct network_product product[] = { { "p", "radio", 2 },
		                             { "q", "radio", 0 },
		                             { "r", "core", 1 } };
	(void)state;
	begin(&m, 2, 4);
	for (uint32_t i = 0; i < 4; i++)
		m.element[i] = radio(i / 2, 0, i == 3);
	m.net.product = product, m.net.products = 3;
	m.element[0].technology = m.element[2].technology = TECHNOLOGY_4G;
	m.element[1].technology = TECHNOLOGY_5G;
	m.element[3].technology = TECHNOLOGY_5G; /* of b on 4G of a */
	m.element[0].book_value = 100, m.element[1].book_value = 50;
	memcpy(m.element[0].currency, "EUR", 3), memcpy(m.element[1].currency, "EUR", 3);
	m.element[0].support_end = 19999, m.element[1].support_end = 20000 + TIES_SOON;
	m.element[2].support_end = 20000 + TIES_SOON + 1;
	struct ties t = ties_of(&one, b, &m.net, NULL);
	assert_int_equal(t.n, 2);
	assert_int_equal(t.v[0].maker, 0);
	assert_true(t.v[0].moneys == 1 && t.v[0].money[0].amount == 150 && t.v[0].valued == 2);
	assert_true(t.v[0].ended == 1 && t.v[0].soon == 1 && t.v[0].later == 1 &&
	            t.v[0].undated == 0);
	assert_true(t.v[0].coupled == 1 && t.v[0].mixed == 0);
	assert_true(t.v[1].coupled == 0 && t.v[1].mixed == 1 && t.v[1].undated == 1);
	const struct ties_function *f = &t.v[0].function[0];
	assert_true(f->function == MAKE_RADIO && f->elements == 3);
	assert_true(f->seen == 1 && f->offered == 1 &&
	            f->other == 2); /* b stands here, c has a product */
	f = &t.v[1].function[0];
	assert_true(f->seen == 1 && f->offered == 2 &&
	            f->other == 2); /* a stands here and has one */
}

static void check_alternatives(const struct made *m, uint32_t maker, const struct ties_function *f)
{
	const struct network *net = &m->net;
	uint32_t own = maker == MODEL_NONE ? MODEL_NONE : net->maker[maker].supplier, seen = 0, offered = 0, other = 0;
	for (uint32_t k = 0; k < net->makers; k++) {
		bool stands = false, offers = false;
		for (size_t i = 0; i < net->elements; i++)
			stands |= net->element[i].maker == k && net->element[i].function == f->function;
		for (size_t i = 0; i < net->products; i++)
			offers |= net->product[i].supplier == k && /* suppliers are numbered like makers here */
			          strcmp(net->product[i].class, net->function[f->function].id) == 0;
		seen += k != maker && stands;
		offered += k != own && offers;
		other += k != maker && stands && !(offers && net->maker[k].supplier == k);
	}
	assert_int_equal(f->seen, seen);
	assert_int_equal(f->offered, offered);
	assert_int_equal(f->other, other + offered);
}

/* T4 by its words: every other maker and supplier is looked at for each of them. */
static void alternatives_agree_with_plain_counting(void **state)
{
	(void)state;
	for (uint64_t seed = 0; seed < 300; seed++) {
		struct made m;
		struct arena one = a;
		struct network_product product[4];
		make_network(&m, seed);
		for (size_t i = 0; i < COUNT(product); i++)
			product[i] = (struct network_product){ "p", m.function[make_draw(&m, MAKE_FUNCTIONS)].id,
				                               make_draw(&m, 3) };
		m.maker[2].supplier = make_draw(&m, 2) ? 2 : MODEL_NONE;
		m.net.product = product, m.net.products = make_draw(&m, 5);
		struct ties t = ties_of(&one, b, &m.net, NULL);
		for (size_t i = 0; i < t.n; i++)
			for (size_t k = 0; k < t.v[i].functions; k++)
				check_alternatives(&m, t.v[i].maker, &t.v[i].function[k]);
	}
}

static void any_number_of_makers_takes_little_time(void **state)
{
	enum { MAKERS = 16000, EACH = 60 };
	struct made m;
	struct arena one = a;
	(void)state;
	begin(&m, 1, 0);
	m.net.maker = NEW(&one, struct network_maker, MAKERS);
	m.net.function = NEW(&one, struct network_function, EACH);
	m.net.element = NEW(&one, struct network_element, MAKERS * EACH);
	m.net.makers = MAKERS, m.net.functions = EACH, m.net.elements = MAKERS * EACH;
	for (uint32_t i = 0; i < MAKERS; i++)
		m.net.maker[i] = (struct network_maker){ "v", "v", MODEL_NONE };
	for (uint32_t i = 0; i < EACH; i++)
		m.net.function[i] = m.function[MAKE_OTHER], m.net.function[i].group = i;
	for (uint32_t i = 0; i < MAKERS * EACH; i++) {
		m.net.element[i] = radio(0, 0, i % MAKERS);
		m.net.element[i].function = i / MAKERS;
	}
	clock_t start = clock();
	struct ties t = ties_of(&one, b, &m.net, NULL);
	assert_true((double)(clock() - start) / CLOCKS_PER_SEC < 5);
	assert_true(t.n == MAKERS && t.v[0].functions == EACH && t.v[7].function[3].other == MAKERS - 1);
}

static void any_number_of_currencies_takes_little_memory(void **state)
{
	enum { MANY = 17000 };
	struct made m;
	struct arena one = a;
	(void)state;
	begin(&m, 1, MANY);
	m.net.element = NEW(&one, struct network_element, MANY);
	for (uint32_t i = 0; i < MANY; i++) {
		uint32_t k = MANY - 1 - i;
		m.net.element[i] = radio(0, 0, 0), m.net.element[i].book_value = 2;
		const char currency[] = { (char)('A' + k / 676), (char)('A' + k / 26 % 26),
			                  (char)('A' + k % 26) };
		memcpy(m.net.element[i].currency, i ? currency : "AAA", 3);
	}
	char *before = one.beg;
	struct ties t = ties_of(&one, b, &m.net, NULL);
	assert_true(one.beg - before < 8 << 20);
	assert_true(t.n == 1 && t.v[0].moneys == MANY - 1 && t.v[0].valued == MANY);
	assert_string_equal(t.v[0].money[0].currency, "AAA");
	assert_true(t.v[0].money[0].amount == 4 && t.v[0].money[1].amount == 2);
}

static void quality_counts_every_row_once(void **state)
{
	struct made m;
	(void)state;
	begin(&m, 2, 3);
	m.element[0] = radio(0, 0, 0), m.element[1] = radio(MODEL_NONE, 0, MODEL_NONE),
	m.element[2] = radio(0, 0, 1);
	m.element[2].vendor_basis = BASIS_IMPUTED;
	m.element[0].day = 20000 - QUALITY_STALE - 1, m.element[2].day = 20000 - QUALITY_STALE;
	m.site[0].day = 20001, m.site[0].sensitive_known = true;
	struct quality q = quality_of(&m.net, NULL, NULL, MODEL_NONE, b);
	assert_true(q.vendor[BASIS_STATED] == 1 && q.vendor[BASIS_IMPUTED] == 1 &&
	            q.vendor[BASIS_UNKNOWN] == 1);
	assert_true(q.siteless == 1 && q.empty_sites == 1 && q.stale == 1 && q.undated == 2);
	assert_true(q.no_sensitive == 1);
	assert_true(q.no_place == 2 && q.sites == 2 && q.elements == 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(shares_sum_to_one_with_the_unknown),
		cmocka_unit_test(the_interval_of_hhi_is_what_the_unknown_allow),
		cmocka_unit_test(the_order_of_ids_changes_no_share),
		cmocka_unit_test(shares_by_hand),
		cmocka_unit_test(what_operators_have_in_common_by_hand),
		cmocka_unit_test(ties_by_hand),
		cmocka_unit_test(alternatives_agree_with_plain_counting),
		cmocka_unit_test(any_number_of_makers_takes_little_time),
		cmocka_unit_test(any_number_of_currencies_takes_little_memory),
		cmocka_unit_test(quality_counts_every_row_once),
	};
	a = arena_reserve((size_t)1 << 30, "test");
	b = arena_reserve((size_t)1 << 30, "test");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
