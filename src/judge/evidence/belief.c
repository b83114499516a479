/* SPDX-License-Identifier: Apache-2.0
 *
 * belief.c - from sourced evidence to a belief over grades, with what is unknown kept apart
 *
 * The factors below are petrin's reading of the Admiralty words ("usually reliable", "probably
 * true"); no literature fixes them.  They are listed in docs/methodology/assess.md.
 *
 * V1  Taking an item away never lowers `hi`: every strong item narrows, whatever stands beside it.
 */
#include "judge/evidence/belief.h"

#include <math.h>
#include <string.h>

const char *const grade_name[GRADES] = { "poor", "weak", "fair", "good" };

static const double reliability_factor['F' - 'A' + 1] = { 0.95, 0.85, 0.65, 0.40, 0.10, 0.30 };
static const double credibility_factor[7] = { 0, 1.00, 0.85, 0.60, 0.35, 0.05, 0.30 };
#define ANONYMOUS_FACTOR 0.5
#define UNVERIFIED_FACTOR 0.5
#define STRONG_AGE 0.25 /* two half-lives */
static const double status_factor[] = { [E_FINDING] = 1, [E_ALLEGATION] = 0.6, [E_STATEMENT] = 0.5 };

static double age_factor(int32_t day, int32_t today, double half_life)
{
	double age = (double)today - (double)day;
	return age < 0 ? 0 : half_life > 0 ? exp2(-age / half_life) : 1;
}

double evidence_strength(const struct evidence *ev, int32_t today, double half_life)
{
	double s = reliability_factor[ev->reliability - 'A'] * credibility_factor[ev->credibility] *
	           status_factor[ev->status] * age_factor(ev->day, today, half_life);
	if (ev->anonymous)
		s *= ANONYMOUS_FACTOR;
	if (!ev->verified)
		s *= UNVERIFIED_FACTOR;
	return s;
}

bool evidence_is_strong(const struct evidence *ev, int32_t today, double half_life)
{
	return ev->status == E_FINDING && ev->reliability <= 'B' && ev->credibility <= 2 &&
	       !ev->anonymous && ev->verified && !ev->secondary &&
	       age_factor(ev->day, today, half_life) >= STRONG_AGE;
}

/* m := m combined with n, conjunctively; m[0] gathers the conflict. */
static void conjoin(double m[GRADE_SETS], const double n[GRADE_SETS])
{
	double out[GRADE_SETS] = { 0 };
	for (unsigned a = 0; a < GRADE_SETS; a++)
		for (unsigned b = 0; b < GRADE_SETS; b++)
			out[a & b] += m[a] * n[b];
	memcpy(m, out, sizeof out);
}

static double below(const struct measure *q, int cut)
{
	double z = q->cut[cut] - q->value;
	if (q->se > 0)
		return 0.5 * erfc(-z / q->se * M_SQRT1_2);
	return z > 0 ? 1 : 0;
}

/* Grade g of the quantity lies between cut[g - 1] and cut[g]. */
static int rank_of(const struct measure *q, double value)
{
	int g = 0;
	while (g < GRADES - 1 && value >= q->cut[g])
		g++;
	return q->less ? GRADES - 1 - g : g;
}

static void measure_mass(const struct measure *q, double strength, double m[GRADE_SETS])
{
	double last = 0;
	for (int g = 0; g < GRADES; g++) {
		double up = g < GRADES - 1 ? below(q, g) : 1;
		m[1u << (q->less ? GRADES - 1 - g : g)] = strength * (up - last);
		last = up;
	}
	m[GRADE_ANY] = 1 - strength;
}

static void narrow(struct belief *b, int lo, int hi)
{
	b->hi = hi < b->hi ? hi : b->hi;
	b->lo = lo > b->lo ? lo : b->lo;
}

static int lowest(unsigned set)
{
	int g = 0;
	while (g < GRADES - 1 && !(set >> g & 1))
		g++;
	return g;
}

static int highest(unsigned set)
{
	int g = GRADES - 1;
	while (g > 0 && !(set >> g & 1))
		g--;
	return g;
}

/* One source that says one thing counts once, by its strongest item (the first of equals). */
static bool is_echo(const struct evidence_set *s, size_t i, int32_t today, double half_life)
{
	double mine = evidence_strength(&s->item[i], today, half_life);
	for (size_t k = 0; k < s->n; k++) {
		if (k == i || s->item[k].source != s->item[i].source ||
		    s->item[k].grades != s->item[i].grades)
			continue;
		double other = evidence_strength(&s->item[k], today, half_life);
		if (other > mine || (other == mine && k < i))
			return true;
	}
	return false;
}

