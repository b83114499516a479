/* SPDX-License-Identifier: Apache-2.0
 *
 * spdx.h - the two forms of SPDX documents: lists of packages (2.2, 2.3), and a graph (3.0)
 */
#ifndef PT_IMPORT_INVENTORY_SPDX_H
#define PT_IMPORT_INVENTORY_SPDX_H

#include "import/inventory/bom.h"

/* What a relation between two elements says of them. */
struct spdx_relation {
	struct str from, type, to;
};

struct spdx {
	struct json j;
	struct bom bom;
	struct str version, root; /* root: what the document describes, a reference */
	struct spdx_relation *relation;
	size_t relations, cap;
	bool graph;
};

void spdx_relate(struct spdx *s, struct str from, struct str type, struct str to);
/* NOASSERTION and NONE say nothing. */
struct str spdx_said(struct str s);
/* Whether the words are the same but for case, "_" and a part up to "/". */
bool spdx_word(struct str s, const char *word);
/* The list "@graph" at the reader. */
void spdx_graph(struct spdx *s);

#endif
