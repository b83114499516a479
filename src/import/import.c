/* SPDX-License-Identifier: Apache-2.0
 *
 * import.c - the registry, and how an input finds its importer
 *
 * What a thing is, is decided by its content: JSON by keys that only one format has, tables by
 * their header line.  In an archive or directory each JSON member is asked anew; the importer that
 * took the last member is asked first, because members are mostly of one kind.  A member that
 * cannot be read is one reported fault among many; a lone file that cannot be read is a failure.
 */
#include "import/import.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "import/archive.h"

#define IMPORTER(x) extern const struct importer importer_##x;
#include "import/import.def"
#undef IMPORTER

static const struct importer *const importers[] = {
#define IMPORTER(x) &importer_##x,
#include "import/import.def"
#undef IMPORTER
};

const struct importer *const *import_all(size_t *n)
{
	*n = COUNT(importers);
	return importers;
}

const struct importer *import_find(const char *kind)
{
	for (size_t i = 0; i < COUNT(importers); i++)
		if (strcmp(kind, importers[i]->kind) == 0)
			return importers[i];
	return NULL;
}

/* Streams are told by their beginning, before a document is read as a whole. */
static const struct importer *sniff_stream(struct str head, const char *name)
{
	head.n = head.n < IMPORT_HEAD ? head.n : IMPORT_HEAD;
	for (size_t i = 0; i < COUNT(importers); i++)
		if (importers[i]->shape == IMPORT_STREAM && importers[i]->sniff(head, name))
			return importers[i];
	return NULL;
}

const struct importer *import_sniff(struct str head, const char *name)
{
	bool json = import_is_json(head);
	const struct importer *stream = sniff_stream(head, name);
	for (size_t i = 0; i < COUNT(importers) && stream == NULL; i++)
		if (importers[i]->shape != IMPORT_STREAM && importers[i]->shape != IMPORT_WORKBOOK &&
		    (importers[i]->shape == IMPORT_DOCUMENT) == json &&
		    importers[i]->sniff(head, name))
			return importers[i];
	return stream;
}

static void list_kinds(char *out, size_t n)
{
	size_t used = 0;
	out[0] = '\0';
	for (size_t i = 0; i < COUNT(importers) && used < n; i++) {
		int put = snprintf(out + used, n - used, "%s%s", i ? ", " : "", importers[i]->kind);
		used += put > 0 ? (size_t)put : 0;
	}
}

static bool find_or_fail(const char *as, const struct importer **found, struct pt_err *e)
{
	const char *words[COUNT(importers)];
	char known[512];
	*found = as ? import_find(as) : NULL;
	if (as == NULL || *found != NULL)
		return true;
	for (size_t i = 0; i < COUNT(importers); i++)
		words[i] = importers[i]->kind;
	const char *near = str_nearest(as, words, COUNT(words));
	list_kinds(known, sizeof known);
	return pt_fail(e, PT_USAGE, "unknown kind \"%.60s\"%s%s%s; known kinds: %s", as,
	               near ? " (did you mean " : "", near ? near : "", near ? "?)" : "", known);
}

bool import_has(struct str text, const char *words)
{
	return text.n > 0 && memmem(text.p, text.n, words, strlen(words)) != NULL;
}

static struct str without_mark(struct str s)
{
	if (str_starts(s, "\xef\xbb\xbf"))
		s = (struct str){ s.p + 3, s.n - 3 };
	return s;
}

/* A key may be quoted, and space may stand before its colon. */
static bool is_key(struct str line, const char *key)
{
	size_t n = strlen(key), quote = line.n > 0 && (line.p[0] == '"' || line.p[0] == '\'');
	if (line.n <= n + 2 * quote || memcmp(line.p + quote, key, n) != 0 || (quote && line.p[n + 1] != line.p[0]))
		return false;
	line.p += n + 2 * quote, line.n -= n + 2 * quote;
	line = str_trim(line);
	return line.n > 0 && line.p[0] == ':';
}

bool import_has_key(struct str text, const char *key)
{
	struct str line;
	text = without_mark(text);
	while (text.n && str_cut(&text, '\n', &line))
		if (is_key(line, key))
			return true;
	return false;
}

bool import_is_json(struct str head)
{
	head = without_mark(head);
	while (head.n && memchr(" \t\r\n", head.p[0], 4) != NULL)
		head.p++, head.n--;
	return head.n > 0 && (head.p[0] == '{' || head.p[0] == '[');
}

bool import_is_xml(struct str head)
{
	head = str_trim(without_mark(head));
	return head.n > 1 && head.p[0] == '<';
}

