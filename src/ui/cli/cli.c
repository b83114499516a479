/* SPDX-License-Identifier: Apache-2.0
 *
 * cli.c - what every verb of the command line shares: options, help, errors, exit codes
 */
#include "ui/cli/cli.h"

#include <errno.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/json.h"
#include "base/log.h"

#define JOB ((size_t)4 << 30) /* address space, not memory */

struct common {
	const char *workspace, *format, *lang, *color;
	bool json, quiet, help, exit_code;
};

#define AT(field) offsetof(struct common, field)
static const struct cli_option common[] = {
	{ "workspace", "FILE", "use this workspace instead of $PETRIN_WORKSPACE or the default", OPT_TEXT,
	  AT(workspace) },
	{ "format", "F", "table, json, jsonl or csv", OPT_TEXT, AT(format) },
	{ "json", NULL, "the same as --format json", OPT_FLAG, AT(json) },
	{ "lang", "LL", "language of what is shown: en", OPT_TEXT, AT(lang) },
	{ "color", "WHEN", "auto, always or never; NO_COLOR is heeded", OPT_TEXT, AT(color) },
	{ "quiet", NULL, "no messages, only errors", OPT_FLAG, AT(quiet) },
	{ "exit-code", NULL, "exit 1 when there are findings", OPT_FLAG, AT(exit_code) },
	{ "help", NULL, "this text", OPT_FLAG, AT(help) },
};

/* --- help --- */

static void option_help(const struct cli_option *o)
{
	char left[64];
	snprintf(left, sizeof left, "--%s%s%s", o->name, o->argument ? " " : "",
	         o->argument ? o->argument : "");
	printf("  %-22s %s\n", left, o->what);
}

static void verb_help(const struct verb *v)
{
	printf("usage: petrin %s [OPTION...]%s%s\n\n%s\n\n", v->name, v->arguments[0] ? " " : "", v->arguments,
	       v->what);
	for (size_t i = 0; i < v->options; i++)
		option_help(&v->option[i]);
	puts(v->options ? "\nFor every verb:" : "For every verb:");
	for (size_t i = 0; i < COUNT(common); i++)
		option_help(&common[i]);
	printf("\nexamples:\n%s", v->examples);
}

static void help(const struct verb *const *verbs, size_t n)
{
	puts("petrin " PT_VERSION " - judge suppliers of 5G equipment on sourced evidence\n\n"
	     "usage: petrin VERB [OPTION...] [ARGUMENT...]\n");
	for (size_t i = 0; i < n; i++)
		printf("  %-9s %.*s\n", verbs[i]->name, (int)strcspn(verbs[i]->what, "\n"), verbs[i]->what);
	puts("\nFor every verb:");
	for (size_t i = 0; i < COUNT(common); i++)
		option_help(&common[i]);
	puts("\nbegin with:\n"
	     "  petrin init                    a workspace with the built-in criteria and evidence\n"
	     "  petrin assess                  the trust class of every supplier, and how sure it is\n"
	     "  petrin assess NAME --why       what it rests on, down to source and reply\n\n"
	     "exit: 0 done; 1 findings (with --exit-code); 2 wrong usage; 3 input unreadable or\n"
	     "malformed; 4 conflict; 70 internal fault or memory limit.  \"petrin VERB --help\" says more.");
}

/* --- options --- */

static bool is_option(struct str given, const struct cli_option *o)
{
	if (str_is(given, "-o"))
		return strcmp(o->name, "output") == 0;
	return given.n > 2 && given.p[1] == '-' && str_is((struct str){ given.p + 2, given.n - 2 }, o->name);
}

static const struct cli_option *find(const struct cli_option *list, size_t n, struct str given)
{
	for (size_t i = 0; i < n; i++)
		if (is_option(given, &list[i]))
			return &list[i];
	return NULL;
}

