/* SPDX-License-Identifier: Apache-2.0
 *
 * verb_watch.c - petrin watch: what captures hold
 */
#include <string.h>

#include "base/file.h"
#include "base/log.h"
#include "service/watch.h"
#include "ui/cli/cli.h"
#include "ui/report/ladder.h"
#include "ui/report/watch_text.h"

struct options {
	bool stats, pdus, ladder, hex, show_subscribers;
	const char *filter, *svg, *key, *tls_keys;
};

#define AT(field) offsetof(struct options, field)
static const struct cli_option option[] = {
	{ "stats", NULL, "packets, messages, peers, and what could not be seen (default)", OPT_FLAG, AT(stats) },
	{ "pdus", NULL, "every decoded message as a line of JSON, in the order of time", OPT_FLAG, AT(pdus) },
	{ "ladder", NULL, "who said what to whom, a ladder for each UE", OPT_FLAG, AT(ladder) },
	{ "svg", "FILE", "draw the ladders into this file instead", OPT_TEXT, AT(svg) },
	{ "filter", "EXPR", "only messages that fulfil this, as ngap.RAN-UE-NGAP-ID == 7 && src in\n"
	  "                         {10.0.0.0/8}; docs/formats/watch.md has the language", OPT_TEXT, AT(filter) },
	{ "hex", NULL, "with --pdus the octets of each field, too", OPT_FLAG, AT(hex) },
	{ "show-subscribers", NULL, "show what identifies a subscriber, not a hash of it", OPT_FLAG,
	  AT(show_subscribers) },
	{ "key", "FILE", "a secret for these hashes, so that those of two runs can be compared", OPT_TEXT, AT(key) },
	{ "tls-keys", "FILE", "open TLS with this key log (SSLKEYLOGFILE)", OPT_TEXT, AT(tls_keys) },
};

enum { FLUSH = 1 << 16 };

/* Lines go out while the input is being read. */
struct lines {
	struct cli *c;
};

static bool take_lines(void *ctx, struct str s, struct pt_err *e)
{
	struct cli *c = ((struct lines *)ctx)->c;
	buf_add(&c->out, s.p, s.n);
	return c->out.n < FLUSH || cli_flush(c, e);
}

static bool check(struct cli *c, const struct options *o, struct pt_err *e)
{
	if (o->stats + o->pdus + (o->ladder || o->svg) > 1)
		return pt_fail(e, PT_USAGE, "one of --stats, --pdus and --ladder at a time");
	if (o->hex && !o->pdus)
		return pt_fail(e, PT_USAGE, "--hex goes with --pdus");
	if ((o->show_subscribers || o->key) && !o->pdus)
		return pt_fail(e, PT_USAGE, "--show-subscribers and --key go with --pdus: nothing else shows them");
	if (o->show_subscribers && o->key)
		return pt_fail(e, PT_USAGE, "--key is for the hashes that --show-subscribers does without");
	if (o->filter && !o->pdus && !o->ladder && !o->svg)
		return pt_fail(e, PT_USAGE, "--filter goes with --pdus and --ladder: the counts are of everything");
	if (o->pdus && c->format != FORMAT_TABLE && c->format != FORMAT_JSONL)
		return pt_fail(e, PT_USAGE, "--pdus writes JSON lines (--format jsonl)");
	if ((o->ladder || o->svg) && c->format != FORMAT_TABLE)
		return pt_fail(e, PT_USAGE, "--ladder is for people: --pdus is what programs read");
	if (o->pdus)
		c->format = FORMAT_JSONL;
	for (size_t i = 0; o->svg && i < c->words; i++)
		if (file_same(o->svg, c->word[i]))
			return pt_fail(e, PT_USAGE, "--svg names what is read; the ladder needs a file of its own");
	return true;
}

