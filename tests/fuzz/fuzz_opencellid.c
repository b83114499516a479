/* SPDX-License-Identifier: Apache-2.0
 *
 * fuzz_opencellid.c - a list of cells from arbitrary octets
 */
#include "fuzz_import.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	return fuzz_import_once(p, n, "opencellid");
}
