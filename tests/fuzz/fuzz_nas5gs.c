/* SPDX-License-Identifier: Apache-2.0
 *
 * fuzz_nas5gs.c - messages of NAS5GS
 */
#include "fuzz_decode.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_decode(PROTO_NAS5GS, data, size);
	return 0;
}
