# SPDX-License-Identifier: Apache-2.0
"""Reads FILE.ops: services over HTTP, their operations, and the names of what they carry
(docs/internals/schema.md)."""

TABLES = [("sbi_service", "schema_service", 0), ("sbi_op", "schema_op", 0), ("sbi_carry", "schema_carry", 0)]
# What the decoder itself names, whatever the file says.
OWN = ["method", "uri", "status-code", "service", "api-version", "query", "body", "part", "binary", "reset",
       "other-header", "other-name", "other-value", "unknown-state-lost", "other-message"]
METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD"]


def hash_of(word):
    """Of the first and the last octets, at most eight each, as the decoder computes it (decode/sbi.c)."""
    octets = word.encode()
    n = len(octets)
    part = min(8 if n >= 8 else 4, n)
    first, last = (int.from_bytes(x, "little") for x in (octets[:part], octets[n - part:]))
    return ((first ^ last * 0x9e3779b97f4a7c15) + n) * 0xd6e8feb86659fd93 % 2 ** 64 >> 32


def operation(reg, lines, proto, number, words):
    if len(words) != 3 or words[0] not in METHODS or not words[2].startswith("/"):
        lines.wrong(number, "an operation is: METHOD NAME /path")
    for part in words[2].split("/"):
        if part.startswith("{") != part.endswith("}"):
            lines.wrong(number, f"{part} is half a variable")
        if part.startswith("{"):
            reg.members.setdefault(part[1:-1], reg.field(proto, part[1:-1]))
    path, tail = words[2], words[2].rpartition("}")[2]
    return ((path.count("/"), path.count("{")), reg.put(words[0]), reg.put(path), reg.put(tail),
            reg.field(proto, words[1]), path.count("/"), len(tail.encode()))


def read(reg, lines, proto):
    services, t, blocks = [], reg.tables, []
    for name in OWN:
        reg.field(proto, name)
    reg.words([(0, "false"), (1, "true")])
    reg.name_ids.append((proto, "bool", reg.words([(0, "false"), (1, "true")])))
    for number, depth, words in lines.v[1:]:
        if depth == 0:
            if words[0] not in ("cite", "service", "members", "carries", "private"):
                lines.wrong(number, f"{words[0]} begins nothing")
            blocks.append((number, words, []))
        elif blocks:
            blocks[-1][2].append((number, words))
        else:
            lines.wrong(number, "belongs to nothing")
    for number, words, body in blocks:
        if words[0] == "service":
            if words[1] in [s[0] for s in services]:
                lines.wrong(number, f"service {words[1]} is there twice")
            ops = sorted((operation(reg, lines, proto, n, w) for n, w in body), key=lambda o: o[0])
            services.append((words[1], len(t["schema_op"]), len(ops)))
            t["schema_op"] += [o[1:] for o in ops]
        elif words[0] == "members":
            for _, line in body:
                for w in line:
                    reg.members.setdefault(w, reg.field(proto, w))
        elif words[0] == "carries":
            for n, line in body:
                ngap = reg.proto("ngap")
                if len(line) != 2 or (ngap, reg.ident(line[1])) not in reg.by_key:
                    lines.wrong(n, "what is carried is: WORD TYPE, and ngap has the type")
                t["schema_carry"].append((reg.put(line[0]), reg.field(ngap, line[1])))
    first = len(t["schema_service"])
    t["schema_service"] += [(reg.put(n), f, c) for n, f, c in sorted(services)]
    reg.protos[proto]["message"] = (first, len(services))
    for number, words, body in blocks:
        if words[0] == "private":
            for n, line in [(number, words[1:]), *body]:
                for w in line:
                    if not reg.mark(proto, w):
                        lines.wrong(n, f"{w} is no field")


def members(reg):
    """Open addressing, a power of two of slots, at most half of them used: field id or 0, and its spelling."""
    slots = 16
    while slots < 2 * len(reg.members):
        slots *= 2
    table = [(0, 0, 0)] * slots
    for word in sorted(reg.members):
        at = hash_of(word) % slots
        while table[at][1]:
            at = (at + 1) % slots
        table[at] = (reg.put(word), reg.members[word], len(word.encode()))
    return table
