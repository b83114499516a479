/* SPDX-License-Identifier: Apache-2.0
 *
 * cost.h - traffic for test_cost.c, and what counts what it costs
 */
#ifndef PT_TESTS_COST_H
#define PT_TESTS_COST_H

#include "packet_build.h"

/* Basic blocks that were entered, and octets that were looked at or moved, 16 at a time. */
extern uint64_t cost_count;

/* A capture while it is made. */
struct traffic {
	struct file_build f;
	struct packet_build b;
	uint64_t time, packets, octets; /* octets of packets */
	uint32_t sequence, tsn;
};

struct cost_case {
	const char *name;
	void (*normal)(struct traffic *t), (*hostile)(struct traffic *t);
};
extern const struct cost_case cost_cases[];
extern const size_t cost_cases_n;

#endif
