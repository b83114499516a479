/* SPDX-License-Identifier: Apache-2.0
 *
 * verb_generate.c - petrin generate: traffic of a network that does not exist
 */
#include <string.h>

#include "base/log.h"
#include "service/generate.h"
#include "ui/cli/cli.h"
#include "ui/cli/json.h"

struct options {
	uint64_t ues, gnbs, seed;
	const char *minutes, *attack, *odd, *output;
	bool ciphered;
};

#define AT(field) offsetof(struct options, field)
static const struct cli_option option[] = {
	{ "output", "FILE", "where the capture goes (-o FILE; - is standard output); what in it is an attack\n"
	  "                         goes to FILE.labels.csv", OPT_TEXT, AT(output) },
	{ "ues", "N", "subscribers (10)", OPT_COUNT, AT(ues) },
	{ "gnbs", "N", "base stations (2)", OPT_COUNT, AT(gnbs) },
	{ "minutes", "N", "how long the recording is (5)", OPT_TEXT, AT(minutes) },
	{ "attack", "LIST", "attacks in it, as D06,D23:near or all; \"list\" shows what there is", OPT_TEXT,
	  AT(attack) },
	{ "odd", "LIST", "what real recordings have, as late,vlan; \"list\" shows what there is", OPT_TEXT, AT(odd) },
	{ "ciphered", NULL, "NAS of registered subscribers cannot be read", OPT_FLAG, AT(ciphered) },
	{ "seed", "N", "another network, the same each time (1)", OPT_COUNT, AT(seed) },
};

enum { START = 1767225600 /* 2026-01-01T00:00:00Z: nothing depends on when it is made */ };

static bool list_attacks(struct cli *c)
{
	struct table t = table_in(c->a);
	struct generate_kind k;
	table_column(&t, "attack", "attack", false);
	table_column(&t, "technique", "technique", false);
	table_column(&t, "title", "what", false);
	table_column(&t, "variants", "variants", false);
	for (size_t i = 0; generate_kind(i, &k); i++) {
		const char **cell = table_row(&t);
		cell[0] = k.id;
		cell[1] = k.technique;
		cell[2] = k.title;
		cell[3] = k.variants;
	}
	cli_table(c, &t);
	return true;
}

static bool list_odd(struct cli *c)
{
	struct table t = table_in(c->a);
	const char *what, *word;
	table_column(&t, "word", "word", false);
	table_column(&t, "what", "what", false);
	for (size_t i = 0; (word = generate_odd_word(i, &what)) != NULL; i++) {
		const char **cell = table_row(&t);
		cell[0] = word;
		cell[1] = what;
	}
	cli_table(c, &t);
	return true;
}

static void tell_json(struct cli *c, const struct generate_request *rq, const struct generate_files *f,
                      const struct generate_totals *t)
{
	struct jsonw w = cli_json(c, "petrin.generate/1");
	jsonw_put_bool(&w, "synthetic", true);
	jsonw_put_text(&w, "file", f->capture);
	jsonw_put_text(&w, "labels", f->labels);
	jsonw_put_count(&w, "seed", rq->seed);
	jsonw_put_count(&w, "ues", rq->ues);
	jsonw_put_count(&w, "gnbs", rq->gnbs);
	jsonw_put_number(&w, "minutes", rq->minutes);
	jsonw_put_count(&w, "frames", t->frames);
	jsonw_put_count(&w, "octets", t->octets);
	jsonw_put_count(&w, "attack_frames", t->marked);
	jsonw_put_array(&w, "attacks");
	for (size_t i = 0; i < t->attacks; i++) {
		jsonw_object(&w);
		jsonw_put_text(&w, "label", t->attack[i].label);
		jsonw_put_text(&w, "technique", t->attack[i].technique);
		jsonw_put_text(&w, "title", t->attack[i].title);
		jsonw_put_bool(&w, "benign", t->attack[i].benign);
		jsonw_put_count(&w, "frames", t->attack[i].frames);
		jsonw_object_end(&w);
	}
	jsonw_array_end(&w);
	cli_json_end(c, &w);
}

