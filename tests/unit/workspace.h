/* SPDX-License-Identifier: Apache-2.0
 *
 * workspace.h - workspaces for the tests of the store: made, filled with samples, copied, looked at
 *
 * sample(t, i, k) is a valid record of table t with no field empty; i chooses the key, k varies
 * what is not part of the key.
 */
#ifndef PT_TEST_WORKSPACE_H
#define PT_TEST_WORKSPACE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "store/store.h"

enum { DAY = 86400 };

static struct arena a;
static char dir[] = "/tmp/petrin-test-store-XXXXXX";

static inline const char *in_dir(const char *name)
{
	return arena_fmt(&a, "%s/%s", dir, name);
}

static inline int make_dir(void **unused)
{
	(void)unused;
	a = arena_reserve((size_t)4 << 30, "test");
	return mkdtemp(dir) == NULL;
}

static inline int drop_dir(void **unused)
{
	(void)unused;
	return system(arena_fmt(&a, "rm -rf %s", dir));
}

static inline void is_ok(bool ok, const struct pt_err *e)
{
	if (!ok)
		fail_msg("%s: %s", e->at.file, e->text);
}

static inline void says(bool ok, const struct pt_err *e, enum pt_code code, const char *words)
{
	assert_false(ok);
	if (e->code != code || strstr(e->text, words) == NULL)
		fail_msg("code %d, \"%s\": expected %d, \"%s\"", e->code, e->text, code, words);
}

static inline struct store *open_as(const char *path, enum store_mode mode)
{
	struct pt_err e = { 0 };
	struct store *s;
	is_ok(store_open(&a, path, mode, &s, &e), &e);
	return s;
}

static inline void begin(struct store *s, int64_t day)
{
	struct pt_err e = { 0 };
	is_ok(store_begin(s, day * DAY, &e), &e);
}

static inline void commit(struct store *s)
{
	struct pt_err e = { 0 };
	is_ok(store_commit(s, &(struct store_act){ "tester", "test", "detail" }, &e), &e);
}

static inline bool put(struct store *s, const struct record *r)
{
	struct pt_err e = { 0 };
	bool changed;
	is_ok(store_put(s, r, &changed, &e), &e);
	return changed;
}

static inline const char *sample_field(const struct record_column *c, unsigned n)
{
	static const char *const grades[] = { "poor", "weak|fair", "good" };
	struct str words = str_of(c->words ? c->words : ""), word = { 0 };
	switch (c->type) {
	case R_TEXT: return arena_fmt(&a, "%s %u", c->name, n);
	case R_ID:
	case R_NAME: return arena_fmt(&a, "%s-%u", c->name, n);
	case R_COUNTRY: return arena_fmt(&a, "X%c", (char)('A' + n % 26));
	case R_NUMBER:
	case R_SIZE: return arena_fmt(&a, "%u.5", n);
	case R_INT: return arena_fmt(&a, "%u", n);
	case R_DATE: return arena_fmt(&a, "20%02u-06-15", n % 100);
	case R_GRADES: return grades[n % COUNT(grades)];
	case R_WORD:
		for (unsigned i = 0; i <= n % 2; i++)
			if (!str_cut(&words, '|', &word))
				break;
		return arena_strn(&a, word.p, word.n);
	}
	return "";
}

static inline struct record sample(enum record_table t, unsigned i, unsigned k)
{
	struct record r = { .table = t };
	const struct record_def *d = record_def(t);
	for (unsigned c = 0; c < d->n; c++) {
		unsigned n = d->column[c].flags & RECORD_KEY ? i : 10 * k + i;
		r.field[c] = str_of(sample_field(&d->column[c], n));
	}
	return r;
}

static inline uint64_t rows_of(struct store *s, enum record_table t)
{
	struct pt_err e = { 0 };
	uint64_t n;
	is_ok(store_count(s, t, &n, &e), &e);
	return n;
}

struct heap {
	unsigned n;
	char text[1 << 14];
};

static inline void gather(void *ctx, const struct store_finding *f)
{
	struct heap *h = ctx;
	size_t used = strlen(h->text);
	h->n++;
	snprintf(h->text + used, sizeof h->text - used, "%s / %s: %s\n", f->table, f->key, f->text);
}

static inline void expect_sound(const char *path, const unsigned char *head)
{
	struct pt_err e = { 0 };
	struct heap h = { 0 };
	struct store *s = open_as(path, STORE_READ);
	is_ok(store_verify(s, head, gather, &h, &e), &e);
	store_close(s);
	if (h.n > 0)
		fail_msg("%s", h.text);
}

static inline struct str octets_of(const char *path)
{
	struct pt_err e = { 0 };
	struct str all;
	is_ok(file_slurp(&a, path, (size_t)1 << 30, &all, &e), &e);
	return all;
}

static inline bool is_there(const char *path)
{
	return access(path, F_OK) == 0;
}

static inline void same_octets(const char *path, struct str before)
{
	struct str now = octets_of(path);
	assert_int_equal(now.n, before.n);
	assert_memory_equal(now.p, before.p, now.n);
	assert_false(is_there(arena_fmt(&a, "%s-wal", path)));
	assert_false(is_there(arena_fmt(&a, "%s-shm", path)));
	assert_false(is_there(arena_fmt(&a, "%s-journal", path)));
}

#endif
