/* SPDX-License-Identifier: Apache-2.0
 *
 * cli.h - what every verb of the command line shares
 *
 * A verb is one file with one const struct verb: its arguments, its options as a table (from which
 * both the reading and the help are made), examples, and what it does.  Data goes to standard
 * output through `out`, which is written once and only after everything worked; messages go to
 * standard error.  The clock and the environment are read in cli.c and nowhere below.
 */
#ifndef PT_UI_CLI_H
#define PT_UI_CLI_H

#include "base/err.h"
#include "base/str.h"
#include "ui/report/table.h"

enum cli_format { FORMAT_TABLE, FORMAT_JSON, FORMAT_JSONL, FORMAT_CSV };

struct cli {
	struct arena *a;
	const char *workspace; /* path, whether it exists or not */
	const char *actor;
	enum cli_format format;
	bool color, quiet;
	int64_t now;           /* seconds since 1970, UTC */
	size_t width;          /* of the terminal, or 100 */
	const char **word;     /* what is no option */
	size_t words;
	struct buf out;
	bool partial;          /* set by the verb: write `out` although it failed */
	bool raw;              /* set by the verb: `out` is a document, not text for a terminal */
	bool findings;         /* set by the verb; exit 1 with --exit-code */
	bool damaged;          /* set by doctor: exit 3 although the report was made */
};

enum cli_kind {
	OPT_FLAG,   /* bool */
	OPT_TEXT,   /* const char * */
	OPT_DATE,   /* int32_t days since 1970; CLI_NO_DATE before */
	OPT_COUNT,  /* uint64_t */
	OPT_TEXTS,  /* struct cli_texts: may be given many times */
};
#define CLI_NO_DATE INT32_MIN

struct cli_option {
	const char *name, *argument, *what;
	enum cli_kind kind;
	size_t offset; /* in the verb's option struct */
};

struct cli_texts {
	const char **v;
	size_t n, cap;
};

struct verb {
	const char *name, *arguments, *what, *examples;
	const char *formats; /* the --format words it knows: "table json jsonl csv" */
	const struct cli_option *option;
	size_t options, size; /* size of the option struct, zeroed before reading */
	bool needs_words;
	bool (*run)(struct cli *c, const void *options, struct pt_err *e);
};

extern const struct verb verb_init, verb_import, verb_assess, verb_report, verb_check, verb_doctor,
        verb_ownership, verb_expose, verb_decide;

/* Reads the command line, runs the verb, tells what went wrong; the exit status. */
int cli_main(int argc, char **argv, const struct verb *const *verbs, size_t n);

/* Writes the table in the format asked for (JSON is the verb's own business). */
void cli_table(struct cli *c, const struct table *t);
/* Writes what is in `out` and empties it, for answers too large to be kept.  What can fail for other
 * reasons comes before the first call. */
bool cli_flush(struct cli *c, struct pt_err *e) PT_MUST;

#endif
