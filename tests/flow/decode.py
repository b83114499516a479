#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Samples of messages and what they decode to.   usage: decode.py DECODE_DUMP SAMPLES [accept]

A sample is a line "PROTOCOL HEX" followed by the indented lines decode_dump answers with.  With `accept`
the answers are rewritten: the diff is the review."""
import re, subprocess, sys

dump, path, accept = sys.argv[1], sys.argv[2], "accept" in sys.argv[3:]
head = re.compile(r"[a-z0-9]+ [0-9a-f]{2}")
blocks = []  # (line as it stands, expected answer)
for line in open(path, encoding="utf-8").read().split("\n"):
    if head.match(line):
        blocks.append([line, []])
    elif line.startswith("  ") and blocks:
        blocks[-1][1].append(line)
    else:
        blocks.append([line, []])
out, bad, samples = [], 0, 0
for line, expected in blocks:
    out.append(line)
    if not head.match(line):
        continue
    samples += 1
    proto, _, digits = line.partition(" ")
    r = subprocess.run([dump], input=f"{proto} {digits.replace(' ', '')}\n", capture_output=True, text=True, check=True)
    answer = ["  " + a for a in r.stdout.rstrip("\n").split("\n")]
    out += answer
    if answer != expected and not accept:
        bad += 1
        print(f"{line[:60]}: expected, then found")
        print("\n".join(f"  {a!r}" for a in expected if a not in answer))
        print("\n".join(f"  {a!r}" for a in answer if a not in expected))
if accept:
    open(path, "w", encoding="utf-8").write("\n".join(out))
if samples < 20:
    sys.exit(f"{path}: only {samples} samples")
print(f"{samples} samples, {bad} differ")
sys.exit(bad > 0)
