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
	bool stats, pdus, ladder, hex, show_subscribers, follow;
	const char *filter, *svg, *key, *live, *only, *tls_keys;
	uint64_t seconds, packets, threads;
};

#define AT(field) offsetof(struct options, field)
static const struct cli_option option[] = {
	{ "stats", NULL, "packets, messages, peers, and what could not be seen (default)", OPT_FLAG, AT(stats) },
	{ "pdus", NULL, "every decoded message as a line of JSON, in the order of time", OPT_FLAG, AT(pdus) },
	{ "ladder", NULL, "who said what to whom, a ladder for each UE", OPT_FLAG, AT(ladder) },
	{ "svg", "FILE", "draw the ladders into this file instead", OPT_TEXT, AT(svg) },
	{ "live", "IFACE", "listen to this interface instead of reading files (\"any\": to all); rights are\n"
	  "                         given up before the first packet is read", OPT_TEXT, AT(live) },
	{ "only", "EXPR", "with --live: packets the system chooses by this, as \"sctp or udp port 8805\"\n"
	  "                         (pcap-filter(7))", OPT_TEXT, AT(only) },
	{ "follow", NULL, "go on while files grow and others come into the folders", OPT_FLAG, AT(follow) },
	{ "for", "SECONDS", "end after this time", OPT_COUNT, AT(seconds) },
	{ "count", "PACKETS", "end after so many packets", OPT_COUNT, AT(packets) },
	{ "filter", "EXPR", "only messages that fulfil this, as nas5gs && src in 10.0.0.0/8 or\n"
	  "                         ngap.RAN-UE-NGAP-ID == 7; docs/formats/watch.md has the language", OPT_TEXT,
	  AT(filter) },
	{ "threads", "N", "decode with so many (one for each processor); the result is the same", OPT_COUNT,
	  AT(threads) },
	{ "hex", NULL, "with --pdus the octets of each field, too", OPT_FLAG, AT(hex) },
	{ "show-subscribers", NULL, "show what identifies a subscriber, not a hash of it", OPT_FLAG,
	  AT(show_subscribers) },
	{ "key", "FILE", "a secret for these hashes, so that those of two runs can be compared", OPT_TEXT, AT(key) },
	{ "tls-keys", "FILE", "open TLS with this key log (SSLKEYLOGFILE)", OPT_TEXT, AT(tls_keys) },
};

enum { FLUSH = 1 << 16, SECONDS_MOST = 365 * 86400, THREADS_MOST = 64 };

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

static bool flush(void *ctx, struct pt_err *e)
{
	struct cli *c = ((struct lines *)ctx)->c;
	return c->out.n == 0 || cli_flush(c, e);
}

/* What is read. */
static bool check_source(struct cli *c, const struct options *o, struct pt_err *e)
{
	if (o->live && c->words > 0)
		return pt_fail(e, PT_USAGE, "files or --live, one of them at a time");
	if (!o->live && c->words == 0)
		return pt_fail(e, PT_USAGE, "watch needs FILE... or --live IFACE (see petrin watch --help)");
	if (o->live && o->follow)
		return pt_fail(e, PT_USAGE, "--follow is for files: --live goes on anyway");
	if (o->only && !o->live)
		return pt_fail(e, PT_USAGE, "--only goes with --live: files are read whole, and --filter chooses");
	if (o->threads > THREADS_MOST)
		return pt_fail(e, PT_USAGE, "--threads takes at most %d", THREADS_MOST);
	if (o->seconds > SECONDS_MOST)
		return pt_fail(e, PT_USAGE, "--for takes at most %d seconds", SECONDS_MOST);
	for (size_t i = 0; o->follow && i < c->words; i++)
		if (strcmp(c->word[i], "-") == 0)
			return pt_fail(e, PT_USAGE, "--follow is for files and folders: a pipe has an end of its own");
	return true;
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
	if (w->ignored)
		log_note("left out as no captures: %s%s", w->file[w->ignored_at],
		         w->ignored > 1 ? arena_fmt(c->a, ", and %llu more", (unsigned long long)w->ignored - 1) : "");
	if (w->stopped && !o->live && !o->follow)
		log_warn("ended as asked, before the files were read to their end");
	if (w->gone)
		log_warn("%llu files were gone or renamed before they could be read", (unsigned long long)w->gone);
	c->damaged = c->damaged || w->foreign || w->totals.capture.n[COUNT_files_damaged] > 0;
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
	struct watch_lines to = { take_lines, flush, &lines };
	if (!check_source(c, o, e) || !check(c, o, e))
		return false;
	struct watch_request rq = {
		.paths = (const char *const *)c->word, .n = c->words, .live = o->live, .only = o->only,
		.follow = o->follow, .seconds = (unsigned)o->seconds, .packets = o->packets, .filter = o->filter,
		.threads = (unsigned)o->threads, .key = o->key, .tls_keys = o->tls_keys, .pdus = o->pdus,
		.ladder = o->ladder || o->svg, .hex = o->hex, .show_subscribers = o->show_subscribers,
	};
	if (!service_watch(c->a, &rq, &to, &w, e))
		return false;
	tell(c, o, &w);
	return answer(c, o, &w, e);
}

const struct verb verb_watch = {
	.name = "watch", .arguments = "FILE... | --live IFACE",
	.what = "what captures of a network hold: messages, peers, ladders\n\n"
	        "FILE is pcap or pcapng, plain, gzip or Zstandard, \"-\", or a folder of them. Decoded is\n"
	        "what 5G networks, their 4G neighbours and roaming partners speak: docs/protocols; of others\n"
	        "messages are only counted, as the table says. What identifies a subscriber is never shown unless\n"
	        "asked for.",
	.formats = "table json jsonl csv", .option = option, .options = COUNT(option), .size = sizeof(struct options),
	.run = run,
	.examples = "  petrin watch trace.pcapng\n"
	            "  petrin watch --pdus --filter 'message contains \"Setup\"' trace.pcap.gz\n"
	            "  petrin watch --ladder folder/\n"
	            "  petrin watch --follow --pdus /captures\n"
	            "  sudo petrin watch --live eth1 --pdus --only 'sctp or udp port 8805'\n",
};
