/* SPDX-License-Identifier: Apache-2.0
 *
 * main.c - which verbs there are: verbs.def
 */
#include <string.h>

#include "service/import.h"
#include "ui/cli/cli.h"

static const struct verb *const verbs[] = {
#define VERB(name) &verb_##name,
#include "ui/cli/verbs.def"
#undef VERB
};

int main(int argc, char **argv)
{
	if (argc > 1 && strcmp(argv[1], "import-worker") == 0) /* hidden: see import/worker.h */
		return service_import_worker(argc - 1, argv + 1);
	return cli_main(argc, argv, verbs, COUNT(verbs));
}
