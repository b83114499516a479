/* SPDX-License-Identifier: Apache-2.0
 *
 * fuzz_tcap.c - messages of TCAP
 */
#include "fuzz_decode.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_decode(PROTO_TCAP, data, size);
	return 0;
}
