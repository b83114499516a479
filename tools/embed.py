#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes files into one C source.   usage: embed.py NAME ROOT OUT.c FILE...

The table `NAME_files` (base/data.h) lists them in the order given, named relative to ROOT."""
import os, sys

name, root, out, files = sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4:]
with open(out, "w") as c:
    c.write('#include "base/data.h"\n\n')
    for i, path in enumerate(files):
        octets = open(path, "rb").read()
        c.write(f"static const unsigned char d{i}[] = {{")
        for k in range(0, len(octets), 32):
            c.write("\n" + ",".join(map(str, octets[k:k + 32])) + ",")
        c.write("0 };\n")
    c.write(f"\nconst struct data_file {name}_files[] = {{\n")
    for i, path in enumerate(files):
        c.write(f'\t{{ "{os.path.relpath(path, root)}", {{ (const char *)d{i}, sizeof d{i} - 1 }} }},\n')
    c.write(f"}};\nconst size_t {name}_count = sizeof {name}_files / sizeof {name}_files[0];\n")
