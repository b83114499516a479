/* SPDX-License-Identifier: Apache-2.0
 *
 * classes.c - an owner's shares of several classes become one stake
 */
#include "import/classes.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define OVER 1e-9 /* of 100 %: what rounding of a sum may add */

enum { SHARES, VOTE, SUMS };
enum { SAID = 20 }; /* classes that are named in words */

struct class_sum {
	struct record r;
	double sum[SUMS][2];
	bool stated[SUMS]; /* by any class */
	unsigned classes;
	struct buf said;   /* "A 10 %, B 5 % (votes 50 %)" */
};

/* The first row says these for all classes. */
static const enum stake_column alike[] = { S_UNTIL, S_STATEMENT, S_DISPUTES, S_REPLY, S_REPLY_SOURCE,
	                                   S_REPLY_DATE };

struct classes classes_in(struct arena *a)
{
	return (struct classes){ .a = a, .at = map_in(a) };
}

static struct str copy(struct arena *a, struct str s)
{
	return (struct str){ arena_strn(a, s.p, s.n), s.n };
}

static struct str key_of(struct arena *a, const struct record *r)
{
	struct buf key = buf_in(a);
	for (int k = S_OWNER; k <= S_SOURCE; k++) {
		buf_add(&key, r->field[k].p, r->field[k].n);
		buf_char(&key, '\n'); /* is in none of them: they are on one line */
	}
	return (struct str){ key.p, key.n };
}

static int compare(struct str a, struct str b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int d = n ? memcmp(a.p, b.p, n) : 0;
	return d ? d : (a.n > b.n) - (a.n < b.n);
}

static void say_range(struct buf *b, const double v[2])
{
	if (isnan(v[0])) {
		buf_str(b, "not stated");
		return;
	}
	buf_double(b, v[0]);
	if (v[1] > v[0]) {
		buf_char(b, '-');
		buf_double(b, v[1]);
	}
	buf_str(b, " %");
}

static void say(struct class_sum *s, const struct class_row *r)
{
	struct buf *b = &s->said;
	if (s->classes >= SAID) {
		buf_str(b, s->classes == SAID ? " and more" : "");
		return;
	}
	buf_str(b, s->classes ? ", " : "");
	buf_add(b, r->name.n ? r->name.p : "no class", r->name.n ? r->name.n : strlen("no class"));
	buf_char(b, ' ');
	say_range(b, r->share);
	if (!isnan(r->votes[0])) {
		buf_str(b, " (votes ");
		say_range(b, r->votes);
		buf_char(b, ')');
	}
}

static void add(struct class_sum *s, int which, const double v[2])
{
	bool stated = !isnan(v[0]);
	s->sum[which][0] += stated ? v[0] : 0;
	s->sum[which][1] += stated ? v[1] : 100;
	s->stated[which] |= stated;
}

static struct class_sum *begin(struct classes *c, const struct record *r, struct str key)
{
	struct class_sum *s = NEW(c->a, struct class_sum, 1);
	s->r = *r;
	for (unsigned i = 0; i < record_def(T_STAKE)->n; i++)
		s->r.field[i] = copy(c->a, r->field[i]);
	s->said = buf_in(c->a);
	map_add(&c->at, key, (uint32_t)c->n);
	*PUSH(c->a, c->sum, c->n, c->cap) = s;
	return s;
}

bool classes_add(struct classes *c, const struct class_row *r, enum stake_column *wrong, uint64_t *row)
{
	struct arena before = *c->a;
	struct str key = key_of(c->a, r->stake);
	const struct str *field = r->stake->field;
	uint32_t at;
	struct class_sum *s = map_get(&c->at, key, &at) ? c->sum[at] : NULL;
	if (s != NULL)
		*c->a = before; /* the key is there already */
	for (size_t i = 0; s != NULL && i < COUNT(alike); i++)
		if (!str_same(s->r.field[alike[i]], field[alike[i]])) {
			*wrong = alike[i];
			*row = s->r.row;
			return false;
		}
	if (s == NULL)
		s = begin(c, r->stake, key);
	if (compare(field[S_DATE], s->r.field[S_DATE]) > 0)
		s->r.field[S_DATE] = copy(c->a, field[S_DATE]);
	/* read, secondary, unverified: as it happens in the order of the alphabet */
	if (compare(field[S_CERTAINTY], s->r.field[S_CERTAINTY]) > 0)
		s->r.field[S_CERTAINTY] = copy(c->a, field[S_CERTAINTY]);
	add(s, SHARES, r->share);
	add(s, VOTE, r->votes);
	say(s, r);
	s->classes++;
	return true;
}

static struct str number(struct arena *a, double v)
{
	struct buf b = buf_in(a);
	buf_double(&b, v);
	return (struct str){ b.p, b.n };
}

/* The sum as fields of the record; false when it is more than there is. */
static bool set(struct arena *a, struct class_sum *s, int which, enum stake_column to, struct import_job *job)
{
	static const char *const what[SUMS] = { "shares", "votes" };
	char text[96];
	if (!s->stated[which])
		return true;
	if (s->sum[which][0] > 100 + OVER) {
		struct pt_at at = { .row = s->r.row };
		snprintf(text, sizeof text, "all classes together have %.6g percent of the %s",
		         s->sum[which][0], what[which]);
		import_reject(job, &at, text);
		return false;
	}
	s->r.field[to] = number(a, fmin(s->sum[which][0], 100));
	s->r.field[to + 1] = number(a, fmin(s->sum[which][1], 100));
	return true;
}

bool classes_emit(const struct classes *c, struct import_job *job)
{
	for (size_t i = 0; i < c->n; i++) {
		struct arena scratch = *c->a;
		struct class_sum *s = c->sum[i];
		struct pt_at at = { .row = s->r.row };
		if (s->classes > 1 && (!set(&scratch, s, SHARES, S_SHARE_MIN, job) ||
		                       !set(&scratch, s, VOTE, S_VOTES_MIN, job)))
			continue;
		if (s->classes > 1 && s->r.field[S_STATEMENT].n == 0)
			s->r.field[S_STATEMENT] =
				str_of(arena_fmt(&scratch, "Sum of classes: %s.", s->said.p));
		if (!import_emit(job, &s->r, &at))
			return false;
	}
	return true;
}
