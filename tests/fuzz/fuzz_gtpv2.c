/* SPDX-License-Identifier: Apache-2.0
 *
 * fuzz_gtpv2.c - messages of GTPV2
 */
#include "fuzz_decode.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_decode(PROTO_GTPV2, data, size);
	return 0;
}
