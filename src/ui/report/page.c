/* SPDX-License-Identifier: Apache-2.0
 *
 * page.c - the shell of a page that needs nothing else
 */
#include "ui/report/page.h"

#include <sodium.h>
#include <string.h>

#include "base/data.h"
#include "ui/report/chart.h"
#include "ui/report/graph_draw.h"
#include "ui/report/palette.h"

static struct str web(const char *name)
{
	for (size_t i = 0; i < web_count; i++)
		if (strcmp(web_files[i].name, name) == 0)
			return web_files[i].text;
	return STR("");
}

enum { GRADE_STEPS = 4 };

static void colours(struct buf *b, size_t classes, bool dark)
{
	for (size_t i = 0; i < GRADE_STEPS; i++)
		buf_fmt(b, "--g%zu:#%06x;", i, (unsigned)palette_step(i, GRADE_STEPS, dark));
	for (size_t i = 0; i < classes && i < PALETTE_STEPS; i++)
		buf_fmt(b, "--c%zu:#%06x;", i, (unsigned)palette_step(i, classes, dark));
}

static struct str style(struct arena *a, const struct page_shell *p)
{
	struct buf b = buf_in(a);
	struct str own = web(p->style);
	buf_str(&b, ":root{");
	colours(&b, p->classes, false);
	buf_str(&b, "}\n@media screen and (prefers-color-scheme:dark){:root{");
	colours(&b, p->classes, true);
	buf_str(&b, "}}\n@page{@bottom-left{content:\"");
	for (const char *z = p->foot; *z; z++)
		if ((*z >= 'a' && *z <= 'z') || (*z >= 'A' && *z <= 'Z') || (*z >= '0' && *z <= '9') ||
		    strchr(" .,:-", *z))
			buf_char(&b, *z);
	buf_str(&b, "\"}}\n");
	buf_add(&b, own.p, own.n);
	if (p->graphs)
		graph_draw_style(&b);
	return (struct str){ b.p, b.n };
}

static void allow(struct buf *policy, const char *what, struct str text)
{
	unsigned char hash[crypto_hash_sha256_BYTES];
	char code[64];
	crypto_hash_sha256(hash, (const unsigned char *)text.p, text.n);
	sodium_bin2base64(code, sizeof code, hash, sizeof hash, sodium_base64_VARIANT_ORIGINAL);
	buf_fmt(policy, "; %s 'sha256-%s'", what, code);
}

static void meta(struct html *h, const char *kind, const char *name, const char *content)
{
	html_void(h, "meta", kind, name, "content", content, NULL);
	html_text(h, "\n");
}

void page_begin(struct html *h, const struct page_shell *p)
{
	struct str css = style(h->b->a, p), js = web(p->script);
	struct buf policy = buf_in(h->b->a);
	buf_str(&policy, "default-src 'none'");
	allow(&policy, "style-src", css);
	allow(&policy, "script-src", js);
	buf_str(&policy, "; base-uri 'none'; form-action 'none'");
	buf_str(h->b, "<!DOCTYPE html>\n");
	html_open(h, "html", "lang", "en", NULL);
	html_open(h, "head", NULL);
	html_void(h, "meta", "charset", "utf-8", NULL);
	html_text(h, "\n");
	meta(h, "http-equiv", "Content-Security-Policy", policy.p);
	meta(h, "name", "viewport", "width=device-width, initial-scale=1");
	meta(h, "name", "referrer", "no-referrer");
	meta(h, "name", "color-scheme", "light dark");
	meta(h, "name", "generator", "petrin " PT_VERSION);
	html_leaf(h, "title", p->title, NULL);
	html_text(h, "\n");
	html_verbatim(h, "style", css);
	html_text(h, "\n");
	html_close(h);
	html_text(h, "\n");
	html_open(h, "body", NULL);
	chart_svg_patterns(h);
}

void page_end(struct html *h, const struct page_shell *p)
{
	html_text(h, "\n");
	html_verbatim(h, "script", web(p->script));
	while (h->depth > 0)
		html_close(h);
	html_text(h, "\n");
}
