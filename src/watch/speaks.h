/* SPDX-License-Identifier: Apache-2.0
 *
 * speaks.h - which protocol a payload is a message of (speaks.def)
 *
 * By PPID, by port, by name for exported messages, and by the first octets where ports say nothing.  Which of the
 * protocols are decoded follows from data/schema: a schema file with that name makes one decodable.
 */
#ifndef PT_WATCH_SPEAKS_H
#define PT_WATCH_SPEAKS_H

#include "watch/capture/payload.h"
#include "watch/decode/fields.h"

enum speaks {
#define P(id, name) SPEAKS_##id,
#include "watch/speaks.def"
	SPEAKS_N,
};
_Static_assert(SPEAKS_N <= 32, "sets of protocols are 32 bits");

/* Of a payload with data. */
enum speaks speaks_of(const struct payload *p);
const char *speaks_name(enum speaks s);
/* PROTO_NONE when it is not decoded.  Messages of streams have to be found first (watch/sbi). */
enum proto_id speaks_proto(enum speaks s);

#endif
