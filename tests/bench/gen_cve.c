/* SPDX-License-Identifier: Apache-2.0
 *
 * gen_cve.c - made-up CVE JSON 5 records for measuring the importer
 *
 *	gen_cve N DIRECTORY        one file each
 *	gen_cve N NAME.tar.zst     (by the name's end)
 *	gen_cve N NAME.zip
 *	gen_cve N NAME.json        all in one array
 *
 * The records have the shape and about the size (5 KB) of real ones: a cna container with metrics,
 * products and version ranges, and for most an adp container with an SSVC verdict.  Vendors and
 * products do not exist.  The same N gives the same octets.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <zlib.h>
#include <zstd.h>

#include "base/str.h"

enum { CHUNK = 1 << 17 };

struct out {
	enum { TO_DIRECTORY, TO_TAR, TO_ZIP, TO_ARRAY } shape;
	const char *name;
	FILE *f;
	ZSTD_CCtx *zstd;
	struct buf directory; /* zip: the central one */
	unsigned members;
	char chunk[CHUNK];
};

static const char *const vendors[] = { "Nordlicht Networks", "Tallgrass Radio", "Example Telecom",
	                               "Kestrel Systems", "Bluewater Core", "n/a" };
static const char *const products[] = { "Horizon BTS", "PacketMill UPF", "EdgeGate",
	                                "OptiSpan 7", "FleetView Manager", "HomeBox" };
static const char *const words[] = { "improper", "validation", "of", "a", "length", "field", "in",
	                             "the", "signalling", "parser", "allows", "an", "attacker", "to",
	                             "crash", "management", "plane", "when", "session", "restarts" };

