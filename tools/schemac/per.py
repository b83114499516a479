# SPDX-License-Identifier: Apache-2.0
"""Reads FILE.per: types of ASN.1 in our own notation (docs/internals/schema.md)."""
import re

TABLES = [  # struct, table, members of the row 0 that means "none"
    ("per_type", "schema_per_type", 11), ("per_member", "schema_per_member", 3), ("per_row", "schema_per_row", 5),
    ("per_set", "schema_per_set", 3), ("per_proc", "schema_proc", 0),
]
EXT, LO, HI, TRY, MESSAGE, PLMN, ADDR, DIGITS = 1, 2, 4, 8, 16, 32, 64, 128
KINDS = {"null": 0, "bool": 1, "int": 2, "enum": 3, "bits": 4, "octets": 5, "text": 6, "utf8": 7, "seq": 8,
         "choice": 9, "list": 10, "rest": 13}
CRITICALITY = {"reject": 0, "ignore": 1, "notify": 2}
PRESENCE = {"o": 0, "c": 1, "m": 2}
BUILT_IN = {"INTEGER": ["int"], "BOOLEAN": ["bool"], "NULL": ["null"], "REST": ["rest"], "OCTETS": ["octets"], "UTF8": ["utf8"]}


class Reader:
    def __init__(self, reg, lines, proto):
        self.reg, self.lines, self.proto, self.t = reg, lines, proto, reg.tables
        self.types, self.sets, self.procs, self.private = {}, {}, [], []
        self.type_at, self.set_at, self.labelled = {}, {}, []

    def collect(self):
        """Statements: a line without tab and the lines with tabs below it."""
        last = None
        for number, depth, words in self.lines.v[1:]:
            if depth and last is None:
                self.lines.wrong(number, "continues nothing")
            if depth:
                last.append((number, words))
                continue
            last = [(number, words)]
            if words[0] == "set":
                self.sets[words[1]] = last
            elif words[0] == "procedure":
                self.procs.append((number, words))
            elif words[0] == "private":
                self.private.append((number, words, last))
            elif words[0] == "cite":
                pass
            elif words[0] in self.types:
                self.lines.wrong(number, f"{words[0]} is there twice")
            else:
                self.types[words[0]] = last

    def bounds(self, number, word):
        m = re.fullmatch(r"(-?\d+)?(\.\.)?(-?\d+)?", word)
        if not m or word in ("", ".."):
            self.lines.wrong(number, f"{word} is no range")
        lo, dots, hi = m.groups()
        if not dots:
            hi = lo
        flags = (LO if lo is not None else 0) | (HI if hi is not None else 0)
        return flags, int(lo or 0), int(hi or 0)

    def of(self, number, name):
        """Index of a named type, or of ies(SET), ext(SET), one(SET)."""
        if name in self.type_at:
            return self.type_at[name]
        m = re.fullmatch(r"(ies|ext|one)\((.*)\)", name)
        if m:
            kind = 12 if m.group(1) == "one" else 11
            row = [kind, 0, self.set_of(number, m.group(2)), 0, 0, 0, 0, 0, 0, 1 if m.group(1) == "ext" else 0, 65535]
        elif name in BUILT_IN:
            row = [KINDS[BUILT_IN[name][0]], 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
        elif name in self.types and re.fullmatch(r"(ies|ext|one)\(.*\)", self.types[name][0][1][1]):
            self.type_at[name] = self.of(number, self.types[name][0][1][1])
            return self.type_at[name]
        elif name in self.types:
            self.type_at[name] = at = len(self.t["schema_per_type"])
            self.t["schema_per_type"].append(None)
            self.t["schema_per_type"][at] = tuple(self.build(name))
            return at
        else:
            self.lines.wrong(number, f"there is no type {name}")
        self.type_at[name] = len(self.t["schema_per_type"])
        self.t["schema_per_type"].append(tuple(row))
        return self.type_at[name]

    def set_of(self, number, name):
        if name == "-":
            return 0
        if name in self.set_at:
            return self.set_at[name]
        if name not in self.sets:
            self.lines.wrong(number, f"there is no set {name}")
        self.set_at[name] = at = len(self.t["schema_per_set"])
        self.t["schema_per_set"].append(None)
        rows, ids = [], set()
        for number, words in self.sets[name][1:]:
            if len(words) != 4 or words[1] not in CRITICALITY or words[2] not in PRESENCE:
                self.lines.wrong(number, "expected: ID reject|ignore|notify o|c|m NAME[:TYPE]")
            if int(words[0]) in ids:
                continue  # an element may be listed twice in the standard (alternatives of presence)
            ids.add(int(words[0]))
            label, _, kind = words[3].partition(":")
            rows.append((int(words[0]), self.of(number, kind or label), self.reg.field(self.proto, label),
                         CRITICALITY[words[1]], PRESENCE[words[2]]))
        first = len(self.t["schema_per_row"])
        self.t["schema_per_row"] += sorted(rows)
        self.t["schema_per_set"][at] = (first, len(rows), sum(r[4] == 2 for r in rows))
        return at

    def members(self, number, words):
        out, more = [], None
        for w in words:
            if w == "/":
                more = len(out)
                continue
            m = re.fullmatch(r"([^:]+):([^?]+)(\?)?", w)
            if not m:
                self.lines.wrong(number, f"expected name:TYPE, found {w}")
            out.append((m.group(1), m.group(2), bool(m.group(3))))
        return out, len(out) - (len(out) if more is None else more)

    def inside(self, words, number):
        """Options of octets: what they contain and how they are shown."""
        flags, inside = 0, 0
        while words:
            word = words.pop(0)
            if word in ("->", "~>") and words:
                flags |= TRY if word == "~>" else 0
                target = words.pop(0)
                if self.reg.proto(target):
                    flags, inside = flags | MESSAGE, self.reg.proto(target)
                else:
                    inside = self.of(number, target)
                    self.labelled.append(target)  # other protocols carry it as well
            elif word in ("plmn", "addr", "digits"):
                flags |= {"plmn": PLMN, "addr": ADDR, "digits": DIGITS}[word]
            else:
                self.lines.wrong(number, f"{word} is not understood here")
        return flags, inside

    def build(self, name):
        number, head = self.types[name][0]
        words = head[2:] + [w for _, more in self.types[name][1:] for w in more]
        kind = head[1].rstrip("+")
        if kind not in KINDS:
            self.lines.wrong(number, f"{head[1]} is no kind of type")
        flags = EXT if head[1].endswith("+") else 0
        row = [KINDS[kind], flags, 0, 0, 0, 0, 0, 0, 0, 0, 0]
        if kind in ("int", "bits", "octets", "text", "utf8", "list") and words and re.match(r"-?\d|\.\.", words[0]):
            f, row[9], row[10] = self.bounds(number, words.pop(0))
            row[1] |= f
        if kind == "list":
            self.labelled.append(words[0])
            row[2] = self.of(number, words.pop(0))
        elif kind in ("bits", "octets"):
            f, row[5] = self.inside(words, number)
            row[1] |= f
        elif kind == "enum":
            more = len(words) - words.index("/") - 1 if "/" in words else 0
            words = [w for w in words if w != "/"]
            row[3], row[4], row[6] = len(words) - more, more, self.reg.words(list(enumerate(words)))
        elif kind in ("seq", "choice"):
            members, row[4] = self.members(number, words)
            built = [(self.of(number, t), self.reg.field(self.proto, n), int(o)) for n, t, o in members]
            row[2], row[3] = len(self.t["schema_per_member"]), len(members) - row[4]
            row[8] = sum(o for _, _, o in built[:row[3]])
            if row[8] > 64:
                self.lines.wrong(number, "more than 64 optional members")
            self.t["schema_per_member"] += built
        elif words:
            self.lines.wrong(number, f"{words[0]} is not understood here")
        row[10] = f"{row[10] % 2**64}u"
        row[9] = "INT64_MIN" if row[9] == -2**63 else row[9]
        return row

    def finish(self):
        begin = len(self.t["schema_per_type"])
        for name in self.types:
            self.of(self.types[name][0][0], name)
        self.reg.protos[self.proto]["type"] = (begin, len(self.t["schema_per_type"]) - begin)
        first, procs = len(self.t["schema_proc"]), []
        for number, words in self.procs:
            if len(words) != 7 or words[3] not in CRITICALITY:
                self.lines.wrong(number, "expected: procedure CODE NAME criticality initiating successful unsuccessful")
            types = [0 if w == "-" else self.of(number, w) for w in words[4:]]
            self.labelled += [w for w in words[4:] if w != "-"]
            procs.append((int(words[1]), self.reg.field(self.proto, words[2]), CRITICALITY[words[3]], "{ " + ", ".join(map(str, types)) + " }"))
        self.t["schema_proc"] += sorted(procs)
        self.reg.protos[self.proto]["message"] = (first, len(procs))
        for name in self.labelled:  # what can stand where no member gives it a name
            if "(" not in name:
                row = list(self.t["schema_per_type"][self.type_at[name]])
                row[7] = self.reg.field(self.proto, name)
                self.t["schema_per_type"][self.type_at[name]] = tuple(row)
        for number, words, more in self.private:
            for word in words[1:] + [w for _, line in more[1:] for w in line]:
                if not self.reg.mark(self.proto, word):
                    self.lines.wrong(number, f"{word} is no field")


def read(reg, lines, proto):
    r = Reader(reg, lines, proto)
    r.collect()
    r.finish()
