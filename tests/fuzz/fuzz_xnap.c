/* SPDX-License-Identifier: Apache-2.0
 *
 * fuzz_xnap.c - messages of XnAP
 */
#include "fuzz_decode.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_decode(PROTO_XNAP, data, size);
	return 0;
}