static bool set(struct arena *a, const struct cli_option *o, const char *value, void *into, struct pt_err *e)
{
	void *at = (char *)into + o->offset;
	if (o->kind == OPT_FLAG) {
		*(bool *)at = true;
		return true;
	}
	if (value == NULL)
		return pt_fail(e, PT_USAGE, "--%s needs %s", o->name, o->argument);
	if (o->kind == OPT_TEXT)
		*(const char **)at = value;
	else if (o->kind == OPT_TEXTS) {
		struct cli_texts *list = at;
		*PUSH(a, list->v, list->n, list->cap) = value;
	}
	else if (o->kind == OPT_DATE && !str_date(str_of(value), at))
		return pt_fail(e, PT_USAGE, "--%s needs a date (YYYY-MM-DD), not \"%.40s\"", o->name, value);
	else if (o->kind == OPT_COUNT && (!str_u64(str_of(value), at) || *(uint64_t *)at == 0 ||
	                                 *(uint64_t *)at > INT64_MAX))
		return pt_fail(e, PT_USAGE, "--%s needs a whole number from 1 to %lld, not \"%.40s\"", o->name,
		               (long long)INT64_MAX, value);
	return true;
}

static bool unknown_option(const struct verb *v, const char *given, struct pt_err *e)
{
	const char *names[64];
	size_t n = 0;
	for (size_t i = 0; i < v->options && n < COUNT(names); i++)
		names[n++] = v->option[i].name;
	for (size_t i = 0; i < COUNT(common) && n < COUNT(names); i++)
		names[n++] = common[i].name;
	const char *near = str_nearest(given + strspn(given, "-"), names, n);
	return pt_fail(e, PT_USAGE, "%s has no option \"%.60s\"%s%s%s", v->name, given,
	               near ? " (did you mean --" : "", near ? near : "", near ? "?)" : "");
}

static bool read_options(struct cli *c, const struct verb *v, struct common *k, void *own, char **argv,
                         struct pt_err *e)
{
	for (char **p = argv; *p; p++) {
		if ((*p)[0] != '-' || strcmp(*p, "-") == 0) {
			c->word[c->words++] = *p;
			continue;
		}
		if (strcmp(*p, "--") == 0) {
			while (p[1])
				c->word[c->words++] = *++p;
			break;
		}
		if (strcmp(*p, "-h") == 0) {
			k->help = true;
			continue;
		}
		const char *equals = strchr(*p, '=');
		struct str given = { *p, equals ? (size_t)(equals - *p) : strlen(*p) };
		const struct cli_option *o = find(v->option, v->options, given);
		void *into = o ? own : k;
		o = o ? o : find(common, COUNT(common), given);
		if (o == NULL)
			return unknown_option(v, *p, e);
		if (equals && o->kind == OPT_FLAG)
			return pt_fail(e, PT_USAGE, "--%s takes no value", o->name);
		const char *value = equals ? equals + 1 : o->kind == OPT_FLAG ? NULL : p[1];
		if (!set(c->a, o, value, into, e))
			return false;
		p += o->kind != OPT_FLAG && !equals;
	}
	return true;
}

static bool choose_format(struct cli *c, const struct verb *v, const struct common *k, struct pt_err *e)
{
	static const char *const names[] = { "table", "json", "jsonl", "csv" };
	const char *want = k->format ? k->format : k->json ? "json" : "table";
	for (size_t i = 0; i < COUNT(names); i++) {
		if (strcmp(names[i], want) != 0)
			continue;
		struct str known = str_of(v->formats), word;
		c->format = (enum cli_format)i;
		while (str_cut(&known, ' ', &word))
			if (str_is(word, want))
				return true;
		return pt_fail(e, PT_USAGE, "%s knows the formats %s, not %s", v->name, v->formats, want);
	}
	const char *near = str_nearest(want, names, COUNT(names));
	return pt_fail(e, PT_USAGE, "there is no format \"%.20s\"%s%s%s", want,
	               near ? " (did you mean \"" : "", near ? near : "", near ? "\"?)" : "");
}

static bool choose_color(struct cli *c, const char *when, struct pt_err *e)
{
	const char *no = getenv("NO_COLOR");
	if (when == NULL || strcmp(when, "auto") == 0)
		c->color = isatty(1) && (no == NULL || no[0] == '\0');
	else if (strcmp(when, "always") == 0 || strcmp(when, "never") == 0)
		c->color = when[0] == 'a';
	else
		return pt_fail(e, PT_USAGE, "--color is auto, always or never, not \"%.20s\"", when);
	return true;
}

