/* SPDX-License-Identifier: Apache-2.0
 *
 * fuzz_gtpv1.c - messages of GTPV1
 */
#include "fuzz_decode.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_decode(PROTO_GTPV1, data, size);
	return 0;
}
