/* SPDX-License-Identifier: Apache-2.0
 *
 * watch_text.c - what was seen in captures, for people
 */
#include "ui/report/watch_text.h"

enum { PEERS = 20 };

static const char *number(struct arena *a, uint64_t v)
{
	return arena_fmt(a, "%llu", (unsigned long long)v);
}

/* What nobody looked for is not 0. */
static const char *known(struct arena *a, bool decoded, uint64_t v, bool people)
{
	return decoded ? number(a, v) : people ? "-" : NULL;
}

struct table watch_table(struct arena *a, const struct watch *w, bool people)
{
	struct table t = table_in(a);
	table_column(&t, "proto", "protocol", false);
	table_column(&t, "decoded", "decoded", false);
	table_column(&t, "messages", "messages", true);
	table_column(&t, "octets", "octets", true);
	table_column(&t, "damaged", "damaged", true);
	table_column(&t, "unknown", "unknown", true);
	table_column(&t, "ciphered", "ciphered", true);
	table_column(&t, "cut", "cut", true);
	table_column(&t, "quoted", "quoted", true);
	for (unsigned i = 0; i < SPEAKS_N; i++) {
		const struct watch_row *r = &w->totals.row[i];
		bool decoded = speaks_proto((enum speaks)i) != PROTO_NONE;
		if (r->messages == 0 && r->quoted == 0)
			continue;
		const char **cell = table_row(&t);
		cell[0] = speaks_name((enum speaks)i);
		cell[1] = decoded ? "yes" : people ? "not yet" : "no";
		cell[2] = number(a, r->messages);
		cell[3] = number(a, r->octets);
		cell[4] = known(a, decoded, r->damaged, people);
		cell[5] = known(a, decoded, r->unknown, people);
		cell[6] = known(a, decoded, r->ciphered, people);
		cell[7] = number(a, r->cut);
		cell[8] = number(a, r->quoted);
	}
	return t;
}

static struct table peers(struct arena *a, const struct watch *w, size_t n)
{
	struct table t = table_in(a);
	table_column(&t, "address", "peer", false);
	table_column(&t, "name", "name", false);
	table_column(&t, "sent", "sent", true);
	table_column(&t, "received", "received", true);
	table_column(&t, "octets", "octets sent", true);
	table_column(&t, "protocols", "protocols", false);
	for (size_t i = 0; i < n; i++) {
		const struct watch_peer *p = &w->peer[i];
		struct buf address = buf_in(a), speaks = buf_in(a);
		const char **cell = table_row(&t);
		watch_address(p->address, p->family, &address);
		cell[0] = address.p;
		cell[1] = p->name[0] ? p->name : "-";
		cell[2] = number(a, p->sent);
		cell[3] = number(a, p->received);
		cell[4] = number(a, p->octets);
		speaks = buf_in(a);
		for (unsigned s = 0; s < SPEAKS_N; s++)
			if (p->speaks >> s & 1)
				buf_fmt(&speaks, "%s%s", speaks.n ? " " : "", speaks_name((enum speaks)s));
		cell[5] = speaks.n ? speaks.p : "-";
	}
	return t;
}

static void head(struct buf *b, const struct watch *w)
{
	const struct capture_stats *c = &w->totals.capture;
	buf_fmt(b, "%zu file%s, %llu packets, %llu octets", w->files, w->files == 1 ? "" : "s",
	        (unsigned long long)c->n[COUNT_packets], (unsigned long long)c->n[COUNT_octets]);
	if (c->first <= c->last) {
		uint64_t took = c->last - c->first;
		buf_fmt(b, ", %llu.%03llu s from ", (unsigned long long)(took / 1000000000),
		        (unsigned long long)(took / 1000000 % 1000));
		watch_time(c->first, b);
	}
	buf_str(b, "\n\n");
}

static void unseen(struct buf *b, const struct watch *w)
{
	const char *words;
	unsigned at = 0;
	uint64_t count;
	buf_str(b, "\nWhat could not be seen:");
	size_t before = b->n;
	while (watch_unseen(w, &at, &count, &words) != NULL)
		buf_fmt(b, "\n  %10llu  %s", (unsigned long long)count, words);
	buf_str(b, b->n == before ? " nothing that is known of.\n" : "\n");
}

void watch_text(struct buf *b, struct arena scratch, const struct watch *w, bool color)
{
	struct table rows = watch_table(&scratch, w, true);
	size_t shown = w->peers < PEERS ? w->peers : PEERS;
	struct table who = peers(&scratch, w, shown);
	head(b, w);
	if (rows.rows > 0)
		table_text(b, &rows, color);
	else
		buf_str(b, "No message of anybody.\n");
	if (shown > 0) {
		buf_char(b, '\n');
		table_text(b, &who, color);
	}
	uint64_t more = w->peers - shown;
	if (more > 0)
		buf_fmt(b, "and %llu peers more%s\n", (unsigned long long)more,
		        w->totals.peers_left_out ? ", and others that were too many to be counted" : "");
	unseen(b, w);
}
