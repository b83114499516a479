/* SPDX-License-Identifier: Apache-2.0
 *
 * fuzz_dns.c - messages of DNS
 */
#include "fuzz_decode.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_decode(PROTO_DNS, data, size);
	return 0;
}
