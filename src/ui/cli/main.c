/* SPDX-License-Identifier: Apache-2.0
 *
 * main.c - the verbs, in the order in which a new user meets them
 */
#include <string.h>

#include "service/import.h"
#include "ui/cli/cli.h"

static const struct verb *const verbs[] = {
	&verb_init, &verb_import, &verb_assess, &verb_ownership, &verb_expose, &verb_decide, &verb_report, &verb_check,
	&verb_doctor,
};

int main(int argc, char **argv)
{
	if (argc > 1 && strcmp(argv[1], "import-worker") == 0) /* hidden: see import/worker.h */
		return service_import_worker(argc - 1, argv + 1);
	return cli_main(argc, argv, verbs, COUNT(verbs));
}
