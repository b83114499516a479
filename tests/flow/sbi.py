#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Messages over HTTP in real captures, compared with tshark.   usage: sbi.py DUMP CAPTURES

DUMP is sbi_dump, CAPTURES a folder with LABELS.csv; without it, or without tshark, the test is skipped (77).
Compared are frames and methods of requests, frames and statuses of answers, one by one, paths by their hash,
and the first hello of each side of TLS.  Where tshark has less it may
be that it was not told the port or gave up a connection; where it has more, that is a failure unless KNOWN says why."""
import collections, csv, os, shutil, subprocess, sys

KNOWN = {
    "OISF/http2-continuation.pcap": "headers in several frames: tshark names the first, we the last",
}
# TLS is opened with these, by both.
KEYS = {
    "LeonardoPantani/appendix_content__uereg_sr__uereg_sr.pcapng": "LeonardoPantani/unipi-uereg_sr-sslkeylog.log",
    "LeonardoPantani/core_network_traffic__bootstrap__capture_x25519_ed25519.pcapng":
        "LeonardoPantani/unipi-bootstrap-sslkeylog.log",
    "LeonardoPantani/core_network_traffic__bootstrap__capture_mlkem768_mldsa65.pcapng":
        "LeonardoPantani/unipi-bootstrap-sslkeylog.log",
}


def ours(dump, path, keys):
    words = ["-k", keys, path] if keys else [path]
    out = subprocess.run([dump, *words], capture_output=True, text=True, check=True).stdout
    heads, ports, counts, hashes = collections.Counter(), {1: set(), 2: set(), 0: set()}, collections.Counter(), set()
    hellos = set()
    for line in out.splitlines():
        w = line.split(" ")
        if w[0] == "hello":
            hellos.add((int(w[1]), w[2]))
            continue
        if w[0] != "m":
            counts[w[0]] = int(w[1])
            continue
        frame, first, version, status, method = int(w[1]), int(w[2]), int(w[3]), int(w[7]), w[8]
        if int(w[12]):
            ports[0 if int(w[6], 16) & 32 else version].add(int(w[12]))  # 0: in TLS
        if status:
            heads[(first if version == 2 else frame, version, str(status))] += 1
        else:
            hashes.add((first if version == 2 else frame, w[13]))
        if not status and method != "?":
            heads[(first if version == 2 else frame, version, method)] += 1
    return heads, ports, counts, hashes, hellos


def fnv(text):
    h = 0x811c9dc5
    for octet in text.encode():
        h = (h ^ octet) * 0x01000193 & 0xffffffff
    return h


def tshark(path, ports, keys):
    command = ["tshark", "-r", path, "-n", "-T", "fields", "-E", "occurrence=a", "-E", "aggregator=,"]
    command += ["-o", f"tls.keylog_file:{keys}"] if keys else []
    for version, name in ((0, "tls"), (2, "http2"), (1, "http")):
        for port in sorted(ports[version] - (ports[2] if version == 1 else set())):
            command += ["-d", f"tcp.port=={port},{name}"]
    for f in ("frame.number", "http2.headers.method", "http2.headers.status", "http.request.method",
              "http.response.code", "tcp.stream", "gtp.message",
              "http2.headers.path", "http.request.uri", "tls.handshake.type"):
        command += ["-e", f]
    heads, paths, hellos, begun, later = collections.Counter(), set(), set(), set(), set()
    for line in subprocess.run(command, capture_output=True, text=True).stdout.splitlines():
        cells = (line.split("\t") + [""] * 10)[:10]
        if cells[5] and not cells[6]:  # what subscribers do, inside GTP-U, is not looked at
            for version, cell in ((2, cells[1]), (2, cells[2]), (1, cells[3]), (1, cells[4])):
                for word in filter(None, cell.split(",")):
                    heads[(int(cells[0]), version, word)] += 1
            for kind, name in (("1", "ClientHello"), ("2", "ServerHello")):
                if kind in cells[9].split(","):
                    later.add((int(cells[0]), name))
                if kind in cells[9].split(",") and (cells[5], kind) not in begun:
                    begun.add((cells[5], kind))
                    hellos.add((int(cells[0]), name))
            for cell in cells[7:9]:
                if cell and "," not in cell:
                    paths.add((int(cells[0]), f"{fnv(cell):x}"))
    return heads, paths, hellos, later  # those first in their direction, and all


def main(dump, captures):
    if not os.path.exists(os.path.join(captures, "LABELS.csv")) or not shutil.which("tshark"):
        print("no captures or no tshark here: skipped")
        return 77
    total, bad = collections.Counter(), 0
    for row in csv.DictReader(open(os.path.join(captures, "LABELS.csv"), encoding="utf-8")):
        path = os.path.join(captures, row["file"])
        keys = row["file"] in KEYS and os.path.join(captures, KEYS[row["file"]])
        mine, ports, counts, hashes, hellos = ours(dump, path, keys)
        if not mine and not hellos and "http" not in row["protocols"] and "tls" not in row["protocols"]:
            continue
        theirs, paths, begun, later = tshark(path, ports, keys)
        less, more = theirs - mine, mine - theirs
        equal = sum((mine & theirs).values())
        total["equal"] += equal
        total["only tshark"] += sum(less.values())
        total["only petrin"] += sum(more.values())
        total["paths equal"] += len(paths & hashes)
        total["paths only tshark"] += len(paths - hashes)
        total["hellos equal"] += len(hellos & begun)
        total["hellos only tshark"] += len(begun - hellos)
        bad += bool(begun - hellos or hellos - later)
        if begun - hellos or hellos - later:
            print(f"{row['file']}: hellos only tshark {sorted(begun - hellos)[:4]}, only petrin "
                  f"{sorted(hellos - later)[:4]}")
        total["messages"] += counts["messages"]
        total["records of TLS opened"] += counts["tls_records"]
        if less or more or paths - hashes:
            why = KNOWN.get(row["file"])
            bad += bool(less) and why is None
            print(f"{row['file']}: equal {equal}, only tshark {sum(less.values())} {sorted(less)[:4]}, "
                  f"only petrin {sum(more.values())} {sorted(more)[:4]}, "
                  f"paths {sorted(n for n, _ in paths - hashes)[:4]}{': ' + why if why else ''}")
    print(", ".join(f"{k} {v}" for k, v in total.items()))
    return 1 if bad or total["equal"] == 0 else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
