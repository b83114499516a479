/* SPDX-License-Identifier: Apache-2.0
 *
 * fuzz_gtpv0.c - messages of GTP version 0
 */
#include "fuzz_decode.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_decode(PROTO_GTPV0, data, size);
	return 0;
}
