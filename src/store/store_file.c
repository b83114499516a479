/* SPDX-License-Identifier: Apache-2.0
 *
 * store_file.c - the file of a workspace: recognised without touching it, made in one stroke
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fault.h"
#include "base/rd.h"
#include "store/migrations.h"
#include "store/store_inside.h"

/* What SQLite keeps of one database. */
static const char *const beside[] = { "", "-journal", "-wal", "-shm" };

const char *store_file_name(struct arena *a, const char *path)
{
	return path[0] == '/' ? path : arena_fmt(a, "./%s", path);
}

/* As SQLite keeps it in the head of the file: the most significant octet first. */
enum { HEAD = 100, APPLICATION = 68 };

/* By the octets alone: a file whose last writer was killed is still a workspace, although it fits
 * its own header only after SQLite has recovered it. */
bool store_file_is_workspace(struct arena scratch, const char *path, struct pt_err *e)
{
	struct stat st;
	unsigned char head[HEAD] = { 0 };
	if (stat(path, &st) != 0 && errno == ENOENT)
		return pt_fail(e, PT_IO, "there is no workspace here; petrin init makes one");
	if (stat(path, &st) != 0)
		return pt_fail(e, PT_IO, "cannot open: %s", strerror(errno));
	if (!S_ISREG(st.st_mode))
		return pt_fail(e, PT_INVALID, "is not a petrin workspace (not a file)");
	if (access(path, R_OK) != 0)
		return pt_fail(e, PT_IO, "cannot open: %s", strerror(errno));
	if (!sql_head(store_file_name(&scratch, path), head, HEAD, e))
		return false;
	struct rd r = rd_of((struct span){ head + APPLICATION, 4 });
	return (memcmp(head, "SQLite format 3", 16) == 0 && rd_be(&r, 4) == MIGRATIONS_APPLICATION) ||
	       pt_fail(e, PT_INVALID, "is not a petrin workspace");
}

/* SQLite takes options only in a URI, where some characters have a meaning. */
static const char *as_it_is(struct arena *a, const char *path)
{
	struct buf uri = buf_in(a);
	buf_str(&uri, path[0] == '/' ? "file:" : "file:./");
	for (const char *p = path; *p; p++) {
		if (strchr("%?#", *p))
			buf_fmt(&uri, "%%%02X", (unsigned)(unsigned char)*p);
		else
			buf_char(&uri, *p);
	}
	buf_str(&uri, "?immutable=1");
	return uri.p;
}

static const char *folder_of(struct arena *a, const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash ? arena_strn(a, path, (size_t)(slash - path) + 1) : ".";
}

/* SQLite needs its log and its shared memory beside the file even for reading.  Where it may not
 * write it would leave them behind without rights, and then nobody could write any more. */
bool store_file_open(struct arena scratch, const char *path, enum store_mode mode, sqlite3 **db,
                     struct pt_err *e)
{
	struct stat wal = { 0 };
	bool has_log = stat(arena_fmt(&scratch, "%s-wal", path), &wal) == 0;
	if (access(path, W_OK) == 0 && (has_log || access(folder_of(&scratch, path), W_OK) == 0))
		return sql_open(store_file_name(&scratch, path), SQLITE_OPEN_READWRITE, db, e);
	if (mode != STORE_READ)
		return pt_fail(e, PT_IO, "cannot be written: %s", strerror(errno));
	if (wal.st_size > 0)
		return pt_fail(e, PT_IO, "is being written, or its last writer was killed; who may write to it "
		               "has to open it first");
	return sql_open(as_it_is(&scratch, path), SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, db, e);
}

/* Changes of the directory are as durable as the file. */
static bool sync_directory(struct arena scratch, const char *path, struct pt_err *e)
{
	int fd = open(folder_of(&scratch, path), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return pt_fail(e, PT_IO, "cannot open its directory: %s", strerror(errno));
	bool ok = !fault_hit(FAULT_WRITE) && fsync(fd) == 0;
	if (!ok)
		pt_fail(e, PT_IO, "cannot write its directory: %s", strerror(errno));
	close(fd);
	return ok;
}

static bool fill(struct arena scratch, const char *path, struct pt_err *e)
{
	sqlite3 *db;
	char mark[64];
	if (!sql_open(path, SQLITE_OPEN_READWRITE, &db, e))
		return false;
	snprintf(mark, sizeof mark, "PRAGMA application_id = %d", MIGRATIONS_APPLICATION);
	bool ok = sql_exec(db, "BEGIN EXCLUSIVE", e) && sql_exec(db, mark, e) &&
	          migrations_run(db, scratch, 0, e) && sql_exec(db, "COMMIT", e) &&
	          sql_exec(db, "PRAGMA journal_mode = WAL", e);
	sql_close(db);
	return ok;
}

/* The file last: without it, what lies beside it would become part of the next one of its name. */
void store_discard(struct arena scratch, const char *path)
{
	for (size_t i = COUNT(beside); i > 0; i--)
		unlink(arena_fmt(&scratch, "%s%s", path, beside[i - 1]));
}

/* Somebody has deleted a workspace but not its log, or is about to put it back. */
static bool left_over(struct arena scratch, const char *path, struct pt_err *e)
{
	struct stat st;
	for (size_t i = 1; i < COUNT(beside); i++) {
		const char *old = arena_fmt(&scratch, "%s%s", path, beside[i]);
		if (lstat(old, &st) == 0)
			return pt_fail(e, PT_CONFLICT, "is not there, but %s is, which belonged to it; move "
			               "that away first", old);
	}
	return true;
}

bool store_file_create(struct arena scratch, const char *path, struct pt_err *e)
{
	struct stat st;
	if (lstat(path, &st) == 0)
		return pt_fail(e, PT_CONFLICT, "exists already and is not replaced");
	if (!left_over(scratch, path, e))
		return false;
	char *new = arena_fmt(&scratch, "%s%s.%ld.new", path[0] == '/' ? "" : "./", path,
	                         (long)getpid());
	int fd = open(new, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return pt_fail(e, PT_IO, "cannot make %s: %s", new, strerror(errno));
	bool ok = false;
	close(fd); /* before SQLite takes locks on the file */
	if (!fill(scratch, new, e))
		goto remove;
	/* link(), unlike rename(), fails when somebody else was faster */
	if (!fault_hit(FAULT_WRITE) && link(new, path) == 0)
		ok = true;
	else if (errno == EEXIST)
		pt_fail(e, PT_CONFLICT, "exists already and is not replaced");
	else
		pt_fail(e, PT_IO, "cannot make the file: %s", strerror(errno));
remove:
	store_discard(scratch, new);
	if (ok && !sync_directory(scratch, path, e)) {
		store_discard(scratch, path);
		ok = false;
	}
	return ok;
}
