/* SPDX-License-Identifier: Apache-2.0
 *
 * exposure.c - what stands on whom in an inventory, and what falls with whom
 */
#include "service/exposure.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "service/assess.h"
#include "service/exposure_inside.h"

const char *const exposure_by_word[] = { "sites", "subscribers", "traffic", "criticality" };
const char *const exposure_basis_word[BASES] = { "unknown", "stated", "derived", "imputed",
	                                         "synthetic" };
const char *const exposure_criticality_word[CRITICALITIES] = { "unknown", "low", "moderate", "high",
	                                                       "critical" };

/* Functions that are the core, and elements of which nobody tells what they are: see
 * data/functions. */
#define CORE "core"
#define OTHER "other"

static uint32_t function_named(const struct network *net, const char *id)
{
	for (uint32_t i = 0; i < net->functions; i++)
		if (strcmp(net->function[i].id, id) == 0)
			return i;
	return MODEL_NONE;
}

/* --- without whom --- */

static int by_loss(const void *a, const void *b)
{
	const struct exposure_maker *x = a, *y = b;
	if (x->lost.users != y->lost.users)
		return x->lost.users < y->lost.users ? 1 : -1;
	if (x->lost.sites != y->lost.sites)
		return x->lost.sites < y->lost.sites ? 1 : -1;
	if (x->elements != y->elements)
		return x->elements < y->elements ? 1 : -1;
	return (x->maker > y->maker) - (x->maker < y->maker);
}

/* Every maker alone, with what --function leaves of it. */
static void each_maker(struct exposure *x, struct arena scratch, struct loss *loss)
{
	const struct network *net = x->net;
	uint32_t *first = NEW(&scratch, uint32_t, net->makers + 2),
	         *node = NEW(&scratch, uint32_t, net->elements);
	for (size_t i = 0; i < net->elements; i++)
		if (net->element[i].maker != MODEL_NONE && (!x->elements || x->elements[i]))
			first[net->element[i].maker + 2]++;
	for (size_t i = 2; i < net->makers + 2; i++)
		first[i] += first[i - 1];
	for (uint32_t i = 0; i < net->elements; i++)
		if (net->element[i].maker != MODEL_NONE && (!x->elements || x->elements[i]))
			node[first[net->element[i].maker + 1]++] = i;
	x->maker = NEW(&x->room, struct exposure_maker, net->makers);
	for (uint32_t m = 0; m < net->makers; m++) {
		size_t n = first[m + 1] - first[m];
		if (n)
			x->maker[x->makers++] =
			        (struct exposure_maker){ m, n,
				                         loss_without(loss, &node[first[m]], n) };
	}
	loss_reset(loss);
	if (x->makers > 1)
		qsort(x->maker, x->makers, sizeof *x->maker, by_loss);
}

static void add(struct lost *to, const struct network_site *v, enum loss_state state)
{
	bool known = !isnan(v->subscribers);
	if (state == LOSS_WORKS)
		return;
	if (state == LOSS_DEGRADED) {
		to->degraded++, to->sensitive_degraded += v->sensitive;
		to->users_degraded += known ? v->subscribers : 0;
		return;
	}
	to->sites++, to->sensitive += v->sensitive, to->users_unknown += !known;
	to->users += known ? v->subscribers : 0;
	to->traffic += isnan(v->traffic) ? 0 : v->traffic;
}

/* What is lost by operator or region; those without sites that count are left out. */
static struct exposure_part *parts(struct exposure *x, const struct loss *loss, bool regions,
                                   size_t *n)
{
	const struct network *net = x->net;
	size_t names = regions ? net->regions.n : net->operators.n;
	struct exposure_part *part = NEW(&x->room, struct exposure_part, names + 1);
	for (uint32_t i = 0; i < net->sites; i++) {
		uint32_t at = regions ? net->site[i].region_at : net->site[i].operator_at;
		if (x->stand.serving[i] == 0 || (x->sites && !x->sites[i]))
			continue;
		at = at == MODEL_NONE ? (uint32_t)names : at;
		add(&part[at].all, &net->site[i], LOSS_LOST);
		add(&part[at].lost, &net->site[i], loss_state(loss, i));
	}
	for (uint32_t i = 0; i <= names; i++) {
		if (part[i].all.sites == 0)
			continue;
		part[*n] = part[i];
		part[(*n)++].place = i == names ? MODEL_NONE : i;
	}
	return part;
}

static bool without(struct exposure *x, struct arena scratch, const struct exposure_request *rq,
                    struct loss *loss, struct pt_err *e)
{
	struct exposure_nodes nodes = { 0 };
	if (rq->without.n == 0)
		return true;
	if (!exposure_removed(x, &scratch, rq, &nodes, e))
		return false;
	x->lost = loss_without(loss, nodes.v, nodes.n);
	x->by_operator = parts(x, loss, false, &x->by_operators);
	x->by_region = parts(x, loss, true, &x->by_regions);
	x->areas = loss->areas;
	x->area = arena_copy(&x->room, loss->area, loss->areas * sizeof *loss->area);
	x->state = NEW(&x->room, uint8_t, x->net->sites);
	for (uint32_t i = 0; i < x->net->sites; i++)
		x->state[i] = (uint8_t)loss_state(loss, i);
	loss_reset(loss);
	return true;
}

