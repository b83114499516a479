/* SPDX-License-Identifier: Apache-2.0
 *
 * Blocks that libnghttp2 packs, unpacked by hpack.c.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <nghttp2/nghttp2.h>

#include "watch/decode/sbi.h"
#include "watch/sbi/hpack.h"

enum { LINES = 12 };

struct want {
	char name[LINES][24];
	uint8_t value[LINES][300];
	size_t values[LINES], n;
};

static uint64_t seed;

static uint32_t chance(uint32_t n)
{
	seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t)((seed >> 33) % n);
}

static size_t pack(nghttp2_hd_deflater *d, struct want *w, uint8_t *to, size_t room)
{
	static const char *const names[] = { ":method", ":path", ":status", "content-type", "x-one", "x-two",
		                             "location" };
	nghttp2_nv nv[LINES];
	w->n = chance(LINES) + 1;
	for (size_t i = 0; i < w->n; i++) {
		snprintf(w->name[i], sizeof w->name[i], "%s", names[chance(7)]);
		w->values[i] = chance(4) == 0 ? chance(300) : chance(20);
		unsigned kind = chance(3);
		for (size_t k = 0; k < w->values[i]; k++)
			w->value[i][k] = (uint8_t)(kind == 0 ? 'a' + chance(2) : kind == 1 ? ' ' + chance(95)
			                                                                   : chance(256));
		nv[i] = (nghttp2_nv){ (uint8_t *)w->name[i], w->value[i], strlen(w->name[i]), w->values[i],
			              chance(8) == 0 ? NGHTTP2_NV_FLAG_NO_INDEX : NGHTTP2_NV_FLAG_NONE };
	}
	ssize_t n = nghttp2_hd_deflate_hd(d, to, room, nv, w->n);
	assert_true(n > 0);
	return (size_t)n;
}

/* All lines that are known are right; returns how many are not known. */
static uint32_t check(const struct want *w, const struct hpack_out *o)
{
	struct rd r = rd_of((struct span){ o->p, o->n });
	for (size_t i = 0; i < w->n; i++) {
		uint8_t mark = (uint8_t)rd_be(&r, 1);
		size_t names = (size_t)rd_be(&r, 2), values = (size_t)rd_be(&r, 4);
		struct span name = rd_take(&r, names), value = rd_take(&r, values);
		if (mark == SBI_LINE_LOST && values == 0)
			continue;
		if (mark == SBI_LINE) {
			assert_int_equal(names, strlen(w->name[i]));
			assert_memory_equal(name.p, w->name[i], names);
		}
		assert_int_equal(values, w->values[i]);
		if (values > 0)
			assert_memory_equal(value.p, w->value[i], values);
	}
	assert_true(rd_ok(&r) && rd_left(&r) == 0);
	return o->lost;
}

/* `blind` blocks are not shown to us; the size of the table changes at times. */
static uint64_t run(unsigned blind, bool resize)
{
	static struct hpack_pool pool;
	static uint8_t block[1 << 14], out[1 << 16];
	static struct want w;
	struct arena a = arena_reserve((size_t)64 << 20, "hpack");
	char *start = a.beg;
	struct hpack h = { 0 };
	nghttp2_hd_deflater *d;
	uint64_t lost = 0;
	hpack_pool_init(&pool, &a);
	assert_int_equal(nghttp2_hd_deflate_new(&d, 1 << 16), 0);
	for (unsigned i = 0; i < 400; i++) {
		if (resize && chance(20) == 0)
			nghttp2_hd_deflate_change_table_size(d, chance(2) ? chance(200) : chance(1 << 16));
		size_t n = pack(d, &w, block, sizeof block);
		struct hpack_out o = { .p = out, .cap = sizeof out };
		if (i < blind)
			continue;
		assert_true(hpack_decode(&pool, &h, (struct span){ block, n }, &o));
		lost += check(&w, &o);
	}
	nghttp2_hd_deflate_del(d);
	arena_release(&a, start);
	return lost;
}

static void what_a_peer_packs_is_unpacked(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 40; i++) {
		seed = i;
		assert_int_equal(run(0, i & 1), 0);
	}
}

static void who_comes_late_knows_less_and_nothing_wrong(void **state)
{
	(void)state;
	uint64_t lost = 0;
	for (unsigned i = 0; i < 40; i++) {
		seed = i;
		lost += run(i + 1, i & 1);
	}
	assert_true(lost > 0);
}

static void every_symbol_of_the_code_is_there(void **state)
{
	(void)state;
	seed = 1;
	for (unsigned i = 0; i < 256; i++) {
		static struct hpack_pool pool;
		struct arena a = arena_reserve((size_t)64 << 20, "hpack");
		char *start = a.beg;
		uint8_t value[65], block[400], out[400];
		struct hpack h = { 0 };
		struct hpack_out o = { .p = out, .cap = sizeof out };
		nghttp2_hd_deflater *d;
		hpack_pool_init(&pool, &a);
		memset(value, '0', sizeof value); /* short ones, so that the code is used */
		value[i % 65] = (uint8_t)i;
		nghttp2_nv nv = { (uint8_t *)"x", value, 1, sizeof value, NGHTTP2_NV_FLAG_NONE };
		nghttp2_hd_deflate_new(&d, 4096);
		ssize_t n = nghttp2_hd_deflate_hd(d, block, sizeof block, &nv, 1);
		assert_true(n > 0 && hpack_decode(&pool, &h, (struct span){ block, (size_t)n }, &o));
		assert_memory_equal(out + SBI_LINE_HEAD + 1, value, sizeof value);
		nghttp2_hd_deflate_del(d);
		arena_release(&a, start);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_a_peer_packs_is_unpacked),
		cmocka_unit_test(who_comes_late_knows_less_and_nothing_wrong),
		cmocka_unit_test(every_symbol_of_the_code_is_there),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
