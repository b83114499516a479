/* SPDX-License-Identifier: Apache-2.0
 *
 * network_inside.h - what the files of service/network share
 *
 * network_rows.c takes rows in any order, network_settle.c puts them in order and makes places of names.
 */
#ifndef PT_SERVICE_NETWORK_INSIDE_H
#define PT_SERVICE_NETWORK_INSIDE_H

#include "judge/ownership/intern.h"
#include "service/network.h"

enum { NETWORK_MOST = 1 << 28 }; /* sites, elements or needs */
enum {
	NETWORK_MAKERS = 1 << 14,
	NETWORK_FUNCTIONS = 1 << 10
}; /* tables are made of one by the other */

struct network_raw_function {
	struct network_function f;
	const char *country;
	uint32_t id, part_of; /* words */
};
struct network_raw_site {
	struct network_site s;
	uint32_t node, source; /* number of the id; word */
};
struct network_raw_element {
	struct network_element e;
	uint32_t node, site, function, source,
	        vendor; /* node: of ids; site: of ids; the others words */
};
struct network_raw_need {
	uint32_t node, needs; /* of ids */
	uint32_t choice, kind, least;
};
struct network_raw_product {
	uint32_t supplier, name, class; /* words */
};

struct network_rows {
	struct arena a[4]; /* texts and small things, sites, elements, needs */
	char *start[4];
	struct arena *keep; /* of what stays: texts, sources, suppliers */
	struct intern id;   /* of sites and elements; texts live in keep */
	struct intern word; /* every other text */
	struct network_raw_function *function;
	struct network_raw_site *site;
	struct network_raw_element *element;
	struct network_raw_need *need;
	struct network_raw_product *product;
	struct model *model;
	int32_t day;  /* as of */
	size_t ahead; /* rows dated after it */
	size_t functions, sites, elements, needs, products;
	size_t function_cap, site_cap, element_cap, need_cap, product_cap, source_cap, supplier_cap;
	uint8_t column[RECORD_TABLES][RECORD_COLUMNS]; /* where fields stand */
};

void network_rows_begin(struct network_rows *r, struct arena *keep, struct model *m);
void network_rows_end(struct network_rows *r);
/* Takes a row of any table; for import_run, store_each and built-in data.  PT_LIMIT when there are
 * too many. */
bool network_take(void *ctx, const struct record *row, struct pt_err *e);
/* All rows are there: the network, in x->room. */
void network_settle(struct network_loaded *x, struct network_rows *r,
                    const struct network_request *rq);

#endif
