/* SPDX-License-Identifier: Apache-2.0
 *
 * fuzz_network.c - hostile rows of an inventory, to a network and through all that is asked of it
 *
 * A line is a row: the first letter says of which table, then fields between "|" in the order of its
 * columns.  Rows that do not hold are left out, as import does; what is left has to keep the promises of
 * the headers.
 */
#include <math.h>
#include <stdlib.h>

#include "judge/exposure/above.h"
#include "judge/exposure/alone.h"
#include "judge/exposure/common.h"
#include "judge/exposure/first.h"
#include "judge/exposure/lines.h"
#include "judge/exposure/quality.h"
#include "judge/exposure/shares.h"
#include "judge/exposure/ties.h"
#include "service/network_inside.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static void must(bool good)
{
	if (!good)
		abort();
}

static int table_of(char letter)
{
	switch (letter) {
	case 'f':
		return T_FUNCTION;
	case 's':
		return T_SITE;
	case 'e':
		return T_ELEMENT;
	case 'n':
		return T_NEED;
	case 'p':
		return T_PRODUCT;
	case 'v':
		return T_SUPPLIER;
	case 'o':
		return T_SOURCE;
	}
	return -1;
}

static void take(struct network_rows *rows, struct str line)
{
	int table = line.n ? table_of(line.p[0]) : -1;
	struct record r = { .table = table < 0 ? T_SOURCE : (enum record_table)table };
	struct str rest = { line.p + 1, line.n - (line.n > 0) }, part;
	unsigned column;
	if (table < 0)
		return;
	for (unsigned i = 0; i < record_def(r.table)->n && rest.n && str_cut(&rest, '|', &part);
	     i++)
		r.field[i] = part;
	if (record_check(&r, &column, NULL))
		must(network_take(rows, &r, NULL));
}

static void check_shares(struct arena *a, struct arena scratch, const struct network *net)
{
	static const unsigned rows[] = { 0, SHARES_GROUPS, SHARES_OPERATORS | SHARES_REGIONS,
		                         SHARES_ALL };
	for (size_t k = 0; k < 4; k++) {
		struct shares_asked ask = { (enum shares_by)k, rows[k], NULL };
		struct shares s = shares_of(a, scratch, net, &ask);
		for (size_t i = 0; i < s.rows; i++) {
			double sum = 0;
			for (size_t j = 0; j < s.row[i].n; j++)
				sum += s.row[i].share[j].share;
			must(fabs(sum - 1) < 1e-6);
		}
	}
}

static void ask(struct arena *a, struct arena scratch, const struct network *net)
{
	struct stand s = stand_make(a, net);
	struct loss x = loss_in(a, &s);
	struct lost none = loss_without(&x, NULL, 0), all = loss_all(&s, NULL);
	must(none.elements == 0 && none.sites == 0 && none.degraded == 0 && none.areas == 0);
	struct alones alone = alone_all(a, &x, 100000);
	for (size_t i = 0; i < alone.n; i++)
		must(alone.v[i].lost.sites <= all.sites &&
		     alone.v[i].others <= alone.v[i].lost.sites);
	bool *core = NEW(&scratch, bool, net->elements);
	for (size_t i = 0; i < net->elements; i++)
		core[i] = i % 3 == 0;
	struct lines l = lines_of(a, scratch, &s, core);
	for (size_t i = 0; i < l.points; i++)
		must(l.point[i].sites <= all.sites && l.point[i].others <= l.point[i].sites);
	struct above up = above_of(a, scratch, &s, core);
	for (uint32_t i = 0; i < s.nodes; i++)
		must(up.sites[i] <= all.sites && (up.reached[i] || up.dominator[i] == MODEL_NONE));
	check_shares(a, scratch, net);
	common_areas(a, scratch, &s);
	common_regions(a, scratch, &s);
	ties_of(a, scratch, net, NULL);
	first_of(a, scratch, &x, &(struct first_asked){ NULL, NULL, all, 100000 });
	struct quality q = quality_of(net, NULL, NULL, 0, scratch);
	must(q.elements == net->elements && q.sites == net->sites);
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	static struct arena scratch;
	if (scratch.beg == NULL)
		scratch = arena_reserve((size_t)1 << 30, "fuzz");
	struct network_loaded x = { .room = arena_reserve((size_t)1 << 30, "fuzz") };
	struct network_rows rows;
	struct str rest = { (const char *)p, n }, line;
	x.start = x.room.beg;
	x.model.day = 20000;
	network_rows_begin(&rows, &x.room, &x.model);
	rows.day = 20000;
	while (rest.n && str_cut(&rest, '\n', &line))
		take(&rows, line);
	static const char *const file[] = { "inventory" };
	struct network_request rq = { .file = file, .files = 1, .in_service = n % 2 == 0 };
	network_settle(&x, &rows, &rq);
	network_rows_end(&rows);
	const struct network *net = &x.net;
	for (size_t i = 0; i < net->needs; i++)
		must(net->need[i].node < net->elements + net->sites &&
		     net->need[i].needs < net->elements + net->sites);
	for (size_t i = 0; i < net->elements; i++)
		must((net->element[i].maker == MODEL_NONE || net->element[i].maker < net->makers) &&
		     (net->element[i].site == MODEL_NONE || net->element[i].site < net->sites));
	ask(&x.room, scratch, net);
	network_close(&x);
	return 0;
}
