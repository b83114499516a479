#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What the schema compiler says about mistakes: file, line, and what is wrong.   usage: schemac.py SCHEMAC.py"""
import os, re, subprocess, sys, tempfile

tool = sys.argv[1]
PER = "protocol x aper X\ncite none\nprocedure 1 M ignore M - -\nM seq+ protocolIEs:ies(S)\nA int 0..7\n{}\nset S\n\t1 reject m A\n"
IE = "protocol y nas Y\nnames W\n\t1 one\nlayout L\n\ta 8 =W\n{}\nmessage 1 M\n\tv4 a L\n"
OPS = "protocol z sbi Z\ncite none\nservice a\n\tGET A /x/{id}\n{}\nmembers\n\tm\n"
CASES = [  # file, text, line, part of the message; None: it is right
    ("x.per", PER.format("B enum+ a b / c"), None, None),
    ("x.per", PER.format("B seq a:C"), 6, "no type C"),
    ("x.per", PER.format("A int"), 6, "twice"),
    ("x.per", PER.format("B thing 3"), 6, "no kind of type"),
    ("x.per", PER.format("B int 3...7"), 6, "not understood|no range"),
    ("x.per", PER.format("B seq a"), 6, "name:TYPE"),
    ("x.per", PER.format("B octets => A"), 6, "not understood"),
    ("x.per", PER.format("private NOBODY"), 6, "no field"),
    ("x.per", PER.replace("1 reject m A", "1 maybe m A").format(""), 8, "reject|ignore"),
    ("x.per", PER.replace("protocol x aper X", "protocol x"), 1, "first line"),
    ("x.per", PER.replace("ies(S)", "ies(T)").format(""), 4, "no set T"),
    ("y.ie", IE.format("layout K\n\tb lv8 L"), None, None),
    ("y.ie", IE.format("layout K\n\tb 8 =V"), 7, "no names V"),
    ("y.ie", IE.format("layout K\n\tb 65"), 7, "64 bits"),
    ("y.ie", IE.format("layout K\n\tb what"), 7, "not understood"),
    ("y.ie", IE.format("layout K\n\tb 8 if c = 1"), 7, "condition"),
    ("y.ie", IE.format("layout L\n\tb 8"), 6, "twice"),
    ("y.ie", IE.format("thing K"), 6, "begins nothing"),
    ("y.ie", IE.replace("v4 a L", "v4 a K").format(""), 8, "no layout K"),
    ("y.ie", IE.replace("v4 a L", "v9 a L").format(""), 8, "no form"),
    ("z.ops", OPS.replace("{}", "private m id"), None, None),
    ("z.ops", OPS.replace("{}", "private nobody"), 5, "no field"),
    ("z.ops", OPS.replace("{}", "service a"), 5, "twice"),
    ("z.ops", OPS.replace("{}", "thing"), 5, "begins nothing"),
    ("z.ops", OPS.replace("{}", "service b\n\tFETCH B /b"), 6, "METHOD NAME"),
    ("z.ops", OPS.replace("{}", "service b\n\tGET B /b/{c"), 6, "half a variable"),
    ("z.ops", OPS.replace("{}", "carries\n\tW T"), 6, "ngap has the type"),
]
bad = 0
with tempfile.TemporaryDirectory() as folder:
    out = [os.path.join(folder, "fields.h"), os.path.join(folder, "schema.c")]
    for name, text, line, says in CASES:
        path = os.path.join(folder, name)
        with open(path, "w", encoding="utf-8") as f:
            f.write(text)
        r = subprocess.run([sys.executable, "-B", tool, *out, path], capture_output=True, text=True, check=False)
        if line is None:
            good = r.returncode == 0
        else:
            good = r.returncode != 0 and re.search(f"{re.escape(path)}:{line}: .*({says})", r.stderr)
        if not good:
            bad += 1
            print(f"{name} {text!r}: expected line {line}, {says}; found {r.returncode} {r.stderr.strip()[-200:]}")
print(f"{len(CASES)} descriptions, {bad} answers are wrong")
sys.exit(bad > 0)