bool import_names(struct str head, const char *column)
{
	struct str rest = without_mark(head), line;
	size_t want = strlen(column);
	if (!str_cut(&rest, '\n', &line))
		return false;
	for (size_t i = 0, from = 0; i <= line.n; i++) {
		if (i < line.n && memchr(",;\t\r", line.p[i], 4) == NULL)
			continue;
		struct str name = str_trim((struct str){ line.p + from, i - from });
		if (name.n >= 2 && name.p[0] == '"' && name.p[name.n - 1] == '"')
			name = (struct str){ name.p + 1, name.n - 2 };
		if (name.n == want && strncasecmp(name.p, column, want) == 0)
			return true;
		from = i + 1;
	}
	return false;
}

struct str import_short(struct arena *a, struct str s, size_t n)
{
	char *to = NEW(a, char, n + 4);
	size_t used = 0, word = 0;
	for (size_t i = 0; i < s.n; i++) {
		bool space = memchr(" \t\r\n\v\f", s.p[i], 6) != NULL;
		if (space && (used == 0 || to[used - 1] == ' '))
			continue;
		if (used == n) {
			while (used > 0 && ((unsigned char)to[used - 1] & 0xc0) == 0x80)
				used--; /* a character cut in the middle goes entirely */
			if (used > 0 && (unsigned char)to[used - 1] >= 0xc0)
				used--;
			if (word > n / 2)
				used = word;
			memcpy(to + used, "...", 3);
			return (struct str){ to, used + 3 };
		}
		if (space)
			word = used;
		to[used++] = space ? ' ' : s.p[i];
	}
	return str_trim((struct str){ to, used });
}

static void tell(const struct import_job *job,
                 void (*to)(void *ctx, uint64_t row, uint64_t column, const char *message),
                 const struct pt_at *at, const char *message)
{
	char text[1024];
	if (to == NULL)
		return;
	snprintf(text, sizeof text, "%s%s%s", job->member ? job->member : "",
		 job->member ? ": " : "", message);
	to(job->out.ctx, at ? at->row : 0, at ? at->column : 0, text);
}

void import_reject(struct import_job *job, const struct pt_at *at, const char *message)
{
	job->rejected++;
	tell(job, job->out.fault, at, message);
}

void import_skip(struct import_job *job, const struct pt_at *at, const char *message)
{
	job->skipped++;
	tell(job, job->out.skip, at, message);
}

bool import_emit(struct import_job *job, const struct record *r, const struct pt_at *at)
{
	struct pt_err why = { 0 };
	unsigned column;
	if (!record_check(r, &column, &why)) {
		import_reject(job, at, why.text);
		return true;
	}
	return import_checked(job, r, at ? at->row : 0);
}

bool import_checked(struct import_job *job, const struct record *r, uint64_t row)
{
	job->records++;
	if (job->out.record == NULL || r->row == row)
		return job->out.record == NULL || job->out.record(job->out.ctx, r);
	struct record placed = *r;
	placed.row = row;
	return job->out.record(job->out.ctx, &placed);
}

bool import_stopped(struct pt_err *e)
{
	return pt_fail(e, PT_CANCELLED, "stopped before the end");
}

static bool run_document(struct import_job *job, const struct importer *im, struct str text,
                         struct pt_err *e)
{
	struct arena scratch = *job->a; /* what one document takes is given back after it */
	struct arena *keep = job->a;
	if (job->kind == NULL)
		job->kind = im->kind;
	job->a = &scratch;
	job->text = text;
	job->source = stream_memory(text);
	job->size = text.n;
	job->head = (struct str){ text.p, text.n < IMPORT_HEAD ? text.n : IMPORT_HEAD };
	bool ok = im->run(job, e);
	job->a = keep;
	return ok;
}

/* A member of an archive: its own failures become faults, only "stop" ends the job. */
static bool run_member(struct import_job *job, const struct importer *im, struct str text,
                       struct pt_err *e)
{
	struct pt_err own = { 0 };
	if (run_document(job, im, text, &own))
		return true;
	if (own.code == PT_CANCELLED || own.code == PT_BUG)
		return pt_fail(e, own.code, "%s", own.text);
	import_reject(job, &own.at, own.text);
	return true;
}

