/* SPDX-License-Identifier: Apache-2.0
 *
 * fuzz_gtpu.c - messages of GTPU
 */
#include "fuzz_decode.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_decode(PROTO_GTPU, data, size);
	return 0;
}
