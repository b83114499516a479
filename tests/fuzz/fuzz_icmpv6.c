/* SPDX-License-Identifier: Apache-2.0
 *
 * fuzz_icmpv6.c - messages of ICMPv6
 */
#include "fuzz_decode.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_decode(PROTO_ICMPV6, data, size);
	return 0;
}
