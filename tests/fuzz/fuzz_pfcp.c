/* SPDX-License-Identifier: Apache-2.0
 *
 * fuzz_pfcp.c - messages of PFCP
 */
#include "fuzz_decode.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_decode(PROTO_PFCP, data, size);
	return 0;
}
