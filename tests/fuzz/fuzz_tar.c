/* SPDX-License-Identifier: Apache-2.0
 *
 * fuzz_tar.c - a tar from arbitrary octets
 */
#include "fuzz_tar.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	char *tar = tar_of(p, n);
	fuzz_import((uint8_t *)tar, n, NULL);
	free(tar);
	return 0;
}