static bool choose_language(const char *lang, struct pt_err *e)
{
	if (lang == NULL || strcmp(lang, "en") == 0)
		return true;
	if (strcmp(lang, "cs") == 0 || strcmp(lang, "hy") == 0 || strcmp(lang, "ru") == 0) {
		log_warn("--lang %s: not translated yet, shown in English", lang);
		return true;
	}
	return pt_fail(e, PT_USAGE, "there is no language \"%.20s\" (en, cs, hy, ru)", lang);
}

/* --- the world outside --- */

static const char *default_workspace(struct arena *a)
{
	const char *own = getenv("PETRIN_WORKSPACE"), *data = getenv("XDG_DATA_HOME"), *home = getenv("HOME");
	if (own && own[0])
		return own;
	if (data && data[0])
		return arena_fmt(a, "%s/petrin/petrin.db", data);
	return arena_fmt(a, "%s/.local/share/petrin/petrin.db", home && home[0] ? home : ".");
}

static const char *actor(struct arena *a)
{
	const struct passwd *who = getpwuid(getuid());
	return who && who->pw_name ? arena_str(a, who->pw_name) : arena_fmt(a, "uid %u", (unsigned)getuid());
}

static size_t terminal_width(void)
{
	struct winsize w;
	if (isatty(1) && ioctl(1, TIOCGWINSZ, &w) == 0 && w.ws_col >= 60)
		return w.ws_col < 140 ? w.ws_col : 140;
	return 100;
}

/* --- failure --- */

static void error_json(struct arena *a, const struct pt_err *e)
{
	struct buf b = buf_in(a);
	struct jsonw w = jsonw_in(&b, 0);
	const struct { const char *key; uint64_t value; } place[] = { { "row", e->at.row },
		{ "column", e->at.column }, { "byte", e->at.byte } };
	jsonw_object(&w);
	jsonw_key(&w, "schema"), jsonw_text(&w, "petrin.error/1");
	jsonw_key(&w, "petrin"), jsonw_text(&w, PT_VERSION);
	jsonw_key(&w, "code"), jsonw_text(&w, pt_code_name(e->code));
	jsonw_key(&w, "message"), jsonw_text(&w, e->text);
	jsonw_put_object(&w, "at");
	if (e->at.file[0])
		jsonw_key(&w, "file"), jsonw_text(&w, e->at.file);
	for (size_t i = 0; i < COUNT(place); i++)
		if (place[i].value)
			jsonw_key(&w, place[i].key), jsonw_int(&w, (int64_t)place[i].value);
	jsonw_object_end(&w);
	jsonw_object_end(&w);
	fprintf(stderr, "%s\n", b.p);
}

static int tell(struct arena *a, const struct pt_err *e, bool json)
{
	log_progress_end();
	if (json) {
		error_json(a, e);
		return pt_exit_code(e->code);
	}
	struct buf b = buf_in(a);
	if (e->at.file[0])
		buf_fmt(&b, "%s: ", e->at.file);
	if (e->at.row)
		buf_fmt(&b, "row %llu", (unsigned long long)e->at.row);
	if (e->at.row && e->at.column)
		buf_fmt(&b, ", column %llu", (unsigned long long)e->at.column);
	log_error("%s%s%s", b.p, e->at.row ? ": " : "", e->text);
	return pt_exit_code(e->code);
}

static const struct verb *find_verb(const char *name, const struct verb *const *verbs, size_t n,
                                    struct pt_err *e)
{
	const char *names[32];
	for (size_t i = 0; i < n; i++) {
		if (strcmp(name, verbs[i]->name) == 0)
			return verbs[i];
		names[i] = verbs[i]->name;
	}
	const char *near = str_nearest(name, names, n);
	pt_fail(e, PT_USAGE, "there is no verb \"%.40s\"%s%s%s", name, near ? " (did you mean \"" : "",
	        near ? near : "", near ? "\"?)" : "");
	return NULL;
}

