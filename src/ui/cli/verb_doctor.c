/* SPDX-License-Identifier: Apache-2.0
 *
 * verb_doctor.c - petrin doctor: is this machine and this workspace in order?
 */
#include <string.h>
#include <unistd.h>

#include "service/workspace.h"
#include "ui/cli/cli.h"
#include "ui/cli/json.h"

struct options {
	bool verify;
	const char *head;
};

static const struct cli_option option[] = {
	{ "verify", NULL, "check every seal and the whole log: finds any edit of the file", OPT_FLAG,
	  offsetof(struct options, verify) },
	{ "head", "HASH", "with --verify: the log must go through this head, noted earlier", OPT_TEXT,
	  offsetof(struct options, head) },
};

static void findings_json(struct jsonw *w, const char *key, const struct workspace_finding *f, size_t n)
{
	jsonw_put_array(w, key);
	for (size_t i = 0; i < n; i++) {
		jsonw_object(w);
		jsonw_put_text(w, "table", f[i].table);
		jsonw_put_text(w, "key", f[i].key);
		jsonw_put_text(w, "text", f[i].text);
		jsonw_object_end(w);
	}
	jsonw_array_end(w);
}

static void write_walls(struct jsonw *w, const struct workspace_health *h)
{
	jsonw_put_object(w, "sandbox");
	for (size_t i = 0; i < h->walls; i++) {
		jsonw_put_bool(w, h->wall[i].name, h->wall[i].there);
	}
	jsonw_object_end(w);
	jsonw_put_bool(w, "recording", h->records);
}

static void write_json(struct cli *c, const struct workspace_health *h, bool verified)
{
	struct jsonw w = cli_json(c, "petrin.doctor/1");
	jsonw_put_text(&w, "workspace", c->workspace);
	jsonw_put_object(&w, "tables");
	for (size_t t = 0; t < h->tables; t++)
		jsonw_put_count(&w, h->table[t], h->rows[t]);
	jsonw_object_end(&w);
	jsonw_put_count(&w, "log_entries", h->entries);
	jsonw_put_text(&w, "head", h->head);
	jsonw_put_bool(&w, "verified", verified);
	findings_json(&w, "dangling", h->dangling, h->danglings);
	findings_json(&w, "damage", h->damage, h->damages);
	write_walls(&w, h);
	cli_json_end(c, &w);
}

static void walls(struct buf *b, const struct workspace_health *h)
{
	for (size_t i = 0; i < h->walls; i++)
		buf_fmt(b, "%s%s %s\n", i ? "           " : "sandbox    ", h->wall[i].name,
		        h->wall[i].there ? "yes" : "not on this machine: imports are less protected");
	buf_fmt(b, "recording  %s\n", h->records ? "yes" : "not by this user: watch --live needs sudo, or once "
	                                                 "\"sudo setcap cap_net_raw=ep $(command -v petrin)\"");
}

static void show_findings(struct buf *b, const char *what, const struct workspace_finding *f, size_t n)
{
	for (size_t i = 0; i < n; i++)
		buf_fmt(b, "%s%s%s %s: %s\n", what, f[i].table[0] ? " " : "", f[i].table, f[i].key, f[i].text);
}

static void show(struct cli *c, const struct workspace_health *h, bool verified)
{
	struct buf *b = &c->out;
	buf_fmt(b, "petrin     " PT_VERSION "\nworkspace  %s\n", c->workspace);
	for (size_t t = 0; t < h->tables; t++)
		if (h->rows[t])
			buf_fmt(b, "  %-20s %llu\n", h->table[t], (unsigned long long)h->rows[t]);
	buf_fmt(b, "log        %llu entries, head %s\n", (unsigned long long)h->entries, h->head);
	walls(b, h);
	show_findings(b, "dangling", h->dangling, h->danglings);
	show_findings(b, "DAMAGE", h->damage, h->damages);
	if (verified && h->damages == 0)
		buf_str(b, "verified   every seal and the whole log: nothing was edited\n");
	else if (!verified)
		buf_str(b, "not verified: \"petrin doctor --verify\" checks every seal and the log\n");
	buf_fmt(b, "%zu findings\n", h->danglings + h->damages);
}

/* A machine can be looked at before there is a workspace. */
static void without_workspace(struct cli *c)
{
	struct workspace_health h = { 0 };
	workspace_walls(&h);
	if (c->format == FORMAT_JSON) {
		struct jsonw w = cli_json(c, "petrin.doctor/1");
		jsonw_key(&w, "workspace");
		jsonw_null(&w);
		write_walls(&w, &h);
		cli_json_end(c, &w);
		return;
	}
	buf_fmt(&c->out, "petrin     " PT_VERSION "\nworkspace  none at %s; petrin init makes one\n", c->workspace);
	walls(&c->out, &h);
	buf_str(&c->out, "0 findings\n");
}

static bool run(struct cli *c, const void *options, struct pt_err *e)
{
	const struct options *o = options;
	struct workspace_health h;
	if (c->words > 0)
		return pt_fail(e, PT_USAGE, "doctor takes no argument \"%.60s\"", c->word[0]);
	if (o->head && !o->verify)
		return pt_fail(e, PT_USAGE, "--head belongs to --verify");
	if (access(c->workspace, F_OK) != 0 && !o->verify) {
		without_workspace(c);
		return true;
	}
	if (!workspace_health(c->a, c->workspace, o->verify, o->head, &h, e))
		return false;
	c->findings = h.danglings > 0;
	c->damaged = h.damages > 0;
	if (c->format == FORMAT_JSON)
		write_json(c, &h, o->verify);
	else
		show(c, &h, o->verify);
	return true;
}

const struct verb verb_doctor = {
	.name = "doctor", .arguments = "",
	.what = "say whether machine and workspace are in order\n\n"
	        "With --verify any edit of the workspace that petrin did not make is found, and the exit status\n"
	        "is 3. Note the head: whoever has an old one can prove that nothing before it was changed.",
	.formats = "table json", .option = option, .options = COUNT(option), .size = sizeof(struct options),
	.run = run,
	.examples = "  petrin doctor\n  petrin doctor --verify --json\n"
	            "  petrin doctor --verify --head \"$(cat head-of-last-month)\"\n",
};
