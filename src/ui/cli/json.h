/* SPDX-License-Identifier: Apache-2.0
 *
 * json.h - small JSON answers of verbs: every document begins with its schema and our version
 */
#ifndef PT_UI_CLI_JSON_H
#define PT_UI_CLI_JSON_H

#include "base/json.h"
#include "ui/cli/cli.h"

static inline struct jsonw cli_json(struct cli *c, const char *schema)
{
	struct jsonw w = jsonw_in(&c->out, 2);
	jsonw_object(&w);
	jsonw_put_text(&w, "schema", schema);
	jsonw_put_text(&w, "petrin", PT_VERSION);
	return w;
}

static inline void cli_json_end(struct cli *c, struct jsonw *w)
{
	jsonw_object_end(w);
	buf_char(&c->out, '\n');
}

#endif
