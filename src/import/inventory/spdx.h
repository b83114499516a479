/* SPDX-License-Identifier: Apache-2.0
 *
 * spdx.h - the two forms of SPDX documents: lists of packages (2.2, 2.3), and a graph (3.0)
 *
 * Packages, relations, makers and licences refer to each other and stand in any order, so the document is
 * read several times.  Kept are for each package 16 octets besides what bom.h keeps, the ids of packages that
 * contain others, and in a graph 16 to 48 octets for each maker and licence, whose texts are kept once.
 */
#ifndef PT_IMPORT_INVENTORY_SPDX_H
#define PT_IMPORT_INVENTORY_SPDX_H

#include "base/map.h"
#include "import/inventory/bom.h"

enum spdx_pass {
	SPDX_READ,   /* which packages there are, and what is said of the document */
	SPDX_RELATE, /* relations, when they can be before packages */
	SPDX_NAME,   /* the ids of packages that others refer to */
	SPDX_EMIT,
};

struct spdx_kept { /* of a package; numbers from 1 on, 0 = none */
	uint32_t parent, id;  /* a package; a text, or SPDX_WANTED */
	uint32_t licence[2];  /* texts: concluded, declared */
};
enum { SPDX_WANTED = UINT32_MAX };

struct spdx {
	struct bom bom;
	enum spdx_pass pass;
	struct spdx_kept *kept;
	size_t n, cap;
	uint32_t at, about;        /* number of the package at hand; of what the document describes */
	const char *root, *described; /* references to it: of the document, of a relation */
	const char **text;
	size_t texts, text_cap;
	struct map known;          /* texts */
	struct seen meaning;       /* reference -> text, graph only */
	bool graph, listed, later, two; /* listed: packages were read; later: there are relations to be read;
	                                   two: is of version 2 */
	char version[41];
};

/* The number of a text that is kept once. */
uint32_t spdx_text(struct spdx *s, struct str text);
/* The number of the package with this reference, or 0. */
uint32_t spdx_package(const struct spdx *s, struct str ref);
void spdx_relate(struct spdx *s, struct str from, struct str type, struct str to);
/* Does with a package, read into a batch of its own, what the pass asks for.  False = stop. */
bool spdx_take(struct spdx *s) PT_MUST;
/* NOASSERTION and NONE say nothing. */
struct str spdx_said(struct str s);
/* Whether the words are the same but for case, "_" and a part up to "/". */
bool spdx_word(struct str s, const char *word);
/* The list "@graph" at the reader.  False = stop, recorded. */
bool spdx_graph(struct spdx *s) PT_MUST;

#endif