static bool run_members(struct import_job *job, struct archive *in, const struct importer *as,
                        struct pt_err *e)
{
	const struct importer *last = NULL;
	struct member m;
	uint64_t documents = 0, known = 0, octets = 0, told = 0;
	if (as && as->shape != IMPORT_DOCUMENT && as->shape != IMPORT_STREAM)
		return pt_fail(e, PT_USAGE,
			       "%s is read from one table, not from a directory or archive",
			       as->kind);
	while (archive_next(in, &m, e)) {
		job->member = m.name;
		if (m.why != NULL) {
			documents++;
			import_reject(job, NULL, m.why);
			continue;
		}
		octets += m.text.n;
		bool json = import_is_json(m.text);
		if (!json && !import_is_xml(m.text)) {
			job->skipped++;
			continue;
		}
		documents += json; /* of XML there is much that is none of ours */
		const struct importer *im = as;
		if (im == NULL)
			im = last && last->sniff(m.text, m.name) ? last
								 : json ? import_sniff(m.text, m.name)
								 : sniff_stream(m.text, m.name);
		if (im == NULL || (!json && im->shape == IMPORT_DOCUMENT)) {
			job->skipped++;
			continue;
		}
		known++;
		if (job->map.n > 0 && !im->maps) {
			import_reject(job, NULL, "is of a kind that takes no mapping");
			continue;
		}
		last = im;
		if (!run_member(job, im, m.text, e))
			return false;
		if (job->out.progress && octets - told >= 4 << 20) {
			job->out.progress(job->out.ctx, in->source.total);
			told = octets;
		}
	}
	job->member = NULL;
	if (e->code != PT_OK)
		return false;
	if (documents == 0 && known == 0)
		return pt_fail(e, PT_INVALID, "holds no JSON document, and no XML that we read");
	char kinds[512];
	list_kinds(kinds, sizeof kinds);
	if (known == 0 && job->rejected == 0)
		return pt_fail(e, PT_INVALID,
			       "none of its %llu JSON documents is of a kind we know; "
			       "name the kind with --as; known kinds: %s",
			       (unsigned long long)documents, kinds);
	return true;
}

static bool whole_text(struct import_job *job, struct stream *s, struct str *out, struct pt_err *e)
{
	size_t limit = IMPORT_DOCUMENT_LIMIT;
	if (s->fd == -1) { /* memory: all of it is there already */
		*out = s->memory;
		return out->n <= limit ||
		       pt_fail(e, PT_LIMIT, "is larger than %zu MB", limit >> 20);
	}
	size_t cap = IMPORT_HEAD * 2, n = 0;
	char *p = NEW(job->a, char, cap);
	for (;;) {
		char more; /* the limit is a power of two: a full block of that size does not grow */
		if (n == cap && n < limit) /* the newest block of the arena, so it grows in place */
			p = arena_grow(job->a, p, 1, n, &cap);
		long got = n < cap ? s->read(s, p + n, cap - n, e) : s->read(s, &more, 1, e);
		if (got < 0)
			return false;
		if (got == 0)
			break;
		if (n >= limit)
			return pt_fail(e, PT_LIMIT,
				       "is larger than the %zu MB one document may have",
				       limit >> 20);
		n += (size_t)got;
	}
	*out = (struct str){ p, n };
	return true;
}

bool import_whole(struct import_job *job, struct str *text, struct pt_err *e)
{
	return whole_text(job, &job->source, text, e);
}

bool import_repeatable(struct import_job *job, struct pt_err *e)
{
	struct stream *s = &job->source;
	struct str text;
	off_t at = s->ctx == NULL && s->fd >= 0 ? lseek(s->fd, 0, SEEK_CUR) : -1;
	job->start_at = -1;
	if (at >= (off_t)s->memory.n) {
		job->start = stream_fd(s->fd);
		job->start_at = (int64_t)at - (int64_t)s->memory.n;
		return true;
	}
	if (!import_whole(job, &text, e))
		return false;
	job->start = job->source = stream_memory(text);
	return true;
}

bool import_rewind(struct import_job *job, struct pt_err *e)
{
	if (job->start_at >= 0 && lseek(job->start.fd, (off_t)job->start_at, SEEK_SET) < 0)
		return pt_fail(e, PT_IO, "cannot be read again: %s", strerror(errno));
	job->source = job->start;
	return true;
}

static bool known_trouble(struct str head, struct pt_err *e)
{
	if (head.n == 0)
		return pt_fail(e, PT_INVALID, "is empty");
	if (str_starts(head, "\xff\xfe") || str_starts(head, "\xfe\xff"))
		return pt_fail(e, PT_INVALID, "is UTF-16 text; save it as UTF-8");
	if (str_starts(head, "\x1f\x8b") || str_starts(head, "BZh") ||
	    str_starts(head, "\xfd\x37zXZ"))
		return pt_fail(e, PT_INVALID, "is compressed (gzip, bzip2 or xz); unpack it first, "
		               "or give a .zip or .tar.zst");
	return true;
}

