/* SPDX-License-Identifier: Apache-2.0
 *
 * disk.c - a file system below SQLite that fails, or loses what was not synced
 *
 * A VFS that passes everything on to the usual one.  Each write and truncation is noted with what
 * was there before, until the file is synced.  When the power fails, the file is brought back to
 * its last synced state and then all, none or some of the noted changes are made again: a disk may
 * write in any order, and tear a write between sectors.  That a file was made or deleted counts as
 * done at once; shared memory (the -shm file) is not content and passes through.
 *
 * The descriptors for this stay open: closing one would drop the locks that SQLite has on the file
 * (POSIX), and a file stays known when it gets another name.
 */
#include "faults.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SECTOR = 512, FILES = 16 };

struct change {
	struct change *before;
	off_t at, size_before;
	size_t n; /* octets written, or cut off when `cut` */
	bool cut;
	char octets[]; /* old, then new */
};

struct file {
	char path[512];
	int fd; /* 0 = not needed so far */
	struct change *newest;
};

struct disk_file {
	sqlite3_file base;
	struct file *file; /* NULL: temporary, without a name */
	sqlite3_file *real;
};

static struct {
	sqlite3_vfs vfs, *usual;
	struct file file[FILES];
	enum disk_end end;
	bool counting, sticky;
	long at, seen;
	uint32_t random;
} disk = { .at = -1 };

void disk_arm(enum disk_end end, long at, bool sticky)
{
	disk.counting = true;
	disk.end = end;
	disk.at = at;
	disk.sticky = sticky;
	disk.seen = 0;
	disk.random = (uint32_t)at * 2654435761u + 1;
}

long disk_seen(void)
{
	return disk.seen;
}

static bool chance(void)
{
	disk.random = disk.random * 1664525u + 1013904223u;
	return disk.random >> 31;
}

/* --- what was written and not synced ---------------------------------------------------------- */

static void note(struct file *f, off_t at, const void *new, size_t n, bool cut)
{
	struct stat st;
	struct change *c = heap_own(sizeof *c + 2 * n);
	if (f->fd == 0)
		f->fd = open(f->path, O_RDWR | O_CLOEXEC);
	if (f->fd < 0 || c == NULL || fstat(f->fd, &st) != 0)
		abort();
	*c = (struct change){ f->newest, at, st.st_size, n, cut };
	if (at < st.st_size && pread(f->fd, c->octets, n, at) < 0)
		abort();
	if (new)
		memcpy(c->octets + n, new, n);
	f->newest = c;
}

static void forget(struct file *f)
{
	for (struct change *c = f->newest, *next; c; c = next) {
		next = c->before;
		free(c);
	}
	f->newest = NULL;
}

static void put(int fd, const char *p, size_t n, off_t at)
{
	if (pwrite(fd, p, n, at) != (ssize_t)n)
		abort();
}

static void make_again(int fd, const struct change *c)
{
	if (disk.end == DISK_LOST || (disk.end == DISK_TORN && c->cut && chance()))
		return;
	if (c->cut) {
		if (ftruncate(fd, c->at) != 0)
			abort();
		return;
	}
	for (size_t i = 0; i < c->n; i += SECTOR) {
		size_t n = c->n - i < SECTOR ? c->n - i : SECTOR;
		if (disk.end == DISK_KEPT || chance())
			put(fd, c->octets + c->n + i, n, c->at + (off_t)i);
	}
}

static void settle(struct file *f)
{
	struct change *order = NULL;
	for (struct change *c = f->newest, *next; c; c = next) {
		off_t old = c->size_before - c->at;
		size_t n = old < 0 ? 0 : (size_t)old < c->n ? (size_t)old : c->n;
		put(f->fd, c->octets, n, c->at);
		if (ftruncate(f->fd, c->size_before) != 0)
			abort();
		next = c->before;
		c->before = order; /* turn the list round */
		order = c;
	}
	for (struct change *c = order; c; c = c->before)
		make_again(f->fd, c);
}

void disk_power_fails(void)
{
	for (int i = 0; i < FILES; i++)
		settle(&disk.file[i]);
}

static bool fails(void)
{
	if (!disk.counting)
		return false;
	long n = disk.seen++;
	if (disk.at < 0 || n < disk.at || (n > disk.at && !disk.sticky))
		return false;
	if (disk.end == DISK_FAIL)
		return true;
	disk_power_fails();
	_exit(DISK_EXIT);
}

/* --- the methods of a file -------------------------------------------------------------------- */

static struct disk_file *of(sqlite3_file *f)
{
	return (struct disk_file *)f;
}

static sqlite3_file *real(sqlite3_file *f)
{
	return of(f)->real;
}

static int file_close(sqlite3_file *f)
{
	return real(f)->pMethods->xClose(real(f)); /* what is not synced can still get lost */
}

static int file_read(sqlite3_file *f, void *p, int n, sqlite3_int64 at)
{
	return fails() ? SQLITE_IOERR_READ : real(f)->pMethods->xRead(real(f), p, n, at);
}

