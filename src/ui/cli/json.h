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
	jsonw_key(&w, "schema");
	jsonw_text(&w, schema);
	jsonw_key(&w, "petrin");
	jsonw_text(&w, PT_VERSION);
	return w;
}

static inline void cli_json_text(struct jsonw *w, const char *key, const char *value)
{
	jsonw_key(w, key);
	jsonw_text(w, value);
}

static inline void cli_json_count(struct jsonw *w, const char *key, uint64_t value)
{
	jsonw_key(w, key);
	jsonw_int(w, (int64_t)value);
}

static inline void cli_json_end(struct cli *c, struct jsonw *w)
{
	jsonw_object_end(w);
	buf_char(&c->out, '\n');
}

#endif
