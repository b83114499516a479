#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Messages of real captures, written again from their fields.   usage: encode.py ENCODE_CAPTURES FOLDER [-v]

Every message that decodes without damage has to be written, and to have the same fields when read again.  Octets may
differ where the standard leaves a choice, or what stood there has no field; -v lists where.  Skipped (77) without FOLDER."""
import collections, os, subprocess, sys

program, folder = sys.argv[1:3]
paths = [os.path.join(at, f) for at, _, names in sorted(os.walk(folder)) for f in sorted(names)
         if f.endswith((".pcap", ".pcapng", ".cap", ".gz"))]
if not paths:
    print("encode: no captures in", folder)
    sys.exit(77)
sums, bad = collections.defaultdict(collections.Counter), 0
for path in paths:
    r = subprocess.run([program, path], capture_output=True, text=True)
    if r.returncode not in (0, 3):
        print(f"{path}: ended with {r.returncode}: {r.stderr[-300:]}")
        bad += 1
    for line in r.stdout.splitlines():
        proto, name, *numbers, fault = line.split("\t")
        sound, written, fields, octets, _, frame, at = map(int, numbers)
        sums[proto].update(sound=sound, written=written, fields=fields, octets=octets)
        if fields < sound:
            bad += 1
        if fields < sound or (octets < sound and "-v" in sys.argv):
            print(f"{os.path.relpath(path, folder)} {proto} {name}: {sound} sound, {written} written, {fields} the same, "
                  f"{octets} octet by octet; frame {frame} at octet {at} {fault}")
for proto, n in sorted(sums.items()):
    print(f"{proto}: {n['sound']} sound, {n['fields']} with the same fields, {n['octets']} octet by octet")
sys.exit(bad > 0)
