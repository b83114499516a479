/* SPDX-License-Identifier: Apache-2.0
 *
 * network.h - an inventory as plain structs: sites, elements, what needs what, functions
 *
 * Made by service/network.c from the rows of a workspace or of files, read by judge/exposure, decide
 * and plan.  Everything lives in the arena it was loaded into.  Text is never NULL; "" is "not known".
 * Arrays are in the order of ids; indices refer to them, MODEL_NONE is "not known".  Numbers not known
 * are NAN, days not known NETWORK_NO_DAY.
 */
#ifndef PT_MODEL_NETWORK_H
#define PT_MODEL_NETWORK_H

#include "model/model.h"

enum { NETWORK_NO_DAY = INT32_MIN };

/* How a value came to be: what the source says, computed from what it says, filled in, made up. */
enum basis { BASIS_UNKNOWN, BASIS_STATED, BASIS_DERIVED, BASIS_IMPUTED, BASIS_SYNTHETIC, BASES };

/* Worst first: what is lost when the function is.  Data: data/functions. */
enum criticality { CRITICALITY_UNKNOWN, CRITICALITY_LOW, CRITICALITY_MODERATE, CRITICALITY_HIGH,
	           CRITICALITY_CRITICAL, CRITICALITIES };

struct network_function {
	const char *id, *title, *cite, *certainty;
	uint32_t part_of; /* place of the function it belongs to, or MODEL_NONE; no loops */
	uint32_t group;   /* the last one on that way up, or itself */
	int64_t place;    /* order for people */
	enum criticality criticality; /* in the country asked for; else where no country says otherwise */
	bool serves;      /* users are served where one works */
};

/* Who made an element, as far as told: a supplier of the workspace, or a name that is none of them. */
struct network_maker {
	const char *id, *name; /* of the supplier; else "vendor:" and the text as it is compared, and the text */
	uint32_t supplier;     /* or MODEL_NONE */
};

struct network_product {
	const char *name, *class;
	uint32_t supplier;
};

struct network_site {
	const char *id, *operator, *name, *region, *area, *cluster, *owner, *note;
	char country[3];
	double lat, lon, subscribers, traffic;
	bool sensitive, sensitive_known;
	uint8_t basis, load_basis; /* enum basis */
	uint32_t source;
	uint32_t operator_at, region_at, area_at; /* places in the lists of names below */
	int32_t day;               /* of what is stated */
};

/* Technologies as bits, from texts like "4G 5G". */
enum { TECHNOLOGY_2G = 1, TECHNOLOGY_3G = 2, TECHNOLOGY_4G = 4, TECHNOLOGY_5G = 8 };

struct network_element {
	const char *id, *operator, *vendor, *vendor_note, *product, *hardware, *software, *managed_by,
	        *status, *note;
	char made_in[3], currency[4];
	uint8_t technology, basis, vendor_basis;
	uint32_t site, function, supplier, source; /* supplier: found from vendor, product */
	uint32_t maker, operator_at;               /* operator: its own, else that of its site */
	uint32_t weighed; /* whose criticality holds for it: see network_weighed */
	int32_t installed, support_end, day;
	double cells, book_value;
};

/* Nodes of the graph: elements first, then sites: node < elements is an element, else a site. */
struct network_need {
	uint32_t node, needs; /* nodes */
	uint32_t choice;      /* of the same node and choice `least` are enough; MODEL_NONE: needed by itself */
	uint32_t least;
	const char *kind;
};

struct network_names { /* each text once, in alphabetical order */
	const char **v;
	size_t n;
};

struct network {
	const struct model *model; /* suppliers and sources */
	struct network_function *function;
	struct network_maker *maker;
	struct network_product *product;
	struct network_site *site;
	struct network_element *element;
	struct network_need *need; /* in the order of node, choice, needs */
	size_t functions, makers, products, sites, elements, needs;
	struct network_names operators, regions, areas; /* areas: "CC area" when the country is known */
	const struct network_function *national; /* functions as countries weigh them, one block a country */
	const char *country;   /* for which criticality holds, or "": for each element that of its site's country */
	size_t dangling;       /* needs of or for something that is not there: left out */
	size_t homeless;       /* elements that name a site which is not there */
	size_t functionless;   /* elements whose function is none of the table: taken for "other" or left open */
	size_t planned, retired; /* elements left out because they are not in service */
	size_t ahead;          /* rows of files dated after the day: left out */
	size_t unmet;          /* needs of elements in service for such: left out */
};

/* A function as it is weighed where the element stands. */
static inline const struct network_function *network_weighed(const struct network *net,
                                                             const struct network_element *e, uint32_t function)
{
	return e->weighed ? &net->national[(e->weighed - 1) * net->functions + function] : &net->function[function];
}

#endif