static int file_write(sqlite3_file *f, const void *p, int n, sqlite3_int64 at)
{
	if (fails())
		return disk.at % 2 ? SQLITE_FULL : SQLITE_IOERR_WRITE;
	if (of(f)->file)
		note(of(f)->file, at, p, (size_t)n, false);
	return real(f)->pMethods->xWrite(real(f), p, n, at);
}

static int file_truncate(sqlite3_file *f, sqlite3_int64 at)
{
	struct stat st;
	if (fails())
		return SQLITE_IOERR_TRUNCATE;
	if (of(f)->file && stat(of(f)->file->path, &st) == 0 && at < st.st_size)
		note(of(f)->file, at, NULL, (size_t)(st.st_size - at), true);
	return real(f)->pMethods->xTruncate(real(f), at);
}

static int file_sync(sqlite3_file *f, int flags)
{
	if (fails())
		return SQLITE_IOERR_FSYNC;
	if (of(f)->file)
		forget(of(f)->file);
	return real(f)->pMethods->xSync(real(f), flags);
}

static int file_size(sqlite3_file *f, sqlite3_int64 *n)
{
	return fails() ? SQLITE_IOERR_FSTAT : real(f)->pMethods->xFileSize(real(f), n);
}

static int file_lock(sqlite3_file *f, int kind)
{
	return real(f)->pMethods->xLock(real(f), kind);
}

static int file_unlock(sqlite3_file *f, int kind)
{
	return real(f)->pMethods->xUnlock(real(f), kind);
}

static int file_reserved(sqlite3_file *f, int *out)
{
	return real(f)->pMethods->xCheckReservedLock(real(f), out);
}

static int file_control(sqlite3_file *f, int what, void *p)
{
	return real(f)->pMethods->xFileControl(real(f), what, p);
}

static int file_sector(sqlite3_file *f)
{
	return real(f)->pMethods->xSectorSize(real(f));
}

static int file_traits(sqlite3_file *f)
{
	(void)f;
	return 0; /* promises nothing */
}

static int file_shm_map(sqlite3_file *f, int page, int size, int extend, void volatile **p)
{
	return fails() ? SQLITE_IOERR_SHMMAP : real(f)->pMethods->xShmMap(real(f), page, size, extend, p);
}

static int file_shm_lock(sqlite3_file *f, int offset, int n, int flags)
{
	return real(f)->pMethods->xShmLock(real(f), offset, n, flags);
}

static void file_shm_barrier(sqlite3_file *f)
{
	real(f)->pMethods->xShmBarrier(real(f));
}

static int file_shm_unmap(sqlite3_file *f, int delete)
{
	return real(f)->pMethods->xShmUnmap(real(f), delete);
}

static const sqlite3_io_methods methods = {
	2, file_close, file_read, file_write, file_truncate, file_sync, file_size, file_lock, file_unlock,
	file_reserved, file_control, file_sector, file_traits, file_shm_map, file_shm_lock,
	file_shm_barrier, file_shm_unmap, NULL, NULL
};

/* --- the file system -------------------------------------------------------------------------- */

static struct file *file_of(const char *path)
{
	struct file *unused = NULL;
	if (path == NULL)
		return NULL;
	for (int i = 0; i < FILES; i++) {
		if (strcmp(disk.file[i].path, path) == 0)
			return &disk.file[i];
		if (disk.file[i].path[0] == '\0')
			unused = &disk.file[i];
	}
	if (unused == NULL || strlen(path) >= sizeof unused->path)
		abort();
	strcpy(unused->path, path);
	return unused;
}

static int disk_open(sqlite3_vfs *v, const char *path, sqlite3_file *f, int flags, int *out)
{
	(void)v;
	*of(f) = (struct disk_file){ .real = (sqlite3_file *)(void *)(of(f) + 1) };
	if (fails())
		return SQLITE_CANTOPEN;
	int rc = disk.usual->xOpen(disk.usual, path, real(f), flags, out);
	if (rc == SQLITE_OK) {
		f->pMethods = &methods;
		of(f)->file = file_of(path);
	}
	return rc;
}

static int disk_delete(sqlite3_vfs *v, const char *path, int sync)
{
	(void)v;
	if (fails())
		return SQLITE_IOERR_DELETE;
	struct file *f = file_of(path);
	forget(f);
	if (f->fd > 0)
		close(f->fd); /* of a journal, which nobody locks */
	*f = (struct file){ .fd = 0 };
	return disk.usual->xDelete(disk.usual, path, sync);
}

void disk_install(void)
{
	disk.usual = sqlite3_vfs_find(NULL);
	disk.vfs = *disk.usual;
	disk.vfs.zName = "disk";
	disk.vfs.szOsFile = (int)sizeof(struct disk_file) + disk.usual->szOsFile;
	disk.vfs.xOpen = disk_open;
	disk.vfs.xDelete = disk_delete;
	if (sqlite3_vfs_register(&disk.vfs, 1) != SQLITE_OK)
		abort();
}
