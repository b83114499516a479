/* SPDX-License-Identifier: Apache-2.0
 *
 * test_capture_file.c - containers: pcap, pcapng, packed ones, many files in the order of time
 */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include <cmocka.h>

#include "base/rng.h"
#include "base/walls.h"
#include "capture_seen.h"

#define SECOND UINT64_C(1000000000)

static struct packet_build b;
static struct seen s;
static char *all;

static int begin(void **unused)
{
	(void)unused;
	seen_begin(&s);
	all = s.all.beg;
	return 0;
}

static int end(void **unused)
{
	(void)unused;
	seen_end(&s, all);
	return 0;
}

static uint64_t count(enum capture_count c)
{
	return s.c.stats.n[c];
}

static struct span datagram(const char *text)
{
	pb_clear(&b);
	pb_text(&b, text);
	pb_udp(&b, 1, 2);
	pb_ip4(&b, 17, 1, 2);
	return pb_span(&b);
}

static struct file_build file(void)
{
	return (struct file_build){ .a = &s.all };
}

static void read_file(const struct file_build *f)
{
	struct capture_file one = seen_file(f);
	capture_files(&s.c, &one, 1);
}

/* Reads the first n octets of the file alone, as a file of its own, in memory of its own. */
static void read_prefix(const struct file_build *f, size_t n)
{
	uint8_t *copy = test_malloc(n ? n : 1);
	memcpy(copy, f->p, n);
	struct file_build part = { .p = copy, .n = n };
	read_file(&part);
	test_free(copy);
}

static void pcap_is_read_in_all_forms(void **state)
{
	for (unsigned form = 0; form < 8; form++) {
		struct file_build f = file();
		if ((form & 6) == 6)
			continue;
		f.big = form & 1;
		f.nano = form & 2;
		f.modified = form & 4;
		fb_pcap(&f, 101);
		for (unsigned i = 0; i < 3; i++) {
			datagram("hello");
			fb_packet(&f, 1700000000 * SECOND + i * 1001000, &b);
		}
		read_file(&f);
		assert_string_equal(s.text.p, "1 udp hello\n2 udp hello\n3 udp hello\n");
		assert_string_equal(s.problems.p, "");
		assert_true(s.last.time == 1700000000 * SECOND + 2002000);
		assert_int_equal(s.last.offset, 28);
		assert_true(s.c.stats.first == 1700000000 * SECOND && s.c.stats.last == s.last.time);
		end(state);
		begin(state);
	}
}

static void pcapng_is_read_with_its_sections_and_interfaces(void **unused)
{
	(void)unused;
	struct file_build f = file();
	for (int big = 0; big < 2; big++) {
		f.big = big;
		fb_section(&f);
		fb_interface(&f, 101, 6, 0);
		fb_interface(&f, 1, 9, 100);
		fb_interface(&f, 101, 0x80 | 10, -5);
		fb_interface(&f, 101, 12, 0);
		fb_block(&f, 0x0bad, "unknown", 7);
		fb_enhanced(&f, 0, 5000001, datagram("micro"));
		fb_enhanced(&f, 2, 7 * 1024 + 512, datagram("binary"));
		fb_enhanced(&f, 3, UINT64_C(3000000000123), datagram("pico"));
		datagram("nano");
		pb_ethernet(&b, 0x0800);
		fb_enhanced(&f, 1, 7, pb_span(&b));
	}
	static const uint64_t times[] = { 5000001000, 2500000000, 3000000000, UINT64_C(100000000007) };
	struct capture_file one = seen_file(&f);
	struct merge *m = NEW(&s.all, struct merge, 1);
	struct frame frame;
	const struct merge_files given = capture_given(&one, 1);
	merge_open(m, &s.a, &given, &s.c.sink, &s.c.stats);
	for (unsigned i = 0; i < 8; i++) {
		assert_true(merge_next(m, &frame));
		assert_true(frame.time == times[i % 4]);
		assert_int_equal(frame.number, i + 1);
		assert_int_equal(frame.link, i % 4 == 3 ? 1 : 101);
	}
	assert_false(merge_next(m, &frame));
	merge_close(m);
	assert_string_equal(s.problems.p, "");
	assert_int_equal(count(COUNT_unknown_blocks), 2);
}

static struct { unsigned secrets, names; char text[16]; } extra;

static void take_secret(void *ctx, const struct capture_secret *x)
{
	(void)ctx;
	extra.secrets++;
	assert_int_equal(x->type, 0x544c534b);
	assert_int_equal(x->data.n, 5);
	assert_memory_equal(x->data.p, "KEYS\n", 5);
}

