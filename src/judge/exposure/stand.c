/* SPDX-License-Identifier: Apache-2.0
 *
 * stand.c - what stands on what, as compact arrays
 */
#include "judge/exposure/stand.h"

#include <math.h>

/* Needs of one node and choice stand together; a run of them is one choice. */
struct run {
	size_t from, to;
	uint32_t members, least;
};

static bool says_nothing(const struct network_need *v, size_t i, size_t from)
{
	return v[i].node == v[i].needs || (i > from && v[i].needs == v[i - 1].needs);
}

static struct run run_at(const struct network *net, size_t from)
{
	const struct network_need *v = net->need;
	struct run r = { from, from, 0, 1 };
	for (;
	     r.to < net->needs && v[r.to].node == v[from].node && v[r.to].choice == v[from].choice;
	     r.to++) {
		r.members += !says_nothing(v, r.to, from);
		r.least = v[r.to].least > r.least ? v[r.to].least : r.least;
	}
	return r;
}

static bool is_choice(const struct network *net, const struct run *r)
{
	return net->need[r->from].choice != MODEL_NONE && r->members > 0;
}

/* Where edges go: first counted, then put. */
struct edges {
	struct stand *s;
	bool count;
};

static void edge(const struct edges *e, uint32_t needed, uint32_t target)
{
	uint32_t *next = &e->s->first[needed + 2];
	if (e->count)
		++*next;
	else
		e->s->above[e->s->first[needed + 1]++] = target;
}

static void walk(const struct edges *e)
{
	struct stand *s = e->s;
	const struct network *net = s->net;
	uint32_t choice = 0;
	for (size_t i = 0; i < net->needs;) {
		struct run r = run_at(net, i);
		uint32_t node = net->need[i].node;
		bool many = is_choice(net, &r);
		for (; i < r.to; i++)
			if (!says_nothing(net->need, i, r.from))
				edge(e, net->need[i].needs, many ? s->nodes + choice : node);
		if (!many)
			continue;
		if (!e->count) {
			s->owner[choice] = node;
			s->bears[choice] = r.least < r.members ? r.members - r.least : 0;
			s->short_choices += r.least > r.members;
		}
		choice++;
	}
	s->choices = choice;
}

static void sites(struct stand *s, struct arena *keep)
{
	const struct network *net = s->net;
	s->at = NEW(keep, uint32_t, s->elements);
	s->counts = NEW(keep, bool, s->elements);
	s->site = NEW(keep, uint32_t, net->sites + 2);
	s->member = NEW(keep, uint32_t, s->elements);
	s->serving = NEW(keep, uint32_t, net->sites);
	for (uint32_t i = 0; i < s->elements; i++) {
		const struct network_element *v = &net->element[i];
		s->at[i] = v->site;
		if (v->site == MODEL_NONE)
			continue;
		s->counts[i] = v->function != MODEL_NONE && net->function[v->function].serves;
		s->serving[v->site] += s->counts[i];
		s->site[v->site + 2]++;
	}
	for (size_t i = 2; i < net->sites + 2; i++)
		s->site[i] += s->site[i - 1];
	for (int others = 0; others < 2; others++)
		for (uint32_t i = 0; i < s->elements; i++)
			if (s->at[i] != MODEL_NONE && s->counts[i] != others)
				s->member[s->site[s->at[i] + 1]++] = i;
}

/* A site without anything that serves users has the service of all its elements. */
static void service(struct stand *s, struct arena *keep)
{
	const struct network *net = s->net;
	for (uint32_t i = 0; i < net->sites; i++) {
		if (s->serving[i])
			continue;
		s->serving[i] = s->site[i + 1] - s->site[i];
		for (uint32_t k = s->site[i]; k < s->site[i + 1]; k++)
			s->counts[s->member[k]] = true;
	}
	s->area = NEW(keep, uint32_t, net->sites);
	s->area_sites = NEW(keep, uint32_t, net->areas.n);
	s->area_users = NEW(keep, double, net->areas.n);
	for (uint32_t i = 0; i < net->sites; i++) {
		const struct network_site *v = &net->site[i];
		s->area[i] = v->area_at;
		if (v->area_at == MODEL_NONE || s->serving[i] == 0)
			continue;
		s->area_sites[v->area_at]++;
		s->area_users[v->area_at] += isnan(v->subscribers) ? 0 : v->subscribers;
	}
}

struct stand stand_make(struct arena *keep, const struct network *net)
{
	struct stand s = { .net = net,
		           .elements = (uint32_t)net->elements,
		           .nodes = (uint32_t)(net->elements + net->sites) };
	s.first = NEW(keep, uint32_t, (size_t)s.nodes + 2);
	walk(&(struct edges){ &s, true });
	for (size_t i = 2; i < (size_t)s.nodes + 2; i++)
		s.first[i] += s.first[i - 1];
	s.above = NEW(keep, uint32_t, s.first[s.nodes + 1]);
	s.owner = NEW(keep, uint32_t, s.choices);
	s.bears = NEW(keep, uint32_t, s.choices);
	walk(&(struct edges){ &s, false });
	sites(&s, keep);
	service(&s, keep);
	return s;
}
