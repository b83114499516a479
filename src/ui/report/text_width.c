/* SPDX-License-Identifier: Apache-2.0
 *
 * text_width.c - how wide words will be, without a font
 */
#include "ui/report/text_width.h"

#define ELLIPSIS "\xe2\x80\xa6"
#define UNIT 32.0
#define WIDTHS(literal) { literal, sizeof(literal) - 1 }

/* One letter per character: '0' + its width in 1/32 em; '0' where the fonts have none. */
static const struct range {
	uint32_t first;
	struct str width;
} ranges[] = {
	{ 0x20, WIDTHS(":=?KEOI9==BK:<:=EEEEEEEEEE;;KKKAPFFGIDCII=;EBNJJDJFEDHFPFDF===K@"
	         "@DEBED=EE::D:PEDEE?A>ECLCCAEBEK") },
	{ 0xa0, WIDTHS(":=EEEEB@DP?DK<P@@K==@EE:@=?DOOOAFFFFFFOGDDDD====IJJJJJJKJHHHHDDG"
	         "DDDDDDPBDDDD::::DEDDDDDKDEEEECEC") },
	{ 0x100, WIDTHS("FDFDFDGBGBGBGBIEIEDDDDDDDDDDIEIEIEIEIENF=:=:=:=:=:GD;:EDDB:B:B<B"
	         "<B:JEJEJEJJEJDJDJDRQF?F?F?EAEAEAEAD>D>D>HEHEHEHEHEHEPLDCDFAFAFA=") },
	{ 0x370, WIDTHS("EBLE99KG00CBBB;;0000CCG:HLB0L0KL=FFBFDFIJ=EFNJDJHD0DDDLFLI=DEBE="
	         "EEECDBBED=DDECBDHECEDEJCKL=EDELE") },
	{ 0x400, WIDTHS("DDJDGE==;SRJGKEHFFFDIDSEKKGHNIJHDGDELFIHSTKMFGSFDDDAFDMBGGDEKEDE"
	         "EBCCLCFEOPGKDBLCDDEABA:::MMEDGCF") },
	{ 0x460, WIDTHS("OMIFOJLIUPJDSLEBLLJDIFIFZVOIVQOMGBD00000>>NJFDDEDAFCHDSNEBHFGDGD"
	         "LKKHQLTNLFGBDCDCDCHENJJGHEHEOHOH") },
	{ 0x4c0, WIDTHS("=SMIEKHIELHHEQN=FDFDOPDDJDJDSMEBFCKGKGJDJDJDGBECECECHEDAMKFCHEFC") },
	{ 0x531, WIDTHS("KHIIHIEHNIHANLHGIIIJHHHHGLIJHJGFHDKHJJ00::9<9>@OOEGGEEAEHFE:PEEE"
	         "FEDE:E@E=OBFEEOEE>OEDJJ;;>00JJH") },
	{ 0x10d0, WIDTHS("CDDMDCEMCCUDDLCELDIEMDKDDDGDDDDCCGDCCENCDD@C<CDD") },
	{ 0x1e80, WIDTHS("PLPLPLDC") },
	{ 0x2010, WIDTHS("<<E@PPB@::::AAAAAACC@FP:CC000007[h:AH>EL===KBA@JJ>T@6") },
	{ 0x20a0, WIDTHS("LEEEEPEYSPNEEEEYEEHEIEGHEEEJLEDC") },
	{ 0x2190, WIDTHS("KKKK") },
	{ 0x2260, WIDTHS("KKKKKK") },
};

/* The character at p, U+FFFD for an octet that begins none; *n octets long. */
static uint32_t character(const char *p, size_t left, size_t *n)
{
	const unsigned char c = (unsigned char)p[0];
	size_t more = c >= 0xf0 ? 3 : c >= 0xe0 ? 2 : c >= 0xc0 ? 1 : 0;
	uint32_t u = c;
	*n = 1;
	if (c < 0x80)
		return c;
	if (more == 0 || left <= more)
		return 0xfffd;
	u &= 0x3fu >> more;
	for (size_t i = 1; i <= more; i++) {
		if (((unsigned char)p[i] & 0xc0) != 0x80)
			return 0xfffd;
		u = u << 6 | ((unsigned char)p[i] & 0x3f);
	}
	*n = more + 1;
	return u;
}

/* Drawn over the one before: never parted from it. */
static bool combines(uint32_t u)
{
	return (u >= 0x300 && u < 0x370) || (u >= 0x483 && u < 0x48a) || (u >= 0x591 && u < 0x5c8) ||
	       (u >= 0x64b && u < 0x660) || (u >= 0x1ab0 && u < 0x1b00) || (u >= 0x200b && u < 0x2010) ||
	       (u >= 0x20d0 && u < 0x2100) || (u >= 0xfe00 && u < 0xfe10) || (u >= 0xfe20 && u < 0xfe30);
}