/* --- trust classes --- */

static bool judge(struct exposure *x, const struct exposure_request *rq, struct pt_err *e)
{
	const struct assess_request ask = { .workspace = rq->inventory.workspace,
		                            .profile = rq->profile,
		                            .day = rq->inventory.day };
	struct assessment y;
	if (rq->profile == NULL)
		return true;
	if (!service_assess(&x->room, &ask, &y, e))
		return false;
	x->classes = y.standard.k;
	x->class = y.standard.class;
	x->profile = y.profile->id;
	uint8_t *trust = NEW(&x->room, uint8_t, x->net->makers);
	for (size_t m = 0; m < x->net->makers; m++) {
		const char *id = x->net->maker[m].id;
		trust[m] = FIRST_NOT_ASSESSED;
		for (size_t i = 0; i < y.n; i++)
			if (strcmp(y.subject[i]->id, id) == 0 && !y.verdicts.of[i].undecided)
				trust[m] = (uint8_t)assess_likeliest(&y, i);
	}
	x->trust = trust;
	service_assess_end(&y);
	return true;
}

/* --- sources --- */

static void sources(struct exposure *x)
{
	const struct network *net = x->net;
	size_t n = net->model->sources;
	struct exposure_source *s = NEW(&x->room, struct exposure_source, n + 1);
	for (size_t i = 0; i < net->sites; i++)
		s[net->site[i].source == MODEL_NONE ? n : net->site[i].source].sites++;
	for (size_t i = 0; i < net->elements; i++)
		s[net->element[i].source == MODEL_NONE ? n : net->element[i].source].elements++;
	for (uint32_t i = 0; i <= n; i++) {
		if (s[i].sites + s[i].elements == 0)
			continue;
		s[x->sources] = s[i];
		s[x->sources++].source = i == n ? MODEL_NONE : i;
	}
	x->source = s;
}

/* --- all of it --- */

static void look(struct exposure *x, struct arena scratch, struct loss *loss)
{
	const struct network *net = x->net;
	struct shares_asked ask = { x->by, 0, x->elements };
	x->functions = shares_of(&x->room, scratch, net, &ask);
	ask.rows = SHARES_GROUPS;
	x->groups = shares_of(&x->room, scratch, net, &ask);
	ask.rows = SHARES_OPERATORS | SHARES_REGIONS;
	x->cells = shares_of(&x->room, scratch, net, &ask);
	ask.rows = SHARES_ALL;
	x->whole = shares_of(&x->room, scratch, net, &ask);
	x->alone = alone_all(&x->room, loss, 0);
	uint32_t core_group = function_named(net, CORE);
	bool *core = NEW(&scratch, bool, net->elements);
	for (size_t i = 0; i < net->elements && core_group != MODEL_NONE; i++)
		core[i] = net->element[i].function != MODEL_NONE &&
		          net->function[net->element[i].function].group == core_group;
	x->lines = lines_of(&x->room, scratch, &x->stand, core);
	x->above = above_of(&x->room, scratch, &x->stand, core);
	x->common_areas = common_areas(&x->room, scratch, &x->stand);
	x->common_regions = common_regions(&x->room, scratch, &x->stand);
	x->ties = ties_of(&x->room, scratch, net, x->elements);
	struct first_asked first = { x->elements, x->trust, x->all, 0 };
	x->first = first_of(&x->room, scratch, loss, &first);
	x->quality = quality_of(net, x->elements, x->sites, function_named(net, OTHER), scratch);
	sources(x);
}

static bool expose(struct exposure *x, const struct exposure_request *rq, struct pt_err *e)
{
	struct arena rest = arena_reserve((size_t)16 << 30, "exposure");
	char *start = rest.beg;
	x->in.model.day = rq->inventory.day;
	bool ok = exposure_filter(x, rq, e) && judge(x, rq, e);
	if (ok) {
		x->stand = stand_make(&x->room, x->net);
		struct loss loss = loss_in(&rest, &x->stand);
		loss.counted = x->sites;
		x->all = loss_all(&x->stand, x->sites);
		each_maker(x, rest, &loss);
		ok = without(x, rest, rq, &loss, e);
		if (ok)
			look(x, rest, &loss);
	}
	arena_release(&rest, start);
	return ok;
}

