/* SPDX-License-Identifier: Apache-2.0
 *
 * check.c - is a data file in order? any kind that petrin reads
 */
#include "service/check.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/csv.h"
#include "base/file.h"
#include "base/json.h"
#include "base/walls.h"
#include "import/import.h"
#include "import/inventory/mapping.h"
#include "model/pack.h"
#include "service/check_pack.h"
#include "service/problem.h"

enum { CHECK_LIMIT = 256 << 20 };

struct checking {
	const char *file;
	int fd;
};

static bool well_formed_json(struct arena *a, struct str text, const char *file, struct pt_err *e)
{
	struct json j;
	json_of(&j, a, text, file, e);
	json_skip(&j);
	return json_done(&j);
}

static bool well_formed_csv(struct arena *a, struct str text, const char *file, struct pt_err *e)
{
	struct csv c;
	if (!csv_open(&c, a, stream_memory(text), file, e))
		return false;
	while (csv_row(&c, e)) {
		if (c.n != c.headers) {
			struct pt_at at = csv_at(&c, 0);
			return pt_fail_at(e, &at, PT_INVALID, "has %zu fields where the header has %zu", c.n,
			                  c.headers);
		}
	}
	return e->code == PT_OK;
}

/* Appends the kind; those of import are left to import. */
static bool look(struct arena *a, void *ctx, struct buf *out, struct pt_err *e)
{
	const struct checking *c = ctx;
	struct str text;
	if (!file_slurp_fd(a, c->fd, CHECK_LIMIT, &text, e))
		return false;
	if (text.n == 0)
		return pt_fail(e, PT_INVALID, "is empty");
	if (import_is_json(text) && import_has(text, "petrin.problem/1")) {
		buf_str(out, "problem");
		return service_problem_check(a, text, c->file, e);
	}
	if (mapping_sniff(text)) {
		struct mapping m;
		buf_str(out, "mapping");
		return mapping_read(a, text, c->file, &m, e);
	}
	if (import_has_key(text, "pack") && import_has_key(text, "tests")) {
		struct pack_cases cases;
		buf_str(out, "tests of a pack");
		return pack_cases_read(a, text, c->file, &cases, e);
	}
	const struct importer *im = import_sniff(text, c->file);
	if (im) {
		buf_fmt(out, "import %s", im->kind);
		return true;
	}
	const char *dot = strrchr(c->file, '.');
	if (dot && (strcmp(dot, ".yaml") == 0 || strcmp(dot, ".yml") == 0))
		return pt_fail(e, PT_INVALID, "is YAML of no kind we know (criteria, supplier, profile, pack, tests, "
		               "mapping)");
	bool json = import_is_json(text);
	buf_str(out, json ? "json" : "csv");
	return (json ? well_formed_json : well_formed_csv)(a, text, c->file, e);
}

static bool is_package(const char *path)
{
	static const char *const ends[] = { ".zip", ".tar", ".zst", "xlsx" };
	struct stat st;
	size_t n = strlen(path);
	if (stat(path, &st) == 0 && S_ISDIR(st.st_mode))
		return true;
	for (size_t i = 0; i < COUNT(ends); i++)
		if (n > 4 && strcmp(path + n - 4, ends[i]) == 0)
			return true;
	return false;
}

bool service_check(struct arena *job, const char *path, struct import_summary *out, struct pt_err *e)
{
	struct checking c = { path, -1 };
	struct buf kind = buf_in(job);
	*out = (struct import_summary){ .file = path };
	if (is_package(path))
		return service_import_dry(job, path, NULL, out, e);
	if (!file_open(path, &c.fd, e))
		return false;
	bool ok = guard_run(job, &(struct guard){ look, &c, c.fd, "the reader" }, &kind, e);
	close(c.fd);
	if (!ok) {
		pt_err_file(e, path);
		return false;
	}
	if (str_is((struct str){ kind.p, kind.n }, "import pack"))
		return service_import_dry(job, path, &(struct import_ask){ .as = "pack" }, out, e) &&
		       check_pack(job, path, out, e);
	if (str_starts((struct str){ kind.p, kind.n }, "import "))
		return service_import_dry(job, path, &(struct import_ask){ .as = kind.p + strlen("import ") }, out, e);
	out->kind = kind.p;
	return true;
}
