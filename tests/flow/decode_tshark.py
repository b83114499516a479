#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Our fields against those of tshark, frame by frame.
usage: decode_tshark.py DECODE_DUMP MAP.csv FOLDER [-v]

Every capture below FOLDER that tshark finds signalling in is read by both.  For each line of MAP.csv the
values of a frame, sorted, have to be the same.  Without tshark or captures there is nothing to compare (77).
Differences are counted per field; those that MAP.csv explains (column `known`) may be there, and only as many.
No value is printed: captures hold identities of subscribers."""
import csv, glob, ipaddress, json, os, shutil, subprocess, sys

dump, map_path, folder = sys.argv[1:4]
more = []  # captures elsewhere
verbose = "-v" in sys.argv[4:]
OPTIONS = ["-o", "nas-5gs.null_decipher:TRUE", "-o", "nas-eps.null_decipher:TRUE"]


def frames(path):
    """(frame number, [(protocol, hex)], {tshark field: [values]}) of each frame with signalling."""
    r = subprocess.run(["tshark", "-r", path, *OPTIONS, "-Y", "ngap or s1ap or x2ap", "-T", "json", "-x",
                        "--no-duplicate-keys", "-J", "frame ngap s1ap x2ap nas-5gs nas-eps"], capture_output=True, check=False)
    if not r.stdout.strip():
        return
    for packet in json.loads(r.stdout):
        layers, raw, values = packet["_source"]["layers"], [], {}
        for proto in ("ngap", "s1ap", "x2ap"):
            found = layers.get(proto + "_raw", [])
            for one in [found] if found and isinstance(found[0], str) else found:
                raw.append((proto, one[0]))
            collect(layers.get(proto, {}), values)
        yield packet["_source"]["layers"]["frame"]["frame.number"], raw, values


def collect(node, values):
    todo = [node]
    while todo:
        node = todo.pop()
        if isinstance(node, list):
            todo += node
        elif isinstance(node, dict):
            for key, value in node.items():
                if key.endswith("_raw") or key.endswith("_tree"):
                    if key.endswith("_tree"):
                        todo.append(value)
                    continue
                for one in value if isinstance(value, list) else [value]:
                    if isinstance(one, str):
                        values.setdefault(key, []).append(one)
                    else:
                        todo.append(one)


def ours(lines):
    """For each line a dict: our field -> [(number, text)]."""
    r = subprocess.run([dump, "-t"], input="\n".join(lines) + "\n", capture_output=True, text=True, check=True)
    out = [{} for _ in lines]
    for line in r.stdout.split("\n"):
        part = line.split("\t")
        if len(part) == 6 and part[3] not in ("group", "damaged"):
            out[int(part[0]) - 1].setdefault(part[2], []).append((int(part[4]), part[5]))
    return out


def several(form, value):
    """An address may be one of each kind."""
    return [(0, str(ipaddress.ip_address(one))) for one in value[1].split()] if form == "addr" else [value]


def same_form(form, value, their):
    """One of our values and one of theirs, written the same way."""
    if their is None:
        return str(value[0]) if form == "num" or form.startswith("bits") else value[1].lower()
    their = their.strip().lower()
    if form == "num":
        try:
            return str(int({"true": "1", "false": "0"}.get(their, their), 0))
        except ValueError:
            return their
    if form.startswith("bits"):  # left-aligned octets
        octets = bytes.fromhex(their.replace(":", ""))
        return str(int.from_bytes(octets, "big") >> (8 * len(octets) - int(form[4:])))
    return their.replace(":", "") if form == "hex" else their


def main():
    paths = sorted(glob.glob(os.path.join(folder, "**", "*.pcap*"), recursive=True)) + more
    if shutil.which("tshark") is None or not paths:
        print("decode_tshark: no tshark or no captures in", folder)
        return 77
    rows = [r for r in csv.DictReader(line for line in open(map_path, encoding="utf-8") if not line.startswith("#"))]
    count = {r["field"]: [0, 0, 0] for r in rows}  # frames with it, values, frames that differ
    messages = 0
    for path in paths:
        read = list(frames(path))
        lines = [f"{proto} {octets}" for _, raw, _ in read for proto, octets in raw]
        messages += len(lines)
        answer = iter(ours(lines)) if lines else iter(())
        for number, raw, theirs in read:
            mine = {}
            for _ in raw:
                for key, v in next(answer).items():
                    mine.setdefault(key, []).extend(v)
            for r in rows:
                a = sorted(same_form(r["form"], v, None)
                           for name in r["field"].split("+") for w in mine.get(name, []) for v in several(r["form"], w))
                b = sorted(same_form(r["form"], None, v)
                           for name in r["tshark"].split("+") for v in theirs.get(name, []))
                c = count[r["field"]]
                c[0] += bool(a or b)
                c[1] += len(a)
                c[2] += a != b
                if a != b and verbose:
                    print(f"{os.path.basename(path)} frame {number}: {r['field']}: {len(a)} and {len(b)} values")
    bad = 0
    for r in rows:
        seen, values, differ = count[r["field"]]
        if differ > int(r["known"] or 0) or seen == 0:
            bad += 1
            print(f"{r['field']} <-> {r['tshark']}: {differ} of {seen} frames differ")
    print(f"{messages} messages, {len(rows)} fields, {sum(c[1] for c in count.values())} values, "
          f"{sum(c[2] for c in count.values())} frames differ, {bad} fields unexplained")
    return 1 if bad or messages == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
