/* SPDX-License-Identifier: Apache-2.0
 *
 * fuzz_http1.c - both directions of a connection of HTTP/1
 */
#include "fuzz_sbi.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_sbi("POST /nausf-auth/v1/ue-authentications HTTP/1.1\r\n", data, size);
	return 0;
}