static uint64_t next(uint64_t *state)
{
	*state += 0x9e3779b97f4a7c15u;
	uint64_t z = (*state ^ (*state >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

#define PICK(list, state) (list)[next(state) % COUNT(list)]

static void sentence(struct buf *b, uint64_t *s, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		buf_fmt(b, "%s%s", i ? " " : "", PICK(words, s));
}

static void affected(struct buf *b, uint64_t *s)
{
	buf_fmt(b, "{\"vendor\": \"%s\", \"product\": \"%s\", \"defaultStatus\": \"unaffected\", "
	        "\"platforms\": [\"Linux\"], \"versions\": [", PICK(vendors, s), PICK(products, s));
	unsigned n = 1 + (unsigned)(next(s) % 12);
	for (unsigned i = 0; i < n; i++)
		buf_fmt(b, "%s{\"version\": \"%u.%u\", \"lessThan\": \"%u.%u\", \"status\": \"affected\", "
		        "\"versionType\": \"custom\"}", i ? ", " : "", i, (unsigned)(next(s) % 9), i,
		        9 + (unsigned)(next(s) % 30));
	buf_str(b, "]}");
}

static void record(struct buf *b, unsigned i)
{
	uint64_t s = i;
	buf_fmt(b, "{\"dataType\": \"CVE_RECORD\", \"dataVersion\": \"5.1\", \"cveMetadata\": {\"cveId\": "
	        "\"CVE-%u-%u\", \"assignerOrgId\": \"00000000-0000-4000-8000-000000000000\", \"state\": "
	        "\"%s\", \"datePublished\": \"20%02u-%02u-%02uT08:00:00.000Z\"}, \"containers\": {\"cna\": {",
	        2000 + i % 25, 10000 + i, i % 40 == 39 ? "REJECTED" : "PUBLISHED", i % 25, 1 + i % 12,
	        1 + i % 28);
	buf_str(b, "\"title\": \"");
	sentence(b, &s, 9);
	buf_str(b, "\", \"affected\": [");
	unsigned n = 1 + (unsigned)(next(&s) % 3);
	for (unsigned k = 0; k < n; k++) {
		buf_str(b, k ? ", " : "");
		affected(b, &s);
	}
	buf_str(b, "], \"descriptions\": [{\"lang\": \"en\", \"value\": \"");
	sentence(b, &s, 60 + (unsigned)(next(&s) % 120));
	buf_str(b, "\"}, {\"lang\": \"de\", \"value\": \"\\u00dcberlauf \\u2014 ");
	sentence(b, &s, 40);
	buf_str(b, "\"}], \"metrics\": [{\"format\": \"CVSS\", \"cvssV3_1\": {\"version\": \"3.1\", ");
	unsigned tenths = (unsigned)(next(&s) % 101);
	buf_fmt(b, "\"vectorString\": \"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H\", \"baseScore\": "
	        "%u.%u, \"baseSeverity\": \"%s\"}}], \"references\": [", tenths / 10, tenths % 10,
	        tenths >= 90 ? "CRITICAL" : tenths >= 70 ? "HIGH" : "MEDIUM");
	for (unsigned k = 0; k < 8; k++)
		buf_fmt(b, "%s{\"url\": \"https://example.org/advisories/%u/%u?view=%llx\", \"tags\": "
		        "[\"vendor-advisory\"]}", k ? ", " : "", i, k, (unsigned long long)next(&s));
	buf_str(b, "], \"solutions\": [{\"lang\": \"en\", \"value\": \"Update; ");
	sentence(b, &s, 20);
	buf_str(b, "\"}]}");
	if (i % 4 != 0)
		buf_fmt(b, ", \"adp\": [{\"title\": \"ADP Vulnrichment\", \"metrics\": [{\"other\": {\"type\": "
		        "\"ssvc\", \"content\": {\"options\": [{\"Exploitation\": \"%s\"}, {\"Automatable\": "
		        "\"no\"}], \"role\": \"Coordinator\", \"version\": \"2.0.3\"}}}]}]",
		        i % 50 == 1 ? "active" : "none");
	buf_str(b, "}}\n");
}

/* Tar octets, through zstd. */
static int tar_put(struct out *o, const void *p, size_t n, ZSTD_EndDirective end)
{
	ZSTD_inBuffer in = { p, n, 0 };
	for (;;) {
		ZSTD_outBuffer to = { o->chunk, CHUNK, 0 };
		size_t left = ZSTD_compressStream2(o->zstd, &to, &in, end);
		if (ZSTD_isError(left) || fwrite(o->chunk, 1, to.pos, o->f) != to.pos)
			return 1;
		if (in.pos == in.size && (end == ZSTD_e_continue || left == 0))
			return 0;
	}
}

static int put_tar(struct out *o, const char *name, const struct buf *b)
{
	static const char zero[512];
	char h[512] = { 0 };
	unsigned sum = 0;
	snprintf(h, 100, "%s", name);
	snprintf(h + 100, 8, "0000644");
	snprintf(h + 108, 8, "0000000");
	snprintf(h + 116, 8, "0000000");
	snprintf(h + 124, 12, "%011zo", b->n);
	snprintf(h + 136, 12, "%011o", 0u);
	memset(h + 148, ' ', 8);
	h[156] = '0';
	memcpy(h + 257, "ustar\00000", 8);
	for (size_t i = 0; i < sizeof h; i++)
		sum += (unsigned char)h[i];
	snprintf(h + 148, 7, "%06o", sum);
	return tar_put(o, h, sizeof h, ZSTD_e_continue) || tar_put(o, b->p, b->n, ZSTD_e_continue) ||
	       tar_put(o, zero, -b->n % 512, ZSTD_e_continue);
}

static void le(struct buf *b, uint64_t v, unsigned octets)
{
	for (unsigned i = 0; i < octets; i++)
		buf_char(b, (char)(uint8_t)(v >> 8 * i));
}

/* What local header and directory entry have in common: from "version needed" to the lengths. */
static void zip_common(struct buf *b, uint32_t crc, size_t packed, size_t size, size_t name)
{
	le(b, 20, 2);
	le(b, 0, 2);
	le(b, Z_DEFLATED, 2);
	le(b, 0, 4);
	le(b, crc, 4);
	le(b, packed, 4);
	le(b, size, 4);
	le(b, name, 2);
	le(b, 0, 2);
}

static int put_zip(struct out *o, const char *name, const struct buf *b, struct arena scratch)
{
	z_stream z = { 0 };
	struct buf local = buf_in(&scratch);
	uint32_t crc = (uint32_t)crc32(0, (const Bytef *)b->p, (uInt)b->n);
	long at = ftell(o->f);
	if (b->n > CHUNK / 2 || at < 0 ||
	    deflateInit2(&z, 6, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY) != Z_OK)
		return 1;
	z.next_in = (Bytef *)b->p;
	z.avail_in = (uInt)b->n;
	z.next_out = (Bytef *)o->chunk;
	z.avail_out = CHUNK;
	int state = deflate(&z, Z_FINISH);
	size_t packed = CHUNK - z.avail_out;
	deflateEnd(&z);
	le(&local, 0x04034b50, 4);
	zip_common(&local, crc, packed, b->n, strlen(name));
	buf_str(&local, name);
	le(&o->directory, 0x02014b50, 4);
	le(&o->directory, 20, 2);
	zip_common(&o->directory, crc, packed, b->n, strlen(name));
	le(&o->directory, 0, 10);
	le(&o->directory, (uint64_t)at, 4);
	buf_str(&o->directory, name);
	return state != Z_STREAM_END || fwrite(local.p, 1, local.n, o->f) != local.n ||
	       fwrite(o->chunk, 1, packed, o->f) != packed;
}

static int put_file(struct out *o, const char *name, const struct buf *b, struct arena scratch)
{
	const char *path = arena_fmt(&scratch, "%s/%s", o->name, name);
	FILE *f = fopen(path, "wb");
	if (f == NULL)
		return 1;
	int bad = fwrite(b->p, 1, b->n, f) != b->n;
	return fclose(f) != 0 || bad;
}

static int put_element(struct out *o, const struct buf *b)
{
	return fputs(o->members == 1 ? "[\n" : ",\n", o->f) < 0 || fwrite(b->p, 1, b->n, o->f) != b->n;
}

static bool ends(const char *name, const char *end)
{
	size_t n = strlen(name), m = strlen(end);
	return n > m && strcmp(name + n - m, end) == 0;
}

static int begin(struct out *o, const char *name, struct arena *a)
{
	o->name = name;
	o->shape = ends(name, ".tar.zst") ? TO_TAR :
	           ends(name, ".zip")     ? TO_ZIP :
	           ends(name, ".json")    ? TO_ARRAY :
	                                    TO_DIRECTORY;
	o->directory = buf_in(a);
	if (o->shape == TO_DIRECTORY)
		return mkdir(name, 0777) != 0 && errno != EEXIST;
	o->f = fopen(name, "wb");
	o->zstd = o->shape == TO_TAR ? ZSTD_createCCtx() : NULL;
	return o->f == NULL || (o->shape == TO_TAR && o->zstd == NULL);
}

static int finish(struct out *o)
{
	static const char zero[1024];
	int bad = 0;
	if (o->shape == TO_TAR)
		bad = tar_put(o, zero, sizeof zero, ZSTD_e_end);
	if (o->shape == TO_ARRAY)
		bad = fputs(o->members ? "]\n" : "[]\n", o->f) < 0;
	if (o->shape == TO_ZIP) {
		size_t size = o->directory.n;
		long at = ftell(o->f);
		le(&o->directory, 0x06054b50, 4);
		le(&o->directory, 0, 4);
		le(&o->directory, o->members & 0xffff, 2);
		le(&o->directory, o->members & 0xffff, 2);
		le(&o->directory, size, 4);
		le(&o->directory, (uint64_t)at, 4);
		le(&o->directory, 0, 2);
		bad = fwrite(o->directory.p, 1, o->directory.n, o->f) != o->directory.n;
	}
	ZSTD_freeCCtx(o->zstd);
	return (o->f != NULL && fclose(o->f) != 0) || bad;
}

int main(int argc, char **argv)
{
	static struct out o;
	uint64_t n, octets = 0;
	if (argc != 3 || !str_u64(str_of(argv[1]), &n)) {
		fprintf(stderr, "usage: gen_cve N DIRECTORY|NAME.tar.zst|NAME.zip|NAME.json\n");
		return 2;
	}
	struct arena a = arena_reserve((size_t)4 << 30, "gen_cve");
	int bad = begin(&o, argv[2], &a);
	struct buf b = buf_in(&a);
	for (unsigned i = 0; i < n && !bad; i++) {
		char name[64];
		b.n = 0;
		record(&b, i);
		octets += b.n;
		o.members++;
		snprintf(name, sizeof name, "CVE-%u-%u.json", 2000 + i % 25, 10000 + i);
		struct arena scratch = arena_reserve(1 << 16, "gen_cve: a member");
		char *start = scratch.beg;
		switch (o.shape) {
		case TO_DIRECTORY: bad = put_file(&o, name, &b, scratch); break;
		case TO_TAR: bad = put_tar(&o, name, &b); break;
		case TO_ZIP: bad = put_zip(&o, name, &b, scratch); break;
		case TO_ARRAY: bad = put_element(&o, &b); break;
		}
		arena_release(&scratch, start);
	}
	bad |= finish(&o);
	if (bad)
		fprintf(stderr, "gen_cve: cannot write %s\n", argv[2]);
	else
		printf("%llu records, %.1f MB\n", (unsigned long long)n, (double)octets / 1e6);
	return bad;
}