static void take_name(void *ctx, const struct capture_name *x)
{
	(void)ctx;
	extra.names++;
	assert_true(str_is(x->text, x->family == 4 ? "amf" : "upf"));
	assert_int_equal(x->address[x->family == 4 ? 3 : 15], 9);
}

static void pcapng_hands_on_secrets_names_drops_and_old_packets(void **unused)
{
	(void)unused;
	struct file_build f = file(), body = file();
	struct span d = datagram("simple");
	fb_section(&f);
	fb_interface(&f, 101, 6, 0);
	fb_number(&body, 0x544c534b, 4);
	fb_number(&body, 5, 4);
	fb_octets(&body, "KEYS\n", 5);
	fb_block(&f, 10, body.p, body.n);
	static const uint8_t names[] = { 1, 0, 8, 0, 10, 0, 0, 9, 'a', 'm', 'f', 0, 2, 0, 20, 0, 0x20, 1, 0, 0,
		                         0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9, 'u', 'p', 'f', 0, 0, 0, 0, 0 };
	fb_block(&f, 4, names, sizeof names);
	fb_enhanced(&f, 0, 9000000, d);
	body = file();
	fb_number(&body, d.n, 4);
	fb_octets(&body, d.p, d.n);
	fb_block(&f, 3, body.p, body.n);
	body = file(); /* the obsolete packet block: interface and drops are 16 bits */
	fb_number(&body, 0, 4);
	fb_number(&body, 0, 4);
	fb_number(&body, 8000000, 4);
	fb_number(&body, d.n, 4);
	fb_number(&body, d.n, 4);
	fb_octets(&body, d.p, d.n);
	fb_block(&f, 2, body.p, body.n);
	for (int i = 0; i < 2; i++) { /* 40, then 42 in all */
		body = file();
		fb_number(&body, 0, 4);
		fb_number(&body, 0, 8);
		fb_number(&body, 5, 2);
		fb_number(&body, 8, 2);
		fb_number(&body, (uint64_t)(40 + 2 * i), 8);
		fb_number(&body, 0, 4);
		fb_block(&f, 5, body.p, body.n);
	}
	s.c.sink.secret = take_secret;
	s.c.sink.name = take_name;
	read_file(&f);
	assert_string_equal(s.text.p, "1 udp simple\n2 udp timeless simple\n3 udp simple\n");
	assert_string_equal(s.problems.p, "");
	assert_int_equal(extra.secrets, 1);
	assert_int_equal(extra.names, 2);
	assert_int_equal(count(COUNT_recorder_drops), 42);
	assert_int_equal(count(COUNT_unsorted), 1);
}

/* A pcap of n packets whose texts are their numbers, one a second from `from` on. */
static struct file_build numbered(unsigned n, uint64_t from)
{
	struct file_build f = file();
	char text[32];
	fb_pcap(&f, 101);
	for (unsigned i = 0; i < n; i++) {
		snprintf(text, sizeof text, "at %u", (unsigned)(from + i));
		datagram(text);
		fb_packet(&f, (from + i) * SECOND, &b);
	}
	return f;
}

static void a_file_cut_anywhere_keeps_what_is_before_the_cut(void **state)
{
	for (int ng = 0; ng < 2; ng++) {
		struct file_build f = file();
		size_t ends[4] = { 0 };
		if (ng) {
			fb_section(&f);
			fb_interface(&f, 101, 6, 0);
		} else {
			fb_pcap(&f, 101);
		}
		for (unsigned i = 0; i < 3; i++) {
			datagram("cut me");
			if (ng)
				fb_enhanced(&f, 0, i, pb_span(&b));
			else
				fb_packet(&f, i * 1000, &b);
			ends[i] = f.n;
		}
		size_t total = f.n;
		for (size_t n = 0; n <= total; n++) {
			read_prefix(&f, n);
			assert_int_equal(s.payloads, (n >= ends[0]) + (n >= ends[1]) + (n >= ends[2]));
			bool clean = n == total || n == ends[0] || n == ends[1];
			clean = clean || (ng ? n == 28 || n == 52 : n == 24);
			assert_int_equal(count(COUNT_files_cut) + count(COUNT_files_foreign), clean ? 0 : 1);
			assert_int_equal(s.problems.n > 0, !clean);
			struct arena keep = s.all;
			arena_release(&s.a, s.start);
			s.a = arena_reserve(CAPTURE_MEMORY, "seen");
			s.start = s.a.beg;
			s.all = keep;
			s.payloads = 0;
			s.text.n = s.problems.n = 0;
			struct capture_sink sink = s.c.sink;
			capture_begin(&s.c, &s.a, &sink);
		}
		end(state);
		begin(state);
	}
}

