/* SPDX-License-Identifier: Apache-2.0
 *
 * sweep.c - whatever fails, and wherever: the workspace is as before or completely changed
 *
 * A scenario is a command line.  It runs once without a fault, which counts the sites of each kind
 * of fault; then once for each site, in a process of its own, with that site failing once, and
 * again with it and all later ones failing.  Kinds are what petrin asks for itself (allocation,
 * read, write, SQL step, see base/fault.h), what the libraries below it ask for (faults.h), and
 * power failures with three ways for a disk to lose what was not synced.  After each run
 *   W1  the process ended by itself, said why, with status 3 or 70; or it did all of its work;
 *   W2  the workspace verifies, and is what it was or what the run without fault makes of it;
 *   W3  the same command works now, and leads to the same.
 *
 * usage: sweep TESTS-FOLDER [SCENARIO...]; FAULT_SITES=N tries at most N sites of each kind,
 * spread over all of them; 0 tries every one.  FAULT_ONE="KIND SITE" lets only this one fail (from
 * there on: "KIND SITE+"), in the process itself, for a debugger.
 */
#undef main /* the build calls the one of src/ui/cli/main.c petrin_main */
#include <dirent.h>
#include <fcntl.h>
#include <pwd.h>
#include <setjmp.h>
#include <signal.h>
#include <sodium.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/fault.h"
#include "base/file.h"
#include "faults.h"
#include "store/store.h"

#ifndef PT_FAULT
#error "the sweep is for a build with -Dfault=true"
#endif

int petrin_main(int argc, char **argv);

/* --- scenarios -------------------------------------------------------------------------------- */

enum start { NOTHING, SMALL, BUILT_IN };
struct scenario { /* see scenarios.def */
	const char *name;
	enum start start;
	const char *word[10];
	bool reports;
	int steps;
};

#define PAGE "page"
static const struct scenario scenarios[] = {
#define SCENARIO(name, start, reports, steps, ...) { #name, start, { __VA_ARGS__ }, reports, steps },
#include "scenarios.def"
#undef SCENARIO
};

/* What fails.  The first four are those of base/fault.h, in its order. */
enum kind { MEMORY, READ, WRITE, SQL, HEAP, DISK, KEPT, LOST, TORN, KINDS };
static const struct {
	const char *name;
	bool once_only; /* the process ends at it */
} kinds[KINDS] = {
	[MEMORY] = { "arena", false }, [READ] = { "read", false }, [WRITE] = { "write", false },
	[SQL] = { "sql", false },     [HEAP] = { "heap", false }, [DISK] = { "disk", false },
	[KEPT] = { "kill", true },    [LOST] = { "power", true }, [TORN] = { "torn", true },
};

struct run {
	const struct scenario *s;
	enum kind kind;
	long at;
	bool sticky, worker; /* worker: in the import child instead of here */
};

static struct arena a;
static char dir[64];
static const char *workspace, *page, *words; /* paths; `words` has what the last run said */
static struct str start_of[3];        /* octets of a workspace to begin with */
static long *seen;                    /* per kind, shared with the children */

/* --- one run ---------------------------------------------------------------------------------- */

static void arm(const struct run *r)
{
	for (int k = MEMORY; k <= SQL; k++)
		fault_arm((enum fault_kind)k, !r->worker && k == (int)r->kind ? r->at : -1, r->sticky);
	heap_arm(!r->worker && r->kind == HEAP ? r->at : -1, r->sticky);
	disk_arm(r->kind >= DISK ? (enum disk_end)(r->kind - DISK) : DISK_FAIL,
	         r->kind >= DISK ? r->at : -1, r->sticky);
	if (!r->worker)
		return;
	char at[24];
	snprintf(at, sizeof at, "%ld", r->at);
	setenv(r->kind == HEAP ? "SWEEP_HEAP_AT" : "PETRIN_FAULT_AT", at, 1);
	setenv("PETRIN_FAULT_KIND", r->kind == MEMORY ? "memory" : kinds[r->kind].name, 1);
	setenv("PETRIN_FAULT_STICKY", r->sticky ? "1" : "0", 1);
}

