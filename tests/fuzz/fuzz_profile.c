/* SPDX-License-Identifier: Apache-2.0
 *
 * fuzz_profile.c - a profile in our YAML, from arbitrary octets
 */
#include "fuzz_import.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	return fuzz_import(p, n, "profile");
}