static void what_is_no_capture_says_so(void **state)
{
	static const struct { const char *octets, *problem; } files[] = {
		{ "", "0/0: is empty\n" },
		{ "GET / HTTP/1.1", "0/0: is neither pcap nor pcapng\n" },
		{ "\x0a\x0d\x0d\x0a\x1c\x00\x00\x00no byte order       ", "0/0: a section has no byte order\n" },
	};
	for (size_t i = 0; i < COUNT(files); i++) {
		struct file_build f = file();
		fb_octets(&f, files[i].octets, i == 2 ? 28 : strlen(files[i].octets));
		read_file(&f);
		assert_string_equal(s.problems.p, files[i].problem);
		assert_int_equal(count(i < 2 ? COUNT_files_foreign : COUNT_files_damaged), 1);
		end(state);
		begin(state);
	}
}

static void lengths_that_cannot_be_true_end_the_file(void **unused)
{
	(void)unused;
	struct file_build f = numbered(2, 5);
	fb_number(&f, 0, 8);
	fb_number(&f, UINT32_MAX, 4);
	fb_number(&f, UINT32_MAX, 4);
	read_file(&f);
	assert_string_equal(s.text.p, "1 udp at 5\n2 udp at 6\n");
	assert_string_equal(s.problems.p, "0/2: a packet is longer than any can be: the file is damaged\n");
}

static void a_damaged_block_of_pcapng_harms_only_itself(void **unused)
{
	(void)unused;
	struct file_build f = file(), body = file();
	fb_section(&f);
	fb_interface(&f, 101, 6, 0);
	struct span d = datagram("fine");
	fb_enhanced(&f, 7, 1, d); /* no such interface */
	fb_number(&body, 0, 8);
	fb_number(&body, 0, 4);
	fb_number(&body, 1000, 4); /* longer than the block */
	fb_number(&body, 1000, 4);
	fb_block(&f, 6, body.p, body.n);
	fb_block(&f, 6, "short", 5);
	fb_enhanced(&f, 0, 1, d);
	f.p[f.n - 1] ^= 1; /* the length behind it */
	fb_enhanced(&f, 0, 2, d);
	read_file(&f);
	assert_string_equal(s.text.p, "1 udp fine\n2 udp fine\n");
	assert_string_equal(s.problems.p, "0/0: a packet of an interface that is not described\n"
	                                  "0/0: a packet does not fit into its block\n"
	                                  "0/0: a packet does not fit into its block\n"
	                                  "0/0: a block has two different lengths\n");
	assert_int_equal(count(COUNT_bad_blocks), 4);
}

static void a_block_longer_than_the_window_is_left_out(void **unused)
{
	(void)unused;
	struct file_build f = file();
	uint8_t *large = NEW(&s.all, uint8_t, 3 * INPUT_WINDOW);
	fb_section(&f);
	fb_interface(&f, 101, 6, 0);
	fb_block(&f, 0xbad, large, 3 * INPUT_WINDOW);
	fb_enhanced(&f, 0, 1, datagram("behind it"));
	read_file(&f);
	assert_string_equal(s.text.p, "1 udp behind it\n");
	assert_string_equal(s.problems.p, "");
}

static struct file_build packed(const struct file_build *f, bool zstd)
{
	struct file_build out = file();
	size_t bound = ZSTD_compressBound(f->n) + 1000;
	uint8_t *to = NEW(&s.all, uint8_t, bound);
	if (zstd) {
		fb_octets(&out, to, ZSTD_compress(to, bound, f->p, f->n, 3));
		return out;
	}
	z_stream z = { .next_in = f->p, .avail_in = (uInt)f->n, .next_out = to, .avail_out = (uInt)bound };
	assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
	assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
	fb_octets(&out, to, z.total_out);
	deflateEnd(&z);
	return out;
}

static void packed_files_are_read_and_several_after_one_another(void **state)
{
	for (int zstd = 0; zstd < 2; zstd++) {
		struct file_build f = numbered(20000, 1), rest = file();
		size_t half = f.n / 2;
		fb_octets(&rest, f.p + half, f.n - half);
		f.n = half;
		struct file_build one = packed(&f, zstd), two = packed(&rest, zstd);
		fb_octets(&one, two.p, two.n);
		read_file(&one);
		assert_int_equal(s.payloads, 20000);
		assert_string_equal(s.problems.p, "");
		end(state);
		begin(state);
	}
}

