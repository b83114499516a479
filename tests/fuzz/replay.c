/* SPDX-License-Identifier: Apache-2.0
 *
 * replay.c - runs a fuzz target on every file of the directories given, without a fuzzer
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/stat.h>

#include "base/file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool replay_file(const char *path, unsigned *count)
{
	struct arena a = arena_reserve((size_t)1 << 28, "replay");
	char *start = a.beg;
	struct pt_err e = { 0 };
	struct str text;
	bool ok = file_slurp(&a, path, (size_t)1 << 26, &text, &e);
	if (ok) {
		LLVMFuzzerTestOneInput((const uint8_t *)text.p, text.n);
		++*count;
	} else {
		fprintf(stderr, "%s: %s\n", path, e.text);
	}
	arena_release(&a, start);
	return ok;
}

static bool replay_dir(const char *path, unsigned *count)
{
	DIR *dir = opendir(path);
	bool ok = true;
	if (dir == NULL) {
		perror(path);
		return false;
	}
	for (struct dirent *d; (d = readdir(dir)) != NULL;) {
		char name[4096];
		struct stat st;
		int n = snprintf(name, sizeof name, "%s/%s", path, d->d_name);
		if (n < 0 || (size_t)n >= sizeof name || stat(name, &st) != 0)
			ok = false;
		else if (S_ISREG(st.st_mode))
			ok = replay_file(name, count) && ok;
	}
	closedir(dir);
	return ok;
}

int main(int argc, char **argv)
{
	unsigned count = 0;
	bool ok = true;
	for (int i = 1; i < argc; i++)
		ok = replay_dir(argv[i], &count) && ok;
	printf("%u inputs\n", count);
	return ok && count > 0 ? 0 : 1;
}
