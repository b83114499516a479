#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Translates the ASN.1 chapter of an X2-like protocol (NGAP, S1AP, F1AP) to our notation of types.

usage: asn2per.py FILE.asn PROTOCOL "TITLE" "CITE" [RULES] > data/schema/PROTOCOL.per

For contributors who follow a new release of a standard; the build does not need it.  FILE.asn is the text
of the standard's formal chapter and stays outside of the repository.  RULES are lines `NAME words...`
that are added to the type NAME (what octets contain, how they are shown), or `private NAME...`."""
import re, sys

HEADS = {"SEQUENCE", "CHOICE", "ENUMERATED", "INTEGER", "BIT", "OCTET", "PrintableString", "VisibleString", "UTF8String",
         "BOOLEAN", "NULL", "OBJECT"}
CONTAINERS = {"ProtocolIE-Container": "ies", "ProtocolExtensionContainer": "ext", "ProtocolIE-SingleContainer": "one",
              "ProtocolIE-Single-Container": "one"}


def tokens(text):
    text = re.sub(r"--(?:(?!--)[^\n])*(?:--)?", "", text)  # a comment ends at the next -- or with its line
    return re.findall(r"::=|\.\.\.|\.\.|&?[A-Za-z0-9][A-Za-z0-9-]*|-?\d+|[{}()|,:;@&.\[\]]", text)


class Translator:
    def __init__(self, toks):
        self.t, self.i = toks, 0
        self.const, self.ids, self.codes = {}, {}, {}
        self.types, self.sets, self.procs, self.lists = {}, {}, [], {}

    def peek(self, k=0):
        return self.t[self.i + k] if self.i + k < len(self.t) else ""

    def next(self, want=None):
        tok = self.peek()
        if not tok or want and tok != want:
            raise SystemExit(f"expected {want}, found {' '.join(self.t[self.i - 8:self.i + 8])}")
        self.i += 1
        return tok

    def group(self):
        """Tokens of a balanced { } or ( ), without the outer ones."""
        opening = self.next()
        closing, depth, start = {"{": "}", "(": ")"}[opening], 1, self.i
        while depth:
            tok = self.next()
            depth += (tok == opening) - (tok == closing)
        return self.t[start:self.i - 1]

    def number(self, word):
        return int(word) if re.fullmatch(r"-?\d+", word) else self.const[word]

    def constraint(self, toks):
        """Of (lo..hi|n, ...): "lo..hi" and whether it can be extended."""
        ext = "..." in toks
        if ext:
            toks = toks[:toks.index("...")]
        toks = [t for t in toks if t not in ("(", ")", ",", "|")]
        values, i = [], 0
        while i < len(toks):
            if toks[i] != "..":
                values.append(self.number(toks[i]))
            i += 1
        return (f"{min(values)}..{max(values)}" if min(values) != max(values) else str(values[0])), ext

    def first_pass(self):
        """Constants, before anything refers to them."""
        for k in range(len(self.t) - 3):
            name, kind, sign, value = self.t[k:k + 4]
            if sign != "::=":
                continue
            if kind == "INTEGER" and re.fullmatch(r"-?\d+", value):
                self.const[name] = int(value)
            elif kind in ("ProtocolIE-ID", "ProtocolExtensionID") and value.isdigit():
                self.ids[name] = int(value)
            elif kind == "ProcedureCode" and value.isdigit():
                self.codes[name] = int(value)

    def run(self):
        self.first_pass()
        while self.i < len(self.t):
            name = self.next()
            if name in self.const or name in self.ids or name in self.codes and self.peek(1) == "::=":
                self.i += 3
            elif name == "TAGS":  # DEFINITIONS AUTOMATIC TAGS ::= BEGIN
                self.i += 2
            elif name == "IMPORTS":
                while self.next() != ";":
                    pass
            elif self.peek() == "::=" and re.match(r"[A-Z]", name):
                self.next()
                if self.peek() == "CLASS":
                    self.next()
                    self.group()
                    self.next("WITH")
                    self.next("SYNTAX")
                    self.group()
                else:
                    self.type(name)
            elif self.peek() == "{" and re.match(r"[A-Z]", name):
                self.group()
                if self.peek() == "::=":
                    self.next()
                    self.parametrised(name)
            elif re.match(r"[A-Z0-9]+-(PROTOCOL-IES|PROTOCOL-EXTENSION|PRIVATE-IES|PROTOCOL-IES-PAIR)$", self.peek()) \
                    and self.peek(1) == "::=":
                self.i += 2
                self.object_set(name, self.group())
            elif re.match(r"[A-Z0-9]+-ELEMENTARY-PROCEDURE$", self.peek()) and self.peek(1) == "::=":
                self.i += 2
                self.procedure(name, self.group())

    def parametrised(self, name):
        """X {CLASS : Param} ::= ProtocolIE-ContainerList { lo, hi, {Param} } becomes a list of elements."""
        if self.peek() == "ProtocolIE-ContainerList":
            self.next()
            toks = self.group()
            self.lists[name] = f"{self.number(toks[0])}..{self.number(toks[2])}"
        else:
            while self.peek() in ("SEQUENCE", "OF", "(", "{") or re.match(r"Protocol|Private", self.peek()):
                if self.peek() in "({":
                    self.group()
                else:
                    self.next()

    def procedure(self, name, toks):
        if "PROCEDURE" not in toks:
            return  # a list of procedures
        find = lambda *words: next((toks[k + len(words)] for k in range(len(toks))
                                    if toks[k:k + len(words)] == list(words)), "-")
        self.procs.append((self.codes[find("PROCEDURE", "CODE")], name[0].upper() + name[1:],
                           find("CRITICALITY") if "CRITICALITY" in toks else "ignore", find("INITIATING", "MESSAGE"),
                           find("SUCCESSFUL", "OUTCOME"), find("UNSUCCESSFUL", "OUTCOME")))

    def object_set(self, name, toks):
        rows, k = [], 0
        while k < len(toks):
            if toks[k] != "{":
                k += 1
                continue
            end = k + toks[k:].index("PRESENCE")
            row = toks[k + 1:end]
            what = "TYPE" if "TYPE" in row else "EXTENSION"
            at = row.index(what)
            sub = Translator(row[at + 1:])
            sub.__dict__.update(const=self.const, types=self.types, lists=self.lists)
            label = row[1][3:]
            rows.append((self.ids[row[1]], row[3], toks[end + 1][0], label, sub.reference(label)))
            k = end + 3
        self.sets[name] = rows

    def reference(self, where):
        """Name of the type that stands here; types without a name get one of their place."""
        head = self.peek()
        if head in CONTAINERS:
            self.next()
            inner = [t for t in self.group() if t not in "{}"]
            return f"{CONTAINERS[head]}({inner[0]})"
        if head in self.lists:
            self.next()
            inner = [t for t in self.group() if t not in "{}"]
            self.types.setdefault(where + "-list", f"list {self.lists[head]} one({inner[0]})")
            return where + "-list"
        if head == "PrivateIE-Container":
            self.next()
            self.group()
            return "REST"
        if head not in HEADS:
            self.next()
            if self.peek() == ".":  # CLASS.&Field ({Set}{@id})
                self.i += 2
                if self.peek() == "(":
                    self.group()
                return "REST"
            return head
        before = self.i
        self.type(where)
        text = self.types.pop(where)
        plain = {"int": "INTEGER", "bool": "BOOLEAN", "null": "NULL", "octets": "OCTETS", "utf8": "UTF8"}
        if text in plain:
            return plain[text]
        m = re.fullmatch(r"octets -> (\S+)", text)
        name = m.group(1) + "-octets" if m else where
        while name in self.types and self.types[name] != text:
            name += "-x"
        self.types[name] = text
        assert self.i > before
        return name

    def type(self, name):
        head = self.next()
        if head == "SEQUENCE" and self.peek() == "{":
            self.types[name] = "seq" + self.members(name)
        elif head == "CHOICE":
            self.types[name] = "choice" + self.members(name)
        elif head == "SEQUENCE":
            size = ("", False)
            if self.peek() == "(":
                toks = self.group()
                size = self.constraint(toks[1:])
            self.next("OF")
            self.types[name] = "list" + ("+" if size[1] else "") + f" {size[0]} " + self.reference(name + "-element")
        elif head == "ENUMERATED":
            words = [t for t in self.group() if t != ","]
            ext = "..." in words
            at = words.index("...") if ext else len(words)
            text = "enum" + ("+ " if ext else " ") + " ".join(words[:at])
            self.types[name] = text + (" / " + " ".join(words[at + 1:]) if ext and words[at + 1:] else "")
        elif head in ("BOOLEAN", "NULL"):
            self.types[name] = {"BOOLEAN": "bool", "NULL": "null"}[head]
        elif head == "OBJECT":
            self.next("IDENTIFIER")
            self.types[name] = "octets"
        elif head in ("INTEGER", "BIT", "OCTET", "PrintableString", "VisibleString", "UTF8String"):
            kind = {"INTEGER": "int", "BIT": "bits", "OCTET": "octets", "UTF8String": "utf8"}.get(head, "text")
            if head in ("BIT", "OCTET"):
                self.next("STRING")
            if self.peek() == "{":  # names of numbers or bits
                self.group()
            self.types[name] = self.simple(kind)
        elif head in self.lists:
            inner = [t for t in self.group() if t not in "{}"]
            self.types[name] = f"list {self.lists[head]} one({inner[0]})"
        else:
            self.i -= 1
            self.types[name] = "is " + self.reference(name)

    def simple(self, kind):
        if self.peek() != "(":
            return kind
        toks = self.group()
        if toks[0] == "CONTAINING":
            return f"octets -> {toks[1]}"
        if kind == "int":
            text, ext = self.constraint(toks)
        else:
            ext = "..." in toks
            text, inner = self.constraint(toks[1:])
            ext = ext or inner
        if kind == "utf8":
            return kind  # X.691 30.6: sizes of UTF8String are not visible to PER
        return kind + ("+ " if ext else " ") + text

    def members(self, name):
        toks = self.group()
        sub = Translator(toks)
        sub.__dict__.update(const=self.const, types=self.types, lists=self.lists)
        out, ext = [], False
        while sub.i < len(toks):
            tok = sub.next()
            if tok in (",", "[", "]"):
                continue
            if tok == "...":
                if ext:
                    raise SystemExit(f"{name}: a second root")
                ext = True
                out.append("/")
                continue
            kind = sub.reference(name + "." + tok)
            option = ""
            if sub.peek() in ("OPTIONAL", "DEFAULT"):
                option = "?"
                if sub.next() == "DEFAULT":
                    sub.next()
            out.append(f"{tok}:{kind}{option}")
        if out and out[-1] == "/":
            out.pop()
        return ("+" if ext else "") + (" " + " ".join(out) if out else "")


def wrapped(text):
    line = ""
    for word in text.split():
        if line and len(line.replace("\t", " " * 8)) + 1 + len(word) > 116:
            yield line
            line = "\t"
        line += ("" if line in ("", "\t") else " ") + word
    yield line


def main(path, proto, title, cite, rules=None):
    t = Translator(tokens(open(path, encoding="utf-8").read()))
    t.run()
    extra, private = {}, []
    for line in open(rules, encoding="utf-8") if rules else ():
        words = line.split("#")[0].split()
        if words and words[0] == "private":
            private += words[1:]
        elif words:
            extra[words[0]] = " ".join(words[1:])
    print(f"protocol {proto} aper {title}\ncite {cite}\n# SPDX-License-Identifier: Apache-2.0\n"
          "# Notation: docs/internals/schema.md.\n")
    for code, name, *types in sorted(t.procs):
        print(f"procedure {code} {name} {' '.join(types)}")
    print()
    if private:
        print("\n".join(wrapped("private " + " ".join(private))) + "\n")
    empty = {n for n, rows in t.sets.items() if not rows}
    fix = lambda text: re.sub(r"(ies|ext|one)\(([^)]*)\)", lambda m: m.group(0) if m.group(2) not in empty
                              else f"{m.group(1)}(-)", text)
    for name, text in t.types.items():
        if name.upper() == f"{proto.upper()}-PDU" or "PrivateIE-Field" in name \
                or name in ("InitiatingMessage", "SuccessfulOutcome", "UnsuccessfulOutcome"):
            continue
        text = text.removeprefix("is ")
        while text in t.types:  # the same shape under another name
            text = t.types[text].removeprefix("is ")
        for line in wrapped(fix(f"{name} {text} {extra.get(name, '')}".rstrip())):
            print(line)
    print()
    for name, rows in t.sets.items():
        if rows:
            print(f"set {name}")
        for number, criticality, presence, label, kind in rows:
            print(f"\t{number} {criticality} {presence} {label}" + (f":{fix(kind)}" if kind != label else ""))


if __name__ == "__main__":
    main(*sys.argv[1:])
