/* SPDX-License-Identifier: Apache-2.0
 *
 * verb_init.c - petrin init: a workspace with the built-in criteria, suppliers and evidence
 */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "service/workspace.h"
#include "ui/cli/cli.h"
#include "ui/cli/json.h"

struct options {
	bool update, empty;
	const char *example;
};

static const struct cli_option option[] = {
	{ "update", NULL, "bring the built-in data of an existing workspace up to date", OPT_FLAG,
	  offsetof(struct options, update) },
	{ "empty", NULL, "without built-in data: bring your own by petrin import", OPT_FLAG,
	  offsetof(struct options, empty) },
	{ "example", "NAME", "also an inventory to try things on: cz (whose equipment is made up)", OPT_TEXT,
	  offsetof(struct options, example) },
};

/* Makes the folders above a file that are missing. */
static bool make_folders(struct arena *a, const char *path, struct pt_err *e)
{
	char *p = arena_str(a, path);
	for (char *slash = strchr(p + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		if (mkdir(p, 0700) != 0 && errno != EEXIST) {
			pt_fail(e, PT_IO, "cannot make this folder: %s", strerror(errno));
			pt_err_file(e, p);
			return false;
		}
		*slash = '/';
	}
	return true;
}

static bool run(struct cli *c, const void *options, struct pt_err *e)
{
	const struct options *o = options;
	struct workspace_act act = { c->workspace, c->actor, c->now, o->example };
	struct workspace_change change;
	if (c->words > 0)
		return pt_fail(e, PT_USAGE, "init takes no argument \"%.60s\"; --workspace FILE names the workspace",
		               c->word[0]);
	if (o->update && o->empty)
		return pt_fail(e, PT_USAGE, "--update and --empty contradict each other");
	if (o->example && o->empty)
		return pt_fail(e, PT_USAGE, "--example and --empty contradict each other");
	enum workspace_start start = o->update ? WORKSPACE_UPDATE : o->empty ? WORKSPACE_EMPTY : WORKSPACE_NEW;
	if ((!o->update && !make_folders(c->a, c->workspace, e)) || !workspace_init(c->a, &act, start, &change, e))
		return false;
	if (c->format == FORMAT_JSON) {
		struct jsonw w = cli_json(c, "petrin.init/1");
		jsonw_put_text(&w, "workspace", c->workspace);
		jsonw_put_count(&w, "records", change.records);
		jsonw_put_count(&w, "changed", change.changed);
		cli_json_end(c, &w);
		return true;
	}
	if (o->update)
		buf_fmt(&c->out, "%s: %llu of %llu built-in records brought up to date\n", c->workspace,
		        (unsigned long long)change.changed, (unsigned long long)change.records);
	else
		buf_fmt(&c->out, "%s: a workspace with %llu records\nnext: petrin %s\n", c->workspace,
		        (unsigned long long)change.records,
		        o->empty ? "import FILE..." : o->example ? "expose" : "assess");
	return true;
}

const struct verb verb_init = {
	.name = "init", .arguments = "",
	.what = "make a workspace with the built-in criteria, suppliers and evidence",
	.formats = "table json", .option = option, .options = COUNT(option), .size = sizeof(struct options),
	.run = run,
	.examples = "  petrin init\n  petrin --workspace agency.db init\n  petrin init --update\n"
	            "  petrin --workspace own.db init --empty\n"
	            "  petrin --workspace try.db init --example cz\n",
};