static void tell(struct cli *c, const struct options *o, const struct watch *w)
{
	for (size_t i = 0; i < w->problems; i++) {
		const struct watch_problem *p = &w->problem[i];
		const char *file = p->file < w->files ? w->file[p->file] : "?";
		c->damaged = c->damaged || p->lost;
		if (p->lost)
			log_error("%s: nothing of this file counts: %s", file, p->text);
		else
			log_warn("%s: at octet %llu, behind packet %llu: %s", file, (unsigned long long)p->offset,
			         (unsigned long long)p->frame, p->text);
	}
	if (w->problems_left_out)
		log_warn("and %llu places more that could not be read", (unsigned long long)w->problems_left_out);
	c->damaged = c->damaged || w->totals.capture.n[COUNT_files_damaged] > 0;
	if (w->totals.http[SBI_COUNT_keys_bad])
		log_warn("%llu lines of key logs of TLS are none, the first is line %llu",
		         (unsigned long long)w->totals.http[SBI_COUNT_keys_bad],
		         (unsigned long long)w->totals.http[SBI_COUNT_keys_bad_line]);
	if (o->pdus && o->show_subscribers)
		log_warn("subscribers can be recognised in this output");
	else if (o->pdus && w->totals.hidden)
		log_note("%llu values that identify subscribers are shown as hashes, with a key %s; --show-subscribers "
		         "shows them", (unsigned long long)w->totals.hidden,
		         o->key ? "of yours" : "that is thrown away now");
}

static bool answer(struct cli *c, const struct options *o, const struct watch *w, struct pt_err *e)
{
	struct arena rest = arena_reserve((size_t)1 << 30, "watch");
	char *start = rest.beg;
	bool ok = true;
	if (o->svg) {
		struct buf out = buf_in(c->a);
		ladder_svg(&out, rest, w);
		ok = file_replace(o->svg, (struct str){ out.p, out.n }, e);
	} else if (o->ladder) {
		ladder_text(&c->out, rest, w);
	} else if (!o->pdus && c->format == FORMAT_JSON) {
		watch_stats_json(&c->out, w);
	} else if (!o->pdus && c->format == FORMAT_TABLE) {
		watch_text(&c->out, rest, w, c->color);
	} else if (!o->pdus) {
		struct table t = watch_table(&rest, w, false);
		cli_table(c, &t);
	}
	arena_release(&rest, start);
	return ok;
}

static bool run(struct cli *c, const void *options, struct pt_err *e)
{
	const struct options *o = options;
	struct watch w;
	struct lines lines = { c };
	struct watch_lines to = { take_lines, &lines };
	if (!check(c, o, e))
		return false;
	struct watch_request rq = {
		.paths = (const char *const *)c->word, .n = c->words, .filter = o->filter, .key = o->key,
		.tls_keys = o->tls_keys,
		.pdus = o->pdus, .ladder = o->ladder || o->svg, .hex = o->hex, .show_subscribers = o->show_subscribers,
	};
	if (!service_watch(c->a, &rq, &to, &w, e))
		return false;
	tell(c, o, &w);
	return answer(c, o, &w, e);
}

const struct verb verb_watch = {
	.name = "watch", .arguments = "FILE...", .needs_words = true,
	.what = "what captures of a network hold: messages, peers, ladders\n\n"
	        "FILE is pcap or pcapng, plain, gzip or Zstandard, \"-\", or a folder of such files. Decoded are\n"
	        "NGAP, S1AP, the NAS messages in them, PFCP, GTP, Diameter (over SCTP), HTTP/1.1 and HTTP/2; of\n"
	        "others messages are only counted, as the table says. What identifies a subscriber is never shown\n"
	        "unless asked for.",
	.formats = "table json jsonl csv", .option = option, .options = COUNT(option), .size = sizeof(struct options),
	.run = run,
	.examples = "  petrin watch trace.pcapng\n"
	            "  petrin watch --pdus --filter 'message contains \"Setup\"' trace.pcap.gz\n"
	            "  petrin watch --ladder folder/\n",
};