static bool ideographic(uint32_t u)
{
	return (u >= 0x2e80 && u < 0xa000) || (u >= 0xac00 && u < 0xd7b0) || (u >= 0xf900 && u < 0xfb00) ||
	       (u >= 0xff00 && u < 0xffe7) || (u >= 0x20000 && u < 0x32000);
}

static double em(uint32_t u)
{
	for (size_t i = 0; i < COUNT(ranges) && u >= ranges[i].first; i++) {
		size_t at = u - ranges[i].first;
		if (at < ranges[i].width.n && ranges[i].width.p[at] > '0')
			return (ranges[i].width.p[at] - '0') / UNIT;
	}
	if (u < 0x20 || combines(u))
		return 0;
	return ideographic(u) || u == 0xfffd ? 1.03 : u >= 0x1f000 ? 1.3 : 0.8;
}

double text_width(struct str s, double size)
{
	double sum = 0;
	for (size_t i = 0, n; i < s.n; i += n)
		sum += em(character(s.p + i, s.n - i, &n));
	return sum * size;
}

static bool space(uint32_t u)
{
	return u == ' ' || (u >= '\t' && u <= '\r');
}

/* May a line end between two neighbouring characters? */
static bool may_break(uint32_t u, uint32_t next)
{
	if (space(u))
		return next != '%';
	if (ideographic(u) || ideographic(next))
		return !space(next);
	return u == '/' || ((u == '-' || u == 0x2013) && (next < '0' || next > '9'));
}

/* How many octets of s fit: up to the last place where a line may end, or into a word when it is
 * the first and too long (or `anywhere`). */
static size_t fitting(struct str s, double width, double size, bool anywhere)
{
	size_t end = 0, hard = 0, n;
	double sum = 0;
	uint32_t before = 0;
	for (size_t i = 0; i < s.n; i += n) {
		uint32_t u = character(s.p + i, s.n - i, &n);
		if (i > 0 && may_break(before, u))
			end = i;
		if (!combines(u))
			hard = i;
		sum += em(u) * size;
		if (sum > width && !space(u))
			return !anywhere && end > 0 ? end : hard > 0 ? hard : n;
		before = u;
	}
	return s.n;
}

static struct str shortened(struct arena *a, struct str s, double width, double size)
{
	size_t n = fitting(s, width - text_width(STR(ELLIPSIS), size), size, true);
	return str_of(arena_fmt(a, "%.*s" ELLIPSIS, (int)str_trim((struct str){ s.p, n }).n, s.p));
}

struct lines {
	struct str line[TEXT_LINES], rest; /* rest: what did not fit */
	size_t n;
	bool torn; /* a word is broken */
};

static uint32_t last_character(struct str s)
{
	uint32_t u = 0;
	for (size_t i = 0, n; i < s.n; i += n)
		u = character(s.p + i, s.n - i, &n);
	return u;
}

static struct lines broken(struct str s, struct text_room room)
{
	struct lines l = { .rest = s };
	while (l.rest.n > 0 && l.n < room.lines && l.n < TEXT_LINES) {
		size_t n = fitting(l.rest, room.width, room.size, false), next;
		struct str line = { l.rest.p, n }, rest = { l.rest.p + n, l.rest.n - n };
		l.torn |= rest.n > 0 && !may_break(last_character(line), character(rest.p, rest.n, &next));
		l.line[l.n++] = str_trim(line);
		l.rest = str_trim(rest);
	}
	return l;
}

/* The narrowest width at which nothing more is cut or torn and no line is added. */
static struct lines balanced(struct str s, struct text_room room)
{
	enum { HALVINGS = 8 };
	struct lines best = broken(s, room);
	double low = 0, high = room.width;
	for (int i = 0; i < HALVINGS && best.rest.n == 0 && best.n > 1; i++) {
		struct text_room narrow = { (low + high) / 2, room.size, best.n };
		struct lines l = broken(s, narrow);
		if (l.rest.n > 0 || l.torn)
			low = narrow.width;
		else
			best = l, high = narrow.width;
	}
	return best;
}

/* White space as single spaces, none at the ends. */
static struct str plain(struct arena *a, const char *z)
{
	struct buf b = buf_in(a);
	for (; *z; z++)
		if (!space((unsigned char)*z))
			buf_char(&b, *z);
		else if (b.n > 0 && b.p[b.n - 1] != ' ')
			buf_char(&b, ' ');
	return str_trim((struct str){ b.p, b.n });
}

size_t text_wrap(struct arena *a, const char *z, struct text_room room, const char **line, bool *whole)
{
	struct lines l = balanced(plain(a, z), room);
	if (whole)
		*whole = l.rest.n == 0 && !l.torn;
	if (l.rest.n > 0 && l.n > 0) {
		struct str *last = &l.line[l.n - 1];
		struct str all = { last->p, (size_t)(l.rest.p + l.rest.n - last->p) };
		*last = shortened(a, all, room.width, room.size);
	}
	for (size_t i = 0; i < l.n; i++)
		line[i] = arena_strn(a, l.line[i].p, l.line[i].n);
	return l.n;
}
