/* SPDX-License-Identifier: Apache-2.0
 *
 * bench_decide.c - how fast the rules of many states decide a large inventory
 *
 *	bench_decide [ELEMENTS]
 *
 * Default 1,000,000: the built-in packs, and copies of them until there are 40 countries; elements, sites
 * and facts at random.  Prints seconds of processor time, one thread: compiling the packs for a day,
 * deciding all elements; then how many elements got which verdict, as a check.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/data.h"
#include "base/rng.h"
#include "judge/decide/table.h"
#include "service/pack_words.h"

enum { COUNTRIES = 40, SUPPLIERS = 21, SITES = 1000, TODAY = 20780 };

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static size_t read_packs(struct arena *a, struct pack *pack)
{
	size_t n = 0;
	for (size_t round = 0; n < COUNTRIES; round++) {
		size_t before = n;
		for (size_t i = 0; i < data_count && n < COUNTRIES; i++) {
			if (strncmp(data_files[i].name, "packs/", 6) != 0)
				continue;
			if (!pack_read(a, data_files[i].text, data_files[i].name, &pack[n], NULL))
				return 0;
			if (round > 0) { /* a country of our own */
				pack[n].country = arena_fmt(a, "%c%c", (char)('A' + n % 26), (char)('Q' + n / 26));
				pack[n].members = (struct yaml_list){ 0 };
			}
			n++;
		}
		if (n == before)
			return 0;
	}
	return n;
}

static struct fact_value *facts(struct arena *a, const struct decide_rules *r, struct rng *random)
{
	static const char *const yes = "yes", *const no = "no";
	struct fact_value *v = NEW(a, struct fact_value, r->facts);
	for (size_t i = 0; i < r->facts; i++) {
		unsigned k = rng_u32(random) % 3;
		if (k > 0 && !r->fact_local[i])
			v[i] = (struct fact_value){ k == 1 ? &yes : &no, 1, true, true, 0.3, 0.4 };
	}
	return v;
}

static struct network inventory(struct arena *a, const struct decide_rules *r, size_t elements)
{
	struct network net = { .sites = SITES, .elements = elements };
	struct rng random = rng_of(1, 2);
	net.site = NEW(a, struct network_site, SITES);
	net.element = NEW(a, struct network_element, elements);
	for (size_t i = 0; i < SITES; i++) {
		memcpy(net.site[i].country, r->pack[rng_u32(&random) % r->packs].country, 3);
		net.site[i].sensitive = i % 50 == 0;
		net.site[i].sensitive_known = i % 3 != 0;
	}
	for (size_t i = 0; i < elements; i++)
		net.element[i] = (struct network_element){
			.site = rng_u32(&random) % SITES, .function = rng_u32(&random) % (unsigned)r->functions,
			.supplier = rng_u32(&random) % (SUPPLIERS + 1), .technology = (uint8_t)(rng_u32(&random) % 16),
			.operator = "", .managed_by = "", .product = "", .installed = NETWORK_NO_DAY };
	return net;
}

/* Suppliers under the names that packs use, as many as there are, then others. */
static void name_suppliers(struct arena *a, const struct decide_rules *r, const char **id)
{
	struct map seen = map_in(a);
	size_t n = 0;
	for (size_t i = 0; i < r->rules; i++) {
		const struct pack_named *v = r->rule[i].rule->named.v;
		for (size_t k = 0; k < r->rule[i].rule->named.n && n < SUPPLIERS; k++)
			if (map_add(&seen, str_of(v[k].supplier), 0))
				id[n++] = v[k].supplier;
	}
	while (n < SUPPLIERS) {
		id[n] = arena_fmt(a, "supplier-%zu", n);
		n++;
	}
}

int main(int argc, char **argv)
{
	struct arena a = arena_reserve((size_t)8 << 30, "bench");
	size_t elements = argc > 1 ? strtoul(argv[1], NULL, 10) : 1000000, count[DECIDE_VERDICTS] = { 0 };
	struct pack *pack = NEW(&a, struct pack, COUNTRIES);
	const struct fact_value *subject[SUPPLIERS];
	const char *id[SUPPLIERS];
	struct pack_words words;
	struct decide_rules r;
	struct decide_table t;
	struct rng random = rng_of(1, 1);
	size_t packs = read_packs(&a, pack);
	if (packs == 0 || !pack_words(&a, &words, NULL) ||
	    !decide_rules(&a, pack, packs, words.function, words.functions, &r, NULL))
		return 1;
	name_suppliers(&a, &r, id);
	for (size_t i = 0; i < SUPPLIERS; i++)
		subject[i] = facts(&a, &r, &random);
	struct network net = inventory(&a, &r, elements);
	struct decide_subjects s = { id, subject, SUPPLIERS };
	double begin = now();
	decide_compile(&a, &r, &s, TODAY, &t);
	double compiled = now();
	for (size_t i = 0; i < elements; i++)
		count[decide_element(&t, &net, &net.element[i]).verdict]++;
	printf("%.3f %.3f %zu %zu %zu\n", compiled - begin, now() - compiled, elements, r.rules, packs);
	for (int v = 0; v < DECIDE_VERDICTS; v++)
		printf("%s %zu\n", decide_verdict_name[v], count[v]);
	return 0;
}
