/* SPDX-License-Identifier: Apache-2.0
 *
 * data.h - the files below data/ that are part of the program (tools/embed.py, data/meson.build)
 *
 * In the order in which they have to be read: what others refer to comes first.
 */
#ifndef PT_BASE_DATA_H
#define PT_BASE_DATA_H

#include "base/str.h"

struct data_file {
	const char *name; /* "criteria/legal.yaml" */
	struct str text;
};

extern const struct data_file data_files[];
extern const size_t data_count;

extern const struct data_file mappings_files[]; /* of tables into the inventory template: "anatel.yaml" */
extern const size_t mappings_count;

extern const struct data_file web_files[]; /* style and script of pages: "report.css" */
extern const size_t web_count;

#endif
