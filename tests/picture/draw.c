/* SPDX-License-Identifier: Apache-2.0
 *
 * draw.c - pictures of owners: compares the kept ones, or writes all of them
 *
 *   draw FOLDER          each kept example must be as FOLDER/NAME.svg, octet by octet
 *   draw accept FOLDER   rewrites these; git diff is the review
 *   draw write FOLDER    all examples, to be looked at
 */
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "examples.h"

static struct str drawn(struct arena *a, const struct example *x)
{
	struct arena scratch = arena_reserve((size_t)1 << 30, "drawing");
	char *start = scratch.beg;
	struct make m = { .a = a };
	struct buf b = buf_in(a);
	x->build(&m);
	struct graph_picture p = picture(&m);
	graph_draw_svg(&b, scratch, &p, &(struct graph_options){ 0 });
	arena_release(&scratch, start);
	return (struct str){ b.p, b.n };
}

static bool write_to(const char *path, struct str svg)
{
	struct pt_err e = { 0 };
	if (file_replace(path, svg, &e))
		return true;
	fprintf(stderr, "%s\n", e.text);
	return false;
}

static bool same(const char *path, struct str svg)
{
	static char have[1 << 20];
	FILE *f = fopen(path, "rb");
	size_t n = f ? fread(have, 1, sizeof have, f) : 0;
	bool ok = f && n == svg.n && memcmp(have, svg.p, n) == 0;
	if (f)
		fclose(f);
	if (!ok)
		printf("%s differs from what is drawn now (draw accept FOLDER rewrites it)\n", path);
	return ok;
}

int main(int argc, char **argv)
{
	const char *folder = argv[argc - 1];
	bool accept = argc == 3 && strcmp(argv[1], "accept") == 0;
	bool write = argc == 3 && strcmp(argv[1], "write") == 0;
	if (argc < 2 || (argc == 3 && !accept && !write) || argc > 3)
		return fprintf(stderr, "usage: draw [accept|write] FOLDER\n"), 2;
	int failed = 0, done = 0;
	for (size_t i = 0; i < example_count; i++) {
		struct arena a = arena_reserve((size_t)1 << 30, "picture");
		char *start = a.beg;
		const char *path = arena_fmt(&a, "%s/%s.svg", folder, examples[i].name);
		if (write || examples[i].kept) {
			struct str svg = drawn(&a, &examples[i]);
			failed += !(accept || write ? write_to(path, svg) : same(path, svg));
			done++;
		}
		arena_release(&a, start);
	}
	printf("pictures: %d passed, %d failed\n", done - failed, failed);
	return failed > 0;
}
