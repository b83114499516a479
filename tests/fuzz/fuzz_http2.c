/* SPDX-License-Identifier: Apache-2.0
 *
 * fuzz_http2.c - both directions of a connection of HTTP/2
 */
#include "fuzz_sbi.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_sbi("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", data, size);
	return 0;
}