static void a_packed_file_that_is_cut_or_damaged_keeps_what_comes_before(void **state)
{
	for (int i = 0; i < 6; i++) {
		bool zstd = i % 2;
		struct file_build f = numbered(20000, 1), out = packed(&f, zstd);
		if (i < 2)
			out.n /= 2;
		else if (i < 4)
			memset(out.p + out.n / 2, 0xff, 100);
		else
			fb_octets(&out, "rubbish", 7);
		read_file(&out);
		assert_true(i < 4 ? s.payloads < 20000 : s.payloads == 20000);
		if (i != 3) /* zstd may notice at the end of its only block */
			assert_true(s.payloads > 0);
		if (i < 2 || i > 3) /* what is damaged may unpack to what is no packet */
			assert_non_null(strstr(s.problems.p, i < 2 ? "compressed data end in the middle" :
			                                             "something else follows"));
		assert_int_equal(count(COUNT_files_cut) + count(COUNT_files_damaged), 1);
		end(state);
		begin(state);
	}
}

static void many_files_come_in_the_order_of_time(void **unused)
{
	(void)unused;
	struct file_build f[] = { numbered(3, 50), numbered(100, 10), numbered(1, 5), file(), numbered(2, 51) };
	struct capture_file files[COUNT(f)];
	for (size_t i = 0; i < COUNT(f); i++)
		files[i] = seen_file(f + i);
	capture_files(&s.c, files, COUNT(f));
	assert_int_equal(s.payloads, 106);
	assert_false(s.unsorted);
	assert_string_equal(s.problems.p, "3/0: is empty\n");
	assert_non_null(strstr(s.text.p, "\n1 udp at 50\n41 udp at 50\n2 udp at 51\n"
	                                 "42 udp at 51\n1 udp at 51\n3 udp at 52\n"));
	assert_int_equal(count(COUNT_files_foreign), 1);
}

static void order_within_a_file_is_never_changed(void **unused)
{
	(void)unused;
	struct file_build f = file(), g = numbered(4, 10);
	fb_pcap(&f, 101);
	datagram("first");
	fb_packet(&f, 11 * SECOND + 1000, &b);
	datagram("earlier");
	fb_packet(&f, 3 * SECOND, &b);
	struct capture_file files[] = { seen_file(&f), seen_file(&g) };
	capture_files(&s.c, files, 2);
	assert_string_equal(s.text.p, "1 udp at 10\n2 udp at 11\n1 udp first\n"
	                              "2 udp earlier\n3 udp at 12\n4 udp at 13\n");
	assert_int_equal(count(COUNT_unsorted), 1);
}

static void more_files_than_may_be_open_are_complete_all_the_same(void **unused)
{
	(void)unused;
	enum { FILES = 2 * MERGE_OPEN };
	struct file_build f[FILES];
	struct capture_file files[FILES];
	for (size_t i = 0; i < FILES; i++) {
		f[i] = numbered(3, i % 2 ? 10 : 100);
		files[i] = seen_file(f + i);
	}
	s.quiet = true;
	capture_files(&s.c, files, FILES);
	assert_int_equal(s.payloads, 3 * FILES);
	assert_false(s.unsorted); /* half of them at once are few enough */
	for (size_t i = 0; i < FILES; i++)
		f[i] = numbered(3, 200);
	for (size_t i = 0; i < FILES; i++)
		files[i] = seen_file(f + i);
	capture_files(&s.c, files, FILES);
	assert_int_equal(s.payloads, 6 * FILES);
	assert_true(count(COUNT_files_waited) > 0);
}