static void tell(struct cli *c, const struct generate_files *f, const struct generate_totals *t)
{
	buf_fmt(&c->out, "%s: synthetic traffic, %llu frames, %llu octets\n", f->capture,
	        (unsigned long long)t->frames, (unsigned long long)t->octets);
	buf_fmt(&c->out, "%s: %llu frames that are attacks\n", f->labels, (unsigned long long)t->marked);
	for (size_t i = 0; i < t->attacks; i++) {
		const struct generate_attack *a = &t->attack[i];
		buf_fmt(&c->out, "  %-20s %-12s %6llu  %s%s\n", a->label, a->technique, (unsigned long long)a->frames,
		        a->title, a->benign ? " (looks like it, is benign, has no label)" : "");
	}
}

static bool read_request(const struct options *o, struct generate_request *rq, struct pt_err *e)
{
	*rq = (struct generate_request){ .seed = o->seed ? o->seed : 1, .minutes = 5, .attacks = o->attack,
		                         .odd = o->odd, .ciphered = o->ciphered, .start = START };
	if (o->minutes != NULL && !str_double(str_of(o->minutes), &rq->minutes))
		return pt_fail(e, PT_USAGE, "--minutes needs a number, not \"%.40s\"", o->minutes);
	rq->ues = (uint32_t)(o->ues == 0 ? 10 : o->ues > UINT32_MAX ? UINT32_MAX : o->ues);
	rq->gnbs = (uint32_t)(o->gnbs == 0 ? 2 : o->gnbs > UINT32_MAX ? UINT32_MAX : o->gnbs);
	return true;
}

static bool run(struct cli *c, const void *options, struct pt_err *e)
{
	const struct options *o = options;
	struct generate_request rq;
	struct generate_totals t;
	struct generate_files files;
	if (o->attack != NULL && strcmp(o->attack, "list") == 0)
		return list_attacks(c);
	if (o->odd != NULL && strcmp(o->odd, "list") == 0)
		return list_odd(c);
	if (c->words > 0)
		return pt_fail(e, PT_USAGE, "generate takes no arguments but options, not \"%.60s\"", c->word[0]);
	if (o->output == NULL || o->output[0] == '\0')
		return pt_fail(e, PT_USAGE, "generate needs -o FILE: where the capture goes");
	if (!read_request(o, &rq, e) || !service_generate(c->a, &rq, o->output, &files, &t, e))
		return false;
	for (size_t i = 0; i < t.attacks; i++)
		if (t.attack[i].frames == 0 && !t.attack[i].benign)
			log_warn("%s found no occasion: with more subscribers or minutes it may", t.attack[i].label);
	if (strcmp(o->output, "-") == 0)
		return true;
	if (c->format == FORMAT_JSON)
		tell_json(c, &rq, &files, &t);
	else
		tell(c, &files, &t);
	return true;
}

const struct verb verb_generate = {
	.name = "generate", .arguments = "",
	.what = "make traffic of a 5G network that does not exist, with attacks in it and the truth beside it\n\n"
	        "For tests, benchmarks and training: everything in it is synthetic and says so. Base stations set\n"
	        "up, subscribers register, talk, move and go; N1, N2, N3, N4 and SBI tell the same. Frames of\n"
	        "attacks are listed in FILE.labels.csv (frame,label,technique). The same options give the same bytes.",
	.formats = "table json jsonl csv", .option = option, .options = COUNT(option), .size = sizeof(struct options),
	.run = run,
	.examples = "  petrin generate -o quiet.pcapng\n"
	            "  petrin generate --ues 200 --gnbs 10 --minutes 10 --attack D06,D23:evasive -o day.pcapng\n"
	            "  petrin generate --attack list\n",
};
