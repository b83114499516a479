/* SPDX-License-Identifier: Apache-2.0
 *
 * exposure.h - what stands on whom in an inventory, and what falls with whom
 *
 * What is shown anywhere (table, JSON, CSV) comes from one struct exposure.  Everything lives in
 * arenas of the struct, given back by exposure_close.  One thread.
 */
#ifndef PT_SERVICE_EXPOSURE_H
#define PT_SERVICE_EXPOSURE_H

#include "judge/exposure/above.h"
#include "judge/exposure/alone.h"
#include "judge/exposure/common.h"
#include "judge/exposure/first.h"
#include "judge/exposure/lines.h"
#include "judge/exposure/loss.h"
#include "judge/exposure/quality.h"
#include "judge/exposure/shares.h"
#include "judge/exposure/ties.h"
#include "service/network.h"

struct exposure_texts {
	const char *const *v;
	size_t n;
};

struct exposure_request {
	struct network_request inventory;
	struct exposure_texts without; /* "NAME", "product:NAME", ...: see exposure_names.c */
	struct exposure_texts operators, regions, functions; /* only these; none = all */
	enum shares_by by;
	const char *profile; /* also trust classes by this profile, from the workspace; NULL = no */
};

struct exposure_removed {         /* one --without */
	const char *kind, *name;  /* "supplier", and its name */
	uint64_t elements, sites; /* that it names */
};
struct exposure_part { /* of what is lost, by operator or region; place MODEL_NONE: not known */
	uint32_t place;
	struct lost lost, all;
};
struct exposure_maker {
	uint32_t maker;
	uint64_t elements;
	struct lost lost; /* without all of it */
};
struct exposure_source {
	uint32_t source; /* or MODEL_NONE */
	uint64_t sites, elements;
};

struct exposure {
	struct network_loaded in;
	const struct network *net;
	struct stand stand;
	const bool *elements, *sites; /* that count by the filters, or NULL: all */
	const bool *of_function;      /* functions that count */
	enum shares_by by;
	struct lost all; /* what there is to lose */
	struct shares functions, groups, cells, whole;
	struct exposure_maker *maker; /* most users lost first */
	size_t makers;
	struct exposure_removed *removed;
	struct lost lost; /* without all of those */
	struct exposure_part *by_operator, *by_region;
	uint32_t *area; /* areas without emergency calls then */
	uint8_t *state; /* of a site, enum loss_state; only with removals */
	size_t removals, by_operators, by_regions, areas;
	struct alones alone;
	struct lines lines;
	struct above above;
	struct common common_areas, common_regions;
	struct ties ties;
	struct first first;
	struct quality quality;
	const char *const *class; /* trust classes, worst first; 0 = nothing was assessed */
	size_t classes;
	const uint8_t *trust; /* by maker */
	const char *profile;
	struct exposure_source *source;
	size_t sources;
	struct arena room;
	char *start;
};

/* PT_USAGE with "did you mean" for names that are not there. */
bool exposure_open(struct exposure *x, const struct exposure_request *rq, struct pt_err *e) PT_MUST;
void exposure_close(struct exposure *x);

/* "sites", "subscribers", "traffic", "criticality"; PT_USAGE for others (NULL is sites). */
bool exposure_by(const char *word, enum shares_by *by, struct pt_err *e) PT_MUST;
extern const char *const exposure_by_word[];
extern const char *const exposure_basis_word[BASES];
extern const char *const exposure_criticality_word[CRITICALITIES];
/* Names for people; "unknown" for MODEL_NONE. */
const char *exposure_maker_name(const struct exposure *x, uint32_t maker);
const char *exposure_operator(const struct exposure *x, uint32_t at);
const char *exposure_region(const struct exposure *x, uint32_t at);
const char *exposure_function(const struct exposure *x, uint32_t at); /* its id */
const char *exposure_node(const struct exposure *x, uint32_t node);   /* id of an element or site */
/* The trust class of a maker, or NULL when it was not assessed. */
const char *exposure_trust(const struct exposure *x, uint32_t maker);
/* Why an item of x->first stands where it does, in one sentence. */
const char *exposure_reason(struct arena *a, const struct exposure *x, const struct first_item *v);
/* What share of the answer rests on what nobody stated, in one sentence. */
const char *exposure_caution(struct arena *a, const struct exposure *x);

/* petrin.expose/1; of long lists the first `top`, 0 = all. */
void exposure_json(struct buf *b, const struct exposure *x, size_t top);

#endif
