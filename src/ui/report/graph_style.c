/* SPDX-License-Identifier: Apache-2.0
 *
 * graph_style.c - the colours of a picture of owners
 *
 * Plain colours by class, no variables: many readers of SVG know only those.  Ground, ink and edges
 * are those of report.css.  The tint of states is violet, which no grade uses: a fact, no verdict.
 */
#include "ui/report/graph_inside.h"

struct rule {
	const char *class, *what;
	unsigned light, dark;
	const char *forced; /* colour of the system's own scheme */
};

static const struct rule rules[] = {
	{ "o-ground", "fill", 0xffffff, 0x14191f, "Canvas" },
	{ "o-box", "fill", 0xf5f7f9, 0x1c232b, "Canvas" },
	{ "o-box", "stroke", 0x76818f, 0x8c98a6, "CanvasText" },
	{ "o-state", "fill", 0xe8e1f5, 0x352b52, "Canvas" },
	{ "o-state", "stroke", 0x5e4b9a, 0xb7a5e6, "CanvasText" },
	{ "o-subject", "fill", 0x17202a, 0xe7ecf1, "CanvasText" },
	{ "o-subject", "stroke", 0x17202a, 0xe7ecf1, "CanvasText" },
	{ "o-inner", "stroke", 0x76818f, 0x8c98a6, "CanvasText" },
	{ "o-name", "fill", 0x17202a, 0xe7ecf1, "CanvasText" },
	{ "o-side", "fill", 0x566373, 0xa5b1be, "CanvasText" },
	{ "o-inverse", "fill", 0xffffff, 0x14191f, "Canvas" },
	{ "o-line", "stroke", 0x566373, 0xa5b1be, "CanvasText" },
	{ "o-head", "fill", 0x566373, 0xa5b1be, "CanvasText" },
	{ "o-loop", "stroke", 0x0b5cad, 0x7db8f0, "LinkText" },
	{ "o-loop-head", "fill", 0x0b5cad, 0x7db8f0, "LinkText" },
	{ "o-pill", "fill", 0xffffff, 0x14191f, "Canvas" },
	{ "o-pill", "stroke", 0xb4bdc8, 0x4b5866, "CanvasText" },
	{ "o-pill-loop", "stroke", 0x0b5cad, 0x7db8f0, "LinkText" },
};

static const char shapes[] =
        ".o-graph{font-family:\"Noto Sans\",\"Noto Sans Armenian\",\"DejaVu Sans\",Arial,sans-serif;"
        "width:auto;max-width:none}\n"
        ".o-box,.o-state,.o-subject,.o-inner{stroke-width:1}\n"
        ".o-state{stroke-width:2.5}\n"
        ".o-unknown{stroke-dasharray:5 3}\n"
        ".o-inner,.o-line,.o-loop{fill:none}\n"
        ".o-line,.o-loop{stroke-width:1.5}\n"
        ".o-faint{stroke-dasharray:5 4}\n"
        ".o-name{font-size:13px;font-weight:600}\n"
        ".o-side,.o-inverse{font-size:12px}\n"
        ".o-strong{font-size:13px;font-weight:600}\n"
        ".o-title{font-size:16px;font-weight:600}\n"
        ".o-words{font-size:12px;font-weight:400}\n";

static void colours(struct buf *b, bool dark)
{
	for (size_t i = 0; i < COUNT(rules); i++)
		buf_fmt(b, ".%s{%s:#%06x}\n", rules[i].class, rules[i].what,
		        dark ? rules[i].dark : rules[i].light);
}

void graph_style_light(struct buf *css)
{
	colours(css, false);
	buf_str(css, shapes);
}

void graph_style_other(struct buf *css)
{
	buf_str(css, "@media screen and (prefers-color-scheme:dark){\n");
	colours(css, true);
	buf_str(css, "}\n@media (forced-colors:active){\n");
	for (size_t i = 0; i < COUNT(rules); i++)
		buf_fmt(css, ".%s{%s:%s}\n", rules[i].class, rules[i].what, rules[i].forced);
	buf_str(css, "}\n");
}

void graph_draw_style(struct buf *css)
{
	graph_style_light(css);
	graph_style_other(css);
	buf_str(css, ".o-scroll{overflow-x:auto}\n"
	             "@media print{.o-scroll{overflow:visible}.o-graph{max-width:100%;height:auto}}\n");
}
