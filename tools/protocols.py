#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The tables in docs/protocols, made of data/schema.   usage: protocols.py PAGES SPEAKS.def SCHEMA... [accept]

A page has the lines between BEGIN and END from here, the rest by hand.  Says which pages are missing or out of date;
with `accept` they are written, a page that is missing with a head to be filled in.  README.md gets the overview."""
import csv, os, pathlib, re, sys, textwrap

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "schemac"))
import ie, per, schemac  # noqa: E402

BEGIN, END = "<!-- made by tools/protocols.py -->", "<!-- end -->"
NEW = "# A protocol\n\nWhat it is, where it runs, limits: to be written.\n\n" + BEGIN + "\n" + END + "\n"
OCTETS, REST, IES, ONE = 5, 13, 11, 12  # kinds of per.py


def agreed(pages):
    """Lines of the table of comparison."""
    with open(os.path.join(pages, "agreement.csv"), encoding="utf-8") as f:
        return list(csv.DictReader(line for line in f if not line.startswith("#")))


def spoken(path):
    """{protocol: by what it is told}, of speaks.def."""
    text, out = open(path, encoding="utf-8").read(), {}
    names = dict(re.findall(r'^P\((\w+), "([^"]+)"\)', text, re.M))
    for letter, word in (("S", "SCTP payload"), ("U", "UDP"), ("T", "TCP")):
        for number, name in re.findall(rf"^{letter}\((\d+), (\w+)\)", text, re.M):
            out.setdefault(names[name], {}).setdefault(word, []).append(number)
    return {name: "; ".join(f"{word} {', '.join(ns)}" for word, ns in how.items()) for name, how in out.items()}


class Coverage:
    def __init__(self, reg, at, path, rows):
        self.reg, self.at, self.proto, self.path, self.t = reg, at, reg.protos[at], path, reg.tables
        self.compared = [r for r in rows if any(f.split(".")[0] == self.proto["name"] for f in r["field"].split("+"))]

    def name(self, field):
        return self.reg.fields[field][0]

    def table(self, head, rows):
        return ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)] + \
            ["| " + " | ".join(map(str, row)) + " |" for row in rows]

    # ---- *.per ----
    def per_typed(self, index):
        """Whether a type says more than which octets there are."""
        kind, flags, inside = (self.t["schema_per_type"][index][k] for k in (0, 1, 5))
        return kind != REST and (kind != OCTETS or inside > 0 or flags & (per.PLMN | per.DIGITS | per.ADDR) > 0)

    def per_set(self, index):
        """Elements of a message: a sequence with a member that is a list of elements."""
        row = self.t["schema_per_type"][index]
        out = []
        for kind, _, _ in self.t["schema_per_member"][row[2]:row[2] + row[3]]:
            member = self.t["schema_per_type"][kind]
            if member[0] in (IES, ONE):
                first, count, _ = self.t["schema_per_set"][member[2]]
                out += self.t["schema_per_row"][first:first + count]
        return out

    def per(self):
        first, count = self.proto["message"]
        messages, elements = [], {}
        for code, label, _, types in self.t["schema_proc"][first:first + count]:
            for kind in re.findall(r"\d+", types):
                if int(kind):
                    rows = self.per_set(int(kind))
                    messages.append((code, self.name(self.t["schema_per_type"][int(kind)][7] or label), len(rows)))
                    elements |= {(r[0], self.name(r[2])): self.per_typed(r[1]) for r in rows}
        return ("procedure", messages), elements

    # ---- *.ie ----
    def ie_typed(self, row):
        if self.proto["engine"] == "tls":  # its engine knows the forms, the rows are only names
            return True
        if row[7] or row[3] in (ie.FORMS["v4"], ie.FORMS["t4"]):
            return True
        first, count = self.t["schema_layout"][row[2]] if row[2] else (0, 0)
        return any(item[0] != ie.BYTES for item in self.t["schema_item"][first:first + count])

    def ie(self):
        first, count = self.proto["message"]
        messages, elements = [], {}
        for code, label, at, n in self.t["schema_message"][first:first + count]:
            rows = [r for r in self.t["schema_row"][at:at + n] if r[1]]
            messages.append((code, self.name(label), len(rows)))
            if not self.proto["ie"][1]:
                elements |= {("", self.name(r[1])): self.ie_typed(r) for r in rows}
        at, n = self.proto["ie"]
        elements |= {((r[8], r[0]), self.name(r[1])): self.ie_typed(r) for r in self.t["schema_row"][at:at + n] if r[1]}
        return ("code", messages), elements

    def paragraph(self, names):
        return textwrap.wrap(", ".join(names), 116, break_on_hyphens=False, break_long_words=False) or ["none"]

    def counted(self):
        """What the messages' code is called, messages, elements with typed content, elements as octets."""
        (code, messages), elements = self.per() if self.proto["engine"] == "aper" else self.ie()
        if self.proto["name"] == "diameter":  # one code for two messages, see ie.py
            messages = [(c // 2, m, n) for c, m, n in messages]
        names = [sorted({name for (_, name), is_typed in elements.items() if is_typed == typed}) for typed in (True, False)]
        return code, messages, *names

    def messages(self):
        code, messages, typed, octets = self.counted()
        yield f"{len(messages)} messages; {len(typed)} elements with typed content, {len(octets)} shown as octets."
        yield from ("", "### Messages", "")
        if self.proto["ie"][1]:
            yield from ("Any element may stand in any message; counted are those that are mandatory or differ there.", "")
        yield from self.table((code, "message", "elements"), messages)
        yield from ("", "### Elements shown as octets", "", *self.paragraph(octets))
        yield from ("", "### Elements with typed content", "", *self.paragraph(typed))

    # ---- *.ops ----
    def services(self):
        cites = dict(re.findall(r"^service (\S+)(?:\s+# (.*))?$", open(self.path, encoding="utf-8").read(), re.M))
        first, count = self.proto["message"]
        rows = []
        for at, (name, _) in zip(range(first, first + count), sorted(cites.items())):
            rows.append((name, self.t["schema_service"][at][2], cites[name] or "-"))
        yield f"{count} services with {sum(r[1] for r in rows)} operations; {len(self.reg.members)} names of members and headers."
        yield from ("", "### Services", "")
        yield from self.table(("service", "operations", "described in"), rows)

    def lines(self):
        cite = next((line.split(" ", 1)[1].strip() for line in open(self.path, encoding="utf-8")
                     if line.startswith("cite ")), "none")
        private = sorted({n for n, p, mark in self.reg.fields if p == self.at and mark})
        yield from ("", "## Coverage", "", *textwrap.wrap(f"Described after: {cite}.", 116))
        yield from self.services() if self.proto["engine"] == "sbi" else self.messages()
        yield from ("", "### Private fields", "", *self.paragraph(private))
        yield from ("", "### Compared with tshark", "", f"{len(self.compared)} fields, by [agreement.csv](agreement.csv).", "")
        known = [(r["field"].replace("+", ", "), r["own"], r["open"], r["reason"]) for r in self.compared if r["reason"]]
        if known:
            yield from self.table(("field", "frames of our samples", "frames of open captures", "why they differ"), known)
            yield ""

    def row(self, told):
        name = self.proto["name"]
        if self.proto["engine"] == "sbi":
            first, count = self.proto["message"]
            ops = sum(n for _, _, n in self.t["schema_service"][first:first + count])
            counts = (f"{ops} operations", f"{len(self.reg.members)} names", "-")
        else:
            counts = tuple(map(len, self.counted()[1:]))
        return f"[{self.proto['title']}]({name}.md)", told.get(name, "-"), *counts, len(self.compared)


def write(page, new_text, accept):
    """Whether the page says something else; `new_text` makes it of the text that stands around."""
    there = os.path.exists(page)
    text = open(page, encoding="utf-8").read() if there else NEW
    begin, end = text.find(BEGIN), text.find(END)
    if begin < 0 or end < begin:
        sys.exit(f"{page}: the lines {BEGIN} and {END} are missing")
    new = text[:begin] + BEGIN + "\n" + "\n".join(new_text) + "\n" + text[end:]
    if new == text and there:
        return False
    if accept:
        open(page, "w", encoding="utf-8").write(new)
        return False
    print(f"{page} {'is out of date' if there else 'is missing'}: ninja protocol-pages writes it")
    return True


def main(pages, speaks, *paths):
    accept = "accept" in paths
    paths = [p for p in paths if p != "accept"]
    reg, rows, told = schemac.read(paths), agreed(pages), spoken(speaks)
    protos = [Coverage(reg, at, path, rows) for at, path in enumerate(paths, 1)]
    bad = sum(write(os.path.join(pages, p.proto["name"] + ".md"), p.lines(), accept) for p in protos)
    head = ("protocol", "told by", "messages", "elements with typed content", "as octets", "fields compared")
    overview = protos[0].table(head, [p.row(told) for p in protos])
    bad += write(os.path.join(pages, "README.md"), ["", *overview, ""], accept)
    print(f"{len(paths)} protocols, {bad} pages out of date")
    return bad > 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
