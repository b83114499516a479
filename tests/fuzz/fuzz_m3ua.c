/* SPDX-License-Identifier: Apache-2.0
 *
 * fuzz_m3ua.c - messages of M3UA
 */
#include "fuzz_decode.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_decode(PROTO_M3UA, data, size);
	return 0;
}