static int by_value(double a, double b)
{
	return (a > b) - (a < b);
}

/* Rounding depends on the order of products; a fixed order makes the bits independent of it. */
static void sort_masses(double (*m)[GRADE_SETS], size_t n)
{
	for (size_t i = 1; i < n; i++)
		for (size_t k = i; k > 0; k--) {
			int c = 0;
			for (unsigned a = 0; a < GRADE_SETS && c == 0; a++)
				c = by_value(m[k - 1][a], m[k][a]);
			if (c <= 0)
				break;
			double t[GRADE_SETS];
			memcpy(t, m[k], sizeof t);
			memcpy(m[k], m[k - 1], sizeof t);
			memcpy(m[k - 1], t, sizeof t);
		}
}

static void settle(struct belief *b)
{
	double *m = b->on, conflict = m[0];
	double kept = fmax(1 - conflict, 1 - BELIEF_CONFLICT), sum = 0;
	m[0] = 0;
	for (unsigned a = 1; a < GRADE_ANY; a++)
		sum += m[a] /= kept;
	m[GRADE_ANY] = sum < 1 ? 1 - sum : 0;
	b->conflict = conflict;
	b->unknown = m[GRADE_ANY];
	for (unsigned a = 1; a < GRADE_SETS; a++)
		for (int g = 0; g < GRADES; g++)
			if (a >> g & 1) {
				double part = m[a] / __builtin_popcount(a);
				b->chance[g] += part;
				b->grade[g] += a == GRADE_ANY ? 0 : part;
			}
}

enum { MOST = 128 }; /* items on one criterion; more are merged in groups of this size */

/* Each puts what a piece says into m and narrows the grades left; false when it does not count. */

static bool item_mass(struct belief *b, const struct evidence_set *s, size_t i, int32_t today, double half_life,
                      double m[GRADE_SETS])
{
	const struct evidence *ev = &s->item[i];
	double strength = evidence_strength(ev, today, half_life);
	if (evidence_is_strong(ev, today, half_life)) /* an echo, too: V1 */
		narrow(b, lowest(ev->grades), highest(ev->grades));
	if (strength <= 0 || is_echo(s, i, today, half_life))
		return false;
	m[ev->grades] = strength;
	m[GRADE_ANY] = 1 - strength;
	return true;
}

static bool measured_mass(struct belief *b, const struct measure *q, int32_t today, double half_life,
                          double m[GRADE_SETS])
{
	double age = age_factor(q->day, today, half_life);
	if (age <= 0)
		return false;
	measure_mass(q, reliability_factor[q->reliability - 'A'] * age, m);
	int a = rank_of(q, q->value - 1.96 * q->se), c = rank_of(q, q->value + 1.96 * q->se);
	if (q->reliability <= 'B' && age >= STRONG_AGE)
		narrow(b, a < c ? a : c, a < c ? c : a);
	return true;
}

static bool support_mass(struct belief *b, const struct support *s, double m[GRADE_SETS])
{
	if (s->strong)
		narrow(b, lowest(s->grades), highest(s->grades));
	if (s->strength <= 0)
		return false;
	m[s->grades] = s->strength;
	m[GRADE_ANY] = 1 - s->strength;
	return true;
}

struct belief belief_merge(const struct evidence_set *s, int32_t today, double half_life)
{
	struct belief b = { .lo = 0, .hi = GRADES - 1 };
	double mass[MOST][GRADE_SETS];
	size_t n = 0;
	b.on[GRADE_ANY] = 1;
	for (size_t i = 0; i < s->n + s->q + s->supports; i++) {
		if (n == MOST) {
			sort_masses(mass, n);
			while (n > 0)
				conjoin(b.on, mass[--n]);
		}
		memset(mass[n], 0, sizeof mass[n]);
		bool counts = i < s->n ? item_mass(&b, s, i, today, half_life, mass[n])
		              : i < s->n + s->q
		                      ? measured_mass(&b, &s->measure[i - s->n], today, half_life, mass[n])
		                      : support_mass(&b, &s->support[i - s->n - s->q], mass[n]);
		n += counts;
		b.items += counts;
	}
	sort_masses(mass, n);
	while (n > 0)
		conjoin(b.on, mass[--n]);
	settle(&b);
	if (b.lo > b.hi)
		b.lo = b.hi;
	return b;
}
