/* SPDX-License-Identifier: Apache-2.0
 *
 * generate.c - a request is checked, a world is made, and lives until its end
 */
#include "watch/generate/attack.h"

static const struct {
	const char *word, *what;
} odd[] = {
#define O(id, word, what) { word, what },
#include "watch/generate/odd.def"
};

const char *generate_odd_word(size_t i, const char **what)
{
	if (i >= COUNT(odd))
		return NULL;
	*what = odd[i].what;
	return odd[i].word;
}

static bool read_odd(struct arena *a, const char *list, uint32_t *bits, struct pt_err *e)
{
	struct str rest = list == NULL ? (struct str){ NULL, 0 } : str_of(list), part;
	*bits = 0;
	while (str_cut(&rest, ',', &part)) {
		const char *words[COUNT(odd)], *word;
		size_t i = 0;
		part = str_trim(part);
		word = arena_strn(a, part.p, part.n);
		while (i < COUNT(odd) && strcmp(odd[i].word, word) != 0)
			i++;
		if (i < COUNT(odd)) {
			*bits |= 1u << i;
			continue;
		}
		for (i = 0; i < COUNT(odd); i++)
			words[i] = odd[i].word;
		const char *near = str_nearest(word, words, COUNT(words));
		return pt_fail(e, PT_USAGE, "--odd: there is no \"%s\"%s%s%s (--odd list shows them)", word,
		               near ? "; did you mean \"" : "", near ? near : "", near ? "\"?" : "");
	}
	uint32_t links = *bits & (1u << ODD_SLL | 1u << ODD_SLL2 | 1u << ODD_RAW | 1u << ODD_VLAN);
	if ((links & (links - 1)) != 0)
		return pt_fail(e, PT_USAGE, "--odd: one of sll, sll2, raw and vlan at a time");
	return true;
}

static bool within(struct pt_err *e, const char *option, double v, double least, double most)
{
	return (v >= least && v <= most) ||
	       pt_fail(e, PT_USAGE, "--%s: from %.10g to %.10g, not %.10g", option, least, most, v);
}

static bool check(struct arena *a, const struct generate_request *rq, uint32_t *bits, struct attack **at, size_t *n,
                  struct pt_err *e)
{
	return within(e, "ues", rq->ues, 1, GENERATE_UES) && within(e, "gnbs", rq->gnbs, 1, GENERATE_GNBS) &&
	       within(e, "minutes", rq->minutes, 0.1, GENERATE_MINUTES) && read_odd(a, rq->odd, bits, e) &&
	       attack_list(a, rq->attacks, at, n, e);
}

struct passage { /* from the wire to whoever takes the frames */
	const struct generate_sink *to;
	struct generate_totals *totals;
	const struct attack *at;
	struct pt_err *e;
	bool failed;
};

static void take(void *ctx, const struct generate_frame *f)
{
	struct passage *p = ctx;
	if (p->failed)
		return;
	p->totals->frames++;
	p->totals->octets += f->octets.n;
	if (f->mark != NULL) {
		p->totals->marked++;
		for (size_t i = 0; i < p->totals->attacks; i++)
			p->totals->attack[i].frames += f->mark == &p->at[i].mark;
	}
	p->failed = !p->to->take(p->to->ctx, f, p->e);
}

static void begin_totals(struct arena *a, const struct attack *at, size_t n, uint16_t link, struct generate_totals *out)
{
	*out = (struct generate_totals){ .link = link, .attacks = n };
	out->attack = NEW(a, struct generate_attack, n);
	for (size_t i = 0; i < n; i++) {
		struct generate_attack *g = &out->attack[i];
		memcpy(g->label, at[i].mark.label, sizeof g->label);
		g->technique = at[i].def->technique;
		g->title = at[i].def->title;
		g->benign = attack_is(&at[i], "near");
	}
}

static enum wire_link link_of(uint32_t bits)
{
	return bits & 1u << ODD_SLL ? LINK_SLL : bits & 1u << ODD_SLL2 ? LINK_SLL2 : bits & 1u << ODD_RAW ? LINK_RAW :
	       LINK_ETHERNET;
}

bool generate_check(struct arena *a, const struct generate_request *rq, struct generate_totals *out, struct pt_err *e)
{
	struct attack *at;
	uint32_t bits;
	size_t n;
	if (!check(a, rq, &bits, &at, &n, e))
		return false;
	begin_totals(a, at, n, (uint16_t)link_of(bits), out);
	return true;
}

bool generate(struct arena *a, const struct generate_request *rq, const struct generate_sink *to,
              struct generate_totals *out, struct pt_err *e)
{
	struct attack *at;
	uint32_t bits;
	size_t n;
	if (!check(a, rq, &bits, &at, &n, e))
		return false;
	begin_totals(a, at, n, (uint16_t)link_of(bits), out);
	struct pt_err wrong = { 0 };
	struct world *w = world_new(a, rq, bits);
	struct passage p = { to, out, at, e, false };
	w->error = &wrong;
	w->wire.link = link_of(bits);
	w->wire.take = take;
	w->wire.ctx = &p;
	life_begin(w);
	attack_begin(w, at, n);
	while (!p.failed && wrong.code == PT_OK && world_step(w))
		;
	wire_end(&w->wire);
	if (wrong.code != PT_OK)
		return pt_fail(e, wrong.code, "%s", wrong.text);
	return !p.failed;
}