/* The same files from a folder, from a pipe, and from memory give the same payloads. */
static void folders_and_pipes_are_read(void **unused)
{
	(void)unused;
	char folder[] = "/tmp/petrin-capture-XXXXXX", name[64];
	struct pt_err e = { .code = PT_OK };
	assert_non_null(mkdtemp(folder));
	for (unsigned i = 0; i < 3; i++) {
		struct file_build f = numbered(2, 20 - 5 * i);
		snprintf(name, sizeof name, "%s/%u.pcap", folder, i);
		assert_true(file_replace(name, (struct str){ (const char *)f.p, f.n }, &e));
	}
	struct capture_file *files;
	size_t n;
	assert_true(find_captures(&s.all, (const char *const[]){ folder }, 1, &files, &n, &e));
	assert_int_equal(n, 3);
	capture_files(&s.c, files, n);
	find_close(files, n);
	assert_string_equal(s.text.p, "1 udp at 10\n2 udp at 11\n1 udp at 15\n2 udp at 16\n1 udp at 20\n2 udp at 21\n");
	for (unsigned i = 0; i < 3; i++) {
		snprintf(name, sizeof name, "%s/%u.pcap", folder, i);
		unlink(name);
	}
	assert_false(find_captures(&s.all, (const char *const[]){ folder }, 1, &files, &n, &e));
	assert_non_null(strstr(e.text, "no files in this folder"));
	rmdir(folder);
	int ends[2];
	assert_int_equal(pipe(ends), 0);
	struct file_build f = numbered(3, 30), g = numbered(2, 31);
	assert_int_equal(write(ends[1], f.p, f.n), (ssize_t)f.n);
	close(ends[1]);
	struct capture_file piped[] = { { .name = "pipe", .source = stream_fd(ends[0]) }, seen_file(&g) };
	s.text.n = 0;
	capture_files(&s.c, piped, 2);
	close(ends[0]);
	assert_string_equal(s.text.p, "1 udp at 30\n2 udp at 31\n1 udp at 31\n3 udp at 32\n2 udp at 32\n");
}

/* What reads may do nothing else: the number of payloads is its exit status. */
static void files_are_read_by_a_process_without_rights(void **unused)
{
	(void)unused;
	struct file_build plain = numbered(20, 1), gz = packed(&plain, false), zst = packed(&plain, true);
	const struct file_build *content[] = { &plain, &gz, &zst };
	struct capture_file files[3];
	int keep[3], status;
	for (size_t i = 0; i < 3; i++) {
		struct pt_err e = { .code = PT_OK };
		keep[i] = open("/tmp", O_TMPFILE | O_RDWR, 0600);
		assert_true(keep[i] > 2 && file_write_all(keep[i], content[i]->p, content[i]->n, &e));
		files[i] = (struct capture_file){ .name = "file", .source = stream_fd(keep[i]) };
	}
	pid_t child = fork();
	if (child == 0) {
		struct walls w = { .memory = (size_t)1 << 30, .keep = keep, .keeps = 3 };
		if (!walls_close(&w, NULL))
			_exit(1);
		capture_files(&s.c, files, 3);
		_exit(s.unsorted ? 2 : (int)s.payloads);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 60);
	for (size_t i = 0; i < 3; i++)
		close(keep[i]);
}

static void any_octet_of_a_file_may_be_wrong(void **unused)
{
	(void)unused;
	s.quiet = true;
	for (int ng = 0; ng < 2; ng++) {
		struct file_build f = numbered(3, 1);
		if (ng) {
			f = file();
			fb_section(&f);
			fb_interface(&f, 101, 9, 3);
			for (unsigned i = 0; i < 3; i++)
				fb_enhanced(&f, 0, i, datagram("x"));
			fb_block(&f, 5, "123456789012345678901234", 24);
		}
		for (size_t i = 0; i < f.n; i++)
			for (unsigned change = 1; change < 256; change = change * 2 + 1) {
				f.p[i] ^= (uint8_t)change;
				struct capture_file one = seen_file(&f);
				struct arena scratch = s.all;
				struct container c = { .a = &scratch, .sink = &s.c.sink, .stats = &s.c.stats };
				struct frame frame;
				container_open(&c, 0, one.source);
				for (unsigned n = 0; container_next(&c, &frame); n++) {
					assert_true(n < 10);
					capture_frame(&s.c, &frame);
				}
				container_close(&c);
				f.p[i] ^= (uint8_t)change;
			}
	}
	assert_true(s.payloads > 1000);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(pcap_is_read_in_all_forms),
		TEST(pcapng_is_read_with_its_sections_and_interfaces),
		TEST(pcapng_hands_on_secrets_names_drops_and_old_packets),
		TEST(a_file_cut_anywhere_keeps_what_is_before_the_cut),
		TEST(what_is_no_capture_says_so),
		TEST(lengths_that_cannot_be_true_end_the_file),
		TEST(a_damaged_block_of_pcapng_harms_only_itself),
		TEST(a_block_longer_than_the_window_is_left_out),
		TEST(packed_files_are_read_and_several_after_one_another),
		TEST(a_packed_file_that_is_cut_or_damaged_keeps_what_comes_before),
		TEST(many_files_come_in_the_order_of_time),
		TEST(order_within_a_file_is_never_changed),
		TEST(more_files_than_may_be_open_are_complete_all_the_same),
		TEST(folders_and_pipes_are_read),
		TEST(files_are_read_by_a_process_without_rights),
		TEST(any_octet_of_a_file_may_be_wrong),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
