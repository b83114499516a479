#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Real captures: is every packet read, and do payloads agree with tshark?   usage: captures.py DUMP CAPTURES

DUMP is capture_dump, CAPTURES a folder with LABELS.csv (file, packets).  Without it the test is skipped (77).
When tshark is installed it is asked for headers of UDP, chunks of SCTP and sequence numbers of TCP; what follows
from them is worked out here once more, in other words, and has to be what we deliver."""
import collections, csv, os, shutil, subprocess, sys

QUOTED, JOINED = 8, 16
FIELDS = ["frame.number", "udp.srcport", "udp.dstport", "udp.length", "sctp.data_tsn_raw", "sctp.data_payload_proto_id",
          "sctp.data_sid", "sctp.data_ssn", "tcp.stream", "tcp.seq_raw", "tcp.len", "tcp.flags.syn", "icmp.type",
          "icmpv6.type", "gtp.message", "tcp.srcport"]


def dump(program, path):
    out = subprocess.run([program, "-p", path], capture_output=True, text=True, check=True).stdout
    counts, payloads = collections.Counter(), []
    for line in out.splitlines():
        w = line.split(" ")
        if len(w) == 2:
            counts[w[0]] = int(w[1])
        elif w[0] != "#":
            payloads.append({"frame": int(w[1]), "transport": w[2], "kind": w[3], "flow": int(w[5]), "depth": int(w[8]),
                             "octets": int(w[10]), "missing": int(w[11]), "flags": int(w[15], 16),
                             "from": int(w[17]), "to": int(w[18]), "data": tuple(int(x) for x in w[20::2])})
    return counts, payloads


def tshark(path):
    command = ["tshark", "-r", path, "-n", "-T", "fields", "-E", "occurrence=a", "-E", "aggregator=,",
               "-o", "tcp.desegment_tcp_streams:FALSE"]
    for f in FIELDS:
        command += ["-e", f]
    out = subprocess.run(command, capture_output=True, text=True).stdout
    rows = []
    for line in out.splitlines():
        cells = (line.split("\t") + [""] * len(FIELDS))[:len(FIELDS)]
        rows.append({f: [int(x, 0) for x in c.replace("True", "1").replace("False", "0").split(",") if x]
                     for f, c in zip(FIELDS, cells)})
    return rows


def union(ranges):
    total, reach = 0, None
    for begin, end in sorted(ranges):
        if reach is None or begin > reach:
            total, reach = total + end - begin, end
        elif end > reach:
            total, reach = total + end - reach, end
    return total


def compare(counts, payloads, rows):
    """What differs, as texts."""
    bad = []
    if counts["packets"] != len(rows):
        bad.append(f"{counts['packets']} packets, tshark has {len(rows)}")
    ours = collections.defaultdict(list)
    for p in payloads:
        if p["transport"] == "udp":
            ours[p["frame"]].append((p["from"], p["to"], p["octets"] + p["missing"] + 8))
    for r in rows:
        n = r["frame.number"][0]
        theirs = sorted(zip(r["udp.srcport"], r["udp.dstport"], r["udp.length"]))
        if sorted(ours[n]) != theirs:
            bad.append(f"frame {n}: UDP {sorted(ours[n])}, tshark {theirs}")
    chunks = {(t, p, s, q) for r in rows if not r["icmp.type"]
              for t, p, s, q in zip(r["sctp.data_tsn_raw"], r["sctp.data_payload_proto_id"], r["sctp.data_sid"],
                                  r["sctp.data_ssn"])}
    mine = [p["data"] for p in payloads if p["transport"] == "sctp" and p["kind"] == "data" and not p["flags"] & QUOTED]
    if not set(mine) <= chunks:
        bad.append(f"SCTP {sorted(set(mine) - chunks)[:5]} are not in tshark")
    data = sum(len(r["sctp.data_tsn_raw"]) for r in rows if not r["icmp.type"])
    if counts["sctp_data"] != data:
        bad.append(f"{counts['sctp_data']} DATA chunks, tshark has {data}")
    whole = counts["sctp_data"] - counts["sctp_again"] - counts["sctp_fragments"]
    joined = sum(1 for p in payloads if p["transport"] == "sctp" and p["kind"] == "data" and p["flags"] & JOINED)
    if len(mine) != whole + joined:
        bad.append(f"{len(mine)} messages of SCTP from {whole} whole chunks and {joined} joined ones")
    if data != counts["sctp_fragments"] and data > 0 and whole + joined == 0:
        bad.append("no message of SCTP at all")
    ranges = collections.defaultdict(list)
    for r in rows:
        if r["gtp.message"] or r["icmp.type"] or r["icmpv6.type"]:
            continue
        for stream, port, seq, n, syn in zip(r["tcp.stream"], r["tcp.srcport"], r["tcp.seq_raw"], r["tcp.len"],
                                             r["tcp.flags.syn"]):
            if n > 0:
                ranges[stream, port].append((seq + syn, seq + syn + n))
    octets = sum(union(x) for x in ranges.values())
    if counts["tcp_octets"] != octets:
        bad.append(f"{counts['tcp_octets']} octets of TCP, sequence numbers in tshark make {octets}")
    return bad


def main():
    program, folder = sys.argv[1:]
    labels = os.path.join(folder, "LABELS.csv")
    if not os.path.exists(labels):
        print("no captures here, skipped")
        return 77
    with_tshark = shutil.which("tshark") is not None
    if not with_tshark:
        print("tshark is not installed: only numbers of packets are compared")
    bad = total = 0
    for label in csv.DictReader(open(labels, newline="")):
        name, path = label["file"], os.path.join(folder, label["file"])
        counts, payloads = dump(program, path)
        total += counts["packets"]
        faults = []
        if counts["packets"] != int(label["packets"]):
            faults.append(f"{counts['packets']} packets, the label says {label['packets']}")
        if with_tshark:
            faults += compare(counts, payloads, tshark(path))
        for f in faults[:5]:
            print(f"{name}: {f}")
        bad += len(faults) > 0
    print(f"{total} packets; {bad} files with differences")
    return bad > 0


if __name__ == "__main__":
    sys.exit(main())
