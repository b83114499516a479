#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Seeds of fuzz_watch.c: the messages of tests/decode in captures, and the captures of the golden cases.

usage: make_watch.py FOLDER; the last octet of each says what is asked for."""
import collections, pathlib, re, struct, sys

TESTS = pathlib.Path(__file__).resolve().parents[1]
PPID = {"ngap": 60, "s1ap": 18, "x2ap": 27, "xnap": 61, "f1ap": 62, "e1ap": 64, "m3ua": 3}
UDP = {"pfcp": 8805, "gtpu": 2152, "gtpv1": 2123, "gtpv2": 2123, "gtpv0": 3386, "dns": 53, "sip": 5060}
UPPER = {"nas5gs": "nas-5gs", "naseps": "nas-eps", "sccp": "sccp", "tcap": "tcap"}
IP = {"icmp": 1, "icmpv6": 58, "udp": 17, "sctp": 132, "tcp": 6}


def samples():
    out = collections.defaultdict(list)
    for path in sorted((TESTS / "decode").glob("samples*.txt")):
        for line in path.read_text().splitlines():
            word = line.split(" ", 1)
            if len(word) == 2 and re.fullmatch(r"[0-9a-f ]+", word[1]):
                out[word[0]].append(bytes.fromhex(word[1].replace(" ", "")))
    return out


def ip(protocol, octets):
    return struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(octets), 0, 0, 64, IP[protocol], 0) + \
        bytes([10, 0, 0, 1, 10, 0, 0, 2]) + octets


def sctp(tsn, ppid, octets):
    pad = bytes(-len(octets) % 4)
    return struct.pack("!HHIIBBHIHHI", 9000, 38412, 7, 0, 0, 3, 16 + len(octets), tsn, 0, tsn, ppid) + octets + pad


def packets(proto, messages):
    at = 1
    for n, m in enumerate(messages):
        if proto in PPID:
            yield ip("sctp", sctp(n + 1, PPID[proto], m))
        elif proto in UDP:
            yield ip("udp", struct.pack("!HHHH", 9000, UDP[proto], 8 + len(m), 0) + m)
        elif proto == "diameter" or proto == "tls":
            port = 3868 if proto == "diameter" else 443
            yield ip("tcp", struct.pack("!HHIIBBHHH", 9000, port, at, 1, 0x50, 0x10, 65535, 0, 0) + m)
            at += len(m)
        elif proto in UPPER:
            name = UPPER[proto].encode()
            yield struct.pack("!HH", 12, len(name)) + name + bytes(4) + m
        elif proto in IP:
            yield ip(proto, m)


def capture(link, all):
    head = struct.pack("<IHHIIII", 0xa1b2c3d4, 2, 4, 0, 0, 65535, link)
    return head + b"".join(struct.pack("<IIII", 1, n, len(p), len(p)) + p for n, p in enumerate(all))


def main(folder):
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for n, (proto, messages) in enumerate(sorted(samples().items())):
        all = list(packets(proto, messages))
        if all:
            link = 252 if proto in UPPER else 101
            (folder / proto).write_bytes(capture(link, all) + bytes([1 + n % 4 * 2]))
    for name in ("registration.pcap", "handover.pcap", "http.pcap", "https.pcapng", "setup.pcap.gz"):
        octets = (TESTS / "golden/small" / name).read_bytes()
        (folder / name.split(".")[0]).write_bytes(octets + bytes([7]))


main(sys.argv[1])
