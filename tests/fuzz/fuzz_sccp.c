/* SPDX-License-Identifier: Apache-2.0
 *
 * fuzz_sccp.c - messages of SCCP
 */
#include "fuzz_decode.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_decode(PROTO_SCCP, data, size);
	return 0;
}