static _Noreturn void child(const struct run *r)
{
	static const int signals[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT };
	for (size_t i = 0; i < COUNT(signals); i++)
		signal(signals[i], SIG_DFL); /* cmocka's handlers are for the parent */
	char *argv[16] = { "petrin", "--quiet", "--workspace", (char *)workspace };
	int n = 4, out = open("/dev/null", O_WRONLY), err = open(words, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	dup2(r->s->reports ? err : out, 1);
	dup2(err, 2);
	for (int i = 0; r->s->word[i]; i++)
		argv[n++] = (char *)(strcmp(r->s->word[i], PAGE) == 0 ? page : r->s->word[i]);
	arm(r);
	int status = petrin_main(n, argv);
	if (r->kind >= LOST && r->at < 0)
		disk_power_fails(); /* right behind the end of its work */
	for (int k = MEMORY; k <= SQL; k++)
		seen[k] = fault_seen((enum fault_kind)k);
	seen[HEAP] = heap_seen();
	seen[DISK] = seen[KEPT] = seen[LOST] = seen[TORN] = disk_seen();
	_exit(status);
}

static void run_of(char out[160], const struct run *r)
{
	snprintf(out, 160, "%s: %s %ld%s%s", r->s->name, kinds[r->kind].name, r->at,
	         r->sticky ? " and later" : "", r->worker ? " in the worker" : "");
}

/* The exit status; a signal is a failure of the test. */
static int run(const struct run *r)
{
	char name[160];
	int status = -1;
	memset(seen, 0, KINDS * sizeof *seen);
	pid_t pid = fork();
	if (pid == 0)
		child(r);
	run_of(name, r);
	if (pid < 0 || waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
		fail_msg("%s: ended by signal %d", name, WTERMSIG(status));
	return WEXITSTATUS(status);
}

/* --- what it left behind ---------------------------------------------------------------------- */

struct content {
	bool there, empty;
	unsigned char hash[STORE_HASH];
};

static struct str slurp(struct arena *to, const char *path)
{
	struct pt_err e = { 0 };
	struct str all;
	if (!file_slurp(to, path, (size_t)1 << 30, &all, &e))
		fail_msg("%s: %s", path, e.text);
	return all;
}

/* Without time and actor: runs may be a second apart, and a user whose name cannot be looked up for
 * want of memory is "uid 0". */
static bool add_entry(void *ctx, const struct store_audit *x, struct pt_err *e)
{
	const struct str text[] = { x->action, x->detail };
	(void)e;
	crypto_generichash_update(ctx, (const unsigned char *)&x->n, sizeof x->n);
	crypto_generichash_update(ctx, (const unsigned char *)&x->rows, sizeof x->rows);
	for (size_t i = 0; i < COUNT(text); i++)
		crypto_generichash_update(ctx, (const unsigned char *)text[i].p, text[i].n);
	return true;
}

static bool add_row(void *ctx, const struct record *r, struct pt_err *e)
{
	(void)e;
	for (unsigned i = 0; i < record_def(r->table)->n; i++) {
		crypto_generichash_update(ctx, (const unsigned char *)&r->field[i].n, sizeof(size_t));
		crypto_generichash_update(ctx, (const unsigned char *)r->field[i].p, r->field[i].n);
	}
	return true;
}

static void complain(void *ctx, const struct store_finding *f)
{
	fail_msg("%s: %s %s: %s", (const char *)ctx, f->table, f->key, f->text);
}

/* The page counts as content, too.  Fails unless the workspace verifies (W2). */
static struct content look(const char *name)
{
	struct arena scratch = a;
	struct content c = { .there = access(workspace, F_OK) == 0 };
	crypto_generichash_state h;
	struct pt_err e = { 0 };
	struct store *s;
	unsigned char head[STORE_HASH] = { 0 };
	if (!c.there)
		return c;
	crypto_generichash_init(&h, NULL, 0, STORE_HASH);
	bool ok = store_open(&scratch, workspace, STORE_READ, &s, &e) &&
	          store_verify(s, NULL, complain, (void *)name, &e) && store_head(s, head, &e) &&
	          store_audit_each(s, add_entry, &h, &e);
	for (int t = 0; t < RECORD_TABLES && ok; t++)
		ok = store_each(s, &(struct store_query){ (enum record_table)t, STORE_LATEST, add_row, &h }, &e);
	if (!ok)
		fail_msg("%s: afterwards %s", name, e.text);
	store_close(s);
	c.empty = sodium_is_zero(head, sizeof head);
	struct str text = slurp(&scratch, page);
	crypto_generichash_update(&h, (const unsigned char *)text.p, text.n);
	crypto_generichash_final(&h, c.hash, sizeof c.hash);
	return c;
}

static bool same(const struct content *x, const struct content *y)
{
	return x->there == y->there && memcmp(x->hash, y->hash, STORE_HASH) == 0;
}

/* Files in the folder of the workspace, except itself, the page and, when all is done, what belongs to that; removed
 * when asked. */
static unsigned others(bool done, bool remove_all)
{
	unsigned n = 0;
	DIR *d = opendir(dir);
	assert_non_null(d);
	for (struct dirent *f; (f = readdir(d)) != NULL;) {
		bool own = strcmp(f->d_name, strrchr(workspace, '/') + 1) == 0 || strcmp(f->d_name, PAGE) == 0 ||
		           (done && strcmp(f->d_name, PAGE ".labels.csv") == 0);
		if (f->d_name[0] == '.')
			continue;
		n += !own;
		if (remove_all && unlinkat(dirfd(d), f->d_name, 0) != 0)
			fail_msg("cannot remove %s", f->d_name);
	}
	closedir(d);
	return n;
}

static void spill(const char *path, struct str text)
{
	FILE *f = fopen(path, "wb");
	if (f == NULL || fwrite(text.p, 1, text.n, f) != text.n || fclose(f) != 0)
		fail_msg("cannot write %s", path);
}

static void restore(enum start start)
{
	others(false, true);
	spill(page, STR("old"));
	if (start != NOTHING)
		spill(workspace, start_of[start]);
}

/* --- the sweep -------------------------------------------------------------------------------- */

struct swept {
	struct content before, between, after;
	long runs, harmless;
};

static bool gives_a_reason(const struct scenario *s, const char *said)
{
	return strstr(said, "petrin: ") || strstr(said, "petrin.error/1") || (s->reports && strstr(said, "error"));
}

static void check_status(const struct run *r, const char *name, int status, struct swept *w,
                         const struct content *now)
{
	struct arena scratch = a;
	struct str said = slurp(&scratch, words);
	if (status == 0) {
		if (!same(now, &w->after) && !r->s->reports)
			fail_msg("%s: status 0 and not done", name);
		w->harmless++;
		return;
	}
	if (status == DISK_EXIT && r->kind >= KEPT)
		return;
	if (status != 3 && status != 70)
		fail_msg("%s: status %d, \"%s\"", name, status, said.p ? said.p : "");
	if (!gives_a_reason(r->s, said.p ? said.p : ""))
		fail_msg("%s: status %d without a reason", name, status);
	if (status == 3 && others(same(now, &w->after), false) > 0) /* a process that was ended cannot clean up */
		fail_msg("%s: left something beside the workspace", name);
}

static int try(const struct run *r, struct swept *w)
{
	char name[160];
	run_of(name, r);
	restore(r->s->start);
	int status = run(r);
	struct content now = look(name);
	check_status(r, name, status, w, &now);
	if (!same(&now, &w->before) && !same(&now, &w->after) && !same(&now, &w->between) &&
	    !(now.empty && r->s->start == NOTHING && status != 3) &&
	    !(status == 0 && r->s->reports))
		fail_msg("%s: the workspace is neither as before nor changed", name);
	w->runs++;
	if (status == 0 || (r->s->start == NOTHING && same(&now, &w->after)))
		return status;
	/* W3; of a file that was imported nothing is left to change */
	if (run(&(struct run){ r->s, MEMORY, -1, false, false }) != 0)
		fail_msg("%s: does not work any more afterwards: %s", name, slurp(&a, words).p);
	now = look(name);
	if (!same(&now, &w->after))
		fail_msg("%s: leads elsewhere afterwards", name);
	return status;
}

/* The next site to try: all, or the first and last ones and some between.  How many sites a worker
 * passes is not known here: behind the known ones the search goes on until nothing happens. */
static long next_site(long at, long sites, long most)
{
	if (at >= sites)
		return most == 0 || at < sites + most ? at + 1 : at + (at - sites) / 2 + 1;
	if (most == 0 || sites <= most || at < most / 4 || at >= sites - 1 - most / 4)
		return at + 1;
	long step = sites / (most - most / 2);
	return at + (step > 0 ? step : 1);
}

static void sweep_kind(struct run r, long sites, struct swept *w)
{
	const char *n = getenv("FAULT_SITES");
	long most = n ? strtol(n, NULL, 10) : 0, beyond = r.kind <= HEAP && r.kind != SQL ? 3 : 0;
	for (int sticky = 0; sticky < (kinds[r.kind].once_only ? 1 : 2); sticky++) {
		long quiet = 0;
		r.sticky = sticky;
		for (r.at = 0; r.at < sites || quiet < beyond; r.at = next_site(r.at, sites, most)) {
			struct arena keep = a;
			quiet = try(&r, w) == 0 ? quiet + 1 : 0;
			a = keep;
		}
	}
}

static _Noreturn void only(const struct scenario *s, const char *one)
{
	struct run r = { .s = s, .sticky = one[strlen(one) - 1] == '+' };
	char kind[16];
	if (sscanf(one, "%15s %ld", kind, &r.at) != 2)
		fail_msg("FAULT_ONE is \"KIND SITE\"");
	while (strcmp(kinds[r.kind].name, kind) != 0)
		if (++r.kind == KINDS)
			fail_msg("there is no kind %s", kind);
	restore(s->start);
	words = "/dev/stderr";
	child(&r);
}

static void whatever_fails(void **state)
{
	const struct scenario *s = *state;
	struct swept w = { .runs = 0 };
	struct run plain = { s, LOST, -1, false, false }; /* and the power fails when it has ended */
	struct arena keep = a;
	long sites[KINDS];
	if (getenv("FAULT_ONE"))
		only(s, getenv("FAULT_ONE"));
	restore(s->start);
	w.before = w.between = look(s->name);
	if (s->steps) {
		struct scenario first = *s;
		first.word[s->steps] = NULL;
		assert_int_equal(run(&(struct run){ &first, MEMORY, -1, false, false }), 0);
		w.between = look(s->name);
		restore(s->start);
	}
	int status = run(&plain);
	if (status != 0)
		fail_msg("%s: %s", s->name, slurp(&a, words).p);
	memcpy(sites, seen, sizeof sites);
	w.after = look(s->name);
	assert_true(w.after.there);
	bool writes = strcmp(s->word[0], "init") == 0 || strcmp(s->word[0], "report") == 0 ||
	              strcmp(s->word[0], "expose") == 0 || strcmp(s->word[0], "generate") == 0 ||
	              (strcmp(s->word[0], "import") == 0 && strcmp(s->word[1], "--dry-run") != 0);
	assert_int_equal(writes, !same(&w.before, &w.after));
	for (int k = 0; k < KINDS; k++) {
		long runs = w.runs, harmless = w.harmless;
		sweep_kind((struct run){ .s = s, .kind = (enum kind)k }, sites[k], &w);
		if (strcmp(s->word[0], "import") == 0 && k != SQL && k <= HEAP)
			sweep_kind((struct run){ .s = s, .kind = (enum kind)k, .worker = true }, 0, &w);
		print_message("# %s, %s: %ld sites, %ld runs, %ld without effect\n", s->name, kinds[k].name,
		              sites[k], w.runs - runs, w.harmless - harmless);
	}
	a = keep;
}

/* --- setting up ------------------------------------------------------------------------------- */

static void make_start(enum start which, const struct scenario *step)
{
	restore(NOTHING);
	for (; step->name; step++)
		if (run(&(struct run){ step, MEMORY, -1, false, false }) != 0)
			fail_msg("cannot make a workspace: %s", slurp(&a, words).p);
	start_of[which] = slurp(&a, workspace);
}

static int set_up(void **unused)
{
	static const struct scenario built_in[] = { { "init", NOTHING, { "init" }, false, 0 }, { 0 } };
	static const struct scenario small[] = {
		{ "init", NOTHING, { "init", "--empty" }, false, 0 },
		{ "import", NOTHING, { "import", "golden/small/sources.csv", "golden/small/law.yaml",
		                       "golden/small/kit.yaml", "golden/small/north.yaml",
		                       "golden/small/south.yaml" }, false, 0 },
		{ 0 },
	};
	(void)unused;
	snprintf(dir, sizeof dir, "%s/petrin-sweep-XXXXXX", access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
	if (mkdtemp(dir) == NULL)
		return 1;
	workspace = arena_fmt(&a, "%s/w.db", dir);
	page = arena_fmt(&a, "%s/" PAGE, dir);
	words = arena_fmt(&a, "%s.said", dir);
	seen = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	getpwuid(getuid()); /* glibc 2.36 crashes when it has no memory to load its modules: not ours */
	make_start(SMALL, small);
	make_start(BUILT_IN, built_in);
	return seen == MAP_FAILED;
}

static int tear_down(void **unused)
{
	(void)unused;
	others(false, true);
	return rmdir(dir) != 0 || unlink(words) != 0;
}

int main(int argc, char **argv)
{
	const char *heap_at = getenv("SWEEP_HEAP_AT"), *sticky = getenv("PETRIN_FAULT_STICKY");
	struct CMUnitTest tests[COUNT(scenarios)];
	size_t n = 0;
	if (argc > 1 && strcmp(argv[1], "import-worker") == 0) {
		if (heap_at)
			heap_arm(strtol(heap_at, NULL, 10), sticky && *sticky == '1');
		return petrin_main(argc, argv);
	}
	if (argc < 2 || chdir(argv[1]) != 0) {
		fprintf(stderr, "usage: sweep TESTS-FOLDER [SCENARIO...]\n");
		return 2;
	}
	a = arena_reserve((size_t)4 << 30, "sweep");
	disk_install();
	for (size_t i = 0; i < COUNT(scenarios); i++) {
		bool wanted = argc == 2;
		for (int k = 2; k < argc; k++)
			wanted |= strcmp(argv[k], scenarios[i].name) == 0;
		if (wanted)
			tests[n++] = (struct CMUnitTest){ scenarios[i].name, whatever_fails, NULL, NULL,
				                          (void *)&scenarios[i] };
	}
	for (int k = MEMORY; k <= SQL; k++)
		fault_arm((enum fault_kind)k, -1, false);
	return n == 0 ? 2 : _cmocka_run_group_tests("sweep", tests, n, set_up, tear_down);
}
