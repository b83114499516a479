/* SPDX-License-Identifier: Apache-2.0
 *
 * fuzz_netbox.c - an inventory as JSON from arbitrary octets
 */
#include "fuzz_import.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	return fuzz_import_once(p, n, "netbox");
}
