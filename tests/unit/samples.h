/* SPDX-License-Identifier: Apache-2.0
 *
 * samples.h - the messages of tests/decode, for tests
 */
#ifndef PT_TESTS_SAMPLES_H
#define PT_TESTS_SAMPLES_H

#include "watch/decode/decode.h"
#include "watch/decode/schema.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct sample {
	enum proto_id proto;
	uint8_t raw[768];
	size_t n;
};

static struct sample samples[64];
static size_t count;

static enum proto_id proto_of(const char *line)
{
	for (unsigned i = 1; i < PROTO_N; i++) {
		const char *name = &schema_text[schema_proto[i].name];
		size_t n = strlen(name);
		if (strncmp(line, name, n) == 0 && line[n] == ' ')
			return (enum proto_id)i;
	}
	return PROTO_NONE;
}

/* The lines "PROTOCOL HEX" of a file below tests/decode. */
static int load_samples(const char *file, size_t least)
{
	char path[512], line[2048];
	const char *tests = getenv("PETRIN_TESTS");
	snprintf(path, sizeof path, "%s/decode/%s", tests ? tests : "tests", file);
	FILE *f = fopen(path, "r");
	if (f == NULL)
		return -1;
	while (fgets(line, sizeof line, f) != NULL && count < sizeof samples / sizeof samples[0]) {
		struct sample *s = &samples[count];
		unsigned octet;
		*s = (struct sample){ .proto = proto_of(line) };
		if (s->proto == PROTO_NONE)
			continue;
		for (const char *p = strchr(line, ' '); s->n < sizeof s->raw && *p != '\0';) {
			if (*p == ' ' || *p == '\n')
				p++;
			else if (sscanf(p, "%2x", &octet) == 1)
				s->raw[s->n++] = (uint8_t)octet, p += 2;
			else
				return -1;
		}
		count++;
	}
	fclose(f);
	return count >= least ? 0 : -1;
}

#endif