bool exposure_open(struct exposure *x, const struct exposure_request *rq, struct pt_err *e)
{
	*x = (struct exposure){ .by = rq->by };
	struct network_request inventory = rq->inventory;
	inventory.in_service = true;
	if (!network_open(&x->in, &inventory, e))
		return false;
	x->net = &x->in.net;
	x->room = arena_reserve((size_t)16 << 30, "exposure");
	x->start = x->room.beg;
	if (expose(x, rq, e))
		return true;
	exposure_close(x);
	return false;
}

void exposure_close(struct exposure *x)
{
	if (x->start)
		arena_release(&x->room, x->start);
	network_close(&x->in);
	*x = (struct exposure){ 0 };
}

/* --- words --- */

bool exposure_by(const char *word, enum shares_by *by, struct pt_err *e)
{
	for (size_t i = 0; i < COUNT(exposure_by_word); i++)
		if (word == NULL || strcmp(word, exposure_by_word[i]) == 0) {
			*by = (enum shares_by)i;
			return true;
		}
	const char *near = str_nearest(word, exposure_by_word, COUNT(exposure_by_word));
	return pt_fail(e, PT_USAGE,
	               "--by is sites, subscribers, traffic or criticality, not \"%.40s\"%s%s%s",
	               word, near ? " (did you mean \"" : "", near ? near : "", near ? "\"?)" : "");
}

const char *exposure_maker_name(const struct exposure *x, uint32_t maker)
{
	return maker == MODEL_NONE ? "unknown" : x->net->maker[maker].name;
}

const char *exposure_operator(const struct exposure *x, uint32_t at)
{
	return at == MODEL_NONE ? "unknown" : x->net->operators.v[at];
}

const char *exposure_region(const struct exposure *x, uint32_t at)
{
	return at == MODEL_NONE ? "unknown" : x->net->regions.v[at];
}

const char *exposure_function(const struct exposure *x, uint32_t at)
{
	return at == MODEL_NONE ? "unknown" : x->net->function[at].id;
}

const char *exposure_node(const struct exposure *x, uint32_t node)
{
	size_t n = x->net->elements;
	return node < n ? x->net->element[node].id : x->net->site[node - n].id;
}

const char *exposure_trust(const struct exposure *x, uint32_t maker)
{
	if (x->trust == NULL || maker == MODEL_NONE || x->trust[maker] == FIRST_NOT_ASSESSED)
		return NULL;
	return x->class[x->trust[maker]];
}

const char *exposure_reason(struct arena *a, const struct exposure *x, const struct first_item *v)
{
	static const char *const step[FIRST_STEPS] = { "at least half", "at least a tenth",
		                                       "at least a hundredth",
		                                       "something, below a hundredth,", "nothing" };
	const char *trust = exposure_trust(x, v->maker);
	struct buf b = buf_in(a);
	buf_fmt(&b, "%s function; %s of the %s is lost without it",
	        exposure_criticality_word[v->criticality], step[v->step],
	        x->first.by_sites ? "sites" : "subscribers");
	if (v->maker == MODEL_NONE)
		buf_str(&b, "; nobody knows who made it");
	else if (trust)
		buf_fmt(&b, "; class %s", trust);
	if (v->ended)
		buf_fmt(&b, "; support has ended for %llu of %llu", (unsigned long long)v->ended,
		        (unsigned long long)v->elements);
	return b.p;
}

static void part_of(struct buf *b, uint64_t n, uint64_t all, const char *what)
{
	if (n == 0 || all == 0)
		return;
	buf_str(b, b->n ? ", " : "");
	if (n == all)
		buf_fmt(b, "all %s", what);
	else
		buf_fmt(b, "%.3g %% of %s", 100.0 * (double)n / (double)all, what);
}

const char *exposure_caution(struct arena *a, const struct exposure *x)
{
	static const char *const how[] = { "made up", "filled in", "derived" };
	static const enum basis what[] = { BASIS_SYNTHETIC, BASIS_IMPUTED, BASIS_DERIVED };
	const struct quality *q = &x->quality;
	struct buf b = buf_in(a);
	for (size_t i = 0; i < COUNT(what); i++) {
		struct buf part = buf_in(a);
		part_of(&part, q->vendor[what[i]], q->elements, "vendors");
		part_of(&part, q->element[what[i]], q->elements, "elements");
		part_of(&part, q->site[what[i]], q->sites, "sites");
		part_of(&part, q->load[what[i]], q->sites, "loads of sites");
		if (part.n)
			buf_fmt(&b, "%s%s: %s", b.n ? "; " : "", how[i], part.p);
	}
	struct buf part = buf_in(a);
	part_of(&part, q->vendor[BASIS_UNKNOWN], q->elements, "vendors");
	part_of(&part, q->load[BASIS_UNKNOWN], q->sites, "loads of sites");
	if (part.n)
		buf_fmt(&b, "%sunknown: %s", b.n ? "; " : "", part.p);
	if (b.n == 0)
		buf_str(&b, "everything is stated");
	return b.p;
}
