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
#include "store/migrations.h"
#include "store/store_inside.h"

/* SQLite takes options only in a URI, where some characters have a meaning. */
static const char *immutable_uri(struct arena *a, const char *path)
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

/* Never through a descriptor of our own: closing it would drop the locks that another connection
 * of this process has on the file (POSIX).  `immutable`: no lock, no journal read, nothing made. */
bool store_file_is_workspace(struct arena scratch, const char *path, struct pt_err *e)
{
	struct stat st;
	sqlite3 *db;
	int64_t application = 0;
	if (stat(path, &st) != 0 && errno == ENOENT)
		return pt_fail(e, PT_IO, "there is no workspace here; petrin init makes one");
	if (stat(path, &st) != 0)
		return pt_fail(e, PT_IO, "cannot open: %s", strerror(errno));
	if (!S_ISREG(st.st_mode))
		return pt_fail(e, PT_INVALID, "is not a petrin workspace (not a file)");
	if (!sql_open(immutable_uri(&scratch, path), SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, &db, e))
		return false;
	bool ok = sql_number(db, "PRAGMA application_id", &application, e);
	sql_close(db);
	if (ok && application != MIGRATIONS_APPLICATION)
		ok = pt_fail(e, PT_INVALID, "is not a petrin workspace");
	return ok;
}

/* Changes of the directory are as durable as the file. */
static bool sync_directory(struct arena scratch, const char *path, struct pt_err *e)
{
	const char *slash = strrchr(path, '/');
	const char *dir = ".";
	if (slash)
		dir = arena_strn(&scratch, path, (size_t)(slash - path) + 1);
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
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

static void remove_beside(struct arena scratch, const char *path)
{
	static const char *const end[] = { "", "-journal", "-wal", "-shm" };
	for (size_t i = 0; i < COUNT(end); i++)
		unlink(arena_fmt(&scratch, "%s%s", path, end[i]));
}

bool store_file_create(struct arena scratch, const char *path, struct pt_err *e)
{
	struct stat st;
	if (lstat(path, &st) == 0)
		return pt_fail(e, PT_CONFLICT, "exists already and is not replaced");
	char *beside = arena_fmt(&scratch, "%s%s.%ld.new", path[0] == '/' ? "" : "./", path,
	                         (long)getpid());
	int fd = open(beside, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return pt_fail(e, PT_IO, "cannot make %s: %s", beside, strerror(errno));
	bool ok = false;
	close(fd); /* before SQLite takes locks on the file */
	if (!fill(scratch, beside, e))
		goto remove;
	/* link(), unlike rename(), fails when somebody else was faster */
	if (!fault_hit(FAULT_WRITE) && link(beside, path) == 0)
		ok = true;
	else if (errno == EEXIST)
		pt_fail(e, PT_CONFLICT, "exists already and is not replaced");
	else
		pt_fail(e, PT_IO, "cannot make the file: %s", strerror(errno));
remove:
	remove_beside(scratch, beside);
	return ok && sync_directory(scratch, path, e);
}
