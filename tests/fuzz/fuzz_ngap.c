/* SPDX-License-Identifier: Apache-2.0
 *
 * fuzz_ngap.c - messages of NGAP
 */
#include "fuzz_decode.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_decode(PROTO_NGAP, data, size);
	return 0;
}
