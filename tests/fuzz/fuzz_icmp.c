/* SPDX-License-Identifier: Apache-2.0
 *
 * fuzz_icmp.c - messages of ICMP
 */
#include "fuzz_decode.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_decode(PROTO_ICMP, data, size);
	return 0;
}
