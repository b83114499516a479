#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Protocol descriptions (data/schema) to const tables.   usage: schemac.py FIELDS.h SCHEMA.c FILE...

The notation is explained in docs/internals/schema.md, the shape of the tables in
src/watch/decode/schema.h.  FILE.per is read by per.py, FILE.ie by ie.py, FILE.ops by ops.py; this file has what both share:
reading lines, the registry of fields, and writing C."""
import os, re, sys

import ie, ops, per

ENGINES = ("aper", "nas", "tlv", "sbi", "tls", "ss7", "text", "dns", "icmp")


class Wrong(Exception):
    pass


class Lines:
    """Lines of one file: (number, depth of tabs, words); comments and empty lines are left out."""

    def __init__(self, path):
        self.path, self.v = path, []
        for number, line in enumerate(open(path, encoding="utf-8"), 1):
            text = re.sub(r"(^|\s)#.*", "", line.rstrip("\n"))
            if text.strip():
                self.v.append((number, len(text) - len(text.lstrip("\t")), text.split()))

    def wrong(self, number, what):
        raise Wrong(f"{self.path}:{number}: {what}")


class Registry:
    """One table of everything that has a name, for all protocols."""

    def __init__(self):
        self.protos = [{"name": "", "title": "", "engine": "none", "message": (0, 0), "ie": (0, 0), "own": (0, 0, 0, 0)}]
        self.fields, self.by_key = [("", 0, 0)], {}
        self.names, self.values, self.name_at = [(0, 0)], [], {}
        self.text, self.text_at = bytearray(b"\0"), {"": 0}
        self.name_ids = []  # (protocol, name, index): tables of words that code may want
        self.tables = {}
        self.row_at = {}    # field -> first `ie` row called like it
        self.members = {}   # spelling on the wire -> field, of FILE.ops

    def put(self, word):
        if word not in self.text_at:
            self.text_at[word] = len(self.text)
            self.text += word.encode() + b"\0"
        return self.text_at[word]

    def proto(self, name):
        for i, p in enumerate(self.protos):
            if i > 0 and p["name"] == name:
                return i
        return 0

    @staticmethod
    def ident(word):
        return re.sub(r"[^A-Z0-9]+", "_", word.upper()).strip("_")

    def field(self, proto, name):
        """Id of that name; spelling counts only for what is shown, the first one wins."""
        if name in ("", "-"):
            return 0
        key = (proto, self.ident(name))
        if key not in self.by_key:
            self.by_key[key] = len(self.fields)
            self.fields.append((name, proto, 0))
        return self.by_key[key]

    def mark(self, proto, name):
        key = (proto, self.ident(name))
        if key not in self.by_key:
            return False
        n, p, _ = self.fields[self.by_key[key]]
        self.fields[self.by_key[key]] = (n, p, 1)
        return True

    def words(self, pairs):
        """Index of a table of (value, word)."""
        pairs = tuple(sorted(pairs))
        if pairs not in self.name_at:
            self.name_at[pairs] = len(self.names)
            self.names.append((len(self.values), len(pairs)))
            self.values += [(v, self.put(w)) for v, w in pairs]
        return self.name_at[pairs]


def write_header(reg, path):
    with open(path, "w", encoding="utf-8") as h:
        h.write("/* Made by tools/schemac of data/schema. */\n#ifndef PT_WATCH_DECODE_FIELDS_H\n"
                "#define PT_WATCH_DECODE_FIELDS_H\n\nenum proto_id {\n\tPROTO_NONE,\n")
        for p in reg.protos[1:]:
            h.write(f"\tPROTO_{reg.ident(p['name'])},\n")
        h.write("\tPROTO_N,\n};\n\nenum field_id {\n\tF_NONE,\n")
        for name, proto, _ in reg.fields[1:]:
            h.write(f"\tF_{reg.ident(reg.protos[proto]['name'])}_{reg.ident(name)},\n")
        h.write("\tF_N,\n};\n\nenum names_id {\n\tNAMES_NONE,\n")
        for proto, name, at in reg.name_ids:
            h.write(f"\tNAMES_{reg.ident(reg.protos[proto]['name'])}_{reg.ident(name)} = {at},\n")
        h.write("};\n\n#endif\n")


def rows(c, kind, name, rows_):
    c.write(f"\nconst struct {kind} {name}[] = {{\n")
    for row in rows_ or [()]:
        c.write("\t{ " + (", ".join(map(str, row)) or "0") + " },\n")
    c.write("};\n")


def write_tables(reg, path):
    protos = []
    for p in reg.protos:
        protos.append((reg.put(p["name"]), reg.put(p["title"]), "ENGINE_" + p["engine"].upper(), *p["message"],
                       *p["ie"], *p.get("type", (0, 0)), *p["own"]))
    fields = [(reg.put(n), p, f, reg.row_at.get(i, 0)) for i, (n, p, f) in enumerate(reg.fields)]
    slots = ops.members(reg)
    with open(path, "w", encoding="utf-8") as c:
        c.write('/* Made by tools/schemac of data/schema. */\n#include "watch/decode/schema.h"\n')
        c.write("\nconst char schema_text[] = {")
        for k in range(0, len(reg.text), 40):
            c.write("\n\t" + ",".join(map(str, reg.text[k:k + 40])) + ",")
        c.write("\n};\n")
        rows(c, "field_def", "schema_field", fields)
        rows(c, "proto_def", "schema_proto", protos)
        rows(c, "name_table", "schema_names", reg.names)
        rows(c, "value_name", "schema_value", [(f"{v}u", t) for v, t in reg.values])
        for module in (per, ie, ops):
            for kind, name, _ in module.TABLES:
                rows(c, kind, name, reg.tables[name])
        rows(c, "sbi_member", "schema_member", slots)
        c.write(f"const unsigned schema_carries = {len(reg.tables['schema_carry'])};\n")
        c.write(f"const uint32_t schema_member_mask = {len(slots) - 1};\n")
        tables = ["schema_text", "schema_field", "schema_proto", "schema_names", "schema_value", "schema_member"]
        tables += [name for module in (per, ie, ops) for _, name, _ in module.TABLES]
        c.write("\nconst unsigned schema_octets = (unsigned)(" + " + ".join(f"sizeof {t}" for t in tables) + ");\n")


def read(paths):
    """What the files say, as a Registry with its tables."""
    reg, files = Registry(), []
    for module in (per, ie, ops):
        for _, name, zero in module.TABLES:
            reg.tables[name] = [tuple([0] * zero)] if zero else []
    for path in paths:
        lines = Lines(path)
        number, _, words = lines.v[0]
        if words[0] != "protocol" or len(words) < 4 or words[2] not in ENGINES:
            lines.wrong(number, f"the first line is: protocol NAME {'|'.join(ENGINES)} TITLE")
        reg.protos.append({"name": words[1], "engine": words[2], "title": " ".join(words[3:]), "message": (0, 0),
                           "ie": (0, 0), "own": (0, 0)})
        at = len(reg.protos) - 1
        reg.protos[at]["own"] = (reg.field(at, "message-code"), reg.field(at, "unknown-element"),
                                 reg.field(at, "unknown-message"), reg.field(at, "unknown-addition"))
        files.append((lines, len(reg.protos) - 1))
    for lines, proto in files:
        {".per": per, ".ops": ops}.get(os.path.splitext(lines.path)[1], ie).read(reg, lines, proto)
    for what, n in [("fields", len(reg.fields)), *((n, len(t)) for n, t in reg.tables.items())]:
        if n > 65535:
            raise Wrong(f"{what}: {n} are more than an index of 16 bits can count")
    return reg


def main(header, tables, *paths):
    reg = read(paths)
    write_header(reg, header)
    write_tables(reg, tables)


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except Wrong as e:
        sys.exit(str(e))
