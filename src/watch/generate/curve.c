/* SPDX-License-Identifier: Apache-2.0
 *
 * curve.c - points of P-256 (SP 800-186 3.2.1.3): is x^3 - 3x + b a square modulo p?
 */
#include "watch/generate/curve.h"

struct big {
	uint64_t v[4]; /* the least significant first */
};

static const struct big prime = { { 0xffffffffffffffff, 0x00000000ffffffff, 0, 0xffffffff00000001 } };
static const struct big b = { { 0x3bce3c3e27d2604b, 0x651d06b0cc53b0f6, 0xb3ebbd55769886bc, 0x5ac635d8aa3a93e7 } };

static bool less(const struct big *x, const struct big *y)
{
	for (int i = 3; i >= 0; i--)
		if (x->v[i] != y->v[i])
			return x->v[i] < y->v[i];
	return false;
}

static bool is_zero(const struct big *x)
{
	return (x->v[0] | x->v[1] | x->v[2] | x->v[3]) == 0;
}

static bool add(struct big *x, const struct big *y) /* carry */
{
	unsigned __int128 c = 0;
	for (int i = 0; i < 4; i++) {
		c += (unsigned __int128)x->v[i] + y->v[i];
		x->v[i] = (uint64_t)c;
		c >>= 64;
	}
	return c != 0;
}

static void subtract(struct big *x, const struct big *y)
{
	uint64_t borrow = 0;
	for (int i = 0; i < 4; i++) {
		uint64_t d = x->v[i] - y->v[i], out = x->v[i] < y->v[i];
		out |= d < borrow;
		x->v[i] = d - borrow;
		borrow = out;
	}
}

static void halve(struct big *x)
{
	for (int i = 0; i < 4; i++)
		x->v[i] = x->v[i] >> 1 | (i < 3 ? x->v[i + 1] << 63 : 0);
}

static void add_mod(struct big *x, const struct big *y)
{
	if (add(x, y) || !less(x, &prime))
		subtract(x, &prime);
}

static struct big multiply(struct big x, const struct big *y)
{
	struct big sum = { { 0 } };
	for (int bit = 255; bit >= 0; bit--) {
		struct big twice = sum;
		add_mod(&sum, &twice);
		if (y->v[bit / 64] >> bit % 64 & 1)
			add_mod(&sum, &x);
	}
	return sum;
}

/* The symbol of Jacobi of a over the prime is 1. */
static bool is_square(struct big a)
{
	struct big n = prime;
	bool plus = true;
	while (!is_zero(&a)) {
		for (; a.v[0] % 2 == 0; halve(&a))
			plus ^= n.v[0] % 8 == 3 || n.v[0] % 8 == 5;
		if (less(&a, &n)) {
			struct big swap = a;
			a = n;
			n = swap;
			plus ^= a.v[0] % 4 == 3 && n.v[0] % 4 == 3;
		}
		subtract(&a, &n);
	}
	return plus && n.v[0] == 1;
}

bool curve_has(const uint8_t octets[32])
{
	struct big x = { { 0 } }, three = { { 3 } }, minus = prime;
	for (int i = 0; i < 32; i++)
		x.v[3 - i / 8] = x.v[3 - i / 8] << 8 | octets[i];
	if (!less(&x, &prime))
		return false;
	subtract(&minus, &three); /* x (x^2 - 3) + b */
	struct big sum = multiply(x, &x);
	add_mod(&sum, &minus);
	sum = multiply(sum, &x);
	add_mod(&sum, &b);
	return is_square(sum);
}

void curve_point(struct rng *r, uint8_t out[33])
{
	out[0] = (uint8_t)(2 + rng_u32(r) % 2);
	do
		for (int i = 1; i < 33; i++)
			out[i] = (uint8_t)rng_u32(r);
	while (!curve_has(out + 1));
}