struct lone_file {
	const struct importer *as;
	const char *name;
	bool mapped; /* any text is a table then */
};

/* Whether the only file of a zip is one to read like a lone file: not a document. */
static bool reads_as_file(void *ctx, struct str head)
{
	const struct lone_file *f = ctx;
	const struct importer *im = f->as ? f->as : import_sniff(head, f->name);
	if (im == NULL)
		return f->mapped && !import_is_json(head);
	return im->shape == IMPORT_TABLE || im->shape == IMPORT_STREAM;
}

/* A zip that is one thing: *done tells whether it was.  As a table it may be asked for by the kind that the
 * same rows have as text. */
static bool run_workbook(struct import_job *job, struct archive *in, const struct importer *as, bool *done,
                         struct pt_err *e)
{
	*done = false;
	for (size_t i = 0; i < COUNT(importers) && in->shape == ARCHIVE_ZIP; i++) {
		const struct importer *im = importers[i];
		if (im->shape != IMPORT_WORKBOOK || (as != NULL && as != im && strcmp(as->kind, "inventory") != 0) ||
		    !im->sniff(in->directory, job->name))
			continue;
		*done = true;
		job->kind = im->kind;
		job->archive = in;
		return im->run(job, e);
	}
	return as == NULL || as->shape != IMPORT_WORKBOOK ||
	       ((in->shape != ARCHIVE_NONE || known_trouble(in->head, e)) &&
	        pt_fail(e, PT_INVALID, "is no workbook (a .xlsx file is a zip with xl/workbook.xml in it)"));
}

/* A mapping is for a table: one that takes mappings by its content, or any when nobody says what. */
static bool for_mapping(struct import_job *job, struct str head, const struct importer **im, struct pt_err *e)
{
	if (job->map.n == 0)
		return true;
	if (*im != NULL && !(*im)->maps)
		return pt_fail(e, PT_USAGE, "%s takes no mapping", (*im)->kind);
	if (*im == NULL)
		*im = import_sniff(head, job->name);
	if (*im == NULL || !(*im)->maps)
		*im = import_find("inventory");
	return true;
}

bool import_input(struct import_job *job, struct archive *in, const char *as, struct pt_err *e)
{
	const struct importer *im;
	struct pt_err own = { 0 };
	char kinds[512];
	if (e == NULL)
		e = &own; /* archive_next tells its end from its failure by the code */
	if (!find_or_fail(as, &im, e))
		return false;
	bool done;
	if (!run_workbook(job, in, im, &done, e))
		return false;
	if (done)
		return true;
	if (job->sheet != NULL)
		return pt_fail(e, PT_USAGE, "is no workbook, it has no sheet \"%.60s\"", job->sheet);
	struct lone_file lone = { im, job->name, job->map.n > 0 };
	if (in->shape == ARCHIVE_ZIP && !zip_lone(in, reads_as_file, &lone, e))
		return false;
	if (in->shape != ARCHIVE_NONE)
		return run_members(job, in, im, e);
	if (!known_trouble(in->head, e))
		return false;
	struct str head = in->head;
	if (!for_mapping(job, head, &im, e))
		return false;
	if (im == NULL)
		im = sniff_stream(head, job->name);
	bool json = im ? im->shape == IMPORT_DOCUMENT : import_is_json(head);
	if (json && !whole_text(job, &in->source, &head, e))
		return false;
	if (im == NULL)
		im = import_sniff(head, job->name);
	bool document = json || (im && im->shape == IMPORT_YAML);
	if (document && !json && !whole_text(job, &in->source, &head, e))
		return false;
	if (im == NULL) {
		list_kinds(kinds, sizeof kinds);
		return pt_fail(e, PT_INVALID, "cannot tell what this is; known kinds: %s; "
		               "name the kind with --as", kinds);
	}
	if (document)
		return run_document(job, im, head, e);
	job->kind = im->kind;
	job->source = in->source;
	job->size = in->unpack == NULL ? in->size : 0; /* packed: what it says is only a claim */
	job->head = head;
	return im->run(job, e);
}

bool import_text(struct import_job *job, const char *as, struct pt_err *e)
{
	struct pt_err own = { 0 };
	struct archive in;
	if (e == NULL)
		e = &own;
	bool ok = archive_memory(&in, job->a, job->text, e) && import_input(job, &in, as, e);
	archive_close(&in);
	if (!ok)
		pt_err_file(e, job->name);
	return ok;
}