void cli_table(struct cli *c, const struct table *t)
{
	switch (c->format) {
	case FORMAT_CSV: table_csv(&c->out, t); break;
	case FORMAT_JSONL: table_jsonl(&c->out, t); break;
	case FORMAT_TABLE:
	case FORMAT_JSON: table_text(&c->out, t, c->color); break;
	}
}

/* People see text, and a terminal that shows CSV is one of them. */
bool cli_flush(struct cli *c, struct pt_err *e)
{
	struct arena scratch = *c->a;
	struct buf clean = buf_in(&scratch);
	bool for_people = c->format == FORMAT_TABLE || isatty(1);
	if (for_people && !c->raw)
		buf_printable(&clean, (struct str){ c->out.p, c->out.n }, c->color);
	const struct buf *b = clean.n ? &clean : &c->out;
	bool ok = file_write_all(1, b->p, b->n, e);
	c->out.n = 0;
	return ok;
}

/* The verb is the first word that is not a common option or its value. */
static char **verb_place(char **argv)
{
	for (char **p = argv + 1; *p; p++) {
		const struct cli_option *o = find(common, COUNT(common), str_of(*p));
		if ((*p)[0] != '-')
			return p;
		p += o && o->kind != OPT_FLAG && p[1];
	}
	return NULL;
}

static bool run(struct cli *c, const struct verb *v, char **argv, struct common *k, struct pt_err *e)
{
	void *own = arena_alloc(c->a, v->size ? v->size : 1, 1);
	for (size_t i = 0; i < v->options; i++)
		if (v->option[i].kind == OPT_DATE)
			*(int32_t *)((char *)own + v->option[i].offset) = CLI_NO_DATE;
	if (!read_options(c, v, k, own, argv, e))
		return false;
	if (k->help) {
		verb_help(v);
		return true;
	}
	if (!choose_format(c, v, k, e) || !choose_color(c, k->color, e) || !choose_language(k->lang, e))
		return false;
	if (v->needs_words && c->words == 0)
		return pt_fail(e, PT_USAGE, "%s needs %s (see petrin %s --help)", v->name, v->arguments, v->name);
	log_quiet(k->quiet);
	c->quiet = k->quiet;
	c->workspace = k->workspace ? k->workspace : default_workspace(c->a);
	bool ok = v->run(c, own, e);
	return (ok || c->partial) && cli_flush(c, e) && ok;
}

/* Looked for before anything else, so that a wrong command line is answered in JSON, too. */
static bool wants_json(char **argv)
{
	for (char **p = argv + 1; *p && strcmp(*p, "--") != 0; p++)
		if (strcmp(*p, "--json") == 0 || strncmp(*p, "--format=json", 13) == 0 ||
		    (strcmp(*p, "--format") == 0 && p[1] && strncmp(p[1], "json", 4) == 0))
			return true;
	return false;
}

int cli_main(int argc, char **argv, const struct verb *const *verbs, size_t n)
{
	struct pt_err e = { 0 };
	struct common k = { .json = wants_json(argv) };
	struct arena job = arena_reserve(JOB, "petrin");
	char **at = verb_place(argv);
	if (at == NULL) {
		bool asked = argc > 1 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0);
		if (argc > 1 && strcmp(argv[1], "--version") == 0) {
			puts("petrin " PT_VERSION);
			return 0;
		}
		help(verbs, n);
		return fflush(stdout) != 0 ? 3 : asked ? 0 : 2;
	}
	const struct verb *v = find_verb(*at, verbs, n, &e);
	if (v == NULL)
		return tell(&job, &e, k.json);
	for (; at[0]; at++)
		at[0] = at[1]; /* what is left of argv are options and words */
	struct cli c = { .a = &job, .actor = actor(&job), .now = (int64_t)time(NULL),
		         .width = terminal_width(), .word = NEW(&job, const char *, (size_t)argc),
		         .out = buf_in(&job) };
	bool json = k.json;
	k.json = false;
	if (!run(&c, v, argv + 1, &k, &e))
		return tell(&job, &e, json);
	if (fflush(stdout) != 0) /* help goes that way */
		return 3;
	return c.damaged ? 3 : c.findings && k.exit_code ? 1 : 0;
}
