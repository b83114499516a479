/* SPDX-License-Identifier: Apache-2.0
 *
 * fuzz_sbi.c - one message over HTTP: head, JSON, parts
 */
#include "fuzz_decode.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_decode(PROTO_SBI, data, size);
	return 0;
}
