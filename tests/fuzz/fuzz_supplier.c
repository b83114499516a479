/* SPDX-License-Identifier: Apache-2.0
 *
 * fuzz_supplier.c - a supplier in our YAML, from arbitrary octets
 */
#include "fuzz_import.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	return fuzz_import(p, n, "supplier");
}
