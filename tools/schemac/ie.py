# SPDX-License-Identifier: Apache-2.0
"""Reads FILE.ie: messages of elements with tags and lengths, and layouts of what is inside
(docs/internals/schema.md)."""
import re

TABLES = [
    ("item", "schema_item", 0), ("layout", "schema_layout", 2), ("row", "schema_row", 9),
    ("message_def", "schema_message", 4),
]
OPS = {"text": 2, "digits": 3, "plmn": 4, "ipv4": 5, "ipv6": 6, "labels": 7}
BITS, BYTES, LV8, LV16, AS, INLINE, EACH, TIMES, SIZED, INTO, TLVS, ALIGN, BACK = \
    0, 1, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18
SHOWN = {"bytes": 5, "text": 6, "digits": 7, "plmn": 8, "addr": 9, "labels": 10}
FORMS = {"v4": 0, "v": 1, "lv": 2, "lve": 3, "t4": 4, "tv": 5, "tlv": 6, "tlve": 7, "ie": 8}
PRESENCE = {"o": 0, "c": 1, "m": 2}


class Reader:
    def __init__(self, reg, lines, proto):
        self.reg, self.lines, self.proto, self.t = reg, lines, proto, reg.tables
        self.blocks, self.layout_at, self.names_at, self.table_at = [], {}, {}, {}

    def collect(self):
        for number, depth, words in self.lines.v[1:]:
            if depth == 0:
                self.blocks.append((number, words, []))
            elif self.blocks:
                self.blocks[-1][2].append((number, words))
            else:
                self.lines.wrong(number, "belongs to nothing")
        for number, words, body in self.blocks:
            if words[0] not in ("names", "layout", "message", "table", "private", "cite", "ie"):
                self.lines.wrong(number, f"{words[0]} begins nothing")
            if words[0] == "names":
                self.names_at[words[1]] = self.reg.words(
                    [(int(w[0], 0), " ".join(w[1:])) for _, w in body])
                self.reg.name_ids.append((self.proto, words[1], self.names_at[words[1]]))
            elif words[0] == "layout":
                if words[1] in self.layout_at:
                    self.lines.wrong(number, f"layout {words[1]} is there twice")
                self.layout_at[words[1]] = len(self.t["schema_layout"])
                self.t["schema_layout"].append(None)
            elif words[0] == "table":
                if words[1] in self.table_at:
                    self.lines.wrong(number, f"table {words[1]} is there twice")
                self.table_at[words[1]] = len(self.t["schema_message"])
                self.t["schema_message"].append(None)

    def condition(self, number, words, earlier):
        """if ITEM = 3 | if ITEM != 3 | if ITEM & 8 | if ITEM >= 3 | if left 2"""
        if "if" not in words:
            return words, (0, 0, 0, 0)
        at = words.index("if")
        cond, words = words[at + 1:], words[:at]
        if len(cond) == 2 and cond[0] == "left":
            return words, (5, 0, int(cond[1], 0), 0)
        if len(cond) == 4 and cond[0] == "seen" and cond[2] == "=":
            return words, (6, 0, int(cond[3], 0), self.reg.field(self.proto, cond[1]))
        tests = {"=": 1, "!=": 2, "&": 3, ">=": 4}
        if len(cond) != 3 or cond[1] not in tests or cond[0] not in earlier:
            self.lines.wrong(number, f"condition {' '.join(cond)} is not understood")
        return words, (tests[cond[1]], earlier.index(cond[0]), int(cond[2], 0), 0)

    def layout(self, number, name):
        if name not in self.layout_at:
            self.lines.wrong(number, f"there is no layout {name}")
        return self.layout_at[name]

    def item(self, number, words, earlier):
        words, test = self.condition(number, list(words), earlier)
        label, kind, rest = words[0], words[1] if len(words) > 1 else "", words[2:]
        op, arg, ref, plus, shown = None, 0, 0, 0, SHOWN["bytes"]
        if kind.isdigit() and label != "back":
            op, arg = BITS, int(kind)
            if rest and rest[0].startswith("="):
                table = rest.pop(0)[1:]
                if table not in self.names_at:
                    self.lines.wrong(number, f"there are no names {table}")
                ref = self.names_at[table]
            if rest[:1] == ["little"] or rest[:1] == ["ones"]:
                plus = ["little", "ones"].index(rest.pop(0)) + 1
        elif kind in OPS:
            op = OPS[kind]
            arg = int(rest.pop(0)) if rest and rest[0].isdigit() else 0
            if op == OPS["digits"] and rest[:1] in (["high"], ["odd"]):
                plus = {"high": 1, "odd": 2}[rest.pop(0)]
        elif kind == "bytes":
            op, arg = BYTES, int(rest.pop(0)) if rest and rest[0].isdigit() else 0
        elif kind in ("lv8", "lv16"):
            op = LV8 if kind == "lv8" else LV16
        elif kind in ("as", "inline", "each"):
            op, ref = {"as": AS, "inline": INLINE, "each": EACH}[kind], self.layout(number, rest.pop(0))
        elif kind == "times":
            word, _, more = rest.pop(0).partition("+")
            op, arg, plus, ref = TIMES, earlier.index(word), int(more or 0), self.layout(number, rest.pop(0))
        elif kind == "sized":
            op, arg = SIZED, earlier.index(rest.pop(0))
        elif kind in ("->", "~>"):
            op, arg, ref = INTO, int(kind == "~>"), self.reg.proto(rest.pop(0))
        elif kind == "tlvs":
            op, ref = TLVS, self.table(number, rest.pop(0))
        elif label == "align":
            op, label = ALIGN, "-"
        elif label == "back":
            op, label, arg = BACK, "-", int(kind)
        if op in (LV8, LV16, SIZED) and rest:
            if rest[0] in SHOWN:
                shown = SHOWN[rest.pop(0)]
            elif rest[0] == "->":
                self.lines.wrong(number, "a layout of its own has to say -> PROTOCOL")
            else:
                ref = self.layout(number, rest.pop(0))
        if op is None or rest:
            self.lines.wrong(number, f"{' '.join(words)} is not understood")
        if op == BITS and arg > 64:
            self.lines.wrong(number, "a number has at most 64 bits")
        field = 65535 if label == "." else 0 if label.startswith("-") else self.reg.field(self.proto, label)
        return (op, arg, field, ref, *test, plus, shown)

    def table(self, number, name):
        if name not in self.table_at:
            self.lines.wrong(number, f"there is no table {name}")
        return self.table_at[name]

    def row(self, number, words):
        """FORM [IEI] NAME [LAYOUT] [min-max | n] [m|o|c] [of TABLE]; the tag of an `ie` may be NUMBER/SPACE"""
        words, kids, space = list(words), 0, 0
        if "of" in words:
            at = words.index("of")
            kids, words = self.table(number, words[at + 1]), words[:at]
        form = words.pop(0)
        if form not in FORMS:
            self.lines.wrong(number, f"{form} is no form")
        by_tag = form in ("t4", "tv", "tlv", "tlve", "ie")
        if form == "ie" and "/" in words[0]:
            words[0], _, more = words[0].partition("/")
            space = int(more)
        tag = int(words.pop(0), 10 if form == "ie" else 16) if by_tag else 0
        label, lay, lo, hi = words.pop(0), 0, 0, 0
        presence = "o" if by_tag else "m"
        for w in words:
            m = re.fullmatch(r"(\d+)(-)?(\d+)?", w)
            if m:
                lo = int(m.group(1))
                hi = int(m.group(3)) if m.group(3) else 0 if m.group(2) else lo
                hi = 0 if hi > 65535 else hi
            elif w in PRESENCE:
                presence = w
            elif w != "-":
                lay = self.layout(number, w)
        return (tag, self.reg.field(self.proto, label), lay, FORMS[form], PRESENCE[presence], lo, hi, kids,
                space)

    def code(self, number, word):
        """A number; one code for request and answer: CODE/r and CODE/a are twice the code, and one more."""
        code, _, way = word.partition("/")
        if way not in ("", "r", "a"):
            self.lines.wrong(number, f"{word} is no code of a message")
        return int(code, 0) if way == "" else 2 * int(code, 0) + (way == "r")

    def by_number(self, ies):
        """Sorted; where the numbers are small, with rows for the gaps, so that a number is an index."""
        ies = sorted(ies, key=lambda r: (r[8], r[0]))
        if not ies or ies[-1][8] > 0 or ies[-1][0] > 1023:
            return ies
        there = {r[0]: r for r in ies}
        return [there.get(k, (k, 0, 0, FORMS["ie"], 0, 0, 0, 0, 0)) for k in range(ies[-1][0] + 1)]

    def agree(self, number, rows, ies):
        """Elements of a message are those of the `ie` lines, under the same name."""
        if len(rows) > 64:
            self.lines.wrong(number, "more than 64 elements in a message or table")
        for row in rows:
            here = ies.get((row[0], row[8]), ies.get((row[0], 0)))
            if row[3] == FORMS["ie"] and (here is None or here[1] != row[1]):
                self.lines.wrong(number, f"element {row[0]} is not there, or has another name")

    def finish(self):
        messages, ies, listed = [], [], []
        for number, words, body in self.blocks:
            if words[0] == "layout":
                at, earlier, items = len(self.t["schema_item"]), [], []
                for n, w in body:
                    items.append(self.item(n, w, earlier))
                    earlier.append(w[0])
                    if len(items) > 32:
                        self.lines.wrong(n, "more than 32 items in a layout")
                self.t["schema_item"] += items
                self.t["schema_layout"][self.layout_at[words[1]]] = (at, len(items))
            elif words[0] in ("message", "table"):
                rows = [self.row(n, w) for n, w in body]
                at = len(self.t["schema_row"])
                self.t["schema_row"] += rows
                listed.append((number, rows))
                if words[0] == "table":
                    self.t["schema_message"][self.table_at[words[1]]] = (0, 0, at, len(rows))
                else:
                    messages.append((self.code(number, words[1]), self.reg.field(self.proto, words[2]), at, len(rows)))
            elif words[0] == "ie":
                ies.append(self.row(number, words))
        if ies:
            for number, rows in listed:
                self.agree(number, rows, {(r[0], r[8]): r for r in ies})
        first = len(self.t["schema_message"])
        self.t["schema_message"] += sorted(messages)
        codes = [m[0] for m in messages]
        if any(codes.count(c) > 2 for c in codes):
            self.lines.wrong(1, "more than two messages have one code")
        self.reg.protos[self.proto]["message"] = (first, len(messages))
        ies = self.by_number(ies)
        self.reg.protos[self.proto]["ie"] = (len(self.t["schema_row"]), len(ies))
        for k, row in enumerate(ies):
            self.reg.row_at.setdefault(row[1], len(self.t["schema_row"]) + k)
        self.t["schema_row"] += ies
        for number, words, body in self.blocks:
            if words[0] == "private":
                for word in words[1:] + [w for _, line in body for w in line]:
                    if not self.reg.mark(self.proto, word):
                        self.lines.wrong(number, f"{word} is no field")


def read(reg, lines, proto):
    r = Reader(reg, lines, proto)
    r.collect()
    r.finish()
